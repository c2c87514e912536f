-- SPDX-License-Identifier: MIT
-- name: items
-- Bots apart. Waits are NULL where a first commit or a release is not known, or nothing was merged.
SELECT oid, merged_at, touch_minutes, coding_wait_minutes, release_wait_minutes, is_direct
FROM d_change
WHERE repository_id = ?1 AND is_bot = 0
ORDER BY merged_at, oid;
