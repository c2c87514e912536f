-- SPDX-License-Identifier: MIT
INSERT INTO m_run (repository_id, stage, finished_at, status, rows) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (repository_id, stage) DO UPDATE SET
	finished_at = excluded.finished_at, status = excluded.status, rows = excluded.rows;
