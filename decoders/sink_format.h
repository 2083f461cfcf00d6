/* Pieces of text that more than one sink writes. Each writes at `o`, which has
 * the room, and returns where it ends; nothing is terminated. */
#ifndef DECODERS_SINK_FORMAT_H
#define DECODERS_SINK_FORMAT_H

#include <string.h>

#include "decoders/sinks.h"

extern const char sink_decimal[200]; /* "00" to "99" */
extern const char sink_hex[512];     /* "00" to "ff" */

char *put_str(char *o, const char *s);
char *put_dec_long(char *o, uint64_t v);

/* `v` is at most 99. */
static inline char *put_two_digits(char *o, uint64_t v)
{
	memcpy(o, sink_decimal + 2 * v, 2);
	return o + 2;
}

/* Small, but not for a compiler that sees the whole program. */
__attribute__((always_inline)) static inline char *put_dec(char *o, uint64_t v)
{
	if (v < 10) {
		*o = (char)('0' + v);
		return o + 1;
	}
	if (v < 100)
		return put_two_digits(o, v);
	return put_dec_long(o, v);
}

/* Exactly `width` digits. */
char *put_dec_pad(char *o, uint64_t v, unsigned width);
/* Six digits. */
char *put_dec6(char *o, uint32_t v);
/* At least `digits` digits, at most 20. */
char *put_dec_least(char *o, uint64_t v, unsigned digits);
char *put_signed(char *o, int64_t v);
static inline char *put_octet(char *o, uint8_t v)
{
	memcpy(o, sink_hex + 2 * v, 2);
	return o + 2;
}

char *put_0x_long(char *o, uint64_t v, unsigned digits);

/* "0x" and at least `digits` digits. */
static inline char *put_0x(char *o, uint64_t v, unsigned digits)
{
	if (digits != 2 || v > 0xff)
		return put_0x_long(o, v, digits);
	memcpy(o, "0x", 2);
	return put_octet(o + 2, (uint8_t)v);
}

char *put_octet_run(char *o, const uint8_t *p, size_t n);
/* Most significant first, upper case, with `between` between octets. */
char *put_addr_octets(char *o, const uint8_t addr[6], char between);
/* 4 or 8 digits, or the form with dashes; without 0x. */
char *put_uuid_digits(char *o, const uint8_t *p, size_t n);

/* The number of a FIELD_SCALED with its unit. */
char *put_scaled_number(char *o, const struct field *f);
/* The number of a FIELD_DECIMAL. */
char *put_decimal(char *o, const struct field *f);
/* "2026-11-21 08:30:00", with `between` before the hour. */
char *put_date_time(char *o, const struct field *f, char between);

/* The last second that was formatted, because the next packet is often in the
 * same one. */
struct second_text {
	int64_t second;
	char text[20]; /* "2026-11-21 08:30:00", 19 characters and a NUL */
};

/* `second` since 1970-01-01 UTC; years 0 to 9999. */
void second_text_make(struct second_text *t, int64_t second);

static inline void second_text_set(struct second_text *t, int64_t second)
{
	if (!t->text[0] || t->second != second)
		second_text_make(t, second);
}

/* When a packet came, in one of the forms of enum text_time. */
struct packet_clock {
	enum text_time form;
	int utc_offset; /* seconds east of UTC for the clock forms */
	bool started;	/* `first_second` is set */
	int64_t first_second;
	struct second_text second;
};

/* At most 40 octets. */
char *put_packet_time(char *o, struct packet_clock *c, uint64_t ns);

/* "command", "event", "acl", ...: the type of a record, as JSON has it. */
const char *record_type_word(uint8_t type);
/* btmon leaves out what daemons log below the priority of LOG_INFO. */
static inline bool is_debug_log(
    const struct record *rec, const struct field *title)
{
	return rec->type == REC_USER_LOGGING && title->kind == FIELD_STRING &&
	       title->value > 6;
}

/* The first character of a packet: < sent, > received, = of the monitor channel,
 * @ of the control channel, * malformed. */
char record_marker(const struct record *rec, const struct field *title);
/* "tx", "rx", or where a PDU on the air goes; NULL: nowhere. */
const char *record_direction_word(const struct record *rec);

static inline bool record_is_control(const struct record *rec)
{
	return rec->type >= REC_CTRL_OPEN && rec->type <= REC_CTRL_EVENT;
}

/* From the controller: what a host receives. */
static inline bool record_is_rx(const struct record *rec)
{
	return rec->type == REC_EVENT ||
	       (rec->type != REC_COMMAND && rec->received);
}

#endif
