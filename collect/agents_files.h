/* SPDX-License-Identifier: MIT */
/*
 * Which files may be transcripts: those named, else *.jsonl below the folders of the
 * configuration, else below the agents' own. Links below a folder are not followed, only regular
 * files are taken. Sorted; files of subagents come behind all others.
 */
#ifndef KZ_COLLECT_AGENTS_FILES_H
#define KZ_COLLECT_AGENTS_FILES_H

#include "collect/groups.h"

struct kz_agent_file {
	const char *path;   /* as found */
	const char *folder; /* its project's: where its session's file lies */
	struct kz_file_info info;
	const char *skip; /* why it is not read: link, no-file; NULL */
	bool is_named;    /* on the command line, or in a folder that is */
	bool is_itself;   /* named itself: refusing it is an error of the command */
	bool is_subagent; /* by its name */
};

struct kz_agent_files {
	struct kz_agent_file *at;
	size_t n, cap;
};

/* In cx->mem. A named path that is not there is a refused input, and said. */
KZ_CHECK int kz_agent_files_find(struct kz_ctx *cx, struct kz_collecting *c,
	struct kz_agent_files *ret);

#endif
