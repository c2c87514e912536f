#!/bin/sh
# SPDX-License-Identifier: MIT
# Words and scripts of the report. usage: run.sh KAIZEN SOURCE-DIR
# Nothing that the program says judges a person (report.md 3.3); no chart script can start anything
# or take text as commands (report.md 4.2); the page asks for nothing from outside; no text of it is
# too small to be read.
set -eu
kaizen=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
cd -- "$2"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

# What stands between quotation marks, in every folder that speaks; `git blame` is a program.
words='blame|fault|lazy|slow developer|top performer|(best|worst) (author|developer|person|team)'
words="$words|productivity|underperform|guilty|culprit|ranking of (people|authors)"
if grep -nEi "\"[^\"]*\\b($words)\\b[^\"]*\"" report/*.c report/*.def analyze/*.c orchestrate/*.c |
	grep -vE '\.method =|"show log diff' || grep -nEi "\\b($words)\\b" dashboards/html/page.html; then
	echo "a word that judges people stands in what the program says" && bad=1
fi

for script in dashboards/charts/*.gp; do
	if grep -vE '^#' "$script" | grep -nE '[`!@|<]|\b(system|load|call|shell|eval|evaluate|hypertext|import|print|cd)\b'; then
		echo "$script: holds what a chart script must not hold" && bad=1
	fi
done

if grep -nE 'https?:|//|<script|url\(|@import|style=' dashboards/html/page.html dashboards/html/page.css; then
	echo "the page asks for something, or has what its policy refuses" && bad=1
fi
sh tests/report/sizes.sh "$kaizen" "$tmp" || bad=1
exit $bad
