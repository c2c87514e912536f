/* SPDX-License-Identifier: MIT */
/* Tools: a call when it is made, its row completed when the result comes. */
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/redact.h"
#include "collect/claude.h"
#include "collect/result.h"
#include "warehouse/marks.h"

/* Bytes in one file: its rows are in memory until it is judged. */
enum { MOST_EXCERPTS = 64 << 20 };

static const struct {
	const char *tool; /* lower case: very old versions wrote "bash" */
	const char *kind;
} kinds[] = {
	{"bash", "shell"},
	{"read", "read"},
	{"notebookread", "read"},
	{"grep", "search"},
	{"glob", "search"},
	{"ls", "search"},
	{"lsp", "search"},
	{"toolsearch", "search"},
	{"edit", "edit"},
	{"multiedit", "edit"},
	{"notebookedit", "edit"},
	{"write", "write"},
	{"task", "task"},
	{"agent", "task"},
	{"skill", "skill"},
	{"slashcommand", "skill"},
	{"webfetch", "web"},
	{"websearch", "web"},
	{"todowrite", "plan"},
	{"taskcreate", "plan"},
	{"taskupdate", "plan"},
	{"tasklist", "plan"},
	{"taskget", "plan"},
	{"enterplanmode", "plan"},
	{"exitplanmode", "plan"},
};

static struct kz_str kind_of(struct kz_str tool)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kz_str_eq_nocase(tool, kz_str_c(kinds[i].tool)))
			return kz_str_c(kinds[i].kind);
	return kz_str_starts(tool, KZ_S("mcp__")) ? KZ_S("mcp") : KZ_S("other");
}

/* The first of the members that is a text. */
static struct kz_str first_of(const json_t *input, const char *const *keys)
{
	struct kz_str s = KZ_NOTHING;

	for (; *keys && !s.p; keys++)
		s = kz_json_text(input, *keys);
	return s;
}

/* What a call is about where it names no path: what is asked for, in the order of preference. */
static struct kz_str subject_of(const json_t *input)
{
	static const char *const keys[] = {"skill", "subagent_type", "url", "pattern", "query",
		"command", "subject", "task_id", "taskId", "description", NULL};

	return first_of(input, keys);
}

/* The whole of what a call ran or what came of it. */
static int keep_text(struct kz_ctx *cx, struct kz_claude *c, const struct kz_row_tool_call *call,
	struct kz_row_text *whole)
{
	whole->seq = call->seq;
	whole->record = call->call_id;
	return kz_claude_keep(cx, c, whole);
}

static int put_call(struct kz_ctx *cx, struct kz_claude *c, struct kz_row_tool_call *row,
	const json_t *input)
{
	struct kz_claude_open open = {.has_id = row->call_id.p != NULL};

	row->seq = ++c->seq;
	if (kz_str_eq(row->kind, KZ_S("edit")) || kz_str_eq(row->kind, KZ_S("write")))
		open.draft = kz_claude_edit_draft(cx, c, row, input);
	KZ_ROOM(kz_sink_memory(c->out), c->open, c->n_open, c->cap_open);
	c->open[c->n_open++] = open;
	return kz_put_tool_call(cx, c->out, row);
}

int kz_claude_call(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	const json_t *block)
{
	static const char *const paths[] = {"file_path", "notebook_path", "path", "filePath", NULL};
	const json_t *input = kz_json_object(block, "input");
	struct kz_str tool = kz_claude_text(cx, kz_json_text(block, "name"), KZ_CLAUDE_TARGET);
	struct kz_row_tool_call row = {
		.session = c->session.session,
		.turn = c->turn,
		.call_id = kz_claude_cut(cx, kz_claude_id(block, "id"), KZ_CLAUDE_TARGET),
		.uuid = kz_claude_cut(cx, r->uuid, KZ_CLAUDE_TARGET),
		.at_ms = r->at_ms,
		.result_at_ms = KZ_UNKNOWN,
		.tool = tool.p ? tool : KZ_S(""),
		.kind = kind_of(tool),
		.cwd = kz_claude_cut(cx, r->cwd, KZ_CLAUDE_COMMAND),
		.exit_status = KZ_UNKNOWN,
		.result_bytes = KZ_UNKNOWN,
		.context_tokens = c->context,
		.is_subagent = r->is_side,
	};
	struct kz_row_text whole;
	bool is_new = true;
	int rc;

	if (row.call_id.p) {
		uint32_t id = kz_map_put(c->calls, row.call_id, &is_new);

		if (!is_new)
			return 0; /* the record was copied into the file twice */
		kz_map_set(c->calls, id, (int64_t)c->n_open);
	}
	if (kz_str_eq(row.kind, KZ_S("shell"))) {
		row.command = kz_claude_text(cx, kz_json_text(input, "command"), KZ_CLAUDE_COMMAND);
		row.target = kz_claude_cut(cx, row.command, KZ_CLAUDE_TARGET);
	} else {
		row.path = kz_claude_text(cx, first_of(input, paths), KZ_CLAUDE_COMMAND);
		row.target = row.path.p ? row.path
					: kz_claude_text(cx, subject_of(input), KZ_CLAUDE_TARGET);
		row.target = kz_claude_cut(cx, row.target, KZ_CLAUDE_TARGET);
	}
	if ((rc = put_call(cx, c, &row, input)) < 0 || !row.command.p)
		return rc;
	whole = kz_claude_whole(cx, c, r, "command", kz_json_text(input, "command"));
	return keep_text(cx, c, &row, &whole);
}

/* The call that a result answers; without an id the oldest that has none, either. */
static bool answered(struct kz_claude *c, struct kz_str id, size_t *ret_at)
{
	uint32_t at;

	if (id.p) {
		if (!kz_map_find(c->calls, id, &at))
			return false;
		*ret_at = (size_t)kz_map_get(c->calls, at);
		return !c->open[*ret_at].has_result;
	}
	while (c->nameless < c->n_open &&
		(c->open[c->nameless].has_id || c->open[c->nameless].has_result))
		c->nameless++;
	*ret_at = c->nameless;
	return c->nameless < c->n_open;
}

/* "[branch 1234abc] subject", "[detached HEAD (root-commit) 1234abc] subject" */
static bool is_printed_commit(struct kz_str line, struct kz_str *ret_oid,
	struct kz_str *ret_subject)
{
	struct kz_str head;
	size_t at;

	if (!kz_str_starts(line, KZ_S("[")) || !kz_str_cut(&line, ']', &head) ||
		!kz_str_find_last(head, ' ', &at) || at < 2)
		return false;
	*ret_oid = kz_str_from(head, at + 1);
	*ret_subject = kz_str_trim(line);
	return ret_oid->n >= 7 && ret_oid->n <= 40 && kz_str_is_hex(*ret_oid) &&
		kz_str_starts(line, KZ_S(" "));
}

static bool may_commit(struct kz_str command)
{
	static const struct kz_str verbs[] = {{"commit", 6}, {"cherry-pick", 11}, {"rebase", 6},
		{"merge", 5}, {"revert", 6}};

	if (!kz_str_find(command, KZ_S("git"), NULL))
		return false;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (kz_str_find(command, verbs[i], NULL))
			return true;
	return false;
}

static int put_ref(struct kz_ctx *cx, struct kz_claude *c, const struct kz_row_session_ref *ref)
{
	struct kz_row_session_ref row = *ref;

	row.session = c->session.session;
	row.seq = ++c->seq;
	return kz_put_session_ref(cx, c->out, &row);
}

static int put_commits(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	struct kz_str text)
{
	struct kz_row_session_ref row = {.at_ms = r->at_ms, .kind = KZ_S("printed-commit")};
	struct kz_str line, subject;
	int rc = 0;

	while (rc == 0 && kz_str_line(&text, &line)) {
		if (!is_printed_commit(line, &row.ref, &subject))
			continue;
		row.subject = kz_claude_text(cx, subject, KZ_CLAUDE_TARGET);
		rc = put_ref(cx, c, &row);
	}
	return rc;
}

/* "…://host/owner/name/pull/12" to "owner/name#12" */
static struct kz_str pull_request(struct kz_ctx *cx, struct kz_str url)
{
	const struct kz_str pull = KZ_S("/pull/");
	struct kz_str head, number;
	size_t at, slash;

	url = kz_redact(cx->mem, url);
	if (!kz_str_find(url, pull, &at))
		return KZ_NOTHING;
	head = kz_str_head(url, at);
	number = kz_str_from(url, at + pull.n);
	number = kz_str_head(number, number.n - kz_str_skip_digits(number).n);
	if (!kz_str_find_last(head, '/', &slash) || slash == 0 ||
		!kz_str_find_last(kz_str_head(head, slash), '/', &at) || number.n == 0)
		return KZ_NOTHING;
	return kz_str_join(cx->mem, kz_str_from(head, at + 1), '#', number);
}

static int put_pull_request(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r, struct kz_str ref)
{
	struct kz_row_session_ref row = {.at_ms = r->at_ms, .kind = KZ_S("pull-request")};

	row.ref = kz_claude_text(cx, ref, KZ_CLAUDE_TARGET);
	return row.ref.p ? put_ref(cx, c, &row) : 0;
}

int kz_claude_pr_link(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	struct kz_str repository = kz_json_text(r->o, "prRepository");
	int64_t number;

	if (!repository.p || !kz_json_int(r->o, "prNumber", &number))
		return put_pull_request(cx, c, r, pull_request(cx, kz_json_text(r->o, "prUrl")));
	return put_pull_request(cx, c, r,
		kz_str_join(cx->mem, repository, '#', kz_strf(cx->mem, "%lld", (long long)number)));
}

/* What the output of a command says of commits and pull requests. */
static int shell_refs(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	const struct kz_row_tool_call *row, struct kz_str plain)
{
	size_t at;

	if (may_commit(row->command))
		return put_commits(cx, c, r, plain);
	if (kz_str_find(row->command, KZ_S("gh pr create"), NULL) &&
		kz_str_find(plain, KZ_S("https://"), &at)) {
		plain = kz_str_from(plain, at);
		(void)kz_str_word(&plain, &plain);
		return put_pull_request(cx, c, r, pull_request(cx, plain));
	}
	return 0;
}

/* The client says of a success only that it was none: the number is in the text of a failure. */
static int64_t shell_exit(const struct kz_row_tool_call *row, const json_t *result,
	struct kz_str plain)
{
	int64_t status;

	if (kz_result_exit(plain, &status))
		return status;
	if (row->is_error || kz_json_true(result, "interrupted") ||
		kz_json_text(result, "backgroundTaskId").p ||
		kz_json_text(result, "returnCodeInterpretation").p)
		return KZ_UNKNOWN;
	return 0;
}

static uint64_t shell_marks(const json_t *result, struct kz_str plain)
{
	uint64_t set = kz_result_marks(plain);

	if (kz_json_text(result, "backgroundTaskId").p)
		set |= KZ_MARK_SET(BACKGROUND);
	if (kz_json_true(result, "interrupted"))
		set |= KZ_MARK_SET(INTERRUPTED);
	return set;
}

/* Fills the row from the whole text; what is kept of it was redacted before it is cut. */
static void judge(struct kz_ctx *cx, struct kz_claude *c, struct kz_row_tool_call *row,
	const json_t *result, struct kz_str text)
{
	const uint64_t failing = KZ_MARK_SET(ERROR_TAIL) | KZ_MARK_SET(ERROR_ONLY);
	const bool is_shell = kz_str_eq(row->kind, KZ_S("shell"));
	struct kz_str plain = kz_result_plain(cx->mem, text), clean;
	uint64_t set = 0;
	int64_t status;

	row->is_error |= kz_str_starts(plain, KZ_S("<tool_use_error>")) ||
		(is_shell && kz_result_exit(plain, &status) && status != 0);
	if (is_shell) {
		row->exit_status = shell_exit(row, result, plain);
		set = shell_marks(result, plain);
	}
	if (!is_shell && !row->is_error)
		return;
	clean = kz_redact(cx->mem, plain);
	row->marks = kz_marks_words(cx->mem, set);
	row->signature_line = kz_claude_cut(cx, kz_result_signature(clean), KZ_SIGNATURE_LINE);
	if (c->excerpts < MOST_EXCERPTS &&
		(row->is_error || (set & failing) ||
			(kz_marks_classes(set) &
				(KZ_MARKS_STRONG | KZ_MARKS_EXPLICIT | KZ_MARKS_WEAK))))
		row->excerpt = kz_claude_cut(cx, kz_result_excerpt(cx->mem, clean), SIZE_MAX);
	c->excerpts += row->excerpt.n;
}

/* Texts of a row that is in the sink already. */
static void settle(struct kz_arena *keep, struct kz_row_tool_call *row)
{
	row->result_hash = kz_str_dup(keep, row->result_hash);
	row->marks = kz_str_dup(keep, row->marks);
	row->signature_line = kz_str_dup(keep, row->signature_line);
	row->excerpt = kz_str_dup(keep, row->excerpt);
}

int kz_claude_result(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	const json_t *block)
{
	const json_t *result = kz_json_object(r->o, "toolUseResult");
	const json_t *content = json_object_get(block, "content");
	struct kz_str text =
		kz_claude_content(cx, content ? content : json_object_get(block, "output"));
	bool is_error = kz_json_true(block, "is_error");
	struct kz_row_tool_call *row;
	struct kz_row_text whole;
	size_t at;
	int rc;

	if (is_error && (rc = kz_claude_refusal(cx, c, r, text)) < 0)
		return rc;
	if (!answered(c, kz_claude_cut(cx, kz_claude_id(block, "tool_use_id"), KZ_CLAUDE_TARGET),
		    &at))
		return 0; /* its call stands in another file, or was answered */
	c->open[at].has_result = true;
	row = kz_sink_row(c->out, KZ_ROW_tool_call, at);
	row->result_at_ms = r->at_ms;
	row->result_bytes = (int64_t)text.n;
	row->result_hash = kz_hash_hex(cx->mem, text, 16);
	row->is_error = is_error;
	judge(cx, c, row, result, text);
	settle(kz_sink_memory(c->out), row);
	whole = kz_claude_whole(cx, c, r, "result", text);
	if ((rc = keep_text(cx, c, row, &whole)) < 0)
		return rc;
	if (c->open[at].draft && !row->is_error)
		return kz_claude_edit(cx, c, c->open[at].draft, result);
	if (row->command.p)
		return shell_refs(cx, c, r, row, kz_result_plain(cx->mem, text));
	return 0;
}
