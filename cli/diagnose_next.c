/* What a capture lacks, and what to do next. */
#include <stdio.h>
#include <string.h>

#include "cli/diagnose.h"
#include "cli/rules.h"

void diag_unseen(
    const struct diag_conn *c, const struct diag_attempt *a, struct buf *out)
{
	const struct diag_step *last = &c->steps[a->end - 1];

	if (c->steps[0].what != STEP_OPENED)
		buf_puts(out, "how the connection was opened\n");
	if (!c->has_role)
		buf_puts(
		    out, "who is the central: taken to be the captured host\n");
	for (int who = 0; who < 2; who++)
		if (!diag_address(c, who ? DIAG_PERIPHERAL : DIAG_CENTRAL))
			buf_printf(out, "the %s's address on the air\n",
			    who ? "peripheral" : "central");
	if (a->confirms[0] == CONFIRM_SECRET ||
	    a->confirms[1] == CONFIRM_SECRET)
		buf_printf(out,
		    "the %s, so the confirm values are not recomputed%s\n",
		    a->method == SMP_OOB ? "out-of-band data" : "passkey",
		    a->sc || a->method == SMP_OOB ? "" : "; --crack finds it");
	if (a->sc && (a->check[0] || a->check[1]) && !a->checks[0] &&
	    !a->checks[1])
		buf_puts(out, "the private keys, so the DHKey checks are not "
			      "recomputed\n");
	if (a->outcome == DIAG_UNFINISHED && !a->closed &&
	    c->last_ns >= last->ns)
		buf_printf(out, "the end: nothing more in the last %.1f s\n",
		    (double)(c->last_ns - last->ns) / 1e9);
}

static void put_keys(struct buf *b, const char *option, uint8_t keys)
{
	static const char *const names[] = { "enc", "id", "sign", "link" };
	const char *comma = "";

	buf_printf(b, " %s ", option);
	if (keys > 0x0f) {
		buf_printf(b, "0x%02x", keys);
		return;
	}
	if (!keys)
		buf_puts(b, "none");
	for (int i = 0; i < 4; i++) {
		if (!(keys >> i & 1))
			continue;
		buf_printf(b, "%s%s", comma, names[i]);
		comma = ",";
	}
}

void diag_put_request(
    struct buf *b, const char *target, const struct smp_features *f)
{
	buf_printf(b, "pairscope pair %s --io ", target);
	if (smp_io_name(f->io))
		buf_puts(b, smp_io_name(f->io));
	else
		buf_printf(b, "0x%02x", f->io);
	buf_printf(b, " --authreq 0x%02x", f->auth_req);
	if (f->oob)
		buf_printf(b, " --oob-flag 0x%02x", f->oob);
	if (f->max_key_size != 16)
		buf_printf(b, " --key-size %u", f->max_key_size);
	put_keys(b, "--keys-init", f->initiator_keys);
	put_keys(b, "--keys-resp", f->responder_keys);
}

/* The request of the capture with one thing changed. */
static void vary_request(
    struct buf *b, const char *target, const struct smp_features *was)
{
	const uint8_t common = SMP_KEY_ENC | SMP_KEY_ID;
	struct smp_features f = *was;

	if (!(f.initiator_keys & SMP_KEY_ID)) {
		f.initiator_keys |= SMP_KEY_ID;
		diag_put_request(b, target, &f);
		buf_puts(b, "  # our IdKey too\n");
		f = *was;
	}
	if (f.auth_req & SMP_AUTH_SC) {
		f.auth_req &= (uint8_t) ~(SMP_AUTH_SC | SMP_AUTH_CT2);
		diag_put_request(b, target, &f);
		buf_puts(b, "  # without Secure Connections\n");
		f = *was;
	}
	if (f.initiator_keys != common || f.responder_keys != common) {
		f.initiator_keys = f.responder_keys = common;
		diag_put_request(b, target, &f);
		buf_puts(b, "  # EncKey and IdKey both ways\n");
	}
}

/* Refusals that a second try gets past, at some devices. */
static bool may_pass_again(const struct diag_finding *f)
{
	return !strcmp(f->id, "D1") || !strcmp(f->id, "D9") ||
	       !strcmp(f->id, "D44");
}

void diag_target(const struct diag_conn *c, char out[static DIAG_TARGET_LEN])
{
	const struct bdaddr *to = diag_address(c, DIAG_PERIPHERAL);

	strcpy(out, "TARGET");
	if (!to || c->masked)
		return;
	addr_format(to, out);
	strcat(out, to->type == ADDR_RANDOM ? "/random" : "/public");
}

void diag_causes(const struct diag_finding *f, struct buf *out)
{
	const struct rule *rule = rule_find(f->id);
	const char *p = rule ? rule->causes : "";

	for (unsigned i = 0; *p; i++) {
		size_t n = strcspn(p, "\n");

		if (!(f->ruled_out >> i & 1)) {
			buf_add(out, p, n);
			buf_putc(out, '\n');
		}
		p += n + (p[n] == '\n');
	}
}

void diag_experiments(const struct diag_conn *c, const struct diag_attempt *a,
    const struct diag_finding *f, struct buf *out)
{
	const struct rule *rule = rule_find(f->id);
	char target[DIAG_TARGET_LEN], attribute[12] = "ATTRIBUTE";

	diag_target(c, target);
	if (f->attribute)
		snprintf(attribute, sizeof(attribute), "0x%04x", f->attribute);
	if (a && a->request && may_pass_again(f)) {
		diag_put_request(out, target, &a->req);
		buf_puts(out, " --tries 2  # the same, twice\n");
	}
	if (a && !strcmp(f->id, "D1"))
		vary_request(out, target, &a->req);
	for (const char *p = rule ? rule->experiment : ""; *p;) {
		if (!strncmp(p, "TARGET", 6)) {
			buf_puts(out, target);
			p += 6;
		} else if (!strncmp(p, "ATTRIBUTE", 9)) {
			buf_puts(out, attribute);
			p += 9;
		} else {
			buf_putc(out, *p++);
		}
	}
	if (rule)
		buf_putc(out, '\n');
}
