/* SPDX-License-Identifier: MIT */
/* The group of git: one input, the repository itself. */
#include "collect/groups.h"

int kz_collect_git(struct kz_ctx *cx, struct kz_collecting *c)
{
	(void)c;
	return kz_stopped(cx);
}
