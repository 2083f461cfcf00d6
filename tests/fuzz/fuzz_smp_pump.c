/* Both ends, and everything that can happen between them. */
#include "tests/fuzz/fuzz.h"

#include "tests/fuzz/smp_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	smp_world_run(data, size, -1);
	return 0;
}
