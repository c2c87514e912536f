/* SPDX-License-Identifier: MIT */
/* Lines of text: escaping, widths, wrapping, colour. */
#include "report/page.h"

#include "base/escape.h"
#include "base/text.h"

static struct kz_str clean(struct kz_page *p, struct kz_str s)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1 << 20);

	kz_esc_line(b, s);
	return kz_str_dup(p->mem, kz_buf_str(b));
}

size_t kz_page_width(struct kz_page *p, struct kz_str s)
{
	return kz_text_width(clean(p, s));
}

enum kz_ink kz_page_tone(enum kz_tone tone)
{
	switch (tone) {
	case KZ_TONE_BETTER:
		return KZ_INK_BETTER;
	case KZ_TONE_WORSE:
		return KZ_INK_WORSE;
	case KZ_TONE_PLAIN:
	case KZ_TONE_CHANGED:
		break;
	}
	return KZ_INK_PLAIN;
}

/* Sixteen colours are enough for two; each is doubled by a word (report.md 6). */
static void paint(struct kz_page *p, enum kz_ink ink, struct kz_str s)
{
	static const char *const on[] = {
		[KZ_INK_PLAIN] = "",
		[KZ_INK_BOLD] = "1",
		[KZ_INK_DIM] = "2",
		[KZ_INK_BETTER] = "34",
		[KZ_INK_WORSE] = "33",
	};

	if (!p->colour || ink == KZ_INK_PLAIN || !s.n) {
		kz_buf_add(p->out, s);
		return;
	}
	kz_buf_addf(p->out, "\x1b[%sm", on[ink]);
	kz_buf_add(p->out, s);
	kz_buf_text(p->out, "\x1b[0m");
}

/* As much as fits, the last column taken by the mark when something was cut. */
static struct kz_str cut(struct kz_page *p, struct kz_str s, size_t columns)
{
	struct kz_str mark = p->utf8 ? KZ_S("\u2026") : KZ_S("...");
	size_t room = kz_text_width(mark);

	if (kz_text_width(s) <= columns)
		return s;
	if (columns < room)
		return kz_text_fit(s, columns);
	s = kz_str_trim(kz_text_fit(s, columns - room));
	return kz_strf(p->mem, "%.*s" KZ_FMT, (int)s.n, s.p, KZ_ARG(mark));
}

void kz_page_fit(struct kz_page *p, enum kz_ink ink, struct kz_str s, size_t columns)
{
	paint(p, ink, cut(p, clean(p, s), columns));
}

void kz_page_blanks(struct kz_page *p, size_t n)
{
	kz_buf_fill(p->out, ' ', n);
}

void kz_page_right(struct kz_page *p, struct kz_str number, size_t columns)
{
	size_t width = kz_text_width(number);

	kz_page_blanks(p, width < columns ? columns - width : 0);
	kz_buf_add(p->out, number);
}

void kz_page_left(struct kz_page *p, enum kz_ink ink, struct kz_str s, size_t columns)
{
	struct kz_str shown = cut(p, clean(p, s), columns);
	size_t width = kz_text_width(shown);

	paint(p, ink, shown);
	kz_page_blanks(p, width < columns ? columns - width : 0);
}

void kz_page_wrap(struct kz_page *p, enum kz_ink ink, struct kz_str s, size_t at, size_t indent)
{
	KZ_OWN(kz_buf) line = kz_buf_new(1 << 20);
	struct kz_str rest = clean(p, s), word;

	while (kz_str_word(&rest, &word)) {
		size_t width = kz_text_width(word);

		if (line->n && at + 1 + width > p->width) {
			paint(p, ink, kz_buf_str(line));
			kz_page_end(p);
			kz_page_blanks(p, indent);
			kz_buf_reset(line);
			at = indent;
		} else if (line->n) {
			kz_buf_byte(line, ' ');
			at++;
		}
		kz_buf_add(line, word);
		at += width;
	}
	paint(p, ink, kz_buf_str(line));
}

void kz_page_end(struct kz_page *p)
{
	while (p->out->n && p->out->p[p->out->n - 1] == ' ')
		p->out->n--;
	kz_buf_byte(p->out, '\n');
}
