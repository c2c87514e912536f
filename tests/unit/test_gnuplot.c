/* SPDX-License-Identifier: MIT */
/* The one door for text into a gnuplot script, and what gnuplot makes of what comes through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "report/chart.h"
#include "report/gnuplot.h"

#define TRAP "/tmp/kaizen-gnuplot-trap"

/* Each was tried against gnuplot 5.4.4: without the door it runs, breaks out or ends the chart. */
static const struct {
	struct kz_str in, out;
} attacks[] = {
	{KZ_S("`touch " TRAP "`"), KZ_S("'`touch " TRAP "`'")},
	{KZ_S("it's"), KZ_S("'it\u2019s'")},
	{KZ_S("'abc"), KZ_S("'\u2019abc'")},
	{KZ_S("''.system('touch " TRAP "').''"),
		KZ_S("'\u2019\u2019.system(\u2019touch " TRAP "\u2019).\u2019\u2019'")},
	{KZ_S("a\n!touch " TRAP "\nb"), KZ_S("'a !touch " TRAP " b'")},
	{KZ_S("a\\\n!touch " TRAP), KZ_S("'a\\ !touch " TRAP "'")},
	{KZ_S("KZEND\nsystem(\"touch " TRAP "\")"), KZ_S("'KZEND system(\"touch " TRAP "\")'")},
	{KZ_S("@FONT @GPVAL_TERM"), KZ_S("'@FONT @GPVAL_TERM'")},
	{KZ_S("< touch " TRAP), KZ_S("'< touch " TRAP "'")},
	{KZ_S("|touch " TRAP), KZ_S("'|touch " TRAP "'")},
	{KZ_S("\x1b[31m\x07\x7f\x9b"), KZ_S("' [31m  \ufffd'")},
	{KZ_S("\u202egnp\u202c\u200b\ufeff\u2028x"), KZ_S("'gnp x'")},
	{KZ_S("_{a}^b & ~x %s \"q\""), KZ_S("'_{a}^b & ~x %s \"q\"'")},
	{KZ_S("nul\0end"), KZ_S("'nul end'")},
};
enum { ATTACKS = sizeof(attacks) / sizeof(attacks[0]) };

static void test_kz_gp_squote__lets_nothing_out_of_the_quotes(void **state)
{
	KZ_OWN(kz_buf) b = kz_buf_new(10000);

	(void)state;
	for (size_t i = 0; i < ATTACKS; i++) {
		kz_buf_reset(b);
		kz_gp_squote(b, attacks[i].in);
		if (!kz_str_eq(kz_buf_str(b), attacks[i].out))
			fail_msg("%zu: got " KZ_FMT ", expected " KZ_FMT, i, KZ_ARG(kz_buf_str(b)),
				KZ_ARG(attacks[i].out));
	}
}

static void test_kz_gp_squote__cuts_at_200_characters(void **state)
{
	KZ_OWN(kz_buf) in = kz_buf_new(10000);
	KZ_OWN(kz_buf) b = kz_buf_new(10000);

	(void)state;
	for (int i = 0; i < 1000; i++)
		kz_buf_text(in, "\u00e4");
	kz_gp_squote(b, kz_buf_str(in));
	assert_int_equal(b->n, 2 + 200 * 2);
}

static void test_kz_gp_tics__doubles_percent_signs(void **state)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1000);
	const struct kz_str text[] = {KZ_S("50%"), KZ_S("%s")};

	(void)state;
	kz_gp_tics(b, "L", text, 2);
	assert_true(kz_str_eq(kz_buf_str(b), KZ_S("nL = 2\narray L[2] = ['50%%','%%s']\n")));
}

static void test_kz_gp_row__writes_numbers_only(void **state)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1000);

	(void)state;
	kz_gp_begin(b, "D");
	kz_gp_row(b, (const double[]){1.5, 1e300 * 1e10, 0.0 / 0.0, -2}, 4);
	kz_gp_end(b);
	assert_true(kz_str_eq(kz_buf_str(b), KZ_S("$D << KZEND\n1.5\tNaN\tNaN\t-2\nKZEND\n")));
}

static void test_kz_gp_numbers__have_one_element_at_least(void **state)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1000);

	(void)state;
	kz_gp_numbers(b, "X", NULL, 0);
	assert_true(kz_str_eq(kz_buf_str(b), KZ_S("nX = 0\narray X[1] = [0]\n")));
}

/* A Pareto with the attacks as titles and names: real gnuplot draws it and does nothing else. */
static void test_kz_gnuplot_png__draws_attacks_as_text(void **state)
{
	struct kz_ctx cx = {.mem = kz_arena_new()};
	char folder[] = "/tmp/kaizen-test-XXXXXX";
	KZ_OWN(kz_buf) b = kz_buf_new(100000);
	struct kz_str names[ATTACKS], png = KZ_S("");
	struct kz_gnuplot g;
	int rc;

	(void)state;
	assert_non_null(mkdtemp(folder));
	g = kz_gnuplot_find(&cx, folder);
	if (g.is_missing) {
		(void)rmdir(folder);
		kz_arena_free(cx.mem);
		skip();
	}
	for (size_t i = 0; i < ATTACKS; i++)
		names[i] = attacks[i].in;
	kz_gp_number(b, "W", KZ_CHART_WIDTH);
	kz_gp_number(b, "H", 700);
	kz_gp_number(b, "HEAD", 1);
	kz_gp_text(b, "TITLE", attacks[0].in);
	kz_gp_text(b, "SUB", attacks[3].in);
	kz_gp_text(b, "SRC", attacks[4].in);
	kz_gp_number(b, "ROW", 38);
	kz_gp_number(b, "LM", 2);
	kz_gp_number(b, "MOST", 20);
	kz_gp_texts(b, "N", names, ATTACKS);
	kz_gp_texts(b, "V", names, ATTACKS);
	kz_gp_begin(b, "D");
	for (size_t i = 0; i < ATTACKS; i++)
		kz_gp_row(b, (const double[]){(double)i + 1, 15, 100}, 3);
	kz_gp_end(b);
	rc = kz_gnuplot_png(&cx, &g, "pareto", b, &png);
	if (rc != 0)
		fail_msg("%s", cx.err.text);
	assert_true(png.n > 10000);
	assert_false(kz_path_exists(TRAP));
	assert_int_equal(rmdir(folder), 0); /* nothing was left in it */
	kz_arena_free(cx.mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_gp_squote__lets_nothing_out_of_the_quotes),
		cmocka_unit_test(test_kz_gp_squote__cuts_at_200_characters),
		cmocka_unit_test(test_kz_gp_tics__doubles_percent_signs),
		cmocka_unit_test(test_kz_gp_row__writes_numbers_only),
		cmocka_unit_test(test_kz_gp_numbers__have_one_element_at_least),
		cmocka_unit_test(test_kz_gnuplot_png__draws_attacks_as_text),
	};

	return cmocka_run_group_tests_name("gnuplot", tests, NULL, NULL);
}
