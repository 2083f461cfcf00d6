/*
 * Capture files in and out. Formats: btsnoop (1001 H1, 1002 H4, 2001 Linux
 * monitor), pcap and pcapng with DLT 187 (H4), 201 (H4 with direction) and 254
 * (Linux monitor), Apple's PacketLogger, the TTY stream of the Linux monitor's
 * records; each of them gzipped too.
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

/* How one waits for what is still to be written. Each says whether to go on, or
 * else this is the end; either may be NULL. */
typedef bool cap_more_fn(void *ctx);
typedef bool cap_idle_fn(void *ctx, int fd);
struct cap_waits {
	cap_more_fn *more; /* at the end of a file, which else is the end */
	cap_idle_fn *idle; /* before a read of a pipe, `fd`, has to wait */
	void *ctx;
};

/* The same for what is still written. */
struct cap_reader *cap_open_growing(
    const char *path, const struct cap_waits *waits, struct err *err);
/* From what is open, and is the reader's to close: a connection. */
struct cap_reader *cap_open_fd(
    int fd, const char *name, const struct cap_waits *waits, struct err *err);

/* A TTY stream, which nothing marks as such: from a file, as cap_open_growing()
 * with `waits` or NULL; or from `source`, which gives 1 to `n` octets, 0 where it
 * ends, -1 and `err` where it fails. */
struct cap_reader *cap_open_tty(
    const char *path, const struct cap_waits *waits, struct err *err);
typedef long cap_source_fn(void *ctx, uint8_t *dst, size_t n, struct err *err);
struct cap_reader *cap_open_tty_source(cap_source_fn *source, void *ctx);

/*
 * The next record. CAP_END comes at a record boundary, or after an error that
 * ended the reading; it then comes on every call.
 *
 * CAP_ERROR fills `err` with "offset N: cause"; N counts octets from the start
 * of the file, unpacked, to the start of the record that is not whole. All
 * records before it were delivered; of that record nothing is. The next call
 *  - goes on behind it where its end is certain: a record without content
 *    (reported once for a run of them), a packet too short for its link type,
 *    a damaged packet inside a whole pcapng block, an interface whose link type
 *    we cannot read (reported once for each interface);
 *  - returns CAP_END where it is not: a cut file, a failed read, a length over
 *    the format's bound, lengths that contradict each other.
 * In a TTY stream N is where octets that are no record begin; the next call goes
 * on behind them, but for 128 KiB of them, which end it.
 *
 * Times: btsnoop times before 1970 (a logger without a clock counts from 0)
 * start at 1970 and keep their distances; a pcapng time before 1970 becomes
 * 1970, and one past the range of `ns` the largest. A pcapng packet without a
 * time gets that of the one before, as does a record of a TTY stream, whose times
 * count from the start of the device.
 *
 * Adapters: the Linux monitor formats tell it; in pcapng it is N of an
 * interface called hciN or bluetoothN, else the interface's index from the
 * second on; a PacketLogger file is of one, 0; all others have none. Commands
 * are always sent and events always received, whatever the file's direction bit
 * says.
 */
enum cap_status cap_next(
    struct cap_reader *r, struct record *rec, struct err *err);
/* The comments on the record that came last, each with a NUL behind it, and how
 * many octets they are; they live until the next call of cap_next(). Pcapng alone
 * has some. */
const char *cap_comments(const struct cap_reader *r, size_t *len);
/* What the interface of that record is called there, or "". */
const char *cap_interface(const struct cap_reader *r);
/* How much there was, up to here, besides that: blocks of pcapng that are no
 * packets, packets with options that are no comments, comments on interfaces and
 * on the whole, records of btsnoop that count dropped packets, kinds of
 * PacketLogger's messages. */
uint64_t cap_remarks(const struct cap_reader *r);
/* "btsnoop 1002 (H4)", "pcap 201 (H4 with direction)", "pcapng". */
const char *cap_format_name(const struct cap_reader *r);
void cap_close(struct cap_reader *r);

struct cap_writer;

/* What a format could not hold of what was given to it; each a number of
 * records. */
struct cap_loss {
	uint64_t records;  /* left out: the format has nothing like them */
	uint64_t adapters; /* without the N of their hciN */
	uint64_t unnamed;  /* had no adapter and are hci0's now */
	uint64_t rounded;  /* times cut to the format's unit */
	uint64_t late;	   /* times moved back to the format's last */
	uint64_t lengths;  /* cut packets that do not say so any more */
	uint64_t cut;	   /* packets cut to the format's bound */
};

/* Create `path`, or empty it; the ending picks the format: .pcap and .pcapng
 * (DLT 201, nanoseconds), .btsnoop, .snoop and .log (1002, microseconds), .pklg
 * (PacketLogger, microseconds). "-" is standard output as pcap, for
 * `wireshark -k -i -`. A new file is readable by its owner alone. NULL and `err`
 * for an unknown ending or a file that cannot be made. The caller ignores
 * SIGPIPE. */
struct cap_writer *cap_create(const char *path, struct err *err);
/* The same in the format of this name, whatever the ending: pcap, pcapng,
 * btsnoop, monitor (btsnoop 2001), pklg. NULL: as cap_create(). */
struct cap_writer *cap_create_as(
    const char *path, const char *format, struct err *err);

/* Whether one of these would know the format; else `err` is set as they do. */
bool cap_knows_format(const char *path, const char *format, struct err *err);
/* Whether the ending of `path` is one of btsnoop's. */
bool cap_is_btsnoop(const char *path);

/* The same for PDUs of the link layer (REC_AIR): pcap (DLT 256) and pcapng alone
 * can hold them, and a pcap file holds them or HCI packets, not both. */
struct cap_writer *cap_create_air(
    const char *path, const char *format, struct err *err);

/* Append one record and hand it to the kernel, so that the file is whole up to
 * here even after kill -9. Records that are no HCI packet are left out where
 * the format does not hold them. False and `err` on a full disk or a closed
 * pipe; what was written before stays readable, and every later call fails
 * with the same words. */
bool cap_write(struct cap_writer *w, const struct record *rec, struct err *err);
/* A comment on the next record, where the format has them (pcapng); several are
 * allowed. False: it is left out, as all that is over 65535 octets of them. */
bool cap_comment(struct cap_writer *w, const char *text);
/* The interface that the next record is of, by name, where the format has such;
 * else it is named after the adapter. */
void cap_name_interface(struct cap_writer *w, const char *name);
/* What was lost up to here. */
const struct cap_loss *cap_loss(const struct cap_writer *w);
/* As cap_format_name(). */
const char *cap_written_format(const struct cap_writer *w);
/* Close and free; false and `err` when a write or the closing failed. */
bool cap_finish(struct cap_writer *w, struct err *err);

#endif
