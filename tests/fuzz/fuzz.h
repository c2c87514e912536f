/* SPDX-License-Identifier: MIT */
/* What libFuzzer and the replay call: one input, any bytes; a broken law is KZ_BUG or a crash. */
#ifndef KZ_TESTS_FUZZ_FUZZ_H
#define KZ_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Stops the program where a law does not hold. */
#define KZ_LAW(holds)                           \
	do {                                    \
		if (!(holds))                   \
			KZ_BUG("law: " #holds); \
	} while (0)

#endif
