/* Running out of memory ends the program. */
#ifndef CLI_MUST_H
#define CLI_MUST_H

#include <stdlib.h>

static inline void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

#endif
