#!/bin/sh
# SPDX-License-Identifier: MIT
# `kaizen run` on the public repository entireio/cli (f446dcfc) with real transcripts of it.
# KAIZEN_TEST_REPO names the clone; ../shared beside this project holds the transcripts.
set -eu
kaizen=$1
data=$2/../shared/data/agents
[ -n "${KAIZEN_TEST_REPO:-}" ] || { echo "skipped: KAIZEN_TEST_REPO names no clone" && exit 77; }
[ -d "$data/home" ] || { echo "skipped: no transcripts at ../shared/data/agents" && exit 77; }
command -v sqlite3 >/dev/null || { echo "skipped: no sqlite3" && exit 77; }
. "$2/tests/clean.sh"
. "$2/tests/real/lib.sh"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
HOME=$data/home
SOURCE_DATE_EPOCH=1780000000
export HOME SOURCE_DATE_EPOCH
failed=0
repo=$KAIZEN_TEST_REPO
db=$tmp/w.db

run() {
	"$kaizen" -C "$repo" --db "$db" -c 'agents.path-alias=/Users/**' run >"$tmp/out" 2>"$tmp/err"
}
ask() {
	"$kaizen" -C "$repo" --db "$db" query --format csv "$1" | tail -n +2
}

# Links printed or by overlap against the checkpoints that trailers name, a session each: precision
# and recall per mille. Commits whose checkpoint is in no list say nothing of a link.
link_figures() {
	sqlite3 :memory: ".mode tabs" ".import '$data/samples/entire-checkpoints/trailers.tsv' t" \
		".import '$data/samples/entire-checkpoints/checkpoint-sessions.tsv' c" \
		"ATTACH '$db' AS w" ".mode list" ".separator ' '" "
	CREATE TEMP TABLE truth AS
	SELECT DISTINCT t.\"commit\" AS oid, substr(c.session_id, -36) AS session
	FROM t JOIN c USING (checkpoint_id) JOIN w.commits m ON m.oid = t.\"commit\"
	WHERE m.is_merge = 0;
	CREATE TEMP TABLE wanted AS
	SELECT * FROM truth WHERE session IN (SELECT session FROM w.sessions);
	CREATE TEMP TABLE found AS
	SELECT DISTINCT oid, session FROM w.session_commits
	WHERE method IN ('printed', 'overlap') AND oid IN (SELECT oid FROM truth);
	SELECT 1000 * hit / (SELECT count(*) FROM found), 1000 * hit / (SELECT count(*) FROM wanted)
	FROM (SELECT count(*) AS hit FROM (SELECT * FROM found INTERSECT SELECT * FROM wanted));"
}

(cd "$repo/.git" && find . -type f ! -name index | LC_ALL=C sort | xargs cksum) >"$tmp/git.before"
run || { cat "$tmp/out" "$tmp/err" && exit 1; }
dump "$db" "$tmp/first"
run || { cat "$tmp/out" "$tmp/err" && exit 1; }
dump "$db" "$tmp/second"
same "$tmp/first" "$tmp/second" "a second run changes no row of a public view"
"$kaizen" -C "$repo" --db "$db" rebuild >/dev/null
dump "$db" "$tmp/rebuilt"
same "$tmp/first" "$tmp/rebuilt" "a rebuild gives the same rows"
(cd "$repo/.git" && find . -type f ! -name index | LC_ALL=C sort | xargs cksum) >"$tmp/git.after"
same "$tmp/git.before" "$tmp/git.after" "nothing in .git changes"

expect "commits" "$(ask 'SELECT count(*) FROM commits')" \
	"$(git -C "$repo" rev-list --count HEAD)"
expect "merges" "$(ask 'SELECT sum(is_merge) FROM commits')" \
	"$(git -C "$repo" rev-list --merges --count HEAD)"
ask "SELECT day, sum(input_tokens), sum(cache_write_tokens), sum(cache_read_tokens),
	sum(output_tokens) FROM agent_usage GROUP BY day ORDER BY day" >"$tmp/usage"
sqlite3 -csv :memory: "SELECT value ->> 'date', value ->> 'inputTokens',
	value ->> 'cacheCreationTokens', value ->> 'cacheReadTokens', value ->> 'outputTokens'
	FROM json_each(readfile('$data/expected/expected-ccusage-claude-daily.json'), '\$.daily')
	ORDER BY 1" | tr -d '\r' >"$tmp/usage.want"
same "$tmp/usage" "$tmp/usage.want" "tokens of each day equal the peer's"

expect "folder that is not there" "$(ask "SELECT sessions FROM repairs WHERE class = 'folder'
	AND wrong = 'cmd/entire/cli/commands' AND right = 'cmd/entire/cli' AND verified = 1")" 4
expect "file guessed wrong" "$(ask "SELECT sessions FROM repairs WHERE class = 'path'
	AND wrong = '.golangci.yml' AND right = '.golangci.yaml' AND verified = 1")" 2
at_least "hidden failures of test and lint runs" "$(ask "SELECT sum(hidden) FROM (
	SELECT hidden FROM tool_calls WHERE hidden = 1 AND failure_kind IN ('test', 'lint'))")" 25
expect "repairs that may become rules" "$(ask "SELECT wrong FROM repairs WHERE rule_worthy = 1
	ORDER BY wrong" | tr '\n' ' ')" ".golangci.yml cmd/entire/cli/commands "
ask "SELECT wrong || ' > ' || right FROM repairs" >"$tmp/repairs"
sed -n '/"is_repair": false/s/.*"wrong": "\([^"]*\)", "right": "\([^"]*\)".*/\1 > \2/p' \
	"$data/golden/repairs.jsonl" >"$tmp/refused"
expect "repairs that hand labels refuse" "$(grep -Fx -f "$tmp/refused" "$tmp/repairs" || :)" ""
link_figures >"$tmp/links"
at_least "precision of links, per mille" "$(cut -d ' ' -f 1 "$tmp/links")" 940
at_least "recall of links, per mille" "$(cut -d ' ' -f 2 "$tmp/links")" 620
at_least "masked runners, verified" "$(ask "SELECT count(DISTINCT purpose) FROM masked_runs
	WHERE hidden > 0 AND verified = 1")" 3
at_least "sessions with a hidden test, lint or build failure" "$(ask "SELECT count(DISTINCT session)
	FROM tool_calls WHERE hidden = 1 AND failure_kind IN ('test', 'lint', 'build')")" 13
expect "proposals open" "$(ask "SELECT count(*) FROM countermeasures WHERE state = 'proposed'")" 1
expect "evidence names rows" "$(ask "SELECT count(*) FROM evidence e WHERE view = 'tool_calls'
	AND NOT EXISTS (SELECT 1 FROM tool_calls t WHERE t.call_id = e.ref)")" 0
[ -s "$db.d/reports/report.html" ] || { echo "FAILED: no page" && failed=1; }
exit $failed
