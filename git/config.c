/* SPDX-License-Identifier: MIT */
/* The layers of the configuration, one after the other. */
#include "git/config.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "git/config_key.h"
#include "git/private.h"

enum { MAX_BYTES = 64 << 10 };
static const char env_head[] = "KAIZEN_CONFIG_";

#define KZ_CONF_BOOL(field, key, value, safe, about) .field = (value),
#define KZ_CONF_INT(field, key, value, min, max, safe, about) .field = (value),
#define KZ_CONF_TEXT(field, key, value, safe, about) .field = {"" value, sizeof(value) - 1},
#define KZ_CONF_LIST(field, key, safe, about) .field = {NULL, 0},
static const struct kz_conf defaults = {
#include "base/conf.def"
};

void kz_conf_defaults(struct kz_conf *ret)
{
	*ret = defaults;
}

/* One source of values. Of a key with several: all those of the last layer that has it. */
struct layer {
	struct kz_conf *conf;
	const char *path;                  /* of a file */
	struct kz_str text;                /* of the file: where is which line? */
	bool is_repositorys;               /* untrusted */
	unsigned times[KZ_CONF_MOST_KEYS]; /* how often a key was met in this layer */
};

/* "; did you mean X?", or nothing. */
static const char *hint(struct kz_ctx *cx, struct kz_str name)
{
	const struct kz_conf_key *near = kz_conf_nearest(name);

	return near ? kz_strf(cx->mem, "; did you mean %s?", near->name).p : "";
}

/* After "[name]": what else stands on the line, "" for the rest of a heading. */
static struct kz_str after_heading(struct kz_str line, struct kz_str *section)
{
	size_t end;

	if (!kz_str_starts(line, KZ_S("[")))
		return line;
	if (!kz_str_find_byte(line, ']', &end))
		return KZ_S("");
	*section = kz_str_trim(kz_str_sub(line, 1, end - 1));
	return kz_str_trim(kz_str_from(line, end + 1));
}

/* Line of the n-th time (from 1) that a key stands in a file; 0 when it is not found. */
static unsigned line_of(struct kz_str text, struct kz_str name, unsigned n)
{
	struct kz_str section = KZ_S(""), key = name, want, line;
	unsigned number = 0;

	(void)kz_str_cut(&key, '.', &want);
	while (kz_str_line(&text, &line)) {
		number++;
		line = after_heading(kz_str_trim(line), &section);
		if (kz_str_eq_nocase(section, want) && kz_str_starts_nocase(line, key) &&
			(line.n == key.n ||
				(!kz_is_alnum(line.p[key.n]) && line.p[key.n] != '-')) &&
			--n == 0)
			return number;
	}
	return 0;
}

static struct kz_str place(struct kz_ctx *cx, const struct layer *l, struct kz_str name, unsigned n)
{
	unsigned line = line_of(l->text, name, n);

	return line ? kz_strf(cx->mem, "%s:%u", l->path, line) : kz_str_c(l->path);
}

static int take_entry(struct kz_ctx *cx, struct layer *l, const git_config_entry *entry)
{
	const struct kz_conf_key *key = kz_conf_find(kz_str_c(entry->name));
	struct kz_str name = kz_str_c(entry->name), value = kz_str_c(entry->value), at;
	unsigned *times;
	int rc;

	if (!key) {
		at = place(cx, l, name, 1);
		kz_warn(cx, KZ_FMT ": unknown key %s%s", KZ_ARG(at), entry->name, hint(cx, name));
		return 0;
	}
	times = &l->times[key - kz_conf_keys];
	at = place(cx, l, name, ++*times);
	if (l->is_repositorys && !key->is_safe) {
		kz_warn(cx,
			KZ_FMT ": %s is not taken from a repository; put it into your own config",
			KZ_ARG(at), key->name);
		return 0;
	}
	if ((rc = kz_conf_set(cx, l->conf, key, value, *times == 1)) < 0)
		return kz_wrap(cx, KZ_ESCHEMA, KZ_FMT ": %s", KZ_ARG(at), key->name);
	l->conf->origins[key - kz_conf_keys] = kz_cstr(cx->mem, at);
	return rc;
}

static int take_entries(struct kz_ctx *cx, struct layer *l)
{
	git_config_iterator *entries = NULL;
	KZ_GIT_OWN(config) config = NULL;
	git_config_entry *entry;
	int rc = 0;

	if (git_config_new(&config) < 0 ||
		git_config_add_file_ondisk(config, l->path, GIT_CONFIG_LEVEL_APP, NULL, 0) < 0 ||
		git_config_iterator_new(&entries, config) < 0)
		return kz_git_fail(cx, KZ_ESCHEMA, "%s", l->path);
	while (rc == 0 && git_config_next(&entry, entries) == 0)
		rc = take_entry(cx, l, entry);
	git_config_iterator_free(entries);
	return rc;
}

/*
 * libgit2 opens what a file includes before anybody can refuse it, and a FIFO there hangs it. So
 * "[", blanks and "include" are looked for anywhere, also in comments: better once too often.
 */
static bool has_include(struct kz_str text)
{
	size_t at;

	while (kz_str_find_byte(text, '[', &at)) {
		text = kz_str_from(text, at + 1);
		if (kz_str_starts_nocase(kz_str_trim(text), KZ_S("include")))
			return true;
	}
	return false;
}

/* The user's own file may be a link, and may include others. */
static int load_user(struct kz_ctx *cx, struct kz_conf *conf, const char *path)
{
	const char *real = path ? kz_path_real(cx->mem, path) : NULL;
	struct layer l = {.conf = conf, .path = real};
	int rc;

	if (!real)
		return 0;
	if ((rc = kz_file_read(cx, real, 1 << 20, &l.text)) < 0)
		return rc;
	return take_entries(cx, &l);
}

/* A file that is no plain, small file without includes is passed over, with a warning. */
static int load_repositorys(struct kz_ctx *cx, struct kz_conf *conf, const char *path)
{
	struct layer l = {.conf = conf, .path = path, .is_repositorys = true};
	int rc;

	if (!path)
		return 0;
	rc = kz_file_read(cx, path, MAX_BYTES, &l.text);
	if (rc == KZ_ENOENT) {
		kz_err_clear(cx);
		return 0;
	}
	if (rc < 0) {
		kz_warn(cx, "configuration not read: %s", cx->err.text);
		kz_err_clear(cx);
		return 0;
	}
	if (has_include(l.text)) {
		kz_warn(cx, "%s: not read: a repository's configuration may not include files",
			path);
		return 0;
	}
	return take_entries(cx, &l);
}

/* KAIZEN_CONFIG_CI_MAX_FILES is ci.max-files: the first _ ends the section, further ones are -. */
static struct kz_str key_of_env(struct kz_ctx *cx, struct kz_str name)
{
	struct kz_str lower = kz_str_lower(cx->mem, name);
	char *key = kz_arena_get(cx->mem, lower.n + 1);
	bool in_section = true;

	for (size_t i = 0; i < lower.n; i++) {
		bool is_mark = lower.p[i] == '_';

		key[i] = lower.p[i];
		if (is_mark)
			key[i] = in_section ? '.' : '-';
		in_section = in_section && !is_mark;
	}
	return (struct kz_str){key, lower.n};
}

static int load_env(struct kz_ctx *cx, struct kz_conf *conf)
{
	for (char **at = environ; at && *at; at++) {
		struct kz_str value = kz_str_c(*at), name, key_name;
		const struct kz_conf_key *key;

		if (!kz_str_starts(value, kz_str_c(env_head)) || !kz_str_cut(&value, '=', &name))
			continue;
		key_name = key_of_env(cx, kz_str_from(name, strlen(env_head)));
		key = kz_conf_find(key_name);
		if (!key)
			kz_warn(cx, "environment: " KZ_FMT " names no key%s", KZ_ARG(name),
				hint(cx, key_name));
		else if (kz_conf_set(cx, conf, key, value, true) < 0)
			return kz_wrap(cx, KZ_ESCHEMA, "environment: " KZ_FMT, KZ_ARG(name));
		else
			conf->origins[key - kz_conf_keys] = kz_cstr(cx->mem, name);
	}
	return 0;
}

static int load_settings(struct kz_ctx *cx, struct kz_conf *conf, const char *const *settings)
{
	bool met[KZ_CONF_MOST_KEYS] = {false};

	for (; settings && *settings; settings++) {
		struct kz_str value = kz_str_c(*settings), name;
		const struct kz_conf_key *key;

		if (!kz_str_cut(&value, '=', &name)) {
			name = value;
			value = KZ_NOTHING;
		}
		key = kz_conf_find(name);
		if (!key)
			return kz_fail(cx, KZ_EUSAGE, "-c %s: unknown key%s", *settings,
				hint(cx, kz_str_lower(cx->mem, name)));
		if (kz_conf_set(cx, conf, key, value, !met[key - kz_conf_keys]) < 0)
			return kz_wrap(cx, KZ_EUSAGE, "-c %s", *settings);
		met[key - kz_conf_keys] = true;
		conf->origins[key - kz_conf_keys] = "-c";
	}
	return 0;
}

int kz_conf_load(struct kz_ctx *cx, const struct kz_conf_sources *from, struct kz_conf *ret)
{
	struct kz_conf conf = defaults;
	int rc;

	conf.origins = KZ_NEW_ARRAY(cx->mem, const char *, KZ_CONF_MOST_KEYS);
	kz_git_start();
	rc = load_user(cx, &conf, from->user_file);
	if (rc == 0)
		rc = load_repositorys(cx, &conf, from->repository_file);
	if (rc == 0)
		rc = load_repositorys(cx, &conf, from->local_file);
	if (rc == 0)
		rc = load_env(cx, &conf);
	if (rc == 0)
		rc = load_settings(cx, &conf, from->settings);
	(void)git_libgit2_shutdown();
	if (rc == 0)
		*ret = conf;
	return rc;
}
