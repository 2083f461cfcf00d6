/* What a Linux says of one of its ports besides what it carries: for errors, and
 * for `pairscope doctor`. `root` is in front of /proc and the like: "". */
#ifndef HCI_PORT_H
#define HCI_PORT_H

#include <stdbool.h>
#include <stddef.h>

struct port_holder {
	long pid;
	char name[32];
};

/* Another process that has `path` open, behind whatever links; false when there
 * is none, or when this process may not see it. */
bool port_find_holder(
    const char *root, const char *path, struct port_holder *out);
/* How to stop it: a login prompt comes back when only killed. */
void port_stop_holder(
    const struct port_holder *h, const char *path, char *out, size_t n);
/* The group that helps to open `path`; false when none does: its group may not
 * either, or is root's, which gives away more than a port. */
bool port_group(const char *path, char *out, size_t n);

#endif
