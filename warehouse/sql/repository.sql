-- SPDX-License-Identifier: MIT
-- name: find
SELECT repository_id, repository FROM s_repository
WHERE git_dir = ?1 OR root_oid = ?2
ORDER BY git_dir = ?1 DESC, repository_id
LIMIT 1;
-- name: add
INSERT INTO s_repository (repository, git_dir, work_dir, root_oid, is_shallow)
SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?6 IS NULL;
-- name: update
-- The id is kept once given; only where the repository lies may change.
UPDATE s_repository
SET git_dir = ?2, work_dir = ?3, root_oid = coalesce(root_oid, ?4), is_shallow = ?5
WHERE repository_id = ?6 AND ?1 IS NOT NULL;
-- name: changed
UPDATE s_repository SET generation = generation + 1 WHERE repository_id = ?1;
-- name: generation
SELECT generation FROM s_repository WHERE repository_id = ?1;
-- name: known
SELECT repository, root_oid FROM s_repository WHERE git_dir = ?1;
