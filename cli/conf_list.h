/* SPDX-License-Identifier: MIT */
/* The configuration in force, for people and programs. */
#ifndef KZ_CLI_CONF_LIST_H
#define KZ_CLI_CONF_LIST_H

#include "cli/cli.h"

/* Each key, its value and where that comes from; needs kz_app_git. Gives an exit code. */
KZ_CHECK int kz_conf_list(struct kz_app *app);

#endif
