/* SPDX-License-Identifier: MIT */
/*
 * Messages and progress: stderr only, escaped, decided in one place. Folders below cli/ return
 * errors and log warnings about inputs that were passed over; they never print.
 */
#ifndef KZ_BASE_LOG_H
#define KZ_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

enum kz_level { KZ_ERROR, KZ_WARNING, KZ_INFO, KZ_DEBUG };

struct kz_log {
	enum kz_level level; /* what is printed; --quiet: KZ_ERROR, default KZ_WARNING */
	bool progress;       /* stderr is a terminal and not --quiet */
	bool line_open;      /* a progress line stands on the terminal */
	int64_t last_ms;     /* when the last progress line was drawn (monotonic) */
	unsigned warnings;   /* how many were given, also when not printed */
};

void kz_warn(struct kz_ctx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void kz_info(struct kz_ctx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void kz_debug(struct kz_ctx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "collecting agents 12 of 111"; at most ten a second, only on a terminal. total 0: unknown. */
void kz_progress(struct kz_ctx *cx, const char *what, int64_t done, int64_t total);
/* Wipes the progress line, before anything else is printed. */
void kz_progress_end(struct kz_ctx *cx);

#endif
