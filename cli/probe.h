/*
 * Looking for what a device wants: it is paired with again and again, with one
 * thing changed each time. A change is a set of variables; a cell of the matrix
 * is a change that is tried.
 */
#ifndef CLI_PROBE_H
#define CLI_PROBE_H

#include "cli/trial.h"

enum probe_var {
	VAR_RETRY, /* try twice, the second time on the same link */
	VAR_OWN_ENC,
	VAR_PEER_ENC,
	VAR_OWN_ID,
	VAR_PEER_ID,
	VAR_SIGN, /* both sides' */
	VAR_NO_SIGN,
	VAR_LINK,
	VAR_NO_LINK,
	VAR_SC,
	VAR_NO_SC,
	VAR_CT2,
	VAR_NO_CT2,
	VAR_MITM,
	VAR_NO_MITM,
	VAR_NO_IO,
	VAR_KEYBOARD,
	VAR_SECURITY,
	VAR_DELAY_0,
	VAR_DELAY_20,
	VAR_DELAY_100,
	VAR_DELAY_500,
	VAR_DELAY_3000,
	VAR_MTU,
	VAR_READ,
	VAR_PUBLIC,
	VAR_STATIC,
	VAR_RPA,
	VAR_NO_BOND,
	VAR_KEY_7,
	VAR_OOB,
	VAR_STAY, /* let the device close the link */
	N_VARS,
};

#define VAR_BIT(v) (UINT64_C(1) << (v))

/* How far a pairing came, in the order of getting further. */
enum probe_stage {
	STAGE_NO_ANSWER, /* to the request */
	STAGE_REFUSED,	 /* the request */
	STAGE_AGREED,	 /* on the features, then it failed */
	STAGE_ENCRYPTED, /* then it failed */
	STAGE_BOND_LOST, /* paired, and unknown at the next connection */
	STAGE_PAIRED,
};

struct probe_outcome {
	uint8_t stage;	/* enum probe_stage */
	uint8_t reason; /* of the Pairing Failed, or 0 */
	uint8_t hci;	/* of the link that was lost, or 0 */
	bool by_peer;	/* sent the Pairing Failed */
	bool requested; /* it sent a Security Request */
	bool back;	/* the bond was good at the next connection */
	bool sc, authenticated;
	uint8_t attempts; /* the last of which this is */
	uint32_t msec;
};

/* One pairing, or two with VAR_RETRY, and what came of it. */
struct probe_try {
	uint64_t vars;
	unsigned repeat; /* 0, 1, ... */
	struct probe_outcome outcome;
};

struct probe_cell {
	const char *name;  /* for --cells and JSON */
	const char *title; /* for people */
	uint64_t vars;
};

extern const struct probe_cell probe_cells[]; /* in the order of the sweep */
extern const size_t n_probe_cells;

/* A line of the matrix. */
struct probe_row {
	uint64_t vars;
	unsigned runs, passes;
	struct probe_outcome outcome; /* the best of those that failed, if any
				       * did; else of the last */
};

enum probe_format { PROBE_TEXT, PROBE_MARKDOWN };

struct probe {
	struct session *s;
	const struct args *args; /* whose answers and data are used */
	const char *target;
	struct trial base;
	struct smp_oob oob; /* that the user gave: has_tk or has_peer */
	uint64_t chosen;    /* bits of probe_cells[] */
	unsigned repeat;    /* how often each cell is tried, 1 or more */
	unsigned limit;	    /* of pairings */
	bool all;	    /* go on with the sweep when one paired */
	bool keep;    /* end with the first that pairs, and keep its bond */
	bool consent; /* a bond that was there may go */
	const char *rearm; /* a command that runs before each cell, or NULL */
	enum probe_format format;
	char *state; /* path of what is done so far; NULL: not kept */

	struct probe_try *tries; /* those of an earlier run first */
	size_t n_tries, resumed;
	struct probe_row *rows;
	size_t n_rows;
	unsigned pairings;   /* Pairing Requests sent, by this run */
	unsigned repeated;   /* Repeated Attempts, one after another */
	uint64_t spent_usec; /* by the tries of this run, */
	size_t n_spent;	     /* so many */
	uint64_t last;	     /* vars of the last try, if its link is up */
	bool has_last;
	struct bonds before; /* put back after each try */
	struct bond old;     /* of the target, with consent */
	bool has_old;
	bool paired; /* once, so the device has another bond than `old` */

	bool found;
	uint64_t winner; /* the smallest change that is known to pair */
	bool needs_person, needs_oob;
	bool stopped;  /* by Repeated Attempts in a row */
	bool full;     /* `limit` was reached */
	bool combined; /* two changes were tried together */
};

/* The trial that a change makes of the baseline. */
void probe_apply(const struct probe *p, uint64_t vars, struct trial *out);
/* Without the variables that change nothing. */
uint64_t probe_effective(const struct probe *p, uint64_t vars);
/* The name or the title of a change: of a cell, or of its variables. */
void probe_name(const struct probe *p, uint64_t vars, struct buf *out);
void probe_title(const struct probe *p, uint64_t vars, struct buf *out);
/* From a name; false where it is none. */
bool probe_parse_name(const char *name, uint64_t *vars);
/* Whether one of the tries saw a Security Request. */
bool probe_requested(const struct probe *p);

/* Make a try, unless it is made already. A status; STATUS_OK also when it did
 * not pair. */
int probe_pair(
    struct probe *p, uint64_t vars, unsigned repeat, struct probe_outcome *out);
/* After the last try: bonds, link and address as they were. */
void probe_restore(struct probe *p);

/* Fill the matrix. A status as above. */
int probe_search(struct probe *p);
/* The line of a change, or NULL; valid until the next one. */
const struct probe_row *probe_row_of(const struct probe *p, uint64_t vars);

/* What is done so far, in the state folder. `baseline` tells runs apart. */
bool probe_load(struct probe *p, struct err *err);
bool probe_save(const struct probe *p, struct err *err);
void probe_forget(const struct probe *p);

/* What is being tried, on a terminal; the line of a cell; what it all comes to,
 * and the exit code. */
void probe_say_next(const struct probe *p, uint64_t vars, size_t left);
void probe_say_row(const struct probe *p, const struct probe_row *row);
int probe_say_result(const struct probe *p);
/* Why nothing was found, in words. */
const char *probe_why_not(const struct probe *p);
/* The options of `pair` that make this change. */
void probe_options(const struct probe *p, uint64_t vars, struct buf *out);

void probe_free(struct probe *p);

#endif
