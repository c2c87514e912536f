-- SPDX-License-Identifier: MIT
-- The events of each measure from old to new: when (unix seconds), value, weight. Their first and
-- last one are the range in which an empty bucket means "none"; a NULL value counts for that only.
-- What bots did is such a NULL: the data reach there, and no person committed.
-- name: commits_merged
SELECT merged_at, iif(is_bot, NULL, commits - bot_commits), commits - bot_commits
FROM d_change
WHERE repository_id = ?1
ORDER BY merged_at, oid;
-- name: lead_time_hours
SELECT merged_at, iif(is_bot, NULL, (merged_at - first_commit_at) / 3600.0), 1
FROM d_change
WHERE repository_id = ?1
ORDER BY merged_at, oid;
-- name: tool_failure_minutes
SELECT t.at_ms / 1000, coalesce(d.lost_ms, 0) / 60000.0, d.failure_kind IS NOT NULL
FROM d_call d
JOIN s_tool_call t USING (tool_call_id)
WHERE d.repository_id = ?1 AND t.at_ms IS NOT NULL
ORDER BY t.at_ms, d.tool_call_id;
-- name: interventions_per_100_turns
SELECT h.at, h.kind IN ('denial', 'interruption'), h.kind NOT IN ('denial', 'interruption')
FROM human_turns h
JOIN s_repository r USING (repository)
WHERE r.repository_id = ?1 AND h.at IS NOT NULL
ORDER BY h.at, h.session, h.turn, h.kind;
-- name: marked_commit_share
SELECT c.committed_at, iif(c.written_by = 'bot', NULL, c.written_by <> 'human'), 1
FROM commits c
JOIN s_repository r USING (repository)
JOIN s_commit s ON s.repository_id = r.repository_id AND s.oid = c.oid
WHERE r.repository_id = ?1 AND c.is_merge = 0 AND s.is_date_suspect = 0
ORDER BY c.committed_at, c.oid;
-- name: test_failures
SELECT coalesce(t.at_ms, u.at_ms) / 1000 AS at, t.outcome IN ('fail', 'error'), 1
FROM s_test_result t
JOIN s_test_run u USING (repository_id, run)
WHERE t.repository_id = ?1 AND t.outcome NOT IN ('skip', 'unknown')
	AND coalesce(t.at_ms, u.at_ms) IS NOT NULL
ORDER BY at, t.run, t.seq;
-- name: put
INSERT INTO d_measure (repository_id, measure, bucket, at, value, n, is_complete, is_charted)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
