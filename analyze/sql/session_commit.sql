-- SPDX-License-Identifier: MIT
-- Which session made which commit, of those that HEAD reaches: what an amend left behind would
-- hide what it became. Confidence is precision as measured (docs/adr/0010).
-- name: trailer
-- A trailer that names the session, whatever its key.
INSERT INTO d_session_commit (repository_id, session, oid, method, confidence)
SELECT DISTINCT ?1, s.session, c.oid, 'trailer', 1.0
FROM s_trailer t
JOIN s_commit c USING (commit_id)
JOIN (SELECT DISTINCT session FROM s_session WHERE repository_id = ?1 AND length(session) >= 16) s
	ON instr(t.value, s.session) > 0
WHERE t.repository_id = ?1 AND c.is_reached = 1
	AND (t.key LIKE '%session%' OR t.value GLOB '*-*-*-*-*');
-- name: printed
-- What git printed: the id, or, where it was rebased since, subject and author time. A commit made
-- before the session began was rebased or picked by it, not made.
INSERT INTO d_session_commit (repository_id, session, oid, method, confidence)
WITH said AS (
	SELECT session, ref, subject, at_ms / 1000 AS at, start_at
	FROM (
		SELECT r.*, s.started_at_ms / 1000 AS start_at, row_number() OVER (PARTITION BY r.ref
			ORDER BY s.started_at_ms, i.path, r.seq) AS place
		FROM s_session_ref r
		JOIN s_input i USING (input_id)
		LEFT JOIN s_session s USING (input_id)
		WHERE r.repository_id = ?1 AND r.kind = 'printed-commit'
	)
	WHERE place = 1
), named AS (
	SELECT w.session, w.ref, max(c.oid) AS oid,
		max(c.authored_at) >= coalesce(w.start_at, 0) AS is_own
	FROM said w
	JOIN s_commit c ON c.repository_id = ?1 AND c.oid >= w.ref AND c.oid < w.ref || 'g'
		AND c.is_reached = 1
	GROUP BY w.session, w.ref
	HAVING count(*) = 1
)
SELECT DISTINCT ?1, session, oid, 'printed', 0.95 FROM named WHERE is_own
UNION
SELECT DISTINCT ?1, w.session, max(c.oid), 'printed', 0.95
FROM said w
JOIN s_commit c ON c.repository_id = ?1 AND c.subject = w.subject AND c.is_reached = 1
	AND c.authored_at BETWEEN w.at - 600 AND w.at + 600
WHERE NOT EXISTS (SELECT 1 FROM named n WHERE n.session = w.session AND n.ref = w.ref)
GROUP BY w.session, w.ref
HAVING count(*) = 1;
-- name: time-file
-- Author time within the session (and 30 minutes), and a file in common.
INSERT INTO d_session_commit (repository_id, session, oid, method, confidence)
SELECT DISTINCT ?1, s.session, c.oid, 'time-file', 0.80
FROM (
	SELECT session, min(started_at_ms) / 1000 AS start_at, max(ended_at_ms) / 1000 AS end_at
	FROM s_session WHERE repository_id = ?1 GROUP BY session
) s
JOIN s_commit c ON c.repository_id = ?1 AND c.parent_count <= 1 AND c.is_reached = 1
	AND c.authored_at BETWEEN s.start_at AND s.end_at + 1800
WHERE EXISTS (
	SELECT 1
	FROM s_file_change f
	JOIN s_path p USING (path_id)
	JOIN s_edit e ON e.repository_id = ?1 AND e.target = p.path
	WHERE f.commit_id = c.commit_id AND e.session = s.session
);
-- name: edits
-- Lines of edits that worked, each call once, with the session's start and end.
SELECT e.session, e.at_ms / 1000, e.target, e.old_lines, e.new_lines, s.start_at, s.end_at
FROM s_edit e
JOIN s_tool_call t ON t.input_id = e.input_id AND t.call_id = e.call_id
JOIN d_call d USING (tool_call_id)
JOIN (
	SELECT session, min(started_at_ms) / 1000 AS start_at, max(ended_at_ms) / 1000 AS end_at
	FROM s_session WHERE repository_id = ?1 GROUP BY session
) s ON s.session = e.session
WHERE e.repository_id = ?1 AND coalesce(e.old_lines, e.new_lines) IS NOT NULL
	AND e.at_ms IS NOT NULL AND d.failure_kind IS NULL
ORDER BY e.session, e.at_ms, e.edit_id;
-- name: changes
-- Text that commits with a time between ?2 and ?3 changed, in the order of commits.
SELECT c.oid, c.authored_at, p.path, coalesce(o.path, p.path), f.hunks, r.parent
FROM s_commit c
JOIN s_file_change f USING (commit_id)
JOIN s_path p USING (path_id)
LEFT JOIN s_path o ON o.path_id = f.old_path_id
LEFT JOIN s_commit_parent r ON r.commit_id = c.commit_id AND r.n = 0
WHERE c.repository_id = ?1 AND c.parent_count <= 1 AND c.is_reached = 1
	AND c.authored_at BETWEEN ?2 AND ?3
	AND f.hunks IS NOT NULL AND f.hunks <> '[]'
ORDER BY c.authored_at, c.oid, f.seq;
-- name: put
INSERT INTO d_session_commit (repository_id, session, oid, method, confidence)
VALUES (?1, ?2, ?3, 'overlap', 0.95);
