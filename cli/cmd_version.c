/* SPDX-License-Identifier: MIT */
/* The version, in one line. */
#include "cli/app.h"

static int version_run(struct kz_app *app, const char *const *argv)
{
	(void)argv;
	kz_buf_text(app->out, "kaizen " KAIZEN_VERSION "\n");
	kz_app_note(app, "version", json_string(KAIZEN_VERSION));
	kz_app_note(app, "warehouse_schema", json_integer(KZ_SCHEMA_VERSION));
	kz_app_summary(app, "version");
	return KZ_EXIT_OK;
}

const struct kz_command command_version = {
	.name = "version",
	.about = "print the version",
	.args = "",
	.run = version_run,
};
