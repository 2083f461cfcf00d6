/* What the attribute protocol shows of a link: refusals, requests that nobody
 * answers, discovery. */
#include "cli/diagnose_model.h"
#include "gatt/att.h"

static bool is_request(uint8_t opcode)
{
	return opcode && !(opcode & (1 | ATT_COMMAND_FLAG)) &&
	       opcode <= ATT_READ_MULTIPLE_VARIABLE_REQ &&
	       opcode != ATT_HANDLE_VALUE_CFM;
}

static bool is_discovery(uint8_t opcode)
{
	switch (opcode) {
	case ATT_FIND_INFO_REQ:
	case ATT_FIND_BY_TYPE_VALUE_REQ:
	case ATT_READ_BY_TYPE_REQ:
	case ATT_READ_BY_GROUP_TYPE_REQ:
		return true;
	}
	return false;
}

/* The refusals that pairing, or a cache that is no longer true, explains. */
static bool is_telling(uint8_t error)
{
	switch (error) {
	case ATT_ERR_INVALID_HANDLE:
	case ATT_ERR_INSUFFICIENT_AUTHENTICATION:
	case ATT_ERR_INSUFFICIENT_AUTHORIZATION:
	case ATT_ERR_KEY_SIZE_TOO_SHORT:
	case ATT_ERR_INSUFFICIENT_ENCRYPTION:
	case ATT_ERR_DATABASE_OUT_OF_SYNC:
		return true;
	}
	return false;
}

static void on_request(struct diag_conn *c, struct diag_att *att,
    struct diag_at at, const uint8_t *pdu, size_t n)
{
	att->pending[at.received] = true;
	att->at[at.received] = at;
	att->opcode[at.received] = pdu[0];
	att->handle[at.received] = n >= 3 ? get_le16(pdu + 1) : 0;
	c->att_requests[at.received]++;
	if (!c->first_request)
		c->first_request = at.ns;
	if (pdu[0] == ATT_MTU_REQ && !c->mtu_request)
		c->mtu_request = at.ns;
	if (!is_discovery(pdu[0]))
		return;
	if (!c->first_discovery)
		c->first_discovery = at.ns;
	c->last_discovery = at.ns;
}

void diag_att_pdu(struct diag_conn *c, struct diag_att *att, struct diag_at at,
    const uint8_t *pdu, size_t n)
{
	struct diag_step *s;

	if (!n)
		return;
	if (is_request(pdu[0])) {
		on_request(c, att, at, pdu, n);
		return;
	}
	/* Service Changed alone is indicated as two handles, Vol 3 Part G 7.1;
	 * values of others may look the same, of which few are a range. */
	if (pdu[0] == ATT_HANDLE_VALUE_IND && n == 7 &&
	    get_le16(pdu + 3) <= get_le16(pdu + 5) &&
	    get_le16(pdu + 5) == 0xffff) {
		s = diag_step_add(c, at, STEP_SERVICE_CHANGED);
		if (s)
			s->value = get_le16(pdu + 3);
		return;
	}
	if (pdu[0] & ATT_COMMAND_FLAG || pdu[0] == ATT_HANDLE_VALUE_NTF ||
	    pdu[0] == ATT_HANDLE_VALUE_IND || pdu[0] == ATT_HANDLE_VALUE_CFM ||
	    pdu[0] == ATT_MULTIPLE_HANDLE_VALUE_NTF)
		return;
	att->pending[!at.received] = false;
	if (pdu[0] != ATT_ERROR_RSP || n != 5 || !is_telling(pdu[4]))
		return;
	s = diag_step_add(c, at, STEP_ATT_ERROR);
	if (!s)
		return;
	s->code = pdu[4];
	s->value = get_le16(pdu + 2);
}

void diag_att_end(struct diag_conn *c, struct diag_att *att)
{
	for (int i = 0; i < 2; i++) {
		struct diag_step *s;

		if (!att->pending[i])
			continue;
		s = diag_step_add(c, att->at[i], STEP_ATT_UNANSWERED);
		if (s) {
			s->code = att->opcode[i];
			s->value = att->handle[i];
		}
	}
}
