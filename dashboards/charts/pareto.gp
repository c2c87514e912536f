# SPDX-License-Identifier: MIT
# Losses as ranked bars, the cumulative share in a strip of its own. $D: rank, value, cumulative
# per cent. Arrays: N (names, above each bar), V (values as text). ROW: pixels a row.
set multiplot
set border 0; unset grid; unset xtics; unset ytics
set tmargin at screen sy(TOP+14); set bmargin at screen sy(TOP+14+ROW*nN)
set lmargin at screen sx(LM); set rmargin at screen sx(W-230)
set yrange [nN+0.5:0.5]
set xrange [0:MOST]
BAR = 6./ROW
do for [i=1:nN] {
	T = N[i]
	set label i T at 0, i-9./ROW left font (i == 1 ? BOLD : FONT).',12.5' tc rgb (i == 1 ? INK : INK2)
}
lower(i) = i+9./ROW
plot $D using (0.5*$2):(lower($1)):(0.5*$2):(BAR) every ::0::0 with boxxyerror fc rgb WARN, \
	$D using (0.5*$2):(lower($1)):(0.5*$2):(BAR) every ::1 with boxxyerror fc rgb MUTB, \
	$D using 2:(lower($1)):(V[int($1)]) every ::0::0 with labels left offset 0.5,0 font BOLD.',12.5' tc rgb WARN, \
	$D using 2:(lower($1)):(V[int($1)]) every ::1 with labels left offset 0.5,0 font FONT.',12' tc rgb INK2
unset label
set lmargin at screen sx(W-160); set rmargin at screen sx(W-58)
set xrange [0:100]
set label 1 "cumulative" at screen sx(W-58), sy(TOP+4) right font FONT.',11' tc rgb INK3
set label 2 "80%" at first 80, screen sy(TOP+14+ROW*nN+8) center font FONT.',11' tc rgb INK3
set arrow 1 from 80, graph 0 to 80, graph 1 nohead lw 0.8 dt (3,3) lc rgb AXIS back
plot $D using 3:(lower($1)) with lines lw 1.4 lc rgb MUTE, \
	$D using 3:(lower($1)) with points pt 7 ps 0.5 lc rgb MUTE, \
	$D using 3:(lower($1)) every ::0::0 with points pt 7 ps 0.6 lc rgb WARN, \
	$D using (100):(lower($1)):(sprintf("%.0f%%",$3)) with labels left offset 1.4,0 font FONT.',12' tc rgb INK2
unset multiplot
unset output
