/* SPDX-License-Identifier: MIT */
/*
 * Raw commits and tags as text: headers parsed generically, since objects made by old or careless
 * programs lack headers, double them, or hold any bytes. Nothing here needs a repository.
 */
#ifndef KZ_GIT_OBJECT_H
#define KZ_GIT_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Header lines, slices of the raw object; KZ_NOTHING where there is none. */
struct kz_git_raw {
	struct kz_str tree;
	struct kz_str *parents; /* 40 hex digits each, as they come, doubles too */
	size_t n_parents;
	struct kz_str author, committer, tagger; /* whole value of the line */
	struct kz_str target, target_type;       /* of a tag */
	struct kz_str encoding;
	struct kz_str message; /* after the first empty line; may lack its last newline */
};

/* false: no commit and no tag, the first line is neither `tree` nor `object` with 40 hex digits. */
bool kz_git_parse(struct kz_arena *a, struct kz_str object, struct kz_git_raw *ret);

/* "Name <email> seconds zone"; read from the end of the line, so that any name goes. */
struct kz_git_sign {
	struct kz_str name, email; /* as written, blanks around them cut off */
	int64_t at;                /* unix seconds; 0 when there is none */
	int64_t tz;                /* minutes east */
	bool is_odd; /* no time, or one no clock shows: negative, zone beyond 14 hours */
};
struct kz_git_sign kz_git_parse_sign(struct kz_str line);

/*
 * Valid UTF-8 without NUL: converted from `encoding` (KZ_NOTHING: none is said), else as it is,
 * else read as Latin-1.
 */
struct kz_str kz_git_utf8(struct kz_arena *a, struct kz_str text, struct kz_str encoding);

#endif
