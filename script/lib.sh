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
