#!/bin/sh
# SPDX-License-Identifier: MIT
# Collecting git, with the git program as yardstick. usage: run.sh KAIZEN SOURCE-DIR
# equal.sh: every fixture repository, random ones, and the one that KAIZEN_TEST_REPO names, row for
# row. check_*.sh: what comes of a repository that moves, or is broken.
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
source_dir=$2
room=$(mktemp -d)
trap 'chmod -R u+rwX "$room" && rm -rf "$room"' EXIT
trap 'exit 130' HUP INT TERM
. "$source_dir/tests/clean.sh"
export HOME="$room"
failed=0

for stream in "$source_dir"/tests/fixtures/repos/*.fi; do
	name=$(basename "$stream" .fi)
	git init -q -b main "$room/$name"
	git -C "$room/$name" fast-import --quiet <"$stream"
	git -C "$room/$name" reset -q --hard
	sh "$source_dir/tests/git/equal.sh" "$kaizen" "$source_dir" "$name" "$room/$name" || failed=1
done
for seed in 1 2; do # the line diff, and renames, on what no person would think of
	name=random-$seed
	git init -q -b main "$room/$name"
	awk -v seed=$seed -v commits=80 -f "$source_dir/tests/git/random.awk" |
		git -C "$room/$name" fast-import --quiet
	sh "$source_dir/tests/git/equal.sh" "$kaizen" "$source_dir" "$name" "$room/$name" || failed=1
done
for check in "$source_dir"/tests/git/check_*.sh; do
	sh "$check" "$kaizen" "$source_dir" || failed=1
done
if [ -n "${KAIZEN_TEST_REPO:-}" ]; then
	sh "$source_dir/tests/git/equal.sh" "$kaizen" "$source_dir" "$KAIZEN_TEST_REPO" \
		"$KAIZEN_TEST_REPO" || failed=1
else
	echo "KAIZEN_TEST_REPO is not set: no real repository was compared"
fi
exit $failed
