/* SPDX-License-Identifier: MIT */
/* Paths by their tails: which suffix of a foreign path the repository knows, now or in its past. */
#include "analyze/paths.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "warehouse/query.h"

enum { PATH_MAX_BYTES = 4096 };

struct kz_span {
	enum kz_git_kind at_head;
	int64_t first_at; /* seconds; when it came, KZ_UNKNOWN: not in the history that was read */
	int64_t last_at;  /* when it went, or the last of its files; KZ_UNKNOWN: never */
};

struct kz_str kz_parent_of(struct kz_str path)
{
	size_t slash;

	return kz_str_find_last(path, '/', &slash) ? kz_str_head(path, slash)
						   : kz_str_head(path, 0);
}

struct kz_str kz_name_of(struct kz_str path)
{
	size_t slash;

	return kz_str_find_last(path, '/', &slash) ? kz_str_from(path, slash + 1) : path;
}

static struct kz_span *span_of(struct kz_ctx *cx, struct kz_paths *p, struct kz_str path)
{
	bool is_new;
	const uint32_t id = kz_map_put(p->known, path, &is_new);

	if (is_new) {
		KZ_ROOM(cx->mem, p->spans, p->n_spans, p->cap_spans);
		p->spans[p->n_spans++] =
			(struct kz_span){.first_at = KZ_UNKNOWN, .last_at = KZ_UNKNOWN};
	}
	return &p->spans[id];
}

static const struct kz_span *find(const struct kz_paths *p, struct kz_str path)
{
	uint32_t id;

	return path.n > 0 && kz_map_find(p->known, path, &id) ? &p->spans[id] : NULL;
}

static void widen(struct kz_span *s, int64_t came, int64_t went)
{
	if (came != KZ_UNKNOWN && (s->first_at == KZ_UNKNOWN || came < s->first_at))
		s->first_at = came;
	if (went != KZ_UNKNOWN && (s->last_at == KZ_UNKNOWN || went > s->last_at))
		s->last_at = went;
}

/* A folder was there as long as any of its files. */
static void add_history(struct kz_ctx *cx, struct kz_paths *p, struct kz_str path, int64_t came,
	int64_t went)
{
	while (path.n > 0) {
		widen(span_of(cx, p, path), came, went);
		path = kz_parent_of(path);
	}
}

static int load_history(struct kz_ctx *cx, struct kz_db *db, struct kz_paths *p)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/paths.sql", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row)
		add_history(cx, p, kz_col_text(q, 0), kz_col_int(q, 1), kz_col_int(q, 2));
	return rc;
}

int kz_paths_load(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git, struct kz_paths *ret)
{
	struct kz_str *paths;
	size_t n;
	int rc;

	*ret = (struct kz_paths){.known = kz_map_new()};
	if ((rc = load_history(cx, db, ret)) < 0 || !git)
		return rc;
	if ((rc = kz_git_list_head(cx, git, &paths, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		span_of(cx, ret, paths[i])->at_head = KZ_GIT_FILE;
		for (struct kz_str f = kz_parent_of(paths[i]); f.n > 0; f = kz_parent_of(f))
			span_of(cx, ret, f)->at_head = KZ_GIT_FOLDER;
	}
	return 0;
}

void kz_paths_done(struct kz_paths *p)
{
	kz_map_free(p->known);
	*p = (struct kz_paths){0};
}

enum kz_git_kind kz_paths_at_head(const struct kz_paths *p, struct kz_str path)
{
	const struct kz_span *s = find(p, path);

	return s ? s->at_head : KZ_GIT_NONE;
}

bool kz_paths_was(const struct kz_paths *p, struct kz_str path, int64_t at)
{
	const struct kz_span *s = find(p, path);

	return s && s->at_head == KZ_GIT_NONE && s->last_at != KZ_UNKNOWN && at != KZ_UNKNOWN &&
		at <= s->last_at && (s->first_at == KZ_UNKNOWN || at >= s->first_at);
}

/* "a/./b//c/../d/" is "a/b/d"; KZ_NOTHING when it leaves its start. A leading slash stays. */
static struct kz_str tidy(struct kz_arena *a, struct kz_str path)
{
	KZ_OWN(kz_buf) out = kz_buf_new(PATH_MAX_BYTES);
	const bool is_absolute = kz_str_starts(path, KZ_S("/"));
	struct kz_str rest = path, part;

	while (rest.n > 0) {
		part = kz_str_upto(&rest, '/');
		if (part.n == 0 || kz_str_eq(part, KZ_S(".")))
			continue;
		if (kz_str_eq(part, KZ_S(".."))) {
			if (out->n == 0)
				return KZ_NOTHING;
			while (out->n > 0 && out->p[--out->n] != '/')
				;
			continue;
		}
		if (out->n > 0 || is_absolute)
			kz_buf_byte(out, '/');
		kz_buf_add(out, part);
	}
	return out->over ? KZ_NOTHING : kz_str_dup(a, kz_buf_str(out));
}

/* The next suffix that begins behind a slash; false at the end. */
static bool next_suffix(struct kz_str *s)
{
	size_t slash;

	if (!kz_str_find_byte(*s, '/', &slash))
		return false;
	*s = kz_str_from(*s, slash + 1);
	return true;
}

static size_t depth_of(const struct kz_paths *p, struct kz_str path)
{
	size_t depth = 0, from = 0, slash;

	while (kz_str_find_byte(kz_str_from(path, from), '/', &slash) &&
		find(p, kz_str_head(path, from + slash))) {
		from += slash + 1;
		depth++;
	}
	return depth;
}

static struct kz_str without_worktree(struct kz_str path)
{
	struct kz_str rest = kz_str_skip(path, KZ_S(".worktrees/")), name;

	return rest.n < path.n && kz_str_cut(&rest, '/', &name) ? rest : path;
}

static bool below(struct kz_str path, struct kz_str folder, struct kz_str *ret)
{
	if (folder.n == 0 || !kz_str_starts(path, folder) || path.n <= folder.n + 1 ||
		path.p[folder.n] != '/')
		return false;
	*ret = kz_str_from(path, folder.n + 1);
	return true;
}

/* The longest suffix that is known; else the one whose folders are known deepest. */
static struct kz_str by_suffix(const struct kz_paths *p, struct kz_str path, size_t min_depth)
{
	struct kz_str s = path, best = KZ_NOTHING;
	size_t most = min_depth - 1;

	do {
		if (find(p, s))
			return s;
	} while (next_suffix(&s));
	s = path;
	do {
		const size_t depth = depth_of(p, s);

		if (depth > most) {
			most = depth;
			best = s;
		}
	} while (next_suffix(&s));
	return best;
}

/* A suffix of one part is weak evidence: every clone has a README.md and a docs/. */
static struct kz_str of_foreign(const struct kz_paths *p, struct kz_str path)
{
	const struct kz_str found = by_suffix(p, kz_str_from(path, 1), 2);

	return kz_str_find_byte(found, '/', NULL) ? found : KZ_NOTHING;
}

/* An absolute path; home: the work tree's folder, which may be a linked one in the main one. */
static struct kz_str of_absolute(const struct kz_paths *p, struct kz_str path, struct kz_str home)
{
	struct kz_str rest, found;
	size_t at;

	if (kz_str_eq(path, home))
		return of_foreign(p, path);
	if (!below(path, home, &rest) &&
		!(kz_str_find(home, KZ_S("/.worktrees/"), &at) &&
			below(path, kz_str_head(home, at), &rest)))
		return of_foreign(p, path);
	rest = without_worktree(rest);
	found = by_suffix(p, rest, 1);
	return found.p ? found : rest;
}

struct kz_str kz_paths_relative(struct kz_arena *a, const struct kz_paths *p, struct kz_str path,
	struct kz_str cwd, struct kz_str home)
{
	struct kz_str s = tidy(a, path), here, joined;

	if (path.n == 0 || kz_str_starts(path, KZ_S("~")))
		return KZ_NOTHING;
	home = tidy(a, home);
	if (path.p[0] == '/')
		return s.n > 0 ? of_absolute(p, s, home) : KZ_NOTHING;
	here = of_absolute(p, tidy(a, cwd), home);
	joined = find(p, here)
		? tidy(a, kz_strf(a, "%.*s/%.*s", (int)here.n, here.p, (int)path.n, path.p))
		: s;
	/* agents also write paths from the top while they stand in a folder */
	return !find(p, joined) && find(p, s) ? s : joined;
}

struct kz_str kz_paths_by_tail(const struct kz_paths *p, struct kz_str tail)
{
	struct kz_str found = KZ_NOTHING;

	for (uint32_t id = 0; id < kz_map_count(p->known); id++) {
		const struct kz_str path = kz_map_key(p->known, id);

		if (p->spans[id].at_head != KZ_GIT_FILE || !kz_str_ends(path, tail) ||
			(path.n > tail.n && path.p[path.n - tail.n - 1] != '/'))
			continue;
		if (found.p)
			return KZ_NOTHING;
		found = path;
	}
	return found;
}
