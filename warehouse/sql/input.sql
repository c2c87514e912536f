-- SPDX-License-Identifier: MIT
-- name: find
SELECT input_id, version, size, mtime_ns, content_hash, cursor, state, reason, message, session, rows
FROM s_input WHERE repository_id = ?1 AND collector = ?2 AND path = ?3;
-- name: put
INSERT INTO s_input (repository_id, collector, version, path, size, mtime_ns, content_hash, cursor,
	state, reason, message, session, rows, collected_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT (repository_id, collector, path) DO UPDATE SET
	version = excluded.version, size = excluded.size, mtime_ns = excluded.mtime_ns,
	content_hash = excluded.content_hash, cursor = excluded.cursor, state = excluded.state,
	reason = excluded.reason, message = excluded.message, session = excluded.session,
	rows = excluded.rows, collected_at = excluded.collected_at
RETURNING input_id;
-- name: known
-- '#' and '$' follow each other: the range holds what begins with the path and '#'.
SELECT 1 FROM s_input
WHERE repository_id = ?1 AND collector = ?2 AND path > ?3 || '#' AND path < ?3 || '$'
	AND length(path) = length(?3) + 17 AND version = ?4 AND size = ?5 AND mtime_ns = ?6
LIMIT 1;
-- name: paths
SELECT path FROM s_input WHERE repository_id = ?1 AND collector = ?2 ORDER BY path;
-- name: forget
DELETE FROM s_input WHERE repository_id = ?1 AND collector = ?2 AND path = ?3 AND rows = 0;
-- name: drop-results
DELETE FROM s_test_result WHERE repository_id = ?1 AND run = ?2;
-- name: drop-run
DELETE FROM s_test_run WHERE repository_id = ?1 AND run = ?2;
-- name: drop-session
DELETE FROM s_session WHERE input_id = ?1;
-- name: drop-turn
DELETE FROM s_human_turn WHERE input_id = ?1;
-- name: drop-call
DELETE FROM s_tool_call WHERE input_id = ?1;
-- name: drop-edit
DELETE FROM s_edit WHERE input_id = ?1;
-- name: drop-text
DELETE FROM s_text WHERE input_id = ?1;
-- name: drop-response
DELETE FROM s_response WHERE input_id = ?1;
-- name: drop-ref
DELETE FROM s_session_ref WHERE input_id = ?1;
-- name: drop-problem
DELETE FROM s_problem WHERE input_id = ?1;
-- name: set-aside
UPDATE OR IGNORE s_input SET path = ?2, message = ?3 WHERE input_id = ?1;
