/* SPDX-License-Identifier: MIT */
/* The diff of an edit: its exact form, and that git takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "orchestrate/diff.h"

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

static void test_kz_diff__shows_what_changed_with_three_lines_around(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str diff = kz_diff(cx->mem, KZ_S("A.md"), KZ_S("1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
		KZ_S("1\n2\n3\n4\nv\n6\nx\n8\n9\n"));

	assert_string_equal(kz_cstr(cx->mem, diff),
		"diff --git a/A.md b/A.md\n--- a/A.md\n+++ b/A.md\n@@ -2,8 +2,8 @@\n"
		" 2\n 3\n 4\n-5\n+v\n 6\n-7\n+x\n 8\n 9\n");
}

static void test_kz_diff__says_new_file_and_missing_newline(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_str made = kz_diff(cx->mem, KZ_S("A.md"), KZ_NOTHING, KZ_S("x\n"));
	struct kz_str torn = kz_diff(cx->mem, KZ_S("A.md"), KZ_S("x"), KZ_S("x\ny"));

	assert_string_equal(kz_cstr(cx->mem, made),
		"diff --git a/A.md b/A.md\nnew file mode 100644\n--- /dev/null\n+++ b/A.md\n"
		"@@ -0,0 +1 @@\n+x\n");
	assert_string_equal(kz_cstr(cx->mem, torn),
		"diff --git a/A.md b/A.md\n--- a/A.md\n+++ b/A.md\n@@ -1 +1,2 @@\n"
		"-x\n\\ No newline at end of file\n+x\n+y\n\\ No newline at end of file\n");
	assert_int_equal(0, kz_diff(cx->mem, KZ_S("A.md"), KZ_S("x"), KZ_S("x")).n);
}

/* Lines of one or two letters, so that many are equal; sometimes without the last newline. */
static struct kz_str random_text(struct kz_arena *a, unsigned seed)
{
	KZ_OWN(kz_buf) b = kz_buf_new(4096);
	unsigned n = (unsigned)(kz_hash64(kz_strf(a, "n%u", seed)) % 14);

	for (unsigned i = 0; i < n; i++) {
		kz_buf_byte(b, (char)('a' + kz_hash64(kz_strf(a, "%u.%u", seed, i)) % 4));
		if (i + 1 < n || seed % 3)
			kz_buf_text(b, seed % 5 ? "\n" : "\r\n");
	}
	return kz_str_dup(a, kz_buf_str(b));
}

static void test_kz_diff__is_taken_by_git_apply(void **state)
{
	struct kz_ctx *cx = *state;
	char folder[] = "/tmp/kz-diff-XXXXXX";
	const char *file, *patch, *command;
	struct kz_str after;

	if (system("git --version >/dev/null 2>&1") != 0)
		skip();
	assert_non_null(mkdtemp(folder));
	file = kz_path_join(cx->mem, folder, "A.md");
	patch = kz_path_join(cx->mem, folder, "p");
	command = kz_cstr(cx->mem,
		kz_strf(cx->mem, "cd %s && git apply --whitespace=nowarn p", folder));
	for (unsigned seed = 1; seed < 60; seed++) {
		struct kz_str old = random_text(cx->mem, seed),
			      new = random_text(cx->mem, seed + 1);

		if (kz_str_eq(old, new) || new.n == 0)
			continue;
		assert_int_equal(0, kz_file_write(cx, file, old));
		assert_int_equal(0,
			kz_file_write(cx, patch, kz_diff(cx->mem, KZ_S("A.md"), old, new)));
		if (system(command) != 0)
			fail_msg("git refused the diff of seed %u", seed);
		assert_int_equal(0, kz_file_read(cx, file, 4096, &after));
		assert_string_equal(kz_cstr(cx->mem, after), kz_cstr(cx->mem, new));
	}
	assert_int_equal(0, unlink(file));
	assert_int_equal(0, unlink(patch));
	assert_int_equal(0, rmdir(folder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_diff__shows_what_changed_with_three_lines_around),
		cmocka_unit_test(test_kz_diff__says_new_file_and_missing_newline),
		cmocka_unit_test(test_kz_diff__is_taken_by_git_apply),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
