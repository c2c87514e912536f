# SPDX-License-Identifier: MIT
# What the suites on whole runs share. Sourced.
# shellcheck shell=sh disable=SC2034 # failed is read by the suite

views="commits file_changes hunks releases sessions tool_calls agent_usage human_turns
session_commits test_results findings evidence repairs masked_runs fixes origins measures changes
countermeasures problems texts"

# dump DB FILE: every public view, rows sorted, as text. Read by another program on purpose: the
# views are a contract with any SQLite shell.
dump() {
	for view in $views; do
		echo "SELECT '== $view';"
		echo "SELECT '$view', * FROM $view;"
	done | sqlite3 -csv "$1" | LC_ALL=C sort >"$2"
}

# same FILE FILE WHAT: fails with the first differences.
same() {
	if ! cmp -s "$1" "$2"; then
		echo "FAILED: $3"
		diff "$1" "$2" | head -20
		failed=1
	fi
}

# expect WHAT HAVE WANT
expect() {
	if [ "$2" != "$3" ]; then
		echo "FAILED: $1: have '$2', want '$3'"
		failed=1
	fi
}

# at_least WHAT HAVE MINIMUM
at_least() {
	if [ "$2" -lt "$3" ]; then
		echo "FAILED: $1: have $2, want at least $3"
		failed=1
	fi
}
