/* What a session keeps of its packets for a diagnosis. */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/diagnose.h"
#include "cli/recent.h"
#include "pcap/capture.h"

static void add(struct recent *r, enum record_type type, bool received,
    const char *hex, uint64_t ns)
{
	uint8_t p[64];
	struct record rec = {
		.ns = ns,
		.adapter = RECORD_NO_ADAPTER,
		.type = (uint8_t)type,
		.received = received,
		.data = p,
	};

	rec.len = rec.wire_len = (uint32_t)unhex_any(hex, p, sizeof(p));
	recent_add(r, &rec);
}

/* Hours of scanning between the start of a session and a pairing: both ends of
 * it are there, with the numbers that they have in a capture. */
static void first_and_last_stay(void **state)
{
	struct recent *r = recent_new();
	char path[] = "/tmp/pairscope-recent-XXXXXX";
	struct diag *d = diag_new();
	const struct diag_conn *c;
	struct cap_reader *in;
	struct record rec;
	struct err err;
	int n;

	(void)state;
	assert_true(recent_is_empty(NULL) && recent_is_empty(r));
	add(r, REC_EVENT, true, "0e0a01 0910 00 010000000000", 0);
	for (uint64_t i = 0; i < 200000; i++)
		add(r, REC_EVENT, true,
		    "3e0f 02 01 00 01 0200000000c0 03 020106 c0", i);
	add(r, REC_COMMAND, false,
	    "0d2019 60003000 00 01 0200000000c0 00 18002800 0000 a401 0000 "
	    "0000",
	    200000);
	add(r, REC_EVENT, true,
	    "3e13 01 00 4000 00 01 0200000000c0 1800 0000 a401 00", 200000);
	add(r, REC_ACL, false, "4000 0b00 0700 0600 01030001100507", 200001);
	add(r, REC_ACL, true, "4020 0600 0200 0600 0508", 200002);
	recent_diagnose(r, d);
	diag_finish(d);
	assert_int_equal(diag_connections(d), 1);
	c = diag_connection(d, 0);
	assert_true(c->has_own);
	assert_int_equal(c->own.b[0], 1);
	assert_int_equal(c->steps[0].frame, 200003);
	assert_int_equal(c->attempts[0].failed->frame, 200005);
	diag_free(d);

	n = mkstemp(path);
	close(n);
	assert_true(recent_save(r, path, &err));
	recent_free(r);
	in = cap_open(path, &err);
	assert_non_null(in);
	for (n = 0; cap_next(in, &rec, &err) == CAP_RECORD; n++)
		;
	/* bounded: of 200005 some ten thousand */
	assert_true(n > 5000 && n < 40000);
	cap_close(in);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_and_last_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
