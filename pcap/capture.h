/*
 * Capture files in and out. Formats: btsnoop (1001 H1, 1002 H4, 2001 Linux
 * monitor), pcap and pcapng with DLT 187 (H4), 201 (H4 with direction) and 254
 * (Linux monitor).
 */
#ifndef PCAP_CAPTURE_H
#define PCAP_CAPTURE_H

#include "base/err.h"
#include "base/record.h"

struct cap_reader;

enum cap_status {
	CAP_RECORD, /* `rec` is filled; its data lives until the next call */
	CAP_END,    /* nothing more can be read */
	CAP_ERROR,  /* the file is cut or damaged here */
};

/* Open by content, not by name; "-" is standard input. NULL, and `err` with the
 * path in front, when it cannot be read or is no capture of a kind that we
 * know. */
struct cap_reader *cap_open(const char *path, struct err *err);

/*
 * The next record. CAP_END comes at a record boundary, or after an error that
 * ended the reading; it then comes on every call.
 *
 * CAP_ERROR fills `err` with "offset N: cause"; N counts octets from the start
 * of the file to the start of the record that is not whole. All records before
 * it were delivered; of that record nothing is. The next call
 *  - goes on behind it where its end is certain: a record without content
 *    (reported once for a run of them), a packet too short for its link type,
 *    a damaged packet inside a whole pcapng block, an interface whose link type
 *    we cannot read (reported once for each interface);
 *  - returns CAP_END where it is not: a cut file, a failed read, a length over
 *    the format's bound, lengths that contradict each other.
 *
 * Times: btsnoop times before 1970 (a logger without a clock counts from 0)
 * start at 1970 and keep their distances; a pcapng time before 1970 becomes
 * 1970, and one past the range of `ns` the largest. A pcapng packet without a
 * time gets that of the one before.
 *
 * Adapters: the Linux monitor formats tell it; in pcapng it is N of an
 * interface called hciN or bluetoothN, else the interface's index from the
 * second on; all others have none. Commands are always sent and events always
 * received, whatever the file's direction bit says.
 */
enum cap_status cap_next(
    struct cap_reader *r, struct record *rec, struct err *err);
/* "btsnoop 1002 (H4)", "pcap 201 (H4 with direction)", "pcapng". */
const char *cap_format_name(const struct cap_reader *r);
void cap_close(struct cap_reader *r);

struct cap_writer;

/* Create `path`, or empty it; the ending picks the format: .pcap and .pcapng
 * (DLT 201, nanoseconds), .btsnoop, .snoop and .log (1002, microseconds). "-"
 * is standard output as pcap, for `wireshark -k -i -`. A new file is readable by
 * its owner alone. NULL and `err` for an unknown ending or a file that cannot be
 * made. The caller ignores SIGPIPE. */
struct cap_writer *cap_create(const char *path, struct err *err);

/* Append one HCI packet and hand it to the kernel, so that the file is whole
 * up to here even after kill -9. Records that are no HCI packet are left out:
 * none of the formats holds them. False and `err` on a full disk or a closed
 * pipe; what was written before stays readable, and every later call fails
 * with the same words. */
bool cap_write(struct cap_writer *w, const struct record *rec, struct err *err);
/* Close and free; false and `err` when a write or the closing failed. */
bool cap_finish(struct cap_writer *w, struct err *err);

#endif
