/*
 * Why a controller cannot be used, as far as this machine shows it: a row for
 * each thing that was looked at. What the controller itself says is
 * cli/cmd_doctor.c's.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdbool.h>

struct output;

enum verdict {
	VERDICT_OK,
	VERDICT_NOTE, /* it works, but */
	VERDICT_FAIL,
};

struct doctor {
	struct output *out;
	const char *root; /* in front of /sys, /proc and /dev: "" */
	unsigned failed;  /* rows */
};

/* A row; `advice` may be NULL. */
void doctor_say(struct doctor *d, enum verdict v, const char *what,
    const char *advice, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* A serial port, by its path; one of the kernel's adapters, by its number. */
void doctor_check_port(struct doctor *d, const char *path);
void doctor_check_adapter(struct doctor *d, unsigned index);
/* Everything that could be a controller. */
void doctor_check_machine(struct doctor *d);

#endif
