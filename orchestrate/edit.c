/* SPDX-License-Identifier: MIT */
/* The edit of a context file, and the commit that holds it. */
#include "orchestrate/edit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "git/commit.h"
#include "git/walk.h"
#include "orchestrate/adr.h"
#include "orchestrate/block.h"
#include "orchestrate/diff.h"
#include "orchestrate/target.h"

enum { WRAP = 72 };

int kz_edit_make(struct kz_ctx *cx, struct kz_git *git, struct kz_str id, struct kz_str text,
	struct kz_edit *ret)
{
	struct kz_edit e = {0};
	struct kz_target target;
	int rc;

	if ((rc = kz_target_find(cx, git, &target)) < 0)
		return rc;
	e.path = target.path;
	e.old = target.bytes;
	rc = kz_block_put(cx, e.old.p ? e.old : KZ_S(""), id, text, &e.new);
	if (rc < 0)
		return kz_wrap(cx, rc, KZ_FMT, KZ_ARG(e.path));
	e.diff = kz_diff(cx->mem, e.path, e.old, e.new);
	*ret = e;
	return 0;
}

/* Whole words, at most 72 bytes a line. */
static void add_wrapped(struct kz_buf *b, struct kz_str text)
{
	struct kz_str word;
	size_t column = 0;

	while (kz_str_word(&text, &word)) {
		if (column && column + 1 + word.n > WRAP) {
			kz_buf_byte(b, '\n');
			column = 0;
		}
		if (column)
			kz_buf_byte(b, ' ');
		kz_buf_add(b, word);
		column += word.n + (column > 0);
	}
	kz_buf_text(b, "\n\n");
}

/* Words of ours and slots alone; the trailer is the last paragraph and the only one. */
static struct kz_str message_of(struct kz_ctx *cx, const struct kz_trial *t, struct kz_str evidence)
{
	KZ_OWN(kz_buf) b = kz_buf_new(8192);
	struct kz_str when = kz_trial_when(cx->mem, t);

	kz_buf_addf(b, "kaizen: propose rule %.*s (%s)\n\n", (int)t->id.n, t->id.p,
		kz_template_name(t->rule.template));
	add_wrapped(b, t->text);
	add_wrapped(b, evidence);
	add_wrapped(b,
		kz_strf(cx->mem, "%.*s In this trial %.*s.", (int)t->prediction.n, t->prediction.p,
			(int)when.n, when.p));
	kz_buf_addf(b, "Kaizen-Countermeasure: %.*s\n", (int)t->id.n, t->id.p);
	return kz_str_dup(cx->mem, kz_buf_str(b));
}

/* Is the branch's tip a commit of ours for this rule? */
static int is_ours(struct kz_ctx *cx, struct kz_git *git, const struct kz_trial *t,
	const char *branch, struct kz_str *ret_oid)
{
	struct kz_git_commit c;
	int rc;

	rc = kz_git_branch_tip(cx, git, branch, ret_oid);
	if (rc == KZ_ENOENT)
		return kz_fail(cx, KZ_EBUSY, "branch %s cannot be made beside one named kaizen",
			branch);
	if (rc < 0 || (rc = kz_git_read_commit(cx, git, *ret_oid, &c)) < 0)
		return rc;
	if (c.n_parents != 1 ||
		!kz_str_ends(kz_str_trim(c.message),
			kz_strf(cx->mem, "\n\nKaizen-Countermeasure: %.*s", (int)t->id.n, t->id.p)))
		return kz_fail(cx, KZ_EBUSY, "branch %s exists already, it is left alone", branch);
	return 0;
}

int kz_edit_commit(struct kz_ctx *cx, const struct kz_place *at, bool with_adr, struct kz_trial *t)
{
	const char *branch = kz_cstr(cx->mem, kz_strf(cx->mem, "kaizen/" KZ_FMT, KZ_ARG(t->id)));
	struct kz_git_file files[2];
	struct kz_git_files all = {files, 1, KZ_NOTHING};
	struct kz_adr adr = {KZ_NOTHING, KZ_NOTHING};
	struct kz_str evidence, oid;
	struct kz_edit e;
	int rc;

	if ((rc = kz_edit_make(cx, at->git, t->id, t->text, &e)) < 0 ||
		(rc = kz_trial_evidence(cx, at->db, t, &evidence)) < 0)
		return rc;
	if (with_adr && (rc = kz_adr_write(cx, at->git, t, evidence, &adr)) < 0)
		return rc;
	files[0] = (struct kz_git_file){e.path, e.new};
	if (adr.path.p)
		files[all.n++] = (struct kz_git_file){adr.path, adr.bytes};
	all.message = message_of(cx, t, evidence);
	rc = kz_git_commit_branch(cx, at->git, branch, &all, &oid);
	if (rc == KZ_EBUSY) {
		adr.path = KZ_NOTHING;
		rc = is_ours(cx, at->git, t, branch, &oid);
	}
	if (rc < 0)
		return rc;
	t->branch = kz_str_c(branch);
	t->branch_oid = oid;
	t->adr = adr.path;
	return 0;
}
