-- SPDX-License-Identifier: MIT
-- name: put
INSERT INTO d_repair (repository_id, class, program, wrong, right, sessions, days, occurrences,
	n_wrong, f_wrong, n_right, s_right, minutes, first_at, last_at, reason, verified, rule_worthy,
	finding)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19);
-- name: put-pair
INSERT INTO d_repair_pair (repository_id, tool_call_id, worked_id, finding)
VALUES (?1, ?2, ?3, ?4);
