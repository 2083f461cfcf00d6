#include "tests/fuzz/outputs.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cli/redact.h"
#include "decoders/decode.h"
#include "decoders/sinks.h"

/* A decoder with a sink. */
struct view {
	struct buf out;
	struct dec *dec;
	struct sink *sink;
};

struct outputs {
	struct view text, json, masked;
	struct redact *redact;
	size_t put, got; /* records that were masked */
};

static void count_up(void *ctx, void *out, size_t n)
{
	(void)ctx;
	memset(out, 0x5a, n);
}

static void promise(bool kept)
{
	if (!kept)
		abort();
}

struct outputs *outputs_new(void)
{
	const struct env env = { .random = count_up };
	struct outputs *o = calloc(1, sizeof(*o));

	promise(o != NULL);
	o->text.dec = dec_new();
	o->text.sink = sink_text_new(&o->text.out, NULL);
	o->json.dec = dec_new();
	o->json.sink = sink_json_new(&o->json.out);
	o->masked.dec = dec_new();
	o->masked.sink = sink_text_new(&o->masked.out, NULL);
	o->redact = redact_new(&env);
	return o;
}

/* Whole lines that no terminal takes for a command. */
static void check_text(const struct buf *out)
{
	const uint8_t *p = out->data;
	size_t left = out->len;

	promise(!left || p[left - 1] == '\n');
	while (left) {
		size_t n = utf8_sequence(p, left);

		promise(n);
		promise(*p == '\n' || (*p >= ' ' && *p != 0x7f));
		promise(n != 2 || p[0] != 0xc2 || p[1] >= 0xa0);
		p += n;
		left -= n;
	}
}

/* One object on one line, for a parser that is not ours. */
static void check_json(const struct buf *out)
{
	const char *text = (const char *)out->data;
	json_error_t err;
	json_t *packet = json_loadb(text, out->len, 0, &err);

	promise(json_is_object(packet));
	promise(memchr(text, '\n', out->len) == text + out->len - 1);
	json_decref(packet);
}

static void decode(struct view *v, const struct record *rec)
{
	v->out.len = 0;
	dec_record(v->dec, rec, v->sink);
}

static void take_masked(struct outputs *o)
{
	struct record rec;
	uint64_t tag;

	while (redact_get(o->redact, &rec, &tag)) {
		promise(tag == o->got++);
		decode(&o->masked, &rec);
		check_text(&o->masked.out);
	}
}

void outputs_record(struct outputs *o, const struct record *rec)
{
	decode(&o->text, rec);
	check_text(&o->text.out);
	decode(&o->json, rec);
	check_json(&o->json.out);
	redact_put(o->redact, rec, o->put++);
	take_masked(o);
}

static void view_free(struct view *v)
{
	sink_free(v->sink);
	dec_free(v->dec);
	buf_free(&v->out);
}

void outputs_free(struct outputs *o)
{
	redact_flush(o->redact);
	take_masked(o);
	promise(o->got == o->put);
	redact_free(o->redact);
	view_free(&o->text);
	view_free(&o->json);
	view_free(&o->masked);
	free(o);
}
