/* SPDX-License-Identifier: MIT */
/*
 * Time: unix seconds or milliseconds, UTC, int64. Own civil-date arithmetic (proleptic
 * Gregorian), no TZ, no libc calendar. Days and weeks are UTC; weeks are ISO, from Monday.
 */
#ifndef KZ_BASE_CLOCK_H
#define KZ_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { KZ_MINUTE = 60, KZ_HOUR = 3600, KZ_DAY = 86400, KZ_WEEK = 604800 };

/* Unknown time or number: NULL in the warehouse. */
#define KZ_UNKNOWN INT64_MIN

/*
 * ISO 8601 / RFC 3339: date, optional time (T or blank, fraction), optional zone (Z, +hh:mm,
 * +hhmm). Years 1970 to 9999. Without a zone the value is read as UTC and ret_zone is false.
 */
bool kz_time_iso_ms(struct kz_str s, int64_t *ret_ms, bool *ret_zone);

int64_t kz_days_from_civil(int64_t year, unsigned month, unsigned day); /* days since 1970-01-01 */
void kz_civil_from_days(int64_t days, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day);

int64_t kz_day_start(int64_t at);  /* seconds of 00:00 UTC of that day */
int64_t kz_week_start(int64_t at); /* seconds of Monday 00:00 UTC of that week */

struct kz_str kz_time_day(struct kz_arena *a, int64_t at);    /* 2026-11-16 */
struct kz_str kz_time_rfc(struct kz_arena *a, int64_t at);    /* 2026-11-16T06:00:00Z */
struct kz_str kz_time_minute(struct kz_arena *a, int64_t at); /* 2026-11-16 06:00 */
struct kz_str kz_time_week(struct kz_arena *a, int64_t at);   /* 2026-W46 */

/* "2026-11-01", an RFC 3339 time, or "30d", "8w" before now. */
bool kz_time_since(struct kz_str s, int64_t now, int64_t *ret_at);

#endif
