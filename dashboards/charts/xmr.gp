# SPDX-License-Identifier: MIT
# Process behaviour chart: values on the band of their natural limits, moving range below.
# $D: x, value, phase, centre, low, high, level (1 centre, 2 provisional, 3 firm), state (0 plain,
#     1 not over, 2 signal for the worse, 3 better, 4 neither), moving range, its upper limit. Phases count from 1 to NPHASES.
# Arrays: YT YL (tics), RT RL (tics of ranges), XT XL (months), MX ML MR (marks; MR 1: text on the
# left), SX SY SL SR SC (texts of signals), PX PY PL (means of earlier phases), EY EL (texts at the right end; the second is bold).
set multiplot
set lmargin at screen sx(LM); set rmargin at screen sx(W-RM)
set xrange [X0:X1]
set xtics ('' X0) nomirror scale 0 offset 0,0.2 textcolor rgb INK3
set tmargin at screen sy(TOP+(nMX > 0 ? 24 : 6)); set bmargin at screen sy(H-BOT-70)
set yrange [Y0:Y1]
set ytics ('' Y0) nomirror scale 0 offset 0.4,0 textcolor rgb INK3
do for [i=1:nYT] { T = YL[i]; set ytics add (T YT[i]) }
LAST = TONE == 1 ? ACC : (TONE == 2 ? WARN : MUTE)
LASTB = TONE == 1 ? ACCB : (TONE == 2 ? WARNB : MUTB)
signal(t) = t == 2 ? WARN : (t == 3 ? ACC : INK2)
NOTE = TONE == 1 ? ACC : (TONE == 2 ? WARN : INK2)
do for [i=1:nMX] {
	set arrow i from first MX[i], graph 0 to first MX[i], screen sy(TOP) nohead lw 0.9 dt (4,3) lc rgb INK3 front
}
do for [i=1:nML] {
	T = ML[i]
	if (MR[i] == 1) {
		set label i T at first MX[i], screen sy(TOP+8) right offset -0.4,0 font FONT.',12' tc rgb INK2
	} else {
		set label i T at first MX[i], screen sy(TOP+8) left offset 0.4,0 font FONT.',12' tc rgb INK2
	}
}
do for [i=1:nSX] {
	T = SL[i]; C = signal(SC[i])
	if (SR[i] == 1) {
		set label 100+i T at SX[i], SY[i] right offset -0.9,0 font FONT.',12' tc rgb C front
	} else {
		set label 100+i T at SX[i], SY[i] left offset 0.9,0 font FONT.',12' tc rgb C front
	}
}
do for [i=1:nPX] {
	T = PL[i]
	set label 200+i T at PX[i], PY[i] right offset 0,0.6 font FONT.',12' tc rgb INK2 front
}
do for [i=1:nEY] {
	T = EL[i]
	if (i == 2) {
		set label 300+i T at X1, EY[i] left offset 0.6,0 font BOLD.',13' tc rgb NOTE
	} else {
		set label 300+i T at X1, EY[i] left offset 0.6,0 font FONT.',11.5' tc rgb INK3
	}
}
plot for [k=1:NPHASES] $D using 1:($3==k && $7==3 ? $5 : 1/0):6 with filledcurves fc rgb (k == NPHASES ? LASTB : MUTB) fs transparent solid 0.5, \
	for [k=1:NPHASES] $D using 1:($3==k && $7==2 ? $5 : 1/0) with lines lw 0.8 dt (3,3) lc rgb MUTE, \
	for [k=1:NPHASES] $D using 1:($3==k && $7==2 ? $6 : 1/0) with lines lw 0.8 dt (3,3) lc rgb MUTE, \
	for [k=1:NPHASES] $D using 1:($3==k ? $4 : 1/0) with lines lw 1 lc rgb (k == NPHASES ? LAST : MUTE), \
	$D using 1:($8==1 ? NaN : $2) with lines lw 1.3 lc rgb MUTE, \
	for [k=1:NPHASES] $D using 1:($3==k && $8==0 ? $2 : 1/0) with points pt 7 ps PS lc rgb (k == NPHASES ? LAST : MUTE), \
	$D using 1:($8==1 ? $2 : 1/0) with points pt 7 ps PS*1.2 lc rgb MUTE, \
	$D using 1:($8==1 ? $2 : 1/0) with points pt 7 ps PS*0.7 lc rgb BG, \
	for [t=2:4] $D using 1:($8==t ? $2 : 1/0) with points pt 7 ps PS*1.5 lc rgb signal(t)
unset label; unset arrow
set tmargin at screen sy(H-BOT-50); set bmargin at screen sy(H-BOT)
set yrange [0:R1]
set ytics ('' 0) nomirror scale 0 offset 0.4,0 textcolor rgb INK3
do for [i=1:nRT] { T = RL[i]; set ytics add (T RT[i]) }
do for [i=1:nXT] { T = XL[i]; set xtics add (T XT[i]) }
do for [i=1:nMX] { set arrow i from first MX[i], graph 0 to first MX[i], graph 1 nohead lw 0.9 dt (4,3) lc rgb INK3 front }
set label 1 "moving range" at X1, graph 0.5 left offset 0.6,0 font FONT.',11.5' tc rgb INK3
plot for [k=1:NPHASES] $D using 1:($3==k && $7>1 ? $10 : 1/0) with lines lw 0.8 dt (3,3) lc rgb INK3, \
	$D using 1:9 with lines lw 1 lc rgb MUTE, \
	$D using 1:9 with points pt 7 ps PS*0.7 lc rgb MUTE
unset multiplot
unset output
