/* SPDX-License-Identifier: MIT */
/*
 * Lines of text for a terminal or a pipe: words wrapped, numbers never cut, text cut with a mark.
 * All text is escaped here, so that a caller hands over what data say as it is.
 */
#ifndef KZ_REPORT_PAGE_H
#define KZ_REPORT_PAGE_H

#include "base/buf.h"
#include "report/series.h"

enum kz_ink { KZ_INK_PLAIN, KZ_INK_BOLD, KZ_INK_DIM, KZ_INK_BETTER, KZ_INK_WORSE };

struct kz_page {
	struct kz_arena *mem;
	struct kz_buf *out;
	size_t width;
	bool utf8, colour;
};

/* Cut to so many columns. */
void kz_page_fit(struct kz_page *p, enum kz_ink ink, struct kz_str s, size_t columns);
/* In a column of that width, blanks before (right) or after it; longer numbers push on. */
void kz_page_right(struct kz_page *p, struct kz_str number, size_t columns);
void kz_page_left(struct kz_page *p, enum kz_ink ink, struct kz_str s, size_t columns);
/* Words from column `at` (where the line stands now) to the width, further lines from `indent`. */
void kz_page_wrap(struct kz_page *p, enum kz_ink ink, struct kz_str s, size_t at, size_t indent);
void kz_page_blanks(struct kz_page *p, size_t n);
void kz_page_end(struct kz_page *p); /* of the line; blanks before it are dropped */

/* Columns of s once escaped. */
size_t kz_page_width(struct kz_page *p, struct kz_str s);

enum kz_ink kz_page_tone(enum kz_tone tone);

#endif
