/* SPDX-License-Identifier: MIT */
/* Failed calls that have one thing in common, summed up for a finding. */
#ifndef KZ_ANALYZE_CALL_GROUP_H
#define KZ_ANALYZE_CALL_GROUP_H

#include "analyze/calls.h"
#include "base/json.h"
#include "warehouse/finding.h"

struct kz_call_group {
	const struct kz_calls *source;
	struct kz_str key;
	const struct kz_call **calls; /* in their order */
	size_t n, cap;
	const struct kz_call **answers; /* what then worked: evidence, too; NULL: none */
	size_t n_answers;

	/* by kz_call_group_sum */
	int64_t sessions, days;
	int64_t first_at, last_at; /* seconds; KZ_UNKNOWN */
	double minutes;            /* lost_ms of all */
	double median_minutes;     /* until recovery; NaN where none recovered */
	int64_t unrecovered;
};

struct kz_call_groups {
	const struct kz_calls *source; /* what the calls are part of: sizes are a week of it */
	struct kz_map *ids;            /* key to place in items; owned, see done */
	struct kz_call_group *items;
	size_t n, cap;
};

void kz_call_groups_init(struct kz_call_groups *all, const struct kz_calls *source);
void kz_call_groups_done(struct kz_call_groups *all);

/* Puts c into the group of key; calls come in the order of kz_calls. */
struct kz_call_group *kz_call_groups_add(struct kz_arena *a, struct kz_call_groups *all,
	struct kz_str key, const struct kz_call *c);

/* The sums of what was added so far. */
void kz_call_group_sum(struct kz_arena *a, struct kz_call_group *g);

/* At least 3 events, or 2 sessions. */
bool kz_call_group_recurs(const struct kz_call_group *g);

/*
 * Stores f with the group's sums and evidence; the caller gives kind, subject, title and class.
 * detail gets days, median_minutes and unrecovered added; it is not freed.
 */
KZ_CHECK int kz_call_group_put(struct kz_ctx *cx, struct kz_db *db, const struct kz_call_group *g,
	struct kz_finding *f, json_t *detail);

/* "3 times in one session", "12 times in 4 sessions", in memory of a. */
struct kz_str kz_times_in_sessions(struct kz_arena *a, int64_t times, int64_t sessions);

#endif
