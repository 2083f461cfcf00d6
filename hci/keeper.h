/* A process of its own that waits for our end, however that comes, to give back
 * what we have taken. */
#ifndef HCI_KEEPER_H
#define HCI_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

struct keeper {
	int alive; /* the pipe that it waits on; zero both to begin */
	pid_t pid;
};

/* `give_back` is called every 100 ms until it is true, 10 s long, in a process
 * that has no descriptors of ours. False: errno says why there is none. */
bool keeper_start(struct keeper *k, bool (*give_back)(unsigned what, int tries),
    unsigned what);
/* Nothing is left to give back. */
void keeper_dismiss(struct keeper *k);
/* Let it give back, and wait until it has. */
void keeper_end(struct keeper *k);

#endif
