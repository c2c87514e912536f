/* SPDX-License-Identifier: MIT */
/* Pieces of the HTML page: escaping, pictures, boxes, plain tables. */
#include "report/html.h"

#include "base/escape.h"
#include "report/chart.h"

enum { ROWS_MAX = 60 }; /* of a plain table; all of them are in JSON and CSV */

void kz_html_raw(struct kz_html *h, const char *markup)
{
	kz_buf_text(h->out, markup);
}

void kz_html_text(struct kz_html *h, struct kz_str s)
{
	kz_esc_html(h->out, s);
}

void kz_html_code(struct kz_html *h, struct kz_str s)
{
	kz_html_raw(h, "<code>");
	kz_html_text(h, s);
	kz_html_raw(h, "</code>");
}

void kz_html_path(struct kz_html *h, struct kz_str s)
{
	struct kz_str part;

	kz_html_raw(h, "<code>");
	while (kz_str_cut(&s, '/', &part)) {
		kz_html_text(h, part);
		kz_html_raw(h, "/<wbr>");
	}
	kz_html_text(h, s);
	kz_html_raw(h, "</code>");
}

static size_t count_ticks(struct kz_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '`';
	return n;
}

void kz_html_rich(struct kz_html *h, struct kz_str s)
{
	struct kz_str part;

	if (count_ticks(s) % 2 != 0) {
		kz_html_text(h, s);
		return;
	}
	while (kz_str_cut(&s, '`', &part)) {
		kz_html_text(h, part);
		if (kz_str_cut(&s, '`', &part))
			kz_html_code(h, part);
	}
	kz_html_text(h, s);
}

static void open_tag(struct kz_html *h, const char *tag, const char *class_name)
{
	if (class_name && *class_name)
		kz_buf_addf(h->out, "<%s class=\"%s\">", tag, class_name);
	else
		kz_buf_addf(h->out, "<%s>", tag);
}

void kz_html_element(struct kz_html *h, const char *tag, const char *class_name, struct kz_str s)
{
	open_tag(h, tag, class_name);
	kz_html_text(h, s);
	kz_buf_addf(h->out, "</%s>", tag);
}

void kz_html_rich_element(struct kz_html *h, const char *tag, const char *class_name,
	struct kz_str s)
{
	open_tag(h, tag, class_name);
	kz_html_rich(h, s);
	kz_buf_addf(h->out, "</%s>", tag);
}

void kz_html_id(struct kz_html *h, struct kz_str id)
{
	kz_html_element(h, "code", "id", id);
}

const char *kz_html_tone(enum kz_tone tone)
{
	switch (tone) {
	case KZ_TONE_BETTER:
		return "better";
	case KZ_TONE_WORSE:
		return "worse";
	case KZ_TONE_CHANGED:
	case KZ_TONE_PLAIN:
		break;
	}
	return "";
}

void kz_base64(struct kz_buf *b, struct kz_str s)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s.p[i] << 16;
		size_t left = s.n - i;

		if (left > 1)
			v |= (unsigned)(unsigned char)s.p[i + 1] << 8;
		if (left > 2)
			v |= (unsigned)(unsigned char)s.p[i + 2];
		kz_buf_byte(b, digits[v >> 18]);
		kz_buf_byte(b, digits[v >> 12 & 63]);
		kz_buf_byte(b, left > 1 ? digits[v >> 6 & 63] : '=');
		kz_buf_byte(b, left > 2 ? digits[v & 63] : '=');
	}
}

void kz_html_png(struct kz_html *h, struct kz_str png, struct kz_str alt, int height)
{
	kz_html_box(h, "chart", "Chart, scrolls sideways");
	kz_buf_addf(h->out, "<img width=\"%d\" height=\"%d\" alt=\"", KZ_CHART_WIDTH, height);
	kz_html_text(h, alt);
	kz_html_raw(h, "\" src=\"data:image/png;base64,");
	kz_base64(h->out, png);
	kz_html_raw(h, "\">");
	kz_html_box_end(h);
	kz_html_raw(h, "<p class=\"hint\">The chart scrolls sideways.</p>");
	h->chart_bytes += png.n;
}

void kz_html_box(struct kz_html *h, const char *class_name, const char *label)
{
	kz_buf_addf(h->out, "<div class=\"%s\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">",
		class_name, label);
}

void kz_html_box_end(struct kz_html *h)
{
	kz_html_raw(h, "</div>\n");
}

void kz_html_table(struct kz_html *h, const char *class_name, const char *label,
	const char *const *columns)
{
	h->columns = columns;
	kz_html_box(h, class_name, label);
	kz_html_raw(h, "<table class=\"wide\"><thead><tr>");
	for (; *columns; columns++) {
		bool is_number = (*columns)[0] == '#';

		kz_html_raw(h, is_number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		kz_html_text(h, kz_str_c(*columns + is_number));
		kz_html_raw(h, "</th>");
	}
	kz_html_raw(h, "</tr></thead><tbody>\n");
}

void kz_html_table_end(struct kz_html *h)
{
	kz_html_raw(h, "</tbody></table>");
	kz_html_box_end(h);
}

void kz_html_row(struct kz_html *h, const char *class_name)
{
	h->column = 0;
	open_tag(h, "tr", class_name);
}

void kz_html_row_end(struct kz_html *h)
{
	kz_html_raw(h, "</tr>\n");
}

void kz_html_cell(struct kz_html *h)
{
	const char *head = h->columns[h->column++];
	bool is_number = head[0] == '#';

	kz_buf_addf(h->out, "<td%s data-th=\"", is_number ? " class=\"n\"" : "");
	kz_html_text(h, kz_str_c(head + is_number));
	kz_html_raw(h, "\">");
}

void kz_html_text_cell(struct kz_html *h, struct kz_str s)
{
	kz_html_cell(h);
	kz_html_rich(h, s);
	kz_html_raw(h, "</td>");
}

static void write_cell(struct kz_html *h, const struct kz_cell *c)
{
	switch (c->type) {
	case KZ_CELL_TEXT:
		kz_html_element(h, "td", NULL, c->text);
		return;
	case KZ_CELL_INT:
		kz_buf_addf(h->out, "<td class=\"n\">%lld</td>", (long long)c->integer);
		return;
	case KZ_CELL_REAL:
		kz_buf_addf(h->out, "<td class=\"n\">%.6g</td>", c->real);
		return;
	case KZ_CELL_BOOL:
		kz_html_raw(h, c->integer ? "<td>yes</td>" : "<td>no</td>");
		return;
	case KZ_CELL_NULL:
		break;
	}
	kz_html_raw(h, "<td></td>");
}

static bool is_number(const struct kz_grid_column *c)
{
	struct kz_str type = kz_str_c(c->type);

	return kz_str_eq(type, KZ_S("integer")) || kz_str_eq(type, KZ_S("real"));
}

void kz_html_data(struct kz_html *h, const struct kz_grid *g, bool open)
{
	size_t from = g->n_rows > ROWS_MAX ? g->n_rows - ROWS_MAX : 0;

	kz_buf_addf(h->out, "<details%s><summary>Data, ", open ? " open" : "");
	kz_html_text(h, kz_show_plural(h->cx->mem, (int64_t)g->n_rows, "row"));
	if (from)
		kz_buf_addf(h->out, ", the last %d here", ROWS_MAX);
	kz_html_raw(h, "</summary>");
	kz_html_box(h, "tw data", "Table, scrolls by itself");
	kz_html_raw(h, "<table><thead><tr>");
	for (size_t k = 0; k < g->n_columns; k++) {
		kz_html_raw(h,
			is_number(&g->columns[k]) ? "<th scope=\"col\" class=\"n\">"
						  : "<th scope=\"col\">");
		kz_html_text(h, kz_str_c(g->columns[k].name));
		kz_html_raw(h, "</th>");
	}
	kz_html_raw(h, "</tr></thead><tbody>\n");
	for (size_t i = from; i < g->n_rows; i++) {
		kz_html_raw(h, "<tr>");
		for (size_t k = 0; k < g->n_columns; k++)
			write_cell(h, &g->cells[i * g->n_columns + k]);
		kz_html_raw(h, "</tr>\n");
	}
	kz_html_raw(h, "</tbody></table>");
	kz_html_box_end(h);
	kz_html_raw(h, "</details>\n");
}
