/* SPDX-License-Identifier: MIT */
/* Loads tool calls in streams and measures the active time between them. */
#include "analyze/calls.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/map.h"
#include "warehouse/query.h"

enum { GAP_MAX_MS = 5 * 60 * 1000 };

enum column {
	ID,
	INPUT,
	SEQ,
	SESSION,
	CALL_ID,
	TOOL,
	KIND,
	COMMAND,
	PATH,
	TARGET,
	CWD,
	IS_ERROR,
	EXIT_STATUS,
	MARKS,
	LINE,
	EXCERPT,
	AT_MS,
	RESULT_AT_MS,
	IS_SUBAGENT,
	HIDDEN,
	FAILURE_KIND,
	PURPOSE,
	SIGNATURE,
	TEMPLATE,
	RECOVERY_MS,
	LOST_MS,
	REPAIR,
};

/* Texts that repeat in most rows (sessions, tools, folders, purposes) are held once. */
struct loader {
	struct kz_arena *a;
	struct kz_query *q;
	struct kz_map *shared;
	struct kz_str *copies; /* by id of shared */
	size_t n_copies, cap_copies;
};

static struct kz_str text(struct loader *l, enum column at)
{
	return kz_col_dup(l->q, l->a, (int)at);
}

static struct kz_str shared(struct loader *l, enum column at)
{
	const struct kz_str s = kz_col_text(l->q, (int)at);
	bool is_new;
	uint32_t id;

	if (!s.p)
		return KZ_NOTHING;
	id = kz_map_put(l->shared, s, &is_new);
	if (is_new) {
		KZ_ROOM(l->a, l->copies, l->n_copies, l->cap_copies);
		l->copies[l->n_copies++] = kz_str_dup(l->a, s);
	}
	return l->copies[id];
}

static void read_call(struct loader *l, struct kz_call *c)
{
	*c = (struct kz_call){
		.id = kz_col_int(l->q, ID),
		.seq = kz_col_int(l->q, SEQ),
		.session = shared(l, SESSION),
		.call_id = text(l, CALL_ID),
		.tool = shared(l, TOOL),
		.kind = shared(l, KIND),
		.command = text(l, COMMAND),
		.path = text(l, PATH),
		.target = text(l, TARGET),
		.cwd = shared(l, CWD),
		.result =
			{
				.tool = shared(l, TOOL),
				.is_error = kz_col_int(l->q, IS_ERROR) == 1,
				.exit_status = kz_col_int(l->q, EXIT_STATUS),
				.marks = shared(l, MARKS),
				.line = text(l, LINE),
				.excerpt = text(l, EXCERPT),
			},
		.at_ms = kz_col_int(l->q, AT_MS),
		.result_at_ms = kz_col_int(l->q, RESULT_AT_MS),
		.is_subagent = kz_col_int(l->q, IS_SUBAGENT) == 1,
		.hidden = kz_col_int(l->q, HIDDEN) == 1,
		.purpose = shared(l, PURPOSE),
		.signature = shared(l, SIGNATURE),
		.template = shared(l, TEMPLATE),
		.recovery_ms = kz_col_int(l->q, RECOVERY_MS),
		.is_repaired = !kz_col_is_null(l->q, REPAIR),
		.lost_ms = kz_col_is_null(l->q, LOST_MS) ? 0 : kz_col_int(l->q, LOST_MS),
	};
	(void)kz_failure_from_word(kz_col_text(l->q, FAILURE_KIND), &c->failure);
}

struct pause {
	int64_t input, seq;
};

static int load_pauses(struct kz_ctx *cx, struct kz_db *db, struct pause **ret, size_t *ret_n)
{
	struct pause *items = NULL;
	size_t n = 0, cap = 0;
	struct kz_query *q;
	bool row;
	int rc;

	if ((rc = kz_query_here(cx, db, "analyze/sql/calls.sql#pauses", &q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		KZ_ROOM(cx->mem, items, n, cap);
		items[n++] = (struct pause){kz_col_int(q, 0), kz_col_int(q, 1)};
	}
	*ret = items;
	*ret_n = n;
	return rc;
}

/* Does a pause of the input lie in ]after, until]? */
static bool is_paused(const struct pause *items, size_t n, int64_t input, int64_t after,
	int64_t until)
{
	size_t from = 0, to = n;

	while (from < to) {
		const size_t mid = (from + to) / 2;

		if (items[mid].input < input ||
			(items[mid].input == input && items[mid].seq <= after))
			from = mid + 1;
		else
			to = mid;
	}
	return from < n && items[from].input == input && items[from].seq <= until;
}

static int64_t gap(int64_t from, int64_t to)
{
	if (from == KZ_UNKNOWN || to == KZ_UNKNOWN || to <= from)
		return 0;
	return to - from < GAP_MAX_MS ? to - from : GAP_MAX_MS;
}

/* Calls run side by side: what an earlier one already covers is not counted again. */
static void measure(struct kz_call *c, int64_t *end, bool paused)
{
	const int64_t start = c->at_ms != KZ_UNKNOWN && c->at_ms > *end ? c->at_ms : *end;

	c->active_ms = (paused ? 0 : gap(*end, c->at_ms)) + gap(start, c->result_at_ms);
	if (c->at_ms != KZ_UNKNOWN && c->at_ms > *end)
		*end = c->at_ms;
	if (c->result_at_ms != KZ_UNKNOWN && c->result_at_ms > *end)
		*end = c->result_at_ms;
}

static void cover(struct kz_calls *calls, const struct kz_call *c)
{
	const int64_t at = kz_call_at(c);

	if (at == KZ_UNKNOWN)
		return;
	if (calls->first_at == KZ_UNKNOWN || at < calls->first_at)
		calls->first_at = at;
	if (calls->last_at == KZ_UNKNOWN || at > calls->last_at)
		calls->last_at = at;
}

int64_t kz_call_at(const struct kz_call *c)
{
	const int64_t ms = c->at_ms != KZ_UNKNOWN ? c->at_ms : c->result_at_ms;

	return ms == KZ_UNKNOWN ? KZ_UNKNOWN : ms / 1000;
}

int kz_calls_load(struct kz_ctx *cx, struct kz_db *db, struct kz_calls *ret)
{
	KZ_OWN(kz_map) strings = kz_map_new();
	struct loader l = {.a = cx->mem, .shared = strings};
	struct kz_calls calls = {.first_at = KZ_UNKNOWN, .last_at = KZ_UNKNOWN};
	int64_t input = KZ_UNKNOWN, end = KZ_UNKNOWN, seq = -1;
	size_t n_pauses, cap = 0;
	struct pause *pauses;
	uint32_t stream = 0;
	bool row;
	int rc;

	if ((rc = load_pauses(cx, db, &pauses, &n_pauses)) < 0 ||
		(rc = kz_query_here(cx, db, "analyze/sql/calls.sql#load", &l.q)) < 0)
		return rc;
	while ((rc = kz_query_next(cx, l.q, &row)) == 0 && row) {
		struct kz_call *c;

		KZ_ROOM(cx->mem, calls.items, calls.n, cap);
		c = &calls.items[calls.n++];
		read_call(&l, c);
		if (kz_col_int(l.q, INPUT) != input) {
			input = kz_col_int(l.q, INPUT);
			end = KZ_UNKNOWN;
			seq = -1;
			stream++;
		}
		c->stream = stream;
		measure(c, &end, is_paused(pauses, n_pauses, input, seq, c->seq));
		seq = c->seq;
		cover(&calls, c);
	}
	*ret = calls;
	return rc;
}
