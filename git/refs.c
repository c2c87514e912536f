/* SPDX-License-Identifier: MIT */
/* Tags, notes that name agents, and whether any of it has moved. */
#include "git/refs.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "git/private.h"
#include "git/walk.h"

enum { MAX_STATE = 256 << 20, MAX_NESTED = 10, HASH_HEX = 32 };
static const char notes_ref[] = "refs/notes/ai";

/* Words that announce a version even without a dot in it, in lower case. */
static const char *const release_words[] = {"", "v", "r", "rel", "release", "version", "ver"};

/* "3", "1.2.3", "9_6_3", "2-0": groups of digits. Returns what is behind them. */
static struct kz_str skip_groups(struct kz_str s, bool *has_parts)
{
	s = kz_str_skip_digits(s);
	while (s.n > 1 && strchr(".-_", s.p[0]) && kz_is_digit(s.p[1])) {
		*has_parts = *has_parts || s.p[0] != '-';
		s = kz_str_skip_digits(kz_str_from(s, 1));
	}
	return s;
}

static bool is_release_word(struct kz_str prefix)
{
	while (prefix.n && strchr("-_/.@", prefix.p[prefix.n - 1]))
		prefix.n--;
	for (size_t i = 0; i < sizeof(release_words) / sizeof(release_words[0]); i++)
		if (kz_str_eq_nocase(prefix, kz_str_c(release_words[i])))
			return true;
	return false;
}

/* A prefix that stands apart: "cli/", "pkg@", "tool-v". */
static bool is_apart(struct kz_str prefix)
{
	if (prefix.n > 1 && strchr("vV", prefix.p[prefix.n - 1]))
		prefix.n--;
	return prefix.n && strchr("-_/.@", prefix.p[prefix.n - 1]);
}

bool kz_git_is_version(struct kz_str tag)
{
	struct kz_str prefix, rest;
	bool has_parts = false;
	size_t at = 0;

	/* of "lib2/v1.0" the name begins behind the slash */
	if (kz_str_find_last(tag, '/', &at) && at + 1 < tag.n)
		at++;
	else
		at = 0;
	while (at < tag.n && !kz_is_digit(tag.p[at]))
		at++;
	if (at == tag.n)
		return false;
	prefix = kz_str_head(tag, at);
	rest = skip_groups(kz_str_from(tag, at), &has_parts);
	for (size_t i = 0; i < rest.n; i++)
		if (!kz_is_alnum(rest.p[i]) && !strchr(".-_+~", rest.p[i]))
			return false;
	return is_release_word(prefix) || (has_parts && is_apart(prefix));
}

/* Each tag ref: its name and what it points to. Refs that cannot be read are passed over. */
typedef void each_tag(void *self, const char *name, const git_oid *target);

static int for_tags(struct kz_ctx *cx, struct kz_git *g, each_tag *each, void *self)
{
	git_reference_iterator *refs = NULL;
	git_reference *ref = NULL;
	int code;

	if (git_reference_iterator_glob_new(&refs, g->repo, "refs/tags/*") < 0)
		return kz_git_fail(cx, KZ_EINPUT, "tags cannot be read");
	while ((code = git_reference_next(&ref, refs)) == 0) {
		if (git_reference_type(ref) == GIT_REFERENCE_DIRECT)
			each(self, git_reference_name(ref), git_reference_target(ref));
		git_reference_free(ref);
	}
	git_reference_iterator_free(refs);
	if (code != GIT_ITEROVER)
		kz_warn(cx, "some tags cannot be read; `git fsck` says what is broken");
	return 0;
}

struct tags {
	struct kz_ctx *cx;
	struct kz_git *g;
	struct kz_git_tag *at;
	size_t n, cap;
};

/* From tag to tag to commit; false when it ends anywhere else. */
static bool peel(struct tags *all, const git_oid *target, struct kz_git_tag *tag)
{
	struct kz_git_commit commit;
	git_oid oid = *target;

	for (int depth = 0; depth < MAX_NESTED; depth++) {
		struct kz_git_raw raw;
		struct kz_str bytes;
		git_object_t type;
		size_t size;

		if (git_odb_read_header(&size, &type, all->g->odb, &oid) < 0)
			return false;
		if (type == GIT_OBJECT_COMMIT) {
			tag->oid = kz_git_hex(all->cx->mem, &oid);
			if (tag->tagged_at)
				return true;
			if (kz_git_read_commit(all->cx, all->g, tag->oid, &commit) < 0)
				return false;
			tag->tagged_at = commit.committer.at;
			return true;
		}
		if (type != GIT_OBJECT_TAG ||
			kz_git_object(all->cx, all->g, &oid, GIT_OBJECT_TAG, &bytes) < 0 ||
			!kz_git_parse(all->cx->mem, bytes, &raw) || !kz_git_oid(raw.target, &oid))
			return false;
		tag->is_annotated = true;
		if (depth == 0)
			tag->tagged_at = kz_git_parse_sign(raw.tagger).at;
	}
	return false;
}

static void add_tag(void *self, const char *name, const git_oid *target)
{
	struct tags *all = self;
	struct kz_arena *mem = all->cx->mem;
	struct kz_str text = kz_str_skip(kz_str_c(name), KZ_S("refs/tags/"));
	struct kz_git_tag tag = {.name = kz_git_utf8(mem, kz_str_dup(mem, text), KZ_NOTHING)};

	tag.is_version = kz_git_is_version(tag.name);
	if (peel(all, target, &tag)) {
		KZ_ROOM(mem, all->at, all->n, all->cap);
		all->at[all->n++] = tag;
	}
	kz_err_clear(all->cx);
}

static int by_name(const void *a, const void *b)
{
	const struct kz_git_tag *x = a, *y = b;

	return kz_str_cmp(x->name, y->name);
}

int kz_git_tags(struct kz_ctx *cx, struct kz_git *g, struct kz_git_tag **ret, size_t *ret_n)
{
	struct tags all = {.cx = cx, .g = g};
	int rc = for_tags(cx, g, add_tag, &all);

	if (rc < 0)
		return rc;
	if (all.n > 1)
		qsort(all.at, all.n, sizeof(*all.at), by_name);
	*ret = all.at;
	*ret_n = all.n;
	return 0;
}

int kz_git_noted(struct kz_ctx *cx, struct kz_git *g, struct kz_str **ret, size_t *ret_n)
{
	git_note_iterator *notes = NULL;
	struct kz_str *oids = NULL;
	size_t n = 0, cap = 0;
	git_oid note, commit;

	if (git_note_iterator_new(&notes, g->repo, notes_ref) == 0) {
		while (git_note_next(&note, &commit, notes) == 0) {
			KZ_ROOM(cx->mem, oids, n, cap);
			oids[n++] = kz_git_hex(cx->mem, &commit);
		}
	}
	git_note_iterator_free(notes);
	*ret = oids;
	*ret_n = n;
	return 0;
}

bool kz_git_is_replaced(struct kz_ctx *cx, struct kz_git *g)
{
	git_reference_iterator *refs = NULL;
	git_reference *ref = NULL;
	bool is_replaced = kz_path_exists(kz_path_join(cx->mem, g->info.git_dir, "info/grafts"));

	if (git_reference_iterator_glob_new(&refs, g->repo, "refs/replace/*") == 0)
		is_replaced = git_reference_next(&ref, refs) == 0 || is_replaced;
	git_reference_free(ref);
	git_reference_iterator_free(refs);
	return is_replaced;
}

static void add_ref(void *self, const char *name, const git_oid *target)
{
	kz_buf_addf(self, "%s %s\n", name, git_oid_tostr_s(target));
}

int kz_git_state(struct kz_ctx *cx, struct kz_git *g, struct kz_str *ret)
{
	KZ_OWN(kz_buf) state = kz_buf_new(MAX_STATE);
	git_oid notes;
	int rc;

	kz_buf_add(state, g->info.head_oid);
	kz_buf_byte(state, ' ');
	kz_buf_add(state, g->info.head_ref);
	kz_buf_byte(state, '\n');
	if ((rc = for_tags(cx, g, add_ref, state)) < 0)
		return rc;
	if (git_reference_name_to_id(&notes, g->repo, notes_ref) == 0)
		add_ref(state, notes_ref, &notes);
	for (uint32_t id = 0; id < kz_map_count(g->shallow); id++)
		kz_buf_add(state, kz_map_key(g->shallow, id));
	kz_buf_add(state, kz_mailmap_text(cx, g));
	*ret = kz_hash_hex(cx->mem, kz_buf_str(state), HASH_HEX);
	return 0;
}
