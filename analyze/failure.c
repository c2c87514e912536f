/* SPDX-License-Identifier: MIT */
/* Kinds of failures by ordered phrases and task words; hidden failures by marks. */
#include "analyze/failure.h"

#include "warehouse/marks.h"

enum { HEAD_MAX = 400 };

/* phrases: alternatives of one kind, matched without regard to case, separated by |. */
struct phrases {
	enum kz_failure kind;
	const char *any;
	const char *also; /* one of these too; NULL: not asked */
};

/* What an agent's own tools answer, at the head of the text. */
static const struct phrases by_head[] = {
	{KZ_FAILURE_REJECTED,
		"doesn't want to proceed with this tool use|doesn't want to take this action"
		"|[Request interrupted by user|User rejected tool use",
		NULL},
	{KZ_FAILURE_COLLATERAL, "Sibling tool call errored|Cancelled: parallel tool call", NULL},
	{KZ_FAILURE_POLICY, "hook error|hook blocked|hook denied|PreToolUse:", NULL},
	{KZ_FAILURE_POLICY, "Permission to use", "denied"},
	{KZ_FAILURE_UNREAD, "File has not been read yet", NULL},
	{KZ_FAILURE_STALE, "modified since read|unexpectedly modified", NULL},
	{KZ_FAILURE_EDIT_NOMATCH, "String to replace not found|apply_patch verification failed",
		NULL},
	{KZ_FAILURE_EDIT_AMBIG, "matches of the string", "Found"},
	{KZ_FAILURE_EDIT_NOOP, "No changes to make", NULL},
	{KZ_FAILURE_TOO_LARGE, "exceeds maximum allowed", NULL},
	{KZ_FAILURE_SCHEMA, "InputValidationError", NULL},
	{KZ_FAILURE_EISDIR, "EISDIR", NULL},
};

/* What programs say, in the error line first. */
static const struct phrases by_line[] = {
	{KZ_FAILURE_UNKNOWN_NAME,
		"Unknown skill|No such tool available|command not found|unrecognized subcommand"
		"|unknown command|Script not found|Missing script|No rule to make target"
		"|is not a git command|Unknown agent|unknown subcommand|no such command",
		NULL},
	{KZ_FAILURE_UNKNOWN_NAME, "Agent type", "not found"},
	{KZ_FAILURE_BAD_FLAG,
		"unknown flag|unknown option|unknown shorthand|unknown switch|unexpected argument"
		"|illegal option|invalid option|unrecognized option|unrecognized argument"
		"|no such option|Unknown JSON field|accepts at most|flag provided but not defined"
		"|ambiguous argument|unknown argument|invalid usage",
		NULL},
	{KZ_FAILURE_SPAWN_ENV, "posix_spawn", NULL},
	{KZ_FAILURE_SPAWN_ENV, "spawn ", "ENOENT"},
	{KZ_FAILURE_PATH_MISSING,
		"File does not exist|Path does not exist|Directory does not exist"
		"|No such file or directory|ENOENT|does not exist in 'HEAD'|cannot find the path",
		NULL},
	{KZ_FAILURE_PATH_MISSING, "pathspec", "did not match"},
	{KZ_FAILURE_SHELL_SYNTAX,
		"parse error near|syntax error near|no matches found|unmatched |bad substitution"
		"|unexpected EOF while looking",
		NULL},
	{KZ_FAILURE_GIT_STATE,
		"CONFLICT|non-fast-forward|would be overwritten|index.lock"
		"|Automatic merge failed|fetch first|unmerged files|divergent branches",
		NULL},
	{KZ_FAILURE_NET_AUTH,
		"HTTP 4|HTTP 5|status code 4|status code 5|GraphQL:|permission denied"
		"|Authentication failed|Could not resolve host|rate limit|Connection refused"
		"|Unauthorized|403 Forbidden|401 ",
		NULL},
	{KZ_FAILURE_TIMEOUT, "Command timed out|operation timed out", NULL},
};

static bool has_any(struct kz_str text, const char *phrases)
{
	struct kz_str rest = kz_str_c(phrases);

	while (rest.n > 0)
		if (kz_str_find_nocase(text, kz_str_upto(&rest, '|'), NULL))
			return true;
	return false;
}

static enum kz_failure kind_in(struct kz_str text, const struct phrases *list, size_t n)
{
	for (size_t i = 0; i < n && text.n > 0; i++)
		if (has_any(text, list[i].any) && (!list[i].also || has_any(text, list[i].also)))
			return list[i].kind;
	return KZ_FAILURE_NONE;
}

#define KIND_IN(text, list) kind_in((text), (list), sizeof(list) / sizeof(*(list)))

/* The text without the lines that only say that it failed. */
static struct kz_str body_of(struct kz_str excerpt)
{
	struct kz_str rest = kz_str_trim(excerpt), line;

	if (kz_str_starts(rest, KZ_S("Exit code ")))
		(void)kz_str_line(&rest, &line);
	return kz_str_trim(rest);
}

static enum kz_failure kind_of_task(const struct kz_result *r, const struct kz_segment *failing)
{
	switch (kz_task_of(failing->purpose)) {
	case KZ_TASK_TEST: /* tests that were never run: they do not compile */
		return has_any(r->excerpt, "[build failed]|[setup failed]") &&
				!has_any(r->excerpt, "--- FAIL:")
			? KZ_FAILURE_BUILD
			: KZ_FAILURE_TEST;
	case KZ_TASK_LINT:
		return KZ_FAILURE_LINT;
	case KZ_TASK_BUILD:
		return KZ_FAILURE_BUILD;
	case KZ_TASK_NONE:
		break;
	}
	return KZ_FAILURE_NONE;
}

/* A command without a task word ran one all the same (a hook of git, a script). */
static enum kz_failure kind_of_output(struct kz_str text)
{
	if (has_any(text, "--- FAIL:|FAIL\t|[test] ERROR| tests failed|test failed|failing tests"))
		return KZ_FAILURE_TEST;
	if (has_any(text, "[lint] ERROR|[lint:| issues:|Formatter would have|eslint|golangci-lint"))
		return KZ_FAILURE_LINT;
	if (has_any(text,
		    "error TS|error[E|[build failed]|undefined: |cannot find package"
		    "|SyntaxError|compilation failed"))
		return KZ_FAILURE_BUILD;
	return KZ_FAILURE_NONE;
}

/* Exit 1 of these means "no" or "they differ", whatever they print. */
static bool says_no(const struct kz_result *r, const struct kz_segment *failing)
{
	static const char *const programs[] = {"diff", "cmp", "grep", "rg", "egrep", "test", "[",
		"which", "type", "pgrep", "fd", "colordiff"};

	if (r->exit_status != 1)
		return false;
	if (kz_str_eq(failing->purpose, KZ_S("git diff")) ||
		kz_str_eq(failing->purpose, KZ_S("git grep")))
		return true;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (failing->n_words > 0 && kz_str_eq(failing->words[0], kz_str_c(programs[i])))
			return true;
	return false;
}

enum kz_failure kz_failure_kind(const struct kz_result *r, const struct kz_shell *sh,
	const struct kz_segment *failing)
{
	const bool ran = kz_str_starts(r->excerpt, KZ_S("Exit code ")) || r->exit_status > 0;
	const struct kz_str body = body_of(r->excerpt);
	enum kz_failure kind = KZ_FAILURE_NONE;

	if (!ran)
		kind = KIND_IN(kz_str_head(body, HEAD_MAX), by_head);
	if (kind == KZ_FAILURE_NONE && ran && body.n == 0)
		return KZ_FAILURE_EMPTY_EXIT;
	if (kind == KZ_FAILURE_NONE)
		kind = KIND_IN(r->line, by_line);
	if (kind == KZ_FAILURE_NONE && failing)
		kind = kind_of_task(r, failing);
	if (kind == KZ_FAILURE_NONE)
		kind = KIND_IN(body, by_line);
	if (kind == KZ_FAILURE_NONE && sh)
		kind = kind_of_output(body);
	if (kind == KZ_FAILURE_NONE && failing && says_no(r, failing))
		kind = KZ_FAILURE_EMPTY_EXIT;
	if (kind == KZ_FAILURE_NONE && r->exit_status == 124)
		kind = KZ_FAILURE_TIMEOUT;
	return kind == KZ_FAILURE_NONE ? KZ_FAILURE_OTHER : kind;
}

/* Error words of countermeasures.md 1.5. */
static const char error_words[] =
	"error|fail|fatal|panic|exception|traceback|not found|no such|cannot|could not|unknown"
	"|unrecognized|unexpected|invalid|denied|refused|undefined|missing|illegal|conflict|unable"
	"|timed out|usage:";

/* Did a filter choose the lines by their words? Then what is left says nothing of the rest. */
static bool is_selected(const struct kz_shell *sh)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].role == KZ_ROLE_FILTER &&
			has_any(sh->items[i].words[0], "grep|rg|awk|sed|jq"))
			return true;
	return false;
}

/* Words that the command itself printed: `… || echo "not found"`. */
static bool is_echoed(const struct kz_result *r, const struct kz_shell *sh)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].role == KZ_ROLE_SETUP &&
			kz_str_find(sh->items[i].text, r->line, NULL))
			return true;
	return false;
}

/* The text is nothing but an error; JSON and quoted text hold such words, too. */
static bool is_only_error(const struct kz_result *r, const struct kz_shell *sh, uint64_t set)
{
	return (set & KZ_MARK_SET(ERROR_ONLY)) && !is_selected(sh) && r->line.n > 0 &&
		kz_is_alpha(r->line.p[0]) && has_any(r->line, error_words) && !is_echoed(r, sh);
}

/* "gh: Not Found (HTTP 404)": a client speaks of itself. */
static bool speaks_of_itself(const struct kz_result *r, const struct kz_shell *sh)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].is_client && kz_str_starts(r->line, sh->items[i].words[0]) &&
			kz_str_starts(kz_str_from(r->line, sh->items[i].words[0].n), KZ_S(": ")))
			return true;
	return false;
}

/*
 * Of clients that show something else's state only their own words count: `gh pr view --json x |
 * head` that prints "Unknown JSON field". Text readers (cat, grep) print other programs' errors
 * all day and never count.
 */
static bool is_client_error(const struct kz_result *r, const struct kz_shell *sh, uint64_t set)
{
	for (size_t i = 0; i < sh->n; i++)
		if (sh->items[i].role == KZ_ROLE_READER && !sh->items[i].is_client)
			return false;
	return sh->is_masked && (is_only_error(r, sh, set) || speaks_of_itself(r, sh));
}

/* Words that programs use for nothing else, near the end or alone. */
static bool is_plain_error(const struct kz_result *r, const struct kz_shell *sh, uint64_t set)
{
	const enum kz_failure kind = KIND_IN(r->line, by_line);

	if (!(set & (KZ_MARK_SET(ERROR_TAIL) | KZ_MARK_SET(ERROR_ONLY))))
		return false;
	return kind == KZ_FAILURE_UNKNOWN_NAME || kind == KZ_FAILURE_BAD_FLAG ||
		kind == KZ_FAILURE_GIT_STATE || kind == KZ_FAILURE_SHELL_SYNTAX ||
		is_only_error(r, sh, set);
}

bool kz_failure_is_hidden(const struct kz_result *r, const struct kz_shell *sh)
{
	const uint64_t set = kz_marks_set(r->marks);
	const unsigned classes = kz_marks_classes(set);

	if (r->is_error || r->exit_status > 0 || sh->is_probe ||
		(set & (KZ_MARK_SET(BACKGROUND) | KZ_MARK_SET(INTERRUPTED))))
		return false;
	if (sh->only_readers)
		return is_client_error(r, sh, set);
	if (classes & KZ_MARKS_EXPLICIT)
		return true;
	return sh->is_masked && !(classes & KZ_MARKS_VETO) &&
		((classes & (KZ_MARKS_STRONG | KZ_MARKS_EDGE)) || is_plain_error(r, sh, set));
}

static const struct {
	const char *word, *class_name;
} names[] = {{NULL, NULL},
#define X(id, word, class_name) {word, class_name},
	KZ_KINDS(X)
#undef X
};

const char *kz_failure_word(enum kz_failure kind)
{
	return names[kind].word;
}

const char *kz_failure_class(enum kz_failure kind)
{
	return names[kind].class_name;
}

bool kz_failure_from_word(struct kz_str word, enum kz_failure *ret)
{
	for (size_t i = 1; i < sizeof(names) / sizeof(*names); i++)
		if (kz_str_eq(word, kz_str_c(names[i].word))) {
			*ret = (enum kz_failure)i;
			return true;
		}
	return false;
}
