/* SPDX-License-Identifier: MIT */
/* What is in the warehouse, how fresh it is, and what was seen and not taken. */
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/table.h"
#include "cli/app.h"
#include "warehouse/query.h"

/* Rows of a statement as an array of objects with the given keys; "at" keys become RFC 3339. */
static int rows_of(struct kz_app *app, const char *name, const char *const *keys, json_t *ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(app->cx, app->warehouse, name, &q)) < 0)
		return rc;
	while ((rc = kz_query_next(app->cx, q, &row)) == 0 && row) {
		json_t *object = json_object();

		for (int i = 0; keys[i]; i++) {
			json_t *value = kz_json_new_text(app->cx->mem, kz_col_text(q, i));

			if (kz_str_ends(kz_str_c(keys[i]), KZ_S("_at")) && !kz_col_is_null(q, i)) {
				struct kz_str t = kz_time_rfc(app->cx->mem, kz_col_int(q, i));

				json_decref(value);
				value = json_stringn(t.p, t.n);
			} else if (kz_col_type(q, i) == KZ_VALUE_INT) {
				json_decref(value);
				value = json_integer(kz_col_int(q, i));
			}
			(void)json_object_set_new(object, keys[i], value);
		}
		(void)json_array_append_new(ret, object);
	}
	return rc;
}

static const struct {
	const char *key, *statement;
	const char *const keys[7];
} parts[] = {
	{"sources", "cli/sql/status.sql#sources", {"source", "newest_at", "rows", "unit", NULL}},
	{"stages", "cli/sql/status.sql#stages", {"stage", "finished_at", "status", "rows", NULL}},
	{"results", "cli/sql/status.sql#results", {"what", "n", NULL}},
	{"not_taken", "cli/sql/status.sql#refused",
		{"collector", "state", "reason", "n", "example_path", "message", NULL}},
	{"problems", "cli/sql/status.sql#problems", {"collector", "reason", "n", "example", NULL}},
};

/* The whole status as one object: both forms are made from it. */
static int fill(struct kz_app *app, json_t *data)
{
	struct kz_file_info info;
	int64_t shallow;
	int rc;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		json_t *rows = json_array();

		(void)json_object_set_new(data, parts[i].key, rows);
		if ((rc = rows_of(app, parts[i].statement, parts[i].keys, rows)) < 0)
			return rc;
	}
	if ((rc = kz_query_number(app->cx, app->warehouse, "cli/sql/status.sql#shallow",
		     &shallow)) < 0 ||
		(rc = kz_file_info(app->cx, app->db_path, &info)) < 0)
		return rc;
	(void)json_object_set_new(data, "history_truncated", json_boolean(shallow != 0));
	(void)json_object_set_new(data, "warehouse",
		json_pack("{s:o, s:I, s:i}", "path",
			kz_json_new_text(app->cx->mem, kz_str_c(app->db_path)), "bytes",
			(json_int_t)info.size, "schema", KZ_SCHEMA_VERSION));
	return 0;
}

static void cell(struct kz_table *t, const json_t *row, const char *key)
{
	const json_t *v = json_object_get(row, key);
	char number[32];

	if (json_is_integer(v)) {
		(void)snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(v));
		kz_table_cell(t, kz_str_c(number));
	} else {
		kz_table_cell(t, json_is_string(v) ? kz_json_str(v) : KZ_S("-"));
	}
}

/* A section: its title, then the rows of an array; nothing when it is empty. */
static void section(struct kz_app *app, const json_t *data, const char *key, const char *columns,
	const char *const *heads)
{
	const json_t *rows = json_object_get(data, key), *row;
	KZ_OWN(kz_table) t = kz_table_new(columns);
	size_t i;

	if (json_array_size(rows) == 0)
		return;
	for (size_t c = 0; heads[c * 2]; c++)
		kz_table_cell(t, kz_str_c(heads[c * 2]));
	json_array_foreach(rows, i, row)
		for (size_t c = 0; heads[c * 2]; c++)
			cell(t, row, heads[c * 2 + 1]);
	kz_buf_byte(app->out, '\n');
	kz_table_print(t, app->out, 0, app->width, app->utf8);
}

/* What to type when transcripts were seen and not taken. */
static void advice(struct kz_app *app, const json_t *data)
{
	struct kz_page page = kz_app_page(app);
	const json_t *rows = json_object_get(data, "not_taken"), *row;
	bool elsewhere = false;
	size_t i;

	json_array_foreach(rows, i, row) {
		if (kz_str_eq(kz_json_text(row, "state"), KZ_S("elsewhere")))
			elsewhere = true;
	}
	if (elsewhere) {
		kz_page_end(&page);
		kz_page_wrap(&page, KZ_INK_PLAIN,
			KZ_S("Transcripts of other folders are not stored. Where they do belong"
			     " here, type"),
			0, 0);
		kz_buf_text(app->out,
			"\n  kaizen -c 'agents.path-alias=/their/folder/**' run\n"
			"or name files: kaizen collect agents FILE...\n");
	}
	if (json_is_true(json_object_get(data, "history_truncated"))) {
		kz_page_end(&page);
		kz_page_wrap(&page, KZ_INK_PLAIN,
			KZ_S("The history is shallow: ages and origins before its border are"
			     " unknown."),
			0, 0);
		kz_buf_text(app->out, "\n  git fetch --unshallow && kaizen run\n");
	}
}

static void as_text(struct kz_app *app, const json_t *data)
{
	struct kz_page page = kz_app_page(app);
	const json_t *at = json_object_get(data, "warehouse");
	int64_t bytes = 0;

	(void)kz_json_int(at, "bytes", &bytes);
	kz_page_wrap(&page, KZ_INK_PLAIN,
		kz_strf(app->cx->mem, KZ_FMT ": warehouse of %.1f MB, schema %d, %s",
			KZ_ARG(kz_app_name(app)), (double)bytes / 1e6, KZ_SCHEMA_VERSION,
			app->db_path),
		0, 0);
	kz_page_end(&page);
	section(app, data, "sources", "ttnt",
		(const char *const[]){"SOURCE", "source", "newest", "newest_at", "rows", "rows", "",
			"unit", NULL});
	section(app, data, "stages", "tttn",
		(const char *const[]){"STAGE", "stage", "last run", "finished_at", "", "status",
			"new", "rows", NULL});
	section(app, data, "results", "tn",
		(const char *const[]){"RESULTS", "what", "n", "n", NULL});
	section(app, data, "not_taken", "tttnt",
		(const char *const[]){"NOT TAKEN", "collector", "state", "state", "reason",
			"reason", "n", "n", "for example", "example_path", NULL});
	section(app, data, "problems", "ttnt",
		(const char *const[]){"PASSED OVER", "collector", "reason", "reason", "n", "n",
			"for example", "example", NULL});
	advice(app, data);
}

static int nothing_yet(struct kz_app *app)
{
	kz_err_clear(app->cx);
	if (app->json)
		kz_app_json(app, "status", json_pack("{s:n}", "warehouse"));
	else
		kz_buf_text(app->out, "No warehouse yet. Type `kaizen run`.\n");
	return KZ_EXIT_OK;
}

static int status_run(struct kz_app *app, const char *const *argv)
{
	KZ_OWN_JSON data = json_object();
	int rc;

	(void)argv;
	if ((rc = kz_app_git(app)) < 0)
		return rc;
	rc = kz_app_read(app);
	if (rc == KZ_ENOENT)
		return nothing_yet(app);
	if (rc < 0 || (rc = fill(app, data)) < 0)
		return rc;
	if (app->json)
		kz_app_json(app, "status", json_incref(data));
	else
		as_text(app, data);
	return KZ_EXIT_OK;
}

const struct kz_command command_status = {
	.name = "status",
	.about = "what is in the warehouse, how fresh, what was not taken",
	.args = "",
	.run = status_run,
};
