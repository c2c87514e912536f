/* SPDX-License-Identifier: MIT */
/* What is missing or broken, and what to type. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/escape.h"
#include "cli/app.h"
#include "cli/conf_list.h"
#include "warehouse/query.h"

enum { INDENT = 19 }; /* of what was found */

struct doctor {
	struct kz_app *app;
	json_t *checks;
};

/* Status words: ok warn fix unknown. */
static void found(struct doctor *d, const char *id, const char *status, struct kz_str evidence,
	const char *remedy)
{
	struct kz_arena *a = d->app->cx->mem;

	(void)json_array_append_new(d->checks,
		json_pack("{s:s, s:s, s:o, s:o}", "id", id, "status", status, "evidence",
			kz_json_new_text(a, evidence), "remedy",
			kz_json_new_text(a, kz_str_c(remedy))));
}

static struct kz_str error_text(struct doctor *d)
{
	struct kz_str text = kz_str_dup(d->app->cx->mem,
		(struct kz_str){d->app->cx->err.text, d->app->cx->err.len});

	kz_err_clear(d->app->cx);
	return text;
}

static void check_git(struct doctor *d)
{
	const struct kz_git_info *info = kz_git_info(d->app->git);
	struct kz_arena *a = d->app->cx->mem;

	if (!info->head_oid.p)
		found(d, "git", "warn", KZ_S("no commits yet"),
			"commit something, then `kaizen run`");
	else if (info->is_shallow)
		found(d, "git", "warn",
			KZ_S("the history is shallow: ages and origins are cut short"),
			"git fetch --unshallow (in CI: fetch-depth: 0)");
	else
		found(d, "git", "ok",
			kz_strf(a, "%s, HEAD " KZ_FMT, info->git_dir,
				KZ_ARG(kz_str_head(info->head_oid, 12))),
			NULL);
}

/* Is a program on PATH (or named by its path)? */
static const char *program_at(struct kz_arena *a, const char *name)
{
	struct kz_str path = kz_str_c(getenv("PATH")), folder;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? name : NULL;
	while (path.n) {
		const char *full;

		folder = kz_str_upto(&path, ':');
		full = kz_path_join(a, folder.n ? kz_cstr(a, folder) : ".", name);
		if (access(full, X_OK) == 0)
			return full;
	}
	return NULL;
}

static void check_gnuplot(struct doctor *d)
{
	struct kz_arena *a = d->app->cx->mem;
	const char *name = kz_cstr(a, d->app->cx->conf->report_gnuplot);
	const char *at = program_at(a, name);

	if (at)
		found(d, "gnuplot", "ok", kz_str_c(at), NULL);
	else
		found(d, "gnuplot", "warn",
			kz_strf(a, "%s is not on PATH: pages have no charts", name),
			"apt-get install gnuplot-nox");
}

static void check_transcripts(struct doctor *d)
{
	struct kz_arena *a = d->app->cx->mem;
	const char *home = kz_env_home(d->app->cx), *folder = getenv("CLAUDE_CONFIG_DIR");

	if (!folder || !*folder)
		folder = home ? kz_path_join(a, home, ".claude") : NULL;
	if (!folder)
		found(d, "transcripts", "warn", KZ_S("HOME is not set: no transcripts are read"),
			"set HOME or CLAUDE_CONFIG_DIR");
	else if (kz_path_exists(folder))
		found(d, "transcripts", "ok", kz_str_c(folder), NULL);
	else
		found(d, "transcripts", "warn", kz_strf(a, "no folder %s", folder),
			"nothing to do where no agent is used here");
}

static void check_space(struct doctor *d)
{
	struct statvfs fs;
	const struct kz_git_info *info = kz_git_info(d->app->git);
	const char *at = kz_path_exists(d->app->state_dir) ? d->app->state_dir : info->git_dir;
	double mb;

	if (statvfs(at, &fs) != 0)
		return;
	mb = (double)fs.f_bavail * (double)fs.f_frsize / 1e6;
	found(d, "space", mb < 200 ? "warn" : "ok",
		kz_strf(d->app->cx->mem, "%.0f MB free at %s", mb, at),
		mb < 200 ? "make room: a full disk ends a run with 74, what is stored stays"
			 : NULL);
}

static void check_lock(struct doctor *d)
{
	KZ_OWN(kz_lock) lock = NULL;

	if (!kz_path_exists(d->app->lock_path))
		return;
	if (kz_lock_take(d->app->cx, d->app->lock_path, 0, &lock) == 0)
		found(d, "lock", "ok", KZ_S("free"), NULL);
	else
		found(d, "lock", "warn", error_text(d), "wait, or end that process");
}

static void check_context(struct doctor *d)
{
	static const char *const names[] = {"CLAUDE.md", "AGENTS.md", NULL};
	struct kz_ctx *cx = d->app->cx;

	for (size_t i = 0; names[i]; i++) {
		struct kz_str text, rest, line;
		size_t begins = 0, ends = 0;

		if (kz_git_read_head(cx, d->app->git, kz_str_c(names[i]), 4 << 20, &text) < 0) {
			kz_err_clear(cx);
			continue;
		}
		for (rest = text; kz_str_line(&rest, &line);) {
			begins += kz_str_starts(line, KZ_S("<!-- kaizen:begin"));
			ends += kz_str_starts(line, KZ_S("<!-- kaizen:end"));
		}
		if (begins == ends && begins <= 1)
			found(d, "context", "ok",
				kz_strf(cx->mem, "%s, %zu bytes, %s", names[i], text.n,
					begins ? "with kaizen's block" : "no block of kaizen"),
				NULL);
		else
			found(d, "context", "fix",
				kz_strf(cx->mem,
					"%s: %zu begin and %zu end marks of kaizen's block",
					names[i], begins, ends),
				"leave one pair, each on its own line");
	}
}

static void check_warehouse(struct doctor *d)
{
	struct kz_ctx *cx = d->app->cx;
	int rc = kz_app_read(d->app);

	if (rc == KZ_ENOENT) {
		kz_err_clear(cx);
		found(d, "warehouse", "warn", KZ_S("there is none yet"), "kaizen run");
		return;
	}
	if (rc == 0)
		rc = kz_db_check(cx, d->app->warehouse);
	if (rc == 0)
		found(d, "warehouse", "ok",
			kz_strf(cx->mem, "%s, schema %d", d->app->db_path, KZ_SCHEMA_VERSION),
			NULL);
	else
		found(d, "warehouse", "fix", error_text(d), NULL); /* which says what to type */
}

/* Nothing is cut: what to type stands whole, on lines of its own where it is long. */
static void as_text(struct kz_app *app, const json_t *checks)
{
	struct kz_page page = kz_app_page(app);
	const json_t *c;
	size_t i;

	json_array_foreach(checks, i, c) {
		struct kz_str remedy = kz_json_text(c, "remedy");

		kz_page_left(&page, KZ_INK_PLAIN, kz_json_text(c, "status"), 6);
		kz_page_left(&page, KZ_INK_PLAIN, kz_json_text(c, "id"), INDENT - 6);
		kz_page_wrap(&page, KZ_INK_PLAIN, kz_json_text(c, "evidence"), INDENT, INDENT);
		kz_page_end(&page);
		if (!remedy.p)
			continue;
		kz_page_blanks(&page, INDENT);
		kz_page_wrap(&page, KZ_INK_PLAIN,
			kz_strf(app->cx->mem, "-> %.*s", (int)remedy.n, remedy.p), INDENT,
			INDENT + 3);
		kz_page_end(&page);
	}
}

static int doctor_run(struct kz_app *app, const char *const *argv)
{
	KZ_OWN_JSON checks = json_array();
	struct doctor d = {.app = app, .checks = checks};
	int rc;

	(void)argv;
	if ((rc = kz_app_git(app)) < 0)
		return rc;
	if (app->option[KZ_OPT_CONFIG])
		return kz_conf_list(app);
	check_git(&d);
	check_warehouse(&d);
	check_lock(&d);
	check_transcripts(&d);
	check_context(&d);
	check_gnuplot(&d);
	check_space(&d);
	if (app->json)
		kz_app_json(app, "doctor", json_incref(checks));
	else
		as_text(app, checks);
	return KZ_EXIT_OK;
}

const struct kz_command command_doctor = {
	.name = "doctor",
	.about = "what is missing or broken, and what to type",
	.args = "",
	.options = (const enum kz_opt[]){KZ_OPT_CONFIG, KZ_OPTS},
	.run = doctor_run,
};
