/* SPDX-License-Identifier: MIT */
/*
 * What the files of the Claude Code collector share: the state of reading one transcript, and
 * one record of it. claude_code.c reads and knows the types of records, claude_turn.c what a
 * human did, claude_call.c tools and their results, claude_edit.c what edits changed,
 * claude_text.c whole texts, claude_usage.c tokens. Format: transcripts of 2.0.64 to 2.1.239.
 */
#ifndef KZ_COLLECT_CLAUDE_H
#define KZ_COLLECT_CLAUDE_H

#include "base/json.h"
#include "base/map.h"
#include "collect/jsonl.h"
#include "warehouse/sink.h"

enum {
	KZ_CLAUDE_TEXT = 1024,  /* bytes kept of a human turn */
	KZ_CLAUDE_REPLY = 160,  /* of the agent's next text */
	KZ_CLAUDE_TARGET = 300, /* of a path or name */
	KZ_CLAUDE_COMMAND = 4096,
};

/* Typed ahead: what it becomes is not known before it is taken up. In the sink's memory. */
struct kz_claude_typed {
	struct kz_row_human_turn turn;
	struct kz_row_text text;
};

struct kz_claude_open {
	struct kz_row_edit *draft; /* of editing tools, as asked for; in the sink's memory */
	bool has_id, has_result;
};

struct kz_claude {
	struct kz_records records;
	struct kz_sink *out;
	struct kz_row_session session; /* put at the end; texts live in the sink's memory */
	int64_t own_start_ms;          /* of records with the file's own sessionId */
	bool is_subagent_file;
	bool is_beside;              /* one of those, and the parent is not known yet */
	int64_t seq;                 /* of the row put last */
	int64_t turn;                /* prompts so far */
	size_t replied;              /* human turns before this one have their reply */
	bool is_stopped;             /* by the human, and the agent has not gone on since */
	int64_t context;             /* tokens of the record's own response; KZ_UNKNOWN */
	struct kz_map *calls;        /* call ids; value: its row of tool_call */
	struct kz_claude_open *open; /* beside each row of tool_call; in the sink's memory */
	size_t n_open, cap_open;
	size_t excerpts;               /* bytes kept of results */
	size_t nameless;               /* calls before this one have an id or a result */
	struct kz_map *responses;      /* message and request ids; value: 1 + its row of response */
	struct kz_map *unknown;        /* types of records not known; value: how many */
	struct kz_claude_typed *queue; /* not taken up yet; in the sink's memory */
	size_t queued;                 /* of them, so many are done with */
	size_t n_queue, cap_queue;
};

struct kz_claude_record {
	const json_t *o; /* the record, or the one inside an agent_progress */
	struct kz_str uuid, cwd;
	int64_t at_ms; /* KZ_UNKNOWN */
	bool is_side;  /* of a subagent */
};

/* An id: KZ_NOTHING where it is missing, empty or redacted. */
struct kz_str kz_claude_id(const json_t *o, const char *key);

/* For a row: redacted as a whole, then at most max bytes, valid. In cx->mem, or s itself. */
struct kz_str kz_claude_text(struct kz_ctx *cx, struct kz_str s, size_t max);
/* The same, for text that was redacted already, or holds no secret. */
struct kz_str kz_claude_cut(struct kz_ctx *cx, struct kz_str s, size_t max);

/* The text of a message's content: a string, or its blocks of text joined by newlines. */
struct kz_str kz_claude_content(struct kz_ctx *cx, const json_t *content);

/*
 * The whole of a text of the record, in cx->mem, if agents.keep says so; else zstd.p is NULL. It
 * belongs to the row put last. part: human agent command result.
 */
struct kz_row_text kz_claude_whole(struct kz_ctx *cx, const struct kz_claude *c,
	const struct kz_claude_record *r, const char *part, struct kz_str text);
/* Puts the row, unless there is nothing to keep. */
KZ_CHECK int kz_claude_keep(struct kz_ctx *cx, struct kz_claude *c, const struct kz_row_text *row);

/* A user record without results: what did the human do? */
KZ_CHECK int kz_claude_turn(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r);
/* A result that says that the human refused or stopped the call. */
KZ_CHECK int kz_claude_refusal(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r, struct kz_str text);
/* queue-operation, attachment queued_command, system local_command */
KZ_CHECK int kz_claude_queue(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r);
KZ_CHECK int kz_claude_queued(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r);
KZ_CHECK int kz_claude_local(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r);
/* What is still in the queue when the file ends was typed all the same. */
KZ_CHECK int kz_claude_queue_end(struct kz_ctx *cx, struct kz_claude *c);
/* The agent's next text, given to the turns that wait for it. */
void kz_claude_reply(struct kz_ctx *cx, struct kz_claude *c, struct kz_str text);

/* Blocks tool_use and tool_result; in very old versions they are records. */
KZ_CHECK int kz_claude_call(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r, const json_t *block);
KZ_CHECK int kz_claude_result(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r, const json_t *block);
KZ_CHECK int kz_claude_pr_link(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r);

/* What a call of an editing tool is about to change, in the sink's memory. */
struct kz_row_edit *kz_claude_edit_draft(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_row_tool_call *call, const json_t *input);
/* It has changed that: what the result says of it counts more than what was asked for. */
KZ_CHECK int kz_claude_edit(struct kz_ctx *cx, struct kz_claude *c, struct kz_row_edit *draft,
	const json_t *result);

/* Tokens of an assistant message; ret_context: input and cache tokens, KZ_UNKNOWN without usage. */
KZ_CHECK int kz_claude_usage(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_claude_record *r, int64_t *ret_context);
/* When the file was read: the session's model. */
void kz_claude_usage_end(struct kz_claude *c);

#endif
