/* SPDX-License-Identifier: MIT */
/* The four stages as commands call them: one function each, `kaizen run` is all of them. */
#ifndef KZ_CLI_STAGES_H
#define KZ_CLI_STAGES_H

#include "cli/app.h"
#include "collect/collect.h"
#include "orchestrate/orchestrate.h"

/* paths: NULL-ended, or NULL. Fills what the options leave open from the environment. */
KZ_CHECK int kz_stage_collect(struct kz_app *app, struct kz_collect_options *options,
	struct kz_collect_summary *ret);

KZ_CHECK int kz_stage_analyze(struct kz_app *app, bool force, bool *ret_ran);

/* --branch, --adr and the configuration decide what may change. */
KZ_CHECK int kz_stage_orchestrate(struct kz_app *app, struct kz_orchestrate_summary *ret);

/* Renders a form into out. */
KZ_CHECK int kz_stage_report(struct kz_app *app, const char *format, struct kz_buf *out);

/* The page at its place below the state folder; *ret_path in cx->mem. */
KZ_CHECK int kz_stage_page(struct kz_app *app, const char **ret_path);

/* 65 when --strict or a named input asks for it, 75 when a group could not finish, else 0. */
enum kz_exit kz_collect_exit(const struct kz_app *app, const struct kz_collect_summary *sum);

/* One line of what was collected, on stdout. */
void kz_collect_say(struct kz_app *app, const struct kz_collect_summary *sum);

#endif
