/* SPDX-License-Identifier: MIT */
/*
 * What is kept of a tool's result (countermeasures.md 1.2, 1.3, 1.5): marks of its whole text,
 * the line that says what went wrong, head and tail of a failure. The text itself is not kept.
 * Order: plain, then marks; redact, then signature and excerpt, which are cut last.
 */
#ifndef KZ_COLLECT_RESULT_H
#define KZ_COLLECT_RESULT_H

#include <stdint.h>

#include "base/str.h"

enum { KZ_SIGNATURE_LINE = 300, KZ_EXCERPT_HEAD = 2048, KZ_EXCERPT_TAIL = 1024 };

/* Without ANSI sequences; CR LF and lone CR are LF. s itself when there is none of them. */
struct kz_str kz_result_plain(struct kz_arena *a, struct kz_str s);

/* The set of warehouse/marks.h; BACKGROUND and INTERRUPTED are the caller's to add. */
uint64_t kz_result_marks(struct kz_str plain);

/* The first line with an error word, else the last; at most 300 bytes. */
struct kz_str kz_result_signature(struct kz_str plain);

/* 2 KiB of the head and 1 KiB of the tail, "…" on a line of its own between them. */
struct kz_str kz_result_excerpt(struct kz_arena *a, struct kz_str s);

/* N of "Exit code N" at the head of the text. */
bool kz_result_exit(struct kz_str s, int64_t *ret);

#endif
