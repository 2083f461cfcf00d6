/* Events of the host in words, and values of attributes for people. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "hci/host.h"

struct session;

/* Say what happened, as far as the user wants to know. */
void report_event(
    struct session *s, const struct host_event *e, const uint8_t *data);
/* What the controller is: to stdout as data, or to stderr as talk. */
void report_controller(struct session *s, bool as_data);
/* A value of an attribute of the current link, to stdout: `what` is "read",
 * "notification" or "indication". */
void report_value(struct session *s, const char *what, uint16_t handle,
    const uint8_t *p, size_t n);
/* "Blood Pressure Measurement (2a35)", or the UUID alone. */
void report_uuid(struct buf *b, const struct uuid *u);

#endif
