-- SPDX-License-Identifier: MIT
-- name: known
SELECT oid, is_boundary FROM s_commit WHERE repository_id = ?1;
-- name: reach
WITH RECURSIVE reach (commit_id) AS (
	SELECT commit_id FROM s_commit WHERE repository_id = ?1 AND oid = ?2
	UNION
	SELECT c.commit_id
	FROM reach r
	JOIN s_commit_parent p ON p.commit_id = r.commit_id
	JOIN s_commit c ON c.repository_id = ?1 AND c.oid = p.parent
)
UPDATE s_commit SET is_reached = NOT is_reached
WHERE repository_id = ?1 AND is_reached <> (commit_id IN (SELECT commit_id FROM reach));
-- name: head
UPDATE s_repository SET head_oid = ?2, head_ref = ?3, is_shallow = ?4
WHERE repository_id = ?1
	AND (head_oid IS NOT ?2 OR head_ref IS NOT ?3 OR is_shallow <> ?4);
-- name: tags
SELECT tag, oid, tagged_at, is_version, is_annotated FROM s_tag
WHERE repository_id = ?1 AND is_gone = 0
ORDER BY tag, oid;
-- name: tag-gone
UPDATE s_tag SET is_gone = 1 WHERE repository_id = ?1 AND tag = ?2 AND oid = ?3;
-- name: persons
SELECT w.name, w.email, p.name, p.email
FROM (
	SELECT author_name AS name, author_email AS email FROM s_commit WHERE repository_id = ?1
	UNION
	SELECT committer_name, committer_email FROM s_commit WHERE repository_id = ?1
) w
LEFT JOIN s_person p ON p.repository_id = ?1
	AND p.written_name = w.name AND p.written_email = w.email
ORDER BY w.name, w.email;
