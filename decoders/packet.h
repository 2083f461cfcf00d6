/*
 * What the decoders of this folder share: a packet being read, and one
 * function a kind of field, which reads the value and emits it.
 *
 * Every function that reads takes whole values only. When the packet ends
 * early, the octets that are left are dumped once, and every later read emits
 * nothing: a field is never invented.
 */
#ifndef DECODERS_PACKET_H
#define DECODERS_PACKET_H

#include "base/bytes.h"
#include "base/names.h"
#include "decoders/decode.h"

struct conn;

struct packet {
	struct dec *dec;
	struct sink *sink;
	const struct record *rec;
	struct conn *conn;   /* of ACL data, or NULL */
	struct rd r;	     /* what is not decoded yet */
	const uint8_t *base; /* the octet at `base_offset` of the record */
	uint32_t base_offset;
	uint8_t depth;	  /* of the next field */
	bool odd;	  /* the same of the next fields */
	const char *join; /* of the next decimal, see struct field */
};

/* Names of the bits of a mask. What has no name is shown as one number after
 * `unknown`, or not at all when that is NULL. */
struct bits {
	struct names names;
	const char *unknown;
	uint8_t unknown_digits; /* of that number; 0: those of the mask */
};

/* Where `at` is in the record, or FIELD_ELSEWHERE. */
uint32_t packet_offset(const struct packet *p, const uint8_t *at);

/* Emit a field that the caller has filled but for depth and offset. */
void put_field(struct packet *p, struct field *f, const uint8_t *at);

/* Octets as `layout` of struct sink_ops takes them. */
static inline void put_layout(struct packet *p, const uint8_t *at, size_t n)
{
	uint32_t offset = packet_offset(p, at);

	if (p->sink->ops->layout && offset != FIELD_ELSEWHERE)
		p->sink->ops->layout(p->sink, offset, (uint32_t)n);
}

/* Dump what is left, and take nothing from here on. */
const uint8_t *take_too_much(struct packet *p);

/* The next `n` octets; NULL, and the rest dumped, when there are fewer. */
static inline const uint8_t *take(struct packet *p, size_t n)
{
	const uint8_t *at = p->r.p;

	if (p->r.bad || rd_left(&p->r) < n)
		return take_too_much(p);
	p->r.p += n;
	return at;
}

/* Little-endian number of `size` octets, at most 8. */
static inline uint64_t get_le(const uint8_t *at, unsigned size)
{
	uint64_t v = 0;

	if (size == 1)
		return at[0];
	if (size == 2)
		return get_le16(at);
	while (size--)
		v = v << 8 | at[size];
	return v;
}

/* A title, at depth 0; `text` NULL means unknown. Fields come at depth 1. */
void put_title(struct packet *p, const char *name, const char *text,
    uint32_t code, uint8_t digits, const uint8_t *at, size_t len);
/* A title of one name; NULL means unknown. */
void put_subtitle(struct packet *p, const char *name, uint32_t code,
    uint8_t digits, const uint8_t *at, size_t len);
/* The same for the command `opcode`; the name is looked up. */
void put_command(struct packet *p, uint16_t opcode, const uint8_t *at);

/* A line of its own. */
void put_label(struct packet *p, const char *text);
void put_error(struct packet *p, const char *text);
/* A label that the fields which join it complete. */
void put_heading(struct packet *p, const char *text);
/* A line of its own: `name`, then the number after `join`: "Entry 0". */
void put_entry(struct packet *p, const char *name, uint64_t number);
/* Continue the line: `join`, the number, `after`. It takes no octets. */
void join_uint(struct packet *p, const char *name, uint64_t value,
    const char *join, const char *after);
void join_hex(struct packet *p, const char *name, uint64_t value,
    uint8_t digits, const char *join);
/* "entry" or "entries", behind their number. */
void join_entries(struct packet *p, uint64_t n);
void join_word(
    struct packet *p, const char *name, const char *text, const char *join);
/* The code of a value that the line has: "48 Mhz (0x01)". */
void join_code(struct packet *p, uint64_t code, uint8_t digits,
    const char *join, const char *after);
/* A value that has a name and nothing else; it takes no octets of its own. */
void put_word(
    struct packet *p, const char *name, uint64_t value, const char *text);
/* A number that the caller took at `at`. */
void put_value(struct packet *p, enum field_kind kind, const char *name,
    uint64_t value, const uint8_t *at, unsigned size);

/* Each reads `size` octets and emits one field; it returns the value. */
uint64_t put_uint(struct packet *p, const char *name, unsigned size);
uint64_t put_hex(struct packet *p, const char *name, unsigned size);
uint64_t put_enum(struct packet *p, const char *name, unsigned size,
    const struct names *names);
/* The same with its code in decimal. */
uint64_t put_enum_dec(struct packet *p, const char *name, unsigned size,
    const struct names *names);
/* The same with `digits` of its code, 0 for decimal; `unknown` is the name of
 * values without one. */
uint64_t put_enum_or(struct packet *p, const char *name, unsigned size,
    uint8_t digits, const struct names *names, const char *unknown);
/* Decimal with at least `digits` digits. */
uint64_t put_padded(
    struct packet *p, const char *name, unsigned size, uint8_t digits);
/* Some bits of the octet at `at`, moved down, and one digit of them. */
void put_enum_bits(struct packet *p, const char *name, unsigned value,
    const struct names *names, const uint8_t *at);
uint64_t put_status(struct packet *p, const char *name);
uint64_t put_scaled(struct packet *p, const char *name, unsigned size,
    const struct scale *scale, uint8_t digits);
uint64_t put_rssi(struct packet *p, const char *name);
uint64_t put_bits(
    struct packet *p, const char *name, unsigned size, const struct bits *bits);
/* The names of the bits of `value`, one a line, one level deeper. */
void put_bit_names(
    struct packet *p, uint64_t value, unsigned digits, const struct bits *bits);
/* A mask of up to 8 octets shown as a list of octets. */
void put_octet_bits(
    struct packet *p, const char *name, unsigned size, const struct bits *bits);
/* Ten octets at most, least significant first, and their bits' numbers after
 * "Channel ". */
void put_channel_map(struct packet *p, const char *name, unsigned size);
void put_company(struct packet *p, const char *name);
void put_octets(struct packet *p, const char *name, size_t n);
void put_addr(struct packet *p, const char *name, uint8_t type);
/* A UUID of 2, 4 or 16 octets. */
void put_uuid(struct packet *p, const char *name, size_t size);
/* Text of `n` octets that ends at a NUL, if there is one. */
void put_string(struct packet *p, const char *name, size_t n);
void put_class(struct packet *p);
void put_appearance(struct packet *p);
void put_device_id(struct packet *p);
void put_dump(struct packet *p, const uint8_t *at, size_t n);
/* Dump what is left, if anything is. */
void put_rest(struct packet *p);
/* Compare the length that a header gives with what is there; false, and the
 * difference shown with the rest, when it is another. */
bool put_length_is(struct packet *p, size_t want);

/* Scales that several decoders use. */
extern const struct scale scale_plain;
extern const struct scale scale_plain_signed;
extern const struct scale scale_dbm;
extern const struct scale scale_tx_dbm; /* written "dbm" */
extern const struct scale scale_slots;	/* 0.625 msec */
extern const struct scale scale_frames; /* 1.25 msec */
extern const struct scale scale_10_msec;

extern const struct names bus_names; /* of adapters */

/* Begin a record of the monitor channel that is not whole, and dump it. */
void begin_malformed_record(struct packet *p, const char *name);

/* The decoders. Each takes what p->r holds. */
void decode_command(struct packet *p);
void decode_event(struct packet *p);
void decode_acl(struct packet *p);
void decode_sync(struct packet *p, bool iso);
void decode_index(struct packet *p);
void decode_air(struct packet *p);
void decode_control(struct packet *p);
/* One ACL packet after its header, whose first two octets are `flags`. */
void decode_l2cap(struct packet *p, uint16_t flags);
void decode_att(struct packet *p);
void decode_smp(struct packet *p, bool le);
/* Advertising data, or an inquiry response, at the depth of `p`. */
void decode_ad(struct packet *p);
void decode_inquiry_response(struct packet *p);

#endif
