/* SPDX-License-Identifier: MIT */
/* Failures that come back: one finding a signature, of normal work one a purpose. */
#include "analyze/analyze.h"
#include "analyze/call_group.h"
#include "base/arena.h"
#include "base/text.h"

enum { TEMPLATE_SHOWN = 120 };

/*
 * Failures with a cause that nothing else pays for: a hidden one has its own finding, a repaired
 * one, too; what a human refused or a neighbour pulled down is none, an empty answer no loss.
 */
static bool counts(const struct kz_call *c)
{
	return kz_call_failed(c) && !c->hidden && !c->is_repaired &&
		c->failure != KZ_FAILURE_REJECTED && c->failure != KZ_FAILURE_COLLATERAL &&
		c->failure != KZ_FAILURE_EMPTY_EXIT;
}

static bool is_work(const struct kz_call *c)
{
	return kz_str_eq(kz_str_c(kz_failure_class(c->failure)), KZ_S("work"));
}

static struct kz_str purpose_of(const struct kz_call *c)
{
	return c->purpose.n > 0 ? c->purpose : c->tool;
}

/* Red tests differ in every line: what comes back is that the tests were red. */
static struct kz_str key_of(struct kz_arena *a, const struct kz_call *c)
{
	const struct kz_str purpose = purpose_of(c);

	return is_work(c)
		? kz_strf(a, "%s %.*s", kz_failure_word(c->failure), (int)purpose.n, purpose.p)
		: c->signature;
}

static const char *work_of(enum kz_failure kind)
{
	return kind == KZ_FAILURE_TEST    ? "tests failed"
		: kind == KZ_FAILURE_LINT ? "findings of a linter"
					  : "did not build";
}

static struct kz_str title_of(struct kz_arena *a, const struct kz_call_group *g)
{
	const struct kz_call *c = g->calls[0];
	const struct kz_str purpose = purpose_of(c),
			    template = kz_utf8_head(c->template, TEMPLATE_SHOWN),
			    times = kz_times_in_sessions(a, (int64_t)g->n, g->sessions);

	if (is_work(c))
		return kz_strf(a, "%.*s: %s %.*s, as happens while working", (int)purpose.n,
			purpose.p, work_of(c->failure), (int)times.n, times.p);
	if (template.n == 0)
		return kz_strf(a, "%.*s: failed without a word %.*s", (int)purpose.n, purpose.p,
			(int)times.n, times.p);
	return kz_strf(a, "%.*s: failed %.*s with \"%.*s\"", (int)purpose.n, purpose.p,
		(int)times.n, times.p, (int)template.n, template.p);
}

static int put(struct kz_ctx *cx, struct kz_db *db, struct kz_call_group *g)
{
	const struct kz_call *c = g->calls[0];
	KZ_OWN_JSON detail = json_object();
	struct kz_finding f = {.kind = "friction",
		.subject = g->key,
		.class_name = kz_failure_class(c->failure)};

	kz_call_group_sum(cx->mem, g);
	if (!kz_call_group_recurs(g))
		return 0;
	f.title = title_of(cx->mem, g);
	(void)json_object_set_new(detail, "failure_kind", json_string(kz_failure_word(c->failure)));
	(void)json_object_set_new(detail, "purpose", kz_json_new_text(cx->mem, purpose_of(c)));
	if (!is_work(c))
		(void)json_object_set_new(detail, "template",
			kz_json_new_text(cx->mem, kz_utf8_head(c->template, TEMPLATE_SHOWN)));
	return kz_call_group_put(cx, db, g, &f, detail);
}

static int friction_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct kz_call_groups groups;
	struct kz_calls calls;
	int rc;

	(void)git;
	if ((rc = kz_calls_load(cx, db, &calls)) < 0)
		return rc;
	kz_call_groups_init(&groups, &calls);
	for (size_t i = 0; i < calls.n; i++)
		if (counts(&calls.items[i]))
			(void)kz_call_groups_add(cx->mem, &groups, key_of(cx->mem, &calls.items[i]),
				&calls.items[i]);
	for (size_t i = 0; i < groups.n && rc == 0; i++)
		rc = put(cx, db, &groups.items[i]);
	kz_call_groups_done(&groups);
	return rc;
}

static const char *const reads[] = {"s_tool_call", "s_input", "s_session", "s_human_turn", "d_call",
	"d_repair_pair", NULL};
static const char *const writes[] = {"d_finding", "d_evidence", NULL};

const struct kz_analyzer analyze_friction = {
	.name = "friction",
	.about = "which failures of tools come back, and how long do they take?",
	.method = "masked error lines; active time until the same purpose succeeds",
	.version = 2,
	.reads = reads,
	.writes = writes,
	.run = friction_run,
};
