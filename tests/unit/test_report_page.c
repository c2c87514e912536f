/* SPDX-License-Identifier: MIT */
/* The HTML page: what must hold of its markup whatever the data hold, with charts and without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/proc.h"
#include "report/html.h"
#include "tests/unit/report_bench.h"

enum { IDS_MAX = 200, PAGE_MAX = 1000000 };

static const char *const tags[] = {"!doctype", "html", "head", "meta", "title", "style", "body",
	"a", "nav", "b", "main", "header", "p", "h1", "h2", "h3", "div", "span", "small", "code",
	"figure", "dl", "dt", "dd", "details", "summary", "table", "thead", "tbody", "tr", "th",
	"td", "ul", "li", "section", "svg", "rect", "path", "circle", "img", "pre", "footer", "br",
	"wbr", NULL};
static const char *const attributes[] = {"html", "lang", "charset", "http-equiv", "content", "name",
	"class", "href", "id", "role", "tabindex", "aria-label", "aria-hidden", "scope", "width",
	"height", "alt", "src", "data-th", "viewBox", "x", "y", "d", "cx", "cy", "r", "open", NULL};

struct seen {
	struct kz_str ids[IDS_MAX], links[IDS_MAX];
	size_t n_ids, n_links, images;
	int heading; /* level of the last one */
	int h1;
};

static bool is_one_of(struct kz_str word, const char *const *list)
{
	for (; *list; list++)
		if (kz_str_eq(word, kz_str_c(*list)))
			return true;
	return false;
}

static void see_value(struct seen *seen, struct kz_str name, struct kz_str value)
{
	if (kz_str_eq(name, KZ_S("id")) && seen->n_ids < IDS_MAX)
		seen->ids[seen->n_ids++] = value;
	if (kz_str_eq(name, KZ_S("href"))) {
		if (!kz_str_starts(value, KZ_S("#")))
			fail_msg("a link leads outside: '" KZ_FMT "'", KZ_ARG(value));
		if (seen->n_links < IDS_MAX)
			seen->links[seen->n_links++] = kz_str_from(value, 1);
	}
	if (kz_str_eq(name, KZ_S("src"))) {
		assert_true(kz_str_starts(value, KZ_S("data:image/png;base64,")));
		seen->images++;
	}
}

/* name="value" or a bare name, each known; gives the rest. */
static struct kz_str see_attribute(struct seen *seen, struct kz_str in)
{
	struct kz_str name, value;
	size_t n = 0;

	while (n < in.n && !kz_is_blank(in.p[n]) && in.p[n] != '=' && in.p[n] != '/')
		n++;
	name = kz_str_head(in, n);
	in = kz_str_from(in, n);
	if (!is_one_of(name, attributes))
		fail_msg("attribute '" KZ_FMT "' before '" KZ_FMT "'", KZ_ARG(name), KZ_ARG(in));
	if (!kz_str_starts(in, KZ_S("=")))
		return in;
	assert_true(kz_str_starts(in, KZ_S("=\"")));
	in = kz_str_from(in, 2);
	assert_true(kz_str_cut(&in, '"', &value));
	see_value(seen, name, value);
	return in;
}

static void see_heading(struct seen *seen, struct kz_str tag)
{
	int level;

	if (tag.n != 2 || tag.p[0] != 'h' || !kz_is_digit(tag.p[1]))
		return;
	level = tag.p[1] - '0';
	if (level > seen->heading + 1)
		fail_msg("heading %d follows heading %d", level, seen->heading);
	seen->heading = level;
	seen->h1 += level == 1;
}

static void see_tag(struct seen *seen, struct kz_str in)
{
	struct kz_str tag;
	bool closes = kz_str_starts(in, KZ_S("/"));
	size_t n = 0;

	in = kz_str_from(in, closes);
	while (n < in.n && !kz_is_blank(in.p[n]) && in.p[n] != '/')
		n++;
	tag = kz_str_head(in, n);
	if (!is_one_of(tag, tags))
		fail_msg("tag '" KZ_FMT "'", KZ_ARG(tag));
	if (!closes)
		see_heading(seen, tag);
	for (in = kz_str_trim(kz_str_from(in, n)); in.n && in.p[0] != '/'; in = kz_str_trim(in))
		in = see_attribute(seen, in);
}

static struct seen see(struct kz_str page)
{
	struct seen seen = {0};
	struct kz_str text, tag;

	assert_true(page.n < PAGE_MAX);
	while (kz_str_cut(&page, '<', &text)) {
		assert_true(
			kz_str_cut(&page, '>', &tag)); /* no > in a value: it is escaped there */
		see_tag(&seen, tag);
	}
	assert_int_equal(seen.h1, 1);
	for (size_t i = 0; i < seen.n_ids; i++)
		for (size_t k = i + 1; k < seen.n_ids; k++)
			assert_false(kz_str_eq(seen.ids[i], seen.ids[k]));
	for (size_t i = 0; i < seen.n_links; i++) {
		bool there = false;

		for (size_t k = 0; k < seen.n_ids; k++)
			there |= kz_str_eq(seen.links[i], seen.ids[k]);
		if (!there)
			fail_msg("nothing has the id '" KZ_FMT "'", KZ_ARG(seen.links[i]));
	}
	return seen;
}

static void test_page__holds_its_rules_for_any_data(void **state)
{
	static const char *const fixtures[] = {"full.sql", "git-only.sql", NULL};
	struct kz_report_options o = plain("html");

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct bench b = open_bench(fixtures[i]);

		assert_int_equal(see(render(&b, &o)).images, 0);
		close_bench(&b);
	}
}

static void test_page__shows_hostile_text_as_text(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("html");
	struct kz_str page;

	(void)state;
	lay(&b, "attack.sql");
	page = render(&b, &o);
	(void)see(page);
	assert_true(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_true(has(page, "\\u202egnp.exe"));
	assert_false(has(page, "\x1b"));
	close_bench(&b);
}

static void test_page__policy_names_the_hash_of_its_style(void **state)
{
	struct bench b = open_bench(NULL);
	struct kz_report_options o = plain("html");
	KZ_OWN(kz_buf) sum = kz_buf_new(200);
	KZ_OWN(kz_buf) hash = kz_buf_new(200);
	const char *path = at(&b, "style");
	const char *const argv[] = {"sha256sum", path, NULL}, *const env[] = {NULL};
	const struct kz_proc p = {.argv = argv, .env = env, .out = sum};
	struct kz_str page = render(&b, &o), style;
	char bytes[32];
	int status = 1;
	size_t from, to;

	(void)state;
	assert_true(kz_str_find(page, KZ_S("<style>"), &from));
	assert_true(kz_str_find(page, KZ_S("</style>"), &to));
	style = kz_str_sub(page, from + 7, to - from - 7);
	assert_int_equal(kz_file_write(&b.cx, path, style), 0);
	assert_int_equal(kz_proc_run(&b.cx, &p, &status), 0);
	assert_int_equal(status, 0);
	for (size_t i = 0; i < 32; i++) {
		const char digits[3] = {sum->p[2 * i], sum->p[2 * i + 1], '\0'};

		bytes[i] = (char)strtoul(digits, NULL, 16);
	}
	kz_base64(hash, (struct kz_str){bytes, 32});
	kz_buf_byte(hash, '\0');
	assert_true(has(page, hash->p));
	(void)unlink(path);
	close_bench(&b);
}

static bool has_gnuplot(void)
{
	return kz_path_exists("/usr/bin/gnuplot");
}

/* A page with charts; its folder is empty when it is done. */
static struct kz_str render_charts(struct bench *b)
{
	struct kz_report_options o = plain("html");
	struct kz_str page;

	o.work_dir = at(b, "charts");
	assert_int_equal(mkdir(o.work_dir, 0700), 0);
	page = render(b, &o);
	assert_int_equal(rmdir(o.work_dir), 0);
	return page;
}

static void test_page__draws_every_chart_that_has_points(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_str page;

	(void)state;
	if (!has_gnuplot())
		skip();
	b.conf.report_gnuplot = KZ_S("gnuplot");
	page = render_charts(&b);
	assert_int_equal(see(page).images,
		6); /* a Pareto and five measures of six points or more */
	assert_false(has(page, "gnuplot failed"));
	assert_true(has(page, "too few points for a chart, have 4 weeks, need 6"));
	close_bench(&b);
}

static void test_page__draws_hostile_text_and_runs_none_of_it(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_str page;

	(void)state;
	if (!has_gnuplot())
		skip();
	b.conf.report_gnuplot = KZ_S("gnuplot");
	lay(&b, "attack.sql");
	page = render_charts(&b);
	assert_int_equal(see(page).images, 7);
	assert_false(has(page, "gnuplot failed"));
	assert_false(kz_path_exists("/tmp/kaizen-attacked"));
	close_bench(&b);
}

static void test_page__says_so_when_gnuplot_is_missing_or_fails(void **state)
{
	struct bench b = open_bench("full.sql");
	struct kz_report_options o = plain("html");
	struct kz_str page;

	(void)state;
	page = render(&b, &o);
	assert_true(has(page, "charts not drawn: gnuplot not found"));
	assert_true(has(page, "<details open>"));
	b.conf.report_gnuplot = KZ_S("/bin/false");
	page = render_charts(&b);
	assert_int_equal(see(page).images, 0);
	assert_true(has(page, "Chart not drawn: gnuplot failed"));
	b.conf.report_gnuplot = KZ_S("/bin/true"); /* ends well and draws nothing */
	page = render_charts(&b);
	assert_true(has(page, "Chart not drawn: gnuplot failed"));
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page__holds_its_rules_for_any_data),
		cmocka_unit_test(test_page__shows_hostile_text_as_text),
		cmocka_unit_test(test_page__policy_names_the_hash_of_its_style),
		cmocka_unit_test(test_page__draws_every_chart_that_has_points),
		cmocka_unit_test(test_page__draws_hostile_text_and_runs_none_of_it),
		cmocka_unit_test(test_page__says_so_when_gnuplot_is_missing_or_fails),
	};

	return cmocka_run_group_tests_name("report_page", tests, NULL, NULL);
}
