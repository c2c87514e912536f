#!/bin/sh
# SPDX-License-Identifier: MIT
# Laws of a run: again, elsewhere, in another time zone or in parts, the rows are the same.
set -eu
kaizen=$1
command -v sqlite3 >/dev/null || { echo "skipped: no sqlite3" && exit 77; }
. "$2/tests/clean.sh"
. "$2/tests/real/lib.sh"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
HOME=$tmp/home
SOURCE_DATE_EPOCH=1780000000
export HOME SOURCE_DATE_EPOCH
mkdir -p "$HOME"

# lay FOLDER: the fixture's history in a work tree, with a test result beside it
lay() {
	git init -q -b main "$1"
	git -C "$1" fast-import --quiet <"$fixture"
	git -C "$1" reset -q --hard
	mkdir -p "$1/build/test-results"
	cat >"$1/build/test-results/a.xml" <<'XML'
<testsuite name="s" timestamp="2024-01-01T00:00:00Z"><testcase classname="c" name="n" time="0.5"/>
<testcase classname="c" name="m" time="1"><failure message="no"/></testcase></testsuite>
XML
}
k() {
	"$kaizen" "$@" >/dev/null
}

for fixture in "$2"/tests/fixtures/repos/*.fi; do
	[ -f "$fixture" ] || { echo "skipped: no fixture repository" && exit 77; }
	name=$(basename "$fixture" .fi)
	rm -rf "$tmp/a" "$tmp/b" "$tmp"/*.db*
	lay "$tmp/a"
	lay "$tmp/b"
	k -C "$tmp/a" --db "$tmp/a.db" run
	dump "$tmp/a.db" "$tmp/once"
	k -C "$tmp/a" --db "$tmp/a.db" run
	dump "$tmp/a.db" "$tmp/twice"
	same "$tmp/once" "$tmp/twice" "$name: a second run changes nothing"
	k -C "$tmp/a" --db "$tmp/a.db" rebuild
	dump "$tmp/a.db" "$tmp/rebuilt"
	same "$tmp/once" "$tmp/rebuilt" "$name: a rebuild gives the same rows"
	for step in "collect ci" "collect git" analyze orchestrate; do
		# shellcheck disable=SC2086 # two words
		TZ=Asia/Tokyo LC_ALL=de_DE.UTF-8 k -C "$tmp/b" --db "$tmp/b.db" $step
	done
	dump "$tmp/b.db" "$tmp/elsewhere"
	same "$tmp/once" "$tmp/elsewhere" "$name: another folder, order and time zone"
	[ "$name" = names ] || continue
	for format in text md json csv html; do
		"$kaizen" -C "$tmp/a" --db "$tmp/a.db" report --format $format >"$tmp/r1"
		TZ=Asia/Tokyo "$kaizen" -C "$tmp/a" --db "$tmp/a.db" report --format $format >"$tmp/r2"
		same "$tmp/r1" "$tmp/r2" "$name: the report as $format"
		[ -s "$tmp/r1" ] || { echo "FAILED: $name: no report as $format" && failed=1; }
	done
done
exit $failed
