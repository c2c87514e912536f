-- SPDX-License-Identifier: MIT
-- ?1 repository, ?2 start of the window.
-- name: all
-- What came up in the window, largest loss first; elapsed time (the constraint) last.
SELECT id, kind, subject, title, class, detail, minutes_per_week, minutes, n, sessions, first_at, last_at
FROM findings
WHERE repository = ?1 AND coalesce(last_at, ?2) >= ?2
ORDER BY minutes_per_week IS NULL, minutes_per_week DESC, sessions DESC, n DESC, id;
-- name: sessions
-- In which sessions are the tool calls that a finding rests on?
SELECT e.finding, t.session, count(*)
FROM evidence e
JOIN tool_calls t ON t.repository = e.repository AND t.call_id = e.ref
WHERE e.repository = ?1 AND e.view = 'tool_calls'
GROUP BY e.finding, t.session
ORDER BY e.finding, count(*) DESC, t.session;
-- name: rows
-- The first other rows that a finding rests on.
SELECT finding, view, ref, 1 FROM (
	SELECT finding, view, ref, seq, row_number() OVER (PARTITION BY finding ORDER BY seq) AS place
	FROM evidence
	WHERE repository = ?1 AND view <> 'tool_calls'
) WHERE place <= 12
ORDER BY finding, seq;
