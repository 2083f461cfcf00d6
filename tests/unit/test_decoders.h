/* What the tests of decoders/ share: packets as controllers and kernels send
 * them, and decoding one packet into a buffer. */
#ifndef TESTS_UNIT_TEST_DECODERS_H
#define TESTS_UNIT_TEST_DECODERS_H

#include "tests/unit/helpers.h"

#include <stdlib.h>
#include <string.h>

#include "decoders/decode.h"
#include "decoders/sinks.h"

struct sample {
	uint8_t type; /* enum record_type */
	bool received;
	const char *hex;
};

enum { SAMPLE_MAX = 1024 };

/* 2026-11-21 08:30:00 UTC */
#define SAMPLE_SECOND UINT64_C(1795249800)

/* clang-format off */
static const struct sample samples[] = {
	/* Records of the monitor channel, which name an adapter. */
	{ REC_NEW_INDEX, false, "00 03 42 00 00 01 aa 00 6863693000000000" },
	{ REC_OPEN_INDEX, false, "" },
	{ REC_CLOSE_INDEX, false, "" },
	{ REC_INDEX_INFO, false, "42 00 00 01 aa 00 0f00" },
	{ REC_SYSTEM_NOTE, false, "4c696e75782076657273696f6e20362e31322e3000" },
	{ REC_USER_LOGGING, false, "06 0b 626c7565746f6f74686400 68656c6c6f00" },
	{ REC_VENDOR_DIAG, true, "80 01 02 03 04" },
	{ REC_CTRL_OPEN, false, "01000000 0200 0116 0300 00000000 0b 626c7565746f6f74686400" },
	{ REC_CTRL_COMMAND, false, "01000000 0500 01" },
	{ REC_CTRL_EVENT, true, "01000000 0100 0500 00 01000000" },
	{ REC_CTRL_CLOSE, false, "01000000" },
	{ REC_OTHER, false, "0102" },
	{ REC_DEL_INDEX, false, "" },

	/* Commands and their answers. */
	{ REC_COMMAND, false, "030c 00" }, /* Reset */
	{ REC_EVENT, true, "0e 04 01 030c 00" },
	{ REC_COMMAND, false, "010c 08 90a8000200808030" }, /* Set Event Mask */
	{ REC_EVENT, true, "0e 0c 01 0110 00 09 1110 09 0f00 0922" }, /* Read Local Version */
	{ REC_EVENT, true, "0e 0c 01 0310 00 0000000060000000" }, /* Read Local Features */
	{ REC_EVENT, true, "0e 44 01 0210 00"
		"20000000000000000000000000000000 00000000000000300000000000000000"
		"00000000000000000000000000000000 00000000000000000000000000000000" },
	{ REC_EVENT, true, "0e 0a 01 0910 00 42000001aa00" }, /* Read BD ADDR */
	{ REC_EVENT, true, "0e 07 01 0220 00 fb00 08" }, /* LE Read Buffer Size */
	{ REC_EVENT, true, "0e 0c 01 0320 00 ff79010000000000" }, /* LE Read Features */
	{ REC_COMMAND, false, "0620 0f a000 2001 00 01 00 000000000000 07 "
		"00" }, /* LE Set Adv Parameters */
	{ REC_COMMAND, false, "0820 20 13 020106 03030f18 0b0950756c73652033303030 "
		"000000000000000000000000" },
	{ REC_COMMAND, false, "0b20 07 01 6000 3000 01 00" }, /* LE Set Scan Parameters */
	{ REC_COMMAND, false, "0c20 02 01 01" },
	{ REC_COMMAND, false, "4120 0d 01 00 05 01 6000 3000 00 a000 "
		"5000" }, /* LE Set Extended Scan Parameters */
	{ REC_COMMAND, false, "0d20 19 6000 3000 00 01 ff44332211c0 00 1800 2800 0000 2a00 0000 "
		"0000" },
	{ REC_COMMAND, false, "4320 1a 00 01 01 ff44332211c0 01 6000 3000 1800 2800 0000 2a00 0000 "
		"0000" },
	{ REC_EVENT, true, "0f 04 00 01 0d20" }, /* Command Status */
	{ REC_EVENT, true, "0f 04 0c 01 0d20" },
	{ REC_COMMAND, false, "1920 1c 4000 0807060504030201 3412 "
		"000102030405060708090a0b0c0d0e0f" },
	{ REC_COMMAND, false, "01fc 06 ffeeddccbbaa" }, /* of the maker */

	/* Advertising. */
	{ REC_EVENT, true, "3e 28 02 01 00 01 ff44332211c0 1c"
		"02 01 06 03 03 1018 07 09 425037333530 02 0a fc 03 19 8003 05 ff 0e02 0102 c5" },
	{ REC_EVENT, true, "3e 28 0d 01 1300 01 ff44332211c0 01 00 ff 7f c8 0000 00 000000000000 0e"
		"02 01 06 0a 08 506169722053636f70" },
	{ REC_EVENT, true, "3e 2b 02 01 04 00 42000001aa00 1f"
		"11 07 fb349b5f80000080001000000d180000 09 16 0d18 010203040506 02 0a 04 c0" },
	{ REC_EVENT, true, "3e 12 0b 01 01 01 ff44332211c0 01 665544332211 c5" },

	{ REC_EVENT, true, "3e 15 28 01 00 00 02 f6 c4 ff 03 00 05 04ff590007 7f 7f 01 04 01 "
		"00" }, /* answers to periodic advertising */
	{ REC_EVENT, true, "3e 13 15 0500 25 2efd 01 00 02 00 3412 03 01ff 7f80 00fe" },
	{ REC_EVENT, true, "3e 5c 31 4000 00 0a00 0100 00c0 ec 01 01 00 01 07 00 02 05 00 c4 00 "
		"18fc 00 03 03 11 7f 01 01 10 06 00 02 c5 0a00 00 01 11 0e 02 ff c5 0080 01 "
		"ff0f8000 00f07f00 02 20 09 00 01f07f00 ff0f8013 03 21 0f 00 00 c6 f6ff 00 00 "
		"0100f000 1000ff21 02 22 03 010203" }, /* Channel Sounding */

	/* A connection and what runs over it. */
	{ REC_EVENT, true, "3e 13 01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00" },
	{ REC_EVENT, true, "3e 1f 0a 00 4100 01 00 665544332211 000000000000 1a2b3c4d5e6f 1800 "
		"0000 2a00 05" },
	{ REC_EVENT, true, "3e 0c 04 00 4000 ff00000000000000" },
	{ REC_ACL, true, "4020 0600 0200 0600 0b 01" }, /* Security Request */
	{ REC_ACL, false, "4000 0b00 0700 0600 01 03 00 01 10 05 07" },
	{ REC_ACL, true, "4020 0b00 0700 0600 02 04 00 0d 10 02 03" },
	{ REC_ACL, true, "4020 0600 0200 0600 05 08" }, /* Pairing Failed */
	{ REC_ACL, false, "4000 1500 1100 0600 03 000102030405060708090a0b0c0d0e0f" },
	{ REC_ACL, true, "4020 1500 1100 0600 08 000102030405060708090a0b0c0d0e0f" },
	{ REC_ACL, true, "4020 0c00 0800 0600 09 01 ff44332211c0" },
	{ REC_ACL, true, "4020 1b00 4100 0600 0c "
		"20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4" }, /* a public key, in fragments */
	{ REC_ACL, true, "4010 1b00 fddbcc0301480e359de6 dc809c49652aeb6d63329abf5a52155c76" },
	{ REC_ACL, true, "4010 0f00 6345c28fed3024741c8ed01589d28b" },
	{ REC_EVENT, true, "3e 0d 05 4000 0000000000000000 0000" },
	{ REC_EVENT, true, "08 04 00 4000 01" },
	{ REC_ACL, false, "4000 0700 0300 0400 02 0502" },
	{ REC_ACL, true, "4020 0700 0300 0400 03 f700" },
	{ REC_ACL, false, "4000 0b00 0700 0400 10 0100 ffff 0028" },
	{ REC_ACL, true, "4020 1200 0e00 0400 11 06 0100 0900 0018 0a00 1200 1018" },
	{ REC_ACL, false, "4000 0b00 0700 0400 08 0100 ffff 0328" },
	{ REC_ACL, true, "4020 1b00 1700 0400 09 07 0b00 20 0c00 352a 0e00 02 0f00 492a 1000 08 "
		"1100 382a" },
	{ REC_ACL, false, "4000 0900 0500 0400 04 0d00 0d00" },
	{ REC_ACL, true, "4020 0a00 0600 0400 05 01 0d00 0229" },
	{ REC_ACL, false, "4000 0900 0500 0400 12 0d00 0200" },
	{ REC_ACL, true, "4020 0900 0500 0400 01 12 0d00 05" },
	{ REC_ACL, true, "4020 0500 0100 0400 13" },
	{ REC_ACL, true, "4020 1a00 1600 0400 1d 0c00 1e 9400 5f00 7100 ea070b15081e00 4800 01 "
		"0400" },
	{ REC_ACL, false, "4000 0500 0100 0400 1e" },
	{ REC_ACL, false, "4000 0700 0300 0400 0a 0300" },
	{ REC_ACL, true, "4020 0b00 0700 0400 0b 425037333530" },
	{ REC_ACL, false, "4000 0d00 0900 0400 20 0300 0c00 0f00 1100" },
	{ REC_ACL, true, "4020 1000 0c00 0500 12 01 0800 0600 1800 0000 "
		"2a00" }, /* Parameter Update */
	{ REC_ACL, false, "4000 0a00 0600 0500 13 01 0200 0000" },
	{ REC_ACL, true, "4020 1200 0e00 0500 14 02 0a00 2700 4000 4000 4000 0a00" },
	{ REC_ACL, false, "4000 1200 0e00 0500 15 02 0a00 4100 4000 4000 0a00 0000" },
	{ REC_ACL, false, "4000 0900 0500 4000 0300 0a 0300" },
	{ REC_ACL, true, "4020 0c00 0800 0100 02 01 0400 0100 4000" }, /* BR/EDR */
	{ REC_EVENT, true, "13 05 01 4000 0200" },
	{ REC_EVENT, true, "05 04 00 4000 13" },
	{ REC_SCO, true, "4000 04 01020304" },
	{ REC_ISO, false, "4020 0600 0100 0200 aabb" },

	/* BR/EDR */
	{ REC_EVENT, true, "2f ff 01 665544332211 01 00 1c0000 1234 c8"
		"0709 506169722031 05030b110a11"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000000000000000000000000000000000000000" "0000" },
	{ REC_EVENT, true, "04 0a 665544332211 0c025a 01" },
	{ REC_EVENT, true, "ff 03 010203" },

	{ REC_EVENT, true, "03 0b 00 4100 665544332211 01 00" },
	/* SDP */
	{ REC_ACL, true, "4120 0c00 0800 0100 02 01 0400 0100 6100" },
	{ REC_ACL, false, "4100 1000 0c00 0100 03 01 0800 5100 6100 0000 0000" },
	{ REC_ACL, true, "4120 0b00 0700 5100 01 0001 0002 0003" },
	{ REC_ACL, true, "4120 1100 0d00 5100 02 0001 0008 3503191101 0010 00" },
	{ REC_ACL, false, "4100 1600 1200 6100 03 0001 000d 0002 0002 00010000 00000001 00" },
	{ REC_ACL, true, "4120 1700 1300 5100 04 0002 000e 00010000 0100 35050a0000ffff 00" },
	{ REC_ACL, false, "4100 9f00 9b00 6100 05 0002 0096 0093 3591 090000 0a00010000 090100 "
		"0812 090101 091234 090102 0b0102030405060708 090103 10f0 090104 00 "
		"090105 14000102030405060708090a0b0c0d0e0f 090106 2801 090107 1a00001101 "
		"090108 2503414243 090109 45056c6f63616c 09010a "
		"1c6e400001b5a3f393e0a9e50e24dcca9e 09010b "
		"1c0000110100001000800000805f9b34fb 09010c 2600034100ff 09000c 3500 00" },
	{ REC_ACL, true, "4120 1800 1400 5100 06 0003 000f 3503191101 ffff 35050a0000ffff 00" },
	{ REC_ACL, false, "4100 6900 6500 6100 07 0003 0060 005d 355b 354f 090001 3503191101 "
		"090004 350c 3503 190100 3505 190003 0801 090200 3d050802090003 090201 "
		"351c 1004 2800 250141 450142 00 0c000102030405060708090a0b0c0d0e0f "
		"090202 3506 3504 3502 0801 3508 090000 0a00010001 00" },
	{ REC_ACL, true, "4120 1800 1400 5100 06 0004 000f 3503191101 ffff 35050a0000ffff 00" },
	{ REC_ACL, false, "4100 1700 1300 6100 07 0004 000e 0009 351235100900013503 02 0102" },
	{ REC_ACL, true, "4120 1a00 1600 5100 06 0005 0011 3503191101 ffff 35050a0000ffff 02 0102" },
	{ REC_ACL, false, "4100 1700 1300 6100 07 0005 000e 000b 1911010901002503414243 00" },
	/* RFCOMM */
	{ REC_ACL, true, "4120 0c00 0800 0100 02 02 0400 0300 6200" },
	{ REC_ACL, false, "4100 1000 0c00 0100 03 02 0800 5200 6200 0000 0000" },
	{ REC_ACL, true, "4120 1200 0e00 5200 03 ef 15 83 11 18f0070064000001 70" },
	{ REC_ACL, false, "4100 1200 0e00 6200 01 ef 15 81 11 18e0070164020307 aa" },
	{ REC_ACL, true, "4120 0c00 0800 5200 03 ef 09 e3 05 638d 70" },
	{ REC_ACL, false, "4100 0d00 0900 6200 01 ef 0b e1 07 638f13 aa" },
	{ REC_ACL, true, "4120 0b00 0700 5200 03 ef 07 93 03 63 70" },
	{ REC_ACL, false, "4100 1200 0e00 6200 01 ef 15 91 11 63073f3f1113ff7f aa" },
	{ REC_ACL, true, "4120 0c00 0800 5200 03 ef 09 53 05 6303 70" },
	/* BNEP */
	{ REC_ACL, true, "4120 0c00 0800 0100 02 03 0400 0f00 6300" },
	{ REC_ACL, false, "4100 1000 0c00 0100 03 03 0800 5300 6300 0000 0000" },
	{ REC_ACL, true, "4120 0b00 0700 5300 01 01 02 1116 1115" },
	{ REC_ACL, false, "4100 0800 0400 6300 01 02 0000" },
	{ REC_ACL, true, "4120 0f00 0b00 5300 01 01 04 00001116 00001115" },
	{ REC_ACL, true, "4120 2700 2300 5300 01 01 10 0000111600001000800000805f9b34fb "
		"0000111500001000800000805f9b34fb" },
	{ REC_ACL, false, "4100 0800 0400 6300 01 02 0004" },
	{ REC_ACL, true, "4120 1000 0c00 5300 01 03 0008 0800 0800 0806 0806" },
	{ REC_ACL, false, "4100 0800 0400 6300 01 04 0000" },
	{ REC_ACL, true, "4120 1400 1000 5300 01 05 000c 030000000000 03ffffffffff" },
	{ REC_ACL, false, "4100 0800 0400 6300 01 06 0005" },
	{ REC_ACL, true, "4120 1700 1300 5300 00 010203040506 0a0b0c0d0e0f 0800 45000054" },
	{ REC_ACL, false, "4100 0900 0500 6300 02 0800 4500" },
	/* AVCTP */
	{ REC_ACL, true, "4120 0c00 0800 0100 02 04 0400 1700 6400" },
	{ REC_ACL, false, "4100 1000 0c00 0100 03 04 0800 5400 6400 0000 0000" },
	{ REC_ACL, false, "4100 1600 1200 6400 02 110e 0c 48 00 001958 1000 0005 03 03 01020d" },
	{ REC_ACL, false, "4100 1600 1200 6400 02 110e 0c 48 00 001958 1100 0005 04 01020304" },
	{ REC_ACL, false, "4100 1400 1000 6400 02 110e 0c 48 00 001958 1200 0003 02 0102" },
	{ REC_ACL, false, "4100 1c00 1800 6400 02 110e 0c 48 00 001958 1300 000b 05 0102 0204 0303 "
		"0403 8001" },
	{ REC_ACL, false, "4100 1100 0d00 6400 02 110e 09 48 00 001958 1400 0000" },
	{ REC_ACL, false, "4100 1800 1400 6400 02 110e 0c 48 00 001958 1500 0007 01 01 006a 02 4571" },
	{ REC_ACL, false, "4100 1900 1500 6400 02 110e 0c 48 00 001958 1600 0008 01 03 006a 03 "
		"416c6c" },
	{ REC_ACL, false, "4100 1100 0d00 6400 02 110e 09 48 00 001958 1700 0000" },
	{ REC_ACL, false, "4100 1100 0d00 6400 02 110e 09 48 00 001958 1800 0000" },
	{ REC_ACL, false, "4100 2900 2500 6400 02 110e 0c 48 00 001958 2000 0018 02 00000001 006a "
		"0003 414243 00000007 006a 0004 31323334" },
	{ REC_ACL, false, "4100 1d00 1900 6400 02 110e 0c 48 00 001958 2001 000c 02 00000001 006a "
		"0006 414243" },
	{ REC_ACL, false, "4100 1d00 1900 6400 02 110e 0c 48 00 001958 2003 000c 444546 00000002 "
		"006a 0001 47" },
	{ REC_ACL, false, "4100 1a00 1600 6400 02 110e 0c 48 00 001958 3000 0009 0003a980 00000010 "
		"01" },
	{ REC_ACL, false, "4100 1600 1200 6400 02 110e 0f 48 00 001958 3100 0005 05 00000064" },
	{ REC_ACL, false, "4100 1a00 1600 6400 02 110e 0d 48 00 001958 3100 0009 02 "
		"0000000000000005" },
	{ REC_ACL, false, "4100 1200 0e00 6400 02 110e 0d 48 00 001958 3100 0001 03" },
	/* AVDTP */
	{ REC_ACL, true, "4120 0c00 0800 0100 02 05 0400 1900 6500" },
	{ REC_ACL, false, "4100 1000 0c00 0100 03 05 0800 5500 6500 0000 0000" },
	{ REC_ACL, false, "4100 0c00 0800 6500 12 01 0408 0a10 fc28" },
	{ REC_ACL, false, "4100 1a00 1600 6500 22 0c 0100 0200 0402 0200 0800 0900 0706 0000 "
		"ffff0235" },
	{ REC_ACL, false, "4100 1600 1200 6500 22 0c 0706 0001 ffffffff 0706 0001 00000007" },
	{ REC_ACL, false, "4100 1000 0c00 6500 22 0c 0708 0002 fffffc83e800" },
	{ REC_ACL, false, "4100 1600 1200 6500 22 0c 0709 0004 00000000000000 0703 2003 01" },
	{ REC_ACL, false, "4100 2000 1c00 6500 22 0c 0709 00ff 4f0000000100 ff 070d 00ff "
		"d70000002400 ff00000000" },
	{ REC_ACL, false, "4100 1e00 1a00 6500 22 0c 070a 00ff 0a0000000100 ffff 070a 00ff "
		"0a0000000200 2201" },
	{ REC_ACL, false, "4100 1e00 1a00 6500 22 0c 070a 00ff 2d010000aa00 043c 070a 00ff "
		"4c0000000180 0102" },
	{ REC_ACL, true, "4120 1200 0e00 5500 30 03 0408 0100 0706 0000 21150235" },
	{ REC_ACL, true, "4120 0f00 0b00 5500 30 05 04 0706 0001 31010002" },
	{ REC_ACL, false, "4100 2700 2300 6500 42 04 0708 0002 80010c83e800 0709 00ff 4f0000000100 "
		"22 070a 00ff 0a0000000100 0121" },
};
/* clang-format on */

/* The record of a sample; `bytes` holds its octets. */
static inline struct record sample_record(
    const struct sample *s, uint8_t bytes[static SAMPLE_MAX])
{
	struct record rec = {
		.ns = SAMPLE_SECOND * 1000000000 + 123456789,
		.type = s->type,
		.received = s->received,
		.data = bytes,
		.code = 20,
	};

	rec.len = rec.wire_len = (uint32_t)unhex_any(s->hex, bytes, SAMPLE_MAX);
	return rec;
}

/* A decoder, a sink, and what the sink has written. It stays where it is: the
 * sink points to `out`. */
struct decoding {
	struct dec *dec;
	struct sink *sink;
	struct buf out;
	uint64_t ns;	  /* of the next record; each takes a millisecond */
	uint16_t adapter; /* of the next record */
};

static inline void decoding_start(struct decoding *d)
{
	*d = (struct decoding){
		.dec = dec_new(),
		.ns = SAMPLE_SECOND * 1000000000,
		.adapter = RECORD_NO_ADAPTER,
	};
}

static inline void decoding_start_text(
    struct decoding *d, const struct text_options *opt)
{
	decoding_start(d);
	d->sink = sink_text_new(&d->out, opt);
}

static inline void decoding_start_json(struct decoding *d)
{
	decoding_start(d);
	d->sink = sink_json_new(&d->out);
}

static inline void decoding_end(struct decoding *d)
{
	sink_free(d->sink);
	dec_free(d->dec);
	buf_free(&d->out);
}

/* Decode one packet; `out` then holds what was made of it alone. The octets
 * live in an allocation of their length that is gone afterwards, so that who
 * reads past them or keeps them is found out. */
static inline void decode_octets(struct decoding *d, uint8_t type,
    bool received, const uint8_t *octets, size_t n)
{
	uint8_t *copy = malloc(n);
	struct record rec = {
		.ns = d->ns,
		.adapter = d->adapter,
		.type = type,
		.received = received,
		.data = copy,
		.len = (uint32_t)n,
		.wire_len = (uint32_t)n,
		.code = 200,
	};

	assert_true(copy || !n);
	if (n)
		memcpy(copy, octets, n);
	d->out.len = 0;
	d->ns += 1000000;
	dec_record(d->dec, &rec, d->sink);
	free(copy);
}

static inline void decode_sample(struct decoding *d, const struct sample *s)
{
	uint8_t octets[SAMPLE_MAX];
	size_t n = unhex_any(s->hex, octets, sizeof(octets));

	decode_octets(d, s->type, s->received, octets, n);
}

/* The text made of the last packet, to search in. */
static inline const char *as_text(struct decoding *d)
{
	*buf_reserve(&d->out, 1) = '\0';
	return (const char *)d->out.data;
}

static inline void check_text(
    struct decoding *d, const char *hex, const char *want)
{
	const char *got = as_text(d);

	if (d->out.len != strlen(want) || strcmp(got, want))
		fail_msg("%s\ngot:\n%swant:\n%s", hex, got, want);
}

struct step {
	struct sample packet;
	const char *want; /* the lines; NULL: another test has them */
};

/* A test of what the text sink makes of a log: the steps, up to one without a
 * packet, are its state. */
static inline void check_steps(void **state)
{
	struct decoding d;

	decoding_start_text(&d, NULL);
	for (const struct step *s = *state; s->packet.hex; s++) {
		decode_sample(&d, &s->packet);
		if (s->want)
			check_text(&d, s->packet.hex, s->want);
	}
	decoding_end(&d);
}

#define STEPS_TEST(steps)                                 \
	{                                                 \
		.name = #steps, .test_func = check_steps, \
		.initial_state = (void *)(steps)          \
	}

#endif
