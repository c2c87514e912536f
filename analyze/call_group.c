/* SPDX-License-Identifier: MIT */
/* Groups of failed calls and the findings that they are. */
#include "analyze/call_group.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/stats.h"

enum { MIN_EVENTS = 3, MIN_SESSIONS = 2, DETAIL_MAX = 16 << 10 };

void kz_call_groups_init(struct kz_call_groups *all, const struct kz_calls *source)
{
	*all = (struct kz_call_groups){.source = source, .ids = kz_map_new()};
}

void kz_call_groups_done(struct kz_call_groups *all)
{
	kz_map_free(all->ids);
	*all = (struct kz_call_groups){0};
}

struct kz_call_group *kz_call_groups_add(struct kz_arena *a, struct kz_call_groups *all,
	struct kz_str key, const struct kz_call *c)
{
	struct kz_call_group *g;
	bool is_new;
	const uint32_t id = kz_map_put(all->ids, key, &is_new);

	if (is_new) {
		KZ_ROOM(a, all->items, all->n, all->cap);
		all->items[all->n++] =
			(struct kz_call_group){.source = all->source, .key = kz_str_dup(a, key)};
	}
	g = &all->items[id];
	KZ_ROOM(a, g->calls, g->n, g->cap);
	g->calls[g->n++] = c;
	return g;
}

static int compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t count_days(struct kz_arena *a, const struct kz_call_group *g)
{
	int64_t *days = KZ_NEW_ARRAY(a, int64_t, g->n + 1), n_days = 0;
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		if (kz_call_at(g->calls[i]) != KZ_UNKNOWN)
			days[n++] = kz_day_start(kz_call_at(g->calls[i]));
	qsort(days, n, sizeof(*days), compare);
	for (size_t i = 0; i < n; i++)
		n_days += i == 0 || days[i] != days[i - 1];
	return n_days;
}

static int64_t count_sessions(const struct kz_call_group *g)
{
	int64_t n = 0;

	for (size_t i = 0; i < g->n; i++) /* calls stand in the order of sessions */
		n += i == 0 || !kz_str_eq(g->calls[i]->session, g->calls[i - 1]->session);
	return n;
}

void kz_call_group_sum(struct kz_arena *a, struct kz_call_group *g)
{
	double *minutes = KZ_NEW_ARRAY(a, double, g->n + 1);
	int64_t lost_ms = 0; /* whole: the sum must not depend on the order of sessions */
	size_t n = 0;

	g->sessions = count_sessions(g);
	g->days = count_days(a, g);
	g->first_at = g->last_at = KZ_UNKNOWN;
	for (size_t i = 0; i < g->n; i++) {
		const struct kz_call *c = g->calls[i];
		const int64_t at = kz_call_at(c);

		lost_ms += c->lost_ms;
		if (c->recovery_ms != KZ_UNKNOWN)
			minutes[n++] = (double)c->recovery_ms / 60000;
		if (at == KZ_UNKNOWN)
			continue;
		if (g->first_at == KZ_UNKNOWN || at < g->first_at)
			g->first_at = at;
		if (g->last_at == KZ_UNKNOWN || at > g->last_at)
			g->last_at = at;
	}
	g->minutes = (double)lost_ms / 60000;
	g->unrecovered = (int64_t)(g->n - n);
	g->median_minutes = n > 0 ? kz_median(minutes, n) : NAN;
}

bool kz_call_group_recurs(const struct kz_call_group *g)
{
	return g->n >= MIN_EVENTS || g->sessions >= MIN_SESSIONS;
}

static struct kz_str write_detail(struct kz_ctx *cx, const struct kz_call_group *g, json_t *detail)
{
	KZ_OWN(kz_buf) b = kz_buf_new(DETAIL_MAX);

	(void)json_object_set_new(detail, "days", kz_json_new_int(g->days));
	(void)json_object_set_new(detail, "median_minutes", kz_json_new_real(g->median_minutes));
	(void)json_object_set_new(detail, "unrecovered", kz_json_new_int(g->unrecovered));
	kz_json_line(b, detail);
	return b->over ? KZ_NOTHING : kz_str_dup(cx->mem, kz_buf_str(b));
}

int kz_call_group_put(struct kz_ctx *cx, struct kz_db *db, const struct kz_call_group *g,
	struct kz_finding *f, json_t *detail)
{
	const size_t most = g->n + g->n_answers;
	struct kz_evidence *evidence = KZ_NEW_ARRAY(cx->mem, struct kz_evidence, most + 1);
	size_t n = 0;

	for (size_t i = 0; i < most; i++) {
		const struct kz_call *c = i < g->n ? g->calls[i] : g->answers[i - g->n];

		if (c->call_id.p)
			evidence[n++] = (struct kz_evidence){"tool_calls", c->call_id};
	}
	f->minutes = g->minutes;
	f->minutes_per_week =
		kz_minutes_per_week(g->minutes, g->source->first_at, g->source->last_at);
	f->n = (int64_t)g->n;
	f->sessions = g->sessions;
	f->first_at = g->first_at;
	f->last_at = g->last_at;
	f->detail = write_detail(cx, g, detail);
	return kz_finding_put(cx, db, f, evidence, n);
}

struct kz_str kz_times_in_sessions(struct kz_arena *a, int64_t times, int64_t sessions)
{
	const struct kz_str n = times == 1 ? KZ_S("once")
		: times == 2               ? KZ_S("twice")
					   : kz_strf(a, "%lld times", (long long)times);

	return sessions == 1
		? kz_strf(a, "%.*s in one session", (int)n.n, n.p)
		: kz_strf(a, "%.*s in %lld sessions", (int)n.n, n.p, (long long)sessions);
}
