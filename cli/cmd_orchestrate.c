/* SPDX-License-Identifier: MIT */
/* The orchestrate stage alone, and when its trials can be judged. */
#include "base/escape.h"
#include "cli/stages.h"

static int check(struct kz_app *app)
{
	struct kz_str text;
	int rc;

	if ((rc = kz_app_read(app)) < 0 ||
		(rc = kz_orchestrate_check(app->cx, app->warehouse, app->git, &text)) < 0)
		return rc;
	kz_esc_term(app->out, text);
	kz_app_note(app, "check", kz_json_new_text(app->cx->mem, text));
	kz_app_summary(app, "orchestrate");
	return KZ_EXIT_OK;
}

static int orchestrate_run(struct kz_app *app, const char *const *argv)
{
	struct kz_orchestrate_summary sum;
	KZ_OWN(kz_lock) lock = NULL;
	int rc;

	(void)argv;
	if (app->option[KZ_OPT_CHECK])
		return check(app);
	if ((rc = kz_app_write(app, &lock)) < 0 || (rc = kz_stage_orchestrate(app, &sum)) < 0)
		return rc;
	kz_esc_term(app->out, sum.text);
	kz_app_summary(app, "orchestrate");
	return KZ_EXIT_OK;
}

const struct kz_command command_orchestrate = {
	.name = "orchestrate",
	.about = "propose one countermeasure, look after those tried",
	.args = "",
	.options = (const enum kz_opt[]){KZ_OPT_BRANCH, KZ_OPT_ADR, KZ_OPT_CHECK, KZ_OPTS},
	.run = orchestrate_run,
};
