/* SPDX-License-Identifier: MIT */
/*
 * For tests of orchestrate/: a repository with a missing file that agents look for and a test run
 * whose failure a pipe swallows, and a warehouse that says so (as if analyzed).
 */
#ifndef KZ_TESTS_UNIT_TRIALS_H
#define KZ_TESTS_UNIT_TRIALS_H

#include <sqlite3.h>

#include "base/conf.h"
#include "git/config.h"
#include "orchestrate/orchestrate.h"
#include "tests/unit/shell.h"
#include "warehouse/query.h"

struct trials {
	struct shell sh;
	struct kz_conf conf;
};

/* Eight sessions of two users on eight days: four with hidden failures, two with reported ones. */
static const char trials_sql[] =
	"WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 8)"
	" INSERT INTO s_input (input_id, repository_id, collector, version, path, state,"
	" collected_at) SELECT i, 1, 'claude-code', 1, 's' || i, 'ok', 1 FROM i;"
	"INSERT INTO s_session (repository_id, input_id, session, agent, cwd, started_at_ms,"
	" ended_at_ms, is_subagent, repository_reason) SELECT 1, input_id, path, 'claude-code',"
	" iif(input_id % 2, '/home/ann/r', '/home/bob/r'),"
	" (1749000000 + 86400 * input_id) * 1000,"
	" (1749000600 + 86400 * input_id) * 1000, 0, 'cwd' FROM s_input;"
	"INSERT INTO s_tool_call (repository_id, input_id, session, seq, turn, call_id, at_ms,"
	" tool, kind, command, target, is_error, is_subagent) SELECT 1, input_id, path, k, 1,"
	" path || '.' || k, (1749000000 + 86400 * input_id + k) * 1000,"
	" iif(k < 3, 'Bash', 'Read'), iif(k < 3, 'shell', 'read'),"
	" iif(k < 3, 'make test | tail', NULL),"
	" CASE WHEN k < 3 THEN 'make test | tail' WHEN k = 3 THEN '.golangci.yml'"
	" ELSE '.golangci.yaml' END, k = 3 OR (k < 3 AND input_id IN (5, 6)), 0"
	" FROM s_input, (SELECT 1 AS k UNION SELECT 2 UNION SELECT 3 UNION SELECT 4)"
	" WHERE k != 3 OR input_id < 3;"
	"INSERT INTO d_call (tool_call_id, repository_id, hidden, failure_kind, purpose, lost_ms)"
	" SELECT tool_call_id, 1, kind = 'shell' AND input_id < 5,"
	" CASE WHEN kind = 'shell' AND input_id < 7 THEN 'test' WHEN is_error"
	" THEN 'path_missing' END, iif(kind = 'shell', 'make test', tool), 0 FROM s_tool_call;"
	"INSERT INTO d_finding (repository_id, id, kind, subject, title, minutes, n, sessions,"
	" first_at, last_at) VALUES"
	" (1, 'f-0000000001', 'hidden-failure', 'make test', 't', 40, 8, 4, 1749086400,"
	" 1749345600), (1, 'f-0000000002', 'repair', 'p', 't', 4, 2, 2, 1749086400, 1749172800);"
	"INSERT INTO d_evidence SELECT 1, 'f-0000000002', tool_call_id, 'tool_calls', call_id"
	" FROM s_tool_call WHERE seq = 3;"
	"INSERT INTO d_masked VALUES (1, 'make test', 'tail', 16, 8, 4, 1, 'f-0000000001');"
	"INSERT INTO d_repair VALUES (1, 'path', '', '.golangci.yml', '.golangci.yaml', 2, 2, 2, 2,"
	" 2, 8, 8, 4, 1749086400, 1749172800, 'path_missing', 1, 1, 'f-0000000002');";

static inline void trials_exec(struct trials *t, const char *sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(SQLITE_OK, sqlite3_open(shell_path(&t->sh, "w.db"), &db));
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	assert_int_equal(SQLITE_OK, sqlite3_close(db));
}

/* Both are opened for each step, as a command does: what git says is read anew. */
static inline void trials_open(struct trials *t, struct kz_db **ret_db, struct kz_git **ret_git)
{
	struct kz_ctx *cx = &t->sh.cx;
	struct kz_repository r = {.repository = KZ_S("0123456789ab"), .git_dir = KZ_S("/r/.git")};

	assert_int_equal(0, kz_git_open(cx, shell_path(&t->sh, "r"), ret_git));
	assert_int_equal(0, kz_db_open(cx, shell_path(&t->sh, "w.db"), KZ_DB_WRITE, ret_db));
	assert_int_equal(0, kz_db_use_repository(cx, *ret_db, &r));
}

static inline void trials_sh(struct trials *t, const char *script)
{
	assert_int_equal(0, shell_run(&t->sh, kz_strf(t->sh.mem, "cd r\n%s", script).p));
}

/* The repository r, its warehouse w.db, and the clock of the day after the last session. */
static inline int trials_begin(struct trials *t)
{
	KZ_OWN(kz_git) git = NULL;
	KZ_OWN(kz_db) db = NULL;

	if (shell_begin(&t->sh) < 0)
		return -1;
	t->sh.cx.now = 1749000000 + 9 * 86400;
	kz_conf_defaults(&t->conf);
	t->sh.cx.conf = &t->conf;
	assert_int_equal(0, shell_run(&t->sh, "git init -q -b main r"));
	trials_sh(t,
		"echo a >.golangci.yaml; echo 'test:' >Makefile; printf '# R\\n' >CLAUDE.md;"
		"git add .; git commit -qm one");
	trials_open(t, &db, &git);
	trials_exec(t, trials_sql);
	return 0;
}

/* One run of the stage; its summary. */
static inline struct kz_orchestrate_summary trials_run(struct trials *t, bool branch, bool adr)
{
	struct kz_orchestrate_options options = {.branch = branch, .adr = adr};
	struct kz_orchestrate_summary sum = {.text = KZ_NOTHING};
	KZ_OWN(kz_git) git = NULL;
	KZ_OWN(kz_db) db = NULL;

	trials_open(t, &db, &git);
	if (kz_orchestrate(&t->sh.cx, db, git, &options, &sum) != 0)
		fail_msg("%s", t->sh.cx.err.text);
	return sum;
}

/* The one text that a query of the user gives; "" without a row. */
static inline const char *trials_ask(struct trials *t, const char *sql)
{
	struct kz_ctx *cx = &t->sh.cx;
	KZ_OWN(kz_git) git = NULL;
	KZ_OWN(kz_db) db = NULL;
	KZ_OWN(kz_query) q = NULL;
	bool row;

	trials_open(t, &db, &git);
	assert_int_equal(0, kz_query_user(cx, db, kz_str_c(sql), &q));
	assert_int_equal(0, kz_query_next(cx, q, &row));
	return row ? kz_cstr(cx->mem, kz_col_text(q, 0)) : "";
}

#endif
