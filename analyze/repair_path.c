/* SPDX-License-Identifier: MIT */
/* Repairs of paths: files under another name, folders that are not there. */
#include "analyze/repair.h"

#include "base/arena.h"
#include "base/clock.h"

enum {
	PATH_REACH = 8,    /* calls in which the right path is looked for */
	FOLDER_REACH = 60, /* calls in which something below a folder is opened */
	NAME_MAX_BYTES = 80,
	MIN_SESSIONS = 2,
};

static bool has_path(const struct kz_call *c)
{
	return c->path.n > 0 &&
		(kz_str_eq(c->kind, KZ_S("read")) || kz_str_eq(c->kind, KZ_S("edit")) ||
			kz_str_eq(c->kind, KZ_S("write")) || kz_str_eq(c->kind, KZ_S("search")));
}

/* A word of a command that may be a path: not an option, a pattern, an expansion. */
static bool may_be_path(struct kz_str word)
{
	if (word.n < 2 || word.n > 300 || word.p[0] == '-' || word.p[0] == '$')
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (kz_str_find_byte(KZ_S("*?[]{}()|$<>\"'`;=, \n\t\\^!"), word.p[i], NULL))
			return false;
	return kz_str_find_byte(word, '/', NULL) || kz_str_find_byte(word, '.', NULL);
}

static void add_path(struct kz_repairs *r, struct kz_step *s, struct kz_str path)
{
	if (path.n == 0)
		return;
	for (size_t i = 0; i < s->n_paths; i++)
		if (kz_str_eq(s->paths[i], path))
			return;
	s->paths = kz_arena_grow(r->cx->mem, s->paths, s->n_paths * sizeof(*s->paths),
		(s->n_paths + 1) * sizeof(*s->paths));
	s->paths[s->n_paths++] = path;
}

/* `cd sub && cat x`: where the words of a segment are to be read from. */
static struct kz_str after_cd(struct kz_arena *a, const struct kz_segment *g, struct kz_str cwd)
{
	if (g->n_words != 2 || !kz_str_eq(g->words[0], KZ_S("cd")))
		return cwd;
	if (kz_str_starts(g->words[1], KZ_S("/")))
		return g->words[1];
	return kz_strf(a, "%.*s/%.*s", (int)cwd.n, cwd.p, (int)g->words[1].n, g->words[1].p);
}

static void see_command(struct kz_repairs *r, const struct kz_call *c, struct kz_step *s)
{
	struct kz_str cwd = c->cwd;

	for (size_t i = 0; i < s->shell.n; i++) {
		const struct kz_segment *g = &s->shell.items[i];

		cwd = after_cd(r->cx->mem, g, cwd);
		for (size_t k = 1; g->role != KZ_ROLE_SETUP && k < g->n_words; k++) {
			struct kz_str path;

			if (!may_be_path(g->words[k]))
				continue;
			path = kz_paths_relative(r->cx->mem, &r->paths, g->words[k], cwd, s->home);
			add_path(r, s, path);
			if (c->failure == KZ_FAILURE_PATH_MISSING && !s->missing.p &&
				kz_str_find(c->result.line, g->words[k], NULL))
				s->missing = path;
		}
	}
}

void kz_repair_see_paths(struct kz_repairs *r)
{
	for (size_t i = 0; i < r->calls.n; i++) {
		const struct kz_call *c = &r->calls.items[i];
		struct kz_step *s = &r->steps[i];

		if (kz_str_eq(c->kind, KZ_S("shell"))) {
			see_command(r, c, s);
		} else if (has_path(c)) {
			add_path(r, s,
				kz_paths_relative(r->cx->mem, &r->paths, c->path, c->cwd, s->home));
			if (c->failure == KZ_FAILURE_PATH_MISSING && s->n_paths > 0)
				s->missing = s->paths[0];
		}
	}
}

/* Failed, nobody's yet, and the path was really not there then. */
static bool is_open(const struct kz_repairs *r, size_t i)
{
	const struct kz_step *s = &r->steps[i];

	return s->missing.n > 0 && !s->is_taken &&
		kz_paths_at_head(&r->paths, s->missing) == KZ_GIT_NONE &&
		!kz_paths_was(&r->paths, s->missing, kz_call_at(&r->calls.items[i]));
}

/* Does something at HEAD beside the path bear its name and an ending? Then a file was meant. */
static bool lacks_ending(const struct kz_paths *p, struct kz_str path)
{
	for (uint32_t id = 0; id < kz_map_count(p->known); id++) {
		const struct kz_str other = kz_map_key(p->known, id);

		if (other.n > path.n && other.p[path.n] == '.' && kz_str_starts(other, path) &&
			kz_paths_at_head(p, other) == KZ_GIT_FILE)
			return true;
	}
	return false;
}

/* The first folder on the way to a path that is not there; KZ_NOTHING: only the file is missing. */
static struct kz_str missing_folder(const struct kz_paths *p, struct kz_str path)
{
	size_t from = 0, slash;

	while (kz_str_find_byte(kz_str_from(path, from), '/', &slash)) {
		if (kz_paths_at_head(p, kz_str_head(path, from + slash)) != KZ_GIT_FOLDER)
			return kz_str_head(path, from + slash);
		from += slash + 1;
	}
	if (kz_str_find_byte(kz_name_of(path), '.', NULL) || lacks_ending(p, path))
		return KZ_NOTHING;
	return path;
}

static bool is_below(struct kz_str path, struct kz_str folder)
{
	return folder.n == 0 ||
		(kz_str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/'));
}

/* A later call of call i that opened something below folder; i: none. */
static size_t opened_below(const struct kz_repairs *r, size_t i, struct kz_str folder)
{
	for (size_t k = i + 1; kz_repairs_reach(r, i, k, FOLDER_REACH); k++) {
		const struct kz_step *s = &r->steps[k];

		if (kz_call_failed(&r->calls.items[k]))
			continue;
		for (size_t m = 0; m < s->n_paths; m++)
			if (is_below(s->paths[m], folder) &&
				kz_paths_at_head(&r->paths, s->paths[m]) != KZ_GIT_NONE)
				return k;
	}
	return i;
}

static size_t place_of(const struct kz_repairs *r, const struct kz_call *c)
{
	return (size_t)(c - r->calls.items);
}

/* Where what was sought is: the folder of most calls' tails, where a tail is one file. */
static struct kz_str by_tails(const struct kz_repairs *r, const struct kz_call_group *g)
{
	struct kz_str best = KZ_NOTHING;
	size_t most = 0;

	for (size_t i = 0; i < g->n; i++) {
		const struct kz_str path = r->steps[place_of(r, g->calls[i])].missing;
		const struct kz_str tail = kz_str_from(path, g->key.n + 1);
		struct kz_str found = tail.n > 0 ? kz_paths_by_tail(&r->paths, tail) : KZ_NOTHING;
		size_t votes = 0;

		if (found.n <= tail.n)
			continue;
		found = kz_str_head(found, found.n - tail.n - 1);
		for (size_t k = 0; k < g->n; k++) {
			const struct kz_str other = r->steps[place_of(r, g->calls[k])].missing;
			const struct kz_str t = kz_str_from(other, g->key.n + 1);

			votes += t.n > 0 &&
				kz_paths_at_head(&r->paths,
					kz_strf(r->cx->mem, "%.*s/%.*s", (int)found.n, found.p,
						(int)t.n, t.p)) == KZ_GIT_FILE;
		}
		if (votes > most || (votes == most && kz_str_cmp(found, best) < 0)) {
			most = votes;
			best = found;
		}
	}
	return best;
}

/* The folder above, if that is where later calls of two sessions found something. */
static struct kz_str by_parent(const struct kz_repairs *r, const struct kz_call_group *g)
{
	const struct kz_str parent = kz_parent_of(g->key);
	struct kz_str last = KZ_NOTHING;
	int sessions = 0;

	for (size_t i = 0; i < g->n && parent.n > 0; i++) {
		const size_t at = place_of(r, g->calls[i]);

		if (kz_str_eq(last, g->calls[i]->session) || opened_below(r, at, parent) == at)
			continue;
		last = g->calls[i]->session;
		sessions++;
	}
	return sessions >= MIN_SESSIONS ? parent : KZ_NOTHING;
}

static void add_folder(struct kz_repairs *r, struct kz_call_group *g)
{
	struct kz_repair what = {.class = "folder", .program = KZ_S(""), .wrong = g->key};

	kz_call_group_sum(r->cx->mem, g);
	if (g->sessions < MIN_SESSIONS)
		return;
	what.right = by_tails(r, g);
	if (!what.right.p)
		what.right = by_parent(r, g);
	if (what.right.n == 0)
		return;
	what.is_proven = true;
	what.holds = kz_paths_at_head(&r->paths, what.right) == KZ_GIT_FOLDER &&
		kz_paths_at_head(&r->paths, what.wrong) == KZ_GIT_NONE;
	for (size_t i = 0; i < g->n; i++) {
		const size_t at = place_of(r, g->calls[i]);

		kz_repairs_add(r, &what, at, opened_below(r, at, what.right));
	}
}

void kz_repair_find_folders(struct kz_repairs *r)
{
	struct kz_call_groups groups;

	kz_call_groups_init(&groups, &r->calls);
	for (size_t i = 0; i < r->calls.n; i++) {
		struct kz_str folder;

		if (!is_open(r, i))
			continue;
		folder = missing_folder(&r->paths, r->steps[i].missing);
		if (folder.n > 0 &&
			!kz_paths_was(&r->paths, folder, kz_call_at(&r->calls.items[i])))
			(void)kz_call_groups_add(r->cx->mem, &groups, folder, &r->calls.items[i]);
	}
	for (size_t i = 0; i < groups.n; i++)
		add_folder(r, &groups.items[i]);
	kz_call_groups_done(&groups);
}

static struct kz_str stem_of(struct kz_str path)
{
	const struct kz_str name = kz_name_of(path);
	size_t dot;

	return kz_str_find_last(name, '.', &dot) && dot > 0 ? kz_str_head(name, dot) : name;
}

/* 2 L / (a + b), L the longest common subsequence: 1 for equal names. */
static double likeness(struct kz_str a, struct kz_str b)
{
	unsigned char row[NAME_MAX_BYTES + 1] = {0};

	if (a.n == 0 || b.n == 0 || a.n > NAME_MAX_BYTES || b.n > NAME_MAX_BYTES)
		return 0;
	for (size_t i = 0; i < a.n; i++) {
		unsigned char diagonal = 0;

		for (size_t k = 1; k <= b.n; k++) {
			const unsigned char above = row[k];

			if (a.p[i] == b.p[k - 1])
				row[k] = (unsigned char)(diagonal + 1);
			else if (row[k - 1] > row[k])
				row[k] = row[k - 1];
			diagonal = above;
		}
	}
	return 2.0 * row[b.n] / (double)(a.n + b.n);
}

/* "File does not exist. Did you mean .x.yaml?" */
static bool is_hinted(struct kz_str line, struct kz_str path)
{
	size_t at;

	return kz_str_find(line, KZ_S("Did you mean "), &at) &&
		kz_word_in(kz_str_from(line, at), kz_name_of(path));
}

/* Files that one machine has and the repository has not. */
static bool is_private(struct kz_str path)
{
	const struct kz_str name = kz_name_of(path);

	return kz_str_starts(name, KZ_S(".env")) || kz_str_find(name, KZ_S(".local."), NULL);
}

/* P3 of countermeasures.md 2.2: the right file is there, and its name says that it was meant. */
static bool is_meant(const struct kz_repairs *r, struct kz_str wrong, struct kz_str right,
	struct kz_str line)
{
	const struct kz_str a = kz_name_of(wrong), b = kz_name_of(right);
	const double like = likeness(a, b);

	if (kz_str_eq(wrong, right) || is_private(wrong) || is_private(right) ||
		kz_paths_at_head(&r->paths, right) != KZ_GIT_FILE)
		return false;
	if (kz_str_eq(a, b))
		return true;
	if (like < 0.75 && !kz_str_eq(stem_of(a), stem_of(b)))
		return false;
	return is_hinted(line, right) ||
		(kz_str_eq(kz_parent_of(wrong), kz_parent_of(right)) && like >= 0.6);
}

/* Share of folders and name that two paths have in common, in their order. */
static double nearness(struct kz_str a, struct kz_str b)
{
	size_t parts_a = 0, parts_b = 0, same = 0;
	struct kz_str rest = b, part_a, part_b;

	for (struct kz_str s = b; s.n > 0; (void)kz_str_upto(&s, '/'))
		parts_b++;
	while (a.n > 0) {
		struct kz_str ahead = rest;

		part_a = kz_str_upto(&a, '/');
		parts_a++;
		while (ahead.n > 0) {
			part_b = kz_str_upto(&ahead, '/');
			if (!kz_str_eq(part_a, part_b))
				continue;
			same++;
			rest = ahead;
			break;
		}
	}
	return 2.0 * (double)same / (double)(parts_a + parts_b);
}

/* Of what was opened within reach, the path that is most like the wrong one; ties: the earlier. */
static void pair_path(struct kz_repairs *r, size_t i)
{
	const struct kz_call *c = &r->calls.items[i];
	struct kz_repair what = {.class = "path",
		.program = KZ_S(""),
		.wrong = r->steps[i].missing,
		.is_proven = true,
		.holds = true};
	double nearest = -1;
	size_t worked = i;

	for (size_t k = i + 1; kz_repairs_reach(r, i, k, PATH_REACH); k++) {
		const struct kz_step *s = &r->steps[k];

		for (size_t m = 0; m < s->n_paths && !kz_call_failed(&r->calls.items[k]); m++) {
			const double near = nearness(what.wrong, s->paths[m]);

			if (near <= nearest ||
				!is_meant(r, what.wrong, s->paths[m], c->result.line))
				continue;
			nearest = near;
			worked = k;
			what.right = s->paths[m];
		}
	}
	if (worked != i)
		kz_repairs_add(r, &what, i, worked);
}

void kz_repair_find_paths(struct kz_repairs *r)
{
	for (size_t i = 0; i < r->calls.n; i++)
		if (is_open(r, i))
			pair_path(r, i);
}

static bool touches(const struct kz_step *s, struct kz_str path, bool is_folder)
{
	for (size_t i = 0; i < s->n_paths; i++)
		if (is_folder ? is_below(s->paths[i], path) : kz_str_eq(s->paths[i], path))
			return true;
	return false;
}

void kz_repair_count_paths(const struct kz_repairs *r, struct kz_repair *p)
{
	const bool is_folder = kz_repair_is(p, "folder");

	for (size_t i = 0; i < r->calls.n; i++) {
		const struct kz_call *c = &r->calls.items[i];
		const struct kz_step *s = &r->steps[i];

		if (touches(s, p->wrong, is_folder) &&
			!kz_paths_was(&r->paths, p->wrong, kz_call_at(c))) {
			p->n_wrong++;
			p->f_wrong += c->failure == KZ_FAILURE_PATH_MISSING;
		} else if (touches(s, p->right, is_folder)) {
			p->n_right++;
			p->s_right += !kz_call_failed(c);
		}
	}
}
