#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules on every text file of the clone: licence line, no path of somebody's machine, no "to do"
# without its issue, scripts short. usage: text.sh, in the root
set -eu
files=$(mktemp)
trap 'rm -f "$files"' EXIT
git ls-files -co --exclude-standard |
	grep -Ev '^(LICENSE|docs/.*\.svg|.*\.png|tests/(fixtures|fuzz/corpus|golden/[^/]*)/.*/.*)$' |
	while read -r file; do [ ! -f "$file" ] || echo "$file"; done >"$files"

while read -r file; do
	case $file in
	*.sql) head -n 1 "$file" | grep -qx -- '-- SPDX-License-Identifier: MIT' ;;
	script/* | .ci/* | *.sh | *.awk | *.cmake | CMakeLists.txt | .clang-* | .editorconfig)
		head -n 3 "$file" | grep -q '^# SPDX-License-Identifier: MIT$' ;;
	esac || echo "head $file has no SPDX line"
	case $file in
	script/*) lines=$(wc -l <"$file") && [ "$lines" -lt 40 ] ||
		echo "script-length $file is $lines lines, less than 40 are wanted" ;;
	esac
done <"$files"

# A test may speak of /home/… and /Users/…: transcripts do.
{
	xargs grep -nEI '(^|[^A-Za-z0-9_.*}])/(root|wor[k]|workspace)/[A-Za-z]' <"$files" || :
	grep -v '^tests/unit/' "$files" |
		xargs grep -nEI '(^|[^A-Za-z0-9_.*}])/(home|Users)/[A-Za-z]' || :
} | sed 's/^\([^:]*\):\([0-9]*\):.*/path \1 line \2: a path of one machine/'
xargs grep -nEIw 'TOD[O]|FIXM[E]|XX[X]' <"$files" | grep -v 'TOD[O](#[0-9]' |
	sed 's/^\([^:]*\):\([0-9]*\):.*/todo \1 line \2: without an issue/' || :
