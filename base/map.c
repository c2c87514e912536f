/* SPDX-License-Identifier: MIT */
/* Bytes to dense numbers: open addressing over an insertion-ordered array of keys. */
#include "base/map.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/hash.h"

struct entry {
	struct kz_str key;
	uint64_t hash;
	int64_t value;
};

struct kz_map {
	struct kz_arena *keys;
	struct entry *entries; /* by id */
	uint32_t count, cap;
	uint32_t *slots; /* id + 1, or 0; length is a power of two, at most half full */
	uint32_t mask;
};

struct kz_map *kz_map_new(void)
{
	struct kz_map *m = kz_alloc(sizeof(*m));

	*m = (struct kz_map){.keys = kz_arena_new(), .cap = 32, .mask = 63};
	m->entries = kz_alloc(m->cap * sizeof(*m->entries));
	m->slots = calloc(m->mask + 1, sizeof(*m->slots));
	if (!m->slots)
		abort();
	return m;
}

void kz_map_free(struct kz_map *m)
{
	if (!m)
		return;
	kz_arena_free(m->keys);
	free(m->entries);
	free(m->slots);
	free(m);
}

static uint32_t slot_of(const struct kz_map *m, struct kz_str key, uint64_t hash)
{
	uint32_t i = (uint32_t)hash & m->mask;

	while (m->slots[i]) {
		const struct entry *e = &m->entries[m->slots[i] - 1];

		if (e->hash == hash && kz_str_eq(e->key, key))
			break;
		i = (i + 1) & m->mask;
	}
	return i;
}

static void grow(struct kz_map *m)
{
	m->cap *= 2;
	m->entries = kz_realloc(m->entries, m->cap * sizeof(*m->entries));
	free(m->slots);
	m->mask = m->mask * 2 + 1;
	m->slots = calloc((size_t)m->mask + 1, sizeof(*m->slots));
	if (!m->slots)
		abort();
	for (uint32_t id = 0; id < m->count; id++)
		m->slots[slot_of(m, m->entries[id].key, m->entries[id].hash)] = id + 1;
}

uint32_t kz_map_put(struct kz_map *m, struct kz_str key, bool *ret_new)
{
	uint64_t hash = kz_hash64_seeded(key);
	uint32_t i = slot_of(m, key, hash);
	struct kz_str k = key.p ? key : KZ_S("");

	if (ret_new)
		*ret_new = m->slots[i] == 0;
	if (m->slots[i])
		return m->slots[i] - 1;
	if (m->count == m->cap) {
		grow(m);
		i = slot_of(m, k, hash);
	}
	m->entries[m->count] = (struct entry){.key = kz_str_dup(m->keys, k), .hash = hash};
	m->slots[i] = ++m->count;
	return m->count - 1;
}

bool kz_map_find(const struct kz_map *m, struct kz_str key, uint32_t *ret_id)
{
	uint32_t i = slot_of(m, key, kz_hash64_seeded(key));

	if (m->slots[i] == 0)
		return false;
	if (ret_id)
		*ret_id = m->slots[i] - 1;
	return true;
}

uint32_t kz_map_count(const struct kz_map *m)
{
	return m->count;
}

struct kz_str kz_map_key(const struct kz_map *m, uint32_t id)
{
	return m->entries[id].key;
}

int64_t kz_map_get(const struct kz_map *m, uint32_t id)
{
	return m->entries[id].value;
}

void kz_map_set(struct kz_map *m, uint32_t id, int64_t value)
{
	m->entries[id].value = value;
}
