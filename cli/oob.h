/*
 * Out-of-band data as text that a person, a QR code or an NFC tag carries:
 *
 *	# pairscope out-of-band data
 *	address: 00:AA:01:02:00:42/public
 *	role: central
 *	confirm: 32 hexadecimal digits
 *	random: 32 hexadecimal digits
 *	tk: 32 hexadecimal digits
 *	nfc: advertising data structures, as tags hold them
 *
 * Numbers are written most significant octet first, as in the specification;
 * the octets of "nfc" are in the order of the tag: Core Specification
 * Supplement Part A 1.16 to 1.18. A block that is read needs the one form or the
 * other, and of the first what the pairing takes.
 */
#ifndef CLI_OOB_H
#define CLI_OOB_H

#include "base/addr.h"
#include "base/buf.h"
#include "base/err.h"

struct oob_block {
	bool has_address, has_role, has_confirm, has_random, has_tk;
	bool central; /* the role of the device whose block it is */
	struct bdaddr address;
	/* least significant octet first, as in smp/ */
	uint8_t confirm[16], random[16], tk[16];
};

/* From a file, or from standard input where `path` is "-". */
bool oob_read(const char *path, struct oob_block *out, struct err *err);
/* The text, added to `out`. */
void oob_format(struct buf *out, const struct oob_block *block);
/* 32 hexadecimal digits, most significant octet first. */
bool oob_parse_number(const char *text, uint8_t out[static 16]);

#endif
