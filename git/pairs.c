/* SPDX-License-Identifier: MIT */
/* Which files differ between two trees, by libgit2's tree diff. */
#include <stdlib.h>

#include "base/arena.h"
#include "git/diff_private.h"

KZ_GIT_OWNER(diff)

static char status_of(git_delta_t status)
{
	switch (status) {
	case GIT_DELTA_ADDED:
		return 'A';
	case GIT_DELTA_DELETED:
		return 'D';
	case GIT_DELTA_TYPECHANGE:
		return 'T';
	case GIT_DELTA_UNMODIFIED:
	case GIT_DELTA_RENAMED:
	case GIT_DELTA_MODIFIED:
	case GIT_DELTA_COPIED:
	case GIT_DELTA_IGNORED:
	case GIT_DELTA_UNTRACKED:
	case GIT_DELTA_UNREADABLE:
	case GIT_DELTA_CONFLICTED:
		break;
	}
	return 'M';
}

static void add(struct kz_diffing *d, struct kz_pairs *all, const git_diff_delta *delta)
{
	struct kz_arena *mem = d->cx->mem;
	struct kz_pair pair = {.status = status_of(delta->status)};
	const git_diff_file *named = pair.status == 'D' ? &delta->old_file : &delta->new_file;

	pair.old = kz_side_of(&delta->old_file.id, pair.status == 'A' ? 0 : delta->old_file.mode);
	pair.new = kz_side_of(&delta->new_file.id, pair.status == 'D' ? 0 : delta->new_file.mode);
	if (pair.status == 'M' && kz_side_equal(&pair.old, &pair.new))
		return; /* 100664 beside 100644 */
	pair.path = kz_str_dup(mem, kz_str_c(named->path));
	KZ_ROOM(mem, all->at, all->n, all->cap);
	all->at[all->n++] = pair;
}

static int by_path(const void *a, const void *b)
{
	const struct kz_pair *x = a, *y = b;

	return kz_str_cmp(x->path, y->path);
}

void kz_diffing_pairs(struct kz_diffing *d, git_tree *old, git_tree *new, bool renames,
	struct kz_pairs *ret)
{
	KZ_GIT_OWN(diff) diff = NULL;
	struct kz_pairs all = {0};
	git_diff_options options;
	int code;

	(void)git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	code = git_diff_tree_to_tree(&diff, d->g->repo, old, new, &options);
	if (code < 0)
		kz_diffing_note(d, KZ_NOTHING, code);
	for (size_t i = 0; diff && i < git_diff_num_deltas(diff); i++)
		add(d, &all, git_diff_get_delta(diff, i));
	if (all.n > 1)
		qsort(all.at, all.n, sizeof(*all.at), by_path);
	if (renames)
		kz_pairs_rename(d, &all);
	*ret = all;
}
