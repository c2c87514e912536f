/* SPDX-License-Identifier: MIT */
/* What a human did: prompts, refusals, interruptions, words typed ahead, slash and shell lines. */
#include "base/arena.h"
#include "base/hash.h"
#include "base/redact.h"
#include "collect/claude.h"

enum { LOOK_AHEAD = 64 };

static const struct kz_str refused = {"doesn't want to proceed with this tool use", 42};
static const struct kz_str refused_action = {"doesn't want to take this action", 32};
static const struct kz_str interrupted = {"[Request interrupted", 20};

/* A key of our own where the record has none, so that a copy in another file is the same. */
static struct kz_str made_id(struct kz_ctx *cx, const struct kz_claude_record *r,
	struct kz_str text)
{
	struct kz_str key = kz_strf(cx->mem, "%lld", (long long)r->at_ms);

	return kz_str_join(cx->mem, KZ_S("queue"), '-',
		kz_hash_hex(cx->mem, kz_str_join(cx->mem, key, ' ', text), 16));
}

static int put(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	const char *kind, struct kz_str text)
{
	struct kz_str clean = kz_redact(cx->mem, text);
	struct kz_row_human_turn row = {
		.session = c->session.session,
		.seq = ++c->seq,
		.turn = c->turn,
		.uuid = r->uuid.p || r->at_ms == KZ_UNKNOWN
			? kz_claude_cut(cx, r->uuid, KZ_CLAUDE_TARGET)
			: made_id(cx, r, clean),
		.at_ms = r->at_ms,
		.kind = kz_str_c(kind),
		.excerpt = kz_claude_cut(cx, clean, KZ_CLAUDE_TEXT),
		.text_bytes = (int64_t)text.n,
		.text_hash = text.p ? kz_hash_hex(cx->mem, clean, 16) : KZ_NOTHING,
	};
	const struct kz_row_text whole = kz_claude_whole(cx, c, r, "human", text);
	int rc = kz_put_human_turn(cx, c->out, &row);

	return rc < 0 ? rc : kz_claude_keep(cx, c, &whole);
}

void kz_claude_reply(struct kz_ctx *cx, struct kz_claude *c, struct kz_str text)
{
	const size_t n = kz_sink_count(c->out, KZ_ROW_human_turn);
	struct kz_str reply;

	if (c->replied == n || kz_str_trim(text).n == 0)
		return;
	reply = kz_str_dup(kz_sink_memory(c->out), kz_claude_text(cx, text, KZ_CLAUDE_REPLY));
	for (; c->replied < n; c->replied++) {
		struct kz_row_human_turn *row = kz_sink_row(c->out, KZ_ROW_human_turn, c->replied);

		row->reply = reply;
	}
}

/* What stands between <tag> and </tag>. */
static struct kz_str tagged(struct kz_str s, struct kz_str open, struct kz_str close)
{
	size_t at;

	if (!kz_str_find(s, open, &at))
		return KZ_NOTHING;
	s = kz_str_from(s, at + open.n);
	return kz_str_find(s, close, &at) ? kz_str_head(s, at) : s;
}

/* "/name arguments" of a wrapped slash command. */
static struct kz_str slash_text(struct kz_ctx *cx, struct kz_str s)
{
	struct kz_str name = tagged(s, KZ_S("<command-name>"), KZ_S("</command-name>"));
	struct kz_str args = tagged(s, KZ_S("<command-args>"), KZ_S("</command-args>"));

	name = kz_str_trim(name);
	args = kz_str_trim(args);
	return args.n ? kz_str_join(cx->mem, name, ' ', args) : name;
}

static bool starts_with_any(struct kz_str s, const struct kz_str *heads)
{
	for (; heads->p; heads++)
		if (kz_str_starts(s, *heads))
			return true;
	return false;
}

/* Written by the client into the human's mouth. */
static bool is_wrapper(struct kz_str s)
{
	static const struct kz_str heads[] = {{"<local-command-", 15}, {"<bash-stdout>", 13},
		{"<bash-stderr>", 13}, {"<task-notification>", 19}, {"<system-reminder>", 17},
		{"This session is being continued", 31}, {"Caveat:", 7}, {NULL, 0}};

	return starts_with_any(s, heads);
}

/* A program wrote the prompt: not a human's turn. */
static bool is_program(const json_t *o)
{
	struct kz_str source = kz_json_text(o, "promptSource");
	struct kz_str entry = kz_json_text(o, "entrypoint");
	struct kz_str origin = kz_json_text(kz_json_object(o, "origin"), "kind");

	return kz_str_eq(source, KZ_S("sdk")) || kz_str_starts(entry, KZ_S("sdk-")) ||
		kz_str_eq(origin, KZ_S("task-notification"));
}

/* A refusal is followed by the word that the request was interrupted: one act. */
static int interruption(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	if (c->is_stopped)
		return 0;
	c->is_stopped = true;
	return put(cx, c, r, "interruption", KZ_NOTHING);
}

/* A picture alone is a prompt, too. */
static bool has_blocks(const json_t *message)
{
	return json_array_size(kz_json_array(message, "content")) > 0;
}

int kz_claude_turn(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	const json_t *message = kz_json_object(r->o, "message");
	struct kz_str text = kz_claude_content(cx, json_object_get(message, "content"));
	struct kz_str head = kz_str_trim(text);

	if (r->is_side || kz_json_true(r->o, "isMeta") || kz_json_true(r->o, "isCompactSummary"))
		return 0;
	if (kz_str_starts(head, interrupted))
		return interruption(cx, c, r);
	if (kz_str_starts(head, KZ_S("<command-name>")) ||
		kz_str_starts(head, KZ_S("<command-message>")))
		return put(cx, c, r, "slash", slash_text(cx, head));
	if (kz_str_starts(head, KZ_S("<bash-input>")))
		return put(cx, c, r, "shell",
			tagged(head, KZ_S("<bash-input>"), KZ_S("</bash-input>")));
	if (is_wrapper(head) || is_program(r->o) || (head.n == 0 && !has_blocks(message)))
		return 0;
	c->turn++; /* the others happen within a turn */
	c->is_stopped = false;
	return put(cx, c, r, "prompt", text);
}

/* The human's own words behind a refusal; the rest of it is the client's. */
static struct kz_str refusal_words(struct kz_str text)
{
	const struct kz_str said = KZ_S("the user said:");
	size_t at;

	if (!kz_str_find(text, said, &at))
		return KZ_NOTHING;
	return kz_str_trim(kz_str_from(text, at + said.n));
}

int kz_claude_refusal(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	struct kz_str text)
{
	struct kz_str head = kz_str_head(text, 256);
	struct kz_str kind = kz_json_text(r->o, "toolDenialKind");
	bool denied = kz_str_eq(kind, KZ_S("user-rejected"));

	if (r->is_side)
		return 0;
	if (kz_str_starts(head, interrupted))
		return interruption(cx, c, r);
	if (!kind.p)
		denied =
			kz_str_find(head, refused, NULL) || kz_str_find(head, refused_action, NULL);
	if (!denied || c->is_stopped)
		return 0; /* refusing one of several parallel calls refuses them all */
	c->is_stopped = true;
	return put(cx, c, r, "denial", refusal_words(text));
}

/* Kept until it is known whether it becomes a prompt of its own. */
static void enqueue(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	struct kz_str text)
{
	struct kz_arena *keep = kz_sink_memory(c->out);
	struct kz_str clean = kz_redact(cx->mem, text);
	struct kz_claude_typed *typed;

	KZ_ROOM(keep, c->queue, c->n_queue, c->cap_queue);
	typed = &c->queue[c->n_queue++];
	typed->turn = (struct kz_row_human_turn){
		.session = c->session.session,
		.seq = ++c->seq,
		.turn = c->turn,
		.uuid = kz_str_dup(keep, made_id(cx, r, clean)),
		.at_ms = r->at_ms,
		.kind = KZ_S("queued"),
		.excerpt = kz_str_dup(keep, kz_claude_cut(cx, clean, KZ_CLAUDE_TEXT)),
		.text_bytes = (int64_t)text.n,
		.text_hash = kz_hash_hex(keep, clean, 16),
	};
	typed->text = kz_claude_whole(cx, c, r, "human", text);
	typed->text.record = typed->turn.uuid;
	typed->text.zstd = kz_str_dup(keep, typed->text.zstd);
}

/* Taken up between two calls: it never becomes a prompt. */
static int take_up(struct kz_ctx *cx, struct kz_claude *c)
{
	const struct kz_claude_typed *typed;
	int rc;

	if (c->queued == c->n_queue)
		return 0;
	typed = &c->queue[c->queued++];
	rc = kz_put_human_turn(cx, c->out, &typed->turn);
	return rc < 0 ? rc : kz_claude_keep(cx, c, &typed->text);
}

int kz_claude_queue(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	struct kz_str what = kz_json_text(r->o, "operation");
	struct kz_str text = kz_json_text(r->o, "content");

	if (kz_str_eq(what, KZ_S("enqueue"))) {
		if (text.p && !is_wrapper(kz_str_trim(text)))
			enqueue(cx, c, r, text);
	} else if (kz_str_eq(what, KZ_S("remove"))) {
		return take_up(cx, c);
	} else if (kz_str_eq(what, KZ_S("dequeue"))) {
		c->queued += c->queued < c->n_queue; /* a prompt of its own follows */
	} else if (kz_str_eq(what, KZ_S("popAll"))) {
		c->queued = c->n_queue; /* back into the editor */
	}
	return 0;
}

int kz_claude_queued(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	const json_t *a = kz_json_object(r->o, "attachment");
	struct kz_str mode = kz_json_text(a, "commandMode");
	struct kz_str text = kz_claude_content(cx, json_object_get(a, "prompt"));
	struct kz_str hash = kz_hash_hex(cx->mem, kz_redact(cx->mem, text), 16);
	size_t n = kz_sink_count(c->out, KZ_ROW_human_turn);

	if (r->is_side || kz_str_eq(mode, KZ_S("task-notification")) ||
		is_wrapper(kz_str_trim(text)) || is_program(a))
		return 0;
	for (size_t i = c->queued; i < c->n_queue && i < c->queued + LOOK_AHEAD; i++)
		if (kz_str_eq(c->queue[i].turn.text_hash, hash))
			return 0; /* "remove" follows */
	if (n > 0) {
		const struct kz_row_human_turn *last =
			kz_sink_row(c->out, KZ_ROW_human_turn, n - 1);

		if (kz_str_eq(last->kind, KZ_S("queued")) && kz_str_eq(last->text_hash, hash))
			return 0; /* "remove" came before */
	}
	return put(cx, c, r, "queued", text);
}

int kz_claude_local(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r)
{
	struct kz_str text = kz_str_trim(kz_json_text(r->o, "content"));

	if (r->is_side || kz_json_true(r->o, "isMeta") ||
		!kz_str_starts(text, KZ_S("<command-name>")))
		return 0;
	return put(cx, c, r, "slash", slash_text(cx, text));
}

int kz_claude_queue_end(struct kz_ctx *cx, struct kz_claude *c)
{
	int rc = 0;

	while (c->queued < c->n_queue && rc == 0)
		rc = take_up(cx, c);
	return rc;
}
