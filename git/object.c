/* SPDX-License-Identifier: MIT */
/* Raw commits and tags as text. */
#include "git/object.h"

#include <iconv.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { HEX = 40, MAX_ZONE = 14 * 60, MAX_TEXT = 64 << 20 };

static bool is_oid(struct kz_str s)
{
	return s.n == HEX && kz_str_is_hex(s);
}

static void set_once(struct kz_str *field, struct kz_str value)
{
	if (!field->p)
		*field = value;
}

static void take_header(struct kz_git_raw *r, struct kz_str key, struct kz_str value)
{
	if (kz_str_eq(key, KZ_S("author")))
		set_once(&r->author, value);
	else if (kz_str_eq(key, KZ_S("committer")))
		set_once(&r->committer, value);
	else if (kz_str_eq(key, KZ_S("tagger")))
		set_once(&r->tagger, value);
	else if (kz_str_eq(key, KZ_S("type")))
		set_once(&r->target_type, value);
	else if (kz_str_eq(key, KZ_S("encoding")))
		set_once(&r->encoding, value);
}

bool kz_git_parse(struct kz_arena *a, struct kz_str object, struct kz_git_raw *ret)
{
	struct kz_str rest = object, line, key;
	struct kz_git_raw r = {.message = KZ_S("")};
	bool among_parents = true;
	size_t cap = 0;

	line = kz_str_upto(&rest, '\n');
	if (!kz_str_cut(&line, ' ', &key) || !is_oid(line))
		return false;
	if (kz_str_eq(key, KZ_S("tree")))
		r.tree = line;
	else if (kz_str_eq(key, KZ_S("object")))
		r.target = line;
	else
		return false;
	while (rest.n) {
		line = kz_str_upto(&rest, '\n');
		if (line.n == 0) {
			r.message = rest;
			break;
		}
		if (line.p[0] == ' ')
			continue; /* goes on with a signature or the like */
		key = kz_str_upto(&line, ' ');
		/* git takes as parents only what follows the tree at once */
		if (r.tree.p && among_parents && kz_str_eq(key, KZ_S("parent")) && is_oid(line)) {
			KZ_ROOM(a, r.parents, r.n_parents, cap);
			r.parents[r.n_parents++] = line;
			continue;
		}
		among_parents = false;
		take_header(&r, key, line);
	}
	*ret = r;
	return true;
}

/* Cuts the last blank-separated word off; KZ_NOTHING when there is none. */
static struct kz_str last_word(struct kz_str *s)
{
	size_t at = s->n;
	struct kz_str word;

	while (at && kz_is_blank(s->p[at - 1]))
		at--;
	*s = kz_str_head(*s, at);
	while (at && !kz_is_blank(s->p[at - 1]) && s->p[at - 1] != '>')
		at--;
	if (at == s->n)
		return KZ_NOTHING;
	word = kz_str_from(*s, at);
	*s = kz_str_head(*s, at);
	return word;
}

/* +0545 is 345 minutes; any number of digits, as git reads them. */
static bool zone_of(struct kz_str s, int64_t *ret)
{
	int64_t n;

	if (s.n < 2 || s.n > 9 || (s.p[0] != '+' && s.p[0] != '-') ||
		!kz_str_i64(kz_str_from(s, 1), &n) || n < 0)
		return false;
	n = n / 100 * 60 + n % 100;
	*ret = s.p[0] == '-' ? -n : n;
	return true;
}

static void name_and_email(struct kz_str s, struct kz_git_sign *ret)
{
	struct kz_str name;
	size_t end;

	ret->email = KZ_S("");
	if (kz_str_cut(&s, '<', &name)) {
		ret->email = kz_str_trim(kz_str_find_byte(s, '>', &end) ? kz_str_head(s, end) : s);
		s = name;
	}
	ret->name = kz_str_trim(s);
}

struct kz_git_sign kz_git_parse_sign(struct kz_str line)
{
	struct kz_git_sign sign = {0};
	struct kz_str left = line, before = line, word = last_word(&left);

	if (!line.p)
		left = before = KZ_S("");
	if (word.p && zone_of(word, &sign.tz)) {
		before = left;
		word = last_word(&left);
	}
	if (word.p && kz_str_i64(word, &sign.at))
		before = left;
	else
		sign.is_odd = true;
	if (sign.at < 0 || sign.tz > MAX_ZONE || sign.tz < -MAX_ZONE)
		sign.is_odd = true;
	name_and_email(before, &sign);
	return sign;
}

static void add_rune(struct kz_buf *out, unsigned char c)
{
	if (c < 0x80) {
		kz_buf_byte(out, (char)c);
	} else {
		kz_buf_byte(out, (char)(0xc0 | c >> 6));
		kz_buf_byte(out, (char)(0x80 | (c & 0x3f)));
	}
}

static struct kz_str from_latin1(struct kz_arena *a, struct kz_str text)
{
	KZ_OWN(kz_buf) out = kz_buf_new(MAX_TEXT);

	for (size_t i = 0; i < text.n; i++)
		add_rune(out, (unsigned char)text.p[i]);
	return kz_str_dup(a, kz_buf_str(out));
}

/* KZ_NOTHING when the encoding is unknown or the text is not in it. */
static struct kz_str converted(struct kz_arena *a, struct kz_str text, struct kz_str encoding)
{
	iconv_t how = iconv_open("UTF-8", kz_cstr(a, encoding));
	size_t left = text.n, room = text.n * 4 + 16;
	char *in = kz_arena_get(a, text.n + 1), *out, *start;
	size_t done;

	/* NOLINTNEXTLINE(performance-no-int-to-ptr): this is what POSIX says */
	if (how == (iconv_t)-1)
		return KZ_NOTHING;
	memcpy(in, text.p, text.n); /* iconv() takes no const */
	out = start = kz_arena_get(a, room);
	done = iconv(how, &in, &left, &out, &room);
	(void)iconv_close(how);
	if (done == (size_t)-1 || left)
		return KZ_NOTHING;
	return (struct kz_str){start, (size_t)(out - start)};
}

/* A name of an encoding, not of a file: what iconv_open() gets is untrusted. */
static bool is_encoding(struct kz_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!kz_is_alnum(s.p[i]) && !strchr("-_.:", s.p[i]))
			return false;
	return s.n > 0 && s.n < 64;
}

static bool is_utf8_name(struct kz_str s)
{
	return kz_str_eq_nocase(s, KZ_S("utf-8")) || kz_str_eq_nocase(s, KZ_S("utf8"));
}

struct kz_str kz_git_utf8(struct kz_arena *a, struct kz_str text, struct kz_str encoding)
{
	struct kz_str s = KZ_NOTHING;

	if (text.n == 0)
		return KZ_S("");
	if (is_encoding(encoding) && !is_utf8_name(encoding) && text.n < MAX_TEXT / 4)
		s = converted(a, text, encoding);
	if (!s.p)
		s = kz_utf8_valid(text) || text.n > MAX_TEXT / 2 ? text : from_latin1(a, text);
	return kz_utf8_repair(a, s);
}
