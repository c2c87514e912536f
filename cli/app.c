/* SPDX-License-Identifier: MIT */
/* Opening what commands work on, in the one order that is right. */
#include "cli/app.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "cli/paths.h"
#include "collect/repository.h"
#include "git/config.h"

static int load_conf(struct kz_app *app, const struct kz_git_info *info)
{
	struct kz_ctx *cx = app->cx;
	const char *top = info ? info->main_work_dir : NULL;
	struct kz_conf_sources from = {.user_file = kz_user_config(cx), .settings = app->settings};
	int rc;

	if (top) {
		from.repository_file = kz_path_join(cx->mem, top, ".kaizen/config");
		from.local_file = kz_path_join(cx->mem, top, ".kaizen/config.local");
	}
	if ((rc = kz_conf_load(cx, &from, &app->conf)) < 0)
		return rc;
	if (app->option[KZ_OPT_PEOPLE])
		app->conf.report_people = strcmp(app->option[KZ_OPT_PEOPLE], "off") != 0;
	cx->conf = &app->conf;
	return 0;
}

int kz_app_git(struct kz_app *app)
{
	struct kz_ctx *cx = app->cx;
	const char *folder = app->option[KZ_OPT_FOLDER] ? app->option[KZ_OPT_FOLDER] : ".";
	const struct kz_git_info *info;
	struct kz_log *log = cx->log;
	struct kz_conf quiet;
	int rc;

	if (app->git)
		return 0;
	/*
	 * Who may own the repository is the user's to say, so that layer is read before, and
	 * silently: it is read again with the repository's.
	 */
	cx->log = NULL;
	rc = load_conf(app, NULL);
	cx->log = log;
	if (rc < 0 || (rc = kz_git_open(cx, folder, &app->git)) < 0)
		return rc;
	info = kz_git_info(app->git);
	quiet = app->conf;
	if ((rc = load_conf(app, info)) < 0) {
		app->conf = quiet;
		return rc;
	}
	return kz_paths_find(app, info);
}

static int use_repository(struct kz_app *app)
{
	struct kz_repository r;
	int rc;

	if ((rc = kz_collect_repository(app->cx, app->warehouse, app->git, &r)) < 0)
		return rc;
	return kz_db_use_repository(app->cx, app->warehouse, &r);
}

int kz_app_read(struct kz_app *app)
{
	int rc;

	if ((rc = kz_app_git(app)) < 0 ||
		(rc = kz_db_open(app->cx, app->db_path, KZ_DB_READ, &app->warehouse)) < 0)
		return rc;
	return use_repository(app);
}

int kz_app_write(struct kz_app *app, struct kz_lock **ret)
{
	KZ_OWN(kz_lock) lock = NULL;
	int64_t wait_s = 0;
	int rc;

	if (app->option[KZ_OPT_WAIT] &&
		(!kz_str_i64(kz_str_c(app->option[KZ_OPT_WAIT]), &wait_s) || wait_s < 0))
		return kz_fail(app->cx, KZ_EUSAGE, "--wait '%s': whole seconds are expected",
			app->option[KZ_OPT_WAIT]);
	if ((rc = kz_app_git(app)) < 0 || (rc = kz_paths_make(app)) < 0 ||
		(rc = kz_lock_take(app->cx, app->lock_path, wait_s, &lock)) < 0 ||
		(rc = kz_db_open(app->cx, app->db_path, KZ_DB_WRITE, &app->warehouse)) < 0 ||
		(rc = use_repository(app)) < 0)
		return rc;
	*ret = KZ_TAKE(lock);
	return 0;
}

void kz_app_close(struct kz_app *app)
{
	kz_db_close(app->warehouse);
	kz_git_close(app->git);
	json_decref(app->summary);
	app->summary = NULL;
	app->warehouse = NULL;
	app->git = NULL;
}

struct kz_str kz_app_name(const struct kz_app *app)
{
	const struct kz_git_info *info = kz_git_info(app->git);
	struct kz_str path = kz_str_c(info->main_work_dir ? info->main_work_dir : info->git_dir);
	size_t slash;

	if (kz_str_find_last(path, '/', &slash) && slash + 1 < path.n)
		path = kz_str_from(path, slash + 1);
	return path;
}
