/* SPDX-License-Identifier: MIT */
/* What the diff of one commit shares: loading both sides of a file, noting what is not there. */
#ifndef KZ_GIT_DIFF_PRIVATE_H
#define KZ_GIT_DIFF_PRIVATE_H

#include "git/diff.h"
#include "git/lines.h"
#include "git/private.h"

enum { KZ_MAX_BLOB = 32 << 20 }; /* larger ones are not looked at */

/* The diff of one commit under way. */
struct kz_diffing {
	struct kz_ctx *cx;
	struct kz_git *g;
	const struct kz_git_commit *commit;
	struct kz_git_changes *out;
};

/* One side of a file: a blob, a submodule, or nothing (mode 0). */
struct kz_side {
	git_oid oid;
	uint32_t mode;
	git_odb_object *object;
	struct kz_str text; /* KZ_NOTHING until loaded, or where it cannot be */
};

/* 100644 or 100755 for files, as git reads old trees; kinds other than files as they are. */
uint32_t kz_git_mode(uint32_t mode);

struct kz_side kz_side_of(const git_oid *oid, uint32_t mode);
bool kz_side_equal(const struct kz_side *a, const struct kz_side *b);
/*
 * Lines of both; KZ_UNKNOWN and KZ_NOTHING where there are none (binary) or a side cannot be read,
 * which is noted. Of two kinds of files the hunks are what git shows: delete and create.
 */
void kz_side_lines(struct kz_diffing *d, struct kz_str path, struct kz_side *old,
	struct kz_side *new, struct kz_git_lines *ret);

/* Counts and names what libgit2 could not give just now. */
void kz_diffing_note(struct kz_diffing *d, struct kz_str path, int code);

/* These give NULL, and note why, when an object is missing or damaged. */
git_tree *kz_diffing_tree(struct kz_diffing *d, struct kz_str oid);
git_tree *kz_diffing_parent_tree(struct kz_diffing *d, size_t parent);

/* A file that differs between two trees. */
struct kz_pair {
	char status;            /* A M D R T */
	struct kz_str path;     /* of a deleted one the old */
	struct kz_str old_path; /* KZ_NOTHING unless renamed */
	struct kz_side old, new;
};
struct kz_pairs {
	struct kz_pair *at; /* sorted by path */
	size_t n, cap;
};
/* old NULL: nothing was there. What cannot be read is noted, and not among the pairs. */
void kz_diffing_pairs(struct kz_diffing *d, git_tree *old, git_tree *new, bool renames,
	struct kz_pairs *ret);

/* Finds renames among pairs sorted by path; they stay sorted. */
void kz_pairs_rename(struct kz_diffing *d, struct kz_pairs *pairs);

void kz_diff_merge(struct kz_diffing *d);

#endif
