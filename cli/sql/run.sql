-- SPDX-License-Identifier: MIT
-- name: findings
SELECT count(*) FROM d_finding WHERE repository_id = ?1;
-- name: top
-- The constraint, which is elapsed time, then the three largest losses.
SELECT * FROM (
	SELECT id, title, minutes_per_week FROM d_finding
	WHERE repository_id = ?1 AND kind = 'constraint'
	ORDER BY id
	LIMIT 1
)
UNION ALL
SELECT * FROM (
	SELECT id, title, minutes_per_week FROM d_finding
	WHERE repository_id = ?1 AND minutes_per_week IS NOT NULL
	ORDER BY minutes_per_week DESC, id
	LIMIT 3
);
