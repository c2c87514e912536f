/* SPDX-License-Identifier: MIT */
/* The program: options before the command, the command, its exit code. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/app.h"
#include "cli/help.h"
#include "cli/options.h"

enum { OUTPUT_MAX = 512 << 20 };

static atomic_bool stopping;
static volatile sig_atomic_t stopped; /* the signal, and by 128 the second it came in; 0: none */

/*
 * A later one ends us at once; the warehouse stands it, but temporary files stay. timeout(1) sends
 * each signal twice, to us and to our group: what comes with the first is not a second one.
 */
static void on_signal(int number)
{
	struct timespec now = {0};
	sig_atomic_t second;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	second = (sig_atomic_t)(now.tv_sec % 4096);
	if (!stopped) {
		stopped = second * 128 + number;
	} else if ((second - stopped / 128 + 4096) % 4096 > 1) {
		(void)signal(number, SIG_DFL);
		(void)raise(number);
	}
	atomic_store(&stopping, true);
}

static void set_signals(void)
{
	struct sigaction act = {.sa_handler = on_signal}, old;

	(void)sigaction(SIGINT, &act, NULL);
	(void)sigaction(SIGTERM, &act, NULL);
	if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN) /* nohup(1) */
		(void)sigaction(SIGHUP, &act, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

/*
 * A closed standard descriptor would be taken by the next file opened: the warehouse. What is put
 * in its place cannot be written to, so that lost output is still an error.
 */
static void hold_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

static int set_clock(struct kz_app *app)
{
	const char *text = app->option[KZ_OPT_AS_OF], *from = "--as-of";
	int64_t at;

	if (!text) {
		text = getenv("SOURCE_DATE_EPOCH");
		from = "SOURCE_DATE_EPOCH";
	}
	if (!text || !*text) {
		app->cx->now = (int64_t)time(NULL);
		return 0;
	}
	if (!kz_str_i64(kz_str_c(text), &at) && !kz_time_since(kz_str_c(text), 0, &at))
		return kz_fail(app->cx, KZ_EUSAGE,
			"%s '%s': a date, an RFC 3339 time or unix seconds are expected", from,
			text);
	app->cx->now = at;
	return 0;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

/* UTF-8 by the names of the locale only: the program never calls setlocale. */
static bool locale_is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	struct kz_str value = KZ_NOTHING;

	for (size_t i = 0; i < 3 && !value.n; i++)
		value = kz_str_c(getenv(names[i]));
	return kz_str_find_nocase(value, KZ_S("UTF-8"), NULL) ||
		kz_str_find_nocase(value, KZ_S("UTF8"), NULL);
}

static void set_terminal(struct kz_app *app)
{
	const char *force = getenv("CLICOLOR_FORCE"), *columns = getenv("COLUMNS");
	const char *term = getenv("TERM");
	bool dumb = term && strcmp(term, "dumb") == 0;
	struct winsize size;
	int64_t n;

	app->stdout_is_terminal = isatty(STDOUT_FILENO);
	app->colour = app->stdout_is_terminal && !dumb;
	if (force && *force && strcmp(force, "0") != 0)
		app->colour = true;
	if (is_set("NO_COLOR") || app->option[KZ_OPT_NO_COLOR])
		app->colour = false;
	app->utf8 = locale_is_utf8();
	app->width = 80;
	if (columns && kz_str_i64(kz_str_c(columns), &n) && n > 0)
		app->width = (size_t)n;
	else if (app->stdout_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
		size.ws_col)
		app->width = size.ws_col;
	if (app->width < 40)
		app->width = 40;
	if (app->width > 400)
		app->width = 400;
}

static void set_log(struct kz_app *app)
{
	struct kz_log *log = app->cx->log;

	log->level = app->option[KZ_OPT_QUIET] ? KZ_ERROR : KZ_WARNING;
	if (app->verbose)
		log->level = app->verbose > 1 ? KZ_DEBUG : KZ_INFO;
	log->progress = isatty(STDERR_FILENO) && !app->option[KZ_OPT_QUIET];
}

/* The command behind its name: help and options first. */
static int run_command(struct kz_app *app, const struct kz_command *command, const char **argv)
{
	const char *const *rest;
	unsigned n = 0;
	int rc;

	rc = kz_options_parse(app, command, argv, &rest);
	app->json = app->option[KZ_OPT_JSON] != NULL;
	if (app->option[KZ_OPT_HELP])
		return kz_help_command(app, command);
	if (rc < 0)
		return kz_wrap(app->cx, rc, "%s", command->name);
	while (rest[n])
		n++;
	if (n > command->max_args)
		return kz_fail(app->cx, KZ_EUSAGE,
			"%s: unexpected '%s'; `kaizen help %s` says what it takes", command->name,
			rest[command->max_args], command->name);
	if ((rc = set_clock(app)) < 0)
		return rc;
	set_terminal(app);
	set_log(app);
	return command->run(app, rest);
}

static int run_program(struct kz_app *app, const char **argv)
{
	const struct kz_command *command;
	const char *const *rest;
	int rc;

	if (!app->option[KZ_OPT_DB] && is_set("KAIZEN_DB"))
		app->option[KZ_OPT_DB] = getenv("KAIZEN_DB");
	if ((rc = kz_options_parse(app, NULL, argv, &rest)) < 0)
		return rc;
	if (app->option[KZ_OPT_VERSION])
		return command_version.run(app, rest);
	if (app->option[KZ_OPT_HELP] || !rest[0])
		return rest[0] ? kz_help_named(app, rest[0])
			       : kz_help_program(app, !app->option[KZ_OPT_HELP]);
	command = kz_command_find(rest[0]);
	if (!command)
		return kz_help_unknown(app, rest[0]);
	/* popt takes argv[0] for the program's name: the command's stands there */
	return run_command(app, command, (const char **)(uintptr_t)rest);
}

int main(int argc, char **argv)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_buf) out = kz_buf_new(OUTPUT_MAX);
	struct kz_log log = {.level = KZ_WARNING};
	struct kz_ctx cx = {.mem = mem, .log = &log, .stop = &stopping};
	struct kz_app app = {.cx = &cx, .out = out, .width = 80};
	enum kz_exit exit_code, flushed;
	int rc;

	(void)argc;
	hold_standard_files();
	app.umask = umask(077);
	set_signals();
	rc = run_program(&app, (const char **)(uintptr_t)argv);
	kz_app_close(&app);
	exit_code = rc >= 0 ? (enum kz_exit)rc : kz_exit_of(rc);
	if (rc == KZ_ECANCEL)
		exit_code = (enum kz_exit)(128 + stopped % 128);
	if (rc < 0)
		kz_app_error(&app, rc, exit_code);
	kz_progress_end(&cx);
	flushed = kz_app_flush(&app);
	return flushed != KZ_EXIT_OK ? (int)flushed : (int)exit_code;
}
