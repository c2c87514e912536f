/* SPDX-License-Identifier: MIT */
/*
 * XML as a stream of events, by expat, with limits: nothing is gathered here, no file or URL is
 * opened, entities and attributes that the document declares itself are refused at once (a
 * DOCTYPE alone is not), so nothing can be expanded. Limits: 256 levels, 10,000 different names,
 * and 1 MiB from the end of one event to the end of the next, which holds for every tag, comment
 * and attribute. How the bytes are cut into pieces changes nothing but the cuts of text.
 */
#ifndef KZ_BASE_XML_H
#define KZ_BASE_XML_H

#include <stdbool.h>

#include "base/own.h"
#include "base/str.h"

struct kz_xml;
struct kz_xml_attrs;

/*
 * A non-zero return stops the reading and comes back from kz_xml_feed, the place before its
 * message. Names are without prefix.
 */
struct kz_xml_events {
	int (*start)(struct kz_ctx *cx, void *self, struct kz_str name,
		const struct kz_xml_attrs *attrs);
	int (*end)(struct kz_ctx *cx, void *self, struct kz_str name);
	int (*text)(struct kz_ctx *cx, void *self,
		struct kz_str text); /* also CDATA; in any cuts */
};

/* `path` is for messages: "path:line:column: …". Both are borrowed. */
struct kz_xml *kz_xml_new(const char *path, const struct kz_xml_events *events, void *self);
void kz_xml_free(struct kz_xml *x); /* takes NULL */
KZ_OWNER(kz_xml, kz_xml_free)

/* KZ_EINPUT: not well-formed, or refused; KZ_ELIMIT. After an error only kz_xml_free. */
KZ_CHECK int kz_xml_feed(struct kz_ctx *cx, struct kz_xml *x, struct kz_str piece);
/* No more bytes. *ret_whole is false when the document ended early: not an error of its own. */
KZ_CHECK int kz_xml_end(struct kz_ctx *cx, struct kz_xml *x, bool *ret_whole);

/* The value of an attribute, valid UTF-8; KZ_NOTHING when it is not there. Valid in start(). */
struct kz_str kz_xml_attr(const struct kz_xml_attrs *attrs, struct kz_str name);

/* Where the reading is: "line:column", in cx->mem. */
struct kz_str kz_xml_place(struct kz_ctx *cx, const struct kz_xml *x);

#endif
