/* SPDX-License-Identifier: MIT */
/*
 * What a report says, once: filled from public views by report/fill_*.c, then only read. Forms
 * (report/out_*.c) are pure functions of it. Own text in it is ASCII; titles, paths, commands,
 * subjects and ids come from data and are escaped by the form. All memory is cx->mem.
 */
#ifndef KZ_REPORT_MODEL_H
#define KZ_REPORT_MODEL_H

#include "report/series.h"
#include "warehouse/db.h"

/* Where a claim can be looked up: a session with its number of events, or a view's row. */
struct kz_citation {
	struct kz_str view; /* "sessions", or the view that ref is a key of */
	struct kz_str ref;
	int64_t n; /* events in it */
};

struct kz_finding_row {
	struct kz_str id, kind, subject, title, class_name, detail;
	double minutes_per_week, minutes; /* NaN: elapsed time, not effort */
	int64_t n, sessions, first_at, last_at;
	struct kz_citation *cited;
	size_t n_cited;
};

struct kz_repair_row {
	struct kz_str class_name, program, wrong, right, finding;
	int64_t sessions, occurrences, first_at, last_at;
	double minutes;
	bool is_verified; /* the facts hold in the repository */
};

/* A commit whose lines were repaired later. */
struct kz_origin_row {
	struct kz_str oid, subject, written_by;
	int64_t fixes, lines;
};

enum { KZ_ORIGINS_MAX = 3 };

/* A file that fixes repaired, and where the repaired lines came from. */
struct kz_cause_row {
	struct kz_str path;
	int64_t fixes, commits, lines; /* commits: all origins, of which the first few are kept */
	double minutes_per_week;
	struct kz_str finding; /* KZ_NOTHING: none of its own */
	struct kz_origin_row origins[KZ_ORIGINS_MAX];
	size_t n_origins;
};

struct kz_counter_row {
	struct kz_str id, state, text, target, diff, measure, prediction, verdict, branch, adr,
		finding;
	int64_t created_at, check_at, state_at, in_force_at;
	int64_t before_events, before_n, after_events, after_n; /* KZ_UNKNOWN: not measured */
	double expected;                                        /* share after; NaN */
};

/* One kind of input and what became of it. */
struct kz_source_row {
	struct kz_str collector, state, reason;
	int64_t inputs, rows, newest_at;
};

struct kz_problem_row {
	struct kz_str collector, input, place, reason, message;
};

/* Where a change's time goes, from the constraint's detail; times in minutes, NaN unknown. */
struct kz_stage_row {
	struct kz_str name, words; /* "release", "waiting for a release" */
	int64_t n;
	double median, p85, share;
	double tail; /* share of the stage's time in the slowest tenth of the changes */
};

enum { KZ_STAGES_MAX = 6 };

enum kz_status { KZ_STATUS_OK, KZ_STATUS_TOO_LITTLE, KZ_STATUS_EMPTY };

struct kz_headline {
	enum kz_status status;
	const struct kz_finding_row *constraint; /* NULL: none named */
	struct kz_str confidence;                /* clear, likely, two candidates */
	int64_t direct;                          /* of the constraint's changes */
	bool is_of_few;                          /* most of its time is that of a few changes */
	struct kz_str title;                     /* one sentence */
	struct kz_str detail;                    /* n, minutes, what it means; may be empty */
	struct kz_str better, worse, next;       /* never empty */
};

struct kz_totals {
	int64_t commits, changes, releases, sessions, calls, turns, tests, runs, fixes, traced;
	int64_t hidden, hidden_sessions; /* runs of tests and linters that failed unseen */
	int64_t own, direct, begun; /* changes not by bots; of these direct; with a known start */
};

struct kz_model {
	struct kz_str repository; /* its name in the head */
	int64_t now, from, to;    /* window: from <= t <= to, the newest record; KZ_UNKNOWN: none */
	int64_t weeks;            /* calendar weeks that the window touches */
	int64_t analyzed;         /* 0: nothing but what was collected is known */
	struct kz_totals totals;  /* in the window, but for fixes, traced and hidden: in all */
	struct kz_headline headline;
	struct kz_series *series;
	size_t n_series;
	struct kz_event *marks;
	size_t n_marks;
	struct kz_finding_row *losses; /* findings but the constraint, largest first */
	size_t n_losses;
	double loss_total; /* minutes a week */
	struct kz_finding_row constraint;
	struct kz_stage_row stages[KZ_STAGES_MAX]; /* none when no constraint is named */
	size_t n_stages;
	struct kz_cause_row *causes;
	size_t n_causes;
	struct kz_repair_row *repairs;
	size_t n_repairs;
	struct kz_counter_row *counters;
	size_t n_counters;
	struct kz_source_row *sources;
	size_t n_sources;
	struct kz_problem_row *problems;
	size_t n_problems;
	int64_t problems_total;
	struct kz_str *unknown; /* what the report does not know, a sentence each */
	size_t n_unknown;
};

/* since: unix seconds or KZ_UNKNOWN for the last report.weeks of the data. */
KZ_CHECK int kz_model_fill(struct kz_ctx *cx, struct kz_db *db, int64_t since,
	struct kz_model *ret);

#endif
