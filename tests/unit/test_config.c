/* SPDX-License-Identifier: MIT */
/* Layers of the configuration: which wins, what is refused, what a message says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "git/config.h"
#include "git/config_key.h"
#include "tests/unit/shell.h"

static struct shell sh;
static struct kz_log quiet;

static int begin(void **state)
{
	(void)state;
	if (shell_begin(&sh) < 0)
		return -1;
	sh.cx.log = &quiet;
	return 0;
}

static int end(void **state)
{
	(void)state;
	return shell_end(&sh);
}

static int each(void **state)
{
	(void)state;
	quiet = (struct kz_log){.level = KZ_ERROR};
	(void)unsetenv("KAIZEN_CONFIG_CI_MAX_FILES");
	(void)unsetenv("KAIZEN_CONFIG_CI_MAX_FILE");
	return shell_run(&sh, "rm -rf u r l");
}

static const char *put(const char *name, const char *text)
{
	const char *path = shell_path(&sh, name);

	assert_int_equal(kz_file_write(&sh.cx, path, kz_str_c(text)), 0);
	return path;
}

/* Field by field: between them is padding. */
static void assert_is_default(const struct kz_conf *conf)
{
	struct kz_conf want;

	kz_conf_defaults(&want);
#define KZ_CONF_BOOL(field, key, value, safe, about) assert_int_equal(conf->field, want.field);
#define KZ_CONF_INT(field, key, value, min, max, safe, about) \
	assert_int_equal(conf->field, want.field);
#define KZ_CONF_TEXT(field, key, value, safe, about) \
	assert_true(kz_str_eq(conf->field, want.field));
#define KZ_CONF_LIST(field, key, safe, about) assert_int_equal(conf->field.n, 0);
#include "base/conf.def"
}

static void test_kz_conf_load__later_layers_win(void **state)
{
	const char *const settings[] = {"report.weeks=5", "git.trust-owner", NULL};
	const struct kz_conf_sources from = {
		.user_file =
			put("u", "[ci]\n\tmax-files = 1\n[report]\n\tweeks = 1\n\tpeople = off\n"),
		.repository_file = put("r", "[ci]\n\tmax-files = 2k\n[report]\n\tweeks = 2\n"),
		.local_file = put("l", "[report]\n\tweeks = 3\n\tfont = Inter # why not\n"),
		.settings = settings,
	};
	struct kz_conf conf;

	(void)state;
	assert_int_equal(kz_conf_load(&sh.cx, &from, &conf), 0);
	assert_int_equal(conf.ci_max_files, 2048);
	assert_int_equal(conf.report_weeks, 5);
	assert_false(conf.report_people);
	assert_true(conf.git_trust_owner);
	assert_true(kz_str_eq(conf.report_font, KZ_S("Inter")));
	assert_true(kz_str_eq(conf.report_gnuplot, KZ_S("gnuplot")));
	assert_int_equal(quiet.warnings, 0);
	assert_int_equal(setenv("KAIZEN_CONFIG_CI_MAX_FILES", "7", 1), 0);
	assert_int_equal(kz_conf_load(&sh.cx, &from, &conf), 0);
	assert_int_equal(conf.ci_max_files, 7);
}

static void test_kz_conf_load__a_list_is_that_of_the_last_layer(void **state)
{
	const struct kz_conf_sources from = {
		.user_file = put("u", "[ci]\npath = a\n[agents]\npath-alias = /x/**\n"),
		.repository_file = put("r", "[ci]\npath = b\npath = c\n"),
	};
	struct kz_conf conf;

	(void)state;
	assert_int_equal(kz_conf_load(&sh.cx, &from, &conf), 0);
	assert_int_equal(conf.ci_path.n, 2);
	assert_true(kz_str_eq(conf.ci_path.items[0], KZ_S("b")));
	assert_true(kz_str_eq(conf.ci_path.items[1], KZ_S("c")));
	assert_int_equal(conf.agents_path_alias.n, 1);
}

static void test_kz_conf_load__nothing_is_not_an_error(void **state)
{
	const struct kz_conf_sources from = {.user_file = shell_path(&sh, "none"),
		.repository_file = shell_path(&sh, "none/none")};
	struct kz_conf conf;

	(void)state;
	assert_int_equal(kz_conf_load(&sh.cx, &from, &conf), 0);
	assert_is_default(&conf);
	assert_int_equal(quiet.warnings, 0);
}

static void fails(const struct kz_conf_sources *from, int code, const char *says)
{
	struct kz_conf conf;

	assert_int_equal(kz_conf_load(&sh.cx, from, &conf), code);
	if (!strstr(sh.cx.err.text, says))
		fail_msg("expected '%s' in: %s", says, sh.cx.err.text);
}

static void test_kz_conf_load__invalid_values_say_file_line_and_what_is_expected(void **state)
{
	(void)state;
	fails(&(struct kz_conf_sources){.user_file = put("u",
						"[ci]\n# max-files = 3\n\n  Max-Files = many\n")},
		KZ_ESCHEMA, "u:4: ci.max-files: expected a whole number from 1 to 1000000");
	fails(&(struct kz_conf_sources){.repository_file = put("r", "[report]\nweeks = 0\n")},
		KZ_ESCHEMA, "r:2: report.weeks: expected a whole number from 1 to 1000");
	fails(&(struct kz_conf_sources){.repository_file = put("r",
						"[orchestrate] mode = report\n mode = Branch\n")},
		KZ_ESCHEMA,
		"r:2: orchestrate.mode: expected one of: report branch, found 'Branch'");
	fails(&(struct kz_conf_sources){.repository_file = put("r", "[report]\nfont\n")},
		KZ_ESCHEMA, "r:2: report.font: expected a value");
	fails(&(struct kz_conf_sources){.local_file = put("l", "[report\n")}, KZ_ESCHEMA, "/l");
}

static void test_kz_conf_load__bad_settings_are_usage(void **state)
{
	(void)state;
	fails(&(struct kz_conf_sources){.settings = (const char *const[]){"ci.maxfiles=3", NULL}},
		KZ_EUSAGE, "-c ci.maxfiles=3: unknown key; did you mean ci.max-files?");
	fails(&(struct kz_conf_sources){.settings = (const char *const[]){"report.people=perhaps",
						NULL}},
		KZ_EUSAGE, "-c report.people=perhaps: expected true or false");
}

static void test_kz_conf_load__bad_environment_names_the_variable(void **state)
{
	struct kz_conf conf;

	(void)state;
	assert_int_equal(setenv("KAIZEN_CONFIG_CI_MAX_FILE", "7", 1), 0);
	assert_int_equal(kz_conf_load(&sh.cx, &(struct kz_conf_sources){0}, &conf), 0);
	assert_int_equal(quiet.warnings, 1);
	assert_int_equal(setenv("KAIZEN_CONFIG_CI_MAX_FILES", "", 1), 0);
	fails(&(struct kz_conf_sources){0}, KZ_ESCHEMA, "KAIZEN_CONFIG_CI_MAX_FILES");
}

static void test_kz_conf_load__protected_keys_only_from_the_user(void **state)
{
	const char *text = "[report]\ngnuplot = /tmp/evil\nweeks = 9\n[agents]\nfolder = /\n";
	struct kz_conf conf;

	(void)state;
	assert_int_equal(kz_conf_load(&sh.cx,
				 &(struct kz_conf_sources){.repository_file = put("r", text)},
				 &conf),
		0);
	assert_int_equal(quiet.warnings, 2);
	assert_true(kz_str_eq(conf.report_gnuplot, KZ_S("gnuplot")));
	assert_int_equal(conf.agents_folder.n, 0);
	assert_int_equal(conf.report_weeks, 9);
	assert_int_equal(
		kz_conf_load(&sh.cx, &(struct kz_conf_sources){.user_file = put("u", text)}, &conf),
		0);
	assert_true(kz_str_eq(conf.report_gnuplot, KZ_S("/tmp/evil")));
}

/* Passed over with one warning: the built-in values stand. */
static void passed_over(const char *name)
{
	struct kz_conf conf;

	quiet.warnings = 0;
	assert_int_equal(
		kz_conf_load(&sh.cx,
			&(struct kz_conf_sources){.repository_file = shell_path(&sh, name)}, &conf),
		0);
	assert_int_equal(quiet.warnings, 1);
	assert_is_default(&conf);
}

static void test_kz_conf_load__a_repositorys_file_is_plain_small_and_includes_nothing(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(shell_path(&sh, "fifo"), 0600), 0);
	assert_int_equal(
		shell_run(&sh,
			"printf '[report]\\nweeks = 3\\n[include]\\npath = fifo\\n' >r1"
			" && printf '[report]\\nweeks = 3\\n[ IncludeIf \"x\"]\\n' >r2"
			" && printf '[report] weeks = 3 [include] path = fifo\\n' >r3"
			" && printf '[report]\\nweeks = 3\\n' >plain && ln -s plain link"
			" && { cat plain; head -c 70000 /dev/zero | tr '\\0' '#'; } >large"),
		0);
	passed_over("r1");
	passed_over("r2");
	passed_over("r3");
	passed_over("fifo");
	passed_over("link");
	passed_over("large");
}

static void test_kz_conf_nearest__is_near(void **state)
{
	(void)state;
	assert_string_equal(kz_conf_nearest(KZ_S("report.week"))->name, "report.weeks");
	assert_string_equal(kz_conf_nearest(KZ_S("reprot.weeks"))->name, "report.weeks");
	assert_null(kz_conf_nearest(KZ_S("core.editor")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, each)
	const struct CMUnitTest tests[] = {
		TEST(test_kz_conf_load__later_layers_win),
		TEST(test_kz_conf_load__a_list_is_that_of_the_last_layer),
		TEST(test_kz_conf_load__nothing_is_not_an_error),
		TEST(test_kz_conf_load__invalid_values_say_file_line_and_what_is_expected),
		TEST(test_kz_conf_load__bad_settings_are_usage),
		TEST(test_kz_conf_load__bad_environment_names_the_variable),
		TEST(test_kz_conf_load__protected_keys_only_from_the_user),
		TEST(test_kz_conf_load__a_repositorys_file_is_plain_small_and_includes_nothing),
		TEST(test_kz_conf_nearest__is_near),
	};

	return cmocka_run_group_tests_name("config", tests, begin, end);
}
