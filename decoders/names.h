/* Names that more than the decoder shows: error messages, scan tables,
 * attribute listings. Each returns a fallback such as "Reserved" rather than
 * NULL, unless it says otherwise. */
#ifndef DECODERS_NAMES_H
#define DECODERS_NAMES_H

#include "base/uuid.h"

const char *name_hci_status(uint8_t status);   /* Vol 1 Part F 1.3 */
const char *name_hci_command(uint16_t opcode); /* NULL when unknown */
/* The same, and those of the controller's maker. */
const char *name_maker_command(uint16_t company, uint16_t opcode);
const char *name_smp_reason(uint8_t reason); /* Vol 3 Part H 3.5.5 */
const char *name_att_error(uint8_t error);   /* Vol 3 Part F 3.4.1.1 */
const char *name_att_pdu(uint8_t opcode);    /* NULL when unknown */
const char *name_company(uint16_t id);	     /* NULL when unknown */
const char *name_hci_version(uint8_t version);
const char *name_appearance(uint16_t appearance); /* NULL when unknown */
/* Services, characteristics and descriptors; NULL when unknown. */
const char *name_uuid(const struct uuid *u);
const char *name_uuid16(uint16_t u);

#endif
