/* Every packet of the golden inputs, cut at each length: as it is, and with the
 * lengths in its headers made to fit, so that what is inside is cut. Under the
 * sanitizers none is read past its end; each leaves whole lines. */
#include "tests/unit/test_decoders.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>

#define INPUTS "tests/golden/inputs"

/* A packet of an input, as make_inputs.py makes it. */
struct input {
	uint8_t type; /* enum record_type */
	bool received;
	size_t len;
	uint8_t octets[SAMPLE_MAX];
};

static void add(struct input *in, uint8_t octet)
{
	assert_true(in->len < sizeof(in->octets));
	in->octets[in->len++] = octet;
}

static void add16(struct input *in, uint16_t v)
{
	add(in, (uint8_t)v);
	add(in, (uint8_t)(v >> 8));
}

/* Hexadecimal digits, with "text" between. */
static void add_octets(struct input *in, const char *p)
{
	while (*p) {
		if (*p == '"') {
			for (p++; *p && *p != '"'; p++)
				add(in, (uint8_t)*p);
			p += *p == '"';
		} else if (isxdigit((unsigned char)p[0]) &&
			   isxdigit((unsigned char)p[1])) {
			char digits[3] = { p[0], p[1], '\0' };

			add(in, (uint8_t)strtoul(digits, NULL, 16));
			p += 2;
		} else {
			p++;
		}
	}
}

static uint16_t number(char **rest)
{
	return (uint16_t)strtoul(*rest, rest, 0);
}

static void set_length(struct input *in, size_t at, size_t size)
{
	size_t n = in->len - at - size;

	in->octets[at] = (uint8_t)n;
	if (size == 2)
		in->octets[at + 1] = (uint8_t)(n >> 8);
}

static void begin_l2cap(struct input *in, uint16_t cid)
{
	in->type = REC_ACL;
	add16(in, in->received ? 0x2040 : 0x0040);
	add16(in, 0);
	add16(in, 0);
	add16(in, cid);
}

static void end_l2cap(struct input *in)
{
	set_length(in, 2, 2);
	put_le16(in->octets + 4, (uint16_t)(in->len - 8));
}

static void make_event(struct input *in, const char *kind, char *rest)
{
	in->type = REC_EVENT;
	add(in, 0);
	add(in, 0);
	if (!strcmp(kind, "evt")) {
		in->octets[0] = (uint8_t)number(&rest);
	} else if (!strcmp(kind, "le")) {
		in->octets[0] = 0x3e;
		add(in, (uint8_t)number(&rest));
	} else if (!strcmp(kind, "done")) {
		in->octets[0] = 0x0e;
		add(in, 1);
		add16(in, number(&rest));
	} else {
		in->octets[0] = 0x0f;
		add(in, (uint8_t)number(&rest));
		add(in, 1);
		add16(in, number(&rest));
	}
	add_octets(in, rest);
	set_length(in, 1, 1);
}

static bool make_frame(struct input *in, const char *kind, char *rest)
{
	static const struct {
		const char *kind;
		uint16_t cid;
	} channels[] = { { "att", 4 }, { "smp", 6 }, { "sig", 5 } };

	if (!strcmp(kind, "l2cap")) {
		begin_l2cap(in, number(&rest));
		add_octets(in, rest);
		end_l2cap(in);
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++) {
		if (strcmp(kind, channels[i].kind) != 0)
			continue;
		begin_l2cap(in, channels[i].cid);
		if (channels[i].cid == 5) {
			add(in, (uint8_t)number(&rest));
			add(in, (uint8_t)number(&rest));
			add16(in, 0);
			add_octets(in, rest);
			set_length(in, 10, 2);
		} else {
			add_octets(in, rest);
		}
		end_l2cap(in);
		return true;
	}
	return false;
}

/* False for what is no packet: formats, and records of the monitor. */
static bool make_packet(struct input *in, const char *kind, char *rest)
{
	static const uint8_t types[] = {
		[1] = REC_COMMAND, REC_ACL, REC_SCO, REC_EVENT, REC_ISO
	};

	if (!strcmp(kind, "cmd")) {
		in->type = REC_COMMAND;
		add16(in, number(&rest));
		add(in, 0);
		add_octets(in, rest);
		set_length(in, 2, 1);
		return true;
	}
	if (!strcmp(kind, "evt") || !strcmp(kind, "le") ||
	    !strcmp(kind, "done") || !strcmp(kind, "status")) {
		make_event(in, kind, rest);
		return true;
	}
	if (!strcmp(kind, "acl")) {
		uint16_t handle = number(&rest);

		in->type = REC_ACL;
		add16(in, (uint16_t)(handle | number(&rest) << 12));
		add16(in, 0);
		add_octets(in, rest);
		set_length(in, 2, 2);
		return true;
	}
	if (!strcmp(kind, "h4")) {
		add_octets(in, rest);
		if (!in->len || in->octets[0] >= ARRAY_SIZE(types) ||
		    !in->octets[0])
			return false;
		in->type = types[in->octets[0]];
		memmove(in->octets, in->octets + 1, --in->len);
		return true;
	}
	return make_frame(in, kind, rest);
}

/* Make the lengths in the headers those of `n` octets. */
static void fit(uint8_t type, uint8_t *octets, size_t n)
{
	const size_t at = type == REC_EVENT ? 1 : 2;

	if (n > at)
		octets[at] = (uint8_t)(n - at - 1);
	if ((type != REC_ACL && type != REC_ISO) || n < 4)
		return;
	put_le16(octets + 2, (uint16_t)(n - 4));
	if (type == REC_ACL && n >= 8)
		put_le16(octets + 4, (uint16_t)(n - 8));
}

static void check_lines(const struct buf *out)
{
	assert_true(out->len && out->data[out->len - 1] == '\n');
}

static void cut_packet(
    struct decoding *text, struct decoding *json, const struct input *in)
{
	for (size_t n = 0; n <= in->len; n++)
		for (unsigned fitted = 0; fitted < 2; fitted++) {
			uint8_t octets[SAMPLE_MAX];

			memcpy(octets, in->octets, n);
			if (fitted)
				fit(in->type, octets, n);
			decode_octets(text, in->type, in->received, octets, n);
			decode_octets(json, in->type, in->received, octets, n);
			check_lines(&text->out);
			check_lines(&json->out);
		}
}

/* Each cut is in the state that the log has left: the whole packet is last. */
static unsigned cut_input(const char *path)
{
	FILE *f = fopen(path, "r");
	struct decoding text, json;
	char line[4096];
	unsigned packets = 0;

	assert_non_null(f);
	decoding_start_text(&text, NULL);
	decoding_start_json(&json);
	while (fgets(line, sizeof(line), f)) {
		struct input in = { .received = line[0] == '>' };
		char *kind, *rest;

		line[strcspn(line, "#\n")] = '\0';
		if (line[0] != '>' && line[0] != '<')
			continue;
		kind = line + 2;
		rest = kind + strcspn(kind, " ");
		if (*rest)
			*rest++ = '\0';
		if (!make_packet(&in, kind, rest))
			continue;
		packets++;
		cut_packet(&text, &json, &in);
	}
	fclose(f);
	decoding_end(&text);
	decoding_end(&json);
	return packets;
}

static void every_golden_packet_cut(void **state)
{
	DIR *dir = opendir(INPUTS);
	struct dirent *e;
	unsigned packets = 0;

	(void)state;
	assert_non_null(dir);
	while ((e = readdir(dir))) {
		char path[512];

		if (!strstr(e->d_name, ".txt"))
			continue;
		snprintf(path, sizeof(path), INPUTS "/%s", e->d_name);
		packets += cut_input(path);
	}
	closedir(dir);
	assert_true(packets > 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_golden_packet_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
