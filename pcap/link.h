/* Link types: how the octets of one captured packet become a record. */
#ifndef PCAP_LINK_H
#define PCAP_LINK_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/record.h"

struct cap_link;

struct cap_link_type {
	uint32_t number; /* btsnoop's data link, or DLT */
	const char *name;
	bool word_in_packet; /* `word` is its first four octets, big-endian */
	/* Set type, direction and adapter of `rec` from the container's word
	 * and the front of the packet; its lengths are those of the container.
	 * What is left in `r` is the HCI packet; `r` goes bad when it is too
	 * short. */
	void (*parse)(struct cap_link *link, uint32_t word, struct rd *r,
	    struct record *rec);
};

/* The connection event that a sniffer last heard of an access address. */
struct cap_air_event {
	uint32_t access;
	uint8_t channel;
	bool received;
	uint64_t ns;
};

#define CAP_AIR_EVENTS 8

/* Octets of an interface's name, with its end; a longer one is cut. */
#define CAP_INTERFACE_NAME 128

/* Where packets come from: a whole file, or one interface of a pcapng file. */
struct cap_link {
	const struct cap_link_type *type; /* NULL: one that we cannot read */
	uint16_t adapter;
	char name[CAP_INTERFACE_NAME]; /* of pcapng, or "" */
	bool acl_received; /* direction of the last ACL packet that told it */
	struct cap_air_event air_events[CAP_AIR_EVENTS];
};

/* A packet as its container holds it. */
struct cap_packet {
	uint64_t offset; /* of its record in the file */
	uint64_t ns;
	struct cap_link *link;
	uint32_t word; /* btsnoop's flags, PacketLogger's type; 0 elsewhere */
	const uint8_t *data;
	uint32_t len;
	uint32_t wire_len;
};

/* The type with this number, or NULL and `err`. */
const struct cap_link_type *cap_link_from_btsnoop(
    uint32_t number, struct err *err);
const struct cap_link_type *cap_link_from_dlt(uint32_t number, struct err *err);

/* Fill `rec`; its data points into the packet's. False and `err` when the
 * packet is too short for its link type. */
bool cap_link_parse(
    const struct cap_packet *pkt, struct record *rec, struct err *err);

/* The H4 type octet (Vol 4 Part A 2) of an HCI packet, or 0 for a record that
 * is none. */
uint8_t cap_h4_type(const struct record *rec);
/* The Linux monitor's opcode for a record, or -1 when it cannot hold it. */
int cap_monitor_opcode(const struct record *rec);

#endif
