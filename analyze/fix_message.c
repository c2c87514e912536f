/* SPDX-License-Identifier: MIT */
/* Reading a commit message for evidence that it repairs a defect. */
#include "analyze/fix_message.h"

#include <stddef.h>

#include "base/arena.h"

static const char *const fix_heads[] = {"fix", "fixes", "fixed", "bug", "bugfix", "bugfixes",
	"hotfix", NULL};
/* Heads that say what else it is; any other head is an area of the code. */
static const char *const other_heads[] = {"feat", "feature", "docs", "doc", "style", "refactor",
	"perf", "test", "tests", "build", "ci", "chore", "deps", "lint", "release", "wip", "merge",
	"fixup", "squash", "amend", NULL};
static const char *const fix_words[] = {"fix", "fixes", "fixed", "fixing", "bugfix", "bugfixes",
	"hotfix", "bug", "bugs", "bug-fix", "bug-fixes", NULL};
/* Repaired, but no defect of the program: layout, words, tests, reviews, mishaps of merging. */
static const char *const not_defects[] = {"lint", "lints", "linter", "linters", "linting",
	"golangci", "golangci-lint", "eslint", "clippy", "ruff", "mypy", "prettier", "gofmt", "fmt",
	"formatting", "whitespace", "indent", "indentation", "style", "typo", "typos", "spelling",
	"wording", "grammar", "comment", "comments", "doc", "docs", "documentation", "docstring",
	"docstrings", "readme", "changelog", "license", "copyright", "test", "tests", "testing",
	"expectation", "expectations", "ci", "rebase", "review", "feedback", "nit", "nits",
	"suggestions", "fixup", NULL};
static const char *const origin_phrases[] = {"regression in ", "regression from ",
	"regression since ", "regressed in ", "regressed by ", "introduced in ", "introduced by ",
	"introduced with ", "caused by ", "broken in ", "broken by ", "broken since ", NULL};

static bool is_one_of(struct kz_str s, const char *const *list)
{
	for (; *list; list++)
		if (kz_str_eq(s, kz_str_c(*list)))
			return true;
	return false;
}

/* At least seven hex digits at the beginning that end where a word ends. */
static struct kz_str leading_hex(struct kz_str s)
{
	size_t n = 0;

	while (n < s.n && kz_str_is_hex(kz_str_sub(s, n, 1)))
		n++;
	if (n < 7 || n > 40 || (n < s.n && kz_is_alnum(s.p[n])))
		return KZ_NOTHING;
	return kz_str_head(s, n);
}

static struct kz_str after_phrase(struct kz_str line, const char *phrase)
{
	struct kz_str rest;
	size_t at;

	if (!kz_str_find_nocase(line, kz_str_c(phrase), &at))
		return KZ_NOTHING;
	rest = kz_str_from(line, at + kz_str_c(phrase).n);
	rest = kz_str_skip(rest, KZ_S("commit "));
	return leading_hex(kz_str_skip(rest, KZ_S("`")));
}

static bool closes_issue(struct kz_str line)
{
	static const char *const keys[] = {"fix", "fixes", "fixed", NULL};
	struct kz_str key, ref = line;
	size_t digits;

	if (!kz_str_word(&ref, &key))
		return false;
	if (kz_str_ends(key, KZ_S(":")))
		key = kz_str_head(key, key.n - 1);
	ref = kz_str_trim(ref);
	if (!kz_str_find_byte(ref, '#', &digits) || digits + 1 >= ref.n ||
		!kz_is_digit(ref.p[digits + 1]) ||
		kz_str_find_byte(kz_str_head(ref, digits), ' ', NULL))
		return false;
	for (const char *const *k = keys; *k; k++)
		if (kz_str_eq_nocase(key, kz_str_c(*k)))
			return true;
	return false;
}

static void read_line(struct kz_str line, struct kz_fix_message *m)
{
	if (!m->stated.p && kz_str_starts_nocase(line, KZ_S("Fixes:")))
		m->stated = leading_hex(kz_str_trim(kz_str_from(line, 6)));
	for (const char *const *phrase = origin_phrases; *phrase && !m->stated.p; phrase++)
		m->stated = after_phrase(line, *phrase);
	if (closes_issue(line))
		m->is_convention = true;
}

/* The first line alone: further down a squash quotes the messages of its commits. */
static struct kz_str reverted_by(struct kz_str body)
{
	struct kz_str text = kz_str_trim(body), what = KZ_S("This reverts commit ");

	return kz_str_starts(text, what) ? leading_hex(kz_str_from(text, what.n)) : KZ_NOTHING;
}

/*
 * "fix(cli)!: text", "BUG/MINOR: text", "[Fix] text", ":bug: text": the head in lower case, and
 * the text behind it.
 */
static struct kz_str head_of(struct kz_arena *a, struct kz_str subject, struct kz_str *ret_rest)
{
	struct kz_str s = kz_str_trim(subject);
	bool is_bracket = kz_str_starts(s, KZ_S("["));
	size_t n = 0, at;
	struct kz_str word;

	*ret_rest = s;
	if (kz_str_starts(s, KZ_S(":bug:")) || kz_str_starts(s, KZ_S("\xf0\x9f\x90\x9b")))
		return KZ_S("bug");
	s = kz_str_from(s, is_bracket ? 1 : 0);
	while (n < s.n && kz_is_alpha(s.p[n]))
		n++;
	word = kz_str_head(s, n);
	s = kz_str_from(s, n);
	if (n == 0)
		return KZ_NOTHING;
	if (is_bracket) {
		*ret_rest = kz_str_skip(s, KZ_S("]"));
		return kz_str_starts(s, KZ_S("]")) ? kz_str_lower(a, word) : KZ_NOTHING;
	}
	if (kz_str_starts(s, KZ_S("(")) && kz_str_find_byte(s, ')', &at))
		s = kz_str_from(s, at + 1);
	else if (kz_str_starts(s, KZ_S("/")) && kz_str_find_byte(s, ':', &at) &&
		!kz_str_find_byte(kz_str_head(s, at), ' ', NULL))
		s = kz_str_from(s, at);
	s = kz_str_skip(s, KZ_S("!"));
	if (!kz_str_starts(s, KZ_S(":")))
		return KZ_NOTHING;
	*ret_rest = kz_str_from(s, 1);
	return kz_str_lower(a, word);
}

/* The next word of letters, digits, - and _ ; *ret_ends: a clause ends before it. */
static bool next_word(struct kz_str *rest, struct kz_str *ret_word, bool *ret_ends)
{
	size_t n = 0;

	*ret_ends = false;
	while (rest->n && !kz_is_alnum(*rest->p)) {
		if (*rest->p == ',' || *rest->p == ';' || *rest->p == '(' || *rest->p == ':')
			*ret_ends = true;
		*rest = kz_str_from(*rest, 1);
	}
	while (n < rest->n && (kz_is_alnum(rest->p[n]) || rest->p[n] == '-' || rest->p[n] == '_'))
		n++;
	*ret_word = kz_str_head(*rest, n);
	*rest = kz_str_from(*rest, n);
	return n > 0;
}

/* Two words that together are no repair: fix up, bug report, merge conflict. */
static bool is_other_pair(struct kz_str before, struct kz_str word)
{
	return (kz_str_eq(before, KZ_S("fix")) && kz_str_eq(word, KZ_S("up"))) ||
		(kz_str_eq(before, KZ_S("bug")) && kz_str_starts(word, KZ_S("report"))) ||
		(kz_str_eq(before, KZ_S("merge")) && kz_str_starts(word, KZ_S("conflict")));
}

/* Does a clause say fix, and nothing that is no defect? */
static bool says_fix(struct kz_str text)
{
	bool has_fix = false, has_other = false, ends;
	struct kz_str word, before = KZ_S("");

	while (next_word(&text, &word, &ends)) {
		if (ends || kz_str_eq(word, KZ_S("and"))) {
			if (has_fix && !has_other)
				return true;
			has_fix = has_other = false;
		}
		has_fix = has_fix || is_one_of(word, fix_words);
		has_other =
			has_other || is_one_of(word, not_defects) || is_other_pair(before, word);
		before = word;
	}
	return has_fix && !has_other;
}

struct kz_fix_message kz_fix_message(struct kz_arena *a, struct kz_str subject, struct kz_str body)
{
	struct kz_fix_message m = {.head = KZ_NOTHING};
	struct kz_str rest, line;

	m.head = head_of(a, subject, &rest);
	m.reverted = reverted_by(body);
	read_line(subject, &m);
	while (kz_str_line(&body, &line))
		read_line(line, &m);
	m.is_reapply = kz_str_starts(subject, KZ_S("Reapply ")) ||
		kz_str_starts(subject, KZ_S("Revert \"Revert "));
	m.is_revert = !m.is_reapply &&
		(m.reverted.p || kz_str_starts_nocase(subject, KZ_S("revert ")) ||
			(m.head.p && kz_str_eq(m.head, KZ_S("revert"))));
	m.is_convention = m.is_convention || (m.head.p && is_one_of(m.head, fix_heads));
	m.is_words = !(m.head.p && is_one_of(m.head, other_heads)) &&
		!kz_str_starts(subject, KZ_S("fixup!")) && says_fix(kz_str_lower(a, rest));
	return m;
}
