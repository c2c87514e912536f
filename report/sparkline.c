/* SPDX-License-Identifier: MIT */
/* Sparklines and bars. */
#include "report/sparkline.h"

#include <math.h>

enum { STEPS = 8, WIDTH = 200, HEIGHT = 40, PAD = 4 };

struct range {
	double lo, hi; /* lo > hi: nothing to show */
};

static void widen(struct range *r, double v)
{
	if (!isfinite(v))
		return;
	r->lo = v < r->lo ? v : r->lo;
	r->hi = v > r->hi ? v : r->hi;
}

static const struct range nothing = {INFINITY, -INFINITY};

void kz_spark_text(struct kz_buf *b, const double *values, size_t n, bool utf8)
{
	static const char *const blocks[STEPS] = {"\u2581", "\u2582", "\u2583", "\u2584", "\u2585",
		"\u2586", "\u2587", "\u2588"};
	static const char *const ramp[STEPS] = {".", "_", "-", "=", "+", "*", "#", "%"};
	struct range r = nothing;

	for (size_t i = 0; i < n; i++)
		widen(&r, values[i]);
	for (size_t i = 0; i < n; i++) {
		/* all alike: half-way up, but zero is the ground */
		size_t step = values[i] != 0 ? STEPS / 2 - 1 : 0;

		if (!isfinite(values[i])) {
			kz_buf_byte(b, ' ');
			continue;
		}
		if (r.hi > r.lo)
			step = (size_t)((values[i] - r.lo) / (r.hi - r.lo) * (STEPS - 0.001));
		kz_buf_text(b, (utf8 ? blocks : ramp)[step]);
	}
}

void kz_bar_text(struct kz_buf *b, double value, double most, size_t columns, bool utf8)
{
	static const char *const eighths[STEPS] = {"", "\u258f", "\u258e", "\u258d", "\u258c",
		"\u258b", "\u258a", "\u2589"};
	size_t parts;

	if (!(value > 0) || !(most > 0))
		return;
	parts = (size_t)(fmin(value / most, 1) * (double)columns * STEPS + 0.5);
	if (!utf8) {
		kz_buf_fill(b, '#', parts < STEPS ? 1 : (parts + STEPS / 2) / STEPS);
		return;
	}
	if (parts == 0)
		parts = 1;
	for (size_t i = 0; i < parts / STEPS; i++)
		kz_buf_text(b, "\u2588");
	kz_buf_text(b, eighths[parts % STEPS]);
}

/* Pixels of a value, from the top; logarithmic where the limits are. */
static double y_of(const struct kz_series *s, struct range r, double v)
{
	if (s->is_log) {
		v = log(fmax(v, r.lo));
		r.lo = log(r.lo);
		r.hi = log(r.hi);
	}
	if (!(r.hi > r.lo))
		return v != 0 || s->is_log ? HEIGHT / 2.0 : HEIGHT - PAD;
	return HEIGHT - PAD - (v - r.lo) / (r.hi - r.lo) * (HEIGHT - 2 * PAD);
}

static double x_of(const struct kz_series *s, size_t i)
{
	if (s->n < 2)
		return WIDTH - PAD;
	return PAD + (double)i / (double)(s->n - 1) * (WIDTH - 2 * PAD);
}

static bool is_shown(const struct kz_series *s, size_t i)
{
	bool is_over = !s->points[i].is_incomplete || s->measured == 0;

	return isfinite(s->points[i].value) && is_over && (!s->is_log || s->points[i].value > 0);
}

static struct range range_of(const struct kz_series *s)
{
	struct range r = nothing;

	for (size_t i = 0; i < s->n; i++)
		if (is_shown(s, i))
			widen(&r, s->points[i].value);
	for (size_t k = 0; k < s->n_phases; k++) {
		if (s->phases[k].level < KZ_XMR_PROVISIONAL)
			continue;
		widen(&r, s->phases[k].high);
		if (!s->is_log || s->phases[k].low > 0)
			widen(&r, s->phases[k].low);
	}
	return r;
}

static void draw_band(struct kz_buf *b, const struct kz_series *s, struct range r)
{
	for (size_t k = 0; k < s->n_phases; k++) {
		const struct kz_xmr_phase *ph = &s->phases[k];
		double x, top, bottom;

		if (ph->level < KZ_XMR_PROVISIONAL || ph->to <= ph->from)
			continue;
		x = x_of(s, ph->from);
		top = y_of(s, r, ph->high);
		bottom = y_of(s, r, ph->low);
		kz_buf_addf(b, "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" ", x, top);
		kz_buf_addf(b, "width=\"%.1f\" height=\"%.1f\"/>", x_of(s, ph->to - 1) - x,
			fmax(bottom - top, 1));
	}
}

/* A hole in the data is a hole in the line. */
static void draw_line(struct kz_buf *b, const struct kz_series *s, struct range r)
{
	bool open = false;

	kz_buf_text(b, "<path class=\"line\" d=\"");
	for (size_t i = 0; i < s->n; i++) {
		if (!is_shown(s, i)) {
			open = false;
			continue;
		}
		kz_buf_addf(b, "%s%.1f %.1f", open ? "L" : "M", x_of(s, i),
			y_of(s, r, s->points[i].value));
		open = true;
	}
	kz_buf_text(b, "\"/>");
}

void kz_spark_svg(struct kz_buf *b, const struct kz_series *s)
{
	struct range r = range_of(s);

	kz_buf_addf(b, "<svg class=\"spark\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", WIDTH,
		HEIGHT);
	if (s->latest < s->n && r.hi >= r.lo) {
		draw_band(b, s, r);
		if (s->measured > 1)
			draw_line(b, s, r);
		kz_buf_addf(b, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
			x_of(s, s->latest), y_of(s, r, s->points[s->latest].value));
	}
	kz_buf_text(b, "</svg>");
}
