-- SPDX-License-Identifier: MIT
-- ?1 repository.
-- name: sources
-- What became of what was looked at, by kind of input?
SELECT collector, state, coalesce(reason, ''), count(*), sum(rows), max(collected_at)
FROM inputs
WHERE repository = ?1
GROUP BY collector, state, coalesce(reason, '')
ORDER BY collector, state, coalesce(reason, '');
-- name: problems
-- What could not be read, whole inputs first?
SELECT collector, path, '' AS place, coalesce(reason, state), coalesce(message, ''), 0 AS part
FROM inputs
WHERE repository = ?1 AND state = 'bad'
UNION ALL
SELECT collector, path, place, reason, coalesce(message, ''), 1
FROM problems
WHERE repository = ?1
ORDER BY part, collector, path, place, 4, 5
LIMIT 20;
-- name: problem-count
SELECT (SELECT count(*) FROM inputs WHERE repository = ?1 AND state = 'bad')
	+ (SELECT count(*) FROM problems WHERE repository = ?1);
