-- SPDX-License-Identifier: MIT
-- name: get
SELECT made_from FROM m_made WHERE repository_id = ?1 AND name = ?2;
-- name: put
INSERT INTO m_made (repository_id, name, made_from) VALUES (?1, ?2, ?3)
ON CONFLICT (repository_id, name) DO UPDATE SET made_from = excluded.made_from;
-- name: forget
DELETE FROM m_made;
