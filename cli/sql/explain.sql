-- SPDX-License-Identifier: MIT
-- name: finding
SELECT id, kind, title, minutes_per_week, n, first_at, last_at, sessions, class, detail
FROM findings f JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND id = ?2;
-- name: evidence
SELECT seq, view, ref FROM evidence e JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND finding = ?2
ORDER BY seq;
-- name: countermeasure-evidence
-- Of the finding that it answers; a rule on swallowed exit statuses answers one for each command it
-- names.
SELECT row_number() OVER (ORDER BY e.finding <> c.finding, e.finding, e.seq) AS seq, e.view, e.ref
FROM countermeasures c
JOIN s_repository r USING (repository)
JOIN evidence e USING (repository)
WHERE r.repository_id = ?1 AND c.id = ?2 AND (e.finding = c.finding OR c.template = 'T-exit'
	AND e.finding IN (SELECT m.finding FROM masked_runs m
		WHERE m.repository = c.repository AND m.verified = 1 AND m.hidden > 0
			AND instr(c.text, '`' || m.purpose || '`') > 0))
ORDER BY 1;
-- name: countermeasure
SELECT id, kind, state, text, created_at, verdict, finding, target, prediction, check_at,
	before_events, before_n, branch, diff
FROM countermeasures c JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND id = ?2;
-- name: row-tool_calls
SELECT session, call_id, turn, at, tool, kind, target, is_error, hidden, failure_kind, signature
FROM tool_calls t JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND call_id = ?2;
-- name: row-commits
SELECT oid, authored_at, committed_at, subject, is_merge, written_by
FROM commits c JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND oid = ?2;
-- name: row-fixes
SELECT f.oid, f.how, f.touch_minutes, c.committed_at, c.subject
FROM fixes f JOIN s_repository r USING (repository)
LEFT JOIN commits c USING (repository, oid)
WHERE r.repository_id = ?1 AND f.oid = ?2;
-- name: row-changes
SELECT oid, first_commit_at, merged_at, released_at, release, commits, touch_minutes,
	coding_wait_minutes, release_wait_minutes, is_direct
FROM changes c JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND oid = ?2;
-- name: row-sessions
SELECT session, agent, model, cwd, started_at, ended_at, repository_reason
FROM sessions s JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND session = ?2;
-- name: row-origins
SELECT fix, oid, path, lines FROM origins o JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND oid || ':' || path = ?2
ORDER BY fix;
-- name: row-file_changes
SELECT oid, path, old_path, status, added, deleted
FROM file_changes f JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND oid = substr(?2, 1, 40) AND path = substr(?2, 42);
-- name: row-test_results
SELECT run, suite, class, name, attempt, outcome, duration_ms, at
FROM test_results t JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND run = substr(?2, 1, 16) AND run || ':' || class || ':' || name = ?2
ORDER BY attempt;
