-- SPDX-License-Identifier: MIT
-- name: put
INSERT INTO d_masked (repository_id, purpose, filter, runs, hidden, sessions, verified, finding)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
