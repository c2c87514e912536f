# SPDX-License-Identifier: MIT
# A .def line KZ_THING(id) and a file's "const struct kz_thing prefix_id =" belong together, one to
# one, and the file is named after the id. Read the .def files first. Prints "rule key message".
FILENAME ~ /^(collect|analyze|orchestrate|report|cli)\/[a-z]+\.def$/ && match($0, /^KZ_[A-Z]+\([a-z0-9_]+\)$/) {
	split($0, part, /[()]/)
	folder = FILENAME
	sub(/\/.*/, "", folder)
	listed[folder " " tolower(part[1]) " " part[2]] = FILENAME
}
FILENAME ~ /\.c$/ && match($0, /^const struct kz_[a-z]+ [a-z]+_[a-z0-9_]+ =/) {
	split(FILENAME, at, "/")
	id = $4
	sub(/^[a-z]+_/, "", id)
	if (!((at[1] " " $3 " " id) in listed))
		print "list", FILENAME, $4 " stands in no .def of " at[1] "/"
	made[at[1] " " $3 " " id] = 1
	if (at[2] !~ ("^([a-z]+_)?" id "\\.c$"))
		print "list", FILENAME, $4 " is not in a file of its name"
}
END {
	for (thing in listed)
		if (!(thing in made))
			print "list", listed[thing], "no file has the descriptor of: " thing
}
