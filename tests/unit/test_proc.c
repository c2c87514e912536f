/* SPDX-License-Identifier: MIT */
/* Children: what they get, what they give, and how they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"

static const char *const no_env[] = {NULL};

/* `sh -c script` with one variable, both outputs kept. */
static int run(const char *script, struct kz_proc *p, struct kz_ctx *cx, int *ret_status)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	int rc;

	p->argv = argv;
	if (!p->env)
		p->env = no_env;
	rc = kz_proc_run(cx, p, ret_status);
	p->argv = NULL;
	return rc;
}

static void test_kz_proc_run__keeps_both_outputs_apart_and_gives_the_status(void **state)
{
	KZ_OWN(kz_buf) out = kz_buf_new(100);
	KZ_OWN(kz_buf) err = kz_buf_new(100);
	struct kz_ctx cx = {0};
	struct kz_proc p = {.out = out, .err = err, .folder = "/"};
	int status = -1;

	(void)state;
	assert_int_equal(run("pwd; echo bad >&2; exit 3", &p, &cx, &status), 0);
	assert_int_equal(status, 3);
	assert_true(kz_str_eq(kz_buf_str(out), KZ_S("/\n")));
	assert_true(kz_str_eq(kz_buf_str(err), KZ_S("bad\n")));
}

static void test_kz_proc_run__gives_exactly_the_environment(void **state)
{
	KZ_OWN(kz_buf) out = kz_buf_new(1000);
	const char *const env[] = {"ONLY=this", NULL};
	const char *const argv[] = {"/usr/bin/env", NULL};
	struct kz_ctx cx = {0};
	struct kz_proc p = {.argv = argv, .out = out, .env = env};
	int status = -1;

	(void)state;
	assert_int_equal(kz_proc_run(&cx, &p, &status), 0);
	assert_int_equal(status, 0);
	assert_true(kz_str_eq(kz_buf_str(out), KZ_S("ONLY=this\n")));
}

static void test_kz_proc_run__hands_down_no_descriptor(void **state)
{
	KZ_OWN(kz_buf) out = kz_buf_new(1000);
	struct kz_ctx cx = {0};
	struct kz_proc p = {.out = out};
	int status = -1, fd = dup(0);

	(void)state;
	assert_true(fd > 2);
	assert_int_equal(run("for f in 3 4 5 6 7 8 9; do (: <&$f) 2>/dev/null && echo $f; done; :",
				 &p, &cx, &status),
		0);
	assert_int_equal(out->n, 0);
	(void)close(fd);
}

static void test_kz_proc_run__drops_what_is_past_the_maximum(void **state)
{
	KZ_OWN(kz_buf) out = kz_buf_new(8);
	struct kz_ctx cx = {0};
	struct kz_proc p = {.out = out};
	int status = -1;

	(void)state;
	assert_int_equal(run("i=0; while [ $i -lt 30000 ]; do echo 123456789; i=$((i+1)); done", &p,
				 &cx, &status),
		0);
	assert_int_equal(status, 0);
	assert_true(out->over && out->n <= 8);
}

static void test_kz_proc_run__ends_what_takes_too_long_and_its_children(void **state)
{
	KZ_OWN(kz_buf) out = kz_buf_new(100);
	struct kz_ctx cx = {0};
	struct kz_proc p = {.wall_ms = 50, .out = out};
	int status = -1;

	(void)state;
	assert_int_equal(run("sleep 30; echo late", &p, &cx, &status), KZ_ELIMIT);
	assert_int_equal(status, 128 + 15);
	assert_int_equal(out->n, 0);
	assert_non_null(strstr(cx.err.text, "50 ms"));
}

static void test_kz_proc_run__kills_what_does_not_listen(void **state)
{
	struct kz_ctx cx = {0};
	struct kz_proc p = {.wall_ms = 1000}; /* so that a busy machine has come to the trap */
	int status = -1;

	(void)state;
	assert_int_equal(run("trap '' TERM; while :; do sleep 1; done", &p, &cx, &status),
		KZ_ELIMIT);
	assert_int_equal(status, 128 + 9);
}

static void test_kz_proc_run__limits_processor_time(void **state)
{
	struct kz_ctx cx = {0};
	struct kz_proc p = {.cpu_s = 1, .wall_ms = 20000};
	int status = -1;

	(void)state;
	assert_int_equal(run("while :; do :; done", &p, &cx, &status), 0);
	assert_true(status > 128);
}

static void test_kz_proc_run__says_what_is_not_there(void **state)
{
	const char *const argv[] = {"kaizen-no-such-program", NULL};
	struct kz_ctx cx = {0};
	struct kz_proc p = {.argv = argv, .env = no_env};
	int status = -1;

	(void)state;
	assert_int_equal(kz_proc_run(&cx, &p, &status), KZ_ENOENT);
	assert_string_equal(cx.err.text, "kaizen-no-such-program: not found");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_proc_run__keeps_both_outputs_apart_and_gives_the_status),
		cmocka_unit_test(test_kz_proc_run__gives_exactly_the_environment),
		cmocka_unit_test(test_kz_proc_run__hands_down_no_descriptor),
		cmocka_unit_test(test_kz_proc_run__drops_what_is_past_the_maximum),
		cmocka_unit_test(test_kz_proc_run__ends_what_takes_too_long_and_its_children),
		cmocka_unit_test(test_kz_proc_run__kills_what_does_not_listen),
		cmocka_unit_test(test_kz_proc_run__limits_processor_time),
		cmocka_unit_test(test_kz_proc_run__says_what_is_not_there),
	};

	return cmocka_run_group_tests_name("proc", tests, NULL, NULL);
}
