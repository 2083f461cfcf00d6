/* pcap files, through libpcap. It reads from our input, so that a pipe works
 * and the offset is known, and writes into our buffer, so that one record is
 * one write(2). */
#include "pcap/format.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pcap/link_air.h"

static bool probe(const uint8_t *head, size_t len)
{
	static const uint32_t magics[] = {
		0xa1b2c3d4, /* microseconds */
		0xa1b23c4d, /* nanoseconds */
		0xa1b2cd34, /* an old Linux variant with longer records */
	};

	if (len < 4)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
		if (get_le32(head) == magics[i] || get_be32(head) == magics[i])
			return true;
	return false;
}

static ssize_t read_input(void *cookie, char *dst, size_t n)
{
	struct cap_input *in = cookie;

	if (!cap_input_has(in, 1)) {
		errno = EIO;
		return in->failed ? -1 : 0;
	}
	if (n > cap_input_left(in))
		n = cap_input_left(in);
	memcpy(dst, in->p, n);
	cap_input_take(in, n);
	return (ssize_t)n;
}

/* For ftello(), which asks where the stream stands and takes off what it has
 * read ahead. */
static int tell_input(void *cookie, off64_t *offset, int whence)
{
	const struct cap_input *in = cookie;

	if (*offset || whence != SEEK_CUR)
		return -1;
	*offset = (off64_t)in->offset;
	return 0;
}

struct savefile {
	pcap_t *pcap;
	struct cap_link link;
};

static bool savefile_open(struct cap_reader *r, struct err *err)
{
	FILE *f = fopencookie(&r->in, "r",
	    (cookie_io_functions_t){ .read = read_input, .seek = tell_input });
	char why[PCAP_ERRBUF_SIZE];
	struct savefile *s;
	const struct cap_link_type *type;
	pcap_t *pcap;

	if (!f)
		abort();
	pcap = pcap_fopen_offline_with_tstamp_precision(
	    f, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!pcap) {
		fclose(f);
		err_set(err, "%s", r->in.failed ? r->in.failure.text : why);
		cap_lost(r, 0, err);
		return false;
	}
	type = cap_link_from_dlt((uint32_t)pcap_datalink(pcap), err);
	if (!type) {
		pcap_close(pcap);
		return false;
	}
	s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->pcap = pcap;
	s->link.type = type;
	s->link.adapter = RECORD_NO_ADAPTER;
	r->state = s;
	snprintf(
	    r->name, sizeof(r->name), "pcap %u (%s)", type->number, type->name);
	return true;
}

/* libpcap takes the file's 32 bits as signed numbers and multiplies the
 * fraction; a fraction that this made negative is none. */
static uint64_t time_to_ns(const struct pcap_pkthdr *h)
{
	uint64_t sec = (uint32_t)h->ts.tv_sec;
	uint64_t ns = h->ts.tv_usec < 0 ? 0 : (uint64_t)h->ts.tv_usec;

	return sec * NSEC_PER_SEC + ns;
}

static enum cap_status savefile_next(
    struct cap_reader *r, struct cap_packet *pkt, struct err *err)
{
	struct savefile *s = r->state;
	uint64_t offset = (uint64_t)ftello(pcap_file(s->pcap));
	struct pcap_pkthdr *h;
	const uint8_t *data;
	int status = pcap_next_ex(s->pcap, &h, &data);

	if (status == PCAP_ERROR_BREAK)
		return CAP_END;
	if (status != 1) {
		if (r->in.stopped)
			return CAP_END;
		err_set(err, "%s", pcap_geterr(s->pcap));
		if (r->in.failed)
			err_set(err, "cannot read on: %s", r->in.failure.text);
		return cap_lost(r, offset, err);
	}
	if (h->caplen > h->len) {
		err_set(err, "a record keeps %u octets of a packet of %u",
		    h->caplen, h->len);
		return cap_lost(r, offset, err);
	}
	*pkt = (struct cap_packet){
		.offset = offset,
		.ns = time_to_ns(h),
		.link = &s->link,
		.data = data,
		.len = h->caplen,
		.wire_len = h->len,
	};
	return CAP_RECORD;
}

static void savefile_close(struct cap_reader *r)
{
	struct savefile *s = r->state;

	pcap_close(s->pcap);
	free(s);
}

const struct cap_format cap_pcap = {
	.probe = probe,
	.open = savefile_open,
	.next = savefile_next,
	.close = savefile_close,
};

struct dump {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	struct buf *out;   /* of the call that is under way */
	struct buf packet; /* with its direction and H4 type in front */
};

static ssize_t write_buf(void *cookie, const char *src, size_t n)
{
	struct dump *d = cookie;

	buf_add(d->out, src, n);
	return (ssize_t)n;
}

static void *begin_type(struct buf *out, int dlt)
{
	struct dump *d = calloc(1, sizeof(*d));
	FILE *f;

	if (!d)
		abort();
	d->out = out;
	d->pcap = pcap_open_dead_with_tstamp_precision(
	    dlt, CAP_PACKET_MAX, PCAP_TSTAMP_PRECISION_NANO);
	if (!d->pcap)
		abort();
	f = fopencookie(d, "w", (cookie_io_functions_t){ .write = write_buf });
	if (!f)
		abort();
	setvbuf(f, NULL, _IONBF, 0); /* `out` is the buffer */
	d->dumper = pcap_dump_fopen(d->pcap, f);
	if (!d->dumper)
		abort();
	return d;
}

static void *begin(struct buf *out)
{
	return begin_type(out, CAP_DLT_WRITTEN);
}

static void *begin_air(struct buf *out)
{
	return begin_type(out, CAP_DLT_AIR);
}

static void add(void *state, struct buf *out, const struct record *rec)
{
	struct dump *d = state;
	struct pcap_pkthdr h = {
		.ts.tv_sec = (time_t)(rec->ns / NSEC_PER_SEC),
		.ts.tv_usec = (suseconds_t)(rec->ns % NSEC_PER_SEC),
	};

	d->out = out;
	d->packet.len = 0;
	cap_add_packet(&d->packet, rec);
	h.caplen = (uint32_t)d->packet.len;
	h.len = h.caplen + (rec->wire_len - rec->len);
	pcap_dump((uint8_t *)d->dumper, &h, d->packet.data);
}

static void end(void *state)
{
	struct dump *d = state;

	pcap_dump_close(d->dumper);
	pcap_close(d->pcap);
	buf_free(&d->packet);
	free(d);
}

const struct cap_encoder cap_pcap_encoder = {
	.format = "pcap 201 (H4 with direction)",
	.packet_max = CAP_PACKET_MAX - CAP_FRONT,
	.time_unit = 1,
	.time_max = CAP_TIME_32_BITS,
	.adapters = CAP_ADAPTERS_NONE,
	.holds = cap_is_hci,
	.begin = begin,
	.add = add,
	.end = end,
};

const struct cap_encoder cap_pcap_air_encoder = {
	.format = "pcap 256 (LE link layer with header)",
	.packet_max = CAP_PACKET_MAX - CAP_FRONT,
	.time_unit = 1,
	.time_max = CAP_TIME_32_BITS,
	.adapters = CAP_ADAPTERS_NONE,
	.holds = cap_is_air,
	.begin = begin_air,
	.add = add,
	.end = end,
};
