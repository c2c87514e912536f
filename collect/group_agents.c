/* SPDX-License-Identifier: MIT */
/* The group of agents: transcripts, and whether they belong to this repository. */
#include <string.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/hash.h"
#include "base/log.h"
#include "collect/agents_files.h"
#include "collect/belong.h"
#include "collect/groups.h"
#include "warehouse/input.h"
#include "warehouse/query.h"

enum { HASH = 16, SESSIONS_WANTED = 2 };

/* What is known of a session in this run, and how the decided ones of a folder stand. */
enum decision { UNDECIDED = 1, NO, YES };

struct group {
	struct kz_collecting *c;
	struct kz_agent_files files;
	struct kz_belonging belonging;
	struct kz_str key;
	struct kz_places *places; /* loaded when first needed */
	struct kz_sink *sink;
	struct kz_map *sessions; /* value: enum decision, and 256 times the reason's index */
	enum decision *left;     /* beside each file that was left elsewhere; 0: it was not */
	struct kz_map *yes, *no; /* folders; value: how many of its sessions */
	bool is_full;            /* agents.keep */
};

/* Words of repository_reason that a folder's sessions are counted by, then those it is not. */
static const char *const reasons[] = {"config", "cwd", "remote", "commit", "files", "asked",
	"folder", NULL};

static int64_t index_of(struct kz_str reason)
{
	int64_t i = 0;

	while (reasons[i] && !kz_str_eq(reason, kz_str_c(reasons[i])))
		i++;
	return i;
}

static void count(struct kz_map *folders, const char *folder)
{
	uint32_t id = kz_map_put(folders, kz_str_c(folder), NULL);

	kz_map_set(folders, id, kz_map_get(folders, id) + 1);
}

static enum decision decision_by(struct kz_str reason)
{
	if (reasons[index_of(reason)])
		return YES;
	return kz_str_eq(reason, KZ_S("other-repository")) ? NO : UNDECIDED;
}

static void note(struct group *g, const struct kz_agent_file *f, struct kz_str session,
	struct kz_str reason)
{
	const enum decision d = decision_by(reason);
	uint32_t id;

	if (f->is_subagent || !session.n)
		return;
	id = kz_map_put(g->sessions, session, NULL);
	kz_map_set(g->sessions, id, (int64_t)d + 256 * index_of(reason));
	if (d == NO)
		count(g->no, f->folder);
	else if (d == YES && index_of(reason) < index_of(KZ_S("asked")))
		count(g->yes, f->folder);
}

/* What was decided of a session; 0 when it was not seen. */
static int64_t decision_of(const struct group *g, struct kz_str session, struct kz_str *ret_reason)
{
	uint32_t id;

	if (!kz_map_find(g->sessions, session, &id))
		return 0;
	*ret_reason = kz_str_c(reasons[kz_map_get(g->sessions, id) / 256]);
	return kz_map_get(g->sessions, id) % 256;
}

/* The row of a path under whichever collector of the group read it. */
static int find_known(struct kz_ctx *cx, struct group *g, const char *path,
	struct kz_input_row *ret)
{
	int rc = 0;

	*ret = (struct kz_input_row){0};
	for (size_t i = 0; kz_collectors[i] && rc == 0 && !ret->input_id; i++)
		if (strcmp(kz_collectors[i]->group, "agents") == 0)
			rc = kz_input_find(cx, g->c->db, kz_collectors[i]->name, kz_str_c(path),
				ret);
	return rc;
}

static unsigned version_of(const char *name)
{
	for (size_t i = 0; kz_collectors[i]; i++)
		if (strcmp(kz_collectors[i]->name, name) == 0)
			return kz_collectors[i]->version;
	return 0;
}

static int need_places(struct kz_ctx *cx, struct group *g)
{
	int rc;

	if (g->places)
		return 0;
	if ((rc = kz_places_load(cx, g->c->db, g->c->git, &g->places)) < 0)
		return rc;
	g->belonging.places = g->places;
	return 0;
}

/* Hash of the first n bytes: a transcript that only grew still begins with them. */
static int hash_head(struct kz_ctx *cx, const char *path, int64_t n, struct kz_str *ret)
{
	KZ_OWN(kz_pieces) pieces = NULL;
	KZ_OWN(kz_hasher) h = kz_hasher_new();
	struct kz_str piece;
	int rc;

	if ((rc = kz_pieces_open(cx, path, SIZE_MAX, &pieces)) < 0)
		return rc;
	while (n > 0 && (rc = kz_pieces_next(cx, pieces, &piece)) == 0 && piece.n) {
		piece = kz_str_head(piece, (size_t)n);
		kz_hasher_add(h, piece);
		n -= (int64_t)piece.n;
	}
	*ret = kz_hasher_hex(h, cx->mem, HASH);
	return rc;
}

/* "size hash", and how much was kept of its texts where that is not the default. */
static int make_cursor(struct kz_ctx *cx, const struct group *g, const struct kz_agent_file *f,
	struct kz_str *ret)
{
	struct kz_str hash;
	int rc;

	if ((rc = hash_head(cx, f->path, f->info.size, &hash)) < 0)
		return rc;
	*ret = kz_strf(cx->mem, "%lld %s%s", (long long)f->info.size, kz_cstr(cx->mem, hash),
		g->is_full ? " full" : "");
	return 0;
}

enum change { GREW, SAME, REWRITTEN };

/* How a file that was read before has changed since. */
static int change_of(struct kz_ctx *cx, const struct kz_agent_file *f,
	const struct kz_input_row *row, enum change *ret)
{
	struct kz_str rest = row->cursor, size, hash, known;
	int64_t n;
	int rc;

	*ret = REWRITTEN;
	if (!kz_str_cut(&rest, ' ', &size) || !kz_str_i64(size, &n) || n > f->info.size ||
		!kz_str_word(&rest, &known))
		return 0;
	if ((rc = hash_head(cx, f->path, n, &hash)) < 0)
		return rc;
	if (kz_str_eq(hash, known))
		*ret = n == f->info.size ? SAME : GREW;
	return 0;
}

/* Were its texts kept as agents.keep says today? Of a file that is broken now nothing changes. */
static bool is_kept_so(const struct group *g, const struct kz_input_row *row)
{
	return !row->rows || strcmp(row->state, "ok") != 0 ||
		kz_str_ends(row->cursor, KZ_S(" full")) == g->is_full;
}

static void of_file(struct kz_input_row *row, const struct kz_agent_file *f)
{
	row->size = f->info.size;
	row->mtime_ns = f->info.mtime_ns;
	row->version = version_of(row->collector);
	row->message = KZ_NOTHING;
}

static int put_input(struct kz_ctx *cx, struct group *g, struct kz_input_row *row)
{
	return kz_input_store(cx, g->c->db, row, NULL, false);
}

/* Not read, or in vain. What was stored of it before stays. */
static int refuse(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row)
{
	struct kz_str message = kz_str_dup(cx->mem, kz_str_c(cx->err.text));
	bool is_content = cx->err.code == KZ_EINPUT || cx->err.code == KZ_ELIMIT;

	g->c->sum->refused++;
	g->c->sum->named_refused |= f->is_itself;
	if (f->is_named)
		kz_warn(cx, "%s", cx->err.text);
	kz_err_clear(cx);
	if (kz_str_eq(kz_str_c(row->state), KZ_S("bad")) && kz_str_eq(row->message, message) &&
		!is_content)
		return 0;
	of_file(row, f);
	if (!is_content) /* it may be readable next time, its time unchanged */
		row->size = row->mtime_ns = KZ_UNKNOWN;
	row->state = "bad";
	if (!row->rows) /* else the reason why it was taken is kept for the day it is whole again */
		row->reason = is_content ? KZ_S("not-a-transcript") : KZ_S("unreadable");
	row->message = message;
	return put_input(cx, g, row);
}

static int skip(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row)
{
	struct kz_str reason = kz_str_c(f->skip);

	if (f->is_itself) {
		kz_warn(cx, "%s: not a regular file", f->path);
		g->c->sum->refused++;
		g->c->sum->named_refused = true;
	} else {
		g->c->sum->skipped++;
	}
	if (row->input_id && kz_str_eq(row->reason, reason))
		return 0;
	row->state = "skipped";
	row->reason = reason;
	return put_input(cx, g, row);
}

/* Of another repository, or of nobody knows whose: its facts are kept, no row. */
static int leave(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row, const struct kz_facts *facts)
{
	of_file(row, f);
	g->left[f - g->files.at] = decision_by(row->reason);
	row->state = "elsewhere";
	row->content_hash = g->key;
	if (facts)
		row->cursor = kz_facts_text(cx, facts);
	return put_input(cx, g, row);
}

/* The session's rows are in the sink: it is this repository's, for that reason. */
static int take(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row, struct kz_str reason)
{
	const int64_t before = row->rows;
	enum change change = GREW;
	int rc;

	if ((rc = need_places(cx, g)) < 0)
		return rc;
	for (size_t i = 0; i < kz_sink_count(g->sink, KZ_ROW_session); i++) {
		struct kz_row_session *s = kz_sink_row(g->sink, KZ_ROW_session, i);

		s->repository_reason = kz_str_dup(kz_sink_memory(g->sink), reason);
	}
	kz_places_resolve(cx, g->places, g->sink);
	if (row->rows && (rc = change_of(cx, f, row, &change)) < 0)
		return rc;
	if (change == SAME && row->version == version_of(row->collector) && is_kept_so(g, row)) {
		of_file(row, f); /* touched, no more */
		row->state = "ok";
		return put_input(cx, g, row);
	}
	if (change == REWRITTEN &&
		(rc = kz_input_set_aside(cx, g->c->db, row,
			 kz_hash_hex(cx->mem, row->cursor, HASH))) < 0)
		return rc;
	of_file(row, f);
	row->state = "ok";
	row->reason = reason;
	row->content_hash = KZ_NOTHING;
	if ((rc = make_cursor(cx, g, f, &row->cursor)) < 0 ||
		(rc = kz_input_store(cx, g->c->db, row, g->sink, true)) < 0)
		return rc;
	if (row->rows > before)
		g->c->sum->new_rows += row->rows - before;
	return 0;
}

/* A file without one usable record; of what was read before nothing goes. */
static int keep_empty(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row)
{
	of_file(row, f);
	row->state = row->rows ? "partial" : "skipped";
	row->reason = row->rows ? row->reason : KZ_S("no-session");
	if (row->rows)
		row->message = KZ_S("no record is left in the file; those read before are kept");
	g->c->sum->skipped += row->rows == 0;
	return put_input(cx, g, row);
}

/* A subagent's file goes where its session goes; "parent": that is not known, or elsewhere. */
static const char *reason_of_parent(struct group *g, struct kz_str session, bool *ret_known)
{
	struct kz_str reason = KZ_NOTHING;
	int64_t d = decision_of(g, session, &reason);

	*ret_known = d != 0;
	return d == YES ? reason.p : "parent";
}

static bool is_taken(const char *reason)
{
	return decision_by(kz_str_c(reason)) == YES;
}

static int judge(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	const struct kz_facts *facts, const char **ret)
{
	int rc;

	if ((rc = need_places(cx, g)) < 0)
		return rc;
	if (f->is_named) {
		*ret = "asked";
		return 0;
	}
	return kz_belong(cx, &g->belonging, facts, ret);
}

/* The file's session is in the sink. */
static int settle_read(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row)
{
	const struct kz_row_session *s = kz_sink_row(g->sink, KZ_ROW_session, 0);
	struct kz_str was = row->reason;
	const bool was_taken = row->rows > 0;
	const char *reason = NULL;
	struct kz_facts facts;
	bool known = false;
	int rc = 0;

	row->session = kz_str_dup(cx->mem, s->session);
	kz_facts_of(cx, g->sink, &facts);
	if (s->is_subagent && !f->is_named)
		reason = reason_of_parent(g, s->session, &known);
	if (!known)
		rc = judge(cx, g, f, &facts, &reason);
	if (rc < 0)
		return rc;
	if (!is_taken(reason) && was_taken && is_taken(kz_cstr(cx->mem, was)))
		reason = kz_cstr(cx->mem, was); /* what was taken once stays */
	row->reason = kz_str_c(reason);
	note(g, f, row->session, row->reason);
	return is_taken(reason) ? take(cx, g, f, row, row->reason) : leave(cx, g, f, row, &facts);
}

static bool is_input_error(int rc)
{
	return rc == KZ_EINPUT || rc == KZ_ELIMIT || rc == KZ_EPERM || rc == KZ_EIO ||
		rc == KZ_ENOENT;
}

static int read_file(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row)
{
	struct kz_collected by;
	int rc;

	kz_sink_clear(g->sink);
	rc = kz_collect_file(cx, "agents", f->path, g->sink, &by);
	if (by.by)
		row->collector = by.by->name;
	if (rc < 0)
		return is_input_error(rc) ? refuse(cx, g, f, row) : rc;
	if (kz_sink_count(g->sink, KZ_ROW_session) == 0)
		return keep_empty(cx, g, f, row);
	return settle_read(cx, g, f, row);
}

/* The file is as it was, and left elsewhere: was it judged by what is known today? */
static int settle_left(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f,
	struct kz_input_row *row)
{
	const char *reason = NULL;
	struct kz_facts facts;
	bool known = false;
	int rc;

	if (kz_str_eq(row->content_hash, g->key)) {
		note(g, f, row->session, row->reason);
		g->left[f - g->files.at] = decision_by(row->reason);
		return 0;
	}
	kz_facts_parse(cx, row->cursor, &facts);
	if (f->is_subagent)
		reason = reason_of_parent(g, row->session, &known);
	if (!known && (rc = judge(cx, g, f, &facts, &reason)) < 0)
		return rc;
	if (is_taken(reason))
		return read_file(cx, g, f, row);
	row->reason = kz_str_c(reason);
	note(g, f, row->session, row->reason);
	return leave(cx, g, f, row, NULL);
}

static bool is_unchanged(const struct group *g, const struct kz_agent_file *f,
	const struct kz_input_row *row)
{
	return row->input_id && row->size == f->info.size && row->mtime_ns == f->info.mtime_ns &&
		row->version == version_of(row->collector) && is_kept_so(g, row);
}

static int settle(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f)
{
	struct kz_input_row row;
	int rc;

	g->c->sum->inputs++;
	if ((rc = find_known(cx, g, f->path, &row)) < 0)
		return rc;
	if (f->skip)
		return skip(cx, g, f, &row);
	if (!is_unchanged(g, f, &row))
		return read_file(cx, g, f, &row);
	if (strcmp(row.state, "elsewhere") == 0)
		return f->is_named ? read_file(cx, g, f, &row) : settle_left(cx, g, f, &row);
	if (strcmp(row.state, "bad") == 0) {
		g->c->sum->refused++;
		g->c->sum->named_refused |= f->is_itself;
		if (f->is_named)
			kz_warn(cx, KZ_FMT, KZ_ARG(row.message));
	} else if (strcmp(row.state, "skipped") == 0) {
		g->c->sum->skipped++;
	} else {
		note(g, f, row.session, row.reason);
	}
	return 0;
}

static int64_t counted(const struct kz_map *folders, const char *folder)
{
	uint32_t id;

	return kz_map_find(folders, kz_str_c(folder), &id) ? kz_map_get(folders, id) : 0;
}

/* At least two decided sessions of its folder, and most of them, belong. */
static bool by_folder(const struct group *g, const struct kz_agent_file *f)
{
	int64_t yes = counted(g->yes, f->folder), no = counted(g->no, f->folder);

	return yes >= SESSIONS_WANTED && yes > no;
}

/* What nothing spoke for: its folder may, or, of a subagent's file, its session by now. */
static int settle_last(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f)
{
	struct kz_collected by;
	struct kz_input_row row;
	const char *reason = NULL;
	bool known = false;
	int rc;

	if ((rc = find_known(cx, g, f->path, &row)) < 0)
		return rc;
	if (f->is_subagent)
		reason = reason_of_parent(g, row.session, &known);
	if (!known)
		reason = by_folder(g, f) ? "folder" : "no-sign";
	if (!is_taken(reason))
		return 0;
	kz_sink_clear(g->sink);
	if ((rc = kz_collect_file(cx, "agents", f->path, g->sink, &by)) < 0)
		return is_input_error(rc) ? refuse(cx, g, f, &row) : rc;
	g->left[f - g->files.at] = 0;
	note(g, f, row.session, kz_str_c(reason));
	return take(cx, g, f, &row, kz_str_c(reason));
}

typedef int settler(struct kz_ctx *cx, struct group *g, const struct kz_agent_file *f);

static int settle_all(struct kz_ctx *cx, struct group *g, settler *one, bool only_undecided)
{
	int rc;

	for (size_t i = 0; i < g->files.n; i++) {
		struct kz_mark mark = kz_mark(cx->mem);

		if (only_undecided && g->left[i] != UNDECIDED)
			continue;
		kz_progress(cx, "collecting agents", (int64_t)i, (int64_t)g->files.n);
		if ((rc = one(cx, g, &g->files.at[i])) < 0 || (rc = kz_stopped(cx)) < 0)
			return rc;
		kz_rewind(cx->mem, mark);
	}
	return 0;
}

static int prepare(struct kz_ctx *cx, struct group *g)
{
	struct kz_git *git = g->c->git;
	int64_t newest;
	int rc;

	if ((rc = kz_agent_files_find(cx, g->c, &g->files)) < 0 ||
		(rc = kz_query_number(cx, g->c->db, "warehouse/sql/belong.sql#newest", &newest)) <
			0)
		return rc;
	g->belonging = (struct kz_belonging){
		.info = git ? kz_git_info(git) : NULL,
		.git = git,
		.alias = &cx->conf->agents_path_alias,
	};
	g->is_full = kz_str_eq(cx->conf->agents_keep, KZ_S("full"));
	g->key = kz_belong_key(cx, &g->belonging, newest);
	g->left = KZ_NEW_ARRAY(cx->mem, enum decision, g->files.n + 1);
	return 0;
}

int kz_collect_agents(struct kz_ctx *cx, struct kz_collecting *c)
{
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	KZ_OWN(kz_map) sessions = kz_map_new();
	KZ_OWN(kz_map) yes = kz_map_new();
	KZ_OWN(kz_map) no = kz_map_new();
	struct group g = {.c = c, .sink = sink, .sessions = sessions, .yes = yes, .no = no};
	int rc = prepare(cx, &g);

	if (rc == 0)
		rc = settle_all(cx, &g, settle, false);
	if (rc == 0)
		rc = settle_all(cx, &g, settle_last, true);
	for (size_t i = 0; rc == 0 && i < g.files.n; i++)
		c->sum->elsewhere += g.left[i] != 0;
	kz_places_free(g.places);
	return rc;
}
