/* SPDX-License-Identifier: MIT */
/* Shell commands of agents: segments, roles, whose exit status is lost, purposes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyze/shell.h"
#include "base/arena.h"
#include "base/buf.h"

static struct kz_shell parse(struct kz_arena *a, const char *command)
{
	struct kz_shell sh;

	kz_shell_parse(a, kz_str_c(command), &sh);
	return sh;
}

static void assert_text(struct kz_str got, const char *want)
{
	if (!kz_str_eq(got, kz_str_c(want)))
		fail_msg("got '" KZ_FMT "', want '%s'", KZ_ARG(got), want);
}

/* Segments as "M go test|masked|tail; …": role, purpose, mask, filter. */
static void assert_segments(const char *command, const char *want)
{
	static const char role[] = {'M', 'R', 'S', 'F'};
	KZ_OWN(kz_arena) a = kz_arena_new();
	KZ_OWN(kz_buf) out = kz_buf_new(4096);
	const struct kz_shell sh = parse(a, command);

	for (size_t i = 0; i < sh.n; i++) {
		const struct kz_segment *g = &sh.items[i];

		kz_buf_addf(out, "%s%c", i > 0 ? "; " : "", role[g->role]);
		if (g->purpose.n > 0)
			kz_buf_addf(out, " %.*s", (int)g->purpose.n, g->purpose.p);
		if (g->is_masked)
			kz_buf_text(out, " lost");
		if (g->filter.n > 0)
			kz_buf_addf(out, " in %.*s", (int)g->filter.n, g->filter.p);
	}
	assert_text(kz_buf_str(out), want);
}

static void test_kz_shell_parse__cuts_at_every_separator_outside_quotes(void **state)
{
	(void)state;
	assert_segments("mise run lint 2>&1 | tail -30", "M mise run lint lost in tail; F tail");
	assert_segments("cd /x && go test ./... -run 'A|B;C' && echo ok", "S; M go test; S");
	assert_segments("a1; b1 & c1 || d1\ne1",
		"M a1 lost; M b1 lost; M c1 lost; M d1 lost; M e1");
	assert_segments("go vet ./... |& head", "M go vet lost in head; F head");
	assert_segments("make \\\n  test", "M make test");
	assert_segments("git commit -m \"a && b | c $(date; echo \")\")\" && git push",
		"M git commit; M git push");
	assert_segments("echo `a | b`; x1 # | tail", "S; M x1");
	assert_segments("go test ./... > out.txt 2>&1; grep FAIL out.txt",
		"M go test lost; R grep");
	assert_segments("go build ./... &> log |\n tail -3", "M go build lost in tail; F tail");
	assert_segments("", "");
	assert_segments("go test ./...;\n", "M go test");
}

static void test_kz_shell_parse__leaves_out_bodies_of_documents(void **state)
{
	(void)state;
	assert_segments("cat > f <<'EOF'\ndon't | stop; (\nEOF\ngo test", "R cat lost; M go test");
	assert_segments("git commit -m \"$(cat <<'EOF'\nit's (\n\nEOF\n)\" && git push",
		"M git commit; M git push");
	assert_segments("git commit -m \"$(cat <<'EOF'\nthe text was cut here; and",
		"M git commit");
	assert_segments("cat <<A; cat <<B\n; x\nA\n; y\nB\nz1", "R cat lost; R cat lost; M z1");
	assert_segments("x1 <<< 'a;b'; echo $((1<<4)); y1", "M x1 lost; S; M y1");
}

static void test_kz_shell_parse__knows_groups_loops_and_wrappers(void **state)
{
	(void)state;
	assert_segments("(cd sub && go test ./...)", "S; M go test lost");
	assert_segments("(cd sub && go test) | tail", "S; M go test lost in tail; F tail");
	assert_segments("for i in 1 2; do go test; done", "S; M go test lost; S");
	assert_segments("if ! git diff --quiet; then go test; fi",
		"R git diff lost; M go test lost; S");
	assert_segments("A=1 B=\"x y\" timeout -k 5 60 go test ./... | cat",
		"M go test lost in cat; F cat");
	assert_segments("nice -n 5 env X=1 npm run build", "M npm run build");
	assert_segments("time mise run test", "M mise run test");
}

static void test_kz_shell_parse__believes_pipefail_and_errexit(void **state)
{
	(void)state;
	assert_segments("set -o pipefail; go test ./... | tail", "S; M go test in tail; F tail");
	assert_segments("set -euo pipefail; go vet; go test | tail",
		"S; M go vet; M go test in tail; F tail");
	assert_segments("set -e; go test ./... | tail", "S; M go test lost in tail; F tail");
}

static void test_kz_shell_parse__names_purposes_without_options(void **state)
{
	(void)state;
	assert_segments("git -C /r --no-pager commit -m x", "M git commit");
	assert_segments("gh pr create --title x", "M gh pr create");
	assert_segments("gh -R o/n pr view 12 --json x", "R gh pr view");
	assert_segments("/usr/local/bin/golangci-lint run ./...", "M golangci-lint run");
	assert_segments("bun run lint:fix", "M bun run lint:fix");
	assert_segments("npx vitest run", "M npx vitest");
	assert_segments("uv run pytest -q", "M uv run pytest");
	assert_segments("python3 -m pytest -q", "M python -m pytest");
	assert_segments("python3 -c 'print(1)'", "M python");
	assert_segments("make -j 4 test", "M make test");
	assert_segments("workmux capture x -n 20", "R workmux capture");
	assert_segments("./scripts/run.sh all", "M ./scripts/run.sh");
	assert_segments("rtk bun run test", "M rtk bun run test");
	assert_segments("rtk git commit -m x", "M rtk git commit");
	assert_segments("x1 | /usr/bin/grep y", "M x1 lost in grep; F grep");
}

static void test_kz_shell_parse__tells_probes_from_the_status_of_a_pipe(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	assert_true(parse(a, "go test ./...; echo \"exit $?\"").is_probe);
	assert_true(parse(a, "go test | tail; echo ${PIPESTATUS[0]}").is_probe);
	assert_true(parse(a, "set -o pipefail; go test | tail; echo $?").is_probe);
	assert_false(parse(a, "go test ./... | tail -5; echo \"exit $?\"").is_probe);
	assert_false(parse(a, "go test ./...; echo done").is_probe);
	assert_true(parse(a, "grep x f | head; git log").only_readers);
	assert_true(parse(a, "cd /x; echo hello").only_readers);
	assert_false(parse(a, "cat f && go test").only_readers);
}

static void test_kz_shell_failing__is_the_segment_that_the_error_names(void **state)
{
	KZ_OWN(kz_arena) a = kz_arena_new();
	const struct kz_shell sh = parse(a, "mise run fmt && mise run lint && git push | tail -3");

	(void)state;
	assert_text(kz_shell_failing(&sh, KZ_S("[lint:go] ERROR task failed"))->purpose,
		"mise run lint");
	assert_text(kz_shell_failing(&sh, KZ_S("git: push refused"))->purpose, "git push");
	assert_text(kz_shell_failing(&sh, KZ_S("something else"))->purpose, "git push");
	assert_text(kz_shell_failing(&(struct kz_shell){0}, KZ_S("x")) ? KZ_S("?") : KZ_S("none"),
		"none");
}

static void test_kz_task_of__reads_the_task_word(void **state)
{
	(void)state;
	assert_int_equal(kz_task_of(KZ_S("mise run test:ci")), KZ_TASK_TEST);
	assert_int_equal(kz_task_of(KZ_S("golangci-lint run")), KZ_TASK_LINT);
	assert_int_equal(kz_task_of(KZ_S("go vet")), KZ_TASK_LINT);
	assert_int_equal(kz_task_of(KZ_S("bun run typecheck")), KZ_TASK_BUILD);
	assert_int_equal(kz_task_of(KZ_S("make")), KZ_TASK_BUILD);
	assert_int_equal(kz_task_of(KZ_S("git test")), KZ_TASK_NONE);
	assert_int_equal(kz_task_of(KZ_S("contest")), KZ_TASK_NONE);
}

/* Every cut of hostile text ends, and words lie in no memory but the arena's. */
static void test_kz_shell_parse__survives_every_cut_of_a_bad_text(void **state)
{
	static const char bad[] = "a \"$(b '`c ${d <<'E' <( >& 2>&1 |& ((( ;;&& \\";
	KZ_OWN(kz_arena) a = kz_arena_new();

	(void)state;
	for (size_t from = 0; from < sizeof(bad); from++)
		for (size_t n = 0; from + n < sizeof(bad); n++) {
			struct kz_shell sh;

			kz_shell_parse(a, (struct kz_str){bad + from, n}, &sh);
			assert_true(sh.n <= n);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_shell_parse__cuts_at_every_separator_outside_quotes),
		cmocka_unit_test(test_kz_shell_parse__leaves_out_bodies_of_documents),
		cmocka_unit_test(test_kz_shell_parse__knows_groups_loops_and_wrappers),
		cmocka_unit_test(test_kz_shell_parse__believes_pipefail_and_errexit),
		cmocka_unit_test(test_kz_shell_parse__names_purposes_without_options),
		cmocka_unit_test(test_kz_shell_parse__tells_probes_from_the_status_of_a_pipe),
		cmocka_unit_test(test_kz_shell_failing__is_the_segment_that_the_error_names),
		cmocka_unit_test(test_kz_task_of__reads_the_task_word),
		cmocka_unit_test(test_kz_shell_parse__survives_every_cut_of_a_bad_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
