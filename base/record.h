/* One captured packet: what the tap sees, what capture files hold, and what
 * the decoder takes. */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum record_type {
	REC_COMMAND, /* HCI packets, without the H4 type octet */
	REC_EVENT,
	REC_ACL,
	REC_SCO,
	REC_ISO,
	REC_NEW_INDEX, /* records of the Linux monitor channel */
	REC_DEL_INDEX,
	REC_OPEN_INDEX,
	REC_CLOSE_INDEX,
	REC_INDEX_INFO,
	REC_VENDOR_DIAG,
	REC_SYSTEM_NOTE,
	REC_USER_LOGGING,
	REC_CTRL_OPEN,
	REC_CTRL_CLOSE,
	REC_CTRL_COMMAND,
	REC_CTRL_EVENT,
	REC_OTHER, /* a type that the container knows and we do not */
	REC_AIR,   /* a link-layer PDU that a sniffer heard, Vol 6 Part B 2 */
	/* How many records whoever wrote the log had to leave out before the
	 * next one: an octet each for commands, events, ACL sent and received,
	 * SCO sent and received, and others. */
	REC_DROPS,
};

#define RECORD_NO_ADAPTER 0xffff

/* The access address of the advertising channels, Vol 6 Part B 2.1.2. */
#define AIR_ADVERTISING 0x8e89bed6
#define AIR_NO_CHANNEL	0xff

enum air_flags {
	AIR_RSSI = 0x01,      /* `rssi` is known */
	AIR_CRC = 0x02,	      /* `crc` is in the capture */
	AIR_CRC_BAD = 0x04,   /* says the sniffer */
	AIR_DIRECTION = 0x08, /* of a connection, and it is certain */
	AIR_SECONDARY = 0x10, /* advertising that is not on AIR_ADVERTISING */
	AIR_ISO = 0x20,	      /* of an isochronous stream */
	AIR_BROADCAST = 0x40, /* with AIR_ISO: of a broadcast one */
	AIR_DECRYPTED = 0x80, /* the octets are plain; the MIC was taken off */
	AIR_PLAIN = 0x100,    /* not encrypted, says the sniffer */
};

enum air_phy { AIR_1M, AIR_2M, AIR_CODED };

/* What a sniffer says beside the octets of a PDU. */
struct record_air {
	uint32_t access; /* access address */
	uint32_t crc;	 /* 24 bits, least significant octet first */
	uint16_t flags;	 /* enum air_flags */
	uint8_t channel; /* 0 to 39, or AIR_NO_CHANNEL */
	uint8_t phy;	 /* enum air_phy */
	uint8_t ci;	 /* coding indicator of AIR_CODED */
	int8_t rssi;	 /* dBm */
};

struct record {
	uint64_t ns;	     /* since 1970-01-01 UTC, nanoseconds */
	uint16_t adapter;    /* N of hciN, or RECORD_NO_ADAPTER */
	uint8_t type;	     /* enum record_type */
	uint16_t code;	     /* the container's own code, for REC_OTHER */
	bool received;	     /* controller to host; peripheral to central */
	const uint8_t *data; /* borrowed */
	uint32_t len;	     /* octets at `data` */
	uint32_t wire_len;   /* octets of the packet; more than `len` when the
			    * capture kept only its start */
	/* Of REC_AIR, whose `data` is the PDU with its header. */
	struct record_air air;
};

#endif
