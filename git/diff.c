/* SPDX-License-Identifier: MIT */
/* What a commit with at most one parent changed, and the lines of two sides. */
#include "git/diff.h"

#include "base/arena.h"
#include "base/clock.h"
#include "git/diff_private.h"

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
	if (code == 0 && size > KZ_MAX_BLOB) {
		note(d, path, "too_large",
			kz_strf(d->cx->mem, "%zu bytes, at most %d are looked at", size,
				KZ_MAX_BLOB));
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

static void add_change(struct kz_diffing *d, struct kz_pair *pair)
{
	struct kz_git_changes *out = d->out;
	struct kz_git_lines lines;

	kz_side_lines(d, pair->path, &pair->old, &pair->new, &lines);
	KZ_ROOM(d->cx->mem, out->changes, out->n, out->cap);
	out->changes[out->n++] = (struct kz_git_change){
		.path = pair->path,
		.old_path = pair->old_path,
		.status = pair->status,
		.old_mode = pair->old.mode,
		.new_mode = pair->new.mode,
		.added = lines.added,
		.deleted = lines.deleted,
		.hunks = lines.hunks,
	};
}

static void diff_plain(struct kz_diffing *d)
{
	KZ_GIT_OWN(tree) old = NULL;
	KZ_GIT_OWN(tree) new = kz_diffing_tree(d, d->commit->tree);
	struct kz_pairs pairs;

	if (!new)
		return;
	if (d->commit->n_parents && !(old = kz_diffing_parent_tree(d, 0)))
		return;
	kz_diffing_pairs(d, old, new, true, &pairs);
	for (size_t i = 0; i < pairs.n; i++)
		add_change(d, &pairs.at[i]);
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
