#include "decoders/mgmt.h"

#include "decoders/names.h"
#include "decoders/state.h"

void mgmt_put_status(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Status",
		.digits = 2,
		.len = 1,
	};

	if (!at)
		return;
	f.value = at[0];
	f.text = names_find(&mgmt_status_names, at[0]);
	if (!f.text)
		f.text = "Unknown";
	f.error = at[0] != 0;
	put_field(p, &f, at);
}

void mgmt_put_device(struct packet *p)
{
	enum { BREDR, LE_PUBLIC, LE_RANDOM };
	const uint8_t *at = take(p, 7);
	struct field f = {
		.kind = FIELD_ADDR,
		.name = "Address",
		.value = UINT8_MAX,
		.data = at,
		.len = 7,
	};

	if (!at)
		return;
	if (at[6] <= LE_RANDOM) {
		f.name = at[6] == BREDR ? "BR/EDR Address" : "LE Address";
		f.value = at[6] == LE_RANDOM;
		f.text = dec_addr_text(p->dec, at, (uint8_t)f.value);
	}
	put_field(p, &f, at);
}

void mgmt_put_uuid(struct packet *p)
{
	const uint8_t *at = take(p, 16);
	struct uuid u, base;
	struct field f = {
		.kind = FIELD_UUID_NAME,
		.name = "UUID",
		.data = at,
		.len = 16,
	};

	if (!at)
		return;
	uuid_from_wire(at, 16, &u);
	base = uuid_from32(get_le32(at + 12));
	f.text = name_uuid(&u);
	if (!f.text)
		f.text = uuid_equal(&u, &base) ? "Unknown" : "Vendor specific";
	put_field(p, &f, at);
}

void mgmt_put_phys(struct packet *p, const char *name)
{
	const uint8_t *at = take(p, 4);
	struct field f = {
		.kind = FIELD_BITS,
		.name = name,
		.digits = 4,
		.len = 4,
	};

	if (!at)
		return;
	f.value = get_le32(at);
	put_field(p, &f, at);
	put_bit_names(p, f.value, 8, &mgmt_phys_bits);
}

static void put_selected_phys(struct packet *p)
{
	mgmt_put_phys(p, "Selected PHYs");
}

/* clang-format off */
const struct row mgmt_device[] = {
	{ CALL(7, mgmt_put_device) },
};

const struct row mgmt_device_action[] = {
	{ CALL(7, mgmt_put_device) },
	{ ENUM8("Action", mgmt_device_action) },
};

const struct row mgmt_device_flags[] = {
	{ CALL(7, mgmt_put_device) },
	{ BITS32("Supported Flags", mgmt_device_flags) },
	{ BITS32("Current Flags", mgmt_device_flags) },
};

const struct row mgmt_settings[] = {
	{ BITS32("Current settings", mgmt_settings) },
};

const struct row mgmt_missing_options[] = {
	{ BITS32("Missing options", mgmt_options) },
};

const struct row mgmt_class[] = {
	{ CALL(3, put_class) },
};

const struct row mgmt_local_name[] = {
	{ STRING("Name", 249) },
	{ STRING("Short name", 11) },
};

const struct row mgmt_selected_phys[] = {
	{ CALL(4, put_selected_phys) },
};

const struct row mgmt_oob_data[] = {
	{ BITS8("Address type", mgmt_addr_types) },
	{ U16("Data length") },
};

const struct row mgmt_feature[] = {
	{ CALL(16, mgmt_put_uuid) },
	{ BITS32("Flags", mgmt_feature_flags) },
};

const struct row mgmt_instance[] = {
	{ U8("Instance") },
};

const struct row mgmt_mesh_handle[] = {
	{ U8("Handle") },
};
/* clang-format on */
