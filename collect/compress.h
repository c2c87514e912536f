/* SPDX-License-Identifier: MIT */
/* Zstandard frames, for texts that are stored whole. `zstd -d` reads them. */
#ifndef KZ_COLLECT_COMPRESS_H
#define KZ_COLLECT_COMPRESS_H

#include "base/str.h"

/* One frame that names its content's size, in memory of a; equal bytes give equal frames. */
struct kz_str kz_compress(struct kz_arena *a, struct kz_str s);

#endif
