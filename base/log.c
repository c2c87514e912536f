/* SPDX-License-Identifier: MIT */
/* Messages and progress on stderr. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "base/escape.h"

static const char *const names[] = {"error", "warning", "info", "debug"};

__attribute__((format(printf, 3, 0))) static void say(struct kz_ctx *cx, enum kz_level level,
	const char *fmt, va_list ap)
{
	char text[2048];
	KZ_OWN(kz_buf) line = NULL;
	int n;

	if (!cx->log)
		return;
	if (level == KZ_WARNING)
		cx->log->warnings++;
	if (level > cx->log->level)
		return;
	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n < 0)
		return;
	kz_progress_end(cx);
	line = kz_buf_new(16 << 10);
	kz_buf_addf(line, "kaizen: %s: ", names[level]);
	kz_esc_term(line,
		(struct kz_str){text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1});
	kz_buf_byte(line, '\n');
	(void)fwrite(line->p, 1, line->n, stderr);
}

void kz_warn(struct kz_ctx *cx, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(cx, KZ_WARNING, fmt, ap);
	va_end(ap);
}

void kz_info(struct kz_ctx *cx, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(cx, KZ_INFO, fmt, ap);
	va_end(ap);
}

void kz_debug(struct kz_ctx *cx, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(cx, KZ_DEBUG, fmt, ap);
	va_end(ap);
}

void kz_progress(struct kz_ctx *cx, const char *what, int64_t done, int64_t total)
{
	struct timespec t;
	int64_t ms;

	if (!cx->log || !cx->log->progress)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	if (cx->log->line_open && ms - cx->log->last_ms < 100)
		return;
	cx->log->last_ms = ms;
	cx->log->line_open = true;
	if (total > 0)
		(void)fprintf(stderr, "\r%s %lld of %lld\033[K", what, (long long)done,
			(long long)total);
	else
		(void)fprintf(stderr, "\r%s %lld\033[K", what, (long long)done);
	(void)fflush(stderr);
}

void kz_progress_end(struct kz_ctx *cx)
{
	if (!cx->log || !cx->log->line_open)
		return;
	(void)fputs("\r\033[K", stderr);
	(void)fflush(stderr);
	cx->log->line_open = false;
}
