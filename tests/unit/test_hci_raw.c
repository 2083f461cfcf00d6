/* Commands that the user sends by hand, among those of the host. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "hci/defs.h"
#include "hci/host.h"

struct rig {
	struct bonds bonds;
	struct test_random random;
	struct env env;
	struct host_out out;
	struct host *host;
	/* what came of it */
	unsigned sent, done, refused;
	bool ready, failed;
	struct host_event event; /* the last one that is no packet */
	uint8_t packet[300];	 /* the last one sent, or that came with it */
	size_t packet_len;
};

static void receive(struct rig *r, const char *hex)
{
	uint8_t p[300];
	size_t n = unhex_any(hex, p, sizeof(p));

	host_receive(r->host, p, n, 0);
}

/* What a small LE controller answers in bring-up. */
static void answer(struct rig *r, const uint8_t *command)
{
	uint8_t p[300] = { H4_EVENT, HCI_EV_COMMAND_COMPLETE, 0, 1, command[1],
		command[2] };
	size_t n = 1;

	switch (get_le16(command + 1)) {
	case HCI_READ_LOCAL_VERSION:
		n = unhex_any("00 09 0000 09 5900 0000", p + 6, 20);
		break;
	case HCI_READ_LOCAL_COMMANDS:
		n = 65;
		break;
	case HCI_READ_LOCAL_FEATURES:
		n = unhex_any("00 0000000060000000", p + 6, 20);
		break;
	case HCI_READ_BD_ADDR:
		n = unhex_any("00 665544332211", p + 6, 20);
		break;
	case HCI_LE_READ_LOCAL_FEATURES:
		n = 9;
		break;
	case HCI_LE_READ_BUFFER_SIZE:
		n = unhex_any("00 1b00 04", p + 6, 20);
		break;
	}
	p[2] = (uint8_t)(3 + n);
	host_receive(r->host, p, 6 + n, 0);
}

/* Note what the host says; in bring-up, with an answer to each command. */
static void run(struct rig *r)
{
	for (size_t i = 0; i < r->out.n; i++) {
		struct host_event e = r->out.v[i];

		assert_true(e.data_len <= sizeof(r->packet));
		r->packet_len = e.data_len;
		memcpy(r->packet, host_event_data(&r->out, &e), e.data_len);
		if (e.type == HOST_SEND) {
			r->sent++;
			if (!r->ready)
				answer(r, r->packet);
			continue;
		}
		r->event = e;
		r->ready |= e.type == HOST_READY;
		r->failed |= e.type == HOST_FAILED;
		r->done += e.type == HOST_COMMAND_DONE;
		r->refused += e.type == HOST_COMMAND_FAILED;
	}
	host_out_clear(&r->out);
}

static void start(struct rig *r)
{
	struct host_config config = { .mtu = ATT_MAX_MTU, .bonds = &r->bonds };

	*r = (struct rig){ .sent = 0 };
	r->env = test_env(&r->random, 3);
	r->host = host_new(&config, &r->env, &r->out);
	host_start(r->host, 0);
	run(r);
	assert_true(r->ready);
	r->sent = 0;
}

static void stop(struct rig *r)
{
	host_free(r->host);
	host_out_free(&r->out);
	bonds_free(&r->bonds);
}

static void answers(void **state)
{
	static const struct {
		const char *packet;
		uint8_t status;
	} cases[] = {
		{ "04 0e 06 01 01fc 00 aabb", 0x00 },
		{ "04 0e 04 01 01fc 0c", 0x0c },
		{ "04 0e 03 01 01fc", 0x00 }, /* it returns nothing */
		{ "04 0f 04 00 01 01fc", 0x00 },
		{ "04 0f 04 01 01 01fc", 0x01 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rig r;

		start(&r);
		assert_true(host_raw_command(r.host, 0xfc01, "\x12\x34", 2, 5));
		run(&r);
		assert_int_equal(r.sent, 1);
		assert_hex(r.packet, r.packet_len, "01 01fc 02 1234");
		receive(&r, cases[i].packet);
		run(&r);
		assert_int_equal(r.done, 1);
		assert_int_equal(r.event.opcode, 0xfc01);
		assert_int_equal(r.event.status, cases[i].status);
		assert_hex(r.packet, r.packet_len, cases[i].packet);
		assert_int_equal(r.refused, 0);
		assert_int_equal(host_deadline(r.host), NEVER);
		stop(&r);
	}
}

/* The host's own command with the same opcode keeps its answer. */
static void among_the_hosts_own(void **state)
{
	struct rig r;

	(void)state;
	start(&r);
	host_scan_stop(r.host, 0);
	assert_true(
	    host_raw_command(r.host, HCI_LE_SET_SCAN_ENABLE, "\1\0", 2, 0));
	host_scan_stop(r.host, 0);
	receive(&r, "04 0e 04 01 0c20 0c");
	run(&r);
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.done, 0);
	receive(&r, "04 0e 04 01 0c20 00");
	run(&r);
	assert_int_equal(r.refused, 1);
	assert_int_equal(r.done, 1);
	receive(&r, "04 0e 04 01 0c20 0c");
	run(&r);
	assert_int_equal(r.refused, 2);
	assert_int_equal(r.done, 1);
	assert_int_equal(r.sent, 3);
	stop(&r);
}

static void what_is_not_sent(void **state)
{
	static const uint8_t params[256];
	struct rig r;

	(void)state;
	start(&r);
	assert_false(host_raw_command(r.host, 0, NULL, 0, 0));
	assert_false(host_raw_command(r.host, 0xfc01, params, 256, 0));
	assert_true(host_raw_command(r.host, 0xfc01, params, 255, 0));
	assert_false(host_raw_command(r.host, 0xfc02, NULL, 0, 0));
	run(&r);
	assert_int_equal(r.sent, 1);
	receive(&r, "04 0e 04 01 01fc 00");
	assert_true(host_raw_command(r.host, 0xfc02, NULL, 0, 0));
	run(&r);
	assert_int_equal(r.sent, 2);
	stop(&r);
}

static void silence(void **state)
{
	struct rig r;

	(void)state;
	start(&r);
	assert_true(host_raw_command(r.host, 0xfc01, NULL, 0, 5));
	run(&r);
	host_tick(r.host, host_deadline(r.host) - 1);
	run(&r);
	assert_false(r.failed);
	host_tick(r.host, host_deadline(r.host));
	run(&r);
	assert_true(r.failed);
	assert_int_equal(r.event.opcode, 0xfc01);
	stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(among_the_hosts_own),
		cmocka_unit_test(what_is_not_sent),
		cmocka_unit_test(silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
