/* SPDX-License-Identifier: MIT */
/* The group of agents: transcripts, and whether they belong to this repository. */
#include "collect/groups.h"

int kz_collect_agents(struct kz_ctx *cx, struct kz_collecting *c)
{
	(void)c;
	return kz_stopped(cx);
}
