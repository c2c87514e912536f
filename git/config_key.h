/* SPDX-License-Identifier: MIT */
/* The keys of base/conf.def as a table: finding one, checking a value, setting its field. */
#ifndef KZ_GIT_CONFIG_KEY_H
#define KZ_GIT_CONFIG_KEY_H

#include "base/conf.h"
#include "base/ctx.h"

enum kz_conf_type { KZ_CONF_TYPE_BOOL, KZ_CONF_TYPE_INT, KZ_CONF_TYPE_TEXT, KZ_CONF_TYPE_LIST };

struct kz_conf_key {
	const char *name; /* "ci.max-files" */
	size_t at;        /* of the field in struct kz_conf */
	int64_t min, max; /* of numbers */
	enum kz_conf_type type;
	bool is_safe; /* may stand in a repository's own file */
};

extern const struct kz_conf_key kz_conf_keys[]; /* ends with name NULL */
enum { KZ_CONF_MOST_KEYS = 64 };

/* Letters of either case; NULL when there is none. */
const struct kz_conf_key *kz_conf_find(struct kz_str name);
/* The key whose name differs least; NULL when none is near. */
const struct kz_conf_key *kz_conf_nearest(struct kz_str name);

/*
 * Sets the field. A list gets one more value, or this one alone when `first`. value KZ_NOTHING: a
 * key without "=". KZ_EINPUT says what was expected and found, texts live in cx->mem.
 */
KZ_CHECK int kz_conf_set(struct kz_ctx *cx, struct kz_conf *conf, const struct kz_conf_key *key,
	struct kz_str value, bool first);

/* The value in words; the items of a list are parted by ", ". */
struct kz_str kz_conf_text(struct kz_arena *a, const struct kz_conf *conf,
	const struct kz_conf_key *key);

#endif
