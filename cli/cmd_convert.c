/* pairscope convert */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/comments.h"
#include "cli/diagnose_live.h"
#include "cli/follow.h"
#include "cli/session.h"
#include "cli/view.h"

struct conversion {
	const char *in, *out; /* paths, or "-" */
	struct view *v;
	struct cap_writer *w;
	struct comments *comments; /* or NULL */
	uint64_t records;
	uint64_t uncommented; /* comments that are left out */
	bool failed;	      /* `w` did, and cap_finish() will say why */
	int status;
};

static bool stat_of(const char *path, int standard, struct stat *st)
{
	return !(strcmp(path, "-") ? stat(path, st) : fstat(standard, st));
}

/* A file that is there is replaced only on demand, and never while it is the
 * one that is read. */
static bool may_create(
    struct session *s, const char *in, const char *out, bool force)
{
	struct stat from, to;

	if (!stat_of(out, STDOUT_FILENO, &to) || !S_ISREG(to.st_mode))
		return true;
	if (stat_of(in, STDIN_FILENO, &from) && from.st_dev == to.st_dev &&
	    from.st_ino == to.st_ino) {
		output_error(&s->out, STATUS_FAILED,
		    "%s: the same file cannot be read and written", out);
		return false;
	}
	if (!force && strcmp(out, "-")) {
		output_error(&s->out, STATUS_FAILED,
		    "%s: File exists; it is replaced with --force", out);
		return false;
	}
	return true;
}

/* The next record that can be read and is shown. Errors before it are said. */
static bool next(struct session *s, struct conversion *c, struct viewed *out)
{
	enum cap_status what;
	struct err err;

	while ((what = view_next(c->v, out, &err)) != CAP_END) {
		if (what == CAP_RECORD && out->shown)
			return true;
		if (what == CAP_ERROR)
			c->status = output_error(
			    &s->out, STATUS_FAILED, "%s: %s", c->in, err.text);
	}
	return false;
}

/* Those of the input, and behind them those that --comments makes. */
static void put_comments(struct conversion *c, const struct viewed *v)
{
	const char *text = v->comments, *end = text + v->comments_len;

	for (; text < end; text += strlen(text) + 1)
		c->uncommented += !cap_comment(c->w, text);
	while (c->comments && (text = comments_next(c->comments, v->number)))
		c->uncommented += !cap_comment(c->w, text);
}

/* What diagnose says of the input, which is read once more for it. */
static bool diagnosed(
    struct session *s, const struct args *a, struct conversion *c)
{
	struct diag *d;

	if (!args_has(a, "comments"))
		return true;
	d = diagnose_file(s, c->in, NULL);
	if (!d)
		return false;
	if (args_has(a, "redact"))
		diag_hide(d);
	c->comments = comments_new(d);
	diag_free(d);
	if (comments_cut(c->comments))
		output_talk(&s->out, "not all comments have a place");
	return true;
}

/* The first record tells whether the capture is of HCI or of the air; an error of
 * the output ends it. */
static bool copy(struct session *s, struct conversion *c, const char *format,
    struct err *err)
{
	struct viewed viewed;
	bool any = next(s, c, &viewed);

	c->w = any && viewed.rec.type == REC_AIR
		   ? cap_create_air(c->out, format, err)
		   : cap_create_as(c->out, format, err);
	if (!c->w)
		return false;
	for (; any && !c->failed; any = next(s, c, &viewed)) {
		c->records++;
		put_comments(c, &viewed);
		cap_name_interface(c->w, viewed.interface);
		c->failed = !cap_write(c->w, &viewed.rec, NULL);
	}
	return true;
}

/* What was converted, and what was lost on the way. */
static void say(struct session *s, const struct conversion *c)
{
	const struct cap_loss *l = cap_loss(c->w);
	const struct {
		const char *key;
		uint64_t n;
		const char *words;
	} rows[] = {
		{ "left_out", l->records,
		    "records left out, for which it has no place" },
		{ "remarks", cap_remarks(view_reader(c->v)),
		    "remarks left out, which are no packets" },
		{ "comments", c->uncommented,
		    "comments left out, for which it has no place" },
		{ "adapters", l->adapters,
		    "records without the number of their adapter" },
		{ "unnamed", l->unnamed,
		    "records of no known adapter, now of hci0" },
		{ "rounded", l->rounded,
		    "times without what is below a microsecond" },
		{ "late", l->late, "times past its last, in 2106" },
		{ "lengths", l->lengths,
		    "cut packets that do not say so any more" },
		{ "cut", l->cut, "packets cut, which are too long for it" },
	};
	uint64_t n = c->records - l->records;

	if (s->out.json) {
		struct json_line j = json_begin();

		json_text(&j, "from", cap_format_name(view_reader(c->v)));
		json_text(&j, "to", cap_written_format(c->w));
		json_number(&j, "records", (long long)n);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			json_number(&j, rows[i].key, (long long)rows[i].n);
		json_end(&j, &s->out);
		return;
	}
	output_talk(&s->out, "%s to %s, records: %" PRIu64,
	    cap_format_name(view_reader(c->v)), cap_written_format(c->w), n);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].n)
			output_talk(
			    &s->out, "%s: %" PRIu64, rows[i].words, rows[i].n);
}

static int convert(struct session *s, const struct args *a)
{
	struct conversion c = { .in = a->words[0], .out = a->words[1] };
	struct follow follow;
	struct cap_reader *r;
	struct err err;

	if (!diagnosed(s, a, &c))
		return STATUS_FAILED;
	follow_begin(&follow, s, a, NULL);
	r = follow_open(&follow);
	c.v = r ? view_open(s, a, r) : NULL;
	if (!c.v || !may_create(s, c.in, c.out, args_has(a, "force"))) {
		c.status = STATUS_FAILED;
	} else if (!copy(s, &c, args_value(a, "format"), &err)) {
		c.status = output_error(&s->out, STATUS_FAILED, "%s", err.text);
	} else {
		if (!c.failed)
			say(s, &c);
		if (!cap_finish(c.w, &err))
			c.status = output_error(
			    &s->out, STATUS_FAILED, "%s", err.text);
	}
	view_close(c.v);
	comments_free(c.comments);
	return follow_end(&follow, c.status);
}

int cmd_convert(struct session *s, const struct args *a)
{
	int data_fd = s->out.data_fd;
	struct err err;
	int status;

	if (!cap_knows_format(a->words[1], args_value(a, "format"), &err))
		return output_error(&s->out, STATUS_USAGE, "%s", err.text);
	if (args_has(a, "comments") &&
	    (!strcmp(a->words[0], "-") || follow_is_socket(a)))
		return output_error(&s->out, STATUS_USAGE,
		    "--comments reads the capture twice: name a file");
	if (args_has(a, "comments") && args_has(a, "tty"))
		return output_error(&s->out, STATUS_USAGE,
		    "--comments is not for --tty: convert it first, and then "
		    "what that gives");
	if (!follow_check(s, a) || !sniff_options_check(s, a))
		return STATUS_USAGE;
	/* Standard output is the capture's then. */
	if (!strcmp(a->words[1], "-"))
		s->out.data_fd = STDERR_FILENO;
	status = convert(s, a);
	s->out.data_fd = data_fd;
	return status;
}
