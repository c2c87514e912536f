/* SPDX-License-Identifier: MIT */
/* Secrets go, everything else stays; a cut never brings one back. All secrets here are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/redact.h"
#include "base/text.h"

#define M KZ_REDACTED
#define A16 "abcdefgh12345678"
#define B64 "MIIEowIBAAKCAQEA7bq0\nq83kfjGHJ+/akd93==\n"

static const struct {
	const char *in, *out;
} secrets[] = {
	{"a -----BEGIN RSA PRIVATE KEY-----\n" B64 "-----END RSA PRIVATE KEY-----\nb",
		"a " M "\nb"},
	{"-----BEGIN OPENSSH PRIVATE KEY-----\\n" B64 "{cut off", M "{cut off"},
	{"key AKIAIOSFODNN7EXAMPLE.", "key " M "."},
	{"gh"
	 "p_" A16 " gh"
	 "o_" A16 " gh"
	 "u_" A16 " gh"
	 "s_" A16 " gh"
	 "r_" A16,
		M " " M " " M " " M " " M},
	{"github_"
	 "pat_11AAAAAAA0" A16 "_x!",
		M "!"},
	{"(glp"
	 "at-" A16 ")",
		"(" M ")"},
	{"xo"
	 "xb-1234-5678-abc, xo"
	 "xp-1234-5678",
		M ", " M},
	{"s"
	 "k-ant-api03-" A16 "-x s"
	 "k-proj-" A16,
		M " " M},
	{"AI"
	 "zaSy" A16 A16 "_-x",
		M},
	{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27u", M},
	{"Authorization: Bearer abc.def\nnext", "Authorization: " M "\nnext"},
	{"curl -H \"Authorization: token abc\" -d x", "curl -H \"Authorization: " M "\" -d x"},
	{"curl -H 'cookie: a=\"b\"; c=d' u", "curl -H 'cookie: " M "' u"},
	{"{\"Set-Cookie\": \"id=1; x\", \"k\": 1}", "{\"Set-Cookie\": \"" M "\", \"k\": 1}"},
	{"{\\\"Authorization\\\": \\\"Basic eA==\\\"}", "{\\\"Authorization\\\": \\\"" M "\\\"}"},
	{"https://u:p@h.example/x", "https://" M "@h.example/x"},
	{"postgres://u:p/w@h:5432/db postgres://u:p@x@h/db",
		"postgres://" M "@h:5432/db postgres://" M "@h/db"},
	{"DB_PASSWORD=hunter2 next", "DB_PASSWORD=" M " next"},
	{"?token=abc&x=1", "?token=" M "&x=1"},
	{"client_secret=\"a b\" c", "client_secret=\"" M "\" c"},
	{"{\"password\": \"x\"}", "{\"password\": \"" M "\"}"},
	{"{\\\"token\\\":\\\"x\\\\y\\\"}", "{\\\"token\\\":\\\"" M "\\\"}"},
	{"a: 1\n  password: hunter2\n", "a: 1\n  password: " M "\n"},
	{"secret := \"s3\"", "secret := \"" M "\""},
	{"mysql --password hunter2 -u x", "mysql --password " M " -u x"},
	{"aws_secret_access_key = wJalrXUt1/K7\n", "aws_secret_access_key = " M "\n"},
	{"by Jos\xc3\xa9.o+x@mail.example.com>.", "by " M ">."},
	{"a@b.example,c@d.example", M "," M},
	/* behind an escape a word begins: JSON in JSON, URLs, colours, with or without ESC */
	{"\"out\": \"line\\ngh"
	 "p_" A16 "\\nmore\\\\nAKIAIOSFODNN7EXAMPLE\\t\"",
		"\"out\": \"line\\n" M "\\nmore\\\\n" M "\\t\""},
	{"\\u0022glp"
	 "at-" A16 "\\u0022 \\x22xo"
	 "xb-1234-5678-abc\\x22 %22AI"
	 "zaSy" A16 A16 "%22",
		"\\u0022" M "\\u0022 \\x22" M "\\x22 %22" M "%22"},
	{"\x1b[1;32ms"
	 "k-ant-api03-" A16 "\x1b[0m \\x1b[31mgh"
	 "o_" A16 "\\x1b[0m [39mgh"
	 "s_" A16,
		"\x1b[1;32m" M "\x1b[0m \\x1b[31m" M "\\x1b[0m [39m" M},
	{"\\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ", "\\n" M},
	{"{\\\\\\\"token\\\\\\\":\\\\\\\"x\\\\\\\"}",

		"{\\\\\\\"token\\\\\\\":\\\\\\\"" M "\\\\\\\"}"},
	{"{\\u0022token\\u0022:\\u0022x y\\u0022}", "{\\u0022token\\u0022:\\u0022" M "\\u0022}"},
	{"password=&quot;a b&quot; c", "password=&quot;" M "&quot; c"},
	{"?password%3Dabc&x secret\\u003dabc\\n", "?password%3D" M "&x secret\\u003d" M "\\n"},
	{"a: b\\n  password: hunter2\\nc", "a: b\\n  password: " M "\\nc"},
	{"curl -H 'Private-Token: a1b2' u", "curl -H 'Private-Token: " M "' u"},
	{"x --token \"a b\" --password 'c'", "x --token \"" M "\" --password '" M "'"},
	{"'password' => 'x'", "'password' => '" M "'"},
	{"h[\"Authorization\"] = \"Bearer x\"; authorization=Bearer y",
		"h[\"Authorization\"] = \"" M "\"; authorization=" M},
	{"joe\\u0040mail.example.com joe%40mail.example.com", M " " M},
	/* keys quoted line by line, and what a cut leaves of one */
	{"> -----BEGIN EC PRIVATE KEY-----\n> (a.pem:2) " B64 "> -----END EC PRIVATE KEY-----\nb",
		"> " M "\nb"},
	/* a long line above a word is not of the key */
	{A16 A16 A16 "\nwords\n" A16 A16 A16 "\nabc=\n-----END RSA PRIVATE KEY-----\nc",
		A16 A16 A16 "\nwords\n" M "-----\nc"},
	/* $1 names no secret in a shell's words, but a hash begins so */
	{"password=$2ysalted x", "password=" M " x"},
	{"b.\n" A16 A16 A16 "\n12: " A16 A16 A16 "\nabc=\n-----END RSA PRIVATE KEY-----\nc",
		"b.\n" M "-----\nc"},
};

static const char *const kept[] = {
	"",
	"b4dcf65c-8a8f-4be8-80c2-fcebbda55946 f446dcfc0a1b2c3d4e5f60718293a4b5c6d7e8f9",
	"toolu_01A09q90qw90lq917835lq9 msg_01XFDUDYJgAACzvnptvVoYEL req_011CSHoEeqs5C35K2UUqR7Fy",
	"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"git@github.com:owner/name.git icon@2x.png checkout@v4 mod@v1.2.3 @scope/pkg@latest",
	"SyntaxError: Unexpected token: } in JSON at position 0",
	"token := lexer.Next(); if token == eof { return }",
	"TOKEN=$(gh auth token) PASSWORD=$PASSWORD x --token $T password=${P:-}",
	"max_tokens=4096 input_tokens: 12 tokenizer=fast secretary=bob",
	"disk-usage-of-the-12-volumes task-runner-2024-01 sk-spinner-with-long-name",
	"http://localhost:8080/a?b=c@d https://h/a@b ssh://git@host/x",
	"-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
	"---------------- | -- | --- a_b __init__ KEY z=1 J",
	"eyJhbGciOiJIUzI1NiJ9 alone, eyJhbGciOiJIUzI1NiJ9.js, ghp_short, AKIASHORT, glpat-x",
	"words before\n-----END PRIVATE KEY-----\n; 'token' => next",
	"cookie = jar.next(); Cookie=other; C:\\new\\token x%20gh_ \\nsk-spinner-with-long-name",
	"token=\"[redacted]\" password: [redacted] https://[redacted]@h.example:b/x@y",
};

static void test_kz_redact__masks_every_kind_of_secret(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		struct kz_str got = kz_redact(mem, kz_str_c(secrets[i].in));

		assert_string_equal(kz_cstr(mem, got), secrets[i].out);
		assert_ptr_equal(kz_redact(mem, got).p, got.p);
	}
}

static void test_kz_redact__gives_the_same_slice_when_there_is_none(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct kz_str in = kz_str_c(kept[i]), got = kz_redact(mem, in);

		assert_string_equal(kz_cstr(mem, got), kept[i]);
		assert_ptr_equal(got.p, in.p);
	}
	assert_null(kz_redact(mem, KZ_NOTHING).p);
}

/* BEGIN and END in two places of a long text are no key: what lies between stays. */
static void test_kz_redact__ends_a_key_that_would_be_too_long(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	KZ_OWN(kz_buf) text = kz_buf_new(1 << 20);
	struct kz_str got;

	(void)state;
	kz_buf_text(text, "-----BEGIN PRIVATE KEY-----\n");
	for (int i = 0; i < 2000; i++)
		kz_buf_text(text, "; (prose)\n");
	kz_buf_text(text, "-----END PRIVATE KEY-----\n");
	got = kz_redact(mem, kz_buf_str(text));
	assert_true(kz_str_find(got, KZ_S("; (prose)\n; (prose)\n"), NULL));
}

/* Wherever a text is cut after redaction, no part of the secret is in either half. */
static void test_kz_redact__leaves_nothing_at_a_cut(void **state)
{
	KZ_OWN(kz_arena) mem = kz_arena_new();
	const struct kz_str secret = KZ_S("hunter2hunter2");

	(void)state;
	for (size_t before = 2000; before < 2100; before++) {
		char *p = kz_arena_get(mem, 8192);
		struct kz_str text = {p, 8000}, got, head, tail;

		memset(p, '.', 8000);
		memcpy(p + before, " PASSWORD=hunter2hunter2 ", 25);
		memcpy(p + 8000 - before, " PASSWORD=hunter2hunter2 ", 25);
		got = kz_redact(mem, text);
		head = kz_utf8_head(got, 2048);
		tail = kz_utf8_tail(got, 2048);
		for (size_t n = 4; n <= secret.n; n++) {
			assert_false(kz_str_ends(head, kz_str_head(secret, n)));
			assert_false(kz_str_starts(tail, kz_str_from(secret, secret.n - n)));
			assert_false(kz_str_find(head, kz_str_head(secret, n), NULL));
		}
	}
}

/* Text made to be looked at again and again: a megabyte of each stays far under a second. */
static void test_kz_redact__is_linear_on_hostile_text(void **state)
{
	static const char *const pieces[] = {"eyJ-", "sk-", "token:", "token=", "--token ",
		"://a:", "@a", "-----BEGIN KEY", "token='[redacted]", "Cookie:", "password: \"",
		"a.", "ghp_", "token=$a", "ab -----END KEY-----", "\\u003d%3A", "[1m",
		"-----BEGIN A KEY-----\n-----END B KEY-----", "token=\\u0022$a&quot;$a",
		"cookie = ", "authorization=Bearer ", "'Cookie:", "&quot;Cookie:", "\\\\\\\"token"};
	KZ_OWN(kz_arena) mem = kz_arena_new();
	const size_t size = 1 << 20;

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct kz_mark mark = kz_mark(mem);
		size_t n = strlen(pieces[i]);
		char *p = kz_arena_get(mem, size);
		struct kz_str got;

		for (size_t at = 0; at < size; at++)
			p[at] = pieces[i][at % n];
		got = kz_redact(mem, (struct kz_str){p, size});
		assert_ptr_equal(kz_redact(mem, got).p, got.p);
		kz_rewind(mem, mark);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kz_redact__masks_every_kind_of_secret),
		cmocka_unit_test(test_kz_redact__gives_the_same_slice_when_there_is_none),
		cmocka_unit_test(test_kz_redact__ends_a_key_that_would_be_too_long),
		cmocka_unit_test(test_kz_redact__leaves_nothing_at_a_cut),
		cmocka_unit_test(test_kz_redact__is_linear_on_hostile_text),
	};

	return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
