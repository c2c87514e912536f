/* SPDX-License-Identifier: MIT */
/*
 * Secrets out of text before it is stored: PEM keys, cloud, forge and chat tokens by their
 * prefix, JWT, values of Authorization and Cookie, user:password in URLs, values of password,
 * token and secret, e-mail addresses. No rule on randomness: ids, hashes and oids stay whole.
 * Text is redacted first and cut afterwards, or a secret across the cut would survive in part.
 */
#ifndef KZ_BASE_REDACT_H
#define KZ_BASE_REDACT_H

#include "base/str.h"

/* What stands in place of each secret; redacting it again changes nothing. */
#define KZ_REDACTED "[redacted]"

/* s itself (the same pointer) when nothing is found, else a copy in a. Linear in s. */
struct kz_str kz_redact(struct kz_arena *a, struct kz_str s);

#endif
