/* SPDX-License-Identifier: MIT */
/* Does a session belong to this repository? */
#include "collect/belong.h"

#include <string.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"

enum {
	MOST_CWDS = 32,
	MOST_NAMES = 64,
	MOST_PATHS = 200,
	FILES_WANTED = 3,
	FILES_IN_FOLDERS = 2, /* of them, in one that does not begin with a dot */
	VERSION = 1,          /* raise it when the same facts give another judgement */
};

static void add(struct kz_ctx *cx, struct kz_texts *list, size_t most, struct kz_str s)
{
	if (!s.n || list->n >= most)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (kz_str_eq(list->at[i], s))
			return;
	KZ_ROOM(cx->mem, list->at, list->n, list->cap);
	list->at[list->n++] = kz_str_dup(cx->mem, s);
}

static bool has_digit(struct kz_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (kz_is_digit(s.p[i]))
			return true;
	return false;
}

/* Words of a git command that look like a commit; "defaced" does not. */
static void add_named(struct kz_ctx *cx, struct kz_facts *f, struct kz_str command)
{
	size_t from = 0;

	if (!kz_str_find(command, KZ_S("git "), NULL))
		return;
	for (size_t i = 0; i <= command.n; i++) {
		struct kz_str word = kz_str_sub(command, from, i - from);

		if (i < command.n && kz_is_alnum(command.p[i]))
			continue;
		if (word.n >= 7 && word.n <= 40 && kz_str_is_hex(word) && has_digit(word))
			add(cx, &f->commits, MOST_NAMES, word);
		from = i + 1;
	}
}

static void add_opened(struct kz_ctx *cx, struct kz_facts *f, const struct kz_row_tool_call *c,
	struct kz_str cwd)
{
	struct kz_mark mark = kz_mark(cx->mem);
	struct kz_str path, below;

	if (c->is_error || !c->path.n || kz_str_eq(c->kind, KZ_S("search")) ||
		f->paths.n >= MOST_PATHS)
		return;
	path = kz_path_plain(cx->mem, c->cwd, c->path);
	below = kz_path_below(path, cwd);
	if (!below.n)
		below = kz_path_below(path, c->cwd);
	if (below.n)
		add(cx, &f->paths, MOST_PATHS, below);
	else
		kz_rewind(cx->mem, mark);
}

static void add_ref(struct kz_ctx *cx, struct kz_facts *f, const struct kz_row_session_ref *r)
{
	size_t at;

	if (kz_str_eq(r->kind, KZ_S("printed-commit")))
		add(cx, &f->commits, MOST_NAMES, r->ref);
	else if (kz_str_find_last(r->ref, '#', &at))
		add(cx, &f->remotes, MOST_NAMES, kz_str_lower(cx->mem, kz_str_head(r->ref, at)));
}

void kz_facts_of(struct kz_ctx *cx, struct kz_sink *session, struct kz_facts *ret)
{
	struct kz_str cwd = KZ_NOTHING;

	*ret = (struct kz_facts){0};
	for (size_t i = 0; i < kz_sink_count(session, KZ_ROW_session); i++) {
		const struct kz_row_session *s = kz_sink_row(session, KZ_ROW_session, i);

		cwd = s->cwd;
		add(cx, &ret->cwds, MOST_CWDS, s->cwd);
	}
	for (size_t i = 0; i < kz_sink_count(session, KZ_ROW_session_ref); i++)
		add_ref(cx, ret, kz_sink_row(session, KZ_ROW_session_ref, i));
	for (size_t i = 0; i < kz_sink_count(session, KZ_ROW_tool_call); i++) {
		const struct kz_row_tool_call *c = kz_sink_row(session, KZ_ROW_tool_call, i);

		add(cx, &ret->cwds, MOST_CWDS, c->cwd);
		add_named(cx, ret, c->command);
		add_opened(cx, ret, c, cwd);
	}
}

static const struct {
	const char *name;
	size_t offset, most;
} members[] = {
	{"cwds", offsetof(struct kz_facts, cwds), MOST_CWDS},
	{"remotes", offsetof(struct kz_facts, remotes), MOST_NAMES},
	{"commits", offsetof(struct kz_facts, commits), MOST_NAMES},
	{"paths", offsetof(struct kz_facts, paths), MOST_PATHS},
};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

struct kz_str kz_facts_text(struct kz_ctx *cx, const struct kz_facts *f)
{
	KZ_OWN_JSON all = json_object();
	KZ_OWN(kz_buf) text = kz_buf_new(1 << 20);

	for (size_t m = 0; m < MEMBERS; m++) {
		const struct kz_texts *list =
			(const struct kz_texts *)((const char *)f + members[m].offset);
		json_t *array = json_array();

		for (size_t i = 0; i < list->n; i++)
			(void)json_array_append_new(array, kz_json_new_text(cx->mem, list->at[i]));
		(void)json_object_set_new(all, members[m].name, array);
	}
	kz_json_line(text, all);
	return kz_str_dup(cx->mem, kz_buf_str(text));
}

void kz_facts_parse(struct kz_ctx *cx, struct kz_str text, struct kz_facts *ret)
{
	KZ_OWN_JSON all = NULL;
	size_t used;

	*ret = (struct kz_facts){0};
	if (!text.n || kz_json_read(cx, text, &all, &used) < 0) {
		kz_err_clear(cx);
		return;
	}
	for (size_t m = 0; m < MEMBERS; m++) {
		struct kz_texts *list = (struct kz_texts *)((char *)ret + members[m].offset);
		const json_t *array = kz_json_array(all, members[m].name);

		for (size_t i = 0; i < json_array_size(array); i++)
			add(cx, list, members[m].most, kz_json_str(json_array_get(array, i)));
	}
}

static bool by_config(struct kz_ctx *cx, const struct kz_belonging *b, const struct kz_facts *f)
{
	for (size_t a = 0; b->alias && a < b->alias->n; a++) {
		const char *glob = kz_cstr(cx->mem, b->alias->items[a]);

		for (size_t i = 0; i < f->cwds.n; i++) {
			struct kz_str inside =
				kz_strf(cx->mem, "%s/", kz_cstr(cx->mem, f->cwds.at[i]));

			/* two stars at the end are meant to take the folder itself, too */
			if (kz_glob(glob, kz_cstr(cx->mem, f->cwds.at[i])) ||
				kz_glob(glob, inside.p))
				return true;
		}
	}
	return false;
}

/* The nearest folder from path upwards that holds a .git; NULL when there is none. */
static const char *work_tree_of(struct kz_ctx *cx, struct kz_str path)
{
	size_t at;

	while (path.n > 1) {
		const char *folder = kz_cstr(cx->mem, path);

		if (kz_path_exists(kz_path_join(cx->mem, folder, ".git")))
			return folder;
		if (!kz_str_find_last(path, '/', &at))
			break;
		path = kz_str_head(path, at);
	}
	return NULL;
}

static bool is_ours(const struct kz_belonging *b, struct kz_str folder)
{
	for (size_t i = 0; b->info && i < b->info->n_work_dirs; i++)
		if (kz_str_eq(kz_str_c(b->info->work_dirs[i]), folder))
			return true;
	return false;
}

static bool is_inside(const struct kz_belonging *b, struct kz_str path)
{
	for (size_t i = 0; b->info && i < b->info->n_work_dirs; i++)
		if (kz_path_below(path, kz_str_c(b->info->work_dirs[i])).p)
			return true;
	return false;
}

enum side { OURS, OTHERS, NOBODYS };

/* A folder that is gone is ours by its name alone; another's work tree inside ours is another's. */
static enum side side_of(struct kz_ctx *cx, const struct kz_belonging *b, struct kz_str cwd)
{
	const char *real, *tree;

	if (!kz_str_starts(cwd, KZ_S("/")) || cwd.n > 4096)
		return NOBODYS;
	cwd = kz_path_plain(cx->mem, KZ_NOTHING, cwd);
	real = kz_path_real(cx->mem, kz_cstr(cx->mem, cwd));
	if (real)
		cwd = kz_str_c(real);
	tree = work_tree_of(cx, cwd);
	if (tree && is_ours(b, kz_str_c(tree)))
		return OURS;
	if (!tree)
		return is_inside(b, cwd) ? OURS : NOBODYS;
	return OTHERS;
}

static bool by_remote(const struct kz_belonging *b, const struct kz_facts *f)
{
	for (size_t i = 0; b->info && i < b->info->n_remotes; i++)
		for (size_t k = 0; k < f->remotes.n; k++)
			if (kz_str_eq_nocase(b->info->remotes[i], f->remotes.at[k]))
				return true;
	return false;
}

static bool by_commit(struct kz_ctx *cx, const struct kz_belonging *b, const struct kz_facts *f)
{
	for (size_t i = 0; b->git && i < f->commits.n; i++) {
		struct kz_str oid;

		if (kz_git_resolve(cx, b->git, f->commits.at[i], &oid) == 0)
			return true;
		kz_err_clear(cx);
	}
	return false;
}

static bool by_files(const struct kz_belonging *b, const struct kz_facts *f)
{
	int files = 0, in_folders = 0;

	for (size_t i = 0; i < f->paths.n; i++) {
		struct kz_str path = f->paths.at[i];

		if (!kz_places_has_file(b->places, path))
			continue;
		files++;
		in_folders += path.p[0] != '.' && kz_str_find_byte(path, '/', NULL);
	}
	return files >= FILES_WANTED && in_folders >= FILES_IN_FOLDERS;
}

int kz_belong(struct kz_ctx *cx, const struct kz_belonging *b, const struct kz_facts *f,
	const char **ret_reason)
{
	bool others = false;

	if (by_config(cx, b, f)) {
		*ret_reason = "config";
		return 0;
	}
	*ret_reason = "cwd";
	for (size_t i = 0; i < f->cwds.n; i++) {
		enum side side = side_of(cx, b, f->cwds.at[i]);

		if (side == OURS)
			return 0;
		others |= side == OTHERS;
	}
	if (by_remote(b, f))
		*ret_reason = "remote";
	else if (by_commit(cx, b, f))
		*ret_reason = "commit";
	else if (others)
		*ret_reason = "other-repository";
	else
		*ret_reason = by_files(b, f) ? "files" : "no-sign";
	return kz_stopped(cx);
}

struct kz_str kz_belong_key(struct kz_ctx *cx, const struct kz_belonging *b, int64_t newest_commit)
{
	KZ_OWN(kz_hasher) h = kz_hasher_new();

	kz_hasher_add(h, kz_strf(cx->mem, "%d %lld", VERSION, (long long)newest_commit));
	for (size_t i = 0; b->alias && i < b->alias->n; i++) {
		kz_hasher_add(h, KZ_S("\na "));
		kz_hasher_add(h, b->alias->items[i]);
	}
	for (size_t i = 0; b->info && i < b->info->n_work_dirs; i++) {
		kz_hasher_add(h, KZ_S("\nw "));
		kz_hasher_add(h, kz_str_c(b->info->work_dirs[i]));
	}
	for (size_t i = 0; b->info && i < b->info->n_remotes; i++) {
		kz_hasher_add(h, KZ_S("\nr "));
		kz_hasher_add(h, b->info->remotes[i]);
	}
	if (b->info)
		kz_hasher_add(h, b->info->head_oid);
	return kz_hasher_hex(h, cx->mem, KZ_HASH_HEX);
}
