/* The responder and whatever an initiator sends. */
#include "tests/fuzz/fuzz.h"

#include "smp/smp.h"
#include "tests/fuzz/smp_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smp_world_run(data, size, SMP_RESPONDER);
	return 0;
}
