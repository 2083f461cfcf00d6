#include "cli/view.h"

#include <stdlib.h>

#include "cli/redact.h"
#include "cli/session.h"

struct view {
	struct cap_reader *reader;
	struct redact *redact; /* or NULL */
	uint64_t records;
	bool ended;
};

struct view *view_open(
    struct session *s, const struct args *a, const char *path)
{
	struct err err;
	struct cap_reader *r = cap_open(path, &err);
	struct view *v;

	if (!r) {
		output_error(&s->out, STATUS_FAILED, "%s", err.text);
		return NULL;
	}
	v = calloc(1, sizeof(*v));
	if (!v)
		abort();
	v->reader = r;
	if (args_has(a, "redact"))
		v->redact = redact_new(&s->env);
	return v;
}

void view_close(struct view *v)
{
	if (!v)
		return;
	redact_free(v->redact);
	cap_close(v->reader);
	free(v);
}

struct cap_reader *view_reader(struct view *v)
{
	return v->reader;
}

enum cap_status view_next(struct view *v, struct viewed *out, struct err *err)
{
	enum cap_status what;

	while (!v->redact || !redact_get(v->redact, &out->rec, &out->number)) {
		if (v->ended)
			return CAP_END;
		what = cap_next(v->reader, &out->rec, err);
		if (what == CAP_ERROR)
			return what;
		if (what == CAP_END) {
			v->ended = true;
			if (v->redact)
				redact_flush(v->redact);
			continue;
		}
		out->number = ++v->records;
		if (!v->redact)
			break;
		redact_put(v->redact, &out->rec, out->number);
	}
	return CAP_RECORD;
}
