/* SPDX-License-Identifier: MIT */
/* What the parts of the redactor share: redact.c goes over the text, the others know one kind. */
#ifndef KZ_BASE_REDACT_PRIVATE_H
#define KZ_BASE_REDACT_PRIVATE_H

#include "base/redact.h"

struct kz_span {
	size_t from, to;
};

/*
 * The text; the first byte not yet taken: no secret begins before it; and how far the run of
 * token bytes goes that was looked at last, so that "eyJ-eyJ-…" stays linear, as the next END
 * does for BEGINs. Every other look that may be in vain is bounded.
 */
struct kz_scan {
	struct kz_str s;
	size_t from;
	size_t run_from, run_to;
	size_t pem_end; /* the END of a PEM block that was found last */
};

static inline char kz_scan_byte(const struct kz_scan *c, size_t at)
{
	return at < c->s.n ? c->s.p[at] : '\0';
}

static inline bool kz_scan_is(const struct kz_scan *c, size_t at, struct kz_str what)
{
	return kz_str_starts(kz_str_from(c->s, at), what);
}

static inline bool kz_scan_is_masked(const struct kz_scan *c, size_t at)
{
	return kz_scan_is(c, at, KZ_S(KZ_REDACTED));
}

static inline bool kz_scan_is_token(char ch)
{
	return kz_is_alnum(ch) || ch == '_' || ch == '-';
}

static inline bool kz_scan_is_quote(char ch)
{
	return ch == '"' || ch == '\'' || ch == '`';
}

static inline bool kz_scan_has_digit(const struct kz_scan *c, size_t from, size_t to)
{
	for (; from < to; from++)
		if (kz_is_digit(c->s.p[from]))
			return true;
	return false;
}

/* Is what stands before `at` the tail of \n, \u0022, \x1b, %3D or of a colour: ESC[1m? */
bool kz_scan_ends_escape(const struct kz_scan *c, size_t at);
size_t kz_scan_token_end(struct kz_scan *c, size_t at);

/* A private key in PEM, from the '-' of its BEGIN, or of its END where BEGIN was cut off. */
bool kz_scan_pem(struct kz_scan *c, size_t at, struct kz_span *ret);
/* --password VALUE, from its second '-'. */
bool kz_scan_option(struct kz_scan *c, size_t at, struct kz_span *ret);
/* The value behind a sign at `at`, '=' or ':' in `width` bytes, and behind a name before it. */
bool kz_scan_assigned(struct kz_scan *c, size_t at, size_t width, struct kz_span *ret);

#endif
