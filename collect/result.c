/* SPDX-License-Identifier: MIT */
/* Marks, signature line and excerpt of a tool's result. */
#include "collect/result.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "warehouse/marks.h"

enum { LINES_LOOKED_AT = 400, TAIL_LINES = 3 };

/* The length of the ANSI sequence at the head of s, which begins with ESC. */
static size_t escape_length(struct kz_str s)
{
	size_t i = 2;

	if (s.n < 2)
		return s.n;
	if (s.p[1] == '[') {
		while (i < s.n && (s.p[i] < 0x40 || s.p[i] > 0x7e) && s.p[i] != '\n')
			i++;
		return i < s.n && s.p[i] != '\n' ? i + 1 : i;
	}
	if (s.p[1] == ']') {
		while (i < s.n && s.p[i] != '\a' && s.p[i] != '\x1b' && s.p[i] != '\n')
			i++;
		if (i < s.n && s.p[i] == '\a')
			return i + 1;
		return i + 1 < s.n && s.p[i] == '\x1b' && s.p[i + 1] == '\\' ? i + 2 : i;
	}
	return (unsigned char)s.p[1] < 0x80 && s.p[1] != '\n' ? 2 : 1;
}

struct kz_str kz_result_plain(struct kz_arena *a, struct kz_str s)
{
	size_t at = 0;
	char *p;

	if (!kz_str_find_byte(s, '\x1b', NULL) && !kz_str_find_byte(s, '\r', NULL))
		return s;
	p = kz_arena_get(a, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] == '\x1b') {
			i += escape_length(kz_str_from(s, i));
		} else if (s.p[i] == '\r') {
			if (i + 1 == s.n || s.p[i + 1] != '\n')
				p[at++] = '\n';
			i++;
		} else {
			p[at++] = s.p[i++];
		}
	}
	return (struct kz_str){p, at};
}

/* The first five also stand inside of words: TypeError, failed. */
static const struct kz_str error_words[] = {{"error", 5}, {"exception", 9}, {"fail", 4},
	{"fatal", 5}, {"panic", 5}, {"traceback", 9}, {"timed out", 9}, {"not found", 9},
	{"no such", 7}, {"cannot", 6}, {"could not", 9}, {"conflict", 8}, {"unknown", 7},
	{"unrecognized", 12}, {"unexpected", 10}, {"undefined", 9}, {"unable", 6}, {"usage:", 6},
	{"invalid", 7}, {"illegal", 7}, {"denied", 6}, {"refused", 7}, {"missing", 7}, {"✗", 3},
	{"✖", 3}, {"×", 2}, {NULL, 0}};
enum { INSIDE_WORDS = 5 };

/* The error word at line[at], its place in the list; -1 when there is none. */
static int error_word_at(struct kz_str line, size_t at)
{
	static const bool begins[256] = {['e'] = true,
		['f'] = true,
		['p'] = true,
		['t'] = true,
		['n'] = true,
		['c'] = true,
		['u'] = true,
		['i'] = true,
		['d'] = true,
		['r'] = true,
		['m'] = true,
		[0xe2] = true,
		[0xc3] = true,
		['E'] = true,
		['F'] = true,
		['P'] = true,
		['T'] = true,
		['N'] = true,
		['C'] = true,
		['U'] = true,
		['I'] = true,
		['D'] = true,
		['R'] = true,
		['M'] = true};

	if (!begins[(unsigned char)line.p[at]])
		return -1;
	for (int i = 0; error_words[i].p; i++)
		if ((line.p[at] | 32) == (error_words[i].p[0] | 32) &&
			kz_str_starts_nocase(kz_str_from(line, at), error_words[i]))
			return i;
	return -1;
}

static bool has_error_word(struct kz_str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (error_word_at(line, i) >= 0)
			return true;
	return false;
}

static bool joins(char c)
{
	return kz_is_alnum(c) || c == '_';
}

/* "0 " or "no ", and nothing else of a number or word before it. */
static bool is_none(struct kz_str before)
{
	if (!kz_str_ends(before, KZ_S("0 ")) && !kz_str_ends(before, KZ_S("no ")))
		return false;
	before = kz_str_head(before, before.n - (before.p[before.n - 2] == '0' ? 2 : 3));
	return before.n == 0 || !joins(before.p[before.n - 1]);
}

/* As a word of its own, and not "0 errors" or "no conflict": something failed, says the line. */
static bool says_error(struct kz_str line)
{
	for (size_t i = 0; i < line.n; i++) {
		struct kz_str before = kz_str_head(line, i);
		int word = error_word_at(line, i);
		size_t end;

		if (word < 0 || is_none(before))
			continue;
		end = i + error_words[word].n;
		if (word < INSIDE_WORDS || error_words[word].n < 4 ||
			((i == 0 || !joins(line.p[i - 1])) &&
				(end == line.n || !joins(line.p[end]))))
			return true;
	}
	return false;
}

/* Takes a number of at least `least` off the head. */
static bool take_count(struct kz_str *s, int64_t least)
{
	struct kz_str rest = kz_str_skip_digits(*s);
	int64_t n = 0;

	if (rest.p == s->p || (kz_str_i64(kz_str_head(*s, s->n - rest.n), &n) && n < least))
		return false;
	*s = rest;
	return true;
}

static bool ends_word(struct kz_str rest)
{
	return rest.n == 0 || !kz_is_alnum(rest.p[0]);
}

/* "3 failed" somewhere in the line, the number not 0. */
static bool counts(struct kz_str line, struct kz_str word)
{
	for (size_t i = 0; i < line.n; i++) {
		struct kz_str rest = kz_str_from(line, i);

		if (!kz_is_digit(line.p[i]) || (i > 0 && kz_is_alnum(line.p[i - 1])))
			continue;
		if (take_count(&rest, 1) && kz_str_starts(rest, word) &&
			ends_word(kz_str_from(rest, word.n)))
			return true;
	}
	return false;
}

static uint64_t tests_mark(struct kz_str line)
{
	if (counts(line, KZ_S(" failed")))
		return KZ_MARK_SET(TESTS_FAILED);
	return counts(line, KZ_S(" passed")) ? KZ_MARK_SET(TESTS_PASSED) : 0;
}

/* "make: *** " and "make[2]: *** " */
static bool is_make_stop(struct kz_str line)
{
	struct kz_str rest = kz_str_from(line, 4), level = kz_str_skip(rest, KZ_S("["));

	if (level.p != rest.p && take_count(&level, 1))
		rest = kz_str_skip(level, KZ_S("]"));
	return kz_str_starts(rest, KZ_S(": *** "));
}

static uint64_t number_mark(struct kz_str line)
{
	struct kz_str rest = kz_str_skip_digits(line);
	bool is_zero = line.n - rest.n == 1 && line.p[0] == '0';

	if (kz_str_starts(rest, KZ_S(" fail")) && ends_word(kz_str_from(rest, 5)))
		return is_zero ? KZ_MARK_SET(ZERO_FAIL) : KZ_MARK_SET(N_FAIL);
	return !is_zero && kz_str_starts(rest, KZ_S(" issues:")) ? KZ_MARK_SET(N_ISSUES) : 0;
}

static uint64_t f_mark(struct kz_str line)
{
	struct kz_str rest = kz_str_from(line, 6);

	if (kz_str_starts(line, KZ_S("FAIL")) && (line.n == 4 || kz_is_blank(line.p[4])))
		return KZ_MARK_SET(FAIL);
	if (kz_str_starts(line, KZ_S("Found ")) && take_count(&rest, 1) &&
		kz_str_starts(rest, KZ_S(" error")))
		return KZ_MARK_SET(FOUND_ERRORS);
	return 0;
}

/* "# pkg [pkg.test]" */
static bool is_go_package(struct kz_str line)
{
	return kz_str_starts(line, KZ_S("# ")) && kz_str_ends(line, KZ_S(".test]")) &&
		kz_str_find(line, KZ_S(" ["), NULL);
}

static bool is_task_error(struct kz_str line)
{
	struct kz_str name;

	if (kz_str_starts(line, KZ_S("[")) && kz_str_cut(&line, ']', &name))
		line = kz_str_trim(line);
	return kz_str_starts(line, KZ_S("ERROR task failed"));
}

/* Marks that begin a line, which is given without the blanks before it. */
static uint64_t line_mark(struct kz_str line)
{
	char c = line.p[0];

	if (kz_is_digit(c))
		return number_mark(line);
	switch (c) {
	case '-':
		return kz_str_starts(line, KZ_S("--- FAIL:")) ? KZ_MARK_SET(GO_CASE) : 0;
	case 'F':
		return f_mark(line);
	case '[':
	case 'E':
		return is_task_error(line) ? KZ_MARK_SET(TASK_ERROR) : 0;
	case 'p':
		return kz_str_starts(line, KZ_S("panic: ")) ? KZ_MARK_SET(PANIC) : 0;
	case 'n':
		return kz_str_starts(line, KZ_S("npm ERR!")) ? KZ_MARK_SET(NPM_ERROR) : 0;
	case 'm':
		return kz_str_starts(line, KZ_S("make")) && is_make_stop(line)
			? KZ_MARK_SET(MAKE_STOP)
			: 0;
	case 'T':
		return kz_str_starts(line, KZ_S("Tests:")) || kz_str_starts(line, KZ_S("Tests  "))
			? tests_mark(line)
			: 0;
	case '=':
		return kz_str_starts(line, KZ_S("===")) && counts(line, KZ_S(" failed"))
			? KZ_MARK_SET(PYTEST_FAILED)
			: 0;
	case '#':
		return is_go_package(line) ? KZ_MARK_SET(GO_PACKAGE) : 0;
	default:
		return 0;
	}
}

/* Is one of the places of head followed by digits and tail? `least`: the smallest number. */
static bool has_number(struct kz_str s, struct kz_str head, int64_t least, struct kz_str tail)
{
	size_t at;

	while (kz_str_find(s, head, &at)) {
		struct kz_str rest = s = kz_str_from(s, at + head.n);

		if (take_count(&rest, least) && kz_str_starts(rest, tail))
			return true;
	}
	return false;
}

static const struct {
	struct kz_str text;
	uint64_t mark;
} anywhere[] = {
	{{": command not found", 19}, KZ_MARK_SET(COMMAND_NOT_FOUND)},
	{{"unrecognized subcommand", 23}, KZ_MARK_SET(UNKNOWN_SUBCOMMAND)},
	{{"[build failed]", 14}, KZ_MARK_SET(BUILD_FAILED)},
	{{"Script not found", 16}, KZ_MARK_SET(SCRIPT_NOT_FOUND)},
	{{"ELIFECYCLE", 10}, KZ_MARK_SET(LIFECYCLE)},
	{{"Cannot find module", 18}, KZ_MARK_SET(MODULE_NOT_FOUND)},
	{{"test result: ok", 15}, KZ_MARK_SET(RUST_OK)},
	{{"Found 0 errors", 14}, KZ_MARK_SET(NO_ERRORS)},
};

static const struct {
	struct kz_str text;
	uint64_t mark;
} weak[] = {
	{{"fatal: ", 7}, KZ_MARK_SET(WEAK_FATAL)},
	{{"error: ", 7}, KZ_MARK_SET(WEAK_ERROR)},
	{{"Error: ", 7}, KZ_MARK_SET(WEAK_ERROR)},
	{{"Traceback", 9}, KZ_MARK_SET(WEAK_TRACEBACK)},
	{{"✗ ", 4}, KZ_MARK_SET(WEAK_CROSS)},
	{{"(fail)", 6}, KZ_MARK_SET(WEAK_CASE)},
};

static uint64_t weak_marks(struct kz_str s)
{
	uint64_t set = 0;

	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++)
		if (kz_str_find(s, weak[i].text, NULL))
			set |= weak[i].mark;
	return set;
}

static uint64_t anywhere_marks(struct kz_str s)
{
	uint64_t set = weak_marks(s);

	for (size_t i = 0; i < sizeof(anywhere) / sizeof(anywhere[0]); i++)
		if (kz_str_find(s, anywhere[i].text, NULL))
			set |= anywhere[i].mark;
	if (has_number(s, KZ_S("error TS"), 0, KZ_S(":")))
		set |= KZ_MARK_SET(TS_ERROR);
	if (has_number(s, KZ_S("error[E"), 0, KZ_S("]")))
		set |= KZ_MARK_SET(RUST_ERROR);
	if (has_number(s, KZ_S("✖ "), 1, KZ_S(" problem")))
		set |= KZ_MARK_SET(N_PROBLEMS);
	if (has_number(s, KZ_S("exited with code "), 1, KZ_S("")))
		set |= KZ_MARK_SET(EXITED);
	if (has_number(s, KZ_S("script failed (code "), 1, KZ_S(")")))
		set |= KZ_MARK_SET(SCRIPT_FAILED);
	return set;
}

/* Lines that repeat a command or report success: never the reason. */
static bool is_echo(struct kz_str line)
{
	struct kz_str rest = line, name;

	if (kz_str_starts(line, KZ_S("[")) && kz_str_cut(&rest, ']', &name))
		line = kz_str_trim(rest);
	if (kz_str_starts(line, KZ_S("$ ")) || kz_str_starts(line, KZ_S("> ")) ||
		kz_str_starts(line, KZ_S("+ ")) || kz_str_starts(line, KZ_S("=== RUN")) ||
		kz_str_starts(line, KZ_S("--- PASS")) || kz_str_starts(line, KZ_S("--- SKIP")))
		return true;
	if (kz_str_starts(line, KZ_S("ok")) && line.n > 2 && kz_is_blank(line.p[2]))
		return true;
	if (kz_str_eq(line, KZ_S("PASS")))
		return true;
	return kz_str_starts(line, KZ_S("?")) && kz_str_ends(line, KZ_S("[no test files]"));
}

/* Nothing is left of a line of blanks; the blank behind a last "error: " stays. */
static struct kz_str without_indent(struct kz_str line)
{
	struct kz_str trimmed = kz_str_trim(line);

	return trimmed.n ? kz_str_from(line, (size_t)(trimmed.p - line.p)) : trimmed;
}

uint64_t kz_result_marks(struct kz_str plain)
{
	struct kz_str rest = plain, line, first = KZ_NOTHING, last[TAIL_LINES] = {{NULL, 0}};
	uint64_t set = anywhere_marks(plain);
	size_t n = 0;

	while (kz_str_line(&rest, &line)) {
		line = without_indent(line);
		if (line.n == 0)
			continue;
		set |= line_mark(line);
		if (n == 0)
			first = line;
		last[n++ % TAIL_LINES] = line;
	}
	if (n && (weak_marks(first) || weak_marks(last[(n - 1) % TAIL_LINES])))
		set |= KZ_MARK_SET(WEAK_EDGE);
	for (size_t i = 0; i < TAIL_LINES && i < n; i++)
		if (!is_echo(last[i]) && says_error(last[i]))
			set |= KZ_MARK_SET(ERROR_TAIL);
	if (n <= TAIL_LINES && !is_echo(first) && says_error(first))
		set |= KZ_MARK_SET(ERROR_ONLY);
	return set;
}

static struct kz_str without_tags(struct kz_str line)
{
	line = kz_str_trim(kz_str_skip(line, KZ_S("<tool_use_error>")));
	if (kz_str_ends(line, KZ_S("</tool_use_error>")))
		line = kz_str_trim(kz_str_head(line, line.n - 17));
	return line;
}

struct kz_str kz_result_signature(struct kz_str plain)
{
	struct kz_str rest = plain, line, last = KZ_NOTHING;
	int64_t status;

	for (int n = 0; kz_str_line(&rest, &line); n++) {
		line = without_tags(kz_str_trim(line));
		if (line.n == 0 || is_echo(line) || (n == 0 && kz_result_exit(line, &status)))
			continue;
		last = line;
		if (n < LINES_LOOKED_AT && has_error_word(line))
			break;
	}
	return kz_utf8_head(last, KZ_SIGNATURE_LINE);
}

struct kz_str kz_result_excerpt(struct kz_arena *a, struct kz_str s)
{
	const struct kz_str gap = KZ_S("\n…\n");
	struct kz_str head = kz_utf8_head(s, KZ_EXCERPT_HEAD);
	struct kz_str tail = kz_utf8_tail(s, KZ_EXCERPT_TAIL);
	char *p;

	if (s.n <= KZ_EXCERPT_HEAD + KZ_EXCERPT_TAIL)
		return s;
	p = kz_arena_get(a, head.n + gap.n + tail.n);
	memcpy(p, head.p, head.n);
	memcpy(p + head.n, gap.p, gap.n);
	memcpy(p + head.n + gap.n, tail.p, tail.n);
	return (struct kz_str){p, head.n + gap.n + tail.n};
}

bool kz_result_exit(struct kz_str s, int64_t *ret)
{
	struct kz_str rest = kz_str_skip(s, KZ_S("Exit code ")), line;

	if (rest.p == s.p || !kz_str_line(&rest, &line))
		return false;
	return kz_str_i64(kz_str_trim(line), ret);
}
