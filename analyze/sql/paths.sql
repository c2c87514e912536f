-- SPDX-License-Identifier: MIT
-- When each path of the history came, and when it last went (NULL: never), in seconds.
SELECT p.path, min(e.came), max(e.went)
FROM (
	SELECT f.path_id, CASE WHEN f.status IN ('A', 'R') THEN c.committed_at END AS came,
		CASE WHEN f.status = 'D' THEN c.committed_at END AS went
	FROM s_file_change f
	JOIN s_commit c USING (commit_id)
	WHERE f.repository_id = ?1
	UNION ALL
	SELECT f.old_path_id, NULL, c.committed_at
	FROM s_file_change f
	JOIN s_commit c USING (commit_id)
	WHERE f.repository_id = ?1 AND f.old_path_id IS NOT NULL
) e
JOIN s_path p USING (path_id)
GROUP BY p.path
ORDER BY p.path;
