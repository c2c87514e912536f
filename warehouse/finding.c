/* SPDX-License-Identifier: MIT */
/* Findings and their evidence. */
#include "warehouse/finding.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "warehouse/query.h"

struct kz_str kz_finding_id(struct kz_arena *a, const char *kind, struct kz_str subject)
{
	struct kz_str key =
		kz_strf(a, "%s\x1f%.*s", kind, (int)subject.n, subject.p ? subject.p : "");
	struct kz_str hex = kz_hash_hex(a, key, 10);

	return kz_strf(a, "f-%.*s", (int)hex.n, hex.p);
}

double kz_minutes_per_week(double minutes, int64_t first_at, int64_t last_at)
{
	double weeks = first_at == KZ_UNKNOWN ? 1 : (double)(last_at - first_at) / KZ_WEEK;

	return minutes / (weeks > 1 ? weeks : 1);
}

static int put_evidence(struct kz_ctx *cx, struct kz_db *db, struct kz_str id,
	const struct kz_evidence *e, int64_t seq)
{
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/finding.sql#put-evidence", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, id);
	kz_bind_int(q, 3, seq);
	kz_bind_text(q, 4, kz_str_c(e->view));
	kz_bind_text(q, 5, e->ref);
	return kz_query_run(cx, q);
}

int kz_finding_put(struct kz_ctx *cx, struct kz_db *db, const struct kz_finding *f,
	const struct kz_evidence *evidence, size_t n_evidence)
{
	struct kz_str id = kz_finding_id(cx->mem, f->kind, f->subject);
	struct kz_query *q;
	int rc;

	if ((rc = kz_query_here(cx, db, "warehouse/sql/finding.sql#put", &q)) < 0)
		return rc;
	kz_bind_text(q, 2, id);
	kz_bind_text(q, 3, kz_str_c(f->kind));
	kz_bind_text(q, 4, f->subject);
	kz_bind_text(q, 5, f->title);
	kz_bind_real(q, 6, f->minutes_per_week);
	kz_bind_real(q, 7, f->minutes);
	kz_bind_int(q, 8, f->n);
	kz_bind_int(q, 9, f->sessions);
	kz_bind_int(q, 10, f->first_at);
	kz_bind_int(q, 11, f->last_at);
	kz_bind_text(q, 12, kz_str_c(f->class_name));
	kz_bind_text(q, 13, f->detail);
	if ((rc = kz_query_run(cx, q)) < 0)
		return rc;
	for (size_t i = 0; i < n_evidence && rc == 0; i++)
		rc = put_evidence(cx, db, id, &evidence[i], (int64_t)i + 1);
	return rc;
}
