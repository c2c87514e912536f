/* SPDX-License-Identifier: MIT */
/* What each tool call came to: failed or not, how, for which purpose, how long until it worked. */
#include "analyze/analyze.h"
#include "analyze/calls.h"
#include "analyze/signature.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "warehouse/query.h"

enum {
	LOOK_AHEAD = 60, /* calls in which recovery is looked for */
	LINE_MAX_BYTES = 300,
};

/* A call with what only this analyzer needs of it. */
struct judged {
	struct kz_shell shell; /* empty for other tools */
	bool may_recover;      /* its failure has a cause that a later success ends */
};

static bool is_shell(const struct kz_call *c)
{
	return kz_str_eq(c->kind, KZ_S("shell"));
}

static bool is_edit(const struct kz_call *c)
{
	return kz_str_eq(c->kind, KZ_S("edit")) || kz_str_eq(c->kind, KZ_S("write"));
}

/* Rejected and collateral calls have no cause of their own; an empty answer is none. */
static bool can_recover(enum kz_failure kind)
{
	return kind != KZ_FAILURE_NONE && kind != KZ_FAILURE_REJECTED &&
		kind != KZ_FAILURE_COLLATERAL && kind != KZ_FAILURE_EMPTY_EXIT;
}

/*
 * The line that stands for the failure: the error line, but of an agent's own answer its first
 * line, since what follows there is the file's text.
 */
static struct kz_str line_of(const struct kz_call *c)
{
	struct kz_str rest = kz_str_trim(c->result.excerpt), line;

	if (is_shell(c) || c->failure > KZ_FAILURE_EISDIR)
		return c->result.line;
	rest = kz_str_skip(rest, KZ_S("<tool_use_error>"));
	if (!kz_str_line(&rest, &line))
		return c->result.line;
	if (kz_str_ends(line, KZ_S("</tool_use_error>")))
		line.n -= KZ_S("</tool_use_error>").n;
	return kz_utf8_head(line, LINE_MAX_BYTES);
}

static void judge(struct kz_ctx *cx, struct kz_call *c, struct judged *j)
{
	const struct kz_segment *failing = NULL;
	struct kz_signature sig;

	c->purpose = c->tool;
	if (is_shell(c)) {
		kz_shell_parse(cx->mem, c->command, &j->shell);
		failing = kz_shell_failing(&j->shell, c->result.line);
		c->hidden = kz_failure_is_hidden(&c->result, &j->shell);
		c->purpose = failing ? failing->purpose : KZ_NOTHING;
	}
	if (!c->result.is_error && !c->hidden)
		return;
	c->failure = kz_failure_kind(&c->result, is_shell(c) ? &j->shell : NULL, failing);
	kz_signature_mask(cx->mem, line_of(c), &sig);
	c->template = sig.template;
	c->signature = kz_signature_id(cx->mem, kz_str_c(kz_failure_word(c->failure)),
		c->purpose.p ? c->purpose : c->tool, c->template);
	j->may_recover = can_recover(c->failure);
}

static bool has_purpose(const struct kz_shell *sh, struct kz_str purpose)
{
	for (size_t i = 0; i < sh->n; i++)
		if (kz_str_eq(sh->items[i].purpose, purpose) && purpose.n > 0)
			return true;
	return false;
}

/* A name that is unknown never works: what ends it begins with another word of the command. */
static bool replaces(const struct kz_shell *sh, struct kz_str purpose)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].role == KZ_ROLE_MAIN && kz_word_in(purpose, sh->items[i].words[0]))
			return true;
	return false;
}

/* Is a success of b what ends the failure of a? */
static bool recovers(const struct kz_call *a, const struct kz_call *b, const struct kz_shell *shell)
{
	if (kz_call_failed(b) || b->is_subagent != a->is_subagent)
		return false;
	if (is_shell(a))
		return is_shell(b) &&
			(has_purpose(shell, a->purpose) ||
				(a->failure == KZ_FAILURE_UNKNOWN_NAME &&
					replaces(shell, a->purpose)));
	return is_edit(a) ? is_edit(b) : kz_str_eq(a->tool, b->tool);
}

/* The call that ends the failure of call i; i itself when none does. */
static size_t recovery_of(const struct kz_calls *calls, const struct judged *judged, size_t i)
{
	const struct kz_call *c = &calls->items[i];

	for (size_t k = i + 1; k < calls->n && k <= i + LOOK_AHEAD; k++) {
		if (calls->items[k].stream != c->stream)
			break;
		if (recovers(c, &calls->items[k], &judged[k].shell))
			return k;
	}
	return i;
}

/*
 * From the last failure to the first: each claims the time up to its recovery that no later one
 * has claimed, so that the innermost failure pays for a minute and no minute is paid twice.
 */
static void price(const struct kz_calls *calls, const struct judged *judged, bool *claimed)
{
	for (size_t i = calls->n; i-- > 0;) {
		struct kz_call *c = &calls->items[i];
		const size_t end = judged[i].may_recover ? recovery_of(calls, judged, i) : i;

		if (end == i)
			continue;
		c->recovery_ms = 0;
		for (size_t k = i + 1; k <= end; k++) {
			c->recovery_ms += calls->items[k].active_ms;
			c->lost_ms += claimed[k] ? 0 : calls->items[k].active_ms;
			claimed[k] = true;
		}
	}
}

static int put(struct kz_ctx *cx, struct kz_db *db, const struct kz_call *c)
{
	const char *word = kz_failure_word(c->failure);
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/calls.sql#put", &q)) < 0)
		return rc;
	kz_bind_int(q, 2, c->id);
	kz_bind_int(q, 3, c->hidden);
	kz_bind_text(q, 4, kz_str_c(word));
	kz_bind_text(q, 5, c->purpose);
	kz_bind_text(q, 6, c->signature);
	kz_bind_text(q, 7, c->template);
	kz_bind_int(q, 8, c->recovery_ms);
	kz_bind_int(q, 9, c->lost_ms);
	return kz_query_run(cx, q);
}

static int call_run(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git)
{
	struct judged *judged;
	struct kz_calls calls;
	int rc;

	(void)git;
	if ((rc = kz_calls_load(cx, db, &calls)) < 0)
		return rc;
	judged = KZ_NEW_ARRAY(cx->mem, struct judged, calls.n + 1);
	for (size_t i = 0; i < calls.n; i++)
		judge(cx, &calls.items[i], &judged[i]);
	price(&calls, judged, KZ_NEW_ARRAY(cx->mem, bool, calls.n + 1));
	for (size_t i = 0; i < calls.n && rc == 0; i++)
		rc = put(cx, db, &calls.items[i]);
	return rc;
}

static const char *const reads[] = {"s_tool_call", "s_input", "s_session", "s_human_turn", NULL};
static const char *const writes[] = {"d_call", NULL};

const struct kz_analyzer analyze_call = {
	.name = "call",
	.about = "which tool calls failed, how, and how long until it worked?",
	.method = "rule E, ordered kinds, masked error lines; measured on hand labels",
	.version = 1,
	.reads = reads,
	.writes = writes,
	.run = call_run,
};
