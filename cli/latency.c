#include "cli/latency.h"

#include <stdlib.h>

#include "gatt/att.h"

enum { MAX_ROWS = 512, MAX_NAMED = 512 };

struct named {
	uint16_t handle;
	struct uuid type;
};

/* Of one side, by `received` of what it sends. */
struct side {
	uint8_t opcode; /* of the request that has no answer; 0: none */
	uint16_t handle;
	bool declarations; /* it asks for those of characteristics */
	uint64_t ns;
	struct named *named; /* its own attributes */
	size_t n_named, cap_named;
};

struct latency {
	struct side sides[2];
	struct latency_row *rows;
	size_t n, cap;
};

struct latency *latency_new(void)
{
	struct latency *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	return l;
}

void latency_free(struct latency *l)
{
	if (!l)
		return;
	free(l->sides[0].named);
	free(l->sides[1].named);
	free(l->rows);
	free(l);
}

/* Room for one more element of `size` octets. */
static void *grown(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 8;
	p = reallocarray(p, *cap, size);
	if (!p)
		abort();
	return p;
}

static bool is_request(uint8_t opcode)
{
	return opcode == ATT_HANDLE_VALUE_IND ||
	       (opcode && !(opcode & 1) && opcode != ATT_HANDLE_VALUE_CFM &&
		   opcode <= ATT_READ_MULTIPLE_VARIABLE_REQ);
}

/* The request that this is an answer to. */
static uint8_t request_of(uint8_t opcode)
{
	if (opcode == ATT_HANDLE_VALUE_CFM)
		return ATT_HANDLE_VALUE_IND;
	if (!(opcode & 1) || opcode > ATT_READ_MULTIPLE_VARIABLE_RSP ||
	    opcode == ATT_HANDLE_VALUE_NTF || opcode == ATT_HANDLE_VALUE_IND)
		return 0;
	return (uint8_t)(opcode - 1);
}

static struct latency_row *row_of(
    struct latency *l, bool received, const struct side *asker)
{
	struct latency_row *row;

	for (size_t i = 0; i < l->n; i++) {
		row = &l->rows[i];
		if (row->handle == asker->handle &&
		    row->opcode == asker->opcode && row->received == received)
			return row;
	}
	if (l->n == MAX_ROWS)
		return NULL;
	l->rows = grown(l->rows, l->n, &l->cap, sizeof(*l->rows));
	row = &l->rows[l->n++];
	*row = (struct latency_row){
		.received = received,
		.opcode = asker->opcode,
		.handle = asker->handle,
		.min = UINT64_MAX,
	};
	return row;
}

static void name(struct side *s, uint16_t handle, const uint8_t *type, size_t n)
{
	struct named known = { .handle = handle };
	size_t at = 0;

	while (at < s->n_named && s->named[at].handle != handle)
		at++;
	if (at == MAX_NAMED || !uuid_from_wire(type, n, &known.type))
		return;
	s->named = grown(s->named, at, &s->cap_named, sizeof(*s->named));
	s->named[at] = known;
	if (at == s->n_named)
		s->n_named++;
}

/* Handles and what they are, in a Find Information Response, Vol 3 Part F
 * 3.4.3.2, and in declarations of characteristics, Vol 3 Part G 3.3.1. */
static void note_names(struct side *s, uint8_t opcode, struct rd r)
{
	size_t size = rd_u8(&r), n;

	if (opcode == ATT_FIND_INFO_RSP) {
		n = size == 1 ? 2 : 16;
		while (rd_left(&r) >= 2 + n) {
			uint16_t handle = rd_u16(&r);

			name(s, handle, rd_bytes(&r, n), n);
		}
		return;
	}
	while (size >= 7 && rd_left(&r) >= size) {
		struct rd entry = rd_sub(&r, size);
		uint16_t handle;

		rd_skip(&entry, 3); /* its own handle, and properties */
		handle = rd_u16(&entry);
		n = rd_left(&entry);
		name(s, handle, rd_bytes(&entry, n), n);
	}
}

static void on_answer(struct latency *l, bool received, uint64_t ns,
    uint8_t opcode, const struct rd *r)
{
	struct side *asker = &l->sides[!received];
	struct latency_row *row = row_of(l, !received, asker);
	uint64_t took = ns > asker->ns ? ns - asker->ns : 0;

	if (opcode == ATT_FIND_INFO_RSP ||
	    (opcode == ATT_READ_BY_TYPE_RSP && asker->declarations))
		note_names(&l->sides[received], opcode, *r);
	asker->opcode = 0;
	if (!row)
		return;
	row->answers++;
	row->errors += opcode == ATT_ERROR_RSP;
	row->sum += took;
	row->min = took < row->min ? took : row->min;
	row->max = took > row->max ? took : row->max;
}

static bool has_handle(uint8_t opcode)
{
	return opcode != ATT_MTU_REQ && opcode != ATT_EXECUTE_WRITE_REQ;
}

void latency_pdu(struct latency *l, bool received, uint64_t ns, struct rd pdu)
{
	uint8_t opcode = rd_u8(&pdu), asked;
	struct side *s = &l->sides[received];
	struct rd answer = pdu;

	if (is_request(opcode)) {
		s->opcode = opcode;
		s->ns = ns;
		s->handle = has_handle(opcode) ? rd_u16(&pdu) : 0;
		rd_skip(&pdu, 2);
		s->declarations = opcode == ATT_READ_BY_TYPE_REQ &&
				  rd_u16(&pdu) == GATT_CHARACTERISTIC;
		return;
	}
	asked = opcode == ATT_ERROR_RSP ? rd_u8(&pdu) : request_of(opcode);
	if (asked && l->sides[!received].opcode == asked)
		on_answer(l, received, ns, opcode, &answer);
}

static int by_handle(const void *a, const void *b)
{
	const struct latency_row *x = a, *y = b;

	if (x->handle != y->handle)
		return x->handle < y->handle ? -1 : 1;
	if (x->opcode != y->opcode)
		return x->opcode < y->opcode ? -1 : 1;
	return x->received - y->received;
}

size_t latency_rows(struct latency *l, const struct latency_row **rows)
{
	if (l->n)
		qsort(l->rows, l->n, sizeof(l->rows[0]), by_handle);
	*rows = l->rows;
	return l->n;
}

bool latency_type(
    const struct latency *l, const struct latency_row *row, struct uuid *type)
{
	/* The server has it: who indicates, or who is asked. */
	const struct side *s =
	    &l->sides[row->opcode == ATT_HANDLE_VALUE_IND ? row->received
							  : !row->received];

	for (size_t i = 0; i < s->n_named; i++)
		if (s->named[i].handle == row->handle) {
			*type = s->named[i].type;
			return true;
		}
	return false;
}
