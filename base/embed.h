/* SPDX-License-Identifier: MIT */
/* Files carried inside the program: SQL, page template, gnuplot scripts, command texts. */
#ifndef KZ_BASE_EMBED_H
#define KZ_BASE_EMBED_H

#include <stddef.h>

struct kz_embed {
	const char *path;  /* from the root of the source tree */
	const char *bytes; /* followed by a NUL that is not counted */
	size_t n;
	const char *sha256; /* 64 hex digits; for the policy of the page */
};

/* Sorted by path; ends with path NULL. Made by cmake/embed.cmake. */
extern const struct kz_embed kz_embedded[];

#endif
