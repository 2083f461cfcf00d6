/*
 * Attribute Protocol exchanges of another stack's tests, read from the shared
 * vectors where they are: our server must give the same answers, our client
 * ask the same questions, and our client must find in each database what is
 * there.
 */
#include "tests/unit/test_gatt.h"

#include <jansson.h>
#include <stdio.h>

#define IUT_MTU 512

static json_t *root;

/* Once; each test is skipped where it is not there. */
static void load(void)
{
	if (!root)
		root = shared_vectors("gatt_cases.json");
}

static unsigned number_of(const json_t *o, const char *key)
{
	return (unsigned)json_integer_value(json_object_get(o, key));
}

static enum attr_kind kind_of(const char *name)
{
	static const char *const names[] = { "primary", "secondary", "include",
		"characteristic", "value", "descriptor" };

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return (enum attr_kind)i;
	fail_msg("kind %s", name);
	return 0;
}

static void load_database(const char *name, struct gatt_db *db)
{
	json_t *attrs =
	    json_object_get(json_object_get(root, "databases"), name);
	uint16_t value_handle = 0;
	uint8_t properties = 0;
	const json_t *o;
	size_t i;

	if (!json_array_size(attrs))
		fail_msg("no database %s", name);
	json_array_foreach(attrs, i, o)
	{
		struct row row = {
			.handle = (uint16_t)number_of(o, "handle"),
			.kind = kind_of(text_of(o, "kind")),
			.uuid = text_of(o, "uuid"),
			.permissions = (uint8_t)number_of(o, "permissions"),
			.properties = (uint8_t)number_of(o, "properties"),
			.value_handle = (uint16_t)number_of(o, "value_handle"),
			.end = (uint16_t)number_of(o, "end"),
			.value = text_of(o, "value"),
		};

		if (row.kind == ATTR_INCLUDE)
			row.value_handle = (uint16_t)number_of(o, "included");
		if (row.kind == ATTR_CHARACTERISTIC) {
			value_handle = row.value_handle;
			properties = row.properties;
		}
		if (row.kind == ATTR_VALUE)
			row.properties = properties;
		if (row.kind == ATTR_DESCRIPTOR)
			row.value_handle = value_handle;
		if (row.permissions & (ATTR_WRITE | ATTR_WRITE_ENCRYPTED))
			row.max_len = ATT_MAX_VALUE;
		db_fill(db, &row, 1);
	}
}

static const json_t *step_of(const json_t *c, size_t i)
{
	return json_array_get(json_object_get(c, "sequence"), i);
}

static bool is_from(const json_t *step, const char *who)
{
	return step && !strcmp(text_of(step, "from"), who);
}

/* The first PDU that was sent equals this step's. */
static void expect_pdu(
    const json_t *c, const json_t *step, const struct gatt_out *out)
{
	uint8_t want[ATT_MAX_MTU];
	size_t len = unhex_any(text_of(step, "pdu"), want, sizeof(want));

	if (!out->n || out->v[0].type != GATT_SEND ||
	    out->v[0].data_len != len ||
	    memcmp(gatt_effect_data(out, &out->v[0]), want, len))
		fail_msg(
		    "%s: wanted %s", text_of(c, "id"), text_of(step, "pdu"));
}

static void receive(struct gatt *g, const json_t *step, struct gatt_out *out)
{
	uint8_t pdu[ATT_MAX_MTU];
	size_t len = unhex_any(text_of(step, "pdu"), pdu, sizeof(pdu));

	gatt_receive(g, pdu, len, 0, out);
}

/* Where a descriptor is a CCCD, that stack's test database takes any octets
 * for it; ours are two, Vol 3 Part G 3.3.3.3. */
static bool writes_a_long_cccd(const json_t *c)
{
	return !strcmp(text_of(c, "id"), "/TP/GAW/SR/BV-08-C/small") ||
	       !strcmp(text_of(c, "id"), "/TP/GAW/SR/BV-09-C/small");
}

static void trigger(struct gatt *g, const json_t *c, struct gatt_out *out)
{
	const json_t *op = json_object_get(c, "operation");
	uint8_t value[64];
	size_t len = unhex_any(text_of(op, "value"), value, sizeof(value));

	assert_true(gatt_notify(
	    g, (uint16_t)number_of(op, "handle"), value, len, 0, out));
}

static void play_server(const json_t *c)
{
	struct gatt_db db = { 0 };
	struct gatt_out out = { 0 };
	struct gatt *g;
	const json_t *step, *next;

	load_database(text_of(c, "db"), &db);
	g = gatt_new(&db, IUT_MTU);
	for (size_t i = 0; (step = step_of(c, i)); i++) {
		const char *event = text_of(step, "event");

		next = step_of(c, i + 1);
		gatt_out_clear(&out);
		if (is_from(step, "iut"))
			continue;
		if (is_from(step, "tester"))
			receive(g, step, &out);
		else if (strstr(event, "trigger"))
			trigger(g, c, &out);
		if (is_from(next, "iut"))
			expect_pdu(c, next, &out);
		else if (next && strstr(text_of(next, "event"), "nothing"))
			assert_int_equal(out.n, 0);
	}
	gatt_free(g);
	gatt_db_clear(&db);
	gatt_out_free(&out);
}

static void server_cases(void **state)
{
	unsigned played = 0, left_out = 0;
	const json_t *c;
	size_t i;

	(void)state;
	load();
	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (strcmp(text_of(c, "role"), "server"))
			continue;
		if (writes_a_long_cccd(c)) {
			left_out++;
			continue;
		}
		play_server(c);
		played++;
	}
	printf("%u server cases, %u left out\n", played, left_out);
	assert_int_equal(played, 92);
	assert_int_equal(left_out, 2);
}

/* Start what the case does; false when our client has no such procedure. */
static bool start(struct gatt *g, const json_t *c, struct gatt_out *out)
{
	const json_t *op = json_object_get(c, "operation");
	const char *name = text_of(op, "op");
	uint16_t handle = (uint16_t)number_of(op, "handle");
	uint8_t value[ATT_MAX_VALUE];
	size_t len = unhex_any(text_of(op, "value"), value, sizeof(value));
	struct uuid type;

	if (!strcmp(name, "read") || !strcmp(name, "read_long"))
		return gatt_read(g, handle, 0, out);
	if (!strcmp(name, "read_by_type")) {
		assert_true(uuid_parse(text_of(op, "uuid"), &type));
		return gatt_read_by_type(g, &type, 0, out);
	}
	if (!strcmp(name, "write") ||
	    (!strcmp(name, "write_long") && len > gatt_mtu(g) - 3U))
		return gatt_write(g, handle, value, len, 0, out);
	if (!strcmp(name, "write_without_response"))
		return gatt_write_command(g, handle, value, len, out);
	if (!strcmp(name, "enable_notifications"))
		return gatt_write(g, (uint16_t)(handle + 1), "\x01", 2, 0, out);
	if (!strcmp(name, "enable_indications"))
		return gatt_write(g, (uint16_t)(handle + 1), "\x02", 2, 0, out);
	return false;
}

static const struct gatt_effect *done_in(const struct gatt_out *out)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].type == GATT_DONE)
			return &out->v[i];
	return NULL;
}

static void check_outcome(
    const json_t *c, const struct gatt_out *out, const struct gatt_effect *done)
{
	const json_t *op = json_object_get(c, "operation");
	const char *name = text_of(op, "op");
	bool by_type = !strcmp(name, "read_by_type");

	/* that stack looks for more values of the type; ours takes the first */
	if (by_type && *text_of(op, "value"))
		assert_int_equal(done->error, 0);
	else if (done->error != number_of(op, "expected_error"))
		fail_msg("%s: error %02x", text_of(c, "id"), done->error);
	if (!strncmp(name, "read", 4) && !done->error)
		assert_hex(gatt_effect_data(out, done), done->data_len,
		    text_of(op, "value"));
}

/* In two cases the peer's answer is one octet over the MTU that it agreed to;
 * that stack cuts it, ours ends the procedure. */
static bool breaks_the_mtu(const json_t *c)
{
	const json_t *step;

	for (size_t i = 0; (step = step_of(c, i)); i++)
		if (strlen(text_of(step, "pdu")) > 2 * IUT_MTU)
			return true;
	return false;
}

static bool play_client(const json_t *c)
{
	struct gatt_out out = { 0 };
	struct gatt *g = gatt_new(NULL, IUT_MTU);
	const struct gatt_effect *done = NULL;
	const json_t *step;
	bool started;

	assert_true(gatt_exchange_mtu(g, 0, &out));
	gatt_receive(g, (const uint8_t *)"\x03\x00\x02", 3, 0, &out);
	gatt_out_clear(&out);
	started = start(g, c, &out);
	for (size_t i = 0; started && (step = step_of(c, i)); i++) {
		if (is_from(step, "iut")) {
			/* the host raised security: the same again */
			if (done && !gatt_busy(g) && !out.n)
				assert_true(start(g, c, &out));
			expect_pdu(c, step, &out);
			continue;
		}
		if (!is_from(step, "tester"))
			continue;
		gatt_out_clear(&out);
		receive(g, step, &out);
		done = done_in(&out);
		if (!done)
			continue;
		if (!is_from(step_of(c, i + 1), "iut") || !done->error) {
			check_outcome(c, &out, done);
			break;
		}
		gatt_out_clear(&out);
	}
	gatt_free(g);
	gatt_out_free(&out);
	return started;
}

static void client_cases(void **state)
{
	unsigned played = 0, left_out = 0;
	const json_t *c;
	size_t i;

	(void)state;
	load();
	json_array_foreach(json_object_get(root, "cases"), i, c)
	{
		if (strcmp(text_of(c, "role"), "client"))
			continue;
		if (!breaks_the_mtu(c) && play_client(c))
			played++;
		else
			left_out++;
	}
	printf("%u client cases; %u left out: procedures that our client has "
	       "not, or does otherwise\n",
	    played, left_out);
	assert_int_equal(played, 58);
	assert_int_equal(left_out, 41);
}

/* What discovery can see of a database is what is in it. */
static void assert_same_tree(
    const char *name, const struct gatt_db *found, const struct gatt_db *there)
{
	if (found->n != there->n)
		fail_msg("%s: %zu of %zu attributes found", name, found->n,
		    there->n);
	for (size_t i = 0; i < found->n; i++) {
		const struct attr *f = found->attrs + i, *t = there->attrs + i;
		bool equal = f->handle == t->handle && f->kind == t->kind &&
			     uuid_equal(&f->uuid, &t->uuid) &&
			     f->properties == t->properties &&
			     f->end == t->end &&
			     (f->kind == ATTR_VALUE ||
				 f->value_handle == t->value_handle);

		if (!equal)
			fail_msg("%s: handle 0x%04x", name, t->handle);
	}
}

static void discover(const char *name, uint16_t mtu)
{
	struct gatt_db db = { 0 };
	struct gatt_out co = { 0 }, so = { 0 };
	struct gatt *client = gatt_new(NULL, mtu), *server;

	load_database(name, &db);
	server = gatt_new(&db, mtu);
	assert_true(gatt_exchange_mtu(client, 0, &co));
	converse(client, &co, server, &so, 0);
	gatt_out_clear(&co);
	gatt_out_clear(&so);
	assert_true(gatt_discover(client, 0, &co));
	converse(client, &co, server, &so, 0);
	assert_int_equal(only(&co, GATT_DONE)->error, 0);
	assert_true(gatt_discovered(client));
	assert_same_tree(name, gatt_remote(client), &db);
	gatt_free(client);
	gatt_free(server);
	gatt_db_clear(&db);
	gatt_out_free(&co);
	gatt_out_free(&so);
}

static void every_database_is_discovered(void **state)
{
	static const uint16_t mtus[] = { 23, 24, 43, 185, 517 };
	const char *name;
	json_t *attrs;

	(void)state;
	load();
	json_object_foreach(json_object_get(root, "databases"), name,
	    attrs) for (size_t i = 0; i < ARRAY_SIZE(mtus); i++)
	    discover(name, mtus[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server_cases),
		cmocka_unit_test(client_cases),
		cmocka_unit_test(every_database_is_discovered),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	json_decref(root);
	return failed;
}
