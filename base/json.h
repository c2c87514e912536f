/* SPDX-License-Identifier: MIT */
/*
 * JSON: reading with jansson under limits, and small accessors that take what they find or
 * nothing. Values are borrowed from the tree. Writing: kz_json_write keeps insertion order.
 */
#ifndef KZ_BASE_JSON_H
#define KZ_BASE_JSON_H

#include <jansson.h>

#include "base/buf.h"
#include "base/str.h"

static inline void kz_own_json(json_t **p)
{
	json_decref(*p);
}
#define KZ_OWN_JSON __attribute__((cleanup(kz_own_json))) json_t *

/*
 * The first JSON value of s, and how many bytes it took (two objects may share a line).
 * KZ_EINPUT with the position for malformed text, depth over 128, invalid UTF-8.
 */
KZ_CHECK int kz_json_read(struct kz_ctx *cx, struct kz_str s, json_t **ret, size_t *ret_used);

/* Member of an object; each is absent (NULL, KZ_NOTHING, false) when of another type. */
json_t *kz_json_object(const json_t *of, const char *key);
json_t *kz_json_array(const json_t *of, const char *key);
struct kz_str kz_json_text(const json_t *of, const char *key);
bool kz_json_int(const json_t *of, const char *key, int64_t *ret);
bool kz_json_true(const json_t *of, const char *key);
struct kz_str kz_json_str(const json_t *value); /* of a string value */

/* New values; text is repaired to valid UTF-8, KZ_NOTHING and KZ_UNKNOWN become null. */
json_t *kz_json_new_text(struct kz_arena *a, struct kz_str s);
json_t *kz_json_new_int(int64_t v);
json_t *kz_json_new_real(double v); /* NaN and infinity become null */

/* Indented by one blank per level, 15 significant digits, a newline at the end. */
void kz_json_write(struct kz_buf *b, const json_t *value);
/* In one line, without the newline. */
void kz_json_line(struct kz_buf *b, const json_t *value);

#endif
