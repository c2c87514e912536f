/* SPDX-License-Identifier: MIT */
/* A disk that fails at the n-th write, sync or read: whole units or none, and the right code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "warehouse/input.h"
#include "warehouse/query.h"

enum { UNITS = 5, ROWS = 40, MOST_TRIES = 2000 };

/* What goes wrong: the n-th call of a kind, and all after it while `stays`. */
enum call { WRITE, SYNC, READ, SHARE };

struct fault {
	sqlite3_vfs *real;
	enum call call;
	int error;     /* SQLITE_FULL, SQLITE_IOERR_…, SQLITE_BUSY */
	int64_t after; /* calls that still succeed; negative: all do */
	bool stays;
	int64_t failed; /* calls that failed */
};

struct shim {
	sqlite3_file base;
	struct fault *fault;
	sqlite3_file *real; /* behind this struct */
};

static struct shim *shim_of(sqlite3_file *file)
{
	return (struct shim *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return shim_of(file)->real;
}

static bool fails(sqlite3_file *file, enum call call)
{
	struct fault *f = shim_of(file)->fault;

	if (f->call != call || f->after < 0)
		return false;
	if (f->after > 0) {
		f->after--;
		return false;
	}
	if (!f->stays)
		f->after = -1;
	f->failed++;
	return true;
}

static int shim_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int shim_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	if (fails(file, READ))
		return shim_of(file)->fault->error;
	return real_of(file)->pMethods->xRead(real_of(file), to, n, at);
}

static int shim_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	if (fails(file, WRITE)) {
		/* a full disk takes what fits: half of it stands there, torn */
		(void)real_of(file)->pMethods->xWrite(real_of(file), from, n / 2, at);
		return shim_of(file)->fault->error;
	}
	return real_of(file)->pMethods->xWrite(real_of(file), from, n, at);
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 n)
{
	return real_of(file)->pMethods->xTruncate(real_of(file), n);
}

static int shim_sync(sqlite3_file *file, int flags)
{
	(void)flags;
	/* nothing is lost here but by a fault of ours, so the disk need not be waited for */
	return fails(file, SYNC) ? shim_of(file)->fault->error : SQLITE_OK;
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), ret);
}

static int shim_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int shim_is_reserved(sqlite3_file *file, int *ret)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret);
}

static int shim_control(sqlite3_file *file, int op, void *arg)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int shim_sector(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int shim_traits(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int shim_shm_map(sqlite3_file *file, int page, int n, int extend, void volatile **ret)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), page, n, extend, ret);
}

static int shim_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	if ((flags & SQLITE_SHM_LOCK) && fails(file, SHARE))
		return shim_of(file)->fault->error;
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void shim_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int shim_shm_unmap(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = shim_close,
	.xRead = shim_read,
	.xWrite = shim_write,
	.xTruncate = shim_truncate,
	.xSync = shim_sync,
	.xFileSize = shim_size,
	.xLock = shim_lock,
	.xUnlock = shim_unlock,
	.xCheckReservedLock = shim_is_reserved,
	.xFileControl = shim_control,
	.xSectorSize = shim_sector,
	.xDeviceCharacteristics = shim_traits,
	.xShmMap = shim_shm_map,
	.xShmLock = shim_shm_lock,
	.xShmBarrier = shim_shm_barrier,
	.xShmUnmap = shim_shm_unmap,
};

static int shim_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
	int *ret_flags)
{
	struct fault *fault = vfs->pAppData;
	struct shim *shim = shim_of(file);
	int rc;

	shim->fault = fault;
	shim->real = (sqlite3_file *)(void *)(shim + 1);
	rc = fault->real->xOpen(fault->real, path, shim->real, flags, ret_flags);
	shim->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

/* A lock that nobody gives back need not be waited for either. */
static int shim_sleep(sqlite3_vfs *vfs, int microseconds)
{
	(void)vfs;
	return microseconds;
}

/* The whole room of one test: a warehouse on a disk that can fail. */
struct room {
	struct kz_arena *mem;
	struct kz_ctx cx;
	struct fault fault;
	sqlite3_vfs vfs;
	char folder[32];
	const char *path;
};

static int make_room(void **state)
{
	struct room *r = kz_alloc(sizeof(*r));

	*r = (struct room){.mem = kz_arena_new(), .folder = "/tmp/kz-fault.XXXXXX"};
	r->cx = (struct kz_ctx){.mem = r->mem, .now = 1750000000};
	r->fault = (struct fault){.real = sqlite3_vfs_find(NULL), .after = -1};
	r->vfs = *r->fault.real;
	r->vfs.zName = "faulty";
	r->vfs.szOsFile = (int)sizeof(struct shim) + r->fault.real->szOsFile;
	r->vfs.pAppData = &r->fault;
	r->vfs.xOpen = shim_open;
	r->vfs.xSleep = shim_sleep;
	r->vfs.pNext = NULL;
	*state = r;
	if (sqlite3_vfs_register(&r->vfs, 1) != SQLITE_OK || !mkdtemp(r->folder))
		return -1;
	r->path = kz_path_join(r->mem, r->folder, "w.db");
	return 0;
}

static void remove_files(struct room *r)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal", NULL};

	for (size_t i = 0; endings[i]; i++)
		(void)unlink(kz_strf(r->mem, "%s%s", r->path, endings[i]).p);
}

static int clear_room(void **state)
{
	struct room *r = *state;

	(void)sqlite3_vfs_unregister(&r->vfs);
	remove_files(r);
	(void)rmdir(r->folder);
	kz_arena_free(r->mem);
	free(r);
	return 0;
}

static int open_warehouse(struct room *r, struct kz_db **ret)
{
	static const struct kz_repository repository = {.repository = KZ_S("0123456789ab"),
		.git_dir = KZ_S("/somewhere/.git")};
	KZ_OWN(kz_db) db = NULL;
	int rc;

	if ((rc = kz_db_open(&r->cx, r->path, KZ_DB_WRITE, &db)) < 0 ||
		(rc = kz_db_use_repository(&r->cx, db, &repository)) < 0)
		return rc;
	*ret = KZ_TAKE(db);
	return 0;
}

/* Unit `at`: an input with its cursor, a run and its results. */
static int store_unit(struct room *r, struct kz_db *db, int at)
{
	KZ_OWN(kz_sink) sink = kz_sink_new(NULL, NULL);
	struct kz_str run = kz_strf(r->mem, "%016d", at);
	struct kz_input_row in;
	int rc;

	if ((rc = kz_input_find(&r->cx, db, "junit", run, &in)) < 0 || in.input_id)
		return rc;
	in.cursor = kz_strf(r->mem, "%d", at);
	for (int i = 0; i < ROWS && rc == 0; i++) {
		const struct kz_row_test_result row = {.run = run,
			.seq = i,
			.suite = KZ_S("suite"),
			.class = KZ_S("class"),
			.name = kz_strf(r->mem, "test %d of a name that fills pages %d", i, at),
			.attempt = 1,
			.outcome = KZ_S("pass"),
			.duration_ms = KZ_UNKNOWN,
			.at_ms = KZ_UNKNOWN};

		rc = kz_put_test_result(&r->cx, sink, &row);
	}
	return rc < 0 ? rc : kz_input_store(&r->cx, db, &in, sink, false);
}

/* Stores every unit that is not there yet; how many calls returned 0 is in ret_stored. */
static int work(struct room *r, int *ret_stored)
{
	KZ_OWN(kz_db) db = NULL;
	int rc = open_warehouse(r, &db);

	*ret_stored = 0;
	for (int i = 0; i < UNITS && rc == 0; i++) {
		rc = store_unit(r, db, i);
		*ret_stored += rc == 0;
	}
	return rc;
}

static int64_t number(struct room *r, struct kz_db *db, const char *sql)
{
	KZ_OWN(kz_query) q = NULL;
	bool row;

	assert_int_equal(kz_query_user(&r->cx, db, kz_str_c(sql), &q), 0);
	assert_int_equal(kz_query_next(&r->cx, q, &row), 0);
	assert_true(row);
	return kz_col_int(q, 0);
}

/* Whole units with their cursors or nothing of them; every unit that was stored is there. */
static void assert_whole_units(struct room *r, int stored)
{
	KZ_OWN(kz_db) db = NULL;
	int rc = kz_db_open(&r->cx, r->path, KZ_DB_READ, &db);

	if (rc == KZ_ENOENT) { /* nothing was ever written */
		assert_int_equal(stored, 0);
		kz_err_clear(&r->cx);
		return;
	}
	if (rc < 0)
		fail_msg("%s", r->cx.err.text);
	assert_int_equal(kz_db_check(&r->cx, db), 0);
	assert_true(number(r, db, "SELECT count(*) FROM s_input") >= stored);
	assert_int_equal(number(r, db, "SELECT count(*) FROM s_test_result"),
		ROWS * number(r, db, "SELECT count(*) FROM s_input"));
	assert_int_equal(
		number(r, db,
			"SELECT count(*) FROM s_input i WHERE cursor IS NULL OR rows <> (SELECT"
			" count(*) FROM s_test_result t WHERE t.input_id = i.input_id)"),
		0);
}

/* Tries n = first, first + step, … until nothing fails any more; how many did is returned. */
static int fail_each(struct room *r, struct fault fault, int step, int expected)
{
	int failures = 0;

	for (int n = 0; n < MOST_TRIES; n += step) {
		struct kz_mark mark = kz_mark(r->mem);
		int stored, rc;

		remove_files(r);
		fault.real = r->fault.real;
		r->fault = fault;
		r->fault.after = n;
		rc = work(r, &stored);
		if (r->fault.failed == 0) {
			assert_int_equal(rc, 0);
			return failures;
		}
		failures++;
		r->fault.after = -1;
		if (rc != expected && rc != 0)
			fail_msg("n = %d: code %d: %s", n, rc, r->cx.err.text);
		if (rc < 0)
			assert_true(r->cx.err.len > 0);
		kz_err_clear(&r->cx);
		assert_whole_units(r, stored);
		assert_int_equal(work(r, &stored), 0); /* run again: as if nothing had happened */
		assert_whole_units(r, UNITS);
		kz_rewind(r->mem, mark);
	}
	fail_msg("it still fails after %d calls", MOST_TRIES);
	return failures;
}

static void test_full_disk__keeps_whole_units_from_any_write_on(void **state)
{
	struct room *r = *state;
	const struct fault fault = {.call = WRITE, .error = SQLITE_FULL, .stays = true};
	int failures = fail_each(r, fault, 5, KZ_EFULL);

	(void)printf("%d failures\n", failures);
	assert_true(failures > 10);
}

static void test_failing_write__keeps_whole_units(void **state)
{
	const struct fault fault = {.call = WRITE, .error = SQLITE_IOERR_WRITE};

	assert_true(fail_each(*state, fault, 7, KZ_EIO) > 10);
}

static void test_failing_sync__keeps_whole_units(void **state)
{
	const struct fault fault = {.call = SYNC, .error = SQLITE_IOERR_FSYNC};

	assert_true(fail_each(*state, fault, 1, KZ_EIO) > 0);
}

static void test_failing_read__keeps_whole_units(void **state)
{
	const struct fault fault = {.call = READ, .error = SQLITE_IOERR_READ};

	assert_true(fail_each(*state, fault, 1, KZ_EIO) > 0);
}

/* Stopped between two of its locks, another run is not a damaged warehouse nor a bug of ours. */
static void test_writer_stopped_while_opening__is_busy(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_db) db = NULL;
	int stored;

	assert_int_equal(work(r, &stored), 0);
	r->fault.call = SHARE;
	r->fault.error = SQLITE_BUSY;
	r->fault.stays = true;
	r->fault.after = 0;
	assert_int_equal(kz_db_open(&r->cx, r->path, KZ_DB_READ, &db), KZ_EBUSY);
	assert_non_null(strstr(r->cx.err.text, "w.db: held by another run"));
	assert_non_null(strstr(r->cx.err.text, "try again"));
	assert_true(r->fault.failed > 0);
	r->fault.after = -1;
	kz_err_clear(&r->cx);
	assert_whole_units(r, UNITS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_full_disk__keeps_whole_units_from_any_write_on,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_failing_write__keeps_whole_units, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(test_failing_sync__keeps_whole_units, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(test_failing_read__keeps_whole_units, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(test_writer_stopped_while_opening__is_busy,
			make_room, clear_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
