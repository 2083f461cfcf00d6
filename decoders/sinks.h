/* The forms a decoded packet takes. Each sink appends whole packets to a
 * buffer that the caller owns, writes out and empties. */
#ifndef DECODERS_SINKS_H
#define DECODERS_SINKS_H

#include "decoders/field.h"

enum text_time {
	TEXT_TIME_OFFSET, /* since the second the first packet came in */
	TEXT_TIME_CLOCK,  /* HH:MM:SS.micros, btmon -t */
	TEXT_TIME_DATE,	  /* YYYY-MM-DD HH:MM:SS.micros, btmon -T */
};

struct text_options {
	unsigned width; /* columns; btmon's 80 when 0 */
	bool color;
	enum text_time time;
	int utc_offset; /* seconds east of UTC for the clock forms */
};

/*
 * btmon's text: a header line of exactly width - 1 columns, titles at 6
 * spaces, fields at 8, and 2 more a level. Debugging messages of daemons, which
 * a monitor log may hold, are left out.
 */
struct sink *sink_text_new(struct buf *out, const struct text_options *opt);

/*
 * One JSON object a packet and a line:
 *
 *   frame      packet of its adapter, from 1; absent when it is none of HCI
 *   time       "2026-11-21T08:30:00.123456789Z", UTC
 *   adapter    N of hciN; absent when the record has none
 *   direction  "tx" host to controller, or "rx"; of HCI packets; "to_central" or
 *              "to_peripheral" of link-layer packets
 *   type       "command", "event", "acl", "sco", "iso", "air", "new_index", ...
 *   name       "LE Set Scan Enable"; absent when it is not known
 *   code       opcode, event code, connection handle, type of an advertising
 *              PDU, or access address
 *   length     octets of the packet after its header, as the header says
 *   error      true when the packet is malformed
 *   fields     list of fields
 *
 * A field has
 *
 *   name    btmon's name as a slug: lower case, words joined by "_"
 *   value   a number; a string for addresses, UUIDs, octets (hexadecimal in
 *           memory order), text, and numbers of 64 bits (hexadecimal with
 *           0x); absent for titles without a code and for lines of text
 *   text    the name of the value, or the value with its unit
 *   error   true when it says that something failed or is malformed
 *   offset  octets into the record (the HCI packet without its H4 octet);
 *   length  both absent for what no octets of this record stand for
 *   fields  the fields inside: of a PDU, of a mask (its bits), of an entry
 *
 * What only btmon's text wants (as_btmon of struct sink_ops) is not there.
 */
struct sink *sink_json_new(struct buf *out);

void sink_free(struct sink *s);

#endif
