/* SPDX-License-Identifier: MIT */
/* Redaction on any bytes: twice is once, text stays text, what was not found stays as it was. */
#include <string.h>

#include "base/arena.h"
#include "base/redact.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	const struct kz_str s = {n ? (const char *)bytes : "", n};
	const struct kz_str once = kz_redact(mem, s);
	const struct kz_str twice = kz_redact(mem, once);

	KZ_LAW(kz_str_eq(once, twice) && once.p == twice.p);
	KZ_LAW(once.p == s.p ? once.n == s.n : kz_str_find(once, KZ_S(KZ_REDACTED), NULL));
	KZ_LAW(!kz_utf8_valid(s) || kz_utf8_valid(once));
	return 0;
}
