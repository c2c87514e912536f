/* SPDX-License-Identifier: MIT */
/*
 * The marks of a result as a set: collectors write it as words (s_tool_call.marks), analyzers
 * read the words back and ask for classes. Rule E of countermeasures.md 1.3, without the text:
 *   not only readers, no probe, and ((strong and masked and no veto) or explicit
 *   or (edge and masked and no veto)); readers, probe and masked are matters of the command.
 */
#ifndef KZ_WAREHOUSE_MARKS_H
#define KZ_WAREHOUSE_MARKS_H

#include <stdint.h>

#include "base/str.h"

enum kz_mark_class {
	KZ_MARKS_STRONG = 1,
	KZ_MARKS_EXPLICIT = 2, /* an exit line: counts whatever the command is */
	KZ_MARKS_WEAK = 4,     /* on any line */
	KZ_MARKS_EDGE = 8,     /* weak, on the first or last non-empty line */
	KZ_MARKS_VETO = 16,    /* a passing summary */
	KZ_MARKS_HINT = 32,    /* for rules to come */
};

#define KZ_MARK(name, word, classes, about) KZ_MARK_BIT_##name,
enum kz_mark_bit {
#include "warehouse/marks.def"
	KZ_MARK_BITS
};

/* Sets are uint64_t: KZ_MARK_SET(FAIL) | KZ_MARK_SET(PANIC). */
#define KZ_MARK_SET(name) (UINT64_C(1) << KZ_MARK_BIT_##name)

/* The set's words, joined by one blank, in the order of the list; KZ_NOTHING for the empty set. */
struct kz_str kz_marks_words(struct kz_arena *a, uint64_t set);

/* The set of the words; a word of a newer program is passed over. */
uint64_t kz_marks_set(struct kz_str words);

/* Which classes (bits of enum kz_mark_class) the set's marks have. */
unsigned kz_marks_classes(uint64_t set);

#endif
