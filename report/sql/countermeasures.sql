-- SPDX-License-Identifier: MIT
-- Every trial, open ones first and of these the one that waits longest: it was the strongest when it
-- was proposed; ?1 repository.
SELECT id, state, text, target, diff, measure, prediction, verdict, branch, adr, finding,
	created_at, check_at, state_at, in_force_at, before_events, before_n, after_events, after_n, expected
FROM countermeasures
WHERE repository = ?1
ORDER BY CASE state WHEN 'proposed' THEN 0 WHEN 'in_force' THEN 1 ELSE 2 END,
	iif(state = 'proposed', created_at, -created_at), id;
