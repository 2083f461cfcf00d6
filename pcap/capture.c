#include "pcap/capture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "pcap/format.h"

static const struct cap_format *const formats[] = { &cap_btsnoop, &cap_pcap,
	&cap_pcapng, &cap_pklg };

static bool is_text(const uint8_t *head, size_t len)
{
	size_t n = len < 64 ? len : 64;

	for (size_t i = 0; i < n; i++)
		if ((head[i] < ' ' && !memchr("\t\r\n\x1b", head[i], 4)) ||
		    head[i] == 0x7f)
			return false;
	return true;
}

/* What a file that is no capture seems to be, and what to do. */
static bool refuse(const uint8_t *head, size_t len, struct err *err)
{
	static const struct {
		uint8_t magic[6];
		uint8_t len;
		const char *what;
	} known[] = {
		{ { 0x1f, 0x8b }, 2,
		    "a gzip file in a gzip file: unpack it with gunzip" },
		{ { 0xfd, '7', 'z', 'X', 'Z' }, 5,
		    "an xz file: unpack it with unxz" },
		{ { 0x28, 0xb5, 0x2f, 0xfd }, 4,
		    "a zstd file: unpack it with unzstd" },
		{ { 'B', 'Z', 'h' }, 3,
		    "a bzip2 file: unpack it with bunzip2" },
		{ { 'P', 'K', 3, 4 }, 4,
		    "a zip file: unpack it; an Android bug report has the "
		    "capture in btsnoop_hci.log" },
	};

	if (!len)
		return err_set(err, "an empty file: nothing was captured");
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (len >= known[i].len &&
		    !memcmp(head, known[i].magic, known[i].len))
			return err_set(err, "%s", known[i].what);
	if (is_text(head, len))
		return err_set(err,
		    "a text file; a capture is wanted, as `btmon -w FILE` "
		    "writes");
	return err_set(err, "no capture that pairscope knows (btsnoop, pcap, "
			    "pcapng, PacketLogger)");
}

/* The longest that a probe looks at. Every file of every format has more; a
 * pipe may have little more until its first packet. */
#define PROBE_OCTETS 13

/* Read what tells the format, and unpack it first if need be. */
static bool read_start(struct cap_reader *r, struct err *err)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b };
	const size_t want = PROBE_OCTETS;

	cap_input_has(&r->in, want);
	if (cap_input_left(&r->in) >= sizeof(gzip) &&
	    !memcmp(r->in.p, gzip, sizeof(gzip))) {
		cap_input_unpack(&r->in);
		cap_input_has(&r->in, want);
	}
	if (r->in.failed)
		return err_set(err, "%s", r->in.failure.text);
	return true;
}

static bool open_format(struct cap_reader *r, struct err *err)
{
	size_t n;

	if (!read_start(r, err))
		return false;
	n = cap_input_left(&r->in);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i]->probe(r->in.p, n)) {
			r->format = formats[i];
			return r->format->open(r, err);
		}
	return refuse(r->in.p, n, err);
}

struct cap_reader *cap_open(const char *path, struct err *err)
{
	return cap_open_growing(path, NULL, err);
}

/* Nothing marks such a file; one of another kind would be all noise. */
static bool open_tty(struct cap_reader *r, struct err *err)
{
	size_t n;

	if (!read_start(r, err))
		return false;
	n = cap_input_left(&r->in);
	if (!n && !r->in.waits.more)
		return refuse(r->in.p, n, err);
	if (cap_btsnoop.probe(r->in.p, n) || cap_pcap.probe(r->in.p, n) ||
	    cap_pcapng.probe(r->in.p, n))
		return err_set(err, "a capture file: read it without --tty");
	r->format = &cap_tty;
	return r->format->open(r, err);
}

static struct cap_reader *reader_new(void)
{
	struct cap_reader *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	return r;
}

static struct cap_reader *open_input(struct cap_reader *r, const char *name,
    bool (*open)(struct cap_reader *r, struct err *err), struct err *err)
{
	if (open(r, err))
		return r;
	cap_input_close(&r->in);
	free(r);
	err_prefix(err, "%s: ", strcmp(name, "-") ? name : "standard input");
	return NULL;
}

static struct cap_reader *open_file(const char *path,
    const struct cap_waits *waits,
    bool (*open)(struct cap_reader *r, struct err *err), struct err *err)
{
	struct cap_reader *r = reader_new();

	if (cap_input_open(&r->in, path, waits, err))
		return open_input(r, path, open, err);
	free(r);
	err_prefix(err, "%s: ", path);
	return NULL;
}

struct cap_reader *cap_open_growing(
    const char *path, const struct cap_waits *waits, struct err *err)
{
	return open_file(path, waits, open_format, err);
}

struct cap_reader *cap_open_fd(
    int fd, const char *name, const struct cap_waits *waits, struct err *err)
{
	struct cap_reader *r = reader_new();

	cap_input_open_fd(&r->in, fd, waits);
	return open_input(r, name, open_format, err);
}

struct cap_reader *cap_open_tty(
    const char *path, const struct cap_waits *waits, struct err *err)
{
	return open_file(path, waits, open_tty, err);
}

struct cap_reader *cap_open_tty_source(cap_source_fn *source, void *ctx)
{
	struct cap_reader *r = reader_new();

	cap_input_open_source(&r->in, source, ctx);
	r->format = &cap_tty;
	r->format->open(r, NULL);
	return r;
}

enum cap_status cap_next(
    struct cap_reader *r, struct record *rec, struct err *err)
{
	struct cap_packet pkt;

	while (!r->ended) {
		enum cap_status status;

		r->comments.len = 0;
		r->interface = NULL;
		status = r->format->next(r, &pkt, err);
		if (status != CAP_RECORD)
			return status;
		r->interface = pkt.link->name;
		if (cap_link_parse(&pkt, rec, err)) {
			r->in_empty_run = false;
			return CAP_RECORD;
		}
		/* A disk that was full or that lost power leaves long runs of
		 * zeros. */
		if (!pkt.len && r->in_empty_run)
			continue;
		r->in_empty_run = !pkt.len;
		return cap_skipped(pkt.offset, err);
	}
	return CAP_END;
}

const char *cap_comments(const struct cap_reader *r, size_t *len)
{
	*len = r->comments.len;
	return r->comments.len ? (const char *)r->comments.data : "";
}

const char *cap_interface(const struct cap_reader *r)
{
	return r->interface ? r->interface : "";
}

uint64_t cap_remarks(const struct cap_reader *r)
{
	return r->remarks;
}

const char *cap_format_name(const struct cap_reader *r)
{
	return r->name;
}

void cap_close(struct cap_reader *r)
{
	if (!r)
		return;
	r->format->close(r);
	cap_input_close(&r->in);
	buf_free(&r->comments);
	free(r);
}

enum cap_status cap_skipped(uint64_t offset, struct err *err)
{
	err_prefix(err, "offset %" PRIu64 ": ", offset);
	return CAP_ERROR;
}

enum cap_status cap_lost(struct cap_reader *r, uint64_t offset, struct err *err)
{
	r->ended = true;
	return cap_skipped(offset, err);
}

enum cap_status cap_cut(struct cap_reader *r, uint64_t offset, const char *what,
    uint64_t want, struct err *err)
{
	uint64_t have = r->in.offset - offset + cap_input_left(&r->in);

	if (r->in.stopped)
		return CAP_END;
	if (r->in.failed)
		err_set(err, "cannot read on: %s", r->in.failure.text);
	else if (have)
		err_set(err,
		    "the file ends inside %s: %" PRIu64 " of %" PRIu64
		    " octets",
		    what, have, want);
	else
		return CAP_END;
	return cap_lost(r, offset, err);
}
