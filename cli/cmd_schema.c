/* SPDX-License-Identifier: MIT */
/* The warehouse's schema as a document, from a new database's own text. */
#include "cli/cli.h"

static int schema_run(struct kz_app *app, const char *const *argv)
{
	KZ_OWN(kz_db) db = NULL;
	int rc;

	(void)argv;
	if ((rc = kz_db_open(app->cx, ":memory:", KZ_DB_WRITE, &db)) < 0 ||
		(rc = kz_db_schema_doc(app->cx, db, app->out)) < 0)
		return rc;
	return KZ_EXIT_OK;
}

const struct kz_command command_schema = {
	.name = "schema",
	.about = "describe the public views",
	.args = "",
	.run = schema_run,
};
