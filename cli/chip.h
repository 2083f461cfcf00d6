/*
 * A chip that is brought up before it is a controller: "bcm:PATH,...", with its
 * options, its firmware file and its power. hci/bcm.h is the bring-up itself;
 * the session runs it, so that its packets pass the tap too.
 */
#ifndef CLI_CHIP_H
#define CLI_CHIP_H

#include "base/buf.h"
#include "hci/bcm.h"

struct hci_transport;
struct json_line;
struct output;

struct chip;

/* Read the options and the firmware file that they name, power the chip, open
 * its port at the initial rate. NULL and `err`; else *out is the caller's. */
struct hci_transport *chip_open(
    const char *rest, struct chip **out, struct err *err);
void chip_free(struct chip *c); /* NULL is allowed */

void chip_start(struct chip *c, uint64_t now);
/* The machine while it runs; NULL behind it, and without a chip. */
struct bcm *chip_running(struct chip *c);

/* What BCM_WANT_FIRMWARE is answered with; false and `err`: there is none. */
bool chip_give_firmware(struct chip *c, uint64_t now, struct err *err);
/* Show how far it is, on a terminal. */
void chip_show_progress(struct chip *c, struct output *o);
/* It is up: say so, and note how long it took. */
void chip_ready(struct chip *c, struct output *o, uint64_t now);
/* Why it is not, for the user. */
void chip_explain(const struct chip *c, struct err *err);
/* The bring-up goes no further; NULL is allowed. */
void chip_stop(struct chip *c, struct output *o);

/* For `info`; nothing without a chip. */
void chip_describe(const struct chip *c, struct buf *b);
void chip_describe_json(const struct chip *c, struct json_line *j);

#endif
