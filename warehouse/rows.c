/* SPDX-License-Identifier: MIT */
/* The descriptions of rows, made from warehouse/rows.def. */
#include "warehouse/rows.h"

#include <stddef.h>

#define KZ_ROW(kind, policy) static const struct kz_field kind##_fields[] = {
#define KZ_TEXT(name) {#name, KZ_FIELD_TEXT, sizeof(struct kz_str)},
#define KZ_BLOB(name) {#name, KZ_FIELD_BLOB, sizeof(struct kz_str)},
#define KZ_PATH(name) {#name, KZ_FIELD_PATH, sizeof(struct kz_str)},
#define KZ_OID(name) {#name, KZ_FIELD_OID, sizeof(struct kz_str)},
#define KZ_INT(name) {#name, KZ_FIELD_INT, sizeof(int64_t)},
#define KZ_ROW_END \
	}          \
	;
#include "warehouse/rows.def"

/* Fields lie one after another: every one is a multiple of 8 bytes. */
_Static_assert(sizeof(struct kz_str) == 16 && sizeof(int64_t) == 8, "rows have no padding");

#define KZ_ROW(kind, policy)                                                                       \
	[KZ_ROW_##kind] = {#kind, KZ_POLICY_##policy, sizeof(struct kz_row_##kind), kind##_fields, \
		sizeof(kind##_fields) / sizeof(kind##_fields[0])},
#define KZ_TEXT(name)
#define KZ_BLOB(name)
#define KZ_PATH(name)
#define KZ_OID(name)
#define KZ_INT(name)
#define KZ_ROW_END
const struct kz_row_type kz_row_types[KZ_ROW_KINDS] = {
#include "warehouse/rows.def"
};
