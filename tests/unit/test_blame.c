/* SPDX-License-Identifier: MIT */
/* Traces and origins against git blame: random histories, and KAIZEN_TEST_REPO where it is set. */
#include <sys/stat.h>

#include "analyze/history.h"
#include "analyze/trace.h"
#include "base/file.h"
#include "base/proc.h"
#include "collect/collect.h"
#include "collect/repository.h"
#include "tests/unit/warehouse_fixture.h"

enum { FILES = 40, OUTPUT = 64 << 20 };

static const char *const quiet[] = {"HOME=/nonexistent", "GIT_CONFIG_NOSYSTEM=1",
	"GIT_OPTIONAL_LOCKS=0", "LC_ALL=C", NULL};

/* A repository collected into a warehouse. */
struct subject {
	struct fixture f;
	const char *folder;
	struct kz_git *git;
	struct kz_history history;
	struct kz_trace *trace;
};

static struct kz_str run(struct fixture *f, const char *folder, const char *const *argv)
{
	KZ_OWN(kz_buf) out = kz_buf_new(OUTPUT);
	KZ_OWN(kz_buf) err = kz_buf_new(1 << 16);
	const char **env = KZ_NEW_ARRAY(f->mem, const char *, 6);
	const struct kz_proc p = {.argv = argv,
		.env = env,
		.folder = folder,
		.out = out,
		.err = err};
	int status;

	for (size_t i = 0; quiet[i]; i++)
		env[i] = quiet[i];
	env[4] = kz_strf(f->mem, "PATH=%s", getenv("PATH")).p;
	fixture_must(f, kz_proc_run(&f->cx, &p, &status));
	if (status != 0)
		fail_msg("%s %s: %d: %.*s", argv[0], argv[1], status, (int)err->n, err->p);
	assert_false(out->over);
	return kz_str_dup(f->mem, kz_buf_str(out));
}

static void collect(struct subject *s, const char *folder)
{
	const struct kz_collect_options options = {.git = true};
	struct kz_collect_summary sum;
	struct kz_repository r;
	struct fixture *f = &s->f;

	s->folder = folder;
	f->cx.now = INT64_C(4000000000);
	fixture_must(f, kz_git_open(&f->cx, folder, &s->git));
	fixture_must(f, kz_collect_repository(&f->cx, NULL, s->git, &r));
	fixture_must(f, kz_db_use_repository(&f->cx, f->db, &r));
	fixture_must(f, kz_collect(&f->cx, f->db, s->git, &options, &sum));
	fixture_must(f, kz_history_load(&f->cx, f->db, &s->history));
	assert_true(s->history.n > 0);
	s->trace = kz_trace_new(f->db, &s->history);
}

static void done(struct subject *s)
{
	kz_trace_free(s->trace);
	kz_git_close(s->git);
	fixture_close(&s->f);
}

/* One oid a line, as `git blame --porcelain` names them; ranges: -L options, NULL-ended. */
static struct kz_str *blame(struct subject *s, const char *rev, struct kz_str path,
	const char *const *ranges, size_t *ret_n)
{
	static const char *const head[] = {"git", "-c", "blame.ignoreRevsFile=", "blame",
		"--porcelain", "--root", NULL};
	struct kz_str rest, line, *oids = NULL;
	const char **argv = NULL;
	size_t n = 0, cap = 0, cap_oids = 0;
	const char *const tail[] = {rev, "--", kz_cstr(s->f.mem, path), NULL};
	const char *const *const parts[] = {head, ranges, tail};

	for (size_t part = 0; part < 3; part++)
		for (const char *const *arg = parts[part]; *arg; arg++) {
			KZ_ROOM(s->f.mem, argv, n, cap);
			argv[n++] = *arg;
		}
	KZ_ROOM(s->f.mem, argv, n, cap);
	rest = run(&s->f, s->folder, argv);
	*ret_n = 0;
	while (kz_str_line(&rest, &line)) {
		if (line.n < 41 || !kz_str_is_hex(kz_str_head(line, 40)) || line.p[40] != ' ')
			continue; /* a header, or a tab and the line itself */
		KZ_ROOM(s->f.mem, oids, *ret_n, cap_oids);
		oids[(*ret_n)++] = kz_str_head(line, 40);
	}
	return oids;
}

static int64_t path_id_of(struct subject *s, struct kz_str path)
{
	struct kz_query *q;
	int64_t id;
	bool row;

	fixture_must(&s->f, kz_query(&s->f.cx, s->f.db, "analyze/sql/trace.sql#path", &q));
	kz_bind_text(q, 1, path);
	fixture_must(&s->f, kz_query_next(&s->f.cx, q, &row));
	if (!row)
		fail_msg("no path " KZ_FMT, KZ_ARG(path));
	id = kz_col_int(q, 0);
	kz_query_reset(q);
	return id;
}

/* Every line of the file as it is at HEAD. */
static void assert_file(struct subject *s, struct kz_str path)
{
	size_t n;
	const struct kz_str *want = blame(s, "HEAD", path, (const char *const[]){NULL}, &n);
	const struct kz_lines lines = {1, (int64_t)n};
	struct kz_traced_list list;
	struct kz_version of = {.lines = &lines, .n_lines = 1};
	size_t at = 0;

	if (n == 0)
		return;
	of.path_id = path_id_of(s, path);
	fixture_must(&s->f, kz_trace_lines(&s->f.cx, s->trace, &of, &list));
	for (size_t i = 0; i < list.n; i++) {
		struct kz_str oid = s->history.nodes[list.p[i].commit].oid;

		for (int64_t k = 0; k < list.p[i].count; k++, at++)
			if (!kz_str_eq(oid, want[at]))
				fail_msg(KZ_FMT ":%zu: git blame says " KZ_FMT ", we " KZ_FMT,
					KZ_ARG(path), at + 1, KZ_ARG(want[at]), KZ_ARG(oid));
	}
	assert_int_equal(at, n);
}

/* count files at HEAD, always the same ones; all of them when there are fewer. */
static void assert_files(struct subject *s, size_t count)
{
	struct kz_str *paths;
	size_t n;

	fixture_must(&s->f, kz_git_list_head(&s->f.cx, s->git, &paths, &n));
	for (size_t i = 0; i < count && i < n; i++) {
		enum kz_git_kind kind;
		size_t at = count < n ? i * n / count : i;

		fixture_must(&s->f, kz_git_at_head(&s->f.cx, s->git, paths[at], &kind));
		if (kind == KZ_GIT_FILE)
			assert_file(s, paths[at]);
	}
}

/* What git blame says of the old lines of the hunks of one file of a fix. */
static struct kz_str *blame_old(struct subject *s, struct kz_str fix, struct kz_str path,
	struct kz_str old_path, size_t *ret_n)
{
	static const char sql[] = "SELECT old_start, old_lines FROM hunks"
				  " WHERE old_lines > 0 AND oid = '%s' AND path = '%s'";
	struct fixture *f = &s->f;
	KZ_OWN(kz_query) q = NULL;
	const char **ranges = NULL;
	size_t n = 0, cap = 0;
	bool row;

	fixture_must(f, kz_query_user(&f->cx, f->db, kz_strf(f->mem, sql, fix.p, path.p), &q));
	for (;;) {
		fixture_must(f, kz_query_next(&f->cx, q, &row));
		KZ_ROOM(f->mem, ranges, n, cap);
		if (!row)
			break;
		ranges[n++] = kz_strf(f->mem, "-L%lld,+%lld", (long long)kz_col_int(q, 0),
			(long long)kz_col_int(q, 1))
				      .p;
	}
	return blame(s, kz_strf(f->mem, "%s^", fix.p).p, old_path, ranges, ret_n);
}

/*
 * Compares each row of origins with what git blame says of the old lines of the fix's hunks;
 * gives the number of rows, and of those that differ.
 */
static int64_t check_origins(struct subject *s, int64_t *ret_differ)
{
	static const char sql[] =
		"SELECT o.fix, o.path, coalesce(c.old_path, o.path), o.oid, o.lines FROM origins o"
		" JOIN file_changes c ON c.oid = o.fix AND c.path = o.path"
		" ORDER BY o.fix, o.path, o.oid";
	struct fixture *f = &s->f;
	KZ_OWN(kz_query) q = NULL;
	struct kz_str key = KZ_S(""), *oids = NULL;
	int64_t rows = 0;
	size_t n = 0;
	bool row;

	*ret_differ = 0;
	fixture_must(f, kz_query_user(&f->cx, f->db, kz_str_c(sql), &q));
	for (;; rows++) {
		struct kz_str fix, path, now;
		int64_t found = 0;

		fixture_must(f, kz_query_next(&f->cx, q, &row));
		if (!row)
			return rows;
		fix = kz_col_dup(q, f->mem, 0);
		path = kz_col_dup(q, f->mem, 1);
		now = kz_strf(f->mem, "%s %s", fix.p, path.p);
		if (!kz_str_eq(now, key))
			oids = blame_old(s, fix, path, kz_col_dup(q, f->mem, 2), &n);
		key = now;
		for (size_t i = 0; i < n; i++)
			found += kz_str_eq(oids[i], kz_col_text(q, 3));
		if (found == kz_col_int(q, 4))
			continue;
		print_message(KZ_FMT " " KZ_FMT ": git blame counts %lld lines, we %lld\n",
			KZ_ARG(key), KZ_ARG(kz_col_text(q, 3)), (long long)found,
			(long long)kz_col_int(q, 4));
		++*ret_differ;
	}
}

static void remove_folder(struct fixture *f, const char *folder)
{
	const char *const argv[] = {"rm", "-rf", folder, NULL};

	(void)run(f, NULL, argv);
}

/* A random history in a folder of the fixture; how: what follows, as shell, in that folder. */
static const char *make_history(struct fixture *f, int seed, const char *how)
{
	const char *script = kz_strf(f->mem,
		"mkdir %s/all && cd %s/all && git init -q -b main && awk -v seed=%d -v steps=120"
		" -f '" KAIZEN_SOURCE_DIR "/tests/fixtures/git/random.awk' |"
		" git fast-import --quiet && %s",
		f->folder, f->folder, seed, how)
				     .p;

	(void)run(f, NULL, (const char *const[]){"sh", "-c", script, NULL});
	return kz_strf(f->mem, "%s/all", f->folder).p;
}

static void test_random_histories__equal_git_blame_in_every_line(void **state)
{
	(void)state;
	for (int seed = 1; seed <= 4; seed++) {
		struct subject s;
		const char *folder;
		int64_t differ;

		fixture_open(&s.f);
		folder = make_history(&s.f, seed, "true");
		collect(&s, folder);
		assert_files(&s, SIZE_MAX);
		fixture_analyze(&s.f, NULL);
		assert_true(check_origins(&s, &differ) > 10);
		assert_int_equal(differ, 0);
		remove_folder(&s.f, folder);
		done(&s);
	}
}

static void test_shallow_history__names_no_origin_at_the_cut(void **state)
{
	struct subject s;
	const char *folder, *cut;
	int64_t differ;

	(void)state;
	fixture_open(&s.f);
	folder = make_history(&s.f, 5, "git clone -q --depth 12 file://$PWD ../cut");
	cut = kz_strf(s.f.mem, "%s/cut", s.f.folder).p;
	collect(&s, cut);
	assert_files(&s, SIZE_MAX);
	fixture_analyze(&s.f, NULL);
	assert_true(check_origins(&s, &differ) > 0);
	assert_int_equal(differ, 0);
	fixture_assert_rows(&s.f,
		"SELECT count(*) FROM d_origin JOIN s_commit USING (oid) WHERE is_boundary = 1",
		"0");
	fixture_assert_rows(&s.f, "SELECT sum(is_boundary) > 0 FROM s_commit", "1");
	remove_folder(&s.f, folder);
	remove_folder(&s.f, cut);
	done(&s);
}

/* libgit2 finds a rename now and then that git does not (docs/adr/0004): one is known here. */
static void test_real_repository__equals_git_blame(void **state)
{
	const char *folder = getenv("KAIZEN_TEST_REPO");
	struct subject s;
	int64_t rows, differ;

	(void)state;
	if (!folder || !*folder) {
		print_message("skipped: KAIZEN_TEST_REPO names no clone\n");
		skip();
	}
	fixture_open(&s.f);
	collect(&s, folder);
	assert_files(&s, FILES);
	fixture_analyze(&s.f, NULL);
	rows = check_origins(&s, &differ);
	print_message("%lld origins compared, %lld differ\n", (long long)rows, (long long)differ);
	assert_true(differ * 50 <= rows);
	done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_histories__equal_git_blame_in_every_line),
		cmocka_unit_test(test_shallow_history__names_no_origin_at_the_cut),
		cmocka_unit_test(test_real_repository__equals_git_blame),
	};

	return cmocka_run_group_tests_name("blame", tests, NULL, NULL);
}
