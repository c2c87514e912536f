/* SPDX-License-Identifier: MIT */
/* A unified diff of two texts that are equal but for one region. */
#include "orchestrate/diff.h"

#include "base/arena.h"
#include "base/buf.h"

/* Above this the region is shown as all old, then all new: a block has 16 lines. */
enum { CONTEXT = 3, MAX_REGION = 200 };

struct side {
	struct kz_str *lines; /* with their newlines */
	size_t n;
};

static struct side side_of(struct kz_arena *a, struct kz_str text)
{
	struct side s = {0};
	size_t cap = 0, at;

	while (text.n) {
		KZ_ROOM(a, s.lines, s.n, cap);
		s.lines[s.n] = kz_str_find_byte(text, '\n', &at) ? kz_str_head(text, at + 1) : text;
		text = kz_str_from(text, s.lines[s.n++].n);
	}
	return s;
}

static struct side part_of(struct side s, size_t from, size_t n)
{
	return s.lines ? (struct side){s.lines + from, n} : (struct side){0};
}

static void add_line(struct kz_buf *b, char sign, struct kz_str line)
{
	kz_buf_byte(b, sign);
	kz_buf_add(b, line);
	if (!kz_str_ends(line, KZ_S("\n")))
		kz_buf_text(b, "\n\\ No newline at end of file\n");
}

static void add_lines(struct kz_buf *b, char sign, struct side s)
{
	for (size_t i = 0; i < s.n; i++)
		add_line(b, sign, s.lines[i]);
}

/* longest[i * (new.n + 1) + j]: of the common subsequence of old[i..] and new[j..]. */
static uint16_t *longest_common(struct kz_arena *a, struct side old, struct side new)
{
	size_t width = new.n + 1;
	uint16_t *longest = KZ_NEW_ARRAY(a, uint16_t, (old.n + 1) * width);

	for (size_t i = old.n; i-- > 0;) {
		for (size_t j = new.n; j-- > 0;) {
			uint16_t down = longest[(i + 1) * width + j];
			uint16_t right = longest[i * width + j + 1];
			uint16_t both = longest[(i + 1) * width + j + 1];

			longest[i * width + j] = kz_str_eq(old.lines[i], new.lines[j])
				? (uint16_t)(both + 1)
				: (down > right ? down : right);
		}
	}
	return longest;
}

static void add_region(struct kz_arena *a, struct kz_buf *b, struct side old, struct side new)
{
	size_t i = 0, j = 0, width = new.n + 1;
	const uint16_t *longest;

	if (old.n > MAX_REGION || new.n > MAX_REGION) {
		add_lines(b, '-', old);
		add_lines(b, '+', new);
		return;
	}
	longest = longest_common(a, old, new);
	while (i < old.n && j < new.n) {
		if (kz_str_eq(old.lines[i], new.lines[j])) {
			add_line(b, ' ', old.lines[i]);
			i++, j++;
		} else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
			add_line(b, '-', old.lines[i++]);
		} else {
			add_line(b, '+', new.lines[j++]);
		}
	}
	add_lines(b, '-', part_of(old, i, old.n - i));
	add_lines(b, '+', part_of(new, j, new.n - j));
}

static void add_head(struct kz_buf *b, struct kz_str path, bool is_new)
{
	kz_buf_text(b, "diff --git a/");
	kz_buf_add(b, path);
	kz_buf_text(b, " b/");
	kz_buf_add(b, path);
	kz_buf_text(b, is_new ? "\nnew file mode 100644\n--- /dev/null" : "\n--- a/");
	if (!is_new)
		kz_buf_add(b, path);
	kz_buf_text(b, "\n+++ b/");
	kz_buf_add(b, path);
	kz_buf_byte(b, '\n');
}

/* "-12,3": the start of an empty side is the line before it. */
static void add_range(struct kz_buf *b, char sign, size_t from, size_t n)
{
	kz_buf_addf(b, "%c%zu", sign, n ? from + 1 : from);
	if (n != 1)
		kz_buf_addf(b, ",%zu", n);
}

struct kz_str kz_diff(struct kz_arena *a, struct kz_str path, struct kz_str old, struct kz_str new)
{
	KZ_OWN(kz_buf) b = kz_buf_new(2 * (old.n + new.n) + 4096);
	struct side o = side_of(a, old), n = side_of(a, new);
	size_t least = o.n < n.n ? o.n : n.n, head = 0, tail = 0, before, after;

	if (kz_str_eq(old, new) && old.p)
		return KZ_S("");
	while (head < least && kz_str_eq(o.lines[head], n.lines[head]))
		head++;
	while (tail < least - head && kz_str_eq(o.lines[o.n - 1 - tail], n.lines[n.n - 1 - tail]))
		tail++;
	before = head < CONTEXT ? head : CONTEXT;
	after = tail < CONTEXT ? tail : CONTEXT;
	add_head(b, path, !old.p);
	kz_buf_text(b, "@@ ");
	add_range(b, '-', head - before, before + (o.n - tail - head) + after);
	kz_buf_byte(b, ' ');
	add_range(b, '+', head - before, before + (n.n - tail - head) + after);
	kz_buf_text(b, " @@\n");
	add_lines(b, ' ', part_of(o, head - before, before));
	add_region(a, b, part_of(o, head, o.n - tail - head), part_of(n, head, n.n - tail - head));
	add_lines(b, ' ', part_of(o, o.n - tail, after));
	return kz_str_dup(a, kz_buf_str(b));
}
