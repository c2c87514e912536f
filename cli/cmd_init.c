/* SPDX-License-Identifier: MIT */
/* Writes .kaizen/config with what was found, so that a team can commit it. */
#include "base/arena.h"
#include "base/escape.h"
#include "base/text.h"
#include "cli/app.h"
#include "collect/ci_find.h"

static const char *const context_files[] = {"CLAUDE.md", "AGENTS.md", "GEMINI.md",
	".github/copilot-instructions.md", NULL};
static const char *const adr_folders[] = {"docs/adr", "docs/adrs", "doc/adr", "docs/decisions",
	"adr", NULL};

enum { MAX_NOTED = 10 };

struct found {
	struct kz_app *app;
	struct kz_buf *config;
	json_t *all; /* {what, name} */
};

static void tell(struct found *f, const char *what, const char *name)
{
	struct kz_arena *mem = f->app->cx->mem;

	kz_buf_addf(f->app->out, "  %-18s ", what);
	kz_esc_line(f->app->out, kz_str_c(name));
	kz_buf_byte(f->app->out, '\n');
	(void)json_array_append_new(f->all,
		json_pack("{s:s, s:o}", "what", what, "name",
			kz_json_new_text(mem, kz_str_c(name))));
}

/* Comments of the file: one line each, only names of printable UTF-8. */
static void note(struct found *f, const char *what, const char *name)
{
	struct kz_str s = kz_str_c(name);
	size_t len;

	for (struct kz_str r = s; r.n; r = kz_str_from(r, len)) {
		int32_t rune = kz_utf8_next(r, &len);

		if (rune == KZ_BAD_RUNE || kz_rune_hidden(rune))
			return;
	}
	kz_buf_addf(f->config, "# %s: %s\n", what, name);
	tell(f, what, name);
}

static int note_at_head(struct found *f, const char *what, const char *const *names, size_t *ret_n)
{
	*ret_n = 0;
	for (size_t i = 0; names[i]; i++) {
		enum kz_git_kind kind;
		int rc;

		if ((rc = kz_git_at_head(f->app->cx, f->app->git, kz_str_c(names[i]), &kind)) < 0)
			return rc;
		if (kind == KZ_GIT_NONE)
			continue;
		note(f, what, names[i]);
		(*ret_n)++;
	}
	return 0;
}

/* Folder of Claude Code's transcripts of this work tree: its path with - for what is no letter. */
static void note_transcripts(struct found *f, const char *top)
{
	const char *home = kz_env_home(f->app->cx), *agents = kz_env_folder("CLAUDE_CONFIG_DIR");
	struct kz_arena *mem = f->app->cx->mem;
	KZ_OWN(kz_buf) name = kz_buf_new(8192);
	const char *folder;

	if (!agents && home)
		agents = kz_path_join(mem, home, ".claude");
	if (!agents)
		return;
	for (const char *c = top; *c; c++)
		kz_buf_byte(name, kz_is_alnum(*c) ? *c : '-');
	folder = kz_strf(mem, "%s/projects/" KZ_FMT, agents, KZ_ARG(kz_buf_str(name))).p;
	if (kz_path_exists(folder))
		tell(f, "transcripts", folder);
}

/*
 * What `kaizen collect ci` would read. The globs stay comments: written out they would be
 * ci.path, for which files that git tracks count too.
 */
static int note_results(struct found *f)
{
	struct kz_ci_files files;
	int rc;

	if ((rc = kz_ci_find(f->app->cx, f->app->git, &files)) < 0)
		return rc;
	for (size_t i = 0; i < files.n && i < MAX_NOTED; i++)
		note(f, "test results", files.paths[i]);
	if (files.n > MAX_NOTED) {
		kz_buf_addf(f->config, "# and %zu more\n", files.n - MAX_NOTED);
		kz_buf_addf(f->app->out, "  and %zu more\n", files.n - MAX_NOTED);
	}
	return 0;
}

static void write_globs(struct found *f)
{
	kz_buf_text(f->config,
		"\n[ci]\n"
		"# Found without it: files that git does not track, by the globs below. A path\n"
		"# written here takes their place, and tracked files count too.\n");
	for (size_t i = 0; kz_ci_globs[i]; i++)
		kz_buf_addf(f->config, "#\tpath = %s\n", kz_ci_globs[i]);
}

static int survey(struct found *f, const char *top)
{
	size_t n;
	int rc;

	kz_buf_text(f->config,
		"# kaizen's configuration of this repository, in git's dialect.\n"
		"# `kaizen help init` says more. Found when this was written:\n");
	if ((rc = note_at_head(f, "context file", context_files, &n)) < 0)
		return rc;
	if (n == 0)
		kz_buf_text(f->config, "# no context file; a rule would go into a new CLAUDE.md\n");
	if ((rc = note_at_head(f, "decision records", adr_folders, &n)) < 0 ||
		(rc = note_results(f)) < 0)
		return rc;
	note_transcripts(f, top);
	write_globs(f);
	kz_buf_text(f->config,
		"\n[orchestrate]\n"
		"\tmode = report\n"
		"#\tmode = branch\n");
	if (n)
		kz_buf_text(f->config, "#\tadr = true\n");
	return 0;
}

static int say(struct kz_app *app, const char *path, bool is_new, json_t *found)
{
	kz_app_note(app, "config", kz_json_new_text(app->cx->mem, kz_str_c(path)));
	kz_app_note(app, "is_new", json_boolean(is_new));
	kz_app_note(app, "found", json_incref(found));
	kz_app_summary(app, "init");
	return KZ_EXIT_OK;
}

static int init_run(struct kz_app *app, const char *const *argv)
{
	struct kz_ctx *cx = app->cx;
	KZ_OWN(kz_buf) config = kz_buf_new(64 << 10);
	KZ_OWN_JSON found = json_array();
	struct found f = {.app = app, .config = config, .all = found};
	const char *top, *path;
	int rc;

	(void)argv;
	if ((rc = kz_app_git(app)) < 0)
		return rc;
	top = kz_git_info(app->git)->main_work_dir;
	if (!top)
		return kz_fail(cx, KZ_EUSAGE,
			"init: a bare repository has no place for .kaizen/config; "
			"`kaizen run` needs no init");
	path = kz_path_join(cx->mem, top, ".kaizen/config");
	if (kz_path_exists(path)) {
		kz_buf_addf(app->out, "%s is there already and is left as it is.\n", path);
		return say(app, path, false, found);
	}
	kz_buf_text(app->out, "Found:\n");
	tell(&f, "git", kz_git_info(app->git)->git_dir);
	if ((rc = survey(&f, top)) < 0 ||
		(rc = kz_folder_make(cx, kz_path_join(cx->mem, top, ".kaizen"))) < 0 ||
		(rc = kz_file_write(cx, path, kz_buf_str(config))) < 0 ||
		(rc = kz_file_write(cx, kz_path_join(cx->mem, top, ".kaizen/.gitignore"),
			 KZ_S("*\n!.gitignore\n!config\n"))) < 0)
		return rc;
	kz_buf_addf(app->out, "Wrote %s. Commit it to share it, then type `kaizen run`.\n", path);
	return say(app, path, true, found);
}

const struct kz_command command_init = {
	.name = "init",
	.about = "write .kaizen/config with what was found (not needed)",
	.args = "",
	.run = init_run,
};
