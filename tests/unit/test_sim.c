/* Our host on the simulator's air, in virtual time: the device of the first
 * report, and what a controller does when keys do not fit. */
#include "tests/unit/helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hci/defs.h"
#include "hci/host.h"
#include "sim/sim.h"

struct world {
	struct sim *sim;
	struct bonds bonds;
	struct test_random random;
	struct env env;
	struct host_out out;
	struct host *host;
	uint64_t now;
	/* what has happened */
	bool ready, failed, linked, paired, pairing_failed, by_peer, requested;
	bool encrypted, done, asked_compare, asked_passkey;
	uint8_t reason, encryption_status, gone_reason, att_error;
	uint16_t handle;
	unsigned reports, scan_responses, indications, notifications, gone;
	uint32_t number, shown;
	uint8_t last_value[64];
	size_t last_len;
	const char *note;
};

static struct device *load(const char *path)
{
	struct err err;
	char text[16384];
	FILE *f = fopen(path, "r");
	struct device *d;
	size_t n;

	if (!f)
		fail_msg("%s: cannot be read", path);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	d = device_parse(text, n, &err);
	if (!d)
		fail_msg("%s: %s", path, err.text);
	return d;
}

static void take_smp(struct world *w, const struct host_event *e)
{
	switch ((enum smp_effect_type)e->smp.type) {
	case SMP_PAIRED:
		w->paired = true;
		break;
	case SMP_FAILED:
		w->pairing_failed = true;
		w->reason = e->smp.reason;
		w->by_peer = e->smp.by_peer;
		break;
	case SMP_PEER_REQUESTS:
		w->requested = true;
		break;
	case SMP_ASK_COMPARE:
		w->asked_compare = true;
		w->number = e->smp.passkey;
		break;
	case SMP_ASK_PASSKEY:
		w->asked_passkey = true;
		break;
	case SMP_SHOW_PASSKEY:
		w->shown = e->smp.passkey;
		break;
	default:
		break;
	}
}

static void take_gatt(
    struct world *w, const struct host_event *e, const uint8_t *data)
{
	if (e->gatt.type == GATT_DONE) {
		w->done = true;
		w->att_error = e->gatt.error;
	}
	w->indications += e->gatt.type == GATT_INDICATED;
	w->notifications += e->gatt.type == GATT_NOTIFIED;
	if (e->data_len && e->data_len <= sizeof(w->last_value)) {
		memcpy(w->last_value, data, e->data_len);
		w->last_len = e->data_len;
	}
}

static void take(struct world *w)
{
	for (size_t i = 0; i < w->out.n; i++) {
		struct host_event e = w->out.v[i];
		const uint8_t *data = host_event_data(&w->out, &e);

		switch ((enum host_event_type)e.type) {
		case HOST_SEND:
			sim_write(w->sim, data, e.data_len, w->now);
			break;
		case HOST_READY:
			w->ready = true;
			break;
		case HOST_FAILED:
			w->failed = true;
			break;
		case HOST_REPORT:
			w->reports++;
			w->scan_responses += e.report.adv_type == ADV_SCAN_RSP;
			break;
		case HOST_CONNECTED:
			w->linked = true;
			w->handle = e.handle;
			break;
		case HOST_DISCONNECTED:
			w->linked = false;
			w->gone++;
			w->gone_reason = e.status;
			break;
		case HOST_ENCRYPTION:
			w->encryption_status = e.status;
			w->encrypted = !e.status && e.value;
			break;
		case HOST_SMP:
			take_smp(w, &e);
			break;
		case HOST_GATT:
			take_gatt(w, &e, data);
			break;
		case HOST_NOTE:
		case HOST_COMMAND_FAILED:
			w->note = e.text;
			break;
		default:
			break;
		}
	}
	host_out_clear(&w->out);
}

/* Let `usec` pass, or less when `*until` becomes true. */
static void run(struct world *w, uint64_t usec, const bool *until)
{
	uint64_t end = w->now + usec;

	for (;;) {
		const uint8_t *p;
		uint64_t next;
		size_t n;

		take(w);
		if (until && *until)
			return;
		n = sim_read(w->sim, w->now, &p);
		if (n) {
			host_receive(w->host, p, n, w->now);
			continue;
		}
		next = earlier(host_deadline(w->host), sim_deadline(w->sim));
		if (next > end) {
			w->now = end;
			host_tick(w->host, w->now);
			take(w);
			return;
		}
		w->now = next;
		host_tick(w->host, w->now);
	}
}

static const struct smp_config just_works = {
	.features = { SMP_NO_INPUT_NO_OUTPUT, 0, SMP_AUTH_BONDING, 16,
	    SMP_KEY_ENC | SMP_KEY_ID, SMP_KEY_ENC | SMP_KEY_ID },
	.min_key_size = 7,
	.pairable = true,
};

static void start(struct world *w, const char *const *files)
{
	struct host_config config = {
		.mtu = ATT_MAX_MTU,
		.encrypt_bonded = true,
		.smp = just_works,
	};
	struct err err;

	*w = (struct world){ .sim = sim_new() };
	for (; *files; files++)
		assert_true(sim_add(w->sim, load(*files), &err));
	w->env = test_env(&w->random, 3);
	config.bonds = &w->bonds;
	memset(config.irk, 0x77, 16);
	w->host = host_new(&config, &w->env, &w->out);
	sim_start(w->sim, 0);
	host_start(w->host, 0);
	run(w, USEC_PER_SEC, &w->ready);
	assert_true(w->ready);
}

static void stop(struct world *w)
{
	host_free(w->host);
	host_out_free(&w->out);
	bonds_free(&w->bonds);
	sim_free(w->sim);
}

static const char omron[] = "sim/devices/omron-bp7350.json";
static const char heart_rate[] = "sim/devices/heart-rate.json";

static void connect_to(struct world *w, size_t i)
{
	struct bdaddr a = sim_device(w->sim, i)->address;

	assert_true(host_connect(w->host, &a, w->now));
	run(w, 5 * USEC_PER_SEC, &w->linked);
	assert_true(w->linked);
}

static void pair_with(struct world *w, const struct smp_config *c)
{
	bool over = false;

	w->paired = w->pairing_failed = false;
	assert_true(host_pair(w->host, w->handle, c, w->now));
	while (!over && w->linked) {
		run(w, 10 * USEC_PER_MSEC, NULL);
		over = w->paired || w->pairing_failed || w->asked_compare ||
		       w->asked_passkey;
	}
}

static void finish_pairing(struct world *w)
{
	for (int i = 0; i < 500 && !w->paired && !w->pairing_failed; i++)
		run(w, 10 * USEC_PER_MSEC, NULL);
}

static void controller_says_what_it_is(void **state)
{
	static const char *const files[] = { omron, NULL };
	const struct host_info *i;
	struct world w;

	(void)state;
	start(&w, files);
	i = host_info(w.host);
	assert_int_equal(i->manufacturer, 0xffff);
	assert_int_equal(i->acl_size, 251);
	assert_true(i->have_commands);
	assert_int_equal(i->address.type, ADDR_PUBLIC);
	assert_false(w.failed);
	stop(&w);
}

static void unknown_and_wrong_commands(void **state)
{
	static const char *const files[] = { omron, NULL };
	static const struct {
		const char *command, *answer;
	} rows[] = {
		{ "01 ff20 00", "040f04 01 01 ff20" },	       /* unknown */
		{ "01 05fc 0100", "040f04 01 01 05fc" },       /* vendor */
		{ "01 0620 00", "040e04 01 0620 12" },	       /* too short */
		{ "01 0604 03 4000 13", "040f04 02 01 0604" }, /* no link */
		{ "01 0e20 00", "040e04 01 0e20 0c" }, /* nothing to cancel */
		{ "01 0a20 02 0101", "040e04 01 0a20 12" }, /* too long */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint8_t command[40];
		const uint8_t *p;
		struct world w;
		size_t n;

		start(&w, files);
		n = unhex_any(rows[i].command, command, sizeof(command));
		sim_write(w.sim, command, n, w.now);
		n = sim_read(w.sim, w.now + 1000, &p);
		assert_hex(p, n, rows[i].answer);
		stop(&w);
	}
}

static void both_devices_are_heard(void **state)
{
	static const char *const files[] = { omron, heart_rate, NULL };
	struct host_scan scan = { .interval = 96, .window = 96 };
	struct world w;
	unsigned passive;

	(void)state;
	start(&w, files);
	host_scan_start(w.host, &scan, w.now);
	run(&w, 2 * USEC_PER_SEC, NULL);
	assert_true(w.reports >= 10);
	assert_int_equal(w.scan_responses, 0);
	passive = w.reports;
	host_scan_stop(w.host, w.now);
	run(&w, 2 * USEC_PER_SEC, NULL);
	assert_true(w.reports - passive <= 2);

	scan.active = scan.filter_duplicates = true;
	w.reports = 0;
	host_scan_start(w.host, &scan, w.now);
	run(&w, 2 * USEC_PER_SEC, NULL);
	assert_int_equal(w.reports, 4); /* each once, with its response */
	assert_int_equal(w.scan_responses, 2);
	stop(&w);
}

/* Events whose bit is off do not come, Vol 4 Part E 7.3.1. */
static void event_masks(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct host_scan scan = { .interval = 96, .window = 96 };
	uint8_t no_reports[12], n;
	struct world w;

	(void)state;
	start(&w, files);
	n = (uint8_t)unhex_any("01 0120 08 1d00000000000000", no_reports, 12);
	sim_write(w.sim, no_reports, n, w.now);
	host_scan_start(w.host, &scan, w.now);
	run(&w, USEC_PER_SEC, NULL);
	assert_int_equal(w.reports, 0);
	stop(&w);
}

/* Request of BlueZ 5.50, request of Android, a second try: packet by packet
 * what was reported. */
static void the_report(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct smp_config bluez = just_works, android = just_works;
	struct world w;

	(void)state;
	bluez.features.initiator_keys = 0x05;
	bluez.features.responder_keys = 0x07;
	android.features.auth_req = 0x2d;
	android.features.initiator_keys = 0x0f;
	android.features.responder_keys = 0x0f;
	start(&w, files);
	connect_to(&w, 0);
	run(&w, USEC_PER_SEC, &w.requested);
	assert_true(w.requested);

	pair_with(&w, &bluez);
	assert_true(w.pairing_failed);
	assert_true(w.by_peer);
	assert_int_equal(w.reason, SMP_UNSPECIFIED_REASON);

	pair_with(&w, &android);
	assert_true(w.pairing_failed);
	assert_int_equal(w.reason, SMP_CONFIRM_VALUE_FAILED);

	pair_with(&w, &android);
	assert_true(w.paired);
	assert_true(w.encrypted);
	assert_int_equal(w.bonds.n, 1);
	stop(&w);
}

static void pair_omron(struct world *w)
{
	connect_to(w, 0);
	pair_with(w, NULL);
	assert_int_equal(w->reason, SMP_CONFIRM_VALUE_FAILED);
	pair_with(w, NULL);
	assert_true(w->paired);
}

static const struct attr *remote(struct world *w, uint16_t uuid)
{
	struct uuid u = uuid_from16(uuid);
	const struct attr *a;

	w->done = false;
	assert_true(host_discover(w->host, w->handle, w->now));
	run(w, 30 * USEC_PER_SEC, &w->done);
	assert_int_equal(w->att_error, 0);
	a = gatt_db_value_of(gatt_remote(host_gatt(w->host, w->handle)), &u, 0);
	assert_non_null(a);
	return a;
}

static void subscribe(struct world *w, uint16_t uuid)
{
	static const uint8_t indicate[2] = { GATT_CCCD_INDICATE, 0 };
	const struct attr *a = remote(w, uuid);
	const struct attr *cccd = gatt_db_cccd_of(
	    gatt_remote(host_gatt(w->host, w->handle)), a->handle);

	w->done = false;
	assert_true(
	    host_write(w->host, w->handle, cccd->handle, indicate, 2, w->now));
	run(w, 30 * USEC_PER_SEC, &w->done);
}

static void measurements_need_encryption(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct world w;

	(void)state;
	start(&w, files);
	connect_to(&w, 0);
	subscribe(&w, 0x2a35);
	assert_true(w.att_error == ATT_ERR_INSUFFICIENT_AUTHENTICATION ||
		    w.att_error == ATT_ERR_INSUFFICIENT_ENCRYPTION);
	run(&w, 5 * USEC_PER_SEC, NULL);
	assert_int_equal(w.indications, 0);

	pair_with(&w, NULL);
	pair_with(&w, NULL);
	assert_true(w.paired);
	subscribe(&w, 0x2a35);
	assert_int_equal(w.att_error, 0);
	run(&w, 20 * USEC_PER_SEC, NULL);
	assert_true(w.indications >= 2);
	assert_true(w.last_len >= 7);
	stop(&w);
}

static void disconnect(struct world *w)
{
	unsigned before = w->gone;

	/* our keys are still on their way to the device */
	while (!host_drained(w->host))
		run(w, 10 * USEC_PER_MSEC, NULL);
	host_disconnect(w->host, w->handle, HCI_REMOTE_USER_TERMINATED, w->now);
	run(w, USEC_PER_SEC, NULL);
	assert_int_equal(w->gone, before + 1);
	assert_int_equal(w->gone_reason, HCI_LOCAL_HOST_TERMINATED);
	w->encrypted = false;
}

static void the_second_connection_is_encrypted(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct world w;

	(void)state;
	start(&w, files);
	pair_omron(&w);
	disconnect(&w);
	connect_to(&w, 0);
	run(&w, USEC_PER_SEC, &w.encrypted);
	assert_true(w.encrypted);
	assert_int_equal(w.encryption_status, 0);
	assert_true(w.linked);
	stop(&w);
}

static void a_device_that_lost_its_key(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct world w;

	(void)state;
	start(&w, files);
	pair_omron(&w);
	disconnect(&w);
	bonds_free(sim_bonds(w.sim, 0));
	connect_to(&w, 0);
	run(&w, USEC_PER_SEC, NULL);
	assert_false(w.encrypted);
	assert_int_equal(w.encryption_status, HCI_KEY_MISSING);
	assert_true(w.linked);
	stop(&w);
}

static void a_device_with_another_key(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct world w;

	(void)state;
	start(&w, files);
	pair_omron(&w);
	disconnect(&w);
	sim_bonds(w.sim, 0)->v[0].own_ltk.key[3] ^= 1;
	connect_to(&w, 0);
	run(&w, USEC_PER_SEC, NULL);
	assert_false(w.linked);
	assert_int_equal(w.gone_reason, HCI_MIC_FAILURE);
	stop(&w);
}

/* Numeric comparison with the heart-rate sensor, yes and no. */
static void comparison(void **state)
{
	static const char *const files[] = { heart_rate, NULL };
	struct smp_config c = just_works;

	(void)state;
	c.features.io = SMP_DISPLAY_YES_NO;
	c.features.auth_req = SMP_AUTH_BONDING | SMP_AUTH_MITM | SMP_AUTH_SC;
	for (int yes = 0; yes < 2; yes++) {
		struct world w;

		start(&w, files);
		connect_to(&w, 0);
		pair_with(&w, &c);
		assert_true(w.asked_compare);
		assert_true(host_answer(w.host, w.handle, yes, w.now));
		finish_pairing(&w);
		assert_int_equal(w.paired, yes);
		if (!yes)
			assert_int_equal(
			    w.reason, SMP_NUMERIC_COMPARISON_FAILED);
		else
			assert_true(
			    host_security(w.host, w.handle).authenticated);
		stop(&w);
	}
}

/* Nobody advertises there: the call is taken back. */
/* The link goes at any moment of a pairing: nothing half is kept on our side, and
 * the next pairing is as good as the first. */
static void a_link_that_goes_at_any_moment(void **state)
{
	static const char *const files[] = { heart_rate, NULL };
	unsigned cut = 0, in_time = 0;

	(void)state;
	for (unsigned ms = 0; ms < 1000; ms += 5) {
		struct smp_config c = just_works;
		struct world w;

		if (ms % 2)
			c.features.auth_req |= SMP_AUTH_SC;
		start(&w, files);
		connect_to(&w, 0);
		assert_true(host_pair(w.host, w.handle, &c, w.now));
		run(&w, ms * USEC_PER_MSEC, NULL);
		if (w.linked)
			disconnect(&w);
		assert_false(w.linked);
		assert_int_equal(w.bonds.n, w.paired);
		if (w.bonds.n) {
			in_time++;
			stop(&w);
			continue;
		}
		cut++;
		run(&w, 2 * USEC_PER_SEC, NULL);
		connect_to(&w, 0);
		/* the device may have finished, and keep what is better */
		c.features.auth_req |= SMP_AUTH_SC;
		pair_with(&w, &c);
		assert_true(w.paired);
		assert_int_equal(w.bonds.n, 1);
		stop(&w);
	}
	assert_true(cut > 50 && in_time > 10);
}

static void dialling_is_cancelled(void **state)
{
	static const char *const files[] = { omron, NULL };
	struct bdaddr nobody = { { 1, 2, 3, 4, 5, 6 }, ADDR_PUBLIC };
	struct world w;

	(void)state;
	start(&w, files);
	assert_true(host_connect(w.host, &nobody, w.now));
	run(&w, 3 * USEC_PER_SEC, &w.linked);
	assert_false(w.linked);
	assert_false(host_connect(w.host, &nobody, w.now));
	host_connect_cancel(w.host, w.now);
	run(&w, USEC_PER_SEC, NULL);
	connect_to(&w, 0);
	stop(&w);
}

/* The same simulation twice gives the same packets at the same moments. */
static void it_is_the_same_each_time(void **state)
{
	static const char *const files[] = { omron, heart_rate, NULL };
	struct host_scan scan = {
		.active = true, .interval = 96, .window = 96
	};
	uint64_t sums[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct world w;

		start(&w, files);
		host_scan_start(w.host, &scan, w.now);
		run(&w, USEC_PER_SEC, NULL);
		host_scan_stop(w.host, w.now);
		pair_omron(&w);
		sums[i] = w.now * 1000 + w.reports;
		stop(&w);
	}
	assert_int_equal(sums[0], sums[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controller_says_what_it_is),
		cmocka_unit_test(unknown_and_wrong_commands),
		cmocka_unit_test(both_devices_are_heard),
		cmocka_unit_test(event_masks),
		cmocka_unit_test(the_report),
		cmocka_unit_test(measurements_need_encryption),
		cmocka_unit_test(the_second_connection_is_encrypted),
		cmocka_unit_test(a_device_that_lost_its_key),
		cmocka_unit_test(a_device_with_another_key),
		cmocka_unit_test(comparison),
		cmocka_unit_test(a_link_that_goes_at_any_moment),
		cmocka_unit_test(dialling_is_cancelled),
		cmocka_unit_test(it_is_the_same_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
