/* SPDX-License-Identifier: MIT */
/* The mailmap: whose names are the same person's. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "git/private.h"
#include "git/refs.h"

enum { MAX_BYTES = 16 << 20, MAX_TOGETHER = 48 << 20, FIRST_PEOPLE = 16 };

/* Who is meant; KZ_NOTHING: as written. */
struct person {
	struct kz_str name, email;
};

/* libgit2 1.5.1 compares addresses with their case, git does not. */
struct kz_mailmap {
	struct kz_arena *mem;
	struct kz_map *keys; /* "email", or "email LF name", lower case -> index of people */
	struct person **people;
	size_t n, cap;
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

static struct kz_str key_of(struct kz_arena *a, struct kz_str email, struct kz_str name)
{
	struct kz_str key = kz_strf(a, "%.*s%s%.*s", (int)email.n, email.p, name.p ? "\n" : "",
		(int)name.n, name.p ? name.p : "");

	return kz_str_lower(a, key);
}

/* Cuts "Name <email>" off a line; the name is KZ_NOTHING when it is empty. */
static bool cut_person(struct kz_str *rest, struct person *ret)
{
	struct kz_str name;

	if (!kz_str_cut(rest, '<', &name) || !kz_str_cut(rest, '>', &ret->email))
		return false;
	ret->name = kz_str_trim(name);
	if (ret->name.n == 0)
		ret->name = KZ_NOTHING;
	return true;
}

/* An entry for an address alone is added to, one for a name and an address is replaced. */
static void put(struct kz_mailmap *m, struct person is, struct person was)
{
	struct person *person;
	bool is_new;
	uint32_t id = kz_map_put(m->keys, key_of(m->mem, was.email, was.name), &is_new);

	if (is_new) {
		KZ_ROOM(m->mem, m->people, m->n, m->cap);
		m->people[m->n++] = KZ_NEW(m->mem, struct person);
	}
	person = m->people[id];
	if (was.name.p)
		*person = (struct person){0};
	if (is.name.p)
		person->name = kz_str_dup(m->mem, is.name);
	if (is.email.p)
		person->email = kz_str_dup(m->mem, is.email);
}

/* "Proper <commit@x>", "<proper@x> <commit@x>", "Proper <proper@x> Commit <commit@x>" … */
static void take_line(struct kz_mailmap *m, struct kz_str line)
{
	struct person first, second;

	if (kz_str_starts(line, KZ_S("#")) || !cut_person(&line, &first) || first.email.n == 0)
		return;
	if (cut_person(&line, &second)) {
		put(m, first, second);
		return;
	}
	second = (struct person){.email = first.email};
	first.email = KZ_NOTHING;
	put(m, first, second);
}

struct kz_mailmap *kz_mailmap_open(struct kz_ctx *cx, struct kz_git *g)
{
	struct kz_str text = kz_mailmap_text(cx, g), line;
	struct kz_mailmap *m = kz_alloc(sizeof(*m));

	*m = (struct kz_mailmap){.mem = kz_arena_new(), .keys = kz_map_new(), .cap = FIRST_PEOPLE};
	m->people = KZ_NEW_ARRAY(m->mem, struct person *, m->cap);
	while (kz_str_line(&text, &line))
		take_line(m, line);
	return m;
}

void kz_mailmap_close(struct kz_mailmap *m)
{
	if (!m)
		return;
	kz_arena_free(m->mem);
	kz_map_free(m->keys);
	free(m);
}

void kz_mailmap_find(struct kz_arena *a, const struct kz_mailmap *m, struct kz_str *name,
	struct kz_str *email)
{
	const struct person *is;
	uint32_t id;

	if (!kz_map_find(m->keys, key_of(a, *email, *name), &id) &&
		!kz_map_find(m->keys, key_of(a, *email, KZ_NOTHING), &id))
		return;
	is = m->people[id];
	if (is->name.p)
		*name = is->name;
	if (is->email.p)
		*email = is->email;
}
