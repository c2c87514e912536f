/* SPDX-License-Identifier: MIT */
/* Edits: lines added and removed, and hashes of lines by which commits are found again. */
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/redact.h"
#include "collect/claude.h"

enum { SHORTEST_LINE = 10, MOST_LINES = 10000 };

/* Texts before and after; p is NULL where there is none. */
struct change {
	struct kz_str old_text, new_text;
};

static int64_t count_lines(struct kz_str s)
{
	struct kz_str line;
	int64_t n = 0;

	while (kz_str_line(&s, &line))
		n++;
	return n;
}

/* Before redaction, but after it where it found something: a hash must not help to guess. */
static struct kz_str hex_of(struct kz_ctx *cx, struct kz_arena *keep, struct kz_str s)
{
	return s.p ? kz_hash_hex(keep, kz_redact(cx->mem, s), 16) : KZ_NOTHING;
}

/* The trimmed line that is hashed; false for those too short to tell anything. */
static bool telling(struct kz_ctx *cx, struct kz_str line, struct kz_str *ret)
{
	*ret = kz_str_trim(line);
	if (ret->n < SHORTEST_LINE)
		return false;
	*ret = kz_redact(cx->mem, *ret);
	return true;
}

/* 8 bytes for each line of the text that the other has not; KZ_NOTHING when there is none. */
static struct kz_str lines_only_in(struct kz_ctx *cx, struct kz_arena *keep, struct kz_str text,
	struct kz_str other)
{
	KZ_OWN(kz_map) seen = kz_map_new();
	struct kz_str rest = other, line, key;
	size_t n = 0, room = 0;
	char *p;

	while (kz_str_line(&rest, &line))
		if (telling(cx, line, &key))
			(void)kz_map_put(seen, key, NULL);
	for (rest = text; room < MOST_LINES && kz_str_line(&rest, &line);)
		room++;
	p = kz_arena_get(keep, room * 8 + 1);
	for (rest = text; n < room && kz_str_line(&rest, &line);) {
		bool is_new = false;

		if (telling(cx, line, &key))
			(void)kz_map_put(seen, key, &is_new);
		if (is_new)
			memcpy(p + 8 * n++, kz_hash64_bytes(cx->mem, key).p, 8);
	}
	return n ? (struct kz_str){p, n * 8} : KZ_NOTHING;
}

static void describe_lines(struct kz_ctx *cx, struct kz_arena *keep, struct kz_row_edit *row,
	const struct change *ch)
{
	row->old_lines = lines_only_in(cx, keep, ch->old_text, ch->new_text);
	row->new_lines = lines_only_in(cx, keep, ch->new_text, ch->old_text);
}

static void describe(struct kz_ctx *cx, struct kz_arena *keep, struct kz_row_edit *row,
	const struct change *ch)
{
	row->added = count_lines(ch->new_text);
	row->deleted = count_lines(ch->old_text);
	row->old_hash = hex_of(cx, keep, ch->old_text);
	row->new_hash = hex_of(cx, keep, ch->new_text);
	describe_lines(cx, keep, row, ch);
}

/* Several edits in one call (MultiEdit): their texts one after another. */
static struct change joined(struct kz_ctx *cx, const json_t *edits)
{
	KZ_OWN(kz_buf) before = kz_buf_new(1 << 20);
	KZ_OWN(kz_buf) after = kz_buf_new(1 << 20);
	struct change ch;

	for (size_t i = 0; i < json_array_size(edits); i++) {
		const json_t *one = json_array_get(edits, i);

		kz_buf_add(before, kz_json_text(one, "old_string"));
		kz_buf_byte(before, '\n');
		kz_buf_add(after, kz_json_text(one, "new_string"));
		kz_buf_byte(after, '\n');
	}
	ch.old_text = kz_str_dup(cx->mem, kz_buf_str(before));
	ch.new_text = kz_str_dup(cx->mem, kz_buf_str(after));
	return ch;
}

struct kz_row_edit *kz_claude_edit_draft(struct kz_ctx *cx, struct kz_claude *c,
	const struct kz_row_tool_call *call, const json_t *input)
{
	struct kz_arena *keep = kz_sink_memory(c->out);
	struct kz_row_edit *row = KZ_NEW(keep, struct kz_row_edit);
	struct change ch = {kz_json_text(input, "old_string"), kz_json_text(input, "new_string")};

	if (kz_json_array(input, "edits"))
		ch = joined(cx, kz_json_array(input, "edits"));
	if (!ch.new_text.p)
		ch.new_text = kz_json_text(input, "content");
	if (!ch.new_text.p)
		ch.new_text = kz_json_text(input, "new_source");
	*row = (struct kz_row_edit){
		.session = call->session,
		.seq = call->seq,
		.call_id = kz_str_dup(keep, call->call_id),
		.path = kz_str_dup(keep, call->path),
		.target = kz_str_dup(keep, call->target),
		.at_ms = call->at_ms,
	};
	describe(cx, keep, row, &ch);
	return row;
}

/* Lines of the hunks that begin with the sign, without it. */
static struct kz_str side_of(struct kz_ctx *cx, const json_t *patch, char sign)
{
	KZ_OWN(kz_buf) text = kz_buf_new(16 << 20);

	for (size_t i = 0; i < json_array_size(patch); i++) {
		const json_t *lines = kz_json_array(json_array_get(patch, i), "lines");

		for (size_t k = 0; k < json_array_size(lines); k++) {
			struct kz_str line = kz_json_str(json_array_get(lines, k));

			if (line.n == 0 || line.p[0] != sign)
				continue;
			kz_buf_add(text, kz_str_from(line, 1));
			kz_buf_byte(text, '\n');
		}
	}
	return kz_str_dup(cx->mem, kz_buf_str(text));
}

/* With a patch lines are counted in it; a new file has none, all its lines are new. */
static void describe_result(struct kz_ctx *cx, struct kz_arena *keep, struct kz_row_edit *row,
	const json_t *result)
{
	const json_t *patch = kz_json_array(result, "structuredPatch");
	struct change sides = {side_of(cx, patch, '-'), side_of(cx, patch, '+')};
	struct change ch = {kz_json_text(result, "oldString"), kz_json_text(result, "newString")};

	if (!ch.new_text.p) {
		ch.old_text = kz_json_text(result, "originalFile");
		ch.new_text = kz_json_text(result, "content");
	}
	if (ch.new_text.p)
		describe(cx, keep, row, &ch);
	if (json_array_size(patch) == 0)
		return;
	if (row->is_human_modified || !ch.new_text.p)
		describe_lines(cx, keep, row, &sides);
	row->added = count_lines(sides.new_text);
	row->deleted = count_lines(sides.old_text);
}

int kz_claude_edit(struct kz_ctx *cx, struct kz_claude *c, struct kz_row_edit *draft,
	const json_t *result)
{
	draft->is_human_modified = kz_json_true(result, "userModified");
	if (result)
		describe_result(cx, kz_sink_memory(c->out), draft, result);
	return kz_put_edit(cx, c->out, draft);
}
