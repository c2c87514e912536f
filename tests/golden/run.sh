#!/bin/sh
# SPDX-License-Identifier: MIT
# Golden cases: tests/golden/AREA/CASE/ holds no code but `cmd`, shell lines that run $KAIZEN.
# usage: run.sh KAIZEN SOURCE-DIR [AREA/CASE...]; KAIZEN_ACCEPT=1 writes the expectations anew.
#
#   cmd            runs in the work tree, or in an empty folder where there is no repo.fi
#   repo.fi        optional: a git fast-import stream; its branch main is checked out
#   files/ home/   optional: copied into the work tree, and as HOME; every file gets the fixed time
#   expected.out, expected.err, expected.code    missing means: nothing, nothing, 0
#
# The temporary folder is written TMP in what comes out; the clock stands at SOURCE_DATE_EPOCH.
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
cases=$(cd -- "$2/tests/golden" && pwd)
shift 2
epoch=1750000000
tmp=$(mktemp -d)
tmp=$(cd "$tmp" && pwd -P)
trap 'chmod -R u+rwX "$tmp" && rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM

clean() {
	env -i PATH="$PATH" HOME="$tmp/home" TZ=UTC LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=$epoch \
		GIT_CONFIG_NOSYSTEM=1 ${ASAN_OPTIONS:+"ASAN_OPTIONS=$ASAN_OPTIONS"} \
		KAIZEN="$kaizen" "$@"
}

lay() { # CASE: the folders that its cmd finds
	chmod -R u+rwX "$tmp"
	rm -rf "${tmp:?}/dir" "${tmp:?}/home"
	mkdir "$tmp/dir" "$tmp/home"
	if [ -f "$1/repo.fi" ]; then
		clean git -C "$tmp/dir" init -q -b main || return 1
		clean git -C "$tmp/dir" fast-import --quiet <"$1/repo.fi" || return 1
		if clean git -C "$tmp/dir" rev-parse -q --verify main >/dev/null; then
			clean git -C "$tmp/dir" reset -q --hard || return 1
		fi
	fi
	[ ! -d "$1/files" ] || cp -R "$1/files/." "$tmp/dir/"
	[ ! -d "$1/home" ] || cp -R "$1/home/." "$tmp/home/"
	find "$tmp/dir" "$tmp/home" -path "$tmp/dir/.git" -prune -o -exec touch -h -d @$epoch {} +
}

settle() { # CASE FILE: compares what came with what is expected, or accepts it
	if [ -n "${KAIZEN_ACCEPT:-}" ]; then
		rm -f "$1/expected.$2"
		[ ! -s "$tmp/$2" ] || cp "$tmp/$2" "$1/expected.$2"
		return 0
	fi
	if [ -f "$1/expected.$2" ]; then
		diff -au --label "expected.$2" --label "got.$2" "$1/expected.$2" "$tmp/$2"
	else
		diff -au --label "nothing" --label "got.$2" /dev/null "$tmp/$2"
	fi
}

run() { # CASE
	code=0
	lay "$1" || { echo "the case could not be laid out" && return 1; }
	(cd "$tmp/dir" && clean sh "$1/cmd") >"$tmp/raw.out" 2>"$tmp/raw.err" </dev/null || code=$?
	for stream in out err; do
		sed "s|$tmp|TMP|g" "$tmp/raw.$stream" >"$tmp/$stream"
	done
	if [ "$code" = 0 ]; then : >"$tmp/code"; else echo "$code" >"$tmp/code"; fi
	ok=0
	for part in code out err; do
		settle "$1" "$part" || ok=1
	done
	return $ok
}

# shellcheck disable=SC2046 # no name of a case holds a blank
[ $# -gt 0 ] || set -- $(cd "$cases" && find . -path './*/*/cmd' | sed 's|^\./||; s|/cmd$||' | sort)
[ $# -gt 0 ] || { echo "skipped: no golden case yet" && exit 77; }
failed=0
for case; do
	run "$cases/$case" || { echo "FAILED golden/$case" && failed=1; }
done
exit $failed
