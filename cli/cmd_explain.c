/* SPDX-License-Identifier: MIT */
/* From a finding or a countermeasure to the rows it rests on. */
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/escape.h"
#include "cli/app.h"
#include "warehouse/query.h"

/* Views whose rows can be shown; the statement's name follows from it. */
static const char *const views[] = {"tool_calls", "commits", "fixes", "changes", "sessions",
	"origins", "file_changes", "test_results", NULL};

/* The present row as an object, keyed by column name. */
static json_t *object_of(struct kz_app *app, struct kz_query *q)
{
	json_t *object = json_object();

	for (int i = 0; i < kz_query_columns(q); i++) {
		json_t *value;

		switch (kz_col_type(q, i)) {
		case KZ_VALUE_INT:
			value = json_integer(kz_col_int(q, i));
			break;
		case KZ_VALUE_REAL:
			value = kz_json_new_real(kz_col_real(q, i));
			break;
		case KZ_VALUE_NULL:
		case KZ_VALUE_TEXT:
		case KZ_VALUE_BLOB:
		default:
			value = kz_json_new_text(app->cx->mem, kz_col_text(q, i));
		}
		(void)json_object_set_new(object, kz_query_column_name(q, i), value);
	}
	return object;
}

/* The first row of a statement with (repository, id), or NULL. */
static int one_row(struct kz_app *app, const char *statement, struct kz_str id, json_t **ret)
{
	struct kz_query *q;
	bool row;
	int rc;

	*ret = NULL;
	if ((rc = kz_query_here(app->cx, app->warehouse, statement, &q)) < 0)
		return rc;
	kz_bind_text(q, 2, id);
	if ((rc = kz_query_next(app->cx, q, &row)) < 0)
		return rc;
	if (row)
		*ret = object_of(app, q);
	kz_query_reset(q);
	return 0;
}

/* The row behind a piece of evidence: NULL where the view has no statement here. */
static int evidence_row(struct kz_app *app, struct kz_str view, struct kz_str ref, json_t **ret)
{
	*ret = NULL;
	for (size_t i = 0; views[i]; i++)
		if (kz_str_eq(kz_str_c(views[i]), view))
			return one_row(app,
				kz_strf(app->cx->mem, "cli/sql/explain.sql#row-%s", views[i]).p,
				ref, ret);
	return 0;
}

static int add_evidence(struct kz_app *app, const char *statement, struct kz_str id, json_t *list)
{
	struct kz_query *q;
	bool row;
	json_t *e;
	size_t i;
	int rc;

	if ((rc = kz_query_here(app->cx, app->warehouse, statement, &q)) < 0)
		return rc;
	kz_bind_text(q, 2, id);
	while ((rc = kz_query_next(app->cx, q, &row)) == 0 && row)
		(void)json_array_append_new(list, object_of(app, q));
	if (rc < 0)
		return rc;
	json_array_foreach(list, i, e) {
		json_t *of;

		if ((rc = evidence_row(app, kz_json_text(e, "view"), kz_json_text(e, "ref"), &of)) <
			0)
			return rc;
		(void)json_object_set_new(e, "row", of ? of : json_null());
	}
	return 0;
}

/* A value in a line; times are known by their names, a number has six digits. */
static void add_value(struct kz_app *app, const char *key, const json_t *v)
{
	KZ_OWN(kz_buf) line = kz_buf_new(1 << 20);
	struct kz_str name = kz_str_c(key);

	if (json_is_string(v)) {
		kz_esc_line(app->out, kz_json_str(v));
	} else if (json_is_integer(v) &&
		(kz_str_eq(name, KZ_S("at")) || kz_str_ends(name, KZ_S("_at")))) {
		kz_buf_text(app->out, kz_time_minute(app->cx->mem, json_integer_value(v)).p);
	} else if (json_is_real(v)) {
		kz_buf_addf(app->out, "%.6g", json_real_value(v));
	} else {
		kz_json_line(line, v);
		kz_esc_line(app->out, kz_buf_str(line));
	}
}

/* "  at 2026-01-02 10:00  tool Bash": the fields of an object behind each other. */
static void add_fields(struct kz_app *app, const json_t *of, struct kz_str but)
{
	const char *key;
	json_t *v;

	json_object_foreach((json_t *)(uintptr_t)of, key, v) {
		if (json_is_null(v) || (but.p && kz_str_eq(but, kz_json_str(v))))
			continue;
		kz_buf_addf(app->out, "  %s ", key);
		add_value(app, key, v);
	}
}

/* What an analyzer has noted: a line a value, and one for each member of a list of objects. */
static void add_detail(struct kz_app *app, const json_t *detail)
{
	const char *key;
	json_t *v, *member;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)detail, key, v) {
		if (json_is_null(v))
			continue;
		if (json_is_array(v) && json_is_object(json_array_get(v, 0))) {
			kz_buf_addf(app->out, "  %s", key);
			json_array_foreach(v, i, member) {
				kz_buf_text(app->out, "\n  ");
				add_fields(app, member, KZ_NOTHING);
			}
		} else {
			kz_buf_addf(app->out, "  %-21s ", key);
			add_value(app, key, v);
		}
		kz_buf_byte(app->out, '\n');
	}
}

static void value_line(struct kz_app *app, const char *key, const json_t *v)
{
	struct kz_str name = kz_str_c(key);

	if (json_is_null(v))
		return;
	if (kz_str_eq(name, KZ_S("detail")) && json_is_object(v)) {
		kz_buf_text(app->out, "detail\n");
		add_detail(app, v);
		return;
	}
	kz_buf_addf(app->out, "%-17s ", key);
	if (kz_str_eq(name, KZ_S("diff"))) {
		kz_buf_byte(app->out, '\n');
		kz_esc_term(app->out, kz_json_str(v));
	} else {
		add_value(app, key, v);
		if (json_is_integer(v) && kz_str_ends(name, KZ_S("_at")))
			kz_buf_text(app->out, " UTC");
	}
	kz_buf_byte(app->out, '\n');
}

/* "tool_calls toolu_1  at 2026-01-02 10:00  Bash  go test ./… | tail": values in one line. */
static void evidence_line(struct kz_app *app, const json_t *e)
{
	kz_buf_text(app->out, "  ");
	kz_esc_line(app->out, kz_json_text(e, "view"));
	kz_buf_byte(app->out, ' ');
	kz_esc_line(app->out, kz_json_text(e, "ref"));
	add_fields(app, json_object_get(e, "row"), kz_json_text(e, "ref"));
	kz_buf_byte(app->out, '\n');
}

static void as_text(struct kz_app *app, const json_t *of, const json_t *evidence)
{
	const char *key;
	json_t *v;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)of, key, v)
		value_line(app, key, v);
	if (json_array_size(evidence) == 0)
		return;
	kz_buf_addf(app->out, "\nEVIDENCE %zu rows\n", json_array_size(evidence));
	json_array_foreach(evidence, i, v)
		evidence_line(app, v);
}

/* Its own JSON is a value of the answer, no text to be read again; what is no JSON stays text. */
static void open_detail(struct kz_app *app, json_t *of)
{
	const json_t *text = json_object_get(of, "detail");
	struct kz_err kept = app->cx->err;
	json_t *detail = NULL;
	size_t used;

	if (!json_is_string(text))
		return;
	if (kz_json_read(app->cx, kz_json_str(text), &detail, &used) == 0)
		(void)json_object_set_new(of, "detail", detail);
	else
		app->cx->err = kept;
}

static int explain_run(struct kz_app *app, const char *const *argv)
{
	KZ_OWN_JSON evidence = json_array();
	KZ_OWN_JSON of = NULL;
	struct kz_str id;
	const char *what = "finding", *rows = "cli/sql/explain.sql#evidence";
	int rc;

	if (!argv[0])
		return kz_fail(app->cx, KZ_EUSAGE,
			"explain: the id of a finding or a countermeasure is expected");
	id = kz_str_c(argv[0]);
	if ((rc = kz_app_read(app)) < 0 ||
		(rc = one_row(app, "cli/sql/explain.sql#finding", id, &of)) < 0)
		return rc;
	if (!of) {
		what = "countermeasure";
		if ((rc = one_row(app, "cli/sql/explain.sql#countermeasure", id, &of)) < 0)
			return rc;
		if (!of)
			return kz_fail(app->cx, KZ_ENOENT,
				"explain: no finding or countermeasure '%s'; "
				"`kaizen report` lists them",
				argv[0]);
		rows = "cli/sql/explain.sql#countermeasure-evidence";
	}
	if ((rc = add_evidence(app, rows, id, evidence)) < 0)
		return rc;
	open_detail(app, of);
	if (app->json)
		kz_app_json(app, "explain",
			json_pack("{s:O, s:O}", what, of, "evidence", evidence));
	else
		as_text(app, of, evidence);
	return KZ_EXIT_OK;
}

const struct kz_command command_explain = {
	.name = "explain",
	.about = "from a finding to the rows it rests on",
	.args = "ID",
	.max_args = 1,
	.run = explain_run,
};
