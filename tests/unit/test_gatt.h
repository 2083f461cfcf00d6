/* What the tests of gatt/ share: databases from tables, effects as text. */
#ifndef TESTS_UNIT_TEST_GATT_H
#define TESTS_UNIT_TEST_GATT_H

#include "tests/unit/helpers.h"

#include <string.h>

#include "gatt/gatt.h"

/* One attribute, as a test writes it down. */
struct row {
	uint16_t handle;
	enum attr_kind kind;
	const char *uuid;
	uint8_t permissions;
	uint8_t properties;
	uint16_t value_handle;
	uint16_t end;
	const char *value; /* hexadecimal; NULL: none */
	uint16_t max_len;
	uint8_t min_key_size;
};

static inline void db_fill(struct gatt_db *db, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *r = rows + i;
		uint8_t value[ATT_MAX_VALUE];
		struct attr a = {
			.handle = r->handle,
			.kind = (uint8_t)r->kind,
			.permissions = r->permissions,
			.properties = r->properties,
			.value_handle = r->value_handle,
			.end = r->end,
			.max_len = r->max_len,
			.min_key_size = r->min_key_size,
			.value = value,
		};

		if (r->value)
			a.value_len =
			    (uint16_t)unhex_any(r->value, value, sizeof(value));
		assert_true(uuid_parse(r->uuid, &a.uuid));
		assert_non_null(gatt_db_add(db, &a));
	}
}

static inline void put_effect(
    struct buf *b, const struct gatt_out *out, const struct gatt_effect *e)
{
	static const char *const names[] = { "send", "mtu", "done", "notified",
		"indicated", "written", "subscribed", "confirmed", "error",
		"timeout" };

	buf_puts(b, names[e->type]);
	switch ((enum gatt_effect_type)e->type) {
	case GATT_SEND:
		break;
	case GATT_MTU:
		buf_printf(b, " %u", e->value);
		break;
	case GATT_DONE:
		buf_printf(
		    b, " %02x %02x %04x", e->opcode, e->error, e->handle);
		break;
	case GATT_NOTIFIED:
	case GATT_INDICATED:
	case GATT_WRITTEN:
	case GATT_CONFIRMED:
		buf_printf(b, " %04x", e->handle);
		break;
	case GATT_SUBSCRIBED:
		buf_printf(b, " %04x %04x", e->handle, e->value);
		break;
	case GATT_PROTOCOL_ERROR:
		buf_printf(b, " %s", e->text);
		break;
	case GATT_TIMEOUT:
		buf_printf(b, " %02x", e->opcode);
		break;
	}
	if (e->data_len) {
		buf_putc(b, ' ');
		buf_hexdump(b, gatt_effect_data(out, e), e->data_len);
	}
}

static inline bool equal_but_for_spaces(const struct buf *b, const char *text)
{
	const char *p = (const char *)b->data, *end = p + b->len;

	for (;; p++, text++) {
		while (p < end && *p == ' ')
			p++;
		while (*text == ' ')
			text++;
		if (p == end || !*text)
			return p == end && !*text;
		if (*p != *text)
			return false;
	}
}

/* The effects as "send 0b 0102; done 0a 00 0003 0102", and none as ""; spaces
 * are for the reader. The list is cleared. */
static inline void assert_effects(struct gatt_out *out, const char *want)
{
	struct buf b = { 0 };

	buf_reserve(&b, 1);

	for (size_t i = 0; i < out->n; i++) {
		if (i)
			buf_puts(&b, "; ");
		put_effect(&b, out, &out->v[i]);
	}
	if (!equal_but_for_spaces(&b, want))
		fail_msg(
		    "got:\n%.*s\nwant:\n%s", (int)b.len, (char *)b.data, want);
	buf_free(&b);
	gatt_out_clear(out);
}

/* Give a PDU in hexadecimal, expect these effects. */
static inline void exchange(
    struct gatt *g, struct gatt_out *out, const char *in, const char *want)
{
	uint8_t pdu[1024];
	size_t len = unhex_any(in, pdu, sizeof(pdu));

	gatt_receive(g, pdu, len, 0, out);
	assert_effects(out, want);
}

/* Carry PDUs between two bearers until neither has more to say. What remains in
 * `from` and `to` are the other effects. Returns the number of PDUs. */
static inline unsigned converse(struct gatt *a, struct gatt_out *from,
    struct gatt *b, struct gatt_out *to, uint64_t now)
{
	unsigned n = 0;
	size_t at_a = 0, at_b = 0;

	while (at_a < from->n || at_b < to->n) {
		bool turn = at_a < from->n;
		struct gatt_out *out = turn ? from : to;
		struct gatt_effect *e = &out->v[turn ? at_a++ : at_b++];
		uint8_t pdu[ATT_MAX_MTU];
		uint32_t len = e->data_len;

		if (e->type != GATT_SEND)
			continue;
		assert_in_range(len, 1, sizeof(pdu));
		memcpy(pdu, gatt_effect_data(out, e), len);
		gatt_receive(turn ? b : a, pdu, len, now, turn ? to : from);
		n++;
	}
	return n;
}

/* The effect of that type, which there is once. */
static inline const struct gatt_effect *only(
    const struct gatt_out *out, enum gatt_effect_type type)
{
	const struct gatt_effect *found = NULL;

	for (size_t i = 0; i < out->n; i++) {
		if (out->v[i].type != type)
			continue;
		assert_null(found);
		found = &out->v[i];
	}
	assert_non_null(found);
	return found;
}

#endif
