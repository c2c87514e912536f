/* SPDX-License-Identifier: MIT */
/*
 * The groups of inputs: each finds its own, reads them with the collectors of its group, and
 * stores each in a transaction. What is found beside the paths named on the command line is the
 * group's matter. A refused input is counted and stored with its reason, never the end of the run.
 */
#ifndef KZ_COLLECT_GROUPS_H
#define KZ_COLLECT_GROUPS_H

#include "collect/collect.h"

struct kz_collecting {
	struct kz_db *db;
	struct kz_git *git;
	const struct kz_collect_options *options;
	struct kz_collect_summary *sum;
};

KZ_CHECK int kz_collect_git(struct kz_ctx *cx, struct kz_collecting *c);
KZ_CHECK int kz_collect_agents(struct kz_ctx *cx, struct kz_collecting *c);
KZ_CHECK int kz_collect_ci(struct kz_ctx *cx, struct kz_collecting *c);

/* What became of a file that kz_collect_file read. */
struct kz_collected {
	const struct kz_collector *by; /* NULL: nobody bids, KZ_EINPUT */
	struct kz_str hash; /* KZ_TAKE_FILE, when it was read to its end: 32 hex of its bytes */
};

/*
 * Reads one file with the collector that bids highest in the group; rows are in sink, or the
 * error says why not. ret is set in either case, texts in cx->mem.
 */
KZ_CHECK int kz_collect_file(struct kz_ctx *cx, const char *group, const char *path,
	struct kz_sink *sink, struct kz_collected *ret);

#endif
