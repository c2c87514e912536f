/* SPDX-License-Identifier: MIT */
/* The version, in one line. */
#include "cli/cli.h"

static int version_run(struct kz_app *app, const char *const *argv)
{
	(void)argv;
	kz_buf_text(app->out, "kaizen " KAIZEN_VERSION "\n");
	return KZ_EXIT_OK;
}

const struct kz_command command_version = {
	.name = "version",
	.about = "print the version",
	.args = "",
	.run = version_run,
};
