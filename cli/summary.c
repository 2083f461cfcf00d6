#include "cli/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/ad.h"
#include "base/bytes.h"
#include "cli/diagnose_show.h"
#include "cli/latency.h"
#include "cli/links.h"
#include "cli/sniff_host.h"
#include "decoders/names.h"
#include "decoders/sink_format.h"
#include "gatt/att.h"
#include "hci/defs.h"
#include "smp/smp.h"

enum {
	TYPES = REC_DROPS + 1,
	/* Those that advertise; others than the first are only counted. */
	ADVERTISERS = 4096,
	ADVERTISER_SLOTS = 2 * ADVERTISERS,
	NAME_MAX = 30,
	LE_EV_EXT_ADV_REPORT = 0x0d,
	CID_SIGNAL = 0x0001,
	CID_LE_SIGNAL = 0x0005,
	CID_BREDR_SMP = 0x0007,
};

enum traffic {
	TRAFFIC_ATT,
	TRAFFIC_SMP,
	TRAFFIC_SIGNAL,
	TRAFFIC_OTHER,
	TRAFFICS
};

static const char *const traffic_words[TRAFFICS] = { "att", "smp", "l2cap",
	"other" };

/* Of one link; [received]. */
struct counts {
	uint64_t packets[2], octets[2];
	uint64_t pdus[TRAFFICS][2];
	struct latency *latency;
};

struct advertiser {
	struct bdaddr addr;
	uint64_t reports;
	int8_t weakest, strongest; /* dBm */
	uint8_t name_len;
	char name[NAME_MAX];
};

struct summary {
	struct diag *diag;
	struct links *links;
	struct sniff_host *sniffed;
	struct counts *counts; /* by the number of the link, less 1 */
	size_t cap_counts;
	uint64_t types[TYPES];
	uint64_t records;
	uint64_t first_ns, last_ns;
	struct advertiser advertisers[ADVERTISERS];
	uint32_t slots[ADVERTISER_SLOTS]; /* index + 1; 0: empty */
	size_t n_advertisers;
	uint64_t other_reports; /* of advertisers that have no place */
};

struct summary *summary_new(void)
{
	struct summary *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->diag = diag_new();
	s->links = links_new();
	s->sniffed = sniff_host_new();
	return s;
}

void summary_free(struct summary *s)
{
	if (!s)
		return;
	sniff_host_free(s->sniffed);
	for (size_t i = 0; i < s->cap_counts; i++)
		latency_free(s->counts[i].latency);
	free(s->counts);
	links_free(s->links);
	diag_free(s->diag);
	free(s);
}

static struct counts *counts_of(struct summary *s, const struct log_link *link)
{
	size_t want = s->cap_counts;

	while (want < link->number)
		want = want ? 2 * want : 16;
	if (want > s->cap_counts) {
		s->counts = reallocarray(s->counts, want, sizeof(*s->counts));
		if (!s->counts)
			abort();
		memset(s->counts + s->cap_counts, 0,
		    (want - s->cap_counts) * sizeof(*s->counts));
		s->cap_counts = want;
	}
	return &s->counts[link->number - 1];
}

static void on_data(
    struct summary *s, const struct record *rec, uint64_t number)
{
	const struct log_link *link = links_record(s->links, rec, number);
	struct rd r = rd_over(rec->data, rec->len);
	uint16_t flags = rd_u16(&r), cid;
	struct counts *c;
	enum traffic kind = TRAFFIC_OTHER;

	if (!link)
		return;
	c = counts_of(s, link);
	c->packets[rec->received]++;
	c->octets[rec->received] += rec->wire_len - 4;
	rd_skip(&r, 4); /* two lengths */
	cid = rd_u16(&r);
	if (r.bad || (flags >> 12 & 3) == 1) /* a fragment */
		return;
	switch (cid) {
	case ATT_CID:
		kind = TRAFFIC_ATT;
		if (!c->latency)
			c->latency = latency_new();
		latency_pdu(c->latency, rec->received, rec->ns, r);
		break;
	case SMP_CID:
	case CID_BREDR_SMP:
		kind = TRAFFIC_SMP;
		break;
	case CID_SIGNAL:
	case CID_LE_SIGNAL:
		kind = TRAFFIC_SIGNAL;
		break;
	}
	c->pdus[kind][rec->received]++;
}

static struct advertiser *advertiser_find(
    struct summary *s, const uint8_t addr[6], uint8_t type)
{
	uint64_t key = get_le32(addr) | (uint64_t)get_le16(addr + 4) << 32;
	size_t at = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 51;
	struct advertiser *a;

	for (;; at = (at + 1) % ADVERTISER_SLOTS) {
		if (!s->slots[at])
			break;
		a = &s->advertisers[s->slots[at] - 1];
		if (!memcmp(a->addr.b, addr, 6) && a->addr.type == type)
			return a;
	}
	if (s->n_advertisers == ADVERTISERS)
		return NULL;
	a = &s->advertisers[s->n_advertisers++];
	s->slots[at] = (uint32_t)s->n_advertisers;
	memcpy(a->addr.b, addr, 6);
	a->addr.type = type;
	a->weakest = INT8_MAX;
	a->strongest = INT8_MIN;
	return a;
}

static void note_name(struct advertiser *a, struct rd data)
{
	uint8_t type;
	struct rd value;

	while (ad_next(&data, &type, &value)) {
		size_t n = rd_left(&value);

		if (type != AD_NAME && (type != AD_NAME_SHORT || a->name_len))
			continue;
		a->name_len = (uint8_t)(n < NAME_MAX ? n : NAME_MAX);
		memcpy(a->name, value.p, a->name_len);
	}
}

static void on_report(struct summary *s, uint8_t type, const uint8_t *addr,
    struct rd data, int8_t rssi)
{
	struct advertiser *a = advertiser_find(s, addr, type & 1);

	if (!a) {
		s->other_reports++;
		return;
	}
	a->reports++;
	if (rssi != 0x7f && rssi < a->weakest) /* 0x7f: not known */
		a->weakest = rssi;
	if (rssi != 0x7f && rssi > a->strongest)
		a->strongest = rssi;
	if (!a->name_len)
		note_name(a, data);
}

/* Vol 4 Part E 7.7.65.2 and 7.7.65.13 */
static void on_reports(struct summary *s, struct rd *r, bool extended)
{
	for (uint8_t n = rd_u8(r); n; n--) {
		uint8_t type;
		const uint8_t *addr;
		struct rd data;
		int8_t rssi = 0;

		rd_skip(r, extended ? 2 : 1);
		type = rd_u8(r);
		addr = rd_bytes(r, 6);
		if (extended) {
			rd_skip(r, 4); /* PHYs, set, TX power */
			rssi = rd_i8(r);
			rd_skip(r, 9); /* interval, direct address */
		}
		data = rd_sub(r, rd_u8(r));
		if (!extended)
			rssi = rd_i8(r);
		if (r->bad)
			return;
		on_report(s, type, addr, data, rssi);
	}
}

static bool is_report(const struct record *rec)
{
	return rec->len > 3 && rec->data[0] == HCI_EV_LE_META &&
	       (rec->data[2] == HCI_LE_EV_ADVERTISING_REPORT ||
		   rec->data[2] == LE_EV_EXT_ADV_REPORT);
}

/* An HCI packet, or what stands for one. */
static void follow(struct summary *s, const struct record *rec, uint64_t number)
{
	struct rd r = rd_over(rec->data, rec->len);
	struct record told = *rec; /* to the diagnosis, which counts them */

	diag_number(s->diag, (uint32_t)number);
	if (rec->type == REC_ACL) {
		on_data(s, rec, number);
	} else if (rec->type == REC_EVENT && is_report(rec)) {
		rd_skip(&r, 3);
		on_reports(s, &r, rec->data[2] == LE_EV_EXT_ADV_REPORT);
		told.type = REC_OTHER; /* it would look for peers in it */
	} else {
		links_record(s->links, rec, number);
	}
	diag_record(s->diag, &told);
}

void summary_record(
    struct summary *s, const struct record *rec, uint64_t number)
{
	struct record of_host[SNIFF_HOST_MOST];
	size_t n;

	if (!s->records++)
		s->first_ns = rec->ns;
	s->last_ns = rec->ns;
	s->types[rec->type]++;
	if (rec->type != REC_AIR) {
		follow(s, rec, number);
		return;
	}
	n = sniff_host_records(s->sniffed, rec, of_host);
	for (size_t i = 0; i < n; i++)
		follow(s, &of_host[i], number);
}

/* What came of it. */

static double seconds(const struct summary *s, uint64_t ns)
{
	return (double)(int64_t)(ns - s->first_ns) / 1e9;
}

/* The diagnosis numbers connections for itself. */
static bool is_of(const struct diag_conn *c, const struct log_link *link)
{
	return c->n_steps && c->adapter == link->adapter &&
	       c->handle == link->handle && c->steps[0].ns >= link->opened_ns &&
	       c->steps[0].ns <= link->last_ns;
}

static void put_asked(
    struct buf *b, const struct latency *l, const struct latency_row *row)
{
	const char *pdu = name_att_pdu(row->opcode), *name;
	char text[UUID_STRLEN];
	struct uuid type;

	if (row->handle)
		buf_printf(b, "0x%04x ", row->handle);
	buf_puts(b, pdu ? pdu : "request");
	if (latency_type(l, row, &type)) {
		name = name_uuid(&type);
		uuid_format(&type, text);
		buf_printf(b, name ? ", %s (%s)" : ", %s%s", name ? name : text,
		    name ? text : "");
	}
	if (row->received)
		buf_puts(b, ", of the peer");
}

static void print_latency(struct latency *l, struct output *o)
{
	const struct latency_row *rows;
	size_t n = latency_rows(l, &rows);
	struct buf b = { 0 };

	if (n)
		output_line(o, "  %7s %6s %10s %10s %10s  %s", "answers",
		    "errors", "least ms", "average", "most", "asked for");
	for (size_t i = 0; i < n; i++) {
		const struct latency_row *row = &rows[i];

		b.len = 0;
		put_asked(&b, l, row);
		output_line(o, "  %7u %6u %10.3f %10.3f %10.3f  %.*s",
		    row->answers, row->errors, (double)row->min / 1e6,
		    (double)row->sum / row->answers / 1e6,
		    (double)row->max / 1e6, (int)b.len, (char *)b.data);
	}
	buf_free(&b);
}

static void print_pairing(const struct summary *s, const struct diag_conn *c,
    const struct diag_attempt *a, struct output *o)
{
	struct buf b = { 0 };

	diag_put_outcome(&b, c, a);
	output_line(o, "  %s at %.3f s (#%u): %.*s", diag_kind_words[a->kind],
	    seconds(s, c->steps[a->first].ns), c->steps[a->first].frame,
	    (int)b.len, (char *)b.data);
	buf_free(&b);
}

static void json_pairing(const struct log_link *link, const struct diag_conn *c,
    const struct diag_attempt *a, struct output *o)
{
	struct json_line j = json_begin();

	json_text(&j, "what", "pairing");
	json_number(&j, "connection", link->number);
	json_text(&j, "kind", diag_kind_words[a->kind]);
	json_number(&j, "number", c->steps[a->first].frame);
	json_text(&j, "outcome", diag_outcome_words[a->outcome]);
	if (a->failed && a->failed->len > 1)
		json_number(&j, "reason", a->failed->pdu[1]);
	json_end(&j, o);
}

static void print_pairings(
    struct summary *s, const struct log_link *link, struct output *o)
{
	for (size_t i = 0; i < diag_connections(s->diag); i++) {
		const struct diag_conn *c = diag_connection(s->diag, i);

		for (size_t k = 0; is_of(c, link) && k < c->n_attempts; k++) {
			if (o->json)
				json_pairing(link, c, &c->attempts[k], o);
			else
				print_pairing(s, c, &c->attempts[k], o);
		}
	}
}

static void print_times(
    const struct summary *s, const struct log_link *link, struct output *o)
{
	struct buf b = { 0 };

	if (link->opened)
		buf_printf(&b, "opened at %.3f s (#%" PRIu64 ")",
		    seconds(s, link->opened_ns), link->opened);
	else
		buf_puts(&b, "opened before the capture");
	if (link->closed)
		buf_printf(&b, ", closed at %.3f s (#%" PRIu64 "): %s (0x%02x)",
		    seconds(s, link->closed_ns), link->closed,
		    name_hci_status(link->reason), link->reason);
	else
		buf_puts(&b, ", not closed");
	output_line(o, "  %.*s", (int)b.len, (char *)b.data);
	if (link->interval)
		output_line(o, "  interval %.2f ms, latency %u, timeout %u ms",
		    link->interval * 1.25, link->latency, link->timeout * 10);
	buf_free(&b);
}

static void print_link(
    struct summary *s, const struct log_link *link, struct output *o)
{
	struct counts *c = counts_of(s, link);
	char addr[ADDR_STRLEN] = "address unknown";
	const char *role = "", *kind = "";
	struct buf b = { 0 };

	if (link->has_peer) {
		addr_format(&link->peer, addr);
		kind = link->le ? addr_kind(&link->peer) : "BR/EDR";
	}
	if (link->has_role)
		role = link->central ? ", we are the central"
				     : ", we are the peripheral";
	if (s->types[REC_AIR])
		buf_printf(&b, ", sent is what its central sent");
	else
		buf_printf(&b, ", handle %u%s", link->handle, role);
	output_line(o, "\nconnection %u: %s%s%s%.*s", link->number, addr,
	    *kind ? " " : "", kind, (int)b.len, (char *)b.data);
	buf_free(&b);
	print_times(s, link, o);
	output_line(o,
	    "  sent %" PRIu64 " packets, %" PRIu64 " octets; received %" PRIu64
	    " packets, %" PRIu64 " octets",
	    c->packets[0], c->octets[0], c->packets[1], c->octets[1]);
	for (unsigned i = 0; i < TRAFFICS; i++)
		if (c->pdus[i][0] + c->pdus[i][1])
			output_line(o,
			    "  %s: %" PRIu64 " sent, %" PRIu64 " received",
			    traffic_words[i], c->pdus[i][0], c->pdus[i][1]);
	print_pairings(s, link, o);
	if (c->latency)
		print_latency(c->latency, o);
}

static int by_reports(const void *a, const void *b)
{
	const struct advertiser *x = a, *y = b;

	if (x->reports != y->reports)
		return x->reports > y->reports ? -1 : 1;
	return memcmp(x->addr.b, y->addr.b, 6);
}

static void print_advertiser(const struct advertiser *a, struct output *o)
{
	char addr[ADDR_STRLEN];
	struct buf b = { 0 };

	addr_format(&a->addr, addr);
	buf_printf(&b, "  %s %s, %" PRIu64 " reports", addr,
	    addr_kind(&a->addr), a->reports);
	if (a->weakest <= a->strongest)
		buf_printf(&b, ", %d to %d dBm", a->weakest, a->strongest);
	if (a->name_len)
		buf_puts(&b, ": ");
	buf_safe_text(&b, (const uint8_t *)a->name, a->name_len);
	output_line(o, "%.*s", (int)b.len, (char *)b.data);
	buf_free(&b);
}

static void print_text(struct summary *s, struct output *o)
{
	struct second_text begin = { 0 };

	second_text_set(&begin, (int64_t)(s->first_ns / 1000000000));
	output_line(o, "%" PRIu64 " records in %.3f s, from %s UTC", s->records,
	    seconds(s, s->last_ns), begin.text);
	for (unsigned i = 0; i < TYPES; i++)
		if (s->types[i])
			output_line(o, "  %s: %" PRIu64,
			    record_type_word((uint8_t)i), s->types[i]);
	for (size_t i = 0; i < links_count(s->links); i++)
		print_link(s, links_at(s->links, i), o);
	if (!s->n_advertisers)
		return;
	output_line(o, "\naddresses that advertise: %zu", s->n_advertisers);
	for (size_t i = 0; i < s->n_advertisers; i++)
		print_advertiser(&s->advertisers[i], o);
	if (s->other_reports)
		output_line(
		    o, "  reports of others: %" PRIu64, s->other_reports);
}

/* As JSON: one object for each thing, told apart by "what". */

static void json_capture(const struct summary *s, struct output *o)
{
	struct json_line j = json_begin();

	json_text(&j, "what", "capture");
	json_number(&j, "records", (long long)s->records);
	json_number(&j, "begin_ns", (long long)s->first_ns);
	json_number(&j, "end_ns", (long long)s->last_ns);
	for (unsigned i = 0; i < TYPES; i++)
		if (s->types[i])
			json_number(&j, record_type_word((uint8_t)i),
			    (long long)s->types[i]);
	json_end(&j, o);
}

static void json_address(struct json_line *j, const struct bdaddr *a)
{
	char addr[ADDR_STRLEN];

	addr_format(a, addr);
	json_text(j, "address", addr);
	json_text(j, "address_kind", addr_kind(a));
}

static void json_link(
    const struct log_link *link, const struct counts *c, struct output *o)
{
	struct json_line j = json_begin();

	json_text(&j, "what", "connection");
	json_number(&j, "connection", link->number);
	json_number(&j, "handle", link->handle);
	if (link->has_peer)
		json_address(&j, &link->peer);
	if (link->has_role)
		json_text(&j, "role", link->central ? "central" : "peripheral");
	if (link->opened) {
		json_number(&j, "opened", (long long)link->opened);
		json_number(&j, "opened_ns", (long long)link->opened_ns);
	}
	if (link->closed) {
		json_number(&j, "closed", (long long)link->closed);
		json_number(&j, "closed_ns", (long long)link->closed_ns);
		json_number(&j, "reason", link->reason);
	}
	json_number(&j, "sent_packets", (long long)c->packets[0]);
	json_number(&j, "sent_octets", (long long)c->octets[0]);
	json_number(&j, "received_packets", (long long)c->packets[1]);
	json_number(&j, "received_octets", (long long)c->octets[1]);
	for (unsigned i = 0; i < TRAFFICS; i++)
		json_number(&j, traffic_words[i],
		    (long long)(c->pdus[i][0] + c->pdus[i][1]));
	json_end(&j, o);
}

static void json_latency(
    const struct log_link *link, struct latency *l, struct output *o)
{
	const struct latency_row *rows;
	size_t n = latency_rows(l, &rows);

	for (size_t i = 0; i < n; i++) {
		struct json_line j = json_begin();
		char uuid[UUID_STRLEN];
		struct uuid type;

		json_text(&j, "what", "latency");
		json_number(&j, "connection", link->number);
		json_number(&j, "opcode", rows[i].opcode);
		json_bool(&j, "of_peer", rows[i].received);
		if (rows[i].handle)
			json_number(&j, "handle", rows[i].handle);
		if (latency_type(l, &rows[i], &type)) {
			uuid_format(&type, uuid);
			json_text(&j, "type", uuid);
		}
		json_number(&j, "answers", rows[i].answers);
		json_number(&j, "errors", rows[i].errors);
		json_number(&j, "least_ns", (long long)rows[i].min);
		json_number(&j, "sum_ns", (long long)rows[i].sum);
		json_number(&j, "most_ns", (long long)rows[i].max);
		json_end(&j, o);
	}
}

static void json_advertiser(const struct advertiser *a, struct output *o)
{
	struct json_line j = json_begin();
	struct buf name = { 0 };

	json_text(&j, "what", "advertiser");
	json_address(&j, &a->addr);
	json_number(&j, "reports", (long long)a->reports);
	if (a->weakest <= a->strongest) {
		json_number(&j, "weakest", a->weakest);
		json_number(&j, "strongest", a->strongest);
	}
	if (a->name_len) {
		buf_safe_text(&name, (const uint8_t *)a->name, a->name_len);
		buf_putc(&name, '\0');
		json_text(&j, "name", (char *)name.data);
	}
	json_end(&j, o);
	buf_free(&name);
}

static void print_json(struct summary *s, struct output *o)
{
	json_capture(s, o);
	for (size_t i = 0; i < links_count(s->links); i++) {
		const struct log_link *link = links_at(s->links, i);
		struct counts *c = counts_of(s, link);

		json_link(link, c, o);
		print_pairings(s, link, o);
		if (c->latency)
			json_latency(link, c->latency, o);
	}
	for (size_t i = 0; i < s->n_advertisers; i++)
		json_advertiser(&s->advertisers[i], o);
}

void summary_print(struct summary *s, struct output *o)
{
	diag_finish(s->diag);
	qsort(s->advertisers, s->n_advertisers, sizeof(s->advertisers[0]),
	    by_reports);
	if (o->json)
		print_json(s, o);
	else
		print_text(s, o);
}
