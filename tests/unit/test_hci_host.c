/* The host against a controller made of answers: bring-up and what can go wrong
 * with it, events of every shape. */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <string.h>

#include "hci/defs.h"
#include "gatt/device.h"
#include "hci/host.h"

struct rig {
	struct bonds bonds;
	struct test_random random;
	struct env env;
	struct host_out out;
	struct host *host;
	uint64_t now;
	/* the controller */
	uint16_t silent_on, unknown, failing;
	bool watch, no_le_buffers, no_le, no_address, status_only;
	bool resync, other_vendor;
	/* what came of it */
	uint16_t sent[64];
	unsigned n_sent;
	uint8_t last[300]; /* the last packet sent */
	size_t last_len;
	bool ready, failed;
	uint16_t failed_opcode;
	unsigned notes, reports, connected, disconnected, encryptions;
	unsigned acl;
	struct host_link link;
	struct host_event event; /* the last one */
};

static void event(struct rig *r, const char *hex)
{
	uint8_t p[300];
	size_t n = unhex_any(hex, p, sizeof(p));

	host_receive(r->host, p, n, r->now);
}

static void complete(struct rig *r, uint16_t opcode, const char *ret)
{
	uint8_t p[300] = { H4_EVENT, HCI_EV_COMMAND_COMPLETE, 0, 1,
		(uint8_t)opcode, (uint8_t)(opcode >> 8) };
	size_t n = unhex_any(ret, p + 6, sizeof(p) - 6);

	p[2] = (uint8_t)(3 + n);
	host_receive(r->host, p, 6 + n, r->now);
}

static void command_status(struct rig *r, uint8_t status, uint16_t opcode)
{
	uint8_t p[] = { H4_EVENT, HCI_EV_COMMAND_STATUS, 4, status, 1,
		(uint8_t)opcode, (uint8_t)(opcode >> 8) };

	host_receive(r->host, p, sizeof(p), r->now);
}

static void answer(struct rig *r, uint16_t opcode)
{
	if (opcode == r->silent_on)
		return;
	if (opcode == r->unknown) {
		command_status(r, HCI_UNKNOWN_COMMAND, opcode);
		return;
	}
	if (opcode == r->failing) {
		complete(r, opcode, "0c");
		return;
	}
	switch (opcode) {
	case HCI_READ_LOCAL_VERSION:
		complete(r, opcode,
		    r->other_vendor ? "00 09 3412 09 0f00 7856"
				    : "00 09 3412 09 5900 7856");
		break;
	case HCI_READ_LOCAL_COMMANDS:
		complete(r, opcode,
		    "00 ffffffffffffffffffffffffffffffff"
		    "ffffffffffffffffffffffffffffffff"
		    "00000000000000000000000000000000"
		    "00000000000000000000000000000000");
		break;
	case HCI_READ_LOCAL_FEATURES:
		complete(r, opcode,
		    r->no_le ? "00 0000000000000000" : "00 0000000060000000");
		break;
	case HCI_READ_BD_ADDR:
		complete(r, opcode,
		    r->no_address ? "00 000000000000" : "00 665544332211");
		break;
	case HCI_LE_READ_LOCAL_FEATURES:
		complete(r, opcode, "00 6100000000000000");
		break;
	case HCI_LE_READ_BUFFER_SIZE:
		complete(
		    r, opcode, r->no_le_buffers ? "00 0000 00" : "00 1b00 04");
		break;
	case HCI_LE_READ_RESOLVING_LIST_SIZE:
		complete(r, opcode, "00 08");
		break;
	case HCI_READ_BUFFER_SIZE:
		complete(r, opcode, "00 fd03 40 0800 0000");
		break;
	case HCI_DISCONNECT:
	case HCI_LE_CREATE_CONNECTION:
	case HCI_LE_ENABLE_ENCRYPTION:
	case HCI_LE_READ_REMOTE_FEATURES:
	case HCI_LE_CONNECTION_UPDATE:
		command_status(r, 0, opcode);
		break;
	default:
		complete(r, opcode, "00");
	}
}

/* Let the controller answer, and note what the host says. */
static void run(struct rig *r)
{
	for (size_t i = 0; i < r->out.n; i++) {
		struct host_event e = r->out.v[i];
		const uint8_t *p = host_event_data(&r->out, &e);

		r->event = e;
		switch ((enum host_event_type)e.type) {
		case HOST_SEND:
			assert_true(e.data_len <= sizeof(r->last));
			memcpy(r->last, p, e.data_len);
			r->last_len = e.data_len;
			if (r->last[0] == H4_ACL) {
				r->acl++;
				break;
			}
			assert_true(r->n_sent < ARRAY_SIZE(r->sent));
			r->sent[r->n_sent++] = get_le16(r->last + 1);
			answer(r, get_le16(r->last + 1));
			break;
		case HOST_READY:
			r->ready = true;
			break;
		case HOST_FAILED:
			r->failed = true;
			r->failed_opcode = e.opcode;
			break;
		case HOST_NOTE:
			r->notes++;
			break;
		case HOST_REPORT:
			r->reports++;
			break;
		case HOST_CONNECTED:
			r->connected++;
			r->link = e.link;
			break;
		case HOST_DISCONNECTED:
			r->disconnected++;
			break;
		case HOST_ENCRYPTION:
			r->encryptions++;
			break;
		default:
			break;
		}
	}
	host_out_clear(&r->out);
}

static void make(struct rig *r)
{
	struct host_config config = {
		.mtu = ATT_MAX_MTU,
		.bonds = &r->bonds,
		.encrypt_bonded = true,
		.watch = r->watch,
		.resync = r->resync,
		.smp = {
			.features = { SMP_NO_INPUT_NO_OUTPUT, 0, 1, 16, 3, 3 },
			.min_key_size = 7,
			.pairable = true,
		},
	};

	r->env = test_env(&r->random, 5);
	r->host = host_new(&config, &r->env, &r->out);
}

static void start(struct rig *r)
{
	make(r);
	host_start(r->host, r->now);
	run(r);
}

static void stop(struct rig *r)
{
	host_free(r->host);
	host_out_free(&r->out);
	bonds_free(&r->bonds);
}

static bool was_sent(const struct rig *r, uint16_t opcode)
{
	for (unsigned i = 0; i < r->n_sent; i++)
		if (r->sent[i] == opcode)
			return true;
	return false;
}

static void bring_up(void **state)
{
	struct rig r = { .now = 7 };
	const struct host_info *i;

	(void)state;
	start(&r);
	assert_true(r.ready);
	assert_int_equal(r.sent[0], HCI_RESET);
	assert_int_equal(r.notes, 0);
	i = host_info(r.host);
	assert_int_equal(i->hci_version, 9);
	assert_int_equal(i->hci_revision, 0x1234);
	assert_int_equal(i->manufacturer, 0x0059);
	assert_int_equal(i->lmp_subversion, 0x5678);
	assert_int_equal(i->acl_size, 27);
	assert_int_equal(i->acl_count, 4);
	assert_int_equal(i->le_features, 0x61);
	assert_hex(i->address.b, 6, "665544332211");
	assert_int_equal(i->address.type, ADDR_PUBLIC);
	assert_false(was_sent(&r, HCI_READ_BUFFER_SIZE));
	assert_false(was_sent(&r, HCI_LE_SET_RANDOM_ADDRESS));
	/* data length (7) and LL privacy (10) are in the features */
	assert_int_equal(r.sent[r.n_sent - 1], HCI_LE_SET_EVENT_MASK);
	assert_hex(r.last, r.last_len, "01 0120 08 5f02000000000000");
	assert_int_equal(host_deadline(r.host), NEVER);
	stop(&r);
}

static void a_silent_controller_is_named(void **state)
{
	static const uint16_t opcodes[] = { HCI_RESET, HCI_READ_BD_ADDR,
		HCI_LE_READ_BUFFER_SIZE, HCI_LE_SET_EVENT_MASK };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(opcodes); i++) {
		struct rig r = { .silent_on = opcodes[i], .now = 100 };

		start(&r);
		assert_false(r.ready);
		assert_int_equal(host_deadline(r.host), 100 + 2 * USEC_PER_SEC);
		host_tick(r.host, 99 + 2 * USEC_PER_SEC);
		run(&r);
		assert_false(r.failed);
		host_tick(r.host, 100 + 2 * USEC_PER_SEC);
		run(&r);
		assert_true(r.failed);
		assert_int_equal(r.failed_opcode, opcodes[i]);
		/* dead is dead */
		complete(&r, opcodes[i], "00");
		run(&r);
		assert_false(r.ready);
		assert_int_equal(host_deadline(r.host), NEVER);
		stop(&r);
	}
}

static void commands_that_it_does_not_know(void **state)
{
	static const struct {
		uint16_t opcode;
		bool essential;
	} rows[] = {
		{ HCI_RESET, true },
		{ HCI_READ_LOCAL_VERSION, false },
		{ HCI_READ_LOCAL_COMMANDS, false },
		{ HCI_READ_LOCAL_FEATURES, false },
		{ HCI_SET_EVENT_MASK, false },
		{ HCI_LE_READ_LOCAL_FEATURES, false },
		{ HCI_LE_READ_BUFFER_SIZE, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig r = { .unknown = rows[i].opcode };
		struct rig refused = { .failing = rows[i].opcode };

		start(&r);
		assert_int_equal(r.failed, rows[i].essential);
		assert_int_equal(r.ready, !rows[i].essential);
		assert_int_equal(r.notes, !rows[i].essential);
		stop(&r);
		start(&refused);
		assert_int_equal(refused.ready, !rows[i].essential);
		stop(&refused);
	}
}

static void other_controllers(void **state)
{
	struct rig shared = { .no_le_buffers = true };
	struct rig classic = { .no_le = true };
	struct rig bare = { .no_address = true };
	const struct bdaddr *a;

	(void)state;
	start(&shared);
	assert_true(shared.ready);
	assert_int_equal(host_info(shared.host)->acl_size, 0x03fd);
	assert_int_equal(host_info(shared.host)->acl_count, 8);
	stop(&shared);

	start(&classic);
	assert_true(classic.failed);
	stop(&classic);

	start(&bare);
	assert_true(bare.ready);
	a = &host_info(bare.host)->address;
	assert_true(addr_is_static(a));
	assert_int_equal(bare.sent[bare.n_sent - 1], HCI_LE_SET_RANDOM_ADDRESS);
	assert_memory_equal(bare.last + 4, a->b, 6);
	stop(&bare);
}

/* On a line of octets Reset is sent four times in the two seconds, each time
 * behind octets that the session adds; and answered more than once. */
static void reset_is_sent_again_on_a_line(void **state)
{
	struct rig r = { .silent_on = HCI_RESET, .now = 100, .resync = true };

	(void)state;
	start(&r);
	for (unsigned i = 1; i < 4; i++) {
		assert_int_equal(r.n_sent, i);
		assert_int_equal(r.event.value, i > 1);
		assert_int_equal(
		    host_deadline(r.host), r.now + 500 * USEC_PER_MSEC);
		r.now = host_deadline(r.host);
		host_tick(r.host, r.now);
		if (i == 3)
			r.silent_on = 0;
		run(&r);
	}
	assert_true(r.ready);
	assert_int_equal(r.notes, 0);
	assert_int_equal(host_deadline(r.host), NEVER);
	stop(&r);

	r = (struct rig){ .silent_on = HCI_RESET, .resync = true };
	start(&r);
	while (!r.failed) {
		r.now = host_deadline(r.host);
		host_tick(r.host, r.now);
		run(&r);
	}
	assert_int_equal(r.n_sent, 4);
	assert_int_equal(r.now, 2 * USEC_PER_SEC);
	stop(&r);

	r = (struct rig){ .silent_on = HCI_READ_LOCAL_VERSION, .resync = true };
	start(&r);
	complete(&r, HCI_RESET, "00"); /* the second answer */
	run(&r);
	assert_int_equal(r.notes, 0);
	stop(&r);
}

static void last_words_of_zephyr(void **state)
{
	static const struct {
		const char *event;
		bool failed;
	} rows[] = {
		{ "04ff09 aa 6c6c6c00 a1010000", true },
		{ "04ff0a aa 6c1b6c6c00 a1010000", true }, /* Escape */
		{ "04ff06 aa 00 a1010000", true },	   /* no name */
		{ "04ff00", false },
		{ "04ff01 aa", false },
		{ "04ff05 aa a1010000", false },
		{ "04ff09 aa 6c6c6c6c a1010000", false }, /* no NUL */
		{ "04ff09 aa 6c006c00 a1010000", false }, /* two */
		{ "04ff09 ab 6c6c6c00 a1010000", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig r = { .now = 1 };

		start(&r);
		event(&r, rows[i].event);
		for (size_t k = 0; k < r.out.n; k++)
			if (r.out.v[k].type == HOST_FAILED)
				assert_null(strchr(r.out.v[k].text, '\x1b'));
		run(&r);
		assert_int_equal(r.failed, rows[i].failed);
		stop(&r);
	}
	/* Another vendor's event is another event. */
	{
		struct rig r = { .other_vendor = true };

		start(&r);
		event(&r, rows[0].event);
		run(&r);
		assert_false(r.failed);
		assert_false(was_sent(&r, HCI_ZEPHYR_READ_VERSION));
		stop(&r);
	}
}

static void advertising_reports(void **state)
{
	static const struct {
		const char *event;
		unsigned reports, notes;
	} rows[] = {
		{ "043e0c 02 01 00 00 112233445566 00 c4", 1, 0 },
		{ "043e0f 02 01 00 01 112233445566 03 020106 c4", 1, 0 },
		/* two */
		{ "043e16 02 02 00 00 112233445566 00 c4"
		  "04 00 112233445566 00 c4",
		    2, 0 },
		/* cut, empty, data longer than the event */
		{ "043e0b 02 01 00 00 112233445566 00", 0, 1 },
		{ "043e01 02", 0, 1 },
		{ "043e0c 02 01 00 00 112233445566 1f c4", 0, 1 },
		{ "043e0c 02 ff 00 00 112233445566 00 c4", 1, 1 },
		{ "043e02 02 00", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig r = { .now = 0 };

		start(&r);
		event(&r, rows[i].event);
		run(&r);
		assert_int_equal(r.reports, rows[i].reports);
		assert_int_equal(r.notes, rows[i].notes);
		stop(&r);
	}
}

static const char connected_as_central[] =
    "043e13 01 00 4000 00 00 665544332211 1800 0000 2a00 00";

static void connections(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r);
	event(&r, connected_as_central);
	run(&r);
	assert_int_equal(r.connected, 1);
	assert_int_equal(r.link.role, SMP_INITIATOR);
	assert_int_equal(r.link.params.interval_min, 24);
	assert_true(was_sent(&r, HCI_LE_READ_REMOTE_FEATURES));
	/* the same handle again: noted, not believed */
	event(&r, connected_as_central);
	run(&r);
	assert_int_equal(r.connected, 1);
	assert_int_equal(r.notes, 1);
	/* cut */
	event(&r, "043e12 01 00 4100 00 00 665544332211 1800 0000 2a00");
	run(&r);
	assert_int_equal(r.connected, 1);
	/* disconnected, once */
	event(&r, "040504 00 4000 13");
	event(&r, "040504 00 4000 13");
	run(&r);
	assert_int_equal(r.disconnected, 1);
	assert_null(host_link(r.host, 0x40));
	stop(&r);
}

/* With LL privacy the event has the addresses that are on air, and an identity
 * as the peer's address: c1, f5 and f6 take those on air. */
static void enhanced_connection(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r);
	event(&r, "043e1f 0a 00 4100 01 02 665544332211"
		  "010203040546 0a0b0c0d0e4f 1800 0000 2a00 00");
	run(&r);
	assert_int_equal(r.connected, 1);
	assert_int_equal(r.link.role, SMP_RESPONDER);
	assert_hex(r.link.own.b, 6, "010203040546");
	assert_int_equal(r.link.own.type, ADDR_RANDOM);
	assert_hex(r.link.peer.b, 6, "0a0b0c0d0e4f");
	assert_int_equal(r.link.peer.type, ADDR_RANDOM);
	/* without: the identity */
	event(&r, "043e1f 0a 00 4200 01 03 665544332211"
		  "000000000000 000000000000 1800 0000 2a00 00");
	run(&r);
	assert_hex(r.link.peer.b, 6, "665544332211");
	assert_int_equal(r.link.peer.type, ADDR_RANDOM);
	assert_hex(r.link.own.b, 6, "665544332211");
	stop(&r);
}

static void more_links_than_there_is_room_for(void **state)
{
	struct rig r = { .now = 0 };
	char text[120];

	(void)state;
	start(&r);
	for (int i = 0; i < 10; i++) {
		snprintf(text, sizeof(text),
		    "043e13 01 00 4%d00 01 00 66554433220%d 1800 0000 2a00 00",
		    i, i);
		event(&r, text);
	}
	run(&r);
	assert_int_equal(r.connected, HOST_MAX_LINKS);
	assert_int_equal(r.notes, 2);
	stop(&r);
}

static void keys_that_we_do_not_have(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r);
	event(&r, "043e13 01 00 4000 01 00 665544332211 1800 0000 2a00 00");
	event(&r, "043e0d 05 4000 0000000000000020 8456");
	run(&r);
	assert_int_equal(r.sent[r.n_sent - 1], HCI_LE_LTK_NEGATIVE_REPLY);
	assert_hex(r.last, r.last_len, "01 1b20 02 4000");
	stop(&r);
}

static void the_right_key_by_its_ediv(void **state)
{
	struct rig r = { .now = 0 };
	struct bond bond = {
		.address = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.identity = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.own_ltk = { true, { 1, 2, 3 }, 0x5684, 0x2000000000000000,
		    16 },
		.peer_ltk = { true, { 9, 9, 9 }, 0x1111, 0x22, 16 },
		.authenticated = true,
	};

	(void)state;
	start(&r);
	bonds_put(&r.bonds, &bond);
	event(&r, "043e13 01 00 4000 01 00 665544332211 1800 0000 2a00 00");
	event(&r, "043e0d 05 4000 0000000000000020 8456");
	run(&r);
	assert_hex(r.last, r.last_len,
	    "01 1a20 12 4000 01020300000000000000000000000000");
	event(&r, "040804 00 4000 01");
	run(&r);
	assert_int_equal(r.encryptions, 1);
	assert_true(host_security(r.host, 0x40).encrypted);
	assert_true(host_security(r.host, 0x40).authenticated);
	/* the key that the peer gave us is for when we are central */
	event(&r, "043e0d 05 4000 2200000000000000 1111");
	run(&r);
	assert_hex(r.last, r.last_len, "01 1b20 02 4000");
	stop(&r);
}

static void a_bonded_peer_is_encrypted_at_once(void **state)
{
	struct rig r = { .now = 0 };
	struct bond bond = {
		.address = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.identity = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.peer_ltk = { true, { 9, 9, 9 }, 0x1111, 0x22, 7 },
	};

	(void)state;
	start(&r);
	bonds_put(&r.bonds, &bond);
	event(&r, connected_as_central);
	run(&r);
	assert_true(was_sent(&r, HCI_LE_ENABLE_ENCRYPTION));
	/* a Security Request meanwhile asks for what is under way */
	event(&r, "02 4020 0600 0200 0600 0b01");
	run(&r);
	assert_int_not_equal(r.event.type, HOST_SMP);
	event(&r, "040803 06 4000"); /* cut: ignored */
	event(&r, "040804 06 4000 00");
	run(&r);
	assert_int_equal(r.encryptions, 1);
	assert_false(host_security(r.host, 0x40).encrypted);
	/* Encryption Change v2, Key Refresh */
	event(&r, "045905 00 4000 01 07");
	event(&r, "043003 00 4000");
	run(&r);
	assert_int_equal(r.encryptions, 3);
	assert_true(host_security(r.host, 0x40).encrypted);
	stop(&r);
}

/* As BlueZ's unit tests have it: handle 0x0012, counter 1. */
#define SIGNED_WRITE "d2 1200 1337 01000000 f1871e933c900ff2"

static void signed_writes_that_arrive(void **state)
{
	static const char file[] =
	    "{\"name\":\"x\",\"services\":[{\"uuid\":\"180f\",\"handle\":16,"
	    "\"characteristics\":[{\"uuid\":\"2a19\",\"write\":\"open\","
	    "\"properties\":[\"signed-write\"],\"max_length\":8}]}]}";
	struct device *d = device_parse(file, sizeof(file) - 1, NULL);
	struct rig r = { .now = 0 };
	struct bond bond = {
		.address = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.identity = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
	};
	const struct attr *a;
	uint8_t csrk[16];

	(void)state;
	assert_non_null(d);
	start(&r);
	host_set_db(r.host, &d->db);
	a = gatt_db_find(&d->db, 0x12);
	assert_non_null(a);
	event(&r, "043e13 01 00 4000 01 00 665544332211 1800 0000 2a00 00");
	/* from somebody whose key we do not have */
	event(&r, "02 4020 1500 1100 0400" SIGNED_WRITE);
	run(&r);
	assert_int_equal(r.event.type, HOST_SIGNED_WRITE);
	assert_non_null(r.event.text);
	assert_int_equal(a->value_len, 0);

	unhex("611b64ebfbcd1fd372ec9196df425e50", csrk, 16);
	copy_reversed(bond.csrk, csrk, 16);
	bond.has_csrk = true;
	bonds_put(&r.bonds, &bond);
	/* SM/SIGN/BI-01-C: a wrong signature is ignored */
	event(&r,
	    "02 4020 1500 1100 0400 d2 1200 1337 01000000 f1871e933c900ff1");
	run(&r);
	assert_non_null(r.event.text);
	assert_int_equal(a->value_len, 0);
	/* SM/SIGN/BV-03-C */
	event(&r, "02 4020 1500 1100 0400" SIGNED_WRITE);
	run(&r);
	assert_int_equal(a->value_len, 2);
	assert_hex(a->value, 2, "1337");
	assert_int_equal(r.bonds.v[0].sign_counter, 2);
	/* SM/SIGN/BI-02-C: the same again, and one of no use */
	event(&r, "02 4020 1500 1100 0400" SIGNED_WRITE);
	run(&r);
	assert_non_null(r.event.text);
	event(&r, "02 4020 1000 0c00 0400 d2 1200 1337 01000000 f187");
	run(&r);
	assert_int_equal(r.notes, 1);
	/* not on an encrypted link, Vol 3 Part C 10.4 */
	r.bonds.v[0].sign_counter = 0;
	event(&r, "040804 00 4000 01");
	event(&r, "02 4020 1500 1100 0400" SIGNED_WRITE);
	run(&r);
	assert_non_null(r.event.text);
	assert_int_equal(r.bonds.v[0].sign_counter, 0);
	stop(&r);
	device_free(d);
}

/* SM/SIGN/BV-01-C, with the values of BlueZ's GATT GAW/CL/BV-02-C. */
static void signed_writes_of_ours(void **state)
{
	struct rig r = { .now = 0 };
	struct bond bond = {
		.address = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.identity = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
	};
	const uint8_t value[] = { 1, 2, 3 };
	uint8_t csrk[16];

	(void)state;
	start(&r);
	event(&r, "043e13 01 00 4000 01 00 665544332211 1800 0000 2a00 00");
	assert_false(host_signed_write(r.host, 0x40, 7, value, 3, r.now));
	unhex("888130882e5ac00d32ea1f45485951d8", csrk, 16);
	copy_reversed(bond.own_csrk, csrk, 16);
	bond.has_own_csrk = true;
	bonds_put(&r.bonds, &bond);
	assert_true(host_signed_write(r.host, 0x40, 7, value, 3, r.now));
	run(&r);
	assert_hex(r.last, r.last_len,
	    "02 4000 1600 1200 0400 d2 0700 010203 00000000 311f0acd1c3a5b0a");
	assert_int_equal(r.bonds.v[0].own_sign_counter, 1);
	event(&r, "040804 00 4000 01");
	assert_false(host_signed_write(r.host, 0x40, 7, value, 3, r.now));
	stop(&r);
}

static void refused_encryption_is_told(void **state)
{
	struct rig r = { .failing = 0 };
	struct bond bond = {
		.address = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.identity = { { 0x66, 0x55, 0x44, 0x33, 0x22, 0x11 } },
		.peer_ltk = { true, { 9, 9, 9 }, 0x1111, 0x22, 16 },
	};

	(void)state;
	start(&r);
	bonds_put(&r.bonds, &bond);
	r.unknown = HCI_LE_ENABLE_ENCRYPTION;
	event(&r, connected_as_central);
	run(&r);
	assert_int_equal(r.encryptions, 1);
	assert_false(host_encrypting(r.host, 0x40));
	stop(&r);
}

static void parameters_are_the_centrals_to_decide(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r);
	event(&r, connected_as_central);
	event(&r, "02 4020 1000 0c00 0500 12010800 1800 2800 0000 a401");
	run(&r);
	assert_true(was_sent(&r, HCI_LE_CONNECTION_UPDATE));
	assert_int_equal(r.acl, 1); /* accepted */
	event(&r, "043e0a 03 00 4000 2800 0000 a401");
	run(&r);
	assert_int_equal(r.event.type, HOST_PARAMS);
	assert_int_equal(host_link(r.host, 0x40)->params.interval_min, 40);
	stop(&r);
}

static void data_waits_for_buffers(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r);
	event(&r, connected_as_central);
	run(&r);
	/* 4 buffers of 27: the fifth request waits */
	for (int i = 0; i < 6; i++)
		event(&r, "02 4020 0800 0400 0500 80070000");
	run(&r);
	assert_int_equal(r.acl, 4);
	event(&r, "041305 01 4000 0100");
	run(&r);
	assert_int_equal(r.acl, 5);
	/* counts for links that are not there, and cut events */
	event(&r, "041305 01 9900 0100");
	event(&r, "041304 01 4000 01");
	event(&r, "041301 ff");
	run(&r);
	assert_int_equal(r.acl, 5);
	event(&r, "041305 01 4000 ff00");
	run(&r);
	assert_int_equal(r.acl, 6);
	stop(&r);
}

static void packets_that_make_no_sense(void **state)
{
	static const char *const rows[] = {
		"02 4120 0700 0300 0400 021700", /* no such link */
		"02 4020 0800 0300 0400 021700", /* length */
		"02 40", "04 0e", "04 0e04 01",
		"02 4020 0700 0300 4400 021700", /* no such channel */
		"040e0401030c00",		 /* an answer to nothing */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig r = { .now = 0 };

		start(&r);
		event(&r, connected_as_central);
		run(&r);
		event(&r, rows[i]);
		run(&r);
		assert_int_equal(r.notes, 1);
		assert_false(r.failed);
		stop(&r);
	}
}

static void hardware_error(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r);
	event(&r, "041001 2a");
	run(&r);
	assert_true(r.failed);
	assert_int_equal(r.event.status, 0x2a);
	stop(&r);
}

/* At boot it says so with opcode 0; the same in bring-up, or when it gives
 * credits, is no reset. */
static void spontaneous_reset(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	make(&r);
	event(&r, "040e03 01 0000");
	stop(&r);
	start(&r);
	event(&r, "040e03 02 0000");
	run(&r);
	assert_false(r.failed);
	event(&r, "040e03 02 0000");
	run(&r);
	assert_true(r.failed);
	assert_string_equal(r.event.text, "the controller has reset itself");
	stop(&r);
}

/* With a command on its way: what opcode 0 means is seen when no answer comes. */
static void spontaneous_reset_within_a_command(void **state)
{
	static const struct {
		const char *said[2];
		const char *text; /* of the failure, or NULL */
	} cases[] = {
		{ { "040e03 01 0000",
		      "040e0c 01 0110 00 09 0000 09 ffff 0000" },
		    NULL },
		{ { NULL, NULL }, "the controller does not answer" },
		{ { "040e03 01 0000", NULL },
		    "the controller has reset itself" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rig r = { .now = 0 };

		start(&r);
		r.silent_on = HCI_READ_LOCAL_VERSION;
		assert_true(host_raw_command(
		    r.host, HCI_READ_LOCAL_VERSION, NULL, 0, r.now));
		run(&r);
		for (int k = 0; k < 2 && cases[i].said[k]; k++)
			event(&r, cases[i].said[k]);
		run(&r);
		assert_false(r.failed);
		r.now += 3 * USEC_PER_SEC;
		host_tick(r.host, r.now);
		run(&r);
		assert_int_equal(r.failed, cases[i].text != NULL);
		if (cases[i].text)
			assert_string_equal(r.event.text, cases[i].text);
		stop(&r);
	}
}

static void until(struct rig *r, uint64_t now)
{
	while (host_deadline(r->host) <= now) {
		r->now = host_deadline(r->host);
		host_tick(r->host, r->now);
		run(r);
	}
	r->now = now;
}

/* Silent and at work it is asked, ever less often; silent to that it is dead. */
static void a_dead_controller_is_found(void **state)
{
	static const struct host_scan scan = { true, 96, 96, true };
	struct rig r = { .watch = true };

	(void)state;
	start(&r);
	r.n_sent = 0;
	until(&r, 3600 * USEC_PER_SEC);
	assert_int_equal(r.n_sent, 0); /* nothing to do, nothing to ask */
	host_scan_start(r.host, &scan, r.now);
	run(&r);
	r.n_sent = 0;
	until(&r, r.now + 40 * USEC_PER_SEC); /* after 5, 15, 35 */
	assert_int_equal(r.n_sent, 3);
	assert_int_equal(r.sent[0], HCI_READ_LOCAL_VERSION);
	/* heard of, it is given five seconds again */
	event(&r, "043e0c 02 01 0000 665544332211 00 c0");
	r.n_sent = 0;
	until(&r, r.now + 6 * USEC_PER_SEC);
	assert_int_equal(r.n_sent, 1);
	stop(&r);

	r = (struct rig){ .watch = true };
	start(&r);
	host_scan_start(r.host, &scan, r.now);
	run(&r);
	r.silent_on = HCI_READ_LOCAL_VERSION;
	until(&r, r.now + 8 * USEC_PER_SEC);
	assert_true(r.failed);
	assert_int_equal(r.failed_opcode, HCI_READ_LOCAL_VERSION);
	stop(&r);
}

/* Number Of Completed Packets is lost: then it goes on all the same. */
static void lost_completed_packets(void **state)
{
	struct rig r = { .watch = true };

	(void)state;
	start(&r);
	event(&r, connected_as_central);
	run(&r);
	for (int i = 0; i < 6; i++)
		event(&r, "02 4020 0800 0400 0500 80070000");
	run(&r);
	assert_int_equal(r.acl, 4);
	r.notes = 0;
	/* the peer talks, so that the controller is not silent */
	for (int i = 0; i < 9; i++) {
		until(&r, r.now + USEC_PER_SEC);
		event(&r, "043e04 05 400000");
		run(&r);
	}
	assert_false(r.failed);
	assert_int_equal(r.acl, 6);
	assert_int_equal(r.notes, 1);
	stop(&r);
}

/* Any packet in any state: no crash, no endless loop. */
static void noise(void **state)
{
	static const uint8_t codes[] = { 0x05, 0x08, 0x0c, 0x0e, 0x0f, 0x10,
		0x13, 0x30, 0x3e, 0x3e, 0x3e, 0x59 };
	struct test_random random;
	struct env env = test_env(&random, 99);

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct rig r = { .now = 0 };

		start(&r);
		event(&r, connected_as_central);
		run(&r);
		for (int i = 0; i < 60; i++) {
			uint8_t p[80];
			size_t n;

			env_random(&env, p, sizeof(p));
			n = p[79] % 60 + 3U;
			if (p[78] & 1) {
				p[0] = H4_EVENT;
				p[1] = codes[p[1] % ARRAY_SIZE(codes)];
				if (p[1] == HCI_EV_HARDWARE_ERROR)
					continue;
				p[2] = (uint8_t)(n - 3);
				p[3] %= 16;
				p[6] = 0;
			} else {
				n = n < 12 ? 12 : n;
				p[0] = H4_ACL;
				put_le16(p + 1,
				    (uint16_t)(0x40 | (p[77] & 3) << 12));
				put_le16(p + 3, (uint16_t)(n - 5));
				put_le16(p + 5, (uint16_t)(n - 9));
				put_le16(p + 7, 4 + p[76] % 3);
			}
			host_receive(r.host, p, n, r.now);
			r.n_sent = 0;
			run(&r);
		}
		stop(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bring_up),
		cmocka_unit_test(a_silent_controller_is_named),
		cmocka_unit_test(commands_that_it_does_not_know),
		cmocka_unit_test(other_controllers),
		cmocka_unit_test(reset_is_sent_again_on_a_line),
		cmocka_unit_test(last_words_of_zephyr),
		cmocka_unit_test(advertising_reports),
		cmocka_unit_test(connections),
		cmocka_unit_test(enhanced_connection),
		cmocka_unit_test(more_links_than_there_is_room_for),
		cmocka_unit_test(keys_that_we_do_not_have),
		cmocka_unit_test(the_right_key_by_its_ediv),
		cmocka_unit_test(a_bonded_peer_is_encrypted_at_once),
		cmocka_unit_test(signed_writes_that_arrive),
		cmocka_unit_test(signed_writes_of_ours),
		cmocka_unit_test(refused_encryption_is_told),
		cmocka_unit_test(parameters_are_the_centrals_to_decide),
		cmocka_unit_test(data_waits_for_buffers),
		cmocka_unit_test(packets_that_make_no_sense),
		cmocka_unit_test(hardware_error),
		cmocka_unit_test(spontaneous_reset),
		cmocka_unit_test(spontaneous_reset_within_a_command),
		cmocka_unit_test(a_dead_controller_is_found),
		cmocka_unit_test(lost_completed_packets),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
