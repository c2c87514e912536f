-- SPDX-License-Identifier: MIT
-- Source tables: facts collected, trials, verdicts. Forward only, never rewritten by analysis.
-- Times: *_at unix seconds UTC, *_at_ms milliseconds; is_* 0 or 1; NULL = unknown.
-- For IN with more than two words SQLite makes and drops a table at each INSERT (a fifth of the
-- time of collecting): tables of many rows say OR.

CREATE TABLE m_run (
	run_id INTEGER PRIMARY KEY,
	repository_id INTEGER,
	stage TEXT NOT NULL,            -- collect-git collect-agents collect-ci analyze orchestrate report
	finished_at INTEGER NOT NULL,   -- the run's clock
	status TEXT NOT NULL,           -- ok partial
	rows INTEGER NOT NULL,          -- new rows
	UNIQUE (repository_id, stage)
) STRICT;

-- What derived tables were made from: equal keys mean up to date.
CREATE TABLE m_made (
	repository_id INTEGER NOT NULL,
	name TEXT NOT NULL,             -- analyzer, or "views"
	made_from TEXT NOT NULL,        -- hash of generation, versions and HEAD
	PRIMARY KEY (repository_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_repository (
	repository_id INTEGER PRIMARY KEY,
	repository TEXT NOT NULL UNIQUE, -- 12 hex digits, kept once given
	git_dir TEXT NOT NULL UNIQUE,    -- real path of the common git directory
	work_dir TEXT,                   -- NULL: bare
	root_oid TEXT,                   -- smallest root commit, NULL: empty or shallow
	head_oid TEXT,                   -- HEAD at the last collect, NULL: unborn
	head_ref TEXT,                   -- refs/heads/…, NULL: detached
	is_shallow INTEGER NOT NULL DEFAULT 0,
	generation INTEGER NOT NULL DEFAULT 0 -- raised by every unit of work that changed a source table
) STRICT;

-- Every input that was looked at, also those not taken.
CREATE TABLE s_input (
	input_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL REFERENCES s_repository,
	collector TEXT NOT NULL,
	version INTEGER NOT NULL,       -- of the collector that read it
	path TEXT NOT NULL,             -- as found; of content-addressed inputs "<path>#<hash>"
	size INTEGER,                   -- bytes
	mtime_ns INTEGER,
	content_hash TEXT,              -- 32 hex of the XXH3-128, where the whole was hashed
	cursor TEXT,                    -- the collector's own
	state TEXT NOT NULL CHECK (state IN ('ok', 'partial', 'bad', 'elsewhere', 'skipped')),
	reason TEXT,                    -- why it was not taken, or repository_reason
	message TEXT,
	session TEXT,                   -- agents: whose file it is
	rows INTEGER NOT NULL DEFAULT 0,
	collected_at INTEGER NOT NULL,
	UNIQUE (repository_id, collector, path)
) STRICT;

CREATE TABLE s_path (
	path_id INTEGER PRIMARY KEY,
	path TEXT NOT NULL UNIQUE       -- git's bytes, whatever they are
) STRICT;

CREATE TABLE s_commit (
	commit_id INTEGER PRIMARY KEY,
	repository_id INTEGER NOT NULL REFERENCES s_repository,
	input_id INTEGER NOT NULL REFERENCES s_input,
	oid TEXT NOT NULL,
	parents TEXT NOT NULL,
	parent_count INTEGER NOT NULL,
	author_name TEXT NOT NULL,
	author_email TEXT NOT NULL,
	authored_at INTEGER NOT NULL,
	authored_tz INTEGER NOT NULL,   -- minutes east
	committer_name TEXT NOT NULL,
	committer_email TEXT NOT NULL,
	committed_at INTEGER NOT NULL,
	committed_tz INTEGER NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	is_date_suspect INTEGER NOT NULL DEFAULT 0,
	is_boundary INTEGER NOT NULL DEFAULT 0,
	is_reached INTEGER NOT NULL DEFAULT 0, -- by HEAD at the last collect
	UNIQUE (repository_id, oid)
) STRICT;

CREATE TABLE s_commit_parent (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	commit_id INTEGER NOT NULL REFERENCES s_commit ON DELETE CASCADE,
	n INTEGER NOT NULL,
	parent TEXT NOT NULL,
	PRIMARY KEY (commit_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_trailer (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	commit_id INTEGER NOT NULL REFERENCES s_commit ON DELETE CASCADE,
	n INTEGER NOT NULL,
	key TEXT NOT NULL,
	value TEXT NOT NULL,
	is_loose INTEGER NOT NULL,
	PRIMARY KEY (commit_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_commit_mark (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	commit_id INTEGER NOT NULL REFERENCES s_commit ON DELETE CASCADE,
	role TEXT NOT NULL CHECK (
		role = 'bot-author' OR role = 'agent-author' OR role = 'co-author' OR
		role = 'session-trailer' OR role = 'footer' OR role = 'note'),
	tool TEXT NOT NULL,
	evidence TEXT NOT NULL,
	PRIMARY KEY (commit_id, role, tool)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_person (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	written_name TEXT NOT NULL,
	written_email TEXT NOT NULL,
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	PRIMARY KEY (repository_id, written_name, written_email)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_file_change (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	commit_id INTEGER NOT NULL REFERENCES s_commit ON DELETE CASCADE,
	seq INTEGER NOT NULL,
	path_id INTEGER NOT NULL REFERENCES s_path,
	old_path_id INTEGER REFERENCES s_path,
	status TEXT NOT NULL CHECK (status GLOB '[AMDRT]'),
	old_mode INTEGER NOT NULL,
	new_mode INTEGER NOT NULL,
	added INTEGER,
	deleted INTEGER,
	hunks TEXT,
	PRIMARY KEY (commit_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX s_file_change_path ON s_file_change (path_id);

CREATE TABLE s_merge_change (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	commit_id INTEGER NOT NULL REFERENCES s_commit ON DELETE CASCADE,
	seq INTEGER NOT NULL,
	path_id INTEGER NOT NULL REFERENCES s_path,
	parent_n INTEGER NOT NULL,
	is_same INTEGER NOT NULL,
	old_path_id INTEGER REFERENCES s_path,
	hunks TEXT,
	PRIMARY KEY (commit_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX s_merge_change_path ON s_merge_change (path_id);

CREATE TABLE s_tag (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL,
	tag TEXT NOT NULL,
	oid TEXT NOT NULL,
	tagged_at INTEGER NOT NULL,
	is_version INTEGER NOT NULL,
	is_annotated INTEGER NOT NULL,
	is_gone INTEGER NOT NULL DEFAULT 0, -- deleted since; kept
	PRIMARY KEY (repository_id, tag, oid)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_session (
	session_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL REFERENCES s_repository,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	agent TEXT NOT NULL,
	model TEXT,
	cwd TEXT,
	branch TEXT,
	version TEXT,
	started_at_ms INTEGER,
	ended_at_ms INTEGER,
	is_subagent INTEGER NOT NULL,
	repository_reason TEXT CHECK (repository_reason IN ('config', 'cwd', 'remote', 'commit', 'files', 'folder', 'asked'))
) STRICT;
CREATE INDEX s_session_input ON s_session (input_id);

CREATE TABLE s_human_turn (
	human_turn_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	seq INTEGER NOT NULL,
	turn INTEGER NOT NULL,
	uuid TEXT,
	at_ms INTEGER,
	kind TEXT NOT NULL CHECK (
		kind = 'prompt' OR kind = 'denial' OR kind = 'interruption' OR
		kind = 'queued' OR kind = 'slash' OR kind = 'shell'),
	excerpt TEXT,
	reply TEXT,
	text_bytes INTEGER,
	text_hash TEXT
) STRICT;
CREATE INDEX s_human_turn_input ON s_human_turn (input_id);
CREATE INDEX s_human_turn_uuid ON s_human_turn (uuid);

CREATE TABLE s_tool_call (
	tool_call_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	seq INTEGER NOT NULL,
	turn INTEGER NOT NULL,
	call_id TEXT,
	uuid TEXT,
	at_ms INTEGER,
	result_at_ms INTEGER,
	tool TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (
		kind = 'shell' OR kind = 'read' OR kind = 'search' OR kind = 'edit' OR
		kind = 'write' OR kind = 'task' OR kind = 'skill' OR kind = 'web' OR
		kind = 'plan' OR kind = 'mcp' OR kind = 'other'),
	command TEXT,
	path TEXT,
	target TEXT,
	cwd TEXT,
	is_error INTEGER NOT NULL,
	exit_status INTEGER,
	result_bytes INTEGER,
	result_hash TEXT,
	marks TEXT,
	signature_line TEXT,
	excerpt TEXT,
	context_tokens INTEGER,
	is_subagent INTEGER NOT NULL
) STRICT;
CREATE INDEX s_tool_call_input ON s_tool_call (input_id);
CREATE INDEX s_tool_call_call ON s_tool_call (call_id);

CREATE TABLE s_edit (
	edit_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	seq INTEGER NOT NULL,
	call_id TEXT,
	at_ms INTEGER,
	path TEXT,
	target TEXT,
	added INTEGER,
	deleted INTEGER,
	old_hash TEXT,
	new_hash TEXT,
	old_lines BLOB,
	new_lines BLOB,
	is_human_modified INTEGER NOT NULL
) STRICT;
CREATE INDEX s_edit_input ON s_edit (input_id);

CREATE TABLE s_text (
	text_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	seq INTEGER NOT NULL,
	record TEXT,
	part TEXT NOT NULL CHECK (part IN ('human', 'agent', 'command', 'result')),
	at_ms INTEGER,
	bytes INTEGER NOT NULL,
	is_cut INTEGER NOT NULL,
	zstd BLOB NOT NULL
) STRICT;
CREATE INDEX s_text_input ON s_text (input_id);
CREATE INDEX s_text_record ON s_text (record);

CREATE TABLE s_response (
	response_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	seq INTEGER NOT NULL,
	message_id TEXT,
	request_id TEXT,
	at_ms INTEGER NOT NULL,
	model TEXT,
	is_subagent INTEGER NOT NULL,
	input_tokens INTEGER NOT NULL,
	cache_write_tokens INTEGER NOT NULL,
	cache_read_tokens INTEGER NOT NULL,
	output_tokens INTEGER NOT NULL,
	is_fast INTEGER NOT NULL
) STRICT;
CREATE INDEX s_response_input ON s_response (input_id);

CREATE TABLE s_session_ref (
	session_ref_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	session TEXT NOT NULL,
	seq INTEGER NOT NULL,
	at_ms INTEGER,
	kind TEXT NOT NULL CHECK (kind IN ('printed-commit', 'pull-request')),
	ref TEXT NOT NULL,
	subject TEXT
) STRICT;
CREATE INDEX s_session_ref_input ON s_session_ref (input_id);

CREATE TABLE s_test_run (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	run TEXT NOT NULL,
	format TEXT NOT NULL,
	producer TEXT,
	at_ms INTEGER,
	is_incomplete INTEGER NOT NULL,
	PRIMARY KEY (repository_id, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_test_result (
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	run TEXT NOT NULL,
	seq INTEGER NOT NULL,
	suite TEXT NOT NULL,
	class TEXT NOT NULL,
	name TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	outcome TEXT NOT NULL CHECK (
		outcome = 'pass' OR outcome = 'fail' OR outcome = 'error' OR outcome = 'skip' OR
		outcome = 'todo' OR outcome = 'xpass' OR outcome = 'unknown'),
	duration_ms INTEGER,
	at_ms INTEGER,
	message TEXT,
	type TEXT,
	file TEXT,
	PRIMARY KEY (repository_id, run, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE s_problem (
	problem_id INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id INTEGER NOT NULL,
	input_id INTEGER NOT NULL REFERENCES s_input,
	place TEXT NOT NULL,
	reason TEXT NOT NULL,
	message TEXT
) STRICT;
CREATE INDEX s_problem_input ON s_problem (input_id);

-- Trials: what was proposed, with its prediction written down before anything is changed.
CREATE TABLE s_countermeasure (
	repository_id INTEGER NOT NULL,
	id TEXT NOT NULL,               -- cm-<8 hex of kind and slots>
	kind TEXT NOT NULL CHECK (kind IN ('context-rule')),
	template TEXT NOT NULL,         -- T-path T-dir T-cmd T-flag T-before T-name T-exit …
	slots TEXT NOT NULL,            -- JSON object of the verified slots
	finding TEXT NOT NULL,          -- id of the finding it answers
	target TEXT NOT NULL,           -- context file, repository-relative
	text TEXT NOT NULL,             -- the line, without its marker
	diff TEXT NOT NULL,             -- unified, exact
	measure TEXT NOT NULL,          -- what is read again at the verdict
	before_events INTEGER,
	before_n INTEGER,               -- opportunity sessions
	expected REAL,                  -- share after, 0 to 1; NULL: not measurable
	prediction TEXT NOT NULL,       -- one sentence of ours
	created_at INTEGER NOT NULL,
	planned_at INTEGER,             -- the day that the numbers above and check_at are of
	check_at INTEGER NOT NULL,      -- when a verdict can come
	state TEXT NOT NULL CHECK (state IN ('proposed', 'in_force', 'rejected_by_human', 'withdrawn', 'reverted', 'retired')),
	state_at INTEGER NOT NULL,
	in_force_at INTEGER,            -- commit time of the commit that brought it
	in_force_oid TEXT,
	branch TEXT,                    -- kaizen/<id> when one was made
	branch_oid TEXT,                -- the commit made by us
	adr TEXT,                       -- path of the record in that commit
	verdict TEXT,                   -- word of countermeasures.md 7.3
	verdict_at INTEGER,
	after_events INTEGER,
	after_n INTEGER,
	PRIMARY KEY (repository_id, id)
) STRICT, WITHOUT ROWID;
