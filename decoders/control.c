/* The control channel of a Linux kernel: which program opened a socket, what
 * it asked for (management commands) and what it was told (events). */
#include "decoders/mgmt.h"
#include "decoders/state.h"

enum { FORMAT_RAW, FORMAT_USER, FORMAT_MGMT, FORMAT_UNKNOWN = 0xffff };

static struct client *client_find(struct dec *d, uint32_t cookie)
{
	for (struct client *c = d->clients; c < d->clients + DEC_CLIENTS; c++)
		if (c->used && c->cookie == cookie)
			return c;
	return NULL;
}

/* Where there is no room, what the client sends is shown as octets. */
static void client_add(
    struct dec *d, uint32_t cookie, uint16_t format, const char *name, size_t n)
{
	for (struct client *c = d->clients; c < d->clients + DEC_CLIENTS; c++) {
		if (c->used)
			continue;
		c->used = true;
		c->cookie = cookie;
		c->format = format;
		c->name_len =
		    (uint8_t)(n < sizeof(c->name) ? n : sizeof(c->name));
		memcpy(c->name, name, c->name_len);
		return;
	}
}

static void begin(struct packet *p, struct field *title)
{
	p->sink->ops->begin(p->sink, p->rec, title, 0);
	p->depth = 1;
}

/* Last in the header line, after the fields that join it. */
static void put_cookie(struct packet *p, const uint8_t *cookie)
{
	put_value(p, FIELD_COOKIE, "Cookie", get_le32(cookie), cookie, 4);
}

/* A socket of which only the number of its format is known, if that. */
static void begin_other(
    struct packet *p, const char *name, uint16_t format, const uint8_t *cookie)
{
	struct field title = {
		.kind = FIELD_HEX,
		.name = name,
		.value = format,
		.digits = 4,
		.len = (uint32_t)rd_left(&p->r),
	};

	begin(p, &title);
	put_cookie(p, cookie);
	put_rest(p);
}

/* Version, revision, flags, length of the program's name, name. */
static void decode_open(struct packet *p, const uint8_t *cookie)
{
	enum { FIXED_LEN = 8, PRIVILEGED = 1 };
	static const char *const titles[] = { "RAW Open", "USER Open",
		"MGMT Open" };
	struct field title = { .kind = FIELD_STRING };
	struct field flags = {
		.kind = FIELD_WORD,
		.name = "Flags",
		.text = "privileged",
		.join = " (",
		.after = ")",
	};
	uint16_t format = rd_u16(&p->r);
	const char *name = "unknown";
	const uint8_t *at;
	size_t len;

	if (format > FORMAT_MGMT || rd_left(&p->r) < FIXED_LEN) {
		client_add(p->dec, get_le32(cookie), format, "", 0);
		begin_other(p, "Control Open", format, cookie);
		return;
	}
	at = rd_bytes(&p->r, FIXED_LEN);
	len = at[7];
	if (rd_left(&p->r) < len) {
		begin_malformed_record(p, "Malformed Control Open packet");
		return;
	}
	if (len)
		name = (const char *)rd_bytes(&p->r, len);
	len = len ? strnlen(name, len) : strlen(name);
	client_add(p->dec, get_le32(cookie), format, name, len);
	title.name = titles[format];
	title.data = (const uint8_t *)name;
	title.len = (uint32_t)len;
	begin(p, &title);
	if (get_le32(at + 3) & PRIVILEGED)
		put_field(p, &flags, NULL);
	join_uint(p, "Version", at[0], " version ", NULL);
	join_uint(p, "Revision", get_le16(at + 1), ".", NULL);
	put_cookie(p, cookie);
	put_rest(p);
}

static void decode_close(struct packet *p, const uint8_t *cookie)
{
	static const char *const titles[] = { "RAW Close", "USER Close",
		"MGMT Close" };
	struct client *c = client_find(p->dec, get_le32(cookie));
	struct field title = { .kind = FIELD_STRING };

	if (!c || c->format > FORMAT_MGMT) {
		begin_other(
		    p, "Control Close", c ? c->format : FORMAT_UNKNOWN, cookie);
	} else {
		title.name = titles[c->format];
		title.data = c->name;
		title.len = c->name_len;
		begin(p, &title);
		put_cookie(p, cookie);
		put_rest(p);
	}
	if (c)
		c->used = false;
}

static void decode_mgmt(struct packet *p, bool event, const uint8_t *cookie)
{
	const uint8_t *at = rd_bytes(&p->r, 2);
	uint16_t code = get_le16(at);
	const struct command *c = event ? NULL : mgmt_command_find(code);
	const struct packet_name *e = event ? mgmt_event_find(code) : NULL;
	const struct params *params = c ? &c->params : e ? &e->params : NULL;
	struct field title = {
		.kind = FIELD_TITLE,
		.name = event ? "MGMT Event" : "MGMT Command",
		.text = c   ? c->name
			: e ? e->name
			    : "Unknown",
		.error = !params,
		.value = code,
		.digits = 4,
		.len = (uint32_t)rd_left(&p->r),
	};

	begin(p, &title);
	put_cookie(p, cookie);
	if (params)
		put_params(p, params);
	else
		put_rest(p);
}

static void decode_exchange(struct packet *p, bool event, const uint8_t *cookie)
{
	const struct client *c = client_find(p->dec, get_le32(cookie));

	if (!c || c->format != FORMAT_MGMT)
		begin_other(p, event ? "Control Event" : "Control Command",
		    c ? c->format : FORMAT_UNKNOWN, cookie);
	else if (rd_left(&p->r) < 2)
		begin_malformed_record(
		    p, event ? "Malformed MGMT Event packet"
			     : "Malformed MGMT Command packet");
	else
		decode_mgmt(p, event, cookie);
}

void decode_control(struct packet *p)
{
	static const struct {
		const char *malformed;
		size_t min; /* octets: the cookie, and the format of an Open */
	} kinds[] = {
		[REC_CTRL_OPEN] = { "Malformed Control Open packet", 6 },
		[REC_CTRL_CLOSE] = { "Malformed Control Close packet", 4 },
		[REC_CTRL_COMMAND] = { "Malformed Control Command packet", 4 },
		[REC_CTRL_EVENT] = { "Malformed Control Event packet", 4 },
	};
	const uint8_t *cookie = p->r.p;

	if (rd_left(&p->r) < kinds[p->rec->type].min) {
		begin_malformed_record(p, kinds[p->rec->type].malformed);
		return;
	}
	rd_skip(&p->r, 4);
	switch (p->rec->type) {
	case REC_CTRL_OPEN:
		decode_open(p, cookie);
		break;
	case REC_CTRL_CLOSE:
		decode_close(p, cookie);
		break;
	default:
		decode_exchange(p, p->rec->type == REC_CTRL_EVENT, cookie);
	}
}
