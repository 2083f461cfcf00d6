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

struct cap_writer {
	const struct cap_encoder *encoder;
	void *state;	/* the encoder's */
	struct buf out; /* what is to be written next: one record */
	int fd;
	bool is_file;  /* that can be cut back to its whole records */
	uint64_t size; /* of the whole records in it */
	char *name;    /* for messages */
	bool failed;
	struct err failure;
};

static const struct cap_encoder *find_encoder(const char *path, struct err *err)
{
	static const struct {
		const char *ending;
		const struct cap_encoder *encoder;
	} rows[] = {
		{ ".pcap", &cap_pcap_encoder },
		{ ".pcapng", &cap_pcapng_encoder },
		{ ".btsnoop", &cap_btsnoop_encoder },
		{ ".snoop", &cap_btsnoop_encoder },
		{ ".log", &cap_btsnoop_encoder },
	};
	const char *ending = strrchr(path, '.');

	if (!strcmp(path, "-"))
		return &cap_pcap_encoder;
	for (size_t i = 0; ending && i < ARRAY_SIZE(rows); i++)
		if (!strcasecmp(ending, rows[i].ending))
			return rows[i].encoder;
	err_set(err,
	    "%s: the ending names the format: .pcap, .pcapng, .btsnoop, .snoop "
	    "or .log",
	    path);
	return NULL;
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
	const struct cap_encoder *encoder = find_encoder(path, err);
	struct cap_writer *w;

	if (!encoder)
		return NULL;
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

bool cap_write(struct cap_writer *w, const struct record *rec, struct err *err)
{
	uint8_t h4 = cap_h4_type(rec);
	struct record whole = *rec;

	if (!w->failed && h4) {
		if (whole.wire_len < whole.len)
			whole.wire_len = whole.len;
		if (whole.wire_len > UINT32_MAX - CAP_FRONT)
			whole.wire_len = UINT32_MAX - CAP_FRONT;
		if (whole.len > w->encoder->packet_max)
			whole.len = w->encoder->packet_max;
		w->encoder->add(w->state, &w->out, &whole, h4);
		hand_over(w);
	}
	return !w->failed || err_set(err, "%s", w->failure.text);
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
