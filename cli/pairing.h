/* Pairing as the command line describes it, and doing it. */
#ifndef CLI_PAIRING_H
#define CLI_PAIRING_H

#include "cli/command.h"
#include "smp/smp.h"

/* The options of every command that may have to pair. */
/* clang-format off */
#define PAIRING_OPTIONS                                                        \
	{ "io", 0, "CAP", "IO capability: NoInputNoOutput, DisplayOnly, ..." }, \
	{ "mitm", 0, NULL, "ask for protection against a man in the middle" },  \
	{ "no-sc", 0, NULL, "offer legacy pairing only" },                     \
	{ "no-bond", 0, NULL, "do not ask to keep the keys" },                 \
	{ "keys-init", 0, "KEYS", "keys from us: enc,id,sign,link or none" },  \
	{ "keys-resp", 0, "KEYS", "keys from the device, the same" },          \
	{ "key-size", 0, "N", "longest encryption key, 7 to 16 octets" },      \
	{ "passkey", 0, "N", "the passkey to type, or to show" },              \
	{ "yes", 'y', NULL, "answer yes to a comparison" },                    \
	{ "preset", 0, "NAME", "pair as bluez, bluez-5.50, android, minimal" }
/* clang-format on */

/* What the options ask for, and the agent's answers. False and an error
 * said. */
bool pairing_config(
    struct session *s, const struct args *a, struct smp_config *out);

/* Pair on the link that commands mean, once. A status, with the reason said. */
int pairing_run(
    struct session *s, const struct smp_config *config, uint64_t timeout_usec);

#endif
