/* SPDX-License-Identifier: MIT */
/*
 * The context of one unit of work: everything a function may need besides its arguments, and
 * the one way an error travels. A function that can fail takes `struct kz_ctx *cx` first and
 * returns 0 or a negative enum kz_code; only cli/ prints what kz_fail() wrote.
 */
#ifndef KZ_BASE_CTX_H
#define KZ_BASE_CTX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KZ_CHECK __attribute__((warn_unused_result))

enum kz_code {            /* the whole list; 0 is success */
	KZ_EINPUT = -1,   /* the bytes read are not what they should be */
	KZ_ELIMIT = -2,   /* a limit of ours was reached (size, depth, time) */
	KZ_ENOENT = -3,   /* the thing asked for is not there */
	KZ_EIO = -4,      /* the system said no: errno is in the message */
	KZ_EDB = -5,      /* SQLite said no */
	KZ_EBUSY = -6,    /* another run holds the warehouse */
	KZ_ETOOL = -7,    /* an outside tool (gnuplot, agent) failed */
	KZ_EUSAGE = -8,   /* the caller asked for something impossible */
	KZ_ECANCEL = -9,  /* told to stop; not an error to report */
	KZ_EPERM = -10,   /* permission or owner */
	KZ_EFORMAT = -11, /* an object format or dialect we do not support */
	KZ_ESCHEMA = -12, /* warehouse damaged or newer, configuration invalid */
	KZ_EFULL = -13,   /* no space left */
	KZ_ECREATE = -14, /* an output of the caller cannot be made there */
};

struct kz_err {
	int code;
	size_t len;
	char text[1000]; /* "outer: inner: cause"; may hold untrusted bytes, escaped when printed */
};

struct kz_arena;
struct kz_log;
struct kz_conf;

struct kz_ctx {
	struct kz_arena *mem;       /* freed whole when the unit of work ends */
	struct kz_err err;          /* set by kz_fail, widened by kz_wrap */
	struct kz_log *log;         /* NULL: silence */
	const struct kz_conf *conf; /* read-only after start */
	const atomic_bool *stop;    /* set by a signal to end; NULL: never */
	int64_t now;                /* unix seconds, UTC; fixed for the whole run */
};

/* Records an error and returns its code. */
int kz_fail(struct kz_ctx *cx, enum kz_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), cold));

/* Puts what the caller was doing in front of the recorded error; returns rc. */
int kz_wrap(struct kz_ctx *cx, int rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), cold));

#ifdef __clang_analyzer__ /* it does not see err.c: what they return is never 0 */
#define kz_fail(...) (kz_fail(__VA_ARGS__), -1)
#define kz_wrap(cx, rc, ...) (kz_wrap(cx, rc, __VA_ARGS__), (rc))
#endif

/* Forgets the recorded error (after one unreadable input was counted). */
void kz_err_clear(struct kz_ctx *cx);

/* KZ_ECANCEL when told to stop, else 0: to be asked between units. */
KZ_CHECK int kz_stopped(struct kz_ctx *cx);

/* A broken invariant of ours: prints file, line and reason, and exits with 70. */
#define KZ_BUG(reason) kz_bug(__FILE__, __LINE__, reason)
_Noreturn void kz_bug(const char *file, int line, const char *reason);

#endif
