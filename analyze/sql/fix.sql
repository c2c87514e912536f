-- SPDX-License-Identifier: MIT
-- name: messages
SELECT commit_id, subject, body
FROM s_commit
WHERE repository_id = ?1 AND is_reached = 1 AND parent_count < 2
ORDER BY commit_id;
-- name: paths
SELECT p.path
FROM s_file_change f
JOIN s_path p USING (path_id)
WHERE f.commit_id = ?1
ORDER BY f.seq;
-- name: resolve
-- The commit that an abbreviation names, when it is the only one.
SELECT min(commit_id)
FROM s_commit
WHERE repository_id = ?1 AND oid >= ?2 AND oid < ?2 || 'g'
HAVING count(*) = 1;
-- name: put
INSERT INTO d_fix (repository_id, oid, how, touch_minutes) VALUES (?1, ?2, ?3, ?4);
