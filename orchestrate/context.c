/* SPDX-License-Identifier: MIT */
/* The context files at HEAD, and whether they speak of a rule's matter. */
#include "orchestrate/context.h"

#include "base/log.h"
#include "orchestrate/block.h"

static bool is_context(struct kz_str path)
{
	struct kz_str base = path;
	size_t at;

	if (kz_str_find_last(path, '/', &at))
		base = kz_str_from(path, at + 1);
	if (kz_str_eq(base, KZ_S("CLAUDE.md")) || kz_str_eq(base, KZ_S("AGENTS.md")) ||
		kz_str_eq(base, KZ_S("GEMINI.md")))
		return true;
	return kz_str_starts(path, KZ_S(".claude/rules/")) ||
		kz_str_starts(path, KZ_S(".cursor/rules/")) ||
		kz_str_starts(path, KZ_S(".github/instructions/")) ||
		kz_str_eq(path, KZ_S(".github/copilot-instructions.md"));
}

static int load_one(struct kz_ctx *cx, struct kz_git *git, struct kz_str path,
	struct kz_context *all)
{
	enum kz_git_kind kind;
	struct kz_str bytes;
	int rc;

	if ((rc = kz_git_at_head(cx, git, path, &kind)) < 0 || kind != KZ_GIT_FILE)
		return rc;
	rc = kz_git_read_head(cx, git, path, KZ_CONTEXT_BYTES, &bytes);
	if (rc == KZ_ELIMIT || rc == KZ_ENOENT || rc == KZ_EINPUT) {
		kz_warn(cx, "%.*s", (int)cx->err.len, cx->err.text);
		kz_err_clear(cx);
		return 0;
	}
	if (rc == 0)
		all->files[all->n++] = (struct kz_context_file){path, bytes};
	return rc;
}

int kz_context_load(struct kz_ctx *cx, struct kz_git *git, struct kz_context *ret)
{
	struct kz_str at_top[] = {KZ_S("AGENTS.md"), KZ_S("CLAUDE.md"), KZ_S("GEMINI.md")};
	struct kz_str *paths;
	size_t n;
	int rc;

	*ret = (struct kz_context){.n = 0};
	rc = kz_git_list_head(cx, git, &paths, &n);
	if (rc == KZ_ENOENT || rc == KZ_EINPUT) { /* a folder is missing in this clone */
		kz_err_clear(cx);
		paths = at_top;
		n = sizeof(at_top) / sizeof(*at_top);
		rc = 0;
	}
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0 && ret->n < KZ_CONTEXT_FILES; i++)
		if (is_context(paths[i]))
			rc = load_one(cx, git, paths[i], ret);
	return rc;
}

bool kz_context_has_id(const struct kz_context *all, struct kz_str id, struct kz_str *ret_path)
{
	for (size_t i = 0; i < all->n; i++) {
		if (kz_block_has_id(all->files[i].bytes, id)) {
			*ret_path = all->files[i].path;
			return true;
		}
	}
	return false;
}

static bool is_path_byte(char c)
{
	return kz_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '/' || c == '@';
}

/* Ends what stands at [from, to) a word there? A dot does where a blank or the end follows. */
static bool is_end(struct kz_str line, size_t at)
{
	if (at >= line.n || !is_path_byte(line.p[at]) || line.p[at] == '/')
		return true;
	return line.p[at] == '.' && (at + 1 == line.n || !is_path_byte(line.p[at + 1]));
}

/* what as a word of its own; `after_slash`: it may stand at the end of a longer path. */
static bool has_word(struct kz_str line, struct kz_str what, bool after_slash)
{
	size_t from = 0, at;

	while (kz_str_find(kz_str_from(line, from), what, &at)) {
		char before = from + at > 0 ? line.p[from + at - 1] : ' ';

		if ((!is_path_byte(before) || (after_slash && before == '/')) &&
			is_end(line, from + at + what.n))
			return true;
		from += at + 1;
	}
	return false;
}

/* The path, or its end from a folder on: a file that names `cli/commands` means this one too. */
static bool names_path(struct kz_str line, struct kz_str path)
{
	size_t at;

	if (has_word(line, path, true))
		return true;
	while (kz_str_find_byte(path, '/', &at)) {
		path = kz_str_from(path, at + 1);
		if (!kz_str_find_byte(path, '/', NULL))
			return false;
		if (has_word(line, path, false))
			return true;
	}
	return false;
}

/* In code: `name`, `/name`, or the first words of a `name …`. */
static bool names_code(struct kz_str line, struct kz_str what)
{
	size_t from = 0, at;

	while (kz_str_find(kz_str_from(line, from), what, &at)) {
		char before = from + at > 0 ? line.p[from + at - 1] : ' ';

		if ((before == '`' || before == '/') && is_end(line, from + at + what.n))
			return true;
		from += at + 1;
	}
	return false;
}

/* Every word of right that wrong lacks, a plural s and dashes apart: `-tags=integration`. */
static bool has_words_of(struct kz_str line, struct kz_str right, struct kz_str wrong)
{
	size_t n = 0, from = 0;

	for (size_t i = 0; i <= right.n; i++) {
		struct kz_str word;

		if (i < right.n && kz_is_alnum(right.p[i]))
			continue;
		word = kz_str_sub(right, from, i - from);
		from = i + 1;
		if (word.n > 3 && word.p[word.n - 1] == 's')
			word.n--;
		if (word.n < 2 || kz_str_find_nocase(wrong, word, NULL))
			continue;
		if (!kz_str_find_nocase(line, word, NULL))
			return false;
		n++;
	}
	return n > 0;
}

static bool says_exit(struct kz_str line)
{
	return kz_str_find_nocase(line, KZ_S("pipefail"), NULL) ||
		kz_str_find(line, KZ_S("PIPESTATUS"), NULL) ||
		(kz_str_find_nocase(line, KZ_S("pipe"), NULL) &&
			(kz_str_find_nocase(line, KZ_S("exit status"), NULL) ||
				kz_str_find_nocase(line, KZ_S("exit code"), NULL)));
}

static bool names_wrong(struct kz_str line, const struct kz_rule *r)
{
	switch (r->template) {
	case KZ_T_PATH:
	case KZ_T_DIR:
		return names_path(line, r->wrong);
	case KZ_T_CMD:
	case KZ_T_BEFORE:
	case KZ_T_NAME:
		return names_code(line, r->wrong);
	case KZ_T_FLAG:
		return has_word(line, r->wrong, false) && kz_str_find(line, r->program, NULL);
	case KZ_T_EXIT:
	case KZ_TEMPLATES:
		break;
	}
	return false;
}

static bool names_right(struct kz_str line, const struct kz_rule *r)
{
	switch (r->template) {
	case KZ_T_PATH:
	case KZ_T_DIR:
		return names_path(line, r->right);
	case KZ_T_CMD:
	case KZ_T_BEFORE:
		return has_word(line, r->right, false) || has_words_of(line, r->right, r->wrong);
	case KZ_T_FLAG:
		return has_word(line, r->right, false) || has_words_of(line, r->right, r->program);
	case KZ_T_NAME:
		return names_code(line, r->right);
	case KZ_T_EXIT:
		return says_exit(line);
	case KZ_TEMPLATES:
		break;
	}
	return false;
}

/* A folder or a skill that is there is named for many reasons: only the wrong one counts. */
static bool is_hit(const struct kz_rule *r, const struct kz_context_hit *hit)
{
	if (r->template == KZ_T_DIR || r->template == KZ_T_NAME)
		return hit->names_wrong;
	return hit->names_wrong || hit->names_right;
}

bool kz_context_says(const struct kz_context *all, const struct kz_rule *r,
	struct kz_context_hit *ret)
{
	for (size_t i = 0; i < all->n; i++) {
		struct kz_str rest = all->files[i].bytes, line;

		for (size_t n = 1; kz_str_line(&rest, &line); n++) {
			*ret = (struct kz_context_hit){all->files[i].path, n, names_wrong(line, r),
				names_right(line, r)};
			if (is_hit(r, ret))
				return true;
		}
	}
	return false;
}
