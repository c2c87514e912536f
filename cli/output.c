/* SPDX-License-Identifier: MIT */
/* What leaves the program: exit codes, errors, the JSON envelope, standard output. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "cli/app.h"

static const struct {
	int code;
	enum kz_exit exit;
	const char *word;
} codes[] = {
	{KZ_EINPUT, KZ_EXIT_DATA, "E_INPUT"},
	{KZ_ELIMIT, KZ_EXIT_DATA, "E_LIMIT"},
	{KZ_ENOENT, KZ_EXIT_NOINPUT, "E_NOT_FOUND"},
	{KZ_EIO, KZ_EXIT_IO, "E_IO"},
	{KZ_EDB, KZ_EXIT_BUG, "E_WAREHOUSE"},
	{KZ_EBUSY, KZ_EXIT_BUSY, "E_BUSY"},
	{KZ_ETOOL, KZ_EXIT_UNSUPPORTED, "E_TOOL"},
	{KZ_EUSAGE, KZ_EXIT_USAGE, "E_USAGE"},
	{KZ_ECANCEL, KZ_EXIT_INT, "E_INTERRUPTED"},
	{KZ_EPERM, KZ_EXIT_PERM, "E_PERMISSION"},
	{KZ_EFORMAT, KZ_EXIT_UNSUPPORTED, "E_UNSUPPORTED"},
	{KZ_ESCHEMA, KZ_EXIT_CONFIG, "E_CONFIG"},
	{KZ_EFULL, KZ_EXIT_IO, "E_FULL"},
	{KZ_ECREATE, KZ_EXIT_CREATE, "E_CREATE"},
};

enum kz_exit kz_exit_of(int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].exit;
	return KZ_EXIT_BUG;
}

const char *kz_error_word(int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].word;
	return "E_INTERNAL";
}

void kz_app_error(struct kz_app *app, int code, enum kz_exit exit)
{
	struct kz_ctx *cx = app->cx;
	struct kz_str text = {cx->err.text, cx->err.len};
	KZ_OWN(kz_buf) line = kz_buf_new(64 << 10);

	kz_progress_end(cx);
	if (app->json) {
		KZ_OWN_JSON error =
			json_pack("{s:{s:s, s:i, s:o}}", "error", "code", kz_error_word(code),
				"exit", (int)exit, "message", kz_json_new_text(cx->mem, text));

		kz_json_line(line, error);
	} else {
		kz_buf_text(line, "kaizen: ");
		kz_esc_line(line, text);
	}
	kz_buf_byte(line, '\n');
	(void)fwrite(line->p, 1, line->n, stderr);
}

struct kz_page kz_app_page(struct kz_app *app)
{
	return (struct kz_page){app->cx->mem, app->out, app->width, app->utf8, false};
}

void kz_app_json(struct kz_app *app, const char *command, json_t *data)
{
	struct kz_str now = kz_time_rfc(app->cx->mem, app->cx->now);
	KZ_OWN_JSON doc = json_object();

	(void)json_object_set_new(doc, "schema", json_sprintf("kaizen.%s/1", command));
	(void)json_object_set_new(doc, "generated_at", json_stringn(now.p, now.n));
	(void)json_object_set_new(doc, "as_of", json_stringn(now.p, now.n));
	(void)json_object_set_new(doc, "data", data);
	(void)json_object_set_new(doc, "warnings", json_array());
	(void)json_object_set_new(doc, "skipped", json_object());
	kz_json_write(app->out, doc);
}

void kz_app_note(struct kz_app *app, const char *key, json_t *value)
{
	if (!app->summary)
		app->summary = json_object();
	(void)json_object_set_new(app->summary, key, value);
}

void kz_app_summary(struct kz_app *app, const char *command)
{
	if (!app->json)
		return;
	kz_buf_reset(app->out);
	kz_app_json(app, command, app->summary ? json_incref(app->summary) : json_object());
}

enum kz_exit kz_app_flush(struct kz_app *app)
{
	struct kz_str rest = kz_buf_str(app->out);

	kz_progress_end(app->cx);
	if (app->out->over) {
		(void)kz_fail(app->cx, KZ_ELIMIT, "the output is larger than %zu bytes",
			app->out->max);
		kz_app_error(app, KZ_ELIMIT, KZ_EXIT_IO);
		return KZ_EXIT_IO;
	}
	while (rest.n) {
		ssize_t put = write(STDOUT_FILENO, rest.p, rest.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && errno == EPIPE)
			return KZ_EXIT_OK; /* the reader has seen enough */
		if (put < 0) {
			(void)kz_fail(app->cx, KZ_EIO, "standard output: %s", strerror(errno));
			kz_app_error(app, KZ_EIO, KZ_EXIT_IO);
			return KZ_EXIT_IO;
		}
		rest = kz_str_from(rest, (size_t)put);
	}
	kz_buf_reset(app->out);
	return KZ_EXIT_OK;
}
