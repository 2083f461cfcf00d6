/*
 * Device files: a Bluetooth LE device in JSON, as pairscope-device(5) has it.
 * `serve` becomes such a device; the simulator puts it on the air.
 */
#ifndef GATT_DEVICE_H
#define GATT_DEVICE_H

#include "base/addr.h"
#include "base/err.h"
#include "gatt/db.h"

/* A fault on purpose: at this step, if the request looks like that, do this. */
enum device_step { /* beside SMP codes, Vol 3 Part H 3.3 */
	DEVICE_AT_ENCRYPTION = 0x80,
	DEVICE_AT_BOND = 0x81,
};

enum device_action { /* as enum smp_action */
	DEVICE_DO_FAIL,
	DEVICE_DO_SILENCE,
	DEVICE_DO_DROP,
	DEVICE_DO_DELAY,
	DEVICE_DO_DUPLICATE,
	DEVICE_DO_REORDER,
	DEVICE_DO_FLIP,
	DEVICE_DO_FORGET,
};

struct device_rule {
	uint8_t step;	 /* SMP code or enum device_step */
	bool on_sending; /* else when it arrives */
	uint8_t action;	 /* enum device_action */
	uint32_t value;	 /* reason, milliseconds or bit */
	uint8_t
	    without_initiator_keys;  /* acts when none of these bits is set */
	uint8_t without_authreq;     /* the same for AuthReq bits */
	uint8_t with_initiator_keys; /* when any of these is set; 0: always */
	uint8_t with_authreq;	     /* the same for AuthReq bits */
	bool without_oob;	     /* when the out-of-band flag is 0 */
	uint32_t sooner_ms; /* when no Security Request was sent so long ago; 0:
			     * always */
	uint8_t times;	    /* acts so often, then is spent; 0: always */
};

/* "[send|receive] PDU ACTION [VALUE] [xTIMES]", as in "send confirm flip 3 x1".
 * False when it is none. */
bool device_rule_parse(const char *text, struct device_rule *out);

/* Pairing as Vol 3 Part H 3.5.1 puts it on the air. */
struct device_security {
	uint8_t io; /* IO capability */
	uint8_t auth_req;
	uint8_t max_key_size, min_key_size;
	uint8_t initiator_keys, responder_keys; /* offered / accepted */
	bool pairable;	       /* false: every request fails with 0x05 */
	bool security_request; /* sent after connecting, */
	uint32_t security_request_delay_ms; /* this much later */
	bool has_passkey; /* what its keyboard types or its display shows */
	uint32_t passkey;
	bool confirm;	/* what its person answers to a comparison */
	bool sc_only;	/* nothing but authenticated Secure Connections */
	bool mitm_only; /* nothing but authenticated keys */
	bool allow_weaker, allow_debug_keys;
	bool exact; /* sends its features to the bit, see struct smp_config */
	bool has_oob_tk;    /* out-of-band data of legacy pairing, */
	uint8_t oob_tk[16]; /* least significant octet first */
	struct device_rule *rules;
	size_t n_rules;
};

/* A value that goes out by itself, once the client subscribed. */
struct device_notify {
	uint16_t value_handle;
	uint32_t delay_ms;    /* after the subscription */
	uint32_t interval_ms; /* between values; 0: one after another */
	unsigned repeat;      /* rounds through the values; 0: for ever */
	uint8_t **values;
	uint16_t *value_lens;
	size_t n_values;
};

/* What a device does that dials instead of advertising: a phone. */
struct device_central {
	bool present;
	struct bdaddr
	    target;	   /* whom it connects to; zero: whoever advertises */
	uint32_t delay_ms; /* before it starts to look */
	bool pair;	   /* sends a Pairing Request after connecting */
	struct uuid
	    *reads; /* then discovers and reads these characteristics, */
	size_t n_reads;
	struct uuid *subscribes; /* then subscribes to these, */
	size_t n_subscribes;
	uint32_t stay_ms;     /* and disconnects after so long */
	unsigned connections; /* so often; 0: once */
};

/* A fault of the link, on the simulator's air. */
enum device_fault_at {
	DEVICE_FAULT_CONNECTION,
	DEVICE_FAULT_FEATURES, /* when asked for them: it does not answer */
	DEVICE_FAULT_ENCRYPTION,
	DEVICE_FAULT_LOAD, /* at so many packets in a second */
};

struct device_fault {
	uint8_t at; /* enum device_fault_at */
	uint8_t reason;
	uint16_t packets;
	uint32_t sooner_ms; /* only after a link that ended this shortly ago;
			     * 0: always */
	uint32_t after_ms;  /* from there to the end of the link */
};

struct device {
	char *name;
	char *about;		/* what is known of the real device; "" */
	struct bdaddr address;	/* zero: the controller's own */
	bool privacy;		/* shows resolvable private addresses, */
	uint16_t rpa_timeout_s; /* each for so long */
	uint16_t adv_interval_ms;
	bool connectable;
	uint8_t adv[31], scan_rsp[31];
	uint8_t adv_len, scan_rsp_len;
	int8_t rssi;	  /* as the simulator's air delivers it, dBm */
	bool keeps_bonds; /* false: forgets each bond when the link ends */
	bool drops_bond;  /* only when the central ends it */
	bool closes;	  /* ends the link itself, */
	uint32_t closes_after_ms; /* so long after a pairing */
	struct device_security security;
	struct gatt_db db;
	struct device_notify *notifies;
	size_t n_notifies;
	struct device_central central;
	struct device_fault *faults;
	size_t n_faults;
	uint16_t company; /* that made its controller, on the simulator's air */
	bool adds_resolution; /* see device_parse_served() */
};

/* Parse the text of a device file. NULL and `err` ("line 12: ..." or
 * "services[0].characteristics[2].value: ...") when it is no valid device.
 * Unknown keys are errors: a typing mistake must not pass as a default. */
struct device *device_parse(const char *text, size_t len, struct err *err);
/* The same for a host that is a central too: where Generic Access is not of the
 * file, it has Central Address Resolution as well, Vol 3 Part C 12.4. */
struct device *device_parse_served(
    const char *text, size_t len, struct err *err);
/* What that says; false at first. Without it nothing is done. */
void device_set_resolution(struct device *d, bool resolves);
void device_free(struct device *d);

#endif
