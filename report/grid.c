/* SPDX-License-Identifier: MIT */
/* Sections of the report as plain tables. */
#include "report/grid.h"

#include <math.h>

#include "base/buf.h"
#include "base/clock.h"
#include "report/phrases.h"

#define COLUMNS(array) .columns = (array), .n_columns = sizeof(array) / sizeof((array)[0])

static void put(struct kz_grid *g, struct kz_cell cell)
{
	KZ_ROOM(g->mem, g->cells, g->n_cells, g->cap);
	g->cells[g->n_cells++] = cell;
	g->n_rows = g->n_cells / g->n_columns;
}

static void put_text(struct kz_grid *g, struct kz_str s)
{
	put(g, (struct kz_cell){.type = s.p ? KZ_CELL_TEXT : KZ_CELL_NULL, .text = s});
}

static void put_int(struct kz_grid *g, int64_t v)
{
	put(g,
		(struct kz_cell){.type = v == KZ_UNKNOWN ? KZ_CELL_NULL : KZ_CELL_INT,
			.integer = v});
}

static void put_real(struct kz_grid *g, double v)
{
	put(g,
		(struct kz_cell){.type = isfinite(v) ? KZ_CELL_REAL : KZ_CELL_NULL,
			.real = kz_round6(v)});
}

static void put_bool(struct kz_grid *g, bool v)
{
	put(g, (struct kz_cell){.type = KZ_CELL_BOOL, .integer = v});
}

static void put_time(struct kz_grid *g, int64_t at)
{
	put_text(g, at == KZ_UNKNOWN ? KZ_NOTHING : kz_time_rfc(g->mem, at));
}

struct kz_str kz_signal_words(struct kz_arena *a, unsigned signals)
{
	KZ_OWN(kz_buf) b = kz_buf_new(20);

	if (signals & KZ_XMR_R1)
		kz_buf_text(b, "R1 ");
	if (signals & KZ_XMR_R2)
		kz_buf_text(b, "R2 ");
	if (signals & KZ_XMR_R3)
		kz_buf_text(b, "R3 ");
	return kz_str_dup(a, kz_str_trim(kz_buf_str(b)));
}

/* On a logarithmic scale the distance of neighbours is a factor. */
static double range_shown(const struct kz_series *s, double range)
{
	return s->is_log ? exp(range) : range;
}

struct kz_grid kz_grid_series(struct kz_arena *a, const struct kz_series *s)
{
	static const struct kz_grid_column columns[] = {{"bucket", "text"}, {"at", "time"},
		{"value", "real"}, {"n", "integer"}, {"complete", "flag"}, {"phase", "integer"},
		{"mean", "real"}, {"lnpl", "real"}, {"unpl", "real"}, {"mr", "real"},
		{"mr_mean", "real"}, {"mr_upper", "real"}, {"rule", "text"}};
	struct kz_grid g = {.id = kz_strf(a, "measure." KZ_FMT, KZ_ARG(kz_series_key(a, s))),
		.kind = "xmr",
		.mem = a,
		COLUMNS(columns)};

	for (size_t i = 0; i < s->n; i++) {
		const struct kz_xmr_phase *ph = kz_series_phase(s, i);
		bool has_limits = ph->level >= KZ_XMR_PROVISIONAL;

		put_text(&g, kz_series_bucket(a, s, i));
		put_time(&g, s->at[i]);
		put_real(&g, s->points[i].value);
		put_int(&g, s->counts[i]);
		put_bool(&g, !s->points[i].is_incomplete);
		put_int(&g, (int64_t)s->points[i].phase + 1);
		put_real(&g, ph->level >= KZ_XMR_CENTRE ? ph->centre : NAN);
		put_real(&g, has_limits ? ph->low : NAN);
		put_real(&g, has_limits ? ph->high : NAN);
		put_real(&g, range_shown(s, s->points[i].range));
		put_real(&g, has_limits ? range_shown(s, ph->range) : NAN);
		put_real(&g, has_limits ? range_shown(s, ph->range_limit) : NAN);
		put_text(&g,
			s->points[i].signals ? kz_signal_words(a, s->points[i].signals)
					     : KZ_NOTHING);
	}
	return g;
}

struct kz_grid kz_grid_stages(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"stage", "text"}, {"median_min", "real"},
		{"p85_min", "real"}, {"share", "real"}, {"slowest_tenth_share", "real"},
		{"n", "integer"}, {"is_constraint", "flag"}};
	struct kz_grid g = {.id = KZ_S("flow.stages"),
		.kind = "valuestream",
		.mem = a,
		COLUMNS(columns)};

	for (size_t i = 0; i < m->n_stages; i++) {
		const struct kz_stage_row *s = &m->stages[i];

		put_text(&g, s->name);
		put_real(&g, s->median);
		put_real(&g, s->p85);
		put_real(&g, s->share);
		put_real(&g, s->tail);
		put_int(&g, s->n);
		put_bool(&g, kz_str_eq(s->name, m->constraint.subject));
	}
	return g;
}

struct kz_grid kz_grid_losses(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"rank", "integer"}, {"finding", "text"},
		{"kind", "text"}, {"class", "text"}, {"loss", "text"}, {"min_week", "real"},
		{"share", "real"}, {"cum_share", "real"}, {"n", "integer"}, {"sessions", "integer"},
		{"first_at", "time"}, {"last_at", "time"}};
	struct kz_grid g = {.id = KZ_S("loss.pareto"),
		.kind = "pareto",
		.mem = a,
		COLUMNS(columns)};
	double sum = 0;

	for (size_t i = 0; i < m->n_losses; i++) {
		const struct kz_finding_row *f = &m->losses[i];

		sum += isfinite(f->minutes_per_week) ? f->minutes_per_week : 0;
		put_int(&g, (int64_t)i + 1);
		put_text(&g, f->id);
		put_text(&g, f->kind);
		put_text(&g, f->class_name);
		put_text(&g, f->title);
		put_real(&g, f->minutes_per_week);
		put_real(&g, kz_loss_share(m, f));
		put_real(&g, m->loss_total > 0 ? sum / m->loss_total : NAN);
		put_int(&g, f->n);
		put_int(&g, f->sessions);
		put_time(&g, f->first_at);
		put_time(&g, f->last_at);
	}
	return g;
}

struct kz_grid kz_grid_friction(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"class", "text"}, {"program", "text"},
		{"wrong", "text"}, {"right", "text"}, {"sessions", "integer"},
		{"occurrences", "integer"}, {"minutes", "real"}, {"verified", "flag"},
		{"first_at", "time"}, {"last_at", "time"}, {"finding", "text"}};
	struct kz_grid g = {.id = KZ_S("friction.repairs"),
		.kind = "table",
		.mem = a,
		COLUMNS(columns)};

	for (size_t i = 0; i < m->n_repairs; i++) {
		const struct kz_repair_row *r = &m->repairs[i];

		put_text(&g, r->class_name);
		put_text(&g, r->program);
		put_text(&g, r->wrong);
		put_text(&g, r->right);
		put_int(&g, r->sessions);
		put_int(&g, r->occurrences);
		put_real(&g, r->minutes);
		put_bool(&g, r->is_verified);
		put_time(&g, r->first_at);
		put_time(&g, r->last_at);
		put_text(&g, r->finding);
	}
	return g;
}

/* A row for each origin that is kept; a file without any has one row. */
struct kz_grid kz_grid_causes(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"path", "text"}, {"fixes", "integer"},
		{"lines", "integer"}, {"commits", "integer"}, {"min_week", "real"},
		{"finding", "text"}, {"origin", "text"}, {"origin_written_by", "text"},
		{"origin_subject", "text"}, {"origin_fixes", "integer"},
		{"origin_lines", "integer"}};
	static const struct kz_origin_row none = {.fixes = KZ_UNKNOWN, .lines = KZ_UNKNOWN};
	struct kz_grid g = {.id = KZ_S("defects.causes"),
		.kind = "table",
		.mem = a,
		COLUMNS(columns)};

	for (size_t i = 0; i < m->n_causes; i++) {
		const struct kz_cause_row *c = &m->causes[i];

		for (size_t k = 0; k < (c->n_origins ? c->n_origins : 1); k++) {
			const struct kz_origin_row *o = c->n_origins ? &c->origins[k] : &none;

			put_text(&g, c->path);
			put_int(&g, c->fixes);
			put_int(&g, c->lines);
			put_int(&g, c->commits);
			put_real(&g, c->minutes_per_week);
			put_text(&g, c->finding);
			put_text(&g, o->oid);
			put_text(&g, o->written_by);
			put_text(&g, o->subject);
			put_int(&g, o->fixes);
			put_int(&g, o->lines);
		}
	}
	return g;
}

struct kz_grid kz_grid_counters(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"id", "text"}, {"state", "text"},
		{"target", "text"}, {"text", "text"}, {"measure", "text"}, {"prediction", "text"},
		{"before_events", "integer"}, {"before_n", "integer"}, {"after_events", "integer"},
		{"after_n", "integer"}, {"expected", "real"}, {"verdict", "text"},
		{"created_at", "time"}, {"check_at", "time"}, {"in_force_at", "time"},
		{"branch", "text"}, {"adr", "text"}, {"finding", "text"}, {"diff", "text"}};
	struct kz_grid g = {.id = KZ_S("cm.board"), .kind = "table", .mem = a, COLUMNS(columns)};

	for (size_t i = 0; i < m->n_counters; i++) {
		const struct kz_counter_row *c = &m->counters[i];

		put_text(&g, c->id);
		put_text(&g, c->state);
		put_text(&g, c->target);
		put_text(&g, c->text);
		put_text(&g, c->measure);
		put_text(&g, c->prediction);
		put_int(&g, c->before_events);
		put_int(&g, c->before_n);
		put_int(&g, c->after_events);
		put_int(&g, c->after_n);
		put_real(&g, c->expected);
		put_text(&g, c->verdict);
		put_time(&g, c->created_at);
		put_time(&g, c->check_at);
		put_time(&g, c->in_force_at);
		put_text(&g, c->branch);
		put_text(&g, c->adr);
		put_text(&g, c->finding);
		put_text(&g, c->diff);
	}
	return g;
}

struct kz_grid kz_grid_sources(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"collector", "text"}, {"state", "text"},
		{"reason", "text"}, {"inputs", "integer"}, {"rows", "integer"}};
	struct kz_grid g = {.id = KZ_S("coverage"), .kind = "table", .mem = a, COLUMNS(columns)};

	for (size_t i = 0; i < m->n_sources; i++) {
		put_text(&g, m->sources[i].collector);
		put_text(&g, m->sources[i].state);
		put_text(&g, m->sources[i].reason);
		put_int(&g, m->sources[i].inputs);
		put_int(&g, m->sources[i].rows);
	}
	return g;
}

struct kz_grid kz_grid_problems(struct kz_arena *a, const struct kz_model *m)
{
	static const struct kz_grid_column columns[] = {{"collector", "text"}, {"input", "text"},
		{"place", "text"}, {"reason", "text"}, {"message", "text"}};
	struct kz_grid g = {.id = KZ_S("coverage.problems"),
		.kind = "table",
		.mem = a,
		COLUMNS(columns)};

	for (size_t i = 0; i < m->n_problems; i++) {
		put_text(&g, m->problems[i].collector);
		put_text(&g, m->problems[i].input);
		put_text(&g, m->problems[i].place);
		put_text(&g, m->problems[i].reason);
		put_text(&g, m->problems[i].message);
	}
	return g;
}
