#include "decoders/row.h"

bool put_rows(struct packet *p, const struct row *rows, size_t n)
{
	const uint8_t depth = p->depth;
	uint8_t addr_type = 0;

	for (const struct row *row = rows; n && !p->r.bad; row++, n--) {
		p->depth = (uint8_t)(depth + row->in);
		switch ((enum row_type)row->type) {
		case ROW_UINT:
			put_uint(p, row->name, row->size);
			break;
		case ROW_INT:
			put_scaled(
			    p, row->name, row->size, &scale_plain_signed, 0);
			break;
		case ROW_HEX:
			put_hex(p, row->name, row->size);
			break;
		case ROW_ENUM:
			put_enum(p, row->name, row->size, row->names);
			break;
		case ROW_ENUM_DEC:
			put_enum_dec(p, row->name, row->size, row->names);
			break;
		case ROW_STATUS:
			put_status(p, row->name);
			break;
		case ROW_SCALED:
			put_scaled(
			    p, row->name, row->size, row->scale, row->digits);
			break;
		case ROW_RSSI:
			put_rssi(p, row->name);
			break;
		case ROW_BITS:
			put_bits(p, row->name, row->size, row->bits);
			break;
		case ROW_OCTET_BITS:
			put_octet_bits(p, row->name, row->size, row->bits);
			break;
		case ROW_CHANNELS:
			put_channel_map(p, row->name, row->size);
			break;
		case ROW_COMPANY:
			put_company(p, row->name);
			break;
		case ROW_OCTETS:
			put_octets(p, row->name, row->size);
			break;
		case ROW_ADDR:
			put_addr(p, row->name, 0);
			break;
		case ROW_ADDR_RANDOM:
			put_addr(p, row->name, 1);
			break;
		case ROW_ADDR_TYPE:
			addr_type = (uint8_t)put_enum(
			    p, row->name, row->size, row->names);
			break;
		case ROW_ADDR_TYPED:
			put_addr(p, row->name, addr_type);
			break;
		case ROW_UUID:
			put_uuid(p, row->name, row->size);
			break;
		case ROW_STRING:
			put_string(p, row->name, row->size);
			break;
		case ROW_LABEL:
			put_label(p, row->name);
			break;
		case ROW_SKIP:
			take(p, row->size);
			break;
		case ROW_CALL:
			row->call(p);
			break;
		}
	}
	p->depth = depth;
	return !p->r.bad;
}

void put_list(
    struct packet *p, uint64_t count, const struct row *rows, size_t n)
{
	while (count-- && put_rows(p, rows, n))
		;
}

static bool length_fits(struct packet *p, const struct params *params,
    size_t len, const char *wrong)
{
	if (params->fixed ? len == params->size : len >= params->size)
		return true;
	put_error(p, params->fixed ? wrong : "too short packet");
	put_rest(p);
	return false;
}

static void put_body(struct packet *p, const struct params *params)
{
	put_rows(p, params->rows, params->n);
	if (params->tail && !p->r.bad)
		params->tail(p);
	put_rest(p);
}

void put_params(struct packet *p, const struct params *params)
{
	if (length_fits(p, params, rd_left(&p->r), "invalid packet size"))
		put_body(p, params);
}

void put_pdu(struct packet *p, const struct params *params)
{
	if (length_fits(p, params, rd_left(&p->r), "invalid size"))
		put_body(p, params);
}

void put_reply(struct packet *p, const struct params *params)
{
	size_t len = rd_left(&p->r);

	if (!len) {
		put_error(p, "invalid packet size");
	} else if (params->has_status) {
		put_params(p, params);
	} else if (length_fits(p, params, len - 1, "invalid packet size")) {
		put_status(p, "Status");
		put_body(p, params);
	}
}

const struct command *hci_table_find(
    const struct command *table, size_t n, uint16_t opcode)
{
	size_t lo = 0;

	while (lo < n) {
		size_t mid = lo + (n - lo) / 2;

		if (table[mid].opcode == opcode)
			return &table[mid];
		if (table[mid].opcode < opcode)
			lo = mid + 1;
		else
			n = mid;
	}
	return NULL;
}

const struct packet_name *packet_find(
    const struct packet_name *table, size_t n, uint16_t code)
{
	size_t at;

	if (!n || code < table[0].code)
		return NULL;
	/* A row is no further from the first than its code is; it is nearer by
	 * the codes that are missing in between, which are few. */
	at = (size_t)(code - table[0].code);
	if (at >= n)
		at = n - 1;
	while (table[at].code > code)
		at--;
	return table[at].code == code ? &table[at] : NULL;
}
