-- SPDX-License-Identifier: MIT
-- name: newest
-- ?1 repository, ?2 now. The newest record that does not lie in the future; what clocks put there counts only when
-- there is nothing else.
SELECT coalesce(max(at) FILTER (WHERE at <= ?2), max(at)) FROM (
	SELECT committed_at AS at FROM commits WHERE repository = ?1
	UNION ALL
	SELECT coalesce(ended_at, started_at) FROM sessions WHERE repository = ?1
	UNION ALL
	SELECT at FROM test_results WHERE repository = ?1
);
-- name: oldest
-- ?1 repository.
SELECT min(at) FROM (
	SELECT min(committed_at) AS at FROM commits WHERE repository = ?1
	UNION ALL
	SELECT min(started_at) FROM sessions WHERE repository = ?1
	UNION ALL
	SELECT min(at) FROM test_results WHERE repository = ?1
);
-- name: analyzed
-- ?1 repository. Above 0 where what was collected has been analyzed, be it some time ago.
SELECT EXISTS (SELECT 1 FROM analyses WHERE repository = ?1)
	OR EXISTS (SELECT 1 FROM changes WHERE repository = ?1)
	OR EXISTS (SELECT 1 FROM measures WHERE repository = ?1);
-- name: totals
-- ?1 repository, ?2 start of the window, ?3 now: what claims to be later is no event yet. Fixes and
-- hidden failures are those of all data, as the findings are that stand below their sums.
SELECT
	(SELECT count(*) FROM commits
		WHERE repository = ?1 AND committed_at BETWEEN ?2 AND ?3),
	(SELECT count(*) FROM changes
		WHERE repository = ?1 AND merged_at BETWEEN ?2 AND ?3),
	(SELECT count(*) FROM releases WHERE repository = ?1 AND is_version = 1 AND tagged_at >= ?2),
	(SELECT count(*) FROM sessions WHERE repository = ?1 AND coalesce(ended_at, started_at) >= ?2),
	(SELECT count(*) FROM tool_calls WHERE repository = ?1 AND at >= ?2),
	(SELECT count(*) FROM human_turns WHERE repository = ?1 AND at >= ?2 AND kind = 'prompt'),
	(SELECT count(*) FROM test_results WHERE repository = ?1 AND at >= ?2),
	(SELECT count(DISTINCT run) FROM test_results WHERE repository = ?1 AND at >= ?2),
	(SELECT count(*) FROM fixes WHERE repository = ?1),
	(SELECT count(DISTINCT fix) FROM origins WHERE repository = ?1),
	hidden.runs, hidden.sessions, own.changes, own.direct, own.begun
FROM (
	SELECT count(*) AS runs, count(DISTINCT session) AS sessions
	FROM tool_calls
	WHERE repository = ?1 AND hidden = 1 AND failure_kind IN ('test', 'lint')
) hidden, (
	SELECT count(*) AS changes, count(*) FILTER (WHERE is_direct) AS direct,
		count(*) FILTER (WHERE touch_minutes IS NOT NULL) AS begun
	FROM changes
	WHERE repository = ?1 AND merged_at BETWEEN ?2 AND ?3 AND is_bot = 0
) own;
