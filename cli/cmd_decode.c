/* pairscope decode */
#include <time.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/hwdb.h"
#include "cli/session.h"

#define FLUSH_OCTETS (256 * 1024)

static int utc_offset(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? (int)tm.tm_gmtoff : 0;
}

/* All records of the file; errors in the middle are said, and what can be read
 * after them is read. */
static int decode_all(struct session *s, const char *path, struct cap_reader *r,
    struct dec *dec, struct sink *sink, struct buf *text)
{
	int status = STATUS_OK;
	enum cap_status what;
	struct record rec;
	struct err err;

	while ((what = cap_next(r, &rec, &err)) != CAP_END) {
		if (what == CAP_RECORD)
			dec_record(dec, &rec, sink);
		if (text->len >= FLUSH_OCTETS || what == CAP_ERROR) {
			output_data(&s->out, text);
			text->len = 0;
		}
		if (what == CAP_ERROR)
			status = output_error(
			    &s->out, STATUS_FAILED, "%s: %s", path, err.text);
		if (s->out.out_failed)
			return STATUS_FAILED;
	}
	output_data(&s->out, text);
	return status;
}

int cmd_decode(struct session *s, const struct args *a)
{
	struct text_options opt = {
		.color = s->out.color_out,
		.time = args_has(a, "date")   ? TEXT_TIME_DATE
			: args_has(a, "time") ? TEXT_TIME_CLOCK
					      : TEXT_TIME_OFFSET,
		.utc_offset = utc_offset(),
	};
	struct hwdb *hwdb;
	struct cap_reader *r;
	struct buf text = { 0 };
	struct sink *sink;
	struct dec *dec;
	struct err err;
	int status;

	r = cap_open(a->words[0], &err);
	if (!r)
		return output_error(&s->out, STATUS_FAILED, "%s", err.text);
	hwdb = hwdb_open();
	dec = dec_new();
	hwdb_name_for(hwdb, dec);
	sink = s->out.json ? sink_json_new(&text) : sink_text_new(&text, &opt);
	status = decode_all(s, a->words[0], r, dec, sink, &text);
	sink_free(sink);
	dec_free(dec);
	hwdb_close(hwdb);
	buf_free(&text);
	cap_close(r);
	return status;
}
