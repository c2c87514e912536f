/* SPDX-License-Identifier: MIT */
/* Walking folders: sorted, without following links, both ways alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"

static const char *const folders[] = {"b", "b/a", "c", "skip", NULL};
static const char *const files[] = {"a.x", "b/z.x", "b/a/y.x", "c.x", "skip/s.x", NULL};

struct room {
	struct kz_arena *mem;
	struct kz_ctx cx;
	char root[32];
};

static const char *at(struct room *r, const char *name)
{
	return kz_path_join(r->mem, r->root, name);
}

static int make_room(void **state)
{
	struct room *r = kz_alloc(sizeof(*r));

	*r = (struct room){.mem = kz_arena_new(), .root = "/tmp/kz-walk.XXXXXX"};
	r->cx.mem = r->mem;
	*state = r;
	if (!mkdtemp(r->root))
		return -1;
	for (size_t i = 0; folders[i]; i++)
		if (mkdir(at(r, folders[i]), 0700) < 0)
			return -1;
	for (size_t i = 0; files[i]; i++)
		if (kz_file_write(&r->cx, at(r, files[i]), KZ_S("12345")) < 0)
			return -1;
	return symlink("b", at(r, "link")) < 0 || mkfifo(at(r, "c/fifo"), 0600) < 0 ? -1 : 0;
}

static int clear_room(void **state)
{
	struct room *r = *state;

	(void)unlink(at(r, "link"));
	(void)unlink(at(r, "c/fifo"));
	for (size_t i = 0; files[i]; i++)
		(void)unlink(at(r, files[i]));
	for (size_t i = sizeof(folders) / sizeof(folders[0]) - 1; i > 0; i--)
		(void)rmdir(at(r, folders[i - 1]));
	(void)rmdir(r->root);
	kz_arena_free(r->mem);
	free(r);
	return 0;
}

static int write_down(struct kz_ctx *cx, void *self, const char *path,
	const struct kz_file_info *info, bool *enter)
{
	(void)cx;
	*enter = !kz_str_eq(kz_str_c(path), KZ_S("skip"));
	kz_buf_addf(self, "%s%s ", path,
		info->is_folder            ? "/"
			: info->is_link    ? "@"
			: info->is_regular ? ""
					   : "?");
	return 0;
}

static const char expected[] = "a.x b/ b/a/ b/a/y.x b/z.x c/ c/fifo? c.x link@ skip/ ";

static void test_kz_walk__is_sorted_and_follows_no_link(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_buf) out = kz_buf_new(4096);

	assert_int_equal(kz_walk(&r->cx, r->root, write_down, out), 0);
	assert_string_equal(kz_cstr(r->mem, kz_buf_str(out)), expected);
}

static void test_kz_walk_names__sees_what_kz_walk_sees(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_buf) out = kz_buf_new(4096);

	assert_int_equal(kz_walk_names(&r->cx, r->root, write_down, out), 0);
	assert_string_equal(kz_cstr(r->mem, kz_buf_str(out)), expected);
}

static int stop_at_b(struct kz_ctx *cx, void *self, const char *path,
	const struct kz_file_info *info, bool *enter)
{
	(void)cx;
	(void)info;
	(void)enter;
	++*(int *)self;
	return kz_str_eq(kz_str_c(path), KZ_S("b")) ? 7 : 0;
}

static void test_kz_walk_names__stops_with_what_each_returns(void **state)
{
	struct room *r = *state;
	int calls = 0;

	assert_int_equal(kz_walk_names(&r->cx, r->root, stop_at_b, &calls), 7);
	assert_int_equal(calls, 2);
	assert_int_equal(kz_walk_names(&r->cx, at(r, "nowhere"), stop_at_b, &calls), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kz_walk__is_sorted_and_follows_no_link,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_walk_names__sees_what_kz_walk_sees,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_walk_names__stops_with_what_each_returns,
			make_room, clear_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
