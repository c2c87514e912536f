#!/bin/sh
# SPDX-License-Identifier: MIT
# The house rules that a program can hold. usage: run.sh KAIZEN SOURCE-DIR
# Each check prints "rule key message" a breach; allow.txt names the few that may stay, and why.
set -eu
build=$(cd -- "$(dirname -- "$1")" && pwd)
cd -- "$2"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
folders="base git warehouse collect analyze orchestrate report cli"
files() { # PATTERN [FOLDER]: names from the root; no name of ours holds a blank
	# shellcheck disable=SC2086
	find $folders ${2:-} -name "$1" 2>/dev/null | LC_ALL=C sort || :
}
export LC_ALL=C

mkdir "$tmp/self"
sh tests/arch/self.sh "$tmp/self"

# shellcheck disable=SC2046
{
	awk -f tests/arch/layers.awk $(files '*.[ch]' tests)
	awk -f tests/arch/shape.awk $(files '*.[ch]' tests) $(files '*.def')
	awk -f tests/arch/lists.awk $(files '*.def') $(files '*.c')
	awk -f tests/arch/tables.awk $(files '*.sql')
	sh tests/arch/text.sh
	if command -v clang-format >/dev/null; then
		files '*.[ch]' tests | xargs clang-format --dry-run -Werror 2>&1 |
			sed -n 's/^\([^:]*\):\([0-9]*\):.*error: .*/format \1 line \2: script\/format/p'
	fi
	# Sanitizers and link-time optimization add symbols of their own: nm is read in dev alone.
	if [ "$(basename "$build")" = dev ]; then
		sh tests/arch/objects.sh "$build"
		sh tests/arch/one_file.sh "$build" "$tmp/one"
	fi
} >"$tmp/breaches"

awk -v dev="$(basename "$build")" '
FILENAME ~ /allow\.txt$/ {
	if (/^#/ || NF == 0)
		next
	if (NF < 3) {
		print "allow.txt: no reason for: " $0
		bad = 1
	}
	allowed[$1 " " $2] = 1
	next
}
($1 " " $2) in allowed { used[$1 " " $2] = 1; next }
{ print; bad = 1 }
END {
	for (entry in allowed)
		if (!(entry in used) && (dev == "dev" || entry !~ /^(global|export|banned) /)) {
			print "allow.txt: not needed any more, remove: " entry
			bad = 1
		}
	exit bad
}' tests/arch/allow.txt "$tmp/breaches"
