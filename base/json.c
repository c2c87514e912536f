/* SPDX-License-Identifier: MIT */
/* JSON with limits, over jansson. */
#include "base/json.h"

#include <math.h>

#include "base/clock.h"
#include "base/text.h"

enum { DEPTH = 128 };

/* jansson's own limit is 2,048 levels of its stack; ours is checked on the bytes before. */
static bool too_deep(struct kz_str s)
{
	size_t depth = 0;
	bool text = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				text = false;
		} else if (c == '"') {
			text = true;
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH)
				return true;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return false;
}

int kz_json_read(struct kz_ctx *cx, struct kz_str s, json_t **ret, size_t *ret_used)
{
	const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;
	json_error_t err;
	json_t *value;

	if (too_deep(s))
		return kz_fail(cx, KZ_ELIMIT, "JSON nested deeper than %d", DEPTH);
	value = json_loadb(s.p ? s.p : "", s.n, flags, &err);
	if (!value)
		return kz_fail(cx, KZ_EINPUT, "bad JSON at byte %d: %s", err.position, err.text);
	*ret = value;
	*ret_used = err.position > 0 ? (size_t)err.position : s.n;
	return 0;
}

json_t *kz_json_object(const json_t *of, const char *key)
{
	json_t *v = json_object_get(of, key);

	return json_is_object(v) ? v : NULL;
}

json_t *kz_json_array(const json_t *of, const char *key)
{
	json_t *v = json_object_get(of, key);

	return json_is_array(v) ? v : NULL;
}

struct kz_str kz_json_str(const json_t *value)
{
	if (!json_is_string(value))
		return KZ_NOTHING;
	return (struct kz_str){json_string_value(value), json_string_length(value)};
}

struct kz_str kz_json_text(const json_t *of, const char *key)
{
	return kz_json_str(json_object_get(of, key));
}

bool kz_json_int(const json_t *of, const char *key, int64_t *ret)
{
	const json_t *v = json_object_get(of, key);

	if (!json_is_integer(v))
		return false;
	*ret = json_integer_value(v);
	return true;
}

bool kz_json_true(const json_t *of, const char *key)
{
	return json_is_true(json_object_get(of, key));
}

json_t *kz_json_new_text(struct kz_arena *a, struct kz_str s)
{
	struct kz_str good;

	if (!s.p)
		return json_null();
	good = kz_utf8_repair(a, s);
	return json_stringn(good.p, good.n);
}

json_t *kz_json_new_int(int64_t v)
{
	return v == KZ_UNKNOWN ? json_null() : json_integer(v);
}

json_t *kz_json_new_real(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static int append(const char *bytes, size_t n, void *to)
{
	kz_buf_add(to, (struct kz_str){bytes, n});
	return 0;
}

void kz_json_write(struct kz_buf *b, const json_t *value)
{
	(void)json_dump_callback(value, append, b,
		JSON_INDENT(1) | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
	kz_buf_byte(b, '\n');
}

void kz_json_line(struct kz_buf *b, const json_t *value)
{
	(void)json_dump_callback(value, append, b,
		JSON_COMPACT | JSON_REAL_PRECISION(15) | JSON_ENCODE_ANY);
}
