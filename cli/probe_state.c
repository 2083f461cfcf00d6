/* What a run of `probe` has done so far, so that an interrupted one goes on. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/bond_json.h"
#include "cli/must.h"
#include "cli/probe.h"
#include "cli/probe_words.h"

#define VERSION_OF_STATE 1
#define MAX_TRIES	 4096

/* What has to be the same for the results to be of use. */
static json_t *conditions(const struct probe *p)
{
	struct buf baseline = { 0 };
	json_t *o = must(json_object());

	trial_options(&p->base, &baseline);
	buf_putc(&baseline, '\0');
	json_object_set_new(o, "target", must(json_string(p->target)));
	json_object_set_new(
	    o, "baseline", must(json_string((char *)baseline.data)));
	json_object_set_new(
	    o, "oob", json_boolean(p->oob.has_tk || p->oob.has_peer));
	buf_free(&baseline);
	return o;
}

static json_t *write_try(const struct probe *p, const struct probe_try *t)
{
	const struct probe_outcome *o = &t->outcome;
	struct buf name = { 0 };
	json_t *v;

	probe_name(p, t->vars, &name);
	v = must(json_pack("{s:s%, s:i, s:s, s:i, s:i, s:b, s:b, s:b, s:b, "
			   "s:b, s:i, s:I}",
	    "change", (char *)name.data, name.len, "repeat", (int)t->repeat,
	    "stage", probe_stage_name(o->stage), "reason", o->reason, "hci",
	    o->hci, "by_peer", o->by_peer, "requested", o->requested, "back",
	    o->back, "secure_connections", o->sc, "authenticated",
	    o->authenticated, "attempts", o->attempts, "msec",
	    (json_int_t)o->msec));
	buf_free(&name);
	return v;
}

bool probe_save(const struct probe *p, struct err *err)
{
	struct buf text = { 0 };
	json_t *root, *list;
	bool ok;

	if (!p->state)
		return true;
	root = must(json_object());
	list = must(json_array());
	json_object_set_new(root, "version", json_integer(VERSION_OF_STATE));
	json_object_set_new(root, "conditions", conditions(p));
	for (size_t i = 0; i < p->n_tries; i++)
		json_array_append_new(list, write_try(p, &p->tries[i]));
	json_object_set_new(root, "tries", list);
	bond_json_dump(root, JSON_INDENT(2), &text);
	json_decref(root);
	ok = store_write_file(p->state, &text, true) ||
	     err_set(err, "%s: %s", p->state, strerror(errno));
	buf_free(&text);
	return ok;
}

static bool read_octet(const json_t *o, const char *key, uint8_t *out)
{
	json_t *v = json_object_get(o, key);
	json_int_t n = json_integer_value(v);

	*out = (uint8_t)n;
	return json_is_integer(v) && n >= 0 && n <= 0xff;
}

static bool read_try(
    const struct probe *p, const json_t *o, struct probe_try *out)
{
	const char *name = json_string_value(json_object_get(o, "change"));
	const char *stage = json_string_value(json_object_get(o, "stage"));
	json_int_t msec = json_integer_value(json_object_get(o, "msec"));
	struct probe_outcome *r = &out->outcome;
	uint8_t repeat;

	*out = (struct probe_try){ 0 };
	if (!name || !stage || !probe_parse_name(name, &out->vars) ||
	    !probe_parse_stage(stage, &r->stage) ||
	    !read_octet(o, "repeat", &repeat) ||
	    !read_octet(o, "reason", &r->reason) ||
	    !read_octet(o, "hci", &r->hci) ||
	    !read_octet(o, "attempts", &r->attempts) || msec < 0 ||
	    msec > UINT32_MAX)
		return false;
	out->vars = probe_effective(p, out->vars);
	out->repeat = repeat;
	r->msec = (uint32_t)msec;
	r->by_peer = json_is_true(json_object_get(o, "by_peer"));
	r->requested = json_is_true(json_object_get(o, "requested"));
	r->back = json_is_true(json_object_get(o, "back"));
	r->sc = json_is_true(json_object_get(o, "secure_connections"));
	r->authenticated = json_is_true(json_object_get(o, "authenticated"));
	return true;
}

static bool read_tries(struct probe *p, const json_t *root, struct err *err)
{
	const json_t *list = json_object_get(root, "tries");
	size_t n = json_array_size(list);

	if (!json_is_array(list) || n > MAX_TRIES)
		return err_set(err, "has no list of tries");
	p->tries = must(calloc(n + 1, sizeof(*p->tries)));
	for (p->n_tries = 0; p->n_tries < n; p->n_tries++)
		if (!read_try(p, json_array_get(list, p->n_tries),
			&p->tries[p->n_tries]))
			return err_set(err, "try %zu is none", p->n_tries + 1);
	p->resumed = n;
	return true;
}

bool probe_load(struct probe *p, struct err *err)
{
	json_error_t why;
	json_t *root, *ours;
	FILE *f = p->state ? fopen(p->state, "re") : NULL;
	bool ok = true;

	if (!f)
		return true;
	root = json_loadf(f, JSON_REJECT_DUPLICATES, &why);
	fclose(f);
	ours = conditions(p);
	if (!root)
		ok = err_set(err, "line %d: %s", why.line, why.text);
	else if (json_integer_value(json_object_get(root, "version")) ==
		     VERSION_OF_STATE &&
		 json_equal(json_object_get(root, "conditions"), ours))
		ok = read_tries(p, root, err);
	json_decref(ours);
	json_decref(root);
	if (!ok)
		err_prefix(err, "%s: ", p->state);
	return ok;
}

void probe_forget(const struct probe *p)
{
	if (p->state)
		unlink(p->state);
}
