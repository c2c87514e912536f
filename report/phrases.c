/* SPDX-License-Identifier: MIT */
/* Cells and clauses that several forms share. */
#include "report/phrases.h"

#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/stats.h"
#include "base/text.h"

enum { ID_LENGTH = 8, TITLE_BYTES = 300 };

/* Findings of transcripts, not of code. */
static bool is_friction(const struct kz_finding_row *f)
{
	return kz_str_eq(f->kind, KZ_S("friction")) || kz_str_eq(f->kind, KZ_S("hidden-failure")) ||
		kz_str_eq(f->kind, KZ_S("repair"));
}

int kz_friction_rank(const struct kz_finding_row *f)
{
	if (kz_str_eq(f->kind, KZ_S("hidden-failure")))
		return KZ_FRICTION_HIDDEN;
	if (kz_str_eq(f->kind, KZ_S("repair")))
		return KZ_FRICTION_REPAIR;
	if (kz_str_eq(f->class_name, KZ_S("avoidable")) ||
		kz_str_eq(f->class_name, KZ_S("environment")))
		return KZ_FRICTION_AVOIDABLE;
	return KZ_FRICTION_REST;
}

const struct kz_finding_row **kz_friction_rows(struct kz_arena *a, const struct kz_model *m,
	size_t *ret_n)
{
	const struct kz_finding_row **rows =
		KZ_NEW_ARRAY(a, const struct kz_finding_row *, m->n_losses + 1);
	size_t n = 0;

	for (int rank = 0; rank <= KZ_FRICTION_REST; rank++)
		for (size_t i = 0; i < m->n_losses; i++)
			if (is_friction(&m->losses[i]) && kz_friction_rank(&m->losses[i]) == rank)
				rows[n++] = &m->losses[i];
	*ret_n = n;
	return rows;
}

const struct kz_repair_row *kz_repair_of(const struct kz_model *m, const struct kz_finding_row *f)
{
	for (size_t i = 0; i < m->n_repairs; i++)
		if (kz_str_eq(m->repairs[i].finding, f->id))
			return &m->repairs[i];
	return NULL;
}

struct kz_str kz_short_title(const struct kz_finding_row *f)
{
	struct kz_str title = f->title;
	size_t at;

	if (kz_str_find(title, KZ_S("; "), &at))
		title = kz_str_head(title, at);
	title = kz_utf8_head(title, TITLE_BYTES);
	return kz_str_ends(title, KZ_S(".")) ? kz_str_head(title, title.n - 1) : title;
}

struct kz_str kz_say_hidden(struct kz_arena *a, const struct kz_model *m)
{
	const struct kz_totals *t = &m->totals;

	if (t->hidden <= 0)
		return KZ_S("");
	return kz_strf(a, KZ_FMT " of tests and linters failed and reported success, in " KZ_FMT,
		KZ_ARG(kz_show_plural(a, t->hidden, "run")),
		KZ_ARG(kz_show_plural(a, t->hidden_sessions, "session")));
}

struct kz_str kz_say_times(struct kz_arena *a, const struct kz_finding_row *f)
{
	struct kz_str times = f->n == 1
		? KZ_S("once")
		: kz_strf(a, KZ_FMT " times", KZ_ARG(kz_show_count(a, f->n)));

	if (f->sessions == KZ_UNKNOWN)
		return times;
	return kz_strf(a, KZ_FMT ", " KZ_FMT, KZ_ARG(kz_show_plural(a, f->sessions, "session")),
		KZ_ARG(times));
}

struct kz_str kz_short_id(struct kz_str ref)
{
	return kz_utf8_head(ref, ID_LENGTH);
}

struct kz_str kz_say_cited(struct kz_arena *a, const struct kz_finding_row *f, size_t most)
{
	KZ_OWN(kz_buf) b = kz_buf_new(4000);
	int64_t all = f->sessions > (int64_t)f->n_cited ? f->sessions : (int64_t)f->n_cited;
	size_t shown = f->n_cited < most ? f->n_cited : most;

	for (size_t i = 0; i < shown; i++) {
		kz_buf_text(b, i ? ", " : "");
		kz_buf_add(b, kz_short_id(f->cited[i].ref));
	}
	if (shown && all > (int64_t)shown)
		kz_buf_addf(b, ", " KZ_FMT " more", KZ_ARG(kz_show_count(a, all - (int64_t)shown)));
	return kz_str_dup(a, kz_buf_str(b));
}

struct kz_str kz_say_events(struct kz_arena *a, int64_t events, int64_t n)
{
	if (events == KZ_UNKNOWN || n == KZ_UNKNOWN)
		return KZ_S("not measured");
	return kz_strf(a, KZ_FMT " of " KZ_FMT, KZ_ARG(kz_show_count(a, events)),
		KZ_ARG(kz_show_plural(a, n, "session")));
}

struct kz_str kz_say_after(struct kz_arena *a, const struct kz_counter_row *c)
{
	if (c->in_force_at == KZ_UNKNOWN)
		return KZ_S("not in force");
	if (c->after_n != KZ_UNKNOWN &&
		(c->verdict.n || c->after_n >= KZ_MIN_AFTER || !kz_counter_is_alive(c)))
		return kz_say_events(a, c->after_events, c->after_n);
	if (c->after_n != KZ_UNKNOWN)
		return kz_strf(a, "too early: " KZ_FMT,
			KZ_ARG(kz_say_events(a, c->after_events, c->after_n)));
	return KZ_S("too early");
}

struct kz_str kz_say_state(const struct kz_counter_row *c)
{
	static const struct {
		struct kz_str state, words;
	} table[] = {
		{KZ_S("proposed"), KZ_S("proposed")},
		{KZ_S("in_force"), KZ_S("in force")},
		{KZ_S("rejected_by_human"), KZ_S("rejected by a person")},
		{KZ_S("withdrawn"), KZ_S("withdrawn")},
		{KZ_S("reverted"), KZ_S("reverted")},
		{KZ_S("retired"), KZ_S("retired, its fact no longer holds")},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (kz_str_eq(table[i].state, c->state))
			return table[i].words;
	return c->state;
}

struct kz_str kz_say_proof(const struct kz_repair_row *r)
{
	static const struct kz_str facts[] = {KZ_S("path"), KZ_S("folder"), KZ_S("name")};

	if (!r->is_verified)
		return KZ_S("");
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (kz_str_eq(facts[i], r->class_name))
			return KZ_S("true in the repository");
	return KZ_S("by the counts of both");
}

struct kz_str kz_say_state_since(struct kz_arena *a, const struct kz_counter_row *c)
{
	bool in_force = kz_str_eq(c->state, KZ_S("in_force")) && c->in_force_at != KZ_UNKNOWN;

	struct kz_str words = kz_say_state(c), rest = words,
		      head = kz_str_upto(&rest, ','); /* "retired, its fact no longer holds" */

	return kz_strf(a, KZ_FMT " since " KZ_FMT KZ_FMT, KZ_ARG(head),
		KZ_ARG(kz_time_day(a, in_force ? c->in_force_at : c->state_at)),
		KZ_ARG(kz_str_from(words, head.n)));
}

/* Is it open or in force, so that a verdict is still to come? */
bool kz_counter_is_alive(const struct kz_counter_row *c)
{
	return kz_str_eq(c->state, KZ_S("proposed")) || kz_str_eq(c->state, KZ_S("in_force"));
}

static const struct verdict {
	struct kz_str verdict, words;
	enum kz_tone tone;
} verdicts[] = {
	{KZ_S("helps"), KZ_S("helped"), KZ_TONE_BETTER},
	{KZ_S("harms"), KZ_S("made it worse"), KZ_TONE_WORSE},
	{KZ_S("no_effect"), KZ_S("no effect seen"), KZ_TONE_PLAIN},
	{KZ_S("adopted"), KZ_S("followed, effect undecided"), KZ_TONE_PLAIN},
	{KZ_S("too_early"), KZ_S("too early"), KZ_TONE_PLAIN},
};
enum { VERDICTS = sizeof(verdicts) / sizeof(verdicts[0]) };

static size_t verdict_of(const struct kz_counter_row *c)
{
	size_t i = 0;

	while (i < VERDICTS && !kz_str_eq(verdicts[i].verdict, c->verdict))
		i++;
	return i;
}

static bool is_measurable(const struct kz_counter_row *c)
{
	return c->after_n >= KZ_MIN_AFTER && c->before_n > 0 &&
		c->before_events * c->after_n >= KZ_MIN_EXPECTED * c->before_n;
}

static bool is_early(const struct kz_counter_row *c)
{
	return kz_str_eq(c->verdict, KZ_S("too_early"));
}

struct kz_str kz_say_verdict(const struct kz_counter_row *c)
{
	size_t i = verdict_of(c);

	if (!c->verdict.n && c->in_force_at == KZ_UNKNOWN)
		return KZ_S("-");
	if (!kz_counter_is_alive(c) && (!c->verdict.n || is_early(c)))
		return KZ_S("not judged");
	if (!c->verdict.n)
		return c->after_n < KZ_MIN_AFTER ? KZ_S("too early") : KZ_S("not judged yet");
	if (kz_str_eq(c->verdict, KZ_S("no_effect")) && !is_measurable(c))
		return KZ_S("no effect, not measurable");
	return i < VERDICTS ? verdicts[i].words : c->verdict;
}

enum kz_tone kz_counter_tone(const struct kz_counter_row *c)
{
	size_t i = verdict_of(c);

	return i < VERDICTS ? verdicts[i].tone : KZ_TONE_PLAIN;
}

struct kz_str kz_say_measure(struct kz_arena *a, const struct kz_series *s)
{
	if (!s->measure->is_sum)
		return s->measure->title;
	return kz_strf(a, KZ_FMT " a %s", KZ_ARG(s->measure->title), kz_series_word(s));
}

struct kz_str kz_say_window(struct kz_arena *a, const struct kz_model *m)
{
	if (m->to == KZ_UNKNOWN)
		return KZ_S("no data");
	return kz_strf(a, KZ_FMT " to " KZ_FMT, KZ_ARG(kz_time_day(a, m->from)),
		KZ_ARG(kz_time_day(a, m->to)));
}

double kz_loss_share(const struct kz_model *m, const struct kz_finding_row *f)
{
	return m->loss_total > 0 ? f->minutes_per_week / m->loss_total : NAN;
}
