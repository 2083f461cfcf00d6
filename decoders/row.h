/*
 * Flat packets as data. A row reads one value and emits one field; a list of
 * rows is the layout of a packet, in the order of the wire.
 */
#ifndef DECODERS_ROW_H
#define DECODERS_ROW_H

#include "decoders/packet.h"

enum row_type {
	ROW_UINT,
	ROW_INT,
	ROW_HEX,
	ROW_ENUM,
	ROW_ENUM_DEC,
	ROW_STATUS,
	ROW_SCALED,
	ROW_RSSI,
	ROW_BITS,
	ROW_OCTET_BITS,
	ROW_CHANNELS,
	ROW_COMPANY,
	ROW_OCTETS,
	ROW_ADDR,	 /* public */
	ROW_ADDR_RANDOM, /* random */
	ROW_ADDR_TYPE,	 /* the type of the ROW_ADDR_TYPED that follows */
	ROW_ADDR_TYPED,
	ROW_UUID,
	ROW_STRING,
	ROW_LABEL,
	ROW_SKIP,
	ROW_CALL, /* what no other type can say */
};

typedef void row_fn(struct packet *p);

struct row {
	uint8_t type; /* enum row_type */
	uint8_t size; /* octets */
	uint8_t digits;
	uint8_t in; /* how much deeper than its packet */
	const char *name;
	union {
		const struct names *names;
		const struct bits *bits;
		const struct scale *scale;
		row_fn *call;
	};
};

/* The parameters of a command, a reply or an event. The rows come first, then
 * `tail`, and what is left after both is dumped. */
struct params {
	const struct row *rows;
	uint8_t n;
	bool fixed;    /* `size` is the only length; otherwise the smallest */
	uint16_t size; /* octets */
	row_fn *tail;
	bool has_status; /* of a reply: the status is among what it shows */
};

struct packet_name {
	uint16_t code;
	const char *name;
	struct params params;
};

struct command {
	uint16_t opcode;
	const char *name;
	struct params params; /* of the command */
	struct params reply;  /* of Command Complete, after its status */
};

/* clang-format off */
#define FIXED(rows_, size_)	    { .rows = rows_, .n = ARRAY_SIZE(rows_), .fixed = true, .size = size_ }
#define ATLEAST(rows_, size_)	    { .rows = rows_, .n = ARRAY_SIZE(rows_), .size = size_ }
#define TAIL(rows_, size_, tail_)   { .rows = rows_, .n = ARRAY_SIZE(rows_), .size = size_, .tail = tail_ }
#define CALLED(size_, tail_)	    { .size = size_, .tail = tail_ }
#define CALLED_FIXED(size_, tail_)  { .fixed = true, .size = size_, .tail = tail_ }
#define EMPTY			    { .fixed = true }
#define UNDECODED		    { .fixed = false }

/* A row: { U16("Handle") }, { X8("X"), .in = 1 } */
#define ROW(type_, size_, name_)    .type = type_, .size = size_, .name = name_
#define U8(name)		    ROW(ROW_UINT, 1, name)
#define U16(name)		    ROW(ROW_UINT, 2, name)
#define U32(name)		    ROW(ROW_UINT, 4, name)
#define I8(name)		    ROW(ROW_INT, 1, name)
#define X8(name)		    ROW(ROW_HEX, 1, name)
#define X16(name)		    ROW(ROW_HEX, 2, name)
#define X24(name)		    ROW(ROW_HEX, 3, name)
#define X32(name)		    ROW(ROW_HEX, 4, name)
#define X64(name)		    ROW(ROW_HEX, 8, name)
#define ENUM8(name, t)		    ROW(ROW_ENUM, 1, name), .names = &t##_names
#define ENUM16(name, t)		    ROW(ROW_ENUM, 2, name), .names = &t##_names
#define ENUM8_DEC(name, t)	    ROW(ROW_ENUM_DEC, 1, name), .names = &t##_names
#define STATUS			    ROW(ROW_STATUS, 1, "Status")
#define REASON(name)		    ROW(ROW_STATUS, 1, name)
#define SCALED_AS(size, digits_, name, s) \
	ROW(ROW_SCALED, size, name), .digits = digits_, .scale = &scale_##s
#define SCALED8(name, s)	    SCALED_AS(1, 2, name, s)
#define SCALED16(name, s)	    SCALED_AS(2, 4, name, s)
#define SCALED24(name, s)	    SCALED_AS(3, 6, name, s)
#define SCALED32(name, s)	    SCALED_AS(4, 8, name, s)
#define RSSI(name)		    ROW(ROW_RSSI, 1, name)
#define BITS8(name, b)		    ROW(ROW_BITS, 1, name), .bits = &b##_bits
#define BITS16(name, b)		    ROW(ROW_BITS, 2, name), .bits = &b##_bits
#define BITS32(name, b)		    ROW(ROW_BITS, 4, name), .bits = &b##_bits
#define BITS64(name, b)		    ROW(ROW_BITS, 8, name), .bits = &b##_bits
#define FEATURES(name, b)	    ROW(ROW_OCTET_BITS, 8, name), .bits = &b##_bits
#define CHANNELS(size, name)	    ROW(ROW_CHANNELS, size, name)
#define COMPANY(name)		    ROW(ROW_COMPANY, 2, name)
#define OCTETS(name, n)		    ROW(ROW_OCTETS, n, name)
#define ADDR(name)		    ROW(ROW_ADDR, 6, name)
#define ADDR_RND(name)		    ROW(ROW_ADDR_RANDOM, 6, name)
#define ADDR_TYPE(name, t)	    ROW(ROW_ADDR_TYPE, 1, name), .names = &t##_names
#define ADDR_TYPED(name)	    ROW(ROW_ADDR_TYPED, 6, name)
#define UUID128(name)		    ROW(ROW_UUID, 16, name)
#define STRING(name, n)		    ROW(ROW_STRING, n, name)
#define LABEL(name)		    ROW(ROW_LABEL, 0, name)
#define SKIP(n)			    ROW(ROW_SKIP, n, NULL)
#define CALL(size, fn)		    ROW(ROW_CALL, size, NULL), .call = fn
/* clang-format on */

/* Run the rows. Returns false when the packet ended in one of them. */
bool put_rows(struct packet *p, const struct row *rows, size_t n);
#define PUT_ROWS(p, rows) put_rows(p, rows, ARRAY_SIZE(rows))
/* `count` times the rows. */
void put_list(
    struct packet *p, uint64_t count, const struct row *rows, size_t n);
#define PUT_LIST(p, count, rows) put_list(p, count, rows, ARRAY_SIZE(rows))

/* Decode everything that is left as these parameters, or say that the length
 * is wrong and dump it. */
void put_params(struct packet *p, const struct params *params);

/* The same in the words of the protocols above HCI. */
void put_pdu(struct packet *p, const struct params *params);
/* The same for a reply, which begins with a status. */
void put_reply(struct packet *p, const struct params *params);

/* The row of `code` in a table that is sorted by code, or NULL. */
const struct command *hci_table_find(
    const struct command *table, size_t n, uint16_t opcode);
const struct packet_name *packet_find(
    const struct packet_name *table, size_t n, uint16_t code);

#endif
