/* What diagnose makes of a capture. Each capture is a script; see feed_word(). */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/diagnose_fold.h"
#include "cli/diagnose_show.h"
#include "cli/redact.h"
#include "cli/rules.h"

#define V16 "00000000000000000000000000000000"

struct capture {
	struct diag *d;
	uint64_t ns;
};

static void feed(struct capture *c, enum record_type type, bool received,
    const uint8_t *p, size_t n)
{
	struct record rec = {
		.ns = c->ns,
		.adapter = RECORD_NO_ADAPTER,
		.type = (uint8_t)type,
		.received = received,
		.data = p,
		.len = (uint32_t)n,
		.wire_len = (uint32_t)n,
	};

	diag_record(c->d, &rec);
}

static void feed_hex(struct capture *c, enum record_type type, const char *hex)
{
	uint8_t p[300];

	feed(c, type, type == REC_EVENT, p, unhex_any(hex, p, sizeof(p)));
}

/* One L2CAP frame in one ACL packet of handle 0x0040. */
static void feed_frame(
    struct capture *c, bool received, uint16_t cid, const char *hex)
{
	uint8_t p[300];
	size_t n = unhex_any(hex, p + 8, sizeof(p) - 8);

	put_le16(p, received ? 0x2040 : 0x0040);
	put_le16(p + 2, (uint16_t)(n + 4));
	put_le16(p + 4, (uint16_t)n);
	put_le16(p + 6, cid);
	feed(c, REC_ACL, received, p, n + 8);
}

/* The identity of the peripheral, and private addresses that its identity key
 * and another one make. */
#define STATIC "0200000000c0"
#define IRK    "9b7d390aa610103405adc857a33402ec"
#define RPA    "aafb0d948170"
#define OTHER  "abfb0d948170"

/* The central is 00:00:00:00:00:01, public, the peripheral C0:00:00:00:00:02,
 * random. Our end is the central, unless the link opens with "peripheral". */
static void open_link(
    struct capture *c, unsigned status, bool central, const char *peer)
{
	char hex[120];

	feed_hex(c, REC_EVENT, "0e0a01 0910 00 010000000000");
	snprintf(hex, sizeof(hex),
	    "0d2019 60003000 00 01 %s 00 18002800 0000 a401 0000 0000", peer);
	feed_hex(c, REC_COMMAND, hex);
	snprintf(hex, sizeof(hex),
	    "3e13 01 %02x 4000 %02x 01 %s 1800 0000 a401 00", status, !central,
	    peer);
	feed_hex(c, REC_EVENT, hex);
}

/* Words of more than one kind of packet. */
static bool feed_simple(struct capture *c, const char *w)
{
	static const struct {
		const char *word;
		uint8_t type;
		const char *hex;
	} rows[] = {
		/* our host is told of the bond */
		{ "bond", REC_COMMAND, "272027 01" STATIC IRK V16 },
		{ "listed", REC_EVENT, "0e0401 2720 00" },
		{ "unlisted", REC_EVENT, "0e0401 2720 11" },
		{ "full", REC_EVENT, "0e0401 2720 07" },
		{ "resolving", REC_COMMAND, "2d2001 01" },
		{ "resolves", REC_EVENT, "0e0401 2d20 00" },
		{ "cancelled", REC_EVENT,
		    "3e13 01 02 0000 00 00 000000000000 0000 0000 0000 00" },
		/* a link procedure, and its end */
		{ "update", REC_COMMAND,
		    "13200e 4000 1800 1800 0000 a401 0000 0000" },
		{ "updated", REC_EVENT, "3e0a 03 00 4000 1800 0000 a401" },
		{ "busy", REC_EVENT, "0f04 0c 01 1320" },
		{ "phy", REC_COMMAND, "322007 4000 00 02 02 0000" },
		{ "features", REC_COMMAND, "162002 4000" },
		{ "featured", REC_EVENT, "3e0c 04 00 4000 0000000000000000" },
		{ "unfeatured", REC_EVENT, "3e0c 04 22 4000 0000000000000000" },
		{ "apple", REC_EVENT, "0c08 00 4000 0c 4c00 0000" },
		{ "nordic", REC_EVENT, "0c08 00 4000 0c 5900 0000" },
		/* Flags: limited and general discoverable, on air */
		{ "limited", REC_EVENT,
		    "3e0f 02 01 00 01" STATIC "03 020105 c0" },
		{ "general", REC_EVENT,
		    "3e0f 02 01 00 01" STATIC "03 020106 c0" },
		{ "private", REC_EVENT, "3e0c 02 01 00 01" RPA "00 c0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].word, w)) {
			feed_hex(c, rows[i].type, rows[i].hex);
			return true;
		}
	return false;
}

/* Start encryption, with EDIV and Rand of zeros. */
static void feed_encrypt(struct capture *c, const char *key)
{
	char hex[160];

	snprintf(hex, sizeof(hex), "19201c 4000 0000000000000000 0000 %s", key);
	feed_hex(c, REC_COMMAND, hex);
}

/*
 * open, peripheral (open as one), rpa, other (with a private address), dial (is
 * not opened), 3e! (not opened: the status); >HEX, <HEX an SMP PDU of ours, of
 * the peer; ]HEX, [HEX the same of ATT; aHANDLE:CODE an ATT error of the peer;
 * enc (with key: encHEX), ltk, nokey the host's and the controller's words on
 * encryption; onHH Encryption Change; no06 its command refused; xHH
 * disconnected; *N notifications at once; +N seconds pass; those of
 * feed_simple().
 */
static void feed_word(struct capture *c, const char *w)
{
	char text[80];
	unsigned status =
	    (unsigned)strtoul(w + (w[0] == 'x' ? 1 : 2), NULL, 16);

	c->ns += 50 * 1000000;
	if (feed_simple(c, w))
		return;
	if (!strcmp(w, "open")) {
		open_link(c, 0, true, STATIC);
	} else if (!strcmp(w, "peripheral")) {
		open_link(c, 0, false, STATIC);
	} else if (!strcmp(w, "rpa")) {
		open_link(c, 0, true, RPA);
	} else if (!strcmp(w, "other")) {
		open_link(c, 0, true, OTHER);
	} else if (!strcmp(w, "3e!")) {
		open_link(c, 0x3e, true, STATIC);
	} else if (!strcmp(w, "dial")) {
		feed_hex(c, REC_COMMAND,
		    "0d2019 60003000 00 01" STATIC "00 18002800 0000 a401 "
		    "0000 0000");
	} else if (*w == ']' || *w == '[') {
		feed_frame(c, *w == '[', 4, w + 1);
	} else if (*w == '*') {
		for (int i = atoi(w + 1); i > 0; i--)
			feed_frame(c, true, 4, "1b 1000 00");
	} else if (*w == '>' || *w == '<') {
		feed_frame(c, *w == '<', SMP_CID, w + 1);
	} else if (*w == 'a') {
		snprintf(text, sizeof(text), "010a %.4s %.2s", w + 1, w + 6);
		feed_frame(c, true, 4, text);
	} else if (!strncmp(w, "enc", 3)) {
		snprintf(text, sizeof(text), "%s", w[3] ? w + 3 : V16);
		feed_encrypt(c, text);
	} else if (!strcmp(w, "ltk")) {
		feed_hex(c, REC_EVENT, "3e0d 05 4000 0000000000000000 0000");
	} else if (!strcmp(w, "nokey")) {
		feed_hex(c, REC_COMMAND, "1b2002 4000");
	} else if (!strncmp(w, "on", 2)) {
		snprintf(text, sizeof(text), "0804 %02x 4000 01", status);
		feed_hex(c, REC_EVENT, text);
	} else if (!strncmp(w, "no", 2)) {
		snprintf(text, sizeof(text), "0f04 %02x 01 1920", status);
		feed_hex(c, REC_EVENT, text);
	} else if (*w == 'x') {
		snprintf(text, sizeof(text), "0504 00 4000 %02x", status);
		feed_hex(c, REC_EVENT, text);
	} else if (*w == '+') {
		c->ns += strtoull(w + 1, NULL, 10) * 1000000000;
		feed_hex(c, REC_COMMAND, "030c00"); /* so that time is seen */
	} else {
		fail_msg("no such word: %s", w);
	}
}

static struct diag *capture_of(const char *script)
{
	struct capture c = { diag_new(), 1700000000000000000 };
	char words[2000], *save = NULL;

	assert_true(strlen(script) < sizeof(words));
	strcpy(words, script);
	for (char *w = strtok_r(words, " ", &save); w;
	     w = strtok_r(NULL, " ", &save))
		feed_word(&c, w);
	diag_finish(c.d);
	return c.d;
}

/* The rules of all attempts and connections, in the order of the output. */
static void rules_of(const struct diag *d, struct buf *out)
{
	struct diag_finding found[DIAG_MAX_FINDINGS];

	for (size_t i = 0; i < diag_connections(d); i++) {
		const struct diag_conn *c = diag_connection(d, i);

		for (size_t k = 0; k <= c->n_attempts; k++) {
			size_t n = diag_check(c,
			    k < c->n_attempts ? &c->attempts[k] : NULL, found);

			for (size_t f = 0; f < n; f++) {
				buf_printf(out, "%s%s", out->len ? " " : "",
				    found[f].id);
				assert_true(found[f].n_frames > 0);
				assert_non_null(rule_find(found[f].id));
			}
		}
	}
}

/* A request and a response of Just Works, legacy and Secure Connections, with
 * all keys but the LinkKey; a random value and a public key. */
#define REQ    ">01030001100303"
#define RSP    "<02030001100303"
#define SC_REQ ">0101000d100303"
#define SC_RSP "<0201000d100303"
#define KEY    V16 V16 V16 V16
#define ONES   "11111111111111111111111111111111"
#define TWOS   "22222222222222222222222222222222"
#define LEGACY \
	"open " REQ " " RSP " >03" V16 " <03" V16 " >04" V16 " <04" V16 " "
#define PASSKEY                                                              \
	"open >01040005100303 <02040005100303 >03" V16 " <03" V16 " >04" V16 \
	" <04" V16 " "
#define SC "open " SC_REQ " " SC_RSP " >0c" KEY " <0c" KEY " "
#define COMPARED                                                             \
	"open >0104000d100303 <0204000d100303 >0c" KEY " <0c" KEY " <03" V16 \
	" >04" V16 " <04" V16 " "
#define MATCHED SC "<03" V16 " >04" V16 " <04" V16 " "
#define KEYS_OF(arrow)                                                    \
	arrow "06" V16 " " arrow "0700000000000000000000 " arrow "08" V16 \
	      " " arrow "0900010000000000 "

static const struct {
	const char *script, *rules;
} cases[] = {
	/* the request refused; close by, the same reason elsewhere */
	{ "open >01030001100507 <0508 x16", "D1" },
	{ "open >01030001100507 <0508 >01030001100707 <02030001100303", "D1" },
	{ "open " REQ " " RSP " <0508", "D46" },
	{ "open " REQ " >0508", "" },
	{ "peripheral <01030001100507 >0508", "D1" },
	{ "open " REQ " <0503", "D2" },
	{ "open " REQ " " RSP " >0503", "D2" },
	{ LEGACY "<0503", "" },
	{ "open " REQ " <0505", "D3" },
	{ "open " REQ " <0506", "D4" },
	{ "open " REQ " " RSP " >0506", "D4" },
	{ "open " REQ " <0507", "D5" },
	{ "open " SC_REQ " " SC_RSP " >0c" KEY " <0507", "D5" },
	{ "open " REQ " <0509", "D6" },
	{ "open " REQ " <050a", "D7" },
	{ SC "<050a", "" },
	{ "open " REQ " <050d", "" },
	{ "open " REQ " <05", "" },
	/* out of band */
	{ "open " REQ " <02030101100303", "D8" },
	{ "open >01030101100303 <02030101100303", "" },
	{ "open " REQ " x13", "D8" },
	{ "open " REQ " <0508 x13", "D1" },
	{ "open >01030101100303 x13", "" },
	{ "open " REQ " x16", "" },
	{ "open " REQ " <0502", "D8" },
	{ "open " REQ " " RSP " >0502", "D8" },
	{ "open " REQ " <0501", "" },
	/* proofs that fail */
	{ LEGACY "<0504", "D9" },
	{ "open " REQ " " RSP " >03" V16 " <0504", "" },
	{ SC "<04" V16 " >0504", "D44" },
	{ SC ">0d" V16 " <050b", "D10" },
	{ LEGACY "<050b", "" },
	{ SC ">050c", "D11" },
	{ SC "<050c", "D12" },
	{ LEGACY "<050c", "" },
	{ "open >0103002d100f0f <0203002d100f0f <050e", "D13" },
	{ "open >0103002d100f0f <0203002d100707 <050e", "" },
	/* silence */
	{ "open " REQ " +31", "D14" },
	{ "open <0b01 " REQ " +31 x13", "D14" },
	{ "open " REQ " +29", "" },
	{ "open " REQ " " RSP " +31", "D45" },
	{ "open " REQ " +10 x08", "D15" },
	{ "open " REQ " +10 x13", "D15" },
	{ "open " REQ " +31 x08", "D14" },
	{ "open " REQ " +10 x16", "" },
	/* after the encryption */
	{ LEGACY "enc on00 " KEYS_OF("<") "+31", "D16" },
	{ LEGACY "enc on00 " KEYS_OF("<") "x13", "D16" },
	{ LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">") "+31 x13", "" },
	{ LEGACY "enc on00 " KEYS_OF("<"), "" },
	{ LEGACY "enc on00 " KEYS_OF("<") "<0508", "D17" },
	{ LEGACY "enc on00 <0508", "" },
	/* asked, and not answered */
	{ "open <0b01 +5 x13", "D18" },
	{ "open <0b01 +5 x16", "" },
	{ "open <0b01 " REQ " <0508 x13", "D1" },
	{ "open <0b01 enc on00 x13", "" },
	/* keys from before */
	{ "open enc on06 x16", "D19" },
	{ "open enc on00 x16", "" },
	{ "open enc on05 x16", "" },
	{ "peripheral ltk nokey", "D20" },
	{ "peripheral ltk on00", "" },
	{ "open enc on3d", "D21" },
	{ "open enc x3d", "D21" },
	{ LEGACY "enc on00 x3d", "D16 D21" },
	{ "open enc on00 +60 x3d", "" },
	/* the link itself */
	{ "3e!", "D24" },
	{ "open x3e", "D24" },
	{ "open x08", "" },
	/* attributes that are refused */
	{ "open a1000:05 x16", "D29" },
	{ "open a1000:0f +6", "D29" },
	{ "open a1000:0f +2", "" },
	{ "open a1000:0f " REQ " <0505", "D3" },
	{ "open a1000:05 enc on00", "" },
	{ "open a1000:05 enc on00 x16", "" },
	{ LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">") "a1000:05", "D30" },
	{ LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">") "a1000:0f", "" },
	{ "open enc on00 a1000:0f", "" },
	{ "open a1000:0c", "D31" },
	{ "open a1000:08", "D32" },
	{ "open a1000:0a x16", "" },
	/* keys that are right, and controllers that are not */
	{ "open enc on00 *30 +60 *30 x3d", "D22" },
	{ "open enc on00 *30 +60 *10 x3d", "" },
	{ "open enc on00 *30 x3d", "D21" },
	{ "open enc on00 x16 open enc on05 x16 +12 open enc on00 x16", "D23" },
	{ "open enc on00 x16 open enc on00 x16 +12 open enc on05 x16", "" },
	{ "open enc on00 x16 open enc on05 x16 +12 open enc on05 x16", "" },
	{ "open enc on00 x16 open enc on05 x16 listed open enc on00 x16", "" },
	{ "open enc on00 x16 open enc on05 x16 +12 open enc on00 x16 +20 open "
	  "enc on05 x16",
	    "" },
	{ "open enc on00 x16 open enc x3d +12 open enc on00 x16", "D21 D23" },
	{ "open updated +4 x08", "D25" },
	{ "open phy +4 x08", "D25" },
	{ "open update updated +60 update busy x08", "" },
	{ "open updated +60 x08", "" },
	{ "open updated +4 x13", "" },
	{ "open features +40 x22", "D26" },
	{ "open features +40 unfeatured", "D26" },
	{ "open features +40 x13", "" },
	{ "bond listed dial +10 private cancelled", "D27" },
	{ "bond listed dial +10 cancelled", "D27" },
	{ "bond listed resolving resolves dial +10 cancelled", "" },
	{ "dial +10 private cancelled", "" },
	{ "bond unlisted", "D28" },
	{ "bond full", "" },
	{ "bond listed", "" },
	{ "peripheral apple [0a0300 ]0b00 +20 x13", "D33" },
	{ "peripheral nordic [0a0300 ]0b00 +20 x13", "" },
	{ "peripheral apple [0a0300 ]010a030005 <01030001100303 >0505", "D3" },
	{ "peripheral apple [0a0300 ]0b00 ltk on00 x13", "" },
	{ "bond listed open <0b01 +20 x16", "D34" },
	{ "open enc on00 x16 open <0b01 +20 x16", "D34" },
	{ "bond listed open <0b01 " REQ " <0505", "D3" },
	{ "bond listed open <0b01 " REQ " <0505 x16", "D3" },
	{ "open <0b01 +20 x16 bond listed", "" },
	{ "open " REQ " " RSP " " RSP, "D35" },
	{ "open " REQ " " RSP " " REQ " <0505", "D35 D3" },
	{ "open " REQ " " RSP " <0508 " REQ " " RSP, "D46" },
	{ "open " REQ " " RSP " +31 " REQ " " RSP, "D45" },
	{ "limited " LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">") "x13 limited",
	    "D37" },
	{ "limited " LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">") "x13 general",
	    "" },
	{ "limited " LEGACY "enc on00 " KEYS_OF("<")
		KEYS_OF(">") "x13 limited open enc on00",
	    "" },
	{ "limited " LEGACY "<0508 x13 limited", "D46" },
	/* a number to compare */
	{ COMPARED ">0508", "D39" },
	{ COMPARED "+31", "D39" },
	{ COMPARED "+5 x13", "D39" },
	{ COMPARED ">0d" V16 " +31", "D39" },
	{ COMPARED ">0d" V16 " <0d" V16 " >0508", "D46" },
	{ COMPARED, "" },
	{ COMPARED ">0504", "D44" },
	{ LEGACY ">0504", "D9" },
	{ SC "+31", "D45" },
	{ SC "+5 x13", "D45" },
	{ SC "+5", "" },
	{ SC "x13", "D46" },
	{ SC "x08", "D45" },
	{ SC "+5 <0508", "D46" },
	{ SC "+5 <0501", "D46" },
	{ SC "+5 <0510", "" },
	{ "open >01030009100303 <02030009100303 >0c" KEY " <0c" KEY " <03" V16
	  " >04" V16 " <04" V16 " >0508",
	    "D46" },
	/* who it is */
	{ "bond listed other enc on06 x16", "D19 D40" },
	{ "bond listed other <0b01 +6 x16", "D40" },
	{ "bond listed rpa enc on06 x16", "D19" },
	{ "other enc on06 x16", "D19" },
	/* on without the DHKey Checks, and with them */
	{ MATCHED "enc on00", "D47" },
	{ MATCHED ">0d" V16 " enc on00", "D47" },
	{ MATCHED ">0d" V16 " enc on00 <0d" V16, "D47" },
	{ MATCHED "<0800000000000000000000000000000000 x13", "D39 D47" },
	{ "peripheral <0101000d100303 >0201000d100303 <0c" KEY " >0c" KEY
	  " ltk nokey",
	    "D47" },
	{ MATCHED ">0d" V16 " <0d" V16 " enc on00 " KEYS_OF(">") KEYS_OF("<"),
	    "" },
	{ MATCHED ">0d" V16 " enc", "D47" },
	{ MATCHED ">0d" V16, "" },
	{ LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">"), "" },
	/* a key that is gone as soon as it is there */
	{ LEGACY "enc on06", "D48" },
	{ MATCHED ">0d" V16 " <0d" V16 " enc on06", "D48" },
	{ LEGACY "enc on00 " KEYS_OF("<") KEYS_OF(">") "enc on06", "D48" },
	{ LEGACY "enc on06 enc on06", "D48 D48" },
	{ "open " REQ " <0505 enc on06", "D3 D19" },
	{ "peripheral <01030001100303 >02030001100303 ltk nokey", "D48" },
	{ LEGACY "enc on3d", "D21" },
	{ LEGACY "enc on05", "" },
	/* a read that waits */
	{ "open ]1001 [0110010a00 ]0a1000 +31", "D41" },
	{ "open ]1001 [0110010a00 ]0a1000 +31 x13", "D41" },
	{ "open ]1001 [0110010a00 ]0a1000 [0b00 +31", "" },
	{ "open ]1001 [0110010a00 ]0a1000 +31 x08", "" },
	{ "open ]1001 [0110010a00 +10 ]0a1000 +31", "" },
	{ "open ]0a1000 +31 x13", "" },
	{ "open ]1001 [0110010a00 ]0a1000 +2 x13", "" },
	/* what a bond is worth, and a cache */
	{ "open enc on00 a1000:05 x16", "D42" },
	{ LEGACY "enc on00 " KEYS_OF("<")
		KEYS_OF(">") "x13 open enc on00 a1000:05 x16",
	    "D42" },
	{ PASSKEY "enc on00 " KEYS_OF("<")
		KEYS_OF(">") "x13 open enc on00 a1000:05 x16",
	    "" },
	{ "open enc on00 a1000:05 " REQ " <0505", "D3" },
	{ "open enc on00 a1000:01", "D43" },
	{ "open a1000:12", "D43" },
	{ "open a1000:01", "" },
	{ "open enc on00 ]1001 [0110010a00 a1000:01", "" },
	/* manners */
	{ "open " REQ " <0505 >0508", "D3 D36" },
	{ "open " REQ " <0505 <0505", "D3" },
	{ "open " REQ " <02030001100307", "D38" },
	{ "open " REQ " <02030001100301", "" },
};

static void each_rule_and_what_is_close_to_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct diag *d = capture_of(cases[i].script);
		struct buf got = { 0 };

		rules_of(d, &got);
		buf_putc(&got, '\0');
		if (strcmp((char *)got.data, cases[i].rules))
			fail_msg("%s: '%s', not '%s'", cases[i].script,
			    (char *)got.data, cases[i].rules);
		buf_free(&got);
		diag_free(d);
	}
}

static const struct {
	const char *script;
	enum diag_kind kind;
	enum diag_outcome outcome;
} outcomes[] = {
	{ "open " REQ " <0508", DIAG_PAIRING, DIAG_FAILED },
	{ "open " REQ " x13", DIAG_PAIRING, DIAG_HUNG_UP },
	{ "open " REQ " +31", DIAG_PAIRING, DIAG_NO_ANSWER },
	{ "open " REQ, DIAG_PAIRING, DIAG_UNFINISHED },
	{ REQ " " RSP, DIAG_PAIRING, DIAG_UNFINISHED },
	{ LEGACY "enc on06", DIAG_PAIRING, DIAG_NOT_ENCRYPTED },
	{ LEGACY "enc no0c", DIAG_PAIRING, DIAG_NOT_ENCRYPTED },
	{ LEGACY "enc on00 x13", DIAG_PAIRING, DIAG_KEYS_MISSING },
	{ LEGACY "enc on00 " KEYS_OF(">") KEYS_OF("<"), DIAG_PAIRING,
	    DIAG_DONE },
	{ "open <0b01 x13", DIAG_ASKED, DIAG_HUNG_UP },
	{ "open <0b01 <0b01", DIAG_ASKED, DIAG_UNFINISHED },
	{ "open <0b01 enc on00", DIAG_ENCRYPTION, DIAG_DONE },
	{ "peripheral ltk nokey x13", DIAG_ENCRYPTION, DIAG_NOT_ENCRYPTED },
};

static void what_came_of_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++) {
		struct diag *d = capture_of(outcomes[i].script);
		const struct diag_conn *c;

		assert_int_equal(diag_connections(d), 1);
		c = diag_connection(d, 0);
		assert_int_equal(c->n_attempts, 1);
		if (c->attempts[0].kind != outcomes[i].kind ||
		    c->attempts[0].outcome != outcomes[i].outcome)
			fail_msg("%s: kind %u, outcome %u", outcomes[i].script,
			    c->attempts[0].kind, c->attempts[0].outcome);
		diag_free(d);
	}
}

/* A pairing whose confirm values are made with these addresses. */
static enum diag_confirm confirm_made_with(const struct bdaddr *central,
    const struct bdaddr *peripheral, const char **as)
{
	static const uint8_t tk[16], preq[7] = { 1, 3, 0, 1, 16, 3, 3 },
				     pres[7] = { 2, 3, 0, 1, 16, 3, 3 };
	struct buf script = { 0 };
	uint8_t rand[16], confirm[16];
	enum diag_confirm got;
	struct diag *d;

	memset(rand, 0x5a, sizeof(rand));
	crypto_c1(tk, rand, preq, pres, central, peripheral, confirm);
	buf_puts(&script, "open " REQ " " RSP " >03" V16 " <03");
	buf_hexdump(&script, confirm, 16);
	buf_puts(&script, " >04" V16 " <04");
	buf_hexdump(&script, rand, 16);
	buf_puts(&script, " >0504 +1");
	buf_putc(&script, '\0');
	d = capture_of((char *)script.data);
	got = diag_connection(d, 0)->attempts[0].confirms[DIAG_PERIPHERAL];
	*as = diag_connection(d, 0)->attempts[0].confirm_as[DIAG_PERIPHERAL];
	/* that of the central is zeros */
	assert_int_equal(
	    diag_connection(d, 0)->attempts[0].confirms[DIAG_CENTRAL],
	    CONFIRM_BAD);
	diag_free(d);
	buf_free(&script);
	return got;
}

static void confirm_values_are_made_again(void **state)
{
	struct bdaddr central, peripheral, other;
	const char *as;

	(void)state;
	assert_true(addr_parse("00:00:00:00:00:01/public", &central));
	assert_true(addr_parse("C0:00:00:00:00:02/random", &peripheral));
	assert_int_equal(
	    confirm_made_with(&central, &peripheral, &as), CONFIRM_GOOD);
	assert_null(as);
	assert_int_equal(
	    confirm_made_with(&peripheral, &central, &as), CONFIRM_ADDRESS);
	assert_string_equal(as, "the two addresses exchanged");
	other = peripheral;
	other.type = ADDR_PUBLIC;
	assert_int_equal(
	    confirm_made_with(&central, &other, &as), CONFIRM_ADDRESS);
	assert_string_equal(as, "the wrong type of the peripheral's address");
	other.b[0] ^= 1;
	assert_int_equal(confirm_made_with(&central, &other, &as), CONFIRM_BAD);
}

/* What D21 says of the key: the central distributes ones, the peripheral twos. */
static void the_key_is_compared(void **state)
{
	static const struct {
		const char *script, *words;
		unsigned ediv;
	} rows[] = {
		{ "enc" TWOS " on3d",
		    "the key is the bond's, EDIV or Rand are not", 1 },
		{ "enc" TWOS " on3d",
		    "the key is the one that the peripheral distributed", 0 },
		{ "enc" ONES " on3d",
		    "the key is that of the other role: the central "
		    "distributed it",
		    0 },
		{ "enc on3d", "the key is not that of the pairing before", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct buf script = { 0 };
		struct diag_finding found[DIAG_MAX_FINDINGS];
		const struct diag_conn *c;
		struct diag *d;

		buf_printf(&script,
		    LEGACY "enc on00 <06" TWOS
			   " <07%02x000000000000000000 >06" ONES
			   " >0700000000000000000000 x13 open %s",
		    rows[i].ediv, rows[i].script);
		buf_putc(&script, '\0');
		d = capture_of((char *)script.data);
		c = diag_connection(d, 1);
		assert_ptr_equal(c->before, diag_connection(d, 0));
		assert_int_equal(diag_check(c, &c->attempts[0], found), 1);
		assert_string_equal(found[0].id, "D21");
		assert_int_equal(found[0].forget, FORGET_BOTH);
		if (!strstr(found[0].detail, rows[i].words))
			fail_msg("%s: %s", rows[i].script, found[0].detail);
		buf_free(&script);
		diag_free(d);
	}
}

/* Whose key the data of the other channel are of, or that they are of none. */
static void out_of_band_data_are_of_a_key(void **state)
{
	static const uint8_t zeros[32];
	uint8_t ones[32];

	(void)state;
	memset(ones, 0x11, sizeof(ones));
	for (int row = 0; row < 3; row++) {
		static const uint8_t want[] = { OOB_CENTRAL, OOB_PERIPHERAL,
			OOB_NOBODY };
		struct diag *d =
		    capture_of("open >01030108100303 <02030108100303 >0c" KEY
			       " <0c" ONES ONES ONES ONES " >0504");
		const struct diag_conn *c = diag_connection(d, 0);
		struct diag_oob oob = { .has_data = true };

		oob.random[3] = 7;
		crypto_f4(row ? ones : zeros, row ? ones : zeros, oob.random,
		    row == 2, oob.confirm);
		assert_int_equal(c->attempts[0].method, SMP_OOB);
		assert_int_equal(c->attempts[0].oob, OOB_UNSEEN);
		diag_know_oob(d, &oob);
		assert_int_equal(c->attempts[0].oob, want[row]);
		diag_free(d);
	}
}

static void what_is_masked_is_gone(void **state)
{
	struct diag *d =
	    capture_of("bond listed " PASSKEY "enc" TWOS " on00 <0504 x13");
	const struct diag_conn *c = diag_connection(d, 0);
	struct test_random random;
	struct env env = test_env(&random, 7);
	struct redact *redact = redact_new(&env);
	struct bdaddr peer = c->peer;

	(void)state;
	diag_hide(d);
	diag_mask(d, redact);
	assert_true(c->masked);
	assert_false(addr_equal(&peer, &c->peer));
	assert_true(addr_is_static(&c->peer));
	for (size_t i = 0; i < c->n_steps; i++) {
		const struct diag_step *s = &c->steps[i];

		if (s->what == STEP_ENCRYPT ||
		    (s->what == STEP_SMP && s->len == 17))
			for (size_t k = 1; k < s->len; k++)
				assert_int_equal(s->pdu[k], 0);
	}
	assert_int_equal(c->attempts[0].failed->pdu[1], 4);
	redact_free(redact);
	diag_free(d);
}

static void experiments_vary_the_request_of_the_capture(void **state)
{
	struct diag *d = capture_of("open >01030001100507 <0508");
	const struct diag_conn *c = diag_connection(d, 0);
	struct diag_finding found[DIAG_MAX_FINDINGS];
	struct buf next = { 0 };

	(void)state;
	assert_int_equal(diag_check(c, &c->attempts[0], found), 1);
	assert_int_equal(found[0].frames[0], 4);
	assert_int_equal(found[0].frames[1], 5);
	diag_experiments(c, &c->attempts[0], &found[0], &next);
	buf_putc(&next, '\0');
	assert_non_null(strstr((char *)next.data,
	    "pairscope pair C0:00:00:00:00:02/random --io NoInputNoOutput "
	    "--authreq 0x01 --keys-init enc,id,sign --keys-resp enc,id,sign  "
	    "# our IdKey too\n"));
	assert_null(strstr((char *)next.data, "TARGET"));
	buf_free(&next);
	diag_free(d);
}

#define REFUSED REQ " <0508 "
#define FAILED	"open " REFUSED "x16 "

/* From the first connection on, or the first attempt; "": nothing is folded. */
static const struct {
	const char *script, *said;
} runs[] = {
	{ FAILED FAILED FAILED, "" },
	{ FAILED FAILED FAILED FAILED,
	    "connections 2 to 3: the same, 2 times more, frames 9, 15\n" },
	{ FAILED "+9 " FAILED FAILED FAILED FAILED "open " REQ " <0505 x16",
	    "connections 2 to 4: the same, 3 times more, frames 10, 16, 22\n" },
	/* another reason, request, device, end; a rule of the whole */
	{ FAILED FAILED "open " REQ " <0505 x16 " FAILED FAILED, "" },
	{ FAILED FAILED "open >01030001100507 <0508 x16 " FAILED FAILED, "" },
	{ FAILED FAILED "other " REFUSED "x16 " FAILED FAILED, "" },
	{ FAILED FAILED "open " REFUSED "x13 " FAILED FAILED, "" },
	{ FAILED FAILED "open " REFUSED "features +40 x22 " FAILED FAILED, "" },
	/* without a pairing: the steps */
	{ "open x13 open x13 open x13 open x13",
	    "connections 2 to 3: the same, 2 times more, frames 7, 11\n" },
	{ "open x13 open x13 open a1000:05 x13 open x13", "" },
	/* attempts of one connection */
	{ "open " REFUSED REFUSED REFUSED REFUSED REFUSED,
	    "attempts 2 to 4: the same, 3 times more, frames 6, 8, 10\n" },
	{ "open " REFUSED REFUSED REFUSED REQ " <0505", "" },
};

static void verdicts_that_repeat_are_folded(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++) {
		struct diag *d = capture_of(runs[i].script);
		struct buf said = { 0 };
		struct diag_run run;

		if (diag_fold(d, 0, &run) ||
		    diag_fold_attempts(diag_connection(d, 0), 1, 0, &run))
			diag_put_run(&said, &run);
		buf_putc(&said, '\0');
		if (strcmp((char *)said.data, runs[i].said))
			fail_msg("%s: '%s', not '%s'", runs[i].script,
			    (char *)said.data, runs[i].said);
		buf_free(&said);
		diag_free(d);
	}
}

/* Commands and events that the model takes, for the first octets. */
static void kind_of_packet(uint8_t *p, const uint8_t *head)
{
	static const uint16_t kinds[] = { 0x2019, 0x201a, 0x201b, 0x200d,
		0x2043, 0x2013, 0x2032, 0x2016, 0x041d, 0x2027, 0x202d, 0x2005,
		0x2035, 0x2006, 0x2036, 0x003e, 0x0005, 0x0008, 0x0059, 0x0030,
		0x000e, 0x000f, 0x000c };
	static const uint8_t subevents[] = { 1, 2, 3, 4, 5, 7, 10, 12, 13 };

	put_le16(p, kinds[head[2] % ARRAY_SIZE(kinds)]);
	if (p[0] == 0x3e)
		p[2] = subevents[head[3] % ARRAY_SIZE(subevents)];
}

/* All that is said of it. */
static void say_all(struct diag *d)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < diag_connections(d); i++) {
		const struct diag_conn *c = diag_connection(d, i);

		diag_put_connection(&text, c, i + 1);
		for (size_t k = 0; k < c->n_attempts; k++)
			diag_put_short(&text, c, &c->attempts[k], "");
	}
	assert_true(text.len > 0);
	buf_free(&text);
}

/* Any bytes as any record: nothing is read past an end, nothing hangs. */
static void survives_any_bytes(void **state)
{
	struct test_random random;
	struct env env = test_env(&random, 38);
	struct capture c = { diag_new(), 0 };
	struct buf got = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint8_t *p, head[4], n;

		env.random(env.ctx, head, sizeof(head));
		n = head[0] % 90;
		p = malloc(n ? n : 1);
		assert_non_null(p);
		env.random(env.ctx, p, n);
		if (n > 8 && head[1] & 1) { /* mostly the handle and channels */
			put_le16(p, 0x2040);
			put_le16(p + 2, n - 4);
			put_le16(p + 4, n - 8);
			put_le16(p + 6, head[2] & 1 ? SMP_CID : 4);
			if (n > 9)
				p[8] = head[3] & 0x0f;
		} else if (n > 3) {
			kind_of_packet(p, head);
		}
		c.ns += 1000000;
		feed(&c, head[1] & 1 ? REC_ACL : head[2] % REC_OTHER,
		    head[3] & 0x80, p, n);
		free(p);
	}
	diag_finish(c.d);
	rules_of(c.d, &got);
	assert_true(diag_connections(c.d) > 0);
	say_all(c.d);
	buf_free(&got);
	diag_free(c.d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_and_what_is_close_to_it),
		cmocka_unit_test(what_came_of_it),
		cmocka_unit_test(confirm_values_are_made_again),
		cmocka_unit_test(the_key_is_compared),
		cmocka_unit_test(out_of_band_data_are_of_a_key),
		cmocka_unit_test(what_is_masked_is_gone),
		cmocka_unit_test(experiments_vary_the_request_of_the_capture),
		cmocka_unit_test(verdicts_that_repeat_are_folded),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
