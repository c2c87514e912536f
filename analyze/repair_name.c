/* SPDX-License-Identifier: MIT */
/* Repairs of names: skills and agents that are called something else, or are a command. */
#include "analyze/repair.h"

#include "base/arena.h"

enum { NAME_REACH = 6 };

static bool is_named(const struct kz_call *c)
{
	return (kz_str_eq(c->kind, KZ_S("skill")) || kz_str_eq(c->kind, KZ_S("task"))) &&
		c->target.n > 0;
}

/* "commit" of "git:commit": plugins put their name before. */
static struct kz_str last_part(struct kz_str name)
{
	size_t colon;

	return kz_str_find_last(name, ':', &colon) ? kz_str_from(name, colon + 1) : name;
}

/* A purpose of the command of which name is a word: "git commit" of "commit". */
static struct kz_str purpose_with(const struct kz_shell *sh, struct kz_str name)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].role == KZ_ROLE_MAIN && name.n > 2 &&
			kz_word_in(sh->items[i].purpose, name) &&
			!kz_str_eq(sh->items[i].purpose, name))
			return sh->items[i].purpose;
	return KZ_NOTHING;
}

/* What did the work that the unknown name was to do; KZ_NOTHING: not this call. */
static struct kz_str answer(const struct kz_call *c, const struct kz_call *next,
	const struct kz_step *step)
{
	if (kz_call_failed(next))
		return KZ_NOTHING;
	if (is_named(next) && kz_str_eq(next->tool, c->tool))
		return !kz_str_eq(next->target, c->target) &&
				kz_str_eq(last_part(next->target), last_part(c->target))
			? next->target
			: KZ_NOTHING;
	return kz_str_eq(next->kind, KZ_S("shell")) ? purpose_with(&step->shell, c->target)
						    : KZ_NOTHING;
}

/* Nothing at HEAD defines the name. */
static bool is_undefined(const struct kz_repairs *r, struct kz_str name)
{
	static const char *const forms[] = {".claude/skills/%.*s/SKILL.md",
		".claude/commands/%.*s.md", ".claude/agents/%.*s.md",
		".agents/skills/%.*s/SKILL.md"};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const struct kz_str form = kz_str_c(forms[i]);
		size_t at = 0;
		struct kz_str path;

		(void)kz_str_find(form, KZ_S("%.*s"), &at);
		path = kz_strf(r->cx->mem, "%.*s%.*s%s", (int)at, form.p, (int)name.n, name.p,
			forms[i] + at + 4);
		if (kz_paths_at_head(&r->paths, path) != KZ_GIT_NONE)
			return false;
	}
	return true;
}

static void pair_name(struct kz_repairs *r, size_t i)
{
	const struct kz_call *c = &r->calls.items[i];
	struct kz_repair what = {
		.class = "name",
		.program = kz_str_eq(c->kind, KZ_S("skill")) ? KZ_S("skill") : KZ_S("agent"),
		.wrong = c->target,
		.is_proven = true,
	};

	for (size_t k = i + 1; kz_repairs_reach(r, i, k, NAME_REACH); k++) {
		what.right = answer(c, &r->calls.items[k], &r->steps[k]);
		if (!what.right.p)
			continue;
		what.holds = is_undefined(r, what.wrong);
		kz_repairs_add(r, &what, i, k);
		return;
	}
}

void kz_repair_find_names(struct kz_repairs *r)
{
	for (size_t i = 0; i < r->calls.n; i++)
		if (r->calls.items[i].failure == KZ_FAILURE_UNKNOWN_NAME &&
			is_named(&r->calls.items[i]) && !r->steps[i].is_taken)
			pair_name(r, i);
}

void kz_repair_count_names(const struct kz_repairs *r, struct kz_repair *p)
{
	for (size_t i = 0; i < r->calls.n; i++) {
		const struct kz_call *c = &r->calls.items[i];

		if (is_named(c) && kz_str_eq(c->target, p->wrong)) {
			p->n_wrong++;
			p->f_wrong += c->failure == KZ_FAILURE_UNKNOWN_NAME;
		} else if ((is_named(c) && kz_str_eq(c->target, p->right)) ||
			kz_str_eq(c->purpose, p->right)) {
			p->n_right++;
			p->s_right += !kz_call_failed(c);
		}
	}
}
