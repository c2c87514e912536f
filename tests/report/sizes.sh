#!/bin/sh
# SPDX-License-Identifier: MIT
# No text of the page is under 11 px at widths of 360, 768 and 1280: in the pages that the unit tests
# hold equal to what is produced, in one made now, and in its pictures. Then each way to break that
# is tried, and must be seen. usage: sizes.sh KAIZEN TMP-DIR, in the root
set -eu
sizes=$PWD/tests/report/sizes.awk
charts=$PWD/dashboards/charts
tmp=$2
bad=0

look() { # PAGE
	awk -v PICTURES="$tmp/pictures" -f "$sizes" "$1"
}

# Pixels of a picture, from the first bytes of its base64.
png_width() {
	printf '%s' "$1" | base64 -d | od -An -tu1 -j16 -N4 | awk '{ print ($2 * 256 + $3) * 256 + $4 }'
}

# The smallest type of the charts in FOLDER, in the pixels of a picture drawn S times as large.
smallest_type() {
	grep -q "fontscale 0.75\*S " "$1/theme.gp" || { echo 0 && return; }
	s=$(sed -n 's/^S = \([0-9]*\)$/\1/p' "$1/theme.gp")
	grep -hoE "(FONT|BOLD)\)?\.[\"'],[0-9.]+" "$1"/*.gp | sed 's/.*,//' |
		awk -v s="$s" '!n++ || $1 < least { least = $1 } END { print n ? least * s : 0 }'
}

# Pictures of the page last looked at are shown at the width that they name.
pictures() { # FOLDER
	type=$(smallest_type "$1")
	while read -r shown head; do
		awk -v type="$type" -v shown="$shown" -v drawn="$(png_width "$head")" 'BEGIN {
			px = drawn ? type * shown / drawn : 0
			if (px < 11)
				printf "text of %.2f px in a picture\n", px
			exit px < 11
		}' || return 1
	done <"$tmp/pictures"
}

page() { # makes $tmp/page.html of a repository of 26 weeks
	git init -q -b main "$tmp/r"
	for i in $(seq 1 26); do
		GIT_COMMITTER_DATE="$((1750000000 + i * 604800)) +0000" GIT_AUTHOR_DATE="1750000000 +0000" \
			git -C "$tmp/r" -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m "fix $i"
	done
	HOME=$tmp "$1" -C "$tmp/r" --db "$tmp/w.db" run --no-agents >/dev/null 2>&1
	HOME=$tmp "$1" -C "$tmp/r" --db "$tmp/w.db" report --format html --output "$tmp/page.html"
}

for p in tests/fixtures/report/*.html; do
	look "$p" || bad=1
done
page "$1"
look "$tmp/page.html" || bad=1
if command -v gnuplot >/dev/null; then
	[ -s "$tmp/pictures" ] || { echo "a page without pictures" && bad=1; }
	pictures "$charts" || bad=1
else
	echo "no gnuplot: pictures are not looked at"
fi

must_fail() { # WHAT SED-SCRIPT
	sed "$2" "$tmp/page.html" >"$tmp/broken.html"
	cmp -s "$tmp/page.html" "$tmp/broken.html" && echo "$1: nothing to break" && bad=1
	! look "$tmp/broken.html" >/dev/null || { echo "$1 is not seen" && bad=1; }
}
must_fail "a small class" 's/^\.kick{/.kick{font-size:10.9px;/; s/color:var(--ink2);font-size:14px}/color:var(--ink2)}/'
must_fail "a size in em" 's/^code{font:\.86em/code{font:.7em/'
must_fail "a phone's size" 's/^@page/@media (max-width:400px){.sub{font-size:10px}}&/'
must_fail "a tablet's size" 's/^@page/@media (min-width:700px) and (max-width:800px){.sub{font-size:10px}}&/'
must_fail "a small child" 's/^@page/figure>h3{font-size:9px}&/'
must_fail "text in a drawing" 's/<path class="line"/<text font-size="14">week<\/text>&/'
must_fail "a scaled page" 's/^@page/main{zoom:.5}&/'
if [ -s "$tmp/pictures" ]; then
	must_fail "a picture that shrinks" 's/^\.chart img{display:block;max-width:none}/.chart img{max-width:100%}/'
	mkdir "$tmp/charts"
	cp "$charts"/*.gp "$tmp/charts"
	look "$tmp/page.html" >/dev/null
	sed -i "s/FONT\.',11'/FONT.',10.5'/" "$tmp/charts/pareto.gp"
	! pictures "$tmp/charts" >/dev/null || { echo "small type in a chart is not seen" && bad=1; }
fi
exit $bad
