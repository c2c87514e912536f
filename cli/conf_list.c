/* SPDX-License-Identifier: MIT */
/* What doctor --config lists: each key with its value and the layer that gave it. */
#include "cli/conf_list.h"

#include "base/arena.h"
#include "cli/app.h"
#include "git/config_key.h"

enum { INDENT = 4 }; /* of a value too long for the line of its key */

static const char *origin_of(const struct kz_conf *conf, const struct kz_conf_key *key)
{
	const char *origin = conf->origins ? conf->origins[key - kz_conf_keys] : NULL;

	return origin ? origin : "built-in";
}

static void as_json(struct kz_app *app)
{
	struct kz_arena *a = app->cx->mem;
	json_t *all = json_array();

	for (const struct kz_conf_key *key = kz_conf_keys; key->name; key++)
		(void)json_array_append_new(all,
			json_pack("{s:s, s:o, s:o}", "key", key->name, "value",
				kz_json_new_text(a, kz_conf_text(a, &app->conf, key)), "origin",
				kz_json_new_text(a, kz_str_c(origin_of(&app->conf, key)))));
	kz_app_json(app, "doctor", all);
}

int kz_conf_list(struct kz_app *app)
{
	struct kz_arena *a = app->cx->mem;
	struct kz_page page = kz_app_page(app);

	if (app->json) {
		as_json(app);
		return KZ_EXIT_OK;
	}
	for (const struct kz_conf_key *key = kz_conf_keys; key->name; key++) {
		const struct kz_str value = kz_conf_text(a, &app->conf, key);

		kz_page_wrap(&page, KZ_INK_PLAIN,
			kz_strf(a, "%s = %.*s (%s)", key->name, (int)value.n, value.p,
				origin_of(&app->conf, key)),
			0, INDENT);
		kz_page_end(&page);
	}
	return KZ_EXIT_OK;
}
