/* SPDX-License-Identifier: MIT */
/*
 * Numbers and dates as people read them (JSON and CSV use base units instead). All text is ASCII
 * and lives in the arena; NaN and KZ_UNKNOWN are shown as "-". No locale.
 */
#ifndef KZ_REPORT_NUMBERS_H
#define KZ_REPORT_NUMBERS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* What a value measures; decides how it is shown. */
enum kz_unit { KZ_UNIT_COUNT, KZ_UNIT_MINUTES, KZ_UNIT_SHARE };

/* At most three significant digits below 1,000; above whole, with commas. */
struct kz_str kz_show_number(struct kz_arena *a, double v);
struct kz_str kz_show_count(struct kz_arena *a, int64_t n);
/* 0 to 1 as per cent: no decimals from 10 % on, one below. */
struct kz_str kz_show_share(struct kz_arena *a, double ratio);
/* s under 120 s, min under 120 min, h under 72 h, then days. */
struct kz_str kz_show_minutes(struct kz_arena *a, double minutes);
struct kz_str kz_show_unit(struct kz_arena *a, enum kz_unit unit, double v);
/* "20 to 58 h": the unit once where both ends have the same. */
struct kz_str kz_show_range(struct kz_arena *a, enum kz_unit unit, double lo, double hi);

/* "1 week", "26 weeks"; words that end in s, x or sh get es. */
struct kz_str kz_show_plural(struct kz_arena *a, int64_t n, const char *word);

/* Six significant digits: what JSON and CSV give. */
double kz_round6(double v);

/*
 * Values from 0 or lo to at least hi at which an axis has its 3 to 6 lines, in base units
 * (minutes: whole hours or days when they are long); gives their number.
 */
enum { KZ_TICS_MAX = 8 };
size_t kz_tics(enum kz_unit unit, double hi, double ret[KZ_TICS_MAX]);
/* The same for a logarithmic axis of minutes between lo and hi, both above 0. */
size_t kz_tics_log(double lo, double hi, double ret[KZ_TICS_MAX]);

#endif
