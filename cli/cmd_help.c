/* SPDX-License-Identifier: MIT */
/* The list of commands, or the help of one. */
#include "cli/help.h"

static int help_run(struct kz_app *app, const char *const *argv)
{
	if (app->option[KZ_OPT_MAN]) {
		kz_help_man(app);
		return KZ_EXIT_OK;
	}
	return argv[0] ? kz_help_named(app, argv[0]) : kz_help_program(app, false);
}

const struct kz_command command_help = {
	.name = "help",
	.about = "say more about a command",
	.args = "[COMMAND]",
	.options = (const enum kz_opt[]){KZ_OPT_MAN, KZ_OPTS},
	.max_args = 1,
	.run = help_run,
};
