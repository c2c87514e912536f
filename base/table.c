/* SPDX-License-Identifier: MIT */
/* A table of text with aligned columns. */
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/text.h"

enum { GAP = 2, NARROWEST = 8, MAX_CELL = 64 << 10 };

struct kz_table {
	struct kz_arena *mem;
	struct kz_str columns; /* 'n' or 't' each */
	struct kz_str *cells;
	size_t *widths; /* by cell */
	size_t n, cap, cap_widths;
};

struct kz_table *kz_table_new(const char *columns)
{
	struct kz_table *t = kz_alloc(sizeof(*t));

	*t = (struct kz_table){.mem = kz_arena_new()};
	t->columns = kz_str_dup(t->mem, kz_str_c(columns));
	return t;
}

void kz_table_free(struct kz_table *t)
{
	if (!t)
		return;
	kz_arena_free(t->mem);
	free(t);
}

void kz_table_cell(struct kz_table *t, struct kz_str text)
{
	KZ_OWN(kz_buf) safe = kz_buf_new(MAX_CELL);

	kz_esc_line(safe, text);
	KZ_ROOM(t->mem, t->cells, t->n, t->cap);
	if (t->cap_widths < t->cap) {
		t->widths = kz_arena_grow(t->mem, t->widths, t->cap_widths * sizeof(size_t),
			t->cap * sizeof(size_t));
		t->cap_widths = t->cap;
	}
	t->cells[t->n] = kz_str_dup(t->mem, kz_buf_str(safe));
	t->widths[t->n] = kz_text_width(t->cells[t->n]);
	t->n++;
}

/* Takes columns off the widest text column until the line fits. */
static void squeeze(const struct kz_table *t, size_t *widths, size_t room)
{
	for (;;) {
		size_t sum = 0, widest = t->columns.n;

		for (size_t c = 0; c < t->columns.n; c++) {
			sum += widths[c] + (c ? GAP : 0);
			if (t->columns.p[c] == 't' && widths[c] > NARROWEST &&
				(widest == t->columns.n || widths[c] > widths[widest]))
				widest = c;
		}
		if (sum <= room || widest == t->columns.n)
			return;
		widths[widest]--;
	}
}

static void print_cell(struct kz_buf *out, struct kz_str cell, size_t width, bool right, bool utf8)
{
	size_t have = kz_text_width(cell);

	if (right)
		kz_buf_fill(out, ' ', width > have ? width - have : 0);
	if (have > width) {
		struct kz_str mark = utf8 ? KZ_S("…") : KZ_S("~");

		cell = kz_text_fit(cell, width - 1);
		have = kz_text_width(cell) + 1;
		kz_buf_add(out, cell);
		kz_buf_add(out, mark);
	} else {
		kz_buf_add(out, cell);
	}
	if (!right)
		kz_buf_fill(out, ' ', width > have ? width - have : 0);
}

void kz_table_print(struct kz_table *t, struct kz_buf *out, size_t indent, size_t width, bool utf8)
{
	size_t columns = t->columns.n;
	size_t *widths = KZ_NEW_ARRAY(t->mem, size_t, columns);

	for (size_t i = 0; i < t->n; i++)
		if (t->widths[i] > widths[i % columns])
			widths[i % columns] = t->widths[i];
	if (width)
		squeeze(t, widths, width > indent ? width - indent : 1);
	for (size_t row = 0; row + columns <= t->n; row += columns) {
		kz_buf_fill(out, ' ', indent);
		for (size_t c = 0; c < columns; c++) {
			if (c)
				kz_buf_fill(out, ' ', GAP);
			print_cell(out, t->cells[row + c], widths[c], t->columns.p[c] == 'n', utf8);
		}
		while (out->n && out->p[out->n - 1] == ' ')
			out->n--;
		kz_buf_byte(out, '\n');
	}
}
