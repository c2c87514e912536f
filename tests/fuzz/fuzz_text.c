/* SPDX-License-Identifier: MIT */
/* The text functions that untrusted bytes meet first and last, on any bytes. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_LINE = 64 };

/* What stands on a terminal or in a page holds no hidden character but, where allowed, newline. */
static void check_shown(struct kz_str shown, bool newline)
{
	KZ_LAW(kz_utf8_valid(shown));
	while (shown.n) {
		size_t len;
		int32_t rune = kz_utf8_next(shown, &len);

		KZ_LAW(!kz_rune_hidden(rune) || (newline && rune == '\n'));
		shown = kz_str_from(shown, len);
	}
}

static void escape(struct kz_str s)
{
	KZ_OWN(kz_buf) b = kz_buf_new(64 << 20);

	kz_esc_term(b, s);
	check_shown(kz_buf_str(b), true);
	kz_buf_reset(b);
	kz_esc_line(b, s);
	check_shown(kz_buf_str(b), false);
	kz_buf_reset(b);
	kz_esc_html(b, s);
	check_shown(kz_buf_str(b), true);
	KZ_LAW(!kz_str_find_byte(kz_buf_str(b), '<', NULL));
	KZ_LAW(!kz_str_find_byte(kz_buf_str(b), '"', NULL));
	kz_buf_reset(b);
	kz_esc_md(b, s);
	check_shown(kz_buf_str(b), false);
	kz_buf_reset(b);
	kz_esc_csv(b, s);
	KZ_LAW(!b->n || !memchr("=+-@\t\r", b->p[0], 6));
}

/* What is written as JSON is read back as the repaired text. */
static void json_round(struct kz_ctx *cx, struct kz_str s)
{
	KZ_OWN(kz_buf) b = kz_buf_new(64 << 20);
	KZ_OWN_JSON list = NULL;
	KZ_OWN_JSON other = NULL;
	size_t used;

	kz_buf_byte(b, '[');
	kz_esc_json(b, s);
	kz_buf_byte(b, ']');
	KZ_LAW(kz_json_read(cx, kz_buf_str(b), &list, &used) == 0);
	KZ_LAW(used == b->n);
	KZ_LAW(kz_utf8_valid(kz_json_str(json_array_get(list, 0))));
	if (kz_json_read(cx, s, &other, &used) == 0)
		KZ_LAW(used > 0 && used <= s.n);
}

/* Lines lie one after another and leave nothing out. */
static void lines(struct kz_ctx *cx, struct kz_str s)
{
	KZ_OWN(kz_lines) l = kz_lines_memory(s, MAX_LINE);
	struct kz_line line;
	int64_t at = 0;
	bool more;

	while (kz_lines_next(cx, l, &line, &more) == 0 && more) {
		KZ_LAW(line.at >= at && line.at <= (int64_t)s.n);
		KZ_LAW(line.text.n <= MAX_LINE);
		KZ_LAW(memcmp(s.p + line.at, line.text.p, line.text.n) == 0);
		at = line.at + (int64_t)line.text.n;
	}
	KZ_LAW(!s.n || at > 0 || s.p[0] == '\n');
}

static void numbers_and_times(struct kz_ctx *cx, struct kz_str s)
{
	int64_t n, ms;
	double x;
	bool zone;

	(void)kz_str_i64(s, &n);
	(void)kz_str_f64(s, &x);
	(void)kz_time_since(s, cx->now, &n);
	if (kz_time_iso_ms(s, &ms, &zone)) {
		KZ_LAW(ms >= 0);
		KZ_LAW(kz_time_iso_ms(kz_time_rfc(cx->mem, ms / 1000), &n, &zone) && zone);
		KZ_LAW(n == ms / 1000 * 1000);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem, .now = 1750000000};
	const struct kz_str s = {n ? (const char *)bytes : "", n};
	struct kz_str repaired = kz_utf8_repair(mem, s);

	KZ_LAW(kz_utf8_valid(repaired) && (!n || !memchr(repaired.p, '\0', repaired.n)));
	KZ_LAW(kz_utf8_head(repaired, n / 2).n <= n / 2);
	KZ_LAW(kz_utf8_valid(kz_utf8_head(repaired, n / 2)));
	KZ_LAW(kz_utf8_valid(kz_utf8_tail(repaired, n / 2)));
	KZ_LAW(kz_text_width(kz_text_fit(repaired, 20)) <= 20);
	escape(s);
	json_round(&cx, s);
	lines(&cx, s);
	numbers_and_times(&cx, s);
	return 0;
}
