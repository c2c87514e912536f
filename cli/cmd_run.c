/* SPDX-License-Identifier: MIT */
/* The nightly command: collect, analyze, orchestrate, report, each as if typed alone. */
#include <math.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/log.h"
#include "cli/stages.h"
#include "warehouse/query.h"

/*
 * A stage that fails does not stop the independent ones: its error is said, the run goes on and
 * ends with 75. What would make every later stage fail as well ends it at once.
 */
static bool goes_on(struct kz_app *app, int rc, const char *stage, enum kz_exit *exit)
{
	if (rc >= 0)
		return true;
	if (rc == KZ_ECANCEL || rc == KZ_EFULL || rc == KZ_EIO || rc == KZ_ESCHEMA ||
		rc == KZ_EPERM || rc == KZ_EUSAGE)
		return false;
	kz_warn(app->cx, "%s did not finish: " KZ_FMT, stage,
		KZ_ARG(((struct kz_str){app->cx->err.text, app->cx->err.len})));
	kz_err_clear(app->cx);
	*exit = KZ_EXIT_BUSY;
	return true;
}

/* The constraint and the three largest losses, one line each. */
static int say_findings(struct kz_app *app)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(app->cx, app->warehouse, "cli/sql/run.sql#top", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(app->cx, q, &row)) == 0 && row) {
		double minutes = kz_col_real(q, 2);
		struct kz_str title = kz_col_text(q, 1);

		kz_buf_addf(app->out, "  %s  ", kz_cstr(app->cx->mem, kz_col_text(q, 0)));
		if (isfinite(minutes))
			kz_buf_addf(app->out, "%6.1f min/week  ", minutes);
		else
			kz_buf_text(app->out, "    constraint   ");
		/* what stands behind the first clause is for `kaizen explain` */
		kz_esc_line(app->out, kz_str_upto(&title, isfinite(minutes) ? ';' : ':'));
		kz_buf_byte(app->out, '\n');
	}
	return rc;
}

static int analyzed(struct kz_app *app)
{
	int64_t n;
	bool ran;
	int rc;

	if ((rc = kz_stage_analyze(app, false, &ran)) < 0 ||
		(rc = kz_query_number(app->cx, app->warehouse, "cli/sql/run.sql#findings", &n)) < 0)
		return rc;
	kz_buf_addf(app->out, "analyze: %lld findings%s\n", (long long)n,
		n ? "; the largest:" : "");
	return n ? say_findings(app) : 0;
}

static int orchestrated(struct kz_app *app)
{
	struct kz_orchestrate_summary sum;
	int rc;

	if ((rc = kz_stage_orchestrate(app, &sum)) < 0)
		return rc;
	kz_buf_text(app->out, "orchestrate: ");
	kz_esc_term(app->out, kz_str_trim(sum.text));
	kz_buf_byte(app->out, '\n');
	return 0;
}

static int paged(struct kz_app *app)
{
	const char *path;
	int rc;

	if ((rc = kz_stage_page(app, &path)) < 0)
		return rc;
	kz_buf_text(app->out, "report: ");
	kz_esc_line(app->out, kz_str_c(path));
	kz_buf_byte(app->out, '\n');
	return 0;
}

static int run_run(struct kz_app *app, const char *const *argv)
{
	static const struct {
		const char *name;
		int (*run)(struct kz_app *app);
	} stages[] = {{"analyze", analyzed}, {"orchestrate", orchestrated}, {"report", paged}};
	struct kz_collect_options options = {.git = true, .agents = true, .ci = true};
	struct kz_collect_summary sum;
	KZ_OWN(kz_lock) lock = NULL;
	enum kz_exit exit = KZ_EXIT_OK, collected = KZ_EXIT_OK;
	int rc;

	(void)argv;
	if ((rc = kz_app_write(app, &lock)) < 0)
		return rc;
	rc = kz_stage_collect(app, &options, &sum);
	if (rc == 0) {
		kz_collect_say(app, &sum);
		collected = kz_collect_exit(app, &sum);
	} else if (!goes_on(app, rc, "collect", &exit)) {
		return rc;
	}
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (!goes_on(app, rc = stages[i].run(app), stages[i].name, &exit))
			return rc;
	kz_app_summary(app, "run");
	return (int)(exit != KZ_EXIT_OK ? exit : collected);
}

const struct kz_command command_run = {
	.name = "run",
	.about = "collect, analyze, orchestrate and report: the nightly command",
	.args = "",
	.options = (const enum kz_opt[]){KZ_OPT_STRICT, KZ_OPT_NO_AGENTS, KZ_OPT_BRANCH, KZ_OPT_ADR,
		KZ_OPT_SINCE, KZ_OPTS},
	.run = run_run,
};
