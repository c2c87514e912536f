-- SPDX-License-Identifier: MIT
-- The points of every measure in the window, those of control charts and those of weeks (which a
-- sparkline takes); ?1 repository, ?2 start of the window.
SELECT measure, bucket, at, value, n, is_complete, is_charted
FROM measures
WHERE repository = ?1 AND at >= ?2 AND (bucket = 'week' OR is_charted = 1)
ORDER BY measure, at, bucket;
