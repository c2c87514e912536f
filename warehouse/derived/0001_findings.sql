-- SPDX-License-Identifier: MIT
-- Derived tables: everything an analyzer can compute again. Dropped and made anew when this text changes.

-- What analysis makes of a tool call (dedicated to the call that counts, see view tool_calls).
CREATE TABLE d_call (
	tool_call_id INTEGER PRIMARY KEY, -- of s_tool_call
	repository_id INTEGER NOT NULL,
	hidden INTEGER NOT NULL,          -- 1: exit 0, yet failed (countermeasures.md 1.3)
	failure_kind TEXT,                -- 1.4; NULL: nothing failed
	purpose TEXT,                     -- program and subcommand of the failing or main segment, or the tool
	signature TEXT,                   -- 12 hex
	template TEXT,                    -- masked signature line
	recovery_ms INTEGER,              -- active time until recovery; NULL: none seen
	lost_ms INTEGER NOT NULL          -- of it what no later failure claims: sums count nothing twice
) STRICT;

CREATE TABLE d_session_commit (
	repository_id INTEGER NOT NULL,
	session TEXT NOT NULL,
	oid TEXT NOT NULL,
	method TEXT NOT NULL CHECK (method IN ('trailer', 'printed', 'overlap', 'time-file')),
	confidence REAL NOT NULL,         -- measured precision of the method, 0 to 1
	PRIMARY KEY (repository_id, session, oid, method)
) STRICT, WITHOUT ROWID;

CREATE TABLE d_fix (
	repository_id INTEGER NOT NULL,
	oid TEXT NOT NULL,
	how TEXT NOT NULL CHECK (how IN ('stated', 'revert', 'convention', 'words')),
	touch_minutes REAL,               -- flow.md 5.2
	PRIMARY KEY (repository_id, oid)
) STRICT, WITHOUT ROWID;

CREATE TABLE d_origin (
	repository_id INTEGER NOT NULL,
	fix TEXT NOT NULL,
	oid TEXT NOT NULL,                -- commit that wrote the repaired lines
	path TEXT NOT NULL,               -- in the fix
	file TEXT,                        -- its name today; NULL: path
	lines INTEGER NOT NULL,
	PRIMARY KEY (repository_id, fix, oid, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE d_repair (
	repository_id INTEGER NOT NULL,
	class TEXT NOT NULL CHECK (class IN ('path', 'folder', 'cmd', 'cmd_flag', 'name', 'prior_step')),
	program TEXT NOT NULL,            -- '' for paths
	wrong TEXT NOT NULL,
	right TEXT NOT NULL,
	sessions INTEGER NOT NULL,
	days INTEGER NOT NULL,
	occurrences INTEGER NOT NULL,
	n_wrong INTEGER NOT NULL,         -- attempts of the wrong form
	f_wrong INTEGER NOT NULL,         -- of them failed
	n_right INTEGER NOT NULL,
	s_right INTEGER NOT NULL,
	minutes REAL NOT NULL,            -- lost in all
	first_at INTEGER NOT NULL,
	last_at INTEGER NOT NULL,
	reason TEXT,                      -- failure kind of the wrong form
	verified INTEGER NOT NULL,        -- 1: facts hold in the repository (2.4)
	rule_worthy INTEGER NOT NULL,     -- 1: may become a rule
	finding TEXT,                     -- NULL: one session is no finding yet
	PRIMARY KEY (repository_id, class, program, wrong, right)
) STRICT, WITHOUT ROWID;

-- Failed calls that a repair answers: their minutes belong to it, not to other findings.
CREATE TABLE d_repair_pair (
	repository_id INTEGER NOT NULL,
	tool_call_id INTEGER NOT NULL,    -- the call that failed
	worked_id INTEGER,                -- the call that then worked; NULL: the fact is known from HEAD
	finding TEXT NOT NULL,
	PRIMARY KEY (repository_id, tool_call_id)
) STRICT, WITHOUT ROWID;

-- Runners whose failures a pipe swallowed: the facts of template T-exit.
CREATE TABLE d_masked (
	repository_id INTEGER NOT NULL,
	purpose TEXT NOT NULL,            -- "mise run lint"
	filter TEXT NOT NULL,             -- tail head grep …
	runs INTEGER NOT NULL,            -- masked runs
	hidden INTEGER NOT NULL,          -- of them hidden failures
	sessions INTEGER NOT NULL,        -- with a hidden failure
	verified INTEGER NOT NULL,        -- 1: a task of a manifest, or a runner whose own file is there
	finding TEXT,                     -- NULL: too few hidden failures for one
	PRIMARY KEY (repository_id, purpose, filter)
) STRICT, WITHOUT ROWID;

CREATE TABLE d_measure (
	repository_id INTEGER NOT NULL,
	measure TEXT NOT NULL,
	bucket TEXT NOT NULL CHECK (bucket IN ('day', 'week')),
	at INTEGER NOT NULL,              -- start of the bucket
	value REAL,                       -- NULL: nothing to measure in it
	n INTEGER NOT NULL,
	is_complete INTEGER NOT NULL,     -- 0: the bucket was not over
	is_charted INTEGER NOT NULL,      -- 1: the bucket that control charts use (flow.md 2.4)
	PRIMARY KEY (repository_id, measure, bucket, at)
) STRICT, WITHOUT ROWID;

-- One row for each change that reached the main line (flow.md 5.1).
CREATE TABLE d_change (
	repository_id INTEGER NOT NULL,
	oid TEXT NOT NULL,                -- commit of the first-parent chain
	first_commit_at INTEGER,          -- NULL: later than the merge, or suspect
	merged_at INTEGER NOT NULL,
	released_at INTEGER,
	release TEXT,
	commits INTEGER NOT NULL,         -- without merges
	is_bot INTEGER NOT NULL,          -- 1: bots wrote all of them
	bot_commits INTEGER NOT NULL DEFAULT 0, -- of commits
	is_direct INTEGER NOT NULL DEFAULT 0, -- 1: its author put it there, no merge, no button
	touch_minutes REAL,
	coding_wait_minutes REAL,         -- start of touch to merge, without touch; NULL: is_direct
	release_wait_minutes REAL,        -- merge to release
	PRIMARY KEY (repository_id, oid)
) STRICT, WITHOUT ROWID;

CREATE TABLE d_finding (
	repository_id INTEGER NOT NULL,
	id TEXT NOT NULL,                 -- f-<10 hex of kind and subject>
	kind TEXT NOT NULL CHECK (kind IN ('friction', 'hidden-failure', 'repair', 'defect-origin', 'constraint')),
	subject TEXT NOT NULL,            -- what it is about: signature, path, stage
	title TEXT NOT NULL,              -- one sentence of ours with quoted names
	minutes_per_week REAL,            -- NULL: elapsed time, not effort
	minutes REAL,                     -- in all
	n INTEGER NOT NULL,
	sessions INTEGER,
	first_at INTEGER,
	last_at INTEGER,
	class TEXT,                       -- work avoidable human environment mechanical benign unknown
	detail TEXT,                      -- JSON object of numbers and names for the report
	PRIMARY KEY (repository_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE d_evidence (
	repository_id INTEGER NOT NULL,
	finding TEXT NOT NULL,
	seq INTEGER NOT NULL,             -- from 1
	view TEXT NOT NULL,               -- a public view
	ref TEXT NOT NULL,                -- the row's key there
	PRIMARY KEY (repository_id, finding, seq)
) STRICT, WITHOUT ROWID;
