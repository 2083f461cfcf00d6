/*
 * What the decoder remembers between records. All of it is bounded: tables
 * have a fixed number of rows, and the row that was used least lately makes
 * room for a new one.
 */
#ifndef DECODERS_STATE_H
#define DECODERS_STATE_H

#include "base/air.h"
#include "decoders/packet.h"

enum {
	DEC_ADAPTERS = 16,
	DEC_CONNS = 32,
	DEC_CHANNELS = 64,
	DEC_ATTRS = 256, /* per side of a connection */
	DEC_CLIENTS = 64,
	DEC_OUI_SETS = 512,
	DEC_SDP_ANSWERS = 8, /* that are not whole yet */
};

struct adapter {
	bool used;
	uint16_t number;
	uint16_t company; /* NO_COMPANY until the log says */
	bool android;	  /* it has said which of Android's extensions it has */
	uint8_t addr[6];
	uint64_t frames;
};

#define NO_COMPANY 0xffff

/* What one side of a connection has in its attribute database, as far as the
 * log shows it. An attribute's place is its handle modulo DEC_ATTRS. */
struct attr {
	uint16_t handle; /* 0: empty */
	uint8_t uuid_len;
	bool known; /* from before the log */
	uint8_t uuid[16];
};

struct gatt_side {
	/* The log shows a discovery of characteristics, or they were known
	 * before it. Until then no attribute is named: the few that stray
	 * requests tell of would be a patchwork, and btmon names none. */
	bool discovered;
	bool known; /* some attributes are from before the log */
	struct attr attrs[DEC_ATTRS];
	/* The request that this side has not answered yet. */
	uint8_t pending;
	uint16_t pending_handle;
	uint8_t pending_type_len;
	uint8_t pending_type[16];
};

/* L2CAP data of one direction that is not whole yet. */
struct fragments {
	uint8_t *data; /* grows to what the log needs, at most 64 KiB + 4 */
	uint32_t cap;
	uint32_t len;
	uint32_t want; /* 0: nothing begun */
};

enum link_type { LINK_UNKNOWN, LINK_ACL, LINK_LE };

struct air_conn {
	bool encrypted;
	struct air_side side[2]; /* [received] */
};

struct conn {
	bool used;
	bool connected;
	uint8_t link;	 /* enum link_type */
	uint32_t handle; /* on the air: the access address */
	uint16_t adapter;
	uint8_t peer[6];
	uint8_t peer_type;
	uint64_t last_used;
	struct fragments fragments[2]; /* [received] */
	struct gatt_side gatt[2];      /* [0] ours, [1] the peer's */
	struct air_conn air;
};

enum channel_mode {
	MODE_BASIC = 0x00,
	MODE_ENHANCED_RETRANSMISSION = 0x03,
	MODE_STREAMING = 0x04,
	MODE_LE_CREDIT = 0x80,
	MODE_ENHANCED_CREDIT = 0x81,
};

/* What an answer of AVRCP needs to know. */
struct avrcp {
	uint8_t setting; /* that the request was about */
	/* Of an answer in several PDUs: */
	uint16_t octets; /* that are to come of the value that was cut */
	uint8_t left;	 /* attributes behind it */
};

/* An L2CAP channel that was opened in the log. One that ends with its
 * connection, instead of by a request, keeps its number, as in btmon. */
struct channel {
	bool used;
	const struct conn *conn; /* NULL when it has ended */
	uint64_t begun;		 /* of `ticks` */
	uint16_t psm;
	uint16_t cid[2]; /* [received]: the CID in what that side gets */
	uint8_t ident;
	uint8_t mode;
	uint8_t sequence; /* among those of its connection and PSM, from 0 */
	bool extended_control;
	bool unchecked[2];     /* [received]: that side wants no frame check */
	uint16_t sdu_left[2];  /* [received], of a segmented SDU */
	struct avrcp avrcp[2]; /* [received], of that side's answers */
};

/* A user of the kernel's control channel. */
struct client {
	bool used;
	uint32_t cookie;
	uint16_t format;
	uint8_t name_len;
	uint8_t name[20];
};

struct sdp_answer;

struct oui_name {
	uint32_t key; /* 0x01 and the OUI, or 0 */
	const char *name;
};

struct dec {
	struct adapter adapters[DEC_ADAPTERS];
	struct conn conns[DEC_CONNS];
	struct channel channels[DEC_CHANNELS];
	struct client clients[DEC_CLIENTS];
	struct sdp_answer *sdp; /* DEC_SDP_ANSWERS of them, or NULL */
	uint64_t ticks;		/* of `last_used` and `begun` */
	dec_oui_fn *oui_lookup;
	void *oui_ctx;
	dec_usb_fn *usb_lookup;
	void *usb_ctx;
	dec_attrs_fn *attrs_lookup;
	void *attrs_ctx;
	struct oui_name ouis[DEC_OUI_SETS][4]; /* the newest first */
};

struct adapter *dec_adapter(struct dec *d, uint16_t number);

/* The connection of a handle; NULL when the log does not show its start. */
struct conn *dec_conn_find(struct dec *d, uint16_t adapter, uint32_t handle);
/* The same, begun when there is none. */
struct conn *dec_conn_get(struct dec *d, uint16_t adapter, uint32_t handle);
/* A connection begins. One to the same peer keeps its attributes. */
void dec_connected(struct packet *p, uint32_t handle, enum link_type link,
    const uint8_t peer[6], uint8_t peer_type);
void dec_disconnected(struct packet *p, uint16_t handle);

/* What to show behind an address, or NULL. */
const char *dec_addr_text(struct dec *d, const uint8_t addr[6], uint8_t type);
/* Name of a UUID on the wire, with a fallback. */
const char *dec_uuid_text(const uint8_t *uuid, size_t len);
/* Name of a command, also of the adapter's maker; NULL when unknown. */
const char *dec_command_name(
    struct dec *d, const struct record *rec, uint16_t opcode);

#endif
