/*
 * A sink that keeps the fields of the last packet, so that they can be looked
 * at more than once and in any order.
 */
#ifndef DECODERS_PACKET_LIST_H
#define DECODERS_PACKET_LIST_H

#include "decoders/field.h"

struct listed_field {
	struct field f;
	int parent; /* the index of the field that it is inside of, or -1 */
	size_t octets_at;
};

struct packet_list {
	struct sink sink;
	const struct record *rec; /* of the last dec_record() */
	struct field title;
	uint64_t frame;
	bool malformed; /* as "error" of a packet in JSON */
	struct listed_field *fields;
	size_t n, cap;
	size_t title_at;
	struct buf octets; /* copies of the fields' data */
};

/* Fields, and what they point to, are good until the next record. */
void packet_list_init(struct packet_list *l);
void packet_list_free(struct packet_list *l);

#endif
