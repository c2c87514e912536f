/* SPDX-License-Identifier: MIT */
/* Which files differ between two trees, and which of them are one file under a new name. */
#include <stdlib.h>

#include "base/arena.h"
#include "git/diff_private.h"

enum { RENAME_PERCENT = 50, RENAME_LIMIT = 1000, MOST_ALIKE = 100 };
KZ_GIT_OWNER(diff)

static void find_similar(struct kz_diffing *d, git_diff *diff)
{
	git_diff_find_options options;
	int code;

	(void)git_diff_find_options_init(&options, GIT_DIFF_FIND_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FIND_RENAMES;
	options.rename_threshold = RENAME_PERCENT;
	options.rename_limit = RENAME_LIMIT;
	code = git_diff_find_similar(diff, &options);
	if (code < 0)
		kz_diffing_note(d, KZ_NOTHING, code);
}

static char status_of(git_delta_t status)
{
	switch (status) {
	case GIT_DELTA_ADDED:
		return 'A';
	case GIT_DELTA_DELETED:
		return 'D';
	case GIT_DELTA_RENAMED:
		return 'R';
	case GIT_DELTA_TYPECHANGE:
		return 'T';
	case GIT_DELTA_UNMODIFIED:
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
	if (pair.status == 'R')
		pair.old_path = kz_str_dup(mem, kz_str_c(delta->old_file.path));
	KZ_ROOM(mem, all->at, all->n, all->cap);
	all->at[all->n++] = pair;
}

static int by_path(const void *a, const void *b)
{
	const struct kz_pair *x = a, *y = b;

	return kz_str_cmp(x->path, y->path);
}

static void sort(struct kz_pairs *all)
{
	if (all->n > 1)
		qsort(all->at, all->n, sizeof(*all->at), by_path);
}

static struct kz_str last_part(struct kz_str path)
{
	size_t at;

	return kz_str_find_last(path, '/', &at) ? kz_str_from(path, at + 1) : path;
}

/* Files of other modes may be alike, links and submodules only among their own. */
static bool is_alike(const struct kz_side *a, const struct kz_side *b)
{
	bool is_file = a->mode >> 12 == 010 && b->mode >> 12 == 010;

	return is_file || a->mode == b->mode;
}

static int by_old_oid(const void *a, const void *b)
{
	const struct kz_pair *x = a, *y = b;
	int c = git_oid_cmp(&x->old.oid, &y->old.oid);

	return c ? c : kz_str_cmp(x->path, y->path);
}

/* Where the sources of an oid begin, sorted by it. */
static size_t first_of(const struct kz_pairs *sources, const git_oid *oid)
{
	size_t low = 0, high = sources->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (git_oid_cmp(&sources->at[middle].old.oid, oid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first of the free sources that are equal, one of the same name before all; n: none. */
static size_t source_for(const struct kz_pairs *sources, const struct kz_pair *target)
{
	size_t best = sources->n, looked = 0;

	for (size_t i = first_of(sources, &target->new.oid); i < sources->n && looked < MOST_ALIKE;
		i++) {
		const struct kz_pair *s = &sources->at[i];

		if (!git_oid_equal(&s->old.oid, &target->new.oid))
			break;
		if (!s->status || !is_alike(&s->old, &target->new))
			continue;
		looked++;
		if (kz_str_eq(last_part(s->path), last_part(target->path)))
			return i;
		if (best == sources->n)
			best = i;
	}
	return best;
}

/* Takes a pair apart: what went joins the sources, what came stays as added. */
static bool take_apart(struct kz_diffing *d, struct kz_pair *pair, struct kz_pairs *sources)
{
	struct kz_pair gone = {.status = 'D', .old = pair->old};
	bool is_exact = pair->status == 'R' && git_oid_equal(&pair->old.oid, &pair->new.oid);

	if (pair->status != 'D' && !is_exact)
		return pair->status == 'A';
	gone.path = is_exact ? pair->old_path : pair->path;
	KZ_ROOM(d->cx->mem, sources->at, sources->n, sources->cap);
	sources->at[sources->n++] = gone;
	pair->status = is_exact ? 'A' : 0;
	pair->old.mode = 0;
	pair->old_path = KZ_NOTHING;
	return is_exact;
}

/*
 * Among equal files git pairs otherwise than libgit2 1.5.1, and it pairs links and submodules as
 * well: pairs of equal files are taken apart and made anew by git's rule (design: git.md 4.1).
 */
static void pair_equals(struct kz_diffing *d, struct kz_pairs *all)
{
	struct kz_pairs sources = {0};
	size_t targets = 0, n = 0;

	for (size_t i = 0; i < all->n; i++)
		targets += take_apart(d, &all->at[i], &sources);
	if (sources.n > 1)
		qsort(sources.at, sources.n, sizeof(*sources.at), by_old_oid);
	for (size_t i = 0; i < all->n && targets; i++) {
		struct kz_pair *target = &all->at[i];
		size_t at = target->status == 'A' ? source_for(&sources, target) : sources.n;

		if (at == sources.n)
			continue;
		target->status = 'R';
		target->old = sources.at[at].old;
		target->old_path = sources.at[at].path;
		sources.at[at].status = 0;
	}
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].status)
			all->at[n++] = all->at[i];
	all->n = n;
	for (size_t i = 0; i < sources.n; i++) {
		if (!sources.at[i].status)
			continue;
		KZ_ROOM(d->cx->mem, all->at, all->n, all->cap);
		all->at[all->n++] = sources.at[i];
	}
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
	else if (renames)
		find_similar(d, diff);
	for (size_t i = 0; diff && i < git_diff_num_deltas(diff); i++)
		add(d, &all, git_diff_get_delta(diff, i));
	sort(&all);
	if (renames) {
		pair_equals(d, &all);
		sort(&all);
	}
	*ret = all;
}
