#include "pcap/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pcap/format.h"
#include "pcap/link_air.h"

struct cap_writer {
	const struct cap_encoder *encoder;
	void *state;	/* the encoder's */
	struct buf out; /* what is to be written next: one record */
	int fd;
	bool is_file;  /* that can be cut back to its whole records */
	uint64_t size; /* of the whole records in it */
	char *name;    /* for messages */
	struct cap_loss loss;
	bool failed;
	struct err failure;
};

static const struct format {
	const char *name;
	const char *endings[3];
	const struct cap_encoder *encoder;
	const struct cap_encoder *air; /* or NULL */
} formats[] = {
	{ "pcap", { ".pcap" }, &cap_pcap_encoder, &cap_pcap_air_encoder },
	{ "pcapng", { ".pcapng" }, &cap_pcapng_encoder, &cap_pcapng_encoder },
	{ "btsnoop", { ".btsnoop", ".snoop", ".log" }, &cap_btsnoop_encoder,
	    NULL },
	{ "monitor", { NULL }, &cap_monitor_encoder, NULL },
	{ "pklg", { ".pklg" }, &cap_pklg_encoder, NULL },
};

static const struct format *find_format(const char *name, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(name, formats[i].name))
			return &formats[i];
	err_set(err,
	    "'%s' is no format: pcap, pcapng, btsnoop, monitor or pklg", name);
	return NULL;
}

static const struct format *find_ending(const char *path, struct err *err)
{
	const char *ending = strrchr(path, '.');

	if (!strcmp(path, "-"))
		return &formats[0];
	for (size_t i = 0; ending && i < ARRAY_SIZE(formats); i++)
		for (size_t j = 0; j < ARRAY_SIZE(formats[i].endings); j++)
			if (formats[i].endings[j] &&
			    !strcasecmp(ending, formats[i].endings[j]))
				return &formats[i];
	err_set(err,
	    "%s: the ending names the format: .pcap, .pcapng, .btsnoop, "
	    ".snoop, .log or .pklg",
	    path);
	return NULL;
}

static const struct format *format_of(
    const char *path, const char *format, struct err *err)
{
	return format ? find_format(format, err) : find_ending(path, err);
}

bool cap_knows_format(const char *path, const char *format, struct err *err)
{
	return format_of(path, format, err);
}

bool cap_is_btsnoop(const char *path)
{
	const struct format *f = find_ending(path, NULL);

	return f && f->encoder == &cap_btsnoop_encoder;
}

static bool fail(struct cap_writer *w, const char *what, int error)
{
	w->failed = true;
	return err_set(
	    &w->failure, "%s: %s: %s", w->name, what, strerror(error));
}

/* One write(2) where the kernel takes it whole. */
static bool hand_over(struct cap_writer *w)
{
	struct pollfd pfd = { .fd = w->fd, .events = POLLOUT };
	size_t done = 0;

	while (done < w->out.len) {
		ssize_t n = write(w->fd, w->out.data + done, w->out.len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			poll(&pfd, 1, -1);
		else if (errno != EINTR)
			break;
	}
	if (done < w->out.len) {
		fail(w, "cannot write", errno);
		/* Leave no half record behind. */
		if (done && w->is_file && ftruncate(w->fd, (off_t)w->size))
			fail(w, "cannot cut back to whole records", errno);
		return false;
	}
	w->size += done;
	w->out.len = 0;
	return true;
}

static bool open_output(struct cap_writer *w, const char *path)
{
	struct stat st;

	if (!strcmp(path, "-")) {
		/* Not cut back: the shell may have appended it to a file. */
		w->fd = STDOUT_FILENO;
		return true;
	}
	/* tcpdump and btmon leave the mode to the umask. A log of the HCI holds
	 * the keys of every encrypted link, so ours is the owner's alone. */
	w->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (w->fd < 0)
		return fail(w, "cannot create", errno);
	w->is_file = !fstat(w->fd, &st) && S_ISREG(st.st_mode);
	return true;
}

struct cap_writer *cap_create(const char *path, struct err *err)
{
	return cap_create_as(path, NULL, err);
}

static struct cap_writer *create(
    const char *path, const struct cap_encoder *encoder, struct err *err)
{
	struct cap_writer *w;

	w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->encoder = encoder;
	w->fd = -1;
	w->name = strdup(strcmp(path, "-") ? path : "standard output");
	if (!w->name)
		abort();
	if (open_output(w, path)) {
		w->state = encoder->begin(&w->out);
		if (hand_over(w))
			return w;
	}
	cap_finish(w, err);
	return NULL;
}

struct cap_writer *cap_create_as(
    const char *path, const char *format, struct err *err)
{
	const struct format *f = format_of(path, format, err);

	return f ? create(path, f->encoder, err) : NULL;
}

struct cap_writer *cap_create_air(
    const char *path, const char *format, struct err *err)
{
	const struct format *f = format_of(path, format, err);

	if (f && !f->air)
		err_set(err,
		    "%s: %s has no place for link-layer packets, only pcap and "
		    "pcapng",
		    path, f->name);
	return f && f->air ? create(path, f->air, err) : NULL;
}

bool cap_is_hci(const struct record *rec)
{
	return cap_h4_type(rec) != 0;
}

bool cap_is_air(const struct record *rec)
{
	return rec->type == REC_AIR;
}

bool cap_is_packet(const struct record *rec)
{
	return cap_is_hci(rec) || cap_is_air(rec);
}

uint16_t cap_written_type(const struct record *rec)
{
	return cap_is_air(rec) ? CAP_DLT_AIR : CAP_DLT_WRITTEN;
}

void cap_add_packet(struct buf *out, const struct record *rec)
{
	const uint8_t h4[CAP_FRONT] = { 0, 0, 0, rec->received,
		cap_h4_type(rec) };
	uint8_t front[CAP_AIR_FRONT], back[CAP_AIR_BACK];

	if (!cap_is_air(rec)) {
		buf_add(out, h4, sizeof(h4));
		buf_add(out, rec->data, rec->len);
		return;
	}
	buf_add(out, front, cap_air_front(rec, front));
	buf_add(out, rec->data, rec->len);
	buf_add(out, back, cap_air_back(rec, back));
}

/* What is of an adapter; notes and logs are of the system. */
static bool is_of_adapter(const struct record *rec)
{
	return cap_is_hci(rec) ||
	       (rec->type >= REC_NEW_INDEX && rec->type <= REC_VENDOR_DIAG);
}

static uint16_t adapter_there(
    const struct cap_encoder *e, const struct record *rec)
{
	switch (e->adapters) {
	case CAP_ADAPTERS_NONE:
		break;
	case CAP_ADAPTERS_ZERO:
		return rec->type == REC_SYSTEM_NOTE ? RECORD_NO_ADAPTER : 0;
	case CAP_ADAPTERS_NAMED:
		if (rec->adapter == RECORD_NO_ADAPTER && is_of_adapter(rec))
			return 0;
		return rec->adapter;
	case CAP_ADAPTERS_ALL:
		return rec->adapter;
	}
	return RECORD_NO_ADAPTER;
}

/* Make of `rec` what the format can hold, and count what that takes away. */
static void fit(
    const struct cap_encoder *e, struct record *rec, struct cap_loss *loss)
{
	uint16_t adapter = adapter_there(e, rec);
	/* what a PDU has around it more than an HCI packet */
	uint32_t more =
	    cap_is_air(rec) ? CAP_AIR_FRONT + CAP_AIR_BACK - CAP_FRONT : 0;

	if (adapter != rec->adapter) {
		if (rec->adapter == RECORD_NO_ADAPTER)
			loss->unnamed++;
		else
			loss->adapters++;
		rec->adapter = adapter;
	}
	if (rec->ns > e->time_max) {
		loss->late++;
		rec->ns = e->time_max;
	} else if (rec->ns % e->time_unit) {
		loss->rounded++;
	}
	if (rec->wire_len < rec->len)
		rec->wire_len = rec->len;
	if (rec->wire_len > UINT32_MAX - CAP_FRONT - more)
		rec->wire_len = UINT32_MAX - CAP_FRONT - more;
	if (rec->wire_len > rec->len && e->no_wire_len)
		loss->lengths++;
	if (rec->len > e->packet_max - more) {
		loss->cut++;
		rec->len = e->packet_max - more;
	}
}

bool cap_write(struct cap_writer *w, const struct record *rec, struct err *err)
{
	struct record whole = *rec;

	if (!w->failed && w->encoder->holds(rec)) {
		fit(w->encoder, &whole, &w->loss);
		w->encoder->add(w->state, &w->out, &whole);
		hand_over(w);
	} else if (!w->failed) {
		w->loss.records++;
		if (w->encoder->comment)
			w->encoder->comment(w->state, NULL);
		cap_name_interface(w, "");
	}
	return !w->failed || err_set(err, "%s", w->failure.text);
}

bool cap_comment(struct cap_writer *w, const char *text)
{
	return w->encoder->comment && w->encoder->comment(w->state, text);
}

void cap_name_interface(struct cap_writer *w, const char *name)
{
	if (w->encoder->name)
		w->encoder->name(w->state, name);
}

const struct cap_loss *cap_loss(const struct cap_writer *w)
{
	return &w->loss;
}

const char *cap_written_format(const struct cap_writer *w)
{
	return w->encoder->format;
}

bool cap_finish(struct cap_writer *w, struct err *err)
{
	bool good;

	if (w->fd > STDOUT_FILENO && close(w->fd) && !w->failed)
		fail(w, "cannot close", errno);
	good = !w->failed || err_set(err, "%s", w->failure.text);
	if (w->state)
		w->encoder->end(w->state);
	buf_free(&w->out);
	free(w->name);
	free(w);
	return good;
}
