/* Values of characteristics and descriptors, as people read them. */
#ifndef DECODERS_VALUE_H
#define DECODERS_VALUE_H

#include "base/uuid.h"
#include "decoders/field.h"

/* Emit the fields of a value of the attribute `type` at `depth`; their offsets
 * count from `p`. Returns false, having emitted nothing, when the type has no
 * decoder or the bytes do not fit it. */
bool dec_value(const struct uuid *type, const uint8_t *p, size_t n,
    unsigned depth, struct sink *sink);

/* The same on one line: "148/95 mmHg, mean 113 mmHg, 2026-11-21 08:30:00,
 * pulse 72 /min". Text of the peer is made safe. Returns false, having
 * appended nothing, as above. */
bool value_text(
    const struct uuid *type, const uint8_t *p, size_t n, struct buf *out);

#endif
