/* SPDX-License-Identifier: MIT */
/* Repairs of commands (V4 of countermeasures.md 2.2), and steps that had to come first. */
#include "analyze/repair.h"

#include "base/arena.h"
#include "base/buf.h"

enum { COMMAND_REACH = 8, STEP_REACH = 7, WORDS_MAX = 64, CHANGED_MAX = 5 };

static bool is_option(struct kz_str w)
{
	return w.n > 1 && w.p[0] == '-';
}

/* Words that differ each time: numbers, ids, tests, texts. */
static bool is_variable(struct kz_str w)
{
	size_t digits = 0;

	if (w.n > 60 || kz_str_find_byte(w, '\n', NULL) || kz_str_starts(w, KZ_S("Test")) ||
		kz_str_find_byte(w, '/', NULL))
		return true;
	for (size_t i = 0; i < w.n; i++)
		digits += kz_is_digit(w.p[i]);
	return w.n > 0 && (digits == w.n || (digits > 0 && w.n >= 7 && kz_str_is_hex(w)));
}

struct word {
	struct kz_str text;
	bool is_flag; /* an option, or the value behind one that changed, too */
};

struct change {
	struct word removed[CHANGED_MAX], added[CHANGED_MAX];
	size_t n_removed, n_added, n_same;
	bool is_too_much;
};

static bool has_word(const struct kz_segment *g, struct kz_str word)
{
	for (size_t i = 0; i < g->n_words; i++)
		if (kz_str_eq(g->words[i], word))
			return true;
	return false;
}

/* Words of a that b has not; false: more than a repair changes. */
static bool lacking(const struct kz_segment *a, const struct kz_segment *b, struct word *ret,
	size_t *ret_n)
{
	bool behind_option = false;
	size_t n = 0;

	for (size_t i = 0; i < a->n_words; i++) {
		const struct kz_str w = a->words[i];

		if (has_word(b, w)) {
			behind_option = false;
			continue;
		}
		if (n == CHANGED_MAX)
			return false;
		ret[n++] = (struct word){w, is_option(w) || behind_option};
		behind_option = is_option(w) && !kz_str_find_byte(w, '=', NULL);
	}
	*ret_n = n;
	return true;
}

static struct change compare(const struct kz_segment *a, const struct kz_segment *b)
{
	struct change c = {.is_too_much = a->n_words > WORDS_MAX || b->n_words > WORDS_MAX};

	if (c.is_too_much || !lacking(a, b, c.removed, &c.n_removed) ||
		!lacking(b, a, c.added, &c.n_added) || c.n_removed + c.n_added > CHANGED_MAX)
		c.is_too_much = true;
	else
		c.n_same = a->n_words - c.n_removed;
	return c;
}

/* "--opt=value" is named by "--opt"; "-v" must stand alone. */
static bool is_said(const struct kz_call *c, struct kz_str word)
{
	size_t eq;

	if (is_option(word) && kz_str_find_byte(word, '=', &eq))
		word = kz_str_head(word, eq);
	if (!is_option(word) && word.n < 2)
		return false;
	return kz_word_in(c->result.line, word) || kz_word_in(c->result.excerpt, word);
}

static bool any_variable(const struct word *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_variable(words[i].text))
			return true;
	return false;
}

/* The error names what went, or, where nothing went, what came; every bare word that went, too. */
static bool is_explained(const struct kz_call *c, const struct change *ch)
{
	bool said = false;

	for (size_t i = 0; i < ch->n_removed; i++) {
		const bool is = is_said(c, ch->removed[i].text);

		if (!is && !ch->removed[i].is_flag)
			return false;
		said = said || is;
	}
	for (size_t i = 0; i < ch->n_added && ch->n_removed == 0; i++)
		said = said || is_said(c, ch->added[i].text);
	return said;
}

static bool all_flags(const struct word *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!words[i].is_flag)
			return false;
	return true;
}

static struct kz_str join(struct kz_arena *a, const struct word *words, size_t n)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1024);

	for (size_t i = 0; i < n; i++) {
		kz_buf_text(b, i > 0 ? " " : "");
		kz_buf_add(b, words[i].text);
	}
	return kz_str_dup(a, kz_buf_str(b));
}

static struct kz_str with(struct kz_arena *a, struct kz_str purpose, struct kz_str words)
{
	return words.n > 0
		? kz_strf(a, "%.*s %.*s", (int)purpose.n, purpose.p, (int)words.n, words.p)
		: purpose;
}

/* "rtk bun run test" is "bun run test" in a wrapper. */
static bool is_wrapped(const struct kz_segment *outer, const struct kz_segment *inner)
{
	if (outer->n_words < 2 || inner->n_words == 0)
		return false;
	return kz_str_eq(outer->words[1], inner->words[0]) &&
		!kz_str_eq(outer->words[0], inner->words[0]);
}

bool kz_repair_is_bypass(struct kz_str form)
{
	static const char *const words[] = {"--no-verify", "--force", "-f", "-k", "--yolo",
		"nolint", "--deselect", "--ignore", "--exclude", "--skip", "--no-lint",
		"--allow-dirty"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (kz_word_in(form, kz_str_c(words[i])))
			return true;
	return kz_str_find(form, KZ_S("--dangerously"), NULL) ||
		kz_str_find(form, KZ_S("|| true"), NULL);
}

static bool describe(struct kz_arena *a, const struct kz_segment *f, const struct kz_segment *g,
	const struct change *ch, struct kz_repair *ret)
{
	const struct kz_str removed = join(a, ch->removed, ch->n_removed),
			    added = join(a, ch->added, ch->n_added);

	if (kz_repair_is_bypass(added))
		return false;
	if (!kz_str_eq(f->purpose, g->purpose)) {
		*ret = (struct kz_repair){.class = "cmd",
			.program = KZ_S(""),
			.wrong = f->purpose,
			.right = g->purpose};
	} else if (all_flags(ch->removed, ch->n_removed) && all_flags(ch->added, ch->n_added)) {
		*ret = (struct kz_repair){.class = "cmd_flag",
			.program = f->purpose,
			.wrong = removed,
			.right = added};
	} else {
		*ret = (struct kz_repair){.class = "cmd",
			.program = KZ_S(""),
			.wrong = with(a, f->purpose, removed),
			.right = with(a, g->purpose, added)};
	}
	return true;
}

/* Is segment g of a later call what segment f should have been? */
static bool is_repair(const struct kz_call *c, const struct kz_segment *f,
	const struct kz_segment *g, struct change *ret)
{
	const bool same = kz_str_eq(f->purpose, g->purpose);
	struct change ch;

	if (g->role == KZ_ROLE_SETUP || g->role == KZ_ROLE_FILTER ||
		(!same && !is_wrapped(f, g) && !is_wrapped(g, f)))
		return false;
	ch = compare(f, g);
	if (ch.is_too_much || ch.n_removed + ch.n_added == 0 ||
		2 * ch.n_same < ch.n_same + ch.n_removed + ch.n_added ||
		any_variable(ch.removed, ch.n_removed) || any_variable(ch.added, ch.n_added))
		return false;
	/* a build that fails is repaired by an added tag, or by work on the code */
	if (c->failure == KZ_FAILURE_BUILD &&
		(ch.n_removed > 0 || !all_flags(ch.added, ch.n_added)))
		return false;
	*ret = ch;
	return is_explained(c, &ch);
}

static bool pair_with(struct kz_repairs *r, size_t i, size_t k)
{
	const struct kz_segment *f = r->steps[i].failing;
	const struct kz_shell *sh = &r->steps[k].shell;
	struct kz_repair what;
	struct change ch;

	for (size_t m = 0; m < sh->n; m++)
		if (is_repair(&r->calls.items[i], f, &sh->items[m], &ch) &&
			describe(r->cx->mem, f, &sh->items[m], &ch, &what)) {
			what.holds = kz_manifest_has(&r->manifest, sh->items[m].purpose) ||
				!kz_str_find(sh->items[m].purpose, KZ_S(" run "), NULL);
			kz_repairs_add(r, &what, i, k);
			return true;
		}
	return false;
}

/* Failures of which a changed word can be the answer. */
static bool may_be_wrong(const struct kz_repairs *r, size_t i)
{
	const struct kz_segment *f = r->steps[i].failing;

	switch (r->calls.items[i].failure) {
	case KZ_FAILURE_UNKNOWN_NAME:
	case KZ_FAILURE_BAD_FLAG:
	case KZ_FAILURE_SHELL_SYNTAX:
	case KZ_FAILURE_GIT_STATE:
	case KZ_FAILURE_NET_AUTH:
	case KZ_FAILURE_BUILD:
	case KZ_FAILURE_OTHER:
		break;
	case KZ_FAILURE_NONE:
	case KZ_FAILURE_REJECTED:
	case KZ_FAILURE_COLLATERAL:
	case KZ_FAILURE_POLICY:
	case KZ_FAILURE_UNREAD:
	case KZ_FAILURE_STALE:
	case KZ_FAILURE_EDIT_NOMATCH:
	case KZ_FAILURE_EDIT_AMBIG:
	case KZ_FAILURE_EDIT_NOOP:
	case KZ_FAILURE_TOO_LARGE:
	case KZ_FAILURE_SCHEMA:
	case KZ_FAILURE_EISDIR:
	case KZ_FAILURE_SPAWN_ENV:
	case KZ_FAILURE_PATH_MISSING:
	case KZ_FAILURE_TIMEOUT:
	case KZ_FAILURE_TEST:
	case KZ_FAILURE_LINT:
	case KZ_FAILURE_EMPTY_EXIT:
		return false;
	}
	/* what searches and shows is asked again with other words all the time */
	return f && !r->steps[i].is_taken && f->role != KZ_ROLE_FILTER &&
		(f->role != KZ_ROLE_READER || f->is_client ||
			kz_str_starts(f->purpose, KZ_S("git ")));
}

void kz_repair_find_commands(struct kz_repairs *r)
{
	for (size_t i = 0; i < r->calls.n; i++) {
		if (!may_be_wrong(r, i))
			continue;
		for (size_t k = i + 1; kz_repairs_reach(r, i, k, COMMAND_REACH); k++)
			if (!kz_call_failed(&r->calls.items[k]) && pair_with(r, i, k))
				break;
	}
}

static bool has_segment(const struct kz_shell *sh, const struct kz_segment *g)
{
	for (size_t i = 0; i < sh->n; i++)
		if (kz_str_eq(sh->items[i].text, g->text))
			return true;
	return false;
}

/* The one purpose that main segments of the calls between i and k have; KZ_NOTHING: none, more. */
static struct kz_str purpose_between(const struct kz_repairs *r, size_t i, size_t k)
{
	struct kz_str found = KZ_NOTHING;

	for (size_t m = i + 1; m < k; m++) {
		const struct kz_call *c = &r->calls.items[m];
		const struct kz_shell *sh = &r->steps[m].shell;

		if (kz_str_eq(c->kind, KZ_S("edit")) || kz_str_eq(c->kind, KZ_S("write")))
			return KZ_NOTHING;
		for (size_t n = 0; n < sh->n; n++) {
			if (sh->items[n].role != KZ_ROLE_MAIN)
				continue;
			if (found.p && !kz_str_eq(found, sh->items[n].purpose))
				return KZ_NOTHING;
			found = sh->items[n].purpose;
		}
	}
	return found;
}

/* Clearing up and waiting come before everything; they explain nothing. */
static bool is_step(struct kz_str purpose)
{
	static const char *const vague[] = {"rm", "mv", "cp", "mkdir", "touch", "chmod", "ln",
		"kill", "pkill", "killall", "python", "node", "bash", "sh"};

	for (size_t i = 0; i < sizeof(vague) / sizeof(*vague); i++)
		if (kz_str_eq(purpose, kz_str_c(vague[i])))
			return false;
	return purpose.n > 0;
}

static void pair_step(struct kz_repairs *r, size_t i)
{
	const struct kz_segment *f = r->steps[i].failing;
	struct kz_repair what = {.class = "prior_step", .program = KZ_S(""), .wrong = f->purpose};

	for (size_t k = i + 1; kz_repairs_reach(r, i, k, STEP_REACH); k++) {
		if (!has_segment(&r->steps[k].shell, f))
			continue;
		what.right =
			kz_call_failed(&r->calls.items[k]) ? KZ_NOTHING : purpose_between(r, i, k);
		if (is_step(what.right) && !kz_str_eq(what.right, what.wrong))
			kz_repairs_add(r, &what, i, k);
		return;
	}
}

/* Work that failed is worked on; what a human or the machine stopped has no step before it. */
void kz_repair_find_steps(struct kz_repairs *r)
{
	for (size_t i = 0; i < r->calls.n; i++) {
		const enum kz_failure kind = r->calls.items[i].failure;

		if (r->steps[i].failing && !r->steps[i].is_taken &&
			r->steps[i].failing->role == KZ_ROLE_MAIN &&
			(kind == KZ_FAILURE_GIT_STATE || kind == KZ_FAILURE_UNKNOWN_NAME ||
				kind == KZ_FAILURE_NET_AUTH || kind == KZ_FAILURE_OTHER))
			pair_step(r, i);
	}
}

static bool has_all(const struct kz_segment *g, struct kz_str words)
{
	struct kz_str word;

	while (kz_str_word(&words, &word))
		if (!has_word(g, word))
			return false;
	return true;
}

static bool is_work(enum kz_failure kind)
{
	return kz_str_eq(kz_str_c(kz_failure_class(kind)), KZ_S("work"));
}

static void count_call(const struct kz_call *c, bool is_wrong, struct kz_repair *p)
{
	const bool failed = kz_call_failed(c) && !is_work(c->failure);

	if (is_wrong) {
		p->n_wrong++;
		p->f_wrong += failed;
	} else {
		p->n_right++;
		p->s_right += !failed;
	}
}

/* A form is program and words in cmd_flag, else all of its words. */
static bool has_form(const struct kz_shell *sh, struct kz_str purpose, struct kz_str words)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].role != KZ_ROLE_SETUP && sh->items[i].n_words > 0 &&
			(purpose.n == 0 || kz_str_eq(sh->items[i].purpose, purpose)) &&
			has_all(&sh->items[i], words) &&
			(purpose.n > 0 || kz_str_starts(words, sh->items[i].words[0])))
			return true;
	return false;
}

void kz_repair_count_commands(const struct kz_repairs *r, struct kz_repair *p)
{
	for (size_t i = 0; i < r->calls.n; i++) {
		const struct kz_shell *sh = &r->steps[i].shell;

		if (sh->n > 0 && p->wrong.n > 0 && has_form(sh, p->program, p->wrong))
			count_call(&r->calls.items[i], true, p);
		else if (sh->n > 0 && has_form(sh, p->program, p->right))
			count_call(&r->calls.items[i], false, p);
	}
}
