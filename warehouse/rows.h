/* SPDX-License-Identifier: MIT */
/* One struct per kind of row, made from warehouse/rows.def: struct kz_row_commit and so on. */
#ifndef KZ_WAREHOUSE_ROWS_H
#define KZ_WAREHOUSE_ROWS_H

#include <stdint.h>

#include "base/clock.h"
#include "base/str.h"

#define KZ_ROW(kind, policy) struct kz_row_##kind {
#define KZ_TEXT(name) struct kz_str name;
#define KZ_BLOB(name) struct kz_str name;
#define KZ_PATH(name) struct kz_str name;
#define KZ_OID(name) struct kz_str name;
#define KZ_INT(name) int64_t name;
#define KZ_ROW_END \
	}          \
	;
#include "warehouse/rows.def"

#define KZ_ROW(kind, policy) KZ_ROW_##kind,
#define KZ_TEXT(name)
#define KZ_BLOB(name)
#define KZ_PATH(name)
#define KZ_OID(name)
#define KZ_INT(name)
#define KZ_ROW_END
enum kz_row_kind {
#include "warehouse/rows.def"
	KZ_ROW_KINDS
};

enum kz_field_type { KZ_FIELD_TEXT, KZ_FIELD_BLOB, KZ_FIELD_PATH, KZ_FIELD_OID, KZ_FIELD_INT };
enum kz_row_policy { KZ_POLICY_ADD, KZ_POLICY_KEEP, KZ_POLICY_REPLACE };

struct kz_field {
	const char *name;
	enum kz_field_type type;
	size_t size; /* bytes; fields lie one after another without padding */
};

struct kz_row_type {
	const char *name; /* "commit": table s_commit */
	enum kz_row_policy policy;
	size_t size; /* of the struct */
	const struct kz_field *fields;
	size_t n_fields;
};

/* By enum kz_row_kind. */
extern const struct kz_row_type kz_row_types[KZ_ROW_KINDS];

#endif
