/* SPDX-License-Identifier: MIT */
/* The manual page in mdoc, from the same lists and texts as the help. */
#include "cli/help.h"
#include "cli/options.h"

/* Text of ours in a line of its own: a leading . or ' would be a request, a backslash an escape. */
static void line_of(struct kz_buf *out, struct kz_str line)
{
	if (line.n && (line.p[0] == '.' || line.p[0] == '\''))
		kz_buf_text(out, "\\&");
	for (size_t i = 0; i < line.n; i++) {
		/* mdoc wants each sentence on a line of its own */
		if (line.p[i] == ' ' && i > 0 && line.p[i - 1] == '.' && i + 1 < line.n)
			kz_buf_byte(out, '\n');
		else if (line.p[i] == '\\')
			kz_buf_text(out, "\\e");
		else if (line.p[i] == '-')
			kz_buf_text(out, "\\-");
		else if (line.p[i] == '`')
			continue;
		else
			kz_buf_byte(out, line.p[i]);
	}
	kz_buf_byte(out, '\n');
}

/* Paragraphs, headings and indented examples of docs/cmd. */
static void body(struct kz_buf *out, struct kz_str text)
{
	struct kz_str line;
	bool literal = false, gap = false;

	while (kz_str_line(&text, &line)) {
		bool example = kz_str_starts(line, KZ_S("    "));

		if (line.n == 0) {
			gap = true;
			continue;
		}
		if (literal && !example)
			kz_buf_text(out, ".Ed\n");
		if (example && !literal)
			kz_buf_text(out, ".Bd -literal -offset indent\n");
		else if (gap && !example && !kz_str_starts(line, KZ_S("## ")))
			kz_buf_text(out, ".Pp\n");
		literal = example;
		gap = false;
		if (kz_str_starts(line, KZ_S("## "))) {
			kz_buf_text(out, ".Pp\n");
			line = kz_str_from(line, 3);
		}
		line_of(out, example ? kz_str_from(line, 4) : line);
	}
	if (literal)
		kz_buf_text(out, ".Ed\n");
}

static void options(struct kz_buf *out, const enum kz_opt *list)
{
	for (; list && *list != KZ_OPTS; list++) {
		const struct kz_option *o = &kz_options[*list];

		kz_buf_text(out, ".It");
		if (o->letter)
			kz_buf_addf(out, " Fl %c%s%s ,", o->letter, o->argument ? " Ar " : "",
				o->argument ? o->argument : "");
		kz_buf_addf(out, " Fl \\-%s%s%s\n", o->name, o->argument ? " Ar " : "",
			o->argument ? o->argument : "");
		line_of(out, kz_str_c(o->about));
	}
}

static void command(struct kz_buf *out, const struct kz_command *c)
{
	kz_buf_addf(out, ".Ss kaizen %s\n", c->name);
	if (*c->args)
		kz_buf_addf(out, ".Nm\n.Cm %s\n.Op Ar option ...\n.Ar %s\n.Pp\n", c->name, c->args);
	line_of(out, kz_str_c(c->about));
	kz_buf_text(out, ".Pp\n");
	body(out, kz_help_text(c->name));
	if (!c->options || *c->options == KZ_OPTS)
		return;
	kz_buf_text(out, ".Bl -tag -width Ds\n");
	options(out, c->options);
	kz_buf_text(out, ".El\n");
}

void kz_help_man(struct kz_app *app)
{
	struct kz_buf *out = app->out;
	static const enum kz_opt version[] = {KZ_OPT_VERSION, KZ_OPTS};

	/* A fixed date: the page follows the program's version, not the day of the build. */
	kz_buf_text(out,
		".Dd November 25, 2026\n.Dt KAIZEN 1\n.Os\n.Sh NAME\n.Nm kaizen\n"
		".Nd metrics and continuous improvement for teams of people and agents\n"
		".Sh SYNOPSIS\n.Nm\n.Op Fl C Ar DIR\n.Op Fl \\-db Ar FILE\n"
		".Op Fl c Ar KEY=VALUE\n.Ar command\n.Op Ar option ...\n.Op Ar argument ...\n"
		".Sh DESCRIPTION\n");
	body(out, kz_help_text("kaizen"));
	kz_buf_text(out, ".Pp\nThe options of every command:\n.Bl -tag -width Ds\n");
	options(out, kz_common_options);
	options(out, version);
	kz_buf_text(out, ".El\n.Sh COMMANDS\n");
	for (size_t i = 0; kz_commands[i]; i++)
		command(out, kz_commands[i]);
	kz_buf_text(out, ".Sh ENVIRONMENT\n");
	body(out, kz_help_text("environment"));
	kz_buf_text(out, ".Sh FILES\n");
	body(out, kz_help_text("files"));
	kz_buf_text(out, ".Sh EXIT STATUS\n");
	body(out, kz_help_text("exit-status"));
	kz_buf_text(out, ".Sh SEE ALSO\ngit(1), gnuplot(1), sqlite3(1)\n");
}
