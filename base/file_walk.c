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
};

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The names in a folder, sorted, in cx->mem; none when it cannot be read. */
static const char **names_in(struct kz_ctx *cx, const char *folder, size_t *ret_n)
{
	const char **names = NULL;
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
		KZ_ROOM(cx->mem, names, n, cap);
		names[n++] = kz_str_dup(cx->mem, kz_str_c(e->d_name)).p;
	}
	(void)closedir(dir);
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	*ret_n = n;
	return names;
}

static int walk_into(struct kz_ctx *cx, struct walk *w, const char *below, unsigned depth)
{
	const char *folder = *below ? kz_path_join(cx->mem, w->root, below) : w->root;
	size_t n;
	const char **names = names_in(cx, folder, &n);
	int rc;

	for (size_t i = 0; i < n; i++) {
		const char *path = *below ? kz_path_join(cx->mem, below, names[i]) : names[i];
		struct kz_file_info info;
		bool enter = true;

		if (++w->entries > MAX_ENTRIES)
			return kz_fail(cx, KZ_ELIMIT, "%s: more than %d entries", w->root,
				MAX_ENTRIES);
		if (kz_file_info(cx, kz_path_join(cx->mem, w->root, path), &info) < 0) {
			kz_err_clear(cx);
			continue; /* gone since it was listed */
		}
		if ((rc = w->each(cx, w->self, path, &info, &enter)) != 0)
			return rc;
		if (info.is_folder && enter && depth < MAX_DEPTH &&
			(rc = walk_into(cx, w, path, depth + 1)) != 0)
			return rc;
	}
	return 0;
}

int kz_walk(struct kz_ctx *cx, const char *root, kz_walk_each *each, void *self)
{
	struct walk w = {.root = root, .each = each, .self = self};

	return walk_into(cx, &w, "", 0);
}
