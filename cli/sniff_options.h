/* What the command line gives to decrypt captures of sniffers with. */
#ifndef CLI_SNIFF_OPTIONS_H
#define CLI_SNIFF_OPTIONS_H

#include "cli/sniff.h"
#include "cli/command.h"

/* For a table of options. */
/* clang-format off */
#define SNIFF_OPTIONS                                                            \
	{ "ltk", 0, "HEX", "decrypt what a sniffer heard with this Long Term Key" }, \
	{ "passkey", 0, "N", "with this passkey of a legacy pairing" },        \
	{ "tk", 0, "HEX", "with this Temporary Key, of out-of-band data" }
/* clang-format on */

/* Whether the options are as they should be; false and an error of usage said. */
bool sniff_options_check(struct session *s, const struct args *a);

/* Give `sniff` the keys of the options, and those of the file of --bonds, which may
 * be of any format that bonds are imported from. False and an error said. */
bool sniff_options(
    struct session *s, const struct args *a, struct sniff *sniff);

#endif
