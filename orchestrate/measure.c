/* SPDX-License-Identifier: MIT */
/* Events and opportunities of a rule, how many are needed, and when they can be there. */
#include "orchestrate/measure.h"

#include <math.h>

#include "base/clock.h"
#include "base/map.h"
#include "warehouse/query.h"

struct wording {
	const char *query, *events, *sessions;
};

/*
 * A rule that helps leaves at most a quarter of the share: what rules that were worked out by hand
 * were expected to do (countermeasures.md 11).
 */
#define LEFT 0.25

/* "The share of sessions <events>, of those <sessions>". */
static const struct wording wordings[KZ_TEMPLATES] = {
	[KZ_T_PATH] = {"orchestrate/sql/measure.sql#path", "that looked for the missing path",
		"that used either path"},
	[KZ_T_DIR] = {"orchestrate/sql/measure.sql#folder", "that looked into the missing folder",
		"that worked below either folder"},
	[KZ_T_CMD] = {"orchestrate/sql/measure.sql#form", "in which the wrong form failed",
		"that used either form"},
	[KZ_T_FLAG] = {"orchestrate/sql/measure.sql#form", "in which the wrong option failed",
		"that used either option"},
	[KZ_T_BEFORE] = {"orchestrate/sql/measure.sql#form", "in which the command failed",
		"that used either command"},
	[KZ_T_NAME] = {"orchestrate/sql/measure.sql#form", "in which the unknown name failed",
		"that used either name"},
	[KZ_T_EXIT] = {"orchestrate/sql/measure.sql#exit", "in which a failure was hidden",
		"in which one of the commands failed"},
};

struct kz_str kz_author_of(struct kz_str cwd)
{
	struct kz_str rest = kz_str_skip(cwd, KZ_S("/home/"));

	if (rest.n == cwd.n)
		rest = kz_str_skip(cwd, KZ_S("/Users/"));
	if (rest.n == cwd.n)
		return KZ_NOTHING;
	rest = kz_str_upto(&rest, '/');
	return rest.n ? rest : KZ_NOTHING;
}

struct kz_str kz_measure_words(struct kz_arena *a, enum kz_template t)
{
	return kz_strf(a, "share of sessions %s, of those %s", wordings[t].events,
		wordings[t].sessions);
}

static void bind(struct kz_query *q, const struct kz_rule *r, struct kz_window w)
{
	if (r->template == KZ_T_EXIT) {
		for (size_t i = 0; i < KZ_RULE_LIST; i++)
			kz_bind_text(q, (int)i + 2,
				i < r->n_commands ? r->commands[i] : KZ_NOTHING);
	} else {
		kz_bind_text(q, 2, r->wrong);
		kz_bind_text(q, 3, r->right);
		kz_bind_text(q, 4, r->program);
	}
	kz_bind_int(q, 5, w.since);
	kz_bind_int(q, 6, w.until);
}

struct tally {
	struct kz_map *sessions, *events, *days, *authors;
	int64_t calls, first_at, last_at;
};

static void tally_event(struct tally *t, struct kz_query *q)
{
	struct kz_str author = kz_author_of(kz_col_text(q, 1));
	int64_t at = kz_col_int(q, 2), day = at / KZ_DAY;

	t->calls++;
	(void)kz_map_put(t->events, kz_col_text(q, 0), NULL);
	if (author.p)
		(void)kz_map_put(t->authors, author, NULL);
	if (at == KZ_UNKNOWN)
		return;
	(void)kz_map_put(t->days, (struct kz_str){(const char *)&day, sizeof(day)}, NULL);
	if (t->first_at == KZ_UNKNOWN || at < t->first_at)
		t->first_at = at;
	if (t->last_at == KZ_UNKNOWN || at > t->last_at)
		t->last_at = at;
}

int kz_measure_count(struct kz_ctx *cx, struct kz_db *db, const struct kz_rule *r,
	struct kz_window w, struct kz_count *ret)
{
	KZ_OWN(kz_map) sessions = kz_map_new();
	KZ_OWN(kz_map) events = kz_map_new();
	KZ_OWN(kz_map) days = kz_map_new();
	KZ_OWN(kz_map) authors = kz_map_new();
	struct tally t = {sessions, events, days, authors, 0, KZ_UNKNOWN, KZ_UNKNOWN};
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, wordings[r->template].query, &q)) < 0)
		return rc;
	bind(q, r, w);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		(void)kz_map_put(sessions, kz_col_text(q, 0), NULL);
		if (kz_col_int(q, 3) == 1)
			tally_event(&t, q);
	}
	*ret = (struct kz_count){
		.events = kz_map_count(events),
		.n = kz_map_count(sessions),
		.event_days = kz_map_count(days),
		.authors = kz_map_count(authors),
		.calls = t.calls,
		.first_at = t.first_at,
		.last_at = t.last_at,
	};
	return rc;
}

/* Two proportions, normal approximation: equals the table of countermeasures.md 7.2. */
double kz_sessions_each(double p0, double p1)
{
	const double z_alpha = 1.959964, z_beta = 0.841621;
	double mean = (p0 + p1) / 2, gap = p0 - p1;
	double root = z_alpha * sqrt(2 * mean * (1 - mean)) +
		z_beta * sqrt(p0 * (1 - p0) + p1 * (1 - p1));

	return ceil(root * root / (gap * gap));
}

/* Unequal sides see as much as the harmonic mean of both. */
int64_t kz_sessions_after(double p0, double p1, int64_t n0)
{
	double each, after;

	if (!(p0 > 0) || !(p1 < p0))
		return KZ_UNKNOWN;
	each = kz_sessions_each(p0, p1);
	if (2 * (double)n0 <= each)
		return KZ_UNKNOWN;
	after = ceil(each * (double)n0 / (2 * (double)n0 - each));
	if (after * p0 < KZ_MIN_EXPECTED)
		after = ceil(KZ_MIN_EXPECTED / p0);
	return after < KZ_MIN_AFTER ? KZ_MIN_AFTER : (int64_t)after;
}

/* Sessions of the kind a day, over the time from the first session to the last, at least a week. */
static int rate_of(struct kz_ctx *cx, struct kz_db *db, int64_t n, double *ret)
{
	struct kz_query *q;
	double days = 7;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "orchestrate/sql/measure.sql#span", &q)) < 0)
		return rc;
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	if (row && !kz_col_is_null(q, 0) && !kz_col_is_null(q, 1))
		days = (double)(kz_col_int(q, 1) - kz_col_int(q, 0)) / KZ_DAY;
	kz_query_reset(q);
	*ret = (double)n / (days > 7 ? days : 7);
	return 0;
}

static struct kz_str sentence(struct kz_arena *a, const struct wording *w,
	const struct kz_count *before, const struct kz_forecast *f)
{
	long long k = (long long)before->events, n = (long long)before->n;

	if (isfinite(f->expected))
		return kz_strf(a,
			"Of the sessions %s, those %s fall from %lld of %lld (%.0f%%) to at most "
			"%.0f%%; %lld sessions with the rule are enough to show it.",
			w->sessions, w->events, k, n, 100 * (double)k / (double)n,
			100 * f->expected, (long long)f->sessions);
	return kz_strf(a,
		"Not measurable: of the sessions %s, those %s were %lld of %lld, too few for a "
		"verdict within %d days; the rule rests on its facts.",
		w->sessions, w->events, k, n, KZ_DEADLINE_DAYS);
}

int kz_measure_forecast(struct kz_ctx *cx, struct kz_db *db, const struct kz_rule *r,
	const struct kz_count *before, struct kz_forecast *ret)
{
	const struct wording *w = &wordings[r->template];
	struct kz_forecast f = {NAN, KZ_UNKNOWN, KZ_DEADLINE_DAYS, KZ_NOTHING};
	double share = before->n ? (double)before->events / (double)before->n : 0;
	double after = round(100 * share * LEFT) / 100, rate, days;
	int64_t needed = kz_sessions_after(share, after, before->n);
	int rc;

	if ((rc = rate_of(cx, db, before->n, &rate)) < 0)
		return rc;
	days = needed == KZ_UNKNOWN || !(rate > 0) ? HUGE_VAL : ceil((double)needed / rate);
	if (days <= KZ_DEADLINE_DAYS) {
		f.expected = after;
		f.sessions = needed;
		f.days = (int64_t)days;
	}
	f.prediction = sentence(cx->mem, w, before, &f);
	*ret = f;
	return 0;
}
