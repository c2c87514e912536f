-- SPDX-License-Identifier: MIT
-- The graph of what HEAD reached at the last collect.
-- name: commits
SELECT c.commit_id, c.oid, c.subject, lower(coalesce(p.email, c.author_email)), c.authored_at,
	c.committed_at, c.is_boundary, c.is_date_suspect,
	lower(c.committer_email) = 'noreply@github.com',
	EXISTS (SELECT 1 FROM s_commit_mark m WHERE m.commit_id = c.commit_id AND m.role = 'bot-author'),
	lower(c.committer_email) = lower(c.author_email)
FROM s_commit c
LEFT JOIN s_person p ON p.repository_id = c.repository_id
	AND p.written_name = c.author_name AND p.written_email = c.author_email
WHERE c.repository_id = ?1 AND c.is_reached = 1
ORDER BY c.committed_at, c.oid;
-- name: parents
SELECT c.oid, q.parent
FROM s_commit c
JOIN s_commit_parent q USING (commit_id)
WHERE c.repository_id = ?1 AND c.is_reached = 1
ORDER BY c.commit_id, q.n;
