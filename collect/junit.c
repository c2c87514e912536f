/* SPDX-License-Identifier: MIT */
/* JUnit XML in the dialects of its writers (formats: ci.md 2 and 3), as test runs and results. */
#include "base/arena.h"
#include "base/text.h"
#include "collect/collect.h"
#include "collect/junit_private.h"

enum { MAX_DEPTH = 256 };

enum kind { TOP, SUITES, SUITE, CASE, SAID, FLAKY, RERUN, TRACE, OUTPUT, PROPERTIES, OTHER };

struct suite {
	struct kz_str name, file;
	int64_t at_ms;       /* its own, or of the nearest one outside, or of the file */
	struct kz_mark mark; /* behind its texts: what its cases allocate goes when they end */
};

struct junit {
	struct kz_sink *out;
	struct kz_producer producer;
	unsigned depth; /* of elements open; kinds[depth] is the innermost */
	enum kind kinds[MAX_DEPTH + 1];
	unsigned n_suites; /* open; suites[n_suites] is the innermost, suites[0] the file */
	struct suite suites[MAX_DEPTH + 1];
	int64_t run_at_ms;   /* the first time given anywhere */
	int64_t file_at_ms;  /* of the file itself */
	struct kz_case *now; /* the testcase that is open */
	struct kz_said said; /* the failure, error, … that is open */
	struct kz_mark mark; /* before it */
	struct kz_buf *text; /* its text so far */
};

static struct suite *suite_of(struct junit *j)
{
	return &j->suites[j->n_suites];
}

static int64_t time_of(struct junit *j, const struct kz_xml_attrs *attrs, int64_t otherwise)
{
	int64_t ms;

	if (!kz_ci_time_ms(kz_xml_attr(attrs, KZ_S("timestamp")), &ms))
		return otherwise;
	if (j->run_at_ms == KZ_UNKNOWN)
		j->run_at_ms = ms;
	return ms;
}

static int64_t duration_of(const struct kz_xml_attrs *attrs)
{
	struct kz_str time = kz_xml_attr(attrs, KZ_S("time"));
	int64_t ms;

	if (!time.p)
		time = kz_xml_attr(attrs, KZ_S("duration"));
	return kz_ci_duration_ms(time, &ms) ? ms : KZ_UNKNOWN;
}

/* Attributes live as long as the tag is looked at: what is kept is copied. */
static struct kz_str name_attr(struct kz_ctx *cx, const struct kz_xml_attrs *attrs,
	struct kz_str name)
{
	return kz_str_dup(cx->mem, kz_ci_name(cx, kz_xml_attr(attrs, name)));
}

static void start_suite(struct kz_ctx *cx, struct junit *j, const struct kz_xml_attrs *attrs)
{
	const struct suite *outer = suite_of(j);
	struct suite inner = {.at_ms = time_of(j, attrs, outer->at_ms)};

	inner.name = name_attr(cx, attrs, KZ_S("name"));
	if (!inner.name.n)
		inner.name = outer->name;
	inner.file = name_attr(cx, attrs, KZ_S("file"));
	if (!inner.file.n)
		inner.file = outer->file;
	inner.mark = kz_mark(cx->mem);
	j->suites[++j->n_suites] = inner;
}

static void end_suite(struct kz_ctx *cx, struct junit *j)
{
	j->n_suites--;
	kz_rewind(cx->mem, suite_of(j)->mark);
}

/* What attributes say of the outcome; GoogleTest's result is more exact than its status. */
static struct kz_str status_of(struct kz_ctx *cx, const struct kz_xml_attrs *attrs)
{
	struct kz_str result = kz_xml_attr(attrs, KZ_S("result"));

	if (!result.n || kz_str_eq_nocase(result, KZ_S("completed")))
		result = kz_xml_attr(attrs, KZ_S("status"));
	return kz_str_dup(cx->mem, kz_str_head(result, 32));
}

static void start_case(struct kz_ctx *cx, struct junit *j, const struct kz_xml_attrs *attrs)
{
	const struct suite *suite = suite_of(j);
	struct kz_case *c = j->now;

	kz_case_reset(c);
	c->suite = suite->name;
	c->class = name_attr(cx, attrs, KZ_S("classname"));
	c->name = name_attr(cx, attrs, KZ_S("name"));
	c->file = name_attr(cx, attrs, KZ_S("file"));
	if (!c->file.n)
		c->file = suite->file.n ? suite->file : KZ_NOTHING;
	c->status = status_of(cx, attrs);
	c->duration_ms = duration_of(attrs);
	c->at_ms = time_of(j, attrs, suite->at_ms);
}

/*
 * pytest writes a failing test whose teardown fails too as two cases, the second an error: they
 * are one attempt with both messages.
 */
static bool is_teardown(struct junit *j, const struct kz_row_test_result *before)
{
	const struct kz_case *c = j->now;

	return j->producer.name && kz_str_eq(kz_str_c(j->producer.name), KZ_S("pytest")) &&
		c->verdict == KZ_ERROR && kz_str_eq(before->outcome, KZ_S("fail")) &&
		kz_str_eq(before->suite, c->suite) && kz_str_eq(before->class, c->class) &&
		kz_str_eq(before->name, c->name);
}

static void merge_teardown(struct kz_ctx *cx, struct junit *j, struct kz_row_test_result *before)
{
	KZ_OWN(kz_buf) both = kz_buf_new((size_t)2 * KZ_CI_RAW_MESSAGE);

	kz_buf_add(both, before->message);
	kz_buf_byte(both, '\n');
	kz_buf_add(both, kz_buf_str(j->now->failure));
	before->message = kz_str_dup(kz_sink_memory(j->out), kz_ci_message(cx, kz_buf_str(both)));
	if (before->duration_ms != KZ_UNKNOWN && j->now->duration_ms != KZ_UNKNOWN)
		before->duration_ms += j->now->duration_ms;
}

static int end_case(struct kz_ctx *cx, struct junit *j)
{
	const size_t n = kz_sink_count(j->out, KZ_ROW_test_result);
	struct kz_row_test_result *before =
		n ? kz_sink_row(j->out, KZ_ROW_test_result, n - 1) : NULL;
	int rc = 0;

	if (before && is_teardown(j, before))
		merge_teardown(cx, j, before);
	else
		rc = kz_case_put(cx, j->out, j->now);
	kz_rewind(cx->mem, suite_of(j)->mark);
	return rc;
}

static bool is_expected(struct kz_str type)
{
	return kz_str_eq_nocase(type, KZ_S("todo")) || kz_str_eq_nocase(type, KZ_S("xfail")) ||
		kz_str_eq_nocase(type, KZ_S("pytest.xfail"));
}

static void start_said(struct kz_ctx *cx, struct junit *j, struct kz_str element,
	const struct kz_xml_attrs *attrs)
{
	struct kz_said *s = &j->said;
	struct kz_str message = kz_xml_attr(attrs, KZ_S("message"));

	j->mark = kz_mark(cx->mem);
	*s = (struct kz_said){.verdict = KZ_FAILURE};
	if (kz_str_eq(element, KZ_S("skipped")))
		s->verdict = KZ_SKIPPED;
	else if (kz_str_ends(element, KZ_S("rror")))
		s->verdict = KZ_ERROR;
	s->type = name_attr(cx, attrs, KZ_S("type"));
	s->is_expected = s->verdict == KZ_SKIPPED && is_expected(s->type);
	s->duration_ms = duration_of(attrs);
	s->at_ms = time_of(j, attrs, KZ_UNKNOWN);
	s->message = kz_str_dup(cx->mem, kz_utf8_head(message, KZ_CI_RAW_MESSAGE));
	kz_buf_reset(j->text);
}

/* Attribute and text say the same, or the attribute is the headline of the text. */
static void end_message(struct kz_ctx *cx, struct junit *j)
{
	struct kz_str text = kz_str_trim(kz_buf_str(j->text));
	struct kz_str headline = kz_str_trim(j->said.message);

	if (kz_str_starts(text, headline))
		j->said.message = kz_str_dup(cx->mem, text);
	else if (text.n)
		j->said.message = kz_str_join(cx->mem, headline, '\n', text);
}

/* A failure of the suite itself is a test of its own, without a class. */
static int put_suite_failure(struct kz_ctx *cx, struct junit *j)
{
	const struct suite *suite = suite_of(j);
	struct kz_case *c = j->now;

	kz_case_reset(c);
	c->suite = suite->name;
	c->class = KZ_S("");
	c->name = KZ_S("(suite)");
	c->at_ms = suite->at_ms;
	kz_case_say(c, &j->said);
	return kz_case_put(cx, j->out, c);
}

static int end_said(struct kz_ctx *cx, struct junit *j)
{
	int rc = 0;

	end_message(cx, j);
	if (j->kinds[j->depth - 1] == SUITE) {
		rc = put_suite_failure(cx, j);
		kz_rewind(cx->mem, suite_of(j)->mark);
	} else {
		kz_case_say(j->now, &j->said);
		if (j->now->type.p != j->said.type.p) /* nothing of it is kept by pointer */
			kz_rewind(cx->mem, j->mark);
	}
	return rc;
}

struct place {
	enum kind inside;
	struct kz_str element;
	enum kind kind;
};

#define PLACE(inside, element, kind)                         \
	{                                                    \
		inside, {element, sizeof(element) - 1}, kind \
	}

/* Which element means what, by the element around it; all others are passed over. */
static const struct place places[] = {
	PLACE(TOP, "testsuites", SUITES),
	PLACE(TOP, "testsuite", SUITE),
	PLACE(SUITES, "testsuites", SUITES),
	PLACE(SUITES, "testsuite", SUITE),
	PLACE(SUITES, "testcase", CASE),
	PLACE(SUITES, "properties", PROPERTIES),
	PLACE(SUITE, "testsuite", SUITE),
	PLACE(SUITE, "testcase", CASE),
	PLACE(SUITE, "properties", PROPERTIES),
	PLACE(SUITE, "failure", SAID),
	PLACE(SUITE, "error", SAID),
	PLACE(CASE, "skipped", SAID),
	PLACE(CASE, "failure", SAID),
	PLACE(CASE, "error", SAID),
	PLACE(CASE, "flakyFailure", FLAKY),
	PLACE(CASE, "flakyError", FLAKY),
	PLACE(CASE, "rerunFailure", RERUN),
	PLACE(CASE, "rerunError", RERUN),
	PLACE(CASE, "system-out", OUTPUT),
	PLACE(CASE, "system-err", OUTPUT),
	PLACE(FLAKY, "stackTrace", TRACE),
	PLACE(RERUN, "stackTrace", TRACE),
};

static enum kind kind_of(enum kind inside, struct kz_str element)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].inside == inside && kz_str_eq(places[i].element, element))
			return places[i].kind;
	return OTHER;
}

static int on_start(struct kz_ctx *cx, void *self, struct kz_str element,
	const struct kz_xml_attrs *attrs)
{
	struct junit *j = self;
	const enum kind kind = kind_of(j->kinds[j->depth], element);

	if (j->depth == 0 && kind == OTHER)
		return kz_fail(cx, KZ_EINPUT,
			"root element '" KZ_FMT "', 'testsuites' or 'testsuite' is expected",
			KZ_ARG(element));
	kz_producer_see(&j->producer, element, attrs, j->depth == 0);
	if (kind == SUITES && j->depth == 0)
		j->suites[0].at_ms = time_of(j, attrs, j->suites[0].at_ms);
	else if (kind == SUITE)
		start_suite(cx, j, attrs);
	else if (kind == CASE)
		start_case(cx, j, attrs);
	else if (kind == SAID || kind == FLAKY || kind == RERUN)
		start_said(cx, j, element, attrs);
	j->kinds[++j->depth] = kind;
	return 0;
}

static int on_end(struct kz_ctx *cx, void *self, struct kz_str element)
{
	struct junit *j = self;
	const enum kind kind = j->kinds[j->depth];
	int rc = 0;

	(void)element;
	if (kind == SUITE) {
		end_suite(cx, j);
	} else if (kind == CASE) {
		rc = end_case(cx, j);
	} else if (kind == SAID) {
		rc = end_said(cx, j);
	} else if (kind == FLAKY || kind == RERUN) {
		end_message(cx, j);
		rc = kz_case_add(cx, j->now, &j->said, kind == RERUN);
	}
	j->depth--;
	return rc;
}

static int on_text(struct kz_ctx *cx, void *self, struct kz_str text)
{
	struct junit *j = self;
	const enum kind kind = j->kinds[j->depth];

	(void)cx;
	if (kind == SAID || kind == FLAKY || kind == RERUN || kind == TRACE)
		kz_buf_add(j->text, text);
	else if (kind == OUTPUT)
		kz_case_print(j->now, text);
	return 0;
}

static const struct kz_xml_events events = {on_start, on_end, on_text};

/* Every case that was closed, and where the file broke off. */
static int put_truncated(struct kz_ctx *cx, struct junit *j, const struct kz_xml *x)
{
	const struct kz_row_problem row = {
		.place = kz_xml_place(cx, x),
		.reason = KZ_S("truncated"),
		.message =
			KZ_S("the file ends before its root element does: closed cases were taken"),
	};

	return kz_put_problem(cx, j->out, &row);
}

static int read_all(struct kz_ctx *cx, const struct kz_input *in, struct junit *j, bool *ret_whole)
{
	KZ_OWN(kz_xml) x = kz_xml_new(in->path, &events, j);
	struct kz_str piece;
	int rc;

	do {
		if ((rc = kz_stopped(cx)) < 0 ||
			(rc = kz_pieces_next(cx, in->pieces, &piece)) < 0 ||
			(rc = kz_xml_feed(cx, x, piece)) < 0)
			return rc;
	} while (piece.n);
	if ((rc = kz_xml_end(cx, x, ret_whole)) < 0)
		return rc;
	if (j->kinds[1] == TOP)
		return kz_fail(cx, KZ_EINPUT, "%s: ends before its root element", in->path);
	return *ret_whole ? 0 : put_truncated(cx, j, x);
}

static int put_run(struct kz_ctx *cx, const struct kz_input *in, struct junit *j, bool is_whole)
{
	const struct kz_row_test_run row = {
		.run = KZ_S(""),
		.format = KZ_S("junit"),
		.producer = kz_str_c(j->producer.name),
		.at_ms = j->run_at_ms == KZ_UNKNOWN ? j->file_at_ms : j->run_at_ms,
		.is_incomplete = !is_whole,
	};
	int rc = kz_put_test_run(cx, j->out, &row);

	if (rc < 0)
		return rc;
	kz_ci_number_repeats(j->out, kz_producer_repeats(&j->producer));
	kz_ci_set_run(j->out, kz_pieces_hash(in->pieces, cx->mem, 16));
	return 0;
}

static int junit_read(struct kz_ctx *cx, const struct kz_input *in, struct kz_sink *out)
{
	KZ_OWN(kz_case) now = kz_case_new();
	KZ_OWN(kz_buf) text = kz_buf_new(KZ_CI_RAW_MESSAGE);
	struct junit *j = KZ_NEW(cx->mem, struct junit);
	bool is_whole;
	int rc;

	j->out = out;
	j->now = now;
	j->text = text;
	j->run_at_ms = KZ_UNKNOWN;
	j->file_at_ms = in->mtime_s == KZ_UNKNOWN ? KZ_UNKNOWN : in->mtime_s * 1000;
	j->suites[0] = (struct suite){.name = KZ_S(""),
		.file = KZ_S(""),
		.at_ms = j->file_at_ms,
		.mark = kz_mark(cx->mem)};
	if ((rc = read_all(cx, in, j, &is_whole)) < 0)
		return rc;
	return put_run(cx, in, j, is_whole);
}

/* Where the next markup of the prolog ends; false when that is not in the head. */
static bool skip_markup(struct kz_str *s)
{
	struct kz_str end = KZ_S(">");
	size_t at, bracket;

	if (kz_str_starts(*s, KZ_S("<!--")))
		end = KZ_S("-->");
	else if (kz_str_find_byte(*s, '>', &at) && kz_str_find_byte(*s, '[', &bracket) &&
		bracket < at && kz_str_starts(*s, KZ_S("<!DOCTYPE")))
		end = KZ_S("]>");
	if (!kz_str_find(*s, end, &at))
		return false;
	*s = kz_str_trim(kz_str_from(*s, at + end.n));
	return true;
}

/* By the name of the root element, without its prefix; low where the head does not reach it. */
static int junit_bid(const struct kz_input *in)
{
	struct kz_str s = kz_str_skip(in->head, KZ_S("\xef\xbb\xbf")), name, prefix;

	if (kz_str_starts(s, KZ_S("\xff\xfe")) || kz_str_starts(s, KZ_S("\xfe\xff")))
		return kz_str_ends(kz_str_c(in->path), KZ_S(".xml")) ? 20 : 0; /* UTF-16 */
	s = kz_str_trim(s);
	if (!kz_str_starts(s, KZ_S("<")))
		return 0;
	while (kz_str_starts(s, KZ_S("<?")) || kz_str_starts(s, KZ_S("<!")))
		if (!skip_markup(&s))
			return 10;
	if (!kz_str_starts(s, KZ_S("<")))
		return 10;
	s = kz_str_from(s, 1);
	name = kz_str_word(&s, &name) ? name : KZ_S("");
	name = kz_str_upto(&name, '>');
	name = kz_str_upto(&name, '/');
	while (kz_str_cut(&name, ':', &prefix))
		;
	return kz_str_eq(name, KZ_S("testsuites")) || kz_str_eq(name, KZ_S("testsuite")) ? 90 : 0;
}

const struct kz_collector collect_junit = {
	.name = "junit",
	.about = "test results in JUnit XML",
	.group = "ci",
	.take = KZ_TAKE_FILE,
	.version = 1,
	.bid = junit_bid,
	.read = junit_read,
};
