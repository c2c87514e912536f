/* SPDX-License-Identifier: MIT */
/* The report as Markdown that fits a pull request's comment: nothing from data becomes markup. */
#include <math.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/text.h"
#include "report/output.h"
#include "report/phrases.h"
#include "report/sparkline.h"

enum { ROWS = 10, NAME_BYTES = 160, COMMENT_MAX = 60000 }; /* GitHub takes 65,536 characters */

/* Inside a word it is no emphasis. */
static bool is_word_underscore(struct kz_str s, size_t i)
{
	return s.p[i] == '_' && i > 0 && i + 1 < s.n && kz_is_alnum(s.p[i - 1]) &&
		kz_is_alnum(s.p[i + 1]);
}

/* Letters, digits and marks that no Markdown dialect makes anything of. */
static bool is_plain(struct kz_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!kz_is_alnum(s.p[i]) && !is_word_underscore(s, i) &&
			!kz_str_find_byte(KZ_S(" ,.:;()%'-/?=+"), s.p[i], NULL))
			return false;
	return !kz_str_find(s, KZ_S("://"), NULL) && !kz_str_find_nocase(s, KZ_S("www."), NULL);
}

static bool is_sentence(struct kz_str s)
{
	struct kz_str part, code;

	while (kz_str_cut(&s, '`', &part)) {
		if (!is_plain(part) || !kz_str_cut(&s, '`', &code))
			return false;
	}
	return is_plain(s);
}

/* A sentence of ours with `names` in it stays one; anything else is a code span as a whole. */
static void sentence(struct kz_buf *b, struct kz_str s)
{
	struct kz_str part, code;

	if (!is_sentence(s)) {
		kz_esc_md(b, s);
		return;
	}
	while (kz_str_cut(&s, '`', &part)) {
		(void)kz_str_cut(&s, '`', &code);
		kz_buf_add(b, part);
		kz_esc_md(b, code);
	}
	kz_buf_add(b, s);
}

/* Cells of a row that began with "|": each brings its own blank and bar. */
static void cell(struct kz_buf *b, struct kz_str own)
{
	kz_buf_byte(b, ' ');
	kz_buf_add(b, own);
	kz_buf_text(b, " |");
}

static void sentence_cell(struct kz_buf *b, struct kz_str s)
{
	kz_buf_byte(b, ' ');
	sentence(b, s);
	kz_buf_text(b, " |");
}

static void code_cell(struct kz_buf *b, struct kz_str s)
{
	kz_buf_byte(b, ' ');
	if (s.n)
		kz_esc_md(b, kz_utf8_head(s, NAME_BYTES));
	kz_buf_text(b, " |");
}

static void write_head(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	const struct kz_headline *h = &m->headline;
	const struct {
		const char *name;
		struct kz_str text;
	} lines[] = {{"Better", h->better}, {"Worse", h->worse}, {"Next", h->next}};

	kz_buf_text(b, "# kaizen report: ");
	kz_esc_md(b, m->repository);
	kz_buf_addf(b, "\n\n" KZ_FMT ", made " KZ_FMT " UTC\n\n**",
		KZ_ARG(kz_say_window(cx->mem, m)), KZ_ARG(kz_time_minute(cx->mem, m->now)));
	sentence(b, h->title);
	kz_buf_text(b, "**\n\n");
	sentence(b, h->detail);
	kz_buf_text(b, "\n\n");
	for (size_t i = 0; i < 3 && h->status != KZ_STATUS_EMPTY; i++) {
		kz_buf_addf(b, "- %s: ", lines[i].name);
		sentence(b, lines[i].text);
		kz_buf_byte(b, '\n');
	}
}

static void write_measures(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	if (m->n_series == 0)
		return;
	kz_buf_text(b,
		"\n## Measures\n\n| measure | now | | by week | what it says |\n"
		"| --- | ---: | --- | --- | --- |\n");
	for (size_t i = 0; i < m->n_series; i++) {
		const struct kz_series *s = &m->series[i];

		kz_buf_byte(b, '|');
		sentence_cell(b, kz_say_measure(cx->mem, s));
		cell(b, kz_show_unit(cx->mem, s->measure->unit, s->points[s->latest].value));
		cell(b, s->word);
		kz_buf_text(b, " `");
		kz_spark_text(b, kz_series_drawn(cx->mem, s), s->n_weeks, true);
		kz_buf_text(b, "` |");
		sentence_cell(b, s->finding);
		kz_buf_byte(b, '\n');
	}
}

static void write_stages(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	struct kz_arena *a = cx->mem;

	if (m->n_stages == 0)
		return;
	kz_buf_text(b,
		"\n## Where a change's time goes\n\n"
		"| stage | median | 85th percentile | share of time | n |\n"
		"| --- | ---: | ---: | ---: | ---: |\n");
	for (size_t i = 0; i < m->n_stages; i++) {
		const struct kz_stage_row *s = &m->stages[i];

		kz_buf_byte(b, '|');
		cell(b, s->words);
		cell(b, kz_show_minutes(a, s->median));
		cell(b, kz_show_minutes(a, s->p85));
		cell(b, kz_show_share(a, s->share));
		cell(b, kz_show_count(a, s->n));
		kz_buf_byte(b, '\n');
	}
}

static void write_losses(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	struct kz_arena *a = cx->mem;

	if (m->n_losses == 0)
		return;
	kz_buf_addf(b,
		"\n## Losses\n\n" KZ_FMT " minutes a week in all.\n\n"
		"| min a week | share | loss | n | sessions | finding |\n"
		"| ---: | ---: | --- | ---: | ---: | --- |\n",
		KZ_ARG(kz_show_number(a, m->loss_total)));
	for (size_t i = 0; i < m->n_losses && i < ROWS; i++) {
		const struct kz_finding_row *f = &m->losses[i];

		kz_buf_byte(b, '|');
		cell(b, kz_show_number(a, f->minutes_per_week));
		cell(b, kz_show_share(a, kz_loss_share(m, f)));
		sentence_cell(b, kz_short_title(f));
		cell(b, kz_show_count(a, f->n));
		cell(b, kz_show_count(a, f->sessions));
		code_cell(b, f->id);
		kz_buf_byte(b, '\n');
	}
}

static void write_friction(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	size_t n;
	const struct kz_finding_row **rows = kz_friction_rows(cx->mem, m, &n);

	if (n == 0)
		return;
	kz_buf_text(b, "\n## Friction\n");
	if (m->totals.hidden > 0)
		kz_buf_addf(b, "\n" KZ_FMT ".\n", KZ_ARG(kz_say_hidden(cx->mem, m)));
	kz_buf_text(b,
		"\n| what came back | how often | what then worked | seen in |\n"
		"| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < n && i < ROWS; i++) {
		const struct kz_repair_row *r = kz_repair_of(m, rows[i]);

		kz_buf_byte(b, '|');
		sentence_cell(b, kz_short_title(rows[i]));
		cell(b, kz_say_times(cx->mem, rows[i]));
		code_cell(b, r ? r->right : KZ_S(""));
		code_cell(b, kz_say_cited(cx->mem, rows[i], 4));
		kz_buf_byte(b, '\n');
	}
}

static void write_causes(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	struct kz_arena *a = cx->mem;

	if (m->n_causes == 0)
		return;
	kz_buf_addf(b,
		"\n## Root causes\n\n" KZ_FMT ", " KZ_FMT " traced to the commits that wrote the "
		"lines.\n\n| file | fixes | lines | min a week | most lines came from |\n"
		"| --- | ---: | ---: | ---: | --- |\n",
		KZ_ARG(kz_show_plural(a, m->totals.fixes, "fix")),
		KZ_ARG(kz_show_count(a, m->totals.traced)));
	for (size_t i = 0; i < m->n_causes && i < ROWS; i++) {
		const struct kz_cause_row *c = &m->causes[i];

		kz_buf_byte(b, '|');
		code_cell(b, c->path);
		cell(b, kz_show_count(a, c->fixes));
		cell(b, kz_show_count(a, c->lines));
		cell(b, kz_show_number(a, c->minutes_per_week));
		kz_buf_byte(b, ' ');
		if (c->n_origins) {
			kz_esc_md(b, kz_short_id(c->origins[0].oid));
			kz_buf_byte(b, ' ');
			if (c->origins[0].subject.n)
				kz_esc_md(b, kz_utf8_head(c->origins[0].subject, NAME_BYTES));
		}
		kz_buf_text(b, " |\n");
	}
}

/* A fence longer than any run of backticks inside. */
static void write_diff(struct kz_buf *b, struct kz_str diff)
{
	size_t longest = 2, run = 0;

	for (size_t i = 0; i < diff.n; i++) {
		run = diff.p[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	kz_buf_byte(b, '\n');
	kz_buf_fill(b, '`', longest + 1);
	kz_buf_text(b, "diff\n");
	kz_esc_term(b, diff);
	if (!kz_str_ends(diff, KZ_S("\n")))
		kz_buf_byte(b, '\n');
	kz_buf_fill(b, '`', longest + 1);
	kz_buf_byte(b, '\n');
}

static void write_counters(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	struct kz_arena *a = cx->mem;

	if (m->n_counters == 0)
		return;
	kz_buf_text(b,
		"\n## Countermeasures\n\n| id | state | line | before | after | verdict |\n"
		"| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < m->n_counters && i < ROWS; i++) {
		const struct kz_counter_row *c = &m->counters[i];

		kz_buf_byte(b, '|');
		code_cell(b, c->id);
		cell(b, kz_say_state(c));
		sentence_cell(b, c->text);
		cell(b, kz_say_events(a, c->before_events, c->before_n));
		cell(b, kz_say_after(a, c));
		cell(b, kz_say_verdict(c));
		kz_buf_byte(b, '\n');
	}
	for (size_t i = 0; i < m->n_counters && i < ROWS; i++)
		if (kz_str_eq(m->counters[i].state, KZ_S("proposed")) && m->counters[i].diff.n)
			write_diff(b, m->counters[i].diff);
}

static void write_unknown(struct kz_ctx *cx, const struct kz_model *m, struct kz_buf *b)
{
	(void)cx;
	if (m->n_unknown == 0)
		return;
	kz_buf_text(b, "\n## Not known\n\n");
	for (size_t i = 0; i < m->n_unknown; i++) {
		kz_buf_text(b, "- ");
		sentence(b, m->unknown[i]);
		kz_buf_byte(b, '\n');
	}
}

static int md_write(struct kz_ctx *cx, const struct kz_model *m,
	const struct kz_report_options *options, struct kz_buf *out)
{
	static void (*const sections[])(struct kz_ctx *, const struct kz_model *,
		struct kz_buf *) = {write_head, write_stages, write_measures, write_losses,
		write_counters, write_friction, write_causes, write_unknown};
	bool cut = false;

	(void)options;
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		KZ_OWN(kz_buf) b = kz_buf_new(COMMENT_MAX);

		sections[i](cx, m, b);
		if (b->over || out->n + b->n > COMMENT_MAX)
			cut = true;
		else
			kz_buf_add(out, kz_buf_str(b));
	}
	if (cut)
		kz_buf_text(out,
			"\nLeft out, too long for a comment: the rest is in the page, in JSON "
			"and in CSV.\n");
	return 0;
}

const struct kz_output out_md = {.name = "md", .write = md_write};
