/* SPDX-License-Identifier: MIT */
/* The walk from HEAD to what is known, over raw commits, parents before children. */
#include "git/walk.h"

#include "base/arena.h"
#include "git/private.h"

struct node {
	struct kz_str *parents;
	size_t n, next; /* next: parent to go to */
	bool is_there;
};

struct walk {
	struct kz_git *g;
	struct kz_ctx reading;      /* memory of one commit, its errors are gaps */
	struct kz_arena *results;   /* the caller's memory */
	struct kz_arena *mem;       /* of the walk itself */
	const struct kz_map *known; /* NULL: none */
	struct kz_map *reopened;    /* known borders whose parents have come */
	struct kz_map *seen;        /* oid -> index of nodes */
	struct node *nodes;
	size_t n_nodes, cap_nodes;
	uint32_t *stack;
	size_t n_stack, cap_stack;
	struct kz_str *oids;
	size_t n, cap;
	struct kz_git_gap *gaps;
	size_t n_gaps, cap_gaps;
};

/* A commit's headers, without its parents where the history is cut off. */
static int read_raw(struct kz_ctx *cx, struct kz_git *g, struct kz_str hex, struct kz_git_raw *ret)
{
	struct kz_str bytes;
	git_oid oid;
	int rc;

	if (!kz_git_oid(hex, &oid))
		return kz_fail(cx, KZ_EINPUT, "'" KZ_FMT "' is no object id", KZ_ARG(hex));
	if ((rc = kz_git_object(cx, g, &oid, GIT_OBJECT_COMMIT, &bytes)) < 0)
		return rc;
	if (!kz_git_parse(cx->mem, bytes, ret) || !ret->tree.p)
		return kz_fail(cx, KZ_EINPUT,
			"commit " KZ_FMT ": expected 'tree' and 40 hex digits in its first line",
			KZ_ARG(hex));
	if (kz_map_find(g->shallow, hex, NULL))
		ret->n_parents = 0;
	return 0;
}

int kz_git_read_commit(struct kz_ctx *cx, struct kz_git *g, struct kz_str oid,
	struct kz_git_commit *ret)
{
	struct kz_git_commit c = {.oid = oid};
	struct kz_git_raw raw;
	int rc;

	if ((rc = read_raw(cx, g, oid, &raw)) < 0)
		return rc;
	c.tree = raw.tree;
	c.parents = raw.parents;
	c.n_parents = raw.n_parents;
	c.author = kz_git_parse_sign(raw.author);
	c.committer = kz_git_parse_sign(raw.committer);
	c.author.name = kz_git_utf8(cx->mem, c.author.name, raw.encoding);
	c.author.email = kz_git_utf8(cx->mem, c.author.email, raw.encoding);
	c.committer.name = kz_git_utf8(cx->mem, c.committer.name, raw.encoding);
	c.committer.email = kz_git_utf8(cx->mem, c.committer.email, raw.encoding);
	c.message = kz_git_utf8(cx->mem, raw.message, raw.encoding);
	c.is_border = kz_map_find(g->shallow, oid, NULL);
	for (size_t i = 0; i < c.n_parents && !c.is_border; i++)
		c.is_border = kz_map_find(g->gaps, c.parents[i], NULL);
	*ret = c;
	return 0;
}

/* Reads the headers into memory that lasts until the next commit; false: a gap. */
static bool read_or_note(struct walk *w, struct kz_str oid, struct kz_git_raw *ret)
{
	struct kz_ctx *cx = &w->reading;
	int rc;

	kz_arena_reset(cx->mem);
	rc = read_raw(cx, w->g, oid, ret);
	if (rc == 0)
		return true;
	(void)kz_map_put(w->g->gaps, oid, NULL);
	KZ_ROOM(w->results, w->gaps, w->n_gaps, w->cap_gaps);
	w->gaps[w->n_gaps++] = (struct kz_git_gap){
		.oid = kz_str_dup(w->results, oid),
		.is_missing = rc == KZ_ENOENT,
		.message = kz_str_dup(w->results, (struct kz_str){cx->err.text, cx->err.len}),
	};
	return false;
}

static bool is_wanted(const struct walk *w, struct kz_str oid)
{
	return !w->known || !kz_map_find(w->known, oid, NULL) ||
		kz_map_find(w->reopened, oid, NULL);
}

/* A commit comes onto the stack the first time that it is named, unless it is known. */
static void push(struct walk *w, struct kz_str oid)
{
	struct node node = {0};
	struct kz_git_raw raw;
	bool is_new = false;
	uint32_t id;

	if (!is_wanted(w, oid))
		return;
	id = kz_map_put(w->seen, oid, &is_new);
	if (!is_new)
		return;
	KZ_ROOM(w->mem, w->nodes, w->n_nodes, w->cap_nodes);
	if (read_or_note(w, oid, &raw)) {
		node.is_there = true;
		node.n = raw.n_parents;
		node.parents = KZ_NEW_ARRAY(w->mem, struct kz_str, raw.n_parents + 1);
		for (size_t i = 0; i < raw.n_parents; i++)
			node.parents[i] = kz_str_dup(w->mem, raw.parents[i]);
	}
	w->nodes[w->n_nodes++] = node;
	if (!node.is_there)
		return;
	KZ_ROOM(w->mem, w->stack, w->n_stack, w->cap_stack);
	w->stack[w->n_stack++] = id;
}

/* Depth first: a commit is given out when all its parents have been. */
static int walk_from(struct kz_ctx *cx, struct walk *w, struct kz_str start)
{
	int rc = 0;

	push(w, start);
	while (w->n_stack && rc == 0) {
		uint32_t id = w->stack[w->n_stack - 1];
		struct node *node = &w->nodes[id];

		if (node->next < node->n) {
			push(w, node->parents[node->next++]);
			continue;
		}
		KZ_ROOM(w->results, w->oids, w->n, w->cap);
		w->oids[w->n++] = kz_str_dup(w->results, kz_map_key(w->seen, id));
		w->n_stack--;
		rc = kz_stopped(cx);
	}
	return rc;
}

/* Have all the parents come that a known border lacked? */
static bool is_open_now(struct walk *w, struct kz_str border)
{
	struct kz_ctx *cx = &w->reading;
	struct kz_git_raw raw, parent;

	kz_arena_reset(cx->mem);
	if (kz_map_find(w->g->shallow, border, NULL) || read_raw(cx, w->g, border, &raw) < 0)
		return false;
	for (size_t i = 0; i < raw.n_parents; i++)
		if (read_raw(cx, w->g, raw.parents[i], &parent) < 0)
			return false;
	return true;
}

static int walk_all(struct kz_ctx *cx, struct walk *w, struct kz_git_history *ret)
{
	struct kz_str head = w->g->info.head_oid;
	int rc = 0;

	for (uint32_t id = 0; w->known && id < kz_map_count(w->known); id++)
		if (kz_map_get(w->known, id) == KZ_GIT_KNOWN_BORDER &&
			is_open_now(w, kz_map_key(w->known, id)))
			(void)kz_map_put(w->reopened, kz_map_key(w->known, id), NULL);
	for (uint32_t id = 0; id < kz_map_count(w->reopened) && rc == 0; id++)
		rc = walk_from(cx, w, kz_map_key(w->reopened, id));
	if (rc == 0 && head.p)
		rc = walk_from(cx, w, head);
	if (rc < 0)
		return rc;
	*ret = (struct kz_git_history){
		.oids = w->oids,
		.n = w->n,
		.gaps = w->gaps,
		.n_gaps = w->n_gaps,
		.is_head_gap = head.p && kz_map_find(w->g->gaps, head, NULL),
	};
	return 0;
}

int kz_git_walk(struct kz_ctx *cx, struct kz_git *g, const struct kz_map *known,
	struct kz_git_history *ret)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_arena) one = kz_arena_new();
	KZ_OWN(kz_map) reopened = kz_map_new();
	KZ_OWN(kz_map) seen = kz_map_new();
	struct walk w = {
		.g = g,
		.reading = {.mem = one},
		.results = cx->mem,
		.mem = mem,
		.known = known,
		.reopened = reopened,
		.seen = seen,
	};

	return walk_all(cx, &w, ret);
}

int kz_git_root(struct kz_ctx *cx, struct kz_git *g, struct kz_str *ret_oid)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx scratch = {.mem = mem, .stop = cx->stop};
	struct kz_str root = KZ_NOTHING;
	struct kz_git_history all;
	struct kz_git_raw raw;
	int rc;

	*ret_oid = KZ_NOTHING;
	if (g->info.is_shallow || !g->info.head_oid.p)
		return 0;
	if ((rc = kz_git_walk(&scratch, g, NULL, &all)) < 0)
		return kz_fail(cx, rc, "%s", scratch.err.text);
	for (size_t i = 0; i < all.n; i++) {
		if ((root.p && kz_str_cmp(all.oids[i], root) >= 0) ||
			read_raw(&scratch, g, all.oids[i], &raw) < 0 || raw.n_parents)
			continue;
		root = all.oids[i];
	}
	*ret_oid = kz_str_dup(cx->mem, root);
	return 0;
}
