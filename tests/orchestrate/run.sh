#!/bin/sh
# SPDX-License-Identifier: MIT
# A countermeasure's life by the commands alone: transcripts in, a proposal, its branch, undo, merge,
# deletion. usage: run.sh KAIZEN SOURCE-DIR
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
source=$(cd -- "$2" && pwd)
tmp=$(mktemp -d)
tmp=$(cd "$tmp" && pwd -P)
trap 'rm -rf "$tmp"' EXIT
. "$source/tests/clean.sh"
export HOME="$tmp/home" TZ=UTC LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1750000000
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada \
	GIT_COMMITTER_EMAIL=ada@example.org GIT_AUTHOR_DATE='1749000000 +0000' \
	GIT_COMMITTER_DATE='1749000000 +0000'

line() { # SESSION SECOND TYPE MESSAGE: one record
	printf '{"type":"%s","uuid":"u%d-%d","sessionId":"00000000-0000-4000-8000-%012d",' \
		"$3" "$1" "$2" "$1"
	printf '"cwd":"%s","version":"2.1.0","timestamp":"2025-06-%02dT10:00:%02d.000Z",' \
		"$tmp/r" "$1" "$2"
	printf '"isSidechain":false,"message":%s}\n' "$4"
}

session() { # N: on the Nth of June, two test runs fail behind a pipe
	line "$1" 1 user '{"role":"user","content":"run the tests"}'
	for k in 2 4; do
		line "$1" "$k" assistant "$(printf '{"id":"m%d-%d","role":"assistant","model":"m","content":[{"type":"tool_use","id":"t%d-%d","name":"Bash","input":{"command":"make test 2>&1 | tail -5"}}],"usage":{"input_tokens":1,"output_tokens":1}}' "$1" "$k" "$1" "$k")"
		line "$1" $((k + 1)) user "$(printf '{"role":"user","content":[{"type":"tool_result","tool_use_id":"t%d-%d","content":"--- FAIL: TestA\\nFAIL\\n"}]}' "$1" "$k")"
	done
}

fail() {
	echo "$*" >&2
	exit 1
}
kz() { (cd "$tmp/r" && "$kaizen" "$@"); }
g() { git -C "$tmp/r" "$@"; }
state() { kz query --format csv 'SELECT id, state FROM countermeasures' | sed 1d; }
sums() { (cd "$tmp/r/.git" && find . -type f | LC_ALL=C sort | xargs sha1sum); }
fresh() { # the repository and its warehouse as they were after the first proposal
	rm -rf "$tmp/r"
	cp -R "$tmp/kept" "$tmp/r"
}

projects=$HOME/.claude/projects/p
mkdir -p "$projects"
git init -q -b main "$tmp/r"
printf 'test:\n\tgo test\n' >"$tmp/r/Makefile"
# shellcheck disable=SC2016
printf '# Notes\n\nRun `make test`.\n' >"$tmp/r/CLAUDE.md"
mkdir -p "$tmp/r/docs/adr"
printf '# 7. A\n\n## Status\n\nAccepted\n' >"$tmp/r/docs/adr/0007-a.md"
g add .
g commit -q -m one
for n in 1 2 3 4; do
	session "$n" >"$projects/$(printf '00000000-0000-4000-8000-%012d' "$n").jsonl"
done

# Nothing in git changes without a flag, and the second run changes nothing at all.
sums >"$tmp/before"
kz collect >/dev/null
kz analyze >/dev/null
kz orchestrate >"$tmp/said"
# shellcheck disable=SC2016
grep -q '^proposed cm-.* for CLAUDE.md: Do not pipe `make test` into `tail`' \
	"$tmp/said" || fail "nothing was proposed: $(cat "$tmp/said")"
sums | cmp - "$tmp/before"
test -z "$(g status --porcelain)" || fail "the work tree changed"
state >"$tmp/state"
kz orchestrate >/dev/null
state | cmp - "$tmp/state"
id=$(cut -d, -f1 "$tmp/state")
test "$(cat "$tmp/state")" = "$id,proposed" || fail "state: $(cat "$tmp/state")"
kz report --format text | grep -q "$id" || fail "the report does not name $id"
kz explain "$id" --json >"$tmp/why"
hidden=$(kz query --format csv 'SELECT sum(hidden) FROM masked_runs' | tail -n 1)
test "$(grep -c '"view": "tool_calls"' "$tmp/why")" = "$hidden" ||
	fail "explain $id does not show the $hidden failures that it rests on"
grep -q '"row": null' "$tmp/why" && fail "explain $id names rows that are not there"
found=$(kz query --format csv "SELECT finding FROM countermeasures" | tail -n 1)
kz explain "$found" --json | grep -q '"detail": {' || fail "the detail of $found is no object"
cp -R "$tmp/r" "$tmp/kept"

# --branch: one commit, one branch, nothing else.
kz orchestrate --branch --adr | grep -q "branch kaizen/$id" || fail "no branch was told"
sums | grep -v -e ' ./objects/' -e "/kaizen/$id\$" >"$tmp/rest"
grep -v ' ./objects/' "$tmp/before" | cmp - "$tmp/rest"
test -z "$(g status --porcelain)" || fail "--branch changed the work tree"
test "$(g rev-list --count "main..kaizen/$id")" = 1 || fail "not one commit"
test "$(g diff --name-only "main" "kaizen/$id" | tr '\n' ' ')" = \
	"CLAUDE.md docs/adr/0008-kaizen-rule-$id.md " || fail "other files changed"
test "$(g log -1 --format='%(trailers)' "kaizen/$id")" = "Kaizen-Countermeasure: $id" ||
	fail "the trailer: $(g log -1 --format=%B "kaizen/$id")"
g show "kaizen/$id:docs/adr/0008-kaizen-rule-$id.md" | grep -q '^Proposed$' || fail "no status"
sums >"$tmp/after"
kz orchestrate --branch --adr >/dev/null
sums | cmp - "$tmp/after" || fail "the second --branch changed git"
kz query --json 'SELECT diff FROM countermeasures' | sed -n 's/^ *"diff": "\(.*\)"$/\1/p' |
	sed 's/\\"/"/g' >"$tmp/one"
printf '%b' "$(cat "$tmp/one")" >"$tmp/diff"
(cd "$tmp/r" && git apply "$tmp/diff" && git diff --quiet "kaizen/$id" -- CLAUDE.md &&
	git checkout -q CLAUDE.md) || fail "the stored diff is not that of the commit"

# undo: proposal and branch.
kz undo "$id" | grep -q "kaizen/$id is deleted" || fail "undo kept the branch"
test -z "$(g branch --list 'kaizen/*')" || fail "the branch is still there"
test "$(state)" = "$id,withdrawn" || fail "after undo: $(state)"
kz orchestrate --branch | grep -q 'nothing to propose' || fail "proposed again after undo"

# merge: in force, too early; undo says what to type.
fresh
kz orchestrate --branch >/dev/null
g merge -q --no-ff -m merge "kaizen/$id"
kz orchestrate >/dev/null
test "$(state)" = "$id,in_force" || fail "after the merge: $(state)"
kz orchestrate --check | grep -q "^$id too early: .* a verdict can come on 20..-..-..\$" ||
	fail "check: $(kz orchestrate --check)"
line=$(kz undo "$id" | grep '^git revert ')
(cd "$tmp/r" && GIT_EDITOR=true $line >/dev/null)
kz orchestrate >/dev/null
test "$(state)" = "$id,reverted" || fail "after the revert: $(state)"

# A branch deleted unmerged is a no.
fresh
kz orchestrate --branch >/dev/null
g branch -q -D "kaizen/$id"
kz orchestrate --branch | grep -q 'rejected by a person' || fail "the deletion was not seen"
test "$(state)" = "$id,rejected_by_human" || fail "after the deletion: $(state)"
test -z "$(g branch --list 'kaizen/*')" || fail "proposed again after the deletion"

# A context file that takes no rule: the reason alone is said.
fresh
sed -i 's/^# Notes$/<!-- kaizen:begin v1 sum=000000000000 -->/' "$tmp/r/CLAUDE.md"
g commit -qam 'no end'
rm -rf "$tmp/r/.kaizen"
kz run >"$tmp/said"
grep -q 'nothing can be proposed: CLAUDE.md: kaizen:begin in line 1 has no end' "$tmp/said" ||
	fail "a block without its end: $(cat "$tmp/said")"
grep -q 'nothing to propose' "$tmp/said" && fail "two reasons: $(cat "$tmp/said")"

# Ids and modes that there are not.
kz undo cm-00000000 2>/dev/null && fail "an unknown id was taken back"
kz -c orchestrate.mode=apply orchestrate 2>/dev/null && fail "mode apply was taken"

# On a real repository: one proposal, true and useful, none of the five that must not be written.
home=$source/../shared/data/agents/home
if [ -z "${KAIZEN_TEST_REPO:-}" ] || [ ! -d "$home" ]; then
	echo "skipped: the run on a real repository; KAIZEN_TEST_REPO names no clone, or no transcripts"
	exit 0
fi
cp -R "$home" "$tmp/real"
real() { HOME=$tmp/real "$kaizen" -C "$KAIZEN_TEST_REPO" --db "$tmp/real.db" "$@"; }
real -c 'agents.path-alias=/Users/*''*' collect agents >/dev/null
real analyze >/dev/null
real orchestrate >"$tmp/said"
real orchestrate >/dev/null
test "$(real query --format csv 'SELECT count(*) FROM countermeasures' | tail -n 1)" = 1 ||
	fail "not one proposal: $(cat "$tmp/said")"
# shellcheck disable=SC2016
grep -q -e 'Do not pipe .*`mise run lint`.* into .*`tail`' -e 'There is no folder `cmd/entire/cli/comm' \
	-e '`.golangci.yml` does not exist' "$tmp/said" || fail "proposed: $(cat "$tmp/said")"
grep -i -e 'before editing' -e 'tags=integration' -e '[~]/' -e 'no-verify' -e 'lint fails' \
	"$tmp/said" && fail "one of the five that must not be written"
exit 0
