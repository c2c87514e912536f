/* SPDX-License-Identifier: MIT */
/*
 * Does a session belong to this repository? What a transcript says of that is few facts, which
 * are kept of sessions that do not, so that they are judged anew without reading them again when
 * git or the configuration changed. Order of reasons, the first that holds: config, cwd, remote,
 * commit, then a cwd inside another repository says no, files; `folder` and `asked` are the
 * group's.
 */
#ifndef KZ_COLLECT_BELONG_H
#define KZ_COLLECT_BELONG_H

#include "collect/place.h"

struct kz_texts {
	struct kz_str *at;
	size_t n, cap;
};

/* Each list is without repeats and bounded. */
struct kz_facts {
	struct kz_texts cwds;
	struct kz_texts remotes; /* "owner/name" of pull requests, lower case */
	struct kz_texts commits; /* printed or named, abbreviated */
	struct kz_texts paths;   /* opened, relative to the session's cwd or the call's */
};

/* Of a session that was read, in cx->mem. */
void kz_facts_of(struct kz_ctx *cx, struct kz_sink *session, struct kz_facts *ret);
/* As text for s_input.cursor, and back. */
struct kz_str kz_facts_text(struct kz_ctx *cx, const struct kz_facts *f);
void kz_facts_parse(struct kz_ctx *cx, struct kz_str text, struct kz_facts *ret);

struct kz_belonging {
	const struct kz_git_info *info; /* NULL: no repository at hand */
	struct kz_git *git;
	const struct kz_list *alias; /* agents.path-alias */
	const struct kz_places *places;
};

/*
 * config, cwd, remote, commit, files: it belongs. "other-repository": it does not. "no-sign":
 * nothing speaks for either.
 */
KZ_CHECK int kz_belong(struct kz_ctx *cx, const struct kz_belonging *b, const struct kz_facts *f,
	const char **ret_reason);

/* 32 hex digits that change when a judgement of kept facts could. */
struct kz_str kz_belong_key(struct kz_ctx *cx, const struct kz_belonging *b, int64_t newest_commit);

#endif
