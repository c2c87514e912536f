/* SPDX-License-Identifier: MIT */
/*
 * What the parts of analyzer repair share: the calls with what repairs need of them, and the
 * groups of pairs found so far. A pair is a call that failed and the call that then did what was
 * meant (countermeasures.md 2.2, 2.3). Each failed call is in one pair at most: who comes first
 * takes it.
 */
#ifndef KZ_ANALYZE_REPAIR_H
#define KZ_ANALYZE_REPAIR_H

#include "analyze/call_group.h"
#include "analyze/manifest.h"
#include "analyze/paths.h"

struct kz_step { /* beside each call */
	struct kz_shell shell;
	const struct kz_segment *failing; /* NULL: nothing failed, or no shell call */
	struct kz_str home;               /* where its session began */
	struct kz_str *paths;             /* repository-relative: what it opened or named */
	size_t n_paths;
	struct kz_str missing; /* the path that was not there; KZ_NOTHING */
	bool is_taken;         /* in a pair */
	size_t worked;         /* of a pair: the call that worked; its own place: none */
};

struct kz_repair {
	const char *class;     /* path folder cmd cmd_flag name prior_step */
	struct kz_str program; /* cmd, cmd_flag: purpose; name: skill or agent; else empty */
	struct kz_str wrong, right;
	bool holds;     /* facts at HEAD, as far as HEAD can tell */
	bool is_proven; /* HEAD alone proves it: path, folder, name */
	int64_t n_wrong, f_wrong, n_right, s_right;
};

struct kz_repairs {
	struct kz_ctx *cx;
	struct kz_db *db;
	struct kz_calls calls;
	struct kz_step *steps;
	struct kz_paths paths;
	struct kz_manifest manifest;
	struct kz_call_groups groups; /* failed calls of a repair */
	struct kz_repair *items;      /* beside each group */
	size_t n_items, cap_items;
};

/* Puts a pair into its repair. The first pair's facts are the repair's. */
void kz_repairs_add(struct kz_repairs *r, const struct kz_repair *what, size_t failed,
	size_t worked);

/* Is call k still in the reach of call i: in its stream, on its side, at most `most` calls on? */
bool kz_repairs_reach(const struct kz_repairs *r, size_t i, size_t k, size_t most);

static inline bool kz_repair_is(const struct kz_repair *r, const char *class)
{
	return kz_str_eq(kz_str_c(r->class), kz_str_c(class));
}

/* Fills paths and missing of each step. */
void kz_repair_see_paths(struct kz_repairs *r);

/* In this order: a missing folder explains its files, a path its command. */
void kz_repair_find_folders(struct kz_repairs *r);
void kz_repair_find_paths(struct kz_repairs *r);
void kz_repair_find_names(struct kz_repairs *r);
void kz_repair_find_commands(struct kz_repairs *r);
void kz_repair_find_steps(struct kz_repairs *r);

/* n_wrong, f_wrong, n_right, s_right over all calls, not only those in pairs. */
void kz_repair_count_paths(const struct kz_repairs *r, struct kz_repair *p);
void kz_repair_count_names(const struct kz_repairs *r, struct kz_repair *p);
void kz_repair_count_commands(const struct kz_repairs *r, struct kz_repair *p);

/* Does it switch a check off, or is it nothing to tell others? (countermeasures.md 9.2) */
bool kz_repair_is_bypass(struct kz_str form);

#endif
