/* SPDX-License-Identifier: MIT */
/* What a merge changed: which parent each path was taken from, or hunks against every parent. */
#include "base/arena.h"
#include "git/diff_private.h"

/* Linux has merges of 66; more than these would be made to cost time. */
enum { MAX_PARENTS = 128 };

/* A parent of the merge. */
struct side {
	size_t n; /* its number in the commit */
	git_tree *tree;
	struct kz_pairs renames; /* from it to the merge; made when first asked */
	bool asked;
};

struct merge {
	struct kz_diffing *d;
	git_tree *tree;
	struct side parents[MAX_PARENTS]; /* without doubles */
	size_t n;
};

/* Where the lines of a path may come from in one parent. */
struct origin {
	struct kz_side side;
	struct kz_str old_path; /* KZ_NOTHING: the same path */
};

static struct kz_side at_path(struct kz_diffing *d, git_tree *tree, const char *path)
{
	KZ_GIT_OWN(tree_entry) entry = NULL;
	git_oid none = {0};
	int code = git_tree_entry_bypath(&entry, tree, path);

	if (code < 0) {
		if (code != GIT_ENOTFOUND)
			kz_diffing_note(d, kz_str_c(path), code);
		return kz_side_of(&none, 0);
	}
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return kz_side_of(&none, 0);
	return kz_side_of(git_tree_entry_id(entry), (uint32_t)git_tree_entry_filemode_raw(entry));
}

static struct kz_git_merge_change *add(struct merge *m, struct kz_str path, size_t parent)
{
	struct kz_git_changes *out = m->d->out;
	struct kz_git_merge_change *row;

	KZ_ROOM(m->d->cx->mem, out->merges, out->n_merges, out->cap_merges);
	row = &out->merges[out->n_merges++];
	*row = (struct kz_git_merge_change){.path = path, .parent_n = m->parents[parent].n};
	return row;
}

/* git blame looks for a renamed origin where a parent lacks the path. */
static struct origin renamed_origin(struct merge *m, struct side *parent, struct kz_str path)
{
	struct origin none = {0};

	if (!parent->asked) {
		parent->asked = true;
		kz_diffing_pairs(m->d, parent->tree, m->tree, true, &parent->renames);
	}
	for (size_t i = 0; i < parent->renames.n; i++) {
		const struct kz_pair *pair = &parent->renames.at[i];

		if (pair->status == 'R' && kz_str_eq(pair->path, path))
			return (struct origin){.side = pair->old, .old_path = pair->old_path};
	}
	return none;
}

/* Equal to a renamed file of a parent as it was: everything comes from there. */
static bool take_renamed(struct merge *m, struct kz_str path, const struct kz_side *new,
	struct origin *origins)
{
	for (size_t k = 0; k < m->n; k++) {
		struct kz_git_merge_change *row;

		if (new->mode == 0 || origins[k].side.mode)
			continue;
		origins[k] = renamed_origin(m, &m->parents[k], path);
		if (!origins[k].side.mode || !git_oid_equal(&origins[k].side.oid, &new->oid))
			continue;
		row = add(m, path, k);
		row->is_same = true;
		row->old_path = origins[k].old_path;
		return true;
	}
	return false;
}

static bool is_double(const struct origin *origins, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (kz_side_equal(&origins[i].side, &origins[k].side))
			return true;
	return false;
}

static void take_hunks(struct merge *m, struct kz_str path, const struct kz_side *new,
	const struct origin *origins)
{
	for (size_t k = 0; k < m->n; k++) {
		struct kz_side old = origins[k].side, now = *new;
		struct kz_git_merge_change *row;
		struct kz_git_lines lines;

		if (is_double(origins, k))
			continue;
		kz_side_lines(m->d, path, &old, &now, &lines);
		row = add(m, path, k);
		row->old_path = origins[k].old_path;
		row->hunks = lines.hunks;
	}
}

/* A path that differs from the first parent. */
static void take_path(struct merge *m, const struct kz_pair *pair)
{
	const char *name = kz_cstr(m->d->cx->mem, pair->path);
	struct origin origins[MAX_PARENTS] = {0};

	for (size_t k = 0; k < m->n; k++) {
		origins[k].side = at_path(m->d, m->parents[k].tree, name);
		if (kz_side_equal(&origins[k].side, &pair->new)) {
			add(m, pair->path, k)->is_same = true;
			return;
		}
	}
	if (!take_renamed(m, pair->path, &pair->new, origins))
		take_hunks(m, pair->path, &pair->new, origins);
}

/* Trees of the parents, each commit once; false when one is missing. */
static bool load_parents(struct merge *m)
{
	const struct kz_git_commit *commit = m->d->commit;

	for (size_t i = 0; i < commit->n_parents && m->n < MAX_PARENTS; i++) {
		bool is_new = true;

		for (size_t k = 0; k < i; k++)
			is_new = is_new && !kz_str_eq(commit->parents[k], commit->parents[i]);
		if (!is_new)
			continue;
		m->parents[m->n].n = i;
		m->parents[m->n].tree = kz_diffing_parent_tree(m->d, i);
		if (!m->parents[m->n].tree)
			return false;
		m->n++;
	}
	return true;
}

void kz_diff_merge(struct kz_diffing *d)
{
	KZ_GIT_OWN(tree) tree = kz_diffing_tree(d, d->commit->tree);
	struct merge m = {.d = d, .tree = tree};
	struct kz_pairs pairs = {0};

	if (tree && load_parents(&m))
		kz_diffing_pairs(d, m.parents[0].tree, tree, false, &pairs);
	for (size_t i = 0; i < pairs.n; i++)
		take_path(&m, &pairs.at[i]);
	for (size_t k = 0; k < m.n; k++)
		git_tree_free(m.parents[k].tree);
}
