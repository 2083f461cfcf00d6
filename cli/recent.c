#include "cli/recent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "cli/diagnose.h"
#include "pcap/capture.h"
#include "smp/crypto.h"

#define FIRST_OCTETS (64 << 10)
#define LAST_OCTETS  (1 << 20)

/* In front of each packet, in both buffers. */
struct head {
	uint64_t ns;
	uint32_t number, len;
	uint16_t adapter;
	uint8_t type;
	bool received;
};

struct recent {
	struct buf first, last;
	uint32_t number;
};

struct recent *recent_new(void)
{
	struct recent *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	return r;
}

void recent_free(struct recent *r)
{
	if (!r)
		return;
	crypto_wipe(r->first.data, r->first.len);
	crypto_wipe(r->last.data, r->last.len);
	buf_free(&r->first);
	buf_free(&r->last);
	free(r);
}

/* The packet at `at`; where the next one is. */
static size_t packet_at(
    const struct buf *b, size_t at, struct record *rec, uint32_t *number)
{
	struct head h;

	memcpy(&h, b->data + at, sizeof(h));
	*number = h.number;
	*rec = (struct record){
		.ns = h.ns,
		.adapter = h.adapter,
		.type = h.type,
		.received = h.received,
		.data = b->data + at + sizeof(h),
		.len = h.len,
		.wire_len = h.len,
	};
	return at + sizeof(h) + h.len;
}

/* Half of it at once, so that each octet moves only now and then. */
static void drop_oldest(struct buf *b)
{
	size_t at = 0;

	while (at < b->len && b->len - at > LAST_OCTETS / 2) {
		struct record rec;
		uint32_t number;

		at = packet_at(b, at, &rec, &number);
	}
	b->len -= at;
	memmove(b->data, b->data + at, b->len);
}

void recent_add(struct recent *r, const struct record *rec)
{
	struct head h = {
		.ns = rec->ns,
		.number = ++r->number,
		.len = rec->len,
		.adapter = rec->adapter,
		.type = rec->type,
		.received = rec->received,
	};
	size_t size = sizeof(h) + rec->len;
	bool begins = !r->last.len && r->first.len + size <= FIRST_OCTETS;
	struct buf *to = begins ? &r->first : &r->last;

	if (size > LAST_OCTETS / 2)
		return;
	if (!begins && to->len + size > LAST_OCTETS)
		drop_oldest(to);
	buf_add(to, &h, sizeof(h));
	buf_add(to, rec->data, rec->len);
}

bool recent_is_empty(const struct recent *r)
{
	return !r || !r->first.len;
}

void recent_diagnose(const struct recent *r, struct diag *d)
{
	const struct buf *parts[] = { &r->first, &r->last };
	struct record rec;
	uint32_t number;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		for (size_t at = 0; at < parts[i]->len;) {
			at = packet_at(parts[i], at, &rec, &number);
			diag_number(d, number);
			diag_record(d, &rec);
		}
}

bool recent_save(const struct recent *r, const char *path, struct err *err)
{
	const struct buf *parts[] = { &r->first, &r->last };
	struct cap_writer *w;
	struct record rec;
	uint32_t number;
	bool ok = true;

	if (unlink(path) && errno != ENOENT)
		return err_set(err, "%s: %s", path, strerror(errno));
	w = cap_create_as(path, "btsnoop", err);
	if (!w)
		return false;
	for (size_t i = 0; ok && i < ARRAY_SIZE(parts); i++)
		for (size_t at = 0; ok && at < parts[i]->len;) {
			at = packet_at(parts[i], at, &rec, &number);
			ok = cap_write(w, &rec, err);
		}
	return cap_finish(w, ok ? err : NULL) && ok;
}
