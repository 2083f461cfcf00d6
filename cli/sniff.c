/* Connections, sessions, and the packets in them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/sniff_priv.h"
#include "smp/crypto.h"
#include "smp/smp.h"

enum {
	CONNECT_IND = 5, /* and AUX_CONNECT_REQ */
	CONNECT_LEN = 34,

	/* Packets of a direction in a row that may have been missed. */
	MISSED_MOST = 256,
	MISSED_FIRST = 8, /* at the start of a session */
};

struct sniff *sniff_new(void)
{
	struct sniff *sn = calloc(1, sizeof(*sn));

	if (!sn)
		abort();
	sn->searches = SNIFF_SEARCHES;
	sn->attempts = SNIFF_ATTEMPTS;
	return sn;
}

void sniff_free(struct sniff *sn)
{
	if (!sn)
		return;
	if (sn->notes.data)
		crypto_wipe(sn->notes.data, sn->notes.cap);
	buf_free(&sn->notes);
	crypto_wipe(sn, sizeof(*sn));
	free(sn);
}

struct buf *sniff_notes(struct sniff *sn)
{
	return &sn->notes;
}

void sniff_note(struct sniff *sn, const struct sniff_link *l,
    const uint8_t *key, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&sn->notes, "0x%08x: %s", l->access, text);
	if (key) {
		uint8_t be[16];

		copy_reversed(be, key, 16);
		buf_putc(&sn->notes, ' ');
		buf_hexdump(&sn->notes, be, 16);
		crypto_wipe(be, sizeof(be));
	}
	buf_putc(&sn->notes, '\n');
}

void sniff_learn_key(struct sniff *sn, const uint8_t key[static 16])
{
	for (size_t i = 0; i < sn->n_keys; i++)
		if (!memcmp(sn->keys[i].key, key, 16))
			return;
	if (sn->n_keys < SNIFF_KEYS)
		sn->next_key = sn->n_keys++;
	else
		sn->next_key = (sn->next_key + 1) % SNIFF_KEYS;
	memcpy(sn->keys[sn->next_key].key, key, 16);
}

void sniff_add_ltk(struct sniff *sn, const uint8_t key[static 16])
{
	sniff_learn_key(sn, key);
}

void sniff_add_bonds(struct sniff *sn, const struct bonds *bonds)
{
	for (size_t i = 0; i < bonds->n; i++) {
		if (bonds->v[i].peer_ltk.present)
			sniff_learn_key(sn, bonds->v[i].peer_ltk.key);
		if (bonds->v[i].own_ltk.present)
			sniff_learn_key(sn, bonds->v[i].own_ltk.key);
	}
}

void sniff_add_tk(struct sniff *sn, const uint8_t tk[static 16])
{
	if (sn->n_tks < SNIFF_TKS)
		memcpy(sn->tks[sn->n_tks++].key, tk, 16);
}

static struct sniff_link *link_find(struct sniff *sn, uint32_t access)
{
	for (size_t i = 0; i < SNIFF_LINKS; i++)
		if (sn->links[i].last_used && sn->links[i].access == access)
			return &sn->links[i];
	return NULL;
}

static struct sniff_link *link_new(struct sniff *sn, uint32_t access)
{
	struct sniff_link *l = link_find(sn, access);

	for (size_t i = 0; i < SNIFF_LINKS && !l; i++)
		if (!sn->links[i].last_used)
			l = &sn->links[i];
	if (!l) {
		l = sn->links;
		for (size_t i = 1; i < SNIFF_LINKS; i++)
			if (sn->links[i].last_used < l->last_used)
				l = &sn->links[i];
	}
	crypto_wipe(l, sizeof(*l));
	l->access = access;
	return l;
}

/* Vol 6 Part B 2.3.3.1 */
static void on_connect(struct sniff *sn, const struct record *rec)
{
	struct rd r = rd_over(rec->data, rec->len);
	uint8_t header = rd_u8(&r);
	struct bdaddr ends[2];
	struct sniff_link *l;

	rd_skip(&r, 1);
	for (int who = 0; who < 2; who++) {
		ends[who].type = header >> (who ? 7 : 6) & 1;
		rd_copy(&r, ends[who].b, 6);
	}
	l = link_new(sn, rd_u32(&r));
	l->last_used = ++sn->ticks;
	l->has_ends = true;
	memcpy(l->ends, ends, sizeof(ends));
	l->crc_init = rd_u24(&r);
}

static void make_nonce(const struct sniff_session *s, uint64_t counter,
    bool received, uint8_t out[static CRYPTO_NONCE])
{
	uint8_t n[8];

	put_le64(n, counter);
	memcpy(out, n, 5);
	out[4] = (uint8_t)((out[4] & 0x7f) | (received ? 0 : 0x80));
	memcpy(out + 5, s->iv, 8);
}

/* NESN, SN and MD are not authenticated. */
static uint8_t aad_of(const struct record *rec)
{
	return rec->data[0] & 0xe3;
}

/* One attempt. Those that fail are counted, so that a file cannot take any time. */
static bool open_at(struct sniff *sn, const struct sniff_session *s,
    const struct record *rec, bool received, uint64_t counter)
{
	uint8_t nonce[CRYPTO_NONCE];

	if (!sn->attempts)
		return false;
	make_nonce(s, counter, received, nonce);
	if (crypto_ccm_open(s->key, nonce, aad_of(rec),
		rec->data + AIR_PDU_HEADER, rec->len - AIR_PDU_HEADER,
		sn->plain + AIR_PDU_HEADER))
		return true;
	sn->attempts--;
	return false;
}

/* The packet counter and the direction under which the PDU opens: the next one,
 * then the last one again, because its receipt was not heard, then later ones,
 * because some were not heard. */
static bool open_near(struct sniff *sn, struct sniff_session *s,
    const struct record *rec, uint64_t missed, bool *received)
{
	const unsigned ways = rec->air.flags & AIR_DIRECTION ? 1 : 2;

	for (unsigned i = 0; i < ways; i++) {
		*received = rec->received ^ i;
		if (open_at(sn, s, rec, *received, s->counter[*received])) {
			s->counter[*received]++;
			return true;
		}
	}
	for (unsigned i = 0; i < ways; i++) {
		uint64_t counter = s->counter[rec->received ^ i];

		*received = rec->received ^ i;
		if (counter && open_at(sn, s, rec, *received, counter - 1))
			return true;
	}
	for (uint64_t n = 1; n <= missed; n++)
		for (unsigned i = 0; i < ways; i++) {
			uint64_t *counter = &s->counter[rec->received ^ i];

			*received = rec->received ^ i;
			if (!open_at(sn, s, rec, *received, *counter + n))
				continue;
			*counter += n + 1;
			return true;
		}
	return false;
}

/* Whether this Long Term Key began the session. */
static bool try_key(struct sniff *sn, struct sniff_session *s,
    const uint8_t ltk[static 16], const struct record *rec, bool *received)
{
	crypto_e(ltk, s->skd, s->key);
	s->counter[0] = s->counter[1] = 0;
	s->has_key = open_near(sn, s, rec, MISSED_FIRST, received);
	return s->has_key;
}

static bool find_key(struct sniff *sn, struct sniff_link *l,
    const struct record *rec, bool *received)
{
	struct sniff_session *s = &l->session;
	uint8_t key[16], nonce[CRYPTO_NONCE];

	if (sniff_pairing_key(sn, l, key) && try_key(sn, s, key, rec, received))
		return true;
	for (size_t i = sn->n_keys; i--;) {
		if (!try_key(sn, s, sn->keys[i].key, rec, received))
			continue;
		sniff_note(sn, l, sn->keys[i].key,
		    "encrypted with EDIV 0x%04x, Rand 0x%016llx, LTK", s->ediv,
		    (unsigned long long)s->rand);
		return true;
	}
	for (size_t i = 0; i < sn->n_tks; i++)
		if (sniff_given_stk(sn, l, i, key) &&
		    try_key(sn, s, key, rec, received))
			return true;
	make_nonce(s, 0, rec->received, nonce);
	return sniff_search_stk(sn, l, nonce, rec->data, rec->len, key) &&
	       try_key(sn, s, key, rec, received);
}

static void say_closed(struct sniff *sn, const struct sniff_link *l)
{
	sniff_note(sn, l, NULL, "encrypted, and no key opens it");
}

static bool decrypt(struct sniff *sn, struct sniff_link *l,
    const struct record *rec, bool *received)
{
	struct sniff_session *s = &l->session;

	if (rec->len <= AIR_PDU_HEADER + AIR_MIC)
		return false;
	if (s->has_key)
		return open_near(sn, s, rec, MISSED_MOST, received);
	if (s->tried == SNIFF_FIRST_PDUS)
		return false;
	if (find_key(sn, l, rec, received))
		return true;
	if (++s->tried == SNIFF_FIRST_PDUS)
		say_closed(sn, l);
	return false;
}

static void on_control(struct sniff_link *l, const struct record *rec)
{
	struct sniff_session *s = &l->session;
	struct rd r =
	    rd_over(rec->data + AIR_PDU_HEADER, rec->len - AIR_PDU_HEADER);
	uint8_t opcode = rd_u8(&r);

	if (r.bad)
		return;
	l->encrypted = air_encrypts(l->encrypted, opcode,
	    !(rec->air.flags & AIR_DECRYPTED), rec->received);
	if (opcode == LL_ENC_REQ && rd_left(&r) == 22) {
		crypto_wipe(s, sizeof(*s));
		s->rand = rd_u64(&r);
		s->ediv = rd_u16(&r);
		rd_copy(&r, s->skd, 8);
		rd_copy(&r, s->iv, 4);
	} else if (opcode == LL_ENC_RSP && rd_left(&r) == 12) {
		rd_copy(&r, s->skd + 8, 8);
		rd_copy(&r, s->iv + 4, 4);
	}
}

/* Parts of an SMP frame; others are not kept. */
static void on_data(
    struct sniff *sn, struct sniff_link *l, const struct record *rec)
{
	const uint8_t *p = rec->data + AIR_PDU_HEADER;
	size_t n = rec->len - AIR_PDU_HEADER;
	enum sniff_who from = rec->received ? SNIFF_PERIPHERAL : SNIFF_CENTRAL;
	size_t *have = &l->frame[from].have, *want = &l->frame[from].want;
	uint8_t *data = l->frame[from].data;

	if ((rec->data[0] & 3) == LLID_START) {
		*have = *want = 0;
		if (n < 4 || get_le16(p + 2) != SMP_CID ||
		    get_le16(p) > SNIFF_SMP_FRAME - 4)
			return;
		*want = get_le16(p) + 4U;
	}
	if (n > *want - *have) {
		*have = *want = 0;
		return;
	}
	memcpy(data + *have, p, n);
	*have += n;
	if (*want > 4 && *have == *want) {
		sniff_on_smp(sn, l, from, data + 4, *want - 4);
		*have = *want = 0;
	}
}

/* The CRC of a PDU, Vol 6 Part B 3.1.1, in the order of the air. */
static uint32_t crc_of(uint32_t init, const uint8_t *pdu, size_t len)
{
	uint32_t crc = 0;

	for (int i = 0; i < 24; i++)
		crc |= (init >> i & 1) << (23 - i);
	while (len--) {
		uint8_t octet = *pdu++;

		for (int i = 0; i < 8; i++, octet >>= 1) {
			bool bit = (crc ^ octet) & 1;

			crc = crc >> 1 ^ (bit ? 0xda6000 : 0);
		}
	}
	return crc;
}

/* Make of `out` the plain PDU. */
static void lay_open(struct sniff *sn, const struct sniff_link *l,
    const struct record *in, bool received, struct record *out)
{
	sn->plain[0] = in->data[0];
	sn->plain[1] = (uint8_t)(in->data[1] - AIR_MIC);
	out->data = sn->plain;
	out->len = in->len - AIR_MIC;
	out->wire_len = out->len;
	out->received = received;
	out->air.flags |= AIR_DECRYPTED | AIR_DIRECTION;
	/* one that was wrong stays so */
	if (l->has_ends &&
	    crc_of(l->crc_init, in->data, in->len) == in->air.crc)
		out->air.crc = crc_of(l->crc_init, out->data, out->len);
}

static void on_connection(
    struct sniff *sn, const struct record *in, struct record *out)
{
	struct sniff_link *l = link_find(sn, in->air.access);
	bool received;

	if (!l)
		l = link_new(sn, in->air.access);
	l->last_used = ++sn->ticks;
	if (l->encrypted && !(in->air.flags & (AIR_DECRYPTED | AIR_PLAIN)) &&
	    air_is_cipher(in->data, in->len)) {
		if (!decrypt(sn, l, in, &received))
			return;
		lay_open(sn, l, in, received, out);
	}
	if (air_is_repeated(&l->side[out->received], out->data, out->len))
		return;
	if ((out->data[0] & 3) == LLID_CONTROL)
		on_control(l, out);
	else
		on_data(sn, l, out);
}

void sniff_record(struct sniff *sn, const struct record *in, struct record *out)
{
	*out = *in;
	if (in->type != REC_AIR || (in->air.flags & (AIR_CRC_BAD | AIR_ISO)) ||
	    in->len <= AIR_PDU_HEADER ||
	    in->len != AIR_PDU_HEADER + (size_t)in->data[1])
		return;
	if (in->air.access != AIR_ADVERTISING &&
	    !(in->air.flags & AIR_SECONDARY))
		on_connection(sn, in, out);
	else if ((in->data[0] & 0x0f) == CONNECT_IND &&
		 in->len == AIR_PDU_HEADER + CONNECT_LEN)
		on_connect(sn, in);
}

void sniff_end(struct sniff *sn)
{
	for (size_t i = 0; i < SNIFF_LINKS; i++) {
		const struct sniff_link *l = &sn->links[i];

		if (!l->session.has_key && l->session.tried &&
		    l->session.tried < SNIFF_FIRST_PDUS)
			say_closed(sn, l);
	}
}
