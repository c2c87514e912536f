/* SPDX-License-Identifier: MIT */
/* What kind of file a repository-relative path names, by its name alone. */
#ifndef KZ_ANALYZE_PLACE_H
#define KZ_ANALYZE_PLACE_H

#include "base/str.h"

/* The first that fits: a README below vendor/ is vendored. */
enum kz_place {
	KZ_PLACE_LOCK,      /* of dependencies: go.sum, Cargo.lock */
	KZ_PLACE_VENDORED,  /* other people's code */
	KZ_PLACE_GENERATED, /* written by a program */
	KZ_PLACE_TEST,
	KZ_PLACE_DOC,
	KZ_PLACE_CODE, /* everything else, configuration too */
};

enum kz_place kz_place_of(struct kz_str path);

#endif
