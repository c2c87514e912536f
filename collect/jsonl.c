/* SPDX-License-Identifier: MIT */
/* Records of an append-only file of JSON lines (formats: JSON lines of agents, all versions). */
#include "collect/jsonl.h"

#include <string.h>

#include "base/text.h"

enum { MOST_PROBLEMS = 100, MOST_DIGITS = 18, MOST_EXPONENT = 300 };

void kz_records_init(struct kz_ctx *cx, struct kz_records *r)
{
	r->scratch = kz_mark(cx->mem);
	r->value = NULL;
	r->rest = KZ_NOTHING;
	r->number = r->good = r->bad = 0;
}

void kz_records_done(struct kz_records *r)
{
	json_decref(r->value);
	r->value = NULL;
}

int kz_records_problem(struct kz_ctx *cx, struct kz_records *r, const char *reason,
	struct kz_str message)
{
	struct kz_row_problem row = {.reason = kz_str_c(reason)};

	if (r->bad++ >= MOST_PROBLEMS)
		return 0;
	row.place = kz_strf(cx->mem, "%s:%lld", r->in->path, (long long)r->number);
	row.place = kz_utf8_repair(cx->mem, row.place);
	row.message =
		kz_strf(cx->mem, "byte %lld: " KZ_FMT, (long long)r->line.at, KZ_ARG(message));
	row.message = kz_utf8_repair(cx->mem, row.message);
	return kz_put_problem(cx, r->out, &row);
}

int kz_records_end(struct kz_ctx *cx, struct kz_records *r)
{
	struct kz_row_problem row = {.reason = KZ_S("bad_json")};

	if (r->bad <= MOST_PROBLEMS)
		return 0;
	row.place = kz_utf8_repair(cx->mem, kz_str_c(r->in->path));
	row.message = kz_strf(cx->mem, "%lld more", (long long)(r->bad - MOST_PROBLEMS));
	return kz_put_problem(cx, r->out, &row);
}

/* The code unit of "\uXXXX" at p, which has 6 bytes; 0 when it is none. */
static unsigned code_unit(const char *p)
{
	unsigned unit = 0;

	if (p[0] != '\\' || p[1] != 'u')
		return 0;
	for (int i = 2; i < 6; i++) {
		char c = p[i];

		unit <<= 4;
		if (kz_is_digit(c))
			unit |= (unsigned)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			unit |= (unsigned)((c | 32) - 'a' + 10);
		else
			return 0;
	}
	return unit;
}

/* Half a surrogate pair becomes U+FFFD; returns how many bytes of the string were passed. */
static size_t mend_escape(char *p, size_t left)
{
	unsigned unit = left >= 6 ? code_unit(p) : 0;

	if (unit < 0xd800 || unit > 0xdfff)
		return left < 2 ? left : 2;
	if (unit <= 0xdbff && left >= 12) {
		unsigned second = code_unit(p + 6);

		if (second >= 0xdc00 && second <= 0xdfff)
			return 12;
	}
	memcpy(p, "\\ufffd", 6);
	return 6;
}

/* A number that 64 bits or a double cannot hold becomes 0, blanks in place of its other digits. */
static size_t mend_number(char *p, size_t left)
{
	size_t n = 0, exponent = 0;
	bool is_real = false;

	while (n < left && (kz_is_digit(p[n]) || (p[n] && strchr("+-.eE", p[n])))) {
		if (p[n] == 'e' || p[n] == 'E')
			exponent = n + 1;
		is_real |= exponent || p[n] == '.';
		n++;
	}
	if (n > MOST_DIGITS && !is_real) {
		memset(p, ' ', n);
		p[0] = '0';
	} else if (exponent) {
		struct kz_str digits =
			kz_str_skip((struct kz_str){p + exponent, n - exponent}, KZ_S("+"));
		int64_t v;

		if (!kz_str_i64(digits, &v) || v > MOST_EXPONENT || v < -MOST_EXPONENT) {
			memset(p, ' ', n);
			p[0] = '0';
		}
	}
	return n ? n : 1;
}

/* What jansson refuses and a transcript may hold nevertheless, in a copy. */
static struct kz_str mend(struct kz_arena *a, struct kz_str s)
{
	struct kz_str good = kz_utf8_repair(a, s);
	char *p = kz_arena_get(a, good.n + 1);
	bool text = false;

	memcpy(p, good.p, good.n);
	for (size_t i = 0; i < good.n;) {
		if (text && p[i] == '\\') {
			i += mend_escape(p + i, good.n - i);
		} else if (!text && (kz_is_digit(p[i]) || p[i] == '-')) {
			i += mend_number(p + i, good.n - i);
		} else {
			text ^= p[i] == '"';
			i++;
		}
	}
	return (struct kz_str){p, good.n};
}

/* Where the string ends that `at` is in; s.n when it does not. */
static size_t string_end(struct kz_str s, size_t at)
{
	size_t n, slashes;

	for (; kz_str_find_byte(kz_str_from(s, at), '"', &n); at += n + 1) {
		for (slashes = 0; slashes < n && s.p[at + n - slashes - 1] == '\\';)
			slashes++;
		if (slashes % 2 == 0)
			return at + n;
	}
	return s.n;
}

/* Unescaped, such a key stands in no text: quotes would have a backslash before them. */
struct kz_str kz_records_without(struct kz_ctx *cx, struct kz_str line, struct kz_str key)
{
	struct kz_str rest = line;
	size_t n = 0, at, end;
	char *p = NULL;

	while (kz_str_find(rest, key, &at)) {
		at += key.n;
		end = string_end(rest, at);
		if (!p)
			p = kz_arena_get(cx->mem, line.n);
		memcpy(p + n, rest.p, at);
		n += at;
		rest = kz_str_from(rest, end);
	}
	if (!p)
		return line;
	memcpy(p + n, rest.p, rest.n);
	return (struct kz_str){p, n + rest.n};
}

/* The rest of the line is given up: a problem, unless somebody is still writing it. */
static int refuse(struct kz_ctx *cx, struct kz_records *r)
{
	struct kz_str why = KZ_S("a JSON object is expected");
	size_t near;

	if (cx->err.len)
		why = kz_str_dup(cx->mem, kz_str_c(cx->err.text));
	if (kz_str_find(why, KZ_S(" near "), &near))
		why = kz_str_head(why, near); /* it would quote the transcript */
	kz_err_clear(cx);
	r->rest = KZ_NOTHING;
	return r->line.torn ? 0 : kz_records_problem(cx, r, "bad_json", why);
}

/* The record at the head of r->rest, which is cut off; no value when it cannot be read. */
static int parse(struct kz_ctx *cx, struct kz_records *r)
{
	size_t used = 0;
	int rc = kz_json_read(cx, r->rest, &r->value, &used);

	if (rc < 0 && !r->mended) {
		kz_err_clear(cx);
		r->mended = true;
		r->rest = mend(cx->mem, r->whole.n ? r->whole : r->rest);
		rc = kz_json_read(cx, r->rest, &r->value, &used);
	}
	if (rc < 0)
		return refuse(cx, r);
	if (!json_is_object(r->value)) {
		json_decref(r->value);
		r->value = NULL;
		return refuse(cx, r);
	}
	r->rest = kz_str_trim(kz_str_from(r->rest, used));
	r->whole = KZ_NOTHING;
	r->good++;
	return 0;
}

/* The next line that is to be parsed, in r->rest. */
static int next_line(struct kz_ctx *cx, struct kz_records *r, bool *ret_more)
{
	int rc;

	do {
		if ((rc = kz_lines_next(cx, r->in->lines, &r->line, ret_more)) < 0 || !*ret_more)
			return rc;
		r->number++;
		r->mended = false;
		r->rest = kz_str_trim(r->line.text);
		if (r->number == 1)
			r->rest = kz_str_skip(r->rest, KZ_S("\xef\xbb\xbf"));
		if (r->line.cut) {
			r->rest = KZ_NOTHING;
			rc = kz_records_problem(cx, r, "too_long",
				KZ_S("the line was passed over"));
			if (rc < 0)
				return rc;
		} else if (r->skip && r->rest.n && r->skip(r->rest) &&
			!kz_str_find(r->rest, KZ_S("}{\""), NULL)) {
			r->rest = KZ_NOTHING;
		}
	} while (r->rest.n == 0);
	r->whole = r->rest;
	if (r->squeeze)
		r->rest = r->squeeze(cx, r->rest);
	return kz_stopped(cx);
}

int kz_records_next(struct kz_ctx *cx, struct kz_records *r, const json_t **ret)
{
	bool more = true;
	int rc;

	json_decref(r->value);
	r->value = NULL;
	if (r->rest.n == 0)
		kz_rewind(cx->mem, r->scratch);
	while (!r->value) {
		if (r->rest.n == 0 && ((rc = next_line(cx, r, &more)) < 0 || !more)) {
			*ret = NULL;
			return rc;
		}
		if ((rc = parse(cx, r)) < 0)
			return rc;
	}
	*ret = r->value;
	return 0;
}
