/*
 * Preloaded into BlueZ's btvirt. btvirt asks the kernel for AES through AF_ALG
 * sockets, and drops every LE client at once where the kernel has none; here
 * libcrypto answers instead. Its server sockets are moved from /tmp/bt-server-*
 * to $BTVIRT_DIR, so that two test runs do not meet.
 *
 * An emulated socket is a pipe's end, so that its number is real and unique.
 */
#include <dlfcn.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define ALG_DOMAIN  38
#define ALG_LEVEL   279
#define ALG_SET_KEY 1
#define ALG_SET_OP  3
#define MAX_FD	    1024

/* What Linux calls struct sockaddr_alg. */
struct alg_name {
	uint16_t family;
	char type[14];
	uint32_t feature, mask;
	char name[64];
};

static struct alg {
	bool used, mac;
	bool decrypt;
	uint8_t key[16];
	uint8_t data[4096]; /* sent, not yet processed */
	size_t len;
} algs[MAX_FD];

#define NEXT(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))

static struct alg *alg_of(int fd)
{
	return fd >= 0 && fd < MAX_FD && algs[fd].used ? &algs[fd] : NULL;
}

static int alg_open(const struct alg *from)
{
	int ends[2];

	if (pipe(ends))
		return -1;
	NEXT(close)(ends[1]);
	if (ends[0] >= MAX_FD) {
		NEXT(close)(ends[0]);
		errno = EMFILE;
		return -1;
	}
	algs[ends[0]] = from ? *from : (struct alg){ .used = true };
	return ends[0];
}

int socket(int domain, int type, int protocol)
{
	return domain == ALG_DOMAIN ? alg_open(NULL)
				    : NEXT(socket)(domain, type, protocol);
}

static socklen_t move_path(
    const struct sockaddr *from, socklen_t len, struct sockaddr_un *to)
{
	const struct sockaddr_un *un = (const void *)from;
	const char *dir = getenv("BTVIRT_DIR");

	if (!dir || from->sa_family != AF_UNIX ||
	    strncmp(un->sun_path, "/tmp/bt-server-", 15))
		return 0;
	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(
	    to->sun_path, sizeof(to->sun_path), "%s/%s", dir, un->sun_path + 5);
	return len < sizeof(*to) ? sizeof(*to) : len;
}

int bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	struct alg *a = alg_of(fd);
	struct sockaddr_un moved;
	socklen_t n;

	if (a) {
		const struct alg_name *name = (const void *)addr;

		a->mac = !strcmp(name->name, "cmac(aes)");
		if (a->mac || !strcmp(name->name, "ecb(aes)"))
			return 0;
		errno = ENOENT;
		return -1;
	}
	n = move_path(addr, len, &moved);
	return n ? NEXT(bind)(fd, (const void *)&moved, n)
		 : NEXT(bind)(fd, addr, len);
}

int unlink(const char *path)
{
	const char *dir = getenv("BTVIRT_DIR");
	char moved[256];

	if (!dir || strncmp(path, "/tmp/bt-server-", 15))
		return NEXT(unlink)(path);
	snprintf(moved, sizeof(moved), "%s/%s", dir, path + 5);
	return NEXT(unlink)(moved);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	struct alg *a = alg_of(fd);

	if (!a)
		return NEXT(setsockopt)(fd, level, name, value, len);
	if (level != ALG_LEVEL || name != ALG_SET_KEY || len != 16) {
		errno = EINVAL;
		return -1;
	}
	memcpy(a->key, value, 16);
	return 0;
}

int accept(int fd, struct sockaddr *addr, socklen_t *len)
{
	struct alg *a = alg_of(fd);

	return a ? alg_open(a) : NEXT(accept)(fd, addr, len);
}

int accept4(int fd, struct sockaddr *addr, socklen_t *len, int flags)
{
	struct alg *a = alg_of(fd);

	return a ? alg_open(a) : NEXT(accept4)(fd, addr, len, flags);
}

static ssize_t take(struct alg *a, const void *p, size_t n)
{
	if (n > sizeof(a->data) - a->len) {
		errno = EMSGSIZE;
		return -1;
	}
	memcpy(a->data + a->len, p, n);
	a->len += n;
	return (ssize_t)n;
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	struct alg *a = alg_of(fd);
	ssize_t n = 0;

	if (!a)
		return NEXT(sendmsg)(fd, msg, flags);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c;
	     c = CMSG_NXTHDR((struct msghdr *)msg, c)) {
		uint32_t op;

		if (c->cmsg_type != ALG_SET_OP)
			continue;
		memcpy(&op, CMSG_DATA(c), sizeof(op));
		a->decrypt = !op;
	}
	for (size_t i = 0; i < (size_t)msg->msg_iovlen; i++) {
		ssize_t k =
		    take(a, msg->msg_iov[i].iov_base, msg->msg_iov[i].iov_len);

		if (k < 0)
			return -1;
		n += k;
	}
	return n;
}

ssize_t send(int fd, const void *p, size_t n, int flags)
{
	struct alg *a = alg_of(fd);

	return a ? take(a, p, n) : NEXT(send)(fd, p, n, flags);
}

ssize_t write(int fd, const void *p, size_t n)
{
	struct alg *a = alg_of(fd);

	return a ? take(a, p, n) : NEXT(write)(fd, p, n);
}

static bool process(struct alg *a, uint8_t *out, size_t *n)
{
	if (a->mac)
		return EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL,
			   a->key, 16, a->data, a->len, out, 16, n) != NULL;

	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len = 0;
	bool ok = ctx &&
		  EVP_CipherInit_ex(ctx, EVP_aes_128_ecb(), NULL, a->key, NULL,
		      !a->decrypt) &&
		  EVP_CIPHER_CTX_set_padding(ctx, 0) &&
		  EVP_CipherUpdate(ctx, out, &len, a->data, (int)a->len);

	EVP_CIPHER_CTX_free(ctx);
	*n = (size_t)len;
	return ok;
}

static ssize_t give(struct alg *a, void *p, size_t n)
{
	uint8_t out[sizeof(a->data) + 16];
	size_t len = 0;

	if (!process(a, out, &len)) {
		errno = EIO;
		return -1;
	}
	a->len = 0;
	if (len > n)
		len = n;
	memcpy(p, out, len);
	return (ssize_t)len;
}

ssize_t read(int fd, void *p, size_t n)
{
	struct alg *a = alg_of(fd);

	return a ? give(a, p, n) : NEXT(read)(fd, p, n);
}

/* What read() is with _FORTIFY_SOURCE. */
ssize_t __read_chk(int fd, void *p, size_t n, size_t size);
ssize_t __read_chk(int fd, void *p, size_t n, size_t size)
{
	if (n > size)
		abort();
	return read(fd, p, n);
}

ssize_t recv(int fd, void *p, size_t n, int flags)
{
	struct alg *a = alg_of(fd);

	return a ? give(a, p, n) : NEXT(recv)(fd, p, n, flags);
}

int close(int fd)
{
	struct alg *a = alg_of(fd);

	if (a)
		*a = (struct alg){ .used = false };
	return NEXT(close)(fd);
}
