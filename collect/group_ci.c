/* SPDX-License-Identifier: MIT */
/* The group of CI: result files found or named, each a run by its content. */
#include "base/arena.h"
#include "base/conf.h"
#include "base/log.h"
#include "collect/ci_find.h"
#include "collect/groups.h"
#include "warehouse/input.h"

/* Files that were not taken have their row under this name, whatever they are. */
static const char not_taken[] = "ci";

struct ci {
	struct kz_collecting *c;
	struct kz_sink *sink;
	const char *work_dir; /* real path; NULL: none */
	int64_t versions;     /* in sum: raised, what was refused is read again */
};

struct file {
	const char *path;  /* to open */
	struct kz_str key; /* below the top of the work tree, else absolute */
	bool is_named;     /* by the user */
	struct kz_file_info info;
};

static bool is_of_group(const struct kz_collector *c)
{
	return kz_str_eq(kz_str_c(c->group), KZ_S("ci"));
}

/* Was it taken before, as it is now? */
static int is_known(struct kz_ctx *cx, struct ci *ci, const struct file *f, bool *ret)
{
	int rc = 0;

	*ret = false;
	for (size_t i = 0; kz_collectors[i] && rc == 0 && !*ret; i++) {
		const struct kz_input_row in = {
			.collector = kz_collectors[i]->name,
			.version = kz_collectors[i]->version,
			.path = f->key,
			.size = f->info.size,
			.mtime_ns = f->info.mtime_ns,
		};

		if (is_of_group(kz_collectors[i]))
			rc = kz_input_is_known(cx, ci->c->db, &in, ret);
	}
	return rc;
}

/* A file that was seen and not taken is counted, stored with its reason, and named. */
static int put_aside(struct kz_ctx *cx, struct ci *ci, const struct file *f,
	const struct kz_input_row *why)
{
	struct kz_collect_summary *sum = ci->c->sum;
	const bool is_bad = kz_str_eq(kz_str_c(why->state), KZ_S("bad"));
	struct kz_input_row old, row = *why;
	int rc;

	if ((rc = kz_input_find(cx, ci->c->db, not_taken, f->key, &old)) < 0)
		return rc;
	row.input_id = old.input_id;
	row.collector = not_taken;
	row.version = ci->versions;
	row.path = f->key;
	row.size = f->info.size;
	row.mtime_ns = f->info.mtime_ns;
	if (is_bad || f->is_named)
		sum->refused++;
	else
		sum->skipped++;
	sum->named_refused = sum->named_refused || f->is_named;
	if (is_bad || f->is_named)
		kz_warn(cx, "%.*s", (int)row.message.n, row.message.p);
	if (old.input_id && old.version == row.version && old.size == row.size &&
		old.mtime_ns == row.mtime_ns && kz_str_eq(old.message, row.message))
		return 0;
	return kz_input_store(cx, ci->c->db, &row, NULL, true);
}

/* The error's text with the file named by its key. */
static struct kz_str message_of(struct kz_ctx *cx, const struct file *f)
{
	const struct kz_str text = kz_str_c(cx->err.text), path = kz_str_c(f->path);

	if (!kz_str_starts(text, path))
		return kz_str_dup(cx->mem, text);
	return kz_strf(cx->mem, "%.*s%.*s", (int)f->key.n, f->key.p, (int)(text.n - path.n),
		text.p + path.n);
}

/* What a reader's error makes of a file: rc when it is not the file's fault. */
static int put_error(struct kz_ctx *cx, struct ci *ci, const struct file *f, int rc,
	const struct kz_collected *by)
{
	struct kz_input_row why = {.state = "bad", .message = message_of(cx, f)};

	if (rc == KZ_EINPUT && !by->by) {
		why.state = "skipped";
		why.reason = KZ_S("unknown-format");
	} else if (rc == KZ_EINPUT) {
		why.reason = KZ_S("malformed");
	} else if (rc == KZ_ELIMIT) {
		why.reason = KZ_S("limit");
	} else if (rc == KZ_ENOENT || rc == KZ_EPERM || rc == KZ_EIO) {
		why.state = "skipped";
		why.reason = KZ_S("unreadable");
	} else {
		return rc;
	}
	kz_err_clear(cx);
	return put_aside(cx, ci, f, &why);
}

static int put_taken(struct kz_ctx *cx, struct ci *ci, const struct file *f,
	const struct kz_collected *by)
{
	const struct kz_row_problem *problem = NULL;
	struct kz_input_row row;
	bool is_new;
	int rc;

	if ((rc = kz_input_find(cx, ci->c->db, by->by->name,
		     kz_strf(cx->mem, "%.*s#%.16s", (int)f->key.n, f->key.p, by->hash.p), &row)) <
		0)
		return rc;
	if (kz_sink_count(ci->sink, KZ_ROW_problem))
		problem = kz_sink_row(ci->sink, KZ_ROW_problem, 0);
	is_new = row.input_id == 0 || row.version != by->by->version;
	row.version = by->by->version;
	row.size = f->info.size;
	row.mtime_ns = f->info.mtime_ns;
	row.content_hash = by->hash;
	row.state = problem ? "partial" : "ok";
	row.reason = problem ? problem->reason : KZ_NOTHING;
	row.message = problem ? kz_str_dup(cx->mem, problem->message) : KZ_NOTHING;
	if (problem && f->is_named)
		kz_warn(cx, "%.*s:%.*s: %.*s", (int)f->key.n, f->key.p, (int)problem->place.n,
			problem->place.p, (int)problem->message.n, problem->message.p);
	if ((rc = kz_input_store(cx, ci->c->db, &row, is_new ? ci->sink : NULL,
		     is_new && row.input_id)) < 0)
		return rc;
	ci->c->sum->new_rows += row.new_rows;
	ci->c->sum->in_part += problem != NULL;
	return kz_input_forget(cx, ci->c->db, not_taken, f->key);
}

static int put_odd(struct kz_ctx *cx, struct ci *ci, const struct file *f)
{
	const bool is_link = f->info.is_link;
	const struct kz_input_row why = {
		.state = "skipped",
		.reason = is_link ? KZ_S("link") : KZ_S("not-regular"),
		.message = kz_strf(cx->mem, "%.*s: %s", (int)f->key.n, f->key.p,
			is_link ? "a symbolic link, not followed" : "not a regular file"),
	};

	return put_aside(cx, ci, f, &why);
}

static int put_large(struct kz_ctx *cx, struct ci *ci, const struct file *f)
{
	const struct kz_input_row why = {
		.state = "skipped",
		.reason = KZ_S("too-large"),
		.message = kz_strf(cx->mem,
			"%.*s: %lld bytes, at most %lld are read"
			" (collect.max-file-bytes)",
			(int)f->key.n, f->key.p, (long long)f->info.size,
			(long long)cx->conf->collect_max_file),
	};

	return put_aside(cx, ci, f, &why);
}

/* Its content was refused before: that is said again without reading it again. */
static int is_refused(struct kz_ctx *cx, struct ci *ci, const struct file *f,
	struct kz_input_row *ret_why)
{
	int rc = kz_input_find(cx, ci->c->db, not_taken, f->key, ret_why);

	if (rc < 0)
		return rc;
	return ret_why->input_id && ret_why->version == ci->versions &&
		ret_why->size == f->info.size && ret_why->mtime_ns == f->info.mtime_ns &&
		!kz_str_eq(ret_why->reason, KZ_S("unreadable"));
}

static int take(struct kz_ctx *cx, struct ci *ci, const struct file *f)
{
	struct kz_collected by;
	struct kz_input_row why;
	bool known;
	int rc;

	ci->c->sum->inputs++;
	if (!f->info.is_regular)
		return put_odd(cx, ci, f);
	if (f->info.size > cx->conf->collect_max_file)
		return put_large(cx, ci, f);
	if ((rc = is_known(cx, ci, f, &known)) < 0 || known)
		return rc;
	if ((rc = is_refused(cx, ci, f, &why)) != 0)
		return rc < 0 ? rc : put_aside(cx, ci, f, &why);
	kz_sink_clear(ci->sink);
	rc = kz_collect_file(cx, "ci", f->path, ci->sink, &by);
	return rc < 0 ? put_error(cx, ci, f, rc, &by) : put_taken(cx, ci, f, &by);
}

/* Below the top of the work tree the rest of the path, so that a clone may move. */
static struct kz_str key_of(const struct ci *ci, const char *real)
{
	struct kz_str key = kz_str_c(real), top = kz_str_c(ci->work_dir);

	if (top.n && kz_str_starts(key, top) && key.n > top.n && key.p[top.n] == '/')
		return kz_str_from(key, top.n + 1);
	return key;
}

/* The files of a folder, each in memory of its own. */
static int take_all(struct kz_ctx *cx, struct ci *ci, const char *folder,
	const struct kz_ci_files *files)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	struct kz_ctx unit = *cx;
	int rc = 0;

	unit.mem = mem;
	for (size_t i = 0; i < files->n && rc == 0; i++) {
		struct file f = {.path = kz_path_join(mem, folder, files->paths[i])};

		f.key = key_of(ci, f.path);
		kz_progress(cx, "collecting ci", (int64_t)i, (int64_t)files->n);
		if (kz_file_info(&unit, f.path, &f.info) == 0)
			rc = take(&unit, ci, &f);
		else
			kz_err_clear(&unit); /* gone since it was found */
		if (rc == 0)
			rc = kz_stopped(&unit);
		kz_arena_reset(mem);
	}
	cx->err = unit.err;
	ci->c->sum->skipped += (int64_t)files->over;
	return rc;
}

/* Notes on files that were not taken go when the file does. */
static int forget_gone(struct kz_ctx *cx, struct ci *ci)
{
	struct kz_str *paths;
	size_t n;
	int rc;

	if ((rc = kz_input_paths(cx, ci->c->db, not_taken, &paths, &n)) < 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0; i++) {
		const char *path = kz_cstr(cx->mem, paths[i]);
		struct kz_file_info info;

		if (path[0] != '/' && ci->work_dir)
			path = kz_path_join(cx->mem, ci->work_dir, path);
		if (kz_file_info(cx, path, &info) == KZ_ENOENT)
			rc = kz_input_forget(cx, ci->c->db, not_taken, paths[i]);
		kz_err_clear(cx);
	}
	return rc;
}

/* So that status names what the limit left out; forget_gone takes the note away. */
static int put_over(struct kz_ctx *cx, struct ci *ci, const char *folder,
	const struct kz_ci_files *files)
{
	struct kz_input_row row = {.collector = not_taken,
		.version = ci->versions,
		.path = kz_strf(cx->mem, "%zu files beyond ci.max-files in %s", files->over,
			folder),
		.state = "skipped",
		.reason = KZ_S("limit")};

	return files->over ? kz_input_store(cx, ci->c->db, &row, NULL, false) : 0;
}

static int take_found(struct kz_ctx *cx, struct ci *ci)
{
	struct kz_ci_files files;
	int rc;

	if (!ci->work_dir)
		return 0;
	if ((rc = kz_ci_find(cx, ci->c->git, &files)) < 0 ||
		(rc = take_all(cx, ci, ci->work_dir, &files)) < 0 || (rc = forget_gone(cx, ci)) < 0)
		return rc;
	return put_over(cx, ci, ci->work_dir, &files);
}

/* A file or a folder of the command line; the folder itself may be a link. */
static int take_named(struct kz_ctx *cx, struct ci *ci, const char *path)
{
	const char *real = kz_path_real(cx->mem, path);
	struct file f = {.path = path, .key = kz_str_c(path), .is_named = true};
	struct kz_file_info info;
	struct kz_ci_files files;
	int rc;

	if (kz_file_info(cx, path, &f.info) < 0) {
		kz_warn(cx, "%s", cx->err.text);
		kz_err_clear(cx);
		ci->c->sum->refused++;
		ci->c->sum->named_refused = true;
		return 0;
	}
	if (real && kz_file_info(cx, real, &info) == 0 && info.is_folder) {
		if ((rc = kz_ci_find_below(cx, real, &files)) < 0)
			return rc;
		if (!files.n)
			kz_warn(cx, "%s: no *.xml in it", path);
		rc = take_all(cx, ci, real, &files);
		return rc < 0 ? rc : put_over(cx, ci, real, &files);
	}
	if (real && !f.info.is_link)
		f.key = key_of(ci, real);
	return take(cx, ci, &f);
}

int kz_collect_ci(struct kz_ctx *cx, struct kz_collecting *c)
{
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	struct ci ci = {.c = c,
		.sink = sink,
		.work_dir = c->git ? kz_git_info(c->git)->work_dir : NULL};
	const char *const *path = c->options->paths;
	int rc = kz_stopped(cx);

	for (size_t i = 0; kz_collectors[i]; i++)
		if (is_of_group(kz_collectors[i]))
			ci.versions += kz_collectors[i]->version;
	if (!path)
		return rc < 0 ? rc : take_found(cx, &ci);
	for (; *path && rc == 0; path++)
		rc = take_named(cx, &ci, *path);
	return rc;
}
