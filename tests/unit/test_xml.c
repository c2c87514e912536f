/* SPDX-License-Identifier: MIT */
/* XML: events whatever the pieces, limits, what is refused, what ended early. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/xml.h"

struct seen {
	struct kz_buf *out;
	bool in_text; /* text in several pieces is written as one */
};

static int seen_start(struct kz_ctx *cx, void *self, struct kz_str name,
	const struct kz_xml_attrs *attrs)
{
	struct seen *s = self;
	struct kz_str a = kz_xml_attr(attrs, KZ_S("a"));

	(void)cx;
	kz_buf_addf(s->out, "<" KZ_FMT, KZ_ARG(name));
	if (a.p)
		kz_buf_addf(s->out, " a=%zu", a.n);
	s->in_text = false;
	return 0;
}

static int seen_end(struct kz_ctx *cx, void *self, struct kz_str name)
{
	struct seen *s = self;

	(void)cx;
	kz_buf_addf(s->out, ">" KZ_FMT, KZ_ARG(name));
	s->in_text = false;
	return 0;
}

static int seen_text(struct kz_ctx *cx, void *self, struct kz_str text)
{
	struct seen *s = self;

	(void)cx;
	if (!s->in_text)
		kz_buf_byte(s->out, '"');
	s->in_text = true;
	kz_buf_add(s->out, text);
	return 0;
}

static const struct kz_xml_events events = {seen_start, seen_end, seen_text};

struct room {
	struct kz_arena *mem;
	struct kz_ctx cx;
	struct kz_buf *out;
};

static int make_room(void **state)
{
	struct room *r = kz_alloc(sizeof(*r));

	*r = (struct room){.mem = kz_arena_new(), .out = kz_buf_new(1 << 20)};
	r->cx.mem = r->mem;
	*state = r;
	return 0;
}

static int clear_room(void **state)
{
	struct room *r = *state;

	kz_buf_free(r->out);
	kz_arena_free(r->mem);
	free(r);
	return 0;
}

/* Reads the document in pieces; what happened is in r->out. */
static int read_xml(struct room *r, struct kz_str document, size_t piece, bool *ret_whole)
{
	struct seen seen = {.out = r->out};
	KZ_OWN(kz_xml) x = kz_xml_new("d.xml", &events, &seen);
	int rc = 0;

	kz_buf_reset(r->out);
	while (document.n && rc == 0) {
		rc = kz_xml_feed(&r->cx, x, kz_str_head(document, piece));
		document = kz_str_from(document, piece);
	}
	return rc ? rc : kz_xml_end(&r->cx, x, ret_whole);
}

static void assert_seen(struct room *r, const char *expected)
{
	assert_string_equal(kz_cstr(r->mem, kz_buf_str(r->out)), expected);
}

static void assert_refused(struct room *r, struct kz_str document, int code, const char *message)
{
	bool whole;

	for (size_t piece = 1; piece <= document.n; piece = piece * 3 + 1) {
		assert_int_equal(read_xml(r, document, piece, &whole), code);
		assert_string_equal(r->cx.err.text, message);
	}
}

static void test_kz_xml__gives_equal_events_for_any_pieces(void **state)
{
	struct room *r = *state;
	const struct kz_str document =
		KZ_S("\xef\xbb\xbf<?xml version=\"1.0\"?><!-- c --><!DOCTYPE r SYSTEM \"x.dtd\">"
		     "<n:r a='1&lt;2'>t&amp;\xc3\xa9\r\n<![CDATA[<x>]]><e b=''/></n:r>\n");
	bool whole;

	for (size_t piece = 1; piece <= document.n; piece++) {
		assert_int_equal(read_xml(r, document, piece, &whole), 0);
		assert_true(whole);
		assert_seen(r, "<r a=3\"t&\xc3\xa9\n<x><e>e>r");
	}
}

static void test_kz_xml_end__tells_what_ended_early(void **state)
{
	struct room *r = *state;
	const struct kz_str document = KZ_S("<r><e a='x'>t&amp;<![CDATA[c]]>\xc3\xa9</e></r>");
	bool whole;

	for (size_t n = 0; n < document.n; n++) {
		assert_int_equal(read_xml(r, kz_str_head(document, n), 5, &whole), 0);
		assert_false(whole);
	}
	assert_int_equal(read_xml(r, document, 5, &whole), 0);
	assert_true(whole);
}

static void test_kz_xml_feed__says_where_it_is_not_well_formed(void **state)
{
	struct room *r = *state;

	assert_refused(r, KZ_S("<r>\n <e></f></r>"), KZ_EINPUT,
		"d.xml:2:7: not well-formed XML: mismatched tag");
	assert_refused(r, KZ_S("<r>\xe9</r>"), KZ_EINPUT,
		"d.xml:1:4: not well-formed XML: not well-formed (invalid token)");
	assert_refused(r, KZ_S("<r/><r/>"), KZ_EINPUT,
		"d.xml:1:5: not well-formed XML: junk after document element");
	assert_refused(r, KZ_S("no xml"), KZ_EINPUT,
		"d.xml:1:1: not well-formed XML: syntax error");
}

static void test_kz_xml_feed__refuses_declarations_at_once(void **state)
{
	struct room *r = *state;

	assert_refused(r, KZ_S("<!DOCTYPE r [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><r>&c;</r>"),
		KZ_EINPUT, "d.xml:1:14: declares an entity, such XML is refused");
	assert_refused(r, KZ_S("<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><r/>"),
		KZ_EINPUT, "d.xml:1:14: declares an entity, such XML is refused");
	assert_refused(r, KZ_S("<!DOCTYPE r [<!ATTLIST r a CDATA 'big'>]><r/>"), KZ_EINPUT,
		"d.xml:1:14: declares attributes, such XML is refused");
}

static struct kz_str repeat(struct room *r, const char *head, size_t n, const char *tail)
{
	KZ_OWN(kz_buf) b = kz_buf_new(8 << 20);

	kz_buf_text(b, head);
	kz_buf_fill(b, 'x', n);
	kz_buf_text(b, tail);
	return kz_str_dup(r->mem, kz_buf_str(b));
}

static void test_kz_xml_feed__limits_what_comes_between_two_events(void **state)
{
	struct room *r = *state;
	const size_t most = (1 << 20) - sizeof("<r a=''>") + 1;
	const struct kz_str fits = repeat(r, "<r a='", most, "'></r>");
	const struct kz_str over = repeat(r, "<r a='", most + 1, "'></r>");
	const struct kz_str comment = repeat(r, "<r><!--", 1 << 20, "--></r>");
	const struct kz_str unclosed = repeat(r, "<r a='", 1 << 20, "");
	const struct kz_str text = repeat(r, "<r>", 1 << 20, "</r>");
	bool whole;

	for (size_t piece = 4093; piece < 4 << 20; piece *= 17) {
		assert_int_equal(read_xml(r, fits, piece, &whole), 0);
		assert_int_equal(read_xml(r, over, piece, &whole), KZ_ELIMIT);
		assert_int_equal(read_xml(r, comment, piece, &whole), KZ_ELIMIT);
		assert_int_equal(read_xml(r, unclosed, piece, &whole), KZ_ELIMIT);
		assert_int_equal(read_xml(r, text, piece, &whole), 0);
	}
}

static void test_kz_xml_feed__limits_depth_and_names(void **state)
{
	struct room *r = *state;
	KZ_OWN(kz_buf) deep = kz_buf_new(1 << 20);
	KZ_OWN(kz_buf) names = kz_buf_new(1 << 20);
	bool whole;

	for (int i = 0; i < 257; i++)
		kz_buf_text(deep, "<e>");
	assert_int_equal(read_xml(r, kz_str_head(kz_buf_str(deep), 768), 100, &whole), 0);
	assert_int_equal(read_xml(r, kz_buf_str(deep), 100, &whole), KZ_ELIMIT);
	assert_string_equal(r->cx.err.text, "d.xml:1:769: nested deeper than 256 elements");
	kz_buf_text(names, "<r>");
	for (int i = 0; i < 10000; i++)
		kz_buf_addf(names, "<e%d/>", i);
	assert_int_equal(read_xml(r, kz_buf_str(names), 1000, &whole), KZ_ELIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kz_xml__gives_equal_events_for_any_pieces,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_xml_end__tells_what_ended_early, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(test_kz_xml_feed__says_where_it_is_not_well_formed,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(test_kz_xml_feed__refuses_declarations_at_once,
			make_room, clear_room),
		cmocka_unit_test_setup_teardown(
			test_kz_xml_feed__limits_what_comes_between_two_events, make_room,
			clear_room),
		cmocka_unit_test_setup_teardown(test_kz_xml_feed__limits_depth_and_names, make_room,
			clear_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
