/* Pairing as the command line describes it, and doing it. */
#ifndef CLI_PAIRING_H
#define CLI_PAIRING_H

#include "cli/command.h"
#include "cli/session.h"
#include "smp/smp.h"

/* The options of every command that may have to pair. */
/* clang-format off */
#define OOB_OPTIONS                                                            \
	{ "oob", 0, "FILE", "out-of-band data of the device, - for standard input" }, \
	{ "oob-out", 0, "FILE", "write ours, for the device; - for standard output" }, \
	{ "oob-tk", 0, "HEX", "Temporary Key of legacy out-of-band pairing, or new" }
#define RULE_OPTION                                                            \
	{ "rule", 0, "RULES", "faults on purpose: 'send confirm flip 3', ..." }
#define PAIRING_OPTIONS                                                        \
	{ "preset", 0, "NAME", "send the request of another host: android, ios, ..." }, \
	{ "io", 0, "CAP", "IO capability: NoInputNoOutput, ..., or a number" }, \
	{ "mitm", 0, NULL, "ask for protection against a man in the middle" }, \
	{ "no-sc", 0, NULL, "offer legacy pairing only" },                     \
	{ "sc-only", 0, NULL, "accept nothing but authenticated Secure Connections" }, \
	{ "no-bond", 0, NULL, "do not ask to keep the keys" },                 \
	{ "keypress", 0, NULL, "tell the device what is typed" },              \
	{ "authreq", 0, "N", "AuthReq as it is sent, 0 to 0xff" },             \
	{ "oob-flag", 0, "N", "out-of-band flag as it is sent, 0 to 0xff" },   \
	{ "key-size", 0, "N", "longest encryption key, 7 to 16; or any, 0 to 0xff" }, \
	{ "min-key-size", 0, "N", "shortest that is accepted, 7 to 16 (16)" }, \
	{ "keys-init", 0, "KEYS", "keys from us: enc,id,sign,link, none, a number" }, \
	{ "keys-resp", 0, "KEYS", "keys from the device, the same" },          \
	{ "passkey", 0, "N", "the passkey to type, or to show" },              \
	{ "yes", 'y', NULL, "answer yes to a comparison" },                    \
	{ "allow-weaker", 0, NULL, "replace a bond by a weaker one" },         \
	{ "allow-debug-keys", 0, NULL, "accept the public debug key" },        \
	OOB_OPTIONS,                                                           \
	RULE_OPTION
/* clang-format on */

/* The preset that sends these octets, whatever its IO capability; NULL: none. */
const char *pairing_preset_of(const struct smp_features *f);

/* What the options ask for, and the agent's answers. False and an error
 * said. */
bool pairing_config(
    struct session *s, const struct args *a, struct smp_config *out);

/* Whether the options say an IO capability: else it is that of the person. */
bool pairing_says_io(const struct args *a);

/* The rules of --rule, and their number. */
bool pairing_rules(struct session *s, const struct args *a,
    struct smp_rule rules[static PAIRING_MAX_RULES], size_t *n);

/* Exchange out-of-band data as the options say: ours are written first, then
 * the device's are waited for. Sets the flag, too. A status, the error said. */
int pairing_oob(struct session *s, const struct args *a, bool central,
    struct smp_config *config);

/* How far a pairing came, and what ended it. */
struct pairing_result {
	bool started;	/* the request was sent */
	bool response;	/* the features of both ends are known */
	bool encrypted; /* with the new key */
	bool gone;	/* the link was lost; `status`: the HCI reason */
	uint8_t status;
	uint8_t reason; /* of a Pairing Failed, or 0 */
	bool by_peer;
};

/* Pair on the link that commands mean, once, without an error said: STATUS_OK,
 * STATUS_NOT_PAIRED, STATUS_TIMEOUT when it took too long, or why no more can be
 * done. */
int pairing_try(struct session *s, const struct smp_config *config,
    uint64_t timeout_usec, struct pairing_result *out);

/* The same with the error said, and no other status for what is none. */
int pairing_run(
    struct session *s, const struct smp_config *config, uint64_t timeout_usec);

#endif
