#!/bin/sh
# SPDX-License-Identifier: MIT
# Missing and damaged objects: said, counted, and what was collected before stays; once they are
# there again, what they hold comes. usage: check_broken.sh KAIZEN SOURCE-DIR
set -eu
kaizen=$1 source_dir=$2 name=broken
. "$source_dir/tests/git/lib.sh"

fresh() { # makes $asked with five commits of loose objects, and an empty warehouse
	rm -rf "$tmp/r" "$tmp"/w.db*
	asked=$tmp/r db=$tmp/w.db
	git init -q -b main "$asked"
	for i in 1 2 3 4 5; do
		mkdir -p "$asked/d"
		echo "$i" >>"$asked/f"
		echo "$i" >"$asked/d/g$i"
		git -C "$asked" add .
		git -C "$asked" commit -q -m "$i"
	done
}
path_of() { # REVISION: its object's file
	oid=$(git -C "$asked" rev-parse "$1")
	echo "$asked/.git/objects/$(echo "$oid" | cut -c1-2)/$(echo "$oid" | cut -c3-)"
}
problems() {
	ask "SELECT coalesce(group_concat(DISTINCT reason), '') FROM s_problem"
}
equal() {
	sh "$here/equal.sh" "$kaizen" "$source_dir" "$name" "$asked" "$db" || failed=1
}

name='missing blob'
fresh
rm -f "$(path_of HEAD~2:f)"
collect "$asked"
is problem missing_object "$(problems)"
is 'commits go on' 5 "$(ask 'SELECT count(*) FROM commits')"
is 'counts are unknown on both sides of it' 2 \
	"$(ask 'SELECT count(*) FROM file_changes WHERE added IS NULL')"
is 'the input is partial' partial "$(ask 'SELECT state FROM s_input')"

name='damaged blob'
fresh
file=$(path_of HEAD~1:f)
chmod u+w "$file"
printf 'no zlib' >"$file"
collect "$asked"
is problem bad_object "$(problems)"
is 'rows go on' 10 "$(ask 'SELECT count(*) FROM file_changes')"

name='nothing but commits'
fresh
git -C "$asked" rev-list --objects --no-object-names HEAD >"$tmp/all"
while read -r oid; do
	[ "$(git -C "$asked" cat-file -t "$oid")" = commit ] || rm -f "$(path_of "$oid")"
done <"$tmp/all"
collect "$asked"
is problem missing_object "$(problems)"
is 'commits' 5 "$(ask 'SELECT count(*) FROM commits')"

name='missing tree'
fresh
rm -f "$(path_of 'HEAD~2:d')"
collect "$asked"
is problem missing_object "$(problems)"
is 'commits go on' 5 "$(ask 'SELECT count(*) FROM commits')"

name='missing commit'
fresh
file=$(path_of HEAD~2)
mv "$file" "$tmp/kept"
collect "$asked"
is problem missing_object "$(problems)"
is 'what is above the gap' 2 "$(ask 'SELECT count(*) FROM commits')"
mv "$tmp/kept" "$file"
equal

name='damaged commit'
fresh
collect "$asked"
git -C "$asked" commit -q --allow-empty -m 6
file=$(path_of HEAD)
mv "$file" "$tmp/kept"
printf 'no zlib' >"$file"
collect "$asked"
is 'HEAD cannot be read: it is said' 1 "$(grep -c 'HEAD cannot be read' "$tmp/said")"
is 'what was collected stays' 5 "$(ask 'SELECT count(*) FROM commits')"
is 'the input is bad' bad "$(ask 'SELECT state FROM s_input')"
collect "$asked"
mv -f "$tmp/kept" "$file"
equal

name='HEAD names no object'
fresh
file=$(path_of HEAD)
mv "$file" "$tmp/kept"
collect "$asked"
is 'it is said' 1 "$(grep -c 'HEAD cannot be read' "$tmp/said")"
is 'the input is bad' bad "$(ask 'SELECT state FROM s_input')"
mv "$tmp/kept" "$file"
equal

name='odd headers'
fresh
tree=$(git -C "$asked" rev-parse 'HEAD^{tree}')
parent=$(git -C "$asked" rev-parse HEAD)
odd=$(printf 'tree %s\nparent %s\nparent %s\nauthor <> -7 +9999\nweird\n continued\n\nodd' "$tree" \
	"$parent" "$parent" | git -C "$asked" hash-object -t commit -w --literally --stdin)
git -C "$asked" update-ref refs/heads/main "$odd"
collect "$asked"
is 'odd times are marked' '1 -7 6039' "$(ask "SELECT is_date_suspect || ' ' || authored_at || ' ' ||
	authored_tz FROM s_commit WHERE oid = '$odd'")"
is 'doubled parents stay' "$parent $parent" \
	"$(ask "SELECT parents FROM commits WHERE oid = '$odd'")"
other=$(git -C "$asked" rev-parse "$parent~2")
blob=$(echo 'a line that no parent has' | git -C "$asked" hash-object -w --stdin)
tree=$(printf '100644 blob %s\tf\n' "$blob" | git -C "$asked" mktree)
odd=$(printf 'tree %s\nparent %s\nparent %s\nparent %s\nauthor A <a> 7 +0000\n\nodd merge' "$tree" \
	"$parent" "$parent" "$other" | git -C "$asked" hash-object -t commit -w --literally --stdin)
git -C "$asked" update-ref refs/heads/main "$odd"
collect "$asked"
is 'behind doubled parents the next is itself' "$(printf '%s\n' "$parent" "$other" | sort)" \
	"$(ask "SELECT DISTINCT parent FROM hunks WHERE oid = '$odd' AND path = 'f' ORDER BY 1")"
exit $failed
