/* SPDX-License-Identifier: MIT */
/* What a command is. One cmd_<name>.c file, one line in commands.def. */
#ifndef KZ_CLI_CLI_H
#define KZ_CLI_CLI_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/ctx.h"
#include "git/repo.h"
#include "warehouse/db.h"

enum kz_exit {
	KZ_EXIT_OK = 0,
	KZ_EXIT_USAGE = 64,
	KZ_EXIT_DATA = 65,        /* input invalid, with --strict or named on the command line */
	KZ_EXIT_NOINPUT = 66,     /* no repository, no warehouse, unknown id */
	KZ_EXIT_UNSUPPORTED = 69, /* object format, missing program */
	KZ_EXIT_BUG = 70,
	KZ_EXIT_MEMORY = 71,
	KZ_EXIT_CREATE = 73, /* cannot create output */
	KZ_EXIT_IO = 74,     /* I/O error, disk or output full */
	KZ_EXIT_BUSY = 75,   /* locked, incomplete: run again */
	KZ_EXIT_PERM = 77,   /* permission, foreign owner */
	KZ_EXIT_CONFIG = 78, /* configuration or schema */
	KZ_EXIT_HUP = 129,   /* 128 and the number of the signal */
	KZ_EXIT_INT = 130,
	KZ_EXIT_TERM = 143,
};

#define KZ_OPTION(id, name, letter, argument, about) KZ_OPT_##id,
enum kz_opt {
#include "cli/options.def"
	KZ_OPTS /* their number; ends lists of options */
};

/* Everything a command may need; filled from the options before and behind the command. */
struct kz_app {
	struct kz_ctx *cx;
	const char *option[KZ_OPTS]; /* argument as given last, "" for a flag; NULL: not given */
	const char **settings;       /* of -c, NULL-ended */
	size_t n_settings;
	int verbose;
	bool json, colour, utf8; /* how stdout is written; colour only on a terminal */
	bool stdout_is_terminal;
	size_t width; /* columns for text */
	mode_t umask; /* the user's; ours is 077 */
	struct kz_conf conf;
	struct kz_git *git;      /* NULL until opened */
	struct kz_db *warehouse; /* NULL until opened */
	const char *state_dir;   /* .kaizen, FILE.d, or below XDG data */
	const char *db_path, *lock_path;
	struct json_t *summary; /* what a writing command did; NULL: nothing yet */
	struct kz_buf *out;     /* stdout: written once at the end, errors seen */
};

struct kz_command {
	const char *name;           /* "collect" */
	const char *about;          /* one line, for `kaizen help` */
	const char *args;           /* "[git|agents|ci] [PATH...]" */
	const enum kz_opt *options; /* beside the common ones; ends with KZ_OPTS; NULL: none */
	unsigned max_args;          /* operands taken at most */
	bool is_statement;          /* the operand is SQL, which may begin with a comment */
	/* argv: operands, NULL-ended. Gives an exit code, or a negative kz_code with cx->err. */
	int (*run)(struct kz_app *app, const char *const *argv);
};

#define KZ_COMMAND(id) extern const struct kz_command command_##id;
#include "cli/commands.def"

extern const struct kz_command *const kz_commands[];
const struct kz_command *kz_command_find(const char *name); /* NULL: there is none */

#endif
