#include "cli/probe.h"

#include "hci/host.h"

#define BIT VAR_BIT

#define DIST_03                                                   \
	(BIT(VAR_OWN_ENC) | BIT(VAR_PEER_ENC) | BIT(VAR_OWN_ID) | \
	    BIT(VAR_PEER_ID) | BIT(VAR_NO_SIGN) | BIT(VAR_NO_LINK))
#define DIST_0F                                                   \
	(BIT(VAR_OWN_ENC) | BIT(VAR_PEER_ENC) | BIT(VAR_OWN_ID) | \
	    BIT(VAR_PEER_ID) | BIT(VAR_SIGN) | BIT(VAR_LINK))

/* The likeliest first. Of two that are opposites one changes nothing, and is
 * left out. */
/* clang-format off */
const struct probe_cell probe_cells[] = {
	{ "baseline", "baseline", 0 },
	{ "retry", "retry once", BIT(VAR_RETRY) },
	{ "own-idkey", "initiator IdKey", BIT(VAR_OWN_ID) },
	{ "dist-03", "key distribution 03/03", DIST_03 },
	{ "dist-0f", "key distribution 0F/0F", DIST_0F },
	{ "no-sc", "Secure Connections off", BIT(VAR_NO_SC) },
	{ "sc", "Secure Connections on", BIT(VAR_SC) },
	{ "no-ct2", "CT2 off", BIT(VAR_NO_CT2) },
	{ "no-linkkey", "LinkKey off", BIT(VAR_NO_LINK) },
	{ "no-mitm", "MITM off, NoInputNoOutput", BIT(VAR_NO_MITM) | BIT(VAR_NO_IO) },
	{ "mitm", "MITM, KeyboardDisplay", BIT(VAR_MITM) | BIT(VAR_KEYBOARD) },
	{ "security", "wait for a Security Request", BIT(VAR_SECURITY) },
	{ "delay-0", "request at once", BIT(VAR_DELAY_0) },
	{ "delay-20", "request after 20 ms", BIT(VAR_DELAY_20) },
	{ "delay-100", "request after 100 ms", BIT(VAR_DELAY_100) },
	{ "delay-500", "request after 500 ms", BIT(VAR_DELAY_500) },
	{ "delay-3000", "request after 3 s", BIT(VAR_DELAY_3000) },
	{ "mtu", "MTU first", BIT(VAR_MTU) },
	{ "read", "read first", BIT(VAR_READ) },
	{ "public", "own address public", BIT(VAR_PUBLIC) },
	{ "static", "own address static", BIT(VAR_STATIC) },
	{ "rpa", "own address resolvable private", BIT(VAR_RPA) },
	{ "no-bond", "no bonding", BIT(VAR_NO_BOND) },
	{ "key-7", "key of 7 octets", BIT(VAR_KEY_7) },
	{ "oob", "out-of-band data", BIT(VAR_OOB) },
	{ "stay", "let the device close the link", BIT(VAR_STAY) },
};

static const struct {
	const char *name, *title;
} vars[N_VARS] = {
	[VAR_RETRY] = { "retry", "retry once" },
	[VAR_OWN_ENC] = { "own-enckey", "initiator EncKey" },
	[VAR_PEER_ENC] = { "peer-enckey", "responder EncKey" },
	[VAR_OWN_ID] = { "own-idkey", "initiator IdKey" },
	[VAR_PEER_ID] = { "peer-idkey", "responder IdKey" },
	[VAR_SIGN] = { "sign", "Sign on" },
	[VAR_NO_SIGN] = { "no-sign", "Sign off" },
	[VAR_LINK] = { "linkkey", "LinkKey on" },
	[VAR_NO_LINK] = { "no-linkkey", "LinkKey off" },
	[VAR_SC] = { "sc", "Secure Connections on" },
	[VAR_NO_SC] = { "no-sc", "Secure Connections off" },
	[VAR_CT2] = { "ct2", "CT2 on" },
	[VAR_NO_CT2] = { "no-ct2", "CT2 off" },
	[VAR_MITM] = { "mitm-bit", "MITM on" },
	[VAR_NO_MITM] = { "no-mitm-bit", "MITM off" },
	[VAR_NO_IO] = { "no-io", "NoInputNoOutput" },
	[VAR_KEYBOARD] = { "keyboard", "KeyboardDisplay" },
	[VAR_SECURITY] = { "security", "wait for a Security Request" },
	[VAR_DELAY_0] = { "delay-0", "request at once" },
	[VAR_DELAY_20] = { "delay-20", "request after 20 ms" },
	[VAR_DELAY_100] = { "delay-100", "request after 100 ms" },
	[VAR_DELAY_500] = { "delay-500", "request after 500 ms" },
	[VAR_DELAY_3000] = { "delay-3000", "request after 3 s" },
	[VAR_MTU] = { "mtu", "MTU first" },
	[VAR_READ] = { "read", "read first" },
	[VAR_PUBLIC] = { "public", "own address public" },
	[VAR_STATIC] = { "static", "own address static" },
	[VAR_RPA] = { "rpa", "own address resolvable private" },
	[VAR_NO_BOND] = { "no-bond", "no bonding" },
	[VAR_KEY_7] = { "key-7", "key of 7 octets" },
	[VAR_OOB] = { "oob", "out-of-band data" },
	[VAR_STAY] = { "stay", "let the device close the link" },
};
/* clang-format on */

const size_t n_probe_cells = ARRAY_SIZE(probe_cells);

_Static_assert(
    ARRAY_SIZE(probe_cells) <= 64, "struct probe has a bit for each");

#define STAY_SECONDS 30

bool probe_requested(const struct probe *p)
{
	for (size_t i = 0; i < p->n_tries; i++)
		if (p->tries[i].outcome.requested)
			return true;
	return false;
}

/* From the device's Security Request, where it sends one. */
static void set_delay(const struct probe *p, struct trial *t, long long msec)
{
	t->delay = msec;
	if (probe_requested(p))
		t->first |= TRIAL_SECURITY;
}

/* The address that is on air, with a word for it. */
static enum host_own_address own_word(
    const struct probe *p, enum host_own_address own)
{
	if (own != HOST_OWN_IDENTITY)
		return own;
	return host_info(p->s->host)->address.type == ADDR_PUBLIC
		   ? HOST_OWN_PUBLIC
		   : HOST_OWN_STATIC;
}

static void set_own(
    const struct probe *p, struct trial *t, enum host_own_address own)
{
	if (own == HOST_OWN_PUBLIC &&
	    addr_is_zero(&host_info(p->s->host)->public_address))
		return;
	if (own_word(p, t->own) != own)
		t->own = own;
}

/* The user's data, or some that cannot be right: a device that wants any then
 * fails later than it did. */
static void set_oob(const struct probe *p, struct trial *t)
{
	struct smp_config *c = &t->config;
	bool given = p->oob.has_tk || p->oob.has_peer;

	if (c->features.oob)
		return;
	c->oob = p->oob;
	c->features.oob = 1;
	if (given && !p->oob.has_peer)
		c->features.auth_req &= (uint8_t)~SMP_AUTH_SC;
	if (!given)
		c->oob.has_tk = c->oob.has_peer = true;
}

static void keys_off(struct smp_features *f, uint8_t key)
{
	f->initiator_keys &= (uint8_t)~key;
	f->responder_keys &= (uint8_t)~key;
}

static void apply(const struct probe *p, enum probe_var v, struct trial *t)
{
	struct smp_config *c = &t->config;
	struct smp_features *f = &c->features;

	switch (v) {
	case VAR_RETRY:
	case N_VARS:
		break;
	case VAR_OWN_ENC:
		f->initiator_keys |= SMP_KEY_ENC;
		break;
	case VAR_PEER_ENC:
		f->responder_keys |= SMP_KEY_ENC;
		break;
	case VAR_OWN_ID:
		f->initiator_keys |= SMP_KEY_ID;
		break;
	case VAR_PEER_ID:
		f->responder_keys |= SMP_KEY_ID;
		break;
	case VAR_SIGN:
		f->initiator_keys |= SMP_KEY_SIGN;
		f->responder_keys |= SMP_KEY_SIGN;
		break;
	case VAR_NO_SIGN:
		keys_off(f, SMP_KEY_SIGN);
		break;
	case VAR_LINK:
		f->initiator_keys |= SMP_KEY_LINK;
		f->responder_keys |= SMP_KEY_LINK;
		break;
	case VAR_NO_LINK:
		keys_off(f, SMP_KEY_LINK);
		break;
	case VAR_SC:
		f->auth_req |= SMP_AUTH_SC;
		break;
	case VAR_NO_SC:
		f->auth_req &= (uint8_t)~SMP_AUTH_SC;
		break;
	case VAR_CT2:
		f->auth_req |= SMP_AUTH_CT2;
		break;
	case VAR_NO_CT2:
		f->auth_req &= (uint8_t)~SMP_AUTH_CT2;
		break;
	case VAR_MITM:
		f->auth_req |= SMP_AUTH_MITM;
		break;
	case VAR_NO_MITM:
		f->auth_req &= (uint8_t)~SMP_AUTH_MITM;
		break;
	case VAR_NO_IO:
		f->io = SMP_NO_INPUT_NO_OUTPUT;
		break;
	case VAR_KEYBOARD:
		f->io = SMP_KEYBOARD_DISPLAY;
		break;
	case VAR_SECURITY:
		t->first |= TRIAL_SECURITY;
		break;
	case VAR_DELAY_0:
		t->delay = 0;
		break;
	case VAR_DELAY_20:
		set_delay(p, t, 20);
		break;
	case VAR_DELAY_100:
		set_delay(p, t, 100);
		break;
	case VAR_DELAY_500:
		set_delay(p, t, 500);
		break;
	case VAR_DELAY_3000:
		set_delay(p, t, 3000);
		break;
	case VAR_MTU:
		t->first |= TRIAL_MTU;
		break;
	case VAR_READ:
		t->first |= TRIAL_READ;
		break;
	case VAR_PUBLIC:
		set_own(p, t, HOST_OWN_PUBLIC);
		break;
	case VAR_STATIC:
		set_own(p, t, HOST_OWN_STATIC);
		break;
	case VAR_RPA:
		set_own(p, t, HOST_OWN_RPA);
		break;
	case VAR_NO_BOND:
		f->auth_req &= (uint8_t)~SMP_AUTH_BONDING_MASK;
		break;
	case VAR_KEY_7:
		f->max_key_size = c->min_key_size = 7;
		break;
	case VAR_OOB:
		set_oob(p, t);
		break;
	case VAR_STAY:
		if (!t->stay)
			t->stay = STAY_SECONDS;
		break;
	}
}

void probe_apply(const struct probe *p, uint64_t set, struct trial *out)
{
	*out = p->base;
	for (int v = 0; v < N_VARS; v++)
		if (set & VAR_BIT(v))
			apply(p, (enum probe_var)v, out);
}

uint64_t probe_effective(const struct probe *p, uint64_t set)
{
	struct trial with, without;

	probe_apply(p, set, &with);
	for (int v = 0; v < N_VARS; v++) {
		if (v == VAR_RETRY || !(set & VAR_BIT(v)))
			continue;
		probe_apply(p, set & ~VAR_BIT(v), &without);
		if (trial_equal(&with, &without))
			set &= ~VAR_BIT(v);
	}
	return set;
}

/* The cell that comes to this change, if there is one. */
static const struct probe_cell *cell_of(const struct probe *p, uint64_t set)
{
	for (size_t i = 0; i < n_probe_cells; i++)
		if (probe_effective(p, probe_cells[i].vars) == set)
			return &probe_cells[i];
	return NULL;
}

static void words(const struct probe *p, uint64_t set, bool titles,
    const char *separator, struct buf *out)
{
	const struct probe_cell *cell = cell_of(p, set);
	const char *before = "";

	if (cell) {
		buf_puts(out, titles ? cell->title : cell->name);
		return;
	}
	/* the retry comes last, as it does on the air */
	for (int i = 1; i <= N_VARS; i++) {
		int v = i % N_VARS;

		if (!(set & VAR_BIT(v)))
			continue;
		buf_puts(out, before);
		buf_puts(out, titles ? vars[v].title : vars[v].name);
		before = separator;
	}
}

void probe_name(const struct probe *p, uint64_t set, struct buf *out)
{
	words(p, set, false, "+", out);
}

void probe_title(const struct probe *p, uint64_t set, struct buf *out)
{
	words(p, set, true, " + ", out);
}

static bool parse_one(const char *name, size_t n, uint64_t *set)
{
	for (size_t i = 0; i < n_probe_cells; i++) {
		if (strlen(probe_cells[i].name) == n &&
		    !memcmp(probe_cells[i].name, name, n)) {
			*set |= probe_cells[i].vars;
			return true;
		}
	}
	for (int v = 0; v < N_VARS; v++) {
		if (strlen(vars[v].name) == n &&
		    !memcmp(vars[v].name, name, n)) {
			*set |= VAR_BIT(v);
			return true;
		}
	}
	return false;
}

bool probe_parse_name(const char *name, uint64_t *set)
{
	size_t n;

	*set = 0;
	for (const char *p = name; p; p = p[n] ? p + n + 1 : NULL) {
		n = strcspn(p, "+");
		if (!parse_one(p, n, set))
			return false;
	}
	return true;
}
