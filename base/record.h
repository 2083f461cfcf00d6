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
};

#define RECORD_NO_ADAPTER 0xffff

struct record {
	uint64_t ns;	     /* since 1970-01-01 UTC, nanoseconds */
	uint16_t adapter;    /* N of hciN, or RECORD_NO_ADAPTER */
	uint8_t type;	     /* enum record_type */
	uint16_t code;	     /* the container's own code, for REC_OTHER */
	bool received;	     /* controller to host */
	const uint8_t *data; /* borrowed */
	uint32_t len;	     /* octets at `data` */
	uint32_t wire_len;   /* octets of the packet; more than `len` when the
			    * capture kept only its start */
};

#endif
