/* SPDX-License-Identifier: MIT */
/* Walking folders: sorted, bounded, without following links. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

enum { MAX_DEPTH = 64, MAX_ENTRIES = 1000000 };

struct walk {
	const char *root;
	kz_walk_each *each;
	void *self;
	size_t entries;
	bool by_name;         /* no call for each entry, paths live in mem */
	struct kz_arena *mem; /* of folders' names */
};

struct entry {
	const char *name;
	unsigned char type; /* DT_… */
};

static int by_bytes(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* What is in a folder, sorted, in the walk's memory; nothing when it cannot be read. */
static struct entry *entries_of(struct kz_ctx *cx, struct walk *w, const char *folder,
	size_t *ret_n)
{
	struct entry *entries = NULL;
	size_t n = 0, cap = 0;
	struct dirent *e;
	DIR *dir = opendir(folder);

	*ret_n = 0;
	if (!dir) {
		if (errno != ENOENT)
			kz_warn(cx, "%s: %s, passed over", folder, strerror(errno));
		return NULL;
	}
	while ((e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		KZ_ROOM(w->mem, entries, n, cap);
		entries[n].name = kz_str_dup(w->mem, kz_str_c(e->d_name)).p;
		entries[n++].type = e->d_type;
	}
	(void)closedir(dir);
	if (n)
		qsort(entries, n, sizeof(*entries), by_bytes);
	*ret_n = n;
	return entries;
}

/* False when the entry is gone since it was listed. */
static bool look_at(struct kz_ctx *cx, struct walk *w, const struct entry *e, const char *path,
	struct kz_file_info *ret)
{
	if (w->by_name && e->type != DT_UNKNOWN) {
		*ret = (struct kz_file_info){
			.is_regular = e->type == DT_REG,
			.is_folder = e->type == DT_DIR,
			.is_link = e->type == DT_LNK,
		};
		return true;
	}
	if (kz_file_info(cx, kz_path_join(w->mem, w->root, path), ret) == 0)
		return true;
	kz_err_clear(cx);
	return false;
}

static int walk_into(struct kz_ctx *cx, struct walk *w, const char *below, unsigned depth)
{
	const struct kz_mark mark = kz_mark(w->mem);
	const char *folder = *below ? kz_path_join(w->mem, w->root, below) : w->root;
	struct kz_arena *paths = w->by_name ? w->mem : cx->mem;
	size_t n;
	struct entry *entries = entries_of(cx, w, folder, &n);
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct kz_mark inner = kz_mark(w->mem);
		const char *path =
			*below ? kz_path_join(paths, below, entries[i].name) : entries[i].name;
		struct kz_file_info info;
		bool enter = true;

		if (!w->by_name && !*below)
			path = kz_str_dup(paths, kz_str_c(path)).p;
		if (++w->entries > MAX_ENTRIES)
			return kz_fail(cx, KZ_ELIMIT, "%s: more than %d entries", w->root,
				MAX_ENTRIES);
		if (!look_at(cx, w, &entries[i], path, &info))
			continue;
		rc = w->each(cx, w->self, path, &info, &enter);
		if (rc == 0 && info.is_folder && enter && depth < MAX_DEPTH)
			rc = walk_into(cx, w, path, depth + 1);
		kz_rewind(w->mem, inner);
	}
	kz_rewind(w->mem, mark);
	return rc;
}

int kz_walk(struct kz_ctx *cx, const char *root, kz_walk_each *each, void *self)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct walk w = {.root = root, .each = each, .self = self, .mem = mem};

	return walk_into(cx, &w, "", 0);
}

int kz_walk_names(struct kz_ctx *cx, const char *root, kz_walk_each *each, void *self)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct walk w = {.root = root, .each = each, .self = self, .by_name = true, .mem = mem};

	return walk_into(cx, &w, "", 0);
}
