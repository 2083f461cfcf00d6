/*
 * The parts of the model behind cli/diagnose.h: what the attribute protocol
 * shows of a link, and who the peers are. For diagnose_model.c alone.
 */
#ifndef CLI_DIAGNOSE_MODEL_H
#define CLI_DIAGNOSE_MODEL_H

#include "cli/diagnose.h"

/* All of them, to be changed. */
struct diag_conn **diag_conns(struct diag *d, size_t *n);

/* Where and when something was seen. */
struct diag_at {
	uint32_t frame;
	uint64_t ns;
	bool received;
};

/* A step at its place in the order of frames. Valid until the next one; NULL
 * when there are too many. */
struct diag_step *diag_step_add(
    struct diag_conn *c, struct diag_at at, enum diag_what what);

/* The request of each side that has no answer yet, by `received`. */
struct diag_att {
	bool pending[2];
	struct diag_at at[2];
	uint8_t opcode[2];
	uint16_t handle[2];
};

void diag_att_pdu(struct diag_conn *c, struct diag_att *att, struct diag_at at,
    const uint8_t *pdu, size_t n);
/* The link is over: what was not answered is a step. */
void diag_att_end(struct diag_conn *c, struct diag_att *att);

/* Identities and keys that the capture tells, of any adapter. */
struct diag_peers;

struct diag_peers *diag_peers_new(void);
void diag_peers_free(struct diag_peers *p);
#define DIAG_ANY_ADAPTER 0xfffe
/* A key of an identity, zeros where there is none; `host` when our host was told it, as a bond. */
void diag_peers_irk(struct diag_peers *p, uint16_t adapter, uint32_t frame,
    const struct bdaddr *identity, const uint8_t irk[static 16], bool host);
/* Advertising reports, behind the subevent code. */
void diag_peers_adverts(
    struct diag_peers *p, struct diag_at at, uint16_t adapter, struct rd *r);
void diag_peers_ext_adverts(
    struct diag_peers *p, struct diag_at at, uint16_t adapter, struct rd *r);
/* LE Add Device To Resolving List, behind opcode and length. */
void diag_peers_resolving_list(
    struct diag_peers *p, struct diag_at at, uint16_t adapter, struct rd *r);
/* A command of Linux's management channel: the bonds that user space gives its
 * kernel. */
void diag_peers_management(
    struct diag_peers *p, struct diag_at at, const struct record *rec);
/* The flags that the address had when it last advertised, for a link that
 * opens. */
void diag_peers_opened(const struct diag_peers *p, struct diag_conn *c);
/* After the last record: identities, and who came before whom. */
void diag_peers_link(
    struct diag_peers *p, struct diag_conn **conns, size_t n_conns);

#endif
