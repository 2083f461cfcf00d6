#include "decoders/sink_format.h"

#include <string.h>

#include "base/bytes.h"
#include "base/names.h"

/* clang-format off */
const char sink_decimal[200] =
	"0001020304050607080910111213141516171819202122232425262728293031"
	"3233343536373839404142434445464748495051525354555657585960616263"
	"6465666768697071727374757677787980818283848586878889909192939495"
	"96979899";
const char sink_hex[512] =
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	"202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
	"404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
	"606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
	"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
	"a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
	"c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
	"e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
static const char upper_hex[512] =
	"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
	"404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F"
	"606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F"
	"808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F"
	"A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"
	"C0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF"
	"E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF";
/* clang-format on */

char *put_str(char *o, const char *s)
{
	return stpcpy(o, s);
}

char *put_dec_long(char *o, uint64_t v)
{
	uint32_t low;

	if (v < 10000) {
		low = (uint32_t)v;
		o = put_dec(o, low / 100);
	} else {
		low = (uint32_t)(v % 10000);
		o = put_dec(o, v / 10000);
		o = put_two_digits(o, low / 100);
	}
	return put_two_digits(o, low % 100);
}

char *put_dec_least(char *o, uint64_t v, unsigned digits)
{
	uint64_t limit = 10;
	unsigned n = 1;

	for (; n < 20 && v >= limit; n++)
		limit *= 10;
	memset(o, '0', digits > n ? digits - n : 0);
	return put_dec(o + (digits > n ? digits - n : 0), v);
}

char *put_dec_pad(char *o, uint64_t v, unsigned width)
{
	unsigned i = width;

	for (; i >= 2; v /= 100) {
		i -= 2;
		memcpy(o + i, sink_decimal + 2 * (v % 100), 2);
	}
	if (i)
		o[0] = (char)('0' + v % 10);
	return o + width;
}

char *put_dec6(char *o, uint32_t v)
{
	o = put_two_digits(o, v / 10000);
	o = put_two_digits(o, v / 100 % 100);
	return put_two_digits(o, v % 100);
}

char *put_0x_long(char *o, uint64_t v, unsigned digits)
{
	*o++ = '0';
	*o++ = 'x';
	while (digits < 16 && v >> (4 * digits))
		digits++;
	for (; digits >= 2; digits -= 2)
		o = put_octet(o, (uint8_t)(v >> (4 * digits - 8)));
	if (digits)
		*o++ = sink_hex[2 * (v & 15) + 1];
	return o;
}

char *put_scaled_number(char *o, const struct field *f)
{
	const struct scale *s = f->scale;
	uint64_t v = f->value, unit = 1;

	if (s->is_signed && (int64_t)v < 0) {
		*o++ = '-';
		v = 0 - v;
	}
	v = v * s->mul + s->add;
	for (unsigned i = 0; i < s->frac; i++)
		unit *= 10;
	o = put_dec(o, v / unit);
	if (s->frac) {
		*o++ = '.';
		o = put_dec_pad(o, v % unit, s->frac);
	}
	return put_str(o, s->unit);
}

char *put_octet_run(char *o, const uint8_t *p, size_t n)
{
	while (n--)
		o = put_octet(o, *p++);
	return o;
}

char *put_addr_octets(char *o, const uint8_t addr[6], char between)
{
	for (int i = 5; i > 0; i--) {
		memcpy(o, upper_hex + 2 * addr[i], 2);
		o[2] = between;
		o += 3;
	}
	memcpy(o, upper_hex + 2 * addr[0], 2);
	return o + 2;
}

char *put_uuid_digits(char *o, const uint8_t *p, size_t n)
{
	if (n == 16) {
		for (n = 15; n >= 12; n--)
			o = put_octet(o, p[n]);
		for (; n >= 6; n -= 2) {
			*o++ = '-';
			o = put_octet(o, p[n]);
			o = put_octet(o, p[n - 1]);
		}
		*o++ = '-';
		n++;
	}
	while (n--)
		o = put_octet(o, p[n]);
	return o;
}

char *put_signed(char *o, int64_t v)
{
	if (v >= 0)
		return put_dec(o, (uint64_t)v);
	*o++ = '-';
	return put_dec(o, 0 - (uint64_t)v);
}

char *put_decimal(char *o, const struct field *f)
{
	uint64_t v = f->value;
	char digits[24], *end;
	size_t n, frac = f->exponent < 0 ? (size_t)-f->exponent : 0;

	if ((int64_t)v < 0) {
		*o++ = '-';
		v = 0 - v;
	}
	end = put_dec(digits, v);
	n = (size_t)(end - digits);
	if (f->exponent >= 0) {
		memcpy(o, digits, n);
		o += n;
		memset(o, '0', v ? (size_t)f->exponent : 0);
		return o + (v ? f->exponent : 0);
	}
	if (n > frac) {
		memcpy(o, digits, n - frac);
		o += n - frac;
	} else {
		*o++ = '0';
	}
	*o++ = '.';
	if (frac > n) {
		memset(o, '0', frac - n);
		o += frac - n;
		frac = n;
	}
	memcpy(o, end - frac, frac);
	return o + frac;
}

char *put_date_time(char *o, const struct field *f, char between)
{
	const uint8_t *p = f->data;

	o = put_dec_pad(o, get_le16(p), 4);
	*o++ = '-';
	o = put_dec_pad(o, p[2], 2);
	*o++ = '-';
	o = put_dec_pad(o, p[3], 2);
	*o++ = between;
	o = put_dec_pad(o, p[4], 2);
	*o++ = ':';
	o = put_dec_pad(o, p[5], 2);
	*o++ = ':';
	return put_dec_pad(o, p[6], 2);
}

/* Years begin in March here, so that a leap day is the last of its year; an
 * era is 400 years, which is always 146097 days. */
static void civil(int64_t days, unsigned *year, unsigned *month, unsigned *day)
{
	uint64_t z = (uint64_t)(days + 719468); /* since 0000-03-01 */
	uint64_t era = z / 146097, doe = z % 146097;
	uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	uint64_t mp = (5 * doy + 2) / 153;

	*day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
	*month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	*year = (unsigned)(yoe + 400 * era + (*month <= 2));
}

void second_text_make(struct second_text *t, int64_t second)
{
	int64_t days = second / 86400;
	int64_t of_day = second % 86400;
	unsigned year, month, day;
	char *o = t->text;

	t->second = second;
	if (of_day < 0) {
		of_day += 86400;
		days--;
	}
	civil(days, &year, &month, &day);
	o = put_dec_pad(o, year, 4);
	*o++ = '-';
	o = put_dec_pad(o, month, 2);
	*o++ = '-';
	o = put_dec_pad(o, day, 2);
	*o++ = ' ';
	o = put_dec_pad(o, (unsigned)(of_day / 3600), 2);
	*o++ = ':';
	o = put_dec_pad(o, (unsigned)(of_day / 60 % 60), 2);
	*o++ = ':';
	o = put_dec_pad(o, (unsigned)(of_day % 60), 2);
	*o = '\0';
}

char *put_packet_time(char *o, struct packet_clock *c, uint64_t ns)
{
	int64_t second = (int64_t)(ns / 1000000000);
	uint32_t usec = (uint32_t)(ns / 1000 % 1000000);

	if (c->form == TEXT_TIME_OFFSET) {
		if (!c->started) {
			c->started = true;
			c->first_second = second;
		}
		second -= c->first_second;
		if (second < 0) {
			/* Before the first packet: -0.250000 is a quarter. */
			*o++ = '-';
			second = -second;
			if (usec) {
				second--;
				usec = 1000000 - usec;
			}
		}
		o = put_dec(o, (uint64_t)second);
	} else {
		second_text_set(&c->second, second + c->utc_offset);
		o = put_str(
		    o, c->second.text + (c->form == TEXT_TIME_CLOCK ? 11 : 0));
	}
	*o++ = '.';
	return put_dec6(o, usec);
}

const char *record_type_word(uint8_t type)
{
	static const char *const text[] = { "command", "event", "acl", "sco",
		"iso", "new_index", "delete_index", "open_index", "close_index",
		"index_info", "vendor_diagnostic", "system_note",
		"user_logging", "control_open", "control_close",
		"control_command", "control_event", "other", "air", "drops" };
	static const struct names names = NAMES_DENSE(text);

	return names_find(&names, type);
}

char record_marker(const struct record *rec, const struct field *title)
{
	if (title->kind == FIELD_LABEL)
		return '*';
	if (record_is_control(rec))
		return '@';
	if (rec->type > REC_ISO && rec->type != REC_AIR)
		return '=';
	return record_is_rx(rec) ? '>' : '<';
}

const char *record_direction_word(const struct record *rec)
{
	if (rec->type == REC_AIR)
		return rec->received ? "to_central" : "to_peripheral";
	if (rec->type > REC_ISO)
		return NULL;
	return record_is_rx(rec) ? "rx" : "tx";
}
