# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: MIT
# What the scripts share: the clone's root, and the Debian packages by name. Recommends are not
# installed, so what only they would bring is named too (libc6-dev, libclang-rt-14-dev, fonts; make,
# by which gcc links in parallel).
unset CDPATH
root=$(cd -- "$(dirname -- "$0")/.." && pwd -P)

packages_run="cmake ninja-build make gcc libc6-dev pkg-config libgit2-dev libsqlite3-dev
	libjansson-dev libexpat1-dev libxxhash-dev libutf8proc-dev libpopt-dev libcsv-dev
	libzstd-dev gnuplot-nox fonts-inter"
packages_test="$packages_run git libcmocka-dev clang libclang-rt-14-dev clang-format clang-tidy
	shellcheck sqlite3 mandoc"

# needs_writing FOLDER FILE: ends with 77 unless the caller may make FILE, or write it where it is.
needs_writing() {
	[ ! -w "$1" ] || { [ -e "$2" ] && [ ! -w "$2" ]; } || return 0
	echo "$0: $(id -un) may not write $root/$1: type this as $(stat -c %U "$root")," \
		"or make a clone of your own"
	[ ! -x build/kaizen ] || echo "$0: what was built last is $root/build/kaizen"
	exit 77
}
