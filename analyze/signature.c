/* SPDX-License-Identifier: MIT */
/* Masks of error lines: one scanner, each place asks the masks in a fixed order. */
#include "analyze/signature.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

enum { TEMPLATE_MAX = 300, VALUES_MAX = 32 };

static char at(struct kz_str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool is_hex(char c)
{
	return kz_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word(char c)
{
	return kz_is_alnum(c) || c == '_';
}

static size_t span_digits(struct kz_str s, size_t i)
{
	size_t n = 0;

	while (kz_is_digit(at(s, i + n)))
		n++;
	return n;
}

/* 8-4-4-4-12 hex digits. */
static size_t uuid_at(struct kz_str s, size_t i)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t k = 0; k + 1 < sizeof(form); k++)
		if (form[k] == '-' ? at(s, i + k) != '-' : !is_hex(at(s, i + k)))
			return 0;
	return is_word(at(s, i + sizeof(form) - 1)) ? 0 : sizeof(form) - 1;
}

static size_t url_at(struct kz_str s, size_t i)
{
	size_t n = 0;

	while (kz_is_alpha(at(s, i + n)))
		n++;
	if (n < 2 || at(s, i + n) != ':' || at(s, i + n + 1) != '/' || at(s, i + n + 2) != '/')
		return 0;
	while (i + n < s.n && !kz_is_blank(s.p[i + n]) &&
		!kz_str_find_byte(KZ_S("\"'`<>)]}"), s.p[i + n], NULL))
		n++;
	return n;
}

/* Does form stand at i? In it 0 is any digit. */
static bool form_at(struct kz_str s, size_t i, struct kz_str form)
{
	for (size_t k = 0; k < form.n; k++)
		if (form.p[k] == '0' ? !kz_is_digit(at(s, i + k)) : at(s, i + k) != form.p[k])
			return false;
	return true;
}

static size_t zone_at(struct kz_str s, size_t i)
{
	size_t n = 0;

	if (at(s, i) == 'Z')
		return 1;
	if (form_at(s, i + 1, KZ_S("00")) && (at(s, i) == '+' || at(s, i) == '-'))
		n = form_at(s, i + 3, KZ_S(":00")) ? 6 : form_at(s, i + 3, KZ_S("00")) ? 5 : 3;
	return n;
}

/* 2026-01-05, 2026-01-05T10:11:12.123Z, 10:11:12. */
static size_t time_at(struct kz_str s, size_t i)
{
	const size_t date = form_at(s, i, KZ_S("0000-00-00")) ? 10 : 0;
	const bool joined = date > 0 && (at(s, i + date) == 'T' || at(s, i + date) == ' ');
	size_t n = date + (joined ? 1 : 0);

	if (!form_at(s, i + n, KZ_S("00:00:00")))
		return is_word(at(s, i + date)) ? 0 : date;
	n += 8;
	if (at(s, i + n) == '.' || at(s, i + n) == ',')
		n += 1 + span_digits(s, i + n + 1);
	return n + zone_at(s, i + n);
}

static size_t unit_at(struct kz_str s, size_t i)
{
	static const char *const units[] = {"ms", "µs", "us", "ns", "seconds", "second", "secs",
		"sec", "minutes", "minute", "min", "hours", "hour", "s", "m", "h"};

	for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
		const struct kz_str unit = kz_str_c(units[k]);

		if (kz_str_starts(kz_str_from(s, i), unit) && !is_word(at(s, i + unit.n)))
			return unit.n;
	}
	return 0;
}

/* "1.5s", "200 ms", "1m20s" (its parts). */
static size_t duration_at(struct kz_str s, size_t i)
{
	size_t n = 0, whole = 0;

	for (;;) {
		size_t k = span_digits(s, i + n), unit;

		if (k == 0)
			return whole;
		if (at(s, i + n + k) == '.' && kz_is_digit(at(s, i + n + k + 1)))
			k += 1 + span_digits(s, i + n + k + 1);
		if (at(s, i + n + k) == ' ' && whole == 0 && unit_at(s, i + n + k + 1) > 0)
			k++;
		unit = unit_at(s, i + n + k);
		if (unit == 0 && (at(s, i + n + k) == 'm' || at(s, i + n + k) == 'h') &&
			kz_is_digit(at(s, i + n + k + 1)))
			unit = 1;
		if (unit == 0)
			return whole;
		n += k + unit;
		whole = n;
	}
}

/* TestName/sub, BenchmarkName. */
static size_t test_at(struct kz_str s, size_t i)
{
	const struct kz_str rest = kz_str_from(s, i);
	size_t n = kz_str_starts(rest, KZ_S("Test"))     ? 4
		: kz_str_starts(rest, KZ_S("Benchmark")) ? 9
							 : 0;

	if (n == 0 || !((at(rest, n) >= 'A' && at(rest, n) <= 'Z') || at(rest, n) == '_'))
		return 0;
	while (is_word(at(rest, n)) ||
		(kz_str_find_byte(KZ_S("/#-."), at(rest, n), NULL) && is_word(at(rest, n + 1))))
		n++;
	return n;
}

/* "…", `…`, '…'; the last not behind a letter, so that "doesn't" survives. */
static size_t quoted_at(struct kz_str s, size_t i)
{
	const char quote = s.p[i];
	const bool closing_backtick = quote == '`'; /* `x' of older programs */
	size_t n = 1;

	if ((quote != '"' && quote != '\'' && quote != '`') ||
		(quote == '\'' && i > 0 && kz_is_alpha(s.p[i - 1])))
		return 0;
	while (i + n < s.n && s.p[i + n] != quote && !(closing_backtick && s.p[i + n] == '\''))
		n += s.p[i + n] == '\\' ? 2 : 1;
	return i + n < s.n ? n + 1 : 0;
}

static bool is_path_byte(char c)
{
	return is_word(c) || (c & 0x80) != 0 || kz_str_find_byte(KZ_S(".-+@~%$/*{}"), c, NULL);
}

static size_t line_and_column(struct kz_str s, size_t i)
{
	size_t n = 0;

	while (at(s, i + n) == ':' && kz_is_digit(at(s, i + n + 1)))
		n += 1 + span_digits(s, i + n + 1);
	if (n == 0 && at(s, i) == '(' && kz_is_digit(at(s, i + 1))) { /* a.ts(12,3) */
		n = 1;
		while (kz_is_digit(at(s, i + n)) || at(s, i + n) == ',')
			n++;
		n = at(s, i + n) == ')' ? n + 1 : 0;
	}
	return n;
}

/* A slash not at the end, or name.ext with a short extension that begins with a letter. */
static bool looks_like_path(struct kz_str word)
{
	size_t slash, dot;

	if (kz_str_starts(word, KZ_S("--")))
		return false;
	if (kz_str_find_byte(word, '/', &slash))
		return word.n > 1 && !kz_str_eq(word, KZ_S("n/a")) && !kz_str_eq(word, KZ_S("//"));
	return kz_str_find_last(word, '.', &dot) && dot + 1 < word.n && word.n - dot <= 6 &&
		kz_is_alpha(word.p[dot + 1]) && (dot > 0 || word.n > 3);
}

static size_t path_at(struct kz_str s, size_t i)
{
	size_t n = 0;

	while (i + n < s.n && is_path_byte(s.p[i + n]))
		n++;
	while (n > 0 && s.p[i + n - 1] == '.' && !(n > 1 && s.p[i + n - 2] == '.'))
		n--; /* the end of a sentence */
	if (n == 0 || !looks_like_path(kz_str_sub(s, i, n)))
		return 0;
	return n + line_and_column(s, i + n);
}

static size_t hex_at(struct kz_str s, size_t i)
{
	size_t n = 0;
	bool digit = false;

	while (is_hex(at(s, i + n))) {
		digit = digit || kz_is_digit(s.p[i + n]);
		n++;
	}
	if (n < 7 || n > 64 || !digit || is_word(at(s, i + n)))
		return 0;
	for (size_t k = 0; k < n; k++)
		if (!kz_is_digit(s.p[i + k]))
			return n;
	return n >= 12 ? n : 0; /* a number, unless it is long */
}

static size_t number_at(struct kz_str s, size_t i)
{
	size_t n = (at(s, i) == '+' || at(s, i) == '-') ? 1 : 0, digits = span_digits(s, i + n);

	if (digits == 0)
		return 0;
	n += digits;
	while ((at(s, i + n) == '.' || at(s, i + n) == ',') && kz_is_digit(at(s, i + n + 1)))
		n += 1 + span_digits(s, i + n + 1);
	return n + (at(s, i + n) == '%' ? 1 : 0);
}

static const struct {
	size_t (*at)(struct kz_str s, size_t i); /* length of the match at i, 0: none */
	const char *name;
} masks[] = {
	[KZ_MASK_UUID] = {uuid_at, "<uuid>"},
	[KZ_MASK_URL] = {url_at, "<url>"},
	[KZ_MASK_TIME] = {time_at, "<time>"},
	[KZ_MASK_DURATION] = {duration_at, "<dur>"},
	[KZ_MASK_TEST] = {test_at, "<test>"},
	[KZ_MASK_QUOTED] = {quoted_at, "<q>"},
	[KZ_MASK_PATH] = {path_at, "<path>"},
	[KZ_MASK_HEX] = {hex_at, "<hex>"},
	[KZ_MASK_NUMBER] = {number_at, "<n>"},
};

/* The first mask that matches at i; words are not entered in their middle. */
static size_t match(struct kz_str s, size_t i, enum kz_mask *ret)
{
	const bool inside = i > 0 && is_word(s.p[i - 1]) && is_word(s.p[i]);

	for (size_t k = 0; k < sizeof(masks) / sizeof(*masks); k++) {
		const size_t n = inside ? 0 : masks[k].at(s, i);

		if (n > 0) {
			*ret = (enum kz_mask)k;
			return n;
		}
	}
	return 0;
}

void kz_signature_mask(struct kz_arena *a, struct kz_str line, struct kz_signature *ret)
{
	KZ_OWN(kz_buf) out = kz_buf_new(TEMPLATE_MAX);
	struct kz_masked *values = KZ_NEW_ARRAY(a, struct kz_masked, VALUES_MAX);
	struct kz_str s = kz_str_trim(line);
	size_t n_values = 0, i = 0;

	while (i < s.n) {
		enum kz_mask mask = KZ_MASK_NUMBER;
		const size_t n = match(s, i, &mask);

		if (n == 0) {
			if (!kz_is_blank(s.p[i]))
				kz_buf_byte(out, s.p[i]);
			else if (out->n > 0 && out->p[out->n - 1] != ' ')
				kz_buf_byte(out, ' ');
			i++;
			continue;
		}
		kz_buf_text(out, masks[mask].name);
		if (n_values < VALUES_MAX)
			values[n_values++] = (struct kz_masked){.mask = mask,
				.value = mask == KZ_MASK_QUOTED ? kz_str_sub(s, i + 1, n - 2)
								: kz_str_sub(s, i, n)};
		i += n;
	}
	*ret = (struct kz_signature){
		.template = kz_str_dup(a, kz_buf_str(out)),
		.values = values,
		.n_values = n_values,
	};
}

struct kz_str kz_signature_id(struct kz_arena *a, struct kz_str kind, struct kz_str purpose,
	struct kz_str template)
{
	KZ_OWN(kz_buf) key = kz_buf_new(2048);

	kz_buf_add(key, kind);
	kz_buf_byte(key, '\x1f');
	kz_buf_add(key, purpose);
	kz_buf_byte(key, '\x1f');
	kz_buf_add(key, template);
	return kz_hash_hex(a, kz_buf_str(key), 12);
}
