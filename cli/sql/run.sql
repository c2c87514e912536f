-- SPDX-License-Identifier: MIT
-- name: findings
SELECT count(*) FROM d_finding WHERE repository_id = ?1;
-- name: top
SELECT id, title, minutes_per_week FROM d_finding
WHERE repository_id = ?1
ORDER BY minutes_per_week IS NULL, minutes_per_week DESC, id
LIMIT 3;
