/* SPDX-License-Identifier: MIT */
/* Kinds of files by name: locks, vendored, generated, tests, documents, code. */
#include "analyze/place.h"

#include <stddef.h>

static const char *const lock_names[] = {"go.sum", "package-lock.json", "npm-shrinkwrap.json",
	"pnpm-lock.yaml", "bun.lockb", "gradle.lockfile", "packages.lock.json", NULL};
static const char *const lock_ends[] = {".lock", NULL};
static const char *const vendored_folders[] = {"vendor", "vendored", "third_party", "third-party",
	"thirdparty", "node_modules", "bower_components", "Godeps", "external", NULL};
static const char *const generated_folders[] = {"generated", "__generated__", "dist", NULL};
static const char *const generated_ends[] = {".pb.go", ".pb.cc", ".pb.h", "_pb2.py", "_pb2_grpc.py",
	".min.js", ".min.css", ".g.dart", "_generated.go", ".generated.ts", ".snap", NULL};
static const char *const test_folders[] = {"test", "tests", "testing", "testdata", "test-data",
	"__tests__", "__mocks__", "spec", "specs", "e2e", "fixtures", "testutil", "testutils", "t",
	"integration_test", "integration_tests", NULL};
static const char *const test_stems[] = {"_test", ".test", "-test", "_spec", ".spec", "Test",
	"Tests", "_tests", "TestCase", NULL};
static const char *const test_starts[] = {"test_", "test-", "conftest.", NULL};
static const char *const doc_folders[] = {"doc", "docs", "documentation", "man", "adr", NULL};
static const char *const doc_ends[] = {".md", ".mdx", ".rst", ".adoc", ".markdown", NULL};
static const char *const doc_names[] = {"README", "LICENSE", "LICENCE", "COPYING", "AUTHORS",
	"CHANGELOG", "CHANGES", "NEWS", "CONTRIBUTING", "CODEOWNERS", "NOTICE", NULL};

static bool is_one_of(struct kz_str s, const char *const *list)
{
	for (; *list; list++)
		if (kz_str_eq(s, kz_str_c(*list)))
			return true;
	return false;
}

static bool ends_in(struct kz_str s, const char *const *list)
{
	for (; *list; list++)
		if (kz_str_ends(s, kz_str_c(*list)))
			return true;
	return false;
}

static bool starts_with(struct kz_str s, const char *const *list)
{
	for (; *list; list++)
		if (kz_str_starts(s, kz_str_c(*list)))
			return true;
	return false;
}

static bool is_below(struct kz_str path, const char *const *folders)
{
	struct kz_str folder;

	while (kz_str_cut(&path, '/', &folder))
		if (is_one_of(folder, folders))
			return true;
	return false;
}

enum kz_place kz_place_of(struct kz_str path)
{
	struct kz_str name = path, stem;
	size_t at;

	if (kz_str_find_last(path, '/', &at))
		name = kz_str_from(path, at + 1);
	stem = kz_str_find_last(name, '.', &at) && at > 0 ? kz_str_head(name, at) : name;
	if (is_one_of(name, lock_names) || ends_in(name, lock_ends))
		return KZ_PLACE_LOCK;
	if (is_below(path, vendored_folders))
		return KZ_PLACE_VENDORED;
	if (is_below(path, generated_folders) || ends_in(name, generated_ends) ||
		kz_str_starts(name, KZ_S("zz_generated")))
		return KZ_PLACE_GENERATED;
	if (is_below(path, test_folders) || ends_in(stem, test_stems) ||
		starts_with(name, test_starts))
		return KZ_PLACE_TEST;
	if (is_below(path, doc_folders) || ends_in(name, doc_ends) || is_one_of(stem, doc_names))
		return KZ_PLACE_DOC;
	return KZ_PLACE_CODE;
}
