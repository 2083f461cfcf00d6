/* Names of SMP values, for decoders/names.h. */
#ifndef DECODERS_SMP_H
#define DECODERS_SMP_H

#include "base/names.h"

extern const struct names smp_reason_names; /* Vol 3 Part H 3.5.5 */

#endif
