-- SPDX-License-Identifier: MIT
-- name: list
SELECT id, template, slots, finding, target, text, diff, measure, before_events, before_n, expected,
	prediction, created_at, check_at, state, state_at, in_force_at, in_force_oid, branch,
	branch_oid, adr, verdict, verdict_at, after_events, after_n, coalesce(planned_at, created_at)
FROM s_countermeasure
WHERE repository_id = ?1
ORDER BY created_at, id;
-- name: put
INSERT INTO s_countermeasure (repository_id, kind, id, template, slots, finding, target, text, diff,
	measure, before_events, before_n, expected, prediction, created_at, check_at, state,
	state_at, in_force_at, in_force_oid, branch, branch_oid, adr, verdict, verdict_at,
	after_events, after_n, planned_at)
VALUES (?1, 'context-rule', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
	?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)
ON CONFLICT (repository_id, id) DO UPDATE SET
	target = excluded.target, diff = excluded.diff, before_events = excluded.before_events,
	before_n = excluded.before_n, expected = excluded.expected,
	prediction = excluded.prediction, planned_at = excluded.planned_at,
	check_at = excluded.check_at,
	state = excluded.state, state_at = excluded.state_at, in_force_at = excluded.in_force_at,
	in_force_oid = excluded.in_force_oid, branch = excluded.branch,
	branch_oid = excluded.branch_oid, adr = excluded.adr, verdict = excluded.verdict,
	verdict_at = excluded.verdict_at, after_events = excluded.after_events,
	after_n = excluded.after_n;
-- name: numbers
-- Of the finding that a trial answers; gone when later data made it vanish.
SELECT n, sessions, first_at, last_at
FROM findings
WHERE repository = (SELECT repository FROM s_repository WHERE repository_id = ?1) AND id = ?2
ORDER BY id;
