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
/* The last second that 32 bits without a sign can say, in 2106. */
#define CAP_TIME_32_BITS ((UINT32_MAX + 1ULL) * NSEC_PER_SEC - 1)

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
	bool in_empty_run;     /* the last packet was empty, and was reported */
	uint64_t remarks;      /* see cap_remarks() */
	struct buf comments;   /* see cap_comments() */
	const char *interface; /* see cap_interface(); or NULL */
};

extern const struct cap_format cap_btsnoop;
extern const struct cap_format cap_pcap;
extern const struct cap_format cap_pcapng;
extern const struct cap_format cap_pklg;
extern const struct cap_format cap_tty; /* has no probe */

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

/* What a format keeps of the adapter's number. */
enum cap_adapters {
	CAP_ADAPTERS_NONE,
	CAP_ADAPTERS_ZERO,  /* hci0, but for notes of the system */
	CAP_ADAPTERS_NAMED, /* every HCI packet has one */
	CAP_ADAPTERS_ALL,
};

/* Turns records into the octets of a file. */
struct cap_encoder {
	const char *format;  /* as cap_format_name() has it */
	uint32_t packet_max; /* octets of a packet that go into a record */
	uint32_t time_unit;  /* nanoseconds */
	uint64_t time_max;   /* nanoseconds since 1970 */
	enum cap_adapters adapters;
	bool no_wire_len; /* does not say that a packet was longer */
	bool (*holds)(const struct record *rec);
	/* Append the file's header. Returns the state, or NULL. */
	void *(*begin)(struct buf *out);
	/* Append one record that it holds, within its bounds. */
	void (*add)(void *state, struct buf *out, const struct record *rec);
	/* Put this beside the next record; NULL: what was put there is not
	 * wanted. False: there is no room. Or NULL: it has no place for
	 * comments. */
	bool (*comment)(void *state, const char *text);
	/* The next record is of this interface. Or NULL: there are none. */
	void (*name)(void *state, const char *interface);
	void (*end)(void *state); /* or NULL: there is nothing to free */
};

/* The `holds` of formats: HCI packets alone, PDUs of the link layer alone, and
 * both. */
bool cap_is_hci(const struct record *rec);
bool cap_is_air(const struct record *rec);
bool cap_is_packet(const struct record *rec);

/* The link type of a packet in pcap and pcapng, and its octets there. */
uint16_t cap_written_type(const struct record *rec);
void cap_add_packet(struct buf *out, const struct record *rec);

extern const struct cap_encoder cap_btsnoop_encoder;
extern const struct cap_encoder cap_monitor_encoder;
extern const struct cap_encoder cap_pcap_encoder;
extern const struct cap_encoder cap_pcap_air_encoder;
extern const struct cap_encoder cap_pcapng_encoder;
extern const struct cap_encoder cap_pklg_encoder;

#endif
