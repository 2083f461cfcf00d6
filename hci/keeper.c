#include "hci/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRIES 100

static _Noreturn void keep(
    bool (*give_back)(unsigned what, int tries), unsigned what, int pipe)
{
	static const struct timespec pause = { .tv_nsec = 100 * 1000 * 1000 };
	char nothing;

	setsid();		  /* Ctrl-C is not for it, */
	signal(SIGTERM, SIG_IGN); /* nor what ends a whole service */
	signal(SIGHUP, SIG_IGN);
	if (dup2(pipe, 0) < 0 || close_range(1, ~0U, 0))
		_exit(1);
	while (read(0, &nothing, 1) < 0 && errno == EINTR)
		continue;
	for (int i = 0; i < TRIES && !give_back(what, i); i++)
		nanosleep(&pause, NULL);
	_exit(0);
}

bool keeper_start(struct keeper *k, bool (*give_back)(unsigned what, int tries),
    unsigned what)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return false;
	k->pid = fork();
	if (!k->pid)
		keep(give_back, what, ends[0]);
	close(ends[0]);
	if (k->pid > 0) {
		k->alive = ends[1];
		return true;
	}
	close(ends[1]);
	k->pid = 0;
	return false;
}

void keeper_end(struct keeper *k)
{
	if (!k->pid)
		return;
	close(k->alive);
	waitpid(k->pid, NULL, 0);
	k->pid = 0;
}

void keeper_dismiss(struct keeper *k)
{
	if (k->pid)
		kill(k->pid, SIGKILL);
	keeper_end(k);
}
