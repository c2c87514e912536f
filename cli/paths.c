/* SPDX-License-Identifier: MIT */
/* Where a repository's state lives: .kaizen, beside --db, or below the XDG data folder. */
#include "cli/paths.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/hash.h"
#include "cli/app.h"
#include "collect/place.h"

const char *kz_env_folder(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] == '/' ? value : NULL;
}

const char *kz_env_home(struct kz_ctx *cx)
{
	const char *home = getenv("HOME"), *here;

	if (!home || !*home)
		return NULL;
	here = home[0] == '/' ? NULL : kz_path_real(cx->mem, ".");
	if (!here)
		return home;
	return kz_cstr(cx->mem, kz_path_plain(cx->mem, kz_str_c(here), kz_str_c(home)));
}

/* $NAME, else $HOME/below; NULL without either. */
static const char *xdg(struct kz_ctx *cx, const char *name, const char *below)
{
	const char *folder = kz_env_folder(name), *home = kz_env_home(cx);

	if (folder)
		return folder;
	return home ? kz_path_join(cx->mem, home, below) : NULL;
}

const char *kz_user_config(struct kz_ctx *cx)
{
	const char *folder = xdg(cx, "XDG_CONFIG_HOME", ".config");

	return folder ? kz_path_join(cx->mem, folder, "kaizen/config") : NULL;
}

static void use_folder(struct kz_app *app, const char *folder)
{
	struct kz_arena *mem = app->cx->mem;

	app->state_dir = folder;
	app->db_path = kz_path_join(mem, folder, "warehouse.db");
	app->lock_path = kz_path_join(mem, folder, "lock");
}

static int use_xdg_data(struct kz_app *app, const struct kz_git_info *info)
{
	struct kz_ctx *cx = app->cx;
	const char *data = xdg(cx, "XDG_DATA_HOME", ".local/share");
	struct kz_str hex = kz_hash_hex(cx->mem, kz_str_c(info->git_dir), 12);

	if (!data)
		return kz_fail(cx, KZ_ESCHEMA,
			"%s is bare or read-only and HOME is not set; "
			"name a warehouse with --db FILE",
			info->git_dir);
	use_folder(app, kz_strf(cx->mem, "%s/kaizen/%.*s", data, (int)hex.n, hex.p).p);
	return 0;
}

/* May state be kept at the top of the work tree? */
static bool may_write(struct kz_ctx *cx, const char *work_dir, const char *folder)
{
	struct kz_file_info info;

	if (kz_file_info(cx, folder, &info) == 0)
		return info.is_folder && access(folder, W_OK) == 0;
	kz_err_clear(cx);
	return access(work_dir, W_OK) == 0;
}

/* FILE, FILE.lock and FILE.d; nothing is made beside what can be no warehouse. */
static int use_named(struct kz_app *app, const char *file)
{
	struct kz_ctx *cx = app->cx;
	const char *real = kz_path_real(cx->mem, file);
	struct kz_file_info at;

	if (!*file)
		return kz_fail(cx, KZ_EUSAGE, "--db: the name of a file is expected");
	if (real && kz_file_info(cx, real, &at) == 0 && !at.is_regular)
		return kz_fail(cx, KZ_ECREATE, "--db %s: is no regular file", file);
	kz_err_clear(cx);
	/* SQLite has a meaning of its own for ":memory:" */
	app->db_path = *file == ':' ? kz_strf(cx->mem, "./%s", file).p : file;
	app->lock_path = kz_strf(cx->mem, "%s.lock", app->db_path).p;
	app->state_dir = kz_strf(cx->mem, "%s.d", app->db_path).p;
	return 0;
}

int kz_paths_find(struct kz_app *app, const struct kz_git_info *info)
{
	struct kz_ctx *cx = app->cx;
	const char *folder;
	struct kz_file_info at;

	if (app->option[KZ_OPT_DB])
		return use_named(app, app->option[KZ_OPT_DB]);
	if (!info->main_work_dir)
		return use_xdg_data(app, info);
	folder = kz_path_join(cx->mem, info->main_work_dir, ".kaizen");
	if (kz_file_info(cx, folder, &at) == 0 && !at.is_folder)
		return kz_fail(cx, KZ_EPERM,
			"%s: is no folder; move it away, or name a warehouse with --db FILE",
			folder);
	kz_err_clear(cx);
	/* A clone could bring a database made by a stranger. */
	if (kz_git_is_tracked(app->git, ".kaizen/warehouse.db"))
		return kz_fail(cx, KZ_EPERM,
			"%s/warehouse.db is tracked by git, so a stranger may have made it; "
			"`git rm --cached` it, or name another with --db FILE",
			folder);
	if (!may_write(cx, info->main_work_dir, folder) &&
		!kz_path_exists(kz_path_join(cx->mem, folder, "warehouse.db")))
		return use_xdg_data(app, info);
	use_folder(app, folder);
	return 0;
}

int kz_paths_make(struct kz_app *app)
{
	struct kz_ctx *cx = app->cx;
	const char *ignore = kz_path_join(cx->mem, app->state_dir, ".gitignore");
	const char *slash = strrchr(app->db_path, '/');
	int rc;

	/* A mistyped --db shall not make folders on the way to it. */
	if (app->option[KZ_OPT_DB] && slash && slash != app->db_path &&
		!kz_path_exists(kz_cstr(cx->mem,
			(struct kz_str){app->db_path, (size_t)(slash - app->db_path)})))
		return kz_fail(cx, KZ_ECREATE, "--db %s: its folder is not there", app->db_path);
	if ((rc = kz_folder_make(cx, app->state_dir)) < 0)
		return rc;
	if (app->option[KZ_OPT_DB] || kz_path_exists(ignore))
		return 0;
	return kz_file_write(cx, ignore, KZ_S("*\n"));
}
