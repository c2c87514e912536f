/* SPDX-License-Identifier: MIT */
/*
 * The configuration in force: a plain struct with one typed field per key of base/conf.def.
 * Layers, checks and origins are read by git/config.c; everybody else only reads the fields.
 */
#ifndef KZ_BASE_CONF_H
#define KZ_BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* A key with several values: NULL-ended, in the order given. */
struct kz_list {
	struct kz_str *items;
	size_t n;
};

#define KZ_CONF_BOOL(field, key, value, safe, about) bool field;
#define KZ_CONF_INT(field, key, value, min, max, safe, about) int64_t field;
#define KZ_CONF_TEXT(field, key, value, safe, about) struct kz_str field;
#define KZ_CONF_LIST(field, key, safe, about) struct kz_list field;
struct kz_conf {
#include "base/conf.def"
	const char **origins; /* where each key of the list, in its order, has its value from; NULL
				 (also of one key): built in */
};

#endif
