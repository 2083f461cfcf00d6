/*
 * Decoders emit fields, sinks format them. A decoder never formats text; a
 * sink never reads packet bytes that no field gave it.
 */
#ifndef DECODERS_FIELD_H
#define DECODERS_FIELD_H

#include "base/buf.h"
#include "base/record.h"

/* How the value of a field is laid out. The text of btmon is what the text
 * sink makes of it; other sinks take the parts. */
enum field_kind {
	/* which may have no value */
	FIELD_TITLE,   /* opens a PDU or group: "SMP: Pairing Failed (0x05)" */
	FIELD_LABEL,   /* a line of its own without a value: "Entry" */
	FIELD_WORD,    /* Smart phone: the name alone */
	FIELD_DECIMAL, /* 37.15: value * 10^exponent; `text` for NaN and such */

	FIELD_COMMAND, /* a title with an HCI opcode: "Reset (0x03|0x0003)" */
	FIELD_UINT,    /* 64 */
	FIELD_PADDED,  /* 000064: at least `digits` decimal digits */
	FIELD_INT,     /* -5 */
	FIELD_HEX,     /* 0x0040; or 0x and the octets at `data` */
	FIELD_ENUM,    /* Success (0x00); without digits: Apple, Inc. (76) */
	FIELD_SCALED,  /* 11.250 msec (0x0012); without digits: 11 msec */
	FIELD_BITS, /* 0x06; each bit that is set follows as FIELD_BIT, deeper */
	FIELD_BIT,  /* LE General Discoverable Mode; `value` is its number */
	FIELD_ADDR, /* 00:AA:01:00:00:42 (OUI 00-AA-01); `value`: its type */
	FIELD_UUID, /* Heart Rate (0x180d) */
	FIELD_UUID_NAME, /* Heart Rate */
	FIELD_UUID_ONLY, /* 0000180d-0000-1000-8000-00805f9b34fb */
	FIELD_OCTETS,	 /* 0b6f2e..., in memory order */
	FIELD_LIST,	 /* 0xff 0x0b 0x00, in memory order */
	FIELD_STRING,	 /* text of the peer; the sink makes it safe */
	FIELD_DATE_TIME, /* 2026-11-21 08:30:00, 7 octets at `data` */

	/* no line of a name and a value */
	FIELD_DUMP,   /* a hex dump of what has no better form */
	FIELD_COOKIE, /* the channel of a monitor record: {0x0001} */
};

/* What a number means: (value * mul + add) / 10^frac, then the unit, which
 * carries its own space. */
struct scale {
	uint32_t mul;
	uint32_t add;
	uint8_t frac;
	bool is_signed; /* `value` was sign-extended to 64 bits */
	const char *unit;
};

/*
 * The strings of a field (name, text, join, after) are constants, or stay as
 * they are as long as the decoder: a sink may know them by their address. One
 * exception: the text of a FIELD_STRING, which is the packet's own, as its data
 * are (the daemon that logged a message).
 */

/* `offset` of a field whose octets came in an earlier record. */
#define FIELD_ELSEWHERE UINT32_MAX

struct field {
	uint8_t kind;	  /* enum field_kind */
	uint8_t depth;	  /* 0 under the header line, 1 a field of a PDU, ... */
	uint8_t digits;	  /* hexadecimal digits of `value`: 2 for an octet */
	int8_t exponent;  /* of FIELD_DECIMAL */
	bool error;	  /* what it says is a failure; sinks may colour it */
	bool bare;	  /* text shows the value without the name */
	bool odd;	  /* text begins one column further right */
	const char *name; /* as btmon has it; JSON uses its slug */
	const char *text; /* name of the value; NULL when there is none */
	const char *join; /* not NULL: continue the line before with this */
	const char *after; /* follows the value on its line, or NULL */
	uint64_t value;
	const struct scale *scale; /* of FIELD_SCALED */
	const uint8_t *data;	   /* octets of the value, borrowed */
	uint32_t len;	 /* octets at `data`; without data, octets it took */
	uint32_t offset; /* of the field in the record, octets */
};

struct sink;

struct sink_ops {
	/* A packet starts. `title` is a FIELD_TITLE, FIELD_COMMAND,
	 * FIELD_ADDR, FIELD_STRING, or of data a FIELD_UINT with its handle
	 * on a connection, with the packet's name ("HCI Event"),
	 * what it is ("Command Complete"), its code and its length; fields
	 * that join it belong to the header line. `frame` counts HCI packets
	 * per adapter from 1, and is 0 for records that are no HCI packet. */
	void (*begin)(struct sink *s, const struct record *rec,
	    const struct field *title, uint64_t frame);
	void (*field)(struct sink *s, const struct field *f);
	void (*end)(struct sink *s);
	/* Octets that shape the packet, and that no field has or that one has
	 * which shows octets only: lengths, handles, declarations. NULL: the
	 * sink does without them. */
	void (*layout)(struct sink *s, uint32_t offset, uint32_t len);
	/* Give back what the sink owns beside itself; may be NULL. */
	void (*free)(struct sink *s);
	/* It wants every line of btmon: also those that read a packet wrongly,
	 * and words that only complete a line. */
	bool as_btmon;
};

struct sink {
	const struct sink_ops *ops;
};

#endif
