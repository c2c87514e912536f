/* SPDX-License-Identifier: MIT */
/* What the files of base/file*.c share. */
#ifndef KZ_BASE_FILE_PRIVATE_H
#define KZ_BASE_FILE_PRIVATE_H

#include "base/ctx.h"

/* The error of a system call on path, with the code that fits errno. */
int kz_file_errno(struct kz_ctx *cx, const char *path, int err);

/* Opens without following a link or hanging on a FIFO; the caller closes. */
KZ_CHECK int kz_file_open_regular(struct kz_ctx *cx, const char *path, int *ret_fd,
	int64_t *ret_size);

#endif
