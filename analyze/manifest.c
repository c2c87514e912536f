/* SPDX-License-Identifier: MIT */
/* Reads the manifests of task runners as far as the names of their tasks. */
#include "analyze/manifest.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/map.h"

enum { FILE_MAX = 1 << 20, FILES_MAX = 200 };

static struct kz_str base_name(struct kz_str path)
{
	size_t slash;

	return kz_str_find_last(path, '/', &slash) ? kz_str_from(path, slash + 1) : path;
}

static void add_task(struct kz_ctx *cx, struct kz_manifest *m, const char *kind, struct kz_str name)
{
	if (name.n > 0 && name.n <= 100)
		(void)kz_map_put(m->tasks, kz_strf(cx->mem, "%s %.*s", kind, (int)name.n, name.p),
			NULL);
}

static struct kz_str unquoted(struct kz_str s)
{
	s = kz_str_trim(s);
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return kz_str_sub(s, 1, s.n - 2);
	return s;
}

/* [tasks.lint], [tasks."test:ci"], and keys of [tasks]. */
static void read_mise(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str text)
{
	struct kz_str line, key;
	bool in_tasks = false;

	while (kz_str_line(&text, &line)) {
		line = kz_str_trim(line);
		if (kz_str_starts(line, KZ_S("["))) {
			in_tasks = kz_str_starts(line, KZ_S("[tasks]"));
			key = kz_str_skip(line, KZ_S("[tasks."));
			if (key.n < line.n && kz_str_ends(key, KZ_S("]")))
				add_task(cx, m, "mise", unquoted(kz_str_head(key, key.n - 1)));
		} else if (in_tasks && kz_str_cut(&line, '=', &key)) {
			add_task(cx, m, "mise", unquoted(key));
		}
	}
}

/* "all: x", "a b: c"; not "x := 1", ".PHONY:", recipes. */
static void read_make(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str text)
{
	struct kz_str line, names, name;

	while (kz_str_line(&text, &line)) {
		if (line.n == 0 || kz_is_blank(line.p[0]) || line.p[0] == '#' || line.p[0] == '.')
			continue;
		if (!kz_str_cut(&line, ':', &names) || kz_str_starts(line, KZ_S("=")))
			continue;
		while (kz_str_word(&names, &name))
			add_task(cx, m, "make", name);
	}
}

/* "build target='x': dep"; a leading @ is no part of the name. */
static void read_just(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str text)
{
	struct kz_str line, head, name;

	while (kz_str_line(&text, &line)) {
		if (line.n == 0 || kz_is_blank(line.p[0]) || line.p[0] == '#' || line.p[0] == '[')
			continue;
		if (kz_str_cut(&line, ':', &head) && !kz_str_starts(line, KZ_S("=")) &&
			kz_str_word(&head, &name))
			add_task(cx, m, "just", kz_str_skip(name, KZ_S("@")));
	}
}

/* Keys two blanks below "tasks:". */
static void read_taskfile(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str text)
{
	struct kz_str line, key;
	bool in_tasks = false;

	while (kz_str_line(&text, &line)) {
		if (line.n > 0 && !kz_is_blank(line.p[0]) && line.p[0] != '#')
			in_tasks = kz_str_starts(line, KZ_S("tasks:"));
		else if (in_tasks && kz_str_starts(line, KZ_S("  ")) && line.n > 2 &&
			!kz_is_blank(line.p[2]) && kz_str_find_last(line, ':', NULL)) {
			key = kz_str_trim(line);
			if (kz_str_ends(key, KZ_S(":")))
				add_task(cx, m, "task", unquoted(kz_str_head(key, key.n - 1)));
		}
	}
}

static void read_package(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str text)
{
	KZ_OWN_JSON root = NULL;
	const char *key;
	json_t *value;
	size_t used;

	if (kz_json_read(cx, text, &root, &used) < 0) {
		kz_err_clear(cx); /* a broken package.json names no script */
		return;
	}
	json_object_foreach(kz_json_object(root, "scripts"), key, value)
		add_task(cx, m, "script", kz_str_c(key));
}

void kz_manifest_read(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str path,
	struct kz_str text)
{
	const struct kz_str name = base_name(path);

	if (kz_str_eq(name, KZ_S("package.json")))
		read_package(cx, m, text);
	else if (kz_str_ends(name, KZ_S("mise.toml")))
		read_mise(cx, m, text);
	else if (kz_str_eq_nocase(name, KZ_S("makefile")) || kz_str_eq(name, KZ_S("GNUmakefile")))
		read_make(cx, m, text);
	else if (kz_str_eq_nocase(name, KZ_S("justfile")) || kz_str_eq(name, KZ_S(".justfile")))
		read_just(cx, m, text);
	else
		read_taskfile(cx, m, text);
}

static bool is_manifest(struct kz_str path)
{
	static const char *const names[] = {"package.json", "mise.toml", ".mise.toml", "Makefile",
		"makefile", "GNUmakefile", "justfile", "Justfile", ".justfile", "Taskfile.yml",
		"Taskfile.yaml", "taskfile.yml"};
	const struct kz_str name = base_name(path);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (kz_str_eq(name, kz_str_c(names[i])))
			return true;
	return false;
}

/* mise-tasks/lint/go is "lint:go", mise-tasks/lint/_default is "lint". */
static void add_mise_file(struct kz_ctx *cx, struct kz_manifest *m, struct kz_str path)
{
	static const char *const folders[] = {"mise-tasks/", ".mise-tasks/", "mise/tasks/",
		".mise/tasks/", ".config/mise/tasks/"};
	struct kz_str name = KZ_NOTHING;
	char *p;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (kz_str_starts(path, kz_str_c(folders[i])))
			name = kz_str_skip(path, kz_str_c(folders[i]));
	if (name.n == 0)
		return;
	if (kz_str_ends(name, KZ_S("/_default")))
		name.n -= 9;
	p = kz_arena_get(cx->mem, name.n);
	for (size_t i = 0; i < name.n; i++)
		p[i] = name.p[i] == '/' ? ':' : name.p[i];
	add_task(cx, m, "mise", (struct kz_str){p, name.n});
}

static int read_file(struct kz_ctx *cx, struct kz_git *git, struct kz_manifest *m,
	struct kz_str path)
{
	struct kz_str text;
	int rc = kz_git_read_head(cx, git, path, FILE_MAX, &text);

	if (rc == KZ_ELIMIT || rc == KZ_ENOENT) { /* too big to be one, or a link to nowhere */
		kz_err_clear(cx);
		return 0;
	}
	if (rc == 0)
		kz_manifest_read(cx, m, path, text);
	return rc;
}

int kz_manifest_load(struct kz_ctx *cx, struct kz_git *git, struct kz_manifest *ret)
{
	size_t n = 0, n_read = 0;
	struct kz_str *paths;
	int rc = 0;

	*ret = (struct kz_manifest){
		.tasks = kz_map_new(),
		.names = kz_map_new(),
		.paths = kz_map_new(),
	};
	if (!git)
		return 0;
	if ((rc = kz_git_list_head(cx, git, &paths, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0; i++) {
		(void)kz_map_put(ret->paths, paths[i], NULL);
		(void)kz_map_put(ret->names, base_name(paths[i]), NULL);
		add_mise_file(cx, ret, paths[i]);
		if (is_manifest(paths[i]) && n_read++ < FILES_MAX)
			rc = read_file(cx, git, ret, paths[i]);
	}
	return rc;
}

void kz_manifest_done(struct kz_manifest *m)
{
	kz_map_free(m->tasks);
	kz_map_free(m->names);
	kz_map_free(m->paths);
	*m = (struct kz_manifest){0};
}

/* Programs that run without a task, and the files of which one says that they belong here. */
static const struct {
	const char *programs, *files;
} bare[] = {
	{"go gofmt gofumpt staticcheck govulncheck", "go.mod"},
	{"golangci-lint", ".golangci.yml .golangci.yaml .golangci.toml .golangci.json go.mod"},
	{"cargo", "Cargo.toml"},
	{"npm pnpm yarn bun npx bunx vitest jest eslint biome prettier tsc", "package.json"},
	{"deno", "deno.json deno.jsonc"},
	{"pytest python uv poetry tox ruff mypy",
		"pyproject.toml setup.py setup.cfg tox.ini pytest.ini"},
	{"make", "Makefile makefile GNUmakefile"},
	{"cmake ctest ninja", "CMakeLists.txt"},
	{"mvn", "pom.xml"},
	{"gradle", "build.gradle build.gradle.kts"},
	{"bundle rake rspec", "Gemfile"},
	{"mix", "mix.exs"},
	{"swift", "Package.swift"},
	{"just", "justfile Justfile .justfile"},
	{"composer", "composer.json"},
};

static bool is_listed(const char *list, struct kz_str word)
{
	struct kz_str rest = kz_str_c(list), item;

	while (kz_str_word(&rest, &item))
		if (kz_str_eq(item, word))
			return true;
	return false;
}

static bool has_file_of(const struct kz_manifest *m, struct kz_str program)
{
	for (size_t i = 0; i < sizeof(bare) / sizeof(*bare); i++) {
		struct kz_str files = kz_str_c(bare[i].files), file;

		if (!is_listed(bare[i].programs, program))
			continue;
		while (kz_str_word(&files, &file))
			if (kz_map_find(m->names, file, NULL))
				return true;
	}
	return false;
}

static bool has_task(const struct kz_manifest *m, const char *kind, struct kz_str name)
{
	char key[128];
	const size_t head = kz_str_c(kind).n;

	if (name.n == 0 || head + 1 + name.n > sizeof(key))
		return false;
	for (size_t i = 0; i < head; i++)
		key[i] = kind[i];
	key[head] = ' ';
	for (size_t i = 0; i < name.n; i++)
		key[head + 1 + i] = name.p[i];
	return kz_map_find(m->tasks, (struct kz_str){key, head + 1 + name.n}, NULL);
}

bool kz_manifest_has(const struct kz_manifest *m, struct kz_str purpose)
{
	struct kz_str rest = purpose, program = KZ_NOTHING, verb = KZ_NOTHING, task = KZ_NOTHING;

	(void)(kz_str_word(&rest, &program) && kz_str_word(&rest, &verb) &&
		kz_str_word(&rest, &task));
	if (kz_str_eq(program, KZ_S("mise")))
		return has_task(m, "mise", is_listed("run r", verb) ? task : verb);
	if (is_listed("npm pnpm yarn bun", program)) {
		if (is_listed("run run-script", verb))
			return has_task(m, "script", task);
		/* "bun test" is bun's own runner, "npm test" is the script */
		return has_task(m, "script", verb) ||
			(kz_str_eq(program, KZ_S("bun")) && has_file_of(m, program));
	}
	if (is_listed("make just task", program) && verb.n > 0)
		return has_task(m,
			kz_str_eq(program, KZ_S("make"))           ? "make"
				: kz_str_eq(program, KZ_S("just")) ? "just"
								   : "task",
			verb);
	if (kz_str_find_byte(program, '/', NULL))
		return kz_map_find(m->paths, kz_str_skip(program, KZ_S("./")), NULL);
	return has_file_of(m, program);
}
