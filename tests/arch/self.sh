#!/bin/sh
# SPDX-License-Identifier: MIT
# Breaks every house rule once, in a folder of its own, and demands that each check says so.
# usage: self.sh TMP-DIR, in the root
set -eu
arch=$PWD/tests/arch
mkdir -p "$1/collect" "$1/analyze" "$1/report" "$1/script" "$1/build/CMakeFiles/kz_collect.dir/collect"
cd "$1"
{
	printf '%s\n' '#include "report/a.h"' '#include "local.h"' '#include <sqlite3.h>'
	printf '%s\n' 'const struct kz_collector collect_b = {0};'
	printf 'int many(int a, int b, int c,\n\tint (*d)(int, int), int e, int f)\n{\n'
	printf '\t\t\t\t\tif (a)\n'
	seq 60
	printf '}\n/* %0100d */\nint blank; \n' 0
	seq 600
} >collect/a.c
echo 'KZ_COLLECTOR(c)' >collect/list.def
echo 'UPDATE s_commit SET subject = 1;' >analyze/a.sql
echo 'SELECT 1 FROM d_finding;' >report/a.sql
seq 40 >script/long
printf '%s\n' '/ho''me/somebody/kaizen' 'TOD''O: later' >notes.md
git init -q .
cat >collect/o.c <<-'END'
	char *strcpy(char *to, const char *from);
	int writable;
	int kz_stray(char *to) { return writable + *strcpy(to, "x"); }
END
"${CC:-cc}" -c -fno-builtin collect/o.c -o build/CMakeFiles/kz_collect.dir/collect/o.c.o

{
	awk -f "$arch/layers.awk" collect/a.c
	awk -f "$arch/shape.awk" collect/a.c
	awk -f "$arch/lists.awk" collect/list.def collect/a.c
	awk -f "$arch/tables.awk" analyze/a.sql report/a.sql
	sh "$arch/text.sh"
	sh "$arch/objects.sh" build
} >said
cut -d' ' -f1,2 said | sort -u >got
cat >want <<-'END'
	banned collect/o.c:strcpy
	blank collect/a.c
	export collect/o.c:kz_stray
	export collect/o.c:writable
	file-length collect/a.c
	function-length collect/a.c:many
	global collect/o.c:writable
	head analyze/a.sql
	head collect/a.c
	head collect/list.def
	head collect/o.c
	head report/a.sql
	head script/long
	include collect/a.c
	layer collect/a.c
	library collect/a.c
	line-length collect/a.c
	list collect/a.c
	list collect/list.def
	nesting collect/a.c:many
	parameters collect/a.c:many
	path notes.md
	script-length script/long
	source analyze/a.sql
	todo notes.md
	view report/a.sql
END
diff -u want got
