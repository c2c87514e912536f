-- SPDX-License-Identifier: MIT
-- name: items
-- Bots apart. Waits are NULL where a first commit or a release is not known.
SELECT oid, merged_at, touch_minutes, coding_wait_minutes, release_wait_minutes
FROM d_change
WHERE repository_id = ?1 AND is_bot = 0
ORDER BY merged_at, oid;
