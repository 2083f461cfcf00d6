/* The pairing that is under way: shared by the files of smp/, nobody else's. */
#ifndef SMP_MACHINE_H
#define SMP_MACHINE_H

#include "smp/crypto.h"
#include "smp/smp.h"

#define SMP_TIMEOUT	  (30 * USEC_PER_SEC) /* Vol 3 Part H 3.4 */
#define SMP_PASSKEY_BITS  20
#define SMP_MAX_HELD	  6
#define SMP_MAX_LATE	  12
#define SMP_FEATURES_SIZE 7 /* Pairing Request or Response with its code */

/* What the machine waits for. */
enum smp_phase {
	PHASE_IDLE,
	PHASE_RESPONSE, /* initiator: the Pairing Response */
	PHASE_PASSKEY,	/* our person types */
	PHASE_COMPARE,	/* our person compares */
	PHASE_PUBLIC_KEY,
	PHASE_CONFIRM,
	PHASE_RANDOM,
	PHASE_DHKEY,
	PHASE_ENCRYPT, /* the link's encryption */
	PHASE_KEYS,    /* the peer's keys */
};

struct smp_pdu {
	uint8_t len;
	uint8_t data[SMP_MAX_PDU];
};

/* What rules keep back: PDUs that wait for a time, in order, and one that waits
 * for the next to be sent. */
struct smp_late {
	uint64_t at;
	struct smp_pdu pdu;
};

struct smp {
	struct smp_link link;
	const struct env *env;
	struct smp_config config;

	enum smp_phase phase;
	bool dead; /* timed out: this link has no SMP any more */
	uint64_t deadline;
	uint64_t now;			   /* of the call that runs */
	struct smp_pdu held[SMP_MAX_HELD]; /* arrived before their phase */
	unsigned n_held;
	uint64_t asked_at; /* when a Security Request was last passed on */
	bool asked;
	uint64_t requested_at; /* our last Security Request, or NEVER */

	struct smp_late late[SMP_MAX_LATE];
	unsigned n_late;
	struct smp_pdu aside; /* len 0: none */
	bool mute;	      /* a rule: nothing is sent or taken any more */
	uint8_t rule_reason;  /* a rule: fail as soon as the step is over */

	uint8_t preq[SMP_FEATURES_SIZE], pres[SMP_FEATURES_SIZE];
	struct smp_status status;
	uint8_t initiator_keys, responder_keys; /* both ends agreed on */

	uint32_t passkey;
	uint8_t own_rand[16], peer_rand[16]; /* Mrand, Srand; Na, Nb */
	uint8_t own_confirm[16], peer_confirm[16];
	uint8_t key[16]; /* STK or LTK, masked: what encrypts this link */

	struct p256_key own_key;
	uint8_t peer_x[32];
	bool peer_debug; /* its key is the debug key */
	uint8_t dhkey[32];
	uint8_t mackey[16];
	unsigned round; /* of passkey bits */

	uint8_t due;	  /* enum smp_due that the peer still owes */
	struct bond bond; /* grows during the key distribution */
	bool paired;
	uint64_t doubtful_until; /* the peer may refuse our keys so long */
};

static inline bool smp_is_initiator(const struct smp *s)
{
	return s->link.role == SMP_INITIATOR;
}

static inline bool smp_uses_passkey(const struct smp *s)
{
	return s->status.method == SMP_PASSKEY_DISPLAY ||
	       s->status.method == SMP_PASSKEY_INPUT;
}

/* The addresses in the order of c1, f5 and f6. */
static inline const struct bdaddr *smp_initiator_addr(const struct smp *s)
{
	return smp_is_initiator(s) ? &s->link.own : &s->link.peer;
}

static inline const struct bdaddr *smp_responder_addr(const struct smp *s)
{
	return smp_is_initiator(s) ? &s->link.peer : &s->link.own;
}

/* rules.c */
/* The rule that acts now, if there is one; it counts as fired. `request` is that
 * of the pairing. */
struct smp_rule *rule_fires(struct smp *s, enum smp_when when, uint8_t step,
    const struct smp_features *request);
/* Send it as the rules want it. */
void rules_send(struct smp *s, const struct smp_pdu *pdu, struct smp_out *out);
/* Send what was kept back until now. */
void rules_tick(struct smp *s, struct smp_out *out);
/* Invert a bit of `p`, if it has so many. */
void rule_flip(uint32_t bit, uint8_t *p, size_t n);

/* smp.c */
/* The out-of-band flag of one end: it has data of the other. */
bool smp_oob_flag(const struct smp *s, const struct smp_status *st, bool ours);
/* Whether this pairing may take the place of what bond that address has. */
bool smp_may_replace(const struct smp *s, const struct smp_status *st,
    const struct bdaddr *address);
struct smp_effect *smp_emit(struct smp_out *out, enum smp_effect_type type);
/* Send `code` and `n` octets after it, and restart the timer. */
void smp_send(
    struct smp *s, uint8_t code, const void *p, size_t n, struct smp_out *out);
/* End the pairing on our side: Pairing Failed, SMP_FAILED, secrets wiped. */
void smp_fail(
    struct smp *s, uint8_t reason, const char *text, struct smp_out *out);
void smp_finish(struct smp *s, struct smp_out *out);
/* Show or ask for the passkey; false when the person has to type first. */
bool smp_begin_passkey(struct smp *s, struct smp_out *out);
/* Have the controller encrypt, or wait until it does. `key` is masked. */
void smp_begin_encryption(struct smp *s, struct smp_out *out);

/* A handler takes a PDU that the table found legal, checks it and acts. It
 * returns 0, or the reason of the Pairing Failed, having changed nothing. */

/* legacy.c, Vol 3 Part H 2.3.5.5 */
void legacy_start(struct smp *s, struct smp_out *out);
void legacy_passkey_known(struct smp *s, struct smp_out *out);
uint8_t legacy_confirm(struct smp *s, struct rd *r, struct smp_out *out);
uint8_t legacy_random(struct smp *s, struct rd *r, struct smp_out *out);

/* sc.c, Vol 3 Part H 2.3.5.6 */
void sc_start(struct smp *s, struct smp_out *out);
void sc_passkey_known(struct smp *s, struct smp_out *out);
void sc_compared(struct smp *s, struct smp_out *out);
uint8_t sc_public_key(struct smp *s, struct rd *r, struct smp_out *out);
uint8_t sc_confirm(struct smp *s, struct rd *r, struct smp_out *out);
uint8_t sc_random(struct smp *s, struct rd *r, struct smp_out *out);
uint8_t sc_dhkey_check(struct smp *s, struct rd *r, struct smp_out *out);

/* keys.c, Vol 3 Part H 3.6 */
void keys_start(struct smp *s, struct smp_out *out);
uint8_t keys_owed(uint8_t due); /* enum smp_keys of enum smp_due */
uint8_t keys_encryption_information(
    struct smp *s, struct rd *r, struct smp_out *out);
uint8_t keys_central_identification(
    struct smp *s, struct rd *r, struct smp_out *out);
uint8_t keys_identity_information(
    struct smp *s, struct rd *r, struct smp_out *out);
uint8_t keys_identity_address(struct smp *s, struct rd *r, struct smp_out *out);
uint8_t keys_signing_information(
    struct smp *s, struct rd *r, struct smp_out *out);

#endif
