/* SPDX-License-Identifier: MIT */
/* The managed block: what people wrote is kept to the byte, and writing twice changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "orchestrate/block.h"

#define HEAD "## Learned in this repository (kept by kaizen)\n"
#define RULE_A "- Run `a`. <!-- kz:cm-0000000a -->\n"
#define RULE_B "- Run `b`. <!-- kz:cm-0000000b -->\n"
#define END "<!-- kaizen:end -->"
#define PAIR "<!-- kaizen:begin v1 sum=000000000000 -->\n" RULE_A END "\n"

static int set_up(void **state)
{
	static struct kz_ctx cx;

	cx = (struct kz_ctx){.mem = kz_arena_new()};
	*state = &cx;
	return 0;
}

static int tear_down(void **state)
{
	kz_arena_free(((struct kz_ctx *)*state)->mem);
	return 0;
}

static struct kz_str put(struct kz_ctx *cx, struct kz_str file, const char *id)
{
	struct kz_str after = KZ_NOTHING;
	struct kz_str text = kz_strf(cx->mem, "Run `%c`.", id[strlen(id) - 1]);

	assert_int_equal(0, kz_block_put(cx, file, kz_str_c(id), text, &after));
	return after;
}

/* "<!-- kaizen:begin v1 sum=… -->\n" over lines of ours. */
static const char *begin(struct kz_ctx *cx, const char *lines)
{
	struct kz_str sum = kz_hash_hex(cx->mem, kz_str_c(lines), 12);

	return kz_cstr(cx->mem,
		kz_strf(cx->mem, "<!-- kaizen:begin v1 sum=%.*s -->\n", (int)sum.n, sum.p));
}

static void equal(struct kz_ctx *cx, struct kz_str got, struct kz_str want)
{
	assert_string_equal(kz_cstr(cx->mem, got), kz_cstr(cx->mem, want));
}

static void test_kz_block_put__makes_the_block_at_the_end(void **state)
{
	struct kz_ctx *cx = *state;
	const char *first = begin(cx, HEAD RULE_A);

	equal(cx, put(cx, KZ_S(""), "cm-0000000a"),
		kz_strf(cx->mem, "%s" HEAD RULE_A END "\n", first));
	equal(cx, put(cx, KZ_S("# A\n"), "cm-0000000a"),
		kz_strf(cx->mem, "# A\n\n%s" HEAD RULE_A END "\n", first));
	equal(cx, put(cx, KZ_S("# A\n\n"), "cm-0000000a"),
		kz_strf(cx->mem, "# A\n\n%s" HEAD RULE_A END "\n", first));
}

static void test_kz_block_put__adds_a_line_and_sums_anew(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str one = put(cx, KZ_S("# A\n"), "cm-0000000a");
	struct kz_block block;

	equal(cx, put(cx, one, "cm-0000000b"),
		kz_strf(cx->mem, "# A\n\n%s" HEAD RULE_A RULE_B END "\n",
			begin(cx, HEAD RULE_A RULE_B)));
	assert_int_equal(0, kz_block_read(cx, put(cx, one, "cm-0000000b"), &block));
	assert_true(block.is_there && !block.is_edited && block.rules == 2);
}

static void test_kz_block_put__twice_gives_identical_bytes(void **state)
{
	static const char *const pieces[] = {"# Title\n", "text", "\n", "\r\n", "```\n", "~~~\n",
		PAIR, "- x\n", "    ```\n", "\xef\xbb\xbf", "1. ```sh\n", "   ", "no end"};
	struct kz_ctx *cx = *state;
	size_t written = 0;

	for (uint64_t seed = 0; seed < 3000; seed++) {
		KZ_OWN(kz_buf) b = kz_buf_new(4096);
		struct kz_str file, once, twice;

		for (uint64_t i = 0; i < seed % 7; i++)
			kz_buf_text(b,
				pieces[kz_hash64(kz_strf(cx->mem, "%u %u", (unsigned)seed,
					       (unsigned)i)) %
					(sizeof(pieces) / sizeof(*pieces))]);
		file = kz_str_dup(cx->mem, kz_buf_str(b));
		if (kz_block_put(cx, file, KZ_S("cm-0000000b"), KZ_S("Run `b`."), &once) < 0)
			continue;
		written++;
		assert_true(kz_block_has_id(once, KZ_S("cm-0000000b")));
		assert_int_equal(0,
			kz_block_put(cx, once, KZ_S("cm-0000000b"), KZ_S("Run `b`."), &twice));
		assert_true(kz_str_eq(once, twice));
		/* Outside the block every byte is kept. */
		if (!kz_str_find(file, KZ_S("kaizen:begin"), NULL))
			assert_true(kz_str_starts(once, file));
	}
	assert_true(written > 1000);
}

static void test_kz_block_put__keeps_what_people_wrote(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str edited = KZ_S("# A\n<!-- kaizen:begin v1 sum=000000000000 -->\n"
				    "## Ours now\n- Run `a` twice. <!-- kz:cm-0000000a -->\n"
				    "- A line of a person\n\n" END "\nbelow\n");
	struct kz_block block;

	assert_int_equal(0, kz_block_read(cx, edited, &block));
	assert_true(block.is_edited);
	equal(cx, put(cx, edited, "cm-0000000a"), edited);
	equal(cx, put(cx, edited, "cm-0000000b"),
		kz_strf(cx->mem,
			"# A\n%s## Ours now\n- Run `a` twice. <!-- kz:cm-0000000a -->\n"
			"- A line of a person\n" RULE_B "\n" END "\nbelow\n",
			begin(cx,
				"## Ours now\n- Run `a` twice. <!-- kz:cm-0000000a -->\n"
				"- A line of a person\n" RULE_B "\n")));
}

static void test_kz_block_put__keeps_the_first_of_lines_that_a_merge_doubled(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str file =
		KZ_S("<!-- kaizen:begin v1 sum=000000000000 -->\n" RULE_A RULE_A END "\n");

	equal(cx, put(cx, file, "cm-0000000b"),
		kz_strf(cx->mem, "%s" RULE_A RULE_B END "\n", begin(cx, RULE_A RULE_B)));
}

static void test_kz_block_put__keeps_what_a_person_wrote_beside_an_id(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str file = KZ_S("<!-- kaizen:begin v1 sum=000000000000 -->\n" RULE_A
				  "- Other. <!-- kz:cm-0000000a -->\n" END "\n");

	equal(cx, put(cx, file, "cm-0000000b"),
		kz_strf(cx->mem, "%s" RULE_A "- Other. <!-- kz:cm-0000000a -->\n" RULE_B END "\n",
			begin(cx, RULE_A "- Other. <!-- kz:cm-0000000a -->\n" RULE_B)));
}

static void test_kz_block_put__keeps_line_endings_bom_and_missing_newline(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str crlf = put(cx, KZ_S("a\r\nb\r\n"), "cm-0000000a"), line, rest;
	struct kz_str torn = put(cx, KZ_S("a\nb"), "cm-0000000a");
	struct kz_str bom = put(cx, KZ_S("\xef\xbb\xbf# A\n"), "cm-0000000a");
	struct kz_block block;
	size_t at;

	for (rest = crlf; kz_str_find_byte(rest, '\n', &at); rest = kz_str_from(rest, at + 1)) {
		line = kz_str_head(rest, at);
		assert_true(kz_str_ends(line, KZ_S("\r")));
	}
	assert_int_equal(0, kz_block_read(cx, crlf, &block));
	assert_false(block.is_edited);
	/* most lines decide */
	assert_true(kz_str_find(put(cx, KZ_S("a\r\nb\nc\n"), "cm-0000000a"), KZ_S("-->\n"), NULL));
	assert_true(kz_str_starts(torn, KZ_S("a\nb\n\n<!-- kaizen:begin")));
	assert_true(kz_str_ends(torn, KZ_S("<!-- kaizen:end -->")));
	assert_true(kz_str_starts(bom, KZ_S("\xef\xbb\xbf# A\n\n<!--")));
	bom = put(cx, KZ_S("\xef\xbb\xbf" PAIR), "cm-0000000b");
	assert_true(kz_str_starts(bom, KZ_S("\xef\xbb\xbf<!-- kaizen:begin")));
	assert_int_equal(0, kz_block_read(cx, bom, &block));
	assert_int_equal(2, block.rules);
}

/* The sum is the same in a checkout whose newlines git turned round. */
static void test_kz_block_read__does_not_take_other_newlines_for_an_edit(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str unix_file = put(cx, KZ_S("# A\n"), "cm-0000000a"), line;
	KZ_OWN(kz_buf) dos = kz_buf_new(4096);
	struct kz_block block;

	while (kz_str_line(&unix_file, &line)) {
		kz_buf_add(dos, line);
		kz_buf_text(dos, "\r\n");
	}
	assert_int_equal(0, kz_block_read(cx, kz_buf_str(dos), &block));
	assert_true(block.is_there && !block.is_edited);
}

static void test_kz_block_put__does_not_count_fenced_markers(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str fenced = KZ_S("```md\n" PAIR "```\n- ~~~~\n" PAIR "~~~\n" PAIR "~~~~\n");
	struct kz_block block;

	assert_int_equal(0, kz_block_read(cx, fenced, &block));
	assert_false(block.is_there);
	assert_false(kz_block_has_id(fenced, KZ_S("cm-0000000a")));
	assert_true(kz_str_starts(put(cx, fenced, "cm-0000000a"), fenced));
}

static void test_kz_block_put__refuses_what_it_does_not_understand(void **state)
{
	static const char *const files[] = {
		PAIR PAIR,
		"<!-- kaizen:begin v1 sum=000000000000 -->\n" RULE_A,
		RULE_A END "\n",
		END "\n<!-- kaizen:begin v1 sum=000000000000 -->\n",
		"<!-- kaizen:begin v1 sum=000000000000 -->\n" PAIR END "\n",
		"<!-- kaizen:begin v2 sum=000000000000 -->\n" END "\n",
		"<!-- kaizen:begin v1 sum=000000000000 --> and text\n" END "\n",
		"<<<<<<< HEAD\n" PAIR "=======\n>>>>>>> other\n",
		"<!-- kaizen:begin v1 sum=000000000000 -->\n<<<<<<< a\n" RULE_A "=======\n" RULE_B
		">>>>>>> b\n" END "\n",
		"# A\n```\nnever closed\n",
		NULL,
	};
	struct kz_ctx *cx = *state;
	struct kz_str after = KZ_S("untouched");

	for (const char *const *file = files; *file; file++) {
		assert_int_equal(KZ_EINPUT,
			kz_block_put(cx, kz_str_c(*file), KZ_S("cm-0000000c"), KZ_S("x"), &after));
		assert_true(cx->err.len > 0);
		equal(cx, after, KZ_S("untouched"));
	}
	assert_int_equal(KZ_EINPUT,
		kz_block_put(cx, (struct kz_str){"a\0b", 3}, KZ_S("cm-0000000c"), KZ_S("x"),
			&after));
}

static void test_kz_block_put__stays_within_12_rules_and_1600_bytes(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str file = KZ_S("# A\n"), next, id;
	char wide[200];

	for (unsigned i = 0; i < KZ_BLOCK_RULES; i++) {
		id = kz_strf(cx->mem, "cm-%08x", i);
		assert_int_equal(0, kz_block_put(cx, file, id, KZ_S("x"), &file));
	}
	assert_int_equal(KZ_ELIMIT, kz_block_put(cx, file, KZ_S("cm-0000ffff"), KZ_S("x"), &next));
	memset(wide, 'x', sizeof(wide));
	file = KZ_S("");
	for (unsigned i = 0; i < 6; i++) {
		id = kz_strf(cx->mem, "cm-%08x", i);
		assert_int_equal(0,
			kz_block_put(cx, file, id, (struct kz_str){wide, sizeof(wide)}, &file));
	}
	assert_true(file.n <= KZ_BLOCK_BYTES);
	assert_int_equal(KZ_ELIMIT,
		kz_block_put(cx, file, KZ_S("cm-0000ffff"), (struct kz_str){wide, sizeof(wide)},
			&next));
}

static void test_kz_block_has_id__wants_the_whole_marker(void **state)
{
	(void)state;
	assert_true(kz_block_has_id(KZ_S("x <!-- kz:cm-0000000a -->"), KZ_S("cm-0000000a")));
	assert_false(kz_block_has_id(KZ_S("x <!-- kz:cm-0000000ab -->"), KZ_S("cm-0000000a")));
	assert_false(kz_block_has_id(KZ_S("cm-0000000a"), KZ_S("cm-0000000a")));
	assert_false(kz_block_has_id(KZ_S("<!-- kz:cm-"), KZ_S("cm-0000000a")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_block_put__makes_the_block_at_the_end),
		cmocka_unit_test(test_kz_block_put__adds_a_line_and_sums_anew),
		cmocka_unit_test(test_kz_block_put__twice_gives_identical_bytes),
		cmocka_unit_test(test_kz_block_put__keeps_what_people_wrote),
		cmocka_unit_test(test_kz_block_put__keeps_the_first_of_lines_that_a_merge_doubled),
		cmocka_unit_test(test_kz_block_put__keeps_what_a_person_wrote_beside_an_id),
		cmocka_unit_test(test_kz_block_put__keeps_line_endings_bom_and_missing_newline),
		cmocka_unit_test(test_kz_block_read__does_not_take_other_newlines_for_an_edit),
		cmocka_unit_test(test_kz_block_put__does_not_count_fenced_markers),
		cmocka_unit_test(test_kz_block_put__refuses_what_it_does_not_understand),
		cmocka_unit_test(test_kz_block_put__stays_within_12_rules_and_1600_bytes),
		cmocka_unit_test(test_kz_block_has_id__wants_the_whole_marker),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
