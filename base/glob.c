/* SPDX-License-Identifier: MIT */
/* Globs over paths, in time pattern times path: a repository's own file may hold them. */
#include "base/file.h"

/* Where to take up again when the rest does not match: behind the last star of each kind. */
struct retry {
	const char *pattern, *path;
	bool folders; /* two stars and a slash: only behind a slash of the path */
};

/* One more character for a star, within its folder. */
static bool widen(struct retry *star)
{
	if (!star->pattern || !*star->path || *star->path == '/')
		return false;
	star->path++;
	return true;
}

/* One more character, or one more folder, for two stars. */
static bool widen_deep(struct retry *deep)
{
	if (!deep->pattern || !*deep->path)
		return false;
	if (!deep->folders) {
		deep->path++;
		return true;
	}
	while (*deep->path && *deep->path != '/')
		deep->path++;
	if (!*deep->path)
		return false;
	deep->path++;
	return true;
}

bool kz_glob(const char *pattern, const char *path)
{
	/* Earlier stars need no second try: what follows them matched as early as it can. */
	struct retry star = {0}, deep = {0};

	for (;;) {
		if (pattern[0] == '*' && pattern[1] == '*') {
			deep.folders = pattern[2] == '/';
			pattern += deep.folders ? 3 : 2;
			deep.pattern = pattern;
			deep.path = path;
			star.pattern = NULL;
		} else if (*pattern == '*') {
			star = (struct retry){.pattern = ++pattern, .path = path};
		} else if (*path && (*pattern == *path || (*pattern == '?' && *path != '/'))) {
			pattern++;
			path++;
		} else if (!*pattern && !*path) {
			return true;
		} else if (widen(&star)) {
			pattern = star.pattern;
			path = star.path;
		} else if (widen_deep(&deep)) {
			pattern = deep.pattern;
			path = deep.path;
			star.pattern = NULL;
		} else {
			return false;
		}
	}
}
