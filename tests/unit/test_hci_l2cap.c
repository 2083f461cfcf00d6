/* Frames out of fragments and into them, credits, commands, signalling. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "hci/aclq.h"
#include "hci/cmdq.h"
#include "hci/defs.h"
#include "hci/l2cap.h"

static void frames_of_any_fragmentation(void **state)
{
	uint8_t frame[4 + 300];
	struct l2cap_frame f;

	(void)state;
	put_le16(frame, 300);
	put_le16(frame + 2, 4);
	for (size_t i = 0; i < 300; i++)
		frame[4 + i] = (uint8_t)i;
	for (size_t step = 1; step <= sizeof(frame); step++) {
		struct l2cap_rx rx = { .have = 0 };
		enum l2cap_result res = L2CAP_PARTIAL;

		for (size_t at = 0; at < sizeof(frame); at += step) {
			size_t n = sizeof(frame) - at;

			assert_int_equal(res, L2CAP_PARTIAL);
			res = l2cap_receive(&rx,
			    at ? L2CAP_CONTINUE : L2CAP_START, frame + at,
			    n < step ? n : step, &f);
		}
		assert_int_equal(res, L2CAP_FRAME);
		assert_int_equal(f.cid, 4);
		assert_int_equal(f.len, 300);
		assert_memory_equal(f.payload, frame + 4, 300);
		assert_null(f.why);
	}
}

static enum l2cap_result feed(
    struct l2cap_rx *rx, unsigned pb, const char *hex, struct l2cap_frame *f)
{
	uint8_t p[2000];

	return l2cap_receive(rx, pb, p, unhex_any(hex, p, sizeof(p)), f);
}

static void bad_fragments(void **state)
{
	struct l2cap_rx rx = { .have = 0 };
	struct l2cap_frame f;
	uint8_t big[1400] = { 0 };

	(void)state;
	/* a continuation of nothing */
	assert_int_equal(feed(&rx, 1, "0102", &f), L2CAP_BAD);
	/* more than the length says */
	assert_int_equal(feed(&rx, 2, "01000400 0a0b", &f), L2CAP_BAD);
	assert_int_equal(feed(&rx, 1, "0c", &f), L2CAP_BAD);
	/* a start in the middle: the new frame is taken, the loss is said */
	assert_int_equal(feed(&rx, 2, "05000400 0a", &f), L2CAP_PARTIAL);
	assert_int_equal(feed(&rx, 2, "01000600 0b", &f), L2CAP_FRAME);
	assert_int_equal(f.cid, 6);
	assert_non_null(f.why);
	/* too long: dropped whole, and the next one is taken */
	put_le16(big, 5000);
	put_le16(big + 2, 4);
	assert_int_equal(
	    l2cap_receive(&rx, 2, big, sizeof(big), &f), L2CAP_BAD);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    l2cap_receive(&rx, 1, big, 1201 + (i == 2), &f),
		    L2CAP_PARTIAL);
	assert_int_equal(feed(&rx, 1, "01", &f), L2CAP_BAD);
	assert_int_equal(feed(&rx, 2, "00000400", &f), L2CAP_FRAME);
	assert_int_equal(f.len, 0);
	/* a header in two parts */
	assert_int_equal(feed(&rx, 2, "01", &f), L2CAP_PARTIAL);
	assert_int_equal(feed(&rx, 1, "000400", &f), L2CAP_PARTIAL);
	assert_int_equal(feed(&rx, 1, "ff", &f), L2CAP_FRAME);
}

static void signalling(void **state)
{
	static const struct {
		const char *in, *out;
		bool central, update;
	} rows[] = {
		/* Connection Parameter Update: 30..50 ms, 0, 4.2 s */
		{ "12010800 1800 2800 0000 a401", "130102000000", true, true },
		{ "12010800 1800 2800 0000 a401", "010102000000", false,
		    false },
		/* out of the ranges of Vol 3 Part A 4.20 */
		{ "12010800 0500 2800 0000 a401", "130102000100", true, false },
		{ "12010800 1800 810c 0000 a401", "130102000100", true, false },
		{ "12010800 2800 1800 0000 a401", "130102000100", true, false },
		{ "12010800 1800 2800 f401 a401", "130102000100", true, false },
		{ "12010800 1800 2800 0000 0900", "130102000100", true, false },
		{ "12010800 1800 2800 6300 a401", "130102000100", true, false },
		{ "12010700 1800 2800 0000 a4", "010102000000", true, false },
		/* LE credit based connections: no such PSM */
		{ "14020a00 8000 4100 2000 2000 0500",
		    "15020a0000000000000000000200", true, false },
		{ "1702 0c00 8000 4000 4000 0500 4000 4100",
		    "180208000000000000000200", true, false },
		/* unknown: Command Reject */
		{ "80070000", "010702000000", true, false },
		/* answers are not answered */
		{ "010102000000", "", true, false },
		{ "1301020000 00", "", false, false },
		/* no identifier, lengths that lie, two in one frame */
		{ "12000800 1800 2800 0000 a401", "", true, false },
		{ "12010900 1800 2800 0000 a401", "", true, false },
		{ "1201", "", true, false },
		{ "", "", true, false },
		{ "80070000 80080000", "", true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t p[64], want[L2CAP_MAX_ANSWER];
		size_t n = unhex_any(rows[i].in, p, sizeof(p));
		struct l2cap_signal s = l2cap_signalling(p, n, rows[i].central);
		size_t len = unhex_any(rows[i].out, want, sizeof(want));

		if (s.answer_len != len || memcmp(s.answer, want, len))
			fail_msg("row %zu", i);
		assert_int_equal(s.update, rows[i].update);
	}
}

static void fragments_follow_the_credits(void **state)
{
	struct acl_pool pool = { .size = 27, .total = 2, .free = 2 };
	struct aclq q = { .sent = 0 };
	uint8_t payload[65], pkt[64];
	size_t got = 0;

	(void)state;
	memset(payload, 0x5a, sizeof(payload));
	aclq_add(&q, 6, payload, sizeof(payload));
	/* 69 octets: 27, 27, 15 */
	assert_int_equal(aclq_next(&q, &pool, 0x40, pkt), 32);
	assert_hex(pkt, 9, "02 4000 1b00 4100 0600");
	assert_int_equal(aclq_next(&q, &pool, 0x40, pkt), 32);
	assert_hex(pkt, 5, "02 4010 1b00");
	assert_int_equal(aclq_next(&q, &pool, 0x40, pkt), 0);
	/* counts for what was not sent are not believed */
	aclq_completed(&q, &pool, 7);
	assert_int_equal(pool.free, 2);
	assert_int_equal(aclq_next(&q, &pool, 0x40, pkt), 20);
	assert_hex(pkt, 5, "02 4010 0f00");
	assert_int_equal(aclq_next(&q, &pool, 0x40, pkt), 0);
	assert_int_equal(q.waiting.len, 0);

	/* a link that goes gives its buffers back */
	aclq_add(&q, 4, payload, 3);
	aclq_add(&q, 4, payload, 3);
	got += aclq_next(&q, &pool, 0x40, pkt) > 0;
	got += aclq_next(&q, &pool, 0x40, pkt) > 0;
	assert_int_equal(got, 1);
	aclq_flush(&q, &pool);
	assert_int_equal(pool.free, 2);
	assert_int_equal(aclq_next(&q, &pool, 0x40, pkt), 0);
	aclq_free(&q);
}

static void commands_follow_the_credits(void **state)
{
	static const uint8_t mask[2] = { 0xaa, 0xbb };
	uint8_t pkt[1 + HCI_MAX_COMMAND];
	struct cmdq q;

	(void)state;
	cmdq_init(&q);
	cmdq_add(&q, HCI_RESET, NULL, 0);
	cmdq_add(&q, HCI_SET_EVENT_MASK, mask, 2);
	assert_int_equal(cmdq_next(&q, 10, pkt), 4);
	assert_hex(pkt, 4, "01 030c 00");
	assert_int_equal(q.deadline, 10 + CMDQ_TIMEOUT);
	/* one at a time */
	assert_int_equal(cmdq_next(&q, 11, pkt), 0);
	/* another command's answer, and one that gives no credit */
	assert_false(cmdq_answered(&q, HCI_READ_BD_ADDR, 1));
	assert_int_equal(cmdq_next(&q, 12, pkt), 0);
	assert_true(cmdq_answered(&q, HCI_RESET, 0));
	assert_int_equal(q.deadline, NEVER);
	assert_int_equal(cmdq_next(&q, 13, pkt), 0);
	/* Command Complete of opcode 0 */
	assert_false(cmdq_answered(&q, HCI_NOP, 1));
	assert_int_equal(cmdq_next(&q, 14, pkt), 6);
	assert_hex(pkt, 6, "01 010c 02 aabb");
	cmdq_free(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_of_any_fragmentation),
		cmocka_unit_test(bad_fragments),
		cmocka_unit_test(signalling),
		cmocka_unit_test(fragments_follow_the_credits),
		cmocka_unit_test(commands_follow_the_credits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
