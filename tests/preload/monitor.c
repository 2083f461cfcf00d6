/*
 * Preloaded into pairscope: Linux's Bluetooth monitor on a machine without one. The
 * socket that libpcap opens is bound to the path $MONITOR_SOCKET instead; what is
 * sent there are the kernel's datagrams. With $MONITOR_ERROR, an errno, binding is
 * refused. A socket that is closed on exec only asks: libpcap's is not. With
 * $MONITOR_NO_LIBPCAP libpcap is one that was built without Bluetooth.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#define NEXT(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))

int socket(int domain, int type, int protocol)
{
	if (domain != AF_BLUETOOTH)
		return NEXT(socket)(domain, type, protocol);
	return NEXT(socket)(AF_UNIX, (type & ~SOCK_RAW) | SOCK_DGRAM, 0);
}

int bind(int fd, const struct sockaddr *sa, socklen_t len)
{
	const char *path = getenv("MONITOR_SOCKET");
	const char *refused = getenv("MONITOR_ERROR");
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	if (sa->sa_family != AF_BLUETOOTH)
		return NEXT(bind)(fd, sa, len);
	if (refused || !path) {
		errno = refused ? atoi(refused) : EINVAL;
		return -1;
	}
	if (fcntl(fd, F_GETFD) & FD_CLOEXEC)
		return 0;
	snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
	return NEXT(bind)(fd, (const void *)&un, sizeof(un));
}

pcap_t *pcap_create(const char *name, char *why)
{
	return NEXT(pcap_create)(
	    getenv("MONITOR_NO_LIBPCAP") ? "none" : name, why);
}

int pcap_findalldevs(pcap_if_t **all, char *why)
{
	if (!getenv("MONITOR_NO_LIBPCAP"))
		return NEXT(pcap_findalldevs)(all, why);
	*all = NULL;
	return 0;
}
