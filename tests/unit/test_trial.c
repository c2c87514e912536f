/* SPDX-License-Identifier: MIT */
/* A trial's life: proposed, on a branch, in force, and every way out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"
#include "tests/unit/trials.h"

static struct trials t;

static int set_up(void **state)
{
	(void)state;
	return trials_begin(&t);
}

static int tear_down(void **state)
{
	(void)state;
	return shell_end(&t.sh);
}

static const char *state_of(const char *template)
{
	return trials_ask(&t,
		kz_strf(t.sh.mem, "SELECT state FROM countermeasures WHERE template = '%s'",
			template)
			.p);
}

static const char *exit_id(void)
{
	return trials_ask(&t, "SELECT id FROM countermeasures WHERE template = 'T-exit'");
}

/* A script in which $id is the id of the first trial. */
static void git(const char *script)
{
	trials_sh(&t, kz_strf(t.sh.mem, "id=%s\n%s", exit_id(), script).p);
}

static const char *undo(const char *id)
{
	KZ_OWN(kz_git) g = NULL;
	KZ_OWN(kz_db) db = NULL;
	struct kz_str text = KZ_NOTHING;

	trials_open(&t, &db, &g);
	assert_int_equal(0, kz_orchestrate_undo(&t.sh.cx, db, g, kz_str_c(id), &text));
	return kz_cstr(t.sh.mem, text);
}

static const char *check(void)
{
	KZ_OWN(kz_git) g = NULL;
	KZ_OWN(kz_db) db = NULL;
	struct kz_str text = KZ_NOTHING;

	trials_open(&t, &db, &g);
	assert_int_equal(0, kz_orchestrate_check(&t.sh.cx, db, g, &text));
	return kz_cstr(t.sh.mem, text);
}

static void test_kz_orchestrate__writes_the_row_and_nothing_else(void **state)
{
	struct kz_orchestrate_summary sum;

	(void)state;
	trials_sh(&t, "find . -type f | sort | xargs sha1sum >../before");
	sum = trials_run(&t, false, false);
	assert_true(sum.changed);
	assert_string_equal(exit_id(), kz_cstr(t.sh.mem, sum.proposal));
	assert_string_equal(
		"Do not pipe `make test` into `tail`: exit status is lost; redirect to a "
		"file or set `pipefail`.",
		trials_ask(&t, "SELECT text FROM countermeasures"));
	assert_string_equal("proposed|CLAUDE.md|f-0000000001|4|6|context-rule",
		trials_ask(&t,
			"SELECT state || '|' || target || '|' || finding || '|' ||"
			" before_events || '|' || before_n || '|' || kind FROM countermeasures"));
	assert_false(trials_run(&t, false, false).changed);
	assert_string_equal("1", trials_ask(&t, "SELECT '' || count(*) FROM countermeasures"));
	trials_sh(&t, "find . -type f | sort | xargs sha1sum | cmp - ../before");
}

static void test_kz_orchestrate__puts_an_open_proposal_on_a_branch_when_asked(void **state)
{
	(void)state;
	(void)trials_run(&t, false, false);
	assert_true(kz_str_find(trials_run(&t, true, false).text, KZ_S("branch kaizen/cm-"), NULL));
	git("test \"$(git rev-parse kaizen/$id^)\" = \"$(git rev-parse main)\"\n"
	    "test \"$(git log -1 --format=%B kaizen/$id | grep -c '^Kaizen-C.*: cm-')\" = 1\n"
	    "test \"$(git log -1 --format='%(trailers)' kaizen/$id | grep -c .)\" = 1\n"
	    "! git log -1 --format=%B kaizen/$id | grep -i -e '-by:'\n"
	    "test $(git log -1 --format=%s kaizen/$id | wc -c) -le 61\n"
	    "test \"$(git diff --name-only main kaizen/$id)\" = CLAUDE.md\n"
	    "test -z \"$(git status --porcelain)\"\n"
	    "git rev-parse kaizen/$id >../tip");
	assert_false(trials_run(&t, true, false).changed);
	git("git rev-parse kaizen/$id | cmp - ../tip");
	assert_string_equal("proposed", state_of("T-exit"));
}

static void test_kz_orchestrate__stores_the_diff_of_the_commit(void **state)
{
	const char *diff;
	FILE *file;

	(void)state;
	(void)trials_run(&t, true, false);
	diff = trials_ask(&t, "SELECT diff FROM countermeasures");
	file = fopen(shell_path(&t.sh, "p"), "w");
	assert_non_null(file);
	assert_true(fputs(diff, file) >= 0);
	assert_int_equal(0, fclose(file));
	git("git apply ../p && git diff --exit-code kaizen/$id");
}

static void test_kz_orchestrate__takes_a_deleted_branch_for_a_no(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git branch -q -D kaizen/$id");
	(void)trials_run(&t, true, false);
	assert_string_equal("rejected_by_human", state_of("T-exit"));
	assert_string_equal("proposed", state_of("T-path"));
	assert_false(trials_run(&t, true, false).changed);
	assert_string_equal("2", trials_ask(&t, "SELECT '' || count(*) FROM countermeasures"));
}

static void test_kz_orchestrate__keeps_a_branch_that_was_merged_elsewhere_open(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git checkout -q -b other && git merge -q kaizen/$id && git checkout -q main &&"
	    " git branch -q -D kaizen/$id");
	assert_false(trials_run(&t, false, false).changed);
	assert_string_equal("proposed", state_of("T-exit"));
}

static void test_kz_orchestrate__sees_a_merge(void **state)
{
	const char *wait;

	(void)state;
	(void)trials_run(&t, true, false);
	wait = trials_ask(&t, "SELECT '' || (check_at - created_at) FROM countermeasures");
	git("git commit -q --allow-empty -m two && GIT_COMMITTER_DATE='1749800000 +0000'"
	    " git merge -q --no-ff -m merge kaizen/$id && git branch -q -D kaizen/$id &&"
	    " git commit -q --allow-empty -m three && git rev-parse HEAD^ >../merge");
	t.sh.cx.now = 1749900000;
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force|1749800000|too_early|0|0",
		trials_ask(&t,
			"SELECT state || '|' || in_force_at || '|' || verdict || '|' || "
			"after_events || '|' || after_n FROM countermeasures"
			" WHERE template = 'T-exit'"));
	assert_string_equal(wait, /* the time until the check begins with the merge */
		trials_ask(&t,
			"SELECT '' || (check_at - in_force_at) FROM countermeasures"
			" WHERE template = 'T-exit'"));
	git("git cat-file -e $(cat ../merge)");
	assert_string_equal("proposed", state_of("T-path"));
	assert_non_null(strstr(check(), "too early: 0 of 0 sessions"));
	assert_false(trials_run(&t, false, false).changed);
}

/* A session whose test run failed behind a pipe, on the Nth day. */
static void add_session(int n)
{
	trials_exec(&t,
		kz_strf(t.sh.mem,
			"INSERT INTO s_session (repository_id, input_id, session, agent, cwd,"
			" started_at_ms, ended_at_ms, is_subagent, repository_reason)"
			" SELECT 1, 1, 's%1$d', 'claude-code', '/home/ann/r',"
			" (1749000000 + 86400 * %1$d) * 1000, (1749000600 + 86400 * %1$d) * 1000,"
			" 0, 'cwd';"
			"INSERT INTO s_tool_call (repository_id, input_id, session, seq, turn,"
			" call_id, at_ms, tool, kind, command, target, is_error, is_subagent)"
			" SELECT 1, 1, 's%1$d', 1, 1, 's%1$d.1',"
			" (1749000000 + 86400 * %1$d) * 1000, 'Bash', 'shell',"
			" 'make test | tail', 'make test | tail', 0, 0;"
			"INSERT INTO d_call (tool_call_id, repository_id, hidden, failure_kind,"
			" purpose, lost_ms) SELECT tool_call_id, 1, 1, 'test', 'make test', 0"
			" FROM s_tool_call WHERE call_id = 's%1$d.1'",
			n)
			.p);
}

static const char *before_of_exit(void)
{
	return trials_ask(&t,
		"SELECT before_events || '|' || before_n FROM countermeasures"
		" WHERE template = 'T-exit'");
}

static void test_kz_orchestrate__keeps_a_waiting_proposal_up_to_date(void **state)
{
	(void)state;
	(void)trials_run(&t, false, false);
	add_session(30);
	t.sh.cx.now += 60 * KZ_DAY;
	assert_true(trials_run(&t, false, false).changed);
	assert_string_equal("5|7", before_of_exit());
	assert_string_equal("1",
		trials_ask(&t,
			kz_strf(t.sh.mem,
				"SELECT (check_at > %lld AND prediction LIKE '%%5 of 7%%') || ''"
				" FROM countermeasures",
				(long long)t.sh.cx.now)
				.p));
	t.sh.cx.now += 60; /* the same day */
	assert_false(trials_run(&t, false, false).changed);
	t.sh.cx.now += 60 * KZ_DAY;
	(void)trials_run(&t, true, false);
	git("git log -1 --format=%B kaizen/$id | grep -q 'of 7 so far'");
	t.sh.cx.now += 300 * KZ_DAY; /* what the commit says stays, its check is still to come */
	add_session(31);
	(void)trials_run(&t, true, false);
	assert_string_equal("5|7", before_of_exit());
	assert_string_equal("1",
		trials_ask(&t,
			kz_strf(t.sh.mem, "SELECT (check_at > %lld) || '' FROM countermeasures",
				(long long)t.sh.cx.now)
				.p));
}

static void test_kz_orchestrate__counts_all_sessions_until_the_merge_as_before(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	add_session(20);
	add_session(40);
	git("GIT_COMMITTER_DATE='1751592000 +0000' git merge -q --no-ff -m merge kaizen/$id");
	t.sh.cx.now = 1749000000 + 50 * KZ_DAY;
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force", state_of("T-exit"));
	assert_string_equal("5|7", before_of_exit());
	assert_non_null(strstr(check(), "1 of 1 sessions since it is in force, 5 of 7 before"));
}

static void test_kz_orchestrate__moves_a_check_that_came_too_early(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("GIT_COMMITTER_DATE='1749800000 +0000' git merge -q --no-ff -m merge kaizen/$id");
	add_session(20);
	t.sh.cx.now = 1749800000 + 85 * KZ_DAY;
	(void)trials_run(&t, false, false);
	assert_string_equal("too_early|1",
		trials_ask(&t,
			kz_strf(t.sh.mem,
				"SELECT verdict || '|' || (check_at > %lld) FROM countermeasures"
				" WHERE template = 'T-exit'",
				(long long)t.sh.cx.now)
				.p));
	assert_false(trials_run(&t, false, false).changed);
	t.sh.cx.now += 10 * KZ_DAY;
	(void)trials_run(&t, false, false);
	assert_non_null(strstr(check(), "no effect, not measurable: 1 of 1 sessions"));
}

static void test_kz_orchestrate__sees_a_squashed_merge_and_its_revert(void **state)
{
	const char *text;

	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q --squash kaizen/$id && git commit -q -m squashed &&"
	    " git branch -q -D kaizen/$id");
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force", state_of("T-exit"));
	text = undo(exit_id());
	assert_non_null(strstr(text, "git revert "));
	git("git revert --no-edit HEAD >../out 2>&1");
	(void)trials_run(&t, false, false);
	assert_string_equal("reverted", state_of("T-exit"));
	assert_string_equal("2", trials_ask(&t, "SELECT '' || count(*) FROM countermeasures"));
}

static void test_kz_orchestrate_undo__prints_a_line_that_works_after_a_merge(void **state)
{
	const char *line;

	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q --no-ff -m merge kaizen/$id");
	line = strstr(undo(exit_id()), "git revert ");
	assert_non_null(line);
	assert_string_equal("in_force", state_of("T-exit"));
	trials_sh(&t, kz_strf(t.sh.mem, "GIT_EDITOR=true %s >../out 2>&1", line).p);
	(void)trials_run(&t, false, false);
	assert_string_equal("reverted", state_of("T-exit"));
}

static void test_kz_orchestrate__takes_a_removed_line_for_a_no(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q --no-ff -m merge kaizen/$id");
	(void)trials_run(&t, false, false);
	git("grep -v kz:cm- CLAUDE.md >x; mv x CLAUDE.md; git commit -qam 'shorter'");
	(void)trials_run(&t, false, false);
	assert_string_equal("rejected_by_human", state_of("T-exit"));
}

static void test_kz_orchestrate__keeps_a_line_that_people_rewrote(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q --no-ff -m merge kaizen/$id && sed -i 's/^- Do not/- Never/' CLAUDE.md &&"
	    " git commit -qam 'words'");
	(void)trials_run(&t, true, false);
	assert_string_equal("in_force", state_of("T-exit"));
	git("b=$(git branch --list 'kaizen/*' --format='%(refname:short)' | grep -v $id) &&"
	    " git show $b:CLAUDE.md | grep -q '^- Never pipe' &&"
	    " git show $b:CLAUDE.md | grep -q golangci");
}

static void test_kz_orchestrate__does_not_take_an_older_checkout_for_a_no(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git branch old && git merge -q --no-ff -m merge kaizen/$id &&"
	    " git branch -q -D kaizen/$id");
	(void)trials_run(&t, false, false);
	git("git checkout -q old");
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force", state_of("T-exit"));
}

static void test_kz_orchestrate__is_open_again_when_its_own_branch_was_left(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git checkout -q kaizen/$id");
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force", state_of("T-exit"));
	git("git checkout -q main");
	(void)trials_run(&t, false, false);
	assert_string_equal("proposed", state_of("T-exit"));
}

/* Left, and the branch deleted: nothing keeps the commit any more, and that is a no. */
static void test_kz_orchestrate__takes_a_left_and_deleted_branch_for_a_no(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git checkout -q kaizen/$id");
	(void)trials_run(&t, false, false);
	git("git checkout -q main && git branch -q -D kaizen/$id");
	(void)trials_run(&t, false, false);
	assert_string_equal("rejected_by_human", state_of("T-exit"));
}

/* A merge of the branch on which somebody had reverted it says so in what it merged. */
static void test_kz_orchestrate__sees_a_revert_that_came_by_a_merge(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q kaizen/$id && git branch -q -D kaizen/$id");
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force", state_of("T-exit"));
	git("git checkout -q -b back && git revert --no-edit HEAD >../out 2>&1 &&"
	    " git checkout -q main && git merge -q --no-ff -m 'merge back' back");
	(void)trials_run(&t, false, false);
	assert_string_equal("reverted", state_of("T-exit"));
}

static void test_kz_orchestrate__retires_what_is_no_longer_true(void **state)
{
	(void)state;
	t.conf.orchestrate_max_open = 2;
	(void)trials_run(&t, false, false);
	assert_string_equal("proposed", state_of("T-path"));
	trials_sh(&t, "cp .golangci.yaml .golangci.yml; git add .; git commit -qm two");
	trials_exec(&t, "UPDATE d_masked SET verified = 0");
	(void)trials_run(&t, false, false);
	assert_string_equal("retired", state_of("T-path"));
	assert_string_equal("retired", state_of("T-exit"));
	assert_false(trials_run(&t, false, false).changed);
}

/* Agents go on reading what is no longer true, so it is told until the line has gone. */
static void test_kz_orchestrate__tells_of_a_retired_line_while_it_stands(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q --no-ff -m merge kaizen/$id");
	(void)trials_run(&t, false, false);
	trials_exec(&t, "UPDATE d_masked SET verified = 0");
	for (int i = 0; i < 2; i++) {
		struct kz_str text = trials_run(&t, false, false).text;

		assert_string_equal("retired", state_of("T-exit"));
		assert_true(kz_str_find(text, KZ_S("retired, its fact no longer holds: "), NULL));
		assert_true(kz_str_find(text, KZ_S("git revert "), NULL));
	}
	assert_non_null(strstr(undo(exit_id()), " stands in CLAUDE.md; to take it back, type:"));
	git("git revert -m 1 --no-edit HEAD >../out 2>&1");
	assert_false(kz_str_find(trials_run(&t, false, false).text, KZ_S("retired"), NULL));
	assert_string_equal("retired", state_of("T-exit"));
}

static void test_kz_orchestrate_undo__takes_back_the_proposal_and_its_branch(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	assert_non_null(strstr(undo(exit_id()), "is deleted"));
	git("! git rev-parse -q --verify kaizen/$id >../out");
	assert_string_equal("withdrawn", state_of("T-exit"));
	(void)trials_run(&t, false, false);
	assert_string_equal("withdrawn", state_of("T-exit"));
	assert_string_equal("proposed", state_of("T-path"));
}

static void test_kz_orchestrate_undo__leaves_a_branch_that_somebody_went_on_with(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git checkout -q kaizen/$id && git commit -q --allow-empty -m more &&"
	    " git checkout -q main");
	assert_non_null(strstr(undo(exit_id()), "git revert "));
	git("git rev-parse -q --verify kaizen/$id >../out");
	assert_string_equal("withdrawn", state_of("T-exit"));
}

static void test_kz_orchestrate_undo__does_not_know_other_ids(void **state)
{
	KZ_OWN(kz_git) g = NULL;
	KZ_OWN(kz_db) db = NULL;
	struct kz_str text = KZ_NOTHING;

	(void)state;
	trials_open(&t, &db, &g);
	assert_int_equal(KZ_ENOENT,
		kz_orchestrate_undo(&t.sh.cx, db, g, KZ_S("cm-00000000"), &text));
}

/* Killed between the commit and the row: the next run takes the branch for its own. */
static void test_kz_orchestrate__finds_the_branch_of_an_interrupted_run(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	trials_exec(&t, "UPDATE s_countermeasure SET branch = NULL, branch_oid = NULL");
	(void)trials_run(&t, true, false);
	git("git rev-parse kaizen/$id >../tip");
	assert_string_equal("40",
		trials_ask(&t, "SELECT '' || length(branch_oid) FROM s_countermeasure"));
}

static void test_kz_orchestrate__leaves_a_strange_branch_of_that_name_alone(void **state)
{
	(void)state;
	(void)trials_run(&t, false, false);
	git("git branch kaizen/$id && git rev-parse main >../tip");
	assert_true(kz_str_find(trials_run(&t, true, false).text, KZ_S("no branch"), NULL));
	git("git rev-parse kaizen/$id | cmp - ../tip");
	assert_string_equal("proposed", state_of("T-exit"));
}

static void test_kz_orchestrate__cannot_branch_below_a_branch_named_kaizen(void **state)
{
	(void)state;
	trials_sh(&t, "git branch kaizen");
	assert_true(kz_str_find(trials_run(&t, true, false).text, KZ_S("no branch"), NULL));
	assert_string_equal("proposed", state_of("T-exit"));
}

static void test_kz_orchestrate__works_from_shallow_clones_and_linked_work_trees(void **state)
{
	(void)state;
	(void)trials_run(&t, true, false);
	git("git merge -q --no-ff -m merge kaizen/$id && git commit -q --allow-empty -m more &&"
	    " cd .. && mv r whole && git clone -q --depth 1 file://$PWD/whole r");
	(void)trials_run(&t, false, false);
	assert_string_equal("in_force", state_of("T-exit"));
	assert_int_equal(0,
		shell_run(&t.sh, "rm -rf r && cd whole && git worktree add -q --detach ../r"));
	(void)trials_run(&t, true, false);
	assert_string_equal("in_force", state_of("T-exit"));
	trials_sh(&t,
		"test $(git branch --list 'kaizen/*' | wc -l) = 2;"
		"test -z \"$(git status --porcelain)\"");
}

int main(void)
{
#define EACH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		EACH(test_kz_orchestrate__writes_the_row_and_nothing_else),
		EACH(test_kz_orchestrate__puts_an_open_proposal_on_a_branch_when_asked),
		EACH(test_kz_orchestrate__stores_the_diff_of_the_commit),
		EACH(test_kz_orchestrate__takes_a_deleted_branch_for_a_no),
		EACH(test_kz_orchestrate__keeps_a_branch_that_was_merged_elsewhere_open),
		EACH(test_kz_orchestrate__sees_a_merge),
		EACH(test_kz_orchestrate__keeps_a_waiting_proposal_up_to_date),
		EACH(test_kz_orchestrate__counts_all_sessions_until_the_merge_as_before),
		EACH(test_kz_orchestrate__moves_a_check_that_came_too_early),
		EACH(test_kz_orchestrate__sees_a_squashed_merge_and_its_revert),
		EACH(test_kz_orchestrate_undo__prints_a_line_that_works_after_a_merge),
		EACH(test_kz_orchestrate__takes_a_removed_line_for_a_no),
		EACH(test_kz_orchestrate__keeps_a_line_that_people_rewrote),
		EACH(test_kz_orchestrate__does_not_take_an_older_checkout_for_a_no),
		EACH(test_kz_orchestrate__is_open_again_when_its_own_branch_was_left),
		EACH(test_kz_orchestrate__takes_a_left_and_deleted_branch_for_a_no),
		EACH(test_kz_orchestrate__sees_a_revert_that_came_by_a_merge),
		EACH(test_kz_orchestrate__retires_what_is_no_longer_true),
		EACH(test_kz_orchestrate__tells_of_a_retired_line_while_it_stands),
		EACH(test_kz_orchestrate_undo__takes_back_the_proposal_and_its_branch),
		EACH(test_kz_orchestrate_undo__leaves_a_branch_that_somebody_went_on_with),
		EACH(test_kz_orchestrate_undo__does_not_know_other_ids),
		EACH(test_kz_orchestrate__finds_the_branch_of_an_interrupted_run),
		EACH(test_kz_orchestrate__cannot_branch_below_a_branch_named_kaizen),
		EACH(test_kz_orchestrate__works_from_shallow_clones_and_linked_work_trees),
		EACH(test_kz_orchestrate__leaves_a_strange_branch_of_that_name_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
