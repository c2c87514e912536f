/* SPDX-License-Identifier: MIT */
/* Test results as CSV: columns suite, class, name, outcome, duration_ms and at; by libcsv. */
#include <csv.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "collect/ci_values.h"
#include "collect/collect.h"

enum column { SUITE, CLASS, NAME, OUTCOME, DURATION, AT, N_COLUMNS };

enum {
	MAX_FIELD = 1 << 20, /* bytes: a quote that is never closed takes all that follows */
	MAX_PROBLEMS = 1000, /* named one by one */
};

static const struct kz_str columns[N_COLUMNS] = {
	[SUITE] = {"suite", 5},
	[CLASS] = {"class", 5},
	[NAME] = {"name", 4},
	[OUTCOME] = {"outcome", 7},
	[DURATION] = {"duration_ms", 11},
	[AT] = {"at", 2},
};

struct reading {
	struct kz_ctx *cx;
	struct kz_sink *out;
	const char *path;
	struct csv_parser *parser;
	struct kz_mark mark; /* a row's fields go when it ends */
	int64_t file_at_ms, run_at_ms;
	int64_t line, row_line;       /* of the bytes read now; on which the row began */
	enum column place[N_COLUMNS]; /* which column stands first, second, … */
	bool has_head;
	size_t n_mark; /* bytes of a byte order mark seen */
	struct kz_str fields[N_COLUMNS];
	size_t n_fields; /* of this row, also those past the sixth */
	int64_t bad;
	int rc;
};

static bool find_column(struct kz_str name, enum column *ret)
{
	for (int i = 0; i < N_COLUMNS; i++) {
		if (kz_str_eq(name, columns[i])) {
			*ret = (enum column)i;
			return true;
		}
	}
	return false;
}

/* Each of the six columns once, in any order. */
static bool read_head(const struct kz_str *fields, size_t n, enum column *ret_place)
{
	unsigned seen = 0;

	if (n != N_COLUMNS)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!find_column(kz_str_trim(fields[i]), &ret_place[i]))
			return false;
		seen |= 1u << ret_place[i];
	}
	return seen == (1u << N_COLUMNS) - 1;
}

static int put_problem(struct reading *r, const char *reason, struct kz_str message)
{
	const struct kz_row_problem row = {
		.place = kz_strf(r->cx->mem, "%lld", (long long)r->row_line),
		.reason = kz_str_c(reason),
		.message = message,
	};

	if (++r->bad > MAX_PROBLEMS)
		return 0;
	return kz_put_problem(r->cx, r->out, &row);
}

static bool is_outcome(struct kz_str word)
{
	static const char *const words[] = {"pass", "fail", "error", "skip", "todo", "xpass",
		"unknown"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (kz_str_eq(word, kz_str_c(words[i])))
			return true;
	return false;
}

static struct kz_str wrong(struct reading *r, const char *column, struct kz_str value,
	const char *expected)
{
	value = kz_utf8_head(kz_ci_name(r->cx, value), 40);
	return kz_strf(r->cx->mem, "%s '" KZ_FMT "', %s expected", column, KZ_ARG(value), expected);
}

/* Fills the row; what is wrong with a value, or KZ_NOTHING. */
static struct kz_str complaint(struct reading *r, const struct kz_str *values,
	struct kz_row_test_result *row)
{
	struct kz_str outcome = kz_str_trim(values[OUTCOME]);
	struct kz_str duration = kz_str_trim(values[DURATION]), at = kz_str_trim(values[AT]);
	double ms;

	if (!kz_str_trim(values[NAME]).n)
		return KZ_S("no name");
	if (!is_outcome(outcome))
		return wrong(r, "outcome", outcome,
			"one of pass fail error skip todo xpass unknown is");
	row->outcome = outcome;
	if (duration.n) {
		if (!kz_str_f64(duration, &ms) || ms < 0 || ms > 1e12)
			return wrong(r, "duration_ms", duration, "a number of milliseconds is");
		row->duration_ms = (int64_t)(ms + 0.5);
	}
	if (at.n && !kz_ci_time_ms(at, &row->at_ms))
		return wrong(r, "at", at, "ISO 8601 or unix seconds are");
	return KZ_NOTHING;
}

static int put_result(struct reading *r)
{
	struct kz_row_test_result row = {.attempt = 1,
		.duration_ms = KZ_UNKNOWN,
		.at_ms = r->file_at_ms};
	struct kz_str values[N_COLUMNS], reason;

	if (r->n_fields != N_COLUMNS)
		return put_problem(r, "bad_row",
			kz_strf(r->cx->mem, "%zu fields, %d are expected", r->n_fields, N_COLUMNS));
	for (size_t i = 0; i < N_COLUMNS; i++)
		values[r->place[i]] = r->fields[i];
	reason = complaint(r, values, &row);
	if (reason.p)
		return put_problem(r, "bad_value", reason);
	row.suite = kz_ci_name(r->cx, values[SUITE]);
	row.class = kz_ci_name(r->cx, values[CLASS]);
	row.name = kz_ci_name(r->cx, values[NAME]);
	if (r->run_at_ms == KZ_UNKNOWN)
		r->run_at_ms = row.at_ms;
	return kz_ci_put(r->cx, r->out, &row);
}

static void on_field(void *bytes, size_t n, void *self)
{
	struct reading *r = self;

	if (r->n_fields < N_COLUMNS)
		r->fields[r->n_fields] = kz_str_dup(r->cx->mem, (struct kz_str){bytes, n});
	r->n_fields++;
}

static void on_row(int ended_by, void *self)
{
	struct reading *r = self;

	(void)ended_by;
	if (r->rc == 0 && r->has_head)
		r->rc = put_result(r);
	else if (r->rc == 0 && !read_head(r->fields, r->n_fields, r->place))
		r->rc = kz_fail(r->cx, KZ_EINPUT,
			"%s:%lld: the columns suite,class,name,outcome,duration_ms,at are expected",
			r->path, (long long)r->row_line);
	r->has_head = true;
	r->n_fields = 0;
	kz_rewind(r->cx->mem, r->mark);
}

/* Up to and with the next byte that can end a row. */
static size_t stretch(struct kz_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
		n++;
	return n < s.n ? n + 1 : n;
}

/* Row by row, so that each is known by the line it began on. */
static int read_piece(struct reading *r, struct kz_str piece)
{
	while (piece.n && r->rc == 0) {
		const size_t n = stretch(piece);

		if (r->parser->pstate == 0) /* no row is open */
			r->row_line = r->line;
		if (csv_parse(r->parser, piece.p, n, on_field, on_row, r) != n)
			return kz_fail(r->cx, KZ_EINPUT, "%s:%lld: %s", r->path,
				(long long)r->row_line, csv_strerror(csv_error(r->parser)));
		if (r->parser->entry_pos > MAX_FIELD)
			return kz_fail(r->cx, KZ_ELIMIT,
				"%s:%lld: a field of more than 1 MiB, is a quote not closed?",
				r->path, (long long)r->row_line);
		r->line += piece.p[n - 1] == '\n';
		piece = kz_str_from(piece, n);
	}
	return r->rc;
}

/* The piece without what it holds of a byte order mark. */
static struct kz_str skip_mark(struct reading *r, struct kz_str piece)
{
	static const char mark[] = "\xef\xbb\xbf";

	while (r->n_mark < 3 && piece.n && piece.p[0] == mark[r->n_mark]) {
		piece = kz_str_from(piece, 1);
		r->n_mark++;
	}
	if (piece.n)
		r->n_mark = 3; /* what follows is no mark */
	return piece;
}

static int read_all(struct reading *r, struct kz_pieces *pieces)
{
	struct kz_str piece;
	size_t n;
	int rc;

	do {
		if ((rc = kz_stopped(r->cx)) < 0 ||
			(rc = kz_pieces_next(r->cx, pieces, &piece)) < 0)
			return rc;
		n = piece.n;
		if ((rc = read_piece(r, skip_mark(r, piece))) < 0)
			return rc;
	} while (n);
	(void)csv_fini(r->parser, on_field, on_row, r);
	if (r->rc == 0 && !r->has_head)
		return kz_fail(r->cx, KZ_EINPUT, "%s: empty", r->path);
	return r->rc;
}

static int put_run(struct reading *r, struct kz_pieces *pieces)
{
	const struct kz_row_test_run row = {
		.run = KZ_S(""),
		.format = KZ_S("csv"),
		.at_ms = r->run_at_ms == KZ_UNKNOWN ? r->file_at_ms : r->run_at_ms,
	};
	const struct kz_row_problem more = {
		.place = KZ_S("end"),
		.reason = KZ_S("bad_row"),
		.message = kz_strf(r->cx->mem, "%lld more bad rows",
			(long long)(r->bad - MAX_PROBLEMS)),
	};
	int rc = kz_put_test_run(r->cx, r->out, &row);

	if (rc == 0 && r->bad > MAX_PROBLEMS)
		rc = kz_put_problem(r->cx, r->out, &more);
	if (rc < 0)
		return rc;
	kz_ci_number_repeats(r->out, true);
	kz_ci_set_run(r->out, kz_pieces_hash(pieces, r->cx->mem, 16));
	return 0;
}

/* Rows, and not one of them right: then the file is refused, not taken in part. */
static int check_any(struct reading *r)
{
	const struct kz_row_problem *first;

	if (!r->bad || kz_sink_count(r->out, KZ_ROW_test_result))
		return 0;
	first = kz_sink_row(r->out, KZ_ROW_problem, 0);
	return kz_fail(r->cx, KZ_EINPUT, "%s:" KZ_FMT ": no row is right, the first: " KZ_FMT,
		r->path, KZ_ARG(first->place), KZ_ARG(first->message));
}

static int csv_read(struct kz_ctx *cx, const struct kz_input *in, struct kz_sink *out)
{
	struct csv_parser parser;
	struct reading r = {
		.cx = cx,
		.out = out,
		.path = in->path,
		.parser = &parser,
		.mark = kz_mark(cx->mem),
		.file_at_ms = in->mtime_s == KZ_UNKNOWN ? KZ_UNKNOWN : in->mtime_s * 1000,
		.run_at_ms = KZ_UNKNOWN,
		.line = 1,
		.row_line = 1,
	};
	int rc;

	if (csv_init(&parser, 0) != 0)
		abort();
	csv_set_blk_size(&parser, 4096);
	rc = read_all(&r, in->pieces);
	csv_free(&parser);
	if (rc == 0)
		rc = check_any(&r);
	return rc < 0 ? rc : put_run(&r, in->pieces);
}

static int csv_bid(const struct kz_input *in)
{
	struct kz_str head = kz_str_skip(in->head, KZ_S("\xef\xbb\xbf")), line;
	struct kz_str fields[N_COLUMNS];
	enum column place[N_COLUMNS];
	size_t n = 0;

	if (!kz_str_line(&head, &line))
		return 0;
	while (line.n && n < N_COLUMNS) {
		struct kz_str field = kz_str_trim(kz_str_upto(&line, ','));

		if (kz_str_starts(field, KZ_S("\"")) && kz_str_ends(field, KZ_S("\"")) &&
			field.n > 1)
			field = kz_str_sub(field, 1, field.n - 2);
		fields[n++] = field;
	}
	return !line.n && read_head(fields, n, place) ? 95 : 0;
}

const struct kz_collector collect_csv = {
	.name = "csv",
	.about = "test results as CSV: suite,class,name,outcome,duration_ms,at",
	.group = "ci",
	.take = KZ_TAKE_FILE,
	.version = 1,
	.bid = csv_bid,
	.read = csv_read,
};
