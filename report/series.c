/* SPDX-License-Identifier: MIT */
/* A measure judged: phases at countermeasures that shifted it, limits, signals, and the words. */
#include "report/series.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

enum { NEED_AFTER = 8 }; /* points of a new level before limits are made anew (flow.md 2.3) */

#define KZ_MEASURE(id, title, about, item, unit, factor, better, sum, plural, log) \
	{KZ_S(id), KZ_S(title), KZ_S(about), KZ_S(item), unit, factor, better, sum, plural, log},
static const struct kz_measure known[] = {
#include "report/measures.def"
};
enum { KNOWN = sizeof(known) / sizeof(known[0]) };

size_t kz_measure_place(struct kz_str id)
{
	size_t i = 0;

	while (i < KNOWN && !kz_str_eq(known[i].id, id))
		i++;
	return i;
}

const struct kz_measure *kz_measure_find(struct kz_arena *a, struct kz_str id)
{
	size_t place = kz_measure_place(id);
	struct kz_measure *m;

	if (place < KNOWN)
		return &known[place];
	m = KZ_NEW(a, struct kz_measure);
	m->id = m->title = m->about = kz_str_dup(a, id);
	m->item = KZ_S("item");
	m->factor = 1;
	return m;
}

const double *kz_series_drawn(struct kz_arena *a, const struct kz_series *s)
{
	double *values = KZ_NEW_ARRAY(a, double, s->n_weeks);

	for (size_t i = 0; i < s->n_weeks; i++)
		values[i] = s->is_log ? log(s->weeks[i]) : s->weeks[i];
	return values;
}

struct kz_str kz_series_key(struct kz_arena *a, const struct kz_series *s)
{
	struct kz_str id = s->measure->id;

	if (s->measure->unit != KZ_UNIT_MINUTES || !kz_str_ends(id, KZ_S("_hours")))
		return id;
	return kz_strf(a, KZ_FMT "_minutes", KZ_ARG(kz_str_head(id, id.n - 6)));
}

const char *kz_series_word(const struct kz_series *s)
{
	return s->is_daily ? "day" : "week";
}

struct kz_str kz_series_bucket(struct kz_arena *a, const struct kz_series *s, size_t point)
{
	return s->is_daily ? kz_time_day(a, s->at[point]) : kz_time_week(a, s->at[point]);
}

const struct kz_xmr_phase *kz_series_phase(const struct kz_series *s, size_t point)
{
	return &s->phases[s->points[point].phase];
}

static struct kz_xmr_options options_of(const struct kz_series *s)
{
	const struct kz_measure *m = s->measure;

	return (struct kz_xmr_options){
		.method = KZ_XMR_MEAN,
		.is_log = s->is_log,
		.has_floor = !s->is_log,
		.has_ceiling = m->unit == KZ_UNIT_SHARE,
		.ceiling = 1,
	};
}

static bool is_measured(const struct kz_xmr_point *p)
{
	return isfinite(p->value) && !p->is_incomplete;
}

static size_t count_measured(const struct kz_series *s, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += is_measured(&s->points[i]);
	return n;
}

/*
 * Did the process leave the level that it had before the border, and stay away? Limits of the
 * points before it are laid over all: a run of eight on one side at the end says so.
 */
static bool has_shifted(struct kz_arena *a, const struct kz_series *s, size_t from, size_t border)
{
	struct kz_xmr_options o = options_of(s);
	struct kz_xmr_point *tried = KZ_NEW_ARRAY(a, struct kz_xmr_point, s->n - from);
	struct kz_xmr_phase phase;
	size_t before = count_measured(s, from, border), n = s->n - from;

	if (before < KZ_XMR_NEED_LIMITS || count_measured(s, border, s->n) < NEED_AFTER)
		return false;
	memcpy(tried, s->points + from, n * sizeof(*tried));
	for (size_t i = 0; i < n; i++)
		tried[i].starts_phase = false;
	o.baseline = before;
	(void)kz_xmr(&o, tried, n, &phase, 1);
	for (size_t i = n; i-- > border - from;)
		if (is_measured(&tried[i]))
			return (tried[i].signals & KZ_XMR_R2) != 0;
	return false;
}

/* A phase begins in the bucket of a countermeasure, never "where it looks best"; gives the last. */
static struct kz_str set_phases(struct kz_arena *a, struct kz_series *s,
	const struct kz_event *marks, size_t n_marks)
{
	int64_t step = s->is_daily ? KZ_DAY : KZ_WEEK;
	struct kz_str cause = KZ_NOTHING;
	size_t from = 0, border = 0;

	for (size_t k = 0; k < n_marks; k++) {
		while (border < s->n && s->at[border] + step <= marks[k].at)
			border++;
		if (border > from && border < s->n && has_shifted(a, s, from, border)) {
			s->points[border].starts_phase = true;
			from = border;
			cause = marks[k].id;
		}
	}
	return cause;
}

static enum kz_tone tone_of(const struct kz_measure *m, bool rose)
{
	if (m->better == 0)
		return KZ_TONE_CHANGED;
	return rose == (m->better > 0) ? KZ_TONE_BETTER : KZ_TONE_WORSE;
}

static void set_tone(struct kz_series *s)
{
	const struct kz_xmr_phase *now;
	const struct kz_xmr_point *p;

	s->shift = NAN;
	s->tone = KZ_TONE_PLAIN;
	if (s->latest == s->n)
		return;
	p = &s->points[s->latest];
	now = &s->phases[p->phase];
	if (p->phase > 0) {
		s->shift = now->centre / s->phases[p->phase - 1].centre - 1;
		s->tone = tone_of(s->measure, s->shift > 0);
	} else if (now->level == KZ_XMR_FIRM && p->signals) {
		s->tone = tone_of(s->measure, p->value > now->centre);
	}
}

static void set_counts(struct kz_series *s)
{
	s->measured = count_measured(s, 0, s->n);
	s->items = 0;
	s->latest = s->n;
	s->is_log = s->measure->is_log;
	for (size_t i = 0; i < s->n; i++) {
		if (s->counts[i] > 0)
			s->items += s->counts[i];
		if (!is_measured(&s->points[i])) {
			if (s->measured == 0 && isfinite(s->points[i].value))
				s->latest = i; /* better than nothing, and said to be open */
			continue;
		}
		s->latest = i;
		if (!(s->points[i].value > 0))
			s->is_log = false;
	}
}

void kz_series_judge(struct kz_arena *a, struct kz_series *s, const struct kz_event *marks,
	size_t n_marks)
{
	struct kz_xmr_options o;
	struct kz_str cause;

	set_counts(s);
	cause = set_phases(a, s, marks, n_marks);
	o = options_of(s);
	s->n_phases = kz_xmr(&o, s->points, s->n, s->phases, KZ_PHASES_MAX);
	set_tone(s);
	kz_series_say(a, s, cause);
}
