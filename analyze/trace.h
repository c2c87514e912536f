/* SPDX-License-Identifier: MIT */
/*
 * Who wrote these lines? Plain `git blame` from stored hunks, no blob is read (design: git.md 9):
 * lines go back from commit to commit through the hunks of each, at a merge to the parents it
 * took them from, at a rename to the old path. What no parent has belongs to the commit itself.
 */
#ifndef KZ_ANALYZE_TRACE_H
#define KZ_ANALYZE_TRACE_H

#include "analyze/history.h"
#include "base/own.h"

struct kz_trace;

/* The history must outlive it. */
struct kz_trace *kz_trace_new(struct kz_db *db, const struct kz_history *h);
void kz_trace_free(struct kz_trace *t); /* takes NULL */
KZ_OWNER(kz_trace, kz_trace_free)

struct kz_lines {
	int64_t start, count; /* from line 1 */
};

struct kz_version {
	uint32_t commit; /* the file as it is in this commit */
	int64_t path_id;
	const struct kz_lines *lines; /* ascending, apart from each other */
	size_t n_lines;
};

struct kz_traced {
	int64_t start, count; /* in the version that was asked about */
	uint32_t commit;      /* wrote them */
	bool is_lost;         /* it, or something before it: the history is cut there */
};

struct kz_traced_list {
	struct kz_traced *p; /* ascending, in cx->mem */
	size_t n;
};

KZ_CHECK int kz_trace_lines(struct kz_ctx *cx, struct kz_trace *t, const struct kz_version *of,
	struct kz_traced_list *ret);

#endif
