-- SPDX-License-Identifier: MIT
-- name: paths
-- Every path that a commit of the repository changed, under its new and its old name.
SELECT path FROM s_path p
WHERE EXISTS (SELECT 1 FROM s_file_change f
		WHERE f.path_id = p.path_id AND f.repository_id = ?1)
	OR path_id IN (SELECT old_path_id FROM s_file_change
		WHERE repository_id = ?1 AND old_path_id IS NOT NULL)
ORDER BY path_id;
-- name: newest
-- Grows when git was collected: what could not be decided then is decided anew.
SELECT max(commit_id) FROM s_commit WHERE repository_id = ?1;
