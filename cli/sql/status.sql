-- SPDX-License-Identifier: MIT
-- name: sources
-- One row a source: newest event, rows, when it last ran and how.
SELECT 'git', (SELECT max(committed_at) FROM s_commit WHERE repository_id = ?1),
	(SELECT count(*) FROM s_commit WHERE repository_id = ?1 AND is_reached), 'commits'
UNION ALL
SELECT 'agents', (SELECT max(ended_at_ms) / 1000 FROM s_session WHERE repository_id = ?1),
	(SELECT count(DISTINCT session) FROM s_session WHERE repository_id = ?1), 'sessions'
UNION ALL
SELECT 'ci', (SELECT max(at_ms) / 1000 FROM s_test_run WHERE repository_id = ?1),
	(SELECT count(*) FROM s_test_run WHERE repository_id = ?1), 'test runs';
-- name: results
SELECT 'findings', count(*) FROM d_finding WHERE repository_id = ?1
UNION ALL
SELECT 'proposals open', count(*) FROM s_countermeasure WHERE repository_id = ?1 AND state = 'proposed'
UNION ALL
SELECT 'countermeasures in force', count(*) FROM s_countermeasure
WHERE repository_id = ?1 AND state = 'in_force';
-- name: stages
SELECT stage, finished_at, status, rows FROM m_run WHERE repository_id = ?1
ORDER BY CASE stage WHEN 'collect' THEN 1 WHEN 'analyze' THEN 2 WHEN 'orchestrate' THEN 3 ELSE 4 END;
-- name: refused
-- What was seen and not taken, by collector, state and reason, with one example.
SELECT collector, state, coalesce(reason, ''), count(*), min(path), min(message)
FROM s_input
WHERE repository_id = ?1 AND state <> 'ok'
GROUP BY collector, state, reason
ORDER BY collector, state, reason;
-- name: problems
SELECT i.collector, p.reason, count(*), min(i.path || ': ' || p.place)
FROM s_problem p JOIN s_input i USING (input_id)
WHERE p.repository_id = ?1
GROUP BY i.collector, p.reason
ORDER BY i.collector, p.reason;
-- name: shallow
SELECT is_shallow FROM s_repository WHERE repository_id = ?1;
