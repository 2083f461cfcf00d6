/* Audio/Video Remote Control Profile 1.6. */
#ifndef DECODERS_AVRCP_H
#define DECODERS_AVRCP_H

#include "decoders/bredr.h"

/* A vendor dependent command of AV/C behind its company; `type` is AV/C's. What
 * is not taken of p->r has no meaning; false: there is too little of it. */
bool put_avrcp(struct packet *p, struct channel *c, uint8_t type);
/* A PDU of the browsing channel; the same of what is not taken. */
bool put_avrcp_browsing(struct packet *p, bool response);

#endif
