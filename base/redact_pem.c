/* SPDX-License-Identifier: MIT */
/* Private keys in PEM: whole, or what a cut has left of one. */
#include <string.h>

#include "base/redact_private.h"

enum {
	LINE = 40,   /* base64 on a line of a key */
	PREFIX = 64, /* before it: a number, a file's name */
	KEY = 16384, /* bytes between BEGIN and END */
};

/* Escaped line ends, too. */
static bool is_base64(char ch)
{
	return kz_is_alnum(ch) || ch == '+' || ch == '/' || ch == '=' || ch == '\\';
}

/* Base64, line numbers and string quotes around it, headers like "Proc-Type: 4,ENCRYPTED". */
static bool is_pem_byte(char ch)
{
	return kz_is_alnum(ch) || kz_is_blank(ch) || (unsigned char)ch >= 0x80 ||
		(ch && strchr("+/=\\:-,\"'|`", ch));
}

/* "RSA PRIVATE KEY-----" behind a BEGIN or END; false for what is no key. */
static bool label_of(struct kz_str s, struct kz_str *ret)
{
	size_t end;

	s = kz_str_head(s, 80);
	if (!kz_str_find(s, KZ_S("-----"), &end))
		end = s.n;
	*ret = kz_str_head(s, end);
	for (size_t i = 0; i < end; i++)
		if (s.p[i] != ' ' && !kz_is_alnum(s.p[i]))
			return false;
	return kz_str_find(*ret, KZ_S("KEY"), NULL);
}

/* The place behind the END of the label, whatever quotes or numbers the lines between. */
static bool close_of(struct kz_scan *c, size_t from, struct kz_str label, size_t *ret)
{
	struct kz_str end;

	if (c->pem_end < from) {
		size_t at = 0;

		c->pem_end = kz_str_find(kz_str_from(c->s, from), KZ_S("-----END "), &at)
			? from + at
			: c->s.n;
	}
	end = kz_str_from(c->s, c->pem_end);
	if (!end.n || c->pem_end - from > KEY || !kz_str_starts(kz_str_from(end, 9), label))
		return false;
	*ret = c->pem_end + 9 + label.n;
	*ret += kz_scan_is(c, *ret, KZ_S("-----")) ? 5 : 0;
	return true;
}

/* From BEGIN to the end of END; a key that is cut off goes on as long as it looks like one. */
static bool whole_key(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	struct kz_str label;
	size_t end = at + 11;

	if (!kz_scan_is(c, at, KZ_S("-----BEGIN ")) || !label_of(kz_str_from(c->s, end), &label))
		return false;
	end += label.n;
	if (!close_of(c, end, label, &end))
		while (end < c->s.n && is_pem_byte(c->s.p[end]))
			end++;
	*ret = (struct kz_span){at, end};
	return true;
}

/* The tail of a key whose BEGIN was cut off: lines of base64 up to END. */
static bool tail_of_key(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	struct kz_str label;
	size_t from = at, found = at;

	if (!kz_scan_is(c, at, KZ_S("-----END ")) || !label_of(kz_str_from(c->s, at + 9), &label))
		return false;
	for (bool is_last = true;; is_last = false) {
		size_t end = from, run;

		while (end > c->from && kz_is_blank(c->s.p[end - 1]))
			end--;
		for (run = end; run > c->from && is_base64(c->s.p[run - 1]);)
			run--;
		if (run == end || (!is_last && end - run < LINE))
			break;
		for (from = run; from > c->from && run - from < PREFIX && c->s.p[from - 1] != '\n';)
			from--;
		if (end - run >= LINE)
			found = from;
	}
	*ret = (struct kz_span){found, at + 9 + label.n};
	return found < at;
}

bool kz_scan_pem(struct kz_scan *c, size_t at, struct kz_span *ret)
{
	return whole_key(c, at, ret) || tail_of_key(c, at, ret);
}
