# SPDX-License-Identifier: MIT
# The look of every chart. Set before: W, H (pixels), HEAD (1: with title block), FONT, and where
# HEAD is 1 TITLE, SUB, SRC. Type sizes are pixels: pngcairo takes points of 96 dpi, hence 0.75.
set datafile separator "\t"
BG = "#ffffff"; INK = "#171b21"; INK2 = "#4d5763"; INK3 = "#616b77"; GRID = "#e9ecef"; AXIS = "#b9c0c9"
ACC = "#0a5fb4"; ACCB = "#cfe2f6"; WARN = "#b84300"; WARNB = "#fbe8dc"; MUTE = "#8792a0"; MUTB = "#d9dee4"
S = 2
set terminal pngcairo noenhanced size W*S,H*S fontscale 0.75*S linewidth S pointscale S font FONT.",12.5" background rgb BG butt
set output 'chart.png'
BOLD = FONT.":Bold"
TOP = HEAD == 1 ? 76. : 10.
BOT = HEAD == 1 ? 54. : 30.
sx(p) = p/real(W)
sy(p) = 1.0-p/real(H)
unset key
set border 1 lw 0.8 lc rgb AXIS
set style fill solid 1.0 noborder
set tics nomirror scale 0 textcolor rgb INK3
set grid noxtics ytics lt 1 lw 0.6 lc rgb GRID
set grid back
set ytics offset 0.4,0
set xtics offset 0,0.2
if (HEAD == 1) {
	set label 9001 TITLE at screen sx(20),sy(26) left font BOLD.',18' tc rgb INK
	set label 9002 SUB at screen sx(20),sy(49) left font FONT.',13' tc rgb INK2
	set label 9003 SRC at screen sx(20),sy(H-14) left font FONT.',11' tc rgb INK3
}
