/* A capture file, whatever is in it: each record is decoded, and written to
 * captures of every format, which are read again. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bytes.h"
#include "pcap/capture.h"
#include "tests/fuzz/outputs.h"

static const char *const formats[] = { "pcap", "pcapng", "btsnoop", "monitor",
	"pklg" };

struct copy {
	int fd;
	struct cap_writer *writer;
	uint64_t records;
};

/* A file without a name; `path` leads to it. */
static int new_file(char path[static 32])
{
	int fd = memfd_create("capture", MFD_CLOEXEC);

	if (fd < 0)
		abort();
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static void begin_copy(struct copy *c, const char *format)
{
	char path[32];
	struct err err;

	*c = (struct copy){ .fd = new_file(path) };
	c->writer = cap_create_as(path, format, &err);
	if (!c->writer)
		abort();
}

/* With all that the reader knows of it. */
static void add_to_copy(
    struct copy *c, const struct record *rec, const struct cap_reader *r)
{
	struct err err;
	size_t n;
	const char *text = cap_comments(r, &n), *end = text + n;

	for (; text < end; text += strlen(text) + 1)
		cap_comment(c->writer, text);
	cap_name_interface(c->writer, cap_interface(r));
	if (!cap_write(c->writer, rec, &err))
		abort();
	c->records++;
}

/* What was written is read, without a complaint, but for what was left out. */
static void check_copy(struct copy *c)
{
	uint64_t left = c->records - cap_loss(c->writer)->records;
	struct cap_reader *r;
	struct record rec;
	char path[32];
	struct err err;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", c->fd);
	if (!cap_finish(c->writer, &err))
		abort();
	r = cap_open(path, &err);
	if (!r && left) /* an empty one of Apple's has no header either */
		abort();
	while (r && cap_next(r, &rec, &err) == CAP_RECORD)
		if (!left--)
			abort();
	if (left)
		abort();
	if (r)
		cap_close(r);
	close(c->fd);
}

/* What is no capture may be a stream, which nothing marks. */
static struct cap_reader *open_any(const char *path)
{
	struct err err = { "" };
	struct cap_reader *r = cap_open(path, &err);

	if (!r && err.text[0])
		r = cap_open_tty(path, NULL, &err);
	if (!r && !err.text[0])
		abort();
	return r;
}

static void read_all(const char *path)
{
	struct copy copies[ARRAY_SIZE(formats)];
	struct cap_reader *r;
	struct outputs *o;
	struct record rec;
	enum cap_status status;
	struct err err;

	r = open_any(path);
	if (!r)
		return;
	o = outputs_new();
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		begin_copy(&copies[i], formats[i]);
	while ((status = cap_next(r, &rec, &err)) != CAP_END) {
		if (status == CAP_ERROR)
			continue;
		outputs_record(o, &rec);
		if (rec.type != REC_AIR)
			for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
				add_to_copy(&copies[i], &rec, r);
	}
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		check_copy(&copies[i]);
	outputs_free(o);
	cap_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[32];
	int fd = new_file(path);

	if (size && write(fd, data, size) != (ssize_t)size)
		abort();
	read_all(path);
	close(fd);
	return 0;
}
