# SPDX-License-Identifier: MIT
# From `git log -p -U0 --format=@%H` (or `git diff -U0`, with -v oid=WORD) to a line a hunk:
# "oid old_start old_lines new_start new_lines". Lines of files are passed over by their number.
function range(s, part,    at) {
	at = index(s, ",")
	if (part == 1)
		return at ? substr(s, 1, at - 1) : s
	return at ? substr(s, at + 1) : 1
}
left > 0 && /^[-+]/ { left--; next }
/^@[0-9a-f]+$/ && length($0) == 41 { oid = substr($0, 2); next }
/^@@ / {
	old = substr($2, 2)
	new = substr($3, 2)
	left = range(old, 2) + range(new, 2)
	print oid, range(old, 1), range(old, 2), range(new, 1), range(new, 2)
}
