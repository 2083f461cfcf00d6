/* A field on one line, in words, for sinks that do not write btmon's text. */
#ifndef DECODERS_FIELD_TEXT_H
#define DECODERS_FIELD_TEXT_H

#include "decoders/field.h"

/* Its name, which begins with a small letter unless it is an acronym, and a
 * space. */
void buf_field_name(struct buf *out, const char *name);
/* What it says: a name, or a number with its unit. Text of the peer is made
 * safe. */
void buf_field_value(struct buf *out, const struct field *f);
/* The number or the octets that it says it of, as JSON has them, without
 * quotes. */
void buf_field_raw(struct buf *out, const struct field *f);

/* Whether a name becomes this slug: lower case, words joined by "_", as the
 * names of JSON are. `len` octets at `slug`. */
bool field_is_called(const char *name, const char *slug, size_t len);

#endif
