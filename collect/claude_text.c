/* SPDX-License-Identifier: MIT */
/* Whole texts (agents.keep = full): redacted first, then cut, then compressed. */
#include "base/conf.h"
#include "base/redact.h"
#include "collect/claude.h"
#include "collect/compress.h"
#include "collect/result.h"

enum { MOST_TEXT = 1 << 20 };

struct kz_row_text kz_claude_whole(struct kz_ctx *cx, const struct kz_claude *c,
	const struct kz_claude_record *r, const char *part, struct kz_str text)
{
	struct kz_row_text row = {
		.session = c->session.session,
		.seq = c->seq,
		.record = kz_claude_cut(cx, r->uuid, KZ_CLAUDE_TARGET),
		.part = kz_str_c(part),
		.at_ms = r->at_ms,
	};
	struct kz_str clean, kept;

	if (!kz_str_eq(cx->conf->agents_keep, KZ_S("full")) || kz_str_trim(text).n == 0)
		return row;
	clean = kz_redact(cx->mem, kz_result_plain(cx->mem, text));
	kept = kz_claude_cut(cx, clean, MOST_TEXT);
	row.bytes = (int64_t)kept.n;
	row.is_cut = clean.n > MOST_TEXT;
	row.zstd = kz_compress(cx->mem, kept);
	return row;
}

int kz_claude_keep(struct kz_ctx *cx, struct kz_claude *c, const struct kz_row_text *row)
{
	return row->zstd.p ? kz_put_text(cx, c->out, row) : 0;
}
