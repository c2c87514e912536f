#!/bin/sh
# SPDX-License-Identifier: MIT
# Real transcripts of ../shared: tokens equal a peer's count day by day, nothing is lost or counted
# twice, a second run changes nothing. usage: run.sh KAIZEN SOURCE-DIR; 77: there are none
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
data=$2/../shared/data/agents
[ -d "$data/home/.claude" ] || { echo "skipped: no ../shared/data/agents beside the clone" && exit 77; }
command -v sqlite3 >/dev/null || { echo "skipped: sqlite3 is not there to compare" && exit 77; }
data=$(cd -- "$data" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

clean() { # HOME COMMAND...
	home=$1
	shift
	env -i PATH="$PATH" HOME="$home" SOURCE_DATE_EPOCH=1775000000 GIT_CONFIG_NOSYSTEM=1 "$@"
}

collect() { # NAME HOME: into a repository of its own
	[ -d "$tmp/$1" ] || clean "$2" git init -q "$tmp/$1"
	clean "$2" "$kaizen" -C "$tmp/$1" -c 'agents.path-alias=/**' --json collect agents >"$tmp/$1.json"
	db=$tmp/$1/.kaizen/warehouse.db
}

# Days of the peer's report that are not ours, and ours that are not the peer's.
different_days() { # EXPECTED
	sqlite3 -readonly "$db" "
	CREATE TEMP TABLE peer AS SELECT value ->> 'date', value ->> 'inputTokens',
		value ->> 'cacheCreationTokens', value ->> 'cacheReadTokens', value ->> 'outputTokens'
	FROM json_each(readfile('$data/expected/$1'), '\$.daily');
	CREATE TEMP TABLE ours AS SELECT day, sum(input_tokens), sum(cache_write_tokens),
		sum(cache_read_tokens), sum(output_tokens) FROM agent_usage GROUP BY day;
	SELECT 'peer', * FROM (SELECT * FROM peer EXCEPT SELECT * FROM ours);
	SELECT 'ours', * FROM (SELECT * FROM ours EXCEPT SELECT * FROM peer);"
}

expect() { # WANTED SQL
	got=$(sqlite3 -readonly "$db" "$2")
	[ "$got" = "$1" ] || { echo "expected $1, found $got: $2" && exit 1; }
}

same_days() { # EXPECTED
	days=$(different_days "$1")
	[ -z "$days" ] || { echo "$1 differs:" && echo "$days" && exit 1; }
}

dump() {
	for view in sessions tool_calls agent_usage human_turns; do
		sqlite3 -readonly "$db" "SELECT * FROM $view" | sort
	done
}

collect corpus "$data/home"
same_days expected-ccusage-claude-daily.json
expect 111 'SELECT count(*) FROM sessions'
expect 394 "SELECT count(*) FROM s_human_turn WHERE kind = 'prompt'"
# one fork pair shares a prompt
expect 393 "SELECT count(*) FROM human_turns WHERE kind = 'prompt'"
expect 41 "SELECT count(*) FROM human_turns WHERE kind = 'denial'"
expect '' 'SELECT reason, place FROM s_problem'
# nothing of a secret's form is kept
expect 0 "SELECT count(*) FROM s_tool_call WHERE excerpt GLOB '*ghp_[A-Za-z0-9]*[A-Za-z0-9]*' OR command LIKE '%@anthropic.com%'"
dump >"$tmp/first"
collect corpus "$data/home"
dump >"$tmp/second"
diff "$tmp/first" "$tmp/second"
grep -q '"new_rows": 0' "$tmp/corpus.json" || { cat "$tmp/corpus.json" && exit 1; }

collect version "$data/samples/claude-2.1.62/home"
same_days expected-ccusage-claude-2.1.62-daily.json
expect '' 'SELECT reason, place FROM s_problem'

mkdir -p "$tmp/newest/.claude/projects"
cp -R "$data/samples/claude-newest" "$tmp/newest/.claude/projects/x"
collect types "$tmp/newest"
expect '' 'SELECT reason, message FROM s_problem'
expect 4 'SELECT count(*) FROM sessions'
expect 1 "SELECT count(*) FROM s_tool_call WHERE is_subagent AND session = '0a1b2c3d-4e5f-4061-8071-2a3b4c5d6e7f'"
echo "transcripts: as the peer counts them"
