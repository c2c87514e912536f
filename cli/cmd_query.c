/* SPDX-License-Identifier: MIT */
/* Read-only SQL on the warehouse: a table, CSV or JSON. */
#include <string.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/table.h"
#include "cli/app.h"
#include "warehouse/query.h"

static struct kz_str hex_of(struct kz_arena *a, struct kz_str bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *p = kz_arena_get(a, bytes.n * 2 + 1);

	for (size_t i = 0; i < bytes.n; i++) {
		p[i * 2] = digits[(unsigned char)bytes.p[i] >> 4];
		p[i * 2 + 1] = digits[(unsigned char)bytes.p[i] & 15];
	}
	return (struct kz_str){p, bytes.n * 2};
}

/* A value as text; NULL is empty, a blob is hex. */
static struct kz_str text_of(struct kz_arena *a, struct kz_query *q, int at)
{
	struct kz_str s = kz_col_text(q, at);

	if (kz_col_type(q, at) == KZ_VALUE_BLOB)
		return hex_of(a, s);
	return s.p ? kz_str_dup(a, s) : KZ_S("");
}

/* Invalid bytes of a path are shown as \xHH, of other text as U+FFFD. */
static json_t *json_of(struct kz_arena *a, struct kz_query *q, int at)
{
	KZ_OWN(kz_buf) safe = NULL;
	struct kz_str name = kz_str_c(kz_query_column_name(q, at)), s;

	switch (kz_col_type(q, at)) {
	case KZ_VALUE_NULL:
		return json_null();
	case KZ_VALUE_INT:
		return json_integer(kz_col_int(q, at));
	case KZ_VALUE_REAL:
		return kz_json_new_real(kz_col_real(q, at));
	case KZ_VALUE_BLOB:
		s = hex_of(a, kz_col_text(q, at));
		return json_stringn(s.p, s.n);
	case KZ_VALUE_TEXT:
		break;
	}
	s = kz_col_text(q, at);
	if (!kz_str_ends(name, KZ_S("path")))
		return kz_json_new_text(a, s);
	safe = kz_buf_new(s.n * 6 + 1);
	kz_esc_line(safe, s);
	return kz_json_new_text(a, kz_buf_str(safe));
}

/* A name that stands already gets a number, as SQLite's own do: a, a:1. */
static const char *key_of(struct kz_arena *a, const json_t *object, const char *name)
{
	const char *key = name;

	for (int n = 1; json_object_get(object, key); n++)
		key = kz_strf(a, "%s:%d", name, n).p;
	return key;
}

static int as_json(struct kz_app *app, struct kz_query *q)
{
	KZ_OWN_JSON rows = json_array();
	bool row;
	int rc;

	while ((rc = kz_query_next(app->cx, q, &row)) == 0 && row) {
		struct kz_mark mark = kz_mark(app->cx->mem);
		json_t *object = json_object();

		for (int i = 0; i < kz_query_columns(q); i++)
			(void)json_object_set_new(object,
				key_of(app->cx->mem, object, kz_query_column_name(q, i)),
				json_of(app->cx->mem, q, i));
		(void)json_array_append_new(rows, object);
		kz_rewind(app->cx->mem, mark);
		if ((rc = kz_stopped(app->cx)) < 0)
			return rc;
	}
	if (rc == 0)
		kz_app_json(app, "query", json_incref(rows));
	return rc;
}

static int as_csv(struct kz_app *app, struct kz_query *q)
{
	int n = kz_query_columns(q), rc;
	bool row;

	for (int i = 0; i < n; i++) {
		kz_esc_csv(app->out, kz_str_c(kz_query_column_name(q, i)));
		kz_buf_byte(app->out, i + 1 < n ? ',' : '\n');
	}
	while ((rc = kz_query_next(app->cx, q, &row)) == 0 && row) {
		struct kz_mark mark = kz_mark(app->cx->mem);

		for (int i = 0; i < n; i++) {
			struct kz_str s = text_of(app->cx->mem, q, i);

			if (kz_col_type(q, i) == KZ_VALUE_TEXT)
				kz_esc_csv(app->out, s);
			else
				kz_buf_add(app->out, s);
			kz_buf_byte(app->out, i + 1 < n ? ',' : '\n');
		}
		kz_rewind(app->cx->mem, mark);
		if ((rc = kz_stopped(app->cx)) < 0)
			return rc;
	}
	return rc;
}

/* A column is numbers until a text is met; rows are read first, since that decides the widths. */
static int as_table(struct kz_app *app, struct kz_query *q)
{
	struct kz_arena *mem = app->cx->mem;
	size_t n = (size_t)kz_query_columns(q), cells = 0, cap = 0;
	char *kinds = kz_arena_get(mem, n + 1);
	struct kz_str *cell = NULL;
	KZ_OWN(kz_table) table = NULL;
	bool row;
	int rc;

	memset(kinds, 'n', n);
	while ((rc = kz_query_next(app->cx, q, &row)) == 0 && row) {
		for (size_t i = 0; i < n; i++) {
			enum kz_value type = kz_col_type(q, (int)i);

			if (type == KZ_VALUE_TEXT || type == KZ_VALUE_BLOB)
				kinds[i] = 't';
			KZ_ROOM(mem, cell, cells, cap);
			cell[cells++] = text_of(mem, q, (int)i);
		}
		if ((rc = kz_stopped(app->cx)) < 0)
			return rc;
	}
	if (rc < 0)
		return rc;
	table = kz_table_new(kinds);
	for (size_t i = 0; i < n; i++)
		kz_table_cell(table, kz_str_c(kz_query_column_name(q, (int)i)));
	for (size_t i = 0; i < cells; i++)
		kz_table_cell(table, cell[i]);
	kz_table_print(table, app->out, 0, app->stdout_is_terminal ? app->width : 0, app->utf8);
	return 0;
}

static int query_run(struct kz_app *app, const char *const *argv)
{
	const char *format = app->option[KZ_OPT_FORMAT];
	KZ_OWN(kz_query) q = NULL;
	int rc;

	if (!argv[0])
		return kz_fail(app->cx, KZ_EUSAGE,
			"query: a statement is expected: kaizen query 'SELECT …'");
	if (!format)
		format = app->json ? "json" : "table";
	if (strcmp(format, "json") != 0 && strcmp(format, "csv") != 0 &&
		strcmp(format, "table") != 0)
		return kz_fail(app->cx, KZ_EUSAGE,
			"query: --format '%s': table, csv or json are expected", format);
	if ((rc = kz_app_read(app)) < 0 ||
		(rc = kz_query_user(app->cx, app->warehouse, kz_str_c(argv[0]), &q)) < 0)
		return rc;
	if (strcmp(format, "json") == 0)
		return as_json(app, q);
	return strcmp(format, "csv") == 0 ? as_csv(app, q) : as_table(app, q);
}

const struct kz_command command_query = {
	.name = "query",
	.about = "read the warehouse with SQL",
	.args = "'SELECT ...'",
	.options = (const enum kz_opt[]){KZ_OPT_FORMAT, KZ_OPTS},
	.max_args = 1,
	.is_statement = true,
	.run = query_run,
};
