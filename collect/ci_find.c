/* SPDX-License-Identifier: MIT */
/* Searching a tree for result files. */
#include "collect/ci_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"

const char *const kz_ci_globs[] = {"**/TEST-*.xml", "**/junit*.xml", "**/ctest.xml",
	"**/test-results/**/*.xml", NULL};

struct search {
	const char *top;
	const char *const *globs; /* NULL-ended; NULL: every *.xml */
	struct kz_git *git;       /* tracked files are left out; NULL: they are not */
	bool is_default;
	const char **paths;
	size_t n, cap;
};

static struct kz_str last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return kz_str_c(slash ? slash + 1 : path);
}

/* Can anything below the folder match? Compared folder by folder, up to the first star. */
static bool may_lead(struct kz_str glob, struct kz_str folder)
{
	while (folder.n) {
		const struct kz_str part = kz_str_upto(&glob, '/');
		const struct kz_str name = kz_str_upto(&folder, '/');

		if (kz_str_find(part, KZ_S("**"), NULL))
			return true;
		if (!kz_str_find_byte(part, '*', NULL) && !kz_str_find_byte(part, '?', NULL) &&
			!kz_str_eq(part, name))
			return false;
	}
	return glob.n > 0;
}

static bool is_entered(struct kz_ctx *cx, const struct search *s, const char *path)
{
	const struct kz_str name = last_name(path);
	const struct kz_mark mark = kz_mark(cx->mem);
	bool is_lead = !s->globs, is_other;

	if (kz_str_eq(name, KZ_S(".git")) || kz_str_eq(name, KZ_S(".kaizen")) ||
		(s->is_default && kz_str_eq(name, KZ_S("node_modules"))))
		return false;
	for (size_t i = 0; !is_lead && s->globs[i]; i++)
		is_lead = may_lead(kz_str_c(s->globs[i]), kz_str_c(path));
	if (!is_lead)
		return false;
	is_other =
		kz_path_exists(kz_path_join(cx->mem, kz_path_join(cx->mem, s->top, path), ".git"));
	kz_rewind(cx->mem, mark);
	return !is_other;
}

static bool is_wanted(const struct search *s, const char *path)
{
	if (!s->globs)
		return kz_str_ends(kz_str_c(path), KZ_S(".xml"));
	if (s->is_default && !kz_str_ends(kz_str_c(path), KZ_S(".xml")))
		return false; /* all of them want it: most files are done with here */
	for (size_t i = 0; s->globs[i]; i++)
		if (kz_glob(s->globs[i], path))
			return !s->git || !kz_git_is_tracked(s->git, path);
	return false;
}

static int look_at(struct kz_ctx *cx, void *self, const char *path, const struct kz_file_info *info,
	bool *enter)
{
	struct search *s = self;

	if (info->is_folder) {
		*enter = is_entered(cx, s, path);
		return kz_stopped(cx);
	}
	if (is_wanted(s, path)) {
		KZ_ROOM(cx->mem, s->paths, s->n, s->cap);
		s->paths[s->n++] = kz_str_dup(cx->mem, kz_str_c(path)).p;
	}
	return 0;
}

static int by_bytes(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static int search(struct kz_ctx *cx, struct search *s, struct kz_ci_files *ret)
{
	const size_t most = (size_t)cx->conf->ci_max_files;
	int rc = kz_walk_names(cx, s->top, look_at, s);

	if (rc == KZ_ELIMIT) { /* too large a tree: what was found so far is something */
		kz_warn(cx, "%s; ci.path can name where result files are", cx->err.text);
		kz_err_clear(cx);
	} else if (rc < 0) {
		return rc;
	}
	if (s->n)
		qsort(s->paths, s->n, sizeof(*s->paths), by_bytes);
	*ret = (struct kz_ci_files){.paths = s->paths,
		.n = s->n < most ? s->n : most,
		.over = s->n < most ? 0 : s->n - most};
	if (ret->over)
		kz_warn(cx,
			"%s: %zu result files found, the first %zu are read (ci.max-files);"
			" ci.path can name fewer",
			s->top, s->n, most);
	return 0;
}

/* A glob of the configuration stays below the top: no absolute path, no "..". */
static bool stays_inside(struct kz_str glob)
{
	if (!glob.n || glob.p[0] == '/')
		return false;
	while (glob.n)
		if (kz_str_eq(kz_str_upto(&glob, '/'), KZ_S("..")))
			return false;
	return true;
}

static const char *const *configured_globs(struct kz_ctx *cx)
{
	const struct kz_list *list = &cx->conf->ci_path;
	const char **globs = KZ_NEW_ARRAY(cx->mem, const char *, list->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct kz_str glob = kz_str_skip(list->items[i], KZ_S("./"));

		if (stays_inside(glob))
			globs[n++] = kz_cstr(cx->mem, glob);
		else
			kz_warn(cx,
				"ci.path '" KZ_FMT "' is not inside the repository, passed over",
				KZ_ARG(list->items[i]));
	}
	return globs;
}

int kz_ci_find(struct kz_ctx *cx, struct kz_git *git, struct kz_ci_files *ret)
{
	struct search s = {.top = git ? kz_git_info(git)->work_dir : NULL};

	*ret = (struct kz_ci_files){0};
	if (!s.top)
		return 0;
	s.is_default = cx->conf->ci_path.n == 0;
	s.globs = s.is_default ? kz_ci_globs : configured_globs(cx);
	s.git = s.is_default ? git : NULL;
	return search(cx, &s, ret);
}

int kz_ci_find_below(struct kz_ctx *cx, const char *folder, struct kz_ci_files *ret)
{
	struct search s = {.top = folder};

	return search(cx, &s, ret);
}
