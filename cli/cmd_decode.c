/* pairscope decode */
#include <time.h>

#include "cli/command.h"
#include "cli/commands.h"
#include "cli/hwdb.h"
#include "cli/session.h"
#include "cli/view.h"

#define FLUSH_OCTETS (256 * 1024)

static int utc_offset(void)
{
	time_t now = time(NULL);
	struct tm tm;

	return localtime_r(&now, &tm) ? (int)tm.tm_gmtoff : 0;
}

/* All records of the file; errors in the middle are said, and what can be read
 * after them is read. */
static int decode_all(struct session *s, const char *path, struct view *v,
    struct dec *dec, struct sink *sink, struct buf *text)
{
	int status = STATUS_OK;
	enum cap_status what;
	struct viewed viewed;
	struct err err;

	while ((what = view_next(v, &viewed, &err)) != CAP_END) {
		if (what == CAP_RECORD)
			dec_record(dec, &viewed.rec, sink);
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
	struct view *v;
	struct buf text = { 0 };
	struct sink *sink;
	struct dec *dec;
	int status;

	v = view_open(s, a, a->words[0]);
	if (!v)
		return STATUS_FAILED;
	hwdb = hwdb_open();
	dec = dec_new();
	hwdb_name_for(hwdb, dec);
	sink = s->out.json ? sink_json_new(&text) : sink_text_new(&text, &opt);
	status = decode_all(s, a->words[0], v, dec, sink, &text);
	sink_free(sink);
	dec_free(dec);
	hwdb_close(hwdb);
	buf_free(&text);
	view_close(v);
	return status;
}
