/* SPDX-License-Identifier: MIT */
/* A child process with limits: posix_spawn, prlimit, two pipes and a deadline. */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STEP_MS = 20, GRACE_MS = 1000 };

struct child {
	pid_t pid;
	bool ended;
	int status;             /* of waitpid */
	int pipes[2];           /* our ends of stdout and stderr; -1: closed */
	struct kz_buf *into[2]; /* NULL: thrown away */
};

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_pipe(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* A pipe for what shall be kept, else /dev/null, as descriptor `to` of the child. */
static int connect_output(posix_spawn_file_actions_t *actions, bool keep, int to, int ends[2])
{
	ends[0] = ends[1] = -1;
	if (!keep)
		return posix_spawn_file_actions_addopen(actions, to, "/dev/null", O_WRONLY, 0);
	if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return errno;
	return posix_spawn_file_actions_adddup2(actions, ends[1], to);
}

static int prepare(const struct kz_proc *p, posix_spawn_file_actions_t *actions, int out[2],
	int err[2])
{
	int rc = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);

	if (rc == 0)
		rc = connect_output(actions, p->out != NULL, 1, out);
	if (rc == 0)
		rc = connect_output(actions, p->err != NULL, 2, err);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(actions, 3);
	if (rc == 0 && p->folder)
		rc = posix_spawn_file_actions_addchdir_np(actions, p->folder);
	return rc;
}

/* Signals as a fresh program has them, and a process group that can be killed whole. */
static int set_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	int rc;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setpgroup(attr, 0);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr,
			POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	return rc;
}

/* posix_spawn takes pointers to non-const strings and changes none of them. */
static char *const *vector(const char *const *strings)
{
	union {
		const char *const *in;
		char *const *out;
	} u = {.in = strings};

	return u.out;
}

static int spawn(const struct kz_proc *p, struct child *ret)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int out[2] = {-1, -1}, err[2] = {-1, -1}, rc;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawnattr_init(&attr);
	rc = prepare(p, &actions, out, err);
	if (rc == 0)
		rc = set_attributes(&attr);
	if (rc == 0)
		rc = posix_spawnp(&ret->pid, p->argv[0], &actions, &attr, vector(p->argv),
			vector(p->env));
	close_pipe(&out[1]);
	close_pipe(&err[1]);
	if (rc != 0) {
		close_pipe(&out[0]);
		close_pipe(&err[0]);
	}
	ret->pipes[0] = out[0];
	ret->pipes[1] = err[0];
	ret->into[0] = p->out;
	ret->into[1] = p->err;
	(void)posix_spawnattr_destroy(&attr);
	(void)posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static void limit(pid_t pid, enum __rlimit_resource what, uint64_t value)
{
	const struct rlimit64 both = {.rlim_cur = value, .rlim_max = value};

	if (value)
		(void)prlimit64(pid, what, &both, NULL); /* a child that has ended needs none */
}

static void read_pipe(struct child *c, int i)
{
	char block[4096];
	ssize_t n;

	while ((n = read(c->pipes[i], block, sizeof(block))) > 0)
		kz_buf_add(c->into[i], (struct kz_str){block, (size_t)n});
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_pipe(&c->pipes[i]);
}

/* One step: what it wrote, and whether it has ended. A grandchild may hold the pipes: no matter. */
static void watch(struct child *c)
{
	struct pollfd fds[2] = {{c->pipes[0], POLLIN, 0}, {c->pipes[1], POLLIN, 0}};

	(void)poll(fds, 2, c->pipes[0] < 0 && c->pipes[1] < 0 ? 1 : STEP_MS);
	for (int i = 0; i < 2; i++)
		if (c->pipes[i] >= 0)
			read_pipe(c, i);
	c->ended = waitpid(c->pid, &c->status, WNOHANG) == c->pid;
	for (int i = 0; i < 2 && c->ended; i++)
		if (c->pipes[i] >= 0)
			read_pipe(c, i);
}

/* Time is over or we were told to stop: SIGTERM, and SIGKILL for what does not listen. */
static void stop_child(struct child *c)
{
	int64_t until = now_ms() + GRACE_MS;

	(void)kill(-c->pid, SIGTERM);
	while (!c->ended && now_ms() < until)
		watch(c);
	(void)kill(-c->pid, SIGKILL);
	while (!c->ended)
		watch(c);
}

int kz_proc_run(struct kz_ctx *cx, const struct kz_proc *p, int *ret_status)
{
	struct child c = {.pipes = {-1, -1}};
	int64_t start = now_ms();
	int rc = spawn(p, &c);

	if (rc == ENOENT)
		return kz_fail(cx, KZ_ENOENT, "%s: not found", p->argv[0]);
	if (rc == EACCES)
		return kz_fail(cx, KZ_EPERM, "%s: cannot be executed", p->argv[0]);
	if (rc != 0)
		return kz_fail(cx, KZ_EIO, "%s: %s", p->argv[0], strerror(rc));
	limit(c.pid, RLIMIT_CPU, p->cpu_s);
	limit(c.pid, RLIMIT_AS, p->memory_bytes);
	limit(c.pid, RLIMIT_FSIZE, p->file_bytes);
	while (!c.ended && rc == 0) {
		watch(&c);
		if (p->wall_ms && !c.ended && now_ms() - start > p->wall_ms)
			rc = kz_fail(cx, KZ_ELIMIT, "%s: not done after %lld ms", p->argv[0],
				(long long)p->wall_ms);
		else if (!c.ended)
			rc = kz_stopped(cx);
	}
	if (rc != 0)
		stop_child(&c);
	close_pipe(&c.pipes[0]);
	close_pipe(&c.pipes[1]);
	*ret_status = WIFEXITED(c.status) ? WEXITSTATUS(c.status) : 128 + WTERMSIG(c.status);
	return rc;
}
