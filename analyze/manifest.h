/* SPDX-License-Identifier: MIT */
/*
 * What can be run in the repository, read from the files at HEAD that say so: tasks of mise, make,
 * just, task and package.json, and the programs whose own file is there (go.mod, Cargo.toml …).
 */
#ifndef KZ_ANALYZE_MANIFEST_H
#define KZ_ANALYZE_MANIFEST_H

#include <stdbool.h>

#include "base/str.h"
#include "git/repo.h"

struct kz_manifest {
	struct kz_map *tasks; /* "mise lint", "script test", "make all"; owned, see done */
	struct kz_map *names; /* base names of files at HEAD */
	struct kz_map *paths; /* files at HEAD */
};

/* git NULL: knows nothing. Release with kz_manifest_done, also after a failure. */
KZ_CHECK int kz_manifest_load(struct kz_ctx *cx, struct kz_git *git, struct kz_manifest *ret);
void kz_manifest_done(struct kz_manifest *m);

/* Is purpose ("mise run lint", "go test", "./x.sh") something that HEAD knows how to run? */
bool kz_manifest_has(const struct kz_manifest *m, struct kz_str purpose);

/* Tasks named in one file; exported for its tests. Adds "kind name" to m->tasks. */
void kz_manifest_read(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str path,
	struct kz_str text);

#endif
