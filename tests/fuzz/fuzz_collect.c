/* SPDX-License-Identifier: MIT */
/* One collector, KZ_FUZZ, on any bytes: it comes back, twice with equal rows, however cut. */
#include <string.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/text.h"
#include "collect/collect.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_LINE = 1 << 20, HEAD = 4096, ROWS_TEXT = 256 << 20 };

static const struct kz_conf conf = {
#define KZ_CONF_BOOL(field, key, value, safe, about) .field = (value),
#define KZ_CONF_INT(field, key, value, min, max, safe, about) .field = (value),
#define KZ_CONF_TEXT(field, key, value, safe, about) .field = {value, sizeof(value) - 1},
#define KZ_CONF_LIST(field, key, safe, about)
#include "base/conf.def"
};

static void check_row(enum kz_row_kind kind, const char *at)
{
	const struct kz_row_type *type = &kz_row_types[kind];

	for (size_t i = 0; i < type->n_fields; i++) {
		const struct kz_field *f = &type->fields[i];
		struct kz_str text;

		if (f->type == KZ_FIELD_TEXT) {
			memcpy(&text, at, sizeof(text));
			KZ_LAW(kz_utf8_valid(text));
			KZ_LAW(!text.n || !memchr(text.p, '\0', text.n));
		}
		at += f->size;
	}
}

/* The rows as text, the input in pieces of `piece` bytes; of a refused input there are none. */
static void rows_of(struct kz_str body, size_t piece, struct kz_buf *out)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	KZ_OWN(kz_lines) lines = NULL;
	KZ_OWN(kz_pieces) pieces = NULL;
	struct kz_ctx cx = {.mem = mem, .conf = &conf, .now = 1750000000};
	struct kz_input in = {
		.take = KZ_FUZZ.take,
		.path = "input",
		.head = kz_str_head(body, HEAD),
		.mtime_s = 1750000000,
	};

	if (in.take == KZ_TAKE_LINES)
		in.lines = lines = kz_lines_memory(body, MAX_LINE);
	else
		in.pieces = pieces = kz_pieces_memory(body, piece);
	if (KZ_FUZZ.bid)
		KZ_LAW(KZ_FUZZ.bid(&in) >= 0 && KZ_FUZZ.bid(&in) <= 100);
	if (KZ_FUZZ.read(&cx, &in, sink) < 0) {
		KZ_LAW(cx.err.len > 0);
		return;
	}
	for (int kind = 0; kind < KZ_ROW_KINDS; kind++) {
		for (size_t i = 0; i < kz_sink_count(sink, (enum kz_row_kind)kind); i++)
			check_row((enum kz_row_kind)kind,
				kz_sink_row(sink, (enum kz_row_kind)kind, i));
	}
	kz_sink_print(sink, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_buf) first = kz_buf_new(ROWS_TEXT);
	KZ_OWN(kz_buf) second = kz_buf_new(ROWS_TEXT);
	const struct kz_str body = {n ? (const char *)bytes : "", n};

	rows_of(body, 64 << 10, first);
	rows_of(body, 7, second);
	KZ_LAW(kz_str_eq(kz_buf_str(first), kz_buf_str(second)));
	return 0;
}
