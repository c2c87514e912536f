/* SPDX-License-Identifier: MIT */
/* Which files may be transcripts. */
#include "collect/agents_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/log.h"

struct finding {
	struct kz_agent_files *files;
	const char *root;
	bool is_named;
};

/* "<folder>/<session>/subagents/agent-x.jsonl" and "<folder>/agent-x.jsonl" */
static void classify(struct kz_ctx *cx, struct kz_agent_file *f)
{
	struct kz_str path = kz_str_c(f->path), name = path;
	size_t at = 0;

	if (kz_str_find_last(path, '/', &at)) {
		name = kz_str_from(path, at + 1);
		path = kz_str_head(path, at);
	}
	f->is_subagent = kz_str_starts(name, KZ_S("agent-"));
	if (kz_str_ends(path, KZ_S("/subagents"))) {
		f->is_subagent = true;
		path = kz_str_head(path, path.n - 10);
		if (kz_str_find_last(path, '/', &at))
			path = kz_str_head(path, at);
	}
	f->folder = kz_cstr(cx->mem, path);
}

static void add(struct kz_ctx *cx, struct kz_agent_files *files, const char *path,
	const struct kz_file_info *info, bool is_named)
{
	struct kz_agent_file f = {.path = path, .info = *info, .is_named = is_named};

	if (info->is_link)
		f.skip = "link";
	else if (!info->is_regular)
		f.skip = "no-file";
	classify(cx, &f);
	KZ_ROOM(cx->mem, files->at, files->n, files->cap);
	files->at[files->n++] = f;
}

static int each(struct kz_ctx *cx, void *self, const char *path, const struct kz_file_info *info,
	bool *enter)
{
	struct finding *f = self;

	*enter = true;
	if (info->is_folder)
		return 0;
	if (!info->is_link && !kz_str_ends(kz_str_c(path), KZ_S(".jsonl")))
		return 0;
	add(cx, f->files, kz_path_join(cx->mem, f->root, path), info, f->is_named);
	return kz_stopped(cx);
}

static int below(struct kz_ctx *cx, struct kz_agent_files *files, const char *root, bool is_named)
{
	struct finding f = {.files = files, .root = root, .is_named = is_named};
	size_t n = strlen(root);

	while (n > 1 && root[n - 1] == '/')
		n--;
	f.root = kz_cstr(cx->mem, (struct kz_str){root, n});
	return kz_path_exists(f.root) ? kz_walk(cx, f.root, each, &f) : 0;
}

/* A file or a folder; the folder itself may be a link. */
static int named(struct kz_ctx *cx, struct kz_collecting *c, struct kz_agent_files *files,
	const char *path)
{
	const char *real = kz_path_real(cx->mem, path);
	struct kz_file_info info;

	if (!real || kz_file_info(cx, real, &info) < 0) {
		kz_err_clear(cx);
		kz_warn(cx, "%s: not there or not readable, passed over", path);
		c->sum->refused++;
		c->sum->named_refused = true;
		return 0;
	}
	if (info.is_folder)
		return below(cx, files, real, true);
	add(cx, files, real, &info, true);
	files->at[files->n - 1].is_itself = true;
	return 0;
}

struct folders {
	const char *at[64];
	size_t n;
};

/* The folder of projects below an agent's own; the same one by two ways counts once. */
static void add_folder(struct kz_ctx *cx, struct folders *list, const char *config)
{
	const char *root = kz_path_join(cx->mem, config, "projects");
	const char *real = kz_path_real(cx->mem, root);

	if (!real || list->n == sizeof(list->at) / sizeof(list->at[0]))
		return;
	for (size_t i = 0; i < list->n; i++) {
		const char *other = kz_path_real(cx->mem, list->at[i]);

		if (other && strcmp(other, real) == 0)
			return;
	}
	list->at[list->n++] = root;
}

static void own_folders(struct kz_ctx *cx, const struct kz_collect_options *o, struct folders *ret)
{
	struct kz_str rest = kz_str_c(o->claude_dir), one;

	*ret = (struct folders){0};
	while (rest.n) {
		one = kz_str_trim(kz_str_upto(&rest, ','));
		if (one.n)
			add_folder(cx, ret, kz_cstr(cx->mem, one));
	}
	if (o->claude_dir && *o->claude_dir)
		return;
	if (o->xdg_config)
		add_folder(cx, ret, kz_path_join(cx->mem, o->xdg_config, "claude"));
	if (!o->home)
		return;
	if (!o->xdg_config)
		add_folder(cx, ret, kz_path_join(cx->mem, o->home, ".config/claude"));
	add_folder(cx, ret, kz_path_join(cx->mem, o->home, ".claude"));
}

static int by_place(const void *a, const void *b)
{
	const struct kz_agent_file *x = a, *y = b;

	if (x->is_subagent != y->is_subagent)
		return x->is_subagent ? 1 : -1;
	return strcmp(x->path, y->path);
}

static int find_unnamed(struct kz_ctx *cx, struct kz_collecting *c, struct kz_agent_files *files)
{
	const struct kz_list *folders = &cx->conf->agents_folder;
	struct folders own;
	int rc = 0;

	for (size_t i = 0; i < folders->n && rc == 0; i++)
		rc = below(cx, files, kz_cstr(cx->mem, folders->items[i]), false);
	if (folders->n || rc < 0)
		return rc;
	if (!c->options->home && !(c->options->claude_dir && *c->options->claude_dir)) {
		kz_warn(cx, "HOME is not set: no transcripts are read (agents.folder names them)");
		return 0;
	}
	own_folders(cx, c->options, &own);
	for (size_t i = 0; i < own.n && rc == 0; i++)
		rc = below(cx, files, own.at[i], false);
	return rc;
}

int kz_agent_files_find(struct kz_ctx *cx, struct kz_collecting *c, struct kz_agent_files *ret)
{
	struct kz_agent_files files = {0};
	int rc = 0;

	if (!c->options->paths)
		rc = find_unnamed(cx, c, &files);
	for (size_t i = 0; c->options->paths && c->options->paths[i] && rc == 0; i++)
		rc = named(cx, c, &files, c->options->paths[i]);
	if (rc < 0)
		return rc;
	if (files.n)
		qsort(files.at, files.n, sizeof(*files.at), by_place);
	*ret = files;
	return 0;
}
