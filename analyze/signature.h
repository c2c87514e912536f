/* SPDX-License-Identifier: MIT */
/*
 * What makes two failures the same: the error line with its changing parts masked, in one pass
 * from left to right (countermeasures.md 1.5). The masked values are kept: they are the facts
 * that repairs are made of.
 */
#ifndef KZ_ANALYZE_SIGNATURE_H
#define KZ_ANALYZE_SIGNATURE_H

#include <stddef.h>

#include "base/str.h"

enum kz_mask {
	KZ_MASK_UUID,
	KZ_MASK_URL,
	KZ_MASK_TIME,
	KZ_MASK_DURATION,
	KZ_MASK_TEST,
	KZ_MASK_QUOTED, /* value without its quotes */
	KZ_MASK_PATH,
	KZ_MASK_HEX,
	KZ_MASK_NUMBER,
};

struct kz_masked {
	enum kz_mask mask;
	struct kz_str value; /* a slice of the line */
};

struct kz_signature {
	/* "unknown flag: --stat", "<path>: no such file"; at most 300 bytes */
	struct kz_str template;
	const struct kz_masked *values;
	size_t n_values;
};

/* In memory of a; line must live as long as the values are looked at. */
void kz_signature_mask(struct kz_arena *a, struct kz_str line, struct kz_signature *ret);

/* 12 hex digits of XXH3-128 over kind, purpose and template, joined by 0x1f. */
struct kz_str kz_signature_id(struct kz_arena *a, struct kz_str kind, struct kz_str purpose,
	struct kz_str template);

#endif
