/* SPDX-License-Identifier: MIT */
/* Commands and error lines of agents, of any bytes: parsed, masked, named, twice the same. */
#include "analyze/shell.h"
#include "analyze/signature.h"
#include "base/arena.h"
#include "tests/fuzz/fuzz.h"

enum { TEMPLATE = 300 };

/* Part of s, or nothing: values are slices and never point elsewhere. */
static bool is_inside(struct kz_str part, struct kz_str s)
{
	return !part.n || (part.p >= s.p && part.p + part.n <= s.p + s.n);
}

static void check_shell(struct kz_arena *mem, struct kz_str command, struct kz_str line)
{
	struct kz_shell sh;
	const struct kz_segment *failing;
	bool masked = false;

	kz_shell_parse(mem, command, &sh);
	for (size_t i = 0; i < sh.n; i++) {
		const struct kz_segment *s = &sh.items[i];

		KZ_LAW(s->text.n <= command.n);
		KZ_LAW(s->role == KZ_ROLE_SETUP || s->n_words > 0);
		KZ_LAW((s->role == KZ_ROLE_SETUP) == !s->purpose.p);
		masked = masked || s->is_masked;
	}
	KZ_LAW(!sh.is_masked || masked || sh.only_readers);
	failing = kz_shell_failing(&sh, line);
	KZ_LAW(!failing || (failing >= sh.items && failing < sh.items + sh.n));
}

static void check_signature(struct kz_arena *mem, struct kz_str line)
{
	struct kz_signature one, two;

	kz_signature_mask(mem, line, &one);
	kz_signature_mask(mem, kz_str_dup(mem, line), &two);
	KZ_LAW(one.template.n <= TEMPLATE);
	KZ_LAW(kz_str_eq(one.template, two.template) && one.n_values == two.n_values);
	for (size_t i = 0; i < one.n_values; i++)
		KZ_LAW(is_inside(one.values[i].value, line));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_str rest = {n ? (const char *)bytes : "", n};
	struct kz_str line = kz_str_upto(&rest, '\n');

	check_shell(mem, rest, line);
	check_signature(mem, line);
	check_signature(mem, rest);
	return 0;
}
