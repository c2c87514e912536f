/* SPDX-License-Identifier: MIT */
/* Trials in the warehouse: read, stored, and told in numbers. */
#include "orchestrate/trial.h"

#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "orchestrate/measure.h"
#include "warehouse/query.h"

static const char *const states[KZ_STATES] = {
	[KZ_PROPOSED] = "proposed",
	[KZ_IN_FORCE] = "in_force",
	[KZ_REJECTED] = "rejected_by_human",
	[KZ_WITHDRAWN] = "withdrawn",
	[KZ_REVERTED] = "reverted",
	[KZ_RETIRED] = "retired",
};

const char *kz_state_name(enum kz_state state)
{
	return states[state];
}

static enum kz_state state_of(struct kz_str name)
{
	for (size_t i = 0; i < KZ_STATES; i++)
		if (kz_str_eq(name, kz_str_c(states[i])))
			return (enum kz_state)i;
	return KZ_WITHDRAWN;
}

static int read_row(struct kz_ctx *cx, struct kz_query *q, struct kz_trial *ret)
{
	struct kz_arena *a = cx->mem;
	struct kz_trial t = {.id = kz_col_dup(q, a, 0)};
	int rc;

	if ((rc = kz_rule_read(cx, kz_col_text(q, 1), kz_col_text(q, 2), &t.rule)) < 0)
		return kz_wrap(cx, rc, "trial " KZ_FMT, KZ_ARG(t.id));
	t.slots = kz_col_dup(q, a, 2);
	t.finding = kz_col_dup(q, a, 3);
	t.target = kz_col_dup(q, a, 4);
	t.text = kz_col_dup(q, a, 5);
	t.diff = kz_col_dup(q, a, 6);
	t.measure = kz_col_dup(q, a, 7);
	t.before_events = kz_col_int(q, 8);
	t.before_n = kz_col_int(q, 9);
	t.expected = kz_col_real(q, 10);
	t.prediction = kz_col_dup(q, a, 11);
	t.created_at = kz_col_int(q, 12);
	t.check_at = kz_col_int(q, 13);
	t.state = state_of(kz_col_text(q, 14));
	t.state_at = kz_col_int(q, 15);
	t.in_force_at = kz_col_int(q, 16);
	t.in_force_oid = kz_col_dup(q, a, 17);
	t.branch = kz_col_dup(q, a, 18);
	t.branch_oid = kz_col_dup(q, a, 19);
	t.adr = kz_col_dup(q, a, 20);
	t.verdict = kz_col_dup(q, a, 21);
	t.verdict_at = kz_col_int(q, 22);
	t.after_events = kz_col_int(q, 23);
	t.after_n = kz_col_int(q, 24);
	t.planned_at = kz_col_int(q, 25);
	*ret = t;
	return 0;
}

int kz_trial_list(struct kz_ctx *cx, struct kz_db *db, struct kz_trial **ret, size_t *ret_n)
{
	struct kz_trial *all = NULL;
	size_t n = 0, cap = 0;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "orchestrate/sql/trial.sql#list", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, all, n, cap);
		if ((rc = read_row(cx, q, &all[n])) < 0) {
			kz_query_reset(q);
			return rc;
		}
		n++;
	}
	*ret = all;
	*ret_n = n;
	return rc;
}

static void bind_row(struct kz_query *q, const struct kz_trial *t)
{
	kz_bind_text(q, 2, t->id);
	kz_bind_text(q, 3, kz_str_c(kz_template_name(t->rule.template)));
	kz_bind_text(q, 4, t->slots);
	kz_bind_text(q, 5, t->finding);
	kz_bind_text(q, 6, t->target);
	kz_bind_text(q, 7, t->text);
	kz_bind_text(q, 8, t->diff);
	kz_bind_text(q, 9, t->measure);
	kz_bind_int(q, 10, t->before_events);
	kz_bind_int(q, 11, t->before_n);
	kz_bind_real(q, 12, t->expected);
	kz_bind_text(q, 13, t->prediction);
	kz_bind_int(q, 14, t->created_at);
	kz_bind_int(q, 15, t->check_at);
	kz_bind_text(q, 16, kz_str_c(states[t->state]));
	kz_bind_int(q, 17, t->state_at);
	kz_bind_int(q, 18, t->in_force_at);
	kz_bind_text(q, 19, t->in_force_oid);
	kz_bind_text(q, 20, t->branch);
	kz_bind_text(q, 21, t->branch_oid);
	kz_bind_text(q, 22, t->adr);
	kz_bind_text(q, 23, t->verdict);
	kz_bind_int(q, 24, t->verdict_at);
	kz_bind_int(q, 25, t->after_events);
	kz_bind_int(q, 26, t->after_n);
	kz_bind_int(q, 27, t->planned_at);
}

int kz_trial_put(struct kz_ctx *cx, struct kz_db *db, const struct kz_trial *t)
{
	KZ_OWN(kz_txn) txn = NULL;
	struct kz_query *q;
	int rc;

	if ((rc = kz_txn_begin(cx, db, &txn)) < 0)
		return rc;
	if ((rc = kz_query_here(cx, db, "orchestrate/sql/trial.sql#put", &q)) < 0)
		return rc;
	bind_row(q, t);
	if ((rc = kz_query_run(cx, q)) < 0)
		return kz_wrap(cx, rc, "storing trial " KZ_FMT, KZ_ARG(t->id));
	return kz_txn_commit(cx, txn);
}

bool kz_trial_same(const struct kz_trial *a, const struct kz_trial *b)
{
	return a->state == b->state && a->in_force_at == b->in_force_at &&
		a->check_at == b->check_at && a->planned_at == b->planned_at &&
		a->before_events == b->before_events && a->before_n == b->before_n &&
		kz_str_eq(a->prediction, b->prediction) && a->after_events == b->after_events &&
		a->after_n == b->after_n && kz_str_eq(a->in_force_oid, b->in_force_oid) &&
		kz_str_eq(a->branch, b->branch) && kz_str_eq(a->branch_oid, b->branch_oid) &&
		kz_str_eq(a->adr, b->adr) && kz_str_eq(a->verdict, b->verdict) &&
		kz_str_eq(a->diff, b->diff) && kz_str_eq(a->target, b->target);
}

static struct kz_str seen(struct kz_arena *a, int64_t n, int64_t sessions, int64_t first_at,
	int64_t last_at)
{
	struct kz_str first = kz_time_day(a, first_at), last = kz_time_day(a, last_at);

	return kz_strf(a, "Seen %lld times in %lld sessions, %.*s to %.*s. ", (long long)n,
		(long long)sessions, (int)first.n, first.p, (int)last.n, last.p);
}

/* T-exit answers several findings: its own measure says it. Others: what their finding says. */
static int read_seen(struct kz_ctx *cx, struct kz_db *db, const struct kz_trial *t,
	struct kz_str *ret)
{
	struct kz_window always = {0, INT64_MAX};
	struct kz_count c;
	struct kz_query *q;
	bool row;
	int rc;

	*ret = KZ_S("");
	if (t->rule.template == KZ_T_EXIT) {
		rc = kz_measure_count(cx, db, &t->rule, always, &c);
		if (rc == 0 && c.last_at != KZ_UNKNOWN)
			*ret = seen(cx->mem, c.calls, c.events, c.first_at, c.last_at);
		return rc;
	}
	if ((rc = kz_query_here(cx, db, "orchestrate/sql/trial.sql#numbers", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, t->finding);
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	if (row && !kz_col_is_null(q, 1) && !kz_col_is_null(q, 2) && !kz_col_is_null(q, 3))
		*ret = seen(cx->mem, kz_col_int(q, 0), kz_col_int(q, 1), kz_col_int(q, 2),
			kz_col_int(q, 3));
	kz_query_reset(q);
	return 0;
}

int kz_trial_evidence(struct kz_ctx *cx, struct kz_db *db, const struct kz_trial *t,
	struct kz_str *ret)
{
	struct kz_str counts;
	int rc;

	if ((rc = read_seen(cx, db, t, &counts)) < 0)
		return rc;
	*ret = kz_strf(cx->mem, "%.*sThe measure is the %.*s: %lld of %lld so far.", (int)counts.n,
		counts.p, (int)t->measure.n, t->measure.p, (long long)t->before_events,
		(long long)t->before_n);
	return 0;
}

struct kz_str kz_trial_when(struct kz_arena *a, const struct kz_trial *t)
{
	struct kz_str day = kz_time_day(a, t->check_at);

	return kz_strf(a, "a verdict can come on %.*s%s", (int)day.n, day.p,
		isfinite(t->expected) ? "" : ", at the deadline: not measurable");
}
