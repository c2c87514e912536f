# SPDX-License-Identifier: MIT
# From `git log --numstat -z --format=@%H%x00` through hex.awk to "oid added deleted path old"
# (hex, - for nothing): what a row of file_changes must say.
function number(hex,    s) { # "2D" or digits
	if (hex == "2D")
		return "-"
	s = ""
	for (; hex != ""; hex = substr(hex, 3))
		s = s substr(hex, 2, 1)
	return s
}
function text(hex,    s) { # of [0-9a-f]
	s = ""
	for (; hex != ""; hex = substr(hex, 3))
		s = s (substr(hex, 1, 1) == "3" ? substr(hex, 2, 1) : substr("abcdef", substr(hex, 2, 1), 1))
	return s
}
# Position of a tab, on a byte's border.
function tab(hex,    i) {
	for (i = 1; i < length(hex); i += 2)
		if (substr(hex, i, 2) == "09")
			return i
	return 0
}
{ sub(/^(0A)+/, "") }
$0 == "" && !want { next }
want == 2 { old = $0; want = 1; next }
want == 1 { print oid, added, deleted, $0, old; want = 0; next }
/^40/ && length($0) == 82 { oid = text(substr($0, 3)); next }
{
	at = tab($0)
	added = number(substr($0, 1, at - 1))
	rest = substr($0, at + 2)
	at = tab(rest)
	deleted = number(substr(rest, 1, at - 1))
	rest = substr(rest, at + 2)
	if (rest == "")
		want = 2
	else
		print oid, added, deleted, rest, "-"
}
