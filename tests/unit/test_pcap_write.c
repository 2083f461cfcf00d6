#include "tests/unit/pcap_build.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* Every test works in a folder of its own. */
static char folder[100];

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/pairscope-test-XXXXXX",
	    tmp && strlen(tmp) < 60 ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static const char *const endings[] = { "pcap", "pcapng", "btsnoop", "snoop",
	"log" };

static int remove_folder(void **state)
{
	char path[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		snprintf(path, sizeof(path), "%s/t.%s", folder, endings[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static const char *file_path(const char *ending)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/t.%s", folder, ending);
	return path;
}

static struct record test_record(size_t i, uint8_t *data, size_t cap)
{
	const struct test_packet *t = &test_packets[i];
	uint32_t n = (uint32_t)unhex_any(t->hex, data, cap);

	return (struct record){
		.ns = test_ns(i),
		.adapter = RECORD_NO_ADAPTER,
		.type = t->type,
		.received = t->received,
		.data = data,
		.len = n,
		.wire_len = n,
	};
}

static struct cap_writer *create(const char *path)
{
	struct err err = { 0 };
	struct cap_writer *w = cap_create(path, &err);

	if (!w)
		fail_msg("%s", err.text);
	return w;
}

static void write_test_packet(struct cap_writer *w, size_t i)
{
	uint8_t data[256];
	struct record rec = test_record(i, data, sizeof(data));
	struct err err = { 0 };

	if (!cap_write(w, &rec, &err))
		fail_msg("%s", err.text);
}

static void write_session(const char *path)
{
	struct cap_writer *w = create(path);
	struct err err = { 0 };

	for (size_t i = 0; i < N_TEST_PACKETS; i++)
		write_test_packet(w, i);
	if (!cap_finish(w, &err))
		fail_msg("%s", err.text);
}

/* The file holds the first `n` packets of the session and no more. */
static void expect_session(const char *path, size_t n)
{
	struct err err = { 0 };
	struct cap_reader *r = cap_open(path, &err);
	struct record rec;
	bool nano;

	if (!r)
		fail_msg("%s", err.text);
	nano = strncmp(cap_format_name(r), "btsnoop", 7);
	for (size_t i = 0; i < n; i++) {
		expect_record(r, &rec);
		assert_test_packet(&rec, i, nano);
	}
	expect_end(r);
	cap_close(r);
}

static void what_is_written_is_read_back(void **state)
{
	static const char *const names[] = { "pcap 201 (H4 with direction)",
		"pcapng", "btsnoop 1002 (H4)", "btsnoop 1002 (H4)",
		"btsnoop 1002 (H4)" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		const char *path = file_path(endings[i]);
		struct cap_reader *r;

		write_session(path);
		expect_session(path, N_TEST_PACKETS);
		r = cap_open(path, NULL);
		assert_string_equal(cap_format_name(r), names[i]);
		cap_close(r);
		write_session(path); /* replaces, and does not append */
		expect_session(path, N_TEST_PACKETS);
	}
}

/* The octets that another writer of the same format gives. */
static void octets_of_the_formats(void **state)
{
	static const struct build hows[] = {
		{ "pcap", BUILD_PCAP, 201, false, true },
		{ "btsnoop", BUILD_BTSNOOP, 1002, true, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(hows); i++) {
		struct built b = build(&hows[i]);
		const char *path = file_path(hows[i].name);
		uint8_t got[4096];
		int fd;

		write_session(path);
		fd = open(path, O_RDONLY);
		assert_int_equal(read(fd, got, sizeof(got)), b.file.len);
		close(fd);
		/* the snap length of the pcap header is free */
		if (hows[i].kind == BUILD_PCAP)
			memcpy(b.file.data + 16, got + 16, 4);
		assert_memory_equal(got, b.file.data, b.file.len);
		built_free(&b);
	}
}

static void all_types_and_sizes(void **state)
{
	static const uint8_t types[] = { REC_COMMAND, REC_EVENT, REC_ACL,
		REC_SCO, REC_ISO };
	static const uint32_t lens[] = { 0, 1, 2, 3, 4, 5, 258, 65539 };
	static uint8_t data[65539];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	for (size_t f = 0; f < 3; f++) {
		const char *path = file_path(endings[f]);
		struct cap_writer *w = create(path);
		struct cap_reader *r;
		struct record rec;

		for (size_t t = 0; t < ARRAY_SIZE(types); t++)
			for (size_t l = 0; l < ARRAY_SIZE(lens); l++) {
				rec = (struct record){ .type = types[t],
					.received = types[t] == REC_EVENT ||
						    (l % 2 && t > 1),
					.data = data,
					.len = lens[l],
					.wire_len = lens[l] + 10 };
				assert_true(cap_write(w, &rec, NULL));
			}
		assert_true(cap_finish(w, NULL));
		r = cap_open(path, NULL);
		assert_non_null(r);
		for (size_t t = 0; t < ARRAY_SIZE(types); t++)
			for (size_t l = 0; l < ARRAY_SIZE(lens); l++) {
				expect_record(r, &rec);
				assert_int_equal(rec.type, types[t]);
				assert_int_equal(rec.received,
				    types[t] == REC_EVENT || (l % 2 && t > 1));
				assert_int_equal(rec.len, lens[l]);
				assert_int_equal(rec.wire_len, lens[l] + 10);
				assert_memory_equal(rec.data, data, rec.len);
			}
		expect_end(r);
		cap_close(r);
	}
}

static void other_records_are_left_out(void **state)
{
	(void)state;
	for (size_t f = 0; f < 3; f++) {
		const char *path = file_path(endings[f]);
		struct cap_writer *w = create(path);

		for (int type = REC_NEW_INDEX; type <= REC_OTHER; type++) {
			struct record rec = { .type = (uint8_t)type,
				.code = 2,
				.data = (const uint8_t *)"abc",
				.len = 3,
				.wire_len = 3 };

			assert_true(cap_write(w, &rec, NULL));
		}
		write_test_packet(w, 0);
		assert_true(cap_finish(w, NULL));
		expect_session(path, 1);
	}
}

static void adapters_are_interfaces_of_pcapng(void **state)
{
	static const uint16_t adapters[] = { RECORD_NO_ADAPTER, 1, 0, 1, 65534,
		RECORD_NO_ADAPTER };
	const char *path = file_path("pcapng");
	struct cap_writer *w = create(path);
	struct cap_reader *r;
	struct record rec;
	uint8_t data[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(adapters); i++) {
		rec = test_record(i, data, sizeof(data));
		rec.adapter = adapters[i];
		assert_true(cap_write(w, &rec, NULL));
	}
	assert_true(cap_finish(w, NULL));
	r = cap_open(path, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(adapters); i++) {
		expect_record(r, &rec);
		assert_test_packet(&rec, i, true);
		assert_int_equal(rec.adapter, adapters[i]);
	}
	expect_end(r);
	cap_close(r);
}

/* Lengths that only a hostile file has, when it is copied into another. */
static void lengths_out_of_range(void **state)
{
	static uint8_t data[262144];

	(void)state;
	for (size_t f = 0; f < 3; f++) {
		const char *path = file_path(endings[f]);
		struct cap_writer *w = create(path);
		struct cap_reader *r;
		struct record rec = { .type = REC_ACL,
			.data = data,
			.len = sizeof(data),
			.wire_len = UINT32_MAX };

		assert_true(cap_write(w, &rec, NULL));
		rec.len = 3;
		rec.wire_len = 0; /* not known */
		assert_true(cap_write(w, &rec, NULL));
		assert_true(cap_finish(w, NULL));
		r = cap_open(path, NULL);
		expect_record(r, &rec);
		assert_true(rec.len >= 65539 && rec.len < sizeof(data));
		assert_true(rec.wire_len > 0xfffffff0);
		expect_record(r, &rec);
		assert_int_equal(rec.len, 3);
		assert_int_equal(rec.wire_len, 3);
		expect_end(r);
		cap_close(r);
	}
}

static void a_killed_writer_leaves_whole_records(void **state)
{
	(void)state;
	for (size_t f = 0; f < 3; f++)
		for (size_t n = 0; n <= N_TEST_PACKETS; n++) {
			const char *path = file_path(endings[f]);
			pid_t pid = fork();
			int status;

			assert_true(pid >= 0);
			if (!pid) {
				struct cap_writer *w = create(path);

				for (size_t i = 0; i < n; i++)
					write_test_packet(w, i);
				raise(SIGKILL);
			}
			assert_int_equal(waitpid(pid, &status, 0), pid);
			assert_true(WIFSIGNALED(status));
			expect_session(path, n);
		}
}

/* A limit on the file's size stands for a disk that fills up in the middle of
 * a record. What remains is whole records, and the failure stays. */
static void a_full_disk_leaves_whole_records(void **state)
{
	struct rlimit old, limit;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_false(getrlimit(RLIMIT_FSIZE, &old));
	for (size_t f = 0; f < 3; f++)
		for (rlim_t size = 200; size < 230; size++) {
			const char *path = file_path(endings[f]);
			struct cap_writer *w = create(path);
			char want[250];
			struct err err = { 0 }, again = { 0 };
			uint8_t data[256];
			struct record rec;
			size_t n = 0;

			limit = old;
			limit.rlim_cur = size;
			assert_false(setrlimit(RLIMIT_FSIZE, &limit));
			do
				rec = test_record(n, data, sizeof(data));
			while (
			    cap_write(w, &rec, &err) && ++n < N_TEST_PACKETS);
			assert_false(setrlimit(RLIMIT_FSIZE, &old));
			assert_true(n < N_TEST_PACKETS);
			snprintf(want, sizeof(want), "%s: cannot write: %s",
			    path, strerror(EFBIG));
			assert_string_equal(err.text, want);
			assert_false(cap_write(w, &rec, &again));
			assert_string_equal(again.text, want);
			assert_false(cap_finish(w, &again));
			assert_string_equal(again.text, want);
			expect_session(path, n);
		}
}

static void a_full_device(void **state)
{
	(void)state;
	for (size_t f = 0; f < 3; f++) {
		const char *path = file_path(endings[f]);
		struct err err = { 0 };
		char want[250];

		unlink(path);
		assert_false(symlink("/dev/full", path));
		assert_null(cap_create(path, &err));
		snprintf(want, sizeof(want), "%s: cannot write: %s", path,
		    strerror(ENOSPC));
		assert_string_equal(err.text, want);
		unlink(path);
	}
}

static void a_closed_pipe(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	for (size_t f = 0; f < 3; f++) {
		const char *path = file_path(endings[f]);
		struct cap_writer *w;
		struct record rec;
		struct err err = { 0 };
		uint8_t data[256];
		char want[250];
		int reader;

		unlink(path);
		assert_false(mkfifo(path, 0600));
		reader = open(path, O_RDONLY | O_NONBLOCK);
		assert_true(reader >= 0);
		w = create(path);
		write_test_packet(w, 0);
		close(reader);
		rec = test_record(1, data, sizeof(data));
		assert_false(cap_write(w, &rec, &err));
		snprintf(want, sizeof(want), "%s: cannot write: %s", path,
		    strerror(EPIPE));
		assert_string_equal(err.text, want);
		assert_false(cap_finish(w, NULL));
		unlink(path);
	}
}

static void paths_that_cannot_be_written(void **state)
{
	static const struct {
		const char *path;
		const char *want;
	} rows[] = {
		{ "/nowhere/t.pcap",
		    "/nowhere/t.pcap: cannot create: No such file or "
		    "directory" },
		{ "/dev/null/t.btsnoop",
		    "/dev/null/t.btsnoop: cannot create: Not a directory" },
		{ "t.txt", "t.txt: the ending names the format: .pcap, "
			   ".pcapng, .btsnoop, .snoop, .log or .pklg" },
		{ "t", "t: the ending names the format" },
		{ "a.pcap/t", "a.pcap/t: the ending names the format" },
		{ "t.pcap.gz", "t.pcap.gz: the ending names the format" },
		{ "", ": the ending names the format" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct err err = { 0 };

		assert_null(cap_create(rows[i].path, &err));
		if (strncmp(err.text, rows[i].want, strlen(rows[i].want)))
			fail_msg("got '%s'", err.text);
	}
	assert_null(cap_create("t.txt", NULL));
}

/* A capture holds the keys of the links in it. */
static void only_the_owner_may_read_it(void **state)
{
	const char *path = file_path("pcapng");
	mode_t old = umask(0);
	struct stat st;

	(void)state;
	unlink(path);
	assert_true(cap_finish(create(path), NULL));
	umask(old);
	assert_false(stat(path, &st));
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(chmod(path, 0644)); /* an existing file's mode stays */
	assert_true(cap_finish(create(path), NULL));
	assert_false(stat(path, &st));
	assert_int_equal(st.st_mode & 0777, 0644);
}

/* The header goes out at once, so that a reader of the pipe can start. */
static void standard_output_is_pcap(void **state)
{
	struct built b = { 0 };
	uint8_t got[4096];
	struct cap_writer *w;
	int fds[2], saved;
	size_t n;

	(void)state;
	build_pcap(&b, 201, false, true);
	assert_false(pipe(fds));
	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	dup2(fds[1], STDOUT_FILENO);
	w = create("-");
	n = (size_t)read(fds[0], got, sizeof(got));
	for (size_t i = 0; i < N_TEST_PACKETS; i++)
		write_test_packet(w, i);
	assert_true(cap_finish(w, NULL));
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(fds[1]);
	assert_int_equal(n, 24);
	n += (size_t)read(fds[0], got + n, sizeof(got) - n);
	close(fds[0]);
	assert_int_equal(n, b.file.len);
	assert_memory_equal(got + 24, b.file.data + 24, n - 24);
	built_free(&b);
}

/* What tshark prints for the fields; false, with a word, when there is no
 * tshark. */
static bool tshark(
    const char *path, const char *args, struct buf *out, bool *good)
{
	char command[600];
	FILE *f;
	int c;

	if (system("command -v tshark >/dev/null 2>&1")) {
		print_message("tshark is absent: skipped\n");
		return false;
	}
	snprintf(command, sizeof(command), "tshark -r '%s' %s 2>/dev/null",
	    path, args);
	f = popen(command, "r");
	assert_non_null(f);
	out->len = 0;
	while ((c = getc(f)) != EOF)
		buf_putc(out, (char)c);
	*good = !pclose(f);
	return true;
}

static void tshark_reads_what_is_written(void **state)
{
	/* time, direction, H4 type, opcode, event, handle */
	static const char fields[] =
	    "-T fields -E separator=, -e frame.time_epoch -e hci_h4.direction "
	    "-e hci_h4.type -e bthci_cmd.opcode -e bthci_evt.code "
	    "-e bthci_acl.chandle -e btsmp.opcode";
	static const char *const want[] = {
		"1700000000.123456%s,0x00,0x01,0x0c03,,,\n",
		"1700000001.123456%s,0x01,0x04,,0x0e,,\n",
		"1700000002.123456%s,0x00,0x02,,,0x0040,0x01\n",
	};
	struct buf out = { 0 };
	bool good = false;

	(void)state;
	for (size_t f = 0; f < 3; f++) {
		const char *path = file_path(endings[f]);
		const char *p;
		size_t lines = 0;

		write_session(path);
		if (!tshark(path, fields, &out, &good))
			skip();
		assert_true(good);
		buf_putc(&out, 0);
		p = (const char *)out.data;
		for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
			char line[100];

			snprintf(
			    line, sizeof(line), want[i], f < 2 ? "789" : "000");
			if (strncmp(p, line, strlen(line)))
				fail_msg("got %s\nwant %s", p, line);
			p += strlen(line);
		}
		for (p = (const char *)out.data; *p; p++)
			lines += *p == '\n';
		assert_int_equal(lines, N_TEST_PACKETS);
		tshark(path, "-Y _ws.malformed", &out, &good);
		assert_true(good);
		assert_text(&out, "");
	}
	tshark(file_path("pcapng"),
	    "-c 1 -T fields -E separator=, -e frame.interface_name "
	    "-e frame.encap_type",
	    &out, &good);
	assert_text(&out, "pairscope,99\n"); /* 99: H4 with direction */
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(octets_of_the_formats),
		cmocka_unit_test(all_types_and_sizes),
		cmocka_unit_test(other_records_are_left_out),
		cmocka_unit_test(adapters_are_interfaces_of_pcapng),
		cmocka_unit_test(lengths_out_of_range),
		cmocka_unit_test(a_killed_writer_leaves_whole_records),
		cmocka_unit_test(a_full_disk_leaves_whole_records),
		cmocka_unit_test(a_full_device),
		cmocka_unit_test(a_closed_pipe),
		cmocka_unit_test(paths_that_cannot_be_written),
		cmocka_unit_test(only_the_owner_may_read_it),
		cmocka_unit_test(standard_output_is_pcap),
		cmocka_unit_test(tshark_reads_what_is_written),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
