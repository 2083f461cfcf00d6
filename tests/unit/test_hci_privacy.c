/* Our private addresses and the controller's resolving list, against a
 * controller made of answers: the trace of commands says what happens. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "hci/defs.h"
#include "hci/host.h"
#include "hci/privacy.h"
#include "smp/crypto.h"

struct rig {
	struct host_config config;
	struct bonds bonds;
	struct test_random random;
	struct env env;
	struct host_out out;
	struct host *host;
	uint64_t now;
	/* the controller */
	bool no_public, ll_privacy, no_privacy_mode, held;
	uint8_t room;
	uint16_t failing;
	uint8_t failing_with;
	/* what came of it, since the last look() */
	struct buf trace; /* opcodes in short, see word_of() */
	uint8_t last[64];
	uint8_t random_address[6];
	uint8_t added[64], mode[64], timeout[64];
	bool ready, failed;
	unsigned notes, failures, connected, not_connected;
	struct host_link link;
	struct host_report report;
};

static void receive(struct rig *r, const char *hex)
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
	if (opcode == r->failing)
		p[6] = r->failing_with;
	host_receive(r->host, p, 6 + n, r->now);
}

static void status(struct rig *r, uint16_t opcode)
{
	uint8_t p[] = { H4_EVENT, HCI_EV_COMMAND_STATUS, 4, 0, 1,
		(uint8_t)opcode, (uint8_t)(opcode >> 8) };

	host_receive(r->host, p, sizeof(p), r->now);
}

static void answer(struct rig *r, uint16_t opcode)
{
	char commands[] = "00"
			  "ffffffffffffffffffffffffffffffff"
			  "ffffffffffffffffffffffffffffffff"
			  "0000ff07000000040000000000000000"
			  "00000000000000000000000000000000";

	switch (opcode) {
	case HCI_READ_LOCAL_VERSION:
		complete(r, opcode, "00 09 3412 09 5900 7856");
		break;
	case HCI_READ_LOCAL_COMMANDS:
		if (r->no_privacy_mode)
			memset(commands + 2 + 2 * 39, '0', 2);
		complete(r, opcode, commands);
		break;
	case HCI_READ_LOCAL_FEATURES:
		complete(r, opcode, "00 0000000060000000");
		break;
	case HCI_READ_BD_ADDR:
		complete(r, opcode,
		    r->no_public ? "00 000000000000" : "00 665544332211");
		break;
	case HCI_LE_READ_LOCAL_FEATURES:
		complete(r, opcode,
		    r->ll_privacy ? "00 4100000000000000"
				  : "00 0100000000000000");
		break;
	case HCI_LE_READ_BUFFER_SIZE:
		complete(r, opcode, "00 1b00 04");
		break;
	case HCI_LE_READ_RESOLVING_LIST_SIZE:
		complete(r, opcode, r->room == 2 ? "00 02" : "00 08");
		break;
	case HCI_LE_CREATE_CONNECTION:
	case HCI_LE_READ_REMOTE_FEATURES:
	case HCI_LE_ENABLE_ENCRYPTION:
		status(r, opcode);
		break;
	default:
		complete(r, opcode, "00");
	}
}

/* A command in the trace; the argument of "on" and "off" is in its first octet
 * of parameters. */
static void trace(struct rig *r, const uint8_t *p, size_t n)
{
	static const struct {
		uint16_t opcode;
		const char *word;
	} words[] = {
		{ HCI_LE_SET_RANDOM_ADDRESS, "random " },
		{ HCI_LE_SET_SCAN_ENABLE, "scan-" },
		{ HCI_LE_SET_ADV_ENABLE, "adv-" },
		{ HCI_LE_CREATE_CONNECTION, "dial " },
		{ HCI_LE_CREATE_CONNECTION_CANCEL, "cancel " },
		{ HCI_LE_ADD_TO_RESOLVING_LIST, "add " },
		{ HCI_LE_CLEAR_RESOLVING_LIST, "clear " },
		{ HCI_LE_SET_ADDRESS_RESOLUTION, "resolve-" },
		{ HCI_LE_SET_PRIVACY_MODE, "mode " },
		{ HCI_LE_SET_RPA_TIMEOUT, "timeout " },
	};
	uint16_t opcode = get_le16(p + 1);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *word = words[i].word;

		if (words[i].opcode != opcode)
			continue;
		buf_puts(&r->trace, word);
		if (word[strlen(word) - 1] == '-')
			buf_puts(&r->trace, p[4] ? "on " : "off ");
		assert_true(n <= sizeof(r->last));
		memcpy(r->last, p, n);
	}
	if (opcode == HCI_LE_SET_RANDOM_ADDRESS)
		memcpy(r->random_address, p + 4, 6);
	if (opcode == HCI_LE_ADD_TO_RESOLVING_LIST)
		memcpy(r->added, p, n);
	if (opcode == HCI_LE_SET_PRIVACY_MODE)
		memcpy(r->mode, p, n);
	if (opcode == HCI_LE_SET_RPA_TIMEOUT)
		memcpy(r->timeout, p, n);
}

static void run(struct rig *r)
{
	for (size_t i = 0; i < r->out.n; i++) {
		struct host_event e = r->out.v[i];
		uint8_t p[300];

		assert_true(e.data_len <= sizeof(p));
		memcpy(p, host_event_data(&r->out, &e), e.data_len);
		switch ((enum host_event_type)e.type) {
		case HOST_SEND:
			if (p[0] != H4_COMMAND)
				break;
			trace(r, p, e.data_len);
			if (!r->held ||
			    get_le16(p + 1) != HCI_LE_SET_RANDOM_ADDRESS)
				answer(r, get_le16(p + 1));
			break;
		case HOST_READY:
			r->ready = true;
			break;
		case HOST_FAILED:
			r->failed = true;
			break;
		case HOST_NOTE:
			r->notes++;
			break;
		case HOST_COMMAND_FAILED:
			r->failures++;
			break;
		case HOST_CONNECTED:
			r->connected++;
			r->link = e.link;
			break;
		case HOST_CONNECT_FAILED:
			r->not_connected++;
			break;
		case HOST_REPORT:
			r->report = e.report;
			break;
		default:
			break;
		}
	}
	host_out_clear(&r->out);
}

static void tick(struct rig *r, uint64_t now)
{
	r->now = now;
	host_tick(r->host, now);
	run(r);
}

static void start(struct rig *r, enum host_own_address own)
{
	r->config = (struct host_config){
		.mtu = ATT_MAX_MTU,
		.bonds = &r->bonds,
		.encrypt_bonded = true,
		.own_address = own,
		.smp = { .features = { 3, 0, 1, 16, 3, 3 },
		    .min_key_size = 7,
		    .pairable = true },
	};
	memset(r->config.irk, 0x77, 16);
	r->env = test_env(&r->random, 9);
	r->host = host_new(&r->config, &r->env, &r->out);
	host_start(r->host, r->now);
	run(r);
}

static void stop(struct rig *r)
{
	host_free(r->host);
	host_out_free(&r->out);
	bonds_free(&r->bonds);
	buf_free(&r->trace);
}

/* The commands since the last look. */
static void look(struct rig *r, const char *want)
{
	run(r);
	buf_reserve(&r->trace, 1); /* never NULL */
	assert_text(&r->trace, want);
	r->trace.len = 0;
}

static bool is_resolvable(const struct rig *r, const uint8_t a[6])
{
	struct bdaddr addr = { .type = ADDR_RANDOM };

	memcpy(addr.b, a, 6);
	return crypto_rpa_matches(r->config.irk, &addr);
}

/* Generators. */

/* Gives these octets first, then pseudo-random ones. */
struct planned {
	const uint8_t *p;
	size_t n;
	struct test_random random;
	struct env env;
};

static void draw_planned(void *ctx, void *buf, size_t len)
{
	struct planned *d = ctx;
	uint8_t *p = buf;

	for (; len && d->n; len--, d->n--)
		*p++ = *d->p++;
	env_random(&d->env, p, len);
}

static struct env planned(struct planned *d, const uint8_t *p, size_t n)
{
	*d = (struct planned){ .p = p, .n = n };
	d->env = test_env(&d->random, 4);
	return (struct env){ draw_planned, d };
}

static bool random_part_is(const struct bdaddr *a, size_t from, uint8_t octet)
{
	for (size_t i = from; i < 5; i++)
		if (a->b[i] != octet)
			return false;
	return (a->b[5] & 0x3f) == (octet & 0x3f);
}

/* Vol 6 Part B 1.3.2: the top bits, and a random part that is not all of one
 * kind, even if the generator says so. */
static void kinds_of_addresses(void **state)
{
	static const uint8_t irk[16] = { 1, 2, 3 };
	static const uint8_t bad[][12] = { { 0 },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff } };
	static const struct bdaddr none;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct planned d;
		struct env env = planned(&d, bad[i % 2], i < 2 ? 12 : 0);
		struct bdaddr a;

		d.random.state += (uint64_t)i * 77;
		a = privacy_static(&env);
		assert_true(addr_is_static(&a));
		assert_false(random_part_is(&a, 0, 0x00));
		assert_false(random_part_is(&a, 0, 0xff));

		env = planned(&d, bad[i % 2], i < 2 ? 12 : 0);
		d.random.state += (uint64_t)i * 77;
		a = privacy_resolvable(&env, irk);
		assert_true(addr_is_rpa(&a));
		assert_true(crypto_rpa_matches(irk, &a));
		assert_false(random_part_is(&a, 3, 0x00));
		assert_false(random_part_is(&a, 3, 0xff));

		env = planned(&d, bad[i % 2], i < 2 ? 12 : 0);
		d.random.state += (uint64_t)i * 77;
		a = privacy_nonresolvable(&env, &none);
		assert_int_equal(a.type, ADDR_RANDOM);
		assert_int_equal(a.b[5] & 0xc0, 0);
		assert_false(random_part_is(&a, 0, 0x00));
		assert_false(random_part_is(&a, 0, 0xff));
	}
}

/* Vol 3 Part H D.7: ah, with the IRK and the prand of the specification. */
static void sample_data(void **state)
{
	uint8_t irk[16], prand[3] = { 0x94, 0x81, 0x70 };
	struct planned d;
	struct env env = planned(&d, prand, sizeof(prand));
	struct bdaddr a;

	(void)state;
	unhex("9b7d390aa610103405adc857a33402ec", irk, sizeof(irk));
	a = privacy_resolvable(&env, irk);
	assert_hex(a.b, 6, "aafb0d948170");
}

static void not_the_public_address(void **state)
{
	static const uint8_t same[6] = { 1, 2, 3, 4, 5, 6 };
	struct bdaddr public_address = { { 1, 2, 3, 4, 5, 6 }, ADDR_PUBLIC };
	struct planned d;
	struct env env = planned(&d, same, sizeof(same));
	struct bdaddr a = privacy_nonresolvable(&env, &public_address);

	(void)state;
	assert_memory_not_equal(a.b, public_address.b, 6);
}

/* What is on air, and the identity. */

static void own_addresses(void **state)
{
	static const struct {
		enum host_own_address own;
		bool no_public, random, failed;
		uint8_t top; /* of the address on air, where it is random */
		uint8_t identity;
	} rows[] = {
		{ HOST_OWN_IDENTITY, false, false, false, 0, ADDR_PUBLIC },
		{ HOST_OWN_IDENTITY, true, true, false, 0xc0, ADDR_RANDOM },
		{ HOST_OWN_PUBLIC, false, false, false, 0, ADDR_PUBLIC },
		{ HOST_OWN_PUBLIC, true, true, true, 0xc0, ADDR_RANDOM },
		{ HOST_OWN_STATIC, false, true, false, 0xc0, ADDR_RANDOM },
		{ HOST_OWN_RPA, false, true, false, 0x40, ADDR_PUBLIC },
		{ HOST_OWN_RPA, true, true, false, 0x40, ADDR_RANDOM },
		{ HOST_OWN_NRPA, false, true, false, 0x00, ADDR_PUBLIC },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig r = { .no_public = rows[i].no_public };
		const struct bdaddr *identity;
		struct bdaddr own;

		start(&r, rows[i].own);
		assert_int_equal(r.failed, rows[i].failed);
		assert_int_equal(r.ready, !rows[i].failed);
		identity = &host_info(r.host)->address;
		own = host_own_address(r.host);
		assert_int_equal(identity->type, rows[i].identity);
		if (identity->type == ADDR_RANDOM)
			assert_true(addr_is_static(identity));
		assert_int_equal(own.type, rows[i].random);
		look(&r, rows[i].random ? "random " : "");
		if (rows[i].random) {
			assert_int_equal(own.b[5] & 0xc0, rows[i].top);
			assert_memory_equal(own.b, r.random_address, 6);
		}
		assert_int_equal(
		    is_resolvable(&r, own.b), rows[i].own == HOST_OWN_RPA);
		/* an address that does not change has no timer */
		assert_int_equal(host_deadline(r.host),
		    rows[i].own >= HOST_OWN_RPA ? HOST_RPA_TIMEOUT : NEVER);
		stop(&r);
	}
}

/* Vol 3 Part C 10.7: a new one each quarter of an hour, while nothing is on
 * air, or between two halves of what is. */
static void changed_by_the_clock(void **state)
{
	static const struct host_scan scan = { .interval = 96, .window = 96 };
	static const struct host_adv adv = { .interval = 160,
		.connectable = true };
	struct rig r = { .now = 5 };
	uint64_t t = 5 + HOST_RPA_TIMEOUT;
	uint8_t before[6];

	(void)state;
	start(&r, HOST_OWN_RPA);
	look(&r, "random ");
	memcpy(before, r.random_address, 6);
	tick(&r, t - 1);
	look(&r, "");
	tick(&r, t);
	look(&r, "random ");
	assert_memory_not_equal(before, r.random_address, 6);
	assert_true(is_resolvable(&r, r.random_address));

	host_scan_start(r.host, &scan, r.now);
	look(&r, "scan-on ");
	tick(&r, t += HOST_RPA_TIMEOUT);
	look(&r, "scan-off random scan-on ");
	host_scan_stop(r.host, r.now);
	look(&r, "scan-off ");

	host_advertise(r.host, &adv, r.now);
	look(&r, "adv-on ");
	tick(&r, t += HOST_RPA_TIMEOUT);
	look(&r, "adv-off random adv-on ");
	/* A central comes: the end of advertising, but not of the link. */
	receive(&r, "043e13 01 00 4000 01 00 665544332211 1800 0000 2a00 00");
	tick(&r, t += HOST_RPA_TIMEOUT);
	look(&r, "random ");
	assert_int_equal(r.failures, 0);
	stop(&r);
}

static void an_interval_of_ones_own(void **state)
{
	struct rig r = { .now = 0 };

	(void)state;
	start(&r, HOST_OWN_IDENTITY);
	look(&r, "");
	host_set_own_address(r.host, HOST_OWN_NRPA, USEC_PER_SEC, r.now);
	look(&r, "random ");
	tick(&r, USEC_PER_SEC - 1);
	look(&r, "");
	tick(&r, USEC_PER_SEC);
	look(&r, "random ");
	host_set_own_address(r.host, HOST_OWN_IDENTITY, 0, r.now);
	assert_int_equal(host_own_address(r.host).type, ADDR_PUBLIC);
	tick(&r, 100 * USEC_PER_SEC);
	look(&r, "");
	stop(&r);
}

static const char cancelled[] =
    "043e13 01 02 0000 00 00 000000000000 0000 0000 0000 00";
static const char connected[] =
    "043e13 01 00 4000 00 00 010203040506 1800 0000 2a00 00";
static const struct bdaddr peer = { { 1, 2, 3, 4, 5, 6 }, ADDR_PUBLIC };

static void changed_while_dialling(void **state)
{
	struct rig r = { .now = 0 };
	struct bdaddr own;

	(void)state;
	start(&r, HOST_OWN_RPA);
	look(&r, "random ");
	host_connect(r.host, &peer, r.now);
	look(&r, "dial ");
	assert_int_equal(r.last[16], OWN_RANDOM);
	tick(&r, HOST_RPA_TIMEOUT);
	tick(&r, HOST_RPA_TIMEOUT + 1);
	look(&r, "cancel ");
	receive(&r, cancelled);
	look(&r, "random dial ");
	assert_int_equal(r.not_connected, 0);
	own = host_own_address(r.host);
	receive(&r, connected);
	run(&r);
	assert_int_equal(r.connected, 1);
	assert_memory_equal(r.link.own.b, own.b, 6);
	assert_int_equal(r.link.own.type, ADDR_RANDOM);
	stop(&r);
}

/* The user gives up, the link is faster, the controller refuses. */
static void interrupted_while_dialling(void **state)
{
	struct rig user = { .now = 0 }, link = { .now = 0 },
		   refused = { .now = 0 }, given_up = { .now = 0 };

	(void)state;
	start(&user, HOST_OWN_RPA);
	host_connect(user.host, &peer, 0);
	run(&user);
	tick(&user, HOST_RPA_TIMEOUT);
	host_connect_cancel(user.host, user.now);
	receive(&user, cancelled);
	run(&user);
	assert_int_equal(user.not_connected, 1);
	look(&user, "random dial cancel cancel random ");
	stop(&user);

	/* gives up first: no timer runs while the controller thinks */
	start(&given_up, HOST_OWN_RPA);
	host_connect(given_up.host, &peer, 0);
	run(&given_up);
	host_connect_cancel(given_up.host, HOST_RPA_TIMEOUT - 1);
	run(&given_up);
	tick(&given_up, HOST_RPA_TIMEOUT);
	assert_true(host_deadline(given_up.host) > given_up.now);
	look(&given_up, "random dial cancel ");
	receive(&given_up, cancelled);
	run(&given_up);
	assert_int_equal(given_up.not_connected, 1);
	look(&given_up, "random ");
	stop(&given_up);

	start(&link, HOST_OWN_RPA);
	host_connect(link.host, &peer, 0);
	run(&link);
	tick(&link, HOST_RPA_TIMEOUT);
	receive(&link, connected);
	run(&link);
	assert_int_equal(link.connected, 1);
	look(&link, "random dial cancel random ");
	stop(&link);

	refused.failing = HCI_LE_CREATE_CONNECTION_CANCEL;
	refused.failing_with = HCI_COMMAND_DISALLOWED;
	start(&refused, HOST_OWN_RPA);
	host_connect(refused.host, &peer, 0);
	run(&refused);
	tick(&refused, HOST_RPA_TIMEOUT);
	look(&refused, "random dial cancel ");
	assert_int_equal(refused.not_connected, 0);
	assert_true(host_deadline(refused.host) > refused.now);
	receive(&refused, connected);
	run(&refused);
	assert_int_equal(refused.connected, 1);
	stop(&refused);
}

/* c1, f5 and f6 take the address that the connection has: the old one, until
 * the controller has taken the new one. */
static void the_address_of_the_connection(void **state)
{
	static const struct host_adv adv = { .interval = 160,
		.connectable = true };
	struct rig r = { .now = 0 };
	struct bdaddr old;

	(void)state;
	start(&r, HOST_OWN_RPA);
	host_advertise(r.host, &adv, r.now);
	run(&r);
	old = host_own_address(r.host);
	r.trace.len = 0;
	r.held = true;
	tick(&r, HOST_RPA_TIMEOUT);
	look(&r, "adv-off random ");
	receive(&r, "043e13 01 00 4000 01 00 665544332211 1800 0000 2a00 00");
	run(&r);
	assert_true(addr_equal(&r.link.own, &old));
	assert_false(addr_is_zero(&old));
	/* and no advertising is left over beside that link */
	r.held = false;
	complete(&r, HCI_LE_SET_RANDOM_ADDRESS, "00");
	look(&r, "adv-on adv-off ");
	stop(&r);
}

static void a_controller_that_keeps_the_address(void **state)
{
	struct rig r = { .now = 0 };
	struct bdaddr old;

	(void)state;
	start(&r, HOST_OWN_RPA);
	old = host_own_address(r.host);
	r.failing = HCI_LE_SET_RANDOM_ADDRESS;
	r.failing_with = HCI_COMMAND_DISALLOWED;
	tick(&r, HOST_RPA_TIMEOUT);
	assert_int_equal(r.notes, 1);
	assert_int_equal(r.failures, 0);
	assert_memory_equal(host_own_address(r.host).b, old.b, 6);
	assert_true(host_deadline(r.host) > r.now);
	stop(&r);
}

/* The resolving list. */

static struct bond bond_of(uint8_t number, uint8_t irk)
{
	struct bond b = {
		.identity = { { number, 0, 0, 0, 0, 0xc0 }, ADDR_RANDOM },
		.peer_ltk = { true, { 9 }, 0, 0, 16 },
		.has_irk = true,
	};

	b.address = b.identity;
	memset(b.irk, irk, 16);
	return b;
}

static void put_bond(struct rig *r, uint8_t number, uint8_t irk)
{
	struct bond b = bond_of(number, irk);

	bonds_put(&r->bonds, &b);
}

/* PRIVACY-06: as the bonds are; nobody with a zero key; device mode. */
static void the_list_follows_the_bonds(void **state)
{
	static const struct host_scan scan = { .interval = 96, .window = 96 };
	struct rig r = { .ll_privacy = true };
	struct bond without = bond_of(4, 0x44);

	(void)state;
	without.has_irk = false;
	put_bond(&r, 1, 0x11);
	put_bond(&r, 2, 0); /* said to be one, but is none */
	bonds_put(&r.bonds, &without);
	start(&r, HOST_OWN_IDENTITY);
	look(&r, "timeout add mode resolve-on ");
	assert_true(host_controller_resolves(r.host, &r.bonds.v[0].identity));
	assert_false(host_controller_resolves(r.host, &r.bonds.v[1].identity));
	assert_false(host_controller_resolves(r.host, &without.identity));

	host_scan_start(r.host, &scan, r.now);
	look(&r, "scan-on ");
	put_bond(&r, 3, 0x33);
	tick(&r, 1);
	look(&r, "scan-off resolve-off clear add mode add mode resolve-on "
		 "scan-on ");
	tick(&r, 2);
	look(&r, "");
	host_scan_stop(r.host, r.now);
	look(&r, "scan-off ");

	/* a key that has changed, and all of them gone */
	put_bond(&r, 3, 0x34);
	host_scan_start(r.host, &scan, r.now);
	look(&r, "resolve-off clear add mode add mode resolve-on scan-on ");
	host_forget(r.host, &r.bonds.v[3].identity);
	host_forget(r.host, &r.bonds.v[0].identity);
	tick(&r, 3);
	look(&r, "scan-off resolve-off clear scan-on ");
	assert_int_equal(r.failures + r.notes, 0);
	stop(&r);
}

static void what_is_in_the_list(void **state)
{
	struct rig r = { .ll_privacy = true };

	(void)state;
	put_bond(&r, 1, 0x11);
	start(&r, HOST_OWN_IDENTITY);
	run(&r);
	assert_hex(r.added, 43,
	    "012720 27 01 0100000000c0 11111111111111111111111111111111"
	    "77777777777777777777777777777777");
	assert_hex(r.mode, 12, "014e20 08 01 0100000000c0 01");
	assert_hex(r.timeout, 6, "012e20 02 8403");
	stop(&r);
}

static void a_list_without_privacy_modes(void **state)
{
	struct rig old = { .ll_privacy = true, .no_privacy_mode = true };

	(void)state;
	put_bond(&old, 1, 0x11);
	start(&old, HOST_OWN_IDENTITY);
	look(&old, "timeout add resolve-on ");
	assert_hex(old.last, 5, "012d200101");
	/* Without the privacy mode an identity is marked, 7.8.12. */
	host_connect(old.host, &old.bonds.v[0].identity, 0);
	look(&old, "dial ");
	assert_hex(old.last + 9, 8, "03 0100000000c0 00");
	stop(&old);
}

/* With an RPA of ours too, the controller makes it from the list's local key;
 * what it made is in the event. */
static void dialled_by_identity(void **state)
{
	struct rig r = { .ll_privacy = true };

	(void)state;
	put_bond(&r, 1, 0x11);
	start(&r, HOST_OWN_RPA);
	look(&r, "random timeout add mode resolve-on ");
	host_connect(r.host, &r.bonds.v[0].identity, 0);
	look(&r, "dial ");
	assert_hex(r.last + 9, 8, "01 0100000000c0 03");
	receive(&r, "043e1f 0a 00 4000 00 03 0100000000c0"
		    "a1a2a3a4a546 b1b2b3b4b54f 1800 0000 2a00 00");
	run(&r);
	assert_hex(r.link.own.b, 6, "a1a2a3a4a546");
	assert_hex(r.link.peer.b, 6, "b1b2b3b4b54f");
	assert_int_equal(r.link.own.type, ADDR_RANDOM);
	assert_int_equal(r.link.peer.type, ADDR_RANDOM);
	stop(&r);
}

static void refused_entries(void **state)
{
	static const struct {
		uint16_t failing;
		uint8_t with;
		const char *trace;
		unsigned resolved; /* of two bonds */
	} rows[] = {
		/* full: what is in stays */
		{ HCI_LE_ADD_TO_RESOLVING_LIST, HCI_MEMORY_EXCEEDED,
		    "timeout add mode add mode resolve-on ", 0 },
		/* not supported after all: switched off again */
		{ HCI_LE_ADD_TO_RESOLVING_LIST, HCI_UNSUPPORTED_REMOTE_FEATURE,
		    "timeout add mode add mode resolve-on resolve-off clear ",
		    0 },
		{ HCI_LE_SET_ADDRESS_RESOLUTION, HCI_COMMAND_DISALLOWED,
		    "timeout add mode add mode resolve-on resolve-off clear ",
		    0 },
		{ HCI_LE_SET_PRIVACY_MODE, HCI_UNKNOWN_COMMAND,
		    "timeout add mode add mode resolve-on ", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig r = { .ll_privacy = true,
			.failing = rows[i].failing,
			.failing_with = rows[i].with };
		unsigned resolved = 0;

		put_bond(&r, 1, 0x11);
		put_bond(&r, 2, 0x22);
		start(&r, HOST_OWN_IDENTITY);
		tick(&r, 1);
		tick(&r, 2);
		look(&r, rows[i].trace);
		for (size_t k = 0; k < 2; k++)
			resolved += host_controller_resolves(
			    r.host, &r.bonds.v[k].identity);
		assert_int_equal(resolved, rows[i].resolved);
		assert_int_equal(r.notes, 1); /* once is enough */
		assert_int_equal(r.failures, 0);
		assert_true(r.ready);
		stop(&r);
	}
}

static void more_bonds_than_room(void **state)
{
	struct rig r = { .ll_privacy = true, .room = 2 };

	(void)state;
	for (uint8_t i = 1; i < 6; i++)
		put_bond(&r, i, i);
	start(&r, HOST_OWN_IDENTITY);
	look(&r, "timeout add mode add mode resolve-on ");
	assert_true(host_controller_resolves(r.host, &r.bonds.v[1].identity));
	assert_false(host_controller_resolves(r.host, &r.bonds.v[2].identity));
	stop(&r);
}

static void a_controller_without_a_list(void **state)
{
	struct rig r = { .ll_privacy = false };

	(void)state;
	put_bond(&r, 1, 0x11);
	start(&r, HOST_OWN_IDENTITY);
	tick(&r, 1);
	look(&r, "");
	host_connect(r.host, &r.bonds.v[0].identity, r.now);
	look(&r, "dial ");
	assert_hex(r.last + 9, 8, "01 0100000000c0 00");
	stop(&r);
}

static void resolved_reports(void **state)
{
	static const struct {
		const char *event;
		uint8_t type;
		bool resolved;
	} rows[] = {
		{ "043e0c 02 01 00 00 112233445566 00 c4", 0, false },
		{ "043e0c 02 01 00 01 1122334455c6 00 c4", 1, false },
		{ "043e0c 02 01 00 02 112233445566 00 c4", 0, true },
		{ "043e0c 02 01 00 03 1122334455c6 00 c4", 1, true },
	};
	struct rig r = { .ll_privacy = true };

	(void)state;
	start(&r, HOST_OWN_IDENTITY);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		receive(&r, rows[i].event);
		run(&r);
		assert_int_equal(r.report.address.type, rows[i].type);
		assert_int_equal(r.report.resolved, rows[i].resolved);
	}
	stop(&r);
}

/* PRIVACY-05, CVE-2020-35473: who replays an address that our bond resolves is
 * a stranger until the link is encrypted with the bond's key. */
static void a_replayed_address_is_no_proof(void **state)
{
	struct rig r = { .now = 0 };
	struct bdaddr rpa;
	uint8_t event[] = { H4_EVENT, HCI_EV_LE_META, 0x13, 1, 0, 0x40, 0, 0,
		ADDR_RANDOM, 0, 0, 0, 0, 0, 0, 0x18, 0, 0, 0, 0x2a, 0, 0 };

	(void)state;
	put_bond(&r, 1, 0x11);
	start(&r, HOST_OWN_IDENTITY);
	rpa = privacy_resolvable(&r.env, r.bonds.v[0].irk);
	memcpy(event + 9, rpa.b, 6);
	host_receive(r.host, event, sizeof(event), 0);
	run(&r);
	assert_ptr_equal(host_bond(r.host, 0x40), &r.bonds.v[0]);
	assert_true(host_encrypting(r.host, 0x40));
	assert_false(host_security(r.host, 0x40).encrypted);
	receive(&r, "040804 06 4000 00"); /* it has no key */
	run(&r);
	assert_false(host_security(r.host, 0x40).encrypted);
	assert_int_equal(host_security(r.host, 0x40).key_size, 0);
	stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_addresses),
		cmocka_unit_test(sample_data),
		cmocka_unit_test(not_the_public_address),
		cmocka_unit_test(own_addresses),
		cmocka_unit_test(changed_by_the_clock),
		cmocka_unit_test(an_interval_of_ones_own),
		cmocka_unit_test(changed_while_dialling),
		cmocka_unit_test(interrupted_while_dialling),
		cmocka_unit_test(the_address_of_the_connection),
		cmocka_unit_test(a_controller_that_keeps_the_address),
		cmocka_unit_test(the_list_follows_the_bonds),
		cmocka_unit_test(what_is_in_the_list),
		cmocka_unit_test(a_list_without_privacy_modes),
		cmocka_unit_test(dialled_by_identity),
		cmocka_unit_test(refused_entries),
		cmocka_unit_test(more_bonds_than_room),
		cmocka_unit_test(a_controller_without_a_list),
		cmocka_unit_test(resolved_reports),
		cmocka_unit_test(a_replayed_address_is_no_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
