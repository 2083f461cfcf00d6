/* tests/conformance/decode.md says what is decoded; this makes it from the
 * tables and from what the decoders do. The test fails when the file is out of
 * date; with --update it is rewritten. */
#include "tests/unit/test_decoders.h"

#include <stdio.h>
#include <unistd.h>

#include "decoders/hci.h"
#include "decoders/ll.h"
#include "decoders/names.h"
#include "decoders/names_tables.h"
#include "decoders/value.h"
#include "decoders/vendor.h"

#define COVERAGE_FILE "tests/conformance/decode.md"

/* What of btmon 5.87 is known: how many it names, how many it decodes. */
struct btmon {
	unsigned names, decoded;
};

struct count {
	unsigned names, decoded;
};

static bool has_parameters(const struct params *p)
{
	return p->n || p->tail || (p->fixed && p->size);
}

static bool is_decoded(const struct params *p)
{
	return p->fixed || p->n || p->tail;
}

/* "none": there are no parameters. */
static const char *verdict(const struct params *p, const char *otherwise)
{
	return has_parameters(p) ? "yes" : p->fixed ? "none" : otherwise;
}

static void put_count(
    FILE *out, const char *what, struct count ours, const struct btmon *btmon)
{
	fprintf(out, "| %s | %u of %u |", what, ours.decoded, ours.names);
	if (btmon)
		fprintf(out, " %u of %u |\n", btmon->decoded, btmon->names);
	else
		fprintf(out, " |\n");
}

static struct count put_commands(
    FILE *out, const struct command *rows, size_t n, struct count *replies)
{
	struct count c = { 0 };

	for (const struct command *row = rows; row < rows + n; row++) {
		c.names++;
		c.decoded += is_decoded(&row->params);
		replies->names++;
		replies->decoded += is_decoded(&row->reply);
		if (out)
			fprintf(out, "| 0x%04x | %s | %s | %s |\n", row->opcode,
			    row->name, verdict(&row->params, "no"),
			    verdict(&row->reply, "-"));
	}
	return c;
}

static const struct {
	const struct command *rows;
	const size_t *n;
} tables[] = {
	{ hci_link_commands, &n_hci_link_commands },
	{ hci_baseband_commands, &n_hci_baseband_commands },
	{ hci_info_commands, &n_hci_info_commands },
	{ hci_le_commands, &n_hci_le_commands },
	{ hci_le5_commands, &n_hci_le5_commands },
	{ hci_le6_commands, &n_hci_le6_commands },
};

static struct count put_all_commands(FILE *out, struct count *replies)
{
	struct count all = { 0 };

	for (size_t t = 0; t < ARRAY_SIZE(tables); t++) {
		struct count c =
		    put_commands(out, tables[t].rows, *tables[t].n, replies);

		all.names += c.names;
		all.decoded += c.decoded;
	}
	return all;
}

/* These are decoded by code of their own: their parameters are a reply, a
 * subevent or a maker's event. */
static bool has_own_decoder(uint16_t code)
{
	return code == 0x0e || code == 0x0f || code == 0x3e || code == 0xff;
}

static struct count put_events(
    FILE *out, const struct packet_name *(*find)(uint8_t), bool le)
{
	struct count c = { 0 };

	for (unsigned code = 0; code < 256; code++) {
		const struct packet_name *e = find((uint8_t)code);
		bool own = e && !le && has_own_decoder(e->code);

		if (!e)
			continue;
		c.names++;
		c.decoded += own || is_decoded(&e->params);
		if (out)
			fprintf(out, "| 0x%02x | %s | %s |\n", code, e->name,
			    own ? "yes" : verdict(&e->params, "no"));
	}
	return c;
}

/* The title of a PDU: the line after the header line, up to its code. */
static bool find_title(struct decoding *d, const char *prefix, char title[64])
{
	const char *line = strstr(as_text(d), prefix);
	const char *end = line ? strstr(line, " (0x") : NULL;

	if (!end || strstr(line, "Unknown (0x") == line + strlen(prefix))
		return false;
	line += strlen(prefix);
	snprintf(title, 64, "%.*s", (int)(end - line), line);
	return true;
}

/* A frame on channel `cid` of an LE or a BR/EDR connection with a PDU that is
 * no more than its code and `rest`. */
static void decode_pdu(struct decoding *d, bool le, uint16_t cid, uint8_t code,
    const uint8_t *rest, uint8_t n)
{
	uint8_t octets[64] = { le ? 0x40 : 0x41, 0x20, (uint8_t)(n + 5), 0,
		(uint8_t)(n + 1), 0, (uint8_t)cid, (uint8_t)(cid >> 8), code };

	memcpy(octets + 9, rest, n);
	decode_octets(d, REC_ACL, true, octets, 9U + n);
}

static void connect_both(struct decoding *d)
{
	decode_sample(
	    d, &(struct sample){ REC_EVENT, true,
		   "3e 13 01 00 4000 00 01 ff44332211c0 1800 0000 2a00 00" });
	decode_sample(d, &(struct sample){ REC_EVENT, true,
			     "03 0b 00 4100 665544332211 01 00" });
}

static struct count put_pdus(
    FILE *out, bool le, uint16_t cid, const char *prefix, bool signalling)
{
	static const uint8_t rest[] = { 1, 0, 0 };
	struct count c = { 0 };
	struct decoding d;

	decoding_start_text(&d, NULL);
	connect_both(&d);
	for (unsigned code = 0; code < 256; code++) {
		char title[64];

		decode_pdu(
		    &d, le, cid, (uint8_t)code, rest, signalling ? 3 : 0);
		if (!find_title(&d, prefix, title))
			continue;
		c.names++;
		fprintf(out, "| 0x%02x | %s |\n", code, title);
	}
	decoding_end(&d);
	c.decoded = c.names;
	return c;
}

static void put_codes(FILE *out, const char *(*name)(uint8_t))
{
	for (unsigned code = 0; code < 256; code++)
		if (strcmp(name((uint8_t)code), "Reserved") != 0)
			fprintf(out, "| 0x%02x | %s |\n", code,
			    name((uint8_t)code));
}

/* Extended inquiry and advertising: what a structure of each type is called. */
static struct count put_ad_types(FILE *out)
{
	struct count c = { 0 };
	struct decoding d;

	decoding_start_text(&d, NULL);
	for (unsigned type = 1; type < 256; type++) {
		uint8_t event[64] = { 0x3e, 62, 0x02, 1, 0, 1, 1, 2, 3, 4, 5, 6,
			50, 49, (uint8_t)type };
		const char *line, *end;

		decode_octets(&d, REC_EVENT, true, event, sizeof(event));
		line = strstr(as_text(&d), "Data length:");
		line = line ? strchr(line, '\n') : NULL;
		if (!line || strstr(line, "Unknown EIR field"))
			continue;
		line += 1 + strspn(line + 1, " ");
		end = line + strcspn(line, ":\n");
		c.names++;
		fprintf(
		    out, "| 0x%02x | %.*s |\n", type, (int)(end - line), line);
	}
	decoding_end(&d);
	c.decoded = c.names;
	return c;
}

static void ignore_field(struct sink *s, const struct field *f)
{
	(void)s;
	(void)f;
}

/* Whether some value of this type is understood. */
static bool has_value(const struct uuid *type)
{
	static const struct sink_ops ops = { .field = ignore_field };
	struct sink sink = { &ops };
	static const uint8_t report_map[] = { 0xa1, 0x01, 0xc0 };
	uint8_t value[64] = { 0 };

	if (dec_value(type, report_map, sizeof(report_map), 0, &sink))
		return true;
	/* The first octet is an operation, flags, or the length. */
	for (size_t n = 0; n < sizeof(value); n++)
		for (unsigned first = 0; first < sizeof(value); first++) {
			value[0] = (uint8_t)first;
			if (dec_value(type, value, n, 0, &sink))
				return true;
		}
	return false;
}

static struct count put_values(FILE *out)
{
	struct count c = { 0 };

	for (unsigned i = 0x2800; i < 0x2d00; i++) {
		struct uuid type = uuid_from16((uint16_t)i);
		const char *name = name_uuid(&type);

		if (!name)
			continue;
		c.names++;
		if (!has_value(&type))
			continue;
		c.decoded++;
		fprintf(out, "| 0x%04x | %s |\n", i, name);
	}
	return c;
}

/* Vendor events of a maker, by the title that a first octet gives. */
static void put_vendor_events(FILE *out, uint16_t company, bool android)
{
	static const uint8_t capabilities[] = { 0x0e, 12, 1, 0x53, 0xfd, 0, 1,
		0, 0, 0, 0, 0, 0, 0 };
	const uint8_t info[] = { 1, 2, 3, 4, 5, 6, (uint8_t)company,
		(uint8_t)(company >> 8) };
	struct decoding d;
	bool first = true;

	decoding_start_text(&d, NULL);
	decode_octets(&d, REC_INDEX_INFO, false, info, sizeof(info));
	if (android)
		decode_octets(
		    &d, REC_EVENT, true, capabilities, sizeof(capabilities));
	for (unsigned code = 0; code < 256; code++) {
		const uint8_t event[] = { 0xff, 1, (uint8_t)code };
		const char *line, *end;

		decode_octets(&d, REC_EVENT, true, event, sizeof(event));
		line = strchr(as_text(&d), '\n');
		end = line ? strstr(line, " (0x") : NULL;
		if (!end)
			continue;
		if (first)
			fprintf(out, "\n| Event | Name |\n|---|---|\n");
		first = false;
		line += 1 + strspn(line + 1, " ");
		fprintf(
		    out, "| 0x%02x | %.*s |\n", code, (int)(end - line), line);
	}
	decoding_end(&d);
}

/* A list of its own: what `rows` writes, behind its heading and its count. */
static void put_pdu_list(FILE *out, const char *heading, bool le, uint16_t cid,
    const char *prefix, bool signalling)
{
	fprintf(out, "\n## %s\n\n| Code | Name |\n|---|---|\n", heading);
	put_pdus(out, le, cid, prefix, signalling);
}

static void put_makers(FILE *out)
{
	struct count replies = { 0 };

	for (unsigned company = 0; company < 0x1000; company++) {
		const struct vendor *v = vendor_find((uint16_t)company);

		if (!v)
			continue;
		fprintf(out,
		    "\n## Commands of %s\n\n"
		    "| Opcode | Name | Command | Reply |\n|---|---|---|---|\n",
		    name_company(v->company));
		put_commands(out, v->commands, v->n_commands, &replies);
		put_vendor_events(out, v->company, false);
	}
	fprintf(out,
	    "\n## Commands of Android\n\n"
	    "| Opcode | Name | Command | Reply |\n|---|---|---|---|\n");
	put_commands(out, android_commands, n_android_commands, &replies);
	put_vendor_events(out, 0xffff, true);
}

static void put_summary(FILE *out, FILE *nowhere)
{
	static const struct btmon commands = { 335, 319 }, events = { 80, 75 },
				  subevents = { 41, 40 };
	struct count replies = { 0 };
	struct count c = put_all_commands(NULL, &replies);

	fprintf(out, "| | decoded | btmon 5.87 |\n|---|---|---|\n");
	put_count(out, "HCI commands", c, &commands);
	put_count(out, "their replies", replies, NULL);
	put_count(out, "HCI events", put_events(NULL, hci_event_find, false),
	    &events);
	put_count(out, "LE subevents",
	    put_events(NULL, hci_le_event_find, true), &subevents);
	put_count(out, "ATT opcodes",
	    put_pdus(nowhere, true, 4, "ATT: ", false), NULL);
	put_count(out, "SMP opcodes",
	    put_pdus(nowhere, true, 6, "SMP: ", false), NULL);
	put_count(out, "LE signalling",
	    put_pdus(nowhere, true, 5, "LE L2CAP: ", true), NULL);
	put_count(out, "BR/EDR signalling",
	    put_pdus(nowhere, false, 1, "L2CAP: ", true), NULL);
	put_count(out, "LL control PDUs",
	    put_events(NULL, ll_control_find, true), NULL);
	put_count(
	    out, "types of advertising data", put_ad_types(nowhere), NULL);
	put_count(
	    out, "GATT values, of what has a name", put_values(nowhere), NULL);
}

/* What the later lists have was counted with gen_names.py --check. */
static void put_names(FILE *out)
{
	fprintf(out,
	    "\n## Assigned numbers\n\n"
	    "%zu companies, up to 0x%04x; %zu 16-bit and %zu 128-bit UUIDs; "
	    "%zu appearances.\nThe lists are made of what two Debian packages "
	    "know; `decoders/gen_names.py --check\nDIR` compares them with "
	    "others. Lists of November 2026 have besides: 670\ncompanies from "
	    "0x0d4d on, members 0xfc75 to 0xfc96 and 0xffef to 0xfff1, "
	    "and\nthe "
	    "characteristic 0x2c05, Percentage 8 Steps. They are shown as "
	    "numbers.\n",
	    company_names.n - 1, company_names.rows[company_names.n - 2].value,
	    uuid16_names.n, n_uuid128_names, appearance_names.n);
}

static void put_coverage(FILE *out, FILE *nowhere)
{
	struct count replies = { 0 };

	fprintf(out,
	    "# What is decoded\n\n"
	    "Made from the decoders by `build/release/tests/unit/"
	    "test_decoders_coverage\n--update`; the test fails when this file "
	    "is out of date. A packet that is not\ndecoded still has its name, "
	    "and its octets are dumped.\n\n");
	put_summary(out, nowhere);
	fprintf(out,
	    "\n## HCI commands\n\n"
	    "`none`: without parameters. Reply `-`: answered by Command "
	    "Status, or by a status\nalone as far as is known.\n\n"
	    "| Opcode | Name | Command | Reply |\n|---|---|---|---|\n");
	put_all_commands(out, &replies);
	fprintf(out, "\n## HCI events\n\n| Code | Name | Decoded |\n"
		     "|---|---|---|\n");
	put_events(out, hci_event_find, false);
	fprintf(out, "\n## LE subevents\n\n| Code | Name | Decoded |\n"
		     "|---|---|---|\n");
	put_events(out, hci_le_event_find, true);
	put_makers(out);
	put_pdu_list(out, "ATT", true, 4, "ATT: ", false);
	fprintf(out, "\n## ATT errors\n\n| Code | Name |\n|---|---|\n");
	put_codes(out, name_att_error);
	put_pdu_list(out, "SMP", true, 6, "SMP: ", false);
	fprintf(out, "\n## SMP reasons\n\n| Code | Name |\n|---|---|\n");
	put_codes(out, name_smp_reason);
	put_pdu_list(out, "LE signalling", true, 5, "LE L2CAP: ", true);
	put_pdu_list(out, "BR/EDR signalling", false, 1, "L2CAP: ", true);
	fprintf(out, "\n## LL control\n\n| Opcode | Name | Decoded |\n"
		     "|---|---|---|\n");
	put_events(out, ll_control_find, true);
	fprintf(out, "\n## Advertising data\n\n| Type | Name |\n|---|---|\n");
	put_ad_types(out);
	fprintf(out, "\n## GATT values\n\n| UUID | Name |\n|---|---|\n");
	put_values(out);
	put_names(out);
}

static char *coverage(size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);
	FILE *nowhere = fopen("/dev/null", "w");

	assert_true(out && nowhere);
	put_coverage(out, nowhere);
	fclose(out);
	fclose(nowhere);
	return text;
}

static void coverage_file_is_up_to_date(void **state)
{
	char want[256], got[256];
	size_t len;
	char *text = coverage(&len);
	FILE *made = fmemopen(text, len, "r");
	FILE *file = fopen(COVERAGE_FILE, "r");
	unsigned line = 0;

	(void)state;
	assert_non_null(made);
	if (!file)
		fail_msg("%s is missing", COVERAGE_FILE);
	for (;;) {
		const char *a = fgets(want, sizeof(want), made);
		const char *b = fgets(got, sizeof(got), file);

		line++;
		if (!a && !b)
			break;
		if (!a || !b || strcmp(want, got) != 0)
			fail_msg("%s:%u is out of date: run this test with "
				 "--update\n  is:   %s  made: %s",
			    COVERAGE_FILE, line, b ? got : "(end)\n",
			    a ? want : "(end)\n");
	}
	fclose(made);
	fclose(file);
	free(text);
}

/* No packet that btmon 5.87 decodes is left out. */
static void no_fewer_than_btmon(void **state)
{
	struct count replies = { 0 };
	struct count c = put_all_commands(NULL, &replies);

	(void)state;
	assert_true(c.names >= 335 && c.decoded >= 319);
	c = put_events(NULL, hci_event_find, false);
	assert_true(c.names >= 80 && c.decoded >= 75);
	c = put_events(NULL, hci_le_event_find, true);
	assert_true(c.names >= 41 && c.decoded >= 40);
}

static int update(void)
{
	size_t len;
	char *text = coverage(&len);
	FILE *file = fopen(COVERAGE_FILE, "w");
	bool ok = file && fwrite(text, 1, len, file) == len;

	free(text);
	if (!file || fclose(file) || !ok) {
		perror(COVERAGE_FILE);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coverage_file_is_up_to_date),
		cmocka_unit_test(no_fewer_than_btmon),
	};

	if (argc > 1 && !strcmp(argv[1], "--update"))
		return update();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
