/* The Human Interface Device Protocol of BR/EDR, HID profile 1.1 3.1. */
#include "decoders/bredr.h"

enum {
	HANDSHAKE = 0x0,
	CONTROL = 0x1,
	GET_REPORT = 0x4,
	SET_REPORT = 0x5,
	SET_PROTOCOL = 0x7,
	SET_IDLE = 0x9,
	DATA = 0xa,
	DATA_CONTINUES = 0xb,

	WITH_SIZE = 0x8, /* of GET_REPORT */
};

static const char *const type_text[] = {
	[HANDSHAKE] = "Handshake",
	[CONTROL] = "HID Control",
	[GET_REPORT] = "Get Report",
	[SET_REPORT] = "Set Report",
	[0x6] = "Get Protocol",
	[SET_PROTOCOL] = "Set Protocol",
	[0x8] = "Get Idle",
	[SET_IDLE] = "Set Idle",
	[DATA] = "Data",
	[DATA_CONTINUES] = "Data Continuation",
};
static const struct names type_names = NAMES_DENSE(type_text);

static const struct name result_text[] = {
	{ 0x0, "Successful" },
	{ 0x1, "Not ready" },
	{ 0x2, "Invalid report ID" },
	{ 0x3, "Unsupported request" },
	{ 0x4, "Invalid parameter" },
	{ 0xe, "Unknown error" },
	{ 0xf, "Fatal error" },
};
static const struct names result_names = NAMES_SPARSE(result_text);

static const char *const operation_text[] = { "No operation", "Hard reset",
	"Soft reset", "Suspend", "Exit suspend", "Virtual cable unplug" };
static const struct names operation_names = NAMES_DENSE(operation_text);

static const char *const report_text[] = { "Other", "Input", "Output",
	"Feature" };
static const struct names report_names = NAMES_DENSE(report_text);

static const char *const protocol_text[] = { "Boot", "Report" };
static const struct names protocol_names = NAMES_DENSE(protocol_text);

static const struct scale scale_4_msec = { .mul = 4, .unit = " msec" };

/* Whether reports have numbers is in their descriptor; here the length says
 * it. */
static void put_wanted_report(struct packet *p, bool with_size)
{
	const size_t size = with_size ? 2 : 0;

	if (rd_left(&p->r) > size)
		put_uint(p, "Report ID", 1);
	if (with_size)
		put_uint(p, "Buffer size", 2);
}

static void put_report(struct packet *p)
{
	if (rd_left(&p->r))
		put_octets(p, "Report", rd_left(&p->r));
}

void decode_hidp(struct packet *p)
{
	const uint8_t *at = rd_bytes(&p->r, 1);
	unsigned type, parameter;

	if (!at) {
		put_error(p, "frame too short");
		return;
	}
	type = at[0] >> 4;
	parameter = at[0] & 0x0f;
	put_title(p, "HIDP", names_find(&type_names, type), type, 1, at,
	    rd_left(&p->r) + 1);
	switch (type) {
	case HANDSHAKE:
		put_enum_bits(p, "Result", parameter, &result_names, at);
		break;
	case CONTROL:
		put_enum_bits(p, "Operation", parameter, &operation_names, at);
		break;
	case GET_REPORT:
		put_enum_bits(
		    p, "Report type", parameter & 3, &report_names, at);
		put_wanted_report(p, parameter & WITH_SIZE);
		break;
	case SET_REPORT:
	case DATA:
	case DATA_CONTINUES:
		put_enum_bits(
		    p, "Report type", parameter & 3, &report_names, at);
		put_report(p);
		break;
	case SET_PROTOCOL:
		put_enum_bits(
		    p, "Protocol", parameter & 1, &protocol_names, at);
		break;
	case SET_IDLE:
		put_scaled(p, "Idle rate", 1, &scale_4_msec, 2);
		break;
	}
	put_rest(p);
}
