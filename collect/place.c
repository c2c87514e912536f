/* SPDX-License-Identifier: MIT */
/* Where a path of a transcript lies in the repository. */
#include "collect/place.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "warehouse/query.h"

enum { IS_FOLDER = 1, IS_FILE = 2, TARGET = 300, MOST_PARTS = 64, MOST_ROOTS = 20 };

struct kz_places {
	struct kz_map *known;          /* value: IS_FILE or IS_FOLDER */
	const struct kz_git_info *git; /* NULL: none at hand */
};

void kz_places_free(struct kz_places *p)
{
	if (!p)
		return;
	kz_map_free(p->known);
	free(p);
}

static void add_path(struct kz_places *p, struct kz_str path)
{
	uint32_t id = kz_map_put(p->known, path, NULL);
	size_t at;

	kz_map_set(p->known, id, IS_FILE);
	while (kz_str_find_last(path, '/', &at)) {
		bool is_new;

		path = kz_str_head(path, at);
		id = kz_map_put(p->known, path, &is_new);
		if (!is_new)
			break;
		kz_map_set(p->known, id, IS_FOLDER);
	}
}

static int add_history(struct kz_ctx *cx, struct kz_db *db, struct kz_places *p)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/belong.sql#paths", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row)
		add_path(p, kz_col_text(q, 0));
	return rc;
}

/* Git may not have been collected yet, or not up to HEAD. */
static int add_head(struct kz_ctx *cx, struct kz_git *git, struct kz_places *p)
{
	struct kz_mark mark = kz_mark(cx->mem);
	struct kz_str *paths;
	size_t n;
	int rc;

	if ((rc = kz_git_list_head(cx, git, &paths, &n)) < 0) {
		kz_err_clear(cx); /* the collector of git says so better */
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		add_path(p, paths[i]);
	kz_rewind(cx->mem, mark);
	return 0;
}

int kz_places_load(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git, struct kz_places **ret)
{
	KZ_OWN(kz_places) p = kz_alloc(sizeof(*p));
	int rc;

	*p = (struct kz_places){.known = kz_map_new(), .git = git ? kz_git_info(git) : NULL};
	if ((rc = add_history(cx, db, p)) < 0 || (git && (rc = add_head(cx, git, p)) < 0))
		return rc;
	*ret = KZ_TAKE(p);
	return 0;
}

static int64_t kind_of(const struct kz_places *p, struct kz_str path)
{
	uint32_t id;

	return path.n && kz_map_find(p->known, path, &id) ? kz_map_get(p->known, id) : 0;
}

bool kz_places_has_file(const struct kz_places *p, struct kz_str path)
{
	return kind_of(p, path) == IS_FILE;
}

struct kz_str kz_path_plain(struct kz_arena *a, struct kz_str cwd, struct kz_str path)
{
	bool is_absolute = kz_str_starts(path, KZ_S("/"));
	struct kz_str parts[2] = {is_absolute ? KZ_NOTHING : cwd, path}, part;
	char *p = kz_arena_get(a, cwd.n + path.n + 3);
	size_t n = 0;

	for (int i = 0; i < 2; i++) {
		while (parts[i].n) {
			part = kz_str_upto(&parts[i], '/');
			if (part.n == 0 || kz_str_eq(part, KZ_S(".")))
				continue;
			if (kz_str_eq(part, KZ_S(".."))) {
				while (n && p[--n] != '/')
					continue;
				continue;
			}
			p[n++] = '/';
			memcpy(p + n, part.p, part.n);
			n += part.n;
		}
	}
	if (!is_absolute && !kz_str_starts(cwd, KZ_S("/")))
		return kz_str_from((struct kz_str){p, n}, 1);
	if (n == 0)
		p[n++] = '/';
	return (struct kz_str){p, n};
}

struct kz_str kz_path_below(struct kz_str path, struct kz_str folder)
{
	if (!folder.n || !kz_str_starts(path, folder))
		return KZ_NOTHING;
	path = kz_str_from(path, folder.n);
	if (path.n == 0)
		return KZ_S("");
	return path.p[0] == '/' ? kz_str_from(path, 1) : KZ_NOTHING;
}

/* "….worktrees/<name>/x" is x of that work tree; a name may be a branch's, with slashes in it. */
static struct kz_str out_of_worktree(const struct kz_places *p, struct kz_str path)
{
	static const struct kz_str folders[] = {{".worktrees", 10}, {".claude/worktrees", 17}};
	struct kz_str rest = KZ_NOTHING, first, tail;

	for (size_t i = 0; i < 2 && !rest.n; i++)
		rest = kz_path_below(path, folders[i]);
	if (!rest.n || kind_of(p, path))
		return path;
	(void)kz_str_upto(&rest, '/');
	for (tail = rest; tail.n; (void)kz_str_upto(&tail, '/')) {
		struct kz_str ahead = tail;

		first = kz_str_upto(&ahead, '/');
		if (kind_of(p, first))
			return tail;
	}
	return rest;
}

/* The longest tail of at least two parts that the history has: one part alone says too little. */
static struct kz_str longest_tail(const struct kz_places *p, struct kz_str path)
{
	struct kz_str rest = path, head;

	for (int i = 0; i < MOST_PARTS && kz_str_cut(&rest, '/', &head); i++)
		if (kz_str_find_byte(rest, '/', NULL) && kind_of(p, rest))
			return rest;
	return KZ_NOTHING;
}

struct roots {
	struct kz_str at[MOST_ROOTS];
	size_t n;
};

static void add_root(struct roots *r, struct kz_str folder)
{
	if (folder.n > 1 && r->n < MOST_ROOTS)
		r->at[r->n++] = folder;
}

/* The folder that stands before most paths of the session which end in a path of the history. */
static struct kz_str voted_root(struct kz_ctx *cx, const struct kz_places *p, struct kz_sink *s)
{
	KZ_OWN(kz_map) votes = kz_map_new();
	struct kz_str best = KZ_NOTHING;
	int64_t most = 1;

	for (size_t i = 0; i < kz_sink_count(s, KZ_ROW_tool_call); i++) {
		const struct kz_row_tool_call *c = kz_sink_row(s, KZ_ROW_tool_call, i);
		struct kz_str tail = KZ_NOTHING;
		uint32_t id;

		if (kz_str_starts(c->path, KZ_S("/")))
			tail = longest_tail(p, c->path);
		if (!tail.n)
			continue;
		id = kz_map_put(votes, kz_str_head(c->path, c->path.n - tail.n - 1), NULL);
		kz_map_set(votes, id, kz_map_get(votes, id) + 1);
	}
	for (uint32_t id = 0; id < kz_map_count(votes); id++)
		if (kz_map_get(votes, id) > most) {
			most = kz_map_get(votes, id);
			best = kz_map_key(votes, id);
		}
	return kz_str_dup(cx->mem, best);
}

/* The clone that a work tree in its folder belongs to. */
static struct kz_str clone_of(struct kz_str cwd)
{
	size_t at;

	if (kz_str_find(cwd, KZ_S("/.worktrees/"), &at) ||
		kz_str_find(cwd, KZ_S("/.claude/worktrees/"), &at))
		return kz_str_head(cwd, at);
	return KZ_NOTHING;
}

static void find_roots(struct kz_ctx *cx, const struct kz_places *p, struct kz_sink *s,
	struct roots *ret)
{
	struct kz_str cwd = KZ_NOTHING;

	*ret = (struct roots){0};
	if (kz_sink_count(s, KZ_ROW_session)) {
		const struct kz_row_session *row = kz_sink_row(s, KZ_ROW_session, 0);

		cwd = kz_path_plain(cx->mem, KZ_NOTHING, row->cwd);
	}
	add_root(ret, voted_root(cx, p, s));
	for (size_t i = 0; p->git && i < p->git->n_work_dirs; i++)
		add_root(ret, kz_str_c(p->git->work_dirs[i]));
	add_root(ret, cwd);
	add_root(ret, clone_of(cwd));
}

/* Below a home, whosever it is: "~" stands for it. */
static struct kz_str without_home(struct kz_ctx *cx, struct kz_str path)
{
	struct kz_str rest = kz_str_skip(kz_str_skip(path, KZ_S("/home/")), KZ_S("/Users/")), name;

	if (rest.p != path.p && kz_str_cut(&rest, '/', &name) && name.n)
		return kz_strf(cx->mem, "~/%.*s", (int)(rest.n < 4096 ? rest.n : 4096), rest.p);
	rest = kz_path_below(path, KZ_S("/root"));
	if (rest.n)
		return kz_strf(cx->mem, "~/%.*s", (int)(rest.n < 4096 ? rest.n : 4096), rest.p);
	return path;
}

static struct kz_str resolve(struct kz_ctx *cx, const struct kz_places *p, const struct roots *r,
	struct kz_str cwd, struct kz_str path)
{
	struct kz_str plain = kz_path_plain(cx->mem, cwd, path), below = KZ_NOTHING, tail;

	if (!kz_str_starts(plain, KZ_S("/")))
		return path; /* relative to we do not know what */
	for (size_t i = 0; i < r->n; i++) {
		struct kz_str rest = kz_path_below(plain, r->at[i]);

		if (!rest.p)
			continue;
		rest = rest.n ? out_of_worktree(p, rest) : KZ_S(".");
		if (kind_of(p, rest) || kz_str_eq(rest, KZ_S(".")))
			return rest;
		if (!below.p)
			below = rest;
	}
	tail = longest_tail(p, plain);
	if (tail.n)
		return tail;
	return below.p ? below : without_home(cx, plain);
}

/* Calls are in the order of seq. */
static const struct kz_row_tool_call *call_at(struct kz_sink *s, int64_t seq)
{
	size_t from = 0, to = kz_sink_count(s, KZ_ROW_tool_call);

	while (from < to) {
		size_t at = from + (to - from) / 2;
		const struct kz_row_tool_call *c = kz_sink_row(s, KZ_ROW_tool_call, at);

		if (c->seq == seq)
			return c;
		if (c->seq < seq)
			from = at + 1;
		else
			to = at;
	}
	return NULL;
}

void kz_places_resolve(struct kz_ctx *cx, const struct kz_places *p, struct kz_sink *session)
{
	struct kz_arena *keep = kz_sink_memory(session);
	struct roots roots;

	find_roots(cx, p, session, &roots);
	for (size_t i = 0; i < kz_sink_count(session, KZ_ROW_tool_call); i++) {
		struct kz_row_tool_call *c = kz_sink_row(session, KZ_ROW_tool_call, i);
		struct kz_str target;

		if (!c->path.n)
			continue;
		target = resolve(cx, p, &roots, c->cwd, c->path);
		c->target = kz_str_dup(keep, kz_utf8_head(target, TARGET));
	}
	for (size_t i = 0; i < kz_sink_count(session, KZ_ROW_edit); i++) {
		struct kz_row_edit *e = kz_sink_row(session, KZ_ROW_edit, i);
		const struct kz_row_tool_call *c = call_at(session, e->seq);

		if (c && e->path.n)
			e->target = c->target;
	}
}
