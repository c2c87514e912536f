/* SPDX-License-Identifier: MIT */
/* A commit object of any bytes: clean text comes out, the same each time, every field inside. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "git/marks.h"
#include "git/refs.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_ZONE = 840 }; /* minutes */

static void check_text(struct kz_str s)
{
	KZ_LAW(s.p);
	KZ_LAW(kz_utf8_valid(s));
	KZ_LAW(!s.n || !memchr(s.p, '\0', s.n));
}

static void check_sign(struct kz_arena *mem, struct kz_str line, struct kz_str encoding,
	struct kz_git_sign *ret)
{
	*ret = kz_git_parse_sign(line);
	ret->name = kz_git_utf8(mem, ret->name, encoding);
	ret->email = kz_git_utf8(mem, ret->email, encoding);
	check_text(ret->name);
	check_text(ret->email);
	KZ_LAW(ret->is_odd || (ret->at >= 0 && ret->tz >= -MAX_ZONE && ret->tz <= MAX_ZONE));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_git_sign author, committer;
	struct kz_git_message m, again;
	struct kz_git_marks marks;
	struct kz_git_raw raw;
	struct kz_str text;

	(void)kz_git_is_version((struct kz_str){(const char *)bytes, n});
	if (!kz_git_parse(mem, (struct kz_str){n ? (const char *)bytes : "", n}, &raw))
		return 0;
	for (size_t i = 0; i < raw.n_parents; i++)
		KZ_LAW(raw.parents[i].n == 40 && kz_str_is_hex(raw.parents[i]));
	check_sign(mem, raw.author, raw.encoding, &author);
	check_sign(mem, raw.committer, raw.encoding, &committer);
	text = kz_git_utf8(mem, raw.message, raw.encoding);
	check_text(text);
	kz_git_message(mem, text, &m);
	check_text(m.subject);
	check_text(m.body);
	for (size_t i = 0; i < m.n_trailers; i++) {
		check_text(m.trailers[i].key);
		check_text(m.trailers[i].value);
		KZ_LAW(m.trailers[i].key.n &&
			!memchr(m.trailers[i].value.p, '\n', m.trailers[i].value.n));
	}
	kz_git_message(mem, m.subject, &again);
	KZ_LAW(kz_str_eq(again.subject, m.subject) || memchr(m.subject.p, '\r', m.subject.n));
	kz_git_marks(mem, &author, &committer, &m, &marks);
	for (size_t i = 0; i < marks.n; i++)
		check_text(marks.at[i].evidence);
	return 0;
}
