# SPDX-License-Identifier: MIT
# Reads bytes as `od -An -v -tx1` prints them and writes them as hex, a line for each record that
# ends in the byte `end` (default 00): paths of any bytes become words.
BEGIN {
	if (end == "")
		end = "00"
}
{
	for (i = 1; i <= NF; i++) {
		if ($i == end) {
			print line
			line = ""
		} else {
			line = line toupper($i)
		}
	}
}
END {
	if (line != "")
		print line
}
