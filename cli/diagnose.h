/*
 * What happened in a capture, as far as pairing goes: records in, a model of
 * connections and pairing attempts out, and the rules that match it. Pure: no
 * I/O, no clock.
 */
#ifndef CLI_DIAGNOSE_H
#define CLI_DIAGNOSE_H

#include "base/addr.h"
#include "base/record.h"
#include "smp/smp.h"

/* Our end is the host whose HCI was captured, the peer is the other one. */
enum diag_who { DIAG_CENTRAL, DIAG_PERIPHERAL };

enum diag_what {
	STEP_OPENED,	 /* code: HCI status */
	STEP_CLOSED,	 /* code: HCI reason; value: ACL packets, last second */
	STEP_SMP,	 /* pdu */
	STEP_ATT_ERROR,	 /* code: ATT error, value: handle */
	STEP_ENCRYPT,	 /* the central's host starts encryption; pdu: Rand,
			    * EDIV, the key */
	STEP_LTK_WANTED, /* the peripheral's controller asks for the key; pdu:
			    * Rand, EDIV */
	STEP_LTK_GIVEN,	 /* and its host answers, pdu: the key; */
	STEP_LTK_REFUSED,   /* or has none */
	STEP_ENCRYPTION,    /* code: HCI status; value: on */
	STEP_NOT_ENCRYPTED, /* the controller refused to start; code: status */
	STEP_PROCEDURE,	    /* the host begins one of the link; value: opcode */
	STEP_PROCEDURE_DONE,  /* value: opcode, code: status */
	STEP_ATT_UNANSWERED,  /* a request; code: ATT opcode, value: handle */
	STEP_SERVICE_CHANGED, /* the server indicates it; value: first handle */
	STEP_DIALED,	      /* the host asks for the connection */
	STEP_COMMAND_FAILED   /* of the adapter; value: opcode, code: status */
};

struct diag_step {
	uint32_t frame; /* number of the record in the file, from 1 */
	uint64_t ns;
	uint8_t what;  /* enum diag_what */
	bool received; /* from the peer, or by our controller */
	uint8_t code;
	uint16_t value;
	uint8_t len; /* of an SMP PDU; what is longer than any is cut */
	uint8_t pdu[SMP_MAX_PDU];
};

/* What a run of steps is about. */
enum diag_kind {
	DIAG_PAIRING, /* begins with a Pairing Request */
	DIAG_ASKED,   /* a Security Request that no Pairing Request followed */
	DIAG_ENCRYPTION /* with a key from before */
};

enum diag_outcome {
	DIAG_FAILED, /* Pairing Failed: `failed` says by whom, and the reason */
	DIAG_NOT_ENCRYPTED, /* `encrypted` or `refused` says why */
	DIAG_HUNG_UP,	    /* the link ended first: `closed` */
	DIAG_NO_ANSWER,	    /* the 30 seconds of Vol 3 Part H 3.4 passed */
	DIAG_UNFINISHED,    /* the capture ends */
	DIAG_KEYS_MISSING,  /* encrypted; then promised keys did not come */
	DIAG_DONE,
};

#define SMP_TIMEOUT_NS (30 * UINT64_C(1000000000))

/* A legacy confirm value, or that of a Secure Connections responder. */
enum diag_confirm {
	CONFIRM_UNSEEN,	    /* it, or the random value, is not in the capture */
	CONFIRM_SECRET,	    /* a passkey or other secret is needed */
	CONFIRM_NO_ADDRESS, /* the addresses are not in the capture */
	CONFIRM_GOOD,
	CONFIRM_ADDRESS, /* good for other addresses: `confirm_as` says which */
	CONFIRM_BAD,
	CONFIRM_NO_PASSKEY, /* diag_crack(): none fits */
	CONFIRM_SO_FAR, /* of Secure Connections' rounds: good, not all there */
};

/* Whose the out-of-band data of diag_know_oob() are. */
enum diag_oob_of { OOB_UNSEEN, OOB_CENTRAL, OOB_PERIPHERAL, OOB_NOBODY };

/* Pointers go to the steps of the connection; NULL: not there. */
struct diag_attempt {
	uint8_t kind;	   /* enum diag_kind */
	uint8_t outcome;   /* enum diag_outcome */
	size_t first, end; /* its steps */
	const struct diag_step *asked, *request, *response;
	/* by enum diag_who */
	const struct diag_step *confirm[2], *random[2], *public_key[2];
	const struct diag_step *check[2], *last_random[2]; /* DHKey Check */
	const struct diag_step *failed;			   /* the first */
	const struct diag_step *failed_again; /* by the other end */
	const struct diag_step *started;   /* STEP_ENCRYPT, STEP_LTK_WANTED */
	const struct diag_step *refused;   /* no key, or the command failed */
	const struct diag_step *encrypted; /* whatever the status */
	const struct diag_step *closed;
	const struct diag_step *last; /* the last of its SMP PDUs that counts */
	struct smp_features req, rsp;
	bool sc;
	enum smp_method method; /* of the central; of worth with a response */
	uint8_t promised[2], delivered[2]; /* enum smp_keys */
	uint8_t confirms[2];		   /* enum diag_confirm */
	const char *confirm_as[2];	   /* words, for CONFIRM_ADDRESS */
	/* What this end used: of legacy pairing by diag_crack(); Secure
	 * Connections tell it bit by bit, the lowest first. */
	bool has_passkey[2];
	uint32_t passkey[2];
	uint8_t rounds[2];	 /* bits that were told */
	uint8_t checks[2];	 /* enum diag_confirm, of the DHKey checks */
	const char *check_as[2]; /* words, for CONFIRM_ADDRESS */
	uint8_t key;	/* enum diag_confirm, of what encryption started with */
	bool key_uncut; /* good, but longer than the size agreed on */
	uint8_t oob;	/* enum diag_oob_of */
	bool has_number;
	uint32_t number; /* to be compared */
};

/* What a controller says of itself. */
struct diag_version {
	bool known;
	uint8_t version; /* as of HCI and the link layer */
	uint16_t company, subversion;
};

struct diag_conn {
	uint16_t adapter, handle;
	bool has_role; /* false: taken for the central */
	bool central;  /* our end is */
	bool has_own, has_peer;
	struct bdaddr own, peer; /* as on the air */
	bool has_params;
	uint16_t interval, latency, timeout; /* 1.25 ms, events, 10 ms */
	uint64_t last_ns; /* of the capture, or of what took the handle */
	/* The connections before and after with the same peer. */
	const struct diag_conn *before, *after;
	bool adapter_only;	 /* no connection: what the adapter was told */
	bool has_identity;	 /* the peer's address is an identity, or is */
	struct bdaddr identity;	 /* resolved by an IRK of the capture */
	unsigned n_irks;	 /* that the capture has, for this adapter */
	const struct bond *bond; /* of diag_know(), or NULL */
	bool bonded;	/* our host was told of a bond with this identity */
	bool resolving; /* our controller resolves addresses */
	struct diag_version own_version, peer_version;
	bool masked;				  /* diag_hide() */
	bool heard;				  /* diag_heard() */
	unsigned att_requests[2];		  /* by `received` */
	uint64_t first_discovery, last_discovery; /* ns, 0: none */
	uint64_t first_request, mtu_request;	  /* the same, of ATT */
	/* AD flags of the peer's advertising before, and after the end. */
	bool has_flags[2];
	uint8_t flags[2];
	uint32_t flags_frame[2];
	/* It was dialled by an identity, and this address of its was on air. */
	uint32_t rpa_frame; /* 0: none */
	struct bdaddr rpa;
	bool cut; /* it had more steps than are kept */
	struct diag_step *steps;
	size_t n_steps, cap_steps;
	struct diag_attempt *attempts;
	size_t n_attempts, cap_attempts;
};

/* Bounds, whatever a file holds: steps of one connection, and of all. */
#define DIAG_MAX_STEPS	     20000
#define DIAG_MAX_TOTAL_STEPS 1000000

struct diag;

struct diag *diag_new(void);
void diag_free(struct diag *d);
void diag_record(struct diag *d, const struct record *rec);
/* What follows was heard on the air, by somebody who may miss packets. */
void diag_heard(struct diag *d);
/* The number of the next record, where some before it are left out. */
void diag_number(struct diag *d, uint32_t number);
/* Bonds, before the first record, that are known besides; borrowed until
 * diag_free(). */
void diag_know(struct diag *d, const struct bonds *bonds);
/* After the last record: finds the attempts. */
void diag_finish(struct diag *d);

/* After diag_finish(): try all passkeys on the confirm values of legacy passkey
 * entry, some seconds for each. */
void diag_crack(struct diag *d);

/* What crossed out of band; numbers least significant octet first. */
struct diag_oob {
	bool has_tk, has_data;
	uint8_t tk[16], confirm[16], random[16];
};

/* After diag_finish(): compute again what that opens. */
void diag_know_oob(struct diag *d, const struct diag_oob *oob);

/* Findings from now on name no address and no passkey. */
void diag_hide(struct diag *d);
/* After diag_finish(): in the place of addresses what `redact` has for them, no
 * passkeys and numbers, and zeros for all of the PDUs but features and reasons.
 * Findings are to be had before. */
struct redact;
void diag_mask(struct diag *d, const struct redact *redact);

/* The connections, in the order of their first record; those without a step of
 * any interest are not among them. Valid until diag_free(). */
size_t diag_connections(const struct diag *d);
const struct diag_conn *diag_connection(const struct diag *d, size_t i);

/* Cut the steps of a connection into attempts; diag_finish() does it. */
void diag_find_attempts(struct diag_conn *c);
/* What diag_crack() does, for one of them. */
void diag_crack_attempt(const struct diag_conn *c, struct diag_attempt *a);

enum diag_who diag_sender(
    const struct diag_conn *c, const struct diag_step *step);
/* NULL: not in the capture. */
const struct bdaddr *diag_address(const struct diag_conn *c, enum diag_who who);

/* Of an attempt that has a response. */
const char *diag_method_name(const struct diag_attempt *a);

/* What a rule found: its words and where they stand. */
#define DIAG_MAX_FRAMES 6

/* Who has to forget a bond, before pairing anew helps. */
enum diag_forget {
	FORGET_NONE,
	FORGET_CENTRAL,
	FORGET_PERIPHERAL,
	FORGET_BOTH
};

struct diag_finding {
	const char *id; /* of the rule */
	char detail[160];
	uint32_t frames[DIAG_MAX_FRAMES];
	unsigned n_frames;
	uint16_t attribute; /* a handle, 0: none */
	uint8_t forget;	    /* enum diag_forget */
	uint8_t ruled_out;  /* causes of the rule, the first is bit 0 */
};

#define DIAG_MAX_FINDINGS 16

/* The rules that match an attempt, or with `a` NULL the connection as a whole.
 * Returns their number. */
size_t diag_check(const struct diag_conn *c, const struct diag_attempt *a,
    struct diag_finding out[static DIAG_MAX_FINDINGS]);

/* What the capture does not show and would be needed, a sentence a line. */
void diag_unseen(
    const struct diag_conn *c, const struct diag_attempt *a, struct buf *out);

/* The causes of the rule that the evidence leaves, a line each. */
void diag_causes(const struct diag_finding *f, struct buf *out);

/* The command that sends this request, without the end of its line. */
void diag_put_request(
    struct buf *b, const char *target, const struct smp_features *f);
#define DIAG_TARGET_LEN (ADDR_STRLEN + 8)
/* The peripheral as a command takes it, or "TARGET". */
void diag_target(const struct diag_conn *c, char out[static DIAG_TARGET_LEN]);

/* What to do next for a finding, one step a line; commands can be pasted. */
void diag_experiments(const struct diag_conn *c, const struct diag_attempt *a,
    const struct diag_finding *f, struct buf *out);

#endif
