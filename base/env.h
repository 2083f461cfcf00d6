/* What the pure core takes from the world: randomness. Time is an argument. */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include <stddef.h>
#include <stdint.h>

struct env {
	/* Fill `buf` with `len` random bytes; never fails. */
	void (*random)(void *ctx, void *buf, size_t len);
	void *ctx;
};

static inline void env_random(const struct env *env, void *buf, size_t len)
{
	env->random(env->ctx, buf, len);
}

/* Moments and spans of the core are microseconds on a clock that never runs
 * backwards. NEVER is a deadline that does not come. */
#define USEC_PER_MSEC 1000ULL
#define USEC_PER_SEC  1000000ULL
#define NEVER	      UINT64_MAX

static inline uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

#endif
