# SPDX-License-Identifier: MIT
# The include rule: which folder may include which, and which file may include a library's header.
# Files are named from the root. Prints "rule file message" a breach.
BEGIN {
	n = split("base:|git: base|warehouse: base|collect: base git warehouse" \
		"|analyze: base git warehouse|orchestrate: base git warehouse" \
		"|report: base warehouse|cli: base git warehouse collect analyze orchestrate report",
		rule, "|")
	for (i = 1; i <= n; i++) {
		split(rule[i], h, ": *")
		may[h[1]] = " " h[1] " " h[2] " "
	}
	only["sqlite3.h"] = "^warehouse/"
	only["git2.h"] = "^git/"
	only["libdeflate.h"] = only["zlib.h"] = "^git/pack\\.c$"
	only["curl/curl.h"] = "^collect/fetch\\.c$"
	only["csv.h"] = "^collect/csv\\.c$"
	only["zstd.h"] = "^collect/compress\\.c$"
	only["expat.h"] = "^base/xml\\.c$"
	only["jansson.h"] = "^base/json\\.[ch]$"
	only["pcre2.h"] = "^base/redact\\.c$"
	only["popt.h"] = "^cli/"
	only["pthread.h"] = "^base/(pool|log)\\.c$"
	only["xxhash.h"] = only["utf8proc.h"] = "^base/"
}
FNR == 1 { split(FILENAME, at, "/") }
match($0, /^[ \t]*#[ \t]*include[ \t]*"/) {
	to = $0
	sub(/^[^"]*"/, "", to)
	sub(/".*/, "", to)
	if (to !~ /\//)
		print "include", FILENAME, "line " FNR ": \"" to "\" is not written from the root"
	sub(/\/.*/, "", to)
	if (at[1] in may && index(may[at[1]], " " to " ") == 0)
		print "layer", FILENAME, "line " FNR ": " at[1] "/ may not include " to "/"
}
match($0, /^[ \t]*#[ \t]*include[ \t]*</) && at[1] in may {
	to = $0
	sub(/^[^<]*</, "", to)
	sub(/>.*/, "", to)
	sub(/^git2\/.*/, "git2.h", to)
	if (to in only && FILENAME !~ only[to])
		print "library", FILENAME, "line " FNR ": <" to "> belongs to " only[to]
}
