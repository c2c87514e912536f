-- SPDX-License-Identifier: MIT
-- The public views of git: the contract. Built-in SQL only.

-- Which commits does HEAD reach, and who wrote them? author after mailmap; written_by: bot, agent, assisted, or human (no mark).
CREATE VIEW commits AS
SELECT r.repository, c.oid, c.parents,
	coalesce(p.name, c.author_name) AS author,
	coalesce(p.email, c.author_email) AS author_email,
	c.authored_at, c.committed_at, c.subject,
	c.parent_count > 1 AS is_merge,
	CASE
		WHEN EXISTS (SELECT 1 FROM s_commit_mark m WHERE m.commit_id = c.commit_id AND m.role = 'bot-author') THEN 'bot'
		WHEN EXISTS (SELECT 1 FROM s_commit_mark m WHERE m.commit_id = c.commit_id AND m.role = 'agent-author') THEN 'agent'
		WHEN EXISTS (SELECT 1 FROM s_commit_mark m WHERE m.commit_id = c.commit_id) THEN 'assisted'
		ELSE 'human'
	END AS written_by
FROM s_commit c
JOIN s_repository r USING (repository_id)
LEFT JOIN s_person p ON p.repository_id = c.repository_id
	AND p.written_name = c.author_name AND p.written_email = c.author_email
WHERE c.is_reached = 1;

-- Which files did each commit change, and by how many lines? Merges have none.
CREATE VIEW file_changes AS
SELECT r.repository, c.oid, p.path, o.path AS old_path, f.status, f.added, f.deleted
FROM s_file_change f
JOIN s_commit c USING (commit_id)
JOIN s_repository r ON r.repository_id = c.repository_id
JOIN s_path p ON p.path_id = f.path_id
LEFT JOIN s_path o ON o.path_id = f.old_path_id
WHERE c.is_reached = 1;

-- Which lines did each commit replace? Context 0; the start of an empty side is the line before it.
CREATE VIEW hunks AS
SELECT r.repository, c.oid, p.path, coalesce(q.parent, '') AS parent,
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 0) AS old_start,
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 1) AS old_lines,
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 2) AS new_start,
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 3) AS new_lines
FROM s_file_change f
JOIN s_commit c USING (commit_id)
JOIN s_repository r ON r.repository_id = c.repository_id
JOIN s_path p ON p.path_id = f.path_id
LEFT JOIN s_commit_parent q ON q.commit_id = f.commit_id AND q.n = 0
JOIN json_each(f.hunks) h
WHERE c.is_reached = 1
UNION ALL
SELECT r.repository, c.oid, p.path, q.parent,
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 0),
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 1),
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 2),
	(SELECT n.value FROM json_each(h.value) n WHERE n.key = 3)
FROM s_merge_change f
JOIN s_commit c USING (commit_id)
JOIN s_repository r ON r.repository_id = c.repository_id
JOIN s_path p ON p.path_id = f.path_id
JOIN s_commit_parent q ON q.commit_id = f.commit_id AND q.n = f.parent_n
JOIN json_each(f.hunks) h
WHERE c.is_reached = 1;

-- Which tags stand on commits that HEAD reaches? is_version: the name is version-like.
CREATE VIEW releases AS
SELECT r.repository, t.tag, t.oid, t.tagged_at, t.is_version
FROM s_tag t
JOIN s_repository r USING (repository_id)
JOIN s_commit c ON c.repository_id = t.repository_id AND c.oid = t.oid
WHERE t.is_gone = 0 AND c.is_reached = 1;
