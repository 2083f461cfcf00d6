/* What went wrong, in words for the person at the terminal. Functions whose
 * failure is the user's or the system's return false or NULL and fill one of
 * these; only cli prints it. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

struct err {
	char text[400];
};

/* Fill `err` (NULL is allowed) as printf does; always returns false. */
bool err_set(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Put words in front of what `err` says: "FILE: " + "bad header". Always
 * returns false. */
bool err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, behind it. */
bool err_append(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
