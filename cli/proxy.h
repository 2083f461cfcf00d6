/*
 * The controller of a session, lent to another host over a socket. While a
 * client is there it is the host; before and behind it ours is, which resets the
 * controller after each client.
 */
#ifndef CLI_PROXY_H
#define CLI_PROXY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct proxy;

/* What to wait for. */
struct pollfd proxy_poll(const struct proxy *p);
void proxy_stirred(struct proxy *p, short revents);
/* An H4 packet of the controller. False: there is no client to have it. */
bool proxy_receive(struct proxy *p, const uint8_t *packet, size_t n);

#endif
