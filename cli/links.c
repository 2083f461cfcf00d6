#include "cli/links.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "hci/defs.h"

enum {
	MAX_OPEN = 64, /* the one least lately used gives way */
	/* A capture with more of them is an attack on us. */
	MAX_LINKS = 1 << 16,
	EV_CONNECTION_COMPLETE = 0x03,
	LE_EV_ENHANCED_CONNECTION_COMPLETE_V2 = 0x29,
	/* Android logs carry debugging data of the vendor as ACL on this
	 * handle. */
	VENDOR_HANDLE = 0x0edc,
};

struct links {
	struct log_link **all;
	size_t n, cap;
	struct log_link *open[MAX_OPEN];
	size_t n_open;
};

struct links *links_new(void)
{
	struct links *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	return l;
}

void links_free(struct links *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++)
		free(l->all[i]);
	free(l->all);
	free(l);
}

size_t links_count(const struct links *l)
{
	return l->n;
}

struct log_link *links_at(const struct links *l, size_t i)
{
	return l->all[i];
}

struct log_link *links_find(struct links *l, uint16_t adapter, uint16_t handle)
{
	for (size_t i = 0; i < l->n_open; i++) {
		struct log_link *link = l->open[i];

		if (link->handle == handle && link->adapter == adapter)
			return link;
	}
	return NULL;
}

static void close_link(struct links *l, struct log_link *link)
{
	size_t i = 0;

	while (l->open[i] != link)
		i++;
	memmove(&l->open[i], &l->open[i + 1],
	    (--l->n_open - i) * sizeof(struct log_link *));
	link->open = false;
}

static struct log_link *open_link(
    struct links *l, const struct record *rec, uint16_t handle)
{
	struct log_link *link = links_find(l, rec->adapter, handle);

	if (link)
		close_link(l, link);
	if (l->n == MAX_LINKS)
		return NULL;
	if (l->n_open == MAX_OPEN) {
		link = l->open[0];
		for (size_t i = 1; i < MAX_OPEN; i++)
			if (l->open[i]->last_ns < link->last_ns)
				link = l->open[i];
		close_link(l, link);
	}
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->all =
		    reallocarray(l->all, l->cap, sizeof(struct log_link *));
	}
	link = calloc(1, sizeof(*link));
	if (!link || !l->all)
		abort();
	link->number = (uint32_t)l->n + 1;
	link->adapter = rec->adapter;
	link->handle = handle;
	link->open = true;
	link->opened_ns = link->last_ns = rec->ns;
	l->open[l->n_open++] = link;
	l->all[l->n++] = link;
	return link;
}

static struct log_link *on_open(
    struct links *l, const struct record *rec, struct rd *r, bool le)
{
	uint8_t status = rd_u8(r), role = 0, type = 0;
	uint16_t handle = rd_u16(r) & 0x0fff;
	const uint8_t *peer;
	struct log_link *link;

	if (le) {
		role = rd_u8(r);
		type = rd_u8(r);
	}
	peer = rd_bytes(r, 6);
	if (status || !peer)
		return NULL;
	link = open_link(l, rec, handle);
	if (!link)
		return NULL;
	link->le = le;
	link->has_role = le;
	link->central = !role;
	link->has_peer = true;
	memcpy(link->peer.b, peer, 6);
	link->peer.type = type & 1;
	return link;
}

static struct log_link *on_event(
    struct links *l, const struct record *rec, uint64_t number)
{
	struct rd r = rd_over(rec->data, rec->len);
	uint8_t code = rd_u8(&r), sub;
	struct log_link *link = NULL;

	rd_u8(&r);
	if (code == EV_CONNECTION_COMPLETE) {
		link = on_open(l, rec, &r, false);
	} else if (code == HCI_EV_LE_META) {
		sub = rd_u8(&r);
		if (sub != HCI_LE_EV_CONNECTION_COMPLETE &&
		    sub != HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE &&
		    sub != LE_EV_ENHANCED_CONNECTION_COMPLETE_V2)
			return NULL;
		link = on_open(l, rec, &r, true);
		if (link && sub != HCI_LE_EV_CONNECTION_COMPLETE)
			rd_skip(&r, 12); /* the private addresses */
		if (link) {
			link->interval = rd_u16(&r);
			link->latency = rd_u16(&r);
			link->timeout = rd_u16(&r);
		}
	} else if (code == HCI_EV_DISCONNECTION_COMPLETE) {
		if (rd_u8(&r))
			return NULL;
		link = links_find(l, rec->adapter, rd_u16(&r) & 0x0fff);
		if (!link)
			return NULL;
		link->reason = rd_u8(&r);
		link->closed = number;
		link->closed_ns = link->last_ns = rec->ns;
		close_link(l, link);
		return link;
	}
	if (link)
		link->opened = number;
	return link;
}

struct log_link *links_record(
    struct links *l, const struct record *rec, uint64_t number)
{
	struct log_link *link;
	uint16_t handle;

	if (rec->type == REC_EVENT)
		return on_event(l, rec, number);
	if (rec->type != REC_ACL || rec->len < 4)
		return NULL;
	handle = get_le16(rec->data) & 0x0fff;
	link = links_find(l, rec->adapter, handle);
	/* A log that begins in the middle. */
	if (!link && handle != VENDOR_HANDLE)
		link = open_link(l, rec, handle);
	if (link)
		link->last_ns = rec->ns;
	return link;
}
