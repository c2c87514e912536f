/* SPDX-License-Identifier: MIT */
/* The report as one HTML file: no request, no script, every text escaped at the last step. */
#include <string.h>

#include "base/clock.h"
#include "base/embed.h"
#include "base/escape.h"
#include "report/html.h"
#include "report/output.h"
#include "report/phrases.h"
#include "report/sparkline.h"

enum { BODY_MAX = 8 << 20 };

static const struct kz_embed *embedded(const char *path)
{
	for (const struct kz_embed *e = kz_embedded; e->path; e++)
		if (strcmp(e->path, path) == 0)
			return e;
	KZ_BUG("a part of the page is not in the program");
}

static unsigned hex_digit(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The style's hash as the policy wants it. */
static void write_hash(struct kz_buf *out, const char *hex)
{
	char bytes[32];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
	kz_base64(out, (struct kz_str){bytes, sizeof(bytes)});
}

static struct kz_str sign(const struct kz_series *s)
{
	if (s->tone == KZ_TONE_PLAIN)
		return KZ_S("");
	return s->direction > 0 ? KZ_S("\u25b2 ") : KZ_S("\u25bc ");
}

static void write_tile(struct kz_html *h, const struct kz_series *s, size_t number)
{
	struct kz_arena *a = h->cx->mem;

	kz_buf_addf(h->out, "<a class=\"tile %s\" href=\"#measure-%zu\">", kz_html_tone(s->tone),
		number + 1);
	kz_html_element(h, "span", "tn", s->measure->title);
	kz_html_raw(h, "<span class=\"tv\">");
	kz_html_text(h, kz_show_unit(a, s->measure->unit, s->points[s->latest].value));
	if (s->measure->is_sum)
		kz_buf_addf(h->out, " <small>a %s</small>", kz_series_word(s));
	kz_html_raw(h, "</span>");
	kz_spark_svg(h->out, s);
	kz_html_raw(h, "<span class=\"td\">");
	kz_html_text(h, sign(s));
	kz_html_text(h, s->word);
	kz_html_raw(h, "</span></a>\n");
}

static void write_tiles(struct kz_html *h)
{
	if (h->m->n_series == 0)
		return;
	kz_html_raw(h, "<div class=\"tiles\">");
	for (size_t i = 0; i < h->m->n_series; i++)
		write_tile(h, &h->m->series[i], i);
	kz_html_raw(h,
		"</div><p class=\"note\">Number: the newest complete day or week. Line: the whole "
		"window. Grey band: natural process limits. A tile is coloured only when the "
		"process gave a signal.</p>");
}

static void write_column(struct kz_html *h, const char *class_name, const char *name,
	struct kz_str text)
{
	kz_buf_addf(h->out, "<div class=\"%s\"><h2>%s</h2>", class_name, name);
	kz_html_rich_element(h, "p", NULL, text);
	kz_html_raw(h, "</div>");
}

static void write_header(struct kz_html *h)
{
	const struct kz_headline *head = &h->m->headline;
	struct kz_arena *a = h->cx->mem;

	kz_html_raw(h, "<header id=\"top\"><p class=\"kick\">kaizen report \u00b7 ");
	kz_html_element(h, "b", NULL, h->m->repository);
	kz_html_raw(h, " \u00b7 ");
	kz_html_text(h, kz_say_window(a, h->m));
	kz_html_raw(h, " \u00b7 made ");
	kz_html_text(h, kz_time_minute(a, h->m->now));
	kz_html_raw(h, " UTC</p>\n");
	kz_html_rich_element(h, "h1", head->constraint ? "named" : NULL, head->title);
	kz_html_rich_element(h, "p", "hl", head->detail);
	if (head->status != KZ_STATUS_EMPTY) {
		kz_html_raw(h, "<div class=\"three\">");
		write_column(h, "better", "Better", head->better);
		write_column(h, "worse", "Worse", head->worse);
		write_column(h, "next", "Next", head->next);
		kz_html_raw(h, "</div>");
	}
	write_tiles(h);
	if (h->gnuplot.is_missing && head->status != KZ_STATUS_EMPTY)
		kz_html_raw(h, "<p class=\"note\">charts not drawn: gnuplot not found</p>");
	kz_html_raw(h, "</header>\n");
}

/* The sections of a page in its order. An empty repository has the last alone. */
static const struct section {
	const char *id, *name;
	void (*write)(struct kz_html *h);
	bool always;
} sections[] = {
	{"losses", "Constraint, losses", kz_html_losses, false},
	{"countermeasures", "Countermeasures", kz_html_counters, false},
	{"measures", "Measures", kz_html_measures, false},
	{"friction", "Friction", kz_html_friction, false},
	{"causes", "Root causes", kz_html_causes, false},
	{"unknown", "Not known", kz_html_unknown, true},
};
enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

static bool is_shown(const struct kz_html *h, const struct section *s)
{
	return s->always || h->m->headline.status != KZ_STATUS_EMPTY;
}

static void write_nav(struct kz_html *h, struct kz_buf *page)
{
	kz_buf_text(page, "<a href=\"#top\">Summary</a>");
	for (size_t i = 0; i < SECTIONS; i++)
		if (is_shown(h, &sections[i]))
			kz_buf_addf(page, "<a href=\"#%s\">%s</a>", sections[i].id,
				sections[i].name);
}

static void write_slot(struct kz_html *h, struct kz_str name, struct kz_buf *page)
{
	const struct kz_embed *style = embedded("dashboards/html/page.css");

	if (kz_str_eq(name, KZ_S("style-hash"))) {
		write_hash(page, style->sha256);
	} else if (kz_str_eq(name, KZ_S("style"))) {
		kz_buf_add(page, (struct kz_str){style->bytes, style->n});
	} else if (kz_str_eq(name, KZ_S("title"))) {
		kz_esc_html(page, h->m->repository);
		kz_buf_text(page, ": ");
		kz_esc_html(page, h->m->headline.title);
	} else if (kz_str_eq(name, KZ_S("nav"))) {
		write_nav(h, page);
	} else if (kz_str_eq(name, KZ_S("body"))) {
		kz_buf_add(page, kz_buf_str(h->out));
	} else {
		KZ_BUG("the page has a slot that nothing fills");
	}
}

/* page.html with its {{slots}} filled; what goes in is escaped already. */
static void write_page(struct kz_html *h, struct kz_buf *page)
{
	const struct kz_embed *frame = embedded("dashboards/html/page.html");
	struct kz_str rest = {frame->bytes, frame->n};
	size_t open, close;

	while (kz_str_find(rest, KZ_S("{{"), &open) && kz_str_find(rest, KZ_S("}}"), &close)) {
		kz_buf_add(page, kz_str_head(rest, open));
		write_slot(h, kz_str_sub(rest, open + 2, close - open - 2), page);
		rest = kz_str_from(rest, close + 2);
	}
	kz_buf_add(page, rest);
}

static int html_write(struct kz_ctx *cx, const struct kz_model *m,
	const struct kz_report_options *options, struct kz_buf *out)
{
	KZ_OWN(kz_buf) body = kz_buf_new(BODY_MAX);
	struct kz_html h = {
		.cx = cx,
		.m = m,
		.out = body,
		.gnuplot = kz_gnuplot_find(cx, options->work_dir),
	};

	write_header(&h);
	for (size_t i = 0; i < SECTIONS; i++)
		if (is_shown(&h, &sections[i]))
			sections[i].write(&h);
	if (body->over)
		return kz_fail(cx, KZ_ELIMIT, "report: page larger than %d bytes", BODY_MAX);
	write_page(&h, out);
	return 0;
}

const struct kz_output out_html = {.name = "html", .write = html_write};
