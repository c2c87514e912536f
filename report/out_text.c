/* SPDX-License-Identifier: MIT */
/* The report as text for a terminal or a pipe: thirty seconds to read. */
#include <math.h>

#include "base/clock.h"
#include "base/text.h"
#include "report/output.h"
#include "report/page.h"
#include "report/phrases.h"
#include "report/sparkline.h"

enum {
	INDENT = 12,
	ROWS = 5,
	FEW = 3,
	NAME_BYTES = 120,
	SPARK_MIN = 7,
	WIDTH_MIN = 40,
	WIDTH_MAX = 160
};

/* "CONSTRAINT  words words", further lines under the words. */
static void labelled(struct kz_page *p, const char *label, enum kz_ink ink, struct kz_str s)
{
	kz_page_left(p, KZ_INK_BOLD, kz_str_c(label), INDENT);
	kz_page_wrap(p, ink, s, INDENT, INDENT);
	kz_page_end(p);
}

static void indented(struct kz_page *p, size_t indent, struct kz_str s)
{
	kz_page_blanks(p, indent);
	kz_page_wrap(p, KZ_INK_PLAIN, s, indent, indent);
	kz_page_end(p);
}

/* A heading begins a block: one empty line above. */
static void heading(struct kz_page *p, const char *name, struct kz_str rest)
{
	kz_page_end(p);
	kz_page_fit(p, KZ_INK_BOLD, kz_str_c(name), p->width);
	if (rest.n) {
		kz_page_blanks(p, 2);
		kz_page_wrap(p, KZ_INK_DIM, rest, kz_str_c(name).n + 2, 2);
	}
	kz_page_end(p);
}

static void more(struct kz_page *p, size_t all, size_t shown)
{
	if (all <= shown)
		return;
	kz_page_blanks(p, 2);
	kz_page_fit(p, KZ_INK_DIM,
		kz_strf(p->mem, "%zu more: kaizen report --format html --output report.html",
			all - shown),
		p->width - 2);
	kz_page_end(p);
}

static void write_head(struct kz_page *p, const struct kz_model *m)
{
	const char *dot = p->utf8 ? "\u00b7 " : "- ";
	struct kz_str made = kz_strf(p->mem, "%smade " KZ_FMT " UTC", dot,
		KZ_ARG(kz_time_minute(p->mem, m->now)));

	if (m->to != KZ_UNKNOWN)
		made = kz_strf(p->mem, "%s" KZ_FMT " " KZ_FMT, dot,
			KZ_ARG(kz_say_window(p->mem, m)), KZ_ARG(made));
	kz_page_wrap(p, KZ_INK_BOLD, m->repository, 0, 0);
	kz_buf_byte(p->out, ' ');
	kz_page_wrap(p, KZ_INK_PLAIN, made, kz_text_width(m->repository) + 1, 0);
	kz_page_end(p);
}

static void write_headline(struct kz_page *p, const struct kz_model *m)
{
	const struct kz_headline *h = &m->headline;

	kz_page_end(p);
	labelled(p, h->status == KZ_STATUS_EMPTY ? "EMPTY" : "CONSTRAINT",
		h->constraint ? KZ_INK_WORSE : KZ_INK_PLAIN, h->title);
	if (h->detail.n)
		indented(p, INDENT, h->detail);
	if (h->status == KZ_STATUS_EMPTY)
		return;
	labelled(p, "BETTER", KZ_INK_PLAIN, h->better);
	labelled(p, "WORSE", KZ_INK_PLAIN, h->worse);
	labelled(p, "NEXT", KZ_INK_PLAIN, h->next);
}

struct columns {
	size_t title, spark, value, word;
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Names, numbers and words stay whole: the sparkline gets what is left, newest weeks first. */
static struct columns measure(struct kz_page *p, const struct kz_model *m)
{
	struct columns c = {0};
	size_t taken;

	for (size_t i = 0; i < m->n_series; i++) {
		const struct kz_series *s = &m->series[i];

		c.title = larger(c.title, kz_say_measure(p->mem, s).n);
		c.word = larger(c.word, s->word.n);
		c.value = larger(c.value,
			kz_show_unit(p->mem, s->measure->unit, s->points[s->latest].value).n);
		c.spark = larger(c.spark, s->n_weeks);
	}
	taken = 4 + c.title + 2 + 2 + c.value + 2 + c.word;
	if (p->width < taken + SPARK_MIN)
		c.spark = 0;
	else if (c.spark > p->width - taken)
		c.spark = p->width - taken;
	else if (c.spark < SPARK_MIN)
		c.spark = SPARK_MIN;
	return c;
}

static struct kz_str sign(const struct kz_page *p, const struct kz_series *s)
{
	if (s->tone == KZ_TONE_PLAIN)
		return p->utf8 ? KZ_S("\u00b7") : KZ_S(".");
	if (s->direction > 0)
		return p->utf8 ? KZ_S("\u25b2") : KZ_S("+");
	return p->utf8 ? KZ_S("\u25bc") : KZ_S("-");
}

static void write_spark(struct kz_page *p, const struct kz_series *s, size_t skip)
{
	kz_spark_text(p->out, kz_series_drawn(p->mem, s) + skip, s->n_weeks - skip, p->utf8);
}

static void write_series(struct kz_page *p, const struct kz_series *s, const struct columns *c)
{
	struct kz_str now = kz_show_unit(p->mem, s->measure->unit, s->points[s->latest].value);
	size_t skip = s->n_weeks > c->spark ? s->n_weeks - c->spark : 0;

	kz_page_blanks(p, 2);
	kz_page_left(p, kz_page_tone(s->tone), sign(p, s), 2);
	kz_page_left(p, KZ_INK_PLAIN, kz_say_measure(p->mem, s), c->title + 2);
	if (c->spark) {
		kz_page_blanks(p, c->spark - (s->n_weeks - skip));
		write_spark(p, s, skip);
		kz_page_blanks(p, 2);
	}
	kz_page_right(p, now, c->value);
	kz_page_blanks(p, 2);
	if (8 + c->title + c->value + c->word > p->width) {
		kz_page_end(p);
		kz_page_blanks(p, 4);
	}
	kz_page_fit(p, kz_page_tone(s->tone), s->word, p->width);
	kz_page_end(p);
}

static struct kz_str last_weeks(struct kz_page *p, const struct kz_model *m, size_t spark)
{
	if ((size_t)m->weeks < spark)
		spark = (size_t)m->weeks;
	if (spark == (size_t)m->weeks)
		return kz_show_plural(p->mem, (int64_t)spark, "week");
	return kz_strf(p->mem, "last " KZ_FMT,
		KZ_ARG(kz_show_plural(p->mem, (int64_t)spark, "week")));
}

static void write_measures(struct kz_page *p, const struct kz_model *m)
{
	struct columns c = measure(p, m);

	if (m->headline.status == KZ_STATUS_EMPTY)
		return;
	if (m->n_series == 0) {
		heading(p, "MEASURES", KZ_S("nothing to measure in this window"));
		return;
	}
	kz_page_end(p);
	kz_page_left(p, KZ_INK_BOLD, KZ_S("MEASURES"), c.title + 6);
	if (c.spark)
		kz_page_left(p, KZ_INK_DIM, last_weeks(p, m, c.spark), c.spark + 2);
	kz_page_right(p, KZ_S("now"), c.value);
	kz_page_end(p);
	for (size_t i = 0; i < m->n_series; i++)
		write_series(p, &m->series[i], &c);
}

static void write_loss(struct kz_page *p, const struct kz_model *m, const struct kz_finding_row *f)
{
	size_t bar = p->width >= 60 ? 14 : 0;
	KZ_OWN(kz_buf) b = kz_buf_new(200);

	kz_page_blanks(p, 2);
	kz_page_right(p, kz_show_number(p->mem, f->minutes_per_week), 6);
	kz_page_blanks(p, 2);
	if (bar) {
		kz_bar_text(b, f->minutes_per_week, m->losses->minutes_per_week, bar, p->utf8);
		kz_page_left(p, KZ_INK_PLAIN, kz_buf_str(b), bar + 1);
	}
	kz_page_right(p, kz_show_share(p->mem, kz_loss_share(m, f)), 4);
	kz_page_blanks(p, 2);
	kz_page_fit(p, KZ_INK_PLAIN, kz_short_title(f), p->width - (bar ? bar + 17 : 16));
	kz_page_end(p);
}

static void write_losses(struct kz_page *p, const struct kz_model *m)
{
	size_t shown = m->n_losses < ROWS ? m->n_losses : ROWS;

	if (m->n_losses == 0)
		return;
	heading(p, "LOSSES",
		kz_strf(p->mem, "minutes a week; share of all " KZ_FMT,
			KZ_ARG(kz_show_number(p->mem, m->loss_total))));
	for (size_t i = 0; i < shown; i++)
		write_loss(p, m, &m->losses[i]);
	more(p, m->n_losses, shown);
}

static void write_friction_row(struct kz_page *p, const struct kz_model *m,
	const struct kz_finding_row *f)
{
	const struct kz_repair_row *r = kz_repair_of(m, f);
	struct kz_str cited = kz_say_cited(p->mem, f, 3), proof = r ? kz_say_proof(r) : KZ_S("");

	indented(p, 2, kz_short_title(f));
	indented(p, 4,
		kz_strf(p->mem, KZ_FMT "%s" KZ_FMT "; " KZ_FMT, KZ_ARG(kz_say_times(p->mem, f)),
			cited.n ? ": " : "", KZ_ARG(cited), KZ_ARG(f->id)));
	if (r)
		indented(p, 4,
			kz_strf(p->mem, "worked: `" KZ_FMT "`, not `" KZ_FMT "`%s" KZ_FMT "%s",
				KZ_ARG(kz_utf8_head(r->right, NAME_BYTES)),
				KZ_ARG(kz_utf8_head(r->wrong, NAME_BYTES)), proof.n ? " (" : "",
				KZ_ARG(proof), proof.n ? ")" : ""));
}

/* A few of each rank: what is frequent but normal work must not crowd out what can be changed. */
static void write_friction(struct kz_page *p, const struct kz_model *m)
{
	static const size_t most[] = {2, 3, 2, 1};
	size_t all, shown = 0, of_rank[4] = {0};
	const struct kz_finding_row **rows = kz_friction_rows(p->mem, m, &all);

	if (all == 0)
		return;
	heading(p, "FRICTION", KZ_S("that comes back (kaizen explain ID shows each call)"));
	if (m->totals.hidden > 0)
		indented(p, 2, kz_say_hidden(p->mem, m));
	for (size_t i = 0; i < all; i++) {
		int rank = kz_friction_rank(rows[i]);

		if (of_rank[rank]++ >= most[rank])
			continue;
		write_friction_row(p, m, rows[i]);
		shown++;
	}
	more(p, all, shown);
}

static void write_cause(struct kz_page *p, const struct kz_cause_row *c)
{
	indented(p, 2,
		kz_strf(p->mem, KZ_FMT ": " KZ_FMT ", " KZ_FMT " repaired" KZ_FMT, KZ_ARG(c->path),
			KZ_ARG(kz_show_plural(p->mem, c->fixes, "fix")),
			KZ_ARG(kz_show_plural(p->mem, c->lines, "line")),
			KZ_ARG(isfinite(c->minutes_per_week)
					? kz_strf(p->mem, ", " KZ_FMT " min a week",
						  KZ_ARG(kz_show_number(p->mem,
							  c->minutes_per_week)))
					: KZ_S(""))));
	if (c->n_origins) {
		const struct kz_origin_row *o = &c->origins[0];

		kz_page_blanks(p, 4);
		kz_page_fit(p, KZ_INK_PLAIN,
			kz_strf(p->mem, "most from " KZ_FMT " (" KZ_FMT "): " KZ_FMT,
				KZ_ARG(kz_short_id(o->oid)),
				KZ_ARG(o->written_by.n ? o->written_by : KZ_S("not reached")),
				KZ_ARG(kz_utf8_head(o->subject, NAME_BYTES))),
			p->width - 4);
		kz_page_end(p);
	}
}

static void write_causes(struct kz_page *p, const struct kz_model *m)
{
	size_t shown = m->n_causes < FEW ? m->n_causes : FEW;

	if (m->totals.fixes == 0)
		return;
	heading(p, "ROOT CAUSES",
		kz_strf(p->mem, KZ_FMT ", " KZ_FMT " traced to the commits that wrote the lines",
			KZ_ARG(kz_show_plural(p->mem, m->totals.fixes, "fix")),
			KZ_ARG(kz_show_count(p->mem, m->totals.traced))));
	for (size_t i = 0; i < shown; i++)
		write_cause(p, &m->causes[i]);
	more(p, m->n_causes, shown);
}

/* "13 of 17 sessions before, 9 of 70 after: helped"; of a proposal, when it can be checked. */
static struct kz_str effect(struct kz_arena *a, const struct kz_counter_row *c)
{
	struct kz_str before = kz_say_events(a, c->before_events, c->before_n);

	if (c->in_force_at == KZ_UNKNOWN && !kz_counter_is_alive(c))
		return kz_strf(a, KZ_FMT " before; it never was in force", KZ_ARG(before));
	if (c->in_force_at == KZ_UNKNOWN)
		return kz_strf(a, KZ_FMT " before; a verdict can come on " KZ_FMT, KZ_ARG(before),
			KZ_ARG(kz_time_day(a, c->check_at)));
	return kz_strf(a, KZ_FMT " before, " KZ_FMT " after: " KZ_FMT, KZ_ARG(before),
		KZ_ARG(kz_say_events(a, c->after_events, c->after_n)), KZ_ARG(kz_say_verdict(c)));
}

static void write_counter(struct kz_page *p, const struct kz_counter_row *c)
{
	struct kz_str state = kz_say_state_since(p->mem, c);

	indented(p, 2,
		kz_strf(p->mem, KZ_FMT ", " KZ_FMT ": " KZ_FMT, KZ_ARG(c->id), KZ_ARG(state),
			KZ_ARG(c->text)));
	indented(p, 4, effect(p->mem, c));
}

static void write_counters(struct kz_page *p, const struct kz_model *m)
{
	size_t shown = m->n_counters < ROWS ? m->n_counters : ROWS;

	if (m->to == KZ_UNKNOWN)
		return;
	heading(p, "COUNTERMEASURES", m->n_counters ? KZ_S("") : KZ_S("none yet"));
	for (size_t i = 0; i < shown; i++)
		write_counter(p, &m->counters[i]);
	more(p, m->n_counters, shown);
}

static void write_unknown(struct kz_page *p, const struct kz_model *m)
{
	if (m->n_unknown == 0 && m->problems_total == 0)
		return;
	heading(p, "NOT KNOWN", KZ_S(""));
	for (size_t i = 0; i < m->n_unknown; i++)
		indented(p, 2, m->unknown[i]);
	if (m->problems_total)
		indented(p, 2,
			kz_strf(p->mem,
				KZ_FMT " of input could not be read: `kaizen status` names them.",
				KZ_ARG(kz_show_plural(p->mem, m->problems_total, "part"))));
}

static int text_write(struct kz_ctx *cx, const struct kz_model *m,
	const struct kz_report_options *options, struct kz_buf *out)
{
	struct kz_page p = {
		.mem = cx->mem,
		.out = out,
		.width = options->width < WIDTH_MIN  ? WIDTH_MIN
			: options->width > WIDTH_MAX ? WIDTH_MAX
						     : options->width,
		.utf8 = options->utf8,
		.colour = options->colour,
	};

	write_head(&p, m);
	write_headline(&p, m);
	write_measures(&p, m);
	write_losses(&p, m);
	write_friction(&p, m);
	write_causes(&p, m);
	write_counters(&p, m);
	write_unknown(&p, m);
	kz_page_end(&p);
	labelled(&p, "More:", KZ_INK_PLAIN,
		KZ_S("kaizen report --format html --output report.html, kaizen status"));
	return 0;
}

const struct kz_output out_text = {.name = "text", .write = text_write};
