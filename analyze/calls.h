/* SPDX-License-Identifier: MIT */
/*
 * Tool calls of the current repository as analyzers of friction see them: each call once (the
 * record that view tool_calls shows), in streams. A stream is what one transcript file holds, in
 * its order; recovery and repairs never look past its ends.
 */
#ifndef KZ_ANALYZE_CALLS_H
#define KZ_ANALYZE_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyze/failure.h"
#include "base/str.h"
#include "warehouse/db.h"

struct kz_call {
	int64_t id; /* of s_tool_call */
	uint32_t stream;
	int64_t seq;
	struct kz_str session, call_id, tool, kind;
	struct kz_str command, path, target, cwd; /* KZ_NOTHING where there is none */
	struct kz_result result;
	int64_t at_ms, result_at_ms; /* KZ_UNKNOWN */
	bool is_subagent;
	/*
	 * Active time: from the end of what came before in the stream to the end of this call,
	 * each gap at most 5 minutes, none while a human was asked (countermeasures.md 1.6).
	 */
	int64_t active_ms;

	/* d_call; as in an empty row before analyze/call.c has run */
	bool hidden;
	enum kz_failure failure;
	struct kz_str purpose, signature, template;
	int64_t recovery_ms, lost_ms;

	bool is_repaired; /* d_repair_pair: a repair pays for it */
};

struct kz_calls {
	struct kz_call *items; /* by session, path of the file, place in it */
	size_t n;
	int64_t first_at, last_at; /* seconds, of all calls; KZ_UNKNOWN without any */
};

/* Everything in cx->mem. */
KZ_CHECK int kz_calls_load(struct kz_ctx *cx, struct kz_db *db, struct kz_calls *ret);

/* Reported or hidden. */
static inline bool kz_call_failed(const struct kz_call *c)
{
	return c->failure != KZ_FAILURE_NONE;
}

/* Seconds of the call, of its result where the call has no time; KZ_UNKNOWN. */
int64_t kz_call_at(const struct kz_call *c);

#endif
