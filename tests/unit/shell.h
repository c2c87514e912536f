/* SPDX-License-Identifier: MIT */
/* For tests of git/: a folder of their own, and shell lines that make repositories in it. */
#ifndef KZ_TESTS_UNIT_SHELL_H
#define KZ_TESTS_UNIT_SHELL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/proc.h"

/* Made by shell_begin(), removed by shell_end(). */
struct shell {
	char folder[64]; /* TMP in scripts is $PWD there */
	struct kz_arena *mem;
	struct kz_ctx cx;
};

/* Exit status of a script that runs in the folder with git's defaults and a fixed clock. */
static inline int shell_run(struct shell *sh, const char *script)
{
	const char *path = getenv("PATH");
	const char *env[] = {kz_strf(sh->mem, "PATH=%s", path ? path : "/usr/bin:/bin").p,
		kz_strf(sh->mem, "HOME=%s", sh->folder).p, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.org", "GIT_COMMITTER_NAME=Ada",
		"GIT_COMMITTER_EMAIL=ada@example.org", "GIT_AUTHOR_DATE=1700000000 +0100",
		"GIT_COMMITTER_DATE=1700000000 +0100", "LC_ALL=C.UTF-8", "TZ=UTC", NULL};
	const char *argv[] = {"sh", "-euc", script, NULL};
	KZ_OWN(kz_buf) out = kz_buf_new(1 << 20);
	KZ_OWN(kz_buf) err = kz_buf_new(1 << 20);
	struct kz_proc p = {.argv = argv,
		.env = env,
		.folder = sh->folder,
		.out = out,
		.err = err,
		.wall_ms = 60000};
	int status = -1;

	if (kz_proc_run(&sh->cx, &p, &status) < 0)
		status = -1;
	if (status != 0)
		(void)fprintf(stderr, "status %d of: %s\n%.*s%.*s", status, script, (int)out->n,
			out->n ? out->p : "", (int)err->n, err->n ? err->p : "");
	return status;
}

static inline int shell_begin(struct shell *sh)
{
	*sh = (struct shell){.mem = kz_arena_new(), .folder = "/tmp/kaizen-test.XXXXXX"};
	sh->cx = (struct kz_ctx){.mem = sh->mem, .now = 1750000000};
	return mkdtemp(sh->folder) ? 0 : -1;
}

static inline int shell_end(struct shell *sh)
{
	int status = shell_run(sh, "chmod -R u+rwX . && rm -rf \"$PWD\"");

	kz_arena_free(sh->mem);
	return status;
}

/* A path below the folder. */
static inline const char *shell_path(struct shell *sh, const char *below)
{
	return kz_strf(sh->mem, "%s/%s", sh->folder, below).p;
}

#endif
