#!/bin/sh
# SPDX-License-Identifier: MIT
# What the compiler saw, by nm over the objects of the program: no banned function, no writable
# global, no exported name that no header and no .def names. usage: objects.sh BUILD-DIR, in the root
set -eu
nm=$(mktemp)
trap 'rm -f "$nm"' EXIT
find "$1/CMakeFiles" -name '*.c.o' ! -path '*/kz_embedded.dir/*' \
	\( -path '*/kz_*' -o -path '*/kaizen.dir/*' \) -exec nm -A --format=sysv {} + |
	sed 's|^[^:]*CMakeFiles/[^/]*\.dir/\([^:]*\)\.o:|\1 \||; s/ *| */|/g' >"$nm"

# file|name|value|class|type|size|line|section
awk -F'|' '
BEGIN {
	n = split("strcpy strcat strncpy strncat sprintf vsprintf strtok gets atoi atol atof gmtime" \
		" localtime ctime asctime mktemp tmpnam system popen setlocale", name, " ")
	for (i = 1; i <= n; i++)
		banned[name[i]] = 1
}
$4 == "U" {
	plain = $2
	sub(/@.*/, "", plain)
	sub(/^__/, "", plain)
	sub(/_chk$/, "", plain)
	if (plain in banned)
		print "banned", $1 ":" plain, "is not to be called here"
}
$8 ~ /^\.(data|bss|tdata|tbss)/ && $8 !~ /^\.data\.rel\.ro/ || $4 == "C" {
	sub(/\.[0-9]+$/, "", $2)
	print "global", $1 ":" $2, "is writable and outlives its caller"
}' "$nm"

awk -F'|' '$4 ~ /^[TDRBVW]$/ { print $1, $2 }' "$nm" | sort -u | while read -r file name; do
	[ -f "$file" ] || continue # an object of a file that is gone
	folder=${file%%/*}
	case $name in
	main) [ "$file" = cli/main.c ] && continue ;;
	kz_*) grep -qsw -- "$name" "$folder"/*.h && continue ;;
	*_*) grep -qxs "KZ_[A-Z]*(${name#*_})" "$folder"/*.def && continue ;;
	esac
	echo "export $file:$name is exported, but neither a header nor a .def of $folder/ names it"
done
