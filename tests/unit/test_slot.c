/* SPDX-License-Identifier: MIT */
/* Slots: what may stand in a rule, and a corpus of what must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "orchestrate/slot.h"

static void accept(enum kz_slot kind, const char *s)
{
	const char *why = kz_slot_refuse(kind, kz_str_c(s));

	if (why)
		fail_msg("'%s' was refused: %s", s, why);
}

static void refuse(enum kz_slot kind, struct kz_str s)
{
	if (!kz_slot_refuse(kind, s))
		fail_msg("kind %d took '" KZ_FMT "'", (int)kind, KZ_ARG(s));
}

static void test_kz_slot_refuse__takes_what_rules_are_made_of(void **state)
{
	(void)state;
	accept(KZ_SLOT_PATH, ".golangci.yaml");
	accept(KZ_SLOT_PATH, "cmd/entire/cli/commands");
	accept(KZ_SLOT_PATH, "node_modules/@types/a+b");
	accept(KZ_SLOT_COMMAND, "mise run test:ci");
	accept(KZ_SLOT_COMMAND, "bun run <script>");
	accept(KZ_SLOT_COMMAND, "go test -tags=integration ./cmd/a");
	accept(KZ_SLOT_FLAG, "--name-only");
	accept(KZ_SLOT_FLAG, "-tags=integration");
	accept(KZ_SLOT_NAME, "code-simplifier:code-simplifier");
	accept(KZ_SLOT_FILTER, "tail");
}

/* Each of these once stood in a transcript, a web page or an attack; none may reach a rule. */
static void test_kz_slot_refuse__refuses_the_hostile_corpus_in_every_kind(void **state)
{
	static const char *const corpus[] = {"a\nb", "a\rb", "a\tb", "a`b", "a](http://x)",
		"[a](b)", "a]()", "$(id)", "$HOME/a", "a;b", "a|b", "a&b", "a>b", "a<b", "a(b)",
		"a\\b", "a\"b", "a'b", "a*b", "a#b", "a!b", "a{b}", "~/a", "a,b", "a%b", "a^b",
		"a\x1b[31mb",
		"a\x7f"
		"b",
		"\xe2\x80\xae"
		"abc", /* right-to-left override */
		"a\xe2\x80\x8b"
		"b", /* zero-width space */
		"\xef\xbb\xbf"
		"a",                /* byte order mark */
		"\xf3\xa0\x81\x81", /* tag character */
		"\xd0\xb0.go",      /* Cyrillic letter */
		"\xff", "http://x/y", "https:x", "javascript:x", "data:text", "mailto:a", "a//b",
		"user@example.com", "..", "../a", "a/../b", "@AGENTS.md", "-rf..", "", " ", "a  b",
		" a", "a ", "<b>", "<!-- x -->", "<SCRIPT>x", "||", "true||", NULL};
	static const enum kz_slot kinds[] = {KZ_SLOT_PATH, KZ_SLOT_COMMAND, KZ_SLOT_FLAG,
		KZ_SLOT_NAME, KZ_SLOT_FILTER};

	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		for (const char *const *s = corpus; *s; s++)
			refuse(kinds[k], kz_str_c(*s));
		refuse(kinds[k], (struct kz_str){"a\0b", 3});
		refuse(kinds[k], KZ_NOTHING);
	}
}

static void test_kz_slot_refuse__refuses_a_word_of_10_kb(void **state)
{
	static char big[10240];

	(void)state;
	memset(big, 'a', sizeof(big));
	for (int kind = KZ_SLOT_PATH; kind <= KZ_SLOT_FILTER; kind++)
		refuse((enum kz_slot)kind, (struct kz_str){big, sizeof(big)});
	big[0] = '-';
	refuse(KZ_SLOT_FLAG, (struct kz_str){big, sizeof(big)});
}

static void test_kz_slot_refuse__refuses_programs_and_options_that_are_never_advice(void **state)
{
	static const char *const commands[] = {"curl x", "wget x", "nc x", "ssh x", "scp x",
		"eval x", "sudo make", "chmod x", "chown x", "rm -r a", "dd x", "base64 x", "sh a",
		"bash a", "python -c a", "python3 -c a", "node -e a", "/bin/rm a", "env curl x",
		"bin/../rm a", "git commit --no-verify", "git commit -n", "git push --force",
		"git push --force-with-lease", "git push -f",
		"claude --dangerously-skip-permissions", "agent --yolo", "pytest -k fast",
		"pytest --deselect=a", "npm publish", "npm install --ignore-scripts", "-x a",
		"<script> a", "a b c d e f g", NULL};
	static const char *const flags[] = {"--no-verify", "--force", "--force-with-lease",
		"--dangerously-skip", "--DANGEROUSLY", "--yolo", "-k", "-f", "--", "-", "---a",
		"name", "--a b", NULL};

	(void)state;
	for (const char *const *s = commands; *s; s++)
		refuse(KZ_SLOT_COMMAND, kz_str_c(*s));
	for (const char *const *s = flags; *s; s++)
		refuse(KZ_SLOT_FLAG, kz_str_c(*s));
}

static void test_kz_slot_refuse__keeps_paths_inside_the_repository(void **state)
{
	static const char *const paths[] = {"/etc/passwd", "-a", "a/", "./a", "a/./b", ".git",
		".git/config", "a b", "a/..", NULL};

	(void)state;
	for (const char *const *s = paths; *s; s++)
		refuse(KZ_SLOT_PATH, kz_str_c(*s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_slot_refuse__takes_what_rules_are_made_of),
		cmocka_unit_test(test_kz_slot_refuse__refuses_the_hostile_corpus_in_every_kind),
		cmocka_unit_test(test_kz_slot_refuse__refuses_a_word_of_10_kb),
		cmocka_unit_test(
			test_kz_slot_refuse__refuses_programs_and_options_that_are_never_advice),
		cmocka_unit_test(test_kz_slot_refuse__keeps_paths_inside_the_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
