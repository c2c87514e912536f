# SPDX-License-Identifier: MIT
# How large is the text of a page, in pixels, at widths of 360, 768 and 1280? Follows the font sizes
# of its style sheet down to each text as a browser does (media, selectors, specificity, em), those
# of text in drawings times what the page makes of the drawing, and sees that pictures are shown at
# the width that they name. Prints one line for each place under MIN pixels (11), and ends with 1.
# usage: awk -f sizes.awk PAGE
# Selectors: tags, classes, ids, attributes, blank, > and +; of +, the last part alone counts.
BEGIN {
	MIN = MIN ? MIN : 11
	nw = split("360 768 1280", W, " ")
	split("area base br col hr img input link meta source wbr rect path circle line", voids, " ")
	for (i in voids)
		is_void[voids[i]] = 1
	RS = "\001" # the whole page at once
}

# ---- the style sheet: rules in the order of the page
function add_rule(media, selectors, body,    n, i, s, list, decl, d, k, name, value, m) {
	n = split(selectors, list, ",")
	m = split(body, decl, ";")
	for (k = 1; k <= m; k++) {
		d = decl[k]
		if (!(i = index(d, ":")))
			continue
		name = substr(d, 1, i - 1)
		value = substr(d, i + 1)
		gsub(/^[ \t\n]+|[ \t\n]+$/, "", name)
		gsub(/!important/, "", value)
		if (name == "font") {
			if (!match(value, /[0-9.]+(px|em|rem|%)/))
				continue
			name = "font-size"
			value = substr(value, RSTART, RLENGTH)
		}
		if (name !~ /^(font-size|width|max-width|min-width|zoom|transform|-webkit-text-size-adjust)$/)
			continue
		for (i = 1; i <= n; i++) {
			s = list[i]
			gsub(/^[ \t\n]+|[ \t\n]+$/, "", s)
			rules++
			rule_media[rules] = media
			rule_name[rules] = name
			rule_value[rules] = value
			rule_pseudo[rules] = s ~ /::(before|after)$/
			gsub(/::?[a-z-]+(\([^)]*\))?/, "", s)
			gsub(/\[[^]]*\]/, "", s)
			gsub(/[ \t\n]*>[ \t\n]*/, " >", s)
			gsub(/[^ ]+[ ]*\+[ ]*/, "", s)
			rule_selector[rules] = s == "" ? "*" : s
			rule_weight[rules] = weight(s) * 10000 + rules
		}
	}
}
function weight(s,    t, ids, classes, tags) {
	t = s; ids = gsub(/#/, "#", t)
	t = s; classes = gsub(/\./, ".", t)
	t = s; tags = gsub(/(^|[ >])[a-z]/, "x", t)
	return ids * 100 + classes * 10 + tags
}
function read_style(css,    media, i, head, body) {
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "", css)
	while (css ~ /[^ \t\n]/) {
		sub(/^[ \t\n]+/, "", css)
		if (substr(css, 1, 1) == "}") {
			media = ""
			css = substr(css, 2)
			continue
		}
		if (!(i = index(css, "{")))
			return
		head = substr(css, 1, i - 1)
		css = substr(css, i + 1)
		if (head ~ /^@media/) {
			media = head
			continue
		}
		if (!(i = index(css, "}")))
			return
		body = substr(css, 1, i - 1)
		css = substr(css, i + 1)
		if (head !~ /^@/)
			add_rule(media, head, body)
	}
}
function holds(media, w,    m, n) {
	if (media ~ /print/)
		return 0
	if (match(media, /max-width:[0-9]+/) && w > substr(media, RSTART + 10, RLENGTH - 10) + 0)
		return 0
	return !(match(media, /min-width:[0-9]+/) && w < substr(media, RSTART + 10, RLENGTH - 10) + 0)
}

# ---- elements, a stack: tag, classes, id, size at each width
function matches_one(part, at,    n, i, p, name) {
	n = split(part, p, /[.#]/)
	if (p[1] != "" && p[1] != "*" && p[1] != tag[at])
		return 0
	part = substr(part, length(p[1]) + 1)
	for (i = 2; i <= n; i++) {
		name = substr(part, 1, 1)
		part = substr(part, length(p[i]) + 2)
		if (name == "." ? index(class[at], " " p[i] " ") == 0 : id[at] != p[i])
			return 0
	}
	return 1
}
function matches(selector, at,    n, p, k, part, child) {
	n = split(selector, p, " ")
	for (k = n; k >= 1; k--) {
		part = p[k]
		sub(/^>/, "", part)
		if (k == n || child) {
			if (at < 1 || !matches_one(part, at))
				return 0
		} else {
			while (at >= 1 && !matches_one(part, at))
				at--
			if (at < 1)
				return 0
		}
		child = p[k] ~ /^>/
		at--
	}
	return 1
}
function resolve(value, of) {
	if (value ~ /rem$/)
		return size_root * value
	if (value ~ /em$/)
		return of * value
	if (value ~ /%$/)
		return of * value / 100
	return value ~ /^[0-9.]+(px)?$/ ? value + 0 : of
}
# The value of a property at a width, "" where no rule sets it; pseudo: of the text before it.
function style(name, w, pseudo,    r, best, found) {
	best = -1
	for (r = 1; r <= rules; r++)
		if (rule_name[r] == name && rule_pseudo[r] == pseudo && rule_weight[r] > best &&
			holds(rule_media[r], w) && matches(rule_selector[r], depth)) {
			best = rule_weight[r]
			found = rule_value[r]
		}
	return found
}
function path(    i, s) {
	for (i = 1; i <= depth; i++)
		s = s (i > 1 ? ">" : "") tag[i] (class[i] == "  " ? "" : class[i])
	gsub(/ +>/, ">", s)
	gsub(/ +/, ".", s)
	return s
}
function complain(what, w, px) {
	if (!((path(), w) in said))
		printf("%d px wide: %.2f px, %s\n", w, px, what)
	said[path(), w] = 1
	bad = 1
}
function attribute(in_tag, name) {
	if (!match(in_tag, "[ \t]" name "=\"[^\"]*\""))
		return ""
	in_tag = substr(in_tag, RSTART + 1, RLENGTH - 1)
	return substr(in_tag, length(name) + 3, length(in_tag) - length(name) - 3)
}
# Equal paths have equal sizes: each is computed once.
function enter(in_tag,    k, v, key) {
	depth++
	tag[depth] = tolower(in_tag)
	sub(/[ \t\n\/].*/, "", tag[depth])
	class[depth] = " " attribute(in_tag, "class") " "
	id[depth] = attribute(in_tag, "id")
	key = path() "#" id[depth]
	for (k = 1; k <= nw; k++) {
		if (!((key, k) in known)) {
			v = style("font-size", W[k], 0)
			if (v == "" && tag[depth] == "small")
				v = "0.8333em"
			known[key, k] = v == "" ? size[depth - 1, k] : resolve(v, size[depth - 1, k])
			v = style("font-size", W[k], 1)
			if (v != "" && (v = resolve(v, known[key, k])) < MIN)
				complain(path() "::before", W[k], v)
			if (style("zoom", W[k], 0) style("transform", W[k], 0) != "")
				complain(path() ": scaled, nobody knows how", W[k], 0)
		}
		size[depth, k] = known[key, k]
	}
	if (tag[depth] == "svg")
		enter_drawing(in_tag)
	if (tag[depth] == "img")
		see_picture(in_tag)
}
# A drawing without a width of its own takes that of its box, which may be as narrow as this.
function enter_drawing(in_tag,    box, shown) {
	split(attribute(in_tag, "viewBox"), box, " ")
	shown = attribute(in_tag, "width")
	scale = box[3] > 0 ? (shown ? shown : NARROWEST) / box[3] : 1
}
function see_picture(in_tag,    k, v, shown) {
	shown = attribute(in_tag, "width")
	match(in_tag, /base64,[A-Za-z0-9+\/]*/)
	print shown, substr(in_tag, RSTART + 7, 32) >PICTURES
	for (k = 1; k <= nw; k++) {
		v = style("width", W[k], 0)
		if (v != "" && v != "auto" && v + 0 < shown + 0)
			complain(path() ": a picture of " shown " px at width " v, W[k], 0)
		v = style("max-width", W[k], 0)
		if (v != "" && v != "none" && !(v ~ /px$/ && v + 0 >= shown + 0))
			complain(path() ": a picture of " shown " px, at most " v, W[k], 0)
	}
}
function see_text(s,    k, px, own) {
	if (s !~ /[^ \t\n]/ || s ~ /^(&nbsp;|[ \t\n])*$/)
		return
	for (k = 1; k <= nw; k++) {
		px = size[depth, k]
		if (scale) {
			own = drawn_size ? drawn_size : px
			px = own * scale
		}
		texts++
		if (px < MIN)
			complain(path() " '" substr(s, 1, 30) "'", W[k], px)
	}
}

{
	NARROWEST = NARROWEST ? NARROWEST : 120
	PICTURES = PICTURES ? PICTURES : "/dev/null"
	page = $0
	i = index(page, "<style>"); j = index(page, "</style>")
	if (!i || !j) {
		print "no style sheet"
		exit 1
	}
	read_style(substr(page, i + 7, j - i - 7))
	size_root = 16
	for (k = 1; k <= nw; k++)
		size[0, k] = 16
	i = index(page, "<body")
	page = substr(page, i)
	tag[1] = "html"; class[1] = "  "; depth = 1
	for (k = 1; k <= nw; k++) {
		v = style("font-size", W[k], 0)
		size[1, k] = v == "" ? 16 : resolve(v, 16)
	}
	n = split(page, piece, "<")
	for (p = 2; p <= n; p++) {
		at = index(piece[p], ">")
		in_tag = substr(piece[p], 1, at - 1)
		if (in_tag ~ /^\//) {
			name = substr(in_tag, 2)
			while (depth > 1 && tag[depth] != name)
				depth--
			if (depth > 1)
				depth--
			if (name == "svg")
				scale = 0
		} else if (in_tag !~ /^!/) {
			enter(in_tag)
			if (scale)
				drawn_size = attribute(in_tag, "font-size") + 0
			if (in_tag ~ /\/$/ || tag[depth] in is_void)
				depth--
		}
		see_text(substr(piece[p], at + 1))
	}
	if (!texts) {
		print "no text at all"
		bad = 1
	}
	exit bad
}
