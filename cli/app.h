/* SPDX-License-Identifier: MIT */
/* What commands share: opening things, exit codes, the JSON envelope. */
#ifndef KZ_CLI_APP_H
#define KZ_CLI_APP_H

#include "base/file.h"
#include "base/json.h"
#include "cli/cli.h"
#include "report/page.h"

/* The repository and the configuration; app->state_dir and the paths are known afterwards. */
KZ_CHECK int kz_app_git(struct kz_app *app);

/* With the repository: the warehouse for reading, and the repository's rows in it chosen. */
KZ_CHECK int kz_app_read(struct kz_app *app);

/*
 * For writing: folders made, lock taken (until the program ends), warehouse opened and migrated,
 * the repository's row found or added.
 */
KZ_CHECK int kz_app_write(struct kz_app *app, struct kz_lock **ret);

/* Releases git and warehouse. */
void kz_app_close(struct kz_app *app);

/* Names of the repository for people: the work tree's folder, or the git directory's. */
struct kz_str kz_app_name(const struct kz_app *app);

enum kz_exit kz_exit_of(int code);
const char *kz_error_word(int code); /* "E_INPUT": stable, for programs */

/* Prints the recorded error on stderr, as text or JSON. */
void kz_app_error(struct kz_app *app, int code, enum kz_exit exit);

/* Lines of plain text on app->out, as wide as the terminal. */
struct kz_page kz_app_page(struct kz_app *app);

/* Envelope around data (taken over), written to app->out. */
void kz_app_json(struct kz_app *app, const char *command, json_t *data);

/*
 * What a writing command did, piece by piece (value is taken over); kz_app_summary prints it in
 * place of the text when --json was given.
 */
void kz_app_note(struct kz_app *app, const char *key, json_t *value);
void kz_app_summary(struct kz_app *app, const char *command);

/* 0, or 74 when what stands in app->out cannot be written whole. */
enum kz_exit kz_app_flush(struct kz_app *app);

/* Absolute value of an environment variable that names a folder; NULL otherwise. */
const char *kz_env_folder(const char *name);
/* HOME, below the current folder where it is relative, as a shell takes it; NULL when unset. */
const char *kz_env_home(struct kz_ctx *cx);

#endif
