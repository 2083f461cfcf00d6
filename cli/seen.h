/* Devices that were heard, with what they advertised last. */
#ifndef CLI_SEEN_H
#define CLI_SEEN_H

#include "hci/host.h"

struct seen {
	struct bdaddr address; /* on air */
	bool connectable;
	bool named;	/* fully, not by a shortened name */
	bool scannable; /* will tell more when asked */
	bool resolved;	/* by the controller: the address is an identity */
	bool listed;	/* a scan has shown it, with this name */
	uint64_t at;	/* of the last report */
	int8_t rssi;	/* dBm, of the last report; 127: not known */
	char name[64];	/* safe text; "" */
	uint8_t ad[31], scan_rsp[31];
	uint8_t ad_len, scan_rsp_len;
	unsigned reports;
};

struct seen_list {
	struct seen *v;
	size_t n;
	size_t cap;
	const struct bonds *bonds; /* borrowed; whose private addresses are */
};

/* Take a report in; returns its device. A device with a bond is one device, at
 * whatever address. */
struct seen *seen_report(struct seen_list *l, const struct host_report *r,
    const uint8_t *data, size_t len, uint64_t now);
/* The identity behind the address of a bonded device, if that is another; NULL:
 * none is known. Valid until the bonds change. */
const struct bdaddr *seen_identity(
    const struct seen_list *l, const struct bdaddr *address);
/* By address, or by identity; NULL: never heard. */
struct seen *seen_find(const struct seen_list *l, const struct bdaddr *a);
/* Whether its address is private: it changes, so what was heard a while ago is
 * good for nothing. */
bool seen_is_private(const struct seen *s);
/* By name: the whole of it, else a part, in any case of letters. `*many` when a
 * part fits more than one. Of those with the same name, the last one heard: a
 * private address lives for minutes. */
struct seen *seen_find_name(
    const struct seen_list *l, const char *name, bool *many);
/* Whether it advertises the service. */
bool seen_has_service(const struct seen *s, const struct uuid *service);
/* The services it advertises; returns how many of them are in `out`. */
size_t seen_services(const struct seen *s, struct uuid *out, size_t max);
/* The company of its manufacturer data, or -1. */
int seen_company(const struct seen *s);
void seen_free(struct seen_list *l);

/* "AA:BB:CC:DD:EE:FF -> 11:22:33:44:55:66 (name)", without an identity or a name
 * that is not known. */
struct name_text {
	char text[112];
};
struct name_text seen_name(
    const struct seen_list *l, const struct bdaddr *address);

#endif
