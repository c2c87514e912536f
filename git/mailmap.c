/* SPDX-License-Identifier: MIT */
/* The mailmap: whose names are the same person's. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "git/private.h"
#include "git/refs.h"

enum { MAX_BYTES = 16 << 20, MAX_TOGETHER = 48 << 20 };

struct kz_mailmap {
	git_mailmap *map;
};

static void add(struct kz_buf *all, struct kz_str text)
{
	kz_buf_add(all, text);
	if (text.n && !kz_str_ends(text, KZ_S("\n")))
		kz_buf_byte(all, '\n');
}

/* libgit2 would open whatever stands there, and wait for ever at a FIFO. */
static void add_file(struct kz_ctx *cx, const char *path, struct kz_buf *all)
{
	struct kz_str text;
	int rc = kz_file_read(cx, path, MAX_BYTES, &text);

	if (rc == 0)
		add(all, text);
	else if (rc != KZ_ENOENT)
		kz_warn(cx, "mailmap not read: %s", cx->err.text);
	kz_err_clear(cx);
}

/* "HEAD:.mailmap" and the like. */
static void add_blob(struct kz_ctx *cx, struct kz_git *g, const char *spec, struct kz_buf *all)
{
	KZ_GIT_OWN(object) object = NULL;
	struct kz_str text;

	if (git_revparse_single(&object, g->repo, spec) == 0 &&
		git_object_type(object) == GIT_OBJECT_BLOB &&
		kz_git_object(cx, g, git_object_id(object), GIT_OBJECT_BLOB, &text) == 0 &&
		text.n <= MAX_BYTES)
		add(all, text);
	kz_err_clear(cx);
}

struct kz_str kz_mailmap_text(struct kz_ctx *cx, struct kz_git *g)
{
	KZ_OWN(kz_buf) all = kz_buf_new(MAX_TOGETHER);
	KZ_GIT_OWN(config) config = NULL;
	git_buf file = {0};
	const char *blob;

	if (git_repository_config_snapshot(&config, g->repo) < 0)
		return KZ_S("");
	if (!g->info.is_bare)
		add_file(cx, kz_path_join(cx->mem, g->info.work_dir, ".mailmap"), all);
	if (git_config_get_string(&blob, config, "mailmap.blob") == 0)
		add_blob(cx, g, blob, all);
	else if (g->info.is_bare)
		add_blob(cx, g, "HEAD:.mailmap", all);
	if (git_config_get_path(&file, config, "mailmap.file") == 0)
		add_file(cx, file.ptr, all);
	git_buf_dispose(&file);
	return kz_str_dup(cx->mem, kz_buf_str(all));
}

int kz_mailmap_open(struct kz_ctx *cx, struct kz_git *g, struct kz_mailmap **ret)
{
	struct kz_str text = kz_mailmap_text(cx, g);
	KZ_OWN(kz_mailmap) m = kz_alloc(sizeof(*m));

	*m = (struct kz_mailmap){0};
	if (git_mailmap_from_buffer(&m->map, text.p, text.n) < 0)
		return kz_git_fail(cx, KZ_EINPUT, "mailmap");
	*ret = KZ_TAKE(m);
	return 0;
}

void kz_mailmap_close(struct kz_mailmap *m)
{
	if (!m)
		return;
	git_mailmap_free(m->map);
	free(m);
}

void kz_mailmap_find(struct kz_arena *a, const struct kz_mailmap *m, struct kz_str *name,
	struct kz_str *email)
{
	const char *real_name, *real_email;

	if (git_mailmap_resolve(&real_name, &real_email, m->map, kz_cstr(a, *name),
		    kz_cstr(a, *email)) < 0)
		return;
	*name = kz_str_dup(a, kz_str_c(real_name));
	*email = kz_str_dup(a, kz_str_c(real_email));
}
