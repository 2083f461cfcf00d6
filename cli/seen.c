#include "cli/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/ad.h"
#include "hci/defs.h"

const struct bdaddr *seen_identity(
    const struct seen_list *l, const struct bdaddr *address)
{
	const struct bond *b = l->bonds ? bonds_find(l->bonds, address) : NULL;

	return b && !addr_equal(&b->identity, address) ? &b->identity : NULL;
}

struct seen *seen_find(const struct seen_list *l, const struct bdaddr *a)
{
	const struct bdaddr *identity = seen_identity(l, a), *of;

	for (size_t i = 0; i < l->n; i++)
		if (addr_matches(a, &l->v[i].address))
			return &l->v[i];
	if (!identity)
		identity = a;
	for (size_t i = 0; i < l->n; i++) {
		of = seen_identity(l, &l->v[i].address);
		if (addr_matches(identity, of ? of : &l->v[i].address))
			return &l->v[i];
	}
	return NULL;
}

static struct seen *add(struct seen_list *l, const struct bdaddr *a)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 32;
		l->v = realloc(l->v, l->cap * sizeof(*l->v));
		if (!l->v)
			abort();
	}
	l->v[l->n] = (struct seen){ .address = *a, .rssi = 127 };
	return &l->v[l->n++];
}

static void take_name(struct seen *s, const uint8_t *p, size_t n, bool whole)
{
	struct buf b = { 0 };

	if (s->named && !whole)
		return;
	buf_safe_text(&b, p, n);
	if (b.len >= sizeof(s->name))
		b.len = sizeof(s->name) - 1;
	if (strlen(s->name) != b.len || memcmp(s->name, b.data, b.len))
		s->listed = false;
	memcpy(s->name, b.data, b.len);
	s->name[b.len] = '\0';
	s->named = whole;
	buf_free(&b);
}

struct seen *seen_report(struct seen_list *l, const struct host_report *r,
    const uint8_t *data, size_t len, uint64_t now)
{
	struct seen *s = seen_find(l, &r->address);
	bool rsp = r->adv_type == ADV_SCAN_RSP;
	struct rd all = rd_over(data, len), field;
	uint8_t type;

	if (!s)
		s = add(l, &r->address);
	if (!addr_equal(&s->address, &r->address))
		s->listed = false;
	s->address = r->address;
	s->resolved = r->resolved;
	s->at = now;
	s->reports++;
	s->rssi = r->rssi;
	if (!rsp)
		s->connectable =
		    r->adv_type == ADV_IND || r->adv_type == ADV_DIRECT_IND;
	if (len > sizeof(s->ad))
		len = sizeof(s->ad);
	if (len)
		memcpy(rsp ? s->scan_rsp : s->ad, data, len);
	*(rsp ? &s->scan_rsp_len : &s->ad_len) = (uint8_t)len;
	while (ad_next(&all, &type, &field))
		if (type == AD_NAME || type == AD_NAME_SHORT)
			take_name(s, field.p, rd_left(&field), type == AD_NAME);
	return s;
}

bool seen_is_private(const struct seen *s)
{
	return s->address.type == ADDR_RANDOM && !addr_is_static(&s->address);
}

/* Two addresses of one device, as far as one can tell. */
static bool may_be_one(const struct seen *a, const struct seen *b)
{
	return !strcmp(a->name, b->name) &&
	       (seen_is_private(a) || seen_is_private(b));
}

struct seen *seen_find_name(
    const struct seen_list *l, const char *name, bool *many)
{
	struct seen *whole = NULL, *part = NULL;

	*many = false;
	for (size_t i = 0; i < l->n; i++) {
		struct seen *s = &l->v[i];

		if (!strcasecmp(s->name, name) && (!whole || s->at > whole->at))
			whole = s;
		if (!strcasestr(s->name, name))
			continue;
		*many |= part && !may_be_one(part, s);
		if (!part || s->at > part->at)
			part = s;
	}
	if (whole)
		*many = false;
	return whole ? whole : part;
}

/* Call for each structure of both packets. */
struct each {
	struct rd parts[2];
	int part;
};

static struct each each_of(const struct seen *s)
{
	return (struct each){ { rd_over(s->ad, s->ad_len),
				  rd_over(s->scan_rsp, s->scan_rsp_len) },
		0 };
}

static bool each_next(struct each *e, uint8_t *type, struct rd *data)
{
	for (; e->part < 2; e->part++)
		if (ad_next(&e->parts[e->part], type, data))
			return true;
	return false;
}

size_t seen_services(const struct seen *s, struct uuid *out, size_t max)
{
	struct each e = each_of(s);
	struct rd data;
	uint8_t type;
	size_t n = 0;

	while (each_next(&e, &type, &data)) {
		size_t width =
		    type == AD_UUID16_SOME || type == AD_UUID16_ALL	? 2
		    : type == AD_UUID128_SOME || type == AD_UUID128_ALL ? 16
									: 0;

		while (width && rd_left(&data) >= width && n < max)
			uuid_from_wire(
			    rd_bytes(&data, width), width, &out[n++]);
	}
	return n;
}

bool seen_has_service(const struct seen *s, const struct uuid *service)
{
	struct uuid all[32];
	size_t n = seen_services(s, all, ARRAY_SIZE(all));

	for (size_t i = 0; i < n; i++)
		if (uuid_equal(&all[i], service))
			return true;
	return false;
}

int seen_company(const struct seen *s)
{
	struct each e = each_of(s);
	struct rd data;
	uint8_t type;

	while (each_next(&e, &type, &data))
		if (type == AD_MANUFACTURER && rd_left(&data) >= 2)
			return rd_u16(&data);
	return -1;
}

void seen_free(struct seen_list *l)
{
	free(l->v);
	*l = (struct seen_list){ 0 };
}

struct name_text seen_name(
    const struct seen_list *l, const struct bdaddr *address)
{
	const struct bdaddr *identity = seen_identity(l, address);
	const struct seen *s = seen_find(l, address);
	const char *name = s ? s->name : "";
	char addr[ADDR_STRLEN], of[ADDR_STRLEN] = "";
	struct name_text t;

	addr_format(address, addr);
	if (identity)
		addr_format(identity, of);
	snprintf(t.text, sizeof(t.text), "%s%s%s%s%s%s", addr,
	    identity ? " -> " : "", of, *name ? " (" : "", name,
	    *name ? ")" : "");
	return t;
}
