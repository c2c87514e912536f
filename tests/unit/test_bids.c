/* SPDX-License-Identifier: MIT */
/* Who reads what: of the collectors one bids highest for each seed of the fuzz corpora. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "collect/collect.h"

#define CORPUS KAIZEN_SOURCE_DIR "/tests/fuzz/corpus"

struct seeds {
	const char *folder;
	const struct kz_collector *owner;
	unsigned won;
};

/* The highest bid is one collector's alone, or nobody bids. */
static const struct kz_collector *winner(const struct kz_input *in)
{
	const struct kz_collector *best = NULL;
	int most = 0;

	for (size_t i = 0; kz_collectors[i]; i++) {
		int bid = kz_collectors[i]->bid(in);

		assert_in_range(bid, 0, 100);
		if (bid > 0 && bid == most)
			fail_msg("%s: %s and %s both bid %d", in->path, best->name,
				kz_collectors[i]->name, bid);
		if (bid > most) {
			best = kz_collectors[i];
			most = bid;
		}
	}
	assert_ptr_equal(best, kz_collector_for(in));
	return best;
}

static int look(struct kz_ctx *cx, void *self, const char *path, const struct kz_file_info *info,
	bool *enter)
{
	struct seeds *s = self;
	struct kz_input in = {.path = kz_path_join(cx->mem, s->folder, path)};

	*enter = true;
	if (!info->is_regular)
		return 0;
	assert_int_equal(kz_file_head(cx, in.path, 4096, &in.head), 0);
	s->won += winner(&in) == s->owner;
	return 0;
}

static void test_collectors__one_bids_highest_and_each_wins_its_own(void **state)
{
	(void)state;
#define KZ_COLLECTOR(id)                                                             \
	if (collect_##id.take != KZ_TAKE_REPO) {                                     \
		KZ_OWN(kz_arena) mem = kz_arena_new();                               \
		struct kz_ctx cx = {.mem = mem};                                     \
		struct seeds s = {.folder = CORPUS "/" #id, .owner = &collect_##id}; \
                                                                                     \
		assert_int_equal(kz_walk(&cx, s.folder, look, &s), 0);               \
		if (!s.won)                                                          \
			fail_msg("no seed in %s that " #id " wins", s.folder);       \
	}
#include "collect/collectors.def"
}

static void test_collectors__nobody_bids_for_what_is_nothing(void **state)
{
	const struct kz_input empty = {.path = "README", .head = KZ_S("")};
	const struct kz_input prose = {.path = "README", .head = KZ_S("# Kaizen\n\nA text.\n")};

	(void)state;
	assert_null(winner(&empty));
	assert_null(winner(&prose));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_collectors__one_bids_highest_and_each_wins_its_own),
		cmocka_unit_test(test_collectors__nobody_bids_for_what_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
