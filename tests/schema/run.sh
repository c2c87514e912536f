#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/schema.md is what `kaizen schema` says, and a new warehouse has every view of the contract,
# with at least the columns of contract.txt, which never changes but by more. usage: run.sh KAIZEN
# SOURCE-DIR
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/kaizen
cd -- "$2"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$kaizen" schema >"$tmp/schema.md"
diff -u docs/schema.md "$tmp/schema.md" || {
	echo "docs/schema.md is not what the program carries: script/schema-doc writes it anew"
	exit 1
}

mkdir "$tmp/repo"
env -i PATH="$PATH" HOME="$tmp" git -C "$tmp/repo" init -q
env -i PATH="$PATH" HOME="$tmp" "$kaizen" -C "$tmp/repo" collect git >/dev/null
# A program with other views makes them anew, and leaves what was collected.
sqlite3 "$tmp/repo/.kaizen/warehouse.db" "UPDATE m_made SET made_from = 'other' WHERE name = 'schema';
	DROP VIEW commits; CREATE VIEW of_another_version AS SELECT 1"
env -i PATH="$PATH" HOME="$tmp" "$kaizen" -C "$tmp/repo" collect git >/dev/null
[ "$(sqlite3 -readonly "$tmp/repo/.kaizen/warehouse.db" "SELECT count(*) FROM sqlite_schema
	WHERE name IN ('commits', 'of_another_version')")" = 1 ] || {
	echo "views of another version were not made anew"
	exit 1
}
while read -r view columns; do
	sqlite3 -readonly "$tmp/repo/.kaizen/warehouse.db" "SELECT $columns, repository FROM $view" ||
		{ echo "$view lacks a column of the contract" && exit 1; }
done <tests/schema/contract.txt
