/* SPDX-License-Identifier: MIT */
/* Parsing options, by popt: no abbreviations; the tables are made from cli/options.def. */
#ifndef KZ_CLI_OPTIONS_H
#define KZ_CLI_OPTIONS_H

#include "cli/cli.h"

struct kz_option {
	const char *name;
	char letter;          /* 0: none */
	const char *argument; /* NULL: a flag */
	const char *about;
};
extern const struct kz_option kz_options[KZ_OPTS];

/* The options that every command takes, ends with KZ_OPTS. */
extern const enum kz_opt kz_common_options[];

/*
 * Reads argv[1..] into app->option. The program (command NULL) stops at the first operand,
 * a command takes options behind operands too. *ret_rest: operands, NULL-ended, in cx->mem.
 * KZ_EUSAGE names the offending word and the nearest option.
 */
KZ_CHECK int kz_options_parse(struct kz_app *app, const struct kz_command *command,
	const char **argv, const char *const **ret_rest);

/* The name of a list that is nearest to word (edit distance <= 3); NULL: none is near. */
const char *kz_nearest(const char *word, const char *const *names);

#endif
