#include "pcap/live.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pcap/format.h"

#define BTPROTO_HCI	    1
#define HCI_CHANNEL_RAW	    0
#define HCI_CHANNEL_MONITOR 2

/* What waits to be read while a terminal is stopped: some ten thousand packets,
 * where the kernel's default holds 250. */
#define RECEIVE_OCTETS (4 << 20)

struct sockaddr_hci {
	sa_family_t family;
	uint16_t dev;
	uint16_t channel;
};

struct live {
	pcap_t *pcap;
	struct cap_link link;
	uint16_t only; /* this adapter, or RECORD_NO_ADAPTER */
	uint64_t octets;
	cap_more_fn *more;
	void *ctx;
};

/* N of "hciN" and the like; -1 when it is another name. */
static int number_behind(const char *name, const char *prefix)
{
	size_t skip = strlen(prefix);
	char *end;
	long n;

	if (strncmp(name, prefix, skip) || name[skip] < '0' || name[skip] > '9')
		return -1;
	n = strtol(name + skip, &end, 10);
	return *end || n >= RECORD_NO_ADAPTER ? -1 : (int)n;
}

bool cap_live_is_monitor(const char *name)
{
	return number_behind(name, "bluetooth") < 0;
}

bool cap_live_knows(const char *name, struct err *err)
{
	if (!strcmp(name, CAP_LIVE_ALL) || number_behind(name, "hci") >= 0 ||
	    number_behind(name, "bluetooth") >= 0)
		return true;
	return err_set(err,
	    "'%s' is nothing to be watched: %s, hciN of it, or bluetoothN",
	    name, CAP_LIVE_ALL);
}

/* The adapters that there are, as "hci0, hci1". */
static void list_adapters(char *text, size_t size)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_if_t *all = NULL;
	size_t n = 0;

	snprintf(text, size, "none");
	if (pcap_findalldevs(&all, why))
		return;
	for (const pcap_if_t *i = all; i && n < size; i = i->next) {
		int adapter = number_behind(i->name, "bluetooth");

		if (adapter >= 0)
			n += (size_t)snprintf(text + n, size - n, "%shci%d",
			    n ? ", " : "", adapter);
	}
	pcap_freealldevs(all);
}

static bool libpcap_has_bluetooth(void)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_if_t *all = NULL;
	bool found = false;

	if (pcap_findalldevs(&all, why))
		return true;
	for (const pcap_if_t *i = all; i; i = i->next)
		found |= !strcmp(i->name, CAP_LIVE_ALL);
	pcap_freealldevs(all);
	return found;
}

/* The kernel's answer to what libpcap asks of it, which libpcap has only in
 * words: 0, or an errno. A negative adapter is the monitor. */
static int ask_kernel(int adapter)
{
	const struct sockaddr_hci sa = {
		.family = AF_BLUETOOTH,
		.dev = adapter < 0 ? UINT16_MAX : (uint16_t)adapter,
		.channel = adapter < 0 ? HCI_CHANNEL_MONITOR : HCI_CHANNEL_RAW,
	};
	int fd = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI);
	int failure = 0;

	if (fd < 0)
		return errno;
	if (bind(fd, (const void *)&sa, sizeof(sa)))
		failure = errno;
	close(fd);
	return failure;
}

/* Whoever lacks the permission for the monitor may open an adapter all the same,
 * and is given some of its events, which look like all. */
static int ask_permission(int adapter)
{
	int failure = ask_kernel(adapter);

	return failure || adapter < 0 ? failure : ask_kernel(-1);
}

/* What stands in the way, and what helps. */
static bool explain(
    struct err *err, const char *name, int failure, const char *why)
{
	char list[128];

	switch (failure) {
	case EAFNOSUPPORT:
	case EPROTONOSUPPORT:
		return err_set(err,
		    "%s: no Bluetooth in this kernel: sudo modprobe bluetooth; "
		    "in a container it is the host that has it",
		    name);
	case EPERM:
	case EACCES:
		return err_set(err,
		    "%s: to watch Linux's Bluetooth needs CAP_NET_RAW: run "
		    "with sudo, or once: sudo setcap cap_net_raw+ep "
		    "\"$(command -v pairscope)\"",
		    name);
	case ENODEV:
		list_adapters(list, sizeof(list));
		return err_set(err,
		    "%s: no such adapter; there are: %s, and " CAP_LIVE_ALL
		    " for all that come",
		    name, list);
	}
	if (!libpcap_has_bluetooth())
		return err_set(err,
		    "%s: %s is built without Bluetooth; `btmon -w FILE` and "
		    "--follow FILE show the same",
		    name, pcap_lib_version());
	return err_set(err, "%s: %s", name, failure ? strerror(failure) : why);
}

/* Notes of the system, which are of no adapter, are everybody's. */
static bool is_of_another(
    const struct live *l, const struct pcap_pkthdr *h, const uint8_t *data)
{
	uint16_t adapter;

	if (l->only == RECORD_NO_ADAPTER || h->caplen < 2)
		return false;
	adapter = get_be16(data);
	return adapter != l->only && adapter != RECORD_NO_ADAPTER;
}

/* The kernel closes the socket of an adapter that goes; again only libpcap's words
 * tell it. */
static void say_end(const char *why, struct err *err)
{
	if (strstr(why, strerror(EPIPE)))
		err_set(err, "the adapter is gone");
	else
		err_set(err, "cannot be read: %s", why);
}

static enum cap_status live_next(
    struct cap_reader *r, struct cap_packet *pkt, struct err *err)
{
	struct live *l = r->state;
	struct pcap_pkthdr *h;
	const uint8_t *data;

	while (l->more(l->ctx)) {
		int status = pcap_next_ex(l->pcap, &h, &data);

		if (!status || (status == 1 && is_of_another(l, h, data)))
			continue;
		if (status < 0) {
			r->ended = true;
			say_end(pcap_geterr(l->pcap), err);
			return CAP_ERROR;
		}
		*pkt = (struct cap_packet){
			.offset = l->octets,
			.ns = (uint64_t)h->ts.tv_sec * NSEC_PER_SEC +
			      (uint64_t)h->ts.tv_usec * NSEC_PER_USEC,
			.link = &l->link,
			.data = data,
			.len = h->caplen,
			.wire_len = h->len,
		};
		l->octets += h->caplen;
		return CAP_RECORD;
	}
	r->ended = true;
	return CAP_END;
}

static void live_close(struct cap_reader *r)
{
	struct live *l = r->state;

	pcap_close(l->pcap);
	free(l);
}

static const struct cap_format live_format = {
	.next = live_next,
	.close = live_close,
};

/* More than an unprivileged process may have is given to a privileged one. */
static void enlarge_queue(int fd)
{
	const int octets = RECEIVE_OCTETS;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof(octets)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
}

/* libpcap's handle on what is called `name` there; NULL, and `why`. */
static pcap_t *activate(const char *name, char why[static PCAP_ERRBUF_SIZE])
{
	pcap_t *pcap = pcap_create(name, why);

	if (!pcap)
		return NULL;
	pcap_set_snaplen(pcap, CAP_PACKET_MAX);
	if (pcap_activate(pcap) < 0) {
		snprintf(why, PCAP_ERRBUF_SIZE, "%s", pcap_geterr(pcap));
		pcap_close(pcap);
		return NULL;
	}
	if (pcap_setnonblock(pcap, 1, why) < 0) {
		pcap_close(pcap);
		return NULL;
	}
	enlarge_queue(pcap_get_selectable_fd(pcap));
	return pcap;
}

struct cap_reader *cap_open_live(
    const char *name, cap_more_fn *more, void *ctx, struct err *err)
{
	int only = number_behind(name, "hci");
	const char *device = only < 0 ? name : CAP_LIVE_ALL;
	char why[PCAP_ERRBUF_SIZE];
	struct cap_reader *r;
	struct live *l;
	pcap_t *pcap;
	int refused;

	if (!cap_live_knows(name, err))
		return NULL;
	refused = ask_permission(number_behind(name, "bluetooth"));
	pcap = refused ? NULL : activate(device, why);
	if (!pcap) {
		explain(err, name, refused, why);
		return NULL;
	}
	l = calloc(1, sizeof(*l));
	r = calloc(1, sizeof(*r));
	if (!l || !r)
		abort();
	*l = (struct live){
		.pcap = pcap,
		.link.type =
		    cap_link_from_dlt((uint32_t)pcap_datalink(pcap), err),
		.link.adapter = (uint16_t)number_behind(name, "bluetooth"),
		.only = only < 0 ? RECORD_NO_ADAPTER : (uint16_t)only,
		.more = more,
		.ctx = ctx,
	};
	*r = (struct cap_reader){
		.in.fd = -1,
		.format = &live_format,
		.state = l,
	};
	if (!l->link.type) {
		cap_close(r);
		return NULL;
	}
	snprintf(r->name, sizeof(r->name), "%s (%s)", name, l->link.type->name);
	return r;
}

int cap_live_fd(const struct cap_reader *r)
{
	const struct live *l = r->state;

	return pcap_get_selectable_fd(l->pcap);
}

uint32_t cap_live_lost(const struct cap_reader *r)
{
	/* Not pcap_stats(): that has nothing of the monitor, and of an adapter
	 * the errors on its wire. */
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(info);

	if (getsockopt(cap_live_fd(r), SOL_SOCKET, SO_MEMINFO, info, &size))
		return 0;
	return info[SK_MEMINFO_DROPS];
}
