/* SPDX-License-Identifier: MIT */
/*
 * A table of text: cells are kept, widths measured, columns aligned. Only text columns are ever
 * cut, never numbers. Cells are escaped when printed, in one line.
 */
#ifndef KZ_BASE_TABLE_H
#define KZ_BASE_TABLE_H

#include "base/buf.h"
#include "base/own.h"
#include "base/str.h"

struct kz_table;

/* `columns`: one character each, 'n' right-aligned and never cut, 't' text. */
struct kz_table *kz_table_new(const char *columns);
void kz_table_free(struct kz_table *t);
KZ_OWNER(kz_table, kz_table_free)

/* The next cell, row by row; copied. The first row is the head when there is one. */
void kz_table_cell(struct kz_table *t, struct kz_str text);

/*
 * Two blanks between columns, `indent` before each line, no blanks at the end of a line. width 0:
 * nothing is cut; else the widest text columns give way until a line fits.
 */
void kz_table_print(struct kz_table *t, struct kz_buf *out, size_t indent, size_t width, bool utf8);

#endif
