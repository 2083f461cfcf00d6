/* Records of the Linux monitor channel that are no HCI packets. */
#include "decoders/names.h"
#include "decoders/row.h"
#include "decoders/state.h"

static const char *const adapter_type_text[] = { "Primary", "AMP" };
static const struct names adapter_type_names = NAMES_DENSE(adapter_type_text);

static const char *const bus_text[] = { "Virtual", "USB", "PCCARD", "UART",
	"RS232", "PCI", "SDIO", "SPI", "I2C", "SMD", "VIRTIO" };
const struct names bus_names = NAMES_DENSE(bus_text);

static const char *or_unknown(const char *name)
{
	return name ? name : "Unknown";
}

static void begin(struct packet *p, struct field *title)
{
	p->sink->ops->begin(p->sink, p->rec, title, 0);
	p->depth = 0;
}

void begin_malformed_record(struct packet *p, const char *name)
{
	struct field title = {
		.kind = FIELD_LABEL,
		.name = name,
		.error = true,
		.len = p->rec->len,
	};

	begin(p, &title);
	p->depth = 1;
	put_rest(p);
}

static void begin_addr(
    struct packet *p, const char *name, const uint8_t addr[6])
{
	struct field title = {
		.kind = FIELD_ADDR,
		.name = name,
		.data = addr,
		.len = 6,
	};

	begin(p, &title);
}

static void decode_new_index(struct packet *p)
{
	struct adapter *a = dec_adapter(p->dec, p->rec->adapter);
	uint8_t type = rd_u8(&p->r), bus = rd_u8(&p->r);
	const uint8_t *addr = rd_bytes(&p->r, 6), *name = rd_bytes(&p->r, 8);
	struct field f = {
		.kind = FIELD_STRING,
		.name = "Name",
		.data = name,
		.join = ",",
		.after = ")",
	};

	if (!name) {
		p->r = rd_over(p->rec->data, p->rec->len);
		begin_malformed_record(p, "Malformed New Index packet");
		return;
	}
	a->company = NO_COMPANY;
	memcpy(a->addr, addr, sizeof(a->addr));
	while (f.len < 8 && name[f.len])
		f.len++;
	begin_addr(p, "New Index", addr);
	join_word(
	    p, "Type", or_unknown(names_find(&adapter_type_names, type)), " (");
	join_word(p, "Bus", or_unknown(names_find(&bus_names, bus)), ",");
	put_field(p, &f, name);
}

static void decode_index_info(struct packet *p)
{
	struct adapter *a = dec_adapter(p->dec, p->rec->adapter);
	const uint8_t *addr = rd_bytes(&p->r, 6);
	uint16_t company = rd_u16(&p->r);
	const char *name = name_company(company);
	struct field f = {
		.kind = FIELD_WORD,
		.name = "Manufacturer",
		.value = company,
		.text = name ? name : "not assigned",
		.join = " (",
		.after = ")",
	};

	if (p->r.bad) {
		p->r = rd_over(p->rec->data, p->rec->len);
		begin_malformed_record(p, "Malformed Index Info packet");
		return;
	}
	memcpy(a->addr, addr, sizeof(a->addr));
	a->company = company;
	begin_addr(p, "Index Info", addr);
	put_field(p, &f, addr + 6);
}

static void decode_note(struct packet *p)
{
	struct field title = {
		.kind = FIELD_STRING,
		.name = "Note",
		.data = p->r.p,
	};

	while (title.len < rd_left(&p->r) && p->r.p[title.len])
		title.len++;
	begin(p, &title);
}

/* Priority, length of the program's name with its NUL, name, message. */
static void decode_user_logging(struct packet *p)
{
	uint8_t priority = rd_u8(&p->r);
	uint8_t len = rd_u8(&p->r);
	const uint8_t *ident = rd_bytes(&p->r, len);
	struct field title = {
		.kind = FIELD_STRING,
		.value = priority,
		.text = (const char *)ident,
		.data = p->r.p,
		.error = priority == 3, /* LOG_ERR */
	};

	if (!ident || !len || ident[len - 1]) {
		p->r = rd_over(p->rec->data, p->rec->len);
		begin_malformed_record(p, "Malformed User Logging packet");
		return;
	}
	while (title.len < rd_left(&p->r) && p->r.p[title.len])
		title.len++;
	begin(p, &title);
}

static void decode_drops(struct packet *p)
{
	static const struct {
		const char *name, *join;
	} counts[] = { { "Commands", ": cmd " }, { "Events", " evt " },
		{ "ACL TX", " acl_tx " }, { "ACL RX", " acl_rx " },
		{ "SCO TX", " sco_tx " }, { "SCO RX", " sco_rx " },
		{ "Other", " other " } };
	struct field title = {
		.kind = FIELD_LABEL, .name = "Drops", .len = p->rec->len
	};

	begin(p, &title);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		join_uint(
		    p, counts[i].name, rd_u8(&p->r), counts[i].join, NULL);
}

void decode_index(struct packet *p)
{
	struct adapter *a = dec_adapter(p->dec, p->rec->adapter);
	struct field title = { .kind = FIELD_TITLE, .len = p->rec->len };

	switch (p->rec->type) {
	case REC_NEW_INDEX:
		decode_new_index(p);
		return;
	case REC_DEL_INDEX:
		begin_addr(p, "Delete Index", a->addr);
		return;
	case REC_OPEN_INDEX:
		begin_addr(p, "Open Index", a->addr);
		return;
	case REC_CLOSE_INDEX:
		begin_addr(p, "Close Index", a->addr);
		return;
	case REC_INDEX_INFO:
		decode_index_info(p);
		return;
	case REC_SYSTEM_NOTE:
		decode_note(p);
		return;
	case REC_USER_LOGGING:
		decode_user_logging(p);
		return;
	case REC_DROPS:
		decode_drops(p);
		return;
	case REC_VENDOR_DIAG:
		title.name = "Vendor Diagnostic";
		begin(p, &title);
		join_uint(p, "Length", p->rec->len, " (len ", ")");
		break;
	default:
		title.kind = FIELD_LABEL;
		title.error = true;
		title.name = "Unknown packet";
		begin(p, &title);
		join_uint(p, "Code", p->rec->code, " (code ", NULL);
		join_uint(p, "Length", p->rec->len, " len ", ")");
	}
	p->depth = 1;
	put_rest(p);
}
