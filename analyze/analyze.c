/* SPDX-License-Identifier: MIT */
/* The analyze stage: the list of analyzers, their order, one transaction for all of them. */
#include "analyze/analyze.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "warehouse/query.h"

#define KZ_ANALYZER(id) &analyze_##id,
const struct kz_analyzer *const kz_analyzers[] = {
#include "analyze/analyzers.def"
	NULL,
};

/* Tables that several analyzers write: the stage empties them itself. */
static const char *const shared[] = {"d_finding", "d_evidence", NULL};

static bool is_in(const char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

/* Does a read what b writes? */
static bool follows(const struct kz_analyzer *a, const struct kz_analyzer *b)
{
	for (const char *const *table = b->writes; table && *table; table++)
		if (is_in(a->reads, *table))
			return true;
	return false;
}

static bool share_a_table(const struct kz_analyzer *a, const struct kz_analyzer *b)
{
	for (const char *const *table = a->writes; table && *table; table++)
		if (!is_in(shared, *table) && is_in(b->writes, *table))
			return true;
	return false;
}

/* May it run now: is everything that it reads already made? */
static bool is_ready(const struct kz_analyzer *const *all, size_t n, const bool *is_done, size_t at)
{
	for (size_t i = 0; i < n; i++)
		if (!is_done[i] && follows(all[at], all[i]))
			return false;
	return true;
}

const char *kz_analyze_order(struct kz_ctx *cx, const struct kz_analyzer *const *all, size_t n,
	const struct kz_analyzer **ret)
{
	bool *is_done = KZ_NEW_ARRAY(cx->mem, bool, n + 1);

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			if (share_a_table(all[i], all[k]))
				return "two analyzers write one table";
	for (size_t placed = 0; placed < n; placed++) {
		size_t first = n;

		for (size_t i = 0; i < n; i++)
			if (!is_done[i] && is_ready(all, n, is_done, i) &&
				(first == n || strcmp(all[i]->name, all[first]->name) < 0))
				first = i;
		if (first == n)
			return "analyzers wait for each other in a circle";
		is_done[first] = true;
		ret[placed] = all[first];
	}
	return NULL;
}

/*
 * Everything that derived rows are made from. The day stands for the clock: with it a bucket of
 * a measure may become complete. No key of the configuration changes a derived row so far.
 */
static int key_of(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_analyzer **order, struct kz_str *ret)
{
	KZ_OWN(kz_buf) key = kz_buf_new(64 << 10);
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/key.sql", &q)) < 0)
		return rc;
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	if (!row)
		return kz_fail(cx, KZ_ENOENT, "nothing was collected; type `kaizen run`");
	kz_buf_addf(key, "schema %d generation %lld day %lld head ", KZ_SCHEMA_VERSION,
		(long long)kz_col_int(q, 0), (long long)kz_day_start(cx->now));
	kz_buf_add(key, kz_col_text(q, 1));
	kz_buf_byte(key, ' ');
	kz_buf_add(key, git ? kz_git_info(git)->head_oid : KZ_S("no repository"));
	kz_query_reset(q);
	for (; *order; order++)
		kz_buf_addf(key, " %s %u", (*order)->name, (*order)->version);
	*ret = kz_hash_hex(cx->mem, kz_buf_str(key), KZ_HASH_HEX);
	return 0;
}

static int is_made(struct kz_ctx *cx, struct kz_db *db, struct kz_str key, bool *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/made.sql#get", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, KZ_S("analyze"));
	if ((rc = kz_query_next(cx, q, &row)) < 0)
		return rc;
	*ret = row && kz_str_eq(kz_col_text(q, 0), key);
	kz_query_reset(q);
	return 0;
}

static int set_made(struct kz_ctx *cx, struct kz_db *db, struct kz_str key)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/made.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, KZ_S("analyze"));
	kz_bind_text(q, 3, key);
	return kz_query_run(cx, q);
}

static int empty(struct kz_ctx *cx, struct kz_db *db, const char *const *tables)
{
	int rc = 0;

	for (; rc == 0 && tables && *tables; tables++)
		rc = kz_query_script(cx, db,
			kz_strf(cx->mem, "analyze/sql/empty.sql#%s", *tables).p);
	return rc;
}

/* Each analyzer is a unit of work with memory of its own. */
static int run_one(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_analyzer *a)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx own = *cx;
	int rc;

	if (a->needs_git && !git) {
		kz_info(cx, "analyze: %s left out: no repository at hand", a->name);
		return 0;
	}
	own.mem = mem;
	if (a->run)
		rc = a->run(&own, db, git);
	else
		rc = kz_query_script(&own, db, kz_strf(mem, "analyze/sql/%s.sql", a->name).p);
	cx->err = own.err;
	return rc < 0 ? kz_wrap(cx, rc, "analyze %s", a->name) : 0;
}

static int run_all(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_analyzer **order)
{
	int rc = empty(cx, db, shared);

	for (size_t i = 0; rc == 0 && order[i]; i++)
		rc = empty(cx, db, order[i]->writes);
	for (size_t i = 0; rc == 0 && order[i]; i++)
		if ((rc = kz_stopped(cx)) == 0)
			rc = run_one(cx, db, git, order[i]);
	return rc;
}

int kz_analyze(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git, bool force, bool *ret_ran)
{
	enum { N = sizeof(kz_analyzers) / sizeof(kz_analyzers[0]) - 1 };
	const struct kz_analyzer *order[N + 1] = {NULL};
	const char *wrong = kz_analyze_order(cx, kz_analyzers, N, order);
	KZ_OWN(kz_txn) txn = NULL;
	struct kz_str key;
	bool made;
	int rc;

	if (wrong)
		KZ_BUG(wrong);
	*ret_ran = false;
	if ((rc = key_of(cx, db, git, order, &key)) < 0 || (rc = is_made(cx, db, key, &made)) < 0 ||
		(made && !force))
		return rc;
	if ((rc = kz_txn_begin(cx, db, &txn)) < 0 || (rc = run_all(cx, db, git, order)) < 0 ||
		(rc = set_made(cx, db, key)) < 0)
		return rc;
	*ret_ran = true;
	return kz_txn_commit(cx, txn);
}
