/* SPDX-License-Identifier: MIT */
/*
 * The managed block (countermeasures.md 8): the few lines of a context file that kaizen keeps,
 * between two markers, with a checksum that shows when people edited them. Pure functions on a
 * file's bytes. What people wrote wins: lines inside are kept as they stand, changed or not, and
 * everything outside is kept to the byte, with its line endings, byte order mark and missing last
 * newline. Markers in fenced code do not count. Nothing inside depends on time.
 */
#ifndef KZ_ORCHESTRATE_BLOCK_H
#define KZ_ORCHESTRATE_BLOCK_H

#include "base/str.h"

enum { KZ_BLOCK_RULES = 12, KZ_BLOCK_BYTES = 1600 };

struct kz_block {
	bool is_there;  /* one pair of markers */
	bool is_edited; /* the checksum is not that of the lines */
	size_t rules;   /* lines between that begin with "- " */
};

/*
 * What stands in the file. KZ_EINPUT, with the reason, when it must not be written: no pair but
 * some markers, another version, conflict markers, code that is fenced to the end, no text.
 */
KZ_CHECK int kz_block_read(struct kz_ctx *cx, struct kz_str file, struct kz_block *ret);

/*
 * The file with the rule "- text <!-- kz:id -->" as the block's last line; the block is made at
 * the end where there is none. The file itself when it holds the id already. KZ_EINPUT as above;
 * KZ_ELIMIT when the block would hold more than 12 rules or 1,600 bytes.
 */
KZ_CHECK int kz_block_put(struct kz_ctx *cx, struct kz_str file, struct kz_str id,
	struct kz_str text, struct kz_str *ret);

/* Does a line outside of fenced code carry the rule's marker? */
bool kz_block_has_id(struct kz_str file, struct kz_str id);

/* The next line with its newline; *ret_fenced: part of fenced code. *fence is zero at first. */
struct kz_fence {
	char mark;  /* 0: outside */
	size_t run; /* marks of the opening fence */
};
bool kz_block_line(struct kz_str *rest, struct kz_fence *fence, struct kz_str *ret_line,
	bool *ret_fenced);

#endif
