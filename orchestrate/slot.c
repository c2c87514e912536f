/* SPDX-License-Identifier: MIT */
/* Which words from data may stand in a rule: allow-lists, and forms that are never advice. */
#include "orchestrate/slot.h"

enum { MAX_PATH = 120, MAX_COMMAND = 80, MAX_WORD = 40, MAX_WORDS = 6 };

static bool is_in(struct kz_str s, const char *const *list)
{
	for (; *list; list++)
		if (kz_str_eq_nocase(s, kz_str_c(*list)))
			return true;
	return false;
}

/* ASCII letters, digits and marks: everything else (control, bidi, backtick, $) is refused. */
static bool is_only(struct kz_str s, const char *marks)
{
	for (size_t i = 0; i < s.n; i++)
		if (!kz_is_alnum(s.p[i]) && !kz_str_find_byte(kz_str_c(marks), s.p[i], NULL))
			return false;
	return true;
}

/* name@host.tld, whatever stands around it. */
static bool is_mail(struct kz_str s)
{
	size_t at;

	return kz_str_find_byte(s, '@', &at) && at > 0 &&
		kz_str_find_byte(kz_str_from(s, at), '.', NULL);
}

static bool is_url(struct kz_str s)
{
	static const char *const schemes[] = {"http:", "https:", "mailto:", "javascript:", "data:",
		"file:", "ftp:", "git:", "www.", NULL};

	for (const char *const *scheme = schemes; *scheme; scheme++)
		if (kz_str_starts_nocase(s, kz_str_c(*scheme)))
			return true;
	return kz_str_find(s, KZ_S("//"), NULL);
}

static struct kz_str base_of(struct kz_str word)
{
	size_t at;

	return kz_str_find_last(word, '/', &at) ? kz_str_from(word, at + 1) : word;
}

/* Programs that fetch, run text, or cannot be taken back: never, in whatever place of a command. */
static bool is_banned_program(struct kz_str word)
{
	static const char *const programs[] = {"curl", "wget", "nc", "ncat", "ssh", "scp", "sftp",
		"eval", "sudo", "doas", "su", "chmod", "chown", "rm", "dd", "mkfs", "base64", "sh",
		"bash", "dash", "zsh", "ksh", "fish", "pwsh", "xargs", "publish", NULL};

	return is_in(base_of(word), programs);
}

/* Options that go around a check or a question (9.2): never a right form, even when it worked. */
static bool is_banned_option(struct kz_str word)
{
	static const char *const heads[] = {"--no-verify", "--no-check", "--no-gpg-sign", "--force",
		"--dangerously", "--yolo", "--skip", "--deselect", "--nolint", "--insecure",
		"--ignore-scripts", "--allow-dirty", "--privileged", NULL};

	for (const char *const *head = heads; *head; head++)
		if (kz_str_starts_nocase(word, kz_str_c(*head)))
			return true;
	return kz_str_eq(word, KZ_S("-k")) || kz_str_eq(word, KZ_S("-f"));
}

static const char *path_refuse(struct kz_str s)
{
	if (s.n > MAX_PATH)
		return "a path of more than 120 bytes";
	if (!is_only(s, "._@+/-"))
		return "a path with a byte that is not allowed";
	if (s.p[0] == '-' || s.p[0] == '@' || s.p[0] == '/' || s.p[s.n - 1] == '/')
		return "a path that begins with '-', '@' or '/', or ends in '/'";
	if (kz_str_find(s, KZ_S(".."), NULL) || kz_str_find(s, KZ_S("/./"), NULL) ||
		kz_str_starts(s, KZ_S("./")))
		return "a path with '.' or '..' as a step";
	if (is_url(s) || is_mail(s))
		return "a path that reads like an address";
	if (kz_str_eq_nocase(s, KZ_S(".git")) || kz_str_starts_nocase(s, KZ_S(".git/")))
		return "a path inside git's own folder";
	return NULL;
}

static const char *flag_refuse(struct kz_str s)
{
	struct kz_str name = kz_str_skip(kz_str_skip(s, KZ_S("-")), KZ_S("-"));

	if (s.n > MAX_WORD || s.p[0] != '-' || name.n == 0 || !kz_is_alnum(name.p[0]))
		return "not an option of at most 40 bytes";
	if (!is_only(name, "=._-") || kz_str_find(s, KZ_S(".."), NULL))
		return "an option with a byte that is not allowed";
	return is_banned_option(s) ? "an option that goes around a check" : NULL;
}

static bool is_placeholder(struct kz_str word)
{
	static const char *const known[] = {"<script>", "<file>", NULL};

	return is_in(word, known);
}

static const char *word_refuse(struct kz_str word)
{
	if (is_placeholder(word))
		return NULL;
	if (word.n > MAX_WORD)
		return "a word of more than 40 bytes";
	if (!is_only(word, "._:/=@+-"))
		return "a word with a byte that is not allowed";
	if (word.p[0] == '/' || word.p[0] == '@' || kz_str_find(word, KZ_S(".."), NULL))
		return "a word that leaves the repository, or begins with '@'";
	if (is_url(word) || is_mail(word))
		return "a word that reads like an address";
	if (is_banned_program(word))
		return "a program that is never advice";
	return word.p[0] == '-' ? flag_refuse(word) : NULL;
}

/* "python -c" and its like run text; "git commit -n" goes around hooks. */
static bool is_banned_pair(struct kz_str first, struct kz_str word)
{
	static const char *const runners[] = {"python", "python2", "python3", "perl", "ruby",
		"node", "php", "lua", "bun", "deno", NULL};

	if (kz_str_eq(first, KZ_S("git")) && kz_str_eq(word, KZ_S("-n")))
		return true;
	return is_in(base_of(first), runners) &&
		(kz_str_eq_nocase(word, KZ_S("-c")) || kz_str_eq_nocase(word, KZ_S("-e")) ||
			kz_str_eq(word, KZ_S("--eval")));
}

static const char *command_refuse(struct kz_str s)
{
	struct kz_str rest = s, word, first = KZ_NOTHING;
	size_t n = 0, bytes = 0;
	const char *why = NULL;

	if (s.n > MAX_COMMAND)
		return "a command of more than 80 bytes";
	if (!is_only(s, " ._:/=@+-<>"))
		return "a command with a byte that is not allowed";
	while (!why && kz_str_word(&rest, &word)) {
		why = word_refuse(word);
		if (n == 0)
			first = word;
		if (!why && is_banned_pair(first, word))
			why = "a command that runs text or goes around hooks";
		bytes += word.n + (n++ > 0);
	}
	if (why)
		return why;
	if (n == 0 || bytes != s.n || n > MAX_WORDS)
		return "not words with one blank between them, at most six";
	return first.p[0] == '-' || first.p[0] == '<' ? "not a command" : NULL;
}

static const char *name_refuse(struct kz_str s)
{
	if (s.n > MAX_WORD || !kz_is_alpha(s.p[0]) || !is_only(s, "_:.-"))
		return "not a name of at most 40 letters, digits and _ : . -";
	if (kz_str_find(s, KZ_S(".."), NULL) || is_url(s) || is_mail(s))
		return "a name that reads like a path or an address";
	return is_banned_program(s) ? "a program that is never advice" : NULL;
}

static const char *filter_refuse(struct kz_str s)
{
	static const char *const filters[] = {"tail", "head", "grep", "rg", "sed", "awk", "cut",
		"sort", "uniq", "wc", "tee", "cat", "jq", "less", "tr", NULL};

	return is_in(s, filters) ? NULL : "not one of the known filters";
}

const char *kz_slot_refuse(enum kz_slot kind, struct kz_str s)
{
	if (s.n == 0)
		return "nothing";
	switch (kind) {
	case KZ_SLOT_PATH:
		return path_refuse(s);
	case KZ_SLOT_COMMAND:
		return command_refuse(s);
	case KZ_SLOT_FLAG:
		return flag_refuse(s);
	case KZ_SLOT_NAME:
		return name_refuse(s);
	case KZ_SLOT_FILTER:
		return filter_refuse(s);
	}
	return "no such slot";
}
