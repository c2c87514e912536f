/* SPDX-License-Identifier: MIT */
/* Repairs: what is a pair, what HEAD proves, what may become a rule, what never does. */
#include "tests/unit/calls_fixture.h"
#include "tests/unit/shell.h"

struct world {
	struct fixture f;
	struct shell sh;
	struct kz_git *git;
};

static int begin(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	if (!w || shell_begin(&w->sh) < 0)
		return -1;
	if (shell_run(&w->sh,
		    "git init -q -b main r && cd r && mkdir -p src/cli/agent script"
		    " && echo a >src/cli/run.c && echo b >src/cli/agent/claude.c"
		    " && echo c >.lint.yaml"
		    " && echo 'module m' >go.mod && echo x >script/x.sh"
		    " && echo 'Use go test -tags integration.' >CLAUDE.md"
		    " && git add . && git commit -q -m one") != 0)
		return -1;
	fixture_open(&w->f);
	if (kz_git_open(&w->f.cx, shell_path(&w->sh, "r"), &w->git) != 0)
		return -1;
	*state = w;
	return 0;
}

static int end(void **state)
{
	struct world *w = *state;
	int rc;

	kz_git_close(w->git);
	fixture_close(&w->f);
	rc = shell_end(&w->sh);
	free(w);
	return rc;
}

/* One session a day: what is asked for, with what error, and what then worked; NULL kind ends. */
struct ask {
	const char *kind, *what, *line;
};

static void session(struct world *w, int day, const struct ask *asks)
{
	fixture_session(&w->f, day == 0 ? "a" : day == 1 ? "b" : "c", day);
	for (; asks->kind; asks++)
		fixture_call(&w->f, asks->kind, asks->what, asks->line, NULL);
	fixture_store(&w->f);
}

static void sessions(struct world *w, int n, const struct ask *asks)
{
	for (int day = 0; day < n; day++)
		session(w, day, asks);
	w->f.cx.now += INT64_C(5) * KZ_DAY;
	fixture_analyze(&w->f, w->git);
}

static void assert_repairs(struct world *w, const char *want)
{
	fixture_assert_rows(&w->f,
		"SELECT class, program, wrong, right, sessions, occurrences, n_wrong, f_wrong,"
		" verified, rule_worthy FROM repairs ORDER BY class, program, wrong, right",
		want);
	fixture_assert_rows(&w->f,
		"SELECT count(*) FROM repairs WHERE finding NOT IN (SELECT id FROM findings)", "0");
}

static const char missing[] = "File does not exist.";

static void test_repair__finds_a_file_under_another_name(void **state)
{
	struct world *w = *state;

	sessions(w, 2,
		(const struct ask[]){{"read", "/u/r/.lint.yml", missing}, {"shell", "ls -a", NULL},
			{"read", "/u/r/.lint.yaml", NULL}, {0}});
	assert_repairs(w, "path||.lint.yml|.lint.yaml|2|2|2|2|1|1");
	fixture_assert_rows(&w->f, "SELECT kind, class, title FROM findings",
		"repair|avoidable|.lint.yml: does not exist, asked for twice in 2 sessions;"
		" it is .lint.yaml");
	fixture_assert_rows(&w->f, "SELECT view, ref FROM evidence ORDER BY seq",
		"tool_calls|a-1\ntool_calls|b-1\ntool_calls|a-3\ntool_calls|b-3");
}

static void test_repair__finds_where_a_folder_that_is_not_there_is(void **state)
{
	struct world *w = *state;

	session(w, 0,
		(const struct ask[]){{"read", "/x/clone/src/cli/commands/run.c", missing},
			{"read", "/x/clone/src/cli/run.c", NULL}, {0}});
	session(w, 1,
		(const struct ask[]){
			{"read", "src/cli/commands", "Path does not exist: src/cli/commands"},
			{"read", "src/cli/agent/claude.c", NULL}, {0}});
	w->f.cx.now += INT64_C(5) * KZ_DAY;
	fixture_analyze(&w->f, w->git);
	assert_repairs(w, "folder||src/cli/commands|src/cli|2|2|2|2|1|1");
}

/* Another file, a file that is not there either, a private one, one session alone. */
static void test_repair__is_not_fooled_by_the_next_file(void **state)
{
	struct world *w = *state;

	sessions(w, 1,
		(const struct ask[]){{"read", "/u/r/src/cli/agent.c", missing},
			{"read", "/u/r/src/cli/run.c", NULL},
			{"read", "/u/r/.env.example", missing}, {"read", "/u/r/.env", NULL},
			{"read", "/u/r/claude.c", missing},
			{"read", "/u/r/src/cli/agent/claude.c", NULL}, {0}});
	assert_repairs(w, "path||claude.c|src/cli/agent/claude.c|1|1|1|1|1|0");
	fixture_assert_rows(&w->f, "SELECT count(*) FROM findings WHERE kind = 'repair'", "0");
	fixture_assert_rows(&w->f, "SELECT finding FROM repairs", "-");
}

static void test_repair__needs_the_error_to_name_the_word_that_changed(void **state)
{
	struct world *w = *state;

	sessions(w, 3,
		(const struct ask[]){{"shell", "gh pr diff 7 --stat", "unknown flag: --stat"},
			{"shell", "gh pr diff 7 --name-only | head", NULL},
			{"shell", "gh pr view 7 --json x", "something else broke"},
			{"shell", "gh pr view 7 --json y", NULL}, {0}});
	assert_repairs(w, "cmd_flag|gh pr diff|--stat|--name-only|3|3|3|3|1|0");
	/* 3 of 3 failed, but 3 of 3 that worked are too few for the other bound: no rule yet */
	fixture_assert_rows(&w->f, "SELECT s_right, n_right FROM repairs", "3|3");
}

static void worthy(struct world *w, const struct ask *asks, const char *want)
{
	sessions(w, 3, asks);
	fixture_assert_rows(&w->f,
		"SELECT right, n_wrong, f_wrong, n_right, s_right, rule_worthy FROM repairs"
		" ORDER BY right",
		want);
}

static const struct ask by_stat = {"shell", "gh pr diff 7 --stat", "unknown flag: --stat"},
			by_name = {"shell", "gh pr diff 7 --name-only", NULL},
			by_patch = {"shell", "gh pr diff 7 --patch", NULL};

/* Of two answers that are as good the first is the rule: one wrong form, one line. */
static void test_repair__takes_one_of_two_answers(void **state)
{
	worthy(*state,
		(const struct ask[]){by_stat, by_name, by_stat, by_name, by_stat, by_patch, by_stat,
			by_patch, {0}},
		"--name-only|12|12|6|6|1\n--patch|12|12|6|6|0");
}

/* Six failures say enough of the wrong form, three successes too little of the right one. */
static void test_repair__wants_proof_of_the_right_form_too(void **state)
{
	worthy(*state, (const struct ask[]){by_stat, by_stat, by_name, {0}},
		"--name-only|6|6|3|3|0");
}

/* Long ago by the calendar, but no fifty sessions since. */
static void test_repair__is_recent_while_few_sessions_came_since(void **state)
{
	struct world *w = *state;

	w->f.cx.now += INT64_C(100) * KZ_DAY;
	sessions(w, 2,
		(const struct ask[]){{"read", "/u/r/.lint.yml", missing},
			{"read", "/u/r/.lint.yaml", NULL}, {0}});
	fixture_assert_rows(&w->f, "SELECT rule_worthy FROM repairs", "1");
}

/* Countermeasures.md 12: the file tool's own advice, work, what is told already, bypasses. */
static void test_repair__never_turns_work_or_a_bypass_into_a_rule(void **state)
{
	struct world *w = *state;

	sessions(w, 3,
		(const struct ask[]){{"edit", "x.c", "File has not been read yet. Read it first"},
			{"read", "x.c", NULL}, {"edit", "x.c", NULL},
			{"shell", "mise run lint", "[lint] ERROR task failed"},
			{"shell", "mise run test", NULL}, {"shell", "mise run lint", NULL},
			{"shell", "go test ./it", "it.go:1: needs integration [build failed]"},
			{"shell", "go test -tags integration ./it", NULL},
			{"shell", "git commit -m x", "error: hook says --no-verify is not allowed"},
			{"shell", "git commit -m x --no-verify", NULL}, {0}});
	fixture_assert_rows(&w->f, "SELECT count(*) FROM repairs WHERE rule_worthy = 1", "0");
	fixture_assert_rows(&w->f, "SELECT count(*) FROM repairs WHERE right LIKE '%no-verify%'",
		"0");
	fixture_assert_rows(&w->f, "SELECT count(*) FROM repairs WHERE class = 'prior_step'", "0");
}

static void test_repair__knows_what_replaces_an_unknown_name(void **state)
{
	struct world *w = *state;

	sessions(w, 2,
		(const struct ask[]){{"skill", "commit", "Unknown skill: commit"},
			{"shell", "git add x && git commit -m x", NULL}, {0}});
	assert_repairs(w, "name|skill|commit|git commit|2|2|2|2|1|1");
}

static void test_repair__reports_a_step_that_had_to_come_first(void **state)
{
	struct world *w = *state;

	sessions(w, 2,
		(const struct ask[]){{"shell", "git push", "! [rejected] non-fast-forward"},
			{"shell", "git pull --rebase", NULL}, {"shell", "git push", NULL}, {0}});
	assert_repairs(w, "prior_step||git push|git pull|2|2|4|2|0|0");
}

/* The minutes of a failure belong to its repair, and to nothing else. */
static void test_repair__takes_its_calls_from_friction(void **state)
{
	struct world *w = *state;

	sessions(w, 2,
		(const struct ask[]){{"read", "/u/r/.lint.yml", missing},
			{"read", "/u/r/.lint.yaml", NULL}, {"read", "/u/r/zzz", missing},
			{"read", "/u/r/go.mod", NULL}, {0}});
	fixture_assert_rows(&w->f, "SELECT kind, n, round(minutes, 2) FROM findings ORDER BY kind",
		"friction|2|1.0\nrepair|2|1.0");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_repair__##name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(finds_a_file_under_another_name),
		TEST(finds_where_a_folder_that_is_not_there_is),
		TEST(is_not_fooled_by_the_next_file),
		TEST(needs_the_error_to_name_the_word_that_changed),
		TEST(takes_one_of_two_answers),
		TEST(wants_proof_of_the_right_form_too),
		TEST(is_recent_while_few_sessions_came_since),
		TEST(never_turns_work_or_a_bypass_into_a_rule),
		TEST(knows_what_replaces_an_unknown_name),
		TEST(reports_a_step_that_had_to_come_first),
		TEST(takes_its_calls_from_friction),
	};
#undef TEST

	return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}
