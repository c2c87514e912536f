-- SPDX-License-Identifier: MIT
-- What friction, repairs and links read of tool calls.
-- name: load
-- Each call once, for the file that began first, as in view tool_calls; streams in their order.
SELECT t.tool_call_id, t.input_id, t.seq, t.session, t.call_id, t.tool, t.kind, t.command, t.path,
	t.target, t.cwd, t.is_error, t.exit_status, t.marks, t.signature_line, t.excerpt,
	t.at_ms, t.result_at_ms, t.is_subagent,
	d.hidden, d.failure_kind, d.purpose, d.signature, d.template, d.recovery_ms, d.lost_ms,
	p.finding
FROM (
	SELECT t.tool_call_id, t.session, t.seq, i.path AS file,
		row_number() OVER (PARTITION BY coalesce(t.call_id, t.tool_call_id)
			ORDER BY ifnull(s.started_at_ms, 0), i.path, t.seq, t.tool_call_id) AS place
	FROM s_tool_call t
	JOIN s_input i USING (input_id)
	LEFT JOIN s_session s USING (input_id)
	WHERE t.repository_id = ?1
) w
JOIN s_tool_call t USING (tool_call_id)
LEFT JOIN d_call d USING (tool_call_id)
LEFT JOIN d_repair_pair p ON p.repository_id = ?1 AND p.tool_call_id = w.tool_call_id
WHERE w.place = 1
ORDER BY w.session, w.file, w.seq, w.tool_call_id;
-- name: pauses
-- Where a human was asked or spoke: time up to there is not the agent's.
SELECT input_id, seq
FROM s_human_turn
WHERE repository_id = ?1 AND kind <> 'queued'
ORDER BY input_id, seq, human_turn_id;
-- name: put
INSERT INTO d_call (tool_call_id, repository_id, hidden, failure_kind, purpose, signature, template,
	recovery_ms, lost_ms)
VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
