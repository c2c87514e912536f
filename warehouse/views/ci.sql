-- SPDX-License-Identifier: MIT
-- The public views of CI results: the contract.

-- What did each attempt of each test give? run: 16 hex digits of the file's hash.
CREATE VIEW test_results AS
SELECT r.repository, t.run, t.suite, t.class, t.name, t.attempt, t.outcome, t.duration_ms,
	t.at_ms / 1000 AS at
FROM s_test_result t
JOIN s_repository r USING (repository_id);
