/* SPDX-License-Identifier: MIT */
/* Ways out: no control byte, no markup and no formula from data leaves as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/text.h"

typedef void escape(struct kz_buf *b, struct kz_str s);

static void expect(escape *esc, struct kz_str in, struct kz_str want)
{
	KZ_OWN(kz_buf) b = kz_buf_new(4096);

	esc(b, in);
	assert_int_equal(b->n, want.n);
	assert_memory_equal(b->p, want.p, want.n);
}

static void test_kz_esc_term__shows_what_would_act(void **state)
{
	(void)state;
	expect(kz_esc_term, KZ_S("a\x1b[31mb\tc\nd"), KZ_S("a\\x1b[31mb\\x09c\nd"));
	expect(kz_esc_term, KZ_S("x\xe2\x80\xaey"), KZ_S("x\\u202ey"));
	expect(kz_esc_term, KZ_S("\xc2\x9b"), KZ_S("\\u009b"));
	expect(kz_esc_term, KZ_S("\xff\xfe"), KZ_S("\\xff\\xfe"));
	expect(kz_esc_line, KZ_S("a\nb"), KZ_S("a\\x0ab"));
	expect(kz_esc_term, KZ_S("gr\xc3\xbc\xc3\x9f"), KZ_S("gr\xc3\xbc\xc3\x9f"));
}

static void test_kz_esc_html__leaves_no_markup(void **state)
{
	(void)state;
	expect(kz_esc_html, KZ_S("<a href=\"x\" onclick='y'>&"),
		KZ_S("&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;"));
}

static void test_kz_esc_md__is_one_code_span(void **state)
{
	(void)state;
	expect(kz_esc_md, KZ_S("a`b``c"), KZ_S("```a`b``c```"));
	expect(kz_esc_md, KZ_S("`x"), KZ_S("`` `x ``"));
	expect(kz_esc_md, KZ_S("x`"), KZ_S("`` x` ``"));
	expect(kz_esc_md, KZ_S("a|b\nc"), KZ_S("`a\\|b c`"));
	expect(kz_esc_md, KZ_S(""), KZ_S("`  `"));
}

static void test_kz_esc_csv__quotes_and_defuses_formulas(void **state)
{
	(void)state;
	expect(kz_esc_csv, KZ_S("=1+1"), KZ_S("'=1+1"));
	expect(kz_esc_csv, KZ_S("@a,b"), KZ_S("\"'@a,b\""));
	expect(kz_esc_csv, KZ_S("say \"x\""), KZ_S("\"say \"\"x\"\"\""));
	expect(kz_esc_csv, KZ_S("plain"), KZ_S("plain"));
}

static void test_kz_esc_json__is_valid_utf8(void **state)
{
	(void)state;
	expect(kz_esc_json, KZ_S("\"\\\n\x01\xff"), KZ_S("\"\\\"\\\\\\n\\u0001\xef\xbf\xbd\""));
	expect(kz_esc_json, KZ_S("~\x7f"), KZ_S("\"~\\u007f\""));
}

static void test_kz_utf8_repair__replaces_bad_bytes_and_nul(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_str good = KZ_S("fine"), out = kz_utf8_repair(mem, good);
	(void)state;

	assert_ptr_equal(out.p, good.p);
	out = kz_utf8_repair(mem, KZ_S("a\xc3(\0b"));
	assert_true(kz_str_eq(out,
		KZ_S("a\xef\xbf\xbd(\xef\xbf\xbd"
		     "b")));
	assert_true(kz_utf8_valid(out));
}

static void test_kz_utf8_head__never_cuts_a_character(void **state)
{
	struct kz_str s = KZ_S("a\xe2\x82\xac"
			       "b");
	(void)state;

	assert_true(kz_str_eq(kz_utf8_head(s, 3), KZ_S("a")));
	assert_true(kz_str_eq(kz_utf8_head(s, 4), KZ_S("a\xe2\x82\xac")));
	assert_true(kz_str_eq(kz_utf8_tail(s, 3), KZ_S("b")));
	assert_int_equal(kz_text_width(KZ_S("a\xe4\xb8\xad")), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_esc_term__shows_what_would_act),
		cmocka_unit_test(test_kz_esc_html__leaves_no_markup),
		cmocka_unit_test(test_kz_esc_md__is_one_code_span),
		cmocka_unit_test(test_kz_esc_csv__quotes_and_defuses_formulas),
		cmocka_unit_test(test_kz_esc_json__is_valid_utf8),
		cmocka_unit_test(test_kz_utf8_repair__replaces_bad_bytes_and_nul),
		cmocka_unit_test(test_kz_utf8_head__never_cuts_a_character),
	};

	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
