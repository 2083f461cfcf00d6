#include "cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void output_init(struct output *o, enum color_when when, int data_fd)
{
	bool plain = getenv("NO_COLOR") != NULL;

	o->data_fd = data_fd;
	o->tty_out = isatty(data_fd);
	o->tty_err = isatty(STDERR_FILENO);
	o->color_out = when == COLOR_ALWAYS ||
		       (when == COLOR_AUTO && o->tty_out && !plain);
	o->color_err = when == COLOR_ALWAYS ||
		       (when == COLOR_AUTO && isatty(STDERR_FILENO) && !plain);
}

unsigned output_columns(int fd)
{
	struct winsize size;

	return isatty(fd) && !ioctl(fd, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

static bool write_all(int fd, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

/* Said once, and not of a reader that has seen enough. JSON cannot be written
 * either. */
static void fail(struct output *o, int error)
{
	if (!o->out_failed && error != EPIPE)
		dprintf(STDERR_FILENO, "pairscope: standard output: %s\n",
		    strerror(error));
	o->out_failed = true;
}

static void put(struct output *o, int fd, const uint8_t *p, size_t n)
{
	if (o->hide)
		o->hide(o->ctx);
	if (!write_all(fd, p, n) && fd == o->data_fd)
		fail(o, errno);
	if (o->show)
		o->show(o->ctx);
}

void output_data(struct output *o, const struct buf *b)
{
	if (b->len)
		put(o, o->data_fd, b->data, b->len);
}

static void put_line(struct output *o, int fd, const char *fmt, va_list ap)
{
	char *text;
	int n = vasprintf(&text, fmt, ap);

	if (n < 0)
		abort();
	text[n++] = '\n'; /* in the place of its NUL */
	put(o, fd, (const uint8_t *)text, (size_t)n);
	free(text);
}

void output_line(struct output *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(o, o->data_fd, fmt, ap);
	va_end(ap);
}

void output_talk(struct output *o, const char *fmt, ...)
{
	va_list ap;

	if (o->quiet)
		return;
	va_start(ap, fmt);
	put_line(o, STDERR_FILENO, fmt, ap);
	va_end(ap);
}

void output_raw_talk(struct output *o, const struct buf *b)
{
	if (b->len)
		put(o, STDERR_FILENO, b->data, b->len);
}

int output_error(struct output *o, int status, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	if (o->held) {
		err_set(o->held, "%s", text);
	} else if (o->json) {
		struct json_line j = json_begin();

		json_text(&j, "error", text);
		json_number(&j, "exit", status);
		json_end(&j, o);
	} else {
		struct buf b = { 0 };

		buf_puts(&b, o->color_err ? "\x1b[31mpairscope:\x1b[0m "
					  : "pairscope: ");
		buf_puts(&b, text);
		buf_putc(&b, '\n');
		put(o, STDERR_FILENO, b.data, b.len);
		buf_free(&b);
	}
	free(text);
	return status;
}

struct json_line json_begin(void)
{
	struct json_line j = { { 0 } };

	buf_putc(&j.b, '{');
	return j;
}

static void key_of(struct json_line *j, const char *key)
{
	if (j->b.len > 1)
		buf_putc(&j->b, ',');
	buf_json_string(&j->b, key, strlen(key));
	buf_putc(&j->b, ':');
}

void json_text(struct json_line *j, const char *key, const char *value)
{
	key_of(j, key);
	buf_json_string(&j->b, value, strlen(value));
}

void json_bytes(
    struct json_line *j, const char *key, const uint8_t *p, size_t n)
{
	key_of(j, key);
	buf_putc(&j->b, '"');
	buf_hexdump(&j->b, p, n);
	buf_putc(&j->b, '"');
}

void json_number(struct json_line *j, const char *key, long long value)
{
	key_of(j, key);
	buf_int(&j->b, value);
}

void json_bool(struct json_line *j, const char *key, bool value)
{
	key_of(j, key);
	buf_puts(&j->b, value ? "true" : "false");
}

void json_end(struct json_line *j, struct output *o)
{
	buf_puts(&j->b, "}\n");
	output_data(o, &j->b);
	buf_free(&j->b);
}
