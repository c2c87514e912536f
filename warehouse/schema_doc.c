/* SPDX-License-Identifier: MIT */
/* The schema as a document, made from the text that stands in the views' own files. */
#include "base/buf.h"
#include "base/embed.h"
#include "warehouse/private.h"
#include "warehouse/query.h"

/* The columns of a view, one line each. */
static int columns(struct kz_ctx *cx, struct kz_db *db, struct kz_str view, struct kz_buf *out)
{
	struct kz_query *q;
	bool row, first = true;
	int rc;

	if ((rc = kz_query(cx, db, "warehouse/sql/schema.sql#columns", &q)) < 0)
		return rc;
	kz_bind_text(q, 1, view);
	kz_buf_text(out, "\n`");
	kz_buf_add(out, view);
	kz_buf_byte(out, '(');
	while ((rc = kz_query_next(cx, q, &row)) == 0 && row) {
		if (!first)
			kz_buf_text(out, ", ");
		first = false;
		kz_buf_add(out, kz_col_text(q, 0));
	}
	kz_buf_text(out, ")`\n");
	return rc;
}

/* A view's comment lines stand right above its CREATE VIEW. */
static int file_doc(struct kz_ctx *cx, struct kz_db *db, struct kz_str text, struct kz_buf *out)
{
	KZ_OWN(kz_buf) comment = kz_buf_new(64 << 10);
	struct kz_str line;
	int rc;

	while (kz_str_line(&text, &line)) {
		if (kz_str_starts(line, KZ_S("-- "))) {
			kz_buf_add(comment, kz_str_from(line, 3));
			kz_buf_byte(comment, '\n');
		} else if (kz_str_starts(line, KZ_S("CREATE VIEW "))) {
			struct kz_str rest = kz_str_from(line, 12), name;

			if (!kz_str_word(&rest, &name))
				KZ_BUG("a view without a name");
			kz_buf_addf(out, "\n## " KZ_FMT "\n\n", KZ_ARG(name));
			kz_buf_add(out, kz_buf_str(comment));
			kz_buf_reset(comment);
			if ((rc = columns(cx, db, name, out)) < 0)
				return rc;
		} else if (line.n == 0) {
			kz_buf_reset(comment);
		}
	}
	return 0;
}

static const char head[] =
	"# The warehouse's public views\n\n"
	"Schema version %d. Made by `kaizen schema`, do not edit. These views are the contract:\n"
	"columns are added, never changed. Any SQLite 3.40 shell reads them. Times are unix\n"
	"seconds UTC, object ids 40 hex digits, flags 0 or 1, unknown is NULL. `repository` is\n"
	"12 hex digits: of the smallest root commit, or of the git directory's path where the\n"
	"history is empty or shallow. Text has storage class TEXT whatever its bytes.\n";

int kz_db_schema_doc(struct kz_ctx *cx, struct kz_db *db, struct kz_buf *out)
{
	int rc;

	kz_buf_addf(out, head, (int)KZ_SCHEMA_VERSION);
	for (const struct kz_embed *e = kz_embedded; e->path; e++)
		if (kz_str_starts(kz_str_c(e->path), KZ_S("warehouse/views/")) &&
			(rc = file_doc(cx, db, (struct kz_str){e->bytes, e->n}, out)) < 0)
			return rc;
	return 0;
}
