/* SPDX-License-Identifier: MIT */
/* The four stages as commands call them. */
#include "cli/stages.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "report/report.h"
#include "warehouse/run.h"

enum { REPORT_MAX = 64 << 20 };

int kz_stage_collect(struct kz_app *app, struct kz_collect_options *options,
	struct kz_collect_summary *ret)
{
	struct kz_ctx *cx = app->cx;
	int rc;

	options->home = kz_env_home(cx);
	options->claude_dir = getenv("CLAUDE_CONFIG_DIR");
	options->xdg_config = kz_env_folder("XDG_CONFIG_HOME");
	if (app->option[KZ_OPT_NO_AGENTS])
		options->agents = false;
	if ((rc = kz_collect(cx, app->warehouse, app->git, options, ret)) < 0)
		return rc;
	kz_progress_end(cx);
	return kz_run_record(cx, app->warehouse, "collect", ret->incomplete ? "partial" : "ok",
		ret->new_rows);
}

int kz_stage_analyze(struct kz_app *app, bool force, bool *ret_ran)
{
	int rc;

	if ((rc = kz_analyze(app->cx, app->warehouse, app->git, force, ret_ran)) < 0)
		return rc;
	kz_app_note(app, "analyze", json_pack("{s:b}", "made_anew", *ret_ran));
	return kz_run_record(app->cx, app->warehouse, "analyze", "ok", *ret_ran);
}

int kz_stage_orchestrate(struct kz_app *app, struct kz_orchestrate_summary *ret)
{
	const struct kz_conf *conf = app->cx->conf;
	const struct kz_orchestrate_options options = {
		.branch = app->option[KZ_OPT_BRANCH] ||
			kz_str_eq(conf->orchestrate_mode, KZ_S("branch")),
		.adr = app->option[KZ_OPT_ADR] || conf->orchestrate_adr,
	};
	int rc;

	if ((rc = kz_orchestrate(app->cx, app->warehouse, app->git, &options, ret)) < 0)
		return rc;
	kz_app_note(app, "orchestrate",
		json_pack("{s:o, s:o, s:b}", "proposal",
			kz_json_new_text(app->cx->mem, ret->proposal), "text",
			kz_json_new_text(app->cx->mem, ret->text), "changed", ret->changed));
	return kz_run_record(app->cx, app->warehouse, "orchestrate", "ok", ret->changed);
}

/* A private folder for charts; its files go with it. */
static const char *folder_for_charts(struct kz_ctx *cx)
{
	const char *tmp = kz_env_folder("TMPDIR");
	struct kz_str name = kz_strf(cx->mem, "%s/kaizen-XXXXXX", tmp ? tmp : "/tmp");
	char *folder = kz_arena_get(cx->mem, name.n + 1);

	memcpy(folder, name.p, name.n);
	return mkdtemp(folder);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	(void)remove(path);
	return 0;
}

/* Children first, links not followed: fontconfig may have put a cache into its HOME here. */
static void remove_folder(const char *folder)
{
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

int kz_stage_report(struct kz_app *app, const char *format, struct kz_buf *out)
{
	struct kz_ctx *cx = app->cx;
	struct kz_report_options options = {.format = format,
		.since = KZ_UNKNOWN,
		.width = app->width,
		.colour = app->colour,
		.utf8 = app->utf8,
		.people = cx->conf->report_people,
		.repository_name = kz_app_name(app)};
	const char *since = app->option[KZ_OPT_SINCE];
	int rc;

	if (since && !kz_time_since(kz_str_c(since), cx->now, &options.since))
		return kz_fail(cx, KZ_EUSAGE, "--since '%s': a date, or 30d, 8w are expected",
			since);
	if (options.since != KZ_UNKNOWN && options.since > cx->now)
		return kz_fail(cx, KZ_EUSAGE, "--since '%s': lies in the future", since);
	options.work_dir = folder_for_charts(cx);
	rc = kz_report(cx, app->warehouse, &options, out);
	if (options.work_dir)
		remove_folder(options.work_dir);
	if (rc == 0)
		rc = kz_stopped(cx); /* else charts would be missing as if gnuplot had failed */
	if (rc < 0)
		kz_buf_reset(out);
	if (rc == 0 && out->over)
		return kz_fail(cx, KZ_ELIMIT, "the report is larger than %zu bytes", out->max);
	return rc;
}

int kz_stage_page(struct kz_app *app, const char **ret_path)
{
	struct kz_ctx *cx = app->cx;
	const char *folder = kz_path_join(cx->mem, app->state_dir, "reports");
	KZ_OWN(kz_buf) page = kz_buf_new(REPORT_MAX);
	int rc;

	if ((rc = kz_folder_make(cx, folder)) < 0 || (rc = kz_stage_report(app, "html", page)) < 0)
		return rc;
	*ret_path = kz_path_join(cx->mem, folder, "report.html");
	if ((rc = kz_file_write(cx, *ret_path, kz_buf_str(page))) < 0)
		return rc;
	kz_app_note(app, "report", kz_json_new_text(cx->mem, kz_str_c(*ret_path)));
	return kz_run_record(cx, app->warehouse, "report", "ok", 0);
}

enum kz_exit kz_collect_exit(const struct kz_app *app, const struct kz_collect_summary *sum)
{
	if (sum->named_refused || (app->option[KZ_OPT_STRICT] && sum->refused))
		return KZ_EXIT_DATA;
	return sum->incomplete ? KZ_EXIT_BUSY : KZ_EXIT_OK;
}

void kz_collect_say(struct kz_app *app, const struct kz_collect_summary *sum)
{
	struct kz_buf *out = app->out;

	kz_app_note(app, "collect",
		json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "new_rows", (json_int_t)sum->new_rows,
			"inputs", (json_int_t)sum->inputs, "refused", (json_int_t)sum->refused,
			"in_part", (json_int_t)sum->in_part, "skipped", (json_int_t)sum->skipped,
			"elsewhere", (json_int_t)sum->elsewhere));
	kz_buf_addf(out, "collect: %lld new rows from %lld inputs", (long long)sum->new_rows,
		(long long)sum->inputs);
	if (sum->refused)
		kz_buf_addf(out, ", %lld refused", (long long)sum->refused);
	if (sum->in_part)
		kz_buf_addf(out, ", %lld taken in part", (long long)sum->in_part);
	if (sum->skipped)
		kz_buf_addf(out, ", %lld skipped", (long long)sum->skipped);
	if (sum->elsewhere)
		kz_buf_addf(out, ", %lld of other repositories", (long long)sum->elsewhere);
	kz_buf_text(out,
		sum->refused || sum->in_part || sum->skipped || sum->elsewhere
			? "; `kaizen status` names them\n"
			: "\n");
}
