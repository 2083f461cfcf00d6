/*
 * The Security Manager of one link, Vol 3 Part H: pairing as initiator or as
 * responder. Pure: PDUs, answers of the person and `now` go in, effects come
 * out in a list that the caller owns.
 *
 * Keys, random values and 128-bit numbers are least significant octet first,
 * as they are sent.
 */
#ifndef SMP_SMP_H
#define SMP_SMP_H

#include "base/addr.h"
#include "base/bytes.h"
#include "base/env.h"
#include "smp/bond.h"

#define SMP_CID	    0x0006
#define SMP_MAX_PDU 65 /* Pairing Public Key */

enum smp_code { /* Vol 3 Part H 3.3 */
	SMP_PAIRING_REQUEST = 0x01,
	SMP_PAIRING_RESPONSE = 0x02,
	SMP_PAIRING_CONFIRM = 0x03,
	SMP_PAIRING_RANDOM = 0x04,
	SMP_PAIRING_FAILED = 0x05,
	SMP_ENCRYPTION_INFORMATION = 0x06,
	SMP_CENTRAL_IDENTIFICATION = 0x07,
	SMP_IDENTITY_INFORMATION = 0x08,
	SMP_IDENTITY_ADDRESS_INFORMATION = 0x09,
	SMP_SIGNING_INFORMATION = 0x0a,
	SMP_SECURITY_REQUEST = 0x0b,
	SMP_PUBLIC_KEY = 0x0c,
	SMP_DHKEY_CHECK = 0x0d,
	SMP_KEYPRESS_NOTIFICATION = 0x0e,
};

enum smp_reason { /* Vol 3 Part H 3.5.5; 0 is good */
	SMP_OK = 0x00,
	SMP_PASSKEY_ENTRY_FAILED = 0x01,
	SMP_OOB_NOT_AVAILABLE = 0x02,
	SMP_AUTHENTICATION_REQUIREMENTS = 0x03,
	SMP_CONFIRM_VALUE_FAILED = 0x04,
	SMP_PAIRING_NOT_SUPPORTED = 0x05,
	SMP_ENCRYPTION_KEY_SIZE = 0x06,
	SMP_COMMAND_NOT_SUPPORTED = 0x07,
	SMP_UNSPECIFIED_REASON = 0x08,
	SMP_REPEATED_ATTEMPTS = 0x09,
	SMP_INVALID_PARAMETERS = 0x0a,
	SMP_DHKEY_CHECK_FAILED = 0x0b,
	SMP_NUMERIC_COMPARISON_FAILED = 0x0c,
	SMP_BREDR_PAIRING_IN_PROGRESS = 0x0d,
	SMP_CTKD_NOT_ALLOWED = 0x0e,
	SMP_KEY_REJECTED = 0x0f,
	SMP_BUSY = 0x10,
};

enum smp_io { /* Vol 3 Part H 3.5.1 table 3.4 */
	SMP_DISPLAY_ONLY = 0x00,
	SMP_DISPLAY_YES_NO = 0x01,
	SMP_KEYBOARD_ONLY = 0x02,
	SMP_NO_INPUT_NO_OUTPUT = 0x03,
	SMP_KEYBOARD_DISPLAY = 0x04,
};

enum smp_auth {			 /* AuthReq, Vol 3 Part H 3.5.1 figure 3.3 */
	SMP_AUTH_BONDING = 0x01, /* of the two-bit field Bonding_Flags */
	SMP_AUTH_BONDING_MASK = 0x03,
	SMP_AUTH_MITM = 0x04,
	SMP_AUTH_SC = 0x08,
	SMP_AUTH_KEYPRESS = 0x10,
	SMP_AUTH_CT2 = 0x20,
};

enum smp_keys { /* key distribution, Vol 3 Part H 3.6.1 */
	SMP_KEY_ENC = 0x01,
	SMP_KEY_ID = 0x02,
	SMP_KEY_SIGN = 0x04,
	SMP_KEY_LINK = 0x08,
};

enum smp_method {
	SMP_JUST_WORKS,
	SMP_PASSKEY_DISPLAY, /* we show it, the peer's person types it */
	SMP_PASSKEY_INPUT,   /* our person types it */
	SMP_NUMERIC_COMPARISON,
	SMP_OOB, /* selected by the peer's flags; we have no OOB data yet */
};

enum smp_role { SMP_INITIATOR, SMP_RESPONDER };

/* The six octets after the code of a Pairing Request or Response. */
struct smp_features {
	uint8_t io;
	uint8_t oob; /* 1: we have data of the peer */
	uint8_t auth_req;
	uint8_t max_key_size;
	uint8_t initiator_keys;
	uint8_t responder_keys;
};

/* Fail an attempt on purpose, see struct device_rule. `fired` counts. */
struct smp_rule {
	uint8_t step; /* enum smp_code of the PDU that has just arrived */
	uint8_t without_initiator_keys;
	uint8_t without_authreq;
	uint8_t times; /* 0: always */
	uint8_t reason;
	uint8_t fired;
};

struct smp_config {
	struct smp_features
	    features;	       /* what we send, before the peer's is known */
	uint8_t min_key_size;  /* 7..16; a smaller result fails with 0x06 */
	bool require_mitm;     /* an unauthenticated result fails with 0x03 */
	bool require_sc;       /* so does legacy pairing */
	bool pairable;	       /* false: a responder answers 0x05 */
	bool allow_debug_keys; /* take the public debug key from a peer */
	bool fixed_passkey;    /* show `passkey` instead of a random one */
	uint32_t passkey;
	struct smp_rule
	    *rules; /* borrowed; shared between attempts and links */
	size_t n_rules;
};

/* Our side and the peer's of one link. The on-air addresses are those of the
 * connection, never identities: c1, f5 and f6 take them, Vol 3 Part H 2.2. */
struct smp_link {
	enum smp_role role;
	struct bdaddr own, peer;
	struct bdaddr own_identity;
	uint8_t own_irk[16];
};

enum smp_effect_type {
	SMP_SEND, /* pdu: for CID 6 */
	SMP_ENCRYPT, /* initiator: LE Enable Encryption with ltk, EDIV and Rand 0 */
	SMP_STARTED, /* features of both ends are known: method, sc, key_size */
	SMP_SHOW_PASSKEY, /* passkey: to be typed at the peer */
	SMP_ASK_PASSKEY,  /* answer with smp_answer_passkey() */
	SMP_ASK_COMPARE, /* passkey: is it shown at the peer too? smp_answer() */
	SMP_KEYPRESS,	 /* value: notification type of the peer */
	SMP_PEER_REQUESTS, /* value: AuthReq of a Security Request */
	SMP_PAIRED,	   /* bond is complete; see smp_bond() */
	SMP_FAILED,	   /* reason, by_peer; text: why, where it is known */
};

struct smp_effect {
	uint8_t type; /* enum smp_effect_type */
	uint8_t len;
	uint8_t pdu[SMP_MAX_PDU];
	uint8_t value;
	uint32_t passkey;
	uint8_t ltk[16];
	uint8_t reason; /* enum smp_reason; 0: no PDU was the cause */
	bool by_peer;
	const char *text; /* why, in words; static */
};

#define SMP_MAX_EFFECTS 24 /* of one call */

struct smp_out {
	struct smp_effect v[SMP_MAX_EFFECTS];
	unsigned n;
};

struct smp;

struct smp *smp_new(const struct smp_link *link, const struct env *env);
void smp_free(struct smp *s);

/* How pairings are done from now on; copied, but for the rules. */
void smp_set_config(struct smp *s, const struct smp_config *config);
const struct smp_config *smp_get_config(const struct smp *s);

/* Initiator: send a Pairing Request. False when a pairing runs already or the
 * link's SMP is dead after a timeout. */
bool smp_pair(struct smp *s, uint64_t now, struct smp_out *out);
/* Responder: send a Security Request with the configured AuthReq. */
bool smp_request_security(struct smp *s, uint64_t now, struct smp_out *out);

/* A PDU of CID 6 arrived. Any bytes are taken. */
void smp_receive(struct smp *s, const uint8_t *pdu, size_t len, uint64_t now,
    struct smp_out *out);

/* Answers to SMP_ASK_PASSKEY (0..999999) and SMP_ASK_COMPARE. False when
 * nothing was asked. */
bool smp_answer_passkey(
    struct smp *s, uint32_t passkey, uint64_t now, struct smp_out *out);
bool smp_answer(struct smp *s, bool yes, uint64_t now, struct smp_out *out);
/* The person gives up: Pairing Failed with `reason`. */
void smp_cancel(
    struct smp *s, uint8_t reason, uint64_t now, struct smp_out *out);

/* Responder: the controller asks for the key of a link with `rand` and `ediv`.
 * True and the key of the pairing that runs, if this is its time. */
bool smp_ltk(
    const struct smp *s, uint64_t rand, uint16_t ediv, uint8_t ltk[static 16]);
/* Encryption Change or Key Refresh: `status` is an HCI status. */
void smp_encryption_changed(
    struct smp *s, uint8_t status, bool on, uint64_t now, struct smp_out *out);

void smp_tick(struct smp *s, uint64_t now, struct smp_out *out);
uint64_t smp_deadline(const struct smp *s); /* or NEVER */

bool smp_busy(const struct smp *s); /* a pairing is under way */
/* The result of the last pairing that succeeded on this link, or NULL. */
const struct bond *smp_bond(const struct smp *s);

/* Both feature sets and what follows from them, while a pairing runs and
 * after; zeros before. */
struct smp_status {
	struct smp_features request, response;
	bool have_request, have_response;
	bool bonding; /* both ends want to keep the keys */
	bool sc;
	enum smp_method method;
	uint8_t key_size;
	uint8_t keys_due; /* enum smp_keys that the peer still owes us */
};
struct smp_status smp_get_status(const struct smp *s);

/* The association model, Vol 3 Part H 2.3.5.1, as `role` sees it. */
enum smp_method smp_select_method(const struct smp_features *request,
    const struct smp_features *response, enum smp_role role);

const char *smp_method_name(enum smp_method m);
const char *smp_io_name(uint8_t io); /* NULL when out of range */

#endif
