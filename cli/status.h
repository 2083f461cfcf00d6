/* Exit codes, the same for a command in the shell and for the program. */
#ifndef CLI_STATUS_H
#define CLI_STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_NO_CONTROLLER = 3,
	STATUS_NOT_FOUND = 4,	  /* no such device, or attribute */
	STATUS_NOT_CONNECTED = 5, /* the connection failed or was lost */
	STATUS_NOT_PAIRED = 6,
	STATUS_ATT_ERROR = 7,
	STATUS_TIMEOUT = 8,
	STATUS_INTERRUPTED = 130, /* Ctrl-C, as a shell has it */
};

#endif
