/* Controllers of Zephyr, and of Nordic with Zephyr's commands: what they say in
 * bring-up, where they have their address from, and how they die. */
#include "hci/host_priv.h"

enum { NORDIC = 0x0059, ZEPHYR = 0x05f1 };

/* Of the vendor event, Zephyr's hci_vs.h; behind it a file name, a NUL, and the
 * line, 32 bits. */
#define EVENT_ASSERT 0xaa

bool zephyr_is(const struct host *h)
{
	return h->info.manufacturer == ZEPHYR || h->info.manufacturer == NORDIC;
}

/* Their list of commands has a bit for each, in the order of opcodes. */
bool zephyr_has(const struct host *h, uint16_t opcode)
{
	unsigned bit = opcode - HCI_ZEPHYR_READ_VERSION;

	return zephyr_is(h) && h->info.zephyr.commands[bit / 8] >> bit % 8 & 1;
}

void zephyr_version(struct host *h, struct rd *r)
{
	struct host_zephyr *z = &h->info.zephyr;

	z->platform = rd_u16(r);
	z->variant = rd_u16(r);
	z->firmware = rd_u8(r);
	z->version = rd_u8(r);
	z->revision = rd_u16(r);
	z->build = rd_u32(r);
	z->known = !r->bad;
}

void zephyr_commands(struct host *h, struct rd *r)
{
	rd_copy(r, h->info.zephyr.commands, sizeof(h->info.zephyr.commands));
}

void zephyr_features(struct host *h, struct rd *r)
{
	h->info.zephyr.features = rd_u64(r);
}

void zephyr_build(struct host *h, struct rd *r)
{
	char *to = h->info.zephyr.build_text;
	size_t n = rd_left(r), max = sizeof(h->info.zephyr.build_text) - 1;

	memset(to, 0, max + 1);
	rd_copy(r, to, n < max ? n : max);
}

/* The first one is the device's own. */
void zephyr_static_addresses(struct host *h, struct rd *r)
{
	struct bdaddr a = { .type = ADDR_RANDOM };

	if (!rd_u8(r))
		return;
	rd_copy(r, a.b, 6);
	if (!r->bad && addr_is_static(&a))
		h->info.zephyr.static_address = a;
	privacy_choose_identity(h);
}

void zephyr_address_written(struct host *h, struct rd *r)
{
	(void)r;
	h->info.public_address = h->config.set_address;
	privacy_choose_identity(h);
}

void zephyr_tx_power(struct host *h, struct rd *r)
{
	rd_skip(r, 3); /* what it is for */
	h->info.zephyr.tx_power = (int8_t)rd_u8(r);
	h->info.zephyr.have_tx_power = !r->bad;
}

void zephyr_put_tx_power(
    const struct host *h, struct wr *w, enum zephyr_power what, uint16_t handle)
{
	wr_u8(w, what);
	wr_u16(w, handle);
	wr_u8(w, (uint8_t)h->config.tx_power);
}

static void write_tx_power(
    struct host *h, enum zephyr_power what, uint16_t handle)
{
	uint8_t params[4];
	struct wr w = wr_over(params, sizeof(params));

	zephyr_put_tx_power(h, &w, what, handle);
	host_command(h, HCI_ZEPHYR_WRITE_TX_POWER, params, sizeof(params));
}

void zephyr_tx_power_set(struct host *h, struct rd *r)
{
	zephyr_tx_power(h, r);
	write_tx_power(h, ZEPHYR_POWER_SCAN, 0);
}

void zephyr_link_power(struct host *h, uint16_t handle)
{
	if (h->config.set_tx_power && zephyr_has(h, HCI_ZEPHYR_WRITE_TX_POWER))
		write_tx_power(h, ZEPHYR_POWER_LINK, handle);
}

void zephyr_event(struct host *h, struct rd *r)
{
	const uint8_t *file;
	size_t n;
	uint32_t line;

	/* Another vendor's means something else. */
	if (h->info.manufacturer && !zephyr_is(h))
		return;
	if (rd_u8(r) != EVENT_ASSERT || rd_left(r) < 5)
		return;
	n = rd_left(r) - 5;
	file = rd_bytes(r, n);
	if (rd_u8(r) || memchr(file, 0, n))
		return;
	line = rd_u32(r);
	h->assertion.len = 0;
	buf_puts(&h->assertion,
	    "the firmware of the controller has stopped: assertion in ");
	buf_safe_text(&h->assertion, file, n);
	buf_printf(
	    &h->assertion, ", line %u; it hangs until it is unplugged", line);
	buf_putc(&h->assertion, '\0');
	host_fail(h, 0, 0, (const char *)h->assertion.data);
}
