/*
 * Two machines and what is between them, driven by the octets of an input. What
 * they read is a small program:
 *
 *   setup of the initiator, setup of the responder, then operations to the end
 *
 * A setup, in this order; what is missing at the end is 0:
 *   1  bits of enum setup
 *   6  the features, as in a Pairing Request
 *   1  bits of enum policy
 *   3  the passkey that it shows, if POLICY_PASSKEY
 *   30 if SETUP_IDENTITY: address on air and identity, each 1 octet of type and
 *      6 least significant first, then the IRK
 *   16 if SETUP_TK: the TK, instead of one that both ends have
 *   1  if SETUP_BOND: bits of enum bond_bits
 *   1  if SETUP_RULES: how many; 4 for each, see read_rules()
 *   1  if SETUP_RANDOM: how many times 8 octets; these: what it draws first
 *
 * An operation is an octet, enum op modulo N_OPS, bit 7 the end it happens to;
 * its operands are in the comments of enum op.
 */
#ifndef TESTS_FUZZ_SMP_WORLD_H
#define TESTS_FUZZ_SMP_WORLD_H

#include <stddef.h>
#include <stdint.h>

enum setup {
	SETUP_IDENTITY = 0x01,
	SETUP_RANDOM = 0x02,
	SETUP_BOND = 0x04,
	SETUP_RULES = 0x08,
	SETUP_TK = 0x10,
	SETUP_HAS_TK = 0x20,
	SETUP_HAS_OWN = 0x40,	/* and the other end has it, for SC */
	SETUP_DEBUG_KEY = 0x80, /* its own is the public debug key */
};

enum policy {
	POLICY_MITM = 0x01,
	POLICY_SC = 0x02,
	POLICY_NOT_PAIRABLE = 0x04,
	POLICY_DEBUG_KEYS = 0x08,
	POLICY_WEAKER = 0x10,
	POLICY_EXACT = 0x20,
	POLICY_PASSKEY = 0x40,
	POLICY_LONG_KEY = 0x80, /* at least 16 octets, not 7 */
};

enum bond_bits {
	BOND_SC = 0x01,
	BOND_AUTHENTICATED = 0x02,
	BOND_DEBUG = 0x04,
	BOND_NO_LTK = 0x08,
	BOND_ELSEWHERE = 0x10, /* of another device, not of this peer */
	BOND_SIZE = 0xc0,      /* of its key: 16, 13, 10, 7 octets */
};

enum op {
	OP_STEP, /* 1: bits 0..4 how many things happen as they should, and one
		    more; bit 5: news of the encryption come before PDUs */
	OP_PDU,	 /* 1: length; octets: arrive */
	OP_FLIP, /* 2: number of the bit, in the next PDU on its way here */
	OP_CUT,	 /* 1: the new length of the next PDU on its way here */
	OP_DROP, /* the next PDU on its way here */
	OP_DUPLICATE,
	OP_SWAP,       /* the next two on their way here */
	OP_REFLECT,    /* what it sent last comes back */
	OP_WAIT,       /* 1: quarters of a second */
	OP_PASSKEY,    /* 3: the number is typed */
	OP_COMPARE,    /* 1: bit 0: equal */
	OP_KEYPRESS,   /* 1: type */
	OP_ENCRYPTION, /* 1: status of an Encryption Change from nowhere */
	OP_LTK,	       /* 3: Rand and EDIV, asked for by its controller */
	OP_CANCEL,     /* 1: reason */
	OP_PAIR,       /* the initiator */
	OP_REQUEST,    /* the responder: Security Request */
	OP_CONFIG, /* 7 (10): features and policy from now on, if it is idle */
	N_OPS,
};

/* Run an input. `only` 0 or 1: every operation happens to this end; -1: the input
 * says to which. */
void smp_world_run(const uint8_t *data, size_t size, int only);

#endif
