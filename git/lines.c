/* SPDX-License-Identifier: MIT */
/* Which lines two versions of a file differ in. */
#include "git/lines.h"

#include <git2.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { BINARY_LOOK = 8000, TAIL_BLOCK = 1024, MAX_HUNKS_TEXT = 64 << 20 };

bool kz_git_is_binary(struct kz_str text)
{
	return kz_str_find_byte(kz_str_head(text, BINARY_LOOK), '\0', NULL);
}

static int64_t count_lines(struct kz_str text)
{
	int64_t n = 0;
	size_t at;

	while (kz_str_find_byte(text, '\n', &at)) {
		n++;
		text = kz_str_from(text, at + 1);
	}
	return n + (text.n > 0);
}

/*
 * git drops whole blocks of equal bytes at the end before it compares lines, and gives back up to
 * the first newline in them. The totals that its heuristics see depend on this.
 */
static void cut_tail(struct kz_str *a, struct kz_str *b)
{
	size_t least = a->n < b->n ? a->n : b->n, cut = 0, back = 0;
	const char *end_a = a->p + a->n, *end_b = b->p + b->n;

	while (cut + TAIL_BLOCK <= least &&
		memcmp(end_a - cut - TAIL_BLOCK, end_b - cut - TAIL_BLOCK, TAIL_BLOCK) == 0)
		cut += TAIL_BLOCK;
	while (back < cut && end_a[(ptrdiff_t)back - (ptrdiff_t)cut] != '\n')
		back++;
	if (back < cut)
		back++;
	a->n -= cut - back;
	b->n -= cut - back;
}

struct collect {
	struct kz_buf *text;
	int64_t added, deleted;
};

static void add_hunk(struct collect *c, int64_t old_start, int64_t old_lines, int64_t new_start,
	int64_t new_lines)
{
	kz_buf_addf(c->text, "%s[%lld,%lld,%lld,%lld]", c->text->n > 1 ? "," : "",
		(long long)old_start, (long long)old_lines, (long long)new_start,
		(long long)new_lines);
	c->added += new_lines;
	c->deleted += old_lines;
}

static int take_hunk(const git_diff_delta *delta, const git_diff_hunk *h, void *self)
{
	(void)delta;
	add_hunk(self, h->old_start, h->old_lines, h->new_start, h->new_lines);
	return 0;
}

static int compare(struct kz_ctx *cx, struct kz_str old, struct kz_str new, struct collect *c)
{
	git_diff_options options;

	(void)git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
	options.context_lines = 0;
	options.interhunk_lines = 0;
	cut_tail(&old, &new);
	if (git_diff_buffers(old.p, old.n, NULL, new.p, new.n, NULL, &options, NULL, NULL,
		    take_hunk, NULL, c) < 0) {
		const git_error *last = git_error_last();

		return kz_fail(cx, KZ_EINPUT, "lines cannot be compared: %s",
			last && last->message ? last->message : "no reason given");
	}
	return 0;
}

int kz_git_lines(struct kz_ctx *cx, struct kz_str old, struct kz_str new, struct kz_git_lines *ret)
{
	KZ_OWN(kz_buf) text = kz_buf_new(MAX_HUNKS_TEXT);
	struct collect c = {.text = text};
	int rc = 0;

	kz_buf_byte(text, '[');
	if (old.n == 0 && new.n)
		add_hunk(&c, 0, 0, 1, count_lines(new));
	else if (new.n == 0 && old.n)
		add_hunk(&c, 1, count_lines(old), 0, 0);
	else if (!kz_str_eq(old, new))
		rc = compare(cx, old, new, &c);
	if (rc < 0)
		return rc;
	kz_buf_byte(text, ']');
	if (text->over)
		return kz_fail(cx, KZ_ELIMIT, "more than %d bytes of hunks", MAX_HUNKS_TEXT);
	*ret = (struct kz_git_lines){.added = c.added,
		.deleted = c.deleted,
		.hunks = kz_str_dup(cx->mem, kz_buf_str(text))};
	return 0;
}

struct kz_str kz_git_lines_replaced(struct kz_arena *a, struct kz_str old, struct kz_str new)
{
	KZ_OWN(kz_buf) text = kz_buf_new(1024);
	struct collect c = {.text = text};

	kz_buf_byte(text, '[');
	if (old.n)
		add_hunk(&c, 1, count_lines(old), 0, 0);
	if (new.n)
		add_hunk(&c, 0, 0, 1, count_lines(new));
	kz_buf_byte(text, ']');
	return kz_str_dup(a, kz_buf_str(text));
}
