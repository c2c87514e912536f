-- SPDX-License-Identifier: MIT
-- Every commit that touched the path ?2, and how its lines go on to each parent. is_new: they do
-- not (added, or its type changed). Merges list paths that differ from the first parent only.
-- name: touches
SELECT f.commit_id, 0 AS parent_n, f.status IN ('A', 'T') AS is_new, 0 AS is_same,
	coalesce(f.old_path_id, f.path_id), f.hunks
FROM s_file_change f
WHERE f.path_id = ?2 AND f.repository_id = ?1 AND f.status <> 'D'
UNION ALL
SELECT m.commit_id, m.parent_n, 0, m.is_same, coalesce(m.old_path_id, m.path_id), m.hunks
FROM s_merge_change m
WHERE m.path_id = ?2 AND m.repository_id = ?1
ORDER BY 1, 4 DESC, 2;
-- name: path
SELECT path_id FROM s_path WHERE path = ?1;
