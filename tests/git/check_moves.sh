#!/bin/sh
# SPDX-License-Identifier: MIT
# A repository that moves between two runs: what is new comes, what is gone is kept and not shown,
# what a shallow clone lacked is made good. usage: check_moves.sh KAIZEN SOURCE-DIR
set -eu
kaizen=$1 source_dir=$2 name=moves
. "$source_dir/tests/git/lib.sh"

# "a commit": a file grows by a line
commit() { # REPO MESSAGE
	echo "$2" >>"$1/log"
	git -C "$1" add log
	git -C "$1" commit -q -m "$2"
}
equal() { # REPO
	sh "$here/equal.sh" "$kaizen" "$source_dir" "$name" "$1" "$db" || failed=1
}
count() { # FROM...
	ask "SELECT count(*) FROM $1"
}

name=incremental
db=$tmp/a.db asked=$tmp/a
git init -q -b main "$asked"
collect "$asked"
is 'an unborn HEAD has no commits' 0 "$(count commits)"
for i in 1 2 3 4; do commit "$asked" "one $i"; done
equal "$asked"
commit "$asked" five
git -C "$asked" checkout -q --detach
equal "$asked"
git -C "$asked" checkout -q main

name='forced push'
git -C "$asked" reset -q --hard HEAD~2
commit "$asked" other
equal "$asked"
is 'what HEAD no longer reaches is kept' 6 "$(count s_commit)"

name=tags
git -C "$asked" tag v1 HEAD~1
git -C "$asked" tag -a v2 -m two
git -C "$asked" tag tree 'HEAD^{tree}'
collect "$asked"
is 'tags' 'v1 0 v2 0' "$(ask "SELECT group_concat(x, ' ') FROM (SELECT tag || ' ' ||
	(tagged_at - committed_at) AS x FROM releases JOIN commits USING (oid) ORDER BY tag)")"
git -C "$asked" tag -f v1 HEAD~2 >"$tmp/said"
git -C "$asked" tag -d v2 >"$tmp/said"
collect "$asked"
is 'a moved and a deleted tag' "v1 $(git -C "$asked" rev-parse v1)" \
	"$(ask "SELECT tag || ' ' || oid FROM releases")"
git -C "$asked" tag -f v1 HEAD~1 >"$tmp/said"
collect "$asked"
is 'a tag that came back' "v1 $(git -C "$asked" rev-parse v1)" \
	"$(ask "SELECT tag || ' ' || oid FROM releases")"

name='people and notes'
printf 'Ada Lovelace <lady@example.org> <ada@example.org>\n' >"$asked/.mailmap"
git -C "$asked" update-ref refs/notes/ai "$(git -C "$asked" commit-tree -m note \
	"$(printf '100644 blob %s\t%s\n' "$(echo x | git -C "$asked" hash-object -w --stdin)" \
		"$(git -C "$asked" rev-parse HEAD)" | git -C "$asked" mktree)")"
collect "$asked"
is 'mailmap changed' 'Ada Lovelace <lady@example.org>' \
	"$(ask "SELECT DISTINCT author || ' <' || author_email || '>' FROM commits")"
is 'a note came' 'assisted human human human' "$(ask "SELECT group_concat(written_by, ' ') FROM
	(SELECT written_by FROM commits ORDER BY written_by)")"
rm "$asked/.mailmap"
mkfifo "$asked/.mailmap"
collect "$asked"
is 'a FIFO is no mailmap' 'Ada' "$(ask 'SELECT DISTINCT author FROM commits')"
rm "$asked/.mailmap"

name=shallow
git -C "$asked" merge -q --no-edit --allow-unrelated-histories -s ours \
	"$(git -C "$asked" commit-tree -m root 'HEAD^{tree}')" >"$tmp/said" 2>&1 ||
	git -C "$asked" commit -q --no-edit
db=$tmp/s.db
git clone -q --depth 2 "file://$asked" "$tmp/s"
asked=$tmp/s
equal "$asked"
rm -f "$db"
collect "$asked"
is 'it is said that the history is cut off' 1 "$(grep -c 'git fetch --unshallow' "$tmp/said")"
is 'borders are marked' yes "$(ask 'SELECT iif(sum(is_boundary) > 0, '"'yes', 'no'"') FROM s_commit')"
git -C "$asked" fetch -q --unshallow
equal "$asked"
is 'no border is left' 0 "$(ask 'SELECT sum(is_boundary) FROM s_commit')"

name='cut off by the file alone' # the objects behind it are there, as after a fetch --depth
db=$tmp/f.db
git -C "$asked" rev-parse HEAD~1 >"$asked/.git/shallow"
equal "$asked"
rm "$asked/.git/shallow"
db=$tmp/s.db

name=replaced
git -C "$asked" replace HEAD HEAD~1
rm -f "$db"
equal "$asked"
rm -f "$db"
collect "$asked"
is 'it is said that replacements are passed over' 1 \
	"$(grep -c 'GIT_NO_REPLACE_OBJECTS=1' "$tmp/said")"

name='bare and linked'
db=$tmp/b.db
git clone -q --bare "$tmp/a" "$tmp/b.git"
equal "$tmp/b.git"
db=$tmp/l.db
git -C "$tmp/a" worktree add -q "$tmp/linked" -b linked
commit "$tmp/linked" linked
equal "$tmp/linked"

name='a git directory apart'
git clone -q --separate-git-dir "$tmp/apart" "$tmp/a" "$tmp/tree"
clean "$kaizen" -C "$tmp/tree" collect git >"$tmp/said" 2>&1
clean "$kaizen" -C "$tmp/apart" collect git >"$tmp/said" 2>&1
is 'its state is with the work tree that leads to it' yes \
	"$([ -e "$tmp/tree/.kaizen/warehouse.db" ] && echo yes)"
is 'the folder above it is none' '' "$(ls -d "$tmp/.kaizen" 2>/dev/null)"

name=killed
db=$tmp/k.db asked=$tmp/k
git init -q -b main "$asked"
awk -v seed=7 -v commits=500 -f "$here/random.awk" | git -C "$asked" fast-import --quiet
for after in 0.03 0.1 0.3; do
	clean timeout -s KILL $after "$kaizen" -C "$asked" --db "$db" collect git >"$tmp/said" 2>&1 || :
done
equal "$asked"
exit $failed
