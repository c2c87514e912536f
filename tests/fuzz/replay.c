/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over the files of the folders named: the corpus as an ordinary test. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "tests/fuzz/fuzz.h"

enum { SKIPPED = 77 };

struct replay {
	const char *folder;
	unsigned count;
};

static int replay_file(struct kz_ctx *cx, void *self, const char *path,
	const struct kz_file_info *info, bool *enter)
{
	struct replay *r = self;
	const char *whole = kz_path_join(cx->mem, r->folder, path);
	struct kz_str body;
	int rc;

	*enter = true;
	if (!info->is_regular)
		return 0;
	if ((rc = kz_file_read(cx, whole, 64u << 20, &body)) < 0)
		return rc;
	(void)fprintf(stderr, "%s\n", whole); /* the last one named is the one that failed */
	(void)LLVMFuzzerTestOneInput((const uint8_t *)body.p, body.n);
	r->count++;
	return 0;
}

int main(int argc, char **argv)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};
	struct replay r = {0};

	for (int i = 1; i < argc; i++) {
		r.folder = argv[i];
		if (kz_path_exists(r.folder) && kz_walk(&cx, r.folder, replay_file, &r) < 0) {
			(void)fprintf(stderr, "%s\n", cx.err.text);
			return EXIT_FAILURE;
		}
	}
	(void)printf("%u inputs replayed\n", r.count);
	return r.count ? EXIT_SUCCESS : SKIPPED;
}
