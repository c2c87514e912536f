-- SPDX-License-Identifier: MIT
-- The public views of analysis and countermeasures: the contract.

-- What was found, and what does it cost? minutes_per_week NULL: elapsed time, not effort.
CREATE VIEW findings AS
SELECT r.repository, f.id, f.kind, f.title, f.minutes_per_week, f.n, f.first_at, f.last_at,
	f.subject, f.minutes, f.sessions, f.class, f.detail
FROM d_finding f
JOIN s_repository r USING (repository_id);

-- On which rows does a finding rest? view: a public view; ref: the row's key there.
CREATE VIEW evidence AS
SELECT r.repository, e.finding, e.seq, e.view, e.ref
FROM d_evidence e
JOIN s_repository r USING (repository_id);

-- What went wrong again and again, and what then worked? finding NULL: seen in one session only.
CREATE VIEW repairs AS
SELECT r.repository, d.class, d.wrong, d.right, d.sessions, d.occurrences, d.verified,
	d.program, d.days, d.n_wrong, d.f_wrong, d.n_right, d.s_right, d.minutes, d.first_at, d.last_at,
	d.reason, d.rule_worthy, d.finding
FROM d_repair d
JOIN s_repository r USING (repository_id);

-- Which runs had their exit status swallowed by a pipe? finding NULL: too few of them failed.
CREATE VIEW masked_runs AS
SELECT r.repository, d.purpose, d.filter, d.runs, d.hidden, d.sessions, d.verified, d.finding
FROM d_masked d
JOIN s_repository r USING (repository_id);

-- Which commits are bug fixes, and how do we know?
CREATE VIEW fixes AS
SELECT r.repository, d.oid, d.how, d.touch_minutes
FROM d_fix d
JOIN s_repository r USING (repository_id);

-- Which commits wrote the lines that a fix repaired? path is the file's name then, file its name
-- today: findings of places count by file.
CREATE VIEW origins AS
SELECT r.repository, d.fix, d.oid, d.path, d.lines, coalesce(d.file, d.path) AS file
FROM d_origin d
JOIN s_repository r USING (repository_id);

-- How did each measure move? bucket: day or week (ISO, UTC), at: its start; both are kept, and
-- is_charted says which of the two control charts take. n is what a value rests on. The measures:
-- `commits_merged`, commits (no merges, no bots) by the time they reached the main line;
-- `lead_time_hours`, median from first commit to merge of the changes merged then;
-- `tool_failure_minutes`, agents' time from failed calls to what worked, each minute once, NULL
-- where no agent worked;
-- `interventions_per_100_turns`, denials and interruptions by other human turns;
-- `marked_commit_share`, commits (no merges, no bots) that an agent wrote or assisted, 0 to 1;
-- `test_failures`, attempts of tests that failed, NULL where no test ran.
CREATE VIEW measures AS
SELECT r.repository, d.measure, d.bucket, d.at, d.value, d.n, d.is_complete, d.is_charted
FROM d_measure d
JOIN s_repository r USING (repository_id);

-- Which changes reached the main line, and how long did each wait? A change is what a commit on the
-- main line brought; bot_commits: how many of its commits a bot wrote. touch_minutes: commit
-- sessions, an estimate; coding_wait_minutes: the rest up to the merge; release: the first version
-- tag that contains it. is_direct: one commit that its author put there without a merge, so that no
-- wait before it can be seen.
CREATE VIEW changes AS
SELECT r.repository, d.oid, d.first_commit_at, d.merged_at, d.released_at, d.release, d.commits,
	d.is_bot, d.touch_minutes, d.coding_wait_minutes, d.release_wait_minutes, d.is_direct,
	d.bot_commits
FROM d_change d
JOIN s_repository r USING (repository_id);

-- What was tried, and did it help?
CREATE VIEW countermeasures AS
SELECT r.repository, c.id, c.kind, c.state, c.text, c.created_at, c.verdict,
	c.template, c.finding, c.target, c.diff, c.measure, c.before_events, c.before_n, c.expected,
	c.prediction, c.check_at, c.state_at, c.in_force_at, c.in_force_oid, c.branch, c.adr,
	c.verdict_at, c.after_events, c.after_n
FROM s_countermeasure c
JOIN s_repository r USING (repository_id);

-- Has what was collected been analyzed? No row: not yet, or not since derived tables were
-- dropped. made_from: hash of rows, versions and HEAD; as long as it stays, so do the derived rows.
CREATE VIEW analyses AS
SELECT r.repository, m.made_from
FROM m_made m
JOIN s_repository r USING (repository_id)
WHERE m.name = 'analyze';

-- What was seen, taken, and not taken, by kind of input?
CREATE VIEW inputs AS
SELECT r.repository, i.collector, i.path, i.state, i.reason, i.message, i.session, i.rows, i.collected_at
FROM s_input i
JOIN s_repository r USING (repository_id);

-- Which parts of an input could not be read?
CREATE VIEW problems AS
SELECT r.repository, i.collector, i.path, p.place, p.reason, p.message
FROM s_problem p
JOIN s_input i USING (input_id)
JOIN s_repository r ON r.repository_id = p.repository_id;
