/* SPDX-License-Identifier: MIT */
/* Errors: a code and one line of text that grows outwards as it travels up. */
#include "base/ctx.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef kz_fail /* ctx.h has a form of each for clang's analyzer */
#undef kz_wrap

int kz_fail(struct kz_ctx *cx, enum kz_code code, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(cx->err.text, sizeof(cx->err.text), fmt, ap);
	va_end(ap);
	if (n < 0)
		n = 0;
	cx->err.len = (size_t)n < sizeof(cx->err.text) ? (size_t)n : sizeof(cx->err.text) - 1;
	cx->err.code = code;
	return code;
}

int kz_wrap(struct kz_ctx *cx, int rc, const char *fmt, ...)
{
	char inner[sizeof(cx->err.text)];
	va_list ap;
	size_t room, n;
	int head;

	memcpy(inner, cx->err.text, cx->err.len + 1);
	va_start(ap, fmt);
	head = vsnprintf(cx->err.text, sizeof(cx->err.text), fmt, ap);
	va_end(ap);
	n = head < 0 ? 0 : (size_t)head;
	if (n > sizeof(cx->err.text) - 3)
		n = sizeof(cx->err.text) - 3;
	room = sizeof(cx->err.text) - n;
	head = snprintf(cx->err.text + n, room, ": %s", inner);
	n += head < 0 ? 0 : (size_t)head;
	cx->err.len = n < sizeof(cx->err.text) ? n : sizeof(cx->err.text) - 1;
	cx->err.code = rc;
	return rc;
}

void kz_err_clear(struct kz_ctx *cx)
{
	cx->err.code = 0;
	cx->err.len = 0;
	cx->err.text[0] = '\0';
}

int kz_stopped(struct kz_ctx *cx)
{
	if (cx->stop && atomic_load_explicit(cx->stop, memory_order_relaxed))
		return kz_fail(cx, KZ_ECANCEL, "interrupted; what was stored stays");
	return 0;
}

_Noreturn void kz_bug(const char *file, int line, const char *reason)
{
	(void)fprintf(stderr, "kaizen: internal error: %s (%s:%d)\n", reason, file, line);
	exit(70);
}
