/* SPDX-License-Identifier: MIT */
/* Everything derived is dropped and made anew from the source tables. */
#include "cli/stages.h"

static int rebuild_run(struct kz_app *app, const char *const *argv)
{
	KZ_OWN(kz_lock) lock = NULL;
	bool ran;
	int rc;

	(void)argv;
	if ((rc = kz_app_write(app, &lock)) < 0 ||
		(rc = kz_db_remake(app->cx, app->warehouse)) < 0 ||
		(rc = kz_stage_analyze(app, true, &ran)) < 0)
		return rc;
	kz_buf_text(app->out, "rebuild: every derived table was made anew\n");
	kz_app_summary(app, "rebuild");
	return KZ_EXIT_OK;
}

const struct kz_command command_rebuild = {
	.name = "rebuild",
	.about = "make everything derived anew",
	.args = "",
	.run = rebuild_run,
};
