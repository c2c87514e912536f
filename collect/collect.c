/* SPDX-License-Identifier: MIT */
/* The collect stage: the list of collectors, who reads what, one group after the other. */
#include "collect/collect.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/hash.h"
#include "collect/groups.h"

enum { HEAD = 4096 }; /* bytes that bid() may look at */

#define KZ_COLLECTOR(id) &collect_##id,
const struct kz_collector *const kz_collectors[] = {
#include "collect/collectors.def"
	NULL,
};

/* The highest bid of a group (NULL: any); the first of equal ones, which a test forbids. */
static const struct kz_collector *highest(const struct kz_input *in, const char *group)
{
	const struct kz_collector *best = NULL;
	int most = 0;

	for (size_t i = 0; kz_collectors[i]; i++) {
		const struct kz_collector *c = kz_collectors[i];
		int bid;

		if (group && !kz_str_eq(kz_str_c(c->group), kz_str_c(group)))
			continue;
		bid = c->bid(in);
		if (bid > most) {
			most = bid;
			best = c;
		}
	}
	return best;
}

const struct kz_collector *kz_collector_for(const struct kz_input *in)
{
	return highest(in, NULL);
}

int kz_collect_file(struct kz_ctx *cx, const char *group, const char *path, struct kz_sink *sink,
	struct kz_collected *ret)
{
	struct kz_input in = {.path = path, .mtime_s = KZ_UNKNOWN};
	KZ_OWN(kz_pieces) pieces = NULL;
	KZ_OWN(kz_lines) lines = NULL;
	struct kz_file_info info;
	int rc;

	*ret = (struct kz_collected){0};
	if ((rc = kz_file_info(cx, path, &info)) < 0 ||
		(rc = kz_file_head(cx, path, HEAD, &in.head)) < 0)
		return rc; /* whether a file is taken in pieces or in lines follows from the bid */
	in.mtime_s = info.mtime_ns / 1000000000;
	ret->by = highest(&in, group);
	if (!ret->by)
		return kz_fail(cx, KZ_EINPUT, "%s: no known format of %s", path, group);
	in.take = ret->by->take;
	if (in.take == KZ_TAKE_LINES)
		rc = kz_lines_open(cx, path, (size_t)cx->conf->collect_max_line, &lines);
	else
		rc = kz_pieces_open(cx, path, (size_t)cx->conf->collect_max_file, &pieces);
	if (rc < 0)
		return rc;
	in.lines = lines;
	in.pieces = pieces;
	rc = ret->by->read(cx, &in, sink);
	if (rc == 0 && pieces)
		ret->hash = kz_pieces_hash(pieces, cx->mem, KZ_HASH_HEX);
	return rc;
}

int kz_collect(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_collect_options *options, struct kz_collect_summary *ret)
{
	struct kz_collecting c = {.db = db, .git = git, .options = options, .sum = ret};
	int rc = 0;

	*ret = (struct kz_collect_summary){0};
	if (rc == 0 && options->git)
		rc = kz_collect_git(cx, &c);
	if (rc == 0 && options->agents)
		rc = kz_collect_agents(cx, &c);
	if (rc == 0 && options->ci)
		rc = kz_collect_ci(cx, &c);
	return rc;
}
