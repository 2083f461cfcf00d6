/*
 * What columns of --fields and tests of --filter name: a property of a packet,
 * or fields of it, by their path in the JSON output.
 */
#ifndef CLI_COLUMN_H
#define CLI_COLUMN_H

#include "cli/links.h"
#include "decoders/packet_list.h"

/* A packet with what was before it. */
struct seen_packet {
	const struct packet_list *list;
	uint64_t number;      /* of the record in the file, from 1 */
	uint64_t first_ns;    /* time of the first record */
	const char *comments; /* see cap_comments() */
	size_t comments_len;
	const struct log_link *link; /* NULL: it is of none */
};

/* Take a record that `list` has the fields of. */
void seen_packet_set(struct seen_packet *p, struct links *links,
    const struct packet_list *list, uint64_t number);

enum column_what {
	COLUMN_NUMBER,
	COLUMN_FRAME,
	COLUMN_TIME, /* nanoseconds since the first record */
	COLUMN_ADAPTER,
	COLUMN_DIRECTION,
	COLUMN_TYPE,
	COLUMN_NAME,
	COLUMN_CODE,
	COLUMN_LENGTH,
	COLUMN_OPCODE,
	COLUMN_HANDLE,
	COLUMN_CONNECTION,
	COLUMN_ADDRESS,
	COLUMN_ERROR,
	COLUMN_COMMENT,
	COLUMN_PATH, /* of fields */
};

struct column {
	enum column_what what;
	const char *path; /* borrowed: words joined by dots */
	size_t len;
	bool text; /* it was asked for with .text */
};

/* `len` octets at `name`; false when no packet can have it. */
bool column_parse(struct column *c, const char *name, size_t len);

/* Whether all that it can be is a number. */
bool column_is_number(const struct column *c);

#define COLUMN_MAX_VALUES 64

/* What the packet has of it, as fields, and their number: those past the bound
 * are left out. Their data is good as long as the packet's. */
size_t column_values(const struct column *c, const struct seen_packet *p,
    struct field out[static COLUMN_MAX_VALUES]);

#endif
