/*
 * One end of a link under test: a machine, what its host keeps, and what must
 * hold whatever arrives. Every call goes through here; what must not be is an
 * assertion that fails.
 */
#ifndef TESTS_FUZZ_SMP_SIDE_H
#define TESTS_FUZZ_SMP_SIDE_H

#include "base/bytes.h"
#include "smp/smp.h"

#define SIDE_MAX_RULES 3

/* Randomness: first what the input says, then the same octets every time. */
struct side_random {
	struct rd script;
	uint64_t state;
	unsigned keys; /* private keys that were drawn */
	uint8_t seed;  /* a private key is this octet, with its number */
	bool debug;    /* or always the public debug key */
};

struct side {
	struct smp *smp;
	struct smp_link link;
	struct smp_config config;
	struct smp_rule rules[SIDE_MAX_RULES];
	struct bonds bonds;
	struct attempts attempts;
	struct side_random random;
	struct env env;

	/* What its effects and calls have said. */
	bool busy;
	bool dead;			/* timed out */
	bool started, encrypted, ended; /* in this pairing */
	bool paired;			/* the last end was a good one */
	uint8_t reason;			/* of the last end, a bad one */
	bool tampered;	  /* this pairing must not succeed any more */
	uint8_t last_key; /* code of the last key PDU that arrived */
	bool asked_passkey, asked_compare, shows;
	uint32_t shown; /* passkey or six digits */
};

/* Open a machine; `side` is filled as far as config, rules, random.seed. It
 * stays where it is until side_close(). */
void side_open(struct side *side);
void side_close(struct side *side);

/* As the functions of smp/smp.h; `out` is empty before. */
bool side_pair(struct side *side, uint64_t now, struct smp_out *out);
bool side_request(struct side *side, uint64_t now, struct smp_out *out);
void side_receive(struct side *side, const uint8_t *pdu, size_t len,
    uint64_t now, struct smp_out *out);
void side_passkey(
    struct side *side, uint32_t passkey, uint64_t now, struct smp_out *out);
void side_compare(
    struct side *side, bool yes, uint64_t now, struct smp_out *out);
void side_keypress(struct side *side, enum smp_keypress type, uint64_t now,
    struct smp_out *out);
void side_cancel(
    struct side *side, uint8_t reason, uint64_t now, struct smp_out *out);
bool side_ltk(const struct side *side, uint64_t rand, uint16_t ediv,
    uint8_t ltk[static 16]);
void side_encryption(
    struct side *side, uint8_t status, uint64_t now, struct smp_out *out);
void side_tick(struct side *side, uint64_t now, struct smp_out *out);

/* The link's last moments: nobody sends any more. */
void side_expect_timeout(struct side *side, uint64_t now);

#endif
