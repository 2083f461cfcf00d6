#include "cli/redact.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "decoders/decode.h"
#include "smp/crypto.h"

enum {
	RUNS = 32,	     /* L2CAP PDUs that are not whole yet */
	HELD_RECORDS = 4096, /* that wait for them */
	HELD_OCTETS = 4 << 20,
	ACL_HEADER = 4,
	L2CAP_HEADER = 4,
	ACL_DATA_MAX = UINT16_MAX,
	HANDLE_VENDOR_DEBUG = 0x0edc, /* what Android logs there is no L2CAP */
};

/* A record between redact_put() and redact_get(). */
struct held {
	struct held *next;
	struct record rec;
	uint64_t tag;
	struct run *run; /* that it is a fragment of, while that is not whole */
	uint32_t at;	 /* of its data in the PDU */
	uint8_t data[];
};

struct run {
	bool used;
	uint16_t adapter, handle;
	bool received;
	uint32_t want;
	struct buf pdu; /* with its header */
};

/* What is known of an octet of the record that is decoded. */
enum { UNSEEN, SHOWN, MASKED };

/* Makes the masked record while the decoder goes through the real one. */
struct mask {
	struct sink sink;
	const struct redact *redact;
	const struct record *rec;
	struct buf state; /* an octet for each of the record */
	struct buf out;
};

struct redact {
	uint8_t key[16]; /* of this run */
	struct dec *dec;
	struct mask mask;
	struct run runs[RUNS];
	struct held *first, **end;
	size_t n_held, held_octets;
	struct held *given; /* by redact_get() */
};

static bool is_all(const uint8_t *p, size_t n, uint8_t v)
{
	while (n && p[n - 1] == v)
		n--;
	return !n;
}

/* What cannot be told from random octets without the key, for these octets. */
static void fingerprint(
    const struct redact *r, const uint8_t *p, size_t n, uint8_t out[16])
{
	crypto_aes_cmac(r->key, p, n, out);
}

void redact_address(
    const struct redact *r, const uint8_t in[static 6], uint8_t out[static 6])
{
	enum { KIND = 0xc0, LOCAL = 0x02, GROUP = 0x01 };
	uint8_t mac[16];

	memmove(out, in, 6);
	if (is_all(in, 6, 0x00) || is_all(in, 6, 0xff))
		return;
	fingerprint(r, in, 6, mac);
	mac[5] &= (uint8_t) ~(KIND | GROUP);
	mac[5] |= (uint8_t)((in[5] & KIND) | LOCAL);
	memcpy(out, mac, 6);
}

bool redact_is_mask(const uint8_t *p, size_t n)
{
	return n >= 16 && is_all(p, n / 2, 0) && !is_all(p, n, 0);
}

static void mask_key(const struct redact *r, uint8_t *p, size_t n)
{
	uint8_t mac[16];
	size_t tail = n - n / 2;

	if (is_all(p, n, 0x00) || is_all(p, n, 0xff))
		return;
	fingerprint(r, p, n, mac);
	if (tail > sizeof(mac))
		tail = sizeof(mac);
	memset(p, 0, n - tail);
	memcpy(p + n - tail, mac, tail);
}

static void mask_passkey(const struct redact *r, uint8_t *p)
{
	uint8_t mac[16];

	fingerprint(r, p, 4, mac);
	put_le32(p, get_le32(mac) % 1000000);
}

/* Numbers that are secrets: of bonds, and what people type. */
static bool is_secret(const struct field *f)
{
	static const char *const names[] = { "EDIV", "Encrypted diversifier",
		"Rand", "Random number" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(f->name, names[i]))
			return true;
	return false;
}

/* Octets of the field in the masked record, which become `state`; NULL when
 * they are not in this record. */
static uint8_t *claim(
    struct mask *m, uint32_t offset, uint32_t len, uint8_t state)
{
	const struct record *rec = m->rec;
	uint8_t *is;

	if (!rec->len || offset > rec->len || len > rec->len - offset)
		return NULL;
	is = m->state.data + offset;
	for (uint32_t i = 0; i < len; i++) {
		if (state == SHOWN && is[i] == MASKED)
			continue;
		is[i] = state;
		m->out.data[offset + i] = rec->data[offset + i];
	}
	return m->out.data + offset;
}

static void show(struct mask *m, uint32_t offset, uint32_t len)
{
	claim(m, offset, len, SHOWN);
}

static void mask_octets(struct mask *m, const struct field *f)
{
	uint8_t *p = claim(m, f->offset, f->len, MASKED);

	if (p && (f->len == 8 || f->len == 16 || f->len == 32))
		mask_key(m->redact, p, f->len);
	else if (p && f->len)
		memset(p, 0, f->len);
}

static void mask_number(struct mask *m, const struct field *f)
{
	uint8_t *p;

	if (!strcmp(f->name, "Passkey") && f->len == 4) {
		p = claim(m, f->offset, f->len, MASKED);
		if (p)
			mask_passkey(m->redact, p);
	} else if (is_secret(f)) {
		p = claim(m, f->offset, f->len, MASKED);
		if (p)
			mask_key(m->redact, p, f->len);
	} else if (f->len <= 8) {
		show(m, f->offset, f->len);
	}
}

static void mask_field(struct sink *sink, const struct field *f)
{
	struct mask *m = (struct mask *)sink;
	uint8_t *p;

	if (f->offset == FIELD_ELSEWHERE)
		return;
	switch ((enum field_kind)f->kind) {
	case FIELD_TITLE: /* its length is that of all it opens */
	case FIELD_COMMAND:
		show(m, f->offset, f->digits / 2);
		break;
	case FIELD_HEX:
		if (f->data && f->len > 10) /* longer than any channel map */
			mask_octets(m, f);
		else
			mask_number(m, f);
		break;
	case FIELD_UINT:
	case FIELD_PADDED:
	case FIELD_INT:
	case FIELD_ENUM:
	case FIELD_WORD:
	case FIELD_SCALED:
	case FIELD_BITS:
	case FIELD_COOKIE:
		mask_number(m, f);
		break;
	case FIELD_UUID:
	case FIELD_UUID_NAME:
	case FIELD_LIST: /* masks of bits */
		show(m, f->offset, f->len);
		break;
	case FIELD_ADDR:
		p = claim(m, f->offset, f->len, MASKED);
		if (p && f->len >= 6)
			redact_address(m->redact, p, p);
		break;
	case FIELD_STRING:
		if (m->rec->type == REC_NEW_INDEX)
			break; /* "hci0" */
		p = claim(m, f->offset, f->len, MASKED);
		if (p && f->len)
			memset(p, 'x', f->len);
		break;
	case FIELD_UUID_ONLY: /* of one beacon */
	case FIELD_OCTETS:
	case FIELD_DECIMAL:
	case FIELD_DATE_TIME:
		mask_octets(m, f);
		break;
	case FIELD_DUMP: /* of reports, what it shows is then decoded */
		p = claim(m, f->offset, f->len, UNSEEN);
		if (p && f->len)
			memset(p, 0, f->len);
		break;
	case FIELD_LABEL:
	case FIELD_BIT:
		break;
	}
}

/* What the decoder vouches for, also inside of what a field has masked. */
static void mask_layout(struct sink *sink, uint32_t offset, uint32_t len)
{
	struct mask *m = (struct mask *)sink;

	if (offset <= m->rec->len && len <= m->rec->len - offset)
		memset(m->state.data + offset, UNSEEN, len);
	show(m, offset, len);
}

/* The texts of a Linux kernel; others may say anything. */
static bool is_kernel_note(const struct record *rec)
{
	static const char *const begins[] = { "Linux version ",
		"Bluetooth subsystem version " };

	for (size_t i = 0; i < ARRAY_SIZE(begins); i++) {
		size_t n = strlen(begins[i]);

		if (rec->len >= n && !memcmp(rec->data, begins[i], n))
			return true;
	}
	return false;
}

static void mask_text(struct mask *m, uint32_t offset)
{
	const struct record *rec = m->rec;
	struct field f = { .kind = FIELD_STRING, .offset = offset };

	if (offset > rec->len)
		return;
	f.len = (uint32_t)strnlen(
	    (const char *)rec->data + offset, rec->len - offset);
	mask_field(&m->sink, &f);
}

static void show_l2cap_header(struct mask *m)
{
	const struct record *rec = m->rec;

	show(m, 0, ACL_HEADER);
	if (rec->len >= ACL_HEADER + L2CAP_HEADER &&
	    (rec->data[1] >> 4 & 3) != 1)
		show(m, ACL_HEADER, L2CAP_HEADER);
}

/* The same on the air, where a PDU of LLID 2 begins a frame. */
static void show_pdu_header(struct mask *m)
{
	const struct record *rec = m->rec;

	show(m, 0, 2);
	if (rec->air.access != AIR_ADVERTISING && (rec->data[0] & 3) == 2 &&
	    rec->len >= 2 + L2CAP_HEADER)
		show(m, 2, L2CAP_HEADER);
}

/* The parts of a record that are its title, which has no place in it. */
static void mask_begin(struct sink *sink, const struct record *rec,
    const struct field *title, uint64_t frame)
{
	struct mask *m = (struct mask *)sink;
	struct field addr = { .kind = FIELD_ADDR, .len = 6 };

	(void)frame;
	if (title->kind == FIELD_LABEL && rec->type != REC_DROPS)
		return; /* malformed, or unknown */
	switch ((enum record_type)rec->type) {
	case REC_COMMAND:
	case REC_SCO:
		show(m, 0, 3);
		break;
	case REC_EVENT:
		show(m, 0, 2);
		break;
	case REC_ACL:
		show_l2cap_header(m);
		break;
	case REC_ISO:
		show(m, 0, 4);
		break;
	case REC_AIR:
		show_pdu_header(m);
		break;
	case REC_NEW_INDEX:
		show(m, 0, 2);
		show(m, 8, 8);
		addr.offset = 2;
		mask_field(sink, &addr);
		break;
	case REC_INDEX_INFO:
		mask_field(sink, &addr);
		show(m, 6, 2);
		break;
	case REC_SYSTEM_NOTE:
		if (is_kernel_note(rec))
			show(m, 0, rec->len);
		else
			mask_text(m, 0);
		break;
	case REC_USER_LOGGING:
		show(m, 0, 2U + rec->data[1]); /* of which program */
		mask_text(m, 2U + rec->data[1]);
		break;
	case REC_DROPS:
		show(m, 0, rec->len);
		break;
	case REC_CTRL_OPEN:
	case REC_CTRL_CLOSE:
		show(m, 0, rec->len); /* but for what is dumped of it */
		break;
	case REC_CTRL_COMMAND:
	case REC_CTRL_EVENT:
		show(m, 0, title->kind == FIELD_TITLE ? 6 : 4);
		break;
	case REC_DEL_INDEX:
	case REC_OPEN_INDEX:
	case REC_CLOSE_INDEX:
	case REC_VENDOR_DIAG:
	case REC_OTHER:
		break;
	}
}

static void mask_end(struct sink *sink)
{
	(void)sink;
}

struct redact *redact_new(const struct env *env)
{
	static const struct sink_ops ops = {
		.begin = mask_begin,
		.field = mask_field,
		.end = mask_end,
		.layout = mask_layout,
	};
	struct redact *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	env_random(env, r->key, sizeof(r->key));
	r->dec = dec_new();
	r->mask.sink.ops = &ops;
	r->mask.redact = r;
	r->end = &r->first;
	return r;
}

void redact_free(struct redact *r)
{
	struct held *h;

	if (!r)
		return;
	while ((h = r->first)) {
		r->first = h->next;
		free(h);
	}
	free(r->given);
	for (size_t i = 0; i < RUNS; i++)
		buf_free(&r->runs[i].pdu);
	buf_free(&r->mask.state);
	buf_free(&r->mask.out);
	dec_free(r->dec);
	crypto_wipe(r->key, sizeof(r->key));
	free(r);
}

/* What the record is when all is masked that has to be; valid until the next
 * call. */
static const uint8_t *masked(struct redact *r, const struct record *rec)
{
	struct mask *m = &r->mask;

	m->rec = rec;
	m->state.len = m->out.len = 0;
	buf_fill(&m->state, UNSEEN, rec->len);
	buf_fill(&m->out, 0, rec->len);
	dec_record(r->dec, rec, &m->sink);
	return m->out.data;
}

static void mask_alone(struct redact *r, struct held *h)
{
	const uint8_t *p = masked(r, &h->rec);

	if (h->rec.len)
		memcpy(h->data, p, h->rec.len);
}

/* Fragments that remain such show how long they are, and no more. */
static void give_up(struct redact *r, struct run *run)
{
	for (struct held *h = r->first; h; h = h->next) {
		uint32_t shown = h->at ? ACL_HEADER : ACL_HEADER + L2CAP_HEADER;

		if (h->run != run)
			continue;
		memset(h->data + shown, 0, h->rec.len - shown);
		h->run = NULL;
	}
	run->used = false;
	run->pdu.len = 0;
}

/* Decode the PDU as one packet, and mask of each fragment what is in it. */
static void finish_run(
    struct redact *r, struct run *run, const struct held *last)
{
	struct record rec = last->rec;
	struct buf whole = { 0 };
	const uint8_t *p;

	if (run->want > ACL_DATA_MAX) { /* more than a packet can hold */
		give_up(r, run);
		return;
	}
	put_le16(buf_reserve(&whole, 2), run->handle | 2 << 12);
	whole.len += 2;
	put_le16(buf_reserve(&whole, 2), (uint16_t)run->want);
	whole.len += 2;
	buf_add(&whole, run->pdu.data, run->pdu.len);
	rec.data = whole.data;
	rec.len = rec.wire_len = (uint32_t)whole.len;
	p = masked(r, &rec);
	for (struct held *h = r->first; h; h = h->next) {
		if (h->run != run)
			continue;
		memcpy(h->data + ACL_HEADER, p + ACL_HEADER + h->at,
		    h->rec.len - ACL_HEADER);
		h->run = NULL;
	}
	buf_free(&whole);
	run->used = false;
	run->pdu.len = 0;
}

static struct run *run_find(
    struct redact *r, const struct record *rec, uint16_t handle)
{
	for (struct run *run = r->runs; run < r->runs + RUNS; run++)
		if (run->used && run->handle == handle &&
		    run->adapter == rec->adapter &&
		    run->received == rec->received)
			return run;
	return NULL;
}

static struct run *run_new(struct redact *r)
{
	for (struct run *run = r->runs; run < r->runs + RUNS; run++)
		if (!run->used)
			return run;
	for (struct held *h = r->first; h; h = h->next)
		if (h->run) {
			struct run *run = h->run;

			give_up(r, run);
			return run;
		}
	return NULL;
}

static void run_add(struct run *run, struct held *h)
{
	h->run = run;
	h->at = (uint32_t)run->pdu.len;
	buf_add(&run->pdu, h->data + ACL_HEADER, h->rec.len - ACL_HEADER);
}

/* Take a fragment of an L2CAP PDU; false when it is something else. */
static bool take_fragment(struct redact *r, struct held *h)
{
	const struct record *rec = &h->rec;
	uint32_t have = rec->len - ACL_HEADER;
	uint16_t flags, handle;
	struct run *run;

	if (rec->type != REC_ACL || rec->len < ACL_HEADER ||
	    get_le16(rec->data + 2) != have)
		return false;
	flags = get_le16(rec->data);
	handle = flags & 0x0fff;
	if (handle == HANDLE_VENDOR_DEBUG)
		return false;
	run = run_find(r, rec, handle);
	if (flags >> 12 == 1) {
		if (!run)
			return false;
		if (have > run->want - run->pdu.len) {
			give_up(r, run);
			return false;
		}
		run_add(run, h);
		if (run->pdu.len == run->want)
			finish_run(r, run, h);
		return true;
	}
	if (run)
		give_up(r, run);
	if (have < L2CAP_HEADER || (flags >> 12 != 0 && flags >> 12 != 2) ||
	    have >= L2CAP_HEADER + (uint32_t)get_le16(rec->data + ACL_HEADER))
		return false;
	run = run_new(r);
	run->used = true;
	run->adapter = rec->adapter;
	run->handle = handle;
	run->received = rec->received;
	run->want = L2CAP_HEADER + (uint32_t)get_le16(rec->data + ACL_HEADER);
	run_add(run, h);
	return true;
}

void redact_put(struct redact *r, const struct record *rec, uint64_t tag)
{
	struct held *h = calloc(1, sizeof(*h) + rec->len);

	if (!h)
		abort();
	h->rec = *rec;
	h->rec.air.crc = 0; /* it would tell of what is masked */
	h->rec.data = h->data;
	h->tag = tag;
	if (rec->len)
		memcpy(h->data, rec->data, rec->len);
	*r->end = h;
	r->end = &h->next;
	r->n_held++;
	r->held_octets += rec->len;
	if (!take_fragment(r, h))
		mask_alone(r, h);
	while (r->first->run &&
	       (r->n_held > HELD_RECORDS || r->held_octets > HELD_OCTETS))
		give_up(r, r->first->run);
}

bool redact_get(struct redact *r, struct record *out, uint64_t *tag)
{
	struct held *h = r->first;

	if (!h || h->run)
		return false;
	free(r->given);
	r->given = h;
	r->first = h->next;
	if (!r->first)
		r->end = &r->first;
	r->n_held--;
	r->held_octets -= h->rec.len;
	*out = h->rec;
	*tag = h->tag;
	return true;
}

void redact_flush(struct redact *r)
{
	for (struct run *run = r->runs; run < r->runs + RUNS; run++)
		if (run->used)
			give_up(r, run);
}
