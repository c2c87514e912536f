-- SPDX-License-Identifier: MIT
-- name: fixes
SELECT c.commit_id, d.touch_minutes
FROM d_fix d
JOIN s_commit c USING (repository_id, oid)
WHERE d.repository_id = ?1
ORDER BY c.committed_at, c.oid;
-- name: files
SELECT f.path_id, coalesce(f.old_path_id, f.path_id), p.path, f.hunks
FROM s_file_change f
JOIN s_path p USING (path_id)
WHERE f.commit_id = ?1 AND f.hunks IS NOT NULL
ORDER BY f.seq;
-- name: put
INSERT INTO d_origin (repository_id, fix, oid, path, lines) VALUES (?1, ?2, ?3, ?4, ?5);
-- name: file
-- The name that the file of a fix has today.
UPDATE d_origin SET file = (SELECT path FROM s_path WHERE path_id = ?4)
WHERE repository_id = ?1 AND fix = ?2 AND path = (SELECT path FROM s_path WHERE path_id = ?3);
-- name: renames
SELECT f.commit_id, f.old_path_id, f.path_id
FROM s_file_change f
JOIN s_commit c USING (commit_id)
WHERE f.repository_id = ?1 AND f.old_path_id IS NOT NULL AND c.is_reached = 1
ORDER BY f.old_path_id, f.commit_id;
-- name: path-text
SELECT path FROM s_path WHERE path_id = ?1;
