/* SPDX-License-Identifier: MIT */
/* A scanner over rare bytes: each may be the middle of a secret, whose ends are then looked for. */
#include "base/redact.h"

#include <string.h>

#include "base/arena.h"

enum {
	SHORT_TOKEN = 8, /* after a prefix that nothing else begins with */
	LONG_TOKEN = 16, /* after one that words begin with, too */
	URL_USER = 512,  /* bytes of user:password looked through */
	LOOK = 64,       /* bytes of a value that say whether it is one */
	PASSES = 16,     /* two do on all text seen */
};

struct span {
	size_t from, to;
};

/*
 * The text; the first byte not yet taken: no secret begins before it; and how far the run of
 * token bytes goes that was looked at last, so that "eyJ-eyJ-…" stays linear. Every other look
 * that may be in vain is bounded.
 */
struct scan {
	struct kz_str s;
	size_t from;
	size_t run_from, run_to;
};

static char byte_at(const struct scan *c, size_t at)
{
	return at < c->s.n ? c->s.p[at] : '\0';
}

static bool is_at(const struct scan *c, size_t at, struct kz_str what)
{
	return kz_str_starts(kz_str_from(c->s, at), what);
}

static bool is_masked(const struct scan *c, size_t at)
{
	return is_at(c, at, KZ_S(KZ_REDACTED));
}

static bool is_token(char ch)
{
	return kz_is_alnum(ch) || ch == '_' || ch == '-';
}

static bool is_quote(char ch)
{
	return ch == '"' || ch == '\'' || ch == '`';
}

/* Does the word that begins at `at` begin there, or is it the middle of a longer one? */
static bool begins_word(const struct scan *c, size_t at)
{
	return at >= c->from && (at == 0 || !kz_is_alnum(c->s.p[at - 1]));
}

static size_t token_end(struct scan *c, size_t at)
{
	size_t to = at;

	if (at >= c->run_from && at < c->run_to)
		return c->run_to;
	while (to < c->s.n && is_token(c->s.p[to]))
		to++;
	c->run_from = at;
	c->run_to = to;
	return to;
}

static bool has_digit(const struct scan *c, size_t from, size_t to)
{
	for (; from < to; from++)
		if (kz_is_digit(c->s.p[from]))
			return true;
	return false;
}

/* PREFIX and at least `least` bytes of a token behind it. */
static bool prefixed(struct scan *c, size_t at, struct kz_str prefix, size_t least,
	struct span *ret)
{
	size_t end;

	if (!is_at(c, at, prefix) || !begins_word(c, at))
		return false;
	end = token_end(c, at + prefix.n);
	if (end - at - prefix.n < least)
		return false;
	*ret = (struct span){at, end};
	return true;
}

/* gh[pousr]_ and github_pat_, from their first '_'. */
static bool underscore(struct scan *c, size_t at, struct span *ret)
{
	if (at >= 3 && c->s.p[at - 3] == 'g' && c->s.p[at - 2] == 'h' && c->s.p[at - 1] &&
		strchr("pousr", c->s.p[at - 1]))
		return prefixed(c, at - 3, kz_str_sub(c->s, at - 3, 4), SHORT_TOKEN, ret);
	return at >= 6 && prefixed(c, at - 6, KZ_S("github_pat_"), SHORT_TOKEN, ret);
}

/* AKIA and 16 upper-case letters and digits, from the K. */
static bool access_key(struct scan *c, size_t at, struct span *ret)
{
	size_t end = at + 3;

	if (at < 1 || !is_at(c, at - 1, KZ_S("AKIA")) || !begins_word(c, at - 1))
		return false;
	while (end < c->s.n &&
		(kz_is_digit(c->s.p[end]) || (c->s.p[end] >= 'A' && c->s.p[end] <= 'Z')))
		end++;
	*ret = (struct span){at - 1, end};
	return end - at - 3 >= 16;
}

static bool google_key(struct scan *c, size_t at, struct span *ret)
{
	return at >= 2 && prefixed(c, at - 2, KZ_S("AIza"), 30, ret);
}

/* Three dotted parts of base64url (the last may be empty), from the J of the first. */
static bool web_token(struct scan *c, size_t at, struct span *ret)
{
	struct span head;
	size_t end;

	if (at < 2 || !prefixed(c, at - 2, KZ_S("eyJ"), SHORT_TOKEN, &head))
		return false;
	if (byte_at(c, head.to) != '.')
		return false;
	end = token_end(c, head.to + 1);
	if (end - head.to < 5)
		return false;
	if (byte_at(c, end) == '.')
		end = token_end(c, end + 1);
	*ret = (struct span){head.from, end};
	return true;
}

/* Base64, line numbers and string quotes around it, headers like "Proc-Type: 4,ENCRYPTED". */
static bool is_pem_byte(char ch)
{
	return kz_is_alnum(ch) || kz_is_blank(ch) || (unsigned char)ch >= 0x80 ||
		(ch && strchr("+/=\\:-,\"'|`", ch));
}

/* From BEGIN to the end of END; a key that is cut off goes on as long as it looks like one. */
static bool pem_key(struct scan *c, size_t at, struct span *ret)
{
	struct kz_str head = kz_str_sub(c->s, at, 80);
	size_t end = at, stop;

	if (!kz_str_starts(head, KZ_S("-----BEGIN ")) || !kz_str_find(head, KZ_S("KEY"), &stop))
		return false;
	for (size_t i = 11; i < stop; i++)
		if (head.p[i] != ' ' && !kz_is_alnum(head.p[i]))
			return false;
	for (end += stop; end < c->s.n && is_pem_byte(c->s.p[end]); end++) {
		struct kz_str tail = kz_str_sub(c->s, end, 80);
		size_t close;

		if (!kz_str_starts(tail, KZ_S("-----END ")))
			continue;
		tail = kz_str_from(tail, 9);
		end += kz_str_find(tail, KZ_S("-----"), &close) ? 9 + close + 5 : 9;
		break;
	}
	*ret = (struct span){at, end};
	return true;
}

/* A word of the list before `at`; its first byte, or `at` when there is none. */
static size_t key_before(const struct scan *c, size_t at, const struct kz_str *words)
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

/* --password VALUE, from its second '-'. */
static bool option(struct scan *c, size_t at, struct span *ret)
{
	size_t end, to;

	if (at < 1 || c->s.p[at - 1] != '-')
		return false;
	end = token_end(c, at + 1);
	if (byte_at(c, end) != ' ' || key_before(c, end, named_secrets) == end)
		return false;
	to = ++end;
	if (byte_at(c, to) == '-' || byte_at(c, to) == '$' || is_masked(c, to))
		return false;
	while (to < c->s.n && !kz_is_blank(c->s.p[to]) && !strchr("`;|&)<>\"'", c->s.p[to]))
		to++;
	*ret = (struct span){end, to};
	return to > end;
}

static bool dash(struct scan *c, size_t at, struct span *ret)
{
	if (at >= 2 && (at < 3 || !is_token(c->s.p[at - 3])) &&
		prefixed(c, at - 2, KZ_S("sk-"), LONG_TOKEN, ret) &&
		has_digit(c, ret->from, ret->to))
		return true;
	if (at >= 4 && kz_str_starts(kz_str_from(c->s, at - 4), KZ_S("xox")))
		return prefixed(c, at - 4, kz_str_sub(c->s, at - 4, 5), SHORT_TOKEN, ret);
	if (at >= 5 && prefixed(c, at - 5, KZ_S("glpat-"), SHORT_TOKEN, ret))
		return true;
	return pem_key(c, at, ret) || option(c, at, ret);
}

static bool is_mail_byte(char ch)
{
	return kz_is_alnum(ch) || (unsigned char)ch >= 0x80 || (ch && strchr("._%+-", ch));
}

/* name@host.tld, from the '@'; git@host is a remote, and name@2x.png a picture. */
static bool mail(struct scan *c, size_t at, struct span *ret)
{
	size_t from = at, to = at + 1, dot = 0;

	while (from > c->from && is_mail_byte(c->s.p[from - 1]))
		from--;
	while (to < c->s.n && (kz_is_alnum(c->s.p[to]) || c->s.p[to] == '-' || c->s.p[to] == '.')) {
		if (c->s.p[to] == '.' && kz_is_alpha(byte_at(c, to + 1)) &&
			kz_is_alpha(byte_at(c, to + 2)))
			dot = to;
		to++;
	}
	while (to > at + 1 && !kz_is_alnum(c->s.p[to - 1]))
		to--;
	if (from == at || !dot || dot > to || c->s.p[at + 1] == '.')
		return false;
	if (kz_str_eq(kz_str_sub(c->s, from, at - from), KZ_S("git")))
		return false;
	if (kz_is_digit(c->s.p[at + 1]) && is_at(c, at + 2, KZ_S("x.")))
		return false;
	*ret = (struct span){from, to};
	return true;
}

/* "//user:password@" from the ':' before it; a password may hold '@' and, wrongly, '/'. */
static bool url_user(struct scan *c, size_t at, struct span *ret)
{
	size_t from = at + 3, last = 0, colon = 0;
	bool is_path = false;

	if (is_masked(c, from))
		return false;
	for (size_t i = from; i < c->s.n && i < from + URL_USER; i++) {
		char ch = c->s.p[i];

		if (kz_is_blank(ch) || is_quote(ch) || strchr("<>\\", ch) ||
			is_at(c, i, KZ_S("://")))
			break;
		if (strchr("/?#", ch)) {
			/* a port, or no password at all: what follows is the path */
			if (last || !colon || kz_is_digit(byte_at(c, colon + 1)))
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
	*ret = (struct span){from, last};
	return true;
}

/* Up to the closing quote of the kind, escaped like the opening one; else to the line's end. */
static size_t quoted_end(const struct scan *c, size_t at, char quote, bool escaped)
{
	for (; at < c->s.n && c->s.p[at] != '\n'; at++) {
		if (c->s.p[at] == '\\' && !(escaped && byte_at(c, at + 1) == quote)) {
			at++;
			continue;
		}
		if (c->s.p[at] == (escaped ? '\\' : quote))
			break;
	}
	return at < c->s.n ? at : c->s.n;
}

static size_t skip_blanks(const struct scan *c, size_t at)
{
	while (byte_at(c, at) == ' ' || byte_at(c, at) == '\t')
		at++;
	return at;
}

/* The text behind an opening quote at `at`; false when there is none, or nothing in it. */
static bool quoted(const struct scan *c, size_t at, struct span *ret)
{
	bool escaped = byte_at(c, at) == '\\';

	if (!is_quote(byte_at(c, at + escaped)) || is_masked(c, at + escaped + 1))
		return false;
	*ret = (struct span){at + escaped + 1,
		quoted_end(c, at + escaped + 1, c->s.p[at + escaped], escaped)};
	return ret->to > ret->from;
}

static const struct kz_str headers[] = {{"authorization", 13}, {"cookie", 6}, {NULL, 0}};

/* `Authorization: Bearer x`, in a quoted argument, or as a quoted key with a quoted value. */
static bool header(struct scan *c, size_t key, size_t colon, struct span *ret)
{
	size_t from = skip_blanks(c, colon + 1), to;
	char before = key > 0 ? c->s.p[key - 1] : '\0';

	if (quoted(c, from, ret))
		return true;
	if (is_quote(byte_at(c, from)) || byte_at(c, from) == '\\' || is_masked(c, from))
		return false;
	if (is_quote(before) && c->s.p[colon - 1] != before) {
		to = quoted_end(c, from, before, key > 1 && c->s.p[key - 2] == '\\');
	} else {
		const char *nl = memchr(c->s.p + from, '\n', c->s.n - from);

		to = nl ? (size_t)(nl - c->s.p) : c->s.n;
	}
	while (to > from && kz_is_blank(c->s.p[to - 1]))
		to--;
	*ret = (struct span){from, to};
	return to > from;
}

/* Where a bare value ends, at most `most` bytes on. */
static size_t word_end(const struct scan *c, size_t at, size_t most)
{
	size_t end = most < c->s.n - at ? at + most : c->s.n;

	while (at < end && !kz_is_blank(c->s.p[at]) && c->s.p[at] &&
		!strchr("\"'`&;,)}]<>|\\", c->s.p[at]))
		at++;
	return at;
}

/* $NAME, ${NAME}, $(command): what names a secret is none. */
static bool is_reference(const struct scan *c, size_t from)
{
	size_t at = from + 1;

	if (byte_at(c, from) != '$')
		return false;
	if (byte_at(c, at) == '(' || byte_at(c, at) == '{')
		return true;
	while (kz_is_alnum(byte_at(c, at)) || byte_at(c, at) == '_')
		at++;
	return at > from + 1 && !kz_is_digit(c->s.p[from + 1]) &&
		(at == c->s.n || word_end(c, at, 1) == at);
}

/* Does only layout stand before the key on its line? Then "token: x" is a setting, not prose. */
static bool begins_line(const struct scan *c, size_t key)
{
	while (key > 0 && (is_token(c->s.p[key - 1]) || c->s.p[key - 1] == '.'))
		key--;
	while (key > 0 &&
		(c->s.p[key - 1] == ' ' || c->s.p[key - 1] == '\t' || c->s.p[key - 1] == '-'))
		key--;
	return key == 0 || c->s.p[key - 1] == '\n';
}

/*
 * The value of a named secret. Quoted: always. Bare: directly behind '=', or where layout says
 * that it is one and a digit in it says that it is no code ("token = next", "Unexpected token: x").
 */
static bool value(struct scan *c, size_t key, size_t sign, struct span *ret)
{
	bool is_equal = c->s.p[sign] == '=', tight = is_equal && byte_at(c, sign + 1) != ' ';
	size_t from = sign + 1, to;

	if (!is_equal && byte_at(c, from) == '=')
		from++; /* := of Go */
	else if (is_equal && (byte_at(c, from) == '=' || byte_at(c, from) == '>'))
		return false;
	from = skip_blanks(c, from);
	if (quoted(c, from, ret))
		return !is_reference(c, ret->from);
	to = word_end(c, from, LOOK);
	if (to == from || is_masked(c, from) || is_reference(c, from) ||
		memchr(c->s.p + from, '(', to - from))
		return false;
	if (!tight && (!has_digit(c, from, to) || !begins_line(c, key)))
		return false;
	*ret = (struct span){from, word_end(c, from, c->s.n)};
	return true;
}

/* '=' or ':' behind the name of a secret, which may be a quoted key. */
static bool assigned(struct scan *c, size_t at, struct span *ret)
{
	size_t end = at, key;

	while (end > 0 && at - end < 2 && c->s.p[end - 1] == ' ')
		end--;
	if (end > 0 && is_quote(c->s.p[end - 1]))
		end--;
	if (end > 0 && c->s.p[end - 1] == '\\')
		end--;
	if (c->s.p[at] == ':') {
		if (is_at(c, at, KZ_S("://")))
			return url_user(c, at, ret);
		key = key_before(c, end, headers);
		if (key != end)
			return header(c, key, at, ret);
	}
	key = key_before(c, end, named_secrets);
	return key != end && value(c, key, at, ret);
}

typedef bool matcher(struct scan *c, size_t at, struct span *ret);

/* Bytes that are rare in text and stand in every secret of a kind. */
static matcher *const matchers[256] = {
	['_'] = underscore,
	['K'] = access_key,
	['z'] = google_key,
	['J'] = web_token,
	['-'] = dash,
	['@'] = mail,
	[':'] = assigned,
	['='] = assigned,
};

static bool next_secret(struct scan *c, size_t at, struct span *ret)
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

static struct kz_str mask_spans(struct kz_arena *a, struct kz_str s, const struct span *spans,
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
	struct scan c = {.s = s};
	struct span *spans = NULL, found;
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
