/* SPDX-License-Identifier: MIT */
/* The orchestrate stage. */
#include "orchestrate/orchestrate.h"

int kz_orchestrate(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	const struct kz_orchestrate_options *options, struct kz_orchestrate_summary *ret)
{
	(void)db, (void)git, (void)options;
	*ret = (struct kz_orchestrate_summary){.text = KZ_S("nothing to propose\n")};
	return kz_stopped(cx);
}

int kz_orchestrate_check(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git,
	struct kz_str *ret)
{
	(void)db, (void)git;
	*ret = KZ_S("no trial is open\n");
	return kz_stopped(cx);
}

int kz_orchestrate_undo(struct kz_ctx *cx, struct kz_db *db, struct kz_git *git, struct kz_str id,
	struct kz_str *ret)
{
	(void)db, (void)git, (void)ret;
	return kz_fail(cx, KZ_ENOENT, "undo: no countermeasure '" KZ_FMT "'", KZ_ARG(id));
}
