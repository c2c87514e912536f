/* SPDX-License-Identifier: MIT */
/* What is said of a measure: one table of wordings, so that every form says the same. */
#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "report/series.h"

static const char *verb(const struct kz_measure *m, const char *one, const char *many)
{
	return m->is_plural ? many : one;
}

/* "22 h", "12 a week". */
static struct kz_str amount(struct kz_arena *a, const struct kz_series *s, double v)
{
	struct kz_str shown = kz_show_unit(a, s->measure->unit, v);

	if (!s->measure->is_sum)
		return shown;
	return kz_strf(a, KZ_FMT " a %s", KZ_ARG(shown), kz_series_word(s));
}

static struct kz_str limits(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph)
{
	struct kz_str shown = kz_show_range(a, s->measure->unit, ph->low, ph->high);

	if (!s->measure->is_sum)
		return shown;
	return kz_strf(a, KZ_FMT " a %s", KZ_ARG(shown), kz_series_word(s));
}

/* When the need-th point will be over, if each bucket to come brings one. */
static struct kz_str due(struct kz_arena *a, const struct kz_series *s, size_t need)
{
	int64_t step = s->is_daily ? KZ_DAY : KZ_WEEK;
	int64_t missing = (int64_t)(need - s->measured);

	return kz_time_day(a, s->at[s->latest] + step * (missing + 1));
}

static size_t run_length(const struct kz_series *s, const struct kz_xmr_phase *ph)
{
	bool above = s->points[s->latest].value > ph->centre;
	size_t n = 0;

	for (size_t i = s->latest + 1; i-- > ph->from;) {
		double v = s->points[i].value;

		if (!isfinite(v) || s->points[i].is_incomplete)
			continue;
		if ((v > ph->centre) != above)
			break;
		n++;
	}
	return n;
}

static size_t earlier_signals(const struct kz_series *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->points[i].signals != 0;
	return n;
}

/* The sentence for a signal in the newest point. */
static struct kz_str say_signal(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph)
{
	const struct kz_measure *m = s->measure;
	const struct kz_xmr_point *p = &s->points[s->latest];
	const char *side = p->value > ph->centre ? "above" : "below";
	const char *its = verb(m, "its", "their");

	if (p->signals & KZ_XMR_R1)
		return kz_strf(a, KZ_FMT " left %s limits %s " KZ_FMT ": " KZ_FMT ", not " KZ_FMT,
			KZ_ARG(m->title), its, s->is_daily ? "on" : "in",
			KZ_ARG(kz_series_bucket(a, s, s->latest)),
			KZ_ARG(kz_show_unit(a, m->unit, p->value)), KZ_ARG(limits(a, s, ph)));
	if (p->signals & KZ_XMR_R2)
		return kz_strf(a, KZ_FMT " %s stayed %s %s mean of " KZ_FMT " for " KZ_FMT,
			KZ_ARG(m->title), verb(m, "has", "have"), side, its,
			KZ_ARG(amount(a, s, ph->centre)),
			KZ_ARG(kz_show_plural(a, (int64_t)run_length(s, ph), kz_series_word(s))));
	return kz_strf(a, KZ_FMT " %s near %s %s limit in 3 of the last 4 %ss", KZ_ARG(m->title),
		verb(m, "runs", "run"), its, p->value > ph->centre ? "upper" : "lower",
		kz_series_word(s));
}

static struct kz_str say_calm(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph)
{
	const struct kz_measure *m = s->measure;
	size_t before = earlier_signals(s);

	if (ph->is_constant)
		return kz_strf(a, KZ_FMT ": " KZ_FMT " in each of " KZ_FMT, KZ_ARG(m->title),
			KZ_ARG(kz_show_unit(a, m->unit, ph->centre)),
			KZ_ARG(kz_show_plural(a, (int64_t)ph->n, kz_series_word(s))));
	if (before)
		return kz_strf(a, KZ_FMT " %s back within %s limits, " KZ_FMT, KZ_ARG(m->title),
			verb(m, "is", "are"), verb(m, "its", "their"), KZ_ARG(limits(a, s, ph)));
	return kz_strf(a, KZ_FMT " %s within %s limits, " KZ_FMT, KZ_ARG(m->title),
		verb(m, "stays", "stay"), verb(m, "its", "their"), KZ_ARG(limits(a, s, ph)));
}

/* "fell from 39.1 to 27.9 min after cm-09". */
static struct kz_str say_shift(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph, struct kz_str cause)
{
	const struct kz_measure *m = s->measure;

	return kz_strf(a, KZ_FMT " %s from " KZ_FMT " to " KZ_FMT " after " KZ_FMT,
		KZ_ARG(m->title), s->shift > 0 ? "rose" : "fell",
		KZ_ARG(kz_show_unit(a, m->unit, ph[-1].centre)), KZ_ARG(amount(a, s, ph->centre)),
		KZ_ARG(cause));
}

static struct kz_str say_few(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph)
{
	const struct kz_measure *m = s->measure;
	struct kz_str have = kz_show_plural(a, (int64_t)s->measured, kz_series_word(s));

	if (ph->level == KZ_XMR_VALUES)
		return kz_strf(a,
			KZ_FMT ": too few points for a chart, have " KZ_FMT
			       ", need %d (about " KZ_FMT ")",
			KZ_ARG(m->title), KZ_ARG(have), KZ_XMR_NEED_CENTRE,
			KZ_ARG(due(a, s, KZ_XMR_NEED_CENTRE)));
	if (s->measured < KZ_XMR_NEED_LIMITS)
		return kz_strf(a,
			KZ_FMT ": mean " KZ_FMT " in " KZ_FMT ", limits from %d (about " KZ_FMT ")",
			KZ_ARG(m->title), KZ_ARG(amount(a, s, ph->centre)), KZ_ARG(have),
			KZ_XMR_NEED_LIMITS, KZ_ARG(due(a, s, KZ_XMR_NEED_LIMITS)));
	if (isnan(ph->range))
		return kz_strf(a, KZ_FMT ": mean " KZ_FMT ", no two %ss in a row for limits",
			KZ_ARG(m->title), KZ_ARG(amount(a, s, ph->centre)), kz_series_word(s));
	return kz_strf(a, KZ_FMT ": mean " KZ_FMT ", too many equal values for limits",
		KZ_ARG(m->title), KZ_ARG(amount(a, s, ph->centre)));
}

static struct kz_str finding(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph, struct kz_str cause)
{
	if (ph > s->phases)
		return say_shift(a, s, ph, cause);
	if (ph->level < KZ_XMR_PROVISIONAL)
		return say_few(a, s, ph);
	if (ph->level == KZ_XMR_PROVISIONAL)
		return kz_strf(a, KZ_FMT ": mean " KZ_FMT ", limits still provisional",
			KZ_ARG(s->measure->title), KZ_ARG(amount(a, s, ph->centre)));
	return s->points[s->latest].signals ? say_signal(a, s, ph) : say_calm(a, s, ph);
}

static const char *tone_word(const struct kz_series *s)
{
	switch (s->tone) {
	case KZ_TONE_BETTER:
		return "better";
	case KZ_TONE_WORSE:
		return "worse";
	case KZ_TONE_CHANGED:
		return s->direction > 0 ? "more" : "less";
	case KZ_TONE_PLAIN:
		break;
	}
	return "";
}

static struct kz_str word(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph)
{
	const char *side = s->direction > 0 ? "above" : "below";
	unsigned signals = s->points[s->latest].signals;

	if (isfinite(s->shift))
		return kz_strf(a, KZ_FMT " %s", KZ_ARG(kz_show_share(a, fabs(s->shift))),
			tone_word(s));
	if (s->tone != KZ_TONE_PLAIN && signals & KZ_XMR_R1)
		return kz_strf(a, "%s, %s limits", tone_word(s), side);
	if (s->tone != KZ_TONE_PLAIN && signals & KZ_XMR_R2)
		return kz_strf(a, "%s, " KZ_FMT " %s mean", tone_word(s),
			KZ_ARG(kz_show_plural(a, (int64_t)run_length(s, ph), kz_series_word(s))),
			side);
	if (s->tone != KZ_TONE_PLAIN)
		return kz_strf(a, "%s, near a limit", tone_word(s));
	if (ph->level == KZ_XMR_FIRM)
		return KZ_S("within limits");
	if (ph->level == KZ_XMR_PROVISIONAL)
		return KZ_S("limits provisional");
	if (s->measured == 0)
		return kz_strf(a, "first %s, not complete yet", kz_series_word(s));
	if (s->measured >= KZ_XMR_NEED_LIMITS)
		return isnan(ph->range) ? KZ_S("no limits, gaps") : KZ_S("no limits, equal values");
	return kz_strf(a, KZ_FMT ", limits from %d",
		KZ_ARG(kz_show_plural(a, (int64_t)s->measured, kz_series_word(s))),
		KZ_XMR_NEED_LIMITS);
}

static struct kz_str source(struct kz_arena *a, const struct kz_series *s,
	const struct kz_xmr_phase *ph, struct kz_str cause)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1000);
	size_t signals = earlier_signals(s);

	kz_buf_addf(b, "n = " KZ_FMT ", " KZ_FMT,
		KZ_ARG(kz_show_plural(a, (int64_t)s->measured, kz_series_word(s))),
		KZ_ARG(kz_show_plural(a, s->items, kz_cstr(a, s->measure->item))));
	if (s->latest + 1 < s->n && s->points[s->n - 1].is_incomplete)
		kz_buf_addf(b, "; the data end within " KZ_FMT ", it is not counted",
			KZ_ARG(kz_series_bucket(a, s, s->n - 1)));
	if (ph > s->phases)
		kz_buf_addf(b, "; limits made anew at " KZ_FMT, KZ_ARG(cause));
	if (ph->is_autocorrelated)
		kz_buf_text(b, "; autocorrelated: signals unreliable");
	if (ph->level == KZ_XMR_FIRM && signals)
		kz_buf_addf(b, "; " KZ_FMT, KZ_ARG(kz_show_plural(a, (int64_t)signals, "signal")));
	return kz_str_dup(a, kz_buf_str(b));
}

void kz_series_say(struct kz_arena *a, struct kz_series *s, struct kz_str cause)
{
	const struct kz_xmr_phase *ph;

	if (s->latest == s->n)
		return;
	ph = kz_series_phase(s, s->latest);
	s->direction = s->points[s->latest].value > ph->centre ? 1 : -1;
	if (isfinite(s->shift))
		s->direction = s->shift > 0 ? 1 : -1;
	s->finding = finding(a, s, ph, cause);
	s->word = word(a, s, ph);
	s->source = source(a, s, ph, cause);
}
