/* SPDX-License-Identifier: MIT */
/* Roles of segments, purposes, and whose exit status a pipe or a semicolon swallows. */
#include "analyze/shell.h"

#include "base/arena.h"

/* A list of words in one text; each stands between blanks. */
static bool listed(const char *list, struct kz_str word)
{
	struct kz_str rest = kz_str_c(list), item;

	while (word.n > 0 && kz_str_word(&rest, &item))
		if (kz_str_eq(item, word))
			return true;
	return false;
}

static const char filters[] = "tail head grep egrep rg sed awk cut sort uniq wc tee cat jq less tr"
			      " xargs more column nl fold rev";
static const char setups[] = "cd pushd popd echo printf export true sleep set source . unset : exit"
			     " wait local declare read test [ [[ return shift trap umask break"
			     " continue function alias false";
static const char readers[] =
	"cat grep egrep rg sed head tail find ls jq awk less more wc file stat"
	" tree du df which type pwd env date fd diff cmp xxd od strings sort"
	" uniq cut tr nl tee ps lsof journalctl asciinema yq hexdump md5"
	" md5sum shasum sha256sum du basename dirname realpath readlink";
static const char keywords[] = "do then else elif if while until ! { } done fi esac";
static const char leaders[] = "for case select in";
static const char wrappers[] = "timeout time sudo nice env nohup stdbuf command exec builtin";

/* Programs whose purpose takes a word more, by how many words. */
static const char two_words[] = "git go npm pnpm yarn bun mise cargo make just uv pip pip3 npx bunx"
				" rtk deno poetry mvn gradle ./gradlew dotnet terraform helm tox"
				" bundle rake composer brew apt apt-get swift hatch task ninja"
				" golangci-lint systemctl kubectl entire bd workmux tmux";
static const char three_words[] = "gh docker podman aws gcloud az";

static bool is_assignment(struct kz_str word)
{
	size_t eq;

	if (!kz_str_find_byte(word, '=', &eq) || eq == 0 || kz_is_digit(word.p[0]))
		return false;
	for (size_t i = 0; i < eq; i++)
		if (!kz_is_alnum(word.p[i]) && word.p[i] != '_' &&
			!(word.p[i] == '+' && i + 1 == eq))
			return false;
	return true;
}

static bool is_option(struct kz_str word)
{
	return word.n > 0 && (word.p[0] == '-' || word.p[0] == '+');
}

static struct kz_str base_name(struct kz_str path)
{
	size_t slash;

	return kz_str_find_last(path, '/', &slash) ? kz_str_from(path, slash + 1) : path;
}

static void drop(struct kz_segment *g)
{
	g->words++;
	g->n_words--;
}

/* "timeout -k 5 60 go test" is "go test"; "env A=b go test" too. */
static void drop_wrapper(struct kz_segment *g)
{
	const struct kz_str wrapper = g->words[0];
	const bool timed = kz_str_eq(wrapper, KZ_S("timeout"));

	drop(g);
	while (g->n_words > 0 && (is_option(g->words[0]) || is_assignment(g->words[0]))) {
		const bool takes = listed("-n -u -k -s -o -i -e -g", g->words[0]) &&
			(timed || listed("nice sudo stdbuf env", wrapper));

		drop(g);
		if (takes && g->n_words > 0)
			drop(g);
	}
	if (timed && g->n_words > 0 && kz_is_digit(g->words[0].p ? g->words[0].p[0] : 'x'))
		drop(g);
}

/* "/usr/bin/grep" is grep; a path inside the repository stays one. */
static struct kz_str program_of(const struct kz_segment *g)
{
	const struct kz_str word = g->words[0];

	return kz_str_starts(word, KZ_S("/")) || kz_str_starts(word, KZ_S("~")) ? base_name(word)
										: word;
}

static void strip(struct kz_segment *g)
{
	while (g->n_words > 0) {
		if (is_assignment(g->words[0]) || listed(keywords, g->words[0]))
			drop(g);
		else if (listed(wrappers, g->words[0]) && g->n_words > 1)
			drop_wrapper(g);
		else
			return;
	}
}

/* Options of git, gh, make … that stand before the subcommand and take a value. */
static bool takes_value(struct kz_str program, struct kz_str option)
{
	if (kz_str_eq(program, KZ_S("git")))
		return listed("-C -c --git-dir --work-tree", option);
	if (kz_str_eq(program, KZ_S("make")) || kz_str_eq(program, KZ_S("ninja")))
		return listed("-C -f -j", option);
	return listed("-C -R --repo --prefix --cwd --filter --cd --dir --manifest-path --project",
		option);
}

/* A word that can name a subcommand or a task; not a path, an address or a sentence. */
static bool is_name(struct kz_str word)
{
	if (word.n == 0 || word.n > 60 || is_option(word))
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (!kz_is_alnum(word.p[i]) && !kz_str_find_byte(KZ_S("-_:.@/"), word.p[i], NULL))
			return false;
	return true;
}

static bool is_plain_name(struct kz_str word)
{
	return is_name(word) && !kz_str_find_byte(word, '/', NULL) &&
		!kz_str_find_byte(word, '.', NULL);
}

static struct kz_str join(struct kz_arena *a, struct kz_str left, struct kz_str right)
{
	return kz_strf(a, "%.*s %.*s", (int)left.n, left.p, (int)right.n, right.p);
}

/* "python3 -m pytest -q" is for "python -m pytest". */
static struct kz_str python_purpose(struct kz_arena *a, const struct kz_segment *g)
{
	for (size_t i = 1; i + 1 < g->n_words && is_option(g->words[i]); i++)
		if (kz_str_eq(g->words[i], KZ_S("-m")) && is_name(g->words[i + 1]))
			return join(a, KZ_S("python -m"), g->words[i + 1]);
	return KZ_S("python");
}

/* A program before one that has subcommands wraps it: "rtk git commit". */
static size_t words_of(const struct kz_segment *g, struct kz_str program)
{
	if (listed(three_words, program))
		return 3;
	if (g->n_words > 2 && listed(two_words, g->words[1]) && is_plain_name(g->words[2]))
		return 3;
	return listed(two_words, program) ? 2 : 1;
}

static struct kz_str purpose_of(struct kz_arena *a, const struct kz_segment *g)
{
	const struct kz_str program = kz_str_head(program_of(g), 60);
	struct kz_str out;
	size_t want, i = 1;
	bool runs = false;

	if (kz_str_starts(program, KZ_S("python")))
		return python_purpose(a, g);
	out = program;
	want = words_of(g, program);
	for (size_t have = 1; i < g->n_words && have < want; i++) {
		const struct kz_str word = g->words[i];

		if (is_option(word)) {
			i += takes_value(program, word) ? 1 : 0;
			continue;
		}
		if (have > 1 && !runs && !is_plain_name(word))
			break;
		if (!is_name(word))
			break;
		out = join(a, out, word);
		have++;
		if (have == want && !runs && listed("run exec x tool", word) &&
			!kz_str_eq(program, KZ_S("golangci-lint"))) {
			runs = true;
			want++;
		}
	}
	return out;
}

static bool shows_text(const struct kz_segment *g)
{
	if (listed(readers, program_of(g)))
		return true;
	return kz_str_eq(program_of(g), KZ_S("git")) &&
		listed("show log diff status branch blame fsck ls-files ls-tree cat-file rev-parse"
		       " grep reflog shortlog describe remote config for-each-ref rev-list",
			kz_str_skip(g->purpose, KZ_S("git ")));
}

static bool asks_service(const struct kz_segment *g)
{
	const struct kz_str verb = g->n_words > 1 ? g->words[1] : KZ_NOTHING;
	size_t blank;

	if (kz_str_starts(g->purpose, KZ_S("gh ")))
		return kz_str_eq(verb, KZ_S("api")) ||
			(kz_str_find_last(g->purpose, ' ', &blank) &&
				listed("view list checks diff status watch download",
					kz_str_from(g->purpose, blank + 1)));
	if (listed("tmux workmux screen", g->words[0]))
		return listed("capture capture-pane status list ls", verb);
	return listed("docker podman kubectl", g->words[0]) &&
		listed("logs ps images inspect get describe", verb);
}

static enum kz_shell_role role_of(struct kz_segment *g, bool is_reading)
{
	if (g->n_words == 0 || listed(setups, g->words[0]) || listed(leaders, g->words[0]))
		return KZ_ROLE_SETUP;
	if (is_reading && listed(filters, program_of(g)))
		return KZ_ROLE_FILTER;
	return KZ_ROLE_MAIN;
}

static void segment_of(struct kz_arena *a, const struct kz_shell_cut *cut, struct kz_segment *g)
{
	*g = (struct kz_segment){
		.text = cut->text,
		.words = cut->words,
		.n_words = cut->n_words,
		.end = cut->end,
	};
	strip(g);
	g->role = role_of(g, cut->is_reading);
	if (g->role == KZ_ROLE_SETUP)
		return;
	g->purpose = purpose_of(a, g);
	g->is_client = asks_service(g);
	/* What it says is not how it ended: it shows something else's text. */
	if (g->role == KZ_ROLE_MAIN && (g->is_client || shows_text(g)))
		g->role = KZ_ROLE_READER;
}

/* What `set -e` and `set -o pipefail` promise, wherever in the command they stand. */
struct promises {
	bool exits, pipes;
};

static struct promises promised(const struct kz_segment *items, size_t n)
{
	struct promises p = {0};

	for (size_t i = 0; i < n; i++) {
		if (items[i].n_words == 0 || !kz_str_eq(items[i].words[0], KZ_S("set")))
			continue;
		p.pipes = p.pipes || kz_str_find(items[i].text, KZ_S("pipefail"), NULL);
		for (size_t k = 1; k < items[i].n_words; k++) {
			const struct kz_str w = items[i].words[k];

			p.exits = p.exits || kz_str_eq(w, KZ_S("errexit")) ||
				(w.n > 1 && w.p[0] == '-' && w.p[1] != '-' &&
					kz_str_find_byte(w, 'e', NULL));
		}
	}
	return p;
}

static bool is_lost(const struct kz_segment *g, struct promises p)
{
	switch (g->end) {
	case KZ_SHELL_PIPE:
		return !p.pipes;
	case KZ_SHELL_SEQUENCE:
		return !p.exits;
	case KZ_SHELL_OR:
	case KZ_SHELL_BACKGROUND:
		return true;
	case KZ_SHELL_LAST:
	case KZ_SHELL_AND:
		break;
	}
	return false;
}

/*
 * `$?` right behind a main command shows its status; behind a pipe it is the pipe's, which says
 * nothing unless pipefail is set. PIPESTATUS (zsh: pipestatus) always does.
 */
static bool shows_status(const struct kz_segment *items, size_t at, struct promises p)
{
	const struct kz_str text = items[at].text;

	if (kz_str_find_nocase(text, KZ_S("pipestatus"), NULL))
		return true;
	if (at == 0 || !kz_str_find(text, KZ_S("$?"), NULL))
		return false;
	return items[at - 1].role == KZ_ROLE_MAIN ||
		(items[at - 1].role == KZ_ROLE_FILTER && p.pipes);
}

void kz_shell_parse(struct kz_arena *a, struct kz_str command, struct kz_shell *ret)
{
	bool reader_is_masked = false;
	struct kz_shell_cuts cuts;
	struct kz_segment *items;
	struct promises p;

	kz_shell_cut(a, command, &cuts);
	items = KZ_NEW_ARRAY(a, struct kz_segment, cuts.n + 1);
	for (size_t i = 0; i < cuts.n; i++)
		segment_of(a, &cuts.items[i], &items[i]);
	p = promised(items, cuts.n);
	*ret = (struct kz_shell){.items = items, .n = cuts.n, .only_readers = true};
	for (size_t i = 0; i < cuts.n; i++) {
		struct kz_segment *g = &items[i];

		ret->is_probe = ret->is_probe || shows_status(items, i, p);
		if (g->role != KZ_ROLE_MAIN && g->role != KZ_ROLE_READER)
			continue;
		g->is_masked = is_lost(g, p) || cuts.is_group;
		if (g->end == KZ_SHELL_PIPE && i + 1 < cuts.n &&
			items[i + 1].role == KZ_ROLE_FILTER)
			g->filter = program_of(&items[i + 1]);
		if (g->role == KZ_ROLE_READER)
			reader_is_masked = reader_is_masked || g->is_masked;
		else {
			ret->only_readers = false;
			ret->is_masked = ret->is_masked || g->is_masked;
		}
	}
	if (ret->only_readers)
		ret->is_masked = reader_is_masked;
}

bool kz_word_in(struct kz_str text, struct kz_str word)
{
	size_t at = 0, from = 0;

	while (word.n > 0 && kz_str_find(kz_str_from(text, from), word, &at)) {
		const size_t begin = from + at, end = begin + word.n;

		if ((begin == 0 || !kz_is_alnum(text.p[begin - 1])) &&
			(end == text.n || !kz_is_alnum(text.p[end])))
			return true;
		from = begin + 1;
	}
	return false;
}

/* A filter shows words of others: only what it says of itself counts ("jq: error"). */
static size_t score(const struct kz_segment *g, struct kz_str line)
{
	const struct kz_str name = base_name(g->words[0]);
	size_t sum = kz_word_in(line, name) ? 2 : 0;

	if (g->role == KZ_ROLE_FILTER)
		return kz_str_starts(line, name) &&
				kz_str_starts(kz_str_from(line, name.n), KZ_S(":"))
			? 3
			: 0;
	for (size_t i = 1; i < g->n_words; i++)
		if (g->words[i].n > 1 && g->words[i].n <= 200 && kz_word_in(line, g->words[i]))
			sum++;
	return sum;
}

const struct kz_segment *kz_shell_failing(const struct kz_shell *sh, struct kz_str line)
{
	const struct kz_segment *best = NULL, *last_main = NULL, *last = NULL;
	size_t most = 0;

	for (size_t i = 0; i < sh->n; i++) {
		const struct kz_segment *g = &sh->items[i];
		size_t s;

		if (g->role == KZ_ROLE_SETUP)
			continue;
		last = g->role == KZ_ROLE_FILTER && last ? last : g;
		if (g->role == KZ_ROLE_MAIN)
			last_main = g;
		s = score(g, line);
		if (s > most) {
			most = s;
			best = g;
		}
	}
	return best ? best : last_main ? last_main : last;
}

static enum kz_task task_of_word(struct kz_str word)
{
	if (listed("test tests pytest vitest jest ctest e2e rspec unittest nextest testsum", word))
		return KZ_TASK_TEST;
	if (listed("lint fmt format vet gofmt golangci eslint biome prettier ruff clippy shellcheck"
		   " gofumpt flake8 pylint stylelint black mypy",
		    word))
		return KZ_TASK_LINT;
	if (listed("typecheck build compile tsc check ninja gradle tsup webpack", word))
		return KZ_TASK_BUILD;
	return KZ_TASK_NONE;
}

/* Words of a purpose are cut at everything but letters and digits: "lint:go", "run-tests.sh". */
enum kz_task kz_task_of(struct kz_str purpose)
{
	size_t i = 0;

	if (kz_str_starts(purpose, KZ_S("git ")) || kz_str_starts(purpose, KZ_S("gh ")))
		return KZ_TASK_NONE;
	if (kz_str_eq(purpose, KZ_S("make")) || kz_str_starts(purpose, KZ_S("cmake")))
		return KZ_TASK_BUILD;
	while (i < purpose.n) {
		const size_t from = i;
		enum kz_task task;

		while (i < purpose.n && kz_is_alnum(purpose.p[i]))
			i++;
		task = task_of_word(kz_str_sub(purpose, from, i - from));
		if (task != KZ_TASK_NONE)
			return task;
		i++;
	}
	return KZ_TASK_NONE;
}
