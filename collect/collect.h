/* SPDX-License-Identifier: MIT */
/*
 * The collect stage. A collector is one kind of input, turned into rows: one .c file, one line
 * in collectors.def. kz_collect finds inputs, lets collectors bid, reads, decides what belongs
 * to the repository, and stores each input in a transaction of its own.
 */
#ifndef KZ_COLLECT_COLLECT_H
#define KZ_COLLECT_COLLECT_H

#include "base/ctx.h"
#include "base/file.h"
#include "base/map.h"
#include "base/str.h"
#include "git/repo.h"
#include "warehouse/sink.h"

enum kz_take { KZ_TAKE_FILE, KZ_TAKE_LINES, KZ_TAKE_REPO };

struct kz_input {
	enum kz_take take;
	const char *path;   /* as given; for messages only, readers never open it */
	struct kz_str head; /* first bytes, at most 4096: all that bid() may look at, with path */
	struct kz_pieces *pieces;   /* KZ_TAKE_FILE: the file, at most collect.max-file-bytes */
	struct kz_lines *lines;     /* KZ_TAKE_LINES: the file from its start, line by line */
	int64_t mtime_s;            /* the file's time; KZ_UNKNOWN */
	struct kz_str cursor;       /* what the last run stored for this input; empty at first */
	struct kz_git *git;         /* KZ_TAKE_REPO */
	const struct kz_map *known; /* KZ_TAKE_REPO: oids of commits in the warehouse */
};

struct kz_collector {
	const char *name;  /* "junit"; [a-z0-9-], stored with every row's source */
	const char *about; /* one line */
	const char *group; /* git, agents, ci: what `kaizen collect GROUP` takes */
	enum kz_take take;
	unsigned version; /* raise it when equal bytes would give other rows: they are read again */

	/* How sure are we that this is ours? 0 no, 100 certain. Pure; never opens anything. */
	int (*bid)(const struct kz_input *in);

	/*
	 * Emits every row of in. Untrusted bytes stop here: what goes into the sink is valid UTF-8
	 * (git's paths excepted), within the limits, redacted. Keeps no state of its own. On error
	 * the rows of this input are dropped whole; a bad line or element is a problem row instead.
	 */
	int (*read)(struct kz_ctx *cx, const struct kz_input *in, struct kz_sink *out);
};

#define KZ_COLLECTOR(id) extern const struct kz_collector collect_##id;
#include "collect/collectors.def"

/* All of them, NULL-ended, in the order of the list. */
extern const struct kz_collector *const kz_collectors[];

/* The collector with the highest bid among those of a take; NULL when none bids. */
const struct kz_collector *kz_collector_for(const struct kz_input *in);

struct kz_collect_options {
	bool git, agents, ci;     /* which groups */
	const char *const *paths; /* inputs named on the command line, NULL-ended; NULL: none */
	const char *home;         /* HOME; NULL: no transcripts are read, and that is said */
	const char *claude_dir;   /* CLAUDE_CONFIG_DIR; NULL: unset */
	const char *xdg_config;   /* absolute XDG_CONFIG_HOME; NULL: unset */
};

struct kz_collect_summary {
	int64_t new_rows;
	int64_t inputs, refused, elsewhere,
		skipped;    /* looked at; bad; other repositories'; links, too large, … */
	int64_t in_part;    /* taken, but for some rows */
	bool named_refused; /* an input named on the command line was refused */
	bool incomplete;    /* a group could not finish */
};

/* Needs the current repository set on db. git may be NULL only when options->git is false. */
KZ_CHECK int kz_collect(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_collect_options *options, struct kz_collect_summary *ret);

#endif
