/* Microsoft's extensions of HCI: monitoring of signal strength and of
 * advertisements. */
#include "decoders/vendor.h"

static const char *const features_text[] = {
	"RSSI Monitoring feature for BR/EDR",
	"RSSI Monitoring feature for LE connections",
	"RSSI Monitoring of LE advertisements",
	"Advertising Monitoring of LE advertisements",
	"Verifying the validity of P-192 and P-256 keys",
	"Continuous Advertising Monitoring",
};
static const struct bits features_bits = {
	.names = NAMES_DENSE(features_text),
	.unknown = "Unknown features",
};

static const char *const filter_text[] = { "Current allow list",
	"All filter conditions" };
static const struct names filter_names = NAMES_DENSE(filter_text);

static const struct scale scale_seconds = { .mul = 1, .unit = " sec" };
static const struct scale scale_100_msec = { .mul = 100, .unit = " msec" };

/* What an advertisement must have. */
static void put_condition(struct packet *p)
{
	enum { PATTERN = 1, UUID, IRK, ADDRESS };
	static const char *const text[] = {
		[PATTERN] = "Pattern",
		[UUID] = "UUID",
		[IRK] = "IRK",
		[ADDRESS] = "Adderss", /* as btmon spells it */
	};
	static const struct names names = NAMES_DENSE(text);
	static const uint8_t uuid_sizes[] = { 0, 2, 4, 16 };
	const uint8_t *at;

	switch (put_enum_or(p, "Type", 1, 2, &names, "Unknown")) {
	case PATTERN:
		put_uint(p, "Number of patterns", 1);
		break;
	case UUID:
		at = take(p, 1);
		if (at && at[0] && at[0] < ARRAY_SIZE(uuid_sizes))
			put_uuid(p, "UUID", uuid_sizes[at[0]]);
		break;
	case IRK:
		put_label(p, "IRK:");
		break;
	case ADDRESS:
		at = take(p, 1);
		if (at)
			put_addr(p, "Address", at[0]);
		break;
	}
}

/* clang-format off */
#define RSSI_LIMITS \
	{ RSSI("RSSI threshold high") }, \
	{ RSSI("RSSI threshold low") }, \
	{ SCALED8("RSSI threshold low time interval", seconds) }, \
	{ SCALED8("RSSI sampling period", 100_msec) }

static const struct row features[] = {
	{ FEATURES("Features", features) },
	{ U8("Event prefix length") },
	{ LABEL("Event prefix:") },
};

static const struct row connection[] = {
	{ X16("Connection handle") },
};

static const struct row monitor_rssi[] = {
	{ X16("Connection handle") },
	RSSI_LIMITS
};

static const struct row monitor_advertisement[] = { RSSI_LIMITS };

static const struct row monitor[] = {
	{ U8("Monitor handle") },
};

static const struct row filter_enable[] = {
	{ ENUM8("Enable", filter) },
};

static const struct command subcommands[] = {
	{ 0x00, "Read Supported Features", UNDECODED, ATLEAST(features, 9) },
	{ 0x01, "Monitor RSSI", ATLEAST(monitor_rssi, 6), UNDECODED },
	{ 0x02, "Cancel Monitor RSSI", ATLEAST(connection, 2), UNDECODED },
	{ 0x03, "LE Monitor Advertisement", TAIL(monitor_advertisement, 5, put_condition), ATLEAST(monitor, 1) },
	{ 0x04, "LE Cancel Monitor Advertisement", ATLEAST(monitor, 1), UNDECODED },
	{ 0x05, "LE Set Advertisement Filter Enable", ATLEAST(filter_enable, 1), UNDECODED },
	{ 0x06, "Read Absolute RSSI", UNDECODED, UNDECODED },
};
/* clang-format on */

/* The title; `at` is the subcommand's code. */
static const struct command *put_subcommand(struct packet *p, const uint8_t *at)
{
	const struct command *c =
	    hci_table_find(subcommands, ARRAY_SIZE(subcommands), at[0]);

	put_subtitle(p, c ? c->name : NULL, at[0], 2, at, 1);
	return c;
}

void put_microsoft_command(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	const struct command *c = at ? put_subcommand(p, at) : NULL;

	if (c)
		put_params(p, &c->params);
}

void put_microsoft_reply(struct packet *p)
{
	const struct command *c;

	if (rd_left(&p->r) < 2)
		return;
	c = put_subcommand(p, p->r.p + 1);
	put_status(p, "Status");
	rd_skip(&p->r, 1);
	if (c && rd_left(&p->r))
		put_params(p, &c->reply);
}
