/* SPDX-License-Identifier: MIT */
/* Takes a countermeasure back; the command itself is the permission to delete its branch. */
#include "base/escape.h"
#include "cli/stages.h"

static int undo_run(struct kz_app *app, const char *const *argv)
{
	struct kz_str text;
	KZ_OWN(kz_lock) lock = NULL;
	int rc;

	if (!argv[0])
		return kz_fail(app->cx, KZ_EUSAGE, "undo: the id of a countermeasure is expected");
	if ((rc = kz_app_write(app, &lock)) < 0 ||
		(rc = kz_orchestrate_undo(app->cx, app->warehouse, app->git, kz_str_c(argv[0]),
			 &text)) < 0)
		return rc;
	kz_esc_term(app->out, text);
	kz_app_note(app, "undo", kz_json_new_text(app->cx->mem, text));
	kz_app_summary(app, "undo");
	return KZ_EXIT_OK;
}

const struct kz_command command_undo = {
	.name = "undo",
	.about = "take a countermeasure back",
	.args = "ID",
	.max_args = 1,
	.run = undo_run,
};
