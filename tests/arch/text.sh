#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules on every text file of the clone: licence line, no path of somebody's machine, no "to do"
# without its issue, scripts short. usage: text.sh, in the root
set -eu
# shellcheck disable=SC2016
git ls-files -co --exclude-standard |
	grep -Ev '^(LICENSE|.*\.(svg|png|html)|tests/(fixtures|fuzz/corpus|golden/[^/]*)/.*/.*)$' |
	while read -r file; do [ ! -f "$file" ] || echo "$file"; done | xargs awk '
function flush_file() {
	if (needs_head && !has_head)
		print "head", file, "has no SPDX line"
	if (file ~ /^script\// && lines >= 40)
		print "script-length", file, "is " lines " lines, less than 40 are wanted"
}
FNR == 1 {
	flush_file()
	file = FILENAME
	needs_head = file ~ /^(script|\.ci)\/|\.(sql|sh|awk|cmake|h|c|def)$|CMakeLists\.txt$|^\.(clang|editor)/
	has_head = 0
}
{ lines = FNR }
FNR <= 3 && /^(#|--|\/\*) SPDX-License-Identifier: MIT/ { has_head = 1 }
match($0, /(^|[^A-Za-z0-9_.*}])\/(root|wor[k]|workspace|home|Users)\/[A-Za-z]/) {
	# A test may speak of /home/… and /Users/…: transcripts do.
	if (file !~ /^tests\/unit\// || $0 ~ /\/(root|wor[k]|workspace)\/[A-Za-z]/)
		print "path", file, "line " FNR ": a path of one machine"
}
/(^|[^A-Za-z_])(TOD[O]|FIXM[E]|XX[X])([^A-Za-z_]|$)/ && !/TOD[O]\(#[0-9]/ {
	print "todo", file, "line " FNR ": without an issue"
}
END { flush_file() }'
