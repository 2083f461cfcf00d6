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
#include "smp/attempts.h"
#include "smp/bonds.h"
#include "smp/crypto.h"

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

enum smp_keypress { /* Vol 3 Part H 3.5.8 */
	SMP_KEYPRESS_STARTED,
	SMP_KEYPRESS_DIGIT,
	SMP_KEYPRESS_ERASED,
	SMP_KEYPRESS_CLEARED,
	SMP_KEYPRESS_COMPLETED,
};

enum smp_method {
	SMP_JUST_WORKS,
	SMP_PASSKEY_DISPLAY, /* we show it, the peer's person types it */
	SMP_PASSKEY_INPUT,   /* our person types it */
	SMP_NUMERIC_COMPARISON,
	SMP_OOB,
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

/* "At this step do that": faults on purpose, to test the other end. */
enum smp_when { SMP_ON_ARRIVAL, SMP_ON_SENDING };

enum smp_step {			    /* beside those of enum smp_code */
	SMP_STEP_ENCRYPTION = 0x80, /* our end takes the key into use */
	SMP_STEP_BOND = 0x81,	    /* the pairing is complete */
};

enum smp_action {
	SMP_DO_FAIL,	  /* send Pairing Failed; value: the reason */
	SMP_DO_SILENCE,	  /* send and take nothing more on this link */
	SMP_DO_DROP,	  /* this PDU only */
	SMP_DO_DELAY,	  /* value: milliseconds */
	SMP_DO_DUPLICATE, /* send it twice */
	SMP_DO_REORDER,	  /* send it behind the next one */
	SMP_DO_FLIP,	  /* invert a bit; value: its number behind the code */
	SMP_DO_FORGET,	  /* SMP_STEP_BOND: keep no keys */
};

struct smp_rule {
	uint8_t step;	/* enum smp_code or enum smp_step */
	uint8_t when;	/* enum smp_when; on arrival: fail, silence, drop */
	uint8_t action; /* enum smp_action */
	uint32_t value;
	uint8_t without_initiator_keys; /* only if the request has none of */
	uint8_t without_authreq;	/* these bits */
	uint8_t times;			/* 0: always */
	uint8_t fired;			/* counts */
	uint8_t with_initiator_keys;	/* only if it has any of these, */
	uint8_t with_authreq;		/* unless 0 */
	bool without_oob;		/* only without its out-of-band flag */
	uint32_t sooner_ms; /* only when our last Security Request is no older,
			     * or there was none; 0: at any time */
};

/* Out-of-band data, Vol 3 Part H 2.3.5.4 and 2.3.5.6.4. The flag in the features
 * is the caller's to set: it says that we have data of the peer. */
struct smp_oob {
	bool lasting; /* not for one pairing only: printed on a device */
	bool has_tk;  /* legacy: the same at both ends */
	uint8_t tk[16];
	bool has_own; /* Secure Connections: the peer has data of ours, */
	struct p256_key own_key; /* made from this key */
	uint8_t own_rand[16];	 /* and this value */
	bool has_peer;
	uint8_t peer_rand[16], peer_confirm[16];
};

struct smp_config {
	struct smp_features
	    features;	       /* what we send, before the peer's is known */
	uint8_t min_key_size;  /* 7..16; a smaller result fails with 0x06 */
	bool require_mitm;     /* an unauthenticated result fails with 0x03 */
	bool require_sc;       /* so does legacy pairing */
	bool pairable;	       /* false: a responder answers 0x05 */
	bool allow_debug_keys; /* take the public debug key from a peer */
	bool allow_weaker;     /* replace a bond by a weaker one */
	bool exact; /* send our features to the bit, as responder too, where the
		     * specification has them follow the peer's */
	struct smp_oob oob; /* for one pairing: then it is wiped */
	bool fixed_passkey; /* show `passkey` instead of a random one */
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
	const struct bonds *bonds; /* borrowed, may be NULL: what there is */
	struct attempts *attempts; /* the same: failures of all links */
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
	SMP_FAILED, /* reason, by_peer; text: why, where it is known; value 1:
		     * it takes back what SMP_PAIRED said */
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

/* Fresh Secure Connections data of our own, and the confirm value that goes
 * with own_rand to the peer. */
void smp_oob_make(
    struct smp_oob *oob, const struct env *env, uint8_t confirm[static 16]);

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
/* Our person types: a Keypress Notification, if both ends want them. False when
 * nobody types here or the peer does not want to know, Vol 3 Part H 3.5.8. */
bool smp_keypress(
    struct smp *s, enum smp_keypress type, uint64_t now, struct smp_out *out);
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
	bool authenticated; /* what the method gives */
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
