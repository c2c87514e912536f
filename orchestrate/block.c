/* SPDX-License-Identifier: MIT */
/* The managed block: found, checked, and written with one rule more. */
#include "orchestrate/block.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

#define BEGIN KZ_S("<!-- kaizen:begin")
#define BEGIN_V1 KZ_S("<!-- kaizen:begin v1 sum=")
#define END KZ_S("<!-- kaizen:end")
#define HEADING "## Learned in this repository (kept by kaizen)"

enum { SUM_HEX = 12 };

struct line {
	struct kz_str text;  /* without its newline, blanks at the end cut */
	struct kz_str bytes; /* as in the file */
	struct kz_str id;    /* of the rule it carries; KZ_NOTHING */
	bool is_fenced;
};

struct scan {
	struct line *lines;
	size_t n, cap;
	size_t begin, end; /* lines of the markers; n: none */
	bool is_crlf;      /* most lines end so */
	bool is_torn;      /* the last line has no newline */
};

/*
 * Behind blanks, quotes and list marks: "  > - ```sh" opens a fence too (CommonMark 4.5, 5). More
 * blanks than three are taken as well, since a fence in a list may be indented by any number.
 */
static struct kz_str skip_container(struct kz_str line)
{
	for (;;) {
		struct kz_str digits = kz_str_skip_digits(line);

		if (kz_str_starts(line, KZ_S(" ")) || kz_str_starts(line, KZ_S("\t")) ||
			kz_str_starts(line, KZ_S(">")))
			line = kz_str_from(line, 1);
		else if (kz_str_starts(line, KZ_S("- ")) || kz_str_starts(line, KZ_S("* ")) ||
			kz_str_starts(line, KZ_S("+ ")))
			line = kz_str_from(line, 2);
		else if (digits.n < line.n &&
			(kz_str_starts(digits, KZ_S(". ")) || kz_str_starts(digits, KZ_S(") "))))
			line = kz_str_from(digits, 2);
		else
			return line;
	}
}

/* How many ` or ~ a fence has; 0: none. */
static size_t fence_run(struct kz_str line, char *ret_mark, struct kz_str *ret_info)
{
	size_t run = 0;

	line = skip_container(line);
	if (line.n == 0 || (line.p[0] != '`' && line.p[0] != '~'))
		return 0;
	while (run < line.n && line.p[run] == line.p[0])
		run++;
	*ret_mark = line.p[0];
	*ret_info = kz_str_trim(kz_str_from(line, run));
	return run >= 3 ? run : 0;
}

bool kz_block_line(struct kz_str *rest, struct kz_fence *fence, struct kz_str *ret_line,
	bool *ret_fenced)
{
	struct kz_str line = *rest, info = KZ_NOTHING;
	size_t at, run;
	char mark = 0;

	if (rest->n == 0)
		return false;
	if (kz_str_find_byte(line, '\n', &at))
		line = kz_str_head(line, at + 1);
	*rest = kz_str_from(*rest, line.n);
	*ret_line = line;
	*ret_fenced = fence->mark != 0;
	run = fence_run(line, &mark, &info);
	if (run == 0)
		return true;
	if (fence->mark == 0 && (mark == '~' || !kz_str_find_byte(info, '`', NULL))) {
		*fence = (struct kz_fence){mark, run};
		*ret_fenced = true;
	} else if (mark == fence->mark && run >= fence->run && info.n == 0) {
		*fence = (struct kz_fence){0, 0};
	}
	return true;
}

/* cm-<8 hex> of "… <!-- kz:cm-3f9a1c20 -->" */
static struct kz_str id_of(struct kz_str text)
{
	size_t at;
	struct kz_str id;

	if (!kz_str_find(text, KZ_S("<!-- kz:cm-"), &at))
		return KZ_NOTHING;
	id = kz_str_sub(text, at + 8, 11);
	if (!kz_str_starts(kz_str_from(text, at + 19), KZ_S(" -->")) ||
		!kz_str_is_hex(kz_str_from(id, 3)))
		return KZ_NOTHING;
	return id;
}

static struct kz_str trim_end(struct kz_str s)
{
	while (s.n > 0 && kz_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

static bool is_conflict(struct kz_str text)
{
	return kz_str_starts(text, KZ_S("<<<<<<< ")) || kz_str_starts(text, KZ_S(">>>>>>> ")) ||
		kz_str_starts(text, KZ_S("||||||| "));
}

static int mark_line(struct kz_ctx *cx, struct scan *s, size_t at)
{
	struct kz_str text = s->lines[at].text;
	bool is_begin = kz_str_starts(text, BEGIN), is_end = kz_str_starts(text, END);

	if (s->lines[at].is_fenced)
		return 0;
	if (is_conflict(text))
		return kz_fail(cx, KZ_EINPUT, "line %zu is a merge conflict's marker", at + 1);
	if (is_begin && s->begin != SIZE_MAX)
		return kz_fail(cx, KZ_EINPUT,
			"line %zu is a second kaizen:begin, one pair is expected", at + 1);
	if (is_end && (s->end != SIZE_MAX || s->begin == SIZE_MAX))
		return kz_fail(cx, KZ_EINPUT, "line %zu is a kaizen:end without its begin", at + 1);
	if ((is_begin || is_end) && !kz_str_ends(text, KZ_S("-->")))
		return kz_fail(cx, KZ_EINPUT, "line %zu: a marker stands on a line of its own",
			at + 1);
	if (is_begin && !kz_str_starts(text, KZ_S("<!-- kaizen:begin v1 ")))
		return kz_fail(cx, KZ_EINPUT, "line %zu: expected kaizen:begin v1", at + 1);
	if (is_begin)
		s->begin = at;
	if (is_end)
		s->end = at;
	return 0;
}

static int scan_file(struct kz_ctx *cx, struct kz_str file, struct scan *ret)
{
	struct scan s = {.begin = SIZE_MAX, .end = SIZE_MAX};
	struct kz_str rest = kz_str_skip(file, KZ_S("\xef\xbb\xbf"));
	struct kz_fence fence = {0};
	struct line line = {0};
	size_t crlf = 0;
	int rc;

	if (file.n && memchr(file.p, '\0', file.n))
		return kz_fail(cx, KZ_EINPUT, "the file is not text");
	while (kz_block_line(&rest, &fence, &line.bytes, &line.is_fenced)) {
		KZ_ROOM(cx->mem, s.lines, s.n, s.cap);
		line.text = trim_end(line.bytes);
		line.id = line.is_fenced ? KZ_NOTHING : id_of(line.text);
		crlf += kz_str_ends(line.bytes, KZ_S("\r\n"));
		s.is_torn = !kz_str_ends(line.bytes, KZ_S("\n"));
		s.lines[s.n++] = line;
		if ((rc = mark_line(cx, &s, s.n - 1)) < 0)
			return rc;
	}
	if (s.begin != SIZE_MAX && s.end == SIZE_MAX)
		return kz_fail(cx, KZ_EINPUT, "kaizen:begin in line %zu has no end", s.begin + 1);
	if (fence.mark)
		return kz_fail(cx, KZ_EINPUT, "the last fenced code is not closed");
	s.is_crlf = 2 * crlf > s.n - s.is_torn;
	*ret = s;
	return 0;
}

/* Newlines as \n, so that a checkout with other line endings has the same sum. */
static struct kz_str sum_of(struct kz_arena *a, struct kz_str between)
{
	KZ_OWN(kz_buf) b = kz_buf_new(between.n + 1);
	struct kz_str line;

	while (kz_str_line(&between, &line)) {
		kz_buf_add(b, line);
		kz_buf_byte(b, '\n');
	}
	return kz_hash_hex(a, kz_buf_str(b), SUM_HEX);
}

static struct kz_str between(const struct scan *s)
{
	const char *from = s->lines[s->begin + 1].bytes.p;

	return (struct kz_str){from, (size_t)(s->lines[s->end].bytes.p - from)};
}

static bool is_rule(struct kz_str text)
{
	return kz_str_starts(text, KZ_S("- ")) || kz_str_starts(text, KZ_S("* "));
}

int kz_block_read(struct kz_ctx *cx, struct kz_str file, struct kz_block *ret)
{
	struct scan s;
	struct kz_block block = {0};
	int rc;

	if ((rc = scan_file(cx, file, &s)) < 0)
		return rc;
	if (s.begin != SIZE_MAX) {
		struct kz_str sum = kz_str_sub(s.lines[s.begin].text, BEGIN_V1.n, SUM_HEX);

		block.is_there = true;
		block.is_edited = !kz_str_eq(sum, sum_of(cx->mem, between(&s)));
		for (size_t i = s.begin + 1; i < s.end; i++)
			block.rules += is_rule(s.lines[i].text);
	}
	*ret = block;
	return 0;
}

bool kz_block_has_id(struct kz_str file, struct kz_str id)
{
	struct kz_fence fence = {0};
	struct kz_str line;
	bool is_fenced;

	file = kz_str_skip(file, KZ_S("\xef\xbb\xbf"));
	while (kz_block_line(&file, &fence, &line, &is_fenced))
		if (!is_fenced && kz_str_eq(id_of(line), id))
			return true;
	return false;
}

/* After a merge a line may stand twice: the first is kept. Where the text differs, people wrote. */
static bool is_repeated(const struct scan *s, size_t at)
{
	for (size_t i = s->begin + 1; s->lines[at].id.p && i < at; i++)
		if (kz_str_eq(s->lines[i].text, s->lines[at].text))
			return true;
	return false;
}

/* The lines between the markers, the new one after the last that is not blank. */
static void add_between(struct kz_buf *b, const struct scan *s, struct kz_str rule)
{
	size_t last = s->end;

	while (last > s->begin + 1 && s->lines[last - 1].text.n == 0)
		last--;
	for (size_t i = s->begin + 1; i < s->end; i++) {
		if (i == last)
			kz_buf_add(b, rule);
		if (!is_repeated(s, i))
			kz_buf_add(b, s->lines[i].bytes);
	}
	if (last == s->end)
		kz_buf_add(b, rule);
}

static int check_budget(struct kz_ctx *cx, struct kz_str inner, size_t around)
{
	struct kz_str rest = inner, line;
	size_t rules = 0;

	while (kz_str_line(&rest, &line))
		rules += is_rule(line);
	if (rules > KZ_BLOCK_RULES)
		return kz_fail(cx, KZ_ELIMIT, "the block would hold %zu rules, at most %d", rules,
			KZ_BLOCK_RULES);
	if (inner.n + around > KZ_BLOCK_BYTES)
		return kz_fail(cx, KZ_ELIMIT, "the block would hold %zu bytes, at most %d",
			inner.n + around, KZ_BLOCK_BYTES);
	return 0;
}

static struct kz_str begin_line(struct kz_arena *a, struct kz_str inner, const char *newline)
{
	struct kz_str sum = sum_of(a, inner);

	return kz_strf(a, "<!-- kaizen:begin v1 sum=%.*s -->%s", (int)sum.n, sum.p, newline);
}

static int put_into(struct kz_ctx *cx, const struct scan *s, struct kz_str file, struct kz_str rule,
	struct kz_buf *out)
{
	KZ_OWN(kz_buf) inner = kz_buf_new(file.n + rule.n);
	const struct line *begin = &s->lines[s->begin], *end = &s->lines[s->end];
	int rc;

	add_between(inner, s, rule);
	if ((rc = check_budget(cx, kz_buf_str(inner), begin->bytes.n + end->bytes.n)) < 0)
		return rc;
	kz_buf_add(out, (struct kz_str){file.p, (size_t)(begin->bytes.p - file.p)});
	kz_buf_add(out, begin_line(cx->mem, kz_buf_str(inner), s->is_crlf ? "\r\n" : "\n"));
	kz_buf_add(out, kz_buf_str(inner));
	kz_buf_add(out, (struct kz_str){end->bytes.p, (size_t)(file.p + file.n - end->bytes.p)});
	return 0;
}

static void append_to(struct kz_ctx *cx, const struct scan *s, struct kz_str file,
	struct kz_str rule, struct kz_buf *out)
{
	const char *newline = s->is_crlf ? "\r\n" : "\n";
	struct kz_str inner =
		kz_strf(cx->mem, HEADING "%s%.*s", newline, (int)rule.n, rule.p ? rule.p : "");

	kz_buf_add(out, file);
	if (s->n > 0 && s->is_torn)
		kz_buf_text(out, newline);
	if (s->n > 0 && s->lines[s->n - 1].text.n > 0)
		kz_buf_text(out, newline);
	kz_buf_add(out, begin_line(cx->mem, inner, newline));
	kz_buf_add(out, inner);
	kz_buf_text(out, "<!-- kaizen:end -->");
	if (s->n == 0 || !s->is_torn)
		kz_buf_text(out, newline);
}

int kz_block_put(struct kz_ctx *cx, struct kz_str file, struct kz_str id, struct kz_str text,
	struct kz_str *ret)
{
	KZ_OWN(kz_buf) out = kz_buf_new(file.n + 4096);
	struct kz_str rule;
	struct scan s;
	int rc;

	if ((rc = scan_file(cx, file, &s)) < 0)
		return rc;
	if (kz_block_has_id(file, id)) {
		*ret = file;
		return 0;
	}
	rule = kz_strf(cx->mem, "- %.*s <!-- kz:%.*s -->%s", (int)text.n, text.p, (int)id.n, id.p,
		s.is_crlf ? "\r\n" : "\n");
	if (s.begin == SIZE_MAX)
		append_to(cx, &s, file, rule, out);
	else if ((rc = put_into(cx, &s, file, rule, out)) < 0)
		return rc;
	*ret = kz_str_dup(cx->mem, kz_buf_str(out));
	return 0;
}
