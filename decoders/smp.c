/* Security Manager PDUs, Vol 3 Part H 3.5 and 3.6. */
#include "decoders/smp.h"

#include "decoders/row.h"

static const char *const io_capability_text[] = { "DisplayOnly", "DisplayYesNo",
	"KeyboardOnly", "NoInputNoOutput", "KeyboardDisplay" };
static const struct names io_capability_names = NAMES_DENSE(io_capability_text);

static const char *const oob_text[] = {
	"Authentication data not present",
	"Authentication data from remote device present",
};
static const struct names oob_names = NAMES_DENSE(oob_text);

/* btmon names the reasons up to 0x0e. */
static const char *const smp_reason_text[] = {
	[1] = "Passkey entry failed",
	"OOB not available",
	"Authentication requirements",
	"Confirm value failed",
	"Pairing not supported",
	"Encryption key size",
	"Command not supported",
	"Unspecified reason",
	"Repeated attempts",
	"Invalid parameters",
	"DHKey check failed",
	"Numeric comparison failed",
	"BR/EDR pairing in progress",
	"Cross-transport Key Derivation/Generation not allowed",
	"Key rejected",
	"Busy",
};
const struct names smp_reason_names = NAMES_DENSE(smp_reason_text);

static const char *const keypress_text[] = { "Passkey entry started",
	"Passkey digit entered", "Passkey digit erased", "Passkey cleared",
	"Passkey entry completed" };
static const struct names keypress_names = NAMES_DENSE(keypress_text);

/* All texts of the low six bits of AuthReq: every macro doubles the list. */
#define BONDING(rest) \
	"No bonding" rest, "Bonding" rest, "Reserved" rest, "Reserved" rest
#define MITM(rest)     BONDING(", No MITM" rest), BONDING(", MITM" rest)
#define SC(rest)       MITM(", Legacy" rest), MITM(", SC" rest)
#define KEYPRESS(rest) SC(", No Keypresses" rest), SC(", Keypresses" rest)
static const char *const auth_req_text[] = { KEYPRESS(""), KEYPRESS(", CT2") };

static void put_auth_req(struct packet *p)
{
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = "Authentication requirement",
		.digits = 2,
		.len = 1,
	};

	if (!at)
		return;
	f.value = at[0];
	f.text = auth_req_text[at[0] % ARRAY_SIZE(auth_req_text)];
	put_field(p, &f, at);
}

static void put_keys(struct packet *p, const char *name)
{
	static const char *const text[] = { "<none>", "EncKey", "IdKey",
		"EncKey IdKey", "Sign", "EncKey Sign", "IdKey Sign",
		"EncKey IdKey Sign", "LinkKey", "EncKey LinkKey",
		"IdKey LinkKey", "EncKey IdKey LinkKey", "Sign LinkKey",
		"EncKey Sign LinkKey", "IdKey Sign LinkKey",
		"EncKey IdKey Sign LinkKey" };
	const uint8_t *at = take(p, 1);
	struct field f = {
		.kind = FIELD_ENUM,
		.name = name,
		.digits = 2,
		.len = 1,
	};

	if (!at)
		return;
	f.value = at[0];
	f.text = text[at[0] % ARRAY_SIZE(text)];
	put_field(p, &f, at);
}

static void put_initiator_keys(struct packet *p)
{
	put_keys(p, "Initiator key distribution");
}

static void put_responder_keys(struct packet *p)
{
	put_keys(p, "Responder key distribution");
}

static void put_reason(struct packet *p)
{
	put_enum(p, "Reason", 1, &smp_reason_names);
}

static void put_identity_address(struct packet *p)
{
	const uint8_t *type = take(p, 1);

	/* The type is shown by what follows the address. */
	if (type)
		put_addr(p, "Address", *type);
}

static const struct row pairing[] = {
	{ ENUM8("IO capability", io_capability) },
	{ ENUM8("OOB data", oob) },
	{ CALL(1, put_auth_req) },
	{ U8("Max encryption key size") },
	{ CALL(1, put_initiator_keys) },
	{ CALL(1, put_responder_keys) },
};
static const struct row confirm[] = { { OCTETS("Confim value", 16) } };
static const struct row random_value[] = { { OCTETS("Random value", 16) } };
static const struct row failed[] = { { CALL(1, put_reason) } };
static const struct row encryption_information[] = {
	{ OCTETS("Long term key", 16) },
};
static const struct row central_identification[] = {
	{ X16("EDIV") },
	{ X64("Rand") },
};
static const struct row identity_information[] = {
	{ OCTETS("Identity resolving key", 16) },
};
static const struct row identity_address[] = {
	{ CALL(7, put_identity_address) },
};
static const struct row signing_information[] = {
	{ OCTETS("Signature key", 16) },
};
static const struct row security_request[] = { { CALL(1, put_auth_req) } };
static const struct row public_key[] = { { OCTETS("X", 32) },
	{ OCTETS("Y", 32) } };
static const struct row dhkey_check[] = { { OCTETS("E", 16) } };
static const struct row keypress[] = { { ENUM8("Type", keypress) } };

static const struct packet_name pdus[] = {
	{ 0x01, "Pairing Request", FIXED(pairing, 6) },
	{ 0x02, "Pairing Response", FIXED(pairing, 6) },
	{ 0x03, "Pairing Confirm", FIXED(confirm, 16) },
	{ 0x04, "Pairing Random", FIXED(random_value, 16) },
	{ 0x05, "Pairing Failed", FIXED(failed, 1) },
	{ 0x06, "Encryption Information", FIXED(encryption_information, 16) },
	{ 0x07, "Central Identification", FIXED(central_identification, 10) },
	{ 0x08, "Identity Information", FIXED(identity_information, 16) },
	{ 0x09, "Identity Address Information", FIXED(identity_address, 7) },
	{ 0x0a, "Signing Information", FIXED(signing_information, 16) },
	{ 0x0b, "Security Request", FIXED(security_request, 1) },
	{ 0x0c, "Pairing Public Key", FIXED(public_key, 64) },
	{ 0x0d, "Pairing DHKey Check", FIXED(dhkey_check, 16) },
	{ 0x0e, "Pairing Keypress Notification", FIXED(keypress, 1) },
};

void decode_smp(struct packet *p, bool le)
{
	const uint8_t *code = rd_bytes(&p->r, 1);
	const struct packet_name *pdu;

	if (!code) {
		put_error(p, "malformed attribute packet");
		return;
	}
	pdu = packet_find(pdus, ARRAY_SIZE(pdus), *code);
	put_title(p, le ? "SMP" : "BR/EDR SMP", pdu ? pdu->name : NULL, *code,
	    2, code, rd_left(&p->r) + 1);
	join_uint(p, "Length", rd_left(&p->r), " len ", NULL);
	if (!pdu)
		put_rest(p);
	else
		put_pdu(p, &pdu->params);
}
