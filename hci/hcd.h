/*
 * Broadcom's firmware files, .hcd: HCI commands without the H4 type, that is
 * opcode, length, parameters. Write RAM records, then one Launch RAM, and
 * nothing behind it. Pure.
 */
#ifndef HCI_HCD_H
#define HCI_HCD_H

#include "base/bytes.h"
#include "base/err.h"

/* Files that chips have been seen with are 20 to 300 KiB. */
#define HCD_MAX_SIZE ((size_t)1024 * 1024)

struct hcd {
	const uint8_t *data; /* borrowed */
	size_t len;
	unsigned records; /* that go to the chip, the launch among them */
};

struct hcd_record {
	size_t at; /* in the file */
	uint16_t opcode;
	const uint8_t *params;
	uint8_t len;
};

/* Check all of it. False and `err`, which names the offset: nothing of such a
 * file may be sent. */
bool hcd_open(struct hcd *h, const uint8_t *data, size_t len, struct err *err);

/* The record at `*at`, 0 at first, which moves on; false at the end. Download
 * Minidriver inside of a file is left out: it is sent before. */
bool hcd_next(const struct hcd *h, size_t *at, struct hcd_record *out);

#endif
