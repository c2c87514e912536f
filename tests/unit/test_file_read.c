/* SPDX-License-Identifier: MIT */
/* Files as untrusted things: heads, pieces, limits, links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"

struct room {
	struct kz_arena *mem;
	struct kz_ctx cx;
	char folder[32];
};

static int make_room(void **state)
{
	struct room *r = calloc(1, sizeof(*r));

	*r = (struct room){.mem = kz_arena_new(), .folder = "/tmp/kz-file.XXXXXX"};
	r->cx.mem = r->mem;
	*state = r;
	return mkdtemp(r->folder) ? 0 : -1;
}

static int clear_room(void **state)
{
	struct room *r = *state;

	(void)unlink(kz_path_join(r->mem, r->folder, "a"));
	(void)unlink(kz_path_join(r->mem, r->folder, "b"));
	(void)rmdir(r->folder);
	kz_arena_free(r->mem);
	free(r);
	return 0;
}

static void test_kz_file_head__gives_raw_bytes_over_many_lines(void **state)
{
	struct room *r = *state;
	const char *a = kz_path_join(r->mem, r->folder, "a");
	struct kz_str head;

	assert_int_equal(kz_file_write(&r->cx, a, KZ_S("one\r\ntwo\n\0three")), 0);
	assert_int_equal(kz_file_head(&r->cx, a, 4096, &head), 0);
	assert_true(kz_str_eq(head, KZ_S("one\r\ntwo\n\0three")));
	assert_int_equal(kz_file_head(&r->cx, a, 4, &head), 0);
	assert_true(kz_str_eq(head, KZ_S("one\r")));
}

static void test_kz_file_read__refuses_what_is_too_large(void **state)
{
	struct room *r = *state;
	const char *a = kz_path_join(r->mem, r->folder, "a");
	struct kz_str body;

	assert_int_equal(kz_file_write(&r->cx, a, KZ_S("12345")), 0);
	assert_int_equal(kz_file_read(&r->cx, a, 4, &body), KZ_ELIMIT);
	assert_int_equal(kz_file_read(&r->cx, a, 5, &body), 0);
	assert_true(kz_str_eq(body, KZ_S("12345")));
}

static void test_kz_file_head__refuses_links_fifos_and_folders(void **state)
{
	struct room *r = *state;
	const char *a = kz_path_join(r->mem, r->folder, "a");
	const char *b = kz_path_join(r->mem, r->folder, "b");
	struct kz_str head;

	assert_int_equal(mkfifo(a, 0600), 0);
	assert_int_equal(kz_file_head(&r->cx, a, 10, &head), KZ_EINPUT);
	assert_int_equal(symlink(a, b), 0);
	assert_int_equal(kz_file_head(&r->cx, b, 10, &head), KZ_EINPUT);
	assert_int_equal(kz_file_head(&r->cx, r->folder, 10, &head), KZ_EINPUT);
	assert_int_equal(unlink(b), 0);
	assert_int_equal(kz_file_head(&r->cx, b, 10, &head), KZ_ENOENT);
}

static void test_kz_file_write__replaces_a_link(void **state)
{
	struct room *r = *state;
	const char *a = kz_path_join(r->mem, r->folder, "a");
	const char *b = kz_path_join(r->mem, r->folder, "b");
	struct kz_file_info info;
	struct kz_str body;

	assert_int_equal(kz_file_write(&r->cx, a, KZ_S("old")), 0);
	assert_int_equal(symlink("a", b), 0);
	assert_int_equal(kz_file_write(&r->cx, b, KZ_S("new")), 0);
	assert_int_equal(kz_file_info(&r->cx, b, &info), 0);
	assert_true(info.is_regular);
	assert_int_equal(kz_file_read(&r->cx, a, 10, &body), 0);
	assert_true(kz_str_eq(body, KZ_S("old")));
}

static void test_kz_file_output__follows_links_and_keeps_devices(void **state)
{
	struct room *r = *state;
	const char *a = kz_path_join(r->mem, r->folder, "a");
	const char *b = kz_path_join(r->mem, r->folder, "b");
	struct kz_file_info info;
	struct kz_str body;

	assert_int_equal(kz_file_output(&r->cx, a, KZ_S("old")), 0);
	assert_int_equal(symlink("a", b), 0);
	assert_int_equal(kz_file_output(&r->cx, b, KZ_S("new")), 0);
	assert_int_equal(kz_file_info(&r->cx, b, &info), 0);
	assert_true(info.is_link);
	assert_int_equal(kz_file_read(&r->cx, a, 10, &body), 0);
	assert_true(kz_str_eq(body, KZ_S("new")));
	assert_int_equal(unlink(b), 0);
	assert_int_equal(symlink("/dev/full", b), 0);
	assert_int_equal(kz_file_output(&r->cx, b, KZ_S("new")), KZ_EFULL);
	assert_int_equal(kz_file_info(&r->cx, "/dev/full", &info), 0);
	assert_false(info.is_regular);
}

static void test_kz_pieces__hash_the_whole_whatever_the_piece(void **state)
{
	struct room *r = *state;
	const struct kz_str body = KZ_S("twelve bytes");
	const struct kz_str whole = kz_hash_hex(r->mem, body, KZ_HASH_HEX);

	for (size_t piece = 1; piece < 14; piece++) {
		KZ_OWN(kz_pieces) p = kz_pieces_memory(body, piece);
		struct kz_str got;
		size_t n = 0;

		while (kz_pieces_next(&r->cx, p, &got) == 0 && got.n)
			n += got.n;
		assert_int_equal(n, body.n);
		assert_true(kz_str_eq(kz_pieces_hash(p, r->mem, KZ_HASH_HEX), whole));
	}
}

static void test_kz_pieces__stop_past_the_limit(void **state)
{
	struct room *r = *state;
	const char *a = kz_path_join(r->mem, r->folder, "a");
	KZ_OWN(kz_pieces) p = NULL;
	struct kz_str got;

	assert_int_equal(kz_file_write(&r->cx, a, KZ_S("12345")), 0);
	assert_int_equal(kz_pieces_open(&r->cx, a, 4, &p), 0);
	assert_int_equal(kz_pieces_next(&r->cx, p, &got), KZ_ELIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kz_file_head__gives_raw_bytes_over_many_lines,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_file_read__refuses_what_is_too_large,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_file_head__refuses_links_fifos_and_folders,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_file_write__replaces_a_link, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(
			test_kz_file_output__follows_links_and_keeps_devices, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(test_kz_pieces__hash_the_whole_whatever_the_piece,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_pieces__stop_past_the_limit, make_room,
			clear_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
