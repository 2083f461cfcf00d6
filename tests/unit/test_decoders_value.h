/* What the tests of values share. */
#ifndef TESTS_UNIT_TEST_DECODERS_VALUE_H
#define TESTS_UNIT_TEST_DECODERS_VALUE_H

#include "tests/unit/test_decoders.h"

#include "base/uuid.h"
#include "decoders/value.h"

/* NULL wants a refusal, which writes nothing. */
static inline void check_value(
    uint16_t type, const uint8_t *octets, size_t n, const char *want)
{
	struct uuid uuid = uuid_from16(type);
	struct buf out = { 0 };
	bool known = value_text(&uuid, octets, n, &out);

	buf_putc(&out, '\0');
	if (known != (want != NULL) ||
	    strcmp((char *)out.data, want ? want : "") != 0) {
		struct buf hex = { 0 };

		buf_hexdump(&hex, octets, n);
		buf_putc(&hex, '\0');
		fail_msg("%04x %s\ngot  %s%s\nwant %s", type, (char *)hex.data,
		    known ? "" : "refused ", (char *)out.data,
		    want ? want : "refused");
	}
	buf_free(&out);
}

static inline void check_hex(uint16_t type, const char *hex, const char *want)
{
	uint8_t octets[128];

	check_value(type, octets, unhex_any(hex, octets, sizeof(octets)), want);
}

struct value {
	uint16_t type;
	const char *hex;
	const char *want;
};

static inline void check_values(const struct value *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_hex(rows[i].type, rows[i].hex, rows[i].want);
}

#endif
