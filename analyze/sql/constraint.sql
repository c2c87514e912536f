-- SPDX-License-Identifier: MIT
-- Changes whose waits are known; bots apart.
-- name: items
SELECT oid, merged_at, touch_minutes, coding_wait_minutes, release_wait_minutes
FROM d_change
WHERE repository_id = ?1 AND is_bot = 0 AND coding_wait_minutes IS NOT NULL
ORDER BY merged_at, oid;
-- name: left-out
SELECT count(*) FROM d_change WHERE repository_id = ?1 AND is_bot = 0 AND coding_wait_minutes IS NULL;
