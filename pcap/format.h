/* What the capture formats share. One file a format; a format is one row of a
 * table for reading and one for writing. */
#ifndef PCAP_FORMAT_H
#define PCAP_FORMAT_H

#include "base/buf.h"
#include "base/err.h"
#include "pcap/capture.h"
#include "pcap/input.h"
#include "pcap/link.h"

/* libpcap's bound too. The largest HCI packet has 4 + 65535 octets. */
#define CAP_PACKET_MAX 262144

/* The link type that we write: H4 with direction, which is four octets in front
 * of the H4 type octet. */
#define CAP_DLT_WRITTEN 201
#define CAP_FRONT	5

#define NSEC_PER_SEC  1000000000ULL
#define NSEC_PER_USEC 1000ULL

struct cap_format {
	/* Whether a file that starts with these octets is of this format. */
	bool (*probe)(const uint8_t *head, size_t len);
	/* Consume the file's header; set the name and the state. */
	bool (*open)(struct cap_reader *r, struct err *err);
	/* As cap_next(); what is no CAP_RECORD comes from a function below. */
	enum cap_status (*next)(
	    struct cap_reader *r, struct cap_packet *pkt, struct err *err);
	void (*close)(struct cap_reader *r);
};

struct cap_reader {
	struct cap_input in;
	const struct cap_format *format;
	void *state; /* the format's own */
	char name[48];
	bool ended;
	bool in_empty_run; /* the last packet was empty, and was reported */
};

extern const struct cap_format cap_btsnoop;
extern const struct cap_format cap_pcap;
extern const struct cap_format cap_pcapng;

/* Put the offset in front of `err` and return CAP_ERROR: the record at `offset`
 * is damaged, but where the next one starts is certain. */
enum cap_status cap_skipped(uint64_t offset, struct err *err);
/* The same, where it is not certain: reading ends. */
enum cap_status cap_lost(
    struct cap_reader *r, uint64_t offset, struct err *err);
/* The same, when the input ends before the `want` octets of `what` at `offset`;
 * CAP_END when it has none of them. */
enum cap_status cap_cut(struct cap_reader *r, uint64_t offset, const char *what,
    uint64_t want, struct err *err);

/* Turns records into the octets of a file. */
struct cap_encoder {
	uint32_t packet_max; /* octets of a packet that go into a record */
	/* Append the file's header. Returns the state. */
	void *(*begin)(struct buf *out);
	/* Append one HCI packet; `h4` is its type octet. */
	void (*add)(
	    void *state, struct buf *out, const struct record *rec, uint8_t h4);
	void (*end)(void *state);
};

extern const struct cap_encoder cap_btsnoop_encoder;
extern const struct cap_encoder cap_pcap_encoder;
extern const struct cap_encoder cap_pcapng_encoder;

#endif
