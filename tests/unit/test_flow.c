/* SPDX-License-Identifier: MIT */
/* Changes, the constraint, measures and their buckets. */
#include <math.h>

#include "analyze/bucket.h"
#include "tests/unit/calls_fixture.h"
#include "tests/unit/history_fixture.h"

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))
#define DAYS(n) ((int64_t)(n)*KZ_DAY)

static void test_change__brings_what_no_earlier_one_did(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "a", .minute = 100});
	fixture_commit(&f, 'c', &(struct fixture_commit){.parents = "b", .minute = 140});
	fixture_commit(&f, 'd',
		&(struct fixture_commit){.parents = "a", .minute = 120, .author = "b@x"});
	fixture_commit(&f, 'e', &(struct fixture_commit){.parents = "dc", .minute = 300});
	fixture_tag(&f, "v1", 'e', 400);
	fixture_tag(&f, "v2", 'e', 500); /* the first tag counts */
	fixture_commit(&f, '1',
		&(struct fixture_commit){.parents = "e", .minute = 600, .author = "bot@x"});
	fixture_bot(&f, '1', "bot-author");
	/* Written after it was merged, by some clock. */
	fixture_commit(&f, '2',
		&(struct fixture_commit){.parents = "1", .minute = 800, .committed_after = -50});
	/* A squash by a button: when it began is lost. */
	fixture_commit(&f, '3',
		&(struct fixture_commit){.parents = "2", .minute = 900, .is_by_button = true});
	/* Rebased by a button: its start is that of its author. */
	fixture_commit(&f, '4',
		&(struct fixture_commit){.parents = "3",
			.minute = 950,
			.committed_after = 100,
			.is_by_button = true});
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	/*
	 * The merge brought b and c: touch 30 + 40 minutes from 70 on, so that of the 230 minutes
	 * up to 300 the change waited 160.
	 */
	fixture_assert_rows(&f,
		"SELECT substr(oid, 1, 1), (first_commit_at - 1700000000) / 60,"
		" (merged_at - 1700000000) / 60, release, commits, is_bot, touch_minutes,"
		" coding_wait_minutes, release_wait_minutes FROM changes ORDER BY merged_at",
		"a|0|0|v1|1|0|30.0|-|400.0\nd|120|120|v1|1|0|30.0|0.0|280.0\n"
		"e|100|300|v1|2|0|70.0|160.0|100.0\n1|600|600|-|1|1|-|-|-\n2|-|750|-|1|0|-|-|-\n"
		"3|-|900|-|1|0|-|-|-\n4|950|1050|-|1|0|50.0|100.0|-");
	fixture_close(&f);
}

/* Of two commits of one second the parent was there first, whatever their ids. */
static void test_change__gives_the_work_to_the_parent(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, '9', &(struct fixture_commit){.minute = 0});
	fixture_commit(&f, '8', &(struct fixture_commit){.parents = "9", .minute = 100});
	fixture_commit(&f, '7', &(struct fixture_commit){.parents = "8", .minute = 100});
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT substr(oid, 1, 1), touch_minutes FROM changes ORDER BY oid DESC",
		"9|30.0\n8|30.0\n7|0.0");
	fixture_close(&f);
}

/* By some clock b was written after the merge: its work counts up to there. */
static void test_change__counts_no_work_after_the_merge(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_commit(&f, 'd', &(struct fixture_commit){.parents = "a", .minute = 200});
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "d", .minute = 320});
	fixture_commit(&f, 'c', &(struct fixture_commit){.parents = "ab", .minute = 300});
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT substr(oid, 1, 1), commits, touch_minutes, coding_wait_minutes"
		" FROM changes WHERE commits = 2",
		"c|2|40.0|90.0");
	fixture_close(&f);
}

static void back_merge(const char *subject)
{
	struct fixture f;

	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_commit(&f, 'b', &(struct fixture_commit){.parents = "a", .minute = 10});
	fixture_commit(&f, 'c', &(struct fixture_commit){.parents = "b", .minute = 20});
	fixture_commit(&f, 'd', &(struct fixture_commit){.parents = "a", .minute = 15});
	fixture_commit(&f, 'e',
		&(struct fixture_commit){.parents = "dc", .minute = 30, .subject = subject});
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT substr(oid, 1, 1), commits FROM changes ORDER BY merged_at, oid",
		"a|1\nb|1\nc|1\ne|1");
	fixture_close(&f);
}

static void test_change__goes_on_at_the_second_parent_of_a_back_merge(void **state)
{
	(void)state;
	back_merge("Merge branch 'main' of host:r");
	back_merge("Merge remote-tracking branch 'origin/main' into topic");
	back_merge("Merge remote-tracking branch 'upstream/main'");
}

/* What a commit of the main line is in the histories below. */
struct line {
	int n;              /* commits after the root, a day apart */
	int release_every;  /* so many a version tag; 0: none */
	int64_t wait, slow; /* seconds from a merge's commit to the merge; of every twelfth */
	bool is_direct;     /* the author's own commits, no merges */
	int merges;         /* so many merges, then direct commits; 0: all are alike */
};

static void put_one(struct fixture *f, struct kz_row_commit *row, const struct kz_str *parents)
{
	fixture_must(f, kz_put_commit(&f->cx, f->sink, row));
	for (int64_t n = 0; n < row->parent_count; n++) {
		const struct kz_row_commit_parent parent = {.oid = row->oid,
			.n = n,
			.parent = parents[n]};

		fixture_must(f, kz_put_commit_parent(&f->cx, f->sink, &parent));
	}
}

static void put_line(struct fixture *f, const struct line *line)
{
	struct kz_row_commit row = {.oid = kz_strf(f->mem, "%040x", 1),
		.parents = KZ_S(""),
		.author_name = KZ_S("A"),
		.author_email = KZ_S("a@x"),
		.committer_name = KZ_S("A"),
		.committer_email = KZ_S("a@x"),
		.authored_at = FIXTURE_START,
		.committed_at = FIXTURE_START,
		.subject = KZ_S("s"),
		.body = KZ_S("")};
	struct kz_str parents[2];

	put_one(f, &row, NULL);
	for (int i = 1; i <= line->n; i++) {
		const int64_t merged = FIXTURE_START + DAYS(i) + DAYS(1) / 4;
		struct kz_row_tag tag = {.tag = kz_strf(f->mem, "v%d", i), .is_version = 1};

		parents[0] = row.oid;
		row.parent_count = 1;
		if (!line->is_direct && (!line->merges || i <= line->merges)) {
			row.oid = parents[1] = kz_strf(f->mem, "%040x", 2 * i);
			row.authored_at = row.committed_at =
				merged - (i % 12 ? line->wait : line->slow);
			put_one(f, &row, parents);
			row.parent_count = 2;
		}
		row.oid = tag.oid = kz_strf(f->mem, "%040x", 2 * i + 1);
		row.authored_at = row.committed_at = tag.tagged_at = merged;
		put_one(f, &row, parents);
		if (line->release_every && i % line->release_every == 0)
			fixture_must(f, kz_put_tag(&f->cx, f->sink, &tag));
	}
	f->cx.now = FIXTURE_START + DAYS(line->n + 1);
	fixture_store_git(f);
	fixture_analyze(f, NULL);
}

/* n merges of a commit six hours old, every tenth released. */
static void put_merges(struct fixture *f, int n)
{
	put_line(f,
		&(struct line){.n = n,
			.release_every = 10,
			.wait = DAYS(1) / 4,
			.slow = DAYS(1) / 4});
}

static void test_constraint__names_the_larger_wait(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_merges(&f, 59);
	/* Released every ten days: 4.6 days on average against 6 hours before the merge. */
	fixture_assert_rows(&f,
		"SELECT subject, n, minutes, minutes_per_week, detail ->> 'confidence', title"
		" FROM findings WHERE kind = 'constraint'",
		"release|60|-|-|clear|Most time goes into waiting for a release (clear):"
		" work: median 30 min, 0% of the time, n 60;"
		" merge: median 6.0 h, 5% of the time, n 59;"
		" release: median 5.0 days, 94% of the time, n 51");
	/* waits that are all alike: the slowest tenth, 5 of 59, holds 5 of 59 parts */
	fixture_assert_rows(&f,
		"SELECT round(59 * (detail ->> '$.stages[1].slowest_tenth_share'), 3)"
		" FROM findings WHERE kind = 'constraint'",
		"5.0");
	fixture_assert_rows(&f,
		"SELECT count(*), min(view), max(view) FROM evidence e"
		" JOIN findings f ON f.id = e.finding WHERE f.kind = 'constraint'",
		"60|changes|changes");
	fixture_close(&f);
}

static void test_constraint__is_silent_under_fifty_changes(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_merges(&f, 48);
	fixture_assert_rows(&f, "SELECT count(*) FROM findings", "0");
	fixture_assert_rows(&f, "SELECT count(*) FROM changes", "49");
	fixture_close(&f);
}

/* Nobody can see what a direct commit waited for: amending is no wait for a merge. */
static void test_constraint__leaves_merges_out_where_commits_are_direct(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_line(&f, &(struct line){.n = 60, .release_every = 10, .is_direct = true});
	fixture_assert_rows(&f,
		"SELECT subject, detail ->> 'direct', title FROM findings"
		" WHERE kind = 'constraint'",
		"release|61|Most of the time that git shows goes into waiting for a release"
		" (clear): work: median 30 min, 0% of the time, n 61;"
		" release: median 5.0 days, 100% of the time, n 61;"
		" 61 of 61 changes are direct commits, whose wait before they reached the main line"
		" leaves no trace");
	fixture_close(&f);
}

/* 55 merges are enough to speak for themselves, and too few to speak for 71 direct commits. */
static void test_constraint__does_not_let_the_few_merges_speak_for_all(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_line(&f,
		&(struct line){.n = 125,
			.release_every = 10,
			.wait = 60,
			.slow = 60,
			.merges = 55});
	fixture_assert_rows(&f,
		"SELECT detail ->> 'direct', title LIKE 'Most of the time that git shows%'"
		" FROM findings WHERE kind = 'constraint'",
		"71|1");
	fixture_close(&f);
}

/* 41 waits for a release are too few for a stage. */
static void test_constraint__needs_fifty_of_a_second_stage(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_line(&f, &(struct line){.n = 75, .release_every = 40, .is_direct = true});
	fixture_assert_rows(&f, "SELECT count(*) FROM findings", "0");
	fixture_assert_rows(&f, "SELECT count(release_wait_minutes) FROM changes", "41");
	fixture_close(&f);
}

/* One stage alone cannot be compared with anything. */
static void test_constraint__is_silent_on_direct_commits_without_releases(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_line(&f, &(struct line){.n = 60, .is_direct = true});
	fixture_assert_rows(&f, "SELECT count(*) FROM findings", "0");
	fixture_assert_rows(&f,
		"SELECT count(*), sum(is_direct), count(coding_wait_minutes) FROM changes",
		"61|61|0");
	fixture_close(&f);
}

static void test_constraint__says_when_a_few_changes_make_it(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	put_line(&f, &(struct line){.n = 60, .wait = 60, .slow = DAYS(9)});
	fixture_assert_rows(&f,
		"SELECT subject, detail ->> 'is_of_few', title LIKE '%n 60; the slowest tenth of"
		" the changes holds 100% of the merge time' FROM findings"
		" WHERE kind = 'constraint'",
		"merge|1|1");
	fixture_close(&f);
}

static void assert_bucket(const struct kz_bucket *b, int64_t at, double value, int64_t n)
{
	assert_int_equal(b->at, at);
	assert_int_equal(b->n, n);
	if (isnan(value) ? !isnan(b->value) : !(fabs(b->value - value) < 1e-9))
		fail_msg("expected %g, found %g", value, b->value);
}

static void test_kz_buckets_fold__fills_holes_by_what_they_mean(void **state)
{
	const struct kz_event e[] = {{KZ_DAY + 5, 2, 1}, {KZ_DAY + 6, 4, 1}, {DAYS(4), 1, 2},
		{DAYS(4), NAN, 1}};
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem, .now = DAYS(4) + 100};
	struct kz_buckets sum = kz_buckets_fold(&cx, e, COUNT(e), KZ_FOLD_SUM, KZ_DAY);
	struct kz_buckets ratio = kz_buckets_fold(&cx, e, COUNT(e), KZ_FOLD_RATIO, KZ_DAY);
	struct kz_buckets median = kz_buckets_fold(&cx, e, COUNT(e), KZ_FOLD_MEDIAN, KZ_DAY);
	struct kz_buckets tested = kz_buckets_fold(&cx, e, COUNT(e), KZ_FOLD_TESTED, KZ_DAY);

	(void)state;
	assert_int_equal(sum.n, 4);
	assert_bucket(&sum.p[0], KZ_DAY, 6, 2);
	assert_bucket(&sum.p[1], DAYS(2), 0, 0);
	assert_bucket(&ratio.p[0], KZ_DAY, 3, 2);
	assert_bucket(&ratio.p[2], DAYS(3), NAN, 0);
	assert_bucket(&ratio.p[3], DAYS(4), 0.5, 2);
	assert_bucket(&median.p[0], KZ_DAY, 3, 2);
	assert_bucket(&median.p[1], DAYS(2), NAN, 0);
	assert_bucket(&tested.p[1], DAYS(2), NAN, 0);
	assert_true(sum.p[2].is_complete);
	assert_false(sum.p[3].is_complete); /* today */
	assert_int_equal(kz_buckets_fold(&cx, e, 0, KZ_FOLD_SUM, KZ_DAY).n, 0);
}

static void test_kz_buckets_fold__a_week_is_complete_when_the_data_fill_it(void **state)
{
	/* The epoch is a Thursday; weeks begin on Monday, four days later. */
	const struct kz_event e[] = {{DAYS(5), 1, 1}, {DAYS(12), 1, 1}, {DAYS(19), 1, 1},
		{DAYS(24) + 5, 1, 1}};
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem, .now = DAYS(100)};
	struct kz_buckets w = kz_buckets_fold(&cx, e, COUNT(e), KZ_FOLD_SUM, KZ_WEEK);

	(void)state;
	assert_int_equal(w.n, 3);
	assert_int_equal(w.p[0].at, DAYS(4));
	assert_false(w.p[0].is_complete); /* begins on a Tuesday */
	assert_true(w.p[1].is_complete);
	assert_true(w.p[2].is_complete); /* ends on its Sunday */
	w = kz_buckets_fold(&cx, e, 3, KZ_FOLD_SUM, KZ_WEEK);
	assert_false(w.p[2].is_complete);
}

/* Does a series of n days with these counts, one event a unit, go by day? */
static bool goes_by_day(int n, double (*count)(int day))
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem, .now = DAYS(1000)};
	struct kz_event *e = KZ_NEW_ARRAY(mem, struct kz_event, (size_t)n);
	struct kz_buckets days, weeks;

	for (int i = 0; i < n; i++)
		e[i] = (struct kz_event){DAYS(i + 4), count(i), count(i)};
	days = kz_buckets_fold(&cx, e, (size_t)n, KZ_FOLD_SUM, KZ_DAY);
	weeks = kz_buckets_fold(&cx, e, (size_t)n, KZ_FOLD_SUM, KZ_WEEK);
	return kz_buckets_by_day(&cx, &days, &weeks, KZ_FOLD_SUM);
}

static double steady(int day)
{
	return day % 2 ? 12 : 8;
}

static double few(int day)
{
	return day % 2 ? 7 : 6;
}

static double no_weekends(int day)
{
	return day % 7 > 4 ? 1 : steady(day);
}

static double waves(int day)
{
	return 50 + 40 * sin(day / 5.0);
}

static void test_kz_buckets_by_day__follows_the_rules_of_choice(void **state)
{
	(void)state;
	assert_true(goes_by_day(90, steady));
	assert_false(goes_by_day(90, few));
	assert_false(goes_by_day(90, no_weekends));
	assert_true(goes_by_day(30, no_weekends)); /* under eight weeks nobody can tell */
	assert_false(goes_by_day(100, waves));
	assert_true(goes_by_day(50, waves)); /* weeks would be too few for limits */
}

static void test_measure__counts_people_and_marks_apart(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_commit(&f, 'a', &(struct fixture_commit){.minute = 0});
	fixture_commit(&f, 'b',
		&(struct fixture_commit){.parents = "a", .minute = 10, .committed_after = 110});
	fixture_bot(&f, 'b', "co-author");
	fixture_commit(&f, 'c', &(struct fixture_commit){.parents = "b", .minute = 200});
	fixture_bot(&f, 'c', "bot-author");
	fixture_store_git(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT measure, value, n, is_complete, is_charted FROM measures"
		" WHERE bucket = 'week' ORDER BY measure",
		"commits_merged|2.0|2|0|1\nlead_time_hours|0.916666666666667|2|0|1\n"
		"marked_commit_share|0.5|2|0|1");
	fixture_close(&f);
}

static void test_measure__reads_sessions(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "s", 0);
	fixture_prompt(&f);
	fixture_call(&f, "shell", "make", "make: *** [all] Error 2", NULL);
	fixture_call(&f, "shell", "make", NULL, NULL);
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT measure, value > 0, n FROM measures WHERE bucket = 'week' ORDER BY measure",
		"interventions_per_100_turns|0|1\ntool_failure_minutes|1|1");
	fixture_close(&f);
}

/* A holiday is no improvement: nobody failed where nobody worked. */
static void test_measure__knows_no_failures_of_weeks_without_sessions(void **state)
{
	struct fixture f;

	(void)state;
	fixture_open(&f);
	fixture_session(&f, "s", -14);
	fixture_prompt(&f);
	fixture_call(&f, "shell", "make", NULL, NULL);
	fixture_store(&f);
	fixture_session(&f, "t", 0);
	fixture_prompt(&f);
	fixture_call(&f, "shell", "make", NULL, NULL);
	fixture_store(&f);
	fixture_analyze(&f, NULL);
	fixture_assert_rows(&f,
		"SELECT group_concat(coalesce(value, '-'), ' ') FROM measures"
		" WHERE bucket = 'week' AND measure = 'tool_failure_minutes' ORDER BY at",
		"0.0 - 0.0");
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_change__brings_what_no_earlier_one_did),
		cmocka_unit_test(test_change__gives_the_work_to_the_parent),
		cmocka_unit_test(test_change__counts_no_work_after_the_merge),
		cmocka_unit_test(test_change__goes_on_at_the_second_parent_of_a_back_merge),
		cmocka_unit_test(test_constraint__names_the_larger_wait),
		cmocka_unit_test(test_constraint__is_silent_under_fifty_changes),
		cmocka_unit_test(test_constraint__leaves_merges_out_where_commits_are_direct),
		cmocka_unit_test(test_constraint__does_not_let_the_few_merges_speak_for_all),
		cmocka_unit_test(test_constraint__needs_fifty_of_a_second_stage),
		cmocka_unit_test(test_constraint__is_silent_on_direct_commits_without_releases),
		cmocka_unit_test(test_constraint__says_when_a_few_changes_make_it),
		cmocka_unit_test(test_kz_buckets_fold__fills_holes_by_what_they_mean),
		cmocka_unit_test(test_kz_buckets_fold__a_week_is_complete_when_the_data_fill_it),
		cmocka_unit_test(test_kz_buckets_by_day__follows_the_rules_of_choice),
		cmocka_unit_test(test_measure__counts_people_and_marks_apart),
		cmocka_unit_test(test_measure__reads_sessions),
		cmocka_unit_test(test_measure__knows_no_failures_of_weeks_without_sessions),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
