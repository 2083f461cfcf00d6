#include "decoders/sink_format.h"

#include <string.h>

#include "base/bytes.h"

char *put_str(char *o, const char *s)
{
	return stpcpy(o, s);
}

char *put_dec(char *o, uint64_t v)
{
	char tmp[20];
	size_t i = sizeof(tmp);

	do {
		tmp[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	memcpy(o, tmp + i, sizeof(tmp) - i);
	return o + sizeof(tmp) - i;
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
	for (unsigned i = width; i-- > 0; v /= 10)
		o[i] = (char)('0' + v % 10);
	return o + width;
}

/* At least `digits` digits, without 0x. */
static char *put_hex_digits(char *o, uint64_t v, unsigned digits)
{
	static const char hex[] = "0123456789abcdef";

	while (digits < 16 && v >> (4 * digits))
		digits++;
	for (unsigned i = digits; i-- > 0; v >>= 4)
		o[i] = hex[v & 15];
	return o + digits;
}

char *put_0x(char *o, uint64_t v, unsigned digits)
{
	*o++ = '0';
	*o++ = 'x';
	return put_hex_digits(o, v, digits);
}

char *put_octet(char *o, uint8_t v)
{
	static const char hex[] = "0123456789abcdef";

	*o++ = hex[v >> 4];
	*o++ = hex[v & 15];
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
	static const char hex[] = "0123456789ABCDEF";

	for (int i = 5; i >= 0; i--) {
		*o++ = hex[addr[i] >> 4];
		*o++ = hex[addr[i] & 15];
		*o++ = between;
	}
	return o - 1;
}

char *put_uuid_digits(char *o, const uint8_t *p, size_t n)
{
	bool dashes = n == 16;

	while (n--) {
		o = put_octet(o, p[n]);
		if (dashes && (n == 12 || n == 10 || n == 8 || n == 6))
			*o++ = '-';
	}
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

void second_text_set(struct second_text *t, int64_t second)
{
	int64_t days = second / 86400;
	int64_t of_day = second % 86400;
	unsigned year, month, day;
	char *o = t->text;

	if (t->text[0] && t->second == second)
		return;
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
