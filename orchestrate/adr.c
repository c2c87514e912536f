/* SPDX-License-Identifier: MIT */
/* Decision records: folder, number and form of those that are there, and one more. */
#include "orchestrate/adr.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "orchestrate/slot.h"

enum { MAX_RECORD = 1 << 18, MAX_DIGITS = 6 };

/* "adr-0012-use-sqlite.md": what stands before, the number and its width, and the mark after. */
struct name {
	struct kz_str head; /* "", "adr-", "ADR_" */
	int64_t number;
	size_t width;
	char mark; /* - or _ */
};

static bool parse_name(struct kz_str file, struct name *ret)
{
	struct kz_str rest = file, digits;

	if (kz_str_starts_nocase(file, KZ_S("adr-")) || kz_str_starts_nocase(file, KZ_S("adr_")))
		rest = kz_str_from(file, 4);
	digits = kz_str_head(rest, rest.n - kz_str_skip_digits(rest).n);
	rest = kz_str_from(rest, digits.n);
	if (digits.n == 0 || digits.n > MAX_DIGITS || rest.n == 0 ||
		(rest.p[0] != '-' && rest.p[0] != '_') || !kz_str_ends(rest, KZ_S(".md")))
		return false;
	ret->head = kz_str_head(file, (size_t)(digits.p - file.p));
	ret->width = digits.n;
	ret->mark = rest.p[0];
	return kz_str_i64(digits, &ret->number);
}

/* The folder that .adr-dir names, else the first of the usual ones; KZ_NOTHING: none. */
static int find_folder(struct kz_ctx *cx, struct kz_git *git, struct kz_str *ret)
{
	static const char *const usual[] = {"docs/adr", "docs/adrs", "doc/adr", "docs/decisions",
		"adr", NULL};
	struct kz_str named = KZ_NOTHING, line = KZ_NOTHING;
	enum kz_git_kind kind;
	int rc = kz_git_read_head(cx, git, KZ_S(".adr-dir"), 4096, &named);

	*ret = KZ_NOTHING;
	if (rc == KZ_ENOENT || rc == KZ_ELIMIT)
		kz_err_clear(cx);
	else if (rc < 0)
		return rc;
	if (named.p && kz_str_line(&named, &line)) {
		line = kz_str_skip(kz_str_trim(line), KZ_S("./"));
		while (kz_str_ends(line, KZ_S("/")))
			line.n--;
	}
	if (line.n && !kz_slot_refuse(KZ_SLOT_PATH, line)) {
		if ((rc = kz_git_at_head(cx, git, line, &kind)) < 0)
			return rc;
		if (kind == KZ_GIT_FOLDER)
			*ret = line;
	}
	for (const char *const *u = usual; *u && !ret->p; u++) {
		if ((rc = kz_git_at_head(cx, git, kz_str_c(*u), &kind)) < 0)
			return rc;
		if (kind == KZ_GIT_FOLDER)
			*ret = kz_str_c(*u);
	}
	return 0;
}

/* The record with the highest number; name->width 0: there is none yet. */
static int find_newest(struct kz_ctx *cx, struct kz_git *git, struct kz_str folder,
	struct name *ret, struct kz_str *ret_path)
{
	struct kz_str *paths, file;
	struct name name, newest = {.width = 0};
	size_t n;
	int rc;

	*ret = newest;
	rc = kz_git_list_head(cx, git, &paths, &n);
	if (rc == KZ_ENOENT || rc == KZ_EINPUT) { /* a folder is missing in this clone */
		kz_err_clear(cx);
		return 0;
	}
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if (!kz_str_starts(paths[i], folder) || paths[i].n <= folder.n ||
			paths[i].p[folder.n] != '/')
			continue;
		file = kz_str_from(paths[i], folder.n + 1);
		if (kz_str_find_byte(file, '/', NULL) || !parse_name(file, &name) ||
			(newest.width && name.number < newest.number))
			continue;
		newest = name;
		*ret_path = paths[i];
	}
	*ret = newest;
	return 0;
}

/* What the newest record looks like. */
struct form {
	bool is_madr;
	bool has_front;       /* front matter between --- lines */
	bool has_date;        /* Date: 2026-01-31 */
	bool has_status_line; /* Status: accepted */
	bool has_number;      /* # 12. Title */
};

static bool has_number(struct kz_str title)
{
	struct kz_str digits = kz_str_from(title, 2), rest = kz_str_skip_digits(digits);

	return rest.n < digits.n && kz_str_starts(rest, KZ_S(". "));
}

static struct form form_of(struct kz_str record)
{
	struct form f = {0};
	struct kz_str line;

	if (!record.p)
		return (struct form){.has_number = true};
	f.has_front =
		kz_str_starts(record, KZ_S("---\n")) || kz_str_starts(record, KZ_S("---\r\n"));
	while (kz_str_line(&record, &line)) {
		f.is_madr |= kz_str_starts_nocase(line, KZ_S("## Context and Problem Statement")) ||
			kz_str_starts_nocase(line, KZ_S("## Considered Options"));
		f.has_date |= kz_str_starts(line, KZ_S("Date: "));
		f.has_status_line |= kz_str_starts(line, KZ_S("Status: "));
		f.has_number |= kz_str_starts(line, KZ_S("# ")) && has_number(line);
	}
	return f;
}

static void add_front(struct kz_buf *b, const struct form *f, struct kz_str day)
{
	if (f->has_front)
		kz_buf_addf(b, "---\nstatus: proposed\ndate: %.*s\n---\n\n", (int)day.n, day.p);
}

static void add_title(struct kz_buf *b, const struct form *f, int64_t number,
	const struct kz_trial *t)
{
	kz_buf_text(b, "# ");
	if (f->has_number)
		kz_buf_addf(b, "%lld. ", (long long)number);
	kz_buf_addf(b, "Keep rule %.*s in %.*s\n", (int)t->id.n, t->id.p, (int)t->target.n,
		t->target.p);
}

static void add_context(struct kz_buf *b, const struct kz_trial *t, struct kz_str evidence)
{
	kz_buf_text(b, "The rule that is proposed:\n\n> ");
	kz_buf_add(b, t->text);
	kz_buf_text(b, "\n\n");
	kz_buf_add(b, evidence);
	kz_buf_byte(b, '\n');
}

static void add_decision(struct kz_buf *b)
{
	kz_buf_text(b,
		"Open. A person decides and keeps one of these:\n\n"
		"- [ ] Keep the rule.\n"
		"- [ ] Remove the cause instead, so that no rule is needed.\n"
		"- [ ] Do neither.\n");
}

static void add_confirmation(struct kz_buf *b, const struct kz_trial *t, struct kz_str when)
{
	kz_buf_add(b, t->prediction);
	kz_buf_addf(b, " In this trial %.*s.\n", (int)when.n, when.p);
}

static void write_madr(struct kz_buf *b, const struct kz_trial *t, struct kz_str evidence,
	struct kz_str when)
{
	kz_buf_text(b, "\n## Context and Problem Statement\n\n");
	add_context(b, t, evidence);
	kz_buf_text(b,
		"\n## Considered Options\n\n* Keep the rule\n* Remove the cause instead\n"
		"* Do neither\n\n## Decision Outcome\n\n");
	add_decision(b);
	kz_buf_text(b, "\n### Confirmation\n\n");
	add_confirmation(b, t, when);
}

static void write_nygard(struct kz_buf *b, const struct form *f, const struct kz_trial *t,
	struct kz_str evidence, struct kz_str when)
{
	kz_buf_text(b, f->has_status_line ? "\nStatus: proposed\n" : "\n## Status\n\nProposed\n");
	kz_buf_text(b, "\n## Context\n\n");
	add_context(b, t, evidence);
	kz_buf_text(b, "\n## Decision\n\n");
	add_decision(b);
	kz_buf_text(b,
		"\n## Consequences\n\nThe line costs tokens in every session that reads the "
		"file.\n\n## Confirmation\n\n");
	add_confirmation(b, t, when);
}

static struct kz_str path_of(struct kz_arena *a, struct kz_str folder, const struct name *newest,
	const struct kz_trial *t)
{
	size_t width = newest->width ? newest->width : 4;
	char mark = newest->mark ? newest->mark : '-';

	return kz_strf(a, "%.*s/%.*s%0*lld%ckaizen-rule-%.*s.md", (int)folder.n, folder.p,
		(int)newest->head.n, newest->head.p ? newest->head.p : "", (int)width,
		(long long)newest->number + 1, mark, (int)t->id.n, t->id.p);
}

int kz_adr_write(struct kz_ctx *cx, struct kz_git *git, const struct kz_trial *t,
	struct kz_str evidence, struct kz_adr *ret)
{
	KZ_OWN(kz_buf) b = kz_buf_new(1 << 16);
	struct kz_str folder, newest_path = KZ_NOTHING, record = KZ_NOTHING, day, when;
	struct name newest;
	struct form f;
	int rc;

	*ret = (struct kz_adr){KZ_NOTHING, KZ_NOTHING};
	if ((rc = find_folder(cx, git, &folder)) < 0 || !folder.p)
		return rc;
	if ((rc = find_newest(cx, git, folder, &newest, &newest_path)) < 0)
		return rc;
	if (newest_path.p) {
		rc = kz_git_read_head(cx, git, newest_path, MAX_RECORD, &record);
		if (rc == KZ_ELIMIT || rc == KZ_ENOENT || rc == KZ_EINPUT)
			kz_err_clear(cx);
		else if (rc < 0)
			return rc;
	}
	f = form_of(record);
	day = kz_time_day(cx->mem, cx->now);
	when = kz_trial_when(cx->mem, t);
	add_front(b, &f, day);
	add_title(b, &f, newest.number + 1, t);
	if (f.has_date)
		kz_buf_addf(b, "\nDate: %.*s\n", (int)day.n, day.p);
	if (f.is_madr)
		write_madr(b, t, evidence, when);
	else
		write_nygard(b, &f, t, evidence, when);
	ret->path = path_of(cx->mem, folder, &newest, t);
	ret->bytes = kz_str_dup(cx->mem, kz_buf_str(b));
	return 0;
}
