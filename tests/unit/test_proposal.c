/* SPDX-License-Identifier: MIT */
/* What is proposed, where it goes, and what is not: support, facts, files that are left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/clock.h"
#include "orchestrate/measure.h"
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

static const char *templates(void)
{
	return trials_ask(&t,
		"SELECT group_concat(template) FROM (SELECT template FROM countermeasures"
		" ORDER BY template)");
}

static bool says(bool branch, const char *what)
{
	return kz_str_find(trials_run(&t, branch, false).text, kz_str_c(what), NULL);
}

static void target_is(const char *script, const char *want)
{
	trials_sh(&t, script);
	trials_sh(&t, "git add -A; git commit -qm target");
	(void)trials_run(&t, true, false);
	assert_string_equal(want, trials_ask(&t, "SELECT target FROM countermeasures"));
	trials_sh(&t,
		kz_strf(t.sh.mem,
			"test \"$(git diff --name-only main $(git branch --list 'kaizen/*'"
			" --format='%%(refname)'))\" = '%s'",
			want)
			.p);
}

static void test_kz_target__is_the_file_behind_a_link(void **state)
{
	(void)state;
	target_is(
		"rm CLAUDE.md; mkdir docs; echo x >docs/AGENTS.md; ln -s docs/AGENTS.md CLAUDE.md",
		"docs/AGENTS.md");
}

static void test_kz_target__is_what_one_line_imports(void **state)
{
	(void)state;
	target_is("echo '# A' >AGENTS.md; echo @AGENTS.md >CLAUDE.md", "AGENTS.md");
}

static void test_kz_target__is_agents_md_where_there_is_no_other(void **state)
{
	(void)state;
	target_is("git mv CLAUDE.md AGENTS.md", "AGENTS.md");
}

static void test_kz_target__is_a_new_file_where_there_is_none(void **state)
{
	(void)state;
	target_is("git rm -q CLAUDE.md", "CLAUDE.md");
}

static void test_kz_target__is_no_file_that_only_happens_to_be_imported(void **state)
{
	(void)state;
	target_is("echo x >README.md; echo @README.md >CLAUDE.md", "CLAUDE.md");
}

static void test_kz_target__refuses_what_leads_out_or_nowhere(void **state)
{
	static const char *const scripts[] = {"ln -sf ../r/README.md CLAUDE.md",
		"ln -sf /etc/motd CLAUDE.md", "ln -sf nowhere.md CLAUDE.md",
		"ln -sf CLAUDE.md CLAUDE.md", "echo @AGENTS.md >x; mv x CLAUDE.md",
		"rm CLAUDE.md; echo CLAUDE.md >.gitignore",
		"rm .gitignore; mkdir CLAUDE.md; echo x >CLAUDE.md/x",
		"rm -r CLAUDE.md; printf '```\\n' >CLAUDE.md",
		"printf '<<<<<<< a\\n=======\\n>>>>>>> b\\n' >CLAUDE.md", NULL};

	(void)state;
	for (const char *const *script = scripts; *script; script++) {
		trials_sh(&t, *script);
		trials_sh(&t, "git add -A; git commit -qm target");
		if (!says(true, "nothing can be proposed: "))
			fail_msg("was not refused: %s", *script);
		assert_string_equal("", templates());
		trials_sh(&t, "test -z \"$(git branch --list 'kaizen/*')\"");
	}
}

static void test_kz_target__says_when_this_clone_lacks_the_file(void **state)
{
	(void)state;
	trials_sh(&t, "o=$(git rev-parse HEAD:CLAUDE.md | sed 's|^..|&/|'); rm .git/objects/$o");
	assert_true(says(true, "nothing can be proposed: CLAUDE.md cannot be read"));
	assert_string_equal("", templates());
}

static void test_kz_target__keeps_line_endings_on_the_branch(void **state)
{
	(void)state;
	trials_sh(&t, "printf 'a\\r\\nb' >CLAUDE.md; git commit -qam crlf");
	(void)trials_run(&t, true, false);
	trials_sh(&t,
		"b=$(git branch --list 'kaizen/*' --format='%(refname)')\n"
		"git show $b:CLAUDE.md >../new\n"
		"test $(grep -c \"$(printf '\\r')\\$\" ../new) = $(wc -l <../new)\n"
		"test \"$(tail -c 3 ../new)\" = '-->'\n"
		"test \"$(head -c 4 ../new | od -An -c | tr -d ' ')\" = 'a\\r\\nb'");
}

static void test_kz_orchestrate__says_nothing_that_a_context_file_says(void **state)
{
	(void)state;
	trials_sh(&t, "echo 'Scripts set -o pipefail.' >GEMINI.md; git add .; git commit -qm two");
	assert_true(says(false, "GEMINI.md:1 says it already"));
	assert_string_equal("T-path", templates());
}

/* A line that names the right form is no line to mend. */
static void test_kz_orchestrate__tells_a_right_line_from_a_wrong_one(void **state)
{
	(void)state;
	trials_exec(&t, "DELETE FROM d_masked");
	trials_sh(&t,
		"echo 'Not `.golangci.yml`: use `.golangci.yaml`.' >GEMINI.md; git add .;"
		" git commit -qm two");
	assert_true(says(false, "GEMINI.md:1 names `.golangci.yaml` already"));
	assert_string_equal("", templates());
	trials_sh(&t, "echo 'Linters: see `.golangci.yml`.' >GEMINI.md; git commit -qam three");
	assert_true(says(false, "GEMINI.md:1 speaks of `.golangci.yml`: mend that line instead"));
	assert_string_equal("", templates());
}

static void test_kz_orchestrate__does_not_contradict_a_context_file(void **state)
{
	(void)state;
	trials_exec(&t, "UPDATE d_masked SET verified = 0");
	trials_sh(&t,
		"mkdir sub; printf 'x\\nReference `.golangci.yml` first.\\n' >sub/CLAUDE.md;"
		"git add .; git commit -qm two");
	assert_true(says(false, "sub/CLAUDE.md:2 speaks of `.golangci.yml`"));
	assert_string_equal("", templates());
}

static void test_kz_orchestrate__takes_the_end_of_a_path_for_the_path(void **state)
{
	(void)state;
	trials_exec(&t,
		"UPDATE d_masked SET verified = 0; DELETE FROM d_repair;"
		"INSERT INTO d_repair VALUES (1, 'folder', '', 'cmd/cli/commands/',"
		" 'cmd/cli/', 4, 4, 17, 17, 17, 9, 9, 9, 1749086400, 1749345600,"
		" 'path_missing', 1, 1, 'f-0000000002')");
	trials_sh(&t, "mkdir -p cmd/cli; echo x >cmd/cli/a; git add .; git commit -qm two");
	trials_sh(&t,
		"echo '- `cli/commands`: implementations' >>CLAUDE.md; git commit -qam three");
	assert_true(says(false, "CLAUDE.md:2 speaks of `cmd/cli/commands`"));
	trials_sh(&t, "echo '- `other-cli/commands`' >CLAUDE.md; git commit -qam four");
	(void)trials_run(&t, false, false);
	assert_string_equal("There is no folder `cmd/cli/commands/`; look in `cmd/cli/`.",
		trials_ask(&t, "SELECT text FROM countermeasures"));
}

/* Each takes away one thing that a rule needs (countermeasures.md 2.4, 6.1, 9, 12). */
static void test_kz_orchestrate__needs_support_facts_and_slots(void **state)
{
	static const char *const less[] = {
		"UPDATE d_masked SET hidden = 4",
		"UPDATE d_masked SET verified = 0",
		"UPDATE d_masked SET purpose = 'curl x'",
		"UPDATE d_masked SET filter = 'bash'",
		("UPDATE d_call SET hidden = 0 WHERE tool_call_id IN (SELECT tool_call_id FROM"
		 " s_tool_call WHERE input_id > 2)"),
		("UPDATE d_call SET hidden = tool_call_id IN (SELECT tool_call_id FROM s_tool_call"
		 " WHERE kind = 'shell' AND input_id IN (1, 3, 5))"),
		"UPDATE s_tool_call SET at_ms = at_ms - 86400000 * (input_id - 1)",
	};
	static const char *const less_path[] = {
		"UPDATE d_repair SET verified = 0",
		"UPDATE d_repair SET rule_worthy = 0",
		"UPDATE d_repair SET sessions = 1",
		"UPDATE d_repair SET days = 1",
		"UPDATE d_repair SET wrong = 'CLAUDE.md'",
		"UPDATE d_repair SET right = 'nowhere.yaml'",
		"UPDATE d_repair SET wrong = '../golangci.yml'",
		"UPDATE d_repair SET wrong = 'settings.local.json'",
		"UPDATE d_repair SET reason = 'lint'",
		"UPDATE s_session SET cwd = '/home/ann/r' WHERE input_id = 2",
		"UPDATE d_repair SET class = 'cmd', right = 'git commit --no-verify', sessions = 9",
		("UPDATE d_repair SET class = 'prior_step', wrong = 'make test', right = 'make a',"
		 " sessions = 9, s_right = 9, reason = 'test'"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(less) / sizeof(*less); i++) {
		trials_exec(&t, less[i]);
		(void)trials_run(&t, false, false);
		if (strcmp(templates(), "T-path") != 0)
			fail_msg("%s gives: %s", less[i], templates());
		(void)tear_down(NULL);
		assert_int_equal(0, set_up(NULL));
	}
	for (size_t i = 0; i < sizeof(less_path) / sizeof(*less_path); i++) {
		trials_exec(&t, "DELETE FROM d_masked");
		trials_exec(&t, less_path[i]);
		(void)trials_run(&t, false, false);
		if (strcmp(templates(), "") != 0)
			fail_msg("%s gives: %s", less_path[i], templates());
		(void)tear_down(NULL);
		assert_int_equal(0, set_up(NULL));
	}
}

static void test_kz_orchestrate__words_commands_options_and_names(void **state)
{
	(void)state;
	t.conf.orchestrate_max_open = 9;
	trials_exec(&t,
		"DELETE FROM d_masked; DELETE FROM d_repair; INSERT INTO d_repair VALUES"
		" (1, 'cmd', '', 'rtk bun', 'bun run <script>', 9, 9, 69, 69, 69, 410, 318,"
		" 9, 1749086400, 1749345600, 'unknown_name', 1, 1, 'f-0000000002'),"
		" (1, 'cmd_flag', 'gh pr diff', '--stat', '--name-only', 4, 4, 6, 6, 6, 9,"
		" 9, 8, 1749086400, 1749345600, 'bad_flag', 1, 1, 'f-0000000002'),"
		" (1, 'name', 'skill', 'commit', 'git commit', 4, 4, 6, 6, 6, 9, 9, 7,"
		" 1749086400, 1749345600, 'unknown_name', 1, 1, 'f-0000000002')");
	(void)trials_run(&t, false, false);
	assert_string_equal("Run `bun run <script>`, not `rtk bun` (no such command).\n"
			    "There is no skill `commit`; use `git commit`.\n"
			    "`gh pr diff` has no `--stat`; use `--name-only`.",
		trials_ask(&t,
			"SELECT group_concat(text, char(10)) FROM (SELECT text FROM"
			" countermeasures ORDER BY text)"));
}

static void test_kz_orchestrate__obeys_max_open_and_mode(void **state)
{
	struct kz_orchestrate_summary sum;
	KZ_OWN(kz_git) g = NULL;
	KZ_OWN(kz_db) db = NULL;

	(void)state;
	t.conf.orchestrate_max_open = 0;
	(void)trials_run(&t, true, false);
	assert_string_equal("", templates());
	t.conf.orchestrate_mode = KZ_S("apply");
	trials_open(&t, &db, &g);
	assert_int_equal(KZ_ESCHEMA,
		kz_orchestrate(&t.sh.cx, db, g, &(struct kz_orchestrate_options){0}, &sum));
}

static void test_kz_orchestrate__never_writes_to_a_bare_repository(void **state)
{
	(void)state;
	assert_int_equal(0,
		shell_run(&t.sh,
			"git clone -q --bare r b && mv r work && mv b r && cd r &&"
			" find . -type f | sort | xargs sha1sum >../before"));
	assert_true(says(true, "no branch: the repository is bare"));
	assert_string_equal("T-exit", templates());
	trials_sh(&t, "find . -type f | sort | xargs sha1sum | cmp - ../before");
}

static void record_is(const char *script, const char *path, const char *want)
{
	trials_sh(&t, script);
	trials_sh(&t, "git add -A; git commit -qm records");
	(void)trials_run(&t, true, true);
	trials_sh(&t,
		kz_strf(t.sh.mem,
			"b=$(git branch --list 'kaizen/*' --format='%%(refname)')\n"
			"p=$(echo '%s' | sed s/ID/${b##*/}/)\n"
			"test \"$(git diff --name-only main $b | grep -v CLAUDE.md)\" = \"$p\"\n"
			"git show \"$b:$p\" >../record\n"
			"printf '%%s\\n' '%s' | while read -r line; do"
			" grep -qF -- \"$line\" ../record || { echo \"no $line\"; exit 1; }; done",
			path, want)
			.p);
	assert_string_not_equal("", trials_ask(&t, "SELECT adr FROM countermeasures"));
}

static void test_kz_adr__follows_the_form_of_nygard(void **state)
{
	(void)state;
	record_is("mkdir -p doc/adr; printf '# 9. A\\n\\nDate: 2024-01-01\\n\\n## Status\\n' "
		  ">doc/adr/0009-a.md",
		"doc/adr/0010-kaizen-rule-ID.md",
		"# 10. Keep rule\nDate: 2025-06-13\n## Status\nProposed\n## Context\n"
		"Seen 8 times in 4 sessions\n4 of 6 so far\n## Decision\n- [ ] Keep the rule.\n"
		"## Confirmation\nIn this trial a verdict can come on 2025-");
}

static void test_kz_adr__follows_the_form_of_madr(void **state)
{
	(void)state;
	record_is("mkdir -p docs/decisions; printf -- '---\\nstatus: accepted\\n---\\n# A\\n"
		  "## Context and Problem Statement\\n' >docs/decisions/ADR-007-a.md;"
		  "echo >docs/decisions/README.md",
		"docs/decisions/ADR-008-kaizen-rule-ID.md",
		"status: proposed\ndate: 2025-06-13\n# Keep rule\n## Context and Problem Stat\n"
		"## Considered Options\n## Decision Outcome\n### Confirmation");
}

static void test_kz_adr__goes_where_adr_dir_says(void **state)
{
	(void)state;
	record_is("mkdir -p some/where docs/adr; echo some/where >.adr-dir; echo >some/where/x;"
		  "echo >docs/adr/0001-a.md",
		"some/where/0001-kaizen-rule-ID.md", "# 1. Keep rule");
}

static void test_kz_adr__is_left_out_where_there_is_no_folder(void **state)
{
	(void)state;
	(void)trials_run(&t, true, true);
	trials_sh(&t,
		"b=$(git branch --list 'kaizen/*' --format='%(refname)')\n"
		"test \"$(git diff --name-only main $b)\" = CLAUDE.md");
}

/* The table of countermeasures.md 7.2. */
static void test_kz_sessions_each__equals_the_published_table(void **state)
{
	(void)state;
	assert_true(kz_sessions_each(0.05, 0.025) == 906 || kz_sessions_each(0.05, 0.025) == 905);
	assert_int_equal(435, (int)kz_sessions_each(0.10, 0.05));
	assert_int_equal(199, (int)kz_sessions_each(0.20, 0.10));
	assert_int_equal(47, (int)kz_sessions_each(0.20, 0.02));
	assert_int_equal(82, (int)kz_sessions_each(0.40, 0.20));
	assert_int_equal(20, (int)kz_sessions_each(0.40, 0.04));
	assert_int_equal(42, (int)kz_sessions_each(0.60, 0.30));
}

static void test_kz_sessions_after__is_unknown_where_no_number_is_enough(void **state)
{
	(void)state;
	assert_int_equal(199, kz_sessions_after(0.2, 0.1, 199));
	assert_true(kz_sessions_after(0.2, 0.1, 400) < 199);
	assert_true(kz_sessions_after(0.2, 0.1, 99) == KZ_UNKNOWN);
	assert_true(kz_sessions_after(0, 0, 99) == KZ_UNKNOWN);
	assert_int_equal(20, kz_sessions_after(0.9, 0.1, 1000));
}

static void test_kz_author_of__is_the_folder_of_the_user(void **state)
{
	(void)state;
	assert_true(kz_str_eq(KZ_S("ann"), kz_author_of(KZ_S("/home/ann/r"))));
	assert_true(kz_str_eq(KZ_S("bob"), kz_author_of(KZ_S("/Users/bob"))));
	assert_null(kz_author_of(KZ_S("/srv/r")).p);
	assert_null(kz_author_of(KZ_S("/home/")).p);
}

int main(void)
{
#define EACH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		EACH(test_kz_target__is_the_file_behind_a_link),
		EACH(test_kz_target__is_what_one_line_imports),
		EACH(test_kz_target__is_agents_md_where_there_is_no_other),
		EACH(test_kz_target__is_a_new_file_where_there_is_none),
		EACH(test_kz_target__is_no_file_that_only_happens_to_be_imported),
		EACH(test_kz_target__refuses_what_leads_out_or_nowhere),
		EACH(test_kz_target__says_when_this_clone_lacks_the_file),
		EACH(test_kz_target__keeps_line_endings_on_the_branch),
		EACH(test_kz_orchestrate__says_nothing_that_a_context_file_says),
		EACH(test_kz_orchestrate__tells_a_right_line_from_a_wrong_one),
		EACH(test_kz_orchestrate__does_not_contradict_a_context_file),
		EACH(test_kz_orchestrate__takes_the_end_of_a_path_for_the_path),
		EACH(test_kz_orchestrate__needs_support_facts_and_slots),
		EACH(test_kz_orchestrate__words_commands_options_and_names),
		EACH(test_kz_orchestrate__obeys_max_open_and_mode),
		EACH(test_kz_orchestrate__never_writes_to_a_bare_repository),
		EACH(test_kz_adr__follows_the_form_of_nygard),
		EACH(test_kz_adr__follows_the_form_of_madr),
		EACH(test_kz_adr__goes_where_adr_dir_says),
		EACH(test_kz_adr__is_left_out_where_there_is_no_folder),
		cmocka_unit_test(test_kz_sessions_each__equals_the_published_table),
		cmocka_unit_test(test_kz_sessions_after__is_unknown_where_no_number_is_enough),
		cmocka_unit_test(test_kz_author_of__is_the_folder_of_the_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
