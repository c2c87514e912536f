/* SPDX-License-Identifier: MIT */
/* Charts by gnuplot: the one door for text, and the child process. */
#include "report/gnuplot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/proc.h"
#include "base/text.h"

enum { TEXT_MAX = 200, STDERR_MAX = 4096, PNG_MAX = 16 << 20, SCRIPT_MAX = 4 << 20 };

/* What has no place in a picture's text: bidi controls, zero-width and tag characters. */
static bool is_dropped(int32_t rune)
{
	return kz_rune_hidden(rune) && rune >= 0xa0 && rune != 0x2028 && rune != 0x2029;
}

static void quote(struct kz_buf *b, struct kz_str s, bool is_format)
{
	size_t len;

	kz_buf_byte(b, '\'');
	for (size_t n = 0; s.n && n < TEXT_MAX; s = kz_str_from(s, len)) {
		int32_t rune = kz_utf8_next(s, &len);

		if (rune == KZ_BAD_RUNE)
			kz_buf_text(b, "\ufffd");
		else if (is_dropped(rune))
			continue;
		else if (kz_rune_hidden(rune))
			kz_buf_byte(b, ' ');
		else if (rune == '\'')
			kz_buf_text(b, "\u2019");
		else if (rune == '%' && is_format)
			kz_buf_text(b, "%%");
		else
			kz_buf_add(b, kz_str_head(s, len));
		n++;
	}
	kz_buf_byte(b, '\'');
}

void kz_gp_squote(struct kz_buf *b, struct kz_str s)
{
	quote(b, s, false);
}

void kz_gp_text(struct kz_buf *b, const char *name, struct kz_str s)
{
	kz_buf_addf(b, "%s = ", name);
	kz_gp_squote(b, s);
	kz_buf_byte(b, '\n');
}

/* NaN breaks a line, where gnuplot's "missing" would draw over the hole. */
static void number(struct kz_buf *b, double v)
{
	if (isfinite(v))
		kz_buf_addf(b, "%.10g", v);
	else
		kz_buf_text(b, "NaN");
}

void kz_gp_number(struct kz_buf *b, const char *name, double v)
{
	kz_buf_addf(b, "%s = ", name);
	number(b, v);
	kz_buf_byte(b, '\n');
}

static void array(struct kz_buf *b, const char *name, size_t n)
{
	kz_buf_addf(b, "n%s = %zu\narray %s[%zu] = [", name, n, name, n ? n : 1);
}

static void texts(struct kz_buf *b, const char *name, const struct kz_str *s, size_t n,
	bool is_format)
{
	array(b, name, n);
	for (size_t i = 0; i < (n ? n : 1); i++) {
		kz_buf_text(b, i ? "," : "");
		quote(b, n ? s[i] : KZ_S(""), is_format);
	}
	kz_buf_text(b, "]\n");
}

void kz_gp_texts(struct kz_buf *b, const char *name, const struct kz_str *s, size_t n)
{
	texts(b, name, s, n, false);
}

void kz_gp_tics(struct kz_buf *b, const char *name, const struct kz_str *s, size_t n)
{
	texts(b, name, s, n, true);
}

void kz_gp_numbers(struct kz_buf *b, const char *name, const double *v, size_t n)
{
	array(b, name, n);
	for (size_t i = 0; i < (n ? n : 1); i++) {
		kz_buf_text(b, i ? "," : "");
		number(b, n ? v[i] : 0);
	}
	kz_buf_text(b, "]\n");
}

void kz_gp_begin(struct kz_buf *b, const char *name)
{
	kz_buf_addf(b, "$%s << KZEND\n", name);
}

void kz_gp_row(struct kz_buf *b, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		kz_buf_text(b, i ? "\t" : "");
		number(b, v[i]);
	}
	kz_buf_byte(b, '\n');
}

void kz_gp_end(struct kz_buf *b)
{
	kz_buf_text(b, "KZEND\n");
}

/* fc-match names the font that a name stands for; without it the first choice is taken. */
static bool has_font(struct kz_ctx *cx, const char *font)
{
	const char *const argv[] = {"fc-match", "-f", "%{family[0]}", font, NULL};
	const char *const env[] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", NULL};
	KZ_OWN(kz_buf) out = kz_buf_new(500);
	const struct kz_proc p = {.argv = argv, .env = env, .out = out, .wall_ms = 5000};
	struct kz_err kept = cx->err;
	int status = 0, rc = kz_proc_run(cx, &p, &status);

	cx->err = kept;
	return rc < 0 || status != 0 || kz_str_eq(kz_buf_str(out), kz_str_c(font));
}

static bool is_missing(struct kz_ctx *cx, const char *program)
{
	const char *const argv[] = {program, "--version", NULL};
	const char *const env[] = {"PATH=/usr/bin:/bin", NULL};
	const struct kz_proc p = {.argv = argv, .env = env, .wall_ms = 5000};
	struct kz_err kept = cx->err;
	int status = 0, rc = kz_proc_run(cx, &p, &status);

	cx->err = kept;
	return rc == KZ_ENOENT;
}

struct kz_gnuplot kz_gnuplot_find(struct kz_ctx *cx, const char *folder)
{
	struct kz_gnuplot g = {.program = "gnuplot", .folder = folder};

	if (cx->conf && cx->conf->report_gnuplot.n)
		g.program = kz_cstr(cx->mem, cx->conf->report_gnuplot);
	g.is_missing = is_missing(cx, g.program);
	g.font = KZ_S("Inter");
	if (cx->conf && cx->conf->report_font.n)
		g.font = cx->conf->report_font;
	else if (!g.is_missing && !has_font(cx, "Inter"))
		g.font = KZ_S("Liberation Sans");
	return g;
}

static struct kz_str embedded(const char *path)
{
	for (const struct kz_embed *e = kz_embedded; e->path; e++)
		if (strcmp(e->path, path) == 0)
			return (struct kz_str){e->bytes, e->n};
	KZ_BUG("a chart's script is not in the program");
}

/* "NAME=value" where our own environment has it; else the end of the list stands there. */
static const char *inherited(struct kz_ctx *cx, const char *name)
{
	const char *value = getenv(name);

	return value ? kz_cstr(cx->mem, kz_strf(cx->mem, "%s=%s", name, value)) : NULL;
}

/* Everything that could change what it draws or runs is left out (report.md 4.1). */
static int run(struct kz_ctx *cx, struct kz_gnuplot *g, struct kz_buf *err, int *ret_status)
{
	const char *const argv[] = {g->program, "-d", "chart.gp", NULL};
	const char *env[8] = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
	struct kz_proc p = {
		.argv = argv,
		.env = env,
		.folder = g->folder,
		.err = err,
		.wall_ms = 10000,
		.cpu_s = 5,
		.memory_bytes = 1u << 30,
		.file_bytes = PNG_MAX,
	};
	size_t n = 3;

	env[n++] = kz_cstr(cx->mem, kz_strf(cx->mem, "HOME=%s", g->folder));
	if ((env[n] = inherited(cx, "XDG_CACHE_HOME")) != NULL)
		n++;
	if ((env[n] = inherited(cx, "FONTCONFIG_FILE")) != NULL)
		n++;
	return kz_proc_run(cx, &p, ret_status);
}

/* A failed run leaves an empty picture behind: success is a picture with bytes in it. */
static int take_picture(struct kz_ctx *cx, const char *path, struct kz_str *ret_png)
{
	int rc = kz_file_read(cx, path, PNG_MAX, ret_png);

	if (rc == 0 && !kz_str_starts(*ret_png, KZ_S("\x89PNG\r\n")))
		rc = kz_fail(cx, KZ_ETOOL, "gnuplot: no picture came");
	return rc < 0 ? KZ_ETOOL : 0;
}

int kz_gnuplot_png(struct kz_ctx *cx, struct kz_gnuplot *g, const char *chart,
	struct kz_buf *assignments, struct kz_str *ret_png)
{
	KZ_OWN(kz_buf) script = kz_buf_new(SCRIPT_MAX);
	KZ_OWN(kz_buf) err = kz_buf_new(STDERR_MAX);
	const char *script_path, *png_path;
	int status = 0, rc;

	if (g->is_missing)
		return kz_fail(cx, KZ_ENOENT, "%s: not found", g->program);
	if (!g->folder)
		return kz_fail(cx, KZ_ETOOL, "charts: no folder for temporary files");
	script_path = kz_path_join(cx->mem, g->folder, "chart.gp");
	png_path = kz_path_join(cx->mem, g->folder, "chart.png");
	kz_buf_text(script, "set encoding utf8\n");
	kz_gp_text(script, "FONT", g->font);
	kz_buf_add(script, kz_buf_str(assignments));
	kz_buf_add(script, embedded("dashboards/charts/theme.gp"));
	kz_buf_add(script,
		embedded(kz_cstr(cx->mem, kz_strf(cx->mem, "dashboards/charts/%s.gp", chart))));
	if ((rc = kz_file_write(cx, script_path, kz_buf_str(script))) < 0)
		return rc;
	rc = run(cx, g, err, &status);
	if (rc == 0 && status != 0)
		rc = kz_fail(cx, KZ_ETOOL, "gnuplot ended with %d: " KZ_FMT, status,
			KZ_ARG(kz_str_trim(kz_buf_str(err))));
	if (rc == 0)
		rc = take_picture(cx, png_path, ret_png);
	(void)unlink(script_path);
	(void)unlink(png_path);
	return rc;
}
