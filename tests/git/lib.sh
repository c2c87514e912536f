# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# What the checks of collecting git share: git and kaizen without anybody's settings, a scratch
# folder, and comparing. Sourced with $kaizen, $source_dir, $name, later $asked and $db set.
# shellcheck disable=SC2034,SC2154 # those names are the caller's
export LC_ALL=C
here=$source_dir/tests/git
tmp=$(mktemp -d)
tmp=$(cd "$tmp" && pwd -P)
trap 'chmod -R u+rwX "$tmp" && rm -rf "$tmp"' EXIT
trap 'exit 130' HUP INT TERM

clean() {
	env -i PATH="$PATH" HOME="$tmp" TZ=UTC LC_ALL=C.UTF-8 GIT_CONFIG_NOSYSTEM=1 \
		GIT_NO_REPLACE_OBJECTS=1 GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org \
		GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org \
		GIT_AUTHOR_DATE='1700000000 +0100' GIT_COMMITTER_DATE='1700000000 +0100' \
		SOURCE_DATE_EPOCH="${now:-1750000000}" "$@"
}

git() {
	clean git "$@"
}

# The yardstick: git's diff as the contract names it, whatever the repository's config says.
yard() { # REPO COMMAND...
	repo=$1
	shift
	clean git -C "$repo" -c safe.directory='*' -c diff.context=0 -c diff.renames=true \
		-c diff.renameLimit=1000 -c diff.algorithm=myers -c diff.indentHeuristic=true \
		-c log.showRoot=true -c core.attributesFile= -c core.quotePath=true "$@"
}

collect() { # REPO
	clean "$kaizen" -C "$1" --db "$db" -c git.trust-owner=true collect git --wait 60 >"$tmp/said" 2>&1 ||
		{ cat "$tmp/said" && echo "FAILED collect git in $1" && exit 1; }
}

ask() { # SQL: rows of one column, without its name
	clean "$kaizen" -C "$asked" --db "$db" -c git.trust-owner=true query --format csv \
		"WITH asked (x) AS ($1) SELECT x FROM asked" |
		tr -d '\r' | sed 1d
}

hex() { # [END]: bytes on stdin as hex words
	od -An -v -tx1 | awk -v end="${1:-00}" -f "$here/hex.awk"
}

same() { # WHAT: $tmp/want is $tmp/got
	sort "$tmp/want" >"$tmp/want.sorted"
	sort "$tmp/got" >"$tmp/got.sorted"
	cmp -s "$tmp/want.sorted" "$tmp/got.sorted" && return 0
	echo "FAILED $name: $1 (- git, + kaizen)"
	diff -u "$tmp/want.sorted" "$tmp/got.sorted" | grep '^[-+][^-+]' | cut -c1-200 | head
	failed=1
}

is() { # WHAT WANT GOT
	[ "$2" = "$3" ] && return 0
	echo "FAILED $name: $1: expected '$2', found '$3'"
	failed=1
}
failed=0
