/* SPDX-License-Identifier: MIT */
/* Rows in memory, in the order they came; printing them. Storing is sink_flush.c. */
#include "warehouse/sink.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/escape.h"
#include "warehouse/sink_private.h"

enum { MAX_ROWS = 10000000, MAX_TEXT = 256 << 20 };

struct kz_sink *kz_sink_new(kz_sink_store *store, void *self)
{
	struct kz_sink *s = kz_alloc(sizeof(*s));

	*s = (struct kz_sink){.mem = kz_arena_new(), .store = store, .self = self};
	return s;
}

void kz_sink_free(struct kz_sink *s)
{
	if (!s)
		return;
	kz_arena_free(s->mem);
	free(s);
}

void kz_sink_clear(struct kz_sink *s)
{
	kz_arena_reset(s->mem);
	memset(s->rows, 0, sizeof(s->rows));
	s->order = NULL;
	s->n_order = s->cap_order = s->text = 0;
	s->cursor = KZ_NOTHING;
}

/* Texts are copied into the sink's memory, but for those that the row before has, too. */
static void *copy_row(struct kz_sink *s, const struct kz_row_type *type, const void *row,
	const char *before)
{
	char *copy = kz_arena_get(s->mem, type->size), *at = copy;

	memcpy(copy, row, type->size);
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct kz_field *f = &type->fields[i];

		if (f->type != KZ_FIELD_INT) {
			struct kz_str text, old = KZ_NOTHING;

			memcpy(&text, at, sizeof(text));
			if (before)
				memcpy(&old, before + (at - copy), sizeof(old));
			text = old.p && text.p && kz_str_eq(old, text) ? old
								       : kz_str_dup(s->mem, text);
			memcpy(at, &text, sizeof(text));
			s->text += text.n;
		}
		at += f->size;
	}
	return copy;
}

int kz_sink_put(struct kz_ctx *cx, struct kz_sink *s, enum kz_row_kind kind, const void *row)
{
	struct kz_sink_rows *rows = &s->rows[kind];

	if (s->n_order >= MAX_ROWS)
		return kz_fail(cx, KZ_ELIMIT, "more than %d rows in one input", MAX_ROWS);
	if (!s->store && s->text > MAX_TEXT) /* not in units: all of it is in memory */
		return kz_fail(cx, KZ_ELIMIT, "more than %d MB of text in the rows of one input",
			MAX_TEXT >> 20);
	KZ_ROOM(s->mem, rows->rows, rows->n, rows->cap);
	rows->rows[rows->n] =
		copy_row(s, &kz_row_types[kind], row, rows->n ? rows->rows[rows->n - 1] : NULL);
	KZ_ROOM(s->mem, s->order, s->n_order, s->cap_order);
	s->order[s->n_order++] = (struct kz_sink_entry){.kind = kind, .row = rows->rows[rows->n]};
	rows->n++;
	return 0;
}

int kz_sink_unit(struct kz_ctx *cx, struct kz_sink *s, struct kz_str cursor)
{
	if (!s->store)
		return 0;
	return s->store(cx, s->self, s, cursor);
}

void kz_sink_cursor(struct kz_sink *s, struct kz_str cursor)
{
	s->cursor = kz_str_dup(s->mem, cursor);
}

struct kz_str kz_sink_get_cursor(const struct kz_sink *s)
{
	return s->cursor;
}

size_t kz_sink_count(const struct kz_sink *s, enum kz_row_kind kind)
{
	return s->rows[kind].n;
}

void *kz_sink_row(struct kz_sink *s, enum kz_row_kind kind, size_t at)
{
	return s->rows[kind].rows[at];
}

size_t kz_sink_total(const struct kz_sink *s)
{
	return s->n_order;
}

struct kz_arena *kz_sink_memory(struct kz_sink *s)
{
	return s->mem;
}

static void print_blob(struct kz_buf *out, struct kz_str bytes)
{
	kz_buf_text(out, "x'");
	for (size_t i = 0; i < bytes.n; i++)
		kz_buf_addf(out, "%02x", (unsigned)(unsigned char)bytes.p[i]);
	kz_buf_byte(out, '\'');
}

static void print_row(struct kz_buf *out, const struct kz_sink_entry *e)
{
	const struct kz_row_type *type = &kz_row_types[e->kind];
	const char *at = e->row;

	kz_buf_text(out, type->name);
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct kz_field *f = &type->fields[i];
		struct kz_str text;
		int64_t number;

		if (f->type == KZ_FIELD_INT) {
			memcpy(&number, at, sizeof(number));
			if (number != KZ_UNKNOWN)
				kz_buf_addf(out, " %s=%lld", f->name, (long long)number);
		} else {
			memcpy(&text, at, sizeof(text));
			if (text.p) {
				kz_buf_addf(out, " %s=", f->name);
				if (f->type == KZ_FIELD_BLOB)
					print_blob(out, text);
				else
					kz_esc_json(out, text);
			}
		}
		at += f->size;
	}
	kz_buf_byte(out, '\n');
}

void kz_sink_print(const struct kz_sink *s, struct kz_buf *out)
{
	for (size_t i = 0; i < s->n_order; i++)
		print_row(out, &s->order[i]);
}
