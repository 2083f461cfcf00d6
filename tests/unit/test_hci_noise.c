/* What comes from a wrong port, rate or framing, and what it is taken for. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "hci/noise.h"

static enum noise_kind kind_of(const char *hex)
{
	struct noise z = { 0 };
	uint8_t p[200];
	size_t n = unhex_any(hex, p, sizeof(p));

	noise_add(&z, n, p, n);
	return noise_kind(&z);
}

static void kinds(void **state)
{
	(void)state;
	assert_int_equal(kind_of(""), NOISE_NONE);
	/* "\r\n\r\nDebian GNU/Linux 12 ttyAMA0\r\n\r\nlogin: " */
	assert_int_equal(
	    kind_of("0d0a0d0a44656269616e20474e552f4c696e757820313220747479414d"
		    "41300d0a0d0a6c6f67696e3a20"),
	    NOISE_TEXT);
	/* SYNC, CONFIG of H5: Vol 4 Part D 8 */
	assert_int_equal(
	    kind_of("c0002f00d0017ec0c0002f00d0017ec0"), NOISE_SLIP);
	assert_int_equal(kind_of("c0003f00c003fc3fc0"), NOISE_SLIP);
	assert_int_equal(kind_of("fe80f8fe80f8fe80f8"), NOISE_FRAMING);
	assert_int_equal(kind_of("00000000"), NOISE_FRAMING);
	assert_int_equal(kind_of("ff"), NOISE_FRAMING);
	/* one octet of 0xc0 makes no frame */
	assert_int_equal(kind_of("c0fe80f8"), NOISE_FRAMING);
}

/* Octets that are not there to be seen count too. */
static void unseen(void **state)
{
	struct noise z = { 0 };

	(void)state;
	noise_add(&z, 100, NULL, 0);
	assert_int_equal(noise_kind(&z), NOISE_FRAMING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
