/* SPDX-License-Identifier: MIT */
/* The one context file of a repository that the managed block goes into. */
#include "orchestrate/target.h"

#include "base/arena.h"
#include "base/buf.h"
#include "git/past.h"
#include "orchestrate/context.h"
#include "orchestrate/slot.h"

enum { MAX_STEPS = 5, MAX_LINK = 4096 };

/* "a/b.md" and "../c.md" give "c.md"; KZ_EINPUT when it leaves the repository. */
static int resolve(struct kz_ctx *cx, struct kz_str from, struct kz_str to, struct kz_str *ret)
{
	KZ_OWN(kz_buf) b = kz_buf_new((size_t)2 * MAX_LINK);
	struct kz_str rest = to, step;
	size_t at = 0;

	if (to.n == 0 || to.p[0] == '/' || to.n > MAX_LINK)
		return kz_fail(cx, KZ_EINPUT, KZ_FMT " is a link that leaves the repository",
			KZ_ARG(from));
	if (kz_str_find_last(from, '/', &at))
		kz_buf_add(b, kz_str_head(from, at));
	while (rest.n) {
		step = kz_str_upto(&rest, '/');
		if (step.n == 0 || kz_str_eq(step, KZ_S(".")))
			continue;
		if (kz_str_eq(step, KZ_S(".."))) {
			if (b->n == 0)
				return kz_fail(cx, KZ_EINPUT,
					KZ_FMT " is a link that leaves the repository",
					KZ_ARG(from));
			b->n = kz_str_find_last(kz_buf_str(b), '/', &at) ? at : 0;
			continue;
		}
		if (b->n)
			kz_buf_byte(b, '/');
		kz_buf_add(b, step);
	}
	*ret = kz_str_dup(cx->mem, kz_buf_str(b));
	return 0;
}

/* The file that "@AGENTS.md", alone in a file, stands for; KZ_NOTHING: something else is there. */
static struct kz_str import_of(struct kz_str bytes)
{
	struct kz_str only = kz_str_trim(kz_str_skip(bytes, KZ_S("\xef\xbb\xbf")));
	struct kz_str path = kz_str_skip(kz_str_skip(only, KZ_S("@")), KZ_S("./"));

	if (path.n == 0 || only.p[0] != '@' || path.p[0] == '~' ||
		kz_str_find_byte(only, '\n', NULL) || kz_str_find_byte(only, ' ', NULL))
		return KZ_NOTHING;
	return kz_str_eq(path, KZ_S("AGENTS.md")) || kz_str_ends(path, KZ_S("/AGENTS.md"))
		? path
		: KZ_NOTHING;
}

static int new_file(struct kz_ctx *cx, struct kz_git *git, struct kz_str path,
	struct kz_target *ret)
{
	if (kz_git_is_ignored(git, kz_cstr(cx->mem, path)))
		return kz_fail(cx, KZ_EINPUT, KZ_FMT " is ignored by git, so no rule can be kept",
			KZ_ARG(path));
	*ret = (struct kz_target){path, KZ_NOTHING};
	return 0;
}

/* One step: the file itself, or where it points to in *path. */
static int step_to(struct kz_ctx *cx, struct kz_git *git, struct kz_str *path, bool *ret_done,
	struct kz_target *ret)
{
	enum kz_git_kind kind;
	struct kz_str bytes, next;
	int rc;

	*ret_done = false;
	if ((rc = kz_git_at_head(cx, git, *path, &kind)) < 0)
		return rc;
	if (kind != KZ_GIT_FILE && kind != KZ_GIT_LINK)
		return kz_fail(cx, KZ_EINPUT, KZ_FMT " is %s, a file is expected", KZ_ARG(*path),
			kind == KZ_GIT_NONE ? "linked to, but not at HEAD" : "no file");
	rc = kz_git_read_head(cx, git, *path, KZ_CONTEXT_BYTES, &bytes);
	if (rc == KZ_ELIMIT)
		return kz_fail(cx, KZ_EINPUT, KZ_FMT " is larger than 1 MiB", KZ_ARG(*path));
	if (rc == KZ_ENOENT || rc == KZ_EINPUT)
		return kz_fail(cx, KZ_EINPUT, KZ_FMT " cannot be read from this clone",
			KZ_ARG(*path));
	if (rc < 0)
		return rc;
	next = kind == KZ_GIT_LINK ? bytes : import_of(bytes);
	if (next.p)
		return resolve(cx, *path, next, path);
	*ret_done = true;
	*ret = (struct kz_target){*path, bytes};
	return 0;
}

int kz_target_find(struct kz_ctx *cx, struct kz_git *git, struct kz_target *ret)
{
	struct kz_str path = KZ_S("CLAUDE.md");
	struct kz_target target;
	enum kz_git_kind kind;
	bool done = false;
	const char *why;
	int rc;

	if ((rc = kz_git_at_head(cx, git, path, &kind)) < 0)
		return rc;
	if (kind == KZ_GIT_NONE) {
		path = KZ_S("AGENTS.md");
		if ((rc = kz_git_at_head(cx, git, path, &kind)) < 0)
			return rc;
	}
	if (kind == KZ_GIT_NONE)
		return new_file(cx, git, KZ_S("CLAUDE.md"), ret);
	for (int i = 0; i < MAX_STEPS && !done; i++)
		if ((rc = step_to(cx, git, &path, &done, &target)) < 0)
			return rc;
	if (!done)
		return kz_fail(cx, KZ_EINPUT, "CLAUDE.md: links lead in a circle");
	if ((why = kz_slot_refuse(KZ_SLOT_PATH, target.path)))
		return kz_fail(cx, KZ_EINPUT, "the context file's name: %s", why);
	*ret = target;
	return 0;
}
