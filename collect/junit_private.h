/* SPDX-License-Identifier: MIT */
/* One testcase of a JUnit file while it is read, and the rows that become of it. */
#ifndef KZ_COLLECT_JUNIT_PRIVATE_H
#define KZ_COLLECT_JUNIT_PRIVATE_H

#include "base/buf.h"
#include "base/xml.h"
#include "collect/ci_values.h"

enum kz_verdict { KZ_NONE, KZ_SKIPPED, KZ_FAILURE, KZ_ERROR }; /* the gravest decides */

/* What one failure, error, skipped, flaky… or rerun… element says; texts in cx->mem. */
struct kz_said {
	enum kz_verdict verdict;
	bool is_expected; /* an expected failure: xfail, todo */
	int64_t duration_ms, at_ms;
	struct kz_str message, type;
	struct kz_said *next;
};

struct kz_case {
	struct kz_str suite, class, name, file; /* as rows hold them */
	struct kz_str status;                   /* what attributes say of the outcome */
	int64_t duration_ms, at_ms;
	enum kz_verdict verdict; /* of the deciding attempt */
	bool is_expected;
	struct kz_str type;
	struct kz_buf *failure, *skip;      /* messages of its elements, in their order */
	struct kz_buf *output;              /* the end of what it printed */
	struct kz_said *flaky, **flaky_end; /* attempts before it */
	struct kz_said *rerun, **rerun_end; /* attempts after it */
	unsigned n_others;                  /* of both lists */
};

struct kz_case *kz_case_new(void);
void kz_case_free(struct kz_case *c);
void kz_case_reset(struct kz_case *c);

/* An element of the deciding attempt. */
void kz_case_say(struct kz_case *c, const struct kz_said *said);
/* An element that is an attempt of its own. KZ_ELIMIT past 1,000. */
KZ_CHECK int kz_case_add(struct kz_ctx *cx, struct kz_case *c, const struct kz_said *said,
	bool is_rerun);
/* What the test printed: only the end is kept, and only a failure without message shows it. */
void kz_case_print(struct kz_case *c, struct kz_str text);

/* Rows of the case, an attempt each. */
KZ_CHECK int kz_case_put(struct kz_ctx *cx, struct kz_sink *out, const struct kz_case *c);

KZ_OWNER(kz_case, kz_case_free)

/* Which runner wrote the file, as far as it has shown itself; NULL: nobody we know. */
struct kz_producer {
	const char *name;
	bool suite_has_id; /* the suite seen last */
	bool looks_ctest;  /* the root element has CTest's attributes */
};
void kz_producer_see(struct kz_producer *p, struct kz_str element, const struct kz_xml_attrs *attrs,
	bool is_root);

/* Does a test that stands in the file twice mean that it was run again? (formats: ci.md 2.1) */
bool kz_producer_repeats(const struct kz_producer *p);

#endif
