/* SPDX-License-Identifier: MIT */
/* Sections with charts: losses and measures. A chart that cannot be drawn says why. */
#include <math.h>

#include "base/clock.h"
#include "base/log.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/phrases.h"
#include "report/sparkline.h"

enum {
	ASSIGN_MAX = 2 << 20,
	CHARTS_MAX = 560 << 10, /* bytes of pictures in a page that must stay under 1 MB */
};

/* True when the picture stands on the page. */
static bool draw(struct kz_html *h, struct kz_chart *c, struct kz_str alt)
{
	struct kz_str png;
	int rc;

	if (h->gnuplot.is_missing)
		return false;
	if (h->chart_bytes > CHARTS_MAX) {
		kz_html_raw(h,
			"<p class=\"note\">Chart left out: the page would grow over 1 MB.</p>");
		return false;
	}
	kz_gp_number(c->assign, "W", KZ_CHART_WIDTH);
	kz_gp_number(c->assign, "H", c->height);
	kz_gp_number(c->assign, "HEAD", 0);
	rc = kz_gnuplot_png(h->cx, &h->gnuplot, c->script, c->assign, &png);
	if (rc == 0) {
		kz_html_png(h, png, alt, c->height);
		return true;
	}
	if (rc != KZ_ENOENT && kz_stopped(h->cx) == 0) {
		kz_warn(h->cx, KZ_FMT, KZ_ARG(kz_str_c(h->cx->err.text)));
		kz_html_raw(h,
			"<p class=\"note\">Chart not drawn: gnuplot failed; the data below are "
			"complete.</p>");
	}
	kz_err_clear(h->cx);
	return false;
}

static void fact(struct kz_html *h, const char *name, struct kz_str value)
{
	kz_buf_addf(h->out, "<div><dt>%s</dt><dd>", name);
	kz_html_rich(h, value);
	kz_html_raw(h, "</dd></div>");
}

static struct kz_str limits(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph)
{
	if (ph->level < KZ_XMR_PROVISIONAL)
		return kz_strf(a, "from %d %ss on", KZ_XMR_NEED_LIMITS, kz_series_word(s));
	return kz_strf(a, KZ_FMT "%s",
		KZ_ARG(kz_show_range(a, s->measure->unit, ph->low, ph->high)),
		ph->level == KZ_XMR_PROVISIONAL ? " (provisional)" : "");
}

static struct kz_str marks(struct kz_arena *a, const struct kz_model *m)
{
	KZ_OWN(kz_buf) b = kz_buf_new(8000);

	for (size_t i = 0; i < m->n_marks; i++)
		kz_buf_addf(b, "%s" KZ_FMT " " KZ_FMT, i ? ", " : "",
			KZ_ARG(kz_time_day(a, m->marks[i].at)), KZ_ARG(m->marks[i].id));
	return kz_str_dup(a, kz_buf_str(b));
}

static void write_facts(struct kz_html *h, const struct kz_series *s)
{
	struct kz_arena *a = h->cx->mem;
	const struct kz_xmr_phase *ph = kz_series_phase(s, s->latest);
	enum kz_unit unit = s->measure->unit;

	kz_html_raw(h, "<dl class=\"facts\">");
	fact(h, "Newest",
		kz_strf(a, KZ_FMT " %s " KZ_FMT,
			KZ_ARG(kz_show_unit(a, unit, s->points[s->latest].value)),
			s->is_daily ? "on" : "in", KZ_ARG(kz_series_bucket(a, s, s->latest))));
	if (ph->level >= KZ_XMR_CENTRE)
		fact(h, "Mean", kz_show_unit(a, unit, ph->centre));
	if (ph > s->phases)
		fact(h, "Mean before", kz_show_unit(a, unit, ph[-1].centre));
	fact(h, "Limits", limits(a, s, ph));
	fact(h, "Data", s->source);
	if (h->m->n_marks)
		fact(h, "Marks", marks(a, h->m));
	kz_html_raw(h, "</dl>");
}

static void write_sub(struct kz_html *h, const struct kz_series *s)
{
	enum kz_xmr_level level = kz_series_phase(s, s->latest)->level;

	kz_html_raw(h, "<p class=\"sub\">");
	kz_html_rich(h, s->measure->about);
	kz_buf_addf(h->out, ", by %s", kz_series_word(s));
	if (level >= KZ_XMR_PROVISIONAL)
		kz_buf_addf(h->out, "; %s: natural process limits, mean \u00b1 2.66 \u00d7 mR%s",
			level == KZ_XMR_FIRM ? "shaded" : "dashed",
			s->is_log ? " of logarithms" : "");
	kz_html_raw(h, "</p>");
}

/* A chart, or why there is none: too few points, no gnuplot, gnuplot failed. */
static bool write_chart(struct kz_html *h, const struct kz_series *s)
{
	KZ_OWN(kz_buf) assign = kz_buf_new(ASSIGN_MAX);
	struct kz_chart chart = {.assign = assign};

	if (kz_chart_has_xmr(s)) {
		kz_chart_xmr(h->cx->mem, &chart, h->m, s);
		return draw(h, &chart, s->finding);
	}
	if (s->measured > 1) {
		kz_html_raw(h, "<div class=\"few\">");
		kz_spark_svg(h->out, s);
		kz_html_raw(h, "</div>");
	}
	return true;
}

static void write_figure(struct kz_html *h, const struct kz_series *s, size_t number)
{
	struct kz_grid g = kz_grid_series(h->cx->mem, s);
	bool drawn;

	kz_buf_addf(h->out, "<figure id=\"measure-%zu\">", number + 1);
	kz_html_rich_element(h, "h3", NULL, s->finding);
	write_sub(h, s);
	kz_html_raw(h, "<div class=\"pair\"><div>");
	drawn = write_chart(h, s);
	kz_html_raw(h, "</div>");
	write_facts(h, s);
	kz_html_raw(h, "</div>");
	kz_html_data(h, &g, !drawn);
	kz_html_raw(h, "</figure>\n");
}

void kz_html_measures(struct kz_html *h)
{
	kz_html_raw(h,
		"<section id=\"measures\"><h2>Measures over time</h2>"
		"<p class=\"lead\">Signal or noise? Limits are the process\u2019s own, no "
		"targets; what stays inside them is noise.</p>");
	if (h->m->n_series == 0)
		kz_html_raw(h,
			"<p>Nothing to measure in this window: no change was merged, no "
			"session and no test run is known.</p>");
	for (size_t i = 0; i < h->m->n_series; i++)
		write_figure(h, &h->m->series[i], i);
	kz_html_raw(h, "</section>\n");
}

static void write_loss(struct kz_html *h, const struct kz_finding_row *f)
{
	struct kz_arena *a = h->cx->mem;

	kz_html_row(h, NULL);
	kz_html_text_cell(h, f->title);
	kz_html_text_cell(h, kz_show_number(a, f->minutes_per_week));
	kz_html_text_cell(h, kz_show_share(a, kz_loss_share(h->m, f)));
	kz_html_text_cell(h, kz_show_count(a, f->n));
	kz_html_text_cell(h, kz_show_count(a, f->sessions));
	kz_html_cell(h);
	kz_html_id(h, f->id);
	kz_html_raw(h, "</td>");
	kz_html_row_end(h);
}

static void write_loss_table(struct kz_html *h)
{
	size_t shown = h->m->n_losses < 12 ? h->m->n_losses : 12;

	kz_html_table(h, "tw", "Losses, scrolls by itself",
		(const char *const[]){"Loss", "#Min a week", "#Share", "#n", "#Sessions",
			"Evidence", NULL});
	for (size_t i = 0; i < shown; i++)
		write_loss(h, &h->m->losses[i]);
	kz_html_table_end(h);
	kz_html_raw(h,
		"<p class=\"note\"><code>kaizen explain ID</code> goes from a finding to the "
		"rows it rests on.");
	if (shown < h->m->n_losses)
		kz_buf_addf(h->out, " %zu more losses are in the data table and in JSON and CSV.",
			h->m->n_losses - shown);
	kz_html_raw(h, "</p>");
}

/* Minutes by kind of finding: beside the chart, in words of its own. */
static void write_kinds(struct kz_html *h)
{
	static const struct {
		struct kz_str kind;
		const char *name;
	} kinds[] = {
		{KZ_S("friction"), "Recurring failures of tools"},
		{KZ_S("hidden-failure"), "Failures that nobody saw"},
		{KZ_S("repair"), "Wrong forms that were repaired"},
		{KZ_S("defect-origin"), "Bug fixes, by file"},
	};

	kz_html_raw(h, "<dl class=\"facts\">");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		double sum = 0;

		for (size_t i = 0; i < h->m->n_losses; i++)
			if (kz_str_eq(h->m->losses[i].kind, kinds[k].kind) &&
				isfinite(h->m->losses[i].minutes_per_week))
				sum += h->m->losses[i].minutes_per_week;
		if (sum > 0)
			fact(h, kinds[k].name,
				kz_strf(h->cx->mem, KZ_FMT " min a week",
					KZ_ARG(kz_show_number(h->cx->mem, sum))));
	}
	kz_html_raw(h, "</dl>");
}

/* Losses are those of all data: a window of them would forget what a rule was made for. */
static struct kz_str loss_days(struct kz_arena *a, const struct kz_model *m)
{
	int64_t from = KZ_UNKNOWN, to = KZ_UNKNOWN;

	for (size_t i = 0; i < m->n_losses; i++) {
		const struct kz_finding_row *f = &m->losses[i];

		if (f->first_at == KZ_UNKNOWN || f->last_at == KZ_UNKNOWN)
			continue;
		if (from == KZ_UNKNOWN || f->first_at < from)
			from = f->first_at;
		if (to == KZ_UNKNOWN || f->last_at > to)
			to = f->last_at;
	}
	if (from == KZ_UNKNOWN)
		return KZ_S("in all data");
	return kz_strf(a, "all data, " KZ_FMT " to " KZ_FMT, KZ_ARG(kz_time_day(a, from)),
		KZ_ARG(kz_time_day(a, to)));
}

static void write_pareto(struct kz_html *h)
{
	KZ_OWN(kz_buf) assign = kz_buf_new(ASSIGN_MAX);
	struct kz_chart chart = {.assign = assign};
	struct kz_str finding = kz_pareto_finding(h->cx->mem, h->m);
	struct kz_grid g = kz_grid_losses(h->cx->mem, h->m);

	kz_html_raw(h, "<figure id=\"pareto\">");
	kz_html_element(h, "h3", NULL, finding);
	kz_html_element(h, "p", "sub",
		kz_strf(h->cx->mem,
			"Minutes a week, over the weeks between first and last event of "
			"each; n = " KZ_FMT "; " KZ_FMT,
			KZ_ARG(kz_show_plural(h->cx->mem, (int64_t)kz_pareto_count(h->m),
				"finding")),
			KZ_ARG(loss_days(h->cx->mem, h->m))));
	if (kz_chart_has_pareto(h->m)) {
		kz_chart_pareto(h->cx->mem, &chart, h->m);
		kz_html_raw(h, "<div class=\"pair\"><div>");
		(void)draw(h, &chart, finding);
		kz_html_raw(h, "</div>");
		write_kinds(h);
		kz_html_raw(h, "</div>");
	} else {
		kz_html_raw(h,
			"<p class=\"note\">Fewer than three losses have minutes: a list, no "
			"chart.</p>");
	}
	write_loss_table(h);
	kz_html_data(h, &g, false);
	kz_html_raw(h, "</figure>\n");
}

/* The constraint is elapsed time, not effort: a table of its own. */
static void write_stages(struct kz_html *h)
{
	struct kz_arena *a = h->cx->mem;

	if (h->m->n_stages == 0)
		return;
	kz_html_raw(h,
		"<h3>Where a change\u2019s time goes: elapsed, so not among the losses</h3>");
	kz_html_table(h, "tw card", "Stages, scrolls by itself",
		(const char *const[]){"Stage", "#Median", "#85th percentile", "#Share of time",
			"#n", NULL});
	for (size_t i = 0; i < h->m->n_stages; i++) {
		const struct kz_stage_row *s = &h->m->stages[i];

		kz_html_row(h, kz_str_eq(s->name, h->m->constraint.subject) ? "constraint" : NULL);
		kz_html_text_cell(h, s->words);
		kz_html_text_cell(h, kz_show_minutes(a, s->median));
		kz_html_text_cell(h, kz_show_minutes(a, s->p85));
		kz_html_text_cell(h, kz_show_share(a, s->share));
		kz_html_text_cell(h, kz_show_count(a, s->n));
		kz_html_row_end(h);
	}
	kz_html_table_end(h);
	kz_html_raw(h, "<p class=\"note\">How sure: ");
	kz_html_text(h, h->m->headline.confidence);
	kz_html_raw(h, " \u00b7 evidence: ");
	kz_html_id(h, h->m->constraint.id);
	kz_html_raw(h, "</p>");
}

void kz_html_losses(struct kz_html *h)
{
	kz_html_raw(h,
		"<section id=\"losses\"><h2>Constraint and losses</h2>"
		"<p class=\"lead\">Where does a change wait, and where do minutes go?</p>");
	write_stages(h);
	if (h->m->n_stages && h->m->n_losses)
		kz_html_raw(h, "<h3>Minutes lost</h3>");
	if (h->m->n_losses)
		write_pareto(h);
	else
		kz_html_raw(h,
			"<p>No loss was found in this window: no recurring failure of a tool, "
			"no repair, no traced fix.</p>");
	kz_html_raw(h, "</section>\n");
}
