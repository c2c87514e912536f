/* SPDX-License-Identifier: MIT */
/* The Pareto of losses: ranked bars, cumulative share beside them. */
#include <math.h>

#include "base/text.h"
#include "report/chart.h"
#include "report/phrases.h"

enum { BARS = 9, ROW = 38, NAME_MAX_CHARS = 62 };

double kz_text_pixels(struct kz_str s)
{
	return (double)kz_text_width(s) * 12 * 0.56;
}

size_t kz_pareto_count(const struct kz_model *m)
{
	size_t n = 0;

	while (n < m->n_losses && m->losses[n].minutes_per_week > 0)
		n++;
	return n;
}

bool kz_chart_has_pareto(const struct kz_model *m)
{
	return kz_pareto_count(m) >= 3;
}

struct kz_str kz_pareto_finding(struct kz_arena *a, const struct kz_model *m)
{
	size_t all = kz_pareto_count(m), n = 0;
	double sum = 0;

	if (all == 0)
		return KZ_S("No loss has minutes yet");
	while (n < all && sum < 0.8 * m->loss_total)
		sum += m->losses[n++].minutes_per_week;
	if (n == all)
		return kz_strf(a, KZ_FMT " cost " KZ_FMT " minutes a week",
			KZ_ARG(kz_show_plural(a, (int64_t)all, "loss")),
			KZ_ARG(kz_show_number(a, m->loss_total)));
	return kz_strf(a, "%zu of %zu losses %s " KZ_FMT " of " KZ_FMT " minutes a week", n, all,
		n == 1 ? "makes" : "make", KZ_ARG(kz_show_share(a, sum / m->loss_total)),
		KZ_ARG(kz_show_number(a, m->loss_total)));
}

static struct kz_str name_of(struct kz_arena *a, struct kz_str title)
{
	if (kz_text_width(title) <= NAME_MAX_CHARS)
		return title;
	title = kz_text_fit(title, NAME_MAX_CHARS - 1);
	return kz_strf(a, "%.*s\u2026", (int)title.n, title.p);
}

/* The last bar is all the rest, where there are more than fit. */
static size_t collect(struct kz_arena *a, const struct kz_model *m, struct kz_str *names,
	double *values)
{
	size_t all = kz_pareto_count(m), n = all > BARS ? BARS - 1 : all;
	double rest = 0;

	for (size_t i = 0; i < n; i++) {
		names[i] = name_of(a, kz_short_title(&m->losses[i]));
		values[i] = m->losses[i].minutes_per_week;
	}
	if (n == all)
		return n;
	for (size_t i = n; i < all; i++)
		rest += m->losses[i].minutes_per_week;
	names[n] = kz_strf(a, "Other (%zu more)", all - n);
	values[n] = rest;
	return n + 1;
}

void kz_chart_pareto(struct kz_arena *a, struct kz_chart *c, const struct kz_model *m)
{
	struct kz_str names[BARS], shown[BARS];
	double values[BARS], sum = 0, most = 0;
	size_t n = collect(a, m, names, values);

	c->script = "pareto";
	c->height = 14 + 10 + ROW * (int)n + 22;
	for (size_t i = 0; i < n; i++) {
		shown[i] = kz_strf(a, KZ_FMT "%s", KZ_ARG(kz_show_number(a, values[i])),
			i == 0 ? " min a week" : "");
		most = fmax(most, values[i]);
	}
	kz_gp_number(c->assign, "ROW", ROW);
	kz_gp_number(c->assign, "LM", 2);
	kz_gp_number(c->assign, "MOST", most * 1.25);
	kz_gp_texts(c->assign, "N", names, n);
	kz_gp_texts(c->assign, "V", shown, n);
	kz_gp_begin(c->assign, "D");
	for (size_t i = 0; i < n; i++) {
		sum += values[i];
		kz_gp_row(c->assign,
			(const double[]){(double)i + 1, values[i], 100 * sum / m->loss_total}, 3);
	}
	kz_gp_end(c->assign);
}
