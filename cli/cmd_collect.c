/* SPDX-License-Identifier: MIT */
/* The collect stage alone: all groups, or one of them, or the inputs named. */
#include <string.h>

#include "cli/stages.h"

static int list(struct kz_app *app)
{
	for (size_t i = 0; kz_collectors[i]; i++)
		kz_buf_addf(app->out, "%-12s %-8s %s\n", kz_collectors[i]->name,
			kz_collectors[i]->group, kz_collectors[i]->about);
	return KZ_EXIT_OK;
}

static int choose(struct kz_app *app, const char *const *argv, struct kz_collect_options *options)
{
	const char *group = argv[0];

	if (!group) {
		options->git = options->agents = options->ci = true;
		return 0;
	}
	options->git = strcmp(group, "git") == 0;
	options->agents = strcmp(group, "agents") == 0;
	options->ci = strcmp(group, "ci") == 0;
	if (!options->git && !options->agents && !options->ci)
		return kz_fail(app->cx, KZ_EUSAGE, "collect: '%s': git, agents or ci is expected",
			group);
	if (options->git && argv[1])
		return kz_fail(app->cx, KZ_EUSAGE,
			"collect git: unexpected '%s'; -C DIR names a repository", argv[1]);
	if (argv[1])
		options->paths = argv + 1;
	return 0;
}

static int collect_run(struct kz_app *app, const char *const *argv)
{
	struct kz_collect_options options = {0};
	struct kz_collect_summary sum;
	KZ_OWN(kz_lock) lock = NULL;
	int rc;

	if (app->option[KZ_OPT_LIST])
		return list(app);
	if ((rc = choose(app, argv, &options)) < 0 || (rc = kz_app_write(app, &lock)) < 0 ||
		(rc = kz_stage_collect(app, &options, &sum)) < 0)
		return rc;
	kz_collect_say(app, &sum);
	kz_app_summary(app, "collect");
	return (int)kz_collect_exit(app, &sum);
}

const struct kz_command command_collect = {
	.name = "collect",
	.about = "read git history, transcripts and test results",
	.args = "[git|agents|ci] [PATH...]",
	.options = (const enum kz_opt[]){KZ_OPT_STRICT, KZ_OPT_NO_AGENTS, KZ_OPT_LIST, KZ_OPTS},
	.max_args = 10000,
	.run = collect_run,
};
