/* SPDX-License-Identifier: MIT */
/* Commits as text: headers of any kind, times from the end of a line, trailers, marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "git/marks.h"
#include "git/refs.h"

static struct kz_arena *mem;

static int begin(void **state)
{
	(void)state;
	mem = kz_arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	kz_arena_free(mem);
	return 0;
}

static void assert_str(struct kz_str s, const char *want)
{
	if (!kz_str_eq(s, kz_str_c(want)))
		fail_msg("expected '%s', found '" KZ_FMT "'", want, KZ_ARG(s));
}

#define OID_A "0123456789012345678901234567890123456789"
#define OID_B "abcdefabcdefabcdefabcdefabcdefabcdefabcd"

static void test_kz_git_parse__takes_headers_generically(void **state)
{
	struct kz_git_raw r;

	(void)state;
	assert_true(kz_git_parse(mem,
		KZ_S("tree " OID_A "\nparent " OID_A "\nparent " OID_A "\nauthor A <a@b> 1 +0000\n"
		     "author second <x@y> 2 +0000\nparent " OID_B "\nmergetag object " OID_B
		     "\n type commit\n committer inner <i@j> 3 +0000\ngpgsig -----BEGIN\n \n x\n"
		     "encoding ISO-8859-1\n\nsubject\n\nbody"),
		&r));
	assert_str(r.tree, OID_A);
	assert_int_equal(r.n_parents, 2); /* doubles stay, what follows the author does not count */
	assert_str(r.author, "A <a@b> 1 +0000");
	assert_null(r.committer.p);
	assert_str(r.encoding, "ISO-8859-1");
	assert_str(r.message, "subject\n\nbody");
}

static void test_kz_git_parse__needs_only_a_tree(void **state)
{
	struct kz_git_raw r;

	(void)state;
	assert_true(kz_git_parse(mem, KZ_S("tree " OID_A), &r));
	assert_true(r.message.p && r.message.n == 0);
	assert_true(kz_git_parse(mem, KZ_S("object " OID_B "\ntype commit\ntag v1\n\n"), &r));
	assert_str(r.target, OID_B);
	assert_str(r.target_type, "commit");
	assert_false(kz_git_parse(mem, KZ_S(""), &r));
	assert_false(kz_git_parse(mem, KZ_S("tree 0123\n"), &r));
	assert_false(kz_git_parse(mem, KZ_S("parent " OID_A "\n"), &r));
}

static void test_kz_git_parse_sign__reads_from_the_end(void **state)
{
	static const struct {
		const char *line, *name, *email;
		int64_t at, tz;
		bool is_odd;
	} cases[] = {
		{"A B <a@b> 1700000000 +0545", "A B", "a@b", 1700000000, 345, false},
		{"A B <a@b> 0 -0330", "A B", "a@b", 0, -210, false},
		{" <a@b> 1 +0000", "", "a@b", 1, 0, false},
		{"A <> 1 +0000", "A", "", 1, 0, false},
		{"A <a@b>1 +0000", "A", "a@b", 1, 0, false},
		{"A <a@b 7 +0100", "A", "a@b", 7, 60, false},
		{"A <a@b> -5 +0000", "A", "a@b", -5, 0, true},
		{"A <a@b> 5 +9900", "A", "a@b", 5, 5940, true},
		{"A <a@b> 5", "A", "a@b", 5, 0, false},
		{"A <a@b>", "A", "a@b", 0, 0, true},
		{"A <a@b> Mon Jan", "A", "a@b", 0, 0, true},
		{"A <a@b> 99999999999999999999 +0000", "A", "a@b", 0, 0, true},
		{"A > B <c <a@b> 5 +0000", "A > B", "c <a@b", 5, 0, false},
		{"nobody 5 +0000", "nobody", "", 5, 0, false},
		{"", "", "", 0, 0, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kz_git_sign s = kz_git_parse_sign(kz_str_c(cases[i].line));

		assert_str(s.name, cases[i].name);
		assert_str(s.email, cases[i].email);
		assert_int_equal(s.at, cases[i].at);
		assert_int_equal(s.tz, cases[i].tz);
		assert_int_equal(s.is_odd, cases[i].is_odd);
	}
}

static void test_kz_git_utf8__converts_or_repairs(void **state)
{
	(void)state;
	assert_str(kz_git_utf8(mem, KZ_S("na\xc3\xafve"), KZ_NOTHING), "na\xc3\xafve");
	assert_str(kz_git_utf8(mem, KZ_S("na\xefve"), KZ_S("ISO-8859-1")), "na\xc3\xafve");
	assert_str(kz_git_utf8(mem, KZ_S("na\xefve"), KZ_NOTHING), "na\xc3\xafve");
	assert_str(kz_git_utf8(mem, KZ_S("na\xefve"), KZ_S("no-such-encoding")), "na\xc3\xafve");
	assert_str(kz_git_utf8(mem, KZ_S("na\xefve"), KZ_S("../../evil")), "na\xc3\xafve");
	assert_str(kz_git_utf8(mem, KZ_S("\x83\x41"), KZ_S("Shift_JIS")), "\xe3\x82\xa2");
	assert_str(kz_git_utf8(mem, (struct kz_str){"a\0b", 3}, KZ_NOTHING),
		"a\xef\xbf\xbd"
		"b");
}

/* Trailers as "key=value;", loose ones with ~ before them. */
static struct kz_str trailers_of(const char *text)
{
	KZ_OWN(kz_buf) all = kz_buf_new(4096);
	struct kz_git_message m;

	kz_git_message(mem, kz_str_c(text), &m);
	for (size_t i = 0; i < m.n_trailers; i++)
		kz_buf_addf(all, "%s" KZ_FMT "=" KZ_FMT ";", m.trailers[i].is_loose ? "~" : "",
			KZ_ARG(m.trailers[i].key), KZ_ARG(m.trailers[i].value));
	return kz_str_dup(mem, kz_buf_str(all));
}

static void test_kz_git_message__splits_subject_and_body(void **state)
{
	struct kz_git_message m;

	(void)state;
	kz_git_message(mem, KZ_S("\n \none\ntwo  \n\n\nthree\n\nfour\n\n"), &m);
	assert_str(m.subject, "one two");
	assert_str(m.body, "three\n\nfour");
	kz_git_message(mem, KZ_S("one"), &m);
	assert_str(m.subject, "one");
	assert_str(m.body, "");
	kz_git_message(mem, KZ_S(""), &m);
	assert_true(m.subject.p && m.subject.n == 0 && m.body.p && m.n_trailers == 0);
}

static void test_kz_git_message__finds_trailers_by_gits_rule(void **state)
{
	(void)state;
	assert_str(trailers_of("s\n\nA-b: c\nD : e\n  f\n"), "a-b=c;d=e f;");
	assert_str(trailers_of("s\n\nb\n\nprose\nOther: x\n"), "");
	assert_str(trailers_of("s\n\nprose\nmore\nSigned-off-by: A <a@b>\nX: y\n"),
		"signed-off-by=A <a@b>;x=y;");
	assert_str(trailers_of("s\n\na\nb\nc\nd\nSigned-off-by: A <a@b>\n"),
		"~signed-off-by=A <a@b>;");
	assert_str(trailers_of("Fixes: not in the title\n"), "");
	assert_str(trailers_of("s\n\nA: b\n# comment\n\nConflicts:\n\tfile\n"), "a=b;");
	assert_str(trailers_of("s\n\nA: b\n# ------------------------ >8 ------------------------\n"
			       "C: d\n"),
		"a=b;");
}

static void test_kz_git_message__is_not_stopped_by_dashes(void **state)
{
	(void)state;
	assert_str(trailers_of("s (#1)\n\n* a\n\n* b\n\n---------\n\nCo-authored-by: A <a@b>\n"),
		"co-authored-by=A <a@b>;");
}

static void test_kz_git_message__finds_known_keys_anywhere(void **state)
{
	(void)state;
	assert_str(trailers_of("s (#1)\n\n* a\n\nCo-Authored-By: A <a@b>\nNot-Known: x\n\n* b\n\n"
			       "Co-authored-by: A <a@b>\nEntire-Checkpoint: 1\n\nlast\n"),
		"~co-authored-by=A <a@b>;~entire-checkpoint=1;");
	assert_str(trailers_of("s\nEntire-Checkpoint: 1\n"), "~entire-checkpoint=1;");
}

/* Marks as "role:tool;" */
static struct kz_str marks_of(const char *author, const char *committer, const char *text)
{
	struct kz_git_sign a = kz_git_parse_sign(kz_str_c(author));
	struct kz_git_sign c = kz_git_parse_sign(kz_str_c(committer));
	KZ_OWN(kz_buf) all = kz_buf_new(4096);
	struct kz_git_marks marks;
	struct kz_git_message m;

	kz_git_message(mem, kz_str_c(text), &m);
	kz_git_marks(mem, &a, &c, &m, &marks);
	for (size_t i = 0; i < marks.n; i++)
		kz_buf_addf(all, "%s:" KZ_FMT ";", marks.at[i].role, KZ_ARG(marks.at[i].tool));
	return kz_str_dup(mem, kz_buf_str(all));
}

static const char ada[] = "Ada <ada@example.org> 1 +0000";
static const char hub[] = "GitHub <noreply@github.com> 1 +0000";

static void test_kz_git_marks__know_authors(void **state)
{
	static const struct {
		const char *author, *marks;
	} cases[] = {
		{ada, ""},
		{"Claude <noreply@anthropic.com> 1 +0000", "agent-author:claude-code;"},
		{"goose <noreply@anthropic.com> 1 +0000", "agent-author:goose;"},
		{"copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com> 1 +0000",
			"agent-author:copilot-agent;"},
		{"Ada (aider) <ada@example.org> 1 +0000", "agent-author:aider;"},
		{"dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com> 1 +0000",
			"bot-author:dependabot;"},
		{"some-app[bot] <1+some-app[bot]@users.noreply.github.com> 1 +0000",
			"bot-author:github-bot;"},
		/* people */
		{"Claude Monet <claude@example.org> 1 +0000", ""},
		{"Devin <devin@example.org> 1 +0000", ""},
		{"Someone <someone@anthropic.com> 1 +0000", ""},
		{hub, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_str(marks_of(cases[i].author, hub, "s\n"), cases[i].marks);
}

static void test_kz_git_marks__know_who_took_part(void **state)
{
	(void)state;
	assert_str(marks_of(ada, ada,
			   "s\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n"
			   "Co-authored-by: Claude <noreply@anthropic.com>\n"),
		"co-author:claude-code;");
	assert_str(marks_of(ada, ada, "s\n\nCo-authored-by: Bo <bo@example.org>\n"), "");
	assert_str(marks_of(ada, ada,
			   "s\n\nCo-authored-by: dependabot[bot] "
			   "<49699333+dependabot[bot]@users.noreply.github.com>\n"),
		"");
	assert_str(marks_of(ada, "Claude <noreply@anthropic.com> 1 +0000", "s\n"),
		"co-author:claude-code;");
	assert_str(marks_of(ada, ada, "s\n\nClaude-Session: https://claude.ai/code/session_1\n"),
		"session-trailer:claude-code;");
	assert_str(marks_of(ada, ada, "s\n\nEntire-Checkpoint: 0123456789ab\n"),
		"session-trailer:entire;");
	assert_str(marks_of(ada, ada, "s\n\nAssisted-by: Claude:claude-3-opus\n"),
		"session-trailer:claude-code;");
	assert_str(marks_of(ada, ada, "s\n\nAssisted-by: Claude Monet\n"), "");
	assert_str(marks_of(ada, ada, "s\n\nAssisted-by: Claude Code Person <p@example.org>\n"),
		"");
	assert_str(marks_of(ada, ada,
			   "s\n\nb\n\n\xf0\x9f\xa4\x96 Generated with [Claude Code]"
			   "(https://claude.com/claude-code)\n"),
		"footer:claude-code;");
}

static void test_kz_git_marks__do_not_match_subject_or_free_text(void **state)
{
	(void)state;
	assert_str(marks_of(ada, ada,
			   "use Claude <noreply@anthropic.com>\n\nwith Claude Code, not\n"
			   "  \xf0\x9f\xa4\x96 Generated with [Claude Code](x)\n"
			   "see Co-authored-by: Claude <noreply@anthropic.com>\n"),
		"");
}

static void test_kz_git_marks__evidence_is_cut_where_a_character_ends(void **state)
{
	struct kz_git_sign who = kz_git_parse_sign(KZ_S("x (aider) <a@b> 1 +0000"));
	KZ_OWN(kz_buf) name = kz_buf_new(4096);
	struct kz_git_message m = {.body = KZ_S("")};
	struct kz_git_marks marks;

	(void)state;
	kz_buf_byte(name, 'x');
	for (int i = 0; i < 200; i++)
		kz_buf_text(name, "\xc3\xa4");
	kz_buf_text(name, " (aider)");
	who.name = kz_buf_str(name);
	kz_git_marks(mem, &who, &who, &m, &marks);
	assert_int_equal(marks.n, 2);
	assert_true(marks.at[0].evidence.n <= 200);
	assert_true(kz_str_eq(marks.at[0].evidence,
		kz_git_utf8(mem, marks.at[0].evidence, KZ_NOTHING)));
}

static void test_kz_git_is_version__knows_names_of_releases(void **state)
{
	static const char *const yes[] = {"v1.2.3", "1.0", "V2", "v1.0.0-rc.1", "1.0b2",
		"release-2.0", "release/3", "rel_1_2", "REL9_6_3", "cli/v1.4.0", "pkg@1.2.3",
		"tool-v0.1", "2024-01-15", "v1.2.3+build.5", "jq-1.7", "curl-8_21_0",
		"OpenSSL_1_1_1w"};
	static const char *const no[] = {"latest", "nightly", "build-17", "pr/12", "before-2nd-try",
		"v", "", "stable", "checkpoint123", "1.0 final", "x1", "run-2024-01"};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!kz_git_is_version(kz_str_c(yes[i])))
			fail_msg("'%s' is a version", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (kz_git_is_version(kz_str_c(no[i])))
			fail_msg("'%s' is no version", no[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_git_parse__takes_headers_generically),
		cmocka_unit_test(test_kz_git_parse__needs_only_a_tree),
		cmocka_unit_test(test_kz_git_parse_sign__reads_from_the_end),
		cmocka_unit_test(test_kz_git_utf8__converts_or_repairs),
		cmocka_unit_test(test_kz_git_message__splits_subject_and_body),
		cmocka_unit_test(test_kz_git_message__finds_trailers_by_gits_rule),
		cmocka_unit_test(test_kz_git_message__is_not_stopped_by_dashes),
		cmocka_unit_test(test_kz_git_message__finds_known_keys_anywhere),
		cmocka_unit_test(test_kz_git_marks__know_authors),
		cmocka_unit_test(test_kz_git_marks__know_who_took_part),
		cmocka_unit_test(test_kz_git_marks__do_not_match_subject_or_free_text),
		cmocka_unit_test(test_kz_git_marks__evidence_is_cut_where_a_character_ends),
		cmocka_unit_test(test_kz_git_is_version__knows_names_of_releases),
	};

	return cmocka_run_group_tests_name("git_text", tests, begin, end);
}
