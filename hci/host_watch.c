/* A controller that has died says nothing, and nothing is what one says that
 * has nothing to say: it is asked, when it is silent although it is at work. */
#include "hci/host_priv.h"

#define FIRST_SILENCE (5 * USEC_PER_SEC)
#define LAST_SILENCE  (60 * USEC_PER_SEC)
/* Longer than a link lives whose peer acknowledges nothing, with the supervision
 * timeout that we ask for. */
#define COMPLETED_WITHIN (5 * USEC_PER_SEC)

static bool at_work(const struct host *h)
{
	uint16_t handles[HOST_MAX_LINKS];

	return h->scanning || h->advertising || h->connecting ||
	       host_links(h, handles);
}

/* Frames wait, and the controller holds packets that nobody heard of again. */
static bool is_stuck(const struct host *h)
{
	return h->pool.total && !h->pool.free &&
	       h->now >= h->watch.completed + COMPLETED_WITHIN;
}

void watch_heard(struct host *h)
{
	h->watch.heard = h->now;
	h->watch.silence = FIRST_SILENCE;
}

void watch_completed(struct host *h)
{
	h->watch.completed = h->now;
}

uint64_t watch_deadline(const struct host *h)
{
	uint64_t t = NEVER;

	/* A command has its own time limit. */
	if (!h->config.watch || !h->ready || host_busy(h))
		return NEVER;
	if (at_work(h))
		t = h->watch.heard + h->watch.silence;
	if (h->pool.total && !h->pool.free)
		t = earlier(t, h->watch.completed + COMPLETED_WITHIN);
	return t;
}

void watch_tick(struct host *h)
{
	if (h->now < watch_deadline(h))
		return;
	h->watch.asked_after = h->watch.silence;
	host_command(h, HCI_READ_LOCAL_VERSION, NULL, 0);
	h->watch.command = h->cmdq.added;
}

/* It lives. If its Number Of Completed Packets was lost, we would wait for it
 * for ever: these packets are taken as sent. */
bool watch_answered(struct host *h)
{
	if (!h->watch.command || h->watch.command != h->cmdq.sent)
		return false;
	h->watch.command = 0;
	h->watch.silence = 2 * h->watch.asked_after;
	if (h->watch.silence > LAST_SILENCE)
		h->watch.silence = LAST_SILENCE;
	if (!is_stuck(h))
		return true;
	host_note(h, 0,
	    "the controller did not say that it sent our packets: taken as "
	    "sent");
	for (unsigned i = 0; i < HOST_MAX_LINKS; i++)
		if (h->links[i].used)
			aclq_completed(&h->links[i].tx, &h->pool, UINT_MAX);
	watch_completed(h);
	return true;
}
