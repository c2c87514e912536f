# SPDX-License-Identifier: MIT
# Whoever runs a suite, from a hook of git or inside an agent, has settings of his own: none counts
# here. Sourced first.
# shellcheck shell=sh
for setting in $(git rev-parse --local-env-vars) $(env | sed -n 's/^\(KAIZEN_CONFIG_[A-Z0-9_]*\)=.*/\1/p'); do
	unset "$setting"
done
unset KAIZEN_DB XDG_CONFIG_HOME XDG_DATA_HOME CLAUDE_CONFIG_DIR EMAIL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL \
	GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_TEMPLATE_DIR \
	GIT_CEILING_DIRECTORIES GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
umask 022
GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_NOSYSTEM
