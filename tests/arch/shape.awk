# SPDX-License-Identifier: MIT
# Sizes and heads of C files, laid out by clang-format: a function is what ends in "}" in column 0.
# Prints "rule key message" a breach; the key is the file, or file:function.
function flush_file() {
	limit = file ~ /\.h$/ ? 150 : 600
	if (file != "" && lines > limit)
		print "file-length", file, lines " lines, at most " limit
	if (file ~ /\.c$/ && head2 !~ /^\/\* [A-Z`"].*/)
		print "head", file, "line 2 is not a comment that says what the file does"
	if (file ~ /\.h$/ && !said)
		print "head", file, "no comment in the first 12 lines says what this is"
}
# "static int f(struct x *a, int (*g)(int, int))" has two parameters: commas at depth one.
function parameters(s,    i, c, depth, n) {
	sub(/^[^(]*\(/, "", s)
	if (s ~ /^(void)?\)/)
		return 0
	n = 1
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "(")
			depth++
		else if (c == ")" && --depth < 0)
			break
		else if (c == "," && depth == 0 && substr(s, i) !~ /^, *\.\.\./)
			n++
	}
	return n
}
function function_end() {
	gsub(/__attribute__\(\([a-z_]*(\([^)]*\))?\)\) */, "", head)
	name = head
	sub(/\(.*/, "", name)
	sub(/^.*[ *]/, "", name)
	key = FILENAME ":" name
	if (FNR - start + 1 > 60)
		print "function-length", key, FNR - start + 1 " lines, at most 60"
	if (parameters(head) > 5)
		print "parameters", key, parameters(head) " parameters, at most 5"
	if (deep)
		print "nesting", key, "line " deep ": nested deeper than 4"
	inside = 0
}
FNR == 1 {
	flush_file()
	file = FILENAME
	inside = lines = said = 0
	head = ""
	if ($0 != "/* SPDX-License-Identifier: MIT */")
		print "head", file, "line 1 is not the SPDX line"
}
FNR == 2 { head2 = $0 }
FNR > 1 && FNR < 13 && /^\/\*/ { said = 1 }
{
	lines = FNR
	text = $0
	while (match(text, /^[^\t]*\t/)) # clang-format indents by tabs: columns as an editor shows them
		text = substr(text, 1, RLENGTH - 1) substr("        ", 1, 8 - (RLENGTH - 1) % 8) \
			substr(text, RLENGTH + 1)
	gsub(/[\200-\277]/, "", text) # one column a UTF-8 character
	if (length(text) > 100)
		print "line-length", FILENAME, "line " FNR ": " length(text) " columns, at most 100"
	if (/[ \t]$/)
		print "blank", FILENAME, "line " FNR ": ends in blanks"
}
!inside && /^[A-Za-z_].*\(/ && !/;$/ { head = $0; start = FNR; next }
!inside && /^[ \t]+[^ \t]/ { head = head " " $0; next }
!inside && /^{/ { inside = 1; deep = 0; next }
inside && /^\t\t\t\t\t+(if|for|while|switch|do)[ (]/ && !deep { deep = FNR }
/^}/ && inside { function_end() }
END { flush_file() }
