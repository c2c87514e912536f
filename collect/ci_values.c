/* SPDX-License-Identifier: MIT */
/* Durations and times as test runners write them; names and messages made fit for a row. */
#include "collect/ci_values.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/redact.h"
#include "base/text.h"

enum { RAW_NAME = 65536, DAY_MS = 86400000 };

static const double most_seconds = 1e9; /* 30 years: more is no duration of a test */

static size_t count_byte(struct kz_str s, char byte)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == byte;
	return n;
}

/* Which of ',' and '.' marks the decimals; 0: none does, both group thousands. */
static char decimal_mark(struct kz_str s)
{
	size_t commas = count_byte(s, ','), dots = count_byte(s, '.'), comma = 0, dot = 0;

	(void)kz_str_find_last(s, ',', &comma);
	(void)kz_str_find_last(s, '.', &dot);
	if (commas && dots)
		return comma > dot ? ',' : '.';
	if (commas == 1)
		return s.n - comma == 4 && !(comma == 1 && s.p[0] == '0') ? 0 : ',';
	return dots == 1 ? '.' : 0;
}

/* A plain number of either notation. */
static bool read_number(struct kz_str s, double *ret)
{
	char plain[64];
	const char mark = decimal_mark(s);
	size_t n = 0, at_mark = s.n;

	if (s.n == 0 || s.n >= sizeof(plain))
		return false;
	if (mark)
		(void)kz_str_find_last(s, mark, &at_mark);
	for (size_t i = 0; i < s.n; i++) {
		if (i == at_mark)
			plain[n++] = '.';
		else if (s.p[i] != ',' && s.p[i] != '.')
			plain[n++] = s.p[i];
	}
	return kz_str_f64((struct kz_str){plain, n}, ret);
}

/* The digits, marks and exponent at the head of *s. */
static bool take_number(struct kz_str *s, double *ret)
{
	size_t n = 0;

	while (n < s->n && (kz_is_digit(s->p[n]) || s->p[n] == '.' || s->p[n] == ','))
		n++;
	if (!read_number(kz_str_head(*s, n), ret))
		return false;
	*s = kz_str_from(*s, n);
	return true;
}

struct unit {
	struct kz_str name;
	double seconds;
};

/* Longer names first: "m" is the head of "ms". */
static const struct unit units[] = {
	{{"ms", 2}, 1e-3},
	{{"us", 2}, 1e-6},
	{{"\xc2\xb5s", 3}, 1e-6},
	{{"ns", 2}, 1e-9},
	{{"d", 1}, 86400},
	{{"h", 1}, 3600},
	{{"m", 1}, 60},
	{{"s", 1}, 1},
};

/* "2m3.5s", "12ms"; of ISO 8601 what stands behind the P: "1DT2H3M4.5S". */
static bool read_units(struct kz_str s, double *ret)
{
	double sum = 0, number = 0;

	if (s.n == 0)
		return false;
	while (s.n) {
		size_t i = 0;

		s = kz_str_skip(s, KZ_S("T"));
		if (!take_number(&s, &number))
			return false;
		while (i < sizeof(units) / sizeof(units[0]) &&
			!kz_str_starts_nocase(s, units[i].name))
			i++;
		if (i == sizeof(units) / sizeof(units[0]))
			return false;
		sum += number * units[i].seconds;
		s = kz_str_from(s, units[i].name.n);
	}
	*ret = sum;
	return true;
}

/* "hh:mm:ss.fffffff" or "mm:ss". */
static bool read_clock(struct kz_str s, double *ret)
{
	struct kz_str part;
	double sum = 0, number;

	while (kz_str_cut(&s, ':', &part)) {
		if (!kz_str_f64(part, &number) || number < 0)
			return false;
		sum = (sum + number) * 60;
	}
	if (!read_number(s, &number) || number < 0)
		return false;
	*ret = sum + number;
	return true;
}

bool kz_ci_duration_ms(struct kz_str s, int64_t *ret_ms)
{
	double seconds;
	bool ok;

	s = kz_str_trim(s);
	if (kz_str_starts_nocase(s, KZ_S("P")))
		ok = read_units(kz_str_from(s, 1), &seconds);
	else if (kz_str_find_byte(s, ':', NULL))
		ok = read_clock(s, &seconds);
	else
		ok = read_number(s, &seconds) || read_units(s, &seconds);
	if (!ok || !(seconds >= 0) || seconds > most_seconds)
		return false;
	*ret_ms = llround(seconds * 1000);
	return true;
}

/* "Sat, 03 Dec 2022 23:10:07 +0100" as ISO in room; the name of the day is not looked at. */
static bool iso_of_mail_date(struct kz_str s, char *room, size_t n)
{
	struct kz_str day, month, year, clock, zone = KZ_S("Z"), unused;
	int64_t d;
	size_t at;

	(void)kz_str_cut(&s, ',', &unused);
	if (!kz_str_word(&s, &day) || !kz_str_word(&s, &month) || !kz_str_word(&s, &year) ||
		!kz_str_word(&s, &clock))
		return false;
	(void)kz_str_word(&s, &zone);
	if (month.n != 3 || !kz_str_i64(day, &d) || d < 1 || d > 31 ||
		!kz_str_find_nocase(KZ_S("janfebmaraprmayjunjulaugsepoctnovdec"), month, &at) ||
		at % 3)
		return false;
	(void)snprintf(room, n, KZ_FMT "-%02zu-%02dT" KZ_FMT KZ_FMT, KZ_ARG(year), at / 3 + 1,
		(int)d, KZ_ARG(clock), KZ_ARG(zone));
	return true;
}

static bool read_unix(struct kz_str s, int64_t *ret_ms)
{
	int64_t n;

	if (s.n < 9 || s.n > 13 || !kz_is_digit(s.p[0]) || !kz_str_i64(s, &n))
		return false;
	*ret_ms = s.n > 11 ? n : n * 1000;
	return true;
}

static struct kz_str without_zone_name(struct kz_str s)
{
	if (kz_str_ends(s, KZ_S("UTC")) || kz_str_ends(s, KZ_S("GMT")))
		return kz_str_trim(kz_str_head(s, s.n - 3));
	return s;
}

bool kz_ci_time_ms(struct kz_str s, int64_t *ret_ms)
{
	char room[64];
	int64_t ms;
	bool zone;

	s = without_zone_name(kz_str_trim(s));
	if (!kz_time_iso_ms(s, &ms, &zone) && !read_unix(s, &ms) &&
		!(iso_of_mail_date(s, room, sizeof(room)) &&
			kz_time_iso_ms(kz_str_c(room), &ms, &zone)))
		return false;
	if (ms < DAY_MS)
		return false;
	*ret_ms = ms;
	return true;
}

struct kz_str kz_ci_name(struct kz_ctx *cx, struct kz_str raw)
{
	struct kz_str s = kz_utf8_repair(cx->mem, kz_utf8_head(raw, RAW_NAME)), head, hash;

	if (!raw.p)
		return KZ_S("");
	s = kz_redact(cx->mem, s);
	if (s.n <= KZ_CI_NAME)
		return s;
	hash = kz_hash_hex(cx->mem, raw, 16);
	head = kz_utf8_head(s, KZ_CI_NAME - 1 - hash.n);
	return kz_strf(cx->mem, "%.*s#%.*s", (int)head.n, head.p, (int)hash.n, hash.p);
}

struct kz_str kz_ci_message(struct kz_ctx *cx, struct kz_str raw)
{
	struct kz_str s = kz_str_trim(kz_utf8_head(raw, KZ_CI_RAW_MESSAGE));

	if (s.n == 0)
		return KZ_NOTHING;
	s = kz_redact(cx->mem, kz_utf8_repair(cx->mem, s));
	return kz_utf8_head(s, KZ_CI_MESSAGE);
}

struct kz_str kz_ci_message_end(struct kz_ctx *cx, struct kz_str raw)
{
	struct kz_str s = kz_str_trim(kz_utf8_tail(raw, KZ_CI_RAW_MESSAGE));

	if (s.n == 0)
		return KZ_NOTHING;
	s = kz_redact(cx->mem, kz_utf8_repair(cx->mem, s));
	return kz_utf8_tail(s, KZ_CI_MESSAGE);
}
