-- SPDX-License-Identifier: MIT
-- name: repairs
SELECT class, program, wrong, right, sessions, days, occurrences, n_wrong, f_wrong, n_right, s_right,
	minutes, last_at, reason, finding
FROM repairs
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND verified = 1 AND rule_worthy = 1
ORDER BY minutes DESC, class, program, wrong, right;
-- name: verified
-- Does the fact of a stored rule still hold? 1, 0; no row: nothing is known of it any more.
SELECT max(verified)
FROM repairs
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND wrong = ?2 AND right = ?3
HAVING count(*) > 0;
-- name: cwds
-- Where the sessions of a finding's calls ran (?2), or all sessions.
SELECT DISTINCT s.cwd
FROM evidence e
JOIN tool_calls c ON c.repository = e.repository AND c.call_id = e.ref
JOIN sessions s ON s.repository = c.repository AND s.session = c.session
WHERE e.repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND e.view = 'tool_calls' AND e.finding = ?2
UNION
SELECT DISTINCT cwd
FROM sessions
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1) AND ?2 IS NULL
ORDER BY 1;
-- name: commands
-- A session that lost the status of a command to two filters counts once.
WITH hit AS MATERIALIZED (
	SELECT repository, purpose, count(DISTINCT session) AS sessions
	FROM tool_calls
	WHERE hidden = 1
	GROUP BY repository, purpose
)
SELECT m.purpose, sum(m.hidden) AS hidden, coalesce(hit.sessions, 0) AS sessions, max(m.finding)
FROM masked_runs m
LEFT JOIN hit ON hit.repository = m.repository AND hit.purpose = m.purpose
WHERE m.repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND m.verified = 1 AND m.hidden > 0
GROUP BY m.purpose
ORDER BY sessions DESC, hidden DESC, m.purpose;
-- name: filters
SELECT filter, sum(hidden) AS hidden, sum(sessions) AS sessions
FROM masked_runs
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND verified = 1 AND hidden > 0
GROUP BY filter
ORDER BY sessions DESC, hidden DESC, filter;
-- name: exit-minutes
SELECT total(minutes)
FROM findings
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND id IN (SELECT finding FROM masked_runs m WHERE m.repository = findings.repository
		AND m.verified = 1 AND m.hidden > 0 AND m.purpose IN (?2, ?3, ?4));
-- name: unverified
-- Commands of a stored T-exit that are no longer there.
SELECT count(DISTINCT purpose)
FROM masked_runs
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1)
	AND verified = 0 AND purpose IN (?2, ?3, ?4);
