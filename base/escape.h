/* SPDX-License-Identifier: MIT */
/*
 * How text from data leaves the program: one function per way out, each appends to a buffer.
 * Nothing from data is printed, written into a page or a table by any other way.
 */
#ifndef KZ_BASE_ESCAPE_H
#define KZ_BASE_ESCAPE_H

#include "base/buf.h"
#include "base/str.h"

/* Terminal, log: hidden characters as \xNN or \uNNNN, invalid bytes as \xNN. Newlines stay. */
void kz_esc_term(struct kz_buf *b, struct kz_str s);
/* The same in one line: newlines are shown as \x0a. */
void kz_esc_line(struct kz_buf *b, struct kz_str s);
/* HTML text node or double-quoted attribute; hidden characters are shown as \uNNNN. */
void kz_esc_html(struct kz_buf *b, struct kz_str s);
/* A Markdown code span longer than any run of backticks inside; safe in a table cell. */
void kz_esc_md(struct kz_buf *b, struct kz_str s);
/* A CSV cell: quoted where needed; a leading = + - @ tab or CR gets a ' before it. */
void kz_esc_csv(struct kz_buf *b, struct kz_str s);
/* A JSON string with its quotes: valid UTF-8, invalid bytes become U+FFFD. */
void kz_esc_json(struct kz_buf *b, struct kz_str s);

#endif
