/* SPDX-License-Identifier: MIT */
/* Marks of agents, assistants and bots on a commit. */
#include "git/marks.h"

#include "base/arena.h"
#include "base/text.h"

enum class { NOBODY, AGENT, ASSIST, BOT };
enum { MAX_EVIDENCE = 200 };

#define KZ_WHO(tool, class, name, email) {tool, class, name, email},
#define KZ_SAYS(tool, key, value)
#define KZ_NAMED(tool, value)
#define KZ_LINE(tool, line)
static const struct who {
	const char *tool;
	enum class class;
	const char *name, *email;
} people[] = {
#include "git/marks.def"
};

/* Both kinds of trailer in one list: without a key it is one of those that name their helper. */
#define KZ_WHO(tool, class, name, email)
#define KZ_SAYS(tool, key, value) {tool, key, value},
#define KZ_NAMED(tool, value) {tool, NULL, value},
#define KZ_LINE(tool, line)
static const struct saying {
	const char *tool, *key, *value;
} sayings[] = {
#include "git/marks.def"
};

#define KZ_WHO(tool, class, name, email)
#define KZ_SAYS(tool, key, value)
#define KZ_NAMED(tool, value)
#define KZ_LINE(tool, line) {tool, line},
static const struct footer {
	const char *tool, *line;
} footers[] = {
#include "git/marks.def"
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* * stands for any text; the rest is compared without case. Linear but for the last * met. */
static bool is_like(const char *pattern, struct kz_str text)
{
	struct kz_str p = kz_str_c(pattern);
	size_t i = 0, j = 0, star = SIZE_MAX, from = 0;

	while (i < text.n) {
		if (j < p.n && p.p[j] == '*') {
			star = j++;
			from = i;
		} else if (j < p.n &&
			kz_str_starts_nocase(kz_str_sub(p, j, 1), kz_str_sub(text, i, 1))) {
			i++;
			j++;
		} else if (star != SIZE_MAX) {
			j = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (j < p.n && p.p[j] == '*')
		j++;
	return j == p.n;
}

static const struct who *find(struct kz_str name, struct kz_str email)
{
	for (size_t i = 0; i < COUNT(people); i++)
		if (is_like(people[i].name, name) && is_like(people[i].email, email))
			return &people[i];
	return NULL;
}

/* One mark a role and tool: the first evidence stays. */
static void put(struct kz_arena *a, struct kz_git_marks *all, const char *role, const char *tool,
	struct kz_str evidence)
{
	struct kz_git_mark mark = {.role = role,
		.tool = kz_str_c(tool),
		.evidence = kz_utf8_head(evidence, MAX_EVIDENCE)};

	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].role == role && kz_str_eq(all->at[i].tool, mark.tool))
			return;
	KZ_ROOM(a, all->at, all->n, all->cap);
	all->at[all->n++] = mark;
}

/* Cut where a character ends, and shorter than what KZ_FMT would cut anywhere. */
static struct kz_str brief(struct kz_str s)
{
	return kz_utf8_head(s, MAX_EVIDENCE * 3 / 4);
}

static struct kz_str shown(struct kz_arena *a, const char *what, const struct kz_git_sign *who)
{
	struct kz_str name = brief(who->name), email = brief(who->email);

	return kz_strf(a, "%s: " KZ_FMT " <" KZ_FMT ">", what, KZ_ARG(name), KZ_ARG(email));
}

static struct kz_str said(struct kz_arena *a, const struct kz_git_trailer *t)
{
	struct kz_str key = brief(t->key), value = brief(t->value);

	return kz_strf(a, KZ_FMT ": " KZ_FMT, KZ_ARG(key), KZ_ARG(value));
}

static const char role_bot[] = "bot-author", role_agent[] = "agent-author",
		  role_with[] = "co-author", role_session[] = "session-trailer",
		  role_footer[] = "footer";

static void mark_author(struct kz_arena *a, const struct kz_git_sign *author,
	struct kz_git_marks *all)
{
	const struct who *who = find(author->name, author->email);

	if (who)
		put(a, all, who->class == BOT ? role_bot : role_agent, who->tool,
			shown(a, "author", author));
}

/* An agent that commits what a person wrote took part; a bot that does so is a merge button. */
static void mark_committer(struct kz_arena *a, const struct kz_git_sign *committer,
	struct kz_git_marks *all)
{
	const struct who *who = find(committer->name, committer->email);

	if (who && who->class != BOT)
		put(a, all, role_with, who->tool, shown(a, "committer", committer));
}

static bool names_helper(struct kz_str key)
{
	return kz_str_eq(key, KZ_S("assisted-by")) || kz_str_eq(key, KZ_S("generated-by"));
}

static void mark_trailer(struct kz_arena *a, const struct kz_git_trailer *t,
	struct kz_git_marks *all)
{
	struct kz_git_sign sign = kz_git_parse_sign(t->value);
	bool is_helper = names_helper(t->key);
	const struct who *who = NULL;

	if (sign.email.n && (is_helper || kz_str_eq(t->key, KZ_S("co-authored-by"))))
		who = find(sign.name, sign.email);
	if (who && who->class != BOT)
		put(a, all, is_helper ? role_session : role_with, who->tool, said(a, t));
	if (sign.email.n)
		return;
	for (size_t i = 0; i < COUNT(sayings); i++) {
		const struct saying *s = &sayings[i];

		if ((s->key ? kz_str_eq(kz_str_c(s->key), t->key) : is_helper) &&
			is_like(s->value, t->value))
			put(a, all, role_session, s->tool, said(a, t));
	}
}

static void mark_lines(struct kz_arena *a, struct kz_str body, struct kz_git_marks *all)
{
	struct kz_str line;

	while (kz_str_line(&body, &line))
		for (size_t i = 0; i < COUNT(footers); i++)
			if (is_like(footers[i].line, line))
				put(a, all, role_footer, footers[i].tool, line);
}

void kz_git_marks(struct kz_arena *a, const struct kz_git_sign *author,
	const struct kz_git_sign *committer, const struct kz_git_message *message,
	struct kz_git_marks *ret)
{
	struct kz_git_marks all = {0};

	mark_author(a, author, &all);
	mark_committer(a, committer, &all);
	for (size_t i = 0; i < message->n_trailers; i++)
		mark_trailer(a, &message->trailers[i], &all);
	mark_lines(a, message->body, &all);
	*ret = all;
}
