/*
 * Packets to fields. Everything a peer or a file sends is taken: what is
 * wrong or unknown is emitted as such, with its bytes, and nothing is read
 * past the end of a record.
 */
#ifndef DECODERS_DECODE_H
#define DECODERS_DECODE_H

#include "base/addr.h"
#include "base/uuid.h"
#include "decoders/field.h"

/* State that lines depend on: frame counters, connections and their addresses,
 * fragments, attribute handles. Bounded, whatever the capture holds. */
struct dec;

struct dec *dec_new(void);
void dec_free(struct dec *d);

/* Who has the first three octets of a public address (most significant first),
 * or NULL. Without a lookup the sinks show the octets. The returned string
 * lives as long as the decoder. */
typedef const char *dec_oui_fn(void *ctx, const uint8_t oui[3]);
void dec_set_oui_lookup(struct dec *d, dec_oui_fn *lookup, void *ctx);
/* The same for numbers of USB: a product, or its vendor when `product` is
 * USB_VENDOR. */
#define USB_VENDOR (-1)
typedef const char *dec_usb_fn(void *ctx, uint16_t vendor, int product);
void dec_set_usb_lookup(struct dec *d, dec_usb_fn *lookup, void *ctx);

/* What another log, or a bond, has told of a peer's attributes. Whoever
 * discovers them anew in this log knows better. Returns how many there are; they
 * are copied. `peer` is an address on the air, or an identity. */
struct dec_attr {
	uint16_t handle;
	struct uuid uuid;
};
typedef size_t dec_attrs_fn(
    void *ctx, const struct bdaddr *peer, const struct dec_attr **attrs);
void dec_set_attrs_lookup(struct dec *d, dec_attrs_fn *lookup, void *ctx);

/* Decode one record: begin, field, ..., end. */
void dec_record(struct dec *d, const struct record *rec, struct sink *sink);

#endif
