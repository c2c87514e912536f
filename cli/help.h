/* SPDX-License-Identifier: MIT */
/* Help and the man page: made from docs/cmd, the list of commands and the list of options. */
#ifndef KZ_CLI_HELP_H
#define KZ_CLI_HELP_H

#include "cli/cli.h"

/* Each gives an exit code, or a negative kz_code. */
int kz_help_program(struct kz_app *app, bool is_short);
int kz_help_command(struct kz_app *app, const struct kz_command *command);
int kz_help_named(struct kz_app *app, const char *name);
int kz_help_unknown(struct kz_app *app, const char *name);

/* docs/cmd/<name>.md, without its first heading. */
struct kz_str kz_help_text(const char *name);

/* The whole manual page as mdoc. */
void kz_help_man(struct kz_app *app);

#endif
