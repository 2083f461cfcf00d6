/*
 * Bonds as JSON: what the bond file holds, and what `bonds export` writes. Keys
 * and Rand are hexadecimal, least significant octet first.
 */
#ifndef CLI_BOND_JSON_H
#define CLI_BOND_JSON_H

#include <jansson.h>

#include "base/err.h"
#include "smp/bonds.h"

/* "version" of the object that has the "bonds". */
#define BOND_JSON_VERSION 1

/* A list of all; the caller owns it. */
json_t *bond_json_list(const struct bonds *bonds);
/* Add the bonds of a list; NULL is an empty one. False where one is damaged,
 * with what is wrong where. */
bool bond_json_read_list(
    const json_t *list, struct bonds *out, struct err *err);
/* Whether `root` is an object of our version. */
bool bond_json_check_version(const json_t *root, struct err *err);

/* From text; NULL with the line and what is wrong. The caller owns it. */
json_t *bond_json_parse(const char *text, size_t len, struct err *err);

/* To text, with jansson's flags, and a newline behind. */
void bond_json_dump(const json_t *root, size_t flags, struct buf *out);

/* Members of one object. Where `present` is not NULL, the member may be missing
 * and `*present` says so. */
void bond_json_set_hex(json_t *o, const char *key, const uint8_t *p, size_t n);
bool bond_json_get_hex(const json_t *o, const char *key, uint8_t *out, size_t n,
    bool *present, struct err *err);
void bond_json_set_addr(json_t *o, const char *key, const struct bdaddr *a);
bool bond_json_get_addr(
    const json_t *o, const char *key, struct bdaddr *out, struct err *err);

#endif
