/* Whatever the octets: no crash under the sanitizers, something said of each
 * packet, JSON that parses, and no more text than the packet can account for. */
#include "tests/unit/test_decoders.h"

#include <jansson.h>

#include "decoders/hci.h"
#include "decoders/vendor.h"

/* The most lines of a packet: its titles and errors, and of each octet the line
 * of a mask and one for each bit. */
enum { LINES_LEAST = 8, LINES_PER_OCTET = 9 };

enum { RANDOM_PACKETS = 40000, RANDOM_MOST = 400 };

/* The same log, as text and as JSON. */
struct both {
	struct decoding text, json;
};

static void both_start(struct both *b)
{
	decoding_start_text(&b->text, NULL);
	decoding_start_json(&b->json);
}

static void both_end(struct both *b)
{
	decoding_end(&b->text);
	decoding_end(&b->json);
}

static void fail_packet(
    uint8_t type, const uint8_t *octets, size_t n, const char *why)
{
	struct buf hex = { 0 };

	buf_hexdump(&hex, octets, n);
	buf_putc(&hex, '\0');
	fail_msg("%s: type %u, %s", why, type, (char *)hex.data);
}

static const char *wrong_text(const struct buf *out, size_t n)
{
	const uint8_t *p = out->data;
	size_t lines = 0;

	if (!out->len || p[out->len - 1] != '\n')
		return "no line, or half a one";
	if (!memchr("<>=@*", p[0], 5) || p[1] != ' ')
		return "no header";
	for (size_t i = 0; i < out->len; i++) {
		if (p[i] == '\n')
			lines++;
		else if (p[i] < ' ' || p[i] == 0x7f)
			return "a control character";
	}
	return lines > LINES_LEAST + LINES_PER_OCTET * n ? "too many lines"
							 : NULL;
}

/* What daemons log for debugging: the text leaves it out, as btmon does. */
static bool is_debug_log(uint8_t type, const uint8_t *octets, size_t n)
{
	return type == REC_USER_LOGGING && n && octets[0] > 6;
}

/* The parser's memory: one packet's at a time, because an allocation that the
 * sanitizer watches takes longer than the rest of the test. */
static struct {
	_Alignas(max_align_t) uint8_t bytes[1 << 20];
	size_t used;
} arena;

static void *arena_alloc(size_t n)
{
	void *p = arena.bytes + arena.used;

	n = (n + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	if (sizeof(arena.bytes) - arena.used < n)
		return NULL;
	arena.used += n;
	return p;
}

static void arena_free(void *p)
{
	(void)p;
}

/* JSON has numbers of any size and NULs in strings; this parser takes them when
 * told to. */
static const char *wrong_json(const struct buf *out)
{
	json_t *packet = json_loadb((const char *)out->data, out->len,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
	    NULL);
	bool whole = json_is_object(packet) &&
		     json_is_array(json_object_get(packet, "fields"));

	arena.used = 0;
	return whole ? NULL : "no JSON";
}

static void check_packet(struct both *b, uint8_t type, bool received,
    const uint8_t *octets, size_t n)
{
	const char *wrong;

	decode_octets(&b->text, type, received, octets, n);
	decode_octets(&b->json, type, received, octets, n);
	wrong =
	    is_debug_log(type, octets, n) ? NULL : wrong_text(&b->text.out, n);
	if (!wrong)
		wrong = wrong_json(&b->json.out);
	if (wrong)
		fail_packet(type, octets, n, wrong);
}

/* All samples, so that connections, channels and attributes are known. */
static void both_start_known(struct both *b)
{
	both_start(b);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		decode_sample(&b->text, &samples[i]);
		decode_sample(&b->json, &samples[i]);
	}
}

/* Make the lengths in the headers those of `n` octets, so that what is inside
 * is looked at. */
static void fit_lengths(uint8_t type, uint8_t *octets, size_t n)
{
	switch (type) {
	case REC_COMMAND:
		if (n >= 3)
			octets[2] = (uint8_t)(n - 3);
		break;
	case REC_EVENT:
		if (n >= 2)
			octets[1] = (uint8_t)(n - 2);
		break;
	case REC_ACL:
		if (n >= 4)
			put_le16(octets + 2, (uint16_t)(n - 4));
		if (n >= 8)
			put_le16(octets + 4, (uint16_t)(n - 8));
		break;
	}
}

static void samples_cut_at_each_length(void **state)
{
	struct both b;

	(void)state;
	both_start_known(&b);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		uint8_t octets[SAMPLE_MAX];
		size_t len = unhex_any(s->hex, octets, sizeof(octets));

		for (size_t n = 0; n <= len; n++)
			check_packet(&b, s->type, s->received, octets, n);
		for (size_t n = len; n-- > 0;) {
			fit_lengths(s->type, octets, n);
			check_packet(&b, s->type, s->received, octets, n);
		}
	}
	both_end(&b);
}

/* Of the samples each octet has each bit changed, and is 0 and 255. */
static void samples_with_a_bit_changed(void **state)
{
	struct both b;

	(void)state;
	both_start_known(&b);
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		uint8_t octets[SAMPLE_MAX];
		size_t len = unhex_any(s->hex, octets, sizeof(octets));

		for (size_t k = 0; k < len && len < 200; k++) {
			const uint8_t was = octets[k];

			for (unsigned bit = 0; bit < 8; bit++) {
				octets[k] = (uint8_t)(was ^ 1u << bit);
				check_packet(
				    &b, s->type, s->received, octets, len);
			}
			octets[k] = 0x00;
			check_packet(&b, s->type, s->received, octets, len);
			octets[k] = 0xff;
			check_packet(&b, s->type, s->received, octets, len);
			octets[k] = was;
		}
	}
	both_end(&b);
}

/* Packets whose octets are types, numbers, handles, flags and lengths: each
 * takes each value. */
static void packets_with_each_octet_changed(void **state)
{
	/* clang-format off */
	static const struct sample packets[] = {
		{ REC_EVENT, true, "3e 11 02 01 00 01 ff44332211c0 05 02 01 06 01 09 c5" },
		{ REC_EVENT, true, "05 04 00 4100 13" },
		{ REC_ACL, false, "4000 0b00 0700 0600 01 03 00 01 10 05 "
			"07" }, /* Pairing Request */
		{ REC_ACL, true, "4020 0d00 0900 0400 09 07 0b00 20 0c00 "
			"352a" }, /* Read By Type Response */
		{ REC_ACL, true, "4020 0900 0500 0400 01 12 0d00 05" }, /* Error Response */
		{ REC_ACL, true, "4020 1000 0c00 0500 17 01 0800 2700 4000 4000 "
			"0100" }, /* credit based connections */
	};
	/* clang-format on */
	struct both b;

	(void)state;
	both_start_known(&b);
	for (size_t i = 0; i < ARRAY_SIZE(packets); i++) {
		const struct sample *s = &packets[i];
		uint8_t octets[SAMPLE_MAX];
		size_t len = unhex_any(s->hex, octets, sizeof(octets));

		for (size_t k = 0; k < len; k++)
			for (unsigned change = 1; change < 256; change++) {
				octets[k] ^= (uint8_t)change;
				check_packet(
				    &b, s->type, s->received, octets, len);
				octets[k] ^= (uint8_t)change;
			}
	}
	both_end(&b);
}

/* Octets after the header of a packet: none, all ones, or counting. */
static void fill(uint8_t *octets, size_t n, unsigned pattern)
{
	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)(pattern == 2 ? i + 1 : 0 - pattern);
}

/* A packet that begins with `head` and goes on to each length. */
static void check_lengths(struct both *b, uint8_t type, const uint8_t *head,
    size_t head_len, size_t longest)
{
	uint8_t octets[320];

	for (size_t n = head_len; n <= longest; n++)
		for (unsigned pattern = 0; pattern < 3; pattern++) {
			/* of the longest only their ends are near */
			if (n > head_len + 48 && n + 8 < longest)
				continue;
			memcpy(octets, head, head_len);
			fill(octets + head_len, n - head_len, pattern);
			fit_lengths(type, octets, n);
			check_packet(b, type, type != REC_COMMAND, octets, n);
		}
}

static void check_commands(
    struct both *b, const struct command *commands, size_t n)
{
	for (const struct command *c = commands; c < commands + n; c++) {
		const uint8_t lo = (uint8_t)c->opcode;
		const uint8_t hi = (uint8_t)(c->opcode >> 8);
		const uint8_t command[] = { lo, hi, 0 };
		const uint8_t reply[] = { 0x0e, 0, 1, lo, hi };

		check_lengths(b, REC_COMMAND, command, sizeof(command),
		    sizeof(command) + c->params.size + 3);
		check_lengths(b, REC_EVENT, reply, sizeof(reply),
		    sizeof(reply) + c->reply.size + 3);
	}
}

static void every_command_and_its_reply(void **state)
{
	struct both b;

	(void)state;
	both_start(&b);
	check_commands(&b, hci_link_commands, n_hci_link_commands);
	check_commands(&b, hci_baseband_commands, n_hci_baseband_commands);
	check_commands(&b, hci_info_commands, n_hci_info_commands);
	check_commands(&b, hci_le_commands, n_hci_le_commands);
	check_commands(&b, hci_le5_commands, n_hci_le5_commands);
	check_commands(&b, hci_le6_commands, n_hci_le6_commands);
	both_end(&b);
}

/* Commands and events of every maker that has some of its own. */
static void every_maker(void **state)
{
	struct both b;

	(void)state;
	both_start(&b);
	for (unsigned company = 0; company < 0x1000; company++) {
		const struct vendor *v = vendor_find((uint16_t)company);
		const uint8_t info[] = { 1, 2, 3, 4, 5, 6, (uint8_t)company,
			(uint8_t)(company >> 8) };

		if (!v)
			continue;
		check_packet(&b, REC_INDEX_INFO, false, info, sizeof(info));
		check_commands(&b, v->commands, v->n_commands);
		for (unsigned code = 0; v->event && code < 256; code++) {
			const uint8_t event[] = { 0xff, 0, (uint8_t)code };

			check_lengths(&b, REC_EVENT, event, sizeof(event), 16);
		}
	}
	both_end(&b);
}

/* Android's extensions, of an adapter that has said it has them. */
static void every_android_extension(void **state)
{
	static const uint8_t capabilities[] = { 0x0e, 12, 1, 0x53, 0xfd, 0, 1,
		0, 0, 0, 0, 0, 0, 0 };
	struct both b;

	(void)state;
	both_start(&b);
	check_packet(&b, REC_EVENT, true, capabilities, sizeof(capabilities));
	check_commands(&b, android_commands, n_android_commands);
	for (unsigned code = 0; code < 256; code++) {
		const uint8_t event[] = { 0xff, 0, (uint8_t)code };

		check_lengths(&b, REC_EVENT, event, sizeof(event), 64);
	}
	for (uint8_t report = 0; report < 32; report++) {
		const uint8_t event[] = { 0xff, 0, 0x58, report };

		check_lengths(&b, REC_EVENT, event, sizeof(event), 64);
	}
	/* subcommands, and their replies */
	for (uint16_t opcode = 0xfd54; opcode <= 0xfd57; opcode++)
		for (unsigned sub = 0; sub < 12; sub++) {
			const uint8_t command[] = { (uint8_t)opcode, 0xfd, 0,
				(uint8_t)sub };
			const uint8_t reply[] = { 0x0e, 0, 1, (uint8_t)opcode,
				0xfd, 0, (uint8_t)sub };

			check_lengths(
			    &b, REC_COMMAND, command, sizeof(command), 48);
			check_lengths(&b, REC_EVENT, reply, sizeof(reply), 32);
		}
	both_end(&b);
}

static void every_event(void **state)
{
	struct both b;

	(void)state;
	both_start(&b);
	for (unsigned code = 0; code < 256; code++) {
		const uint8_t event[] = { (uint8_t)code, 0 };
		const uint8_t le_event[] = { 0x3e, 0, (uint8_t)code };
		bool known = hci_event_find((uint8_t)code) != NULL;
		const struct packet_name *le = hci_le_event_find((uint8_t)code);

		check_lengths(&b, REC_EVENT, event, 2, known ? 42 : 4);
		check_lengths(&b, REC_EVENT, le_event, 3,
		    le && le->params.size > 40 ? le->params.size + 3 : 43);
	}
	both_end(&b);
}

static void every_advertising_structure(void **state)
{
	struct both b;

	(void)state;
	both_start(&b);
	for (unsigned type = 0; type < 256; type++)
		for (uint8_t n = 0; n < 24; n++) {
			uint8_t event[64] = { 0x3e, 0, 0x02, 1, 0, 1, 1, 2, 3,
				4, 5, 6, (uint8_t)(n + 2), (uint8_t)(n + 1),
				(uint8_t)type };

			fill(event + 15, n, n % 3);
			fit_lengths(REC_EVENT, event, 16U + n);
			check_packet(&b, REC_EVENT, true, event, 16U + n);
		}
	both_end(&b);
}

/* A structure whose octets begin with `head`, of each length. */
static void check_structure(
    struct both *b, const uint8_t *head, size_t head_len)
{
	for (size_t n = head_len; n < 32; n++)
		for (unsigned pattern = 0; pattern < 3; pattern++) {
			uint8_t event[64] = { 0x3e, 0, 0x02, 1, 0, 1, 1, 2, 3,
				4, 5, 6, (uint8_t)(n + 1), (uint8_t)n };

			memcpy(event + 14, head, head_len);
			fill(event + 14 + head_len, n - head_len, pattern);
			fit_lengths(REC_EVENT, event, 15 + n);
			check_packet(b, REC_EVENT, true, event, 15 + n);
		}
}

/* What makers and services put into their data. */
static void every_beacon(void **state)
{
	static const uint16_t services[] = { 0xfd6f, 0xfe2c, 0xfeaa, 0xfff6 };
	struct both b;

	(void)state;
	both_start(&b);
	for (unsigned type = 0; type < 20; type++) {
		const uint8_t microsoft[] = { 0xff, 6, 0, (uint8_t)type };

		for (uint8_t len = 0; len < 28; len++) {
			const uint8_t apple[] = { 0xff, 0x4c, 0, (uint8_t)type,
				len };

			check_structure(&b, apple, sizeof(apple));
		}
		check_structure(&b, microsoft, sizeof(microsoft));
	}
	for (size_t i = 0; i < ARRAY_SIZE(services); i++)
		for (unsigned first = 0; first < 256; first++) {
			const uint8_t service[] = { 0x16, (uint8_t)services[i],
				(uint8_t)(services[i] >> 8), (uint8_t)first };

			check_structure(&b, service, sizeof(service));
		}
	both_end(&b);
}

/* PDUs of the fixed channels, in both directions. */
static void every_pdu(void **state)
{
	static const uint8_t cids[] = { 0x01, 0x02, 0x04, 0x05, 0x06, 0x07 };
	struct both b;

	(void)state;
	both_start_known(&b);
	for (size_t i = 0; i < ARRAY_SIZE(cids); i++)
		for (unsigned code = 0; code < 256; code++) {
			const uint8_t head[] = { 0x40, 0x20, 0, 0, 0, 0,
				cids[i], 0, (uint8_t)code };
			bool known =
			    code < 0x30 || code == 0x52 || code == 0xd2;

			check_lengths(
			    &b, REC_ACL, head, 9, known ? 9 + 20 : 9 + 1);
		}
	both_end(&b);
}

/* A PDU of a sniffer on this access address, cut at each length with its own
 * length field right, too small and too large. */
static void check_air(struct both *b, uint32_t access, uint16_t flags,
    const uint8_t *pdu, size_t n)
{
	for (size_t len = 0; len <= n; len++)
		for (unsigned wrong = 0; wrong < 3; wrong++) {
			uint8_t octets[64];
			struct record rec = {
				.ns = b->text.ns,
				.adapter = RECORD_NO_ADAPTER,
				.type = REC_AIR,
				.received = len & 1,
				.len = (uint32_t)len,
				.wire_len = (uint32_t)len,
				.air = { .access = access, .flags = flags },
			};
			uint8_t *copy = malloc(len);
			const char *bad;

			memcpy(octets, pdu, n);
			if (len > 1)
				octets[1] = (uint8_t)(len - 2 + 2 * wrong - 2);
			assert_true(copy || !len);
			if (len)
				memcpy(copy, octets, len);
			rec.data = copy;
			b->text.out.len = b->json.out.len = 0;
			dec_record(b->text.dec, &rec, b->text.sink);
			dec_record(b->json.dec, &rec, b->json.sink);
			bad = wrong_text(&b->text.out, len + 8);
			if (!bad)
				bad = wrong_json(&b->json.out);
			if (bad)
				fail_packet(REC_AIR, octets, len, bad);
			free(copy);
		}
}

/* Every PDU of the link layer: the advertising types with each set of flags of
 * the extended header, control opcodes, and L2CAP in three parts. */
static void every_link_layer_pdu(void **state)
{
	struct both b;
	uint8_t pdu[64];

	(void)state;
	both_start(&b);
	fill(pdu, sizeof(pdu), 1);
	for (unsigned header = 0; header < 256; header++) {
		pdu[0] = (uint8_t)header;
		check_air(&b, AIR_ADVERTISING, 0, pdu, 40);
		check_air(&b, 0x50655d8b, AIR_SECONDARY, pdu, 8);
		check_air(&b, 0x50655d8b, AIR_ISO, pdu, 8);
		check_air(&b, 0x50655d8b, AIR_CRC_BAD, pdu, 8);
		check_air(&b, 0x50655d8b, 0, pdu, 12);
	}
	pdu[0] = 0x07;
	for (unsigned flags = 0; flags < 256; flags++) {
		pdu[2] = (uint8_t)(flags % 0x40);
		pdu[3] = (uint8_t)flags;
		check_air(&b, AIR_ADVERTISING, 0, pdu, 60);
	}
	for (unsigned opcode = 0; opcode < 256; opcode++) {
		pdu[0] = (uint8_t)(opcode & 1 ? 0x03 : 0x0b);
		pdu[2] = (uint8_t)opcode;
		check_air(&b, 0x50655d8b, opcode & 2 ? AIR_DECRYPTED : 0, pdu,
		    opcode < 0x40 ? 48 : 4);
	}
	both_end(&b);
}

/* Each attribute type that may have a decoder, with a value of each length. */
static void every_attribute_type(void **state)
{
	static const struct {
		uint16_t first, last;
	} ranges[] = {
		{ 0x2800, 0x2803 }, /* declarations */
		{ 0x2900, 0x290e }, /* descriptors */
		{ 0x2a00, 0x2aaf }, /* characteristics */
		{ 0x2b20, 0x2b3f },
	};
	static const struct sample discover = { REC_ACL, false,
		"4000 0b00 0700 0400 08 0100 ffff 0328" };
	struct both b;

	(void)state;
	both_start(&b);
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		for (unsigned uuid = ranges[i].first; uuid <= ranges[i].last;
		     uuid++) {
			const uint8_t found[] = { 0x40, 0x20, 13, 0, 9, 0, 4, 0,
				0x09, 7, 0x0b, 0, 0x20, 0x0c, 0, (uint8_t)uuid,
				(uint8_t)(uuid >> 8) };
			const uint8_t head[] = { 0x40, 0x20, 0, 0, 0, 0, 4, 0,
				0x1b, 0x0c, 0 };

			decode_sample(&b.text, &discover);
			decode_sample(&b.json, &discover);
			check_packet(&b, REC_ACL, true, found, sizeof(found));
			check_lengths(
			    &b, REC_ACL, head, sizeof(head), sizeof(head) + 21);
		}
	both_end(&b);
}

/* Links begin and end, of two peers on four handles. */
static size_t random_link_event(uint8_t *octets)
{
	static const uint8_t connected[] = { 0x3e, 19, 0x01, 0, 0x40, 0, 0, 1,
		1, 2, 3, 4, 5, 0xc0, 24, 0, 0, 0, 42, 0, 0 };
	static const uint8_t disconnected[] = { 0x05, 4, 0, 0x40, 0, 0x13 };
	const uint8_t handle = octets[0] & 3, peer = octets[1] & 1;

	if (octets[2] & 1) {
		memcpy(octets, disconnected, sizeof(disconnected));
		octets[3] |= handle;
		return sizeof(disconnected);
	}
	memcpy(octets, connected, sizeof(connected));
	octets[4] |= handle;
	octets[8] |= peer;
	return sizeof(connected);
}

/* Whole frames and fragments on the fixed channels of these links. */
static void random_frame(uint8_t *octets, size_t n)
{
	octets[0] = 0x40 | (octets[0] & 3);
	octets[1] = octets[1] & 1 ? 0x20 : 0x10;
	octets[6] &= 7;
	octets[7] = 0;
	fit_lengths(REC_ACL, octets, n);
	if (octets[8] & 1) /* it goes on in the next packet */
		octets[4] = (uint8_t)(octets[4] + octets[9]);
}

/* One in eight is random from its first octet; the others have a header that
 * fits. Most are short. */
static size_t random_packet(
    const struct env *env, uint8_t *type, uint8_t octets[static RANDOM_MOST])
{
	uint8_t dice[4];
	size_t n;

	env_random(env, dice, sizeof(dice));
	env_random(env, octets, RANDOM_MOST);
	n = dice[0] % 64 ? dice[1] % 48 : RANDOM_MOST;
	switch (dice[2] % 8) {
	case 0:
		*type = dice[3] % (REC_OTHER + 1);
		break;
	case 1:
		*type = REC_COMMAND;
		octets[1] = 0x20; /* an LE command */
		fit_lengths(*type, octets, n);
		break;
	case 2:
	case 3:
		*type = REC_EVENT;
		if (dice[3] & 1)
			octets[0] = 0x3e;
		fit_lengths(*type, octets, n);
		break;
	case 4:
		*type = REC_EVENT;
		return random_link_event(octets);
	default:
		*type = REC_ACL;
		random_frame(octets, n);
	}
	return n;
}

static void random_packets(void **state)
{
	struct test_random seed;
	struct env env = test_env(&seed, 20261121);
	struct both b;

	(void)state;
	both_start(&b);
	for (unsigned i = 0; i < RANDOM_PACKETS; i++) {
		uint8_t type, octets[RANDOM_MOST];
		size_t n = random_packet(&env, &type, octets);

		check_packet(&b, type, i & 1, octets, n);
	}
	both_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_cut_at_each_length),
		cmocka_unit_test(samples_with_a_bit_changed),
		cmocka_unit_test(packets_with_each_octet_changed),
		cmocka_unit_test(every_command_and_its_reply),
		cmocka_unit_test(every_maker),
		cmocka_unit_test(every_android_extension),
		cmocka_unit_test(every_event),
		cmocka_unit_test(every_advertising_structure),
		cmocka_unit_test(every_beacon),
		cmocka_unit_test(every_pdu),
		cmocka_unit_test(every_link_layer_pdu),
		cmocka_unit_test(every_attribute_type),
		cmocka_unit_test(random_packets),
	};

	json_set_alloc_funcs(arena_alloc, arena_free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
