/* SPDX-License-Identifier: MIT */
/*
 * Records of an append-only file of JSON lines, one after another. Two records on a line are two;
 * a line that is no JSON is mended where that is possible (bytes that are no UTF-8, half a
 * surrogate pair, a number beyond 64 bits), else it is a problem row with its place and the
 * reading goes on; a last line that is still being written is neither.
 */
#ifndef KZ_COLLECT_JSONL_H
#define KZ_COLLECT_JSONL_H

#include "base/arena.h"
#include "base/json.h"
#include "collect/collect.h"

/* Is the line not worth parsing? Asked of lines that hold one record only. */
typedef bool kz_record_skip(struct kz_str line);

/* The line without what nobody reads of it; line itself, or in cx->mem. */
typedef struct kz_str kz_record_squeeze(struct kz_ctx *cx, struct kz_str line);

struct kz_records {
	const struct kz_input *in;
	struct kz_sink *out;
	kz_record_skip *skip;       /* NULL: every line is parsed */
	kz_record_squeeze *squeeze; /* NULL: whole */
	/* the reader's own */
	struct kz_mark scratch;
	json_t *value;
	struct kz_line line;
	struct kz_str rest;  /* of the line, not parsed yet */
	struct kz_str whole; /* the line before it was squeezed, while nothing of it was parsed */
	bool mended;
	int64_t number;    /* of the line, from 1 */
	int64_t good, bad; /* records given, problems met */
};

void kz_records_init(struct kz_ctx *cx, struct kz_records *r);
void kz_records_done(struct kz_records *r);

/*
 * The next record, an object, valid until the next call; NULL at the end. What was taken from
 * cx->mem since kz_records_init is forgotten by each call.
 */
KZ_CHECK int kz_records_next(struct kz_ctx *cx, struct kz_records *r, const json_t **ret);

/* Every text member `key`, written "name":", made empty, on whatever level of the line it is. */
struct kz_str kz_records_without(struct kz_ctx *cx, struct kz_str line, struct kz_str key);

/* A problem row at the present line; of one file at most a hundred. */
KZ_CHECK int kz_records_problem(struct kz_ctx *cx, struct kz_records *r, const char *reason,
	struct kz_str message);

/* To be asked at the end: how many problems were not put down one by one. */
KZ_CHECK int kz_records_end(struct kz_ctx *cx, struct kz_records *r);

#endif
