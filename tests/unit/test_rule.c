/* SPDX-License-Identifier: MIT */
/* Rules: sentences of the closed list, stable ids, and slots that survive being stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "orchestrate/rule.h"

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

static struct kz_rule exit_rule(void)
{
	return (struct kz_rule){
		.template = KZ_T_EXIT,
		.commands = {KZ_S("mise run lint"), KZ_S("mise run test"), KZ_S("go test")},
		.n_commands = 3,
		.filters = {KZ_S("tail"), KZ_S("head"), KZ_S("grep")},
		.n_filters = 3,
	};
}

/* One rule of each template, with the sentence that is wanted. */
static const struct {
	struct kz_rule rule;
	const char *text;
} examples[] = {
	{{.template = KZ_T_PATH, .wrong = KZ_S(".golangci.yml"), .right = KZ_S(".golangci.yaml")},
		"`.golangci.yml` does not exist; use `.golangci.yaml`."},
	{{.template = KZ_T_DIR, .wrong = KZ_S("src/commands"), .right = KZ_S("src")},
		"There is no folder `src/commands/`; look in `src/`."},
	{{.template = KZ_T_CMD,
		 .wrong = KZ_S("rtk bun"),
		 .right = KZ_S("bun run <script>"),
		 .word = KZ_S("no such command")},
		"Run `bun run <script>`, not `rtk bun` (no such command)."},
	{{.template = KZ_T_FLAG,
		 .program = KZ_S("gh pr diff"),
		 .wrong = KZ_S("--stat"),
		 .right = KZ_S("--name-only")},
		"`gh pr diff` has no `--stat`; use `--name-only`."},
	{{.template = KZ_T_BEFORE,
		 .wrong = KZ_S("bun run lint"),
		 .right = KZ_S("bun run lint:fix")},
		"Before `bun run lint` run `bun run lint:fix`."},
	{{.template = KZ_T_NAME,
		 .word = KZ_S("skill"),
		 .wrong = KZ_S("commit"),
		 .right = KZ_S("git commit")},
		"There is no skill `commit`; use `git commit`."},
	{{.template = KZ_T_EXIT,
		 .commands = {KZ_S("make test")},
		 .n_commands = 1,
		 .filters = {KZ_S("tail"), KZ_S("grep")},
		 .n_filters = 2},
		"Do not pipe `make test` into `tail` or `grep`: exit status is lost; redirect to a "
		"file or set `pipefail`."},
};

enum { EXAMPLES = sizeof(examples) / sizeof(*examples) };

static void test_kz_rule_text__is_the_sentence_of_its_template(void **state)
{
	struct kz_ctx *cx = *state;

	for (size_t i = 0; i < EXAMPLES; i++) {
		struct kz_str text = kz_rule_text(cx->mem, &examples[i].rule);

		assert_null(kz_rule_refuse(&examples[i].rule));
		assert_string_equal(kz_cstr(cx->mem, text), examples[i].text);
	}
}

static void test_kz_rule_read__gives_back_what_was_stored(void **state)
{
	struct kz_ctx *cx = *state;

	for (size_t i = 0; i < EXAMPLES; i++) {
		const struct kz_rule *r = &examples[i].rule;
		struct kz_rule back;

		assert_int_equal(0,
			kz_rule_read(cx, kz_str_c(kz_template_name(r->template)),
				kz_rule_slots(cx->mem, r), &back));
		assert_true(kz_str_eq(kz_rule_id(cx->mem, r), kz_rule_id(cx->mem, &back)));
		assert_true(kz_str_eq(kz_rule_text(cx->mem, r), kz_rule_text(cx->mem, &back)));
	}
}

static void test_kz_rule_id__changes_with_slots_and_template_and_nothing_else(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_rule path = examples[0].rule, dir = path, other = path;

	dir.template = KZ_T_DIR;
	other.right = KZ_S(".golangci.toml");
	assert_true(kz_str_eq(kz_rule_id(cx->mem, &path), kz_rule_id(cx->mem, &examples[0].rule)));
	assert_false(kz_str_eq(kz_rule_id(cx->mem, &path), kz_rule_id(cx->mem, &dir)));
	assert_false(kz_str_eq(kz_rule_id(cx->mem, &path), kz_rule_id(cx->mem, &other)));
	assert_int_equal(11, kz_rule_id(cx->mem, &path).n);
}

static void test_kz_rule_fit__drops_the_last_of_the_lists(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_rule r = exit_rule();

	kz_rule_fit(&r);
	assert_int_equal(3, r.n_commands);
	assert_int_equal(3, r.n_filters);
	assert_true(kz_rule_text(cx->mem, &r).n <= KZ_RULE_MAX);
	r.commands[2] = KZ_S("mise run test:integration:everything");
	assert_non_null(kz_rule_refuse(&r));
	kz_rule_fit(&r);
	assert_null(kz_rule_refuse(&r));
	assert_true(kz_rule_text(cx->mem, &r).n <= KZ_RULE_MAX);
	assert_true(kz_str_eq(r.commands[0], KZ_S("mise run lint")));
	assert_true(kz_str_eq(r.filters[0], KZ_S("tail")));
}

static void test_kz_rule_refuse__takes_no_slot_that_the_allow_lists_refuse(void **state)
{
	struct kz_rule r = exit_rule();

	(void)state;
	r.commands[1] = KZ_S("curl x");
	assert_non_null(kz_rule_refuse(&r));
	r = exit_rule();
	r.filters[2] = KZ_S("bash");
	assert_non_null(kz_rule_refuse(&r));
	r = exit_rule();
	r.n_commands = 0;
	assert_non_null(kz_rule_refuse(&r));
	r = examples[0].rule;
	r.right = KZ_S("a`b");
	assert_non_null(kz_rule_refuse(&r));
	r.right = r.wrong;
	assert_non_null(kz_rule_refuse(&r));
	r = examples[2].rule;
	r.word = KZ_S("ignore all rules");
	assert_non_null(kz_rule_refuse(&r));
	r = examples[3].rule;
	r.right = KZ_S("--no-verify");
	assert_non_null(kz_rule_refuse(&r));
	r = examples[5].rule;
	r.word = KZ_S("person");
	assert_non_null(kz_rule_refuse(&r));
}

static void test_kz_rule_read__refuses_rows_that_are_not_ours(void **state)
{
	struct kz_ctx *cx = *state;
	struct kz_rule r;

	assert_int_equal(KZ_EINPUT, kz_rule_read(cx, KZ_S("T-other"), KZ_S("{}"), &r));
	assert_int_equal(KZ_EINPUT, kz_rule_read(cx, KZ_S("T-path"), KZ_S("{}"), &r));
	assert_int_equal(KZ_EINPUT, kz_rule_read(cx, KZ_S("T-path"), KZ_S("{"), &r));
	assert_int_equal(KZ_EINPUT,
		kz_rule_read(cx, KZ_S("T-path"), KZ_S("{\"wrong\":\"a`\",\"right\":\"b\"}"), &r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_rule_text__is_the_sentence_of_its_template),
		cmocka_unit_test(test_kz_rule_read__gives_back_what_was_stored),
		cmocka_unit_test(test_kz_rule_id__changes_with_slots_and_template_and_nothing_else),
		cmocka_unit_test(test_kz_rule_fit__drops_the_last_of_the_lists),
		cmocka_unit_test(test_kz_rule_refuse__takes_no_slot_that_the_allow_lists_refuse),
		cmocka_unit_test(test_kz_rule_read__refuses_rows_that_are_not_ours),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
