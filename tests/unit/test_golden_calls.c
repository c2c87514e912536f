/* SPDX-License-Identifier: MIT */
/* Hand labels of tool calls against what collector and analyzer make of real transcripts. */
#include "base/file.h"
#include "base/json.h"
#include "collect/collect.h"
#include "tests/unit/calls_fixture.h"

/* Most labelled sessions are not there: KAIZEN_TRANSCRIPTS names a folder with more of them. */
#define SHARED KAIZEN_SOURCE_DIR "/../shared/data/agents"

struct golden {
	struct fixture f;
	struct kz_map *files; /* session ids; the file's path beside it */
	const char **paths;
	size_t n_paths, cap_paths;
	struct kz_map *read; /* sessions that are in the warehouse */
	int found, hidden_right, hidden_wrong, hidden_missed, kinds, kinds_right;
};

static int each_file(struct kz_ctx *cx, void *self, const char *path,
	const struct kz_file_info *info, bool *enter)
{
	struct golden *g = self;
	struct kz_str session = kz_str_c(path);
	size_t slash;
	bool is_new;

	*enter = true;
	if (!info->is_regular || !kz_str_ends(session, KZ_S(".jsonl")))
		return 0;
	session.n -= 6;
	if (kz_str_find_last(session, '/', &slash))
		session = kz_str_from(session, slash + 1);
	(void)kz_map_put(g->files, session, &is_new);
	if (is_new) {
		KZ_ROOM(g->f.mem, g->paths, g->n_paths, g->cap_paths);
		g->paths[g->n_paths++] = kz_cstr(cx->mem, kz_str_dup(g->f.mem, kz_str_c(path)));
	}
	return 0;
}

static void add_folder(struct golden *g, const char *folder)
{
	const size_t from = g->n_paths;

	if (!folder || !kz_path_exists(folder))
		return;
	fixture_must(&g->f, kz_walk(&g->f.cx, folder, each_file, g));
	for (size_t i = from; i < g->n_paths; i++)
		g->paths[i] = kz_path_join(g->f.mem, folder, g->paths[i]);
}

/* Into the warehouse, once. false: there is no transcript of the session. */
static bool read_session(struct golden *g, struct kz_str session)
{
	KZ_OWN(kz_lines) lines = NULL;
	struct kz_input in = {.take = KZ_TAKE_LINES};
	struct kz_input_row row = {.collector = "claude-code",
		.version = 1,
		.size = KZ_UNKNOWN,
		.mtime_ns = KZ_UNKNOWN,
		.state = "ok"};
	bool is_new;
	uint32_t id;

	if (!kz_map_find(g->files, session, &id))
		return false;
	(void)kz_map_put(g->read, session, &is_new);
	if (!is_new)
		return true;
	in.path = g->paths[id];
	row.path = kz_str_c(in.path);
	row.session = session;
	fixture_must(&g->f, kz_lines_open(&g->f.cx, in.path, 16 << 20, &lines));
	in.lines = lines;
	fixture_must(&g->f, collect_claude_code.read(&g->f.cx, &in, g->f.sink));
	fixture_must(&g->f, kz_input_store(&g->f.cx, g->f.db, &row, g->f.sink, true));
	return true;
}

typedef void each_label(struct golden *g, const json_t *label);

static void each(struct golden *g, each_label *with)
{
	struct kz_str text, line;

	fixture_must(&g->f,
		kz_file_read(&g->f.cx, SHARED "/golden/friction.jsonl", 1 << 24, &text));
	while (kz_str_line(&text, &line)) {
		KZ_OWN_JSON label = NULL;
		size_t used;

		fixture_must(&g->f, kz_json_read(&g->f.cx, line, &label, &used));
		with(g, label);
	}
}

static void read_label(struct golden *g, const json_t *label)
{
	(void)read_session(g, kz_json_text(label, "session"));
}

static void judge_hidden(struct golden *g, const json_t *label, bool got)
{
	const bool want = kz_json_true(label, "failed");

	g->hidden_right += got && want;
	g->hidden_wrong += got && !want;
	g->hidden_missed += !got && want;
	if (got != want)
		print_message("hidden %d, labelled %d: " KZ_FMT "\n", got, want,
			KZ_ARG(kz_json_text(label, "tool_use_id")));
}

static void judge_kind(struct golden *g, const json_t *label, struct kz_str got)
{
	const struct kz_str want = kz_json_text(label, "kind");

	g->kinds++;
	if (kz_str_eq(got, want))
		g->kinds_right++;
	else
		print_message("kind " KZ_FMT ", labelled " KZ_FMT ": " KZ_FMT "\n", KZ_ARG(got),
			KZ_ARG(want), KZ_ARG(kz_json_text(label, "tool_use_id")));
}

static void judge(struct golden *g, const json_t *label)
{
	const struct kz_str id = kz_json_text(label, "tool_use_id");
	KZ_OWN(kz_query) q = NULL;
	bool row;

	fixture_must(&g->f,
		kz_query_user(&g->f.cx, g->f.db,
			kz_strf(g->f.mem,
				"SELECT hidden, failure_kind FROM tool_calls"
				" WHERE call_id = '%.*s'",
				(int)id.n, id.p),
			&q));
	fixture_must(&g->f, kz_query_next(&g->f.cx, q, &row));
	if (!row)
		return;
	g->found++;
	if (kz_json_true(label, "reported_error"))
		judge_kind(g, label, kz_col_text(q, 1));
	else
		judge_hidden(g, label, kz_col_int(q, 0) == 1);
}

static double share(int part, int rest)
{
	return part + rest > 0 ? (double)part / (double)(part + rest) : 1;
}

static void test_golden_calls__hidden_failures_and_kinds_reach_their_targets(void **state)
{
	struct golden g = {.files = kz_map_new(), .read = kz_map_new()};
	double precision, recall, kinds;

	(void)state;
	fixture_open(&g.f);
	if (!kz_path_exists(SHARED "/golden/friction.jsonl")) {
		print_message("skipped: no hand labels at ../shared/data/agents/golden\n");
	} else {
		add_folder(&g, SHARED "/home");
		add_folder(&g, getenv("KAIZEN_TRANSCRIPTS"));
		each(&g, read_label);
		fixture_analyze(&g.f, NULL);
		each(&g, judge);
	}
	precision = share(g.hidden_right, g.hidden_wrong);
	recall = share(g.hidden_right, g.hidden_missed);
	kinds = share(g.kinds_right, g.kinds - g.kinds_right);
	print_message("%d labels: hidden failures P %.2f R %.2f, kinds %d of %d\n", g.found,
		precision, recall, g.kinds_right, g.kinds);
	assert_true(precision >= 0.90);
	assert_true(recall >= 0.90);
	assert_true(kinds >= 0.93);
	kz_map_free(g.files);
	kz_map_free(g.read);
	fixture_close(&g.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_calls__hidden_failures_and_kinds_reach_their_targets),
	};

	return cmocka_run_group_tests_name("golden_calls", tests, NULL, NULL);
}
