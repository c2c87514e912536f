/* SPDX-License-Identifier: MIT */
/* Help on the terminal: the program, a command, an unknown word. */
#include "cli/help.h"

#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "cli/options.h"

#define KZ_COMMAND(id) &command_##id,
const struct kz_command *const kz_commands[] = {
#include "cli/commands.def"
	NULL,
};

const struct kz_command *kz_command_find(const char *name)
{
	for (size_t i = 0; kz_commands[i]; i++)
		if (strcmp(kz_commands[i]->name, name) == 0)
			return kz_commands[i];
	return NULL;
}

struct kz_str kz_help_text(const char *name)
{
	for (const struct kz_embed *e = kz_embedded; e->path; e++) {
		struct kz_str path = kz_str_c(e->path), text = {e->bytes, e->n}, heading;

		if (!kz_str_starts(path, KZ_S("docs/cmd/")) ||
			!kz_str_eq(kz_str_head(kz_str_from(path, 9), strlen(name)),
				kz_str_c(name)) ||
			!kz_str_eq(kz_str_from(path, 9 + strlen(name)), KZ_S(".md")))
			continue;
		(void)kz_str_line(&text, &heading);
		return kz_str_trim(text);
	}
	return KZ_S("");
}

static void option_line(struct kz_buf *out, enum kz_opt id)
{
	const struct kz_option *o = &kz_options[id];
	size_t from = out->n, used;

	kz_buf_text(out, "  ");
	if (o->letter)
		kz_buf_addf(out, "-%c, ", o->letter);
	kz_buf_addf(out, "--%s", o->name);
	if (o->argument)
		kz_buf_addf(out, " %s", o->argument);
	used = out->n - from;
	kz_buf_fill(out, ' ', used < 26 ? 26 - used : 2);
	kz_buf_addf(out, "%s\n", o->about);
}

/* Markdown as it stands, but for headings; fences are not used in docs/cmd. */
static void body(struct kz_buf *out, struct kz_str text)
{
	struct kz_str line;

	while (kz_str_line(&text, &line)) {
		if (kz_str_starts(line, KZ_S("## ")))
			kz_buf_addf(out, "%.*s:", (int)line.n - 3, line.p + 3);
		else
			kz_buf_add(out, line);
		kz_buf_byte(out, '\n');
	}
}

int kz_help_command(struct kz_app *app, const struct kz_command *command)
{
	struct kz_buf *out = app->out;

	kz_buf_addf(out, "usage: kaizen %s [OPTION...]%s%s\n\n", command->name,
		*command->args ? " " : "", command->args);
	body(out, kz_help_text(command->name));
	kz_buf_text(out, "\nOptions:\n");
	for (const enum kz_opt *o = command->options; o && *o != KZ_OPTS; o++)
		option_line(out, *o);
	for (const enum kz_opt *o = kz_common_options; *o != KZ_OPTS; o++)
		option_line(out, *o);
	return KZ_EXIT_OK;
}

int kz_help_named(struct kz_app *app, const char *name)
{
	const struct kz_command *command = kz_command_find(name);

	return command ? kz_help_command(app, command) : kz_help_unknown(app, name);
}

int kz_help_unknown(struct kz_app *app, const char *name)
{
	const char **names;
	const char *near;
	size_t n = 0;

	while (kz_commands[n])
		n++;
	names = KZ_NEW_ARRAY(app->cx->mem, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		names[i] = kz_commands[i]->name;
	near = kz_nearest(name, names);
	if (near)
		return kz_fail(app->cx, KZ_EUSAGE, "unknown command '%s'; the nearest is '%s'",
			name, near);
	return kz_fail(app->cx, KZ_EUSAGE, "unknown command '%s'; `kaizen help` lists them", name);
}

int kz_help_program(struct kz_app *app, bool is_short)
{
	struct kz_buf *out = app->out;

	kz_buf_text(out,
		"kaizen - see the loss, find its cause in the system, change it a little, check\n"
		"\n"
		"usage: kaizen [-C DIR] [--db FILE] [-c KEY=VALUE] COMMAND [OPTION...] [ARG...]\n"
		"\n"
		"Start with `kaizen run` in a git repository: it collects history, test results\n"
		"and agents' transcripts, analyzes them, proposes one countermeasure and writes\n"
		"a report.\n"
		"\n"
		"Commands:\n");
	for (size_t i = 0; kz_commands[i]; i++) {
		kz_buf_addf(out, "  %s", kz_commands[i]->name);
		kz_buf_fill(out, ' ', 14 - strlen(kz_commands[i]->name));
		kz_buf_addf(out, "%s\n", kz_commands[i]->about);
	}
	if (is_short) {
		kz_buf_text(out, "\n`kaizen help COMMAND` says more.\n");
		return KZ_EXIT_OK;
	}
	kz_buf_text(out, "\nOptions:\n");
	for (const enum kz_opt *o = kz_common_options; *o != KZ_OPTS; o++)
		option_line(out, *o);
	option_line(out, KZ_OPT_VERSION);
	kz_buf_text(out,
		"\nExamples:\n\n    kaizen run\n    kaizen report --format md\n"
		"    kaizen query 'SELECT title, minutes_per_week FROM findings'\n");
	return KZ_EXIT_OK;
}
