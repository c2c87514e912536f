/* SPDX-License-Identifier: MIT */
/*
 * Bytes to dense numbers: the only hash map of the program. Ids count from 0 in the order of
 * insertion, so that everything else is an array indexed by them and no output depends on the
 * hash. Keys are copied and are never removed. The hash is seeded: keys are untrusted.
 */
#ifndef KZ_BASE_MAP_H
#define KZ_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/own.h"
#include "base/str.h"

struct kz_map;

struct kz_map *kz_map_new(void);
void kz_map_free(struct kz_map *m);

/* The id of key, a new one if it was not there (ret_new may be NULL). */
uint32_t kz_map_put(struct kz_map *m, struct kz_str key, bool *ret_new);
bool kz_map_find(const struct kz_map *m, struct kz_str key, uint32_t *ret_id);
uint32_t kz_map_count(const struct kz_map *m);
struct kz_str kz_map_key(const struct kz_map *m, uint32_t id); /* valid as long as the map */

/* A number beside each key, 0 at first: the common "array indexed by id". */
int64_t kz_map_get(const struct kz_map *m, uint32_t id);
void kz_map_set(struct kz_map *m, uint32_t id, int64_t value);

KZ_OWNER(kz_map, kz_map_free)

#endif
