-- SPDX-License-Identifier: MIT
-- name: head
SELECT head_ref FROM s_repository WHERE repository_id = ?1;
-- name: releases
-- Version tags from old to new: the first that contains a change is its release.
SELECT c.commit_id, t.tag, t.tagged_at
FROM s_tag t
JOIN s_commit c ON c.repository_id = t.repository_id AND c.oid = t.oid
WHERE t.repository_id = ?1 AND t.is_version = 1 AND t.is_gone = 0 AND c.is_reached = 1
ORDER BY t.tagged_at, t.tag;
-- name: put
INSERT INTO d_change (repository_id, oid, first_commit_at, merged_at, released_at, release, commits,
	is_bot, touch_minutes, coding_wait_minutes, release_wait_minutes, is_direct,
	bot_commits)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
