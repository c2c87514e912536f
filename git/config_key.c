/* SPDX-License-Identifier: MIT */
/* The keys of the configuration as a table, and what their values may be. */
#include "git/config_key.h"

#include <git2.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define KZ_CONF_BOOL(field, key, value, safe, about) \
	{key, offsetof(struct kz_conf, field), 0, 0, KZ_CONF_TYPE_BOOL, safe},
#define KZ_CONF_INT(field, key, value, min, max, safe, about) \
	{key, offsetof(struct kz_conf, field), min, max, KZ_CONF_TYPE_INT, safe},
#define KZ_CONF_TEXT(field, key, value, safe, about) \
	{key, offsetof(struct kz_conf, field), 0, 0, KZ_CONF_TYPE_TEXT, safe},
#define KZ_CONF_LIST(field, key, safe, about) \
	{key, offsetof(struct kz_conf, field), 0, 0, KZ_CONF_TYPE_LIST, safe},
const struct kz_conf_key kz_conf_keys[] = {
#include "base/conf.def"
	{NULL, 0, 0, 0, KZ_CONF_TYPE_BOOL, false},
};
_Static_assert(sizeof(kz_conf_keys) / sizeof(kz_conf_keys[0]) <= KZ_CONF_MOST_KEYS, "more keys");

/* Texts that are one of a few words. */
static const struct {
	const char *name, *words;
} closed[] = {
	{"agents.keep", "excerpts full"},
	{"orchestrate.mode", "report branch"},
};

enum { LONGEST = 64, FAR = 4 };

const struct kz_conf_key *kz_conf_find(struct kz_str name)
{
	for (const struct kz_conf_key *k = kz_conf_keys; k->name; k++)
		if (kz_str_eq_nocase(kz_str_c(k->name), name))
			return k;
	return NULL;
}

/* Levenshtein 1966: insertions, deletions and replacements that turn a into b. */
static size_t distance(struct kz_str a, struct kz_str b)
{
	size_t row[LONGEST + 1];

	if (a.n > LONGEST || b.n > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t best = corner + (a.p[i - 1] != b.p[j - 1]);

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}

const struct kz_conf_key *kz_conf_nearest(struct kz_str name)
{
	const struct kz_conf_key *best = NULL;
	size_t least = FAR + 1;

	for (const struct kz_conf_key *k = kz_conf_keys; k->name; k++) {
		size_t d = distance(name, kz_str_c(k->name));

		if (d < least) {
			least = d;
			best = k;
		}
	}
	return best;
}

/* The words that the text of a key may be; NULL: any. */
static const char *words_of(const char *name)
{
	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++)
		if (kz_str_eq(kz_str_c(closed[i].name), kz_str_c(name)))
			return closed[i].words;
	return NULL;
}

static bool is_word_of(const char *words, struct kz_str value)
{
	struct kz_str rest = kz_str_c(words), word;

	while (kz_str_word(&rest, &word))
		if (kz_str_eq(word, value))
			return true;
	return false;
}

static void append(struct kz_arena *a, struct kz_list *list, struct kz_str value)
{
	struct kz_str *items = kz_arena_grow(a, list->items, list->n * sizeof(*items),
		(list->n + 1) * sizeof(*items));

	items[list->n] = value;
	*list = (struct kz_list){.items = items, .n = list->n + 1};
}

int kz_conf_set(struct kz_ctx *cx, struct kz_conf *conf, const struct kz_conf_key *key,
	struct kz_str value, bool first)
{
	const char *text = value.p ? kz_cstr(cx->mem, value) : NULL;
	const char *words = words_of(key->name);
	void *field = (char *)conf + key->at;
	int64_t number;
	int yes;

	if (!text && key->type != KZ_CONF_TYPE_BOOL)
		return kz_fail(cx, KZ_EINPUT, "expected a value, found none");
	switch (key->type) {
	case KZ_CONF_TYPE_BOOL:
		if (git_config_parse_bool(&yes, text) < 0)
			return kz_fail(cx, KZ_EINPUT, "expected true or false, found '%s'", text);
		*(bool *)field = yes;
		break;
	case KZ_CONF_TYPE_INT:
		if (git_config_parse_int64(&number, text) < 0 || number < key->min ||
			number > key->max)
			return kz_fail(cx, KZ_EINPUT,
				"expected a whole number from %lld to %lld, found '%s'",
				(long long)key->min, (long long)key->max, text);
		*(int64_t *)field = number;
		break;
	case KZ_CONF_TYPE_TEXT:
		if (words && !is_word_of(words, value))
			return kz_fail(cx, KZ_EINPUT, "expected one of: %s, found '%s'", words,
				text);
		*(struct kz_str *)field = kz_str_dup(cx->mem, value);
		break;
	case KZ_CONF_TYPE_LIST:
		if (first)
			*(struct kz_list *)field = (struct kz_list){0};
		append(cx->mem, field, kz_str_dup(cx->mem, value));
		break;
	}
	return 0;
}

static struct kz_str list_text(struct kz_arena *a, const struct kz_list *list)
{
	KZ_OWN(kz_buf) text = kz_buf_new(1 << 20);

	for (size_t i = 0; i < list->n; i++) {
		kz_buf_text(text, i ? ", " : "");
		kz_buf_add(text, list->items[i]);
	}
	return kz_str_dup(a, kz_buf_str(text));
}

struct kz_str kz_conf_text(struct kz_arena *a, const struct kz_conf *conf,
	const struct kz_conf_key *key)
{
	const void *field = (const char *)conf + key->at;

	switch (key->type) {
	case KZ_CONF_TYPE_BOOL:
		return *(const bool *)field ? KZ_S("true") : KZ_S("false");
	case KZ_CONF_TYPE_INT:
		return kz_strf(a, "%lld", (long long)*(const int64_t *)field);
	case KZ_CONF_TYPE_TEXT:
		return *(const struct kz_str *)field;
	case KZ_CONF_TYPE_LIST:
		break;
	}
	return list_text(a, field);
}
