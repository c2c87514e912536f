/* SPDX-License-Identifier: MIT */
/* The report on made-up warehouses: every form against what is expected of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "tests/unit/report_bench.h"

/* KAIZEN_ACCEPT=1 writes down what came as what is expected: read the diff. */
static void expect(struct bench *b, const char *name, const struct kz_report_options *o)
{
	struct kz_str got = render(b, o), want = KZ_S("");
	const char *path = kz_path_join(b->cx.mem, FIXTURES, name);

	if (getenv("KAIZEN_ACCEPT"))
		assert_int_equal(kz_file_write(&b->cx, path, got), 0);
	assert_int_equal(kz_file_read(&b->cx, path, OUT_MAX, &want), 0);
	for (unsigned line = 1; got.n || want.n; line++) {
		struct kz_str g = kz_str_upto(&got, '\n'), w = kz_str_upto(&want, '\n');

		if (!kz_str_eq(g, w))
			fail_msg("%s:%u: expected '" KZ_FMT "', got '" KZ_FMT "'", name, line,
				KZ_ARG(w), KZ_ARG(g));
	}
}

static void test_kz_report__says_the_same_in_every_form(void **state)
{
	static const char *const formats[] = {"text", "json", "csv", "md", "html"};
	struct bench b = open_bench("full.sql");

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct kz_report_options o = plain(formats[i]);

		expect(&b, kz_cstr(b.cx.mem, kz_strf(b.cx.mem, "full.%s", formats[i])), &o);
	}
	close_bench(&b);
}

static void test_kz_report__fits_narrow_wide_and_ascii_terminals(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("text");

	(void)state;
	o.width = 40;
	expect(&b, "full-40.text", &o);
	o.width = 120;
	o.utf8 = false;
	expect(&b, "full-120-ascii.text", &o);
	o.width = 80;
	o.utf8 = o.colour = true;
	expect(&b, "full-colour.text", &o);
	close_bench(&b);
}

static void test_kz_report__has_sentences_for_little_and_for_nothing(void **state)
{
	struct bench few = open_bench("git-only.sql"), none = open_bench(NULL);
	struct kz_report_options o = plain("text");

	(void)state;
	expect(&few, "git-only.text", &o);
	expect(&none, "empty.text", &o);
	o = plain("html");
	expect(&few, "git-only.html", &o);
	expect(&none, "empty.html", &o);
	o = plain("json");
	expect(&none, "empty.json", &o);
	close_bench(&few);
	close_bench(&none);
}

static void set_direct(struct bench *b, int n)
{
	run_sql(kz_db_path(b->db),
		kz_strf(b->cx.mem,
			"UPDATE d_change SET is_direct = oid IN (SELECT oid FROM d_change"
			" WHERE is_bot = 0 ORDER BY oid LIMIT %d)",
			n));
}

/* Changes enough, but git tells no wait of most of them: which, and why. */
static void test_kz_report__says_why_no_constraint_is_named(void **state)
{
	struct bench b = open_bench("git-only.sql");
	struct kz_report_options o = plain("json");
	struct kz_str page;

	(void)state;
	run_sql(kz_db_path(b.db),
		KZ_S("WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 40)"
		     "INSERT INTO d_change (repository_id, oid, merged_at, commits, is_bot,"
		     " is_direct, touch_minutes)"
		     " SELECT 1, printf('b%039x', n), 1794571200 + n, 1, n > 36, 1, 30 FROM i"));
	page = render(&b, &o);
	assert_true(has(page,
		"\"text\": \"Not enough data to name the constraint: 50 of 50 changes"
		" are direct commits\""));
	assert_true(has(page, "what they waited for before that leaves no trace in git."));
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE d_change SET is_direct = 0, touch_minutes = NULL"
		     " WHERE oid LIKE 'b%'"));
	page = render(&b, &o);
	assert_true(has(page, "14 of 50 changes tell when they began"));
	/* half are not most, and up to a tenth change nothing that is said */
	set_direct(&b, 25);
	page = render(&b, &o);
	assert_true(has(page, "changes tell when they began"));
	assert_true(has(page, "25 of 50 changes reached the main line as direct commits"));
	set_direct(&b, 5);
	assert_false(has(render(&b, &o), "as direct commits"));
	close_bench(&b);
}

/* Without merges work and release are left: one of them, or two candidates. */
static void test_kz_report__says_what_the_constraint_leaves_out(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("md");
	struct kz_str page;

	(void)state;
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE d_finding SET detail = json_set(detail, '$.stages[1].n', 0,"
		     " '$.stages[1].share', NULL, '$.direct', 100, '$.is_of_few', json('true'),"
		     " '$.stages[2].slowest_tenth_share', 0.87) WHERE kind = 'constraint'"));
	page = render(&b, &o);
	assert_true(has(page, "Of what git shows, the constraint is waiting for a release: 90%"));
	assert_true(has(page, "the slowest tenth holds 87%."));
	assert_true(has(page, "100 of 130 changes reached the main line as direct commits"));
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE d_finding SET detail = json_set(detail, '$.confidence',"
		     " 'two candidates', '$.next', 'work') WHERE kind = 'constraint'"));
	assert_true(has(render(&b, &o),
		"Of what git shows, two candidates for the constraint:"
		" waiting for a release or work on the change"));
	close_bench(&b);
}

/* Of several open proposals the one that waits longest is next. */
static void test_kz_report__names_the_oldest_proposal_as_next(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("md");

	(void)state;
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE s_countermeasure SET state = 'proposed', in_force_at = NULL"
		     " WHERE id = 'cm-10badbad'"));
	assert_true(has(render(&b, &o),
		"Next: One line for AGENTS.md (cm-10badbad, proposed): Before `make lint` run"
		" `make fmt`. To take it: `git merge kaizen/cm-10badbad`; to refuse it:"
		" `kaizen undo cm-10badbad`."));
	close_bench(&b);
}

/* What a person took away is so since then, and nobody will judge it any more. */
static void test_kz_report__says_since_when_a_line_is_gone(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options text = plain("text"), html = plain("html"), md = plain("md");

	(void)state;
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE s_countermeasure SET state = 'rejected_by_human',"
		     " verdict = 'too_early', state_at = 1793000000 WHERE id = 'cm-10badbad'"));
	assert_true(has(render(&b, &text), "cm-10badbad, rejected by a person since 2026-10-26:"));
	assert_true(has(render(&b, &md), "| 3 of 5 sessions | not judged |"));
	assert_true(has(render(&b, &html), ">not judged</b></td>"));
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE s_countermeasure SET state = 'retired' WHERE id = 'cm-10badbad'"));
	assert_true(
		has(render(&b, &html), "retired since 2026-10-26, its fact no longer holds</td>"));
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE s_countermeasure SET state = 'in_force', verdict = 'no_effect'"
		     " WHERE id = 'cm-10badbad'"));
	assert_true(has(render(&b, &md), "| no effect, not measurable |"));
	run_sql(kz_db_path(b.db),
		KZ_S("UPDATE s_countermeasure SET after_n = 30, verdict = NULL"
		     " WHERE id = 'cm-10badbad'"));
	assert_true(has(render(&b, &md), "| 3 of 30 sessions | not judged yet |"));
	close_bench(&b);
}

/* Collected alone says nothing of losses, not even that there are none. */
static void test_kz_report__says_when_nothing_is_analyzed(void **state)
{
	static const char *const formats[] = {"text", "md", "html"};
	struct bench b = open_bench("git-only.sql");
	struct kz_report_options text = plain("text");

	(void)state;
	run_sql(kz_db_path(b.db), KZ_S("DELETE FROM d_change; DELETE FROM d_measure"));
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct kz_report_options o = plain(formats[i]);
		struct kz_str page = render(&b, &o);

		assert_true(has(page, "Collected and not analyzed yet"));
		assert_false(has(page, "No loss was found"));
		assert_false(has(page, "othing to measure"));
		assert_false(has(page, "of the 50 changes"));
	}
	run_sql(kz_db_path(b.db), KZ_S("INSERT INTO m_made VALUES (1, 'analyze', 'x')"));
	assert_true(has(render(&b, &text), "0 of the 50 changes"));
	close_bench(&b);
}

static void test_kz_report__gives_equal_bytes_twice(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("html");
	struct kz_str once = render(&b, &o);

	(void)state;
	assert_true(kz_str_eq(once, render(&b, &o)));
	close_bench(&b);
}

static void test_kz_report__begins_where_since_says(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("json");
	struct kz_str page;

	(void)state;
	o.since = 1791763200; /* 2026-10-12 */
	page = render(&b, &o);
	assert_true(has(page, "\"from\": \"2026-10-12\""));
	assert_true(has(page, "\"weeks\": 5\n"));
	assert_false(has(page, "2026-W41"));
	/* findings are those of all data, and so is the sum that stands above them */
	o = plain("text");
	o.since = 1794740000;
	assert_true(has(render(&b, &o), "3 runs of tests and linters failed"));
	close_bench(&b);
}

static void test_kz_report__refuses_a_form_it_does_not_know(void **state)
{
	struct bench b = open_bench(NULL);
	struct kz_report_options o = plain("pdf");
	KZ_OWN(kz_buf) out = kz_buf_new(100);

	(void)state;
	assert_int_equal(kz_report(&b.cx, b.db, &o, out), KZ_EUSAGE);
	assert_non_null(strstr(b.cx.err.text, "'pdf'"));
	close_bench(&b);
}

static void test_kz_report__shows_no_name_of_a_person(void **state)
{
	static const char *const formats[] = {"text", "json", "csv", "md", "html"};
	struct bench b = open_bench("full.sql");

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct kz_report_options o = plain(formats[i]);
		struct kz_str page = render(&b, &o);

		o.people = true;
		assert_false(has(page, "Ada"));
		assert_false(has(page, "example.org"));
		assert_false(has(page, "/h/u/"));
	}
	close_bench(&b);
}

/* No byte that a terminal acts upon, nothing invisible, whatever the data hold. */
static void expect_plain(struct kz_str s)
{
	size_t len;

	for (; s.n; s = kz_str_from(s, len)) {
		int32_t rune = kz_utf8_next(s, &len);

		if (rune == KZ_BAD_RUNE || (rune != '\n' && kz_rune_hidden(rune)))
			fail_msg("hidden character %x before '" KZ_FMT "'", (unsigned)rune,
				KZ_ARG(kz_str_from(s, len)));
	}
}

static void test_kz_report__lets_no_hostile_text_reach_a_terminal_or_comment(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("text");
	struct kz_str page;

	(void)state;
	lay(&b, "attack.sql");
	expect_plain(render(&b, &o));
	o.width = 47;
	expect_plain(render(&b, &o));
	o = plain("md");
	page = render(&b, &o);
	expect_plain(page);
	assert_true(page.n < 65536);
	for (size_t i = 0; i < page.n; i++) /* each line of a table begins and ends with a bar */
		if (page.p[i] == '\n' && i > 0 && i + 1 < page.n && page.p[i + 1] == '|')
			assert_true(page.p[i - 1] == '|' || page.p[i - 1] == '\n');
	close_bench(&b);
}

static void test_kz_report__writes_no_formula_into_csv(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("csv");
	struct kz_str page;

	(void)state;
	lay(&b, "attack.sql");
	page = render(&b, &o);
	for (size_t i = 1; i < page.n; i++)
		if (page.p[i] == '=' || page.p[i] == '@' || page.p[i] == '\t')
			assert_false(page.p[i - 1] == ',' || page.p[i - 1] == '\n');
	assert_true(has(page, "'=HYPERLINK"));
	close_bench(&b);
}

static void test_kz_report__writes_json_that_reads_back(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("json");
	KZ_OWN_JSON doc = NULL;
	struct kz_str page;
	size_t used;

	(void)state;
	lay(&b, "attack.sql");
	page = render(&b, &o);
	assert_int_equal(kz_json_read(&b.cx, page, &doc, &used), 0);
	assert_true(kz_str_eq(kz_json_text(doc, "schema"), KZ_S("kaizen.report/1")));
	assert_true(used + 1 >= page.n);
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_report__says_the_same_in_every_form),
		cmocka_unit_test(test_kz_report__fits_narrow_wide_and_ascii_terminals),
		cmocka_unit_test(test_kz_report__has_sentences_for_little_and_for_nothing),
		cmocka_unit_test(test_kz_report__says_why_no_constraint_is_named),
		cmocka_unit_test(test_kz_report__says_what_the_constraint_leaves_out),
		cmocka_unit_test(test_kz_report__names_the_oldest_proposal_as_next),
		cmocka_unit_test(test_kz_report__says_since_when_a_line_is_gone),
		cmocka_unit_test(test_kz_report__says_when_nothing_is_analyzed),
		cmocka_unit_test(test_kz_report__gives_equal_bytes_twice),
		cmocka_unit_test(test_kz_report__begins_where_since_says),
		cmocka_unit_test(test_kz_report__refuses_a_form_it_does_not_know),
		cmocka_unit_test(test_kz_report__shows_no_name_of_a_person),
		cmocka_unit_test(test_kz_report__lets_no_hostile_text_reach_a_terminal_or_comment),
		cmocka_unit_test(test_kz_report__writes_no_formula_into_csv),
		cmocka_unit_test(test_kz_report__writes_json_that_reads_back),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
