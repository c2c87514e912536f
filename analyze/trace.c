/* SPDX-License-Identifier: MIT */
/* Tracing lines back to the commits that wrote them, through the stored hunks of each path. */
#include "analyze/trace.h"

#include <stdlib.h>

#include "analyze/hunks.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "warehouse/query.h"

/* How lines of a version go on to one parent. */
struct way {
	uint32_t parent_n;
	bool is_same; /* all of them go there */
	int64_t path_id;
	struct kz_hunks hunks;
};

/* A commit that touched the path; without ways all lines stay. */
struct touch {
	uint32_t commit;
	struct way *ways; /* a parent that has the same file first, then in the order of parents */
	size_t n_ways, cap_ways;
};

struct path_history {
	struct touch *touches; /* by chain, then from new to old */
	size_t n, cap;
};

/* Lines waiting at a commit that touched their path. */
struct item {
	const struct touch *touch;
	int64_t path_id;
	struct kz_pieces pieces;
};

struct kz_trace {
	struct kz_db *db;
	const struct kz_history *history;
	struct kz_arena *mem;     /* histories of paths */
	struct kz_arena *scratch; /* of one call */
	struct kz_map *path_ids;  /* the bytes of a path_id -> index in paths */
	struct path_history *paths;
	size_t cap_paths;

	/* Of one call, in scratch. */
	struct item *heap; /* the newest commit on top */
	size_t n_heap, cap_heap;
	struct kz_traced_list found;
	size_t cap_found;
};

struct kz_trace *kz_trace_new(struct kz_db *db, const struct kz_history *h)
{
	struct kz_trace *t = kz_alloc(sizeof(*t));

	*t = (struct kz_trace){
		.db = db,
		.history = h,
		.mem = kz_arena_new(),
		.scratch = kz_arena_new(),
		.path_ids = kz_map_new(),
	};
	return t;
}

void kz_trace_free(struct kz_trace *t)
{
	if (!t)
		return;
	kz_map_free(t->path_ids);
	kz_arena_free(t->scratch);
	kz_arena_free(t->mem);
	free(t);
}

/* One row of the statement "touches": a further way of a commit, or a commit. */
static int read_touch(struct kz_ctx *cx, struct kz_trace *t, struct kz_query *q,
	struct path_history *path)
{
	uint32_t commit = kz_history_find(t->history, kz_col_int(q, 0));
	bool is_new = kz_col_int(q, 2) == 1, is_same = kz_col_int(q, 3) == 1;
	struct way way = {
		.parent_n = (uint32_t)kz_col_int(q, 1),
		.is_same = is_same,
		.path_id = kz_col_int(q, 4),
	};
	struct touch *last;
	int rc;

	if (commit == KZ_NO_COMMIT) /* kept, but HEAD does not reach it any more */
		return 0;
	if (path->n == 0 || path->touches[path->n - 1].commit != commit) {
		KZ_ROOM(t->mem, path->touches, path->n, path->cap);
		path->touches[path->n++] = (struct touch){.commit = commit};
	}
	if (is_new || (!is_same && kz_col_is_null(q, 5))) /* no hunks: binary */
		return 0;
	if (!is_same && (rc = kz_hunks_read(cx, t->mem, kz_col_text(q, 5), &way.hunks)) < 0)
		return rc;
	last = &path->touches[path->n - 1];
	KZ_ROOM(t->mem, last->ways, last->n_ways, last->cap_ways);
	last->ways[last->n_ways++] = way;
	return 0;
}

static int compare_places(const struct kz_node *a, const struct kz_node *b)
{
	if (a->chain != b->chain)
		return a->chain < b->chain ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static int by_place(const void *a, const void *b, void *of)
{
	const struct kz_node *nodes = of;

	return compare_places(&nodes[((const struct touch *)a)->commit],
		&nodes[((const struct touch *)b)->commit]);
}

static int load_path(struct kz_ctx *cx, struct kz_trace *t, int64_t path_id,
	struct path_history *path)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, t->db, "analyze/sql/trace.sql#touches", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, path_id);
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		if ((rc = read_touch(cx, t, q, path)) < 0) {
			kz_query_reset(q);
			return rc;
		}
	}
	if (rc == 0 && path->n)
		qsort_r(path->touches, path->n, sizeof(*path->touches), by_place,
			t->history->nodes);
	return rc;
}

static int find_path(struct kz_ctx *cx, struct kz_trace *t, int64_t path_id,
	const struct path_history **ret)
{
	struct kz_str key = {(const char *)&path_id, sizeof(path_id)};
	bool is_new;
	uint32_t at = kz_map_put(t->path_ids, key, &is_new);
	int rc;

	if (is_new) {
		KZ_ROOM(t->mem, t->paths, at, t->cap_paths);
		if ((rc = load_path(cx, t, path_id, &t->paths[at])) < 0)
			return rc;
	}
	*ret = &t->paths[at];
	return 0;
}

/* The first commit at or behind `commit` on its first-parent line that touched the path. */
static const struct touch *next_touch(const struct kz_history *h, const struct path_history *path,
	uint32_t *commit)
{
	for (;;) {
		const struct kz_node *from = &h->nodes[*commit];
		size_t low = 0, high = path->n;

		while (low < high) {
			size_t mid = low + (high - low) / 2;

			if (compare_places(&h->nodes[path->touches[mid].commit], from) < 0)
				low = mid + 1;
			else
				high = mid;
		}
		if (low < path->n && h->nodes[path->touches[low].commit].chain == from->chain)
			return &path->touches[low];
		if (h->chain_next[from->chain] == KZ_NO_COMMIT)
			return NULL;
		*commit = h->chain_next[from->chain];
	}
}

static bool is_before(const struct item *a, const struct item *b)
{
	if (a->touch->commit != b->touch->commit)
		return a->touch->commit < b->touch->commit; /* children stand first */
	return a->path_id < b->path_id;
}

static void heap_put(struct kz_trace *t, struct item item)
{
	size_t at = t->n_heap;

	KZ_ROOM(t->scratch, t->heap, t->n_heap, t->cap_heap);
	t->n_heap++;
	for (; at > 0 && is_before(&item, &t->heap[(at - 1) / 2]); at = (at - 1) / 2)
		t->heap[at] = t->heap[(at - 1) / 2];
	t->heap[at] = item;
}

static struct item heap_take(struct kz_trace *t)
{
	struct item top = t->heap[0], last = t->heap[--t->n_heap];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < t->n_heap && is_before(&t->heap[child + 1], &t->heap[child]))
			child++;
		if (child >= t->n_heap || !is_before(&t->heap[child], &last))
			break;
		t->heap[at] = t->heap[child];
		at = child;
	}
	t->heap[at] = last;
	return top;
}

static void found(struct kz_trace *t, const struct kz_pieces *pieces, uint32_t commit, bool is_lost)
{
	for (size_t i = 0; i < pieces->n; i++) {
		KZ_ROOM(t->scratch, t->found.p, t->found.n, t->cap_found);
		t->found.p[t->found.n++] = (struct kz_traced){
			.start = pieces->p[i].asked,
			.count = pieces->p[i].count,
			.commit = commit,
			.is_lost = is_lost,
		};
	}
}

/* Lines that are in `commit` wait at the next commit that touched their path. */
static int send_to(struct kz_ctx *cx, struct kz_trace *t, uint32_t commit, int64_t path_id,
	const struct kz_pieces *pieces)
{
	const struct path_history *path;
	const struct touch *touch;
	int rc;

	if (pieces->n == 0)
		return 0;
	if ((rc = find_path(cx, t, path_id, &path)) < 0)
		return rc;
	touch = next_touch(t->history, path, &commit);
	if (touch)
		heap_put(t, (struct item){touch, path_id, *pieces});
	else
		found(t, pieces, commit, true); /* nothing says where the file came from */
	return 0;
}

static int by_here(const void *a, const void *b)
{
	const struct kz_piece *x = a, *y = b;

	return (x->here > y->here) - (x->here < y->here);
}

/* Everything that waits at one commit and path, in one go. */
static struct item take_item(struct kz_trace *t)
{
	struct item item = heap_take(t);

	while (t->n_heap && !is_before(&item, &t->heap[0])) {
		struct item more = heap_take(t);

		for (size_t i = 0; i < more.pieces.n; i++)
			kz_pieces_add(t->scratch, &item.pieces, more.pieces.p[i]);
	}
	qsort(item.pieces.p, item.pieces.n, sizeof(*item.pieces.p), by_here);
	return item;
}

static int go_on(struct kz_ctx *cx, struct kz_trace *t, struct item *item)
{
	uint32_t commit = item->touch->commit;
	const struct kz_node *node = &t->history->nodes[commit];
	bool is_lost = node->is_boundary;
	int rc;

	for (size_t i = 0; i < item->touch->n_ways && item->pieces.n; i++) {
		const struct way *way = &item->touch->ways[i];
		struct kz_pieces stay = {0}, pass = {0};

		if (way->parent_n >= node->n_parents ||
			node->parents[way->parent_n] == KZ_NO_COMMIT) {
			is_lost = true;
			continue;
		}
		if (way->is_same)
			pass = item->pieces;
		else
			kz_hunks_pass(t->scratch, &way->hunks, &item->pieces, &stay, &pass);
		if ((rc = send_to(cx, t, node->parents[way->parent_n], way->path_id, &pass)) < 0)
			return rc;
		item->pieces = stay;
	}
	found(t, &item->pieces, commit, is_lost);
	return 0;
}

static int by_asked(const void *a, const void *b)
{
	const struct kz_traced *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* Ascending, neighbours of one commit joined. */
static void give(struct kz_ctx *cx, struct kz_trace *t, struct kz_traced_list *ret)
{
	struct kz_traced *p = KZ_NEW_ARRAY(cx->mem, struct kz_traced, t->found.n + 1);
	size_t n = 0;

	if (t->found.n)
		qsort(t->found.p, t->found.n, sizeof(*t->found.p), by_asked);
	for (size_t i = 0; i < t->found.n; i++) {
		const struct kz_traced *next = &t->found.p[i];

		if (n && p[n - 1].commit == next->commit &&
			p[n - 1].start + p[n - 1].count == next->start)
			p[n - 1].count += next->count;
		else
			p[n++] = *next;
	}
	*ret = (struct kz_traced_list){p, n};
}

int kz_trace_lines(struct kz_ctx *cx, struct kz_trace *t, const struct kz_version *of,
	struct kz_traced_list *ret)
{
	struct kz_pieces asked = {0};
	int rc;

	kz_arena_reset(t->scratch);
	t->heap = NULL;
	t->found.p = NULL;
	t->n_heap = t->cap_heap = t->found.n = t->cap_found = 0;
	for (size_t i = 0; i < of->n_lines; i++) {
		struct kz_piece piece = {of->lines[i].start, of->lines[i].start,
			of->lines[i].count};

		kz_pieces_add(t->scratch, &asked, piece);
	}
	rc = send_to(cx, t, of->commit, of->path_id, &asked);
	while (rc == 0 && t->n_heap) {
		struct item item = take_item(t);

		rc = go_on(cx, t, &item);
	}
	if (rc == 0)
		give(cx, t, ret);
	return rc;
}
