#include "cli/commands.h"

#include "cli/command.h"
#include "cli/follow.h"
#include "cli/pairing.h"
#include "cli/printer.h"
#include "cli/view.h"
#include "cli/trial.h"

/* clang-format off */
#define HELP_OPTION    { "help", 'h', NULL, "say what it does" }
#define TIMEOUT_OPTION { "timeout", 't', "S", "seconds to look for the device and to connect (10)" }
#define REARM_OPTION   { "rearm", 0, "CMD", "run this before each attempt, to put the device into pairing mode" }
#define END	       { NULL, 0, NULL, NULL }

const struct cmd_option global_options[] = {
	{ "controller", 'c', "SPEC", "serial:PATH, bcm:PATH, hciN[,take], unix:PATH, tcp:HOST:PORT, sim[:FILE]" },
	{ "write", 'w', "FILE", "capture to .pcap, .pcapng, .btsnoop, or - for a pipe" },
	{ "bonds", 0, "FILE", "keep bonds there" },
	{ "own-address", 0, "KIND", "what others see: public, static, rpa, nrpa" },
	{ "rpa-timeout", 0, "S", "seconds that a private address is shown (900)" },
	{ "filter", 'f', "EXPR", "show, or convert, only packets like this: 'smp or error'" },
	{ "json", 0, NULL, "one JSON object a line" },
	{ "color", 0, "WHEN", "auto, always, never" },
	{ "verbose", 'v', NULL, "decode every packet, say more" },
	{ "quiet", 'q', NULL, "say nothing but errors" },
	{ "version", 0, NULL, "print the version" },
	HELP_OPTION,
	END,
};

static const struct cmd_option help_only[] = { HELP_OPTION, END };

static const struct cmd_option scan_options[] = {
	{ "duration", 'd', "S", "seconds to listen (10); 0 until Ctrl-C" },
	{ "passive", 0, NULL, "only listen, ask for no scan responses" },
	{ "interval", 0, "MS", "scan interval (60)" },
	{ "window", 0, "MS", "scan window (60)" },
	{ "duplicates", 0, NULL, "show every report" },
	{ "address", 0, "ADDR", "only this device" },
	{ "name", 0, "TEXT", "only names with this in them" },
	{ "rssi", 0, "DBM", "only what is at least so strong" },
	{ "service", 0, "UUID", "only devices that advertise it" },
	HELP_OPTION,
	END,
};

static const struct cmd_option connect_options[] = { TIMEOUT_OPTION, HELP_OPTION, END };

static const struct cmd_option pair_options[] = {
	PAIRING_OPTIONS,
	TRIAL_OPTIONS,
	{ "auto", 0, NULL, "change the request until it pairs; remember with the bond what it took" },
	REARM_OPTION,
	{ "tries", 0, "N", "attempts: the second on the same link, others on new ones (1)" },
	{ "timeout", 't', "S", "seconds for each attempt (60)" },
	HELP_OPTION,
	END,
};

static const struct cmd_option probe_options[] = {
	{ "cells", 0, "LIST", "try these changes only: own-idkey, no-sc, ..." },
	{ "repeat", 0, "N", "try each change so often (1)" },
	{ "limit", 0, "N", "give up after so many results (100)" },
	{ "all", 0, NULL, "go on with the sweep when a change has paired" },
	REARM_OPTION,
	{ "markdown", 0, NULL, "the matrix as a table to be posted" },
	{ "fresh", 0, NULL, "do not go on from where the last run was interrupted" },
	PAIRING_OPTIONS,
	TRIAL_OPTIONS,
	{ "timeout", 't', "S", "seconds for each attempt (60)" },
	HELP_OPTION,
	END,
};

static const struct cmd_option discover_options[] = { TIMEOUT_OPTION, HELP_OPTION, END };

static const struct cmd_option read_options[] = {
	{ "no-pair", 0, NULL, "do not pair when the device wants it" },
	PAIRING_OPTIONS,
	TIMEOUT_OPTION,
	HELP_OPTION,
	END,
};

static const struct cmd_option write_options[] = {
	{ "no-response", 0, NULL, "write without response" },
	{ "signed", 0, NULL, "sign it with the bond's CSRK, on a link that is not encrypted" },
	{ "no-pair", 0, NULL, "do not pair when the device wants it" },
	PAIRING_OPTIONS,
	TIMEOUT_OPTION,
	HELP_OPTION,
	END,
};

static const struct cmd_option subscribe_options[] = {
	{ "count", 'n', "N", "end after so many values" },
	{ "duration", 'd', "S", "end after so many seconds; 0 until Ctrl-C" },
	{ "off", 0, NULL, "end the subscription" },
	{ "no-pair", 0, NULL, "do not pair when the device wants it" },
	PAIRING_OPTIONS,
	TIMEOUT_OPTION,
	HELP_OPTION,
	END,
};

static const struct cmd_option serve_options[] = {
	{ "duration", 'd', "S", "seconds to serve; 0 until Ctrl-C" },
	{ "connections", 'n', "N", "end when so many have come and gone" },
	{ "passkey", 0, "N", "the passkey to type, or to show" },
	{ "yes", 'y', NULL, "answer yes to a comparison" },
	{ "stop", 0, NULL, "serve no more" },
	OOB_OPTIONS,
	RULE_OPTION,
	HELP_OPTION,
	END,
};

static const struct cmd_option doctor_options[] = {
	{ "root", 0, "DIR", "look at the sys, proc and dev of this folder, open nothing" },
	HELP_OPTION,
	END,
};

static const struct cmd_option proxy_options[] = {
	{ "connections", 'n', "N", "end when so many clients have come and gone" },
	HELP_OPTION,
	END,
};

static const struct cmd_option decode_options[] = {
	PRINTER_OPTIONS,
	LIVE_OPTION,
	FOLLOW_OPTION,
	TTY_OPTIONS,
	{ "summary", 0, NULL, "connections, pairings, octets, latencies, who advertised" },
	VIEW_OPTIONS,
	HELP_OPTION,
	END,
};

static const struct cmd_option diagnose_options[] = {
	LIVE_OPTION,
	{ "crack", 0, NULL, "find the passkeys of legacy pairings, some seconds each" },
	{ "oob", 0, "FILE", "out-of-band data that the pairing was made with" },
	{ "oob-tk", 0, "HEX", "Temporary Key that it was made with" },
	HELP_OPTION,
	END,
};

static const struct cmd_option compare_options[] = {
	{ "pairing", 0, "N[,M]", "only the Nth pairing of the first, with the Mth of the second" },
	HELP_OPTION,
	END,
};

static const struct cmd_option report_options[] = {
	LIVE_OPTION,
	{ "output", 'o', "FILE", "write FILE, and the drawing beside it as .svg" },
	{ "force", 0, NULL, "replace files that are there" },
	{ "matrix", 0, "FILE", "put in what `probe --markdown` wrote" },
	{ "no-redact", 0, NULL, "keep addresses, passkeys and numbers" },
	HELP_OPTION,
	END,
};

static const struct cmd_option convert_options[] = {
	{ "format", 0, "FORMAT", "pcap, pcapng, btsnoop, monitor, pklg; else the ending says it" },
	{ "comments", 0, NULL, "comment the packets that diagnose names; of pcapng" },
	{ "force", 0, NULL, "replace the file if it is there" },
	TTY_OPTIONS,
	VIEW_OPTIONS,
	HELP_OPTION,
	END,
};

static const struct cmd_option bonds_options[] = {
	{ "show-keys", 0, NULL, "list, show: with the keys" },
	{ "format", 0, "FORMAT", "json, bluez, bumble: to export (json), and of a file to import" },
	{ "output", 'o', "FILE", "export to this file, for its owner only" },
	{ "force", 0, NULL, "replace the file that --output names" },
	{ "address", 0, "ADDR", "import the bond of this device; which one a file of BlueZ is of" },
	{ "allow-weaker", 0, NULL, "import in the place of a better bond too" },
	HELP_OPTION,
	END,
};

const struct command commands[] = {
	{ "controllers", "", "list the controllers of this machine, each with its -c", 0, 0,
		0, WORDS_NONE, help_only, cmd_controllers },
	{ "doctor", "", "check step by step whether the controller can be used", 0, 0,
		CMD_NOT_IN_SHELL, WORDS_NONE, doctor_options, cmd_doctor },
	{ "info", "", "say what the controller is", 0, 0,
		CMD_CONTROLLER, WORDS_NONE, help_only, cmd_info },
	{ "scan", "", "list the devices that advertise", 0, 0,
		CMD_CONTROLLER, WORDS_NONE, scan_options, cmd_scan },
	{ "connect", "TARGET", "connect to a device, by address or name", 1, 1,
		CMD_CONTROLLER, WORDS_TARGET, connect_options, cmd_connect },
	{ "disconnect", "", "close the connection", 0, 0,
		CMD_CONTROLLER, WORDS_NONE, help_only, cmd_disconnect },
	{ "pair", "[TARGET]", "pair with a device, and say why not", 0, 1,
		CMD_CONTROLLER, WORDS_TARGET, pair_options, cmd_pair },
	{ "probe", "TARGET", "find out what a device wants, changing one thing at a time", 1, 1,
		CMD_CONTROLLER, WORDS_TARGET, probe_options, cmd_probe },
	{ "discover", "[TARGET]", "list services, characteristics and descriptors", 0, 1,
		CMD_CONTROLLER, WORDS_TARGET, discover_options, cmd_discover },
	{ "read", "[TARGET] ATTRIBUTE", "read a characteristic", 1, 2,
		CMD_CONTROLLER, WORDS_ATTRIBUTE, read_options, cmd_read },
	{ "write", "[TARGET] ATTRIBUTE VALUE", "write a characteristic: hex, or text:...", 2, 3,
		CMD_CONTROLLER, WORDS_ATTRIBUTE, write_options, cmd_write },
	{ "subscribe", "[TARGET] ATTRIBUTE", "receive notifications or indications", 1, 2,
		CMD_CONTROLLER, WORDS_ATTRIBUTE, subscribe_options, cmd_subscribe },
	{ "serve", "FILE", "be the device of a device file", 0, 1,
		CMD_CONTROLLER, WORDS_FILE, serve_options, cmd_serve },
	{ "decode", "FILE | tcp:HOST:PORT | --live [NAME]", "print a capture, or what Linux does, in btmon's format", 0, 1,
		0, WORDS_FILE, decode_options, cmd_decode },
	{ "diagnose", "[FILE | last | live]", "say of each pairing in a capture what happened, and why", 0, 1,
		0, WORDS_FILE, diagnose_options, cmd_diagnose },
	{ "compare", "FILE FILE", "say how the pairings of two captures differ, and imitate the first", 2, 2,
		0, WORDS_FILE, compare_options, cmd_compare },
	{ "report", "[FILE | last | live]", "write what diagnose found as Markdown, to be posted", 0, 1,
		0, WORDS_FILE, report_options, cmd_report },
	{ "convert", "IN OUT", "write a capture in another format", 2, 2,
		0, WORDS_FILE, convert_options, cmd_convert },
	{ "explain", "CODE...", "say what an error code or name means, and what to try", 1, ARGS_MAX_WORDS,
		0, WORDS_NONE, help_only, cmd_explain },
	{ "bonds", "[list | show ADDRESS | remove ADDRESS | export [ADDRESS] | import FILE]",
		"see, remove, carry to and from other hosts what pairing left", 0, 2,
		0, WORDS_FILE, bonds_options, cmd_bonds },
	{ "hci", "OGF OCF [BYTES]", "send a command to the controller as it is, all in hexadecimal", 2, ARGS_MAX_WORDS,
		CMD_CONTROLLER, WORDS_NONE, help_only, cmd_hci },
	{ "proxy", "unix:PATH | tcp:[HOST:]PORT", "lend the controller to another host, and watch", 1, 1,
		CMD_CONTROLLER | CMD_NOT_IN_SHELL, WORDS_NONE, proxy_options, cmd_proxy },
	{ "wait", "SECONDS", "let time pass", 1, 1,
		CMD_CONTROLLER, WORDS_NONE, help_only, cmd_wait },
	{ "run", "FILE", "run the commands of a file, up to the first that fails", 1, 1,
		CMD_NOT_IN_SHELL, WORDS_FILE, help_only, cmd_run },
	{ "shell", "", "take commands from the terminal, or from standard input", 0, 0,
		CMD_NOT_IN_SHELL, WORDS_NONE, help_only, cmd_shell },
	{ "help", "[COMMAND]", "say what there is, or what a command does", 0, 1,
		0, WORDS_NONE, help_only, cmd_help },
	{ "quit", "", "leave the shell", 0, 0,
		0, WORDS_NONE, help_only, cmd_quit },
	{ NULL, NULL, NULL, 0, 0, 0, WORDS_NONE, NULL, NULL },
};
/* clang-format on */
