/* SPDX-License-Identifier: MIT */
/* The analyze stage alone. */
#include "cli/stages.h"

static int analyze_run(struct kz_app *app, const char *const *argv)
{
	KZ_OWN(kz_lock) lock = NULL;
	bool ran;
	int rc;

	(void)argv;
	if ((rc = kz_app_write(app, &lock)) < 0 || (rc = kz_stage_analyze(app, false, &ran)) < 0)
		return rc;
	kz_buf_text(app->out, ran ? "analyze: done\n" : "analyze: up to date\n");
	kz_app_summary(app, "analyze");
	return KZ_EXIT_OK;
}

const struct kz_command command_analyze = {
	.name = "analyze",
	.about = "make findings from what was collected",
	.args = "",
	.run = analyze_run,
};
