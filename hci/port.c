#include "hci/port.h"

#include <dirent.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_open(const char *root, const char *pid, const char *path)
{
	char folder[PATH_MAX], link[PATH_MAX + 256], target[PATH_MAX];
	struct dirent *e;
	bool found = false;
	DIR *d;

	snprintf(folder, sizeof(folder), "%s/proc/%s/fd", root, pid);
	d = opendir(folder);
	while (d && !found && (e = readdir(d))) {
		ssize_t n;

		snprintf(link, sizeof(link), "%s/%s", folder, e->d_name);
		n = readlink(link, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[n] = '\0';
		found = !strcmp(target, path);
	}
	if (d)
		closedir(d);
	return found;
}

static void read_name(const char *root, const char *pid, char out[static 32])
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/proc/%s/comm", root, pid);
	f = fopen(path, "r");
	if (!f || !fgets(out, 32, f))
		snprintf(out, 32, "a process");
	out[strcspn(out, "\n")] = '\0';
	if (f)
		fclose(f);
}

bool port_find_holder(
    const char *root, const char *path, struct port_holder *out)
{
	char real[PATH_MAX], proc[PATH_MAX];
	struct dirent *e;
	bool found = false;
	DIR *d;

	if (!realpath(path, real))
		snprintf(real, sizeof(real), "%s", path);
	snprintf(proc, sizeof(proc), "%s/proc", root);
	d = opendir(proc);
	while (d && !found && (e = readdir(d))) {
		out->pid = strtol(e->d_name, NULL, 10);
		found = out->pid > 0 && out->pid != getpid() &&
			has_open(root, e->d_name, real);
		if (found)
			read_name(root, e->d_name, out->name);
	}
	if (d)
		closedir(d);
	return found;
}

void port_stop_holder(
    const struct port_holder *h, const char *path, char *out, size_t n)
{
	static const char *const logins[] = { "agetty", "getty", "login" };
	char real[PATH_MAX];
	const char *name = realpath(path, real) ? real : path;
	const char *slash = strrchr(name, '/');

	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
		if (!strcmp(h->name, logins[i])) {
			snprintf(out, n, "sudo systemctl stop serial-getty@%s",
			    slash ? slash + 1 : name);
			return;
		}
	snprintf(out, n, "sudo kill %ld", h->pid);
}

bool port_group(const char *path, char *out, size_t n)
{
	struct stat st;
	const struct group *g;

	if (stat(path, &st) || !st.st_gid || (st.st_mode & 060) != 060)
		return false;
	g = getgrgid(st.st_gid);
	if (g)
		snprintf(out, n, "%s", g->gr_name);
	return g != NULL;
}
