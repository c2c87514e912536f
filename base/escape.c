/* SPDX-License-Identifier: MIT */
/* How text from data leaves the program. */
#include "base/escape.h"

#include "base/text.h"

static void show_hidden(struct kz_buf *b, int32_t rune, char byte)
{
	if (rune == KZ_BAD_RUNE)
		kz_buf_addf(b, "\\x%02x", (unsigned)(unsigned char)byte);
	else if (rune < 0x80)
		kz_buf_addf(b, "\\x%02x", (unsigned)rune);
	else
		kz_buf_addf(b, "\\u%04x", (unsigned)rune);
}

static void esc_plain(struct kz_buf *b, struct kz_str s, bool keep_newline)
{
	size_t len;

	for (; s.n; s = kz_str_from(s, len)) {
		int32_t rune = kz_utf8_next(s, &len);

		if (rune == '\n' && keep_newline)
			kz_buf_byte(b, '\n');
		else if (rune == KZ_BAD_RUNE || kz_rune_hidden(rune))
			show_hidden(b, rune, s.p[0]);
		else
			kz_buf_add(b, kz_str_head(s, len));
	}
}

void kz_esc_term(struct kz_buf *b, struct kz_str s)
{
	esc_plain(b, s, true);
}

void kz_esc_line(struct kz_buf *b, struct kz_str s)
{
	esc_plain(b, s, false);
}

void kz_esc_html(struct kz_buf *b, struct kz_str s)
{
	size_t len;

	for (; s.n; s = kz_str_from(s, len)) {
		int32_t rune = kz_utf8_next(s, &len);

		switch (rune) {
		case '&':
			kz_buf_text(b, "&amp;");
			break;
		case '<':
			kz_buf_text(b, "&lt;");
			break;
		case '>':
			kz_buf_text(b, "&gt;");
			break;
		case '"':
			kz_buf_text(b, "&quot;");
			break;
		case '\'':
			kz_buf_text(b, "&#39;");
			break;
		case '\n':
			kz_buf_byte(b, '\n');
			break;
		default:
			if (rune == KZ_BAD_RUNE || kz_rune_hidden(rune))
				show_hidden(b, rune, s.p[0]);
			else
				kz_buf_add(b, kz_str_head(s, len));
		}
	}
}

static size_t longest_run(struct kz_str s, char c)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

void kz_esc_md(struct kz_buf *b, struct kz_str s)
{
	size_t ticks = longest_run(s, '`') + 1, len;
	bool pad = s.n == 0 || s.p[0] == '`' || s.p[s.n - 1] == '`' || s.p[0] == ' ';

	kz_buf_fill(b, '`', ticks);
	if (pad)
		kz_buf_byte(b, ' ');
	for (; s.n; s = kz_str_from(s, len)) {
		int32_t rune = kz_utf8_next(s, &len);

		if (rune == '|')
			kz_buf_text(b, "\\|");
		else if (rune == '\n')
			kz_buf_byte(b, ' ');
		else if (rune == KZ_BAD_RUNE || kz_rune_hidden(rune))
			show_hidden(b, rune, s.p[0]);
		else
			kz_buf_add(b, kz_str_head(s, len));
	}
	if (pad)
		kz_buf_byte(b, ' ');
	kz_buf_fill(b, '`', ticks);
}

void kz_esc_csv(struct kz_buf *b, struct kz_str s)
{
	bool quote = false, formula = s.n && kz_str_find_byte(KZ_S("=+-@\t\r"), s.p[0], NULL);

	for (size_t i = 0; i < s.n && !quote; i++)
		quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r';
	if (quote)
		kz_buf_byte(b, '"');
	if (formula)
		kz_buf_byte(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			kz_buf_byte(b, '"');
		kz_buf_byte(b, s.p[i]);
	}
	if (quote)
		kz_buf_byte(b, '"');
}

void kz_esc_json(struct kz_buf *b, struct kz_str s)
{
	size_t len;

	kz_buf_byte(b, '"');
	for (; s.n; s = kz_str_from(s, len)) {
		int32_t rune = kz_utf8_next(s, &len);

		if (rune == KZ_BAD_RUNE)
			kz_buf_text(b, "\xef\xbf\xbd");
		else if (rune == '"' || rune == '\\')
			kz_buf_addf(b, "\\%c", (char)rune);
		else if (rune == '\n')
			kz_buf_text(b, "\\n");
		else if (rune < 0x20 || rune == 0x7f)
			kz_buf_addf(b, "\\u%04x", (unsigned)rune);
		else
			kz_buf_add(b, kz_str_head(s, len));
	}
	kz_buf_byte(b, '"');
}
