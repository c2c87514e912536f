/* SPDX-License-Identifier: MIT */
/* Options by popt, from one list; unknown words meet the nearest known one. */
#include "cli/options.h"

#include <popt.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define KZ_OPTION(id, name, letter, argument, about) {name, letter, argument, about},
const struct kz_option kz_options[KZ_OPTS] = {
#include "cli/options.def"
};

const enum kz_opt kz_common_options[] = {KZ_OPT_FOLDER, KZ_OPT_DB, KZ_OPT_SETTING, KZ_OPT_JSON,
	KZ_OPT_QUIET, KZ_OPT_VERBOSE, KZ_OPT_NO_COLOR, KZ_OPT_AS_OF, KZ_OPT_WAIT, KZ_OPT_PEOPLE,
	KZ_OPT_HELP, KZ_OPTS};

enum {
	FIRST_VALUE = 1000,
	LONGEST = 40
}; /* popt's return values are those of our options, shifted */

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance of two short words, one row at a time. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1], n = strlen(b);

	if (strlen(a) > LONGEST || n > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t above = row[j];

			row[j] =
				least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[n];
}

const char *kz_nearest(const char *word, const char *const *names)
{
	const char *best = NULL;
	size_t least_so_far = 4;

	for (; *names; names++) {
		size_t d = distance(word, *names);

		if (d < least_so_far && d < strlen(word)) {
			least_so_far = d;
			best = *names;
		}
	}
	return best;
}

/* popt's table: the common options, then the command's own. */
static struct poptOption *table_of(struct kz_ctx *cx, const struct kz_command *command,
	const char **names)
{
	static const enum kz_opt program[] = {KZ_OPT_VERSION, KZ_OPTS};
	const enum kz_opt *own = command ? command->options : program;
	struct poptOption *table = KZ_NEW_ARRAY(cx->mem, struct poptOption, KZ_OPTS + 1);
	size_t n = 0;

	for (int part = 0; part < 2; part++) {
		const enum kz_opt *o = part == 0 ? kz_common_options : own;

		for (; o && *o != KZ_OPTS; o++) {
			const struct kz_option *of = &kz_options[*o];

			names[n] = kz_strf(cx->mem, "--%s", of->name).p;
			table[n++] = (struct poptOption){.longName = of->name,
				.shortName = of->letter,
				.argInfo = of->argument ? POPT_ARG_STRING : POPT_ARG_NONE,
				.val = FIRST_VALUE + (int)*o};
		}
	}
	return table;
}

static int bad_option(struct kz_ctx *cx, poptContext popt, int code, const char **names)
{
	const char *word = poptBadOption(popt, POPT_BADOPTION_NOALIAS);
	const char *near = kz_nearest(word, names);

	if (code == POPT_ERROR_BADOPT && near)
		return kz_fail(cx, KZ_EUSAGE, "unknown option '%s'; the nearest is '%s'", word,
			near);
	return kz_fail(cx, KZ_EUSAGE, "option '%s': %s", word, poptStrerror(code));
}

static void take(struct kz_app *app, int code, const char *argument)
{
	enum kz_opt opt = (enum kz_opt)(code - FIRST_VALUE);
	const char *text = argument ? kz_str_dup(app->cx->mem, kz_str_c(argument)).p : "";

	app->option[opt] = text;
	if (opt == KZ_OPT_VERBOSE)
		app->verbose++;
	if (opt == KZ_OPT_SETTING) {
		app->settings = kz_arena_grow(app->cx->mem, app->settings,
			app->n_settings * sizeof(*app->settings),
			(app->n_settings + 2) * sizeof(*app->settings));
		app->settings[app->n_settings++] = text;
	}
}

/* "-- what I ask for\nSELECT …": two dashes and a blank begin a comment of SQL, no option. */
static const char *as_word(struct kz_arena *a, const char *word)
{
	size_t to = strcspn(word, "= \t\r\n");

	if (strncmp(word, "--", 2) != 0 || word[to] == '=' || !word[to])
		return word;
	return kz_strf(a, "\n%s", word).p;
}

int kz_options_parse(struct kz_app *app, const struct kz_command *command, const char **argv,
	const char *const **ret_rest)
{
	struct kz_ctx *cx = app->cx;
	const char *names[KZ_OPTS + 1] = {NULL};
	struct poptOption *table = table_of(cx, command, names);
	unsigned flags = command ? 0 : POPT_CONTEXT_POSIXMEHARDER;
	int argc = 0, code, rc = 0;
	poptContext popt;
	const char **rest, **copy, **words;
	size_t n = 0;

	while (argv[argc])
		argc++;
	words = KZ_NEW_ARRAY(cx->mem, const char *, (size_t)argc + 1);
	for (int i = 0; i < argc; i++)
		words[i] = command && command->is_statement ? as_word(cx->mem, argv[i]) : argv[i];
	popt = poptGetContext("kaizen", argc, words, table, flags);
	while ((code = poptGetNextOpt(popt)) >= FIRST_VALUE) {
		char *argument = poptGetOptArg(popt);

		take(app, code, argument);
		free(argument);
	}
	if (code < -1)
		rc = bad_option(cx, popt, code, names);
	rest = poptGetArgs(popt);
	while (rest && rest[n])
		n++;
	copy = KZ_NEW_ARRAY(cx->mem, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		copy[i] = kz_str_dup(cx->mem, kz_str_c(rest[i])).p;
	poptFreeContext(popt);
	*ret_rest = copy;
	return rc;
}
