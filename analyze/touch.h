/* SPDX-License-Identifier: MIT */
/*
 * How long did someone work on a commit? An estimate from commit sessions (design: flow.md 5.2):
 * the gap to the author's commit before, when it is 60 minutes at most, else 30 minutes.
 */
#ifndef KZ_ANALYZE_TOUCH_H
#define KZ_ANALYZE_TOUCH_H

#include "analyze/history.h"

enum { KZ_TOUCH_GAP = 60 * 60, KZ_TOUCH_FIRST = 30 * 60 };

/*
 * Seconds that ended at each commit's author time, by index of h, in cx->mem. Merges, bots and
 * suspect times have none (0) and are not seen by others.
 */
int64_t *kz_touch_seconds(struct kz_ctx *cx, const struct kz_history *h);

#endif
