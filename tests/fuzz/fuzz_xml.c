/* SPDX-License-Identifier: MIT */
/* XML of any bytes: events come in the same order with the same text, however it is cut. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/xml.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_SAID = 64 << 20 };

static int on_start(struct kz_ctx *cx, void *self, struct kz_str name,
	const struct kz_xml_attrs *attrs)
{
	struct kz_str value = kz_xml_attr(attrs, KZ_S("name"));

	(void)cx;
	KZ_LAW(kz_utf8_valid(value));
	kz_buf_text(self, "<");
	kz_buf_add(self, name);
	kz_buf_add(self, value);
	return 0;
}

static int on_end(struct kz_ctx *cx, void *self, struct kz_str name)
{
	(void)cx;
	kz_buf_text(self, "/");
	kz_buf_add(self, name);
	return 0;
}

static int on_text(struct kz_ctx *cx, void *self, struct kz_str text)
{
	(void)cx;
	kz_buf_add(self, text);
	return 0;
}

static const struct kz_xml_events events = {on_start, on_end, on_text};

/* 0 whole, 1 cut short, negative refused. */
static int read_in(struct kz_str body, size_t piece, struct kz_buf *said)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_xml) x = kz_xml_new("input", &events, said);
	struct kz_ctx cx = {.mem = mem};
	bool whole = false;
	int rc = 0;

	while (rc == 0 && body.n) {
		rc = kz_xml_feed(&cx, x, kz_str_head(body, piece));
		body = kz_str_from(body, piece);
	}
	if (rc == 0)
		rc = kz_xml_end(&cx, x, &whole);
	KZ_LAW(rc == 0 || cx.err.len > 0);
	return rc == 0 ? !whole : rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	KZ_OWN(kz_buf) at_once = kz_buf_new(MAX_SAID);
	KZ_OWN(kz_buf) in_pieces = kz_buf_new(MAX_SAID);
	const struct kz_str body = {n ? (const char *)bytes : "", n};
	int one = read_in(body, n + 1, at_once), many = read_in(body, 3, in_pieces);

	KZ_LAW(one == many);
	KZ_LAW(one < 0 || kz_str_eq(kz_buf_str(at_once), kz_buf_str(in_pieces)));
	return 0;
}
