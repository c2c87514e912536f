/* SPDX-License-Identifier: MIT */
/* A scanner over rare bytes: each may be the middle of a secret, whose ends are then looked for. */
#include "base/redact_private.h"

#include <string.h>

#include "base/arena.h"

enum {
	SHORT_TOKEN = 8, /* after a prefix that nothing else begins with */
	LONG_TOKEN = 16, /* after one that words begin with, too */
	URL_USER = 512,  /* bytes of user:password looked through */
	COLOUR = 16,     /* bytes of an ANSI sequence */
	PASSES = 16,     /* two do on all text seen */
};

static bool is_hex(const struct kz_scan *c, size_t at, size_t n)
{
	for (size_t i = at; i < at + n; i++)
		if (!kz_is_digit(kz_scan_byte(c, i)) &&
			((c->s.p[i] | 32) < 'a' || (c->s.p[i] | 32) > 'f'))
			return false;
	return true;
}

bool kz_scan_ends_escape(const struct kz_scan *c, size_t at)
{
	size_t i = at - 1;

	if (at == 0)
		return false;
	if (at >= 2 && c->s.p[at - 2] == '\\' && strchr("abfnrtv0", c->s.p[at - 1]))
		return true;
	if ((at >= 6 && kz_scan_is(c, at - 6, KZ_S("\\u")) && is_hex(c, at - 4, 4)) ||
		(at >= 4 && kz_scan_is(c, at - 4, KZ_S("\\x")) && is_hex(c, at - 2, 2)) ||
		(at >= 3 && c->s.p[at - 3] == '%' && is_hex(c, at - 2, 2)))
		return true;
	if (c->s.p[i] != 'm')
		return false;
	while (i > 0 && at - i < COLOUR && (kz_is_digit(c->s.p[i - 1]) || c->s.p[i - 1] == ';'))
		i--;
	return i > 0 && c->s.p[i - 1] == '[';
}

/* Does the word that begins at `at` begin there, or is it the middle of a longer one? */
static bool begins_word(const struct kz_scan *c, size_t at)
{
	return at >= c->from &&
		(at == 0 || !kz_is_alnum(c->s.p[at - 1]) || kz_scan_ends_escape(c, at));
}

size_t kz_scan_token_end(struct kz_scan *c, size_t at)
{
	size_t to = at;

	if (at >= c->run_from && at < c->run_to)
		return c->run_to;
	while (to < c->s.n && kz_scan_is_token(c->s.p[to]))
		to++;
	c->run_from = at;
	c->run_to = to;
	return to;
}

/* PREFIX and at least `least` bytes of a token behind it. */
static bool prefixed(struct kz_scan *c, size_t at, struct kz_str prefix, size_t least,
	struct kz_span *ret)
{
	size_t end;

	if (!kz_scan_is(c, at, prefix) || !begins_word(c, at))
		return false;
	end = kz_scan_token_end(c, at + prefix.n);
	if (end - at - prefix.n < least)
		return false;
	*ret = (struct kz_span){at, end};
	return true;
}

/* gh[pousr]_ and github_pat_, from their first '_'. */
static bool underscore(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	if (at >= 3 && c->s.p[at - 3] == 'g' && c->s.p[at - 2] == 'h' && c->s.p[at - 1] &&
		strchr("pousr", c->s.p[at - 1]))
		return prefixed(c, at - 3, kz_str_sub(c->s, at - 3, 4), SHORT_TOKEN, ret);
	return at >= 6 && prefixed(c, at - 6, KZ_S("github_pat_"), SHORT_TOKEN, ret);
}

/* AKIA and 16 upper-case letters and digits, from the K. */
static bool access_key(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	size_t end = at + 3;

	if (at < 1 || !kz_scan_is(c, at - 1, KZ_S("AKIA")) || !begins_word(c, at - 1))
		return false;
	while (end < c->s.n &&
		(kz_is_digit(c->s.p[end]) || (c->s.p[end] >= 'A' && c->s.p[end] <= 'Z')))
		end++;
	*ret = (struct kz_span){at - 1, end};
	return end - at - 3 >= 16;
}

static bool google_key(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	return at >= 2 && prefixed(c, at - 2, KZ_S("AIza"), 30, ret);
}

/* Three dotted parts of base64url (the last may be empty), from the J of the first. */
static bool web_token(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	struct kz_span head;
	size_t end;

	if (at < 2 || !prefixed(c, at - 2, KZ_S("eyJ"), SHORT_TOKEN, &head))
		return false;
	if (kz_scan_byte(c, head.to) != '.')
		return false;
	end = kz_scan_token_end(c, head.to + 1);
	if (end - head.to < 5)
		return false;
	if (kz_scan_byte(c, end) == '.')
		end = kz_scan_token_end(c, end + 1);
	*ret = (struct kz_span){head.from, end};
	return true;
}

static bool dash(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	if (at >= 2 && (at < 3 || c->s.p[at - 3] != '-') &&
		prefixed(c, at - 2, KZ_S("sk-"), LONG_TOKEN, ret) &&
		kz_scan_has_digit(c, ret->from, ret->to))
		return true;
	if (at >= 4 && kz_str_starts(kz_str_from(c->s, at - 4), KZ_S("xox")))
		return prefixed(c, at - 4, kz_str_sub(c->s, at - 4, 5), SHORT_TOKEN, ret);
	if (at >= 5 && prefixed(c, at - 5, KZ_S("glpat-"), SHORT_TOKEN, ret))
		return true;
	return kz_scan_pem(c, at, ret) || kz_scan_option(c, at, ret);
}

static bool is_mail_byte(char ch)
{
	return kz_is_alnum(ch) || (unsigned char)ch >= 0x80 || (ch && strchr("._%+-", ch));
}

/* name@host.tld, from the '@'; git@host is a remote, and name@2x.png a picture. */
static bool mail(struct kz_scan *c, size_t at, size_t width, struct kz_span *ret)
{
	const size_t host = at + width;
	size_t from = at, to = host, dot = 0;

	while (from > c->from && is_mail_byte(c->s.p[from - 1]))
		from--;
	while (to < c->s.n && (kz_is_alnum(c->s.p[to]) || c->s.p[to] == '-' || c->s.p[to] == '.')) {
		if (c->s.p[to] == '.' && kz_is_alpha(kz_scan_byte(c, to + 1)) &&
			kz_is_alpha(kz_scan_byte(c, to + 2)))
			dot = to;
		to++;
	}
	while (to > host && !kz_is_alnum(c->s.p[to - 1]))
		to--;
	if (from == at || !dot || dot > to || c->s.p[host] == '.')
		return false;
	if (kz_str_eq(kz_str_sub(c->s, from, at - from), KZ_S("git")))
		return false;
	if (kz_is_digit(c->s.p[host]) && kz_scan_is(c, host + 1, KZ_S("x.")))
		return false;
	*ret = (struct kz_span){from, to};
	return true;
}

/* "//user:password@" from the ':' before it; a password may hold '@' and, wrongly, '/'. */
static bool url_user(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	size_t from = at + 3, last = 0, colon = 0;
	bool is_path = false;

	if (kz_scan_is_masked(c, from))
		return false;
	for (size_t i = from; i < c->s.n && i < from + URL_USER; i++) {
		char ch = c->s.p[i];

		if (kz_is_blank(ch) || kz_scan_is_quote(ch) || strchr("<>\\", ch) ||
			kz_scan_is(c, i, KZ_S("://")))
			break;
		if (strchr("/?#", ch)) {
			/* a port, or no password at all: what follows is the path */
			if (last || !colon || kz_is_digit(kz_scan_byte(c, colon + 1)))
				break;
			is_path = true;
		}
		if (ch == ':' && !colon)
			colon = i;
		if (ch == '@' && colon) {
			last = i;
			if (is_path)
				break;
		}
	}
	if (!last)
		return false;
	*ret = (struct kz_span){from, last};
	return true;
}

static bool colon(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	return kz_scan_is(c, at, KZ_S("://")) ? url_user(c, at, ret)
					      : kz_scan_assigned(c, at, 1, ret);
}

static bool equals(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	return kz_scan_assigned(c, at, 1, ret);
}

static bool at_sign(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	return mail(c, at, 1, ret);
}

/* '=', ':' and '@' as JSON and URLs may spell them: \u003d, %3A. */
static bool escaped(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	struct kz_str head = kz_str_sub(c->s, at, 6);
	const size_t width = head.p[0] == '%' ? 3 : 6;

	head = kz_str_skip(kz_str_skip(head, KZ_S("%")), KZ_S("\\u00"));
	if (kz_str_starts_nocase(head, KZ_S("3d")) || kz_str_starts_nocase(head, KZ_S("3a")))
		return kz_scan_assigned(c, at, width, ret);
	return kz_str_starts(head, KZ_S("40")) && mail(c, at, width, ret);
}

typedef bool matcher(struct kz_scan *c, size_t at, struct kz_span *ret);

/* Bytes that are rare in text and stand in every secret of a kind. */
static matcher *const matchers[256] = {
	['_'] = underscore,
	['K'] = access_key,
	['z'] = google_key,
	['J'] = web_token,
	['-'] = dash,
	['@'] = at_sign,
	[':'] = colon,
	['='] = equals,
	['\\'] = escaped,
	['%'] = escaped,
};

static bool next_secret(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	for (; at < c->s.n; at++) {
		matcher *match = matchers[(unsigned char)c->s.p[at]];

		if (match && match(c, at, ret) && ret->to > c->from) {
			if (ret->from < c->from)
				ret->from = c->from;
			return true;
		}
	}
	return false;
}

static struct kz_str mask_spans(struct kz_arena *a, struct kz_str s, const struct kz_span *spans,
	size_t n)
{
	const size_t mask = sizeof(KZ_REDACTED) - 1;
	size_t from = 0, at = 0;
	char *p = kz_arena_get(a, s.n + n * mask + 1);

	for (size_t i = 0; i < n; i++) {
		memcpy(p + at, s.p + from, spans[i].from - from);
		at += spans[i].from - from;
		memcpy(p + at, KZ_REDACTED, mask);
		at += mask;
		from = spans[i].to;
	}
	memcpy(p + at, s.p + from, s.n - from);
	return (struct kz_str){p, at + s.n - from};
}

static struct kz_str redact_once(struct kz_arena *a, struct kz_str s)
{
	struct kz_scan c = {.s = s};
	struct kz_span *spans = NULL, found;
	size_t n = 0, cap = 0;

	while (next_secret(&c, c.from, &found)) {
		KZ_ROOM(a, spans, n, cap);
		spans[n++] = found;
		c.from = found.to;
	}
	return n ? mask_spans(a, s, spans, n) : s;
}

/* A mask can make its neighbour look like a value at last, hence until nothing is found. */
struct kz_str kz_redact(struct kz_arena *a, struct kz_str s)
{
	for (int pass = 0; pass < PASSES; pass++) {
		struct kz_str next = redact_once(a, s);

		if (next.p == s.p)
			break;
		s = next;
	}
	return s;
}
