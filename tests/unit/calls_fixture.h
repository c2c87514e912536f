/* SPDX-License-Identifier: MIT */
/* Sessions of tool calls: a call is one line of a test, its place in the file is its number. */
#ifndef KZ_TESTS_CALLS_FIXTURE_H
#define KZ_TESTS_CALLS_FIXTURE_H

#include "tests/unit/warehouse_fixture.h"
#include "warehouse/input.h"

/* What follows belongs to a new session, `days` after the start. */
static inline void fixture_session(struct fixture *f, const char *name, int64_t days)
{
	const int64_t start = INT64_C(1000) * (FIXTURE_START + days * KZ_DAY);
	const struct kz_row_session row = {
		.session = kz_str_c(name),
		.agent = KZ_S("claude-code"),
		.cwd = KZ_S("/u/r"),
		.started_at_ms = start,
		.ended_at_ms = start + INT64_C(3600000),
		.repository_reason = KZ_S("cwd"),
	};

	f->session = row.session;
	f->seq = 0;
	f->at_ms = start;
	fixture_must(f, kz_put_session(&f->cx, f->sink, &row));
}

/* Stores the session; its transcript is named after it. */
static inline void fixture_store(struct fixture *f)
{
	struct kz_input_row in = {
		.collector = "claude-code",
		.version = 1,
		.path = kz_strf(f->mem, "/t/%.*s.jsonl", (int)f->session.n, f->session.p),
		.size = KZ_UNKNOWN,
		.mtime_ns = KZ_UNKNOWN,
		.state = "ok",
		.session = f->session,
	};

	fixture_must(f, kz_input_store(&f->cx, f->db, &in, f->sink, true));
}

static inline void fixture_prompt(struct fixture *f)
{
	const struct kz_row_human_turn row = {
		.session = f->session,
		.seq = ++f->seq,
		.turn = 1,
		.at_ms = f->at_ms,
		.kind = KZ_S("prompt"),
		.text_bytes = KZ_UNKNOWN,
	};

	fixture_must(f, kz_put_human_turn(&f->cx, f->sink, &row));
}

/*
 * The next call: starts 10 s after the last one ended, takes 20 s. kind "shell" takes a command,
 * every other a path. line: the error line of a failed call; NULL: it worked. marks: of a result
 * that was reported as a success; NULL: none.
 */
static inline void fixture_call(struct fixture *f, const char *kind, const char *what,
	const char *line, const char *marks)
{
	static const char *const tools[][2] = {{"shell", "Bash"}, {"read", "Read"},
		{"edit", "Edit"}, {"skill", "Skill"}};
	const bool is_shell = strcmp(kind, "shell") == 0, failed = line && !marks;
	struct kz_row_tool_call row = {
		.session = f->session,
		.seq = ++f->seq,
		.call_id = kz_strf(f->mem, "%.*s-%d", (int)f->session.n, f->session.p, (int)f->seq),
		.at_ms = f->at_ms + 10000,
		.result_at_ms = f->at_ms + 30000,
		.tool = kz_str_c(kind),
		.kind = kz_str_c(kind),
		.command = is_shell ? kz_str_c(what) : KZ_NOTHING,
		.path = is_shell ? KZ_NOTHING : kz_str_c(what),
		.target = kz_str_c(what),
		.cwd = KZ_S("/u/r"),
		.is_error = failed,
		.exit_status = failed && is_shell ? 1 : KZ_UNKNOWN,
		.result_bytes = KZ_UNKNOWN,
		.marks = kz_str_c(marks),
		.signature_line = kz_str_c(line),
		.excerpt = kz_str_c(line),
		.context_tokens = KZ_UNKNOWN,
	};

	for (size_t i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		if (strcmp(kind, tools[i][0]) == 0)
			row.tool = kz_str_c(tools[i][1]);
	f->at_ms += 30000;
	fixture_must(f, kz_put_tool_call(&f->cx, f->sink, &row));
}

#endif
