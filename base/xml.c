/* SPDX-License-Identifier: MIT */
/* The one file that knows expat (2.5.0): events, limits, no entities. */
#include "base/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"

enum {
	MAX_DEPTH = 256,
	MAX_NAMES = 10000,   /* expat keeps every different name until the end */
	MAX_TOKEN = 1 << 20, /* bytes; expat reads a token anew with each piece: quadratic */
	PIECE = 64 << 10,
};

static const char too_long[] = "a tag or comment of more than 1 MiB";

struct kz_xml {
	XML_Parser parser;
	const struct kz_xml_events *events;
	void *self;
	const char *path;
	struct kz_map *names;
	struct kz_ctx *cx; /* of the call in progress */
	unsigned depth;
	int64_t event_end; /* byte offset of the end of the last event */
	int64_t fed;       /* bytes */
	int rc;            /* of the first refusal; 0: none */
};

struct kz_xml_attrs {
	const char **pairs; /* name, value, …, NULL */
};

struct kz_str kz_xml_attr(const struct kz_xml_attrs *attrs, struct kz_str name)
{
	for (const char **a = attrs->pairs; a[0]; a += 2) {
		if (kz_str_eq(kz_str_c(a[0]), name))
			return kz_str_c(a[1]);
	}
	return KZ_NOTHING;
}

struct kz_str kz_xml_place(struct kz_ctx *cx, const struct kz_xml *x)
{
	return kz_strf(cx->mem, "%llu:%llu",
		(unsigned long long)XML_GetCurrentLineNumber(x->parser),
		(unsigned long long)XML_GetCurrentColumnNumber(x->parser) + 1);
}

static int refuse(struct kz_xml *x, enum kz_code code, const char *why)
{
	struct kz_str place = kz_xml_place(x->cx, x);

	x->rc = kz_fail(x->cx, code, "%s:" KZ_FMT ": %s", x->path, KZ_ARG(place), why);
	return x->rc;
}

/* Any handler's first step: false when the reading has stopped. */
static bool event(struct kz_xml *x)
{
	int64_t end;

	if (x->rc)
		return false;
	end = (int64_t)XML_GetCurrentByteIndex(x->parser) + XML_GetCurrentByteCount(x->parser);
	if (end - x->event_end > MAX_TOKEN)
		(void)refuse(x, KZ_ELIMIT, too_long);
	if (end > x->event_end)
		x->event_end = end;
	return x->rc == 0;
}

/* rc: what a handler of the caller returned; its error is given the place. */
static void stop_on(struct kz_xml *x, int rc)
{
	if (rc) {
		struct kz_str place = kz_xml_place(x->cx, x);

		x->rc = kz_wrap(x->cx, rc, "%s:" KZ_FMT, x->path, KZ_ARG(place));
	}
	if (x->rc)
		(void)XML_StopParser(x->parser, XML_FALSE);
}

static struct kz_str without_prefix(const char *name)
{
	const char *colon = strrchr(name, ':');

	return kz_str_c(colon ? colon + 1 : name);
}

static void count_names(struct kz_xml *x, const char *name, const char **pairs)
{
	(void)kz_map_put(x->names, kz_str_c(name), NULL);
	for (const char **a = pairs; a[0]; a += 2)
		(void)kz_map_put(x->names, kz_str_c(a[0]), NULL);
	if (kz_map_count(x->names) > MAX_NAMES)
		(void)refuse(x, KZ_ELIMIT, "more than 10,000 different names");
}

static void XMLCALL on_start(void *self, const char *name, const char **pairs)
{
	struct kz_xml *x = self;
	const struct kz_xml_attrs attrs = {pairs};
	int rc = 0;

	if (event(x)) {
		count_names(x, name, pairs);
		if (x->rc == 0 && ++x->depth > MAX_DEPTH)
			(void)refuse(x, KZ_ELIMIT, "nested deeper than 256 elements");
		if (x->rc == 0)
			rc = x->events->start(x->cx, x->self, without_prefix(name), &attrs);
	}
	stop_on(x, rc);
}

static void XMLCALL on_end(void *self, const char *name)
{
	struct kz_xml *x = self;
	int rc = 0;

	if (event(x)) {
		x->depth--;
		rc = x->events->end(x->cx, x->self, without_prefix(name));
	}
	stop_on(x, rc);
}

static void XMLCALL on_text(void *self, const char *p, int n)
{
	struct kz_xml *x = self;
	int rc = 0;

	if (event(x))
		rc = x->events->text(x->cx, x->self, (struct kz_str){p, (size_t)n});
	stop_on(x, rc);
}

/*
 * Comments, instructions and, token by token, the DOCTYPE. Entities expand; a default value of an
 * attribute comes with every tag: both amplify, and no report of tests declares them.
 */
static void XMLCALL on_other(void *self, const char *p, int n)
{
	struct kz_xml *x = self;
	const struct kz_str token = {p, (size_t)n};

	if (event(x)) {
		if (kz_str_starts(token, KZ_S("<!ENTITY")))
			(void)refuse(x, KZ_EINPUT, "declares an entity, such XML is refused");
		else if (kz_str_starts(token, KZ_S("<!ATTLIST")))
			(void)refuse(x, KZ_EINPUT, "declares attributes, such XML is refused");
	}
	stop_on(x, 0);
}

struct kz_xml *kz_xml_new(const char *path, const struct kz_xml_events *events, void *self)
{
	struct kz_xml *x = kz_alloc(sizeof(*x));

	*x = (struct kz_xml){.parser = XML_ParserCreate(NULL),
		.events = events,
		.self = self,
		.path = path,
		.names = kz_map_new()};
	if (!x->parser)
		abort();
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetDefaultHandler(x->parser, on_other);
	return x;
}

void kz_xml_free(struct kz_xml *x)
{
	if (!x)
		return;
	XML_ParserFree(x->parser);
	kz_map_free(x->names);
	free(x);
}

static int malformed(struct kz_xml *x, enum XML_Error error)
{
	struct kz_str place;

	if (x->rc)
		return x->rc;
	place = kz_xml_place(x->cx, x);
	x->rc = kz_fail(x->cx, KZ_EINPUT, "%s:" KZ_FMT ": not well-formed XML: %s", x->path,
		KZ_ARG(place), XML_ErrorString(error));
	return x->rc;
}

int kz_xml_feed(struct kz_ctx *cx, struct kz_xml *x, struct kz_str piece)
{
	x->cx = cx;
	while (piece.n && x->rc == 0) {
		struct kz_str part = kz_str_head(piece, PIECE);

		if (XML_Parse(x->parser, part.p, (int)part.n, XML_FALSE) == XML_STATUS_ERROR)
			return malformed(x, XML_GetErrorCode(x->parser));
		x->fed += (int64_t)part.n;
		/* Debian's expat tries an unfinished token again when it is twice as long. */
		if (x->fed - x->event_end > 2 * MAX_TOKEN + PIECE)
			return refuse(x, KZ_ELIMIT, too_long);
		piece = kz_str_from(piece, part.n);
	}
	return x->rc;
}

int kz_xml_end(struct kz_ctx *cx, struct kz_xml *x, bool *ret_whole)
{
	enum XML_Error error;

	x->cx = cx;
	*ret_whole = true;
	if (x->rc || XML_Parse(x->parser, "", 0, XML_TRUE) != XML_STATUS_ERROR)
		return x->rc;
	error = XML_GetErrorCode(x->parser);
	if (error != XML_ERROR_UNCLOSED_TOKEN && error != XML_ERROR_NO_ELEMENTS &&
		error != XML_ERROR_PARTIAL_CHAR && error != XML_ERROR_UNCLOSED_CDATA_SECTION)
		return malformed(x, error);
	if (x->fed - x->event_end > MAX_TOKEN)
		return refuse(x, KZ_ELIMIT, too_long);
	*ret_whole = false;
	return 0;
}
