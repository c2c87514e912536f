#!/bin/sh
# SPDX-License-Identifier: MIT
# What goes wrong around a run: kill -9, a second run, a newer or damaged warehouse, a folder that
# may not be written, a full disk, an output that takes nothing. usage: run.sh KAIZEN SOURCE-DIR
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
source=$(cd -- "$2" && pwd)
command -v sqlite3 >/dev/null || { echo "skipped: no sqlite3 to look with" && exit 77; }
. "$source/tests/clean.sh"
. "$source/tests/real/lib.sh"
tmp=$(mktemp -d)
tmp=$(cd "$tmp" && pwd -P)
trap 'umount "$tmp/disk" 2>/dev/null || :; chmod -R u+rwX "$tmp"; rm -rf "$tmp"' EXIT
failed=0
HOME=$tmp/home
SOURCE_DATE_EPOCH=1780000000
export HOME SOURCE_DATE_EPOCH
mkdir -p "$HOME/.claude/projects/-somewhere"

# A repository with history, transcripts and $1 result files.
lay() {
	repo=$tmp/repo
	rm -rf "$repo"
	git init -q -b main "$repo"
	awk -v seed=7 -v steps=120 -f "$source/tests/fixtures/git/random.awk" |
		git -C "$repo" fast-import --quiet
	git -C "$repo" reset -q --hard
	cp "$source"/tests/fixtures/claude/*/*.jsonl "$HOME/.claude/projects/-somewhere/"
	mkdir -p "$repo/build/test-results"
	awk -v n="$1" -v folder="$repo/build/test-results" 'BEGIN {
		for (i = 1; i <= n; i++) {
			file = folder "/r" i ".xml"
			printf "<testsuite name=\"s%d\" timestamp=\"2026-01-%02dT00:00:00Z\">", i, i % 28 + 1 >file
			for (k = 0; k < 20; k++)
				printf "<testcase classname=\"c\" name=\"n%d\" time=\"0.%d\"/>", k, i >file
			printf "</testsuite>\n" >file
			close(file)
		}
	}'
}
k() { # ARGUMENT...: kaizen on the repository, its exit code in $code, its words in $tmp/out
	code=0
	"$kaizen" -C "$repo" -c 'agents.path-alias=/**' "$@" >"$tmp/out" 2>&1 || code=$?
}
said() { # WHAT PATTERN
	grep -q -- "$2" "$tmp/out" || { echo "FAILED: $1: not said: $2" && cat "$tmp/out" && failed=1; }
}

look() { # DB SQL: a process killed in the middle of a sync may die a moment later
	sqlite3 -cmd '.timeout 60000' "$1" "$2"
}
whole() { # DB WHAT: no page is torn, and results are there in whole files or not at all
	expect "$2: integrity" "$(look "$1" 'PRAGMA integrity_check')" ok
	[ "$(look "$1" "SELECT count(*) FROM sqlite_schema WHERE name = 'test_results'")" = 1 ] || return 0
	expect "$2: torn files" "$(look "$1" "SELECT count(*) FROM (SELECT run FROM test_results
		GROUP BY run HAVING count(*) <> 20)")" 0
}

killed() {
	lay 150
	k --db "$tmp/never.db" run
	expect "a run that nobody disturbs" "$code" 0
	dump "$tmp/never.db" "$tmp/never"
	begun=$(date +%s%N)
	k --db "$tmp/timed.db" run
	took=$(($(date +%s%N) - begun))
	moment=0
	while [ "$moment" -lt 15 ]; do
		moment=$((moment + 1))
		at=$((took * moment / 16000))
		# one after the other on one warehouse, and each on a warehouse of its own
		for db in "$tmp/again.db" "$tmp/once$moment.db"; do
			k_killed_after "$at" --db "$db" run --wait 60
			[ ! -f "$db" ] || whole "$db" "killed after $at us"
		done
		k --db "$tmp/once$moment.db" run --wait 60
		expect "a run after kill -9" "$code" 0
		dump "$tmp/once$moment.db" "$tmp/once"
		same "$tmp/never" "$tmp/once" "killed once, after $at us, then run again"
		rm -rf "$tmp/once$moment.db"*
	done
	k --db "$tmp/again.db" run --wait 60
	expect "a run after kill -9 fifteen times" "$code" 0
	dump "$tmp/again.db" "$tmp/again"
	same "$tmp/never" "$tmp/again" "killed fifteen times, then run again"
	expect "temporary files left beside the warehouse" \
		"$(find "$tmp" -maxdepth 1 -name 'again.db*' ! -name '*.db' ! -name '*.lock' ! -name '*.d')" ""
}
k_killed_after() { # MICROSECONDS ARGUMENT...
	wait_s=$(printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)))
	shift
	timeout -s KILL "$wait_s" "$kaizen" -C "$repo" -c 'agents.path-alias=/**' "$@" >/dev/null 2>&1 || :
}

hold() { # stops a run in its middle; false where it had ended before this shell had its turn
	lay 150
	k collect git
	"$kaizen" -C "$repo" run >/dev/null 2>&1 &
	holder=$!
	# past the opening: there SQLite lets no reader in for a moment, see test_warehouse.c
	until [ -s "$repo/.kaizen/warehouse.db-wal" ]; do kill -0 "$holder" 2>/dev/null || return 1; done
	kill -STOP "$holder" 2>/dev/null || return 1
	until grep -q '^State:[[:blank:]]*T' "/proc/$holder/status" 2>/dev/null; do
		grep -q '^State:[[:blank:]]*[RSD]' "/proc/$holder/status" 2>/dev/null || return 1
	done
}
held() {
	tries=0
	until hold; do
		tries=$((tries + 1))
		[ "$tries" -lt 20 ] || { echo "FAILED: no run could be stopped in its middle" && failed=1 && return; }
	done
	k run
	expect "a second run" "$code" 75
	said "a second run" "held by process $holder since 20"
	k --json run
	expect "a second run with --json" "$code" 75
	for command in status report "query SELECT(1)"; do
		# shellcheck disable=SC2086 # two words
		k $command
		expect "$command does not wait" "$code" 0
	done
	kill -CONT "$holder"
	k run --wait 60
	expect "a second run that waits" "$code" 0
	wait "$holder" || { echo "FAILED: the first run" && failed=1; }
}

interrupted() {
	lay 150
	interrupt INT 130
	interrupt TERM 143 --json
	said "a run that gets SIGTERM, with --json" '"code":"E_INTERRUPTED"'
	whole "$tmp/int.db" "interrupted"
	k --db "$tmp/int.db" run
	expect "a run after two that were interrupted" "$code" 0
	dump "$tmp/int.db" "$tmp/now"
	k --db "$tmp/never3.db" run
	dump "$tmp/never3.db" "$tmp/never"
	same "$tmp/never" "$tmp/now" "interrupted twice, then run again"
}
interrupt() { # SIGNAL CODE [OPTION]: a run gets the signal while it works
	signal=$1 want=$2
	shift 2
	"$kaizen" -C "$repo" --db "$tmp/int.db" "$@" run >"$tmp/out" 2>&1 &
	holder=$!
	until [ -s "$tmp/int.db-wal" ]; do kill -0 "$holder" || break; done
	kill -STOP "$holder"
	kill -s "$signal" "$holder"
	kill -CONT "$holder"
	code=0
	wait "$holder" || code=$?
	expect "a run that gets SIG$signal" "$code" "$want"
	said "a run that gets SIG$signal" "interrupted; what was stored"
}

refused() { # WHAT: run ends with 78 and says so, and the file stays as it is
	cp "$tmp/w.db" "$tmp/before"
	for command in run "collect ci" report "query SELECT"; do
		# shellcheck disable=SC2086 # two words
		k --db "$tmp/w.db" $command
		expect "$1: $command" "$code" 78
		said "$1: $command" "w.db"
	done
	cmp -s "$tmp/w.db" "$tmp/before" || { echo "FAILED: $1: the file was changed" && failed=1; }
	[ ! -e "$tmp/w.db-wal" ] || { echo "FAILED: $1: a -wal was left" && failed=1; }
	rm -rf "$tmp/w.db"*
}

newer_and_damaged() {
	lay 3
	k --db "$tmp/good.db" run
	cp "$tmp/good.db" "$tmp/w.db"
	sqlite3 "$tmp/w.db" 'PRAGMA user_version = 99'
	refused "a newer warehouse"
	said "a newer warehouse" "newer kaizen"
	cp "$tmp/good.db" "$tmp/w.db"
	printf 'this is no database at all, is it? no' | dd of="$tmp/w.db" conv=notrunc status=none
	refused "a warehouse with a broken head"
	said "a warehouse with a broken head" "damaged"
	sqlite3 "$tmp/w.db" 'CREATE TABLE of_somebody_else (x)'
	refused "another program's file"
	# the root page of the schema
	cp "$tmp/good.db" "$tmp/w.db"
	dd if=/dev/zero of="$tmp/w.db" bs=1 seek=100 count=400 conv=notrunc status=none
	refused "a warehouse with a broken schema page"
}

# Of another version of the program, whose derived tables and views were others.
older() {
	lay 3
	k --db "$tmp/old.db" run
	dump "$tmp/old.db" "$tmp/never"
	sqlite3 "$tmp/old.db" "DROP VIEW findings; UPDATE m_made SET made_from = 'x' WHERE name = 'schema'"
	for command in report "query SELECT(1)" "explain f-0000000000" status; do
		# shellcheck disable=SC2086 # two words
		k --db "$tmp/old.db" $command
		expect "$command on an older warehouse" "$code" 78
		said "$command on an older warehouse" "old.db: .*another version.*kaizen analyze"
	done
	k --db "$tmp/old.db" doctor
	said "doctor on an older warehouse" "kaizen analyze"
	k --db "$tmp/old.db" analyze
	expect "analyze on an older warehouse" "$code" 0
	k --db "$tmp/old.db" orchestrate
	dump "$tmp/old.db" "$tmp/now"
	same "$tmp/never" "$tmp/now" "an older warehouse, then analyze"
}

# Without the rights of root, which no folder refuses.
as_user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

read_only() {
	if [ "$(id -u)" = 0 ] && ! command -v setpriv >/dev/null; then
		echo "skipped: read-only folders: root without setpriv"
		return
	fi
	lay 3
	k run
	expect "a run before" "$code" 0
	expect "files left beside the warehouse" "$(ls "$repo/.kaizen")" "lock
reports
warehouse.db"
	cp "$kaizen" "$tmp/kaizen"
	mkdir "$tmp/data"
	chmod 755 "$tmp"
	[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$repo" "$tmp/data" "$HOME"
	chmod -R a-w "$repo" "$HOME"
	for command in status report "query SELECT(1)"; do
		code=0
		# shellcheck disable=SC2086 # two words
		as_user "$tmp/kaizen" -C "$repo" $command >"$tmp/out" 2>&1 || code=$?
		expect "$command in a read-only repository" "$code" 0
	done
	code=0
	as_user "$tmp/kaizen" -C "$repo" run >"$tmp/out" 2>&1 || code=$?
	expect "run where nothing may be written" "$code" 77
	said "run where nothing may be written" "ermission denied"
	# the next one has no warehouse yet, so that it goes where there is room
	chmod u+w "$repo"
	chmod -R u+w "$repo/.kaizen"
	rm -rf "$repo/.kaizen"
	chmod u-w "$repo"
	code=0
	as_user env XDG_DATA_HOME="$tmp/data" "$tmp/kaizen" -C "$repo" run >"$tmp/out" 2>&1 || code=$?
	expect "run in a read-only repository with a data folder" "$code" 0
	at_least "warehouses below the data folder" \
		"$(find "$tmp/data" -name warehouse.db | wc -l)" 1
	chmod -R u+w "$repo" "$HOME"
	[ "$(id -u)" != 0 ] || chown -R 0:0 "$repo" "$HOME"
}

full() {
	lay 3
	k --db "$tmp/never2.db" run
	mkdir -p "$tmp/disk"
	if ! mount -t tmpfs -o size=1536k none "$tmp/disk" 2>/dev/null; then
		echo "skipped: a full disk: no right to mount one; tests/fault/test_warehouse.c fakes it"
		return
	fi
	k --db "$tmp/disk/w.db" run
	expect "a run that fits" "$code" 0
	lay 150
	dd if=/dev/zero of="$tmp/disk/filler" bs=1k 2>/dev/null || :
	k --db "$tmp/disk/w.db" collect ci
	expect "collect on a full disk" "$code" 74
	said "collect on a full disk" "w.db"
	rm "$tmp/disk/filler"
	dd if=/dev/zero of="$tmp/disk/filler" bs=1k count=700 2>/dev/null || :
	k --db "$tmp/disk/w.db" run
	expect "run on a disk that fills up" "$code" 74
	whole "$tmp/disk/w.db" "a disk that filled up"
	rm "$tmp/disk/filler"
	mount -o remount,size=64m "$tmp/disk"
	k --db "$tmp/disk/w.db" run
	expect "run with room again" "$code" 0
	k --db "$tmp/never2.db" run
	dump "$tmp/never2.db" "$tmp/never"
	dump "$tmp/disk/w.db" "$tmp/now"
	same "$tmp/never" "$tmp/now" "the disk was full, then run again"
	umount "$tmp/disk"
}

output() {
	lay 3
	[ -c /dev/full ] || { echo "skipped: no /dev/full" && return; }
	for command in run status report "query SELECT(1)" "report --format json" "report --output /dev/full"; do
		code=0
		# shellcheck disable=SC2086 # two words
		"$kaizen" -C "$repo" $command >/dev/full 2>"$tmp/out" || code=$?
		expect "$command on a full output" "$code" 74
		said "$command on a full output" "No space left"
		code=0
		# shellcheck disable=SC2086 # two words
		"$kaizen" -C "$repo" $command >&- 2>"$tmp/out" || code=$?
		expect "$command on a closed output" "$code" 74
	done
	[ -c /dev/full ] || { echo "FAILED: --output replaced a device" && failed=1; }
}

# timeout(1) sends each signal twice, while gnuplot draws.
told_twice() {
	lay 60
	k run
	mkdir -p "$tmp/temporary"
	for signal in TERM INT HUP; do
		# shellcheck disable=SC2016
		printf '#!/bin/sh\nkill -%s $PPID\nkill -%s $PPID\nexit 1\n' $signal $signal >"$tmp/gnuplot"
		chmod +x "$tmp/gnuplot"
		code=0
		TMPDIR="$tmp/temporary" "$kaizen" -C "$repo" -c report.gnuplot="$tmp/gnuplot" \
			report --format html >"$tmp/page" 2>"$tmp/out" || code=$?
		case $signal in TERM) want=143 ;; INT) want=130 ;; *) want=129 ;; esac
		expect "report, told $signal twice" "$code" $want
		said "report, told $signal twice" interrupted
		expect "lines said, told $signal twice" "$(wc -l <"$tmp/out")" 1
		expect "half a page, told $signal twice" "$(wc -c <"$tmp/page")" 0
		expect "temporary files, told $signal twice" "$(ls -A "$tmp/temporary")" ""
	done
}

killed
held
interrupted
told_twice
newer_and_damaged
older
read_only
full
output
exit $failed
