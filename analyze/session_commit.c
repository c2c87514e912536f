/* SPDX-License-Identifier: MIT */
/* Which session made which commit: by trailer, printed id, lines in common, time and file. */
#include "analyze/analyze.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/redact.h"
#include "git/past.h"
#include "warehouse/query.h"

enum {
	SHORTEST_LINE = 10,      /* bytes of a trimmed line that can tell anything, as collected */
	BLOB_MAX = 1 << 20,      /* larger files are generated, mostly */
	LINES_MAX = 20000,       /* of a commit; more is an import */
	AFTER_END = KZ_DAY,      /* a commit is looked for as long after a session's end */
	DURING = 30 * KZ_MINUTE, /* after its end a session still counts as running */
	LEAST_PERCENT = 20,      /* share of a commit's lines that makes a link */
	DURING_PERCENT = 10,     /* of a commit within the session, which is likelier its own */
	DURING_LEAST = 2,        /* then one line may be chance */
};

/* What a hunk [old start, old lines, new start, new lines] says of a side begins at that place. */
enum side { OLD = 0, NEW = 2 };

struct edit {
	int64_t at;                   /* seconds */
	struct kz_str target;         /* repository-relative; KZ_NOTHING */
	struct kz_str removed, added; /* 8 bytes a line */
};

struct session {
	struct kz_str name;
	int64_t start_at, end_at;
	struct edit *edits; /* by time */
	size_t n, cap;
	bool overlaps; /* with the commit being read */
};

struct sessions {
	struct session *items;
	size_t n, cap;
	int64_t first_at, last_at; /* of all edits; the last session's end */
};

static int load_edits(struct kz_ctx *cx, struct kz_db *db, struct sessions *all)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/session_commit.sql#edits", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		const struct kz_str name = kz_col_text(q, 0);
		const int64_t at = kz_col_int(q, 1), start_at = kz_col_int(q, 5),
			      end_at = kz_col_int(q, 6);
		struct session *s = all->n > 0 ? &all->items[all->n - 1] : NULL;

		if (!s || !kz_str_eq(s->name, name)) {
			KZ_ROOM(cx->mem, all->items, all->n, all->cap);
			s = &all->items[all->n++];
			*s = (struct session){.name = kz_str_dup(cx->mem, name),
				.start_at = start_at == KZ_UNKNOWN ? at : start_at,
				.end_at = end_at == KZ_UNKNOWN ? at : end_at};
		}
		KZ_ROOM(cx->mem, s->edits, s->n, s->cap);
		s->edits[s->n++] = (struct edit){at, kz_col_dup(q, cx->mem, 2),
			kz_col_dup(q, cx->mem, 3), kz_col_dup(q, cx->mem, 4)};
		if (all->first_at == KZ_UNKNOWN || at < all->first_at)
			all->first_at = at;
		if (all->last_at == KZ_UNKNOWN || s->end_at > all->last_at)
			all->last_at = s->end_at;
	}
	return rc;
}

struct file {
	struct kz_str path, old_path, hunks;
};

/* The commit being read: its files and, where a session may have made it, hashes of its lines. */
struct commit {
	struct kz_str oid, parent;
	int64_t authored_at;
	struct kz_map *paths;           /* emptied with the commit */
	struct kz_map *removed, *added; /* NULL until they are read */
	struct file *files;
	size_t n, cap;
};

/* As the collector does it: trimmed, not too short, without secrets. */
static void add_line(struct kz_ctx *cx, struct kz_map *lines, struct kz_str line)
{
	line = kz_str_trim(line);
	if (line.n < SHORTEST_LINE || kz_map_count(lines) > LINES_MAX)
		return;
	(void)kz_map_put(lines, kz_hash64_bytes(cx->mem, kz_redact(cx->mem, line)), NULL);
}

/* Lines of text that the hunks name on that side; hunks ascend. */
static void add_lines(struct kz_ctx *cx, struct kz_map *lines, struct kz_str text,
	const json_t *hunks, enum side side)
{
	struct kz_str line;
	int64_t number = 1;
	json_t *hunk;
	size_t i;

	json_array_foreach(hunks, i, hunk) {
		const int64_t start = json_integer_value(json_array_get(hunk, (size_t)side)),
			      n = json_integer_value(json_array_get(hunk, (size_t)side + 1));

		while (number < start + n && kz_str_line(&text, &line)) {
			if (number >= start)
				add_line(cx, lines, line);
			number++;
		}
	}
}

/* A file that cannot be read any more (shallow, missing object) adds nothing. */
static int add_side(struct kz_ctx *cx, struct kz_git *git, struct commit *c, const struct file *f,
	enum side side)
{
	const struct kz_mark mark = kz_mark(cx->mem);
	KZ_OWN_JSON list = NULL;
	struct kz_str blob, text;
	size_t used;
	int rc;

	if ((rc = kz_json_read(cx, f->hunks, &list, &used)) == 0 &&
		(rc = kz_git_blob_at(cx, git, side == NEW ? c->oid : c->parent,
			 side == NEW ? f->path : f->old_path, &blob)) == 0 &&
		(rc = kz_git_blob(cx, git, blob, BLOB_MAX, &text)) == 0)
		add_lines(cx, side == NEW ? c->added : c->removed, text, list, side);
	kz_rewind(cx->mem, mark);
	if (rc != KZ_ENOENT && rc != KZ_ELIMIT && rc != KZ_EINPUT)
		return rc;
	kz_err_clear(cx);
	return 0;
}

static void add_common(struct kz_map *common, const struct kz_map *lines, struct kz_str hashes)
{
	for (size_t k = 0; k + 8 <= hashes.n; k += 8) {
		const struct kz_str hash = kz_str_sub(hashes, k, 8);

		if (kz_map_find(lines, hash, NULL))
			(void)kz_map_put(common, hash, NULL);
	}
}

/* Distinct lines that both brought, and that both took away, the session before the commit. */
static int64_t lines_in_common(const struct commit *c, const struct session *s)
{
	KZ_OWN(kz_map) removed = kz_map_new();
	KZ_OWN(kz_map) added = kz_map_new();

	for (size_t i = 0; i < s->n && s->edits[i].at <= c->authored_at; i++) {
		add_common(removed, c->removed, s->edits[i].removed);
		add_common(added, c->added, s->edits[i].added);
	}
	return (int64_t)kz_map_count(removed) + kz_map_count(added);
}

static bool is_running(const struct session *s, const struct commit *c)
{
	return c->authored_at >= s->start_at && c->authored_at <= s->end_at + DURING;
}

/* A fifth of the lines; a tenth, not only one line, of a commit made while the session ran. */
static bool is_overlap(const struct commit *c, const struct session *s)
{
	const int64_t common = lines_in_common(c, s),
		      all = (int64_t)kz_map_count(c->removed) + kz_map_count(c->added);

	if (common == 0)
		return false;
	if (100 * common >= LEAST_PERCENT * all)
		return true;
	return common >= DURING_LEAST && 100 * common >= DURING_PERCENT * all && is_running(s, c);
}

static bool may_have_made(const struct session *s, const struct commit *c)
{
	if (c->authored_at > s->end_at + AFTER_END)
		return false;
	for (size_t i = 0; i < s->n && s->edits[i].at <= c->authored_at; i++)
		if (s->edits[i].target.n > 0 && kz_map_find(c->paths, s->edits[i].target, NULL))
			return true;
	return false;
}

static int put(struct kz_ctx *cx, struct kz_db *db, const struct session *s, const struct commit *c)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/session_commit.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, s->name);
	kz_bind_text(q, 3, c->oid);
	return kz_query_run(cx, q);
}

/* Reading blobs is what costs: only of commits that share a file with a session before them. */
static int read_lines(struct kz_ctx *cx, struct kz_git *git, struct commit *c)
{
	int rc = 0;

	c->removed = kz_map_new();
	c->added = kz_map_new();
	for (size_t i = 0; i < c->n && rc == 0; i++) {
		rc = add_side(cx, git, c, &c->files[i], NEW);
		if (rc == 0 && c->parent.n > 0)
			rc = add_side(cx, git, c, &c->files[i], OLD);
	}
	return rc;
}

/* Sets `overlaps` of each session; is one of those running? */
static int weigh(struct kz_ctx *cx, struct kz_git *git, const struct sessions *all,
	struct commit *c, bool *ret_running)
{
	int rc = 0;

	*ret_running = false;
	for (size_t i = 0; i < all->n && rc == 0; i++) {
		struct session *s = &all->items[i];

		s->overlaps = may_have_made(s, c);
		if (s->overlaps && !c->added)
			rc = read_lines(cx, git, c);
		s->overlaps = rc == 0 && s->overlaps && is_overlap(c, s);
		*ret_running |= s->overlaps && is_running(s, c);
	}
	return rc;
}

/* One that had ended has made it only where none that ran has: lines are written again. */
static int link_commit(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct sessions *all, struct commit *c)
{
	bool running;
	int rc = weigh(cx, git, all, c, &running);

	for (size_t i = 0; i < all->n && rc == 0; i++) {
		const struct session *s = &all->items[i];

		if (s->overlaps && (!running || is_running(s, c)))
			rc = put(cx, db, s, c);
	}
	return rc;
}

static void end_commit(struct commit *c)
{
	kz_map_free(c->paths);
	kz_map_free(c->removed);
	kz_map_free(c->added);
}

static void begin_commit(struct commit *c, struct kz_str oid, struct kz_str parent,
	int64_t authored_at)
{
	end_commit(c);
	*c = (struct commit){.oid = oid,
		.parent = parent,
		.authored_at = authored_at,
		.paths = kz_map_new()};
}

static void add_file(struct kz_ctx *cx, struct commit *c, struct kz_query *q)
{
	(void)kz_map_put(c->paths, kz_col_text(q, 2), NULL);
	KZ_ROOM(cx->mem, c->files, c->n, c->cap);
	c->files[c->n++] = (struct file){.path = kz_col_dup(q, cx->mem, 2),
		.old_path = kz_col_dup(q, cx->mem, 3),
		.hunks = kz_col_dup(q, cx->mem, 4)};
}

static int link_by_lines(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct sessions *all, struct commit *c)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/session_commit.sql#changes", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, all->first_at);
	kz_bind_int(q, 3, all->last_at + AFTER_END);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		if (!kz_str_eq(c->oid, kz_col_text(q, 0))) {
			if ((rc = link_commit(cx, db, git, all, c)) < 0)
				break;
			begin_commit(c, kz_col_dup(q, cx->mem, 0), kz_col_dup(q, cx->mem, 5),
				kz_col_int(q, 1));
		}
		add_file(cx, c, q);
	}
	kz_query_reset(q);
	return rc == 0 ? link_commit(cx, db, git, all, c) : rc;
}

static int overlap(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct sessions all = {.first_at = KZ_UNKNOWN, .last_at = KZ_UNKNOWN};
	struct commit c = {0};
	int rc;

	if ((rc = load_edits(cx, db, &all)) < 0 || all.n == 0)
		return rc;
	begin_commit(&c, KZ_NOTHING, KZ_NOTHING, KZ_UNKNOWN);
	rc = link_by_lines(cx, db, git, &all, &c);
	end_commit(&c);
	return rc;
}

static int session_commit_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	static const char *const methods[] = {"analyze/sql/session_commit.sql#trailer",
		"analyze/sql/session_commit.sql#printed",
		"analyze/sql/session_commit.sql#time-file"};
	struct kz_query *q;
	int rc = 0;

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods) && rc == 0; i++) {
		if ((rc = kz_query_here(cx, db, methods[i], &q)) < 0)
			return rc;
		rc = kz_query_run(cx, q);
	}
	return rc == 0 && git ? overlap(cx, db, git) : rc;
}

static const char *const reads[] = {"s_session", "s_input", "s_session_ref", "s_edit",
	"s_tool_call", "s_commit", "s_commit_parent", "s_trailer", "s_file_change", "s_path",
	"d_call", NULL};
static const char *const writes[] = {"d_session_commit", NULL};

const struct kz_analyzer analyze_session_commit = {
	.name = "session_commit",
	.about = "which session made which commit?",
	.method = "trailers, printed ids, share of a commit's lines, time and file",
	.version = 3,
	.reads = reads,
	.writes = writes,
	.run = session_commit_run,
};
