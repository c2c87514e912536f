/* SPDX-License-Identifier: MIT */
/* Templates and their slots: what a rule says, how it is stored, what its id is. */
#include "orchestrate/rule.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "orchestrate/slot.h"

/* In text: w wrong, r right, p program, k word, c commands, f filters, each as $x. */
struct form {
	const char *name, *text;
	enum kz_slot wrong, right;
};

static const struct form forms[KZ_TEMPLATES] = {
	[KZ_T_PATH] = {"T-path", "`$w` does not exist; use `$r`.", KZ_SLOT_PATH, KZ_SLOT_PATH},
	[KZ_T_DIR] = {"T-dir", "There is no folder `$w/`; look in `$r/`.", KZ_SLOT_PATH,
		KZ_SLOT_PATH},
	[KZ_T_CMD] = {"T-cmd", "Run `$r`, not `$w` ($k).", KZ_SLOT_COMMAND, KZ_SLOT_COMMAND},
	[KZ_T_FLAG] = {"T-flag", "`$p` has no `$w`; use `$r`.", KZ_SLOT_FLAG, KZ_SLOT_FLAG},
	[KZ_T_BEFORE] = {"T-before", "Before `$w` run `$r`.", KZ_SLOT_COMMAND, KZ_SLOT_COMMAND},
	[KZ_T_NAME] = {"T-name", "There is no $k `$w`; use `$r`.", KZ_SLOT_NAME, KZ_SLOT_COMMAND},
	[KZ_T_EXIT] = {"T-exit",
		"Do not pipe $c into $f: exit status is lost; redirect to a file or set "
		"`pipefail`.",
		KZ_SLOT_COMMAND, KZ_SLOT_FILTER},
};

/* The closed lists of the word slot. */
static const char *const name_words[] = {"skill", "agent", "script", NULL};
static const struct {
	const char *kind, *reason;
} reasons[] = {
	{"unknown_name", "no such command"},
	{"bad_flag", "no such option"},
	{"path_missing", "no such file"},
	{NULL, NULL},
};

const char *kz_template_name(enum kz_template t)
{
	return forms[t].name;
}

struct kz_str kz_rule_reason(struct kz_str failure_kind)
{
	for (size_t i = 0; reasons[i].kind; i++)
		if (kz_str_eq(failure_kind, kz_str_c(reasons[i].kind)))
			return kz_str_c(reasons[i].reason);
	return KZ_NOTHING;
}

/* "`a`, `b` or `c`" */
static void add_list(struct kz_buf *b, const struct kz_str *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			kz_buf_text(b, i + 1 == n ? " or " : ", ");
		kz_buf_byte(b, '`');
		kz_buf_add(b, items[i]);
		kz_buf_byte(b, '`');
	}
}

static void add_slot(struct kz_buf *b, const struct kz_rule *r, char slot)
{
	switch (slot) {
	case 'w':
		kz_buf_add(b, r->wrong);
		break;
	case 'r':
		kz_buf_add(b, r->right);
		break;
	case 'p':
		kz_buf_add(b, r->program);
		break;
	case 'k':
		kz_buf_add(b, r->word);
		break;
	case 'c':
		add_list(b, r->commands, r->n_commands);
		break;
	case 'f':
		add_list(b, r->filters, r->n_filters);
		break;
	default:
		KZ_BUG("a template names a slot that there is not");
	}
}

static void write_text(struct kz_buf *b, const struct kz_rule *r)
{
	for (const char *p = forms[r->template].text; *p; p++) {
		if (*p == '$')
			add_slot(b, r, *++p);
		else
			kz_buf_byte(b, *p);
	}
}

struct kz_str kz_rule_text(struct kz_arena *a, const struct kz_rule *r)
{
	KZ_OWN(kz_buf) b = kz_buf_new(4096);

	write_text(b, r);
	return kz_str_dup(a, kz_buf_str(b));
}

static bool fits(const struct kz_rule *r)
{
	KZ_OWN(kz_buf) b = kz_buf_new(KZ_RULE_MAX);

	write_text(b, r);
	return !b->over;
}

void kz_rule_fit(struct kz_rule *r)
{
	while (r->template == KZ_T_EXIT && !fits(r) && r->n_commands + r->n_filters > 2) {
		if (r->n_filters > 1 && r->n_filters >= r->n_commands)
			r->n_filters--;
		else
			r->n_commands--;
	}
}

static bool is_reason(struct kz_str word)
{
	for (size_t i = 0; reasons[i].kind; i++)
		if (kz_str_eq(word, kz_str_c(reasons[i].reason)))
			return true;
	return false;
}

static bool is_name_word(struct kz_str word)
{
	for (const char *const *w = name_words; *w; w++)
		if (kz_str_eq(word, kz_str_c(*w)))
			return true;
	return false;
}

static const char *refuse_lists(const struct kz_rule *r)
{
	const char *why = NULL;

	if (r->n_commands == 0 || r->n_filters == 0 || r->n_commands > KZ_RULE_LIST ||
		r->n_filters > KZ_RULE_LIST)
		return "no command or no filter";
	for (size_t i = 0; i < r->n_commands && !why; i++)
		why = kz_slot_refuse(KZ_SLOT_COMMAND, r->commands[i]);
	for (size_t i = 0; i < r->n_filters && !why; i++)
		why = kz_slot_refuse(KZ_SLOT_FILTER, r->filters[i]);
	return why;
}

static const char *refuse_pair(const struct kz_rule *r)
{
	const struct form *form = &forms[r->template];
	const char *why;

	if ((why = kz_slot_refuse(form->wrong, r->wrong)))
		return why;
	if ((why = kz_slot_refuse(form->right, r->right)))
		return why;
	if (kz_str_eq(r->wrong, r->right))
		return "wrong and right are the same";
	if (r->template == KZ_T_FLAG)
		return kz_slot_refuse(KZ_SLOT_COMMAND, r->program);
	if (r->template == KZ_T_CMD && !is_reason(r->word))
		return "a reason that is not in the list";
	if (r->template == KZ_T_NAME && !is_name_word(r->word))
		return "neither skill, agent nor script";
	return NULL;
}

const char *kz_rule_refuse(const struct kz_rule *r)
{
	const char *why = r->template == KZ_T_EXIT ? refuse_lists(r) : refuse_pair(r);

	if (why)
		return why;
	return fits(r) ? NULL : "a sentence of more than 160 bytes";
}

static json_t *list_of(struct kz_arena *a, const struct kz_str *items, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, kz_json_new_text(a, items[i]));
	return list;
}

static void put_text(json_t *o, struct kz_arena *a, const char *key, struct kz_str s)
{
	if (s.p)
		(void)json_object_set_new(o, key, kz_json_new_text(a, s));
}

struct kz_str kz_rule_slots(struct kz_arena *a, const struct kz_rule *r)
{
	KZ_OWN_JSON o = json_object();
	KZ_OWN(kz_buf) b = kz_buf_new(4096);

	put_text(o, a, "program", r->program);
	put_text(o, a, "wrong", r->wrong);
	put_text(o, a, "right", r->right);
	put_text(o, a, "word", r->word);
	if (r->template == KZ_T_EXIT) {
		(void)json_object_set_new(o, "commands", list_of(a, r->commands, r->n_commands));
		(void)json_object_set_new(o, "filters", list_of(a, r->filters, r->n_filters));
	}
	kz_json_line(b, o);
	return kz_str_dup(a, kz_buf_str(b));
}

struct kz_str kz_rule_id(struct kz_arena *a, const struct kz_rule *r)
{
	struct kz_str slots = kz_rule_slots(a, r);
	struct kz_str key = kz_strf(a, "context-rule\x1f%s\x1f%.*s", forms[r->template].name,
		(int)slots.n, slots.p);
	struct kz_str hex = kz_hash_hex(a, key, 8);

	return kz_strf(a, "cm-%.*s", (int)hex.n, hex.p);
}

static struct kz_str text_of(struct kz_arena *a, const json_t *o, const char *key)
{
	struct kz_str s = kz_json_text(o, key);

	return s.p ? kz_str_dup(a, s) : s;
}

static size_t read_list(struct kz_arena *a, const json_t *o, const char *key,
	struct kz_str items[KZ_RULE_LIST])
{
	const json_t *list = kz_json_array(o, key);
	size_t n = list ? json_array_size(list) : 0;

	if (n > KZ_RULE_LIST)
		n = KZ_RULE_LIST;
	for (size_t i = 0; i < n; i++)
		items[i] = kz_str_dup(a, kz_json_str(json_array_get(list, i)));
	return n;
}

int kz_rule_read(struct kz_ctx *cx, struct kz_str template, struct kz_str slots,
	struct kz_rule *ret)
{
	KZ_OWN_JSON o = NULL;
	struct kz_rule r = {.template = KZ_TEMPLATES};
	const char *why;
	size_t used;
	int rc;

	for (size_t t = 0; t < KZ_TEMPLATES; t++)
		if (kz_str_eq(template, kz_str_c(forms[t].name)))
			r.template = (enum kz_template)t;
	if (r.template == KZ_TEMPLATES)
		return kz_fail(cx, KZ_EINPUT, "no template '" KZ_FMT "'", KZ_ARG(template));
	if ((rc = kz_json_read(cx, slots, &o, &used)) < 0)
		return kz_wrap(cx, rc, "slots of a rule");
	r.program = text_of(cx->mem, o, "program");
	r.wrong = text_of(cx->mem, o, "wrong");
	r.right = text_of(cx->mem, o, "right");
	r.word = text_of(cx->mem, o, "word");
	r.n_commands = read_list(cx->mem, o, "commands", r.commands);
	r.n_filters = read_list(cx->mem, o, "filters", r.filters);
	if ((why = kz_rule_refuse(&r)))
		return kz_fail(cx, KZ_EINPUT, "slots of a rule: %s", why);
	*ret = r;
	return 0;
}
