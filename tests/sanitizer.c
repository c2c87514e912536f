/* SPDX-License-Identifier: MIT */
/* Leaks that are not ours, linked into what the asan preset builds. */
#include <sanitizer/lsan_interface.h>

/* libgit2 1.5.1 frees no match data of pcre2: 20 kB for each look at the configuration. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8\n";
}

const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}
