/* SPDX-License-Identifier: MIT */
/*
 * Configuration in git's dialect, layers (later wins): built-in, user file, the repository's
 * .kaizen/config and .kaizen/config.local (untrusted: protected keys and includes are refused
 * with a warning), KAIZEN_CONFIG_<SECTION>_<KEY>, -c KEY=VALUE.
 */
#ifndef KZ_GIT_CONFIG_H
#define KZ_GIT_CONFIG_H

#include "base/conf.h"
#include "base/ctx.h"

struct kz_conf_sources {
	const char *user_file;       /* NULL: none */
	const char *repository_file; /* NULL: none */
	const char *local_file;      /* NULL: none */
	const char *const *settings; /* "key=value" of -c, NULL-ended; NULL: none */
};

/* Values live in cx->mem. An invalid value is KZ_ESCHEMA with file and line, a bad -c KZ_EUSAGE. */
KZ_CHECK int kz_conf_load(struct kz_ctx *cx, const struct kz_conf_sources *from,
	struct kz_conf *ret);

/* Built-in values alone. */
void kz_conf_defaults(struct kz_conf *ret);

#endif
