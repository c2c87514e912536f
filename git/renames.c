/* SPDX-License-Identifier: MIT */
/* Which deleted and added files are one file under a new name, decided as `git -M` does. */
#include <stdlib.h>

#include "base/arena.h"
#include "git/diff_private.h"
#include "git/similar.h"

enum {
	MOST_EQUAL = 100,        /* equal sources looked at for one target */
	LIMIT = 1000,            /* of the matrix: as many sources times targets, squared */
	BEST = 4,                /* candidates kept for each target */
	ENOUGH = 30000,          /* 50 % */
	ENOUGH_FOR_NAME = 45000, /* 75 %: the same name, unique on both sides */
	UNREADABLE = -1,
	UNKNOWN = -2,
};

struct file {
	struct kz_pair *pair;
	const struct kz_side *side; /* of the pair, the one that is there */
	int64_t size;               /* bytes; UNKNOWN, UNREADABLE */
	struct kz_chunks chunks;
	bool has_chunks, is_used;
};

/* Equal files first, then those of the same name, then the most similar (design: git.md 4). */
struct renames {
	struct kz_diffing *d;
	struct file *sources, *targets; /* in the order of paths */
	size_t n_sources, n_targets;
	uint32_t *by_oid; /* sources, sorted by blob */
};

static struct kz_str last_part(const struct file *f)
{
	struct kz_str path = f->pair->path;
	size_t at;

	return kz_str_find_last(path, '/', &at) ? kz_str_from(path, at + 1) : path;
}

static bool is_regular(const struct file *f)
{
	return (f->side->mode & 0170000) == 0100000;
}

static void use(struct file *source, struct file *target)
{
	source->is_used = target->is_used = true;
	target->pair->status = 'R';
	target->pair->old = *source->side;
	target->pair->old_path = source->pair->path;
	source->pair->status = 0;
}

/* Where the sources of a blob begin in by_oid. */
static size_t first_of(const struct renames *r, const git_oid *oid)
{
	size_t low = 0, high = r->n_sources;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (git_oid_cmp(&r->sources[r->by_oid[middle]].side->oid, oid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first free source that is equal, one of the same name before all. */
static struct file *equal_source(const struct renames *r, const struct file *target)
{
	struct file *best = NULL;
	size_t looked = 0;

	for (size_t i = first_of(r, &target->side->oid); i < r->n_sources; i++) {
		struct file *source = &r->sources[r->by_oid[i]];

		if (!git_oid_equal(&source->side->oid, &target->side->oid) || looked++ > MOST_EQUAL)
			break;
		/* links and submodules only for their own kind */
		if (source->is_used ||
			((!is_regular(source) || !is_regular(target)) &&
				source->side->mode != target->side->mode))
			continue;
		if (kz_str_eq(last_part(source), last_part(target)))
			return source;
		if (!best)
			best = source;
	}
	return best;
}

static void take_equal(struct renames *r)
{
	for (size_t i = 0; i < r->n_targets; i++) {
		struct file *source = equal_source(r, &r->targets[i]);

		if (source)
			use(source, &r->targets[i]);
	}
}

static int64_t size_of(struct renames *r, struct file *f)
{
	git_object_t type;
	size_t size;

	if (f->size == UNKNOWN) {
		f->size = UNREADABLE;
		if (git_odb_read_header(&size, &type, r->d->g->odb, &f->side->oid) == 0 &&
			size <= KZ_MAX_BLOB)
			f->size = (int64_t)size;
	}
	return f->size;
}

static bool read_chunks(struct renames *r, struct file *f)
{
	KZ_GIT_OWN(odb_object) object = NULL;

	if (f->has_chunks)
		return true;
	if (git_odb_read(&object, r->d->g->odb, &f->side->oid) < 0)
		return false;
	f->chunks = kz_chunks_of(r->d->cx->mem,
		(struct kz_str){git_odb_object_data(object), git_odb_object_size(object)});
	f->has_chunks = true;
	return true;
}

/* 0 to KZ_SIMILAR_ALL. What cannot be read is like nothing; the line diff will say so. */
static int64_t score_of(struct renames *r, struct file *source, struct file *target)
{
	int64_t a, b, most, least;

	if (!is_regular(source) || !is_regular(target))
		return 0;
	a = size_of(r, source);
	b = size_of(r, target);
	most = a > b ? a : b;
	least = a > b ? b : a;
	if (least < 0 || most * (KZ_SIMILAR_ALL - ENOUGH) < (most - least) * KZ_SIMILAR_ALL ||
		most == 0 || !read_chunks(r, source) || !read_chunks(r, target))
		return 0;
	return (int64_t)kz_chunks_common(&source->chunks, &target->chunks) * KZ_SIMILAR_ALL / most;
}

/* Name without folder -> index + 1 of the one free file that has it; 0 where several do. */
static struct kz_map *names_of(const struct file *files, size_t n)
{
	struct kz_map *names = kz_map_new();

	for (size_t i = 0; i < n; i++) {
		bool is_new;
		uint32_t id;

		if (files[i].is_used)
			continue;
		id = kz_map_put(names, last_part(&files[i]), &is_new);
		kz_map_set(names, id, is_new ? (int64_t)i + 1 : 0);
	}
	return names;
}

static void take_same_names(struct renames *r)
{
	KZ_OWN(kz_map) sources = names_of(r->sources, r->n_sources);
	KZ_OWN(kz_map) targets = names_of(r->targets, r->n_targets);

	for (uint32_t id = 0; id < kz_map_count(sources); id++) {
		int64_t from = kz_map_get(sources, id), to;
		uint32_t at;

		if (from == 0 || !kz_map_find(targets, kz_map_key(sources, id), &at))
			continue;
		to = kz_map_get(targets, at);
		if (to &&
			score_of(r, &r->sources[from - 1], &r->targets[to - 1]) >= ENOUGH_FOR_NAME)
			use(&r->sources[from - 1], &r->targets[to - 1]);
	}
}

struct candidate {
	struct file *source, *target; /* NULL: none */
	int64_t score;
	bool same_name;
	size_t place; /* keeps the sort stable; set when all are there */
};

/* Below zero: a is the better one. */
static int compare(const struct candidate *a, const struct candidate *b)
{
	if (!a->source || !b->source)
		return (b->source != NULL) - (a->source != NULL);
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (int)b->same_name - (int)a->same_name;
}

static int by_score(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int c = compare(x, y);

	return c ? c : (x->place > y->place) - (x->place < y->place);
}

static void keep_best(struct candidate *best, const struct candidate *c)
{
	size_t worst = 0;

	for (size_t i = 1; i < BEST; i++)
		if (compare(&best[i], &best[worst]) > 0)
			worst = i;
	if (compare(&best[worst], c) > 0)
		best[worst] = *c;
}

static void fill(struct renames *r, struct file *target, struct candidate *best)
{
	for (size_t i = 0; i < r->n_sources; i++) {
		struct candidate c = {.source = &r->sources[i], .target = target};

		if (c.source->is_used)
			continue;
		c.score = score_of(r, c.source, target);
		c.same_name = kz_str_eq(last_part(c.source), last_part(target));
		keep_best(best, &c);
	}
}

static size_t count_free(const struct file *files, size_t n)
{
	size_t free_ones = 0;

	for (size_t i = 0; i < n; i++)
		free_ones += !files[i].is_used;
	return free_ones;
}

static void take_similar(struct renames *r)
{
	size_t targets = count_free(r->targets, r->n_targets), n = 0;
	size_t sources = count_free(r->sources, r->n_sources);
	struct candidate *all;

	if (targets == 0 || sources == 0 || targets > (size_t)LIMIT * LIMIT / sources)
		return;
	all = KZ_NEW_ARRAY(r->d->cx->mem, struct candidate, targets * BEST);
	for (size_t i = 0; i < r->n_targets; i++) {
		if (r->targets[i].is_used)
			continue;
		fill(r, &r->targets[i], &all[n]);
		n += BEST;
	}
	for (size_t i = 0; i < n; i++)
		all[i].place = i;
	qsort(all, n, sizeof(*all), by_score);
	for (size_t i = 0; i < n && all[i].source && all[i].score >= ENOUGH; i++)
		if (!all[i].source->is_used && !all[i].target->is_used)
			use(all[i].source, all[i].target);
}

static void collect(struct renames *r, struct kz_pairs *pairs)
{
	r->sources = KZ_NEW_ARRAY(r->d->cx->mem, struct file, pairs->n + 1);
	r->targets = KZ_NEW_ARRAY(r->d->cx->mem, struct file, pairs->n + 1);
	for (size_t i = 0; i < pairs->n; i++) {
		struct kz_pair *pair = &pairs->at[i];

		if (pair->status == 'D')
			r->sources[r->n_sources++] =
				(struct file){.pair = pair, .side = &pair->old, .size = UNKNOWN};
		else if (pair->status == 'A')
			r->targets[r->n_targets++] =
				(struct file){.pair = pair, .side = &pair->new, .size = UNKNOWN};
	}
}

static int by_oid(const void *a, const void *b, void *self)
{
	const struct renames *r = self;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int c = git_oid_cmp(&r->sources[x].side->oid, &r->sources[y].side->oid);

	return c ? c : (x > y) - (x < y);
}

void kz_pairs_rename(struct kz_diffing *d, struct kz_pairs *pairs)
{
	struct renames r = {.d = d};
	size_t n = 0;

	collect(&r, pairs);
	if (r.n_sources == 0 || r.n_targets == 0)
		return;
	r.by_oid = KZ_NEW_ARRAY(d->cx->mem, uint32_t, r.n_sources);
	for (size_t i = 0; i < r.n_sources; i++)
		r.by_oid[i] = (uint32_t)i;
	qsort_r(r.by_oid, r.n_sources, sizeof(*r.by_oid), by_oid, &r);
	take_equal(&r);
	take_same_names(&r);
	take_similar(&r);
	for (size_t i = 0; i < pairs->n; i++)
		if (pairs->at[i].status)
			pairs->at[n++] = pairs->at[i];
	pairs->n = n;
}
