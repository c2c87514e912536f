/* SPDX-License-Identifier: MIT */
/* A context file of any bytes: what people wrote stays, a rule is put once, the block reads. */
#include "base/arena.h"
#include "orchestrate/block.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx cx = {.mem = mem};
	const struct kz_str file = {n ? (const char *)bytes : "", n};
	const struct kz_str id = KZ_S("cm-0123abcd"), rule = KZ_S("Run `make test`.");
	struct kz_block before, after;
	struct kz_str once, twice, rest;

	if (kz_block_read(&cx, file, &before) < 0 || kz_block_put(&cx, file, id, rule, &once) < 0) {
		KZ_LAW(cx.err.len > 0);
		return 0;
	}
	KZ_LAW(kz_block_has_id(once, id));
	KZ_LAW(kz_block_put(&cx, once, id, rule, &twice) == 0 && kz_str_eq(once, twice));
	if (kz_block_has_id(file, id))
		return 0;
	KZ_LAW(kz_block_read(&cx, once, &after) == 0);
	KZ_LAW(after.is_there && after.rules > 0);
	KZ_LAW(!after.is_edited);
	if (!before.is_there) /* all of it stands first, then the block */
		KZ_LAW(kz_str_starts(once, file));
	rest = file;
	while (rest.n) { /* and each line stands in the new file too, but markers and rules twice */
		struct kz_str line = kz_str_upto(&rest, '\n');

		KZ_LAW(kz_str_find(once, line, NULL) || kz_str_find(line, KZ_S("kaizen"), NULL) ||
			kz_str_find(line, KZ_S("<!-- kz:"), NULL));
	}
	return 0;
}
