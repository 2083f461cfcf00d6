/* Report maps of HID over GATT: what a device is, and how long its reports are.
 * Their items: Device Class Definition for HID 1.11, 6.2.2. */
#include "decoders/value_types.h"

enum {
	REPORTS = 32,
	SAVED = 4, /* by Push */
	BITS_MAX = 1 << 20,

	LONG_ITEM = 0xfe,
	/* The prefix of an item without its size. */
	INPUT = 0x80,
	OUTPUT = 0x90,
	COLLECTION = 0xa0,
	FEATURE = 0xb0,
	END_COLLECTION = 0xc0,
	USAGE_PAGE = 0x04,
	REPORT_SIZE = 0x74,
	REPORT_ID = 0x84,
	REPORT_COUNT = 0x94,
	PUSH = 0xa4,
	POP = 0xb4,
	USAGE = 0x08,
};

static const char *const kind_text[] = { "input", "output", "feature" };

struct report {
	uint32_t id;
	uint32_t bits[ARRAY_SIZE(kind_text)];
};

struct globals {
	uint32_t page, size, count, id;
};

struct map {
	struct globals now, saved[SAVED];
	unsigned n_saved;
	uint32_t usage; /* with its page above; 0: none yet */
	unsigned depth; /* of collections */
	bool any;	/* collection */
	struct report reports[REPORTS];
	unsigned n_reports;
};

static const struct name usage_text[] = {
	{ 0x00010001, "pointer" },
	{ 0x00010002, "mouse" },
	{ 0x00010004, "joystick" },
	{ 0x00010005, "game pad" },
	{ 0x00010006, "keyboard" },
	{ 0x00010007, "keypad" },
	{ 0x00010008, "multi-axis controller" },
	{ 0x00010080, "system control" },
	{ 0x000c0001, "consumer control" },
	{ 0x000d0001, "digitizer" },
	{ 0x000d0002, "pen" },
	{ 0x000d0004, "touch screen" },
	{ 0x000d0005, "touch pad" },
	{ 0x00200001, "sensor" },
};
static const struct names usage_names = NAMES_SPARSE(usage_text);

static void put_usage(struct packet *p, uint32_t usage, const uint8_t *at)
{
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Collection",
		.text = names_find(&usage_names, usage),
		.value = usage,
		.digits = 8,
	};

	if (!f.text)
		f.text = usage >> 24 == 0xff ? "vendor" : "other";
	put_field(p, &f, at);
}

/* "Report 1: input 8 octets, output 1 octets" */
static void put_report(struct packet *p, const struct report *r)
{
	static const char *const first[] = { ": input ", ": output ",
		": feature " };
	static const char *const next[] = { ", input ", ", output ",
		", feature " };
	const char *const *join = first;

	if (r->id)
		put_entry(p, "Report", r->id);
	else
		put_label(p, "Report");
	for (unsigned i = 0; i < ARRAY_SIZE(kind_text); i++) {
		if (!r->bits[i])
			continue;
		join_uint(
		    p, kind_text[i], (r->bits[i] + 7) / 8, join[i], " octets");
		join = next;
	}
}

static void put_reports(struct packet *p, struct map *m)
{
	p->depth++;
	for (unsigned i = 0; i < m->n_reports; i++)
		put_report(p, &m->reports[i]);
	p->depth--;
	m->n_reports = 0;
}

/* Some fields of the report that is described; false: it makes no sense. */
static bool add_fields(struct map *m, unsigned kind)
{
	uint64_t bits = (uint64_t)m->now.size * m->now.count;
	struct report *r = m->reports;

	while (r < m->reports + m->n_reports && r->id != m->now.id)
		r++;
	if (r == m->reports + REPORTS || bits > BITS_MAX)
		return false;
	if (r == m->reports + m->n_reports) {
		*r = (struct report){ .id = m->now.id };
		m->n_reports++;
	}
	r->bits[kind] += (uint32_t)bits;
	return r->bits[kind] <= BITS_MAX;
}

static bool main_item(
    struct packet *p, struct map *m, uint8_t prefix, const uint8_t *at)
{
	bool good = true;

	switch (prefix) {
	case INPUT:
		good = add_fields(m, 0);
		break;
	case OUTPUT:
		good = add_fields(m, 1);
		break;
	case FEATURE:
		good = add_fields(m, 2);
		break;
	case COLLECTION:
		m->any = true;
		if (!m->depth++)
			put_usage(p, m->usage, at);
		break;
	case END_COLLECTION:
		good = m->depth > 0;
		if (good && !--m->depth)
			put_reports(p, m);
		break;
	}
	m->usage = 0;
	return good;
}

static bool other_item(
    struct map *m, uint8_t prefix, uint32_t value, unsigned size)
{
	switch (prefix) {
	case USAGE_PAGE:
		m->now.page = value;
		break;
	case REPORT_SIZE:
		m->now.size = value;
		break;
	case REPORT_ID:
		m->now.id = value;
		return value > 0 && value <= UINT8_MAX;
	case REPORT_COUNT:
		m->now.count = value;
		break;
	case PUSH:
		if (m->n_saved == SAVED)
			return false;
		m->saved[m->n_saved++] = m->now;
		break;
	case POP:
		if (!m->n_saved)
			return false;
		m->now = m->saved[--m->n_saved];
		break;
	case USAGE:
		/* The first one is the collection's. */
		if (!m->usage)
			m->usage =
			    size == 4 ? value : m->now.page << 16 | value;
		break;
	}
	return true;
}

void value_report_map(struct packet *p)
{
	static const uint8_t sizes[] = { 0, 1, 2, 4 };
	struct map m = { 0 };
	bool good = true;

	while (good && rd_left(&p->r)) {
		const uint8_t *at = rd_bytes(&p->r, 1);
		unsigned size = sizes[at[0] & 3];
		uint8_t prefix = at[0] & 0xfc;
		const uint8_t *data;

		if (at[0] == LONG_ITEM) {
			rd_skip(&p->r, 1u + rd_u8(&p->r));
			continue;
		}
		data = rd_bytes(&p->r, size);
		if (!data)
			break;
		good = prefix & 0x0c ? other_item(&m, prefix,
					   (uint32_t)get_le(data, size), size)
				     : main_item(p, &m, prefix, at);
	}
	/* The first part of a longer map is no map. */
	if (!good || m.depth || !m.any)
		p->r.bad = true;
}
