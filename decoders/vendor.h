/* Commands and events of the makers of controllers. */
#ifndef DECODERS_VENDOR_H
#define DECODERS_VENDOR_H

#include "decoders/hci.h"

extern const struct vendor vendor_broadcom;
extern const struct vendor vendor_intel;
extern const struct vendor vendor_nordic;
extern const struct vendor vendor_zephyr;

enum { COMPANY_LINUX_FOUNDATION = 1521 };

/* Android's, which controllers of any maker may have, sorted. */
extern const struct command android_commands[];
extern const size_t n_android_commands;
/* Only a controller that has Android's extensions means these. */
bool android_event(struct packet *p);

bool intel_event(struct packet *p);

/* Microsoft's commands are subcommands of one, whose opcode the maker of the
 * controller chooses. The reply is taken from its status on. */
void put_microsoft_command(struct packet *p);
void put_microsoft_reply(struct packet *p);

/* clang-format off */
#define MICROSOFT_EXTENSION(opcode_) \
	{ opcode_, "Microsoft Extension", CALLED(1, put_microsoft_command), \
	  { .has_status = true, .size = 2, .tail = put_microsoft_reply } }
/* clang-format on */

#endif
