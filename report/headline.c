/* SPDX-License-Identifier: MIT */
/* The words above everything: what holds the work up, what got better or worse, what is next. */
#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "report/fill.h"
#include "report/phrases.h"

enum { NEED_CHANGES = 50 }; /* fewer, and no constraint is named (flow.md 7.3) */

static struct kz_str period(struct kz_arena *a, const struct kz_model *m)
{
	int64_t days = (kz_day_start(m->to) - kz_day_start(m->from)) / KZ_DAY + 1;

	if (days > 14)
		return kz_show_plural(a, m->weeks, "week");
	return kz_show_plural(a, days, "day");
}

static struct kz_str amounts(struct kz_arena *a, const struct kz_model *m)
{
	const struct kz_totals *t = &m->totals;
	KZ_OWN(kz_buf) b = kz_buf_new(1000);

	kz_buf_addf(b, KZ_FMT " of data: " KZ_FMT, KZ_ARG(period(a, m)),
		KZ_ARG(kz_show_plural(a, t->commits, "commit")));
	if (t->changes)
		kz_buf_addf(b, ", " KZ_FMT " merged",
			KZ_ARG(kz_show_plural(a, t->changes, "change")));
	if (t->sessions)
		kz_buf_addf(b, ", " KZ_FMT, KZ_ARG(kz_show_plural(a, t->sessions, "session")));
	if (t->runs)
		kz_buf_addf(b, ", " KZ_FMT, KZ_ARG(kz_show_plural(a, t->runs, "test run")));
	kz_buf_byte(b, '.');
	return kz_str_dup(a, kz_buf_str(b));
}

static struct kz_str stage_words(struct kz_str name)
{
	static const struct {
		struct kz_str name, words;
	} table[] = {
		{KZ_S("work"), KZ_S("work on the change")},
		{KZ_S("merge"), KZ_S("waiting before the merge")},
		{KZ_S("release"), KZ_S("waiting for a release")},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (kz_str_eq(table[i].name, name))
			return table[i].words;
	return name;
}

static double number_of(const json_t *of, const char *key)
{
	const json_t *v = json_object_get(of, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

/* The constraint's detail is JSON of ours; one that reads otherwise leaves the title alone. */
static void read_stages(struct kz_ctx *cx, struct kz_model *m, struct kz_str *ret_next)
{
	KZ_OWN_JSON detail = NULL;
	struct kz_err kept = cx->err;
	const json_t *stages;
	size_t used;

	*ret_next = KZ_NOTHING;
	if (kz_json_read(cx, m->constraint.detail, &detail, &used) < 0) {
		cx->err = kept;
		return;
	}
	stages = kz_json_array(detail, "stages");
	m->headline.confidence = kz_str_dup(cx->mem, kz_json_text(detail, "confidence"));
	*ret_next = stage_words(kz_str_dup(cx->mem, kz_json_text(detail, "next")));
	for (size_t i = 0; i < json_array_size(stages) && m->n_stages < KZ_STAGES_MAX; i++) {
		const json_t *o = json_array_get(stages, i);
		struct kz_stage_row *row = &m->stages[m->n_stages++];

		row->name = kz_str_dup(cx->mem, kz_json_text(o, "name"));
		row->words = stage_words(row->name);
		if (!kz_json_int(o, "n", &row->n))
			row->n = 0;
		row->median = number_of(o, "median_h") * 60;
		row->p85 = number_of(o, "p85_h") * 60;
		row->share = number_of(o, "share");
		row->tail = number_of(o, "slowest_tenth_share");
	}
	if (!kz_json_int(detail, "direct", &m->headline.direct))
		m->headline.direct = 0;
	m->headline.is_of_few = json_is_true(json_object_get(detail, "is_of_few"));
}

static const struct kz_stage_row *stage_of(const struct kz_model *m, struct kz_str name)
{
	for (size_t i = 0; i < m->n_stages; i++)
		if (kz_str_eq(m->stages[i].name, name))
			return &m->stages[i];
	return NULL;
}

/* False where most changes are direct commits: what they waited for is nowhere to be seen. */
static bool is_merge_seen(const struct kz_model *m)
{
	const struct kz_stage_row *s = stage_of(m, KZ_S("merge"));

	return !s || s->n > 0;
}

/* The largest loss in minutes, for the line below the constraint. */
static void add_largest_loss(struct kz_arena *a, const struct kz_model *m, struct kz_buf *b)
{
	const struct kz_finding_row *f = m->losses;

	if (!m->n_losses || !isfinite(f->minutes_per_week))
		return;
	kz_buf_text(b, " Most minutes go to: ");
	kz_buf_add(b, kz_short_title(f));
	kz_buf_addf(b, " (" KZ_FMT " min a week, n = " KZ_FMT ").",
		KZ_ARG(kz_show_number(a, f->minutes_per_week)), KZ_ARG(kz_show_count(a, f->n)));
}

static struct kz_str constraint_title(struct kz_arena *a, const struct kz_model *m,
	struct kz_str next)
{
	const struct kz_stage_row *s = stage_of(m, m->constraint.subject);

	if (!s)
		return kz_short_title(&m->constraint);
	if (kz_str_eq(m->headline.confidence, KZ_S("two candidates")) && next.n)
		return kz_strf(a, "%swo candidates for the constraint: " KZ_FMT " or " KZ_FMT,
			is_merge_seen(m) ? "T" : "Of what git shows, t", KZ_ARG(s->words),
			KZ_ARG(next));
	return kz_strf(a, "%she constraint is " KZ_FMT ": " KZ_FMT " of a change's time",
		is_merge_seen(m) ? "T" : "Of what git shows, t", KZ_ARG(s->words),
		KZ_ARG(kz_show_share(a, s->share)));
}

static void add_direct(struct kz_arena *a, struct kz_buf *b, int64_t direct, int64_t of)
{
	kz_buf_addf(b,
		KZ_FMT " of " KZ_FMT " reached the main line as direct commits: "
		       "what they waited for before that leaves no trace in git. ",
		KZ_ARG(kz_show_count(a, direct)), KZ_ARG(kz_show_plural(a, of, "change")));
}

/* "Medians: work on the change 12 min, waiting for a release 4 days (480 changes, clear)." */
static struct kz_str medians(struct kz_arena *a, const struct kz_model *m)
{
	const struct kz_stage_row *named = stage_of(m, m->constraint.subject);
	KZ_OWN(kz_buf) b = kz_buf_new(1000);

	if (!m->n_stages)
		return KZ_S("");
	for (size_t i = 0; i < m->n_stages; i++)
		if (isfinite(m->stages[i].share))
			kz_buf_addf(b, "%s" KZ_FMT " " KZ_FMT,
				b->n ? ", " : "Medians: ", KZ_ARG(m->stages[i].words),
				KZ_ARG(kz_show_minutes(a, m->stages[i].median)));
	kz_buf_addf(b, " (" KZ_FMT ", " KZ_FMT "). ",
		KZ_ARG(kz_show_plural(a, m->constraint.n, "change")),
		KZ_ARG(m->headline.confidence));
	if (named && m->headline.is_of_few)
		kz_buf_addf(b, "A few changes make it: the slowest tenth holds " KZ_FMT ". ",
			KZ_ARG(kz_show_share(a, named->tail)));
	if (!is_merge_seen(m))
		add_direct(a, b, m->headline.direct, m->constraint.n);
	return kz_str_dup(a, kz_buf_str(b));
}

/* Why no constraint is named. */
static struct kz_str not_enough(struct kz_arena *a, const struct kz_totals *t, struct kz_buf *b)
{
	if (t->own < NEED_CHANGES)
		return kz_strf(a,
			"Not enough data to name the constraint: " KZ_FMT
			" of the %d changes it takes",
			KZ_ARG(kz_show_count(a, t->own)), NEED_CHANGES);
	if (t->direct * 2 > t->own) {
		add_direct(a, b, t->direct, t->own);
		return kz_strf(a,
			"Not enough data to name the constraint: " KZ_FMT " of " KZ_FMT
			" changes are direct commits",
			KZ_ARG(kz_show_count(a, t->direct)), KZ_ARG(kz_show_count(a, t->own)));
	}
	kz_buf_text(b, "A squash merge keeps no trace of when its change began. ");
	return kz_strf(a,
		"Not enough data to name the constraint: " KZ_FMT " of " KZ_FMT
		" changes tell when they began",
		KZ_ARG(kz_show_count(a, t->begun)), KZ_ARG(kz_show_count(a, t->own)));
}

static void set_title(struct kz_ctx *cx, struct kz_model *m)
{
	struct kz_headline *h = &m->headline;
	struct kz_arena *a = cx->mem;
	struct kz_str next = KZ_NOTHING;
	KZ_OWN(kz_buf) b = kz_buf_new(4000);

	h->status = KZ_STATUS_OK;
	if (m->to == KZ_UNKNOWN) {
		h->status = KZ_STATUS_EMPTY;
		h->title = KZ_S("Nothing is known yet");
		h->detail = KZ_S("No commit, no agent's session and no test result was found. "
				 "Commit something, then type `kaizen run`.");
		return;
	}
	if (!m->analyzed) {
		h->status = KZ_STATUS_EMPTY;
		h->title = KZ_S("Collected and not analyzed yet");
		h->detail = KZ_S(
			"Changes, losses and measures come from the analysis: type `kaizen run`.");
		return;
	}
	if (h->constraint) {
		read_stages(cx, m, &next);
		h->title = constraint_title(a, m, next);
	} else {
		h->status = KZ_STATUS_TOO_LITTLE;
		h->title = not_enough(a, &m->totals, b);
	}
	kz_buf_add(b, medians(a, m));
	kz_buf_add(b, amounts(a, m));
	add_largest_loss(a, m, b);
	h->detail = kz_str_dup(a, kz_buf_str(b));
}

/* "Lead time fell from 39 to 28 h after cm-09c0ffee; …" */
static struct kz_str list_tones(struct kz_arena *a, const struct kz_model *m, enum kz_tone tone,
	struct kz_str none)
{
	KZ_OWN(kz_buf) b = kz_buf_new(2000);

	for (size_t i = 0; i < m->n_series; i++) {
		const struct kz_series *s = &m->series[i];

		if (s->tone != tone)
			continue;
		if (b->n)
			kz_buf_text(b, "; ");
		kz_buf_add(b, s->finding);
	}
	if (!b->n)
		return none;
	kz_buf_byte(b, '.');
	return kz_str_dup(a, kz_buf_str(b));
}

static struct kz_str next_step(struct kz_arena *a, const struct kz_model *m)
{
	KZ_OWN(kz_buf) b = kz_buf_new(4000);

	for (size_t i = 0; i < m->n_counters && b->n == 0; i++) {
		const struct kz_counter_row *c = &m->counters[i];

		if (!kz_str_eq(c->state, KZ_S("proposed")))
			continue;
		kz_buf_addf(b,
			"One line for " KZ_FMT " (" KZ_FMT ", proposed): ", KZ_ARG(c->target),
			KZ_ARG(c->id));
		kz_buf_add(b, kz_utf8_head(c->text, 1000));
		if (c->branch.n)
			kz_buf_addf(b,
				" To take it: `git merge " KZ_FMT
				"`; to refuse it: `kaizen undo " KZ_FMT "`.",
				KZ_ARG(c->branch), KZ_ARG(c->id));
		else
			kz_buf_text(b, " To get it as a branch: `kaizen orchestrate --branch`.");
	}
	if (b->n)
		return kz_str_dup(a, kz_buf_str(b));
	if (m->totals.sessions == 0)
		return KZ_S("No proposal: they come from agents' sessions, and there are none.");
	return KZ_S("No proposal is open.");
}

void kz_fill_headline(struct kz_ctx *cx, struct kz_model *m)
{
	struct kz_headline *h = &m->headline;
	bool judged = false;

	set_title(cx, m);
	for (size_t i = 0; i < m->n_series; i++)
		judged |= m->series[i].measured >= KZ_XMR_NEED_FIRM;
	h->better = list_tones(cx->mem, m, KZ_TONE_BETTER,
		judged ? KZ_S("No measure has shifted for the better.")
		       : KZ_S("Too early to say: a signal needs 20 points."));
	h->worse = list_tones(cx->mem, m, KZ_TONE_WORSE,
		judged ? KZ_S("No measure has shifted for the worse.")
		       : KZ_S("Too early to say: a signal needs 20 points."));
	h->next = next_step(cx->mem, m);
}
