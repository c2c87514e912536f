/* SPDX-License-Identifier: MIT */
/* Secrets known by a name: password=…, "token": "…", Authorization: …, --secret … */
#include <string.h>

#include "base/redact_private.h"

enum {
	LOOK = 64,        /* bytes of a value that say whether it is one */
	MOST_SLASHES = 7, /* before a quote: JSON in JSON in JSON */
};

/* Quotes as JSON, URLs and HTML may spell them, besides those behind backslashes. */
static const struct kz_str spelled_quotes[] = {{"\\u0022", 6}, {"\\u0027", 6}, {"%22", 3},
	{"%27", 3}, {"&quot;", 6}, {NULL, 0}};

/* Bytes of the quote that begins at `at`; 0: there is none. */
static size_t quote_at(const struct kz_scan *c, size_t at)
{
	size_t n = 0;

	while (n < MOST_SLASHES && kz_scan_byte(c, at + n) == '\\')
		n++;
	if (kz_scan_is_quote(kz_scan_byte(c, at + n)))
		return n + 1;
	for (const struct kz_str *q = spelled_quotes; q->p; q++)
		if (kz_scan_is(c, at, *q))
			return q->n;
	return 0;
}

/* Bytes of the quote that ends before `at`; 0: there is none. */
static size_t quote_before(const struct kz_scan *c, size_t at)
{
	struct kz_str before = kz_str_head(c->s, at);
	size_t n = 1;

	if (at > 0 && kz_scan_is_quote(c->s.p[at - 1])) {
		while (n < at && n <= MOST_SLASHES && c->s.p[at - 1 - n] == '\\')
			n++;
		return n;
	}
	for (const struct kz_str *q = spelled_quotes; q->p; q++)
		if (kz_str_ends(before, *q))
			return q->n;
	return 0;
}

/* A word of the list before `at`; its first byte, or `at` when there is none. */
static size_t key_before(const struct kz_scan *c, size_t at, const struct kz_str *words)
{
	struct kz_str before = kz_str_head(c->s, at);

	for (; words->p; words++) {
		struct kz_str tail =
			kz_str_from(before, before.n > words->n ? before.n - words->n : 0);

		if (kz_str_eq_nocase(tail, *words))
			return at - words->n;
	}
	return at;
}

static const struct kz_str named_secrets[] = {
	{"password", 8},
	{"passwd", 6},
	{"token", 5},
	{"secret", 6},
	{"secret_access_key", 17},
	{"secret_key", 10},
	{"api_key", 7},
	{"api-key", 7},
	{"apikey", 6},
	{NULL, 0},
};

/* Up to the closing quote of the kind, escaped like the opening one; else to the line's end. */
static size_t quoted_end(const struct kz_scan *c, size_t at, char quote, bool escaped)
{
	for (; at < c->s.n && c->s.p[at] != '\n'; at++) {
		if (c->s.p[at] == '\\' && !(escaped && kz_scan_byte(c, at + 1) == quote)) {
			at++;
			continue;
		}
		if (c->s.p[at] == (escaped ? '\\' : quote))
			break;
	}
	return at < c->s.n ? at : c->s.n;
}

static size_t line_end(const struct kz_scan *c, size_t at)
{
	size_t n = 0;

	return kz_str_find_byte(kz_str_from(c->s, at), '\n', &n) ? at + n : c->s.n;
}

/* Where the text ends that the quote of `width` bytes before `at` opens. */
static size_t closing(const struct kz_scan *c, size_t at, size_t width)
{
	const struct kz_str quote = kz_str_sub(c->s, at - width, width);
	size_t n;

	if (kz_scan_is_quote(c->s.p[at - 1]) && width <= 2)
		return quoted_end(c, at, c->s.p[at - 1], width == 2);
	if (!kz_str_find(kz_str_from(c->s, at), quote, &n))
		return line_end(c, at);
	(void)kz_str_find_byte(kz_str_sub(c->s, at, n), '\n', &n);
	return at + n;
}

static size_t skip_blanks(const struct kz_scan *c, size_t at)
{
	while (kz_scan_byte(c, at) == ' ' || kz_scan_byte(c, at) == '\t')
		at++;
	return at;
}

/* The text behind an opening quote at `at`; false when there is none, or nothing in it. */
static bool quoted(const struct kz_scan *c, size_t at, struct kz_span *ret)
{
	const size_t width = quote_at(c, at);

	if (!width || kz_scan_is_masked(c, at + width))
		return false;
	*ret = (struct kz_span){at + width, closing(c, at + width, width)};
	return ret->to > ret->from;
}

static const struct kz_str headers[] = {{"authorization", 13}, {"cookie", 6}, {NULL, 0}};

/* `Authorization: Bearer x`, in a quoted argument, or as a quoted key with a quoted value. */
static bool header(struct kz_scan *c, size_t key, size_t sign, size_t width, struct kz_span *ret)
{
	size_t from = skip_blanks(c, sign + width), to, around = quote_before(c, key);

	if (quoted(c, from, ret))
		return true;
	if (quote_at(c, from) || kz_scan_byte(c, from) == '\\' || kz_scan_is_masked(c, from))
		return false;
	to = around && !quote_before(c, sign) ? closing(c, key, around) : from;
	if (to <= from)
		to = line_end(c, from);
	while (to > from && kz_is_blank(c->s.p[to - 1]))
		to--;
	*ret = (struct kz_span){from, to};
	return to > from;
}

/* "cookie = next" is code. */
static bool is_header_value(const struct kz_scan *c, size_t at)
{
	struct kz_str rest;

	at = skip_blanks(c, at);
	rest = kz_str_from(c->s, at);
	return quote_at(c, at) || kz_str_starts_nocase(rest, KZ_S("bearer ")) ||
		kz_str_starts_nocase(rest, KZ_S("basic "));
}

/* Where a bare value ends, at most `most` bytes on. */
static size_t word_end(const struct kz_scan *c, size_t at, size_t most)
{
	size_t end = most < c->s.n - at ? at + most : c->s.n;

	while (at < end && !kz_is_blank(c->s.p[at]) && c->s.p[at] &&
		!strchr("\"'`&;,)}]<>|\\", c->s.p[at]))
		at++;
	return at;
}

/* $NAME, ${NAME}, $(command): what names a secret is none. */
static bool is_reference(const struct kz_scan *c, size_t from)
{
	size_t at = from + 1;

	if (kz_scan_byte(c, from) != '$')
		return false;
	if (kz_scan_byte(c, at) == '(' || kz_scan_byte(c, at) == '{')
		return true;
	while (kz_is_alnum(kz_scan_byte(c, at)) || kz_scan_byte(c, at) == '_')
		at++;
	return at > from + 1 && !kz_is_digit(c->s.p[from + 1]) &&
		(at == c->s.n || word_end(c, at, 1) == at);
}

/* Does only layout stand before the key on its line? Then "token: x" is a setting, not prose. */
static bool begins_line(const struct kz_scan *c, size_t key)
{
	while (key > 0 && !kz_scan_ends_escape(c, key) &&
		(kz_scan_is_token(c->s.p[key - 1]) || c->s.p[key - 1] == '.'))
		key--;
	while (key > 0 &&
		(c->s.p[key - 1] == ' ' || c->s.p[key - 1] == '\t' || c->s.p[key - 1] == '-'))
		key--;
	return key == 0 || c->s.p[key - 1] == '\n' || quote_before(c, key) ||
		kz_scan_ends_escape(c, key);
}

/*
 * The value of a named secret. Quoted: always. Bare: directly behind '=', or where layout says
 * that it is one and a digit in it says that it is no code ("token = next", "Unexpected token: x").
 */
static bool value(struct kz_scan *c, size_t key, size_t from, bool is_equal, struct kz_span *ret)
{
	const char next = kz_scan_byte(c, from);
	const bool is_arrow = is_equal && next == '>', tight = is_equal && next != ' ';
	size_t to;

	if (is_equal && next == '=')
		return false;
	from = skip_blanks(c, from + (is_arrow || next == '=' /* := of Go */));
	if (quoted(c, from, ret))
		return !is_reference(c, ret->from);
	to = word_end(c, from, LOOK);
	if (is_arrow || to == from || kz_scan_is_masked(c, from) || is_reference(c, from) ||
		memchr(c->s.p + from, '(', to - from))
		return false;
	if (!tight && (!kz_scan_has_digit(c, from, to) || !begins_line(c, key)))
		return false;
	*ret = (struct kz_span){from, word_end(c, from, c->s.n)};
	return true;
}

bool kz_scan_option(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	size_t end, to;

	if (at < 1 || c->s.p[at - 1] != '-')
		return false;
	end = kz_scan_token_end(c, at + 1);
	if (kz_scan_byte(c, end) != ' ' || key_before(c, end, named_secrets) == end)
		return false;
	to = ++end;
	if (quoted(c, end, ret))
		return !is_reference(c, ret->from);
	if (kz_scan_byte(c, to) == '-' || kz_scan_byte(c, to) == '$' || kz_scan_is_masked(c, to))
		return false;
	while (to < c->s.n && !kz_is_blank(c->s.p[to]) && !strchr("`;|&)<>\"'", c->s.p[to]))
		to++;
	*ret = (struct kz_span){end, to};
	return to > end;
}

bool kz_scan_assigned(struct kz_scan *c, size_t at, size_t width, struct kz_span *ret)
{
	const char last = c->s.p[at + width - 1]; /* of ':' and %3A, of '=' and \u003d */
	const bool is_equal = last == '=' || (last | 32) == 'd';
	size_t end = at, key;

	while (end > 0 && at - end < 2 && c->s.p[end - 1] == ' ')
		end--;
	if (is_equal && end > 0 && c->s.p[end - 1] == ']')
		end--; /* headers["Authorization"] = … */
	end -= quote_before(c, end);
	key = key_before(c, end, headers);
	if (key != end && (!is_equal || is_header_value(c, at + width)))
		return header(c, key, at, width, ret);
	key = key_before(c, end, named_secrets);
	return key != end && value(c, key, at + width, is_equal, ret);
}
