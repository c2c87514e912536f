/* SPDX-License-Identifier: MIT */
/* Configuration in git's dialect. */
#include "git/config.h"

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
