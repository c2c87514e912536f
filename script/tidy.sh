#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-tidy on one file of the compile database, unless its stamp says that it passed as it is.
# usage: tidy.sh BUILD-DIR STAMP-DIR RULES FILE
set -eu
grep -qF "/$4\"" "$1/compile_commands.json" || exit 0 # not built in this preset
stamp=$2/$(printf %s "$4" | tr / -)
now="$3 $(cksum <"$4")"
[ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$now" ] || exit 0
# gcc's own flags mean nothing to clang; what it prints on success is a count of hidden warnings
out=$(clang-tidy --quiet -p "$1" --extra-arg=-Wno-unknown-warning-option "$4" 2>&1) || {
	printf '%s\n' "$out"
	exit 1
}
printf %s "$now" >"$stamp"
