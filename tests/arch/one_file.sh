#!/bin/sh
# SPDX-License-Identifier: MIT
# The one-file promise: a format is one .c file and one line of collectors.def. Makes such a format
# in TMP-DIR, compiles it and what holds the list as BUILD-DIR does, links, and lets it bid.
# usage: one_file.sh BUILD-DIR TMP-DIR, in the root
set -eu
build=$1 tmp=$2 root=$PWD
mkdir -p "$tmp/collect"
sed 's/^KZ_COLLECTOR(csv)$/&\nKZ_COLLECTOR(dummy)/' collect/collectors.def >"$tmp/collect/collectors.def"
cat >"$tmp/collect/dummy.c" <<-'END'
	#include "collect/collect.h"

	static int dummy_bid(const struct kz_input *in)
	{
		return kz_str_starts(in->head, KZ_S("DUMMY")) ? 100 : 0;
	}

	static int dummy_read(struct kz_ctx *cx, const struct kz_input *in, struct kz_sink *out)
	{
		(void)in;
		(void)out;
		return kz_fail(cx, KZ_EINPUT, "a format of nothing");
	}

	const struct kz_collector collect_dummy = {
		.name = "dummy",
		.about = "nothing",
		.group = "ci",
		.take = KZ_TAKE_FILE,
		.version = 1,
		.bid = dummy_bid,
		.read = dummy_read,
	};
END
cat >"$tmp/probe.c" <<-'END'
	#include "collect/collect.h"

	int main(void)
	{
		const struct kz_input in = {.path = "x", .head = KZ_S("DUMMY")};

		return kz_collector_for(&in) == &collect_dummy ? 0 : 1;
	}
END

cd "$build"
ninja -t commands kaizen >"$tmp/commands"
flags=$(grep -e "/collect/collect\.c[\"']\{0,1\}\$" "$tmp/commands" |
	sed "s/ -MD .*//; s/ -o .*//; s| | '-I$tmp' |")
for source in "$root/collect/collect.c" "$tmp/collect/dummy.c" "$tmp/probe.c"; do
	sh -c "$flags -o '$tmp/$(basename "$source").o' -c '$source'"
done
objects="'$tmp/probe.c.o' '$tmp/collect.c.o' '$tmp/dummy.c.o'"
sh -c "$(tail -n 1 "$tmp/commands" |
	sed "s| [^ ]*/cli/main\.c\.o | $objects |; s| -o kaizen | -o '$tmp/probe' |")"
"$tmp/probe" || echo "one-file collect/collectors.def a new format is not asked for its bid"
