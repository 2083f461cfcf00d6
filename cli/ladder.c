#include "cli/ladder.h"

#include <stdlib.h>
#include <string.h>

#include "cli/diagnose_show.h"

#define WIDTH	   840
#define CENTRAL	   190
#define PERIPHERAL 670
#define ROW	   22

struct ladder {
	struct buf body;
	unsigned y;
};

struct ladder *ladder_new(void)
{
	struct ladder *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->y = ROW;
	return l;
}

/* Text of the element that is open. */
static void put_escaped(struct buf *b, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (text[i]) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		default:
			buf_putc(b, text[i]);
		}
	}
}

static void put_text(struct ladder *l, unsigned x, const char *anchor,
    const char *kind, const char *text, size_t n)
{
	buf_printf(&l->body,
	    "<text x=\"%u\" y=\"%u\" text-anchor=\"%s\" class=\"%s\">", x, l->y,
	    anchor, kind);
	put_escaped(&l->body, text, n);
	buf_puts(&l->body, "</text>\n");
}

static void put_word(struct ladder *l, unsigned x, const char *anchor,
    const char *kind, const char *text)
{
	put_text(l, x, anchor, kind, text, strlen(text));
}

static const char *kind_of(const struct diag_step *s)
{
	bool bad = s->what == STEP_ATT_ERROR || s->what == STEP_LTK_REFUSED ||
		   s->what == STEP_NOT_ENCRYPTED ||
		   (s->what == STEP_SMP && s->pdu[0] == SMP_PAIRING_FAILED) ||
		   (s->what == STEP_ENCRYPTION && s->code);

	return bad ? "bad" : "step";
}

static void put_step(struct ladder *l, const struct diag_conn *c,
    const struct diag_step *s, uint64_t start)
{
	struct buf text = { 0 }, when = { 0 };
	bool central = diag_sender(c, s) == DIAG_CENTRAL;
	unsigned from = central ? CENTRAL : PERIPHERAL;
	unsigned to = central ? PERIPHERAL : CENTRAL;

	buf_printf(&when, "%u  %.3f s", s->frame,
	    (double)(int64_t)(s->ns - start) / 1e9);
	put_text(l, CENTRAL - 15, "end", "when", (char *)when.data, when.len);
	diag_put_step(&text, s);
	if (diag_on_air(s)) {
		put_text(l, WIDTH / 2 + 10, "middle", kind_of(s),
		    (char *)text.data, text.len);
		buf_printf(&l->body,
		    "<line x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\" "
		    "class=\"%s\" marker-end=\"url(#tip)\"/>\n",
		    from, l->y + 5, to, l->y + 5, kind_of(s));
	} else {
		from = c->central ? CENTRAL : PERIPHERAL;
		buf_printf(&l->body,
		    "<circle cx=\"%u\" cy=\"%u\" r=\"3\" class=\"%s\"/>\n",
		    from, l->y - 4, kind_of(s));
		put_text(l, c->central ? from + 12 : from - 12,
		    c->central ? "start" : "end", kind_of(s), (char *)text.data,
		    text.len);
	}
	l->y += ROW;
	buf_free(&text);
	buf_free(&when);
}

void ladder_add(struct ladder *l, const char *title, const struct diag_conn *c,
    size_t first, size_t end)
{
	unsigned top;

	put_word(l, 15, "start", "title", title);
	l->y += ROW;
	put_word(l, CENTRAL, "middle", "title", "central");
	put_word(l, PERIPHERAL, "middle", "title", "peripheral");
	top = l->y + 6;
	l->y += ROW;
	for (size_t i = first; i < end; i++) {
		if (i - first == LADDER_MAX_STEPS) {
			put_word(l, WIDTH / 2, "middle", "when", "and more");
			l->y += ROW;
			break;
		}
		put_step(l, c, &c->steps[i], c->steps[0].ns);
	}
	for (int i = 0; i < 2; i++)
		buf_printf(&l->body,
		    "<line x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\" "
		    "class=\"life\"/>\n",
		    i ? PERIPHERAL : CENTRAL, top, i ? PERIPHERAL : CENTRAL,
		    l->y - 10);
	l->y += ROW;
}

void ladder_finish(struct ladder *l, struct buf *out)
{
	buf_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" "
	    "height=\"%u\" viewBox=\"0 0 %u %u\">\n",
	    WIDTH, l->y, WIDTH, l->y);
	buf_puts(out,
	    "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" "
	    "refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
	    "<path d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n"
	    "<style>\n"
	    "text { font: 12px sans-serif; fill: #222 }\n"
	    "text.title { font-weight: bold }\n"
	    "text.when { fill: #777; white-space: pre }\n"
	    "text.bad { fill: #b00020 }\n"
	    "line { stroke: #222 } line.bad { stroke: #b00020 }\n"
	    "line.life { stroke: #bbb }\n"
	    "circle { fill: #222 } circle.bad { fill: #b00020 }\n"
	    "</style>\n"
	    "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	buf_add(out, l->body.data, l->body.len);
	buf_puts(out, "</svg>\n");
	buf_free(&l->body);
	free(l);
}
