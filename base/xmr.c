/* SPDX-License-Identifier: MIT */
/* XmR charts: limits of each phase from its baseline, then three rules over its points. */
#include "base/xmr.h"

#include <math.h>

#include "base/stats.h"

enum { RUN = 8 };

/* Wheeler's constants exactly as printed: 3/d2 and D4 for n = 2, and those of the medians. */
static const struct {
	double limit, range;
} factors[] = {[KZ_XMR_MEAN] = {2.66, 3.268}, [KZ_XMR_MEDIAN] = {3.145, 3.865}};

static double scaled(const struct kz_xmr_options *o, double value)
{
	if (!o->is_log)
		return value;
	return value > 0 ? log(value) : NAN;
}

static double value_of(const struct kz_xmr_options *o, const struct kz_xmr_point *p)
{
	return p->is_incomplete ? NAN : scaled(o, p->value);
}

/* The points that limits rest on: values, and moving ranges inside phase and between neighbours. */
struct baseline {
	double value[KZ_XMR_MOST], range[KZ_XMR_MOST];
	size_t n, n_ranges;
};

static void set_ranges(const struct kz_xmr_options *o, struct kz_xmr_point *p,
	const struct kz_xmr_phase *phase)
{
	double before = NAN;

	for (size_t i = phase->from; i < phase->to; i++) {
		double now = value_of(o, &p[i]);

		p[i].range = fabs(now - before);
		before = now;
	}
}

static struct baseline baseline_of(const struct kz_xmr_options *o, const struct kz_xmr_point *p,
	const struct kz_xmr_phase *phase)
{
	size_t most = o->baseline ? o->baseline : KZ_XMR_BASELINE;
	struct baseline b = {.n = 0};

	if (most > KZ_XMR_MOST)
		most = KZ_XMR_MOST;
	for (size_t i = phase->from; i < phase->to && b.n < most; i++) {
		double value = value_of(o, &p[i]);

		if (isnan(value))
			continue;
		b.value[b.n++] = value;
		if (!isnan(p[i].range))
			b.range[b.n_ranges++] = p[i].range;
	}
	return b;
}

/* Correlation of neighbours among the baseline's values. */
static double lag1_of(const struct baseline *b)
{
	double mean = kz_sum(b->value, b->n) / (double)b->n, both = 0, all = 0;

	for (size_t i = 0; i < b->n; i++) {
		double off = b->value[i] - mean;

		all += off * off;
		if (i > 0)
			both += off * (b->value[i - 1] - mean);
	}
	return b->n < KZ_XMR_NEED_FIRM || kz_compare(all, 0) == 0 ? NAN : both / all;
}

static bool all_equal(const struct baseline *b)
{
	for (size_t i = 1; i < b->n; i++)
		if (kz_compare(b->value[i], b->value[0]) != 0)
			return false;
	return true;
}

static enum kz_xmr_level level_of(size_t n)
{
	if (n < KZ_XMR_NEED_CENTRE)
		return KZ_XMR_VALUES;
	if (n < KZ_XMR_NEED_LIMITS)
		return KZ_XMR_CENTRE;
	return n < KZ_XMR_NEED_FIRM ? KZ_XMR_PROVISIONAL : KZ_XMR_FIRM;
}

static double middle(enum kz_xmr_method method, double *x, size_t n)
{
	if (method == KZ_XMR_MEDIAN)
		return kz_median(x, n);
	return n ? kz_sum(x, n) / (double)n : NAN;
}

/* In the scale that is worked on; the phase is put into the value's unit at the very end. */
static void set_limits(const struct kz_xmr_options *o, struct kz_xmr_phase *ph, struct baseline *b)
{
	double half;

	ph->n = b->n;
	ph->level = level_of(b->n);
	ph->lag1 = lag1_of(b);
	ph->is_autocorrelated = ph->lag1 > 0.25;
	ph->is_constant = b->n > 1 && all_equal(b);
	ph->range = middle(o->method, b->range, b->n_ranges);
	ph->centre = b->n > 1 ? middle(o->method, b->value, b->n) : NAN;
	ph->range_limit = factors[o->method].range * ph->range;
	half = factors[o->method].limit * ph->range;
	if (ph->is_autocorrelated) /* E|mR| of an AR(1) series is smaller by this factor */
		half /= sqrt(1 - fmin(ph->lag1, 0.9));
	if (isnan(half) || (kz_compare(half, 0) == 0 && !ph->is_constant)) {
		half = NAN; /* ties or gaps: no limits rather than limits without width */
		if (ph->level > KZ_XMR_CENTRE)
			ph->level = KZ_XMR_CENTRE;
	}
	ph->lower = ph->centre - half;
	ph->upper = ph->centre + half;
	ph->is_low_clipped = o->has_floor && ph->lower < scaled(o, o->floor);
	ph->is_high_clipped = o->has_ceiling && ph->upper > scaled(o, o->ceiling);
}

/* The side on which a value is nearer a limit that can signal than the centre. */
static int near_limit(const struct kz_xmr_phase *ph, double value)
{
	if (!ph->is_high_clipped && kz_compare(value, (ph->centre + ph->upper) / 2) > 0)
		return 1;
	if (!ph->is_low_clipped && kz_compare(value, (ph->centre + ph->lower) / 2) < 0)
		return -1;
	return 0;
}

static bool is_beyond(const struct kz_xmr_phase *ph, double value)
{
	return (!ph->is_high_clipped && kz_compare(value, ph->upper) > 0) ||
		(!ph->is_low_clipped && kz_compare(value, ph->lower) < 0);
}

/* What the rules remember of the points before. A gap is passed over: nothing was seen there. */
struct seen {
	int side;
	unsigned run;
	int near[4]; /* of the last four, in a ring */
	size_t n;
};

static bool three_of_four(struct seen *s, int near)
{
	int same = 0;

	s->near[s->n++ % 4] = near;
	for (size_t i = 0; i < 4; i++)
		same += near != 0 && s->near[i] == near;
	return same >= 3;
}

static unsigned signals_of(const struct kz_xmr_phase *ph, struct seen *s, double value)
{
	int side = kz_compare(value, ph->centre);
	bool three = three_of_four(s, near_limit(ph, value));
	unsigned signals = is_beyond(ph, value) ? KZ_XMR_R1 : 0;

	s->run = side != 0 && side == s->side ? s->run + 1 : side != 0;
	s->side = side;
	if (ph->is_autocorrelated)
		return signals;
	if (s->run >= RUN)
		signals |= KZ_XMR_R2;
	if (three && !ph->is_constant)
		signals |= KZ_XMR_R3;
	return signals;
}

static void set_signals(const struct kz_xmr_options *o, struct kz_xmr_point *p,
	const struct kz_xmr_phase *ph)
{
	struct seen seen = {.side = 0};

	for (size_t i = ph->from; i < ph->to; i++) {
		double value = value_of(o, &p[i]);

		p[i].signals = 0;
		if (!isnan(value) && ph->level >= KZ_XMR_PROVISIONAL)
			p[i].signals = signals_of(ph, &seen, value);
	}
}

static double unscaled(const struct kz_xmr_options *o, double v)
{
	return o->is_log ? exp(v) : v;
}

static void set_drawn(const struct kz_xmr_options *o, struct kz_xmr_phase *ph)
{
	ph->centre = unscaled(o, ph->centre);
	ph->lower = unscaled(o, ph->lower);
	ph->upper = unscaled(o, ph->upper);
	ph->low = ph->is_low_clipped ? o->floor : ph->lower;
	ph->high = ph->is_high_clipped ? o->ceiling : ph->upper;
}

static size_t set_phases(struct kz_xmr_point *p, size_t n, struct kz_xmr_phase *phases,
	size_t max_phases)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (count == 0 || (p[i].starts_phase && count < max_phases))
			phases[count++] = (struct kz_xmr_phase){.from = i};
		p[i].phase = count - 1;
		phases[count - 1].to = i + 1;
	}
	return count;
}

size_t kz_xmr(const struct kz_xmr_options *o, struct kz_xmr_point *points, size_t n,
	struct kz_xmr_phase *ret_phases, size_t max_phases)
{
	size_t count = max_phases ? set_phases(points, n, ret_phases, max_phases) : 0;

	for (size_t i = 0; i < count; i++) {
		struct kz_xmr_phase *ph = &ret_phases[i];
		struct baseline b;

		set_ranges(o, points, ph);
		b = baseline_of(o, points, ph);
		set_limits(o, ph, &b);
		set_signals(o, points, ph);
		set_drawn(o, ph);
	}
	return count;
}
