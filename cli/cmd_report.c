/* SPDX-License-Identifier: MIT */
/* The report stage alone, in any form, to standard output or a file. */
#include <string.h>
#include <sys/stat.h>

#include "cli/stages.h"

static int report_run(struct kz_app *app, const char *const *argv)
{
	const char *format = app->option[KZ_OPT_FORMAT], *output = app->option[KZ_OPT_OUTPUT];
	struct kz_file_info old = {0};
	bool is_new;
	int rc;

	(void)argv;
	if (!format)
		format = app->json ? "json" : "text";
	if ((rc = kz_app_read(app)) < 0 || (rc = kz_stage_report(app, format, app->out)) < 0)
		return rc;
	if (!output || strcmp(output, "-") == 0)
		return KZ_EXIT_OK;
	is_new = kz_file_info(app->cx, output, &old) == KZ_ENOENT;
	kz_err_clear(app->cx);
	rc = kz_file_output(app->cx, output, kz_buf_str(app->out));
	kz_buf_reset(app->out); /* it went there, not to standard output */
	if (rc < 0)
		return rc == KZ_ENOENT || old.is_folder ? kz_wrap(app->cx, KZ_ECREATE, "--output")
							: rc;
	if (is_new)
		(void)chmod(output, 0666 & ~app->umask);
	return KZ_EXIT_OK;
}

const struct kz_command command_report = {
	.name = "report",
	.about = "show the constraint, what changed, what was tried, whether it worked",
	.args = "",
	.options = (const enum kz_opt[]){KZ_OPT_FORMAT, KZ_OPT_OUTPUT, KZ_OPT_SINCE, KZ_OPTS},
	.run = report_run,
};
