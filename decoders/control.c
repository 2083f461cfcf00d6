/* The control channel of a Linux kernel: which program opened it, what it
 * asked for (management commands) and what it was told (events). */
#include "decoders/row.h"
#include "decoders/state.h"

void decode_control(struct packet *p)
{
	struct field title = { .kind = FIELD_TITLE,
		.name = "Control",
		.text = "Unknown",
		.len = p->rec->len };

	p->sink->ops->begin(p->sink, p->rec, &title, 0);
	put_rest(p);
}
