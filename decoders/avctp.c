/* Audio/Video Control Transport Protocol 1.4, and AV/C's commands for a panel,
 * which is how remote controls speak. */
#include "decoders/avrcp.h"

enum {
	PSM_BROWSING = 0x001b,
	PID_REMOTE_CONTROL_TARGET = 0x110c,
	PID_REMOTE_CONTROL = 0x110e,
	HEADER = 3,

	SUBUNIT_PANEL = 0x09,
	OPCODE_VENDOR = 0x00,
	OPCODE_PASSTHROUGH = 0x7c,
	NOT_IMPLEMENTED = 0x08,
	RELEASED = 0x80, /* of an operation */
};

static const char *const type_text[] = {
	"Control",
	"Status",
	"Specific Inquiry",
	"Notify",
	"General Inquiry",
	[0x08] = "Not Implemented",
	"Accepted",
	"Rejected",
	"In Transition",
	"Stable",
	"Changed",
	[0x0f] = "Interim",
};
static const struct names type_names = NAMES_DENSE(type_text);

static const char *const subunit_text[] = {
	"Monitor",
	"Audio",
	"Printer",
	"Disc",
	"Tape",
	"Tuner",
	"CA",
	"Camera",
	[0x09] = "Panel",
	"Bulletin Board",
	"Camera Storage",
	"Vendor Unique",
	[0x1e] = "Extended to next byte",
	"Unit",
};
static const struct names subunit_names = NAMES_DENSE(subunit_text);

static const struct name opcode_rows[] = {
	{ OPCODE_VENDOR, "Vendor Dependent" },
	{ 0x30, "Unit Info" },
	{ 0x31, "Subunit Info" },
	{ OPCODE_PASSTHROUGH, "Passthrough" },
};
static const struct names opcode_names = NAMES_SPARSE(opcode_rows);

static const struct name operation_rows[] = {
	{ 0x41, "VOLUME UP" },
	{ 0x42, "VOLUME DOWN" },
	{ 0x43, "MUTE" },
	{ 0x44, "PLAY" },
	{ 0x45, "STOP" },
	{ 0x46, "PAUSE" },
	{ 0x47, "RECORD" },
	{ 0x48, "REWIND" },
	{ 0x49, "FAST FORWARD" },
	{ 0x4a, "EJECT" },
	{ 0x4b, "FORWARD" },
	{ 0x4c, "BACKWARD" },
};
static const struct names operation_names = NAMES_SPARSE(operation_rows);

static const char *name_or(
    const struct names *names, uint32_t value, const char *unknown)
{
	const char *name = names_find(names, value);

	return name ? name : unknown;
}

static bool put_passthrough(struct packet *p)
{
	const uint8_t *at = rd_bytes(&p->r, 1);

	if (!at)
		return false;
	put_value(p, FIELD_HEX, "Operation", at[0], at, 1);
	join_word(p, "Key",
	    name_or(&operation_names, at[0] & ~RELEASED, "UNKNOWN"), " (");
	join_word(
	    p, "Action", at[0] & RELEASED ? "Released)" : "Pressed)", " ");
	at = rd_bytes(&p->r, 1);
	if (at)
		put_value(p, FIELD_HEX, "Length", at[0], at, 1);
	return at != NULL;
}

static bool put_vendor(struct packet *p, struct channel *c, uint8_t type)
{
	const uint8_t *at = rd_bytes(&p->r, 3);

	if (!at)
		return false;
	put_value(p, FIELD_HEX, "Company ID", get_be(at, 3), at, 3);
	return put_avrcp(p, c, type);
}

/* Returns false when the frame ends too early. */
static bool put_avc(struct packet *p, struct channel *c)
{
	const uint8_t *at = rd_bytes(&p->r, 3);
	uint8_t type, subunit;
	bool good = true;

	if (!at)
		return false;
	put_layout(p, at, 3);
	type = at[0] & 0x0f;
	subunit = at[1] >> 3;
	p->depth = 1;
	put_word(p, "AV/C", type, name_or(&type_names, type, "Unknown"));
	join_hex(p, "Address", at[1], 2, ": address ");
	join_hex(p, "Opcode", at[2], 2, " opcode ");
	p->depth = 2;
	put_word(p, "Subunit", subunit,
	    name_or(&subunit_names, subunit, "Reserved"));
	put_word(p, "Opcode", at[2], name_or(&opcode_names, at[2], "Unknown"));
	if (type != NOT_IMPLEMENTED && subunit == SUBUNIT_PANEL) {
		if (at[2] == OPCODE_PASSTHROUGH)
			good = put_passthrough(p);
		else if (at[2] == OPCODE_VENDOR)
			good = put_vendor(p, c, type);
	}
	p->depth = 1;
	return good;
}

void decode_avctp(struct packet *p, struct channel *c)
{
	const uint8_t *frame = p->r.p;
	size_t n = rd_left(&p->r);
	uint16_t pid;
	bool good;

	if (n < HEADER) {
		put_error(p, "frame too short");
		put_rest(p);
		return;
	}
	pid = get_be16(frame + 1);
	put_title(p,
	    c->psm == PSM_BROWSING ? "AVCTP Browsing" : "AVCTP Control",
	    frame[0] & 2 ? "Response" : "Command", 0, 0, frame, n);
	join_hex(p, "Type", frame[0] & 0x0c, 2, ": type ");
	join_uint(p, "Label", frame[0] >> 4, " label ", NULL);
	join_hex(p, "PID", pid, 4, " PID ");
	if (pid != PID_REMOTE_CONTROL && pid != PID_REMOTE_CONTROL_TARGET) {
		put_rest(p);
		put_layout(p, frame, HEADER); /* which was dumped, too */
		return;
	}
	put_layout(p, frame, HEADER);
	rd_skip(&p->r, HEADER);
	good = c->psm == PSM_BROWSING ? put_avrcp_browsing(p, frame[0] & 2)
				      : put_avc(p, c);
	if (!good) {
		p->depth = 1;
		put_error(p, "PDU malformed");
	}
	put_rest(p);
}
