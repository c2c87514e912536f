-- SPDX-License-Identifier: MIT
-- The public views of agents' transcripts: the contract. A record in two files counts once, for
-- the file that began first (ties: the path that sorts first).

-- Which sessions worked on this repository, and why do we think so?
CREATE VIEW sessions AS
SELECT repository, session, agent, model, cwd, started_at, ended_at, repository_reason FROM (
	SELECT r.repository, s.session, s.agent, s.model, s.cwd,
		s.started_at_ms / 1000 AS started_at, s.ended_at_ms / 1000 AS ended_at, s.repository_reason,
		row_number() OVER (PARTITION BY s.repository_id, s.session
			ORDER BY s.is_subagent, s.started_at_ms, i.path) AS place
	FROM s_session s
	JOIN s_repository r USING (repository_id)
	JOIN s_input i USING (input_id)
) WHERE place = 1;

-- What did the agents call, and what failed? hidden: exit 0, yet failed.
CREATE VIEW tool_calls AS
SELECT r.repository, t.session, t.call_id, t.turn, t.at_ms / 1000 AS at, t.tool, t.kind, t.target,
	t.is_error, coalesce(d.hidden, 0) AS hidden, d.failure_kind,
	max(t.result_at_ms - t.at_ms, 0) AS duration_ms, d.signature, d.purpose
FROM s_tool_call t
JOIN s_repository r USING (repository_id)
JOIN s_input i USING (input_id)
LEFT JOIN s_session s USING (input_id)
LEFT JOIN d_call d USING (tool_call_id)
WHERE NOT EXISTS (
	SELECT 1 FROM s_tool_call o
	JOIN s_input oi ON oi.input_id = o.input_id
	LEFT JOIN s_session os ON os.input_id = o.input_id
	WHERE o.call_id = t.call_id AND o.repository_id = t.repository_id
		AND (ifnull(os.started_at_ms, 0), oi.path, o.seq, o.tool_call_id)
			< (ifnull(s.started_at_ms, 0), i.path, t.seq, t.tool_call_id)
);

-- Which tokens were used, by day (UTC), model and session? A response is written on several lines
-- and in several files: the one that counts most is taken. A subagent's may repeat its parent's
-- under another request: there the message alone decides. What a client made up counts nothing.
CREATE VIEW agent_usage AS
SELECT repository, date(at_ms / 1000, 'unixepoch') AS day, agent, model, session, is_subagent,
	sum(input_tokens) AS input_tokens, sum(cache_write_tokens) AS cache_write_tokens,
	sum(cache_read_tokens) AS cache_read_tokens, sum(output_tokens) AS output_tokens
FROM (
	SELECT r.repository, coalesce(s.agent, 'claude-code') AS agent, u.*,
		row_number() OVER (PARTITION BY u.repository_id, coalesce(u.message_id, u.response_id),
				u.request_id
			ORDER BY u.is_subagent,
				u.input_tokens + u.cache_write_tokens + u.cache_read_tokens + u.output_tokens DESC,
				s.started_at_ms, i.path, u.seq) AS place,
		row_number() OVER (PARTITION BY u.repository_id, coalesce(u.message_id, u.response_id)
			ORDER BY u.is_subagent,
				u.input_tokens + u.cache_write_tokens + u.cache_read_tokens + u.output_tokens DESC,
				s.started_at_ms, i.path, u.seq) AS message_place
	FROM s_response u
	JOIN s_repository r USING (repository_id)
	JOIN s_input i USING (input_id)
	LEFT JOIN s_session s USING (input_id)
)
WHERE place = 1 AND (is_subagent = 0 OR message_place = 1)
	AND NOT (model IS '<synthetic>'
		AND input_tokens + cache_write_tokens + cache_read_tokens + output_tokens = 0)
GROUP BY repository, day, agent, model, session, is_subagent;

-- When did a human step in, and how? A prompt begins a turn; the other kinds happen within one:
-- denial and interruption stop the agent, queued is typed ahead and taken up on the way, slash
-- and shell are commands to the client.
CREATE VIEW human_turns AS
SELECT r.repository, t.session, t.turn, t.at_ms / 1000 AS at, t.kind
FROM s_human_turn t
JOIN s_repository r USING (repository_id)
JOIN s_input i USING (input_id)
LEFT JOIN s_session s USING (input_id)
WHERE NOT EXISTS (
	SELECT 1 FROM s_human_turn o
	JOIN s_input oi ON oi.input_id = o.input_id
	LEFT JOIN s_session os ON os.input_id = o.input_id
	WHERE o.uuid = t.uuid AND o.kind = t.kind AND o.repository_id = t.repository_id
		AND (ifnull(os.started_at_ms, 0), oi.path, o.seq, o.human_turn_id)
			< (ifnull(s.started_at_ms, 0), i.path, t.seq, t.human_turn_id)
);

-- What was said, run and answered, word for word? Only with agents.keep = full. zstd: the text as
-- one Zstandard frame, `bytes` long when unpacked. record: a call_id for command and result.
CREATE VIEW texts AS
SELECT r.repository, t.session, t.seq, t.part, t.record, t.at_ms / 1000 AS at, t.bytes, t.is_cut,
	t.zstd
FROM s_text t
JOIN s_repository r USING (repository_id)
JOIN s_input i USING (input_id)
LEFT JOIN s_session s USING (input_id)
WHERE NOT EXISTS (
	SELECT 1 FROM s_text o
	JOIN s_input oi ON oi.input_id = o.input_id
	LEFT JOIN s_session os ON os.input_id = o.input_id
	WHERE o.record = t.record AND o.part = t.part AND o.repository_id = t.repository_id
		AND (ifnull(os.started_at_ms, 0), oi.path, o.seq, o.text_id)
			< (ifnull(s.started_at_ms, 0), i.path, t.seq, t.text_id)
);

-- Which session made which commit? confidence: the method's measured precision.
CREATE VIEW session_commits AS
SELECT r.repository, d.session, d.oid, d.method, d.confidence
FROM d_session_commit d
JOIN s_repository r USING (repository_id);
