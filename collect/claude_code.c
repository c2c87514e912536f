/* SPDX-License-Identifier: MIT */
/* Claude Code transcripts: JSON lines, one file a session, subagents inside or beside. */
#include "base/arena.h"
#include "base/redact.h"
#include "base/text.h"
#include "collect/claude.h"

enum { MOST_CONTENT = 32 << 20, MOST_TYPES = 100 };

struct kz_str kz_claude_id(const json_t *o, const char *key)
{
	struct kz_str id = kz_json_text(o, key);

	return id.n == 0 || kz_str_eq(id, KZ_S("REDACTED")) ? KZ_NOTHING : id;
}

struct kz_str kz_claude_cut(struct kz_ctx *cx, struct kz_str s, size_t max)
{
	if (!s.p)
		return s;
	return kz_utf8_head(kz_utf8_repair(cx->mem, kz_utf8_head(s, max)), max);
}

struct kz_str kz_claude_text(struct kz_ctx *cx, struct kz_str s, size_t max)
{
	return kz_claude_cut(cx, kz_redact(cx->mem, s), max);
}

/* What an editor adds to a prompt is no word of the human. */
static bool is_editor_note(struct kz_str s)
{
	return kz_str_starts(s, KZ_S("<ide_opened_file>")) ||
		kz_str_starts(s, KZ_S("<ide_selection>"));
}

static bool is_words(const json_t *block)
{
	struct kz_str text = kz_json_text(block, "text");

	return text.p && !is_editor_note(text);
}

struct kz_str kz_claude_content(struct kz_ctx *cx, const json_t *content)
{
	KZ_OWN(kz_buf) all = NULL;
	struct kz_str first = KZ_NOTHING;

	if (json_is_string(content))
		return kz_json_str(content);
	for (size_t i = 0; i < json_array_size(content); i++) {
		const json_t *block = json_array_get(content, i);

		if (!is_words(block))
			continue;
		if (first.p && !all) {
			all = kz_buf_new(MOST_CONTENT);
			kz_buf_add(all, first);
		}
		if (all) {
			kz_buf_byte(all, '\n');
			kz_buf_add(all, kz_json_text(block, "text"));
		} else {
			first = kz_json_text(block, "text");
		}
	}
	if (all)
		return kz_utf8_head(kz_str_dup(cx->mem, kz_buf_str(all)), MOST_CONTENT - 4);
	return first.p ? first : KZ_S("");
}

/* Lines that hold nothing of ours; the type is a hint until it is seen to be the record's own. */
static bool claude_skip(struct kz_str line)
{
	const struct kz_str type = KZ_S("\"type\":\"progress\"");
	size_t at, depth = 0;
	bool text = false;

	if (kz_str_starts(line, KZ_S("{\"type\":\"file-history-snapshot\"")))
		return true;
	if (!kz_str_find(line, type, &at) || kz_str_find(line, KZ_S("\"agent_progress\""), NULL))
		return false;
	for (size_t i = 0; i < at; i++) {
		char ch = line.p[i];

		if (text && ch == '\\')
			i++;
		else if (ch == '"')
			text = !text;
		else if (!text && (ch == '{' || ch == '['))
			depth++;
		else if (!text && (ch == '}' || ch == ']'))
			depth--;
	}
	return depth == 1 && !text;
}

/* Texts that nothing is made of, more than a quarter of all bytes: parsing them is what costs. */
static struct kz_str claude_squeeze(struct kz_ctx *cx, struct kz_str line)
{
	line = kz_records_without(cx, line, KZ_S("\"signature\":\""));
	line = kz_records_without(cx, line, KZ_S("\"thinking\":\""));
	line = kz_records_without(cx, line, KZ_S("\"stdout\":\""));
	if (kz_str_find(line, KZ_S("\"newString\":\""), NULL)) /* else lines are compared with it */
		line = kz_records_without(cx, line, KZ_S("\"originalFile\":\""));
	return line;
}

/*
 * A session begins with its first own record: a resumed one begins its file with copies of
 * another's, and a record in two files counts for the one that began first.
 */
static void note_time(struct kz_claude *c, int64_t at_ms, bool is_own)
{
	struct kz_row_session *s = &c->session;

	if (at_ms == KZ_UNKNOWN)
		return;
	if (is_own && (c->own_start_ms == KZ_UNKNOWN || at_ms < c->own_start_ms))
		c->own_start_ms = at_ms;
	if (s->started_at_ms == KZ_UNKNOWN || at_ms < s->started_at_ms)
		s->started_at_ms = at_ms;
	if (s->ended_at_ms == KZ_UNKNOWN || at_ms > s->ended_at_ms)
		s->ended_at_ms = at_ms;
}

static void note_session(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	struct kz_arena *keep = kz_sink_memory(c->out);
	struct kz_row_session *s = &c->session;
	struct kz_str id = kz_claude_cut(cx, kz_json_text(r->o, "sessionId"), KZ_CLAUDE_TARGET);
	struct kz_str branch = kz_json_text(r->o, "gitBranch");
	struct kz_str version = kz_json_text(r->o, "version");

	if (c->is_beside && id.n && !kz_str_starts(id, KZ_S("agent-"))) {
		s->session = kz_str_dup(keep, id);
		c->is_beside = false;
	}
	if (!s->cwd.p && r->cwd.n)
		s->cwd = kz_str_dup(keep, kz_claude_cut(cx, r->cwd, KZ_CLAUDE_COMMAND));
	if (!s->branch.p && branch.n)
		s->branch = kz_str_dup(keep, kz_claude_text(cx, branch, KZ_CLAUDE_TARGET));
	if (!s->version.p && version.n)
		s->version = kz_str_dup(keep, kz_claude_text(cx, version, KZ_CLAUDE_TARGET));
	note_time(c, r->at_ms, kz_str_eq(id, s->session));
}

static int assistant(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	const json_t *message = kz_json_object(r->o, "message");
	const json_t *content = json_object_get(message, "content");
	struct kz_str text = kz_claude_content(cx, content);
	int rc = kz_claude_usage(cx, c, r, &c->context);

	if (!r->is_side)
		c->is_stopped = false;
	if (rc == 0 && !kz_str_eq(kz_json_text(message, "model"), KZ_S("<synthetic>"))) {
		struct kz_row_text whole = kz_claude_whole(cx, c, r, "agent", text);

		rc = kz_claude_keep(cx, c, &whole);
		if (!r->is_side)
			kz_claude_reply(cx, c, text);
	}
	for (size_t i = 0; i < json_array_size(content) && rc == 0; i++) {
		const json_t *block = json_array_get(content, i);

		if (kz_str_eq(kz_json_text(block, "type"), KZ_S("tool_use")))
			rc = kz_claude_call(cx, c, r, block);
	}
	return rc;
}

static int user(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	const json_t *message = kz_json_object(r->o, "message");
	const json_t *content = json_object_get(message, "content");
	bool is_result = false;
	int rc = 0;

	for (size_t i = 0; i < json_array_size(content) && rc == 0; i++) {
		const json_t *block = json_array_get(content, i);

		if (!kz_str_eq(kz_json_text(block, "type"), KZ_S("tool_result")))
			continue;
		is_result = true;
		rc = kz_claude_result(cx, c, r, block);
	}
	return is_result || rc < 0 ? rc : kz_claude_turn(cx, c, r);
}

/* Records of versions before 2 that are a call or its result by themselves. */
static int old_call(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	c->context = KZ_UNKNOWN;
	return kz_claude_call(cx, c, r, r->o);
}

static int old_result(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	return kz_claude_result(cx, c, r, r->o);
}

static int attachment(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	struct kz_str type = kz_json_text(kz_json_object(r->o, "attachment"), "type");

	return kz_str_eq(type, KZ_S("queued_command")) ? kz_claude_queued(cx, c, r) : 0;
}

static int system_note(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	struct kz_str subtype = kz_json_text(r->o, "subtype");

	return kz_str_eq(subtype, KZ_S("local_command")) ? kz_claude_local(cx, c, r) : 0;
}

static int64_t time_of(const json_t *o)
{
	struct kz_str s = kz_json_text(o, "timestamp");
	int64_t ms;
	bool zone;

	return s.p && kz_time_iso_ms(s, &ms, &zone) ? ms : KZ_UNKNOWN;
}

/* A subagent's record, whole, inside a note of progress. */
static int progress(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	const json_t *data = kz_json_object(r->o, "data");
	const json_t *inner = kz_json_object(data, "message");
	struct kz_str type = kz_json_text(inner, "type");
	struct kz_claude_record side = {.o = inner,
		.uuid = kz_claude_id(inner, "uuid"),
		.cwd = r->cwd,
		.is_side = true};

	if (!kz_str_eq(kz_json_text(data, "type"), KZ_S("agent_progress")) || !inner)
		return 0;
	side.at_ms = time_of(inner);
	if (kz_str_eq(type, KZ_S("assistant")))
		return assistant(cx, c, &side);
	return kz_str_eq(type, KZ_S("user")) ? user(cx, c, &side) : 0;
}

static int ignored(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	(void)cx, (void)c, (void)r;
	return 0;
}

static const struct {
	const char *type;
	int (*take)(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r);
} types[] = {
	{"assistant", assistant},
	{"user", user},
	{"progress", progress},
	{"system", system_note},
	{"attachment", attachment},
	{"queue-operation", kz_claude_queue},
	{"pr-link", kz_claude_pr_link},
	{"tool_use", old_call},
	{"tool_result", old_result},
	{"file-history-snapshot", ignored},
	{"file-history-delta", ignored},
	{"summary", ignored},
	{"permission-mode", ignored},
	{"mode", ignored},
	{"ai-title", ignored},
	{"custom-title", ignored},
	{"agent-name", ignored},
	{"last-prompt", ignored},
	{"worktree-state", ignored},
	{"relocated", ignored},
	{"frame-link", ignored},
	{"bridge-session", ignored},
	{"atis-latch", ignored},
	{"started", ignored},
	{"result", ignored},
};

static void count_unknown(struct kz_ctx *cx, struct kz_claude *c, struct kz_str type)
{
	uint32_t id;

	if (kz_map_count(c->unknown) >= MOST_TYPES)
		type = KZ_S("…");
	id = kz_map_put(c->unknown, kz_claude_text(cx, type, KZ_CLAUDE_TARGET), NULL);
	kz_map_set(c->unknown, id, kz_map_get(c->unknown, id) + 1);
}

static int take_record(struct kz_ctx *cx, struct kz_claude *c, const json_t *o)
{
	struct kz_str type = kz_json_text(o, "type");
	struct kz_claude_record r = {
		.o = o,
		.uuid = kz_claude_id(o, "uuid"),
		.cwd = kz_json_text(o, "cwd"),
		.at_ms = time_of(o),
		.is_side = c->is_subagent_file || kz_json_true(o, "isSidechain"),
	};

	note_session(cx, c, &r);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (kz_str_eq(type, kz_str_c(types[i].type)))
			return types[i].take(cx, c, &r);
	count_unknown(cx, c, type);
	return 0;
}

static struct kz_str last_part(struct kz_str *path)
{
	struct kz_str whole = *path;
	size_t at;

	if (!kz_str_find_last(whole, '/', &at)) {
		*path = KZ_NOTHING;
		return whole;
	}
	*path = kz_str_head(whole, at);
	return kz_str_from(whole, at + 1);
}

/*
 * The session is the file's name; of a subagent's file that of its parent, from the path where
 * that says it (<session>/subagents/agent-*.jsonl), else from its records (agent-*.jsonl).
 */
static void name_session(struct kz_ctx *cx, struct kz_claude *c, const char *path)
{
	struct kz_str rest = kz_utf8_repair(cx->mem, kz_str_c(path));
	struct kz_str name = last_part(&rest);

	if (kz_str_ends(name, KZ_S(".jsonl")))
		name = kz_str_head(name, name.n - 6);
	c->is_subagent_file = c->is_beside = kz_str_starts(name, KZ_S("agent-"));
	if (kz_str_eq(last_part(&rest), KZ_S("subagents")) && rest.n) {
		c->is_subagent_file = true;
		c->is_beside = false;
		name = last_part(&rest);
	}
	c->session.session = kz_str_dup(kz_sink_memory(c->out), name);
	c->session.is_subagent = c->is_subagent_file;
}

static int put_unknown(struct kz_ctx *cx, struct kz_claude *c)
{
	int rc = 0;

	for (uint32_t id = 0; id < kz_map_count(c->unknown) && rc == 0; id++) {
		struct kz_row_problem row = {.reason = KZ_S("unknown_type")};

		row.place = kz_utf8_repair(cx->mem, kz_str_c(c->records.in->path));
		row.message = kz_strf(cx->mem, "%lld records of type '" KZ_FMT "'",
			(long long)kz_map_get(c->unknown, id), KZ_ARG(kz_map_key(c->unknown, id)));
		row.message = kz_utf8_repair(cx->mem, row.message);
		rc = kz_put_problem(cx, c->out, &row);
	}
	return rc;
}

static int finish(struct kz_ctx *cx, struct kz_claude *c)
{
	int rc;

	if (c->records.good == 0 && c->records.bad > 0)
		return kz_fail(cx, KZ_EINPUT, "%s: no line of it is a JSON object",
			c->records.in->path);
	if ((rc = kz_claude_queue_end(cx, c)) < 0 || (rc = put_unknown(cx, c)) < 0 ||
		(rc = kz_records_end(cx, &c->records)) < 0)
		return rc;
	kz_claude_usage_end(c);
	if (c->session.started_at_ms == KZ_UNKNOWN)
		return 0; /* titles of other sessions, or nothing yet */
	if (c->own_start_ms != KZ_UNKNOWN)
		c->session.started_at_ms = c->own_start_ms;
	return kz_put_session(cx, c->out, &c->session);
}

static int read_all(struct kz_ctx *cx, struct kz_claude *c)
{
	const json_t *o = NULL;
	int rc;

	while ((rc = kz_records_next(cx, &c->records, &o)) == 0 && o)
		if ((rc = take_record(cx, c, o)) < 0)
			return rc;
	return rc < 0 ? rc : finish(cx, c);
}

static int claude_code_bid(const struct kz_input *in)
{
	static const struct kz_str keys[] = {{"\"parentUuid\":", 13}, {"\"sessionId\":\"", 13},
		{"\"leafUuid\":\"", 12}, {"\"type\":\"file-history-snapshot\"", 30}};
	struct kz_str path = kz_str_c(in->path);
	struct kz_str head = kz_str_skip(in->head, KZ_S("\xef\xbb\xbf"));

	if (kz_str_starts(head, KZ_S("{\"display\":")))
		return 0; /* history.jsonl */
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (kz_str_starts(head, KZ_S("{")) && kz_str_find(head, keys[i], NULL))
			return 80;
	return kz_str_ends(path, KZ_S(".jsonl")) && kz_str_find(path, KZ_S("/projects/"), NULL) ? 20
												: 0;
}

static int claude_code_read(struct kz_ctx *cx, const struct kz_input *in, struct kz_sink *out)
{
	KZ_OWN(kz_map) calls = kz_map_new();
	KZ_OWN(kz_map) responses = kz_map_new();
	KZ_OWN(kz_map) unknown = kz_map_new();
	struct kz_claude c = {
		.records = {.in = in, .out = out, .skip = claude_skip, .squeeze = claude_squeeze},
		.out = out,
		.session = {.agent = KZ_S("claude-code"),
			.started_at_ms = KZ_UNKNOWN,
			.ended_at_ms = KZ_UNKNOWN},
		.own_start_ms = KZ_UNKNOWN,
		.calls = calls,
		.responses = responses,
		.unknown = unknown,
	};
	int rc;

	name_session(cx, &c, in->path);
	kz_records_init(cx, &c.records);
	rc = read_all(cx, &c);
	kz_records_done(&c.records);
	return rc;
}

const struct kz_collector collect_claude_code = {
	.name = "claude-code",
	.about = "transcripts of Claude Code",
	.group = "agents",
	.take = KZ_TAKE_LINES,
	.version = 3,
	.bid = claude_code_bid,
	.read = claude_code_read,
};
