/* SPDX-License-Identifier: MIT */
/* A commit message: subject, body, trailers. */
#include "git/message.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { MAX_TRAILERS = 1000, MAX_VALUE = 4096, MAX_UNFOLDED = 8192 };

/* Keys that are looked for in the whole body. */
static const char *const known_keys[] = {"agent-logs-url", "amp-thread-id", "assisted-by",
	"change-id", "claude-session", "co-authored-by", "copilot-session", "entire-checkpoint",
	"fixes", "generated-by", "kaizen-countermeasure", "made-with", "replit-commit-author",
	"reported-by", "reviewed-by", "signed-off-by"};

static const char scissors[] = "# ------------------------ >8 ------------------------";

struct lines {
	struct kz_str *at; /* without their \n */
	size_t n, cap;
	bool is_torn; /* the last one has no \n */
};

/* Blanks as git counts them. */
static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct kz_str trim_end(struct kz_str s)
{
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

static struct kz_str trim(struct kz_str s)
{
	while (s.n && is_space(s.p[0]))
		s = kz_str_from(s, 1);
	return trim_end(s);
}

static bool is_empty(struct kz_str line)
{
	return trim_end(line).n == 0;
}

static bool is_comment(struct kz_str line)
{
	return kz_str_starts(line, KZ_S("#"));
}

static void split(struct kz_arena *a, struct kz_str text, struct lines *ret)
{
	ret->is_torn = !kz_str_ends(text, KZ_S("\n"));
	while (text.n) {
		KZ_ROOM(a, ret->at, ret->n, ret->cap);
		ret->at[ret->n++] = kz_str_upto(&text, '\n');
	}
}

/*
 * Behind the last line that counts: git passes over what follows its scissors line, and over
 * blank lines, comments and the list of conflicts of old versions of git at the end.
 */
static size_t without_tail(const struct lines *l)
{
	bool in_conflicts = false, in_tail = false, is_conflicts;
	size_t tail = l->n;

	for (size_t i = 0; i < l->n; i++) {
		struct kz_str line = l->at[i];
		bool is_whole = i + 1 < l->n || !l->is_torn;

		if (is_whole && kz_str_eq(line, kz_str_c(scissors)))
			return in_tail ? tail : i;
		is_conflicts = is_whole && kz_str_eq(line, KZ_S("Conflicts:"));
		if (line.n == 0 || is_comment(line) || is_conflicts ||
			(in_conflicts && line.p[0] == '\t')) {
			if (!in_tail)
				tail = i;
			in_tail = true;
			in_conflicts = in_conflicts || is_conflicts;
		} else {
			in_tail = in_conflicts = false;
		}
	}
	return in_tail ? tail : l->n;
}

/* Length of "Key" in "Key: value" or "Key : value"; 0 when the line is no trailer. */
static size_t key_length(struct kz_str line)
{
	size_t i = 0, n;

	while (i < line.n && (kz_is_alnum(line.p[i]) || line.p[i] == '-'))
		i++;
	n = i;
	while (n && i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	return i < line.n && line.p[i] == ':' ? n : 0;
}

static bool is_generated(struct kz_str line)
{
	return kz_str_starts(line, KZ_S("Signed-off-by: ")) ||
		kz_str_starts(line, KZ_S("(cherry picked from commit "));
}

struct tally {
	size_t trailers, others, continued;
	bool generated;
};

static void count_line(struct tally *t, struct kz_str line)
{
	if (is_comment(line)) {
		t->others += t->continued;
		t->continued = 0;
	} else if (is_generated(line)) {
		t->trailers++;
		t->generated = true;
		t->continued = 0;
	} else if (is_space(line.p[0])) {
		t->continued++;
	} else if (key_length(line)) {
		t->trailers++;
		t->continued = 0;
	} else {
		t->others += 1 + t->continued;
		t->continued = 0;
	}
}

/*
 * Where the last paragraph begins, if it is one of trailers: all of its lines are, or one was
 * written by git itself and at least a quarter are. It is never the first paragraph.
 */
static size_t block_start(const struct lines *l, size_t n)
{
	struct tally t = {0};
	size_t title = 0, i = n;
	bool inside = false;

	while (title < n && is_empty(l->at[title]))
		title++;
	while (title < n && (is_comment(l->at[title]) || !is_empty(l->at[title])))
		title++;
	while (i > title && title < n) {
		struct kz_str line = l->at[--i];

		if (is_comment(line) || !is_empty(line)) {
			inside = inside || !is_comment(line);
			count_line(&t, line);
			continue;
		}
		if (!inside)
			continue;
		t.others += t.continued;
		if ((t.generated && t.trailers * 3 >= t.others) || (t.trailers && !t.others))
			return i + 1;
		return n;
	}
	return n;
}

struct trailers {
	struct kz_arena *mem;
	struct kz_git_trailer *at;
	size_t n, cap;
};

static void add(struct trailers *all, struct kz_str key, struct kz_str value, bool is_loose)
{
	if (all->n == MAX_TRAILERS)
		return;
	key = kz_str_lower(all->mem, key);
	value = kz_utf8_head(value, MAX_VALUE);
	for (size_t i = 0; i < all->n && is_loose; i++)
		if (kz_str_eq(all->at[i].key, key) && kz_str_eq(all->at[i].value, value))
			return; /* a squash says it once for each commit */
	KZ_ROOM(all->mem, all->at, all->n, all->cap);
	all->at[all->n++] =
		(struct kz_git_trailer){.key = key, .value = value, .is_loose = is_loose};
}

/* The lines that continue a value, joined by one blank each. */
static struct kz_str unfolded(struct kz_arena *a, struct kz_str first, const struct kz_str *more,
	size_t n)
{
	KZ_OWN(kz_buf) value = kz_buf_new(MAX_UNFOLDED);

	kz_buf_add(value, trim(first));
	for (size_t i = 0; i < n; i++) {
		kz_buf_byte(value, ' ');
		kz_buf_add(value, trim(more[i]));
	}
	return kz_str_dup(a, trim(kz_buf_str(value)));
}

static void take_block(struct trailers *all, const struct lines *l, size_t from, size_t to)
{
	for (size_t i = from, next; i < to; i = next) {
		struct kz_str line = l->at[i], value = line;
		size_t key = is_space(line.n ? line.p[0] : 'x') ? 0 : key_length(line);

		next = i + 1;
		if (!key || is_comment(line))
			continue;
		while (next < to && l->at[next].n && is_space(l->at[next].p[0]))
			next++;
		(void)kz_str_upto(&value, ':');
		add(all, kz_str_head(line, key),
			unfolded(all->mem, value, &l->at[i + 1], next - i - 1), false);
	}
}

static bool is_known(struct kz_str key)
{
	for (size_t i = 0; i < sizeof(known_keys) / sizeof(known_keys[0]); i++)
		if (kz_str_eq_nocase(kz_str_c(known_keys[i]), key))
			return true;
	return false;
}

/* Also within the first paragraph, but not in its first line: many forget the blank line. */
static void take_loose(struct trailers *all, const struct lines *l, size_t to)
{
	size_t from = 0;

	while (from < l->n && is_empty(l->at[from]))
		from++;
	for (size_t i = from + 1; i < to; i++) {
		struct kz_str value = l->at[i], key = kz_str_head(value, key_length(value));

		if (key.n == 0 || !is_known(key))
			continue;
		(void)kz_str_upto(&value, ':');
		value = trim(value);
		if (value.n)
			add(all, key, value, true);
	}
}

/* Returns the index of the line behind the first paragraph. */
static size_t take_subject(struct kz_arena *a, const struct lines *l, struct kz_str *ret)
{
	KZ_OWN(kz_buf) subject = kz_buf_new(16 << 20);
	size_t i = 0;

	while (i < l->n && is_empty(l->at[i]))
		i++;
	for (; i < l->n && !is_empty(l->at[i]); i++) {
		if (subject->n)
			kz_buf_byte(subject, ' ');
		kz_buf_add(subject, trim_end(l->at[i]));
	}
	*ret = kz_str_dup(a, kz_buf_str(subject));
	return i;
}

static struct kz_str body_from(struct kz_str text, const struct lines *l, size_t i)
{
	while (i < l->n && is_empty(l->at[i]))
		i++;
	if (i == l->n)
		return KZ_S("");
	return trim_end(kz_str_from(text, (size_t)(l->at[i].p - text.p)));
}

void kz_git_message(struct kz_arena *a, struct kz_str text, struct kz_git_message *ret)
{
	struct trailers all = {.mem = a};
	struct lines l = {0};
	size_t end, block, body;

	split(a, text, &l);
	if (l.n == 0) {
		*ret = (struct kz_git_message){.subject = KZ_S(""), .body = KZ_S("")};
		return;
	}
	body = take_subject(a, &l, &ret->subject);
	ret->body = body_from(text, &l, body);
	end = without_tail(&l);
	block = block_start(&l, end);
	take_block(&all, &l, block, end);
	take_loose(&all, &l, block);
	ret->trailers = all.at;
	ret->n_trailers = all.n;
}
