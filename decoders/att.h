/* Names of ATT values, for decoders/names.h. */
#ifndef DECODERS_ATT_H
#define DECODERS_ATT_H

#include "base/names.h"

extern const struct names att_error_names; /* Vol 3 Part F 3.4.1.1 */

#endif
