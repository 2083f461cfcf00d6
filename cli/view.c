#include "cli/view.h"

#include <inttypes.h>
#include <stdlib.h>

#include "cli/filter.h"
#include "cli/redact.h"
#include "cli/session.h"
#include "cli/sniff_options.h"
#include "smp/crypto.h"

struct view {
	struct cap_reader *reader;
	struct filter *filter; /* or NULL */
	struct redact *redact; /* or NULL */
	struct sniff *sniff;
	struct session *session; /* to tell of keys */
	uint64_t records;
	uint64_t last_ns;
	unsigned backwards; /* how often the clock went */
	bool ended;
};

enum { SAID_BACKWARDS = 3 }; /* then only counted, and said in the end */

/* Logs of several sources are out of order by some milliseconds; a clock that
 * was set makes times that mean something else. */
#define BACKWARDS_NSEC UINT64_C(1000000000)

struct view *view_open(
    struct session *s, const struct args *a, struct cap_reader *r)
{
	struct view *v = calloc(1, sizeof(*v));

	if (!v)
		abort();
	v->reader = r;
	v->filter = session_filter(s);
	v->session = s;
	v->sniff = sniff_new();
	if (!sniff_options(s, a, v->sniff)) {
		view_close(v);
		return NULL;
	}
	if (args_has(a, "redact"))
		v->redact = redact_new(&s->env);
	return v;
}

void view_close(struct view *v)
{
	if (!v)
		return;
	redact_free(v->redact);
	filter_free(v->filter);
	sniff_free(v->sniff);
	cap_close(v->reader);
	free(v);
}

struct cap_reader *view_reader(struct view *v)
{
	return v->reader;
}

static void watch_clock(struct view *v, uint64_t ns)
{
	if (ns + BACKWARDS_NSEC < v->last_ns && v->backwards++ < SAID_BACKWARDS)
		output_talk(&v->session->out,
		    "record %" PRIu64 ": the clock goes back by %.3f s",
		    v->records, (double)(v->last_ns - ns) / 1e9);
	v->last_ns = ns;
}

/* The tag of a record that waits to be masked. */
static uint64_t tag_of(const struct viewed *v)
{
	return v->number << 1 | v->shown;
}

static bool take_masked(struct redact *r, struct viewed *out)
{
	uint64_t tag;

	if (!redact_get(r, &out->rec, &tag))
		return false;
	*out = (struct viewed){
		.rec = out->rec,
		.comments = "",
		.interface = "",
	};
	out->number = tag >> 1;
	out->shown = tag & 1;
	return true;
}

/* Keys are talk; they have no place beside a log that is to be posted. */
static void tell_keys(struct view *v)
{
	struct buf *notes = sniff_notes(v->sniff);

	if (!notes->len)
		return;
	if (!v->redact && !v->session->out.quiet)
		output_raw_talk(&v->session->out, notes);
	crypto_wipe(notes->data, notes->len);
	notes->len = 0;
}

static void tell_unknown_names(const struct view *v)
{
	struct err what;
	int at = 0;

	while (v->filter && filter_lacks(v->filter, &at, &what))
		output_talk(&v->session->out, "%s", what.text);
}

static void lay_open(struct view *v, struct record *rec)
{
	struct record in;

	if (rec->type != REC_AIR)
		return;
	in = *rec;
	sniff_record(v->sniff, &in, rec);
	tell_keys(v);
}

enum cap_status view_next(struct view *v, struct viewed *out, struct err *err)
{
	enum cap_status what;

	while (!v->redact || !take_masked(v->redact, out)) {
		if (v->ended)
			return CAP_END;
		what = cap_next(v->reader, &out->rec, err);
		if (what == CAP_ERROR)
			return what;
		if (what == CAP_END) {
			v->ended = true;
			if (v->backwards > SAID_BACKWARDS)
				output_talk(&v->session->out,
				    "the clock goes back %u times",
				    v->backwards);
			sniff_end(v->sniff);
			tell_keys(v);
			tell_unknown_names(v);
			if (v->redact)
				redact_flush(v->redact);
			continue;
		}
		out->number = ++v->records;
		watch_clock(v, out->rec.ns);
		lay_open(v, &out->rec);
		out->interface = cap_interface(v->reader);
		out->comments = cap_comments(v->reader, &out->comments_len);
		if (v->filter)
			filter_comments(
			    v->filter, out->comments, out->comments_len);
		out->shown = !v->filter ||
			     filter_matches(v->filter, &out->rec, out->number);
		if (!v->redact)
			break;
		redact_put(v->redact, &out->rec, tag_of(out));
	}
	return CAP_RECORD;
}
