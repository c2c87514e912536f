/* SPDX-License-Identifier: MIT */
/* The report as JSON: the envelope, and under data what report.md 7 describes. */
#include <math.h>

#include "base/clock.h"
#include "base/json.h"
#include "report/grid.h"
#include "report/output.h"
#include "report/phrases.h"

static json_t *time_or_null(struct kz_arena *a, int64_t at)
{
	return kz_json_new_text(a, at == KZ_UNKNOWN ? KZ_NOTHING : kz_time_rfc(a, at));
}

static void set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static json_t *real(double v)
{
	return kz_json_new_real(kz_round6(v));
}

static json_t *cell(struct kz_arena *a, const struct kz_cell *c)
{
	switch (c->type) {
	case KZ_CELL_TEXT:
		return kz_json_new_text(a, c->text);
	case KZ_CELL_INT:
		return kz_json_new_int(c->integer);
	case KZ_CELL_REAL:
		return real(c->real);
	case KZ_CELL_BOOL:
		return json_boolean(c->integer);
	case KZ_CELL_NULL:
		break;
	}
	return json_null();
}

static json_t *section(struct kz_arena *a, const struct kz_grid *g, const char *status)
{
	json_t *o = json_object(), *columns = json_array(), *rows = json_array();

	set(o, "id", kz_json_new_text(a, g->id));
	set(o, "kind", json_string(g->kind));
	set(o, "status", json_string(g->n_rows ? status : "empty"));
	for (size_t i = 0; i < g->n_columns; i++)
		(void)json_array_append_new(columns,
			json_pack("{s:s,s:s}", "name", g->columns[i].name, "type",
				g->columns[i].type));
	for (size_t i = 0; i < g->n_rows; i++) {
		json_t *row = json_array();

		for (size_t k = 0; k < g->n_columns; k++)
			(void)json_array_append_new(row, cell(a, &g->cells[i * g->n_columns + k]));
		(void)json_array_append_new(rows, row);
	}
	set(o, "columns", columns);
	set(o, "rows", rows);
	return o;
}

static json_t *phases(struct kz_arena *a, const struct kz_series *s)
{
	json_t *all = json_array();

	for (size_t i = 0; i < s->n_phases; i++) {
		const struct kz_xmr_phase *ph = &s->phases[i];
		bool has_limits = ph->level >= KZ_XMR_PROVISIONAL;
		json_t *o = json_object();

		if (ph->to <= ph->from)
			continue;
		set(o, "from", time_or_null(a, s->at[ph->from]));
		set(o, "to", time_or_null(a, s->at[ph->to - 1]));
		set(o, "n", kz_json_new_int((int64_t)ph->n));
		set(o, "mean", real(ph->level >= KZ_XMR_CENTRE ? ph->centre : NAN));
		set(o, "lnpl", real(has_limits ? ph->low : NAN));
		set(o, "unpl", real(has_limits ? ph->high : NAN));
		set(o, "provisional", json_boolean(ph->level < KZ_XMR_FIRM));
		set(o, "autocorrelated", json_boolean(ph->is_autocorrelated));
		(void)json_array_append_new(all, o);
	}
	return all;
}

static json_t *annotations(struct kz_arena *a, const struct kz_model *m)
{
	json_t *all = json_array();

	for (size_t i = 0; i < m->n_marks; i++) {
		json_t *o = json_object();

		set(o, "at", time_or_null(a, m->marks[i].at));
		set(o, "ref", kz_json_new_text(a, m->marks[i].id));
		set(o, "label", kz_json_new_text(a, m->marks[i].text));
		(void)json_array_append_new(all, o);
	}
	return all;
}

static const char *unit_word(enum kz_unit unit)
{
	switch (unit) {
	case KZ_UNIT_MINUTES:
		return "min";
	case KZ_UNIT_SHARE:
		return "share";
	case KZ_UNIT_COUNT:
		break;
	}
	return "count";
}

static json_t *series_section(struct kz_arena *a, const struct kz_model *m,
	const struct kz_series *s)
{
	struct kz_grid g = kz_grid_series(a, s);
	json_t *o = section(a, &g, s->measured < KZ_XMR_NEED_CENTRE ? "too_little" : "ok");
	json_t *extra = json_object();

	set(o, "question", kz_json_new_text(a, s->measure->about));
	set(o, "finding", kz_json_new_text(a, s->finding));
	set(o, "source_note", kz_json_new_text(a, s->source));
	set(o, "n", kz_json_new_int((int64_t)s->measured));
	set(o, "unit", json_string(unit_word(s->measure->unit)));
	set(o, "annotations", annotations(a, m));
	set(extra, "bucket", json_string(kz_series_word(s)));
	set(extra, "scale", json_string(s->is_log ? "log" : "linear"));
	set(extra, "phases", phases(a, s));
	set(o, "extra", extra);
	return o;
}

static const char *tone_word(enum kz_tone tone)
{
	switch (tone) {
	case KZ_TONE_BETTER:
		return "better";
	case KZ_TONE_WORSE:
		return "worse";
	case KZ_TONE_CHANGED:
		return "changed";
	case KZ_TONE_PLAIN:
		break;
	}
	return "none";
}

static json_t *tile(struct kz_arena *a, const struct kz_series *s)
{
	const struct kz_xmr_phase *ph = kz_series_phase(s, s->latest);
	json_t *o = json_object(), *spark = json_array(), *limits = json_null();

	for (size_t i = 0; i < s->n_weeks; i++)
		(void)json_array_append_new(spark, real(s->weeks[i]));
	if (ph->level >= KZ_XMR_PROVISIONAL) {
		limits = json_array();
		(void)json_array_append_new(limits, real(ph->low));
		(void)json_array_append_new(limits, real(ph->high));
	}
	set(o, "id", kz_json_new_text(a, kz_series_key(a, s)));
	set(o, "title", kz_json_new_text(a, s->measure->title));
	set(o, "unit", json_string(unit_word(s->measure->unit)));
	set(o, "bucket", json_string(kz_series_word(s)));
	set(o, "at", time_or_null(a, s->at[s->latest]));
	set(o, "value", real(s->points[s->latest].value));
	set(o, "n", kz_json_new_int((int64_t)s->measured));
	set(o, "shift", real(s->shift));
	set(o, "verdict", json_string(tone_word(s->tone)));
	set(o, "text", kz_json_new_text(a, s->word));
	set(o, "limits", limits);
	set(o, "spark", spark);
	return o;
}

static json_t *headline(struct kz_arena *a, const struct kz_model *m)
{
	static const char *const status[] = {"ok", "too_little", "empty"};
	const struct kz_headline *h = &m->headline;
	const struct kz_finding_row *f = h->constraint;
	struct kz_str next = KZ_NOTHING;
	json_t *o = json_object();

	for (size_t i = 0; i < m->n_counters && !next.p; i++)
		if (kz_str_eq(m->counters[i].state, KZ_S("proposed")))
			next = m->counters[i].id;
	set(o, "status", json_string(status[h->status]));
	set(o, "stage", kz_json_new_text(a, f ? f->subject : KZ_NOTHING));
	set(o, "finding", kz_json_new_text(a, f ? f->id : KZ_NOTHING));
	set(o, "n", kz_json_new_int(f ? f->n : m->totals.own));
	set(o, "since", time_or_null(a, f ? f->first_at : KZ_UNKNOWN));
	set(o, "next", kz_json_new_text(a, next));
	set(o, "text", kz_json_new_text(a, h->title));
	set(o, "detail", kz_json_new_text(a, h->detail));
	set(o, "better", kz_json_new_text(a, h->better));
	set(o, "worse", kz_json_new_text(a, h->worse));
	set(o, "next_step", kz_json_new_text(a, h->next));
	return o;
}

static json_t *period(struct kz_arena *a, const struct kz_model *m)
{
	json_t *o = json_object();

	set(o, "from",
		kz_json_new_text(a, m->to == KZ_UNKNOWN ? KZ_NOTHING : kz_time_day(a, m->from)));
	set(o, "to", kz_json_new_text(a, m->to == KZ_UNKNOWN ? KZ_NOTHING : kz_time_day(a, m->to)));
	set(o, "weeks", kz_json_new_int(m->weeks));
	return o;
}

static json_t *totals(const struct kz_totals *t)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "commits",
		(json_int_t)t->commits, "changes", (json_int_t)t->changes, "releases",
		(json_int_t)t->releases, "sessions", (json_int_t)t->sessions, "tool_calls",
		(json_int_t)t->calls, "prompts", (json_int_t)t->turns, "test_results",
		(json_int_t)t->tests, "test_runs", (json_int_t)t->runs, "fixes",
		(json_int_t)t->fixes, "traced_fixes", (json_int_t)t->traced, "hidden_failures",
		(json_int_t)t->hidden, "hidden_sessions", (json_int_t)t->hidden_sessions);
}

static json_t *sections(struct kz_arena *a, const struct kz_model *m)
{
	static struct kz_grid (*const others[])(struct kz_arena *, const struct kz_model *) = {
		kz_grid_stages, kz_grid_losses, kz_grid_friction, kz_grid_causes, kz_grid_counters};
	json_t *all = json_array();

	for (size_t i = 0; i < m->n_series; i++)
		(void)json_array_append_new(all, series_section(a, m, &m->series[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct kz_grid g = others[i](a, m);

		(void)json_array_append_new(all, section(a, &g, "ok"));
	}
	return all;
}

static json_t *coverage(struct kz_arena *a, const struct kz_model *m)
{
	struct kz_grid sources = kz_grid_sources(a, m), problems = kz_grid_problems(a, m);
	json_t *all = json_array();

	(void)json_array_append_new(all, section(a, &sources, "ok"));
	(void)json_array_append_new(all, section(a, &problems, "ok"));
	return all;
}

static json_t *data_of(struct kz_arena *a, const struct kz_model *m)
{
	json_t *data = json_object(), *tiles = json_array(), *unknown = json_array();

	for (size_t i = 0; i < m->n_series; i++)
		(void)json_array_append_new(tiles, tile(a, &m->series[i]));
	for (size_t i = 0; i < m->n_unknown; i++)
		(void)json_array_append_new(unknown, kz_json_new_text(a, m->unknown[i]));
	set(data, "repo", json_pack("{s:o}", "name", kz_json_new_text(a, m->repository)));
	set(data, "period", period(a, m));
	set(data, "totals", totals(&m->totals));
	set(data, "headline", headline(a, m));
	set(data, "tiles", tiles);
	set(data, "sections", sections(a, m));
	set(data, "coverage", coverage(a, m));
	set(data, "unknown", unknown);
	return data;
}

static json_t *skipped(const struct kz_model *m)
{
	json_t *o = json_object();

	for (size_t i = 0; i < m->n_sources; i++) {
		const struct kz_source_row *s = &m->sources[i];
		struct kz_str key = s->reason.n ? s->reason : s->state;
		char name[64] = {0};

		if (kz_str_eq(s->state, KZ_S("ok")) || kz_str_eq(s->state, KZ_S("partial")) ||
			key.n >= sizeof(name))
			continue;
		for (size_t k = 0; k < key.n; k++)
			name[k] = key.p[k];
		set(o, name,
			kz_json_new_int(json_integer_value(json_object_get(o, name)) + s->inputs));
	}
	return o;
}

static int json_write(struct kz_ctx *cx, const struct kz_model *m,
	const struct kz_report_options *options, struct kz_buf *out)
{
	KZ_OWN_JSON doc = json_object();

	(void)options;
	set(doc, "schema", json_string("kaizen.report/1"));
	set(doc, "generated_at", time_or_null(cx->mem, cx->now));
	set(doc, "as_of", time_or_null(cx->mem, cx->now));
	set(doc, "data", data_of(cx->mem, m));
	set(doc, "warnings", json_array());
	set(doc, "skipped", skipped(m));
	kz_json_write(out, doc);
	return 0;
}

const struct kz_output out_json = {.name = "json", .write = json_write};
