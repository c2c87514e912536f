/* SPDX-License-Identifier: MIT */
/*
 * A child process with limits: argument vector without a shell, exactly the environment given, no
 * descriptor but its three, a group of its own that is killed when time is over.
 */
#ifndef KZ_BASE_PROC_H
#define KZ_BASE_PROC_H

#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"

struct kz_proc {
	const char *const *argv; /* NULL-ended; without a slash argv[0] is looked up in our PATH */
	const char *const *env;  /* NULL-ended NAME=VALUE: the child's whole environment */
	const char *folder;      /* its working folder; NULL: ours */
	struct kz_buf *out;      /* gets its stdout, up to the buffer's max; NULL: /dev/null */
	struct kz_buf *err;      /* the same for stderr */
	int64_t wall_ms;         /* then SIGTERM, a second later SIGKILL; 0: no limit */
	uint64_t cpu_s, memory_bytes, file_bytes; /* RLIMIT_CPU, _AS, _FSIZE; 0: as ours */
};

/*
 * Runs it to its end; stdin is empty. *ret_status: exit status, or 128 and the signal's number.
 * KZ_ENOENT: no such program; KZ_EPERM: not executable; KZ_ELIMIT: time was over; KZ_ECANCEL.
 */
KZ_CHECK int kz_proc_run(struct kz_ctx *cx, const struct kz_proc *p, int *ret_status);

#endif
