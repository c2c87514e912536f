/* SPDX-License-Identifier: MIT */
/* The process behaviour chart of a measure: positions, tics and labels for xmr.gp. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "report/chart.h"

enum {
	HEIGHT = 330,
	RIGHT = 104,      /* pixels right of the plot, for the texts at the end */
	LABELS_MAX = 3,   /* of marks, and of signals */
	TICS_MONTHS = 12, /* most tics of time */
	END_GAP = 15,     /* pixels between the texts at the right end */
	TOP_LABELLED = 34,
	TOP_BARE = 16,
	BELOW = 100, /* pixels of moving range, months and air */
};

struct plot {
	struct kz_arena *mem;
	struct kz_buf *b;
	const struct kz_model *m;
	const struct kz_series *s;
	int64_t step;
	double left, x0, x1, y0, y1; /* pixels; then in the axis' own scale */
};

static double scaled(const struct plot *p, double v)
{
	return p->s->is_log ? log10(v) : v;
}

bool kz_chart_has_xmr(const struct kz_series *s)
{
	return s->latest < s->n && s->measured >= KZ_XMR_NEED_CENTRE;
}

static void include(struct plot *p, double v)
{
	v = scaled(p, v);
	if (!isfinite(v))
		return;
	p->y0 = fmin(p->y0, v);
	p->y1 = fmax(p->y1, v);
}

static void set_range(struct plot *p)
{
	const struct kz_series *s = p->s;
	double air, side;

	p->y0 = INFINITY;
	p->y1 = -INFINITY;
	for (size_t i = 0; i < s->n; i++)
		if (!s->points[i].is_incomplete)
			include(p, s->points[i].value);
	for (size_t k = 0; k < s->n_phases; k++)
		if (s->phases[k].level >= KZ_XMR_PROVISIONAL) {
			include(p, s->phases[k].low);
			include(p, s->phases[k].high);
		}
	air = (p->y1 - p->y0) * 0.06;
	if (!(air > 0))
		air = p->y1 > 0 ? p->y1 * 0.1 : 1;
	p->y1 += air;
	p->y0 = s->is_log ? p->y0 - air : 0;
	side = fmax(0.6 * (double)p->step, 0.02 * (double)(s->at[s->n - 1] - s->at[0]));
	p->x0 = (double)s->at[0] - side;
	p->x1 = (double)s->at[s->n - 1] + side;
}

static struct kz_str tic_text(struct plot *p, double v)
{
	if (!(v > 0))
		return KZ_S("0");
	if (p->s->measure->unit == KZ_UNIT_MINUTES && v >= 60 && v < 120)
		return kz_strf(p->mem, KZ_FMT " h", KZ_ARG(kz_show_number(p->mem, v / 60)));
	return kz_show_unit(p->mem, p->s->measure->unit, v);
}

static void write_tics(struct plot *p)
{
	double tics[KZ_TICS_MAX], at[KZ_TICS_MAX], widest = 0;
	struct kz_str text[KZ_TICS_MAX];
	bool is_log = p->s->is_log;
	size_t n = is_log ? kz_tics_log(pow(10, p->y0), pow(10, p->y1), tics)
			  : kz_tics(p->s->measure->unit, p->y1, tics),
	       kept = 0;

	for (size_t i = 0; i < n; i++) {
		double y = scaled(p, tics[i]);

		if (y < p->y0 || y > p->y1)
			continue;
		at[kept] = y;
		text[kept] = tic_text(p, tics[i]);
		widest = fmax(widest, kz_text_pixels(text[kept]));
		kept++;
	}
	p->left = fmax(widest + 14, 36);
	kz_gp_numbers(p->b, "YT", at, kept);
	kz_gp_tics(p->b, "YL", text, kept);
}

/* Moving ranges: a quantity, or on a logarithmic scale a factor. */
static void write_range_tics(struct plot *p)
{
	static const double factors[] = {1, 2, 5, 10, 50, 200, 1000};
	double most = 0, tics[KZ_TICS_MAX], at[2] = {0, NAN};
	struct kz_str text[2] = {KZ_S("0")};
	bool is_log = p->s->is_log;

	for (size_t i = 0; i < p->s->n; i++)
		if (isfinite(p->s->points[i].range))
			most = fmax(most, p->s->points[i].range);
	for (size_t k = 0; k < p->s->n_phases; k++)
		if (p->s->phases[k].level >= KZ_XMR_PROVISIONAL)
			most = fmax(most, p->s->phases[k].range_limit);
	most = most > 0 ? most * 1.15 : 1;
	if (is_log) {
		text[0] = KZ_S("\u00d71");
		for (size_t i = 1; i < 7 && log(factors[i]) <= most; i++)
			at[1] = factors[i];
		text[1] = kz_strf(p->mem, "\u00d7%.0f", at[1]);
		at[1] = log(at[1]);
	} else {
		size_t n = kz_tics(p->s->measure->unit, most / 1.6, tics);

		while (n > 1 && tics[n - 1] > most)
			n--;
		at[1] = tics[n - 1];
		text[1] = tic_text(p, at[1]);
	}
	kz_gp_number(p->b, "R1", most);
	kz_gp_numbers(p->b, "RT", at, isfinite(at[1]) ? 2 : 1);
	kz_gp_tics(p->b, "RL", text, isfinite(at[1]) ? 2 : 1);
}

/* The first of a month at or after a day, and the next one. */
static int64_t month_at(int64_t year, unsigned month)
{
	return kz_days_from_civil(year, month, 1) * KZ_DAY;
}

static struct kz_str month_text(struct kz_arena *a, int64_t year, unsigned month, bool only_years)
{
	static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec"};

	if (only_years)
		return kz_strf(a, "%lld", (long long)year);
	if (month == 1)
		return kz_strf(a, "Jan %lld", (long long)year);
	return kz_str_c(names[month - 1]);
}

static unsigned month_step(double days)
{
	static const unsigned steps[] = {1, 2, 3, 6, 12, 24, 60, 120};
	size_t i = 0;

	while (i < 7 && days / 30.4 / steps[i] > 9)
		i++;
	return steps[i];
}

static size_t month_tics(struct plot *p, double *at, struct kz_str *text)
{
	unsigned month, day, step = month_step((p->x1 - p->x0) / KZ_DAY);
	int64_t year;
	size_t n = 0;

	kz_civil_from_days((int64_t)p->x0 / KZ_DAY, &year, &month, &day);
	month = 1;
	while (n < TICS_MONTHS && (double)month_at(year, month) <= p->x1) {
		if ((double)month_at(year, month) >= p->x0) {
			at[n] = (double)month_at(year, month);
			text[n++] = month_text(p->mem, year, month, step >= 12);
		}
		month += step;
		year += (month - 1) / 12;
		month = (month - 1) % 12 + 1;
	}
	return n;
}

static void write_time_tics(struct plot *p)
{
	double at[TICS_MONTHS];
	struct kz_str text[TICS_MONTHS];
	size_t n = month_tics(p, at, text);

	if (n < 3) { /* a short window: some of its buckets by date */
		size_t every = (p->s->n + 4) / 5;

		n = 0;
		for (size_t i = 0; i < p->s->n; i += every) {
			at[n] = (double)p->s->at[i];
			text[n++] = kz_str_from(kz_time_day(p->mem, p->s->at[i]), 5);
		}
	}
	kz_gp_numbers(p->b, "XT", at, n);
	kz_gp_tics(p->b, "XL", text, n);
}

static double pixels_of(const struct plot *p, double x)
{
	return p->left + (x - p->x0) / (p->x1 - p->x0) * (KZ_CHART_WIDTH - RIGHT - p->left);
}

struct labels {
	double *at, *is_left;
	struct kz_str *text;
	size_t n, shown;
	double from;    /* pixel at which they may begin */
	double free_to; /* pixel at which the label to the right begins */
};

/* Left or right of its line, wherever there is room; else the line alone. */
static void place_label(struct plot *p, struct labels *l, struct kz_str text, double x)
{
	double pixel = pixels_of(p, x), width = kz_text_pixels(text) + 6;
	bool right = pixel + width <= l->free_to,
	     left = pixel - width >= l->from && pixel <= l->free_to;

	l->at[l->n] = x;
	l->text[l->n] = KZ_S("");
	l->is_left[l->n] = 0;
	if (l->shown < LABELS_MAX && (right || left)) {
		l->text[l->n] = text;
		l->is_left[l->n] = right ? 0 : 1;
		l->free_to = right ? pixel : pixel - width;
		l->shown++;
	}
	l->n++;
}

static struct labels new_labels(struct plot *p, size_t n)
{
	return (struct labels){
		.at = KZ_NEW_ARRAY(p->mem, double, n + 1),
		.is_left = KZ_NEW_ARRAY(p->mem, double, n + 1),
		.text = KZ_NEW_ARRAY(p->mem, struct kz_str, n + 1),
		.from = 4,
		.free_to = KZ_CHART_WIDTH - 4,
	};
}

/* A line for each countermeasure in force; the newest get date and id. */
static void write_marks(struct plot *p)
{
	struct labels l = new_labels(p, p->m->n_marks);

	for (size_t i = p->m->n_marks; i-- > 0;) {
		const struct kz_event *e = &p->m->marks[i];
		int64_t bucket = p->s->is_daily ? kz_day_start(e->at) : kz_week_start(e->at);
		double x = (double)bucket - 0.5 * (double)p->step;

		if (x >= p->x0 && x <= p->x1)
			place_label(p, &l,
				kz_strf(p->mem, KZ_FMT " " KZ_FMT,
					KZ_ARG(kz_time_day(p->mem, e->at)), KZ_ARG(e->id)),
				x);
	}
	kz_gp_numbers(p->b, "MX", l.at, l.n);
	kz_gp_texts(p->b, "ML", l.text, l.n);
	kz_gp_numbers(p->b, "MR", l.is_left, l.n);
}

static bool is_signal(const struct kz_series *s, size_t i)
{
	return s->points[i].signals && kz_series_phase(s, i)->level == KZ_XMR_FIRM;
}

/* Of a signal: 2 worse, 3 better, 4 neither. */
static double tone_of(const struct kz_series *s, size_t i)
{
	bool above = s->points[i].value > kz_series_phase(s, i)->centre;

	if (s->measure->better == 0)
		return 4;
	return above == (s->measure->better > 0) ? 3 : 2;
}

/* The newest points outside the limits say what they were. */
static void write_signals(struct plot *p)
{
	const struct kz_series *s = p->s;
	struct labels l = new_labels(p, LABELS_MAX);
	double y[LABELS_MAX + 1] = {0}, tones[LABELS_MAX + 1] = {0};

	for (size_t i = s->n; i-- > 0 && l.n < LABELS_MAX;) {
		struct kz_str text;

		if (!is_signal(s, i) || !(s->points[i].signals & KZ_XMR_R1))
			continue;
		text = kz_strf(p->mem, KZ_FMT ": " KZ_FMT,
			KZ_ARG(kz_str_from(kz_series_bucket(p->mem, s, i), 5)),
			KZ_ARG(kz_show_unit(p->mem, s->measure->unit, s->points[i].value)));
		y[l.n] = scaled(p, s->points[i].value);
		y[l.n] = fmax(y[l.n], p->y0 + 0.05 * (p->y1 - p->y0)); /* off the axis */
		tones[l.n] = tone_of(s, i);
		l.from = p->left; /* beside the labels of the axis, not on them */
		l.free_to = KZ_CHART_WIDTH - RIGHT;
		place_label(p, &l, text, (double)s->at[i]);
	}
	kz_gp_numbers(p->b, "SX", l.at, l.n);
	kz_gp_numbers(p->b, "SY", y, l.n);
	kz_gp_texts(p->b, "SL", l.text, l.n);
	kz_gp_numbers(p->b, "SR", l.is_left, l.n);
	kz_gp_numbers(p->b, "SC", tones, l.n);
}

/* Means of the phases that are over stand on their own lines. */
static void write_phases(struct plot *p)
{
	const struct kz_series *s = p->s;
	double x[KZ_PHASES_MAX], y[KZ_PHASES_MAX];
	struct kz_str text[KZ_PHASES_MAX];
	size_t n = 0;

	for (size_t k = 0; k + 1 < s->n_phases; k++) {
		const struct kz_xmr_phase *ph = &s->phases[k];

		if (ph->level < KZ_XMR_CENTRE)
			continue;
		x[n] = (double)s->at[ph->to - 1];
		y[n] = scaled(p, ph->centre);
		text[n++] = kz_strf(p->mem, "mean " KZ_FMT,
			KZ_ARG(kz_show_unit(p->mem, s->measure->unit, ph->centre)));
	}
	kz_gp_numbers(p->b, "PX", x, n);
	kz_gp_numbers(p->b, "PY", y, n);
	kz_gp_texts(p->b, "PL", text, n);
}

/* Upper limit, mean, lower limit at the right end, pushed apart where they would meet. */
static void write_ends(struct plot *p)
{
	const struct kz_xmr_phase *ph = &p->s->phases[p->s->n_phases - 1];
	enum kz_unit unit = p->s->measure->unit;
	double height = HEIGHT - BELOW - (p->m->n_marks ? TOP_LABELLED : TOP_BARE);
	double gap = END_GAP * (p->y1 - p->y0) / height, y[3];
	struct kz_str text[3] = {KZ_S(""), KZ_S(""), KZ_S("")};

	y[0] = y[2] = y[1] = scaled(p, ph->centre);
	text[1] = kz_strf(p->mem, "mean " KZ_FMT, KZ_ARG(kz_show_unit(p->mem, unit, ph->centre)));
	if (ph->level >= KZ_XMR_PROVISIONAL) {
		y[0] = fmax(scaled(p, ph->high), y[1] + gap);
		y[2] = fmin(scaled(p, ph->low), y[1] - gap);
		text[0] = kz_strf(p->mem, "upper " KZ_FMT,
			KZ_ARG(kz_show_unit(p->mem, unit, ph->high)));
		if (!ph->is_low_clipped)
			text[2] = kz_strf(p->mem, "lower " KZ_FMT,
				KZ_ARG(kz_show_unit(p->mem, unit, ph->low)));
	}
	kz_gp_numbers(p->b, "EY", y, 3);
	kz_gp_texts(p->b, "EL", text, 3);
}

/* 0 plain, 1 not over, else a signal's tone. */
static double state_of(const struct kz_series *s, size_t i)
{
	if (s->points[i].is_incomplete)
		return 1;
	return is_signal(s, i) ? tone_of(s, i) : 0;
}

/* What is not over is no reason to stretch the axis: it stays at its edge. */
static double shown_at(const struct plot *p, size_t i)
{
	double y = scaled(p, p->s->points[i].value);

	if (!p->s->points[i].is_incomplete || isnan(y))
		return y;
	return fmin(fmax(y, p->y0), p->y1);
}

static void write_points(struct plot *p)
{
	const struct kz_series *s = p->s;

	kz_gp_begin(p->b, "D");
	for (size_t i = 0; i < s->n; i++) {
		const struct kz_xmr_phase *ph = kz_series_phase(s, i);
		const double row[] = {(double)s->at[i], shown_at(p, i),
			(double)s->points[i].phase + 1, scaled(p, ph->centre), scaled(p, ph->low),
			scaled(p, ph->high), (double)ph->level, state_of(s, i), s->points[i].range,
			ph->range_limit};

		kz_gp_row(p->b, row, sizeof(row) / sizeof(row[0]));
	}
	kz_gp_end(p->b);
}

void kz_chart_xmr(struct kz_arena *a, struct kz_chart *c, const struct kz_model *m,
	const struct kz_series *s)
{
	struct plot p = {.mem = a,
		.b = c->assign,
		.m = m,
		.s = s,
		.step = s->is_daily ? KZ_DAY : KZ_WEEK};
	double tone = 0;

	c->script = "xmr";
	c->height = HEIGHT;
	set_range(&p);
	write_tics(&p);
	write_range_tics(&p);
	write_time_tics(&p);
	write_marks(&p);
	write_signals(&p);
	write_phases(&p);
	write_ends(&p);
	write_points(&p);
	kz_gp_number(p.b, "LM", p.left);
	kz_gp_number(p.b, "RM", RIGHT);
	kz_gp_number(p.b, "X0", p.x0);
	kz_gp_number(p.b, "X1", p.x1);
	kz_gp_number(p.b, "Y0", p.y0);
	kz_gp_number(p.b, "Y1", p.y1);
	kz_gp_number(p.b, "NPHASES", (double)s->n_phases);
	kz_gp_number(p.b, "PS", s->n > 60 ? 0.35 : 0.5);
	if (isfinite(s->shift))
		tone = s->tone == KZ_TONE_BETTER ? 1 : s->tone == KZ_TONE_WORSE ? 2 : 0;
	kz_gp_number(p.b, "TONE", tone); /* of the newest phase */
}
