/*
 * Brings up a Broadcom or Cypress chip on a UART (CYW43438, BCM4343x): Reset,
 * identify, firmware into its RAM, launch, then rate, address and sleep mode.
 * Pure: packets, noise and `now` (microseconds) go in; effects come out.
 *
 * The chip starts at one rate and works at another. One that an earlier run
 * left at the working rate is found there.
 */
#ifndef HCI_BCM_H
#define HCI_BCM_H

#include "base/env.h"
#include "base/err.h"
#include "hci/defs.h"
#include "hci/hcd.h"

enum bcm_opcode {
	BCM_WRITE_BD_ADDR = 0xfc01,
	BCM_UPDATE_BAUDRATE = 0xfc18,
	BCM_WRITE_SLEEP_MODE = 0xfc27,
	BCM_DOWNLOAD_MINIDRIVER = 0xfc2e,
	BCM_WRITE_UART_CLOCK = 0xfc45,
	BCM_WRITE_RAM = 0xfc4c,
	BCM_LAUNCH_RAM = 0xfc4e,
	BCM_READ_VERBOSE_CONFIG = 0xfc79,
};

struct bcm_config {
	unsigned init_baud; /* of a chip after power-on and after a launch */
	unsigned baud;	    /* to work at */
	bool download;	    /* a chip that has no firmware gets one */
	bool force;	    /* one that has some, too */
	bool have_address;
	uint8_t address[6]; /* in wire order */
};

enum bcm_effect_type {
	BCM_SEND, /* data, len: an H4 packet */
	/* baud: the line's rate from here on; what came in before, whole or
	 * not, is dropped */
	BCM_LINE,
	BCM_WANT_FIRMWARE, /* answer with bcm_firmware() */
	BCM_READY,
	BCM_FAILED, /* see bcm.err */
};

struct bcm_effect {
	enum bcm_effect_type type;
	unsigned baud;
	const uint8_t *data; /* valid until the next call */
	size_t len;
};

struct bcm {
	struct bcm_config config;
	struct err err; /* the step, and the way out */

	/* What the chip said last: after the firmware was launched, that. */
	uint16_t hci_revision, manufacturer, lmp_subversion;
	uint8_t chip_id; /* 0: not said */
	char local_name[64];
	/* By the subversion, else by the name of the ROM: letters and digits,
	 * for a file name. Empty when neither says it. */
	char chip[24];
	bool had_firmware; /* when it was found */

	const char *file; /* for errors; borrowed */
	struct hcd hcd;
	struct hcd_record record;
	size_t record_at;
	unsigned records_done;

	unsigned step, tries, line;
	bool pending; /* a command; else a pause */
	bool ended;
	bool unanswered; /* which is why it failed */
	uint64_t deadline;
	size_t noise; /* octets that were no HCI, since the last answer */

	struct bcm_effect effects[4];
	unsigned n_effects, next_effect;
	uint8_t packet[1 + HCI_MAX_COMMAND];
};

/* `settle`: microseconds until the chip may be spoken to. */
void bcm_start(struct bcm *b, const struct bcm_config *config, uint64_t settle,
    uint64_t now);
/* One whole H4 packet from the chip. */
void bcm_receive(struct bcm *b, const uint8_t *p, size_t n, uint64_t now);
/* Octets that came in and are no packet, or the start of one that does not go
 * on until a deadline. */
void bcm_noise(struct bcm *b, size_t octets);
void bcm_tick(struct bcm *b, uint64_t now);
uint64_t bcm_deadline(const struct bcm *b);

/* The answer to BCM_WANT_FIRMWARE; `hcd` is copied, its data and `file` are
 * borrowed until the end. */
void bcm_firmware(
    struct bcm *b, const struct hcd *hcd, const char *file, uint64_t now);

/* In order; false when there are no more. The caller takes all of them before
 * it calls anything else but bcm_firmware(). */
bool bcm_next(struct bcm *b, struct bcm_effect *out);

/* Of a firmware, what follows "build" in the field's logs; 0: only the ROM. */
static inline unsigned bcm_build(const struct bcm *b)
{
	return b->hci_revision & 0x0fff;
}

/* A rate above needs the 48 MHz clock. */
#define BCM_MAX_BAUD_24MHZ 3000000

#endif
