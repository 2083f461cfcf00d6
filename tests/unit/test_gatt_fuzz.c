/*
 * Random and mutated PDUs, from a fixed seed. What must hold whatever comes:
 * one answer to a request and none to a command, nothing over the MTU, one end
 * to each procedure, and a database in order.
 */
#include "tests/unit/test_gatt.h"

#define ROUNDS 200000

/* clang-format off */
static const struct row rows[] = {
	{ 0x01, ATTR_PRIMARY_SERVICE, "1800", .end = 0x05 },
	{ 0x02, ATTR_CHARACTERISTIC, "2a00", .properties = 0x0a, .value_handle = 0x03 },
	{ 0x03, ATTR_VALUE, "2a00", 0x03, 0x0a, .value = "00112233445566778899aabbccddeeff00112233",
		.max_len = 512 },
	{ 0x04, ATTR_CHARACTERISTIC, "2a01", .properties = 0x02, .value_handle = 0x05 },
	{ 0x05, ATTR_VALUE, "2a01", 0x03, 0x0a, .value = "4003" },
	{ 0x06, ATTR_PRIMARY_SERVICE, "f000aa00-0451-4000-b000-000000000000", .end = 0x0e },
	{ 0x07, ATTR_INCLUDE, "1800", .value_handle = 0x01, .end = 0x05 },
	{ 0x08, ATTR_CHARACTERISTIC, "f000aa01-0451-4000-b000-000000000000", .properties = 0x32,
		.value_handle = 0x09 },
	{ 0x09, ATTR_VALUE, "f000aa01-0451-4000-b000-000000000000", 0x04, 0x32, .value = "77" },
	{ 0x0a, ATTR_DESCRIPTOR, "2902", 0x03, .value_handle = 0x09 },
	{ 0x0b, ATTR_DESCRIPTOR, "2901", 0x01, .value_handle = 0x09, .value = "41" },
	{ 0x0c, ATTR_CHARACTERISTIC, "2a56", .properties = 0x88, .value_handle = 0x0d },
	{ 0x0d, ATTR_VALUE, "2a56", 0x20, 0x88, .value = "" , .max_len = 20 },
	{ 0x0e, ATTR_DESCRIPTOR, "2900", 0x01, .value_handle = 0x0d, .value = "0100" },
};
/* clang-format on */

static struct test_random random_state;
static struct env env;

static uint32_t random_below(uint32_t n)
{
	uint32_t v;

	env_random(&env, &v, sizeof(v));
	return v % n;
}

/* Mostly opcodes with a length that fits, small handles and types that are
 * there. */
static size_t random_pdu(uint8_t *pdu, size_t cap)
{
	static const struct {
		uint8_t opcode, len;
	} pdus[] = { { 0x02, 3 }, { 0x04, 5 }, { 0x06, 9 }, { 0x08, 7 },
		{ 0x08, 21 }, { 0x0a, 3 }, { 0x0c, 5 }, { 0x0e, 5 },
		{ 0x10, 7 }, { 0x12, 5 }, { 0x12, 23 }, { 0x16, 8 },
		{ 0x18, 2 }, { 0x20, 7 }, { 0x52, 5 }, { 0xd2, 15 },
		{ 0x1b, 5 }, { 0x1d, 5 }, { 0x1e, 1 }, { 0x23, 9 }, { 0x01, 5 },
		{ 0x09, 8 } };
	static const uint16_t words[] = { 0x2800, 0x2801, 0x2802, 0x2803,
		0x2902, 0x2a00, 0x1800, 0xffff, 0, 1, 23 };
	uint32_t kind = random_below(ARRAY_SIZE(pdus));
	size_t len = pdus[kind].len;

	if (!random_below(4))
		len = random_below(24);
	if (!random_below(16))
		len = random_below((uint32_t)cap);
	env_random(&env, pdu, cap);
	if (random_below(16))
		pdu[0] = pdus[kind].opcode;
	for (size_t i = 1; i + 1 < len; i += 2) {
		uint32_t how = random_below(4);

		if (how < 2)
			put_le16(pdu + i, (uint16_t)random_below(0x11));
		else if (how == 2)
			put_le16(
			    pdu + i, words[random_below(ARRAY_SIZE(words))]);
	}
	return len;
}

static bool is_request(uint8_t opcode)
{
	static const uint8_t others[] = { 0x01, 0x03, 0x05, 0x07, 0x09, 0x0b,
		0x0d, 0x0f, 0x11, 0x13, 0x17, 0x19, 0x1b, 0x1d, 0x1e, 0x21,
		0x23 };

	return !(opcode & ATT_COMMAND_FLAG) &&
	       !memchr(others, opcode, sizeof(others));
}

/* Shapes that no server may take. */
static bool is_malformed(const uint8_t *pdu, size_t len, uint16_t mtu)
{
	switch (pdu[0]) {
	case ATT_MTU_REQ:
	case ATT_READ_REQ:
		return len != 3;
	case ATT_FIND_INFO_REQ:
	case ATT_READ_BLOB_REQ:
		return len != 5;
	case ATT_READ_BY_TYPE_REQ:
	case ATT_READ_BY_GROUP_TYPE_REQ:
		return len != 7 && len != 21;
	case ATT_FIND_BY_TYPE_VALUE_REQ:
		return len < 7 || len > mtu;
	case ATT_WRITE_REQ:
		return len < 3 || len > mtu;
	case ATT_PREPARE_WRITE_REQ:
		return len < 5 || len > mtu;
	case ATT_EXECUTE_WRITE_REQ:
		return len != 2 || pdu[1] > 1;
	case ATT_READ_MULTIPLE_REQ:
	case ATT_READ_MULTIPLE_VARIABLE_REQ:
		return len < 5 || len > mtu || len % 2 == 0;
	}
	return false;
}

static void check_answer(
    const uint8_t *pdu, size_t len, uint16_t mtu, const struct gatt_out *out)
{
	const struct gatt_effect *e = out->v;
	const uint8_t *rsp;

	assert_true(out->n >= 1 && e->type == GATT_SEND);
	assert_in_range(e->data_len, 1, mtu);
	rsp = gatt_effect_data(out, e);
	if (rsp[0] == ATT_ERROR_RSP) {
		assert_int_equal(e->data_len, 5);
		assert_int_equal(rsp[1], pdu[0]);
		assert_int_not_equal(rsp[4], 0);
		assert_int_equal(out->n, 1);
	} else {
		assert_int_equal(rsp[0], pdu[0] + 1);
	}
	if (is_malformed(pdu, len, mtu)) {
		assert_int_equal(rsp[0], ATT_ERROR_RSP);
		assert_int_equal(rsp[4], ATT_ERR_INVALID_PDU);
	}
}

static void check_database(const struct gatt_db *db)
{
	for (size_t i = 0; i < db->n; i++) {
		assert_true(db->attrs[i].value_len <= ATT_MAX_VALUE);
		if (i)
			assert_true(
			    db->attrs[i].handle > db->attrs[i - 1].handle);
	}
}

static void a_server_answers_anything(void **state)
{
	struct gatt_db db = { 0 };
	struct gatt_out out = { 0 };
	struct gatt *g;
	unsigned answers = 0, errors = 0, writes = 0;

	(void)state;
	env = test_env(&random_state, 1);
	db_fill(&db, rows, ARRAY_SIZE(rows));
	g = gatt_new(&db, 247);
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct gatt_security sec = { random_below(2), random_below(2),
			random_below(2), 16 };
		uint16_t mtu = gatt_mtu(g);
		uint8_t pdu[260];
		size_t len = random_pdu(pdu, sizeof(pdu)), sent = 0;

		gatt_set_security(g, &sec);
		gatt_receive(g, pdu, len, i, &out);
		for (size_t k = 0; k < out.n; k++) {
			sent += out.v[k].type == GATT_SEND;
			writes += out.v[k].type == GATT_WRITTEN;
			assert_int_not_equal(out.v[k].type, GATT_DONE);
		}
		if (len && is_request(pdu[0])) {
			check_answer(pdu, len, mtu, &out);
			assert_int_equal(sent, 1);
			answers++;
			errors +=
			    *gatt_effect_data(&out, out.v) == ATT_ERROR_RSP;
		} else if (!len || pdu[0] != ATT_HANDLE_VALUE_IND) {
			assert_int_equal(sent, 0);
		}
		assert_int_equal(db.n, ARRAY_SIZE(rows));
		gatt_out_clear(&out);
	}
	check_database(&db);
	/* the generator reaches what it is for */
	assert_true(answers > ROUNDS / 2);
	assert_true(answers - errors > ROUNDS / 20);
	assert_true(writes > ROUNDS / 1000);
	gatt_free(g);
	gatt_db_clear(&db);
	gatt_out_free(&out);
}

static bool start_something(struct gatt *g, struct gatt_out *out)
{
	static const uint8_t data[300] = { 1, 2, 3 };
	struct uuid type = uuid_from16(0x2a00);

	switch (random_below(6)) {
	case 0:
		return gatt_exchange_mtu(g, 0, out);
	case 1:
		return gatt_read(g, 3, 0, out);
	case 2:
		return gatt_read_by_type(g, &type, 0, out);
	case 3:
		return gatt_write(g, 3, data, random_below(300), 0, out);
	}
	return gatt_discover(g, 0, out);
}

/* Change an answer, or leave it. */
static size_t mutate(uint8_t *pdu, size_t len, size_t cap)
{
	if (!len)
		return len;
	switch (random_below(24)) {
	case 0:
		return random_below((uint32_t)len + 1);
	case 1:
		return len + random_below((uint32_t)(cap - len));
	case 2:
		return random_pdu(pdu, cap);
	case 3:
	case 4:
		pdu[random_below((uint32_t)len)] = (uint8_t)random_below(256);
		return len;
	case 5:
		pdu[random_below((uint32_t)len)] ^=
		    (uint8_t)(1 << random_below(8));
		return len;
	}
	return len;
}

/* Answer what the client sent last, if it sent anything. */
static size_t answer(
    struct gatt *server, const struct gatt_out *asked, uint8_t *pdu, size_t cap)
{
	struct gatt_out out = { 0 };
	size_t len = 0;

	for (size_t i = 0; i < asked->n; i++) {
		if (asked->v[i].type != GATT_SEND)
			continue;
		gatt_receive(server, gatt_effect_data(asked, &asked->v[i]),
		    asked->v[i].data_len, 0, &out);
	}
	if (out.n && out.v[0].type == GATT_SEND) {
		len = out.v[0].data_len;
		assert_true(len <= cap);
		memcpy(pdu, gatt_effect_data(&out, &out.v[0]), len);
	}
	gatt_out_free(&out);
	return len;
}

/* One procedure with a peer that lies now and then. Returns how it ended. */
static enum gatt_effect_type run_procedure(
    struct gatt *client, struct gatt *server, struct gatt_out *out)
{
	unsigned done = 0;

	if (!start_something(client, out))
		return GATT_TIMEOUT;
	for (int i = 0; i < 200 && gatt_busy(client); i++) {
		uint8_t pdu[300] = { 0 };
		size_t len = answer(server, out, pdu, sizeof(pdu));

		if (!len)
			len = random_pdu(pdu, sizeof(pdu));
		len = mutate(pdu, len, sizeof(pdu));
		assert_int_not_equal(gatt_deadline(client), NEVER);
		gatt_out_clear(out);
		gatt_receive(client, pdu, len, 0, out);
		for (size_t k = 0; k < out->n; k++) {
			done += out->v[k].type == GATT_DONE;
			if (out->v[k].type == GATT_SEND)
				assert_true(
				    out->v[k].data_len <= gatt_mtu(client));
		}
	}
	check_database(gatt_remote(client));
	gatt_out_clear(out);
	if (!gatt_busy(client)) {
		assert_int_equal(done, 1);
		return GATT_DONE;
	}
	assert_int_equal(done, 0);
	gatt_tick(client, gatt_deadline(client), out);
	assert_int_equal(only(out, GATT_TIMEOUT)->type, GATT_TIMEOUT);
	gatt_out_clear(out);
	return GATT_TIMEOUT;
}

static void a_client_survives_any_peer(void **state)
{
	struct gatt_out out = { 0 };
	unsigned done = 0, timeouts = 0;

	(void)state;
	env = test_env(&random_state, 2);
	for (unsigned i = 0; i < ROUNDS / 40; i++) {
		struct gatt_db db = { 0 };
		struct gatt *client = gatt_new(NULL, 185), *server;

		db_fill(&db, rows, ARRAY_SIZE(rows));
		server = gatt_new(&db, 185);
		for (int k = 0; k < 5; k++) {
			if (run_procedure(client, server, &out) ==
			    GATT_TIMEOUT) {
				timeouts++;
				break;
			}
			done++;
		}
		gatt_free(client);
		gatt_free(server);
		gatt_db_clear(&db);
	}
	gatt_out_free(&out);
	assert_true(done > ROUNDS / 20);
	assert_true(timeouts < ROUNDS / 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_answers_anything),
		cmocka_unit_test(a_client_survives_any_peer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
