/* SPDX-License-Identifier: MIT */
/* Tokens: one row for each response of the API, which a transcript repeats on several lines. */
#include "base/arena.h"
#include "base/clock.h"
#include "collect/claude.h"

enum { MOST_TOKENS = 1000000000, MOST_ITERATIONS = 1000 };

/* A bucket, clamped so that no sum of them can overflow. */
static int64_t tokens(const json_t *usage, const char *key)
{
	int64_t n = 0;

	if (!kz_json_int(usage, key, &n) || n < 0)
		return 0;
	return n < MOST_TOKENS ? n : MOST_TOKENS;
}

static void buckets(const json_t *usage, struct kz_row_response *ret)
{
	const json_t *made = kz_json_object(usage, "cache_creation");

	ret->input_tokens = tokens(usage, "input_tokens");
	ret->output_tokens = tokens(usage, "output_tokens");
	ret->cache_read_tokens = tokens(usage, "cache_read_input_tokens");
	ret->cache_write_tokens = made ? tokens(made, "ephemeral_5m_input_tokens") +
			tokens(made, "ephemeral_1h_input_tokens")
				       : tokens(usage, "cache_creation_input_tokens");
}

static int64_t total(const struct kz_row_response *r)
{
	return r->input_tokens + r->output_tokens + r->cache_read_tokens + r->cache_write_tokens;
}

/* A repeat replaces the row only when it counts more, or as much and knows the speed. */
static void keep_larger(struct kz_row_response *old, const struct kz_row_response *row)
{
	if (total(row) < total(old))
		return;
	if (total(row) == total(old) && (row->is_fast == KZ_UNKNOWN || old->is_fast != KZ_UNKNOWN))
		return;
	old->at_ms = row->at_ms;
	old->input_tokens = row->input_tokens;
	old->output_tokens = row->output_tokens;
	old->cache_read_tokens = row->cache_read_tokens;
	old->cache_write_tokens = row->cache_write_tokens;
	old->is_fast = row->is_fast;
}

/* Without an id of the message each line counts. */
static int put(struct kz_ctx *cx, struct kz_claude *c, struct kz_row_response *row)
{
	struct kz_str key;
	uint32_t id = 0;
	int64_t at;

	if (row->message_id.p) {
		key = kz_strf(cx->mem, KZ_FMT "\x1f" KZ_FMT "\x1f%d", KZ_ARG(row->message_id),
			KZ_ARG(row->request_id), (int)row->is_subagent);
		id = kz_map_put(c->responses, key, NULL);
		at = kz_map_get(c->responses, id);
		if (at) {
			keep_larger(kz_sink_row(c->out, KZ_ROW_response, (size_t)at - 1), row);
			return 0;
		}
	}
	at = (int64_t)kz_sink_count(c->out, KZ_ROW_response) + 1;
	if (row->message_id.p)
		kz_map_set(c->responses, id, at);
	row->session = c->session.session;
	row->seq = ++c->seq;
	return kz_put_response(cx, c->out, row);
}

/* Another model that was asked on the way: its tokens are outside of the response's own. */
static int put_advisors(struct kz_ctx *cx, struct kz_claude *c, const json_t *usage,
	const struct kz_row_response *of)
{
	const json_t *list = kz_json_array(usage, "iterations");
	int rc = 0;

	for (size_t i = 0; i < json_array_size(list) && i < MOST_ITERATIONS && rc == 0; i++) {
		const json_t *one = json_array_get(list, i);
		struct kz_row_response row = *of;

		if (!kz_str_eq(kz_json_text(one, "type"), KZ_S("advisor_message")))
			continue;
		row.model = kz_claude_text(cx, kz_json_text(one, "model"), KZ_CLAUDE_TARGET);
		if (row.message_id.p)
			row.message_id = kz_strf(cx->mem, KZ_FMT "#%zu", KZ_ARG(of->message_id), i);
		buckets(one, &row);
		rc = put(cx, c, &row);
	}
	return rc;
}

int kz_claude_usage(struct kz_ctx *cx, struct kz_claude *c, const struct kz_claude_record *r,
	int64_t *ret_context)
{
	const json_t *message = kz_json_object(r->o, "message");
	const json_t *usage = kz_json_object(message, "usage");
	struct kz_str speed = kz_json_text(usage, "speed");
	struct kz_row_response row = {
		.message_id = kz_claude_cut(cx, kz_claude_id(message, "id"), KZ_CLAUDE_TARGET),
		.request_id = kz_claude_cut(cx, kz_claude_id(r->o, "requestId"), KZ_CLAUDE_TARGET),
		.at_ms = r->at_ms,
		.model = kz_claude_text(cx, kz_json_text(message, "model"), KZ_CLAUDE_TARGET),
		.is_subagent = r->is_side,
		.is_fast = speed.p ? kz_str_eq(speed, KZ_S("fast")) : KZ_UNKNOWN,
	};
	int rc;

	*ret_context = KZ_UNKNOWN;
	if (!usage)
		return 0;
	buckets(usage, &row);
	*ret_context = row.input_tokens + row.cache_read_tokens + row.cache_write_tokens;
	if (r->at_ms == KZ_UNKNOWN)
		return 0; /* of no day */
	if ((rc = put(cx, c, &row)) < 0)
		return rc;
	return put_advisors(cx, c, usage, &row);
}

static bool is_counted(const struct kz_row_response *r, bool subagents)
{
	return r->is_subagent == subagents && r->model.p &&
		!kz_str_eq(r->model, KZ_S("<synthetic>"));
}

/* The model of most responses, the earlier of equals; of subagents only if there is no other. */
static struct kz_str model_of_most(struct kz_claude *c)
{
	KZ_OWN(kz_map) models = kz_map_new();
	uint32_t best = 0;

	for (int side = 0; side < 2 && kz_map_count(models) == 0; side++) {
		for (size_t i = 0; i < kz_sink_count(c->out, KZ_ROW_response); i++) {
			const struct kz_row_response *r = kz_sink_row(c->out, KZ_ROW_response, i);
			uint32_t id;

			if (!is_counted(r, side))
				continue;
			id = kz_map_put(models, r->model, NULL);
			kz_map_set(models, id, kz_map_get(models, id) + 1);
		}
	}
	if (kz_map_count(models) == 0)
		return KZ_NOTHING;
	for (uint32_t id = 1; id < kz_map_count(models); id++)
		if (kz_map_get(models, id) > kz_map_get(models, best))
			best = id;
	return kz_str_dup(kz_sink_memory(c->out), kz_map_key(models, best));
}

void kz_claude_usage_end(struct kz_claude *c)
{
	for (size_t i = 0; i < kz_sink_count(c->out, KZ_ROW_response); i++) {
		struct kz_row_response *r = kz_sink_row(c->out, KZ_ROW_response, i);

		if (r->is_fast == KZ_UNKNOWN)
			r->is_fast = 0;
	}
	c->session.model = model_of_most(c);
}
