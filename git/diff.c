/* SPDX-License-Identifier: MIT */
/* What a commit with at most one parent changed: tree diff, renames, lines. */
#include "git/diff.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "git/diff_private.h"

enum { RENAME_PERCENT = 50, RENAME_LIMIT = 1000, MAX_BLOB = 32 << 20 };

uint32_t kz_git_mode(uint32_t mode)
{
	if ((mode & 0170000) != 0100000)
		return mode & 0170000;
	return mode & 0100 ? 0100755 : 0100644;
}

struct kz_side kz_side_of(const git_oid *oid, uint32_t mode)
{
	return (struct kz_side){.oid = *oid, .mode = mode ? kz_git_mode(mode) : 0};
}

bool kz_side_equal(const struct kz_side *a, const struct kz_side *b)
{
	return a->mode == b->mode && (a->mode == 0 || git_oid_equal(&a->oid, &b->oid));
}

static void note(struct kz_diffing *d, struct kz_str path, const char *reason, struct kz_str why)
{
	struct kz_git_changes *out = d->out;

	KZ_ROOM(d->cx->mem, out->problems, out->n_problems, out->cap_problems);
	out->problems[out->n_problems++] = (struct kz_git_problem){
		.place = kz_strf(d->cx->mem, "%.*s%s%.*s", (int)d->commit->oid.n, d->commit->oid.p,
			path.n ? ":" : "", (int)path.n, path.n ? path.p : ""),
		.reason = reason,
		.message = why,
	};
}

void kz_diffing_note(struct kz_diffing *d, struct kz_str path, int code)
{
	const git_error *last = git_error_last();
	const char *why = last && last->message ? last->message : "no reason given";

	note(d, path, code == GIT_ENOTFOUND ? "missing_object" : "bad_object",
		kz_str_dup(d->cx->mem, kz_str_c(why)));
}

git_tree *kz_diffing_tree(struct kz_diffing *d, struct kz_str oid)
{
	git_tree *tree = NULL;
	git_oid id;
	int code = kz_git_oid(oid, &id) ? git_tree_lookup(&tree, d->g->repo, &id) : GIT_ENOTFOUND;

	if (code < 0)
		kz_diffing_note(d, KZ_NOTHING, code);
	return tree;
}

git_tree *kz_diffing_parent_tree(struct kz_diffing *d, size_t parent)
{
	struct kz_git_commit commit;
	int rc = kz_git_read_commit(d->cx, d->g, d->commit->parents[parent], &commit);

	if (rc == 0)
		return kz_diffing_tree(d, commit.tree);
	note(d, KZ_NOTHING, rc == KZ_ENOENT ? "missing_object" : "bad_object",
		kz_str_dup(d->cx->mem, kz_str_c(d->cx->err.text)));
	kz_err_clear(d->cx);
	return NULL;
}

static void find_renames(struct kz_diffing *d, git_diff *diff)
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

git_diff *kz_diffing_trees(struct kz_diffing *d, git_tree *old, git_tree *new, bool renames)
{
	git_diff_options options;
	git_diff *diff = NULL;
	int code;

	(void)git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	code = git_diff_tree_to_tree(&diff, d->g->repo, old, new, &options);
	if (code < 0) {
		kz_diffing_note(d, KZ_NOTHING, code);
		return NULL;
	}
	if (renames)
		find_renames(d, diff);
	return diff;
}

/* false: it cannot be had, and that is noted. */
static bool load(struct kz_diffing *d, struct kz_str path, struct kz_side *side)
{
	git_object_t type;
	size_t size;
	int code;

	if (side->mode == 0)
		side->text = KZ_S("");
	else if (side->mode == GIT_FILEMODE_COMMIT)
		side->text =
			kz_strf(d->cx->mem, "Subproject commit %s\n", git_oid_tostr_s(&side->oid));
	if (side->text.p)
		return true;
	code = git_odb_read_header(&size, &type, d->g->odb, &side->oid);
	if (code == 0 && size > MAX_BLOB) {
		note(d, path, "too_large",
			kz_strf(d->cx->mem, "%zu bytes, at most %d are looked at", size, MAX_BLOB));
		return false;
	}
	if (code == 0)
		code = git_odb_read(&side->object, d->g->odb, &side->oid);
	if (code < 0) {
		kz_diffing_note(d, path, code);
		return false;
	}
	side->text = (struct kz_str){git_odb_object_data(side->object),
		git_odb_object_size(side->object)};
	return true;
}

static bool is_other_kind(const struct kz_side *old, const struct kz_side *new)
{
	return old->mode && new->mode && (old->mode & 0170000) != (new->mode & 0170000);
}

static void compare(struct kz_diffing *d, struct kz_str path, struct kz_side *old,
	struct kz_side *new, struct kz_git_lines *ret)
{
	struct kz_git_lines lines;

	if (!load(d, path, old) || !load(d, path, new) || kz_git_is_binary(old->text) ||
		kz_git_is_binary(new->text))
		return;
	if (kz_git_lines(d->cx, old->text, new->text, &lines) < 0) {
		note(d, path, "bad_object", kz_str_dup(d->cx->mem, kz_str_c(d->cx->err.text)));
		kz_err_clear(d->cx);
		return;
	}
	if (is_other_kind(old, new))
		lines.hunks = kz_git_lines_replaced(d->cx->mem, old->text, new->text);
	*ret = lines;
}

void kz_side_lines(struct kz_diffing *d, struct kz_str path, struct kz_side *old,
	struct kz_side *new, struct kz_git_lines *ret)
{
	*ret = (struct kz_git_lines){.added = KZ_UNKNOWN, .deleted = KZ_UNKNOWN};
	compare(d, path, old, new, ret);
	git_odb_object_free(old->object);
	git_odb_object_free(new->object);
	old->object = new->object = NULL;
	old->text = new->text = KZ_NOTHING;
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

static void add_change(struct kz_diffing *d, const git_diff_delta *delta)
{
	struct kz_side old = kz_side_of(&delta->old_file.id, delta->old_file.mode);
	struct kz_side new = kz_side_of(&delta->new_file.id, delta->new_file.mode);
	struct kz_git_changes *out = d->out;
	struct kz_arena *mem = d->cx->mem;
	struct kz_git_change c = {.status = status_of(delta->status)};
	struct kz_git_lines lines;

	if (c.status == 'A')
		old.mode = 0;
	if (c.status == 'D')
		new.mode = 0;
	if (c.status == 'M' && kz_side_equal(&old, &new))
		return; /* 100664 beside 100644 */
	c.path = kz_str_dup(mem,
		kz_str_c(c.status == 'D' ? delta->old_file.path : delta->new_file.path));
	if (c.status == 'R')
		c.old_path = kz_str_dup(mem, kz_str_c(delta->old_file.path));
	c.old_mode = old.mode;
	c.new_mode = new.mode;
	kz_side_lines(d, c.path, &old, &new, &lines);
	c.added = lines.added;
	c.deleted = lines.deleted;
	c.hunks = lines.hunks;
	KZ_ROOM(mem, out->changes, out->n, out->cap);
	out->changes[out->n++] = c;
}

static int by_path(const void *a, const void *b)
{
	const struct kz_git_change *x = a, *y = b;

	return kz_str_cmp(x->path, y->path);
}

static void diff_plain(struct kz_diffing *d)
{
	KZ_GIT_OWN(tree) old = NULL;
	KZ_GIT_OWN(tree) new = kz_diffing_tree(d, d->commit->tree);
	KZ_GIT_OWN(diff) diff = NULL;

	if (!new)
		return;
	if (d->commit->n_parents && !(old = kz_diffing_parent_tree(d, 0)))
		return;
	diff = kz_diffing_trees(d, old, new, true);
	for (size_t i = 0; diff && i < git_diff_num_deltas(diff); i++)
		add_change(d, git_diff_get_delta(diff, i));
	if (d->out->n > 1)
		qsort(d->out->changes, d->out->n, sizeof(*d->out->changes), by_path);
}

void kz_git_diff(struct kz_ctx *cx, struct kz_git *g, const struct kz_git_commit *commit,
	struct kz_git_changes *ret)
{
	struct kz_diffing d = {.cx = cx, .g = g, .commit = commit, .out = ret};

	*ret = (struct kz_git_changes){0};
	if (commit->n_parents > 1)
		kz_diff_merge(&d);
	else
		diff_plain(&d);
}
