/* SPDX-License-Identifier: MIT */
/* Time without libc's calendar: civil dates after Hinnant's days_from_civil, ISO 8601, weeks. */
#include "base/clock.h"

int64_t kz_days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void kz_civil_from_days(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*ret_day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
	*ret_month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

static int64_t floor_to(int64_t at, int64_t unit)
{
	int64_t r = at % unit;

	return at - (r < 0 ? r + unit : r);
}

int64_t kz_day_start(int64_t at)
{
	return floor_to(at, KZ_DAY);
}

int64_t kz_week_start(int64_t at)
{
	/* 1970-01-01 was a Thursday */
	const int64_t monday = (int64_t)3 * KZ_DAY;

	return floor_to(at + monday, KZ_WEEK) - monday;
}

/* Exactly n digits at the head of *s. */
static bool digits(struct kz_str *s, size_t n, int64_t *ret)
{
	if (s->n < n || !kz_str_i64(kz_str_head(*s, n), ret) || *ret < 0)
		return false;
	*s = kz_str_from(*s, n);
	return true;
}

static bool byte(struct kz_str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = kz_str_from(*s, 1);
	return true;
}

static bool read_date(struct kz_str *s, int64_t *ret_days)
{
	static const unsigned char length[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t y, m, d;

	if (!digits(s, 4, &y) || !byte(s, '-') || !digits(s, 2, &m) || !byte(s, '-') ||
		!digits(s, 2, &d))
		return false;
	if (y < 1970 || m < 1 || m > 12 || d < 1 || d > length[m - 1])
		return false;
	if (m == 2 && d == 29 && (y % 4 || (y % 100 == 0 && y % 400)))
		return false;
	*ret_days = kz_days_from_civil(y, (unsigned)m, (unsigned)d);
	return true;
}

/* "hh:mm[:ss[.fraction]]" as milliseconds of the day; a leap second counts as the one before. */
static bool read_clock(struct kz_str *s, int64_t *ret_ms)
{
	int64_t h, m, sec = 0, frac = 0, scale = 100;

	if (!digits(s, 2, &h) || !byte(s, ':') || !digits(s, 2, &m) || h > 23 || m > 59)
		return false;
	if (byte(s, ':') && (!digits(s, 2, &sec) || sec > 60))
		return false;
	if (byte(s, '.') || byte(s, ',')) {
		if (s->n == 0 || !kz_is_digit(s->p[0]))
			return false;
		for (; s->n && kz_is_digit(s->p[0]); *s = kz_str_from(*s, 1), scale /= 10)
			frac += (s->p[0] - '0') * scale;
	}
	*ret_ms = ((h * 60 + m) * 60 + (sec == 60 ? 59 : sec)) * 1000 + frac;
	return true;
}

static bool read_zone(struct kz_str *s, int64_t *ret_offset_s)
{
	int64_t h, m = 0;
	int sign;

	if (byte(s, 'Z') || byte(s, 'z')) {
		*ret_offset_s = 0;
		return true;
	}
	if (s->n == 0 || (s->p[0] != '+' && s->p[0] != '-'))
		return false;
	sign = s->p[0] == '-' ? -1 : 1;
	*s = kz_str_from(*s, 1);
	if (!digits(s, 2, &h) || h > 14)
		return false;
	(void)byte(s, ':');
	if (s->n && (!digits(s, 2, &m) || m > 59))
		return false;
	*ret_offset_s = sign * (h * 60 + m) * 60;
	return true;
}

bool kz_time_iso_ms(struct kz_str s, int64_t *ret_ms, bool *ret_zone)
{
	int64_t days, ms = 0, offset = 0;
	bool zone = false;

	s = kz_str_trim(s);
	if (!read_date(&s, &days))
		return false;
	if (byte(&s, 'T') || byte(&s, ' ')) {
		while (byte(&s, ' '))
			;
		if (!read_clock(&s, &ms))
			return false;
		s = kz_str_trim(s);
	}
	if (s.n) {
		zone = read_zone(&s, &offset);
		if (!zone || s.n)
			return false;
	}
	*ret_ms = days * KZ_DAY * 1000 + ms - offset * 1000;
	*ret_zone = zone;
	return true;
}

struct kz_str kz_time_day(struct kz_arena *a, int64_t at)
{
	int64_t y;
	unsigned m, d;

	kz_civil_from_days(kz_day_start(at) / KZ_DAY, &y, &m, &d);
	return kz_strf(a, "%04lld-%02u-%02u", (long long)y, m, d);
}

struct kz_str kz_time_rfc(struct kz_arena *a, int64_t at)
{
	int64_t s = at - kz_day_start(at);
	struct kz_str day = kz_time_day(a, at);

	return kz_strf(a, "%.*sT%02d:%02d:%02dZ", (int)day.n, day.p, (int)(s / 3600),
		(int)(s / 60 % 60), (int)(s % 60));
}

struct kz_str kz_time_minute(struct kz_arena *a, int64_t at)
{
	int64_t s = at - kz_day_start(at);
	struct kz_str day = kz_time_day(a, at);

	return kz_strf(a, "%.*s %02d:%02d", (int)day.n, day.p, (int)(s / 3600), (int)(s / 60 % 60));
}

struct kz_str kz_time_week(struct kz_arena *a, int64_t at)
{
	/* The ISO year is that of the week's Thursday. */
	int64_t thursday = kz_week_start(at) / KZ_DAY + 3, y;
	unsigned m, d;

	kz_civil_from_days(thursday, &y, &m, &d);
	return kz_strf(a, "%04lld-W%02lld", (long long)y,
		(long long)((thursday - kz_days_from_civil(y, 1, 1)) / 7 + 1));
}

bool kz_time_since(struct kz_str s, int64_t now, int64_t *ret_at)
{
	int64_t n, ms;
	bool zone;

	if (s.n > 1 && (s.p[s.n - 1] == 'd' || s.p[s.n - 1] == 'w')) {
		if (!kz_str_i64(kz_str_head(s, s.n - 1), &n) || n < 0 || n > 100000)
			return false;
		*ret_at = now - n * (s.p[s.n - 1] == 'd' ? KZ_DAY : KZ_WEEK);
		return true;
	}
	if (!kz_time_iso_ms(s, &ms, &zone))
		return false;
	*ret_at = ms / 1000;
	return true;
}
