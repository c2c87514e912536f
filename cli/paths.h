/* SPDX-License-Identifier: MIT */
/* Where a repository's state lives. */
#ifndef KZ_CLI_PATHS_H
#define KZ_CLI_PATHS_H

#include "cli/cli.h"

/* Sets app->state_dir, db_path and lock_path; writes nothing. */
KZ_CHECK int kz_paths_find(struct kz_app *app, const struct kz_git_info *info);

/* Makes the folder, with a .gitignore that hides it. */
KZ_CHECK int kz_paths_make(struct kz_app *app);

/* The user's configuration file, there or not; NULL without HOME. */
const char *kz_user_config(struct kz_ctx *cx);

#endif
