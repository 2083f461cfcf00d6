/* The parts of cli/sniff.h. */
#ifndef CLI_SNIFF_PRIV_H
#define CLI_SNIFF_PRIV_H

#include "base/addr.h"
#include "base/air.h"
#include "cli/sniff.h"

enum {
	SNIFF_LINKS = 32,    /* the one heard least lately gives way */
	SNIFF_KEYS = 256,    /* as given, and then the newest that were heard */
	SNIFF_TKS = 16,	     /* as given */
	SNIFF_SEARCHES = 32, /* for passkeys, in one run */
	SNIFF_ATTEMPTS = 1 << 23, /* that fail */
	SNIFF_SMP_FRAME = 69,	  /* a public key, with the headers */
	SNIFF_FIRST_PDUS = 16,	  /* on which a session's key is looked for */
};

/* By who sent it. */
enum sniff_who { SNIFF_CENTRAL, SNIFF_PERIPHERAL };

/* What was heard of a pairing. */
struct sniff_pairing {
	bool has_request, has_response;
	uint8_t preq[7], pres[7];
	bool has_confirm[2], has_random[2], has_public_key[2];
	uint8_t confirm[2][16];
	uint8_t random[2][16];	   /* the last: of the round that counts */
	uint8_t public_key[2][64]; /* x, y */
	bool searched;		   /* for the passkey */
	bool has_tk;
	uint8_t tk[16];
};

/* Encryption that was started. */
struct sniff_session {
	uint64_t rand;
	uint16_t ediv;
	uint8_t skd[16], iv[8];
	bool has_key;
	uint8_t key[16];
	uint64_t counter[2]; /* of the next packet, by direction */
	unsigned tried;	     /* PDUs that no key fitted */
};

struct sniff_link {
	uint64_t last_used; /* 0: empty */
	uint32_t access;
	bool has_ends;
	struct bdaddr ends[2]; /* by enum sniff_who */
	uint32_t crc_init;
	bool encrypted;
	struct air_side side[2];
	struct {
		uint8_t data[SNIFF_SMP_FRAME];
		size_t have, want; /* 0: nothing begun */
	} frame[2];
	struct sniff_pairing pairing;
	struct sniff_session session;
};

struct sniff_key {
	uint8_t key[16];
};

struct sniff {
	struct sniff_link links[SNIFF_LINKS];
	uint64_t ticks;
	struct sniff_key keys[SNIFF_KEYS];
	size_t n_keys;
	size_t next_key; /* to give way, when all are taken */
	struct sniff_key tks[SNIFF_TKS];
	size_t n_tks;
	unsigned searches, attempts; /* that are left */
	struct buf notes;
	uint8_t plain[AIR_PDU_MAX];
};

void sniff_learn_key(struct sniff *sn, const uint8_t key[static 16]);

/* One whole SMP PDU. */
void sniff_on_smp(struct sniff *sn, struct sniff_link *l, enum sniff_who from,
    const uint8_t *pdu, size_t len);

/* The key that the pairing on this link made, Short Term Key or that of Secure
 * Connections; false when it cannot be told. */
bool sniff_pairing_key(struct sniff *sn, struct sniff_link *l, uint8_t out[16]);
/* The Short Term Key that the given Temporary Key `i` makes of its random
 * values; false when they were not heard. */
bool sniff_given_stk(
    const struct sniff *sn, struct sniff_link *l, size_t i, uint8_t out[16]);
/* The same, where no confirm value told the passkey: from the first encrypted
 * PDU. */
bool sniff_search_stk(struct sniff *sn, struct sniff_link *l,
    const uint8_t nonce[static 13], const uint8_t *pdu, size_t len,
    uint8_t out[16]);

/* "0x50655d8b: ", then `fmt`, and with `key` a space and its digits, most
 * significant octet first. */
void sniff_note(struct sniff *sn, const struct sniff_link *l,
    const uint8_t *key, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
