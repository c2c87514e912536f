-- SPDX-License-Identifier: MIT
-- name: path
SELECT path_id FROM s_path WHERE path = ?2 AND ?1 IS NOT NULL;
-- name: add-path
INSERT INTO s_path (path) SELECT ?2 WHERE ?1 IS NOT NULL;
-- name: commit
SELECT commit_id FROM s_commit WHERE repository_id = ?1 AND oid = ?2;
