/* SPDX-License-Identifier: MIT */
/* Tags, notes that name agents, people after mailmap, and whether any of it has moved. */
#ifndef KZ_GIT_REFS_H
#define KZ_GIT_REFS_H

#include <stdbool.h>
#include <stdint.h>

#include "git/repo.h"

struct kz_git_tag {
	struct kz_str name; /* without refs/tags/, valid UTF-8 */
	struct kz_str oid; /* of the commit that it names in the end; tags of others are left out */
	int64_t tagged_at; /* the tagger's time; of a lightweight tag its commit's */
	bool is_version, is_annotated;
};

/* Sorted by name, in cx->mem. */
KZ_CHECK int kz_git_tags(struct kz_ctx *cx, struct kz_git *g, struct kz_git_tag **ret,
	size_t *ret_n);

/*
 * Is the name of a tag version-like? Digits, perhaps in groups, after nothing, v, or a word for
 * release; after any other prefix only with a dot in them. What follows may say pre-release.
 */
bool kz_git_is_version(struct kz_str tag);

/* Commits with a note of git-ai (refs/notes/ai), in cx->mem. */
KZ_CHECK int kz_git_noted(struct kz_ctx *cx, struct kz_git *g, struct kz_str **ret, size_t *ret_n);

/* Are there replacement objects or grafts? git shows them, what is collected does not. */
bool kz_git_is_replaced(struct kz_ctx *cx, struct kz_git *g);

/* 32 hex digits that change when HEAD, a tag, such a note, the mailmap or the cut moves. */
KZ_CHECK int kz_git_state(struct kz_ctx *cx, struct kz_git *g, struct kz_str *ret);

/*
 * The mailmap in force: of the work tree (bare: of HEAD), mailmap.blob, mailmap.file; of equal
 * entries the later wins. Only plain files of at most 16 MiB are read.
 */
struct kz_mailmap;
struct kz_mailmap *kz_mailmap_open(struct kz_ctx *cx, struct kz_git *g);
void kz_mailmap_close(struct kz_mailmap *m);
KZ_OWNER(kz_mailmap, kz_mailmap_close)
/* Who is meant; texts live as long as m. a: scratch memory. */
void kz_mailmap_find(struct kz_arena *a, const struct kz_mailmap *m, struct kz_str *name,
	struct kz_str *email);

#endif
