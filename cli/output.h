/*
 * What the user sees. stdout is data, stderr is talk; data goes to stderr too
 * while a capture has stdout. In the shell both go around the line that is
 * being typed.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/buf.h"
#include "base/err.h"

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct output {
	int data_fd;
	bool json;
	bool quiet;		   /* no talk but errors */
	bool color_out, color_err; /* of data, and of talk */
	bool tty_out, tty_err;	   /* they go to a terminal */
	bool out_failed;  /* the reader went away, or the disk is full */
	struct err *held; /* errors go there, not to the user; or NULL */
	/* The shell's line, to be taken off the screen and put back. */
	void (*hide)(void *ctx);
	void (*show)(void *ctx);
	void *ctx;
};

void output_init(struct output *o, enum color_when when, int data_fd);

/* Of a terminal; 0: it is none, or does not say. */
unsigned output_columns(int fd);

/* Data: whole lines. */
void output_data(struct output *o, const struct buf *b);
void output_line(struct output *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Talk: one line to stderr, unless quiet. */
void output_talk(struct output *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* An error, also when quiet; as a JSON object among the data with --json. `status`
 * is the exit code that goes with it; it is returned. */
int output_error(struct output *o, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Text that is formatted already, to stderr. */
void output_raw_talk(struct output *o, const struct buf *b);

/* One flat JSON object, built a member at a time and written as a line. */
struct json_line {
	struct buf b;
};

struct json_line json_begin(void);
void json_text(struct json_line *j, const char *key, const char *value);
void json_bytes(
    struct json_line *j, const char *key, const uint8_t *p, size_t n);
void json_number(struct json_line *j, const char *key, long long value);
void json_bool(struct json_line *j, const char *key, bool value);
void json_end(struct json_line *j, struct output *o);

#endif
