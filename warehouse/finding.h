/* SPDX-License-Identifier: MIT */
/* Findings and their evidence, put by analyzers inside analyze's transaction. */
#ifndef KZ_WAREHOUSE_FINDING_H
#define KZ_WAREHOUSE_FINDING_H

#include "base/str.h"
#include "warehouse/db.h"

struct kz_finding {
	const char *kind;        /* friction hidden-failure repair defect-origin constraint */
	struct kz_str subject;   /* with kind: its identity; the id survives a rebuild */
	struct kz_str title;     /* one sentence of ours, names quoted */
	double minutes;          /* lost in all; NaN: elapsed time, not effort */
	double minutes_per_week; /* NaN likewise */
	int64_t n;               /* events it rests on */
	int64_t sessions;        /* KZ_UNKNOWN where there are none */
	int64_t first_at, last_at;
	const char
		*class_name;  /* work avoidable human environment mechanical benign unknown; NULL */
	struct kz_str detail; /* JSON object, or KZ_NOTHING */
};

struct kz_evidence {
	const char *view;  /* a public view */
	struct kz_str ref; /* the row's key there */
};

/* f-<10 hex of kind and subject>, in memory of a. */
struct kz_str kz_finding_id(struct kz_arena *a, const char *kind, struct kz_str subject);

/* Stores it with its evidence in the given order. */
KZ_CHECK int kz_finding_put(struct kz_ctx *cx, struct kz_db *db, const struct kz_finding *f,
	const struct kz_evidence *evidence, size_t n_evidence);

/* Minutes a week: minutes over the weeks between first and last event, at least 1 (flow.md 8). */
double kz_minutes_per_week(double minutes, int64_t first_at, int64_t last_at);

#endif
