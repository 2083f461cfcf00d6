/* The bring-up of a Broadcom chip: what it sends, in which order and when, and
 * how each of its steps fails. */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <string.h>

#include "hci/bcm.h"

/* Two Write RAM and the launch. */
#define FIRMWARE "4cfc06 00002100 aabb 4cfc05 06002100 cc 4efc04 ffffffff"

/* A chip in the place of a wire: it answers at once, or not at all. */
struct rig {
	struct bcm b;
	uint64_t now;
	uint8_t file[64];
	struct hcd hcd;

	uint16_t revision; /* of the version that it says */
	unsigned baud;	   /* of the chip */
	unsigned line;	   /* of ours */
	uint16_t subversion, manufacturer;
	const char *name;
	uint16_t mute_at, refuse_at; /* opcodes; 0: none */
	unsigned skip;		     /* so many of these are answered before */
	uint8_t reply[300];
	size_t reply_len;
	struct buf log;
	bool wanted, ready, failed;
};

static void answer(
    struct rig *t, uint16_t opcode, uint8_t status, const void *ret, size_t len)
{
	uint8_t p[300] = { 4, 0x0e, (uint8_t)(4 + len), 1, (uint8_t)opcode,
		(uint8_t)(opcode >> 8), status };

	memcpy(p + 7, ret, len);
	memcpy(t->reply, p, 7 + len);
	t->reply_len = 7 + len;
}

static void chip_receives(struct rig *t, const uint8_t *p, size_t n)
{
	uint16_t opcode = get_le16(p + 1);
	uint8_t version[8] = { 7, (uint8_t)t->revision,
		(uint8_t)(t->revision >> 8), 7, (uint8_t)t->manufacturer,
		(uint8_t)(t->manufacturer >> 8), (uint8_t)t->subversion,
		(uint8_t)(t->subversion >> 8) };
	uint8_t name[248] = { 0 };

	buf_printf(&t->log, "%04x", opcode);
	if (p[3]) {
		buf_putc(&t->log, ':');
		buf_hexdump(&t->log, p + 4, n - 4);
	}
	buf_putc(&t->log, ' ');
	if (opcode == t->mute_at && !t->skip)
		return;
	if (t->line != t->baud) {
		bcm_noise(&t->b, 5);
		return;
	}
	if (opcode == t->refuse_at && !t->skip) {
		answer(t, opcode, 0x0c, "", 0);
		return;
	}
	if (t->skip && (opcode == t->mute_at || opcode == t->refuse_at))
		t->skip--;
	snprintf((char *)name, sizeof(name), "%s", t->name);
	if (opcode == HCI_READ_LOCAL_VERSION)
		answer(t, opcode, 0, version, sizeof(version));
	else if (opcode == HCI_READ_LOCAL_NAME)
		answer(t, opcode, 0, name, sizeof(name));
	else if (opcode == BCM_READ_VERBOSE_CONFIG)
		answer(t, opcode, 0, "\x5e\0\0\0\0\0", 6);
	else
		answer(t, opcode, 0, "", 0);
	if (opcode == BCM_UPDATE_BAUDRATE)
		t->baud = get_le32(p + 6);
	if (opcode == BCM_LAUNCH_RAM) {
		t->baud = 115200;
		t->revision = 182;
	}
}

/* Until the end: ready, failed, or a firmware is wanted. */
static void run(struct rig *t)
{
	struct bcm_effect e;

	for (unsigned turns = 0; turns < 1000; turns++) {
		while (bcm_next(&t->b, &e)) {
			switch (e.type) {
			case BCM_SEND:
				chip_receives(t, e.data, e.len);
				break;
			case BCM_LINE:
				if (t->line != e.baud)
					buf_printf(&t->log, "@%u ", e.baud);
				t->line = e.baud;
				break;
			case BCM_WANT_FIRMWARE:
				t->wanted = true;
				bcm_firmware(&t->b, &t->hcd, "FILE", t->now);
				break;
			case BCM_READY:
				t->ready = true;
				break;
			case BCM_FAILED:
				t->failed = true;
				break;
			}
		}
		if (t->b.ended)
			return;
		if (t->reply_len) {
			size_t n = t->reply_len;

			t->reply_len = 0;
			bcm_receive(&t->b, t->reply, n, t->now);
			continue;
		}
		assert_true(bcm_deadline(&t->b) != NEVER);
		t->now = bcm_deadline(&t->b);
		bcm_tick(&t->b, t->now);
	}
	fail_msg("it never ends");
}

static struct bcm_config config_of(unsigned baud)
{
	return (struct bcm_config){
		.init_baud = 115200,
		.baud = baud,
		.download = true,
	};
}

static struct rig rig_new(void)
{
	return (struct rig){
		.manufacturer = 15,
		.subversion = 0x2209,
		.name = "BCM43430A1",
		.baud = 115200,
		.line = 115200,
		.now = 1000,
	};
}

static void go(struct rig *t, const struct bcm_config *config)
{
	struct err err;
	size_t n = unhex_any(FIRMWARE, t->file, sizeof(t->file));

	assert_true(hcd_open(&t->hcd, t->file, n, &err));
	bcm_start(&t->b, config, 0, t->now);
	run(t);
	assert_true(t->ready != t->failed);
}

static void whole_bring_up(void **state)
{
	struct bcm_config config = config_of(4000000);
	struct rig t = rig_new();

	(void)state;
	config.have_address = true;
	memcpy(config.address, "\x55\x44\x33\x22\x11\x00", 6);
	go(&t, &config);
	assert_true(t.ready);
	assert_text(&t.log,
	    "0c03 1001 0c14 fc79 fc45:01 fc18:000000093d00 @4000000 fc2e "
	    "fc4c:00002100aabb fc4c:06002100cc fc4e:ffffffff @115200 0c03 "
	    "1001 0c14 fc45:01 fc18:000000093d00 @4000000 "
	    "fc01:554433221100 fc27:000000000000000000000000 ");
	assert_int_equal(t.b.records_done, 3);
	assert_int_equal(bcm_build(&t.b), 182);
	assert_int_equal(t.b.chip_id, 94);
	assert_string_equal(t.b.chip, "BCM43430A1");
	/* 20 and 50 ms before the firmware, 250 behind it, 20 at the end */
	assert_int_equal(t.now, 1000 + 340 * USEC_PER_MSEC);
	buf_free(&t.log);
}

static void no_more_than_is_wanted(void **state)
{
	static const struct {
		unsigned baud;
		bool force, none;
		uint16_t revision;
		const char *log;
	} rows[] = {
		/* no other rate: neither clock nor rate is touched */
		{ 115200, false, false, 0,
		    "0c03 1001 0c14 fc79 fc2e fc4c:00002100aabb "
		    "fc4c:06002100cc fc4e:ffffffff 0c03 1001 0c14 "
		    "fc27:000000000000000000000000 " },
		/* 3 Mbaud goes without the faster clock */
		{ 3000000, false, true, 0,
		    "0c03 1001 0c14 fc79 fc18:0000c0c62d00 @3000000 "
		    "fc27:000000000000000000000000 " },
		/* it has firmware already */
		{ 921600, false, false, 182,
		    "0c03 1001 0c14 fc79 fc18:000000100e00 @921600 "
		    "fc27:000000000000000000000000 " },
		{ 115200, true, false, 182,
		    "0c03 1001 0c14 fc79 fc2e fc4c:00002100aabb "
		    "fc4c:06002100cc fc4e:ffffffff 0c03 1001 0c14 "
		    "fc27:000000000000000000000000 " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bcm_config config = config_of(rows[i].baud);
		struct rig t = rig_new();

		config.force = rows[i].force;
		config.download = !rows[i].none;
		t.revision = rows[i].revision;
		go(&t, &config);
		assert_true(t.ready);
		assert_text(&t.log, rows[i].log);
		buf_free(&t.log);
	}
}

static void found_at_the_working_rate(void **state)
{
	struct bcm_config config = config_of(921600);
	struct rig t = rig_new();

	(void)state;
	t.baud = 921600; /* an earlier run left it there */
	t.revision = 182;
	go(&t, &config);
	assert_true(t.ready);
	assert_text(&t.log,
	    "0c03 0c03 0c03 0c03 0c03 0c03 0c03 0c03 0c03 0c03 @921600 0c03 "
	    "1001 0c14 fc79 fc27:000000000000000000000000 ");
	assert_int_equal(t.line, 921600);
	buf_free(&t.log);
}

static void names_of_chips(void **state)
{
	static const struct {
		uint16_t subversion;
		const char *says, *chip;
	} rows[] = {
		{ 0x2209, "anything", "BCM43430A1" },
		{ 0x410c, "", "BCM43430B0" },
		{ 0x2122, "", "BCM4343A0" },
		{ 0x6119, "", "BCM4345C0" },
		{ 0x6606, "BCM4345C5", "BCM4345C5" },
		/* it becomes part of a path: letters and digits only */
		{ 0x6606, "../../etc/x", "" },
		{ 0x6606, "BCM1/../x", "BCM1" },
		{ 0x6606, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bcm_config config = config_of(115200);
		struct rig t = rig_new();

		t.subversion = rows[i].subversion;
		t.name = rows[i].says;
		go(&t, &config);
		assert_true(t.wanted);
		assert_string_equal(t.b.chip, rows[i].chip);
		buf_free(&t.log);
	}
}

static void each_failure_says_where_and_what_to_do(void **state)
{
	static const struct {
		uint16_t mute, refuse;
		unsigned skip;
		const char *says[2];
	} rows[] = {
		{ HCI_RESET, 0, 0, { "no answer to Reset", "BT_REG_ON" } },
		{ HCI_RESET, 0, 1,
		    { "after the launch of FILE at 115200 baud",
			"the firmware of this chip?" } },
		{ HCI_READ_LOCAL_VERSION, 0, 0,
		    { "no answer to Read Local Version", "115200 baud" } },
		{ 0, HCI_RESET, 0, { "refused Reset", "status 0x0c" } },
		{ BCM_UPDATE_BAUDRATE, 0, 0,
		    { "no answer to Update Baudrate (0xfc18) at 115200",
			"leave baud= out" } },
		{ 0, BCM_UPDATE_BAUDRATE, 1, { "refused Update", "FILE" } },
		{ BCM_DOWNLOAD_MINIDRIVER, 0, 0,
		    { "no answer to Download Minidriver (0xfc2e) at 921600",
			"lower baud=" } },
		{ 0, BCM_DOWNLOAD_MINIDRIVER, 0, { "refused", "Minidriver" } },
		{ BCM_WRITE_RAM, 0, 1,
		    { "record 2 of 3, offset 0x9 of FILE", "no answer" } },
		{ 0, BCM_WRITE_RAM, 0,
		    { "record 1 of 3, offset 0x0 of FILE",
			"the firmware of this chip?" } },
		{ 0, BCM_LAUNCH_RAM, 0,
		    { "refused Launch RAM", "offset 0x11 of FILE" } },
		{ BCM_WRITE_SLEEP_MODE, 0, 0,
		    { "no answer to Write Sleep Mode", "flow=rtscts" } },
		{ BCM_WRITE_BD_ADDR, 0, 0, { "Write BD_ADDR", "addr=" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bcm_config config = config_of(921600);
		struct rig t = rig_new();

		config.have_address = true;
		t.mute_at = rows[i].mute;
		t.refuse_at = rows[i].refuse;
		t.skip = rows[i].skip;
		go(&t, &config);
		assert_true(t.failed);
		for (size_t k = 0; k < 2; k++)
			if (!strstr(t.b.err.text, rows[i].says[k]))
				fail_msg("row %zu: %s", i, t.b.err.text);
		assert_true(t.now < 6 * USEC_PER_SEC);
		buf_free(&t.log);
	}
}

static void reset_is_tried_at_both_rates(void **state)
{
	struct bcm_config config = config_of(921600);
	struct rig t = rig_new();

	(void)state;
	t.mute_at = HCI_RESET;
	go(&t, &config);
	assert_true(t.failed);
	assert_non_null(strstr(t.b.err.text, "at 115200 and 921600 baud"));
	assert_int_equal(t.now, 1000 + 20 * 200 * USEC_PER_MSEC);
	assert_int_equal(t.log.len, 20 * 5 + 8); /* "@921600 " */
	buf_free(&t.log);
}

static void noise_is_called_a_wrong_rate(void **state)
{
	struct bcm_config config = config_of(115200);
	struct rig t = rig_new();

	(void)state;
	t.baud = 9600;
	go(&t, &config);
	assert_true(t.failed);
	assert_non_null(strstr(t.b.err.text, "is init-baud= right"));
	buf_free(&t.log);
}

static void a_launch_may_stay_unanswered(void **state)
{
	struct bcm_config config = config_of(115200);
	struct rig t = rig_new();

	(void)state;
	t.mute_at = BCM_LAUNCH_RAM;
	go(&t, &config);
	assert_true(t.ready);
	buf_free(&t.log);
}

static void what_is_optional_is_done_without(void **state)
{
	static const uint16_t opcodes[] = { HCI_READ_LOCAL_NAME,
		BCM_READ_VERBOSE_CONFIG, BCM_WRITE_SLEEP_MODE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(opcodes); i++) {
		struct bcm_config config = config_of(921600);
		struct rig t = rig_new();

		t.refuse_at = opcodes[i];
		go(&t, &config);
		assert_true(t.ready);
		buf_free(&t.log);
	}
}

static void another_maker_is_left_alone(void **state)
{
	struct bcm_config config = config_of(921600);
	struct rig t = rig_new();

	(void)state;
	t.manufacturer = 0x0059;
	go(&t, &config);
	assert_true(t.failed);
	assert_non_null(strstr(t.b.err.text, "serial:"));
	assert_text(&t.log, "0c03 1001 "); /* nothing of a vendor's */
	buf_free(&t.log);
}

/* Anything may arrive, in any step; only the answer that is waited for counts. */
static void strange_packets_change_nothing(void **state)
{
	static const char *const strange[] = {
		"04",
		"040e",
		"040e00",
		"040e0101",
		"040e03010110",
		"040e0401020c00",
		"040f0400010110",
		"040f040001030c",
		"0410010a",
		"0440",
		"02402000",
		"040f0100",
	};
	struct bcm_config config = config_of(115200);
	struct bcm_effect e;
	struct bcm b;

	(void)state;
	bcm_start(&b, &config, 500 * USEC_PER_MSEC, 0);
	assert_int_equal(bcm_deadline(&b), 500 * USEC_PER_MSEC);
	bcm_tick(&b, 499 * USEC_PER_MSEC);
	assert_false(bcm_next(&b, &e)); /* it is not spoken to yet */
	bcm_tick(&b, 500 * USEC_PER_MSEC);
	assert_true(bcm_next(&b, &e));
	assert_hex(e.data, e.len, "01030c00");
	assert_false(bcm_next(&b, &e));
	for (size_t i = 0; i < ARRAY_SIZE(strange); i++) {
		uint8_t p[16], *exact = NULL;
		size_t n = unhex_any(strange[i], p, sizeof(p));

		exact = test_malloc(n);
		memcpy(exact, p, n);
		bcm_receive(&b, exact, n, 0);
		test_free(exact);
		assert_false(bcm_next(&b, &e));
	}
	bcm_receive(&b, (const uint8_t *)"\x04\x0e\x04\x01\x03\x0c", 7, 0);
	assert_true(bcm_next(&b, &e));
	assert_hex(e.data, e.len, "01011000");
	assert_false(bcm_next(&b, &e));
	/* the answer to a Reset that was sent twice */
	bcm_receive(&b, (const uint8_t *)"\x04\x0e\x04\x01\x03\x0c", 7, 0);
	assert_false(bcm_next(&b, &e));
	/* a version that is cut */
	bcm_receive(
	    &b, (const uint8_t *)"\x04\x0e\x05\x01\x01\x10\0\x07", 8, 0);
	assert_true(bcm_next(&b, &e));
	assert_int_equal(e.type, BCM_FAILED);
	assert_int_equal(bcm_deadline(&b), NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_bring_up),
		cmocka_unit_test(no_more_than_is_wanted),
		cmocka_unit_test(found_at_the_working_rate),
		cmocka_unit_test(names_of_chips),
		cmocka_unit_test(each_failure_says_where_and_what_to_do),
		cmocka_unit_test(reset_is_tried_at_both_rates),
		cmocka_unit_test(noise_is_called_a_wrong_rate),
		cmocka_unit_test(a_launch_may_stay_unanswered),
		cmocka_unit_test(what_is_optional_is_done_without),
		cmocka_unit_test(another_maker_is_left_alone),
		cmocka_unit_test(strange_packets_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
