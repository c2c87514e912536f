#!/bin/sh
# SPDX-License-Identifier: MIT
# One repository: what kaizen collects is what git prints, row for row. usage: equal.sh KAIZEN
# SOURCE-DIR NAME REPO [WAREHOUSE]
set -eu
kaizen=$1 source_dir=$2 name=$3 asked=$4
. "$source_dir/tests/git/lib.sh"
db=${5:-$tmp/w.db}
collect "$asked"

commits() {
	yard "$asked" log --format='%H %P|%aN|%aE|%at|%ct|%s' >"$tmp/log"
	hex 0a <"$tmp/log" >"$tmp/want"
	ask "SELECT hex(oid || ' ' || parents || '|' || author || '|' || author_email || '|' ||
		authored_at || '|' || committed_at || '|' || subject) FROM commits" >"$tmp/got"
	same commits
}

changes() {
	yard "$asked" log --numstat -M -z --format='@%H%x00' | hex | awk -f "$here/rows.awk" >"$tmp/want"
	ask "SELECT oid || ' ' || coalesce(added, '-') || ' ' || coalesce(deleted, '-') || ' ' ||
		hex(path) || ' ' || iif(old_path IS NULL, '-', hex(old_path)) FROM file_changes" >"$tmp/got"
	same file_changes
}

hunks() {
	yard "$asked" log -p -U0 -M --no-color --format=@%H | awk -f "$here/hunks.awk" >"$tmp/want"
	ask "SELECT oid || ' ' || old_start || ' ' || old_lines || ' ' || new_start || ' ' ||
		new_lines FROM hunks JOIN commits USING (repository, oid) WHERE NOT is_merge" >"$tmp/got"
	same hunks
}

# Of a merge: the paths that differ from every parent, and their hunks against each that differs.
merges() {
	yard "$asked" log --merges -c --name-only -z --no-renames --format='@%H%x00' | hex |
		awk '{ sub(/^(0A)+/, "") } /^40/ && length($0) == 82 { m = $0; next }
			$0 != "" { print m, $0 }' >"$tmp/want"
	ask "SELECT hex('@' || c.oid) || ' ' || hex(p.path) FROM s_merge_change m
		JOIN s_commit c USING (commit_id) JOIN s_path p USING (path_id)
		WHERE m.old_path_id IS NULL OR m.is_same = 0
		GROUP BY m.commit_id, m.path_id HAVING max(m.is_same) = 0 OR max(m.old_path_id) > 0
		UNION SELECT hex('@' || c.oid) || ' ' || hex(p.path) FROM s_merge_change m
		JOIN s_commit c USING (commit_id) JOIN s_path p USING (path_id)
		WHERE m.old_path_id IS NOT NULL" >"$tmp/got"
	same 'paths that a merge changed'
}

trailers() {
	yard "$asked" log --format='@%H%n%(trailers:only,unfold)' |
		awk '/^@/ { oid = substr($0, 2); next } /:/ {
			at = index($0, ":"); value = substr($0, at + 1); sub(/^ */, "", value)
			print oid, tolower(substr($0, 1, at - 1)) ":" value }' | hex 0a >"$tmp/want"
	ask "SELECT hex(c.oid || ' ' || t.key || ':' || t.value) FROM s_trailer t
		JOIN s_commit c USING (commit_id) WHERE t.is_loose = 0" >"$tmp/got"
	same trailers
}

commits
changes
hunks
merges
trailers
before=$(ask 'SELECT generation FROM s_repository')
collect "$asked"
is 'a second run changes nothing' "$before" "$(ask 'SELECT generation FROM s_repository')"
exit $failed
