/*
 * The connections of a capture, numbered in the order in which they show up.
 * Only what opens and closes them is read, so that it costs little: what they
 * carry is the decoder's and the diagnosis' affair.
 */
#ifndef CLI_LINKS_H
#define CLI_LINKS_H

#include "base/addr.h"
#include "base/record.h"

struct log_link {
	uint32_t number; /* from 1 */
	uint16_t adapter, handle;
	bool open;
	bool le;
	bool has_role, central; /* our end is; where its opening is seen */
	bool has_peer;
	struct bdaddr peer;
	uint16_t interval, latency, timeout; /* 1.25 ms, events, 10 ms, or 0 */
	uint64_t opened, closed; /* numbers of records from 1; 0: not seen */
	uint64_t opened_ns, closed_ns, last_ns;
	uint8_t reason; /* of the disconnection */
};

struct links;

struct links *links_new(void);
void links_free(struct links *l);

/* Take a record, the `number`th. Returns the link that it opens or closes, or
 * whose data it is; NULL: none. Valid until links_free(). */
struct log_link *links_record(
    struct links *l, const struct record *rec, uint64_t number);
/* The open link of a handle, or NULL. */
struct log_link *links_find(struct links *l, uint16_t adapter, uint16_t handle);

size_t links_count(const struct links *l);
struct log_link *links_at(const struct links *l, size_t i);

#endif
