#include "hci/hcd.h"

#include "hci/bcm.h"

#define RECORD_HEADER 3

/* Reads one record of any opcode; `r` goes bad when it runs over the end. */
static struct hcd_record read_record(struct rd *r, const uint8_t *start)
{
	struct hcd_record rec = { .at = (size_t)(r->p - start) };

	rec.opcode = rd_u16(r);
	rec.len = rd_u8(r);
	rec.params = rd_bytes(r, rec.len);
	return rec;
}

static bool check_record(const struct hcd_record *rec, struct err *err)
{
	switch (rec->opcode) {
	case BCM_DOWNLOAD_MINIDRIVER:
		return true;
	case BCM_WRITE_RAM:
		return rec->len > 4 ||
		       err_set(err,
			   "offset 0x%zx: a Write RAM of %u octets, without "
			   "an address and data",
			   rec->at, rec->len);
	case BCM_LAUNCH_RAM:
		return rec->len == 4 ||
		       err_set(err,
			   "offset 0x%zx: a Launch RAM of %u octets, not of 4",
			   rec->at, rec->len);
	}
	return err_set(err,
	    "offset 0x%zx: 0x%04x is no firmware record: this is no .hcd "
	    "file, or it is damaged",
	    rec->at, rec->opcode);
}

bool hcd_open(struct hcd *h, const uint8_t *data, size_t len, struct err *err)
{
	struct rd r = rd_over(data, len);
	bool launched = false;

	*h = (struct hcd){ data, len, 0 };
	if (!len)
		return err_set(err, "offset 0x0: the file is empty");
	if (len > HCD_MAX_SIZE)
		return err_set(err,
		    "offset 0x%zx: the file goes on; no firmware is larger "
		    "than %zu octets",
		    HCD_MAX_SIZE, HCD_MAX_SIZE);
	while (rd_left(&r)) {
		size_t left = rd_left(&r);
		struct hcd_record rec = read_record(&r, data);

		if (launched)
			return err_set(err,
			    "offset 0x%zx: %zu octets behind Launch RAM, "
			    "which ends a firmware",
			    rec.at, left);
		if (left < RECORD_HEADER)
			return err_set(err,
			    "offset 0x%zx: the file ends inside of a record's "
			    "header",
			    rec.at);
		if (!check_record(&rec, err))
			return false;
		if (r.bad)
			return err_set(err,
			    "offset 0x%zx: a record of %u octets runs past "
			    "the end of the file, which has %zu more",
			    rec.at, rec.len, left - RECORD_HEADER);
		launched = rec.opcode == BCM_LAUNCH_RAM;
		h->records += rec.opcode != BCM_DOWNLOAD_MINIDRIVER;
	}
	if (!launched)
		return err_set(err,
		    "offset 0x%zx: the file ends without Launch RAM: it is "
		    "cut",
		    len);
	if (h->records == 1)
		return err_set(
		    err, "offset 0x0: Launch RAM, and nothing written before");
	return true;
}

bool hcd_next(const struct hcd *h, size_t *at, struct hcd_record *out)
{
	struct rd r = rd_over(h->data + *at, h->len - *at);

	while (rd_left(&r)) {
		*out = read_record(&r, h->data);
		*at = (size_t)(r.p - h->data);
		if (!r.bad && out->opcode != BCM_DOWNLOAD_MINIDRIVER)
			return true;
	}
	return false;
}
