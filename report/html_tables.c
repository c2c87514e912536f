/* SPDX-License-Identifier: MIT */
/* Sections of tables: countermeasures, friction, root causes, and what is not known. */
#include <math.h>

#include "base/clock.h"
#include "report/html.h"
#include "report/phrases.h"

enum { ROWS = 15, FRICTION_ROWS = 24, CITED = 4 };

static void write_proposal(struct kz_html *h, const struct kz_counter_row *c)
{
	struct kz_arena *a = h->cx->mem;

	kz_html_raw(h, "<figure class=\"proposal\"><h3>Proposed: one line for ");
	kz_html_code(h, c->target);
	kz_html_raw(h, "</h3>");
	kz_html_rich_element(h, "p", "line", c->text);
	kz_html_rich_element(h, "p", NULL, c->prediction);
	kz_html_element(h, "p", "sub",
		kz_strf(a, "Before: " KZ_FMT ". A verdict can come on " KZ_FMT ".",
			KZ_ARG(kz_say_events(a, c->before_events, c->before_n)),
			KZ_ARG(kz_time_day(a, c->check_at))));
	if (c->diff.n) {
		kz_html_box(h, "tw", "Exact change, scrolls by itself");
		kz_html_element(h, "pre", NULL, c->diff);
		kz_html_box_end(h);
	}
	kz_html_raw(h, "<p class=\"note\">Why: ");
	kz_html_code(h, kz_strf(a, "kaizen explain " KZ_FMT, KZ_ARG(c->id)));
	kz_html_raw(h, " \u00b7 withdraw: ");
	kz_html_code(h, kz_strf(a, "kaizen undo " KZ_FMT, KZ_ARG(c->id)));
	if (c->branch.n) {
		kz_html_raw(h, " \u00b7 on branch ");
		kz_html_code(h, c->branch);
	} else {
		kz_html_raw(h,
			" \u00b7 as a commit on a branch of its own: "
			"<code>kaizen orchestrate --branch</code>");
	}
	kz_html_raw(h, "</p></figure>\n");
}

static void write_counter(struct kz_html *h, const struct kz_counter_row *c)
{
	struct kz_arena *a = h->cx->mem;

	kz_html_row(h, NULL);
	kz_html_cell(h);
	kz_html_id(h, c->id);
	kz_html_raw(h, "<br>");
	kz_html_text(h, kz_say_state_since(a, c));
	kz_html_raw(h, "</td>");
	kz_html_cell(h);
	kz_html_rich(h, c->text);
	kz_html_raw(h, "<br><span class=\"m\">");
	kz_html_text(h, c->target);
	kz_html_raw(h, "</span></td>");
	kz_html_text_cell(h, kz_say_events(a, c->before_events, c->before_n));
	kz_html_text_cell(h, kz_say_after(a, c));
	kz_html_cell(h);
	kz_html_element(h, "b", kz_html_tone(kz_counter_tone(c)), kz_say_verdict(c));
	if (kz_counter_is_alive(c)) {
		kz_html_raw(h, "<br><span class=\"m nw\">");
		kz_html_text(h,
			kz_strf(a, "check from " KZ_FMT, KZ_ARG(kz_time_day(a, c->check_at))));
		kz_html_raw(h, "</span>");
	}
	kz_html_raw(h, "</td>");
	kz_html_row_end(h);
}

void kz_html_counters(struct kz_html *h)
{
	const struct kz_model *m = h->m;

	kz_html_raw(h,
		"<section id=\"countermeasures\"><h2>Countermeasures</h2>"
		"<p class=\"lead\">What was tried, and did it help?</p>");
	for (size_t i = 0; i < m->n_counters; i++)
		if (kz_str_eq(m->counters[i].state, KZ_S("proposed")))
			write_proposal(h, &m->counters[i]);
	if (m->n_counters == 0) {
		kz_html_raw(h,
			"<p>None yet. They are proposed from friction that came back in "
			"agents\u2019 "
			"sessions and whose facts hold in the repository.</p></section>\n");
		return;
	}
	kz_html_table(h, "tw card", "Countermeasures, scrolls by itself",
		(const char *const[]){"Id, state", "Line", "Before", "After", "Verdict", NULL});
	for (size_t i = 0; i < m->n_counters && i < ROWS; i++)
		write_counter(h, &m->counters[i]);
	kz_html_table_end(h);
	kz_html_raw(h,
		"<p class=\"note\">Before and after: sessions with the event, of those in which it "
		"could happen. A comparison over time shows what goes along with a change, no "
		"proof.</p></section>\n");
}

static void write_cited(struct kz_html *h, const struct kz_finding_row *f)
{
	struct kz_arena *a = h->cx->mem;
	size_t shown = f->n_cited < CITED ? f->n_cited : CITED;
	int64_t all = f->sessions > (int64_t)f->n_cited ? f->sessions : (int64_t)f->n_cited;

	for (size_t i = 0; i < shown; i++) {
		const struct kz_citation *c = &f->cited[i];

		kz_html_raw(h, i ? ", <span class=\"nw\">" : "<span class=\"nw\">");
		kz_html_id(h, kz_short_id(c->ref));
		if (kz_str_eq(c->view, KZ_S("sessions")))
			kz_html_text(h,
				kz_strf(a, " (" KZ_FMT ")", KZ_ARG(kz_show_count(a, c->n))));
		kz_html_raw(h, "</span>");
	}
	if (shown && all > (int64_t)shown)
		kz_html_text(h,
			kz_strf(a, ", " KZ_FMT " more",
				KZ_ARG(kz_show_count(a, all - (int64_t)shown))));
	kz_html_raw(h, shown ? "<br>" : "");
	kz_html_id(h, f->id);
}

static void write_friction(struct kz_html *h, const struct kz_finding_row *f)
{
	const struct kz_repair_row *r = kz_repair_of(h->m, f);
	struct kz_arena *a = h->cx->mem;

	kz_html_row(h, NULL);
	kz_html_text_cell(h, f->title);
	kz_html_text_cell(h, kz_show_count(a, f->sessions));
	kz_html_text_cell(h, kz_show_count(a, f->n));
	kz_html_text_cell(h, kz_show_number(a, f->minutes_per_week));
	kz_html_cell(h);
	if (r) {
		kz_html_code(h, r->right);
		kz_html_raw(h, "<br><span class=\"m\">not ");
		kz_html_code(h, r->wrong);
		kz_html_raw(h, r->is_verified ? "; " : "");
		kz_html_text(h, kz_say_proof(r));
		kz_html_raw(h, "</span>");
	} else {
		kz_html_raw(h, "<span class=\"m\">not seen</span>");
	}
	kz_html_raw(h, "</td>");
	kz_html_cell(h);
	write_cited(h, f);
	kz_html_raw(h, "</td>");
	kz_html_row_end(h);
}

static void write_friction_table(struct kz_html *h, const struct kz_finding_row **rows, size_t n)
{
	kz_html_table(h, "tw card cites", "Friction, scrolls by itself",
		(const char *const[]){"What came back", "#Sessions", "#Times", "#Min a week",
			"What then worked", "Seen in (times), finding", NULL});
	for (size_t i = 0; i < n && i < FRICTION_ROWS; i++)
		write_friction(h, rows[i]);
	kz_html_table_end(h);
	if (n > FRICTION_ROWS)
		kz_buf_addf(h->out, "<p class=\"note\">%zu more are in JSON and CSV.</p>",
			n - FRICTION_ROWS);
}

void kz_html_friction(struct kz_html *h)
{
	struct kz_grid repairs = kz_grid_friction(h->cx->mem, h->m);
	size_t n;
	const struct kz_finding_row **rows = kz_friction_rows(h->cx->mem, h->m, &n);

	kz_html_raw(h,
		"<section id=\"friction\"><h2>Friction</h2>"
		"<p class=\"lead\">What goes wrong again and again in agents\u2019 sessions, and "
		"what then worked?</p>");
	if (h->m->totals.hidden > 0)
		kz_html_element(h, "p", NULL,
			kz_strf(h->cx->mem, KZ_FMT ".", KZ_ARG(kz_say_hidden(h->cx->mem, h->m))));
	if (n)
		write_friction_table(h, rows, n);
	else if (h->m->totals.sessions == 0)
		kz_html_raw(h,
			"<p>No agent\u2019s session in this window belongs to this "
			"repository.</p>");
	else
		kz_html_raw(h, "<p>No failure of a tool came back in a second session.</p>");
	if (repairs.n_rows) {
		kz_html_raw(h, "<h3>Repairs: tried, failed, then this worked</h3>");
		kz_html_data(h, &repairs, false);
	}
	kz_html_raw(h, "</section>\n");
}

static void write_origin(struct kz_html *h, const struct kz_origin_row *o)
{
	struct kz_arena *a = h->cx->mem;

	kz_html_raw(h, "<li>");
	kz_html_id(h, kz_short_id(o->oid));
	kz_html_raw(h, " ");
	kz_html_text(h, o->subject.n ? o->subject : KZ_S("(not reached by HEAD)"));
	kz_html_element(h, "span", "m",
		kz_strf(a, " " KZ_FMT "%s" KZ_FMT ", " KZ_FMT, KZ_ARG(o->written_by),
			o->written_by.n ? ", " : "", KZ_ARG(kz_show_plural(a, o->lines, "line")),
			KZ_ARG(kz_show_plural(a, o->fixes, "fix"))));
	kz_html_raw(h, "</li>");
}

static void write_cause(struct kz_html *h, const struct kz_cause_row *c)
{
	struct kz_arena *a = h->cx->mem;

	kz_html_row(h, NULL);
	kz_html_cell(h);
	kz_html_path(h, c->path);
	kz_html_raw(h, "</td>");
	kz_html_text_cell(h, kz_show_count(a, c->fixes));
	kz_html_text_cell(h, kz_show_count(a, c->lines));
	kz_html_text_cell(h, kz_show_number(a, c->minutes_per_week));
	kz_html_cell(h);
	kz_html_raw(h, "<ul class=\"plain\">");
	for (size_t i = 0; i < c->n_origins; i++)
		write_origin(h, &c->origins[i]);
	if (c->commits > (int64_t)c->n_origins)
		kz_html_element(h, "li", "m",
			kz_show_plural(a, c->commits - (int64_t)c->n_origins, "more commit"));
	kz_html_raw(h, "</ul>");
	if (c->finding.n)
		kz_html_id(h, c->finding);
	kz_html_raw(h, "</td>");
	kz_html_row_end(h);
}

void kz_html_causes(struct kz_html *h)
{
	const struct kz_model *m = h->m;
	struct kz_grid g = kz_grid_causes(h->cx->mem, m);
	struct kz_arena *a = h->cx->mem;

	kz_html_raw(h,
		"<section id=\"causes\"><h2>Root causes</h2>"
		"<p class=\"lead\">Which commits wrote the lines that fixes repaired?</p>");
	if (m->totals.fixes == 0) {
		kz_html_raw(h, "<p>No commit was recognised as a bug fix.</p></section>\n");
		return;
	}
	kz_html_element(h, "p", NULL,
		kz_strf(a,
			KZ_FMT ", " KZ_FMT " traced to the lines they repaired; " KZ_FMT
			       " could not be traced.",
			KZ_ARG(kz_show_plural(a, m->totals.fixes, "fix")),
			KZ_ARG(kz_show_count(a, m->totals.traced)),
			KZ_ARG(kz_show_count(a, m->totals.fixes - m->totals.traced))));
	if (m->n_causes) {
		kz_html_table(h, "tw card causes", "Root causes, scrolls by itself",
			(const char *const[]){"File", "#Fixes", "#Lines", "#Min a week",
				"Lines came from, finding", NULL});
		for (size_t i = 0; i < m->n_causes && i < ROWS; i++)
			write_cause(h, &m->causes[i]);
		kz_html_table_end(h);
		kz_html_data(h, &g, false);
	}
	kz_html_raw(h, "</section>\n");
}

void kz_html_unknown(struct kz_html *h)
{
	struct kz_grid sources = kz_grid_sources(h->cx->mem, h->m);
	struct kz_grid problems = kz_grid_problems(h->cx->mem, h->m);

	kz_html_raw(h,
		"<section id=\"unknown\"><h2>What this report does not know</h2>"
		"<p class=\"lead\">What was seen and not taken, and what nobody looked at.</p>"
		"<ul>");
	for (size_t i = 0; i < h->m->n_unknown; i++)
		kz_html_rich_element(h, "li", NULL, h->m->unknown[i]);
	kz_html_raw(h, "</ul>");
	if (sources.n_rows) {
		kz_html_raw(h, "<h3>Inputs by kind and what became of them</h3>");
		kz_html_data(h, &sources, false);
	}
	if (problems.n_rows) {
		kz_html_element(h, "h3", NULL,
			kz_strf(h->cx->mem, KZ_FMT " that could not be read",
				KZ_ARG(kz_show_plural(h->cx->mem, h->m->problems_total, "part"))));
		kz_html_data(h, &problems, true);
	}
	kz_html_raw(h, "</section>\n");
}
