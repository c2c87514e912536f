-- SPDX-License-Identifier: MIT
-- name: put
INSERT INTO d_finding (repository_id, id, kind, subject, title, minutes_per_week, minutes, n, sessions,
	first_at, last_at, class, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
-- name: put-evidence
INSERT INTO d_evidence (repository_id, finding, seq, view, ref) VALUES (?1, ?2, ?3, ?4, ?5);
