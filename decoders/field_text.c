#include "decoders/field_text.h"

#include "base/bytes.h"
#include "decoders/sink_format.h"

void buf_field_name(struct buf *out, const char *name)
{
	size_t word = strcspn(name, " ");
	bool acronym = false;
	char first = name[0];

	for (size_t i = 1; i < word; i++) /* MET, SpO2 */
		acronym |= name[i] >= 'A' && name[i] <= 'Z';

	if (first >= 'A' && first <= 'Z' && !acronym)
		first = (char)(first - 'A' + 'a');
	buf_putc(out, first);
	buf_puts(out, name + 1);
	buf_putc(out, ' ');
}

/* A number, an address or a UUID, at most 400 octets. */
static char *put_raw(char *o, const struct field *f)
{
	switch ((enum field_kind)f->kind) {
	case FIELD_INT:
		return put_signed(o, (int64_t)f->value);
	case FIELD_SCALED:
		return f->scale->is_signed ? put_signed(o, (int64_t)f->value)
					   : put_dec(o, f->value);
	case FIELD_DECIMAL:
		return put_decimal(o, f);
	case FIELD_DATE_TIME:
		return put_date_time(o, f, 'T');
	case FIELD_ADDR:
		return put_addr_octets(o, f->data, ':');
	case FIELD_UUID:
	case FIELD_UUID_NAME:
	case FIELD_UUID_ONLY:
		return put_uuid_digits(o, f->data, f->len);
	default:
		return f->digits < 16 ? put_dec(o, f->value)
				      : put_0x(o, f->value, 16);
	}
}

void buf_field_raw(struct buf *out, const struct field *f)
{
	char *o;

	switch ((enum field_kind)f->kind) {
	case FIELD_LABEL:
		buf_puts(out, f->name);
		return;
	case FIELD_STRING:
		buf_safe_text(out, f->data, f->len);
		return;
	case FIELD_OCTETS:
	case FIELD_LIST:
	case FIELD_DUMP:
		buf_hexdump(out, f->data, f->len);
		return;
	case FIELD_HEX:
		if (f->data) {
			buf_hexdump(out, f->data, f->len);
			return;
		}
		break;
	default:
		break;
	}
	o = (char *)buf_reserve(out, 400);
	out->len += (size_t)(put_raw(o, f) - o);
}

void buf_field_value(struct buf *out, const struct field *f)
{
	char text[64], *o = text;

	switch ((enum field_kind)f->kind) {
	case FIELD_BITS:
		o = f->value ? put_0x(o, f->value, f->digits)
			     : put_str(o, "none");
		buf_add(out, text, (size_t)(o - text));
		return;
	case FIELD_HEX:
		if (f->data)
			break;
		o = put_0x(o, f->value, f->digits);
		buf_add(out, text, (size_t)(o - text));
		return;
	case FIELD_DATE_TIME:
		o = put_date_time(o, f, ' ');
		buf_add(out, text, (size_t)(o - text));
		return;
	case FIELD_UUID:
		buf_puts(out, f->text);
		o = put_str(o, f->len <= 4 ? " (0x" : " (");
		o = put_uuid_digits(o, f->data, f->len);
		*o++ = ')';
		buf_add(out, text, (size_t)(o - text));
		return;
	case FIELD_SCALED:
		if (f->text)
			break;
		o = put_scaled_number(o, f);
		buf_add(out, text, (size_t)(o - text));
		return;
	case FIELD_ADDR:
	case FIELD_UUID_ONLY:
		buf_field_raw(out, f);
		return;
	default:
		break;
	}
	if (f->text)
		buf_puts(out, f->text);
	else
		buf_field_raw(out, f);
}

bool field_is_called(const char *name, const char *slug, size_t len)
{
	const char *end = slug + len;
	bool gap = false, begun = false;

	for (; *name; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = begun;
			continue;
		}
		if (gap && (slug == end || *slug++ != '_'))
			return false;
		if (slug == end || *slug++ != c)
			return false;
		gap = false;
		begun = true;
	}
	return slug == end;
}
