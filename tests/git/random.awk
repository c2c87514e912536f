# SPDX-License-Identifier: MIT
# A git fast-import stream of random edits on three files whose lines repeat, as code does, and of
# small files that are renamed and edited: what line diff and renames must decide about.
# usage: awk -v seed=N -v commits=N -f random.awk
function line() {
	kind = int(rand() * 10)
	if (kind < 2)
		return ""
	if (kind < 4)
		return substr("\t\t\t", 1, int(rand() * 4)) "}"
	if (kind < 5)
		return substr("\t\t\t", 1, int(rand() * 4)) "return 0;"
	return substr("\t\t\t", 1, int(rand() * 4)) "line " int(rand() * 300)
}
function edit(f,    at, drop, add, i, m) {
	at = int(rand() * (n[f] + 1))
	drop = int(rand() * 6)
	add = int(rand() * 7)
	if (rand() < 0.05)
		add += 60
	if (at + drop > n[f])
		drop = n[f] - at
	m = 0
	for (i = 0; i < at; i++)
		next_text[m++] = text[f, i]
	for (i = 0; i < add; i++)
		next_text[m++] = line()
	for (i = at + drop; i < n[f]; i++)
		next_text[m++] = text[f, i]
	for (i = 0; i < m; i++)
		text[f, i] = next_text[i]
	n[f] = m
}
function put(f,    body, i) {
	body = ""
	for (i = 0; i < n[f]; i++)
		body = body text[f, i] (i < n[f] - 1 || rand() < 0.9 ? "\n" : "")
	printf "M 100644 inline %s\ndata %d\n%s\n", name[f], length(body), body
}
function new_name() {
	return "d" int(rand() * 3) "/" (rand() < 0.5 ? "same" int(rand() * 3) : "n" int(rand() * 99)) ".c"
}
# A small file is made, removed, or moved with a few edits.
function move(f,    k) {
	if (n[f]) {
		print "D " name[f]
		taken[name[f]] = 0
	}
	if (n[f] && rand() < 0.2)
		n[f] = 0
	for (k = n[f] ? int(rand() * 3) : 3; k > 0; k--)
		edit(f)
	do
		name[f] = new_name()
	while (taken[name[f]])
	taken[name[f]] = 1
	if (n[f])
		put(f)
}
BEGIN {
	srand(seed)
	for (f = 0; f < 3; f++)
		name[f] = "f" f ".c"
	for (c = 1; c <= commits; c++) {
		printf "commit refs/heads/main\nmark :%d\n", c
		printf "committer Ada <ada@example.org> %d +0000\ndata 7\nrandom\n\n", 1700000000 + c * 60
		for (f = 0; f < 3; f++) {
			if (c > 1 && rand() < 0.5)
				continue
			for (k = int(rand() * 4) + (c == 1 ? 40 : 1); k > 0; k--)
				edit(f)
			put(f)
		}
		for (f = 3; f < 9; f++)
			if (rand() < 0.3)
				move(f)
		print ""
	}
}
