/* SPDX-License-Identifier: MIT */
/*
 * What the formats of test results have in common: how durations, times, names and messages are
 * written, and what it means when one test stands in a file more than once.
 */
#ifndef KZ_COLLECT_CI_VALUES_H
#define KZ_COLLECT_CI_VALUES_H

#include "base/str.h"
#include "warehouse/sink.h"

enum {
	KZ_CI_NAME = 1024,         /* bytes of a suite, class or name; longer: head, "#", hash */
	KZ_CI_MESSAGE = 2048,      /* bytes of a message */
	KZ_CI_RAW_MESSAGE = 16384, /* of it are looked at, so that no secret is cut in two */
	KZ_CI_RESULTS = 500000,    /* in one file */
};

/*
 * Seconds as test runners write them: "1.5", "1,234.5", "1.2e-05", "12ms", "2m3.5s",
 * "PT1M2.5S", "00:00:01.2340000". One comma before exactly three digits groups thousands, but
 * not behind a lone 0. False when negative, empty, not a number.
 */
bool kz_ci_duration_ms(struct kz_str s, int64_t *ret_ms);

/*
 * ISO 8601 in the looser forms ("2024-01-03T 12:40:13", "… UTC"), "Sat, 03 Dec 2022 23:10:07
 * GMT", unix seconds or milliseconds; UTC without a zone. False for the placeholders 0001-01-01
 * and 1970-01-01.
 */
bool kz_ci_time_ms(struct kz_str s, int64_t *ret_ms);

/* Valid UTF-8, redacted, at most KZ_CI_NAME bytes, never NULL; in cx->mem. */
struct kz_str kz_ci_name(struct kz_ctx *cx, struct kz_str raw);
/* Valid UTF-8, redacted, trimmed, at most KZ_CI_MESSAGE bytes; NULL when empty. */
struct kz_str kz_ci_message(struct kz_ctx *cx, struct kz_str raw);

/* The same of the end of a text. */
struct kz_str kz_ci_message_end(struct kz_ctx *cx, struct kz_str raw);

/* Puts a result as the next of the file; KZ_ELIMIT past KZ_CI_RESULTS. */
KZ_CHECK int kz_ci_put(struct kz_ctx *cx, struct kz_sink *out,
	const struct kz_row_test_result *row);

/*
 * One test several times in a file (formats: ci.md 2.1): with a failure followed by another
 * result they are attempts, in order; else, or where the runner is known not to repeat tests
 * (`repeats` false), different tests of one name: the second becomes "name #2".
 */
void kz_ci_number_repeats(struct kz_sink *out, bool repeats);

/* Into every row of the sink: the run's id, 16 hex of the file's hash. */
void kz_ci_set_run(struct kz_sink *out, struct kz_str run);

#endif
