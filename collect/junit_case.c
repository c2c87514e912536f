/* SPDX-License-Identifier: MIT */
/* What became of one testcase: its outcome, its attempts, its rows. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "collect/junit_private.h"

enum {
	MAX_OTHERS = 1000,
	KEEP = KZ_CI_RAW_MESSAGE, /* bytes of the output; a secret cut at its head is not shown */
};

void kz_case_reset(struct kz_case *c)
{
	struct kz_buf *failure = c->failure, *skip = c->skip, *output = c->output;

	*c = (struct kz_case){.duration_ms = KZ_UNKNOWN,
		.at_ms = KZ_UNKNOWN,
		.failure = failure,
		.skip = skip,
		.output = output};
	kz_buf_reset(output);
	kz_buf_reset(failure);
	kz_buf_reset(skip);
	c->flaky_end = &c->flaky;
	c->rerun_end = &c->rerun;
}

struct kz_case *kz_case_new(void)
{
	struct kz_case *c = kz_alloc(sizeof(*c));

	c->failure = kz_buf_new(KZ_CI_RAW_MESSAGE);
	c->skip = kz_buf_new(KZ_CI_RAW_MESSAGE);
	c->output = kz_buf_new((size_t)2 * KEEP);
	kz_case_reset(c);
	return c;
}

void kz_case_free(struct kz_case *c)
{
	if (!c)
		return;
	kz_buf_free(c->failure);
	kz_buf_free(c->skip);
	kz_buf_free(c->output);
	free(c);
}

static void add_line(struct kz_buf *b, struct kz_str line)
{
	if (b->n && line.n)
		kz_buf_byte(b, '\n');
	kz_buf_add(b, line);
}

void kz_case_say(struct kz_case *c, const struct kz_said *said)
{
	if (said->verdict > c->verdict) {
		c->verdict = said->verdict;
		c->type = said->type;
	}
	c->is_expected = c->is_expected || said->is_expected;
	add_line(said->verdict == KZ_SKIPPED ? c->skip : c->failure, said->message);
}

int kz_case_add(struct kz_ctx *cx, struct kz_case *c, const struct kz_said *said, bool is_rerun)
{
	struct kz_said ***end = is_rerun ? &c->rerun_end : &c->flaky_end;
	struct kz_said *copy = KZ_NEW(cx->mem, struct kz_said);

	if (++c->n_others > MAX_OTHERS)
		return kz_fail(cx, KZ_ELIMIT, "more than %d attempts of one test", MAX_OTHERS);
	*copy = *said;
	**end = copy;
	*end = &copy->next;
	return 0;
}

void kz_case_print(struct kz_case *c, struct kz_str text)
{
	struct kz_buf *b = c->output;

	if (text.n > KEEP)
		text = kz_str_from(text, text.n - KEEP);
	if (b->n + text.n > b->max) {
		memmove(b->p, b->p + b->n - KEEP, KEEP);
		b->n = KEEP;
	}
	kz_buf_add(b, text);
}

struct word {
	struct kz_str status, outcome;
};

#define WORD(status, outcome)                        \
	{                                            \
		{status, sizeof(status) - 1},        \
		{                                    \
			outcome, sizeof(outcome) - 1 \
		}                                    \
	}

/* The words of attributes; they count only where no element says more. */
static const struct word words[] = {
	WORD("disabled", "skip"),
	WORD("notrun", "skip"),
	WORD("suppressed", "skip"),
	WORD("skipped", "skip"),
	WORD("skip", "skip"),
	WORD("ignored", "skip"),
	WORD("pending", "skip"),
	WORD("notexecuted", "skip"),
	WORD("failed", "fail"),
	WORD("fail", "fail"),
	WORD("failure", "fail"),
	WORD("timeout", "fail"),
	WORD("timedout", "fail"),
	WORD("error", "error"),
	WORD("errored", "error"),
	WORD("crashed", "error"),
	WORD("inconclusive", "unknown"),
	WORD("unknown", "unknown"),
};

static struct kz_str outcome_of_status(struct kz_str status)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (kz_str_eq_nocase(status, words[i].status))
			return words[i].outcome;
	return KZ_S("pass");
}

static struct kz_str outcome_of_verdict(enum kz_verdict verdict)
{
	switch (verdict) {
	case KZ_ERROR:
		return KZ_S("error");
	case KZ_FAILURE:
		return KZ_S("fail");
	case KZ_SKIPPED:
		return KZ_S("skip");
	case KZ_NONE:
		break;
	}
	return KZ_S("pass");
}

static int put_row(struct kz_ctx *cx, struct kz_sink *out, const struct kz_case *c,
	struct kz_row_test_result *row)
{
	row->suite = c->suite;
	row->class = c->class;
	row->name = c->name;
	row->file = c->file;
	if (row->type.n)
		row->type = kz_ci_name(cx, row->type);
	else
		row->type = KZ_NOTHING;
	return kz_ci_put(cx, out, row);
}

static int put_deciding(struct kz_ctx *cx, struct kz_sink *out, const struct kz_case *c,
	int64_t attempt)
{
	struct kz_row_test_result row = {
		.attempt = attempt,
		.outcome = outcome_of_verdict(c->verdict),
		.duration_ms = c->duration_ms,
		.at_ms = c->at_ms,
		.type = c->type,
	};

	if (c->is_expected)
		row.outcome = KZ_S("todo");
	else if (c->verdict == KZ_NONE)
		row.outcome = outcome_of_status(c->status);
	row.message = kz_ci_message(cx, kz_buf_str(c->verdict > KZ_SKIPPED ? c->failure : c->skip));
	if (!row.message.n &&
		(kz_str_eq(row.outcome, KZ_S("fail")) || kz_str_eq(row.outcome, KZ_S("error"))))
		row.message = kz_ci_message_end(cx, kz_buf_str(c->output));
	return put_row(cx, out, c, &row);
}

/* One of the attempts that an element of their own tells of: time and message are in it. */
static int put_other(struct kz_ctx *cx, struct kz_sink *out, const struct kz_case *c,
	const struct kz_said *said, int64_t attempt)
{
	struct kz_row_test_result row = {
		.attempt = attempt,
		.outcome = outcome_of_verdict(said->verdict),
		.duration_ms = said->duration_ms,
		.at_ms = said->at_ms == KZ_UNKNOWN ? c->at_ms : said->at_ms,
		.message = kz_ci_message(cx, said->message),
		.type = said->type,
	};

	return put_row(cx, out, c, &row);
}

int kz_case_put(struct kz_ctx *cx, struct kz_sink *out, const struct kz_case *c)
{
	int64_t attempt = 1;
	int rc = 0;

	for (const struct kz_said *s = c->flaky; s && rc == 0; s = s->next)
		rc = put_other(cx, out, c, s, attempt++);
	if (rc == 0)
		rc = put_deciding(cx, out, c, attempt++);
	for (const struct kz_said *s = c->rerun; s && rc == 0; s = s->next)
		rc = put_other(cx, out, c, s, attempt++);
	return rc;
}
