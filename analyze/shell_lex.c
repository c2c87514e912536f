/* SPDX-License-Identifier: MIT */
/* The lexer of shell commands: quotes, substitutions, redirections, groups, separators. */
#include "analyze/shell_lex.h"

#include "base/arena.h"
#include "base/buf.h"

enum { DEPTH_MAX = 40, WORD_MAX = 4096 };

struct lexer {
	struct kz_arena *a;
	struct kz_str s;
	size_t i;
	struct kz_shell_cuts *out;
	struct kz_shell_cut now; /* the segment being read */
	size_t cap;              /* of now.words */
	size_t from;             /* where now began */
	int depth;
};

static char at(struct kz_str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool is_operator(char c)
{
	return c == ';' || c == '&' || c == '|' || c == '\n' || c == '(' || c == ')' || c == '<' ||
		c == '>';
}

/*
 * The word that ends a here-document, when "<<" at i begins one; sure when it is quoted or upper
 * case, as people write it, and not a shift.
 */
static bool document_word(struct kz_str s, size_t i, struct kz_str *ret_word, bool *ret_sure)
{
	size_t from;
	char quote;

	if (at(s, i) != '<' || at(s, i + 1) != '<' || at(s, i + 2) == '<' ||
		(i > 0 && s.p[i - 1] == '<'))
		return false;
	i += at(s, i + 2) == '-' ? 3 : 2;
	while (at(s, i) == ' ')
		i++;
	quote = at(s, i);
	*ret_sure = quote == '\'' || quote == '"' || quote == '\\';
	i += *ret_sure ? 1 : 0;
	from = i;
	while (kz_is_alnum(at(s, i)) || at(s, i) == '_')
		i++;
	*ret_word = kz_str_sub(s, from, i - from);
	*ret_sure = *ret_sure || (at(s, from) >= 'A' && at(s, from) <= 'Z');
	return ret_word->n > 0 && !kz_is_digit(ret_word->p[0]);
}

/* Where the body from i on ends: behind the line that is the word, else at the end of s. */
static bool document_end(struct kz_str s, size_t i, struct kz_str word, size_t *ret_end)
{
	struct kz_str rest = kz_str_from(s, i), line;

	while (kz_str_line(&rest, &line))
		if (kz_str_eq(kz_str_trim(line), word)) {
			*ret_end = s.n - rest.n;
			return true;
		}
	*ret_end = s.n;
	return false;
}

struct kz_str kz_shell_without_documents(struct kz_arena *a, struct kz_str command)
{
	KZ_OWN(kz_buf) out = NULL;
	struct kz_str word, waiting[4];
	bool sure, sures[4];
	size_t n = 0;

	if (!kz_str_find(command, KZ_S("<<"), NULL))
		return command;
	out = kz_buf_new(command.n + 1);
	for (size_t i = 0; i < command.n; i++) {
		kz_buf_byte(out, command.p[i]);
		if (n < 4 && document_word(command, i, &word, &sure)) {
			sures[n] = sure;
			waiting[n++] = word;
		}
		if (command.p[i] != '\n')
			continue;
		for (size_t k = 0; k < n; k++) {
			size_t end;

			/* A text cut short has no end line: what a sure start opened is lost. */
			if (document_end(command, i + 1, waiting[k], &end) || sures[k])
				i = end - 1;
		}
		n = 0;
	}
	return kz_str_dup(a, kz_buf_str(out));
}

static size_t skip_single(struct kz_str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '\''; i++)
		;
	return i < s.n ? i + 1 : i;
}

static size_t skip_parens(struct kz_str s, size_t i, int depth);

/* i stands on a "; returns the place behind its partner. */
static size_t skip_double(struct kz_str s, size_t i, int depth)
{
	for (i++; i < s.n && s.p[i] != '"';) {
		if (s.p[i] == '\\')
			i += 2;
		else if (s.p[i] == '$' && at(s, i + 1) == '(' && depth < DEPTH_MAX)
			i = skip_parens(s, i + 1, depth + 1);
		else
			i++;
	}
	return i < s.n ? i + 1 : s.n;
}

static size_t skip_backticks(struct kz_str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '`'; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : s.n;
}

/* i stands on a (; returns the place behind its partner. */
static size_t skip_parens(struct kz_str s, size_t i, int depth)
{
	for (i++; i < s.n && s.p[i] != ')';) {
		const char c = s.p[i];

		if (c == '\\')
			i += 2;
		else if (c == '\'')
			i = skip_single(s, i);
		else if (c == '"' && depth < DEPTH_MAX)
			i = skip_double(s, i, depth + 1);
		else if (c == '`')
			i = skip_backticks(s, i);
		else if (c == '(' && depth < DEPTH_MAX)
			i = skip_parens(s, i, depth + 1);
		else
			i++;
	}
	return i < s.n ? i + 1 : s.n;
}

static size_t skip_braces(struct kz_str s, size_t i)
{
	for (; i < s.n && s.p[i] != '}'; i++)
		;
	return i < s.n ? i + 1 : s.n;
}

/* Copies "…" without its quotes; substitutions in it stay as written. */
static void take_double(struct lexer *l, struct kz_buf *word)
{
	const size_t end = skip_double(l->s, l->i, l->depth);

	for (size_t i = l->i + 1; i < end; i++) {
		if (l->s.p[i] == '"' && i + 1 == end)
			break;
		if (l->s.p[i] == '\\' && i + 1 < end)
			i++;
		kz_buf_byte(word, l->s.p[i]);
	}
	l->i = end;
}

static void take(struct lexer *l, struct kz_buf *word, size_t end)
{
	kz_buf_add(word, kz_str_sub(l->s, l->i, end - l->i));
	l->i = end;
}

static void take_quoted(struct lexer *l, struct kz_buf *word)
{
	const size_t end = skip_single(l->s, l->i);
	const bool closed = end > l->i + 1 && l->s.p[end - 1] == '\'';

	kz_buf_add(word, kz_str_sub(l->s, l->i + 1, end - l->i - 1 - (closed ? 1 : 0)));
	l->i = end;
}

/* One piece of a word; false where the word ends. */
static bool take_piece(struct lexer *l, struct kz_buf *word)
{
	const char c = at(l->s, l->i), next = at(l->s, l->i + 1);

	if (l->i >= l->s.n || kz_is_blank(c))
		return false;
	if (c == '(' && word->n > 0) /* f() or a=(1 2) */
		take(l, word, skip_parens(l->s, l->i, l->depth));
	else if (is_operator(c))
		return false;
	else if (c == '\\' && next == '\n')
		l->i += 2;
	else if (c == '\\' && l->i + 1 < l->s.n) {
		kz_buf_byte(word, next);
		l->i += 2;
	} else if (c == '\'')
		take_quoted(l, word);
	else if (c == '"')
		take_double(l, word);
	else if (c == '`')
		take(l, word, skip_backticks(l->s, l->i));
	else if (c == '$' && next == '(')
		take(l, word, skip_parens(l->s, l->i + 1, l->depth));
	else if (c == '$' && next == '{')
		take(l, word, skip_braces(l->s, l->i));
	else
		take(l, word, l->i + 1);
	return true;
}

static struct kz_str take_word(struct lexer *l)
{
	KZ_OWN(kz_buf) word = kz_buf_new(WORD_MAX);

	while (take_piece(l, word))
		;
	return kz_str_dup(l->a, kz_buf_str(word));
}

static void skip_blanks(struct lexer *l)
{
	for (;; l->i++) {
		const char c = at(l->s, l->i);

		if (c == '\\' && at(l->s, l->i + 1) == '\n')
			l->i++;
		else if (c == '\n' || !kz_is_blank(c) || l->i >= l->s.n)
			return;
	}
}

/* "2>&1", "> file", "<<<text", "<(cmd)", "&>file"; false when none stands here. */
static bool skip_redirection(struct lexer *l)
{
	size_t i = l->i;

	while (kz_is_digit(at(l->s, i)))
		i++;
	if (at(l->s, i) == '&' && at(l->s, i + 1) == '>' && i == l->i)
		i++;
	if (at(l->s, i) != '<' && at(l->s, i) != '>')
		return false;
	while (at(l->s, i) == '<' || at(l->s, i) == '>')
		i++;
	if (at(l->s, i) == '(') {
		l->i = skip_parens(l->s, i, l->depth);
		return true;
	}
	if (at(l->s, i) == '&' || at(l->s, i) == '|' || (at(l->s, i) == '-' && i > 1))
		i++;
	l->i = i;
	skip_blanks(l);
	if (l->i < l->s.n && !is_operator(l->s.p[l->i]))
		(void)take_word(l);
	return true;
}

static void segment_end(struct lexer *l, size_t to, enum kz_shell_end end)
{
	struct kz_shell_cuts *out = l->out;

	l->now.text = kz_str_trim(kz_str_sub(l->s, l->from, to - l->from));
	l->now.end = end;
	if (l->now.n_words > 0) {
		KZ_ROOM(l->a, out->items, out->n, out->cap);
		out->items[out->n++] = l->now;
	} else if (out->n > 0 && out->items[out->n - 1].end == KZ_SHELL_LAST)
		out->items[out->n - 1].end = end; /* a group, and what follows it */
	if (l->now.n_words > 0 ||
		end != KZ_SHELL_SEQUENCE) /* a pipe may be followed by a newline */
		l->now = (struct kz_shell_cut){.is_reading = end == KZ_SHELL_PIPE};
	l->cap = 0;
	l->from = l->i;
}

/* An operator that separates segments; false when none stands here. */
static bool take_separator(struct lexer *l)
{
	const char c = at(l->s, l->i), next = at(l->s, l->i + 1);
	const size_t to = l->i;
	enum kz_shell_end end;

	if (c == '&' && next == '&')
		end = KZ_SHELL_AND;
	else if (c == '|' && next == '|')
		end = KZ_SHELL_OR;
	else if (c == '|')
		end = KZ_SHELL_PIPE;
	else if (c == '&')
		end = KZ_SHELL_BACKGROUND;
	else if (c == ';' || c == '\n' || c == ')')
		end = KZ_SHELL_SEQUENCE;
	else
		return false;
	l->i += next == c && c != '\n' && c != ')' ? 2 : 1;
	l->i += c == '|' && next == '&' ? 1 : 0;
	segment_end(l, to, end);
	return true;
}

static void lex(struct lexer *l);

/* ( … ): its segments go into the list; what follows decides how the last of them ends. */
static void take_group(struct lexer *l)
{
	const size_t end = skip_parens(l->s, l->i, l->depth), first = l->out->n;
	const bool closed = end > l->i + 1 && l->s.p[end - 1] == ')';
	struct lexer inner = {
		.a = l->a,
		.s = kz_str_sub(l->s, l->i + 1, end - l->i - 1 - (closed ? 1 : 0)),
		.out = l->out,
		.depth = l->depth + 1,
		.now.is_reading = l->now.is_reading,
	};

	lex(&inner);
	if (l->out->n > first)
		l->out->items[l->out->n - 1].end = KZ_SHELL_LAST;
	l->i = end;
	l->from = end;
	while (skip_blanks(l), skip_redirection(l))
		;
	if (first == 0 && l->i >= l->s.n && l->depth == 0)
		l->out->is_group = true;
}

static void lex(struct lexer *l)
{
	for (;;) {
		skip_blanks(l);
		if (l->i >= l->s.n)
			break;
		if (l->s.p[l->i] == '#') {
			while (l->i < l->s.n && l->s.p[l->i] != '\n')
				l->i++;
		} else if (l->s.p[l->i] == '(' && l->now.n_words == 0 && l->depth < DEPTH_MAX) {
			take_group(l);
		} else if (!skip_redirection(l) && !take_separator(l)) {
			const size_t before = l->i;
			const struct kz_str word = take_word(l);

			if (l->i == before)
				l->i++; /* a stray parenthesis */
			KZ_ROOM(l->a, l->now.words, l->now.n_words, l->cap);
			l->now.words[l->now.n_words++] = word;
		}
	}
	segment_end(l, l->s.n, KZ_SHELL_LAST);
}

void kz_shell_cut(struct kz_arena *a, struct kz_str command, struct kz_shell_cuts *ret)
{
	const struct kz_str plain = kz_str_trim(kz_shell_without_documents(a, command));
	struct lexer l = {.a = a, .s = plain, .out = ret};

	*ret = (struct kz_shell_cuts){0};
	lex(&l);
	if (ret->n > 0 && ret->items[ret->n - 1].end == KZ_SHELL_SEQUENCE)
		ret->items[ret->n - 1].end = KZ_SHELL_LAST; /* a ; at the end */
}
