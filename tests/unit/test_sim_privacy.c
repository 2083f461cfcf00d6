/* The simulator's controllers and private addresses: what they refuse, and what
 * a resolving list changes. Raw commands, no host of ours. */
#include "tests/unit/helpers.h"

#include <string.h>

#include "hci/defs.h"
#include "sim/sim.h"
#include "smp/crypto.h"

static const char device_file[] =
    "{ \"name\": \"peer\", \"address\": \"C0:00:00:00:00:07/random\","
    "  \"privacy\": true, \"rpa_timeout_s\": 5 }";

struct world {
	struct sim *sim;
	uint64_t now;
	uint8_t irk[16]; /* of the device */
};

static void start(struct world *w, unsigned room, const char *text)
{
	struct err err;
	struct device *d = device_parse(text, strlen(text), &err);

	if (!d)
		fail_msg("%s", err.text);
	*w = (struct world){ .sim = sim_new() };
	if (room)
		sim_give_resolving_list(w->sim, room);
	assert_true(sim_add(w->sim, d, &err));
	sim_irk(w->sim, 0, w->irk);
	sim_start(w->sim, 0);
}

/* The next packet for us within `usec`, or 0. */
static size_t next(struct world *w, uint64_t usec, const uint8_t **p)
{
	uint64_t end = w->now + usec;
	size_t n;

	while (!(n = sim_read(w->sim, w->now, p)) && w->now < end)
		w->now = earlier(end, sim_deadline(w->sim));
	return n;
}

/* A command and the status of its Command Complete, or of a Command Status. */
static uint8_t status_of(struct world *w, const char *hex)
{
	uint8_t command[100];
	const uint8_t *p;
	size_t n = unhex_any(hex, command, sizeof(command));

	sim_write(w->sim, command, n, w->now);
	while ((n = next(w, 10000, &p))) {
		if (p[1] == HCI_EV_COMMAND_COMPLETE &&
		    !memcmp(p + 4, command + 1, 2))
			return p[6];
		if (p[1] == HCI_EV_COMMAND_STATUS &&
		    !memcmp(p + 5, command + 1, 2))
			return p[3];
	}
	fail_msg("no answer to %s", hex);
	return 0;
}

static const char scan_on[] = "01 0c20 02 0100", scan_off[] = "01 0c20 02 0000";
static const char resolve_on[] = "01 2d20 01 01",
		  resolve_off[] = "01 2d20 01 00";
static const char clear[] = "01 2920 00";
/* LE events too, and all of them */
static const char event_mask[] = "01 010c 08 ffffffffffffff3f";
static const char le_event_mask[] = "01 0120 08 1f02000000000000";
static const char set_random[] = "01 0520 06 0102030405c6";

/* Vol 4 Part E 7.8.4: not while anything is on air. */
static void when_the_random_address_may_change(void **state)
{
	struct world w;

	(void)state;
	start(&w, 0, device_file);
	assert_int_equal(status_of(&w, set_random), 0);
	status_of(&w, scan_on);
	assert_int_equal(status_of(&w, set_random), HCI_COMMAND_DISALLOWED);
	status_of(&w, scan_off);
	assert_int_equal(status_of(&w, set_random), 0);
	status_of(&w, "01 0a20 01 01");
	assert_int_equal(status_of(&w, set_random), HCI_COMMAND_DISALLOWED);
	status_of(&w, "01 0a20 01 00");
	assert_int_equal(status_of(&w, set_random), 0);
	status_of(&w, "01 0d20 19 6000 6000 00 00 010203040506 00 1800 2800 "
		      "0000 a401 0000 0000");
	assert_int_equal(status_of(&w, set_random), HCI_COMMAND_DISALLOWED);
	sim_free(w.sim);
}

static void add(
    struct world *w, uint8_t number, const uint8_t irk[16], uint8_t want)
{
	uint8_t p[43] = { H4_COMMAND, 0x27, 0x20, 39, ADDR_RANDOM, number };
	struct buf b = { 0 };

	p[10] = 0xc0;
	memcpy(p + 11, irk, 16);
	memset(p + 27, 0x55, 16);
	buf_hexdump(&b, p, sizeof(p));
	buf_putc(&b, '\0');
	assert_int_equal(status_of(w, (char *)b.data), want);
	buf_free(&b);
}

/* Vol 4 Part E 7.8.38 to 7.8.44, 7.8.77 */
static void rules_of_the_list(void **state)
{
	static const uint8_t irk[16] = { 1 };
	struct world w;

	(void)state;
	start(&w, 0, device_file);
	assert_int_equal(status_of(&w, clear), HCI_UNKNOWN_COMMAND);
	assert_int_equal(status_of(&w, resolve_on), HCI_UNKNOWN_COMMAND);
	sim_free(w.sim);

	start(&w, 2, device_file);
	add(&w, 1, irk, 0);
	add(&w, 1, irk, HCI_INVALID_PARAMETERS);
	add(&w, 2, irk, 0);
	add(&w, 3, irk, HCI_MEMORY_EXCEEDED);
	assert_int_equal(status_of(&w, "01 2820 07 01 0200000000c0"), 0);
	assert_int_equal(status_of(&w, "01 2820 07 01 0200000000c0"),
	    HCI_UNKNOWN_CONNECTION);
	assert_int_equal(status_of(&w, "01 4e20 08 01 0100000000c0 01"), 0);
	assert_int_equal(status_of(&w, "01 4e20 08 01 0900000000c0 01"),
	    HCI_UNKNOWN_CONNECTION);
	assert_int_equal(
	    status_of(&w, "01 2e20 02 0000"), HCI_INVALID_PARAMETERS);
	/* while scanning: only as long as nothing is resolved, and that may
	 * not be switched */
	status_of(&w, scan_on);
	add(&w, 2, irk, 0);
	assert_int_equal(status_of(&w, resolve_on), HCI_COMMAND_DISALLOWED);
	status_of(&w, scan_off);
	assert_int_equal(status_of(&w, resolve_on), 0);
	status_of(&w, scan_on);
	assert_int_equal(status_of(&w, clear), HCI_COMMAND_DISALLOWED);
	assert_int_equal(status_of(&w, resolve_off), HCI_COMMAND_DISALLOWED);
	status_of(&w, scan_off);
	assert_int_equal(status_of(&w, clear), 0);
	sim_free(w.sim);
}

/* The address in the next advertising report, within a second. */
static bool heard(struct world *w, struct bdaddr *out)
{
	const uint8_t *p;
	uint64_t end = w->now + USEC_PER_SEC;
	size_t n;

	status_of(w, event_mask);
	while (sim_read(w->sim, w->now, &p)) /* of before */
		;
	status_of(w, scan_on);
	while ((n = next(w, USEC_PER_SEC, &p)) && w->now < end) {
		if (p[1] != HCI_EV_LE_META || p[3] != 0x02)
			continue;
		out->type = p[6];
		memcpy(out->b, p + 7, 6);
		break;
	}
	status_of(w, scan_off);
	return n && w->now < end;
}

static void addresses_rotate_in_virtual_time(void **state)
{
	struct bdaddr first, same, second;
	struct world w;

	(void)state;
	start(&w, 0, device_file);
	w.now = USEC_PER_SEC;
	assert_true(heard(&w, &first));
	assert_true(crypto_rpa_matches(w.irk, &first));
	assert_true(heard(&w, &same));
	assert_true(addr_equal(&first, &same));
	w.now += 5 * USEC_PER_SEC;
	assert_true(heard(&w, &second));
	assert_false(addr_equal(&first, &second));
	assert_true(crypto_rpa_matches(w.irk, &second));
	sim_free(w.sim);
}

static void what_the_list_resolves(void **state)
{
	static const uint8_t other[16] = { 1 };
	static const char open[] =
	    "{ \"name\": \"peer\", \"address\": \"C0:00:00:00:00:07/random\" }";
	struct bdaddr a;
	struct world w;

	(void)state;
	start(&w, 8, device_file);
	add(&w, 1, other, 0);
	add(&w, 7, w.irk, 0);
	assert_true(heard(&w, &a)); /* not switched on */
	assert_true(addr_is_rpa(&a));
	status_of(&w, resolve_on);
	assert_true(heard(&w, &a));
	assert_int_equal(a.type, ADDR_RANDOM | ADDR_TYPE_IDENTITY);
	assert_hex(a.b, 6, "0700000000c0");
	sim_free(w.sim);

	/* network mode does not hear an identity that has an IRK */
	start(&w, 8, open);
	add(&w, 7, w.irk, 0);
	status_of(&w, resolve_on);
	assert_false(heard(&w, &a));
	status_of(&w, "01 4e20 08 01 0700000000c0 01");
	assert_true(heard(&w, &a));
	assert_int_equal(a.type, ADDR_RANDOM);
	sim_free(w.sim);
}

/* Dialled by its identity, with a private address of ours from the list; the
 * event has both addresses on air. */
static void the_list_dials(void **state)
{
	struct bdaddr local = { .type = ADDR_RANDOM }, peer = local;
	uint8_t local_irk[16];
	const uint8_t *p;
	struct world w;
	size_t n;

	(void)state;
	memset(local_irk, 0x55, 16);
	start(&w, 8, device_file);
	add(&w, 7, w.irk, 0);
	status_of(&w, resolve_on);
	status_of(&w, event_mask);
	status_of(&w, le_event_mask);
	status_of(&w, set_random);
	assert_int_equal(
	    status_of(&w, "01 0d20 19 6000 6000 00 01 0700000000c0 03 1800 "
			  "2800 0000 a401 0000 0000"),
	    0);
	n = next(&w, USEC_PER_SEC, &p);
	assert_int_equal(n, 34);
	assert_int_equal(p[3], HCI_LE_EV_ENHANCED_CONNECTION_COMPLETE);
	assert_hex(p + 8, 7, "03 0700000000c0");
	memcpy(local.b, p + 15, 6);
	memcpy(peer.b, p + 21, 6);
	assert_true(crypto_rpa_matches(local_irk, &local));
	assert_true(crypto_rpa_matches(w.irk, &peer));
	sim_free(w.sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(when_the_random_address_may_change),
		cmocka_unit_test(rules_of_the_list),
		cmocka_unit_test(addresses_rotate_in_virtual_time),
		cmocka_unit_test(what_the_list_resolves),
		cmocka_unit_test(the_list_dials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
