/* SPDX-License-Identifier: MIT */
/* Manifests: tasks of runners, and programs whose own file is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyze/manifest.h"
#include "base/arena.h"
#include "base/map.h"

static void read(struct kz_manifest *m, struct kz_arena *a, const char *path, const char *text)
{
	struct kz_ctx cx = {.mem = a};

	if (!m->tasks)
		assert_int_equal(kz_manifest_load(&cx, NULL, m), 0);
	kz_manifest_read(&cx, m, kz_str_c(path), kz_str_c(text));
}

static void test_kz_manifest_has__knows_tasks_of_each_runner(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_manifest m = {0};

	(void)state;
	read(&m, a, "mise.toml",
		"[tasks.fmt]\nrun = \"x\"\n[tasks.\"test:ci\"]\n[tasks]\nlint = 'y'\n");
	read(&m, a, "web/package.json", "{\"scripts\": {\"build\": \"tsc\"}}");
	read(&m, a, "Makefile", "A := 1\n.PHONY: x\nall install: dep\n\techo: no\n");
	read(&m, a, "justfile", "set shell := [\"sh\"]\n@serve port='1': x\n");
	read(&m, a, "Taskfile.yml", "version: 3\ntasks:\n  gen:\n    cmds: [x]\n");
	assert_true(kz_manifest_has(&m, KZ_S("mise run fmt")));
	assert_true(kz_manifest_has(&m, KZ_S("mise run test:ci")));
	assert_true(kz_manifest_has(&m, KZ_S("mise run lint")));
	assert_false(kz_manifest_has(&m, KZ_S("mise run test")));
	assert_true(kz_manifest_has(&m, KZ_S("npm run build")));
	assert_true(kz_manifest_has(&m, KZ_S("yarn build")));
	assert_false(kz_manifest_has(&m, KZ_S("npm test")));
	assert_true(kz_manifest_has(&m, KZ_S("make install")));
	assert_false(kz_manifest_has(&m, KZ_S("make echo")));
	assert_false(kz_manifest_has(&m, KZ_S("make A")));
	assert_true(kz_manifest_has(&m, KZ_S("just serve")));
	assert_true(kz_manifest_has(&m, KZ_S("task gen")));
	assert_false(kz_manifest_has(&m, KZ_S("task cmds")));
	kz_manifest_done(&m);
}

static void test_kz_manifest_has__asks_bare_programs_for_their_own_file(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	struct kz_manifest m = {0};

	(void)state;
	read(&m, a, "package.json", "{broken");
	assert_false(kz_manifest_has(&m, KZ_S("go test")));
	(void)kz_map_put(m.names, KZ_S("go.mod"), NULL);
	(void)kz_map_put(m.names, KZ_S("package.json"), NULL);
	(void)kz_map_put(m.paths, KZ_S("script/run.sh"), NULL);
	assert_true(kz_manifest_has(&m, KZ_S("go test")));
	assert_true(kz_manifest_has(&m, KZ_S("golangci-lint run")));
	assert_true(kz_manifest_has(&m, KZ_S("bun test")));
	assert_false(kz_manifest_has(&m, KZ_S("bun run test")));
	assert_false(kz_manifest_has(&m, KZ_S("cargo test")));
	assert_true(kz_manifest_has(&m, KZ_S("./script/run.sh")));
	assert_false(kz_manifest_has(&m, KZ_S("./script/no.sh")));
	assert_false(kz_manifest_has(&m, KZ_NOTHING));
	kz_manifest_done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_manifest_has__knows_tasks_of_each_runner),
		cmocka_unit_test(test_kz_manifest_has__asks_bare_programs_for_their_own_file),
	};

	return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
