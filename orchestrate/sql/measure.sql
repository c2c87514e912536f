-- SPDX-License-Identifier: MIT
-- What a rule is to change: calls in which it could matter, and which of them are the event. ?2 the
-- wrong form, ?3 the right one, ?4 the program (exit: three commands). Only sessions that began in
-- [?5, ?6): one that a change cuts in two counts on neither side. A row for each call.
-- name: span
SELECT min(started_at), max(coalesce(ended_at, started_at)), count(*)
FROM sessions
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1);
-- name: since
-- How many sessions began after ?2?
SELECT count(*)
FROM sessions
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND started_at > ?2;
-- name: path
SELECT c.session, s.cwd, c.at,
	coalesce(c.failure_kind = 'path_missing', 0) AND (c.target = ?2
		OR substr(c.target, -length(?2) - 1) = '/' || ?2
		OR (c.kind = 'shell' AND instr(c.target, ?2) > 0))
FROM tool_calls c
JOIN sessions s ON s.repository = c.repository AND s.session = c.session
WHERE c.repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND coalesce(s.started_at, 0) >= ?5 AND coalesce(s.started_at, 0) < ?6
	AND (c.target IN (?2, ?3) OR substr(c.target, -length(?2) - 1) = '/' || ?2
		OR substr(c.target, -length(?3) - 1) = '/' || ?3
		OR (c.kind = 'shell' AND (instr(c.target, ?2) > 0 OR instr(c.target, ?3) > 0)))
ORDER BY c.session, c.at, c.call_id;
-- name: folder
SELECT c.session, s.cwd, c.at,
	coalesce(c.failure_kind = 'path_missing', 0)
		AND instr('/' || c.target || '/', '/' || ?2 || '/') > 0
FROM tool_calls c
JOIN sessions s ON s.repository = c.repository AND s.session = c.session
WHERE c.repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND coalesce(s.started_at, 0) >= ?5 AND coalesce(s.started_at, 0) < ?6
	AND c.kind IN ('read', 'search', 'edit', 'write')
	AND (instr('/' || c.target || '/', '/' || ?2 || '/') > 0
		OR instr('/' || c.target || '/', '/' || ?3 || '/') > 0)
ORDER BY c.session, c.at, c.call_id;
-- name: form
SELECT c.session, s.cwd, c.at,
	(c.is_error = 1 OR c.hidden = 1)
		AND instr(' ' || c.target || ' ', ' ' || ?2 || ' ') > 0
FROM tool_calls c
JOIN sessions s ON s.repository = c.repository AND s.session = c.session
WHERE c.repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND coalesce(s.started_at, 0) >= ?5 AND coalesce(s.started_at, 0) < ?6
	AND c.kind IN ('shell', 'skill', 'task')
	AND (?4 IS NULL OR instr(' ' || c.target, ' ' || ?4) > 0)
	AND (instr(' ' || c.target || ' ', ' ' || ?2 || ' ') > 0
		OR instr(' ' || c.target || ' ', ' ' || ?3 || ' ') > 0)
ORDER BY c.session, c.at, c.call_id;
-- name: exit
SELECT c.session, s.cwd, c.at, c.hidden = 1
FROM tool_calls c
JOIN sessions s ON s.repository = c.repository AND s.session = c.session
WHERE c.repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND coalesce(s.started_at, 0) >= ?5 AND coalesce(s.started_at, 0) < ?6
	AND c.kind = 'shell' AND c.purpose IN (?2, ?3, ?4)
	AND (c.hidden = 1 OR (c.is_error = 1
		AND c.failure_kind NOT IN ('rejected', 'collateral', 'policy')))
ORDER BY c.session, c.at, c.call_id;
