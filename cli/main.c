/* SPDX-License-Identifier: MIT */
/* The program: options before the command, then the command. */
#include <stdio.h>

#include "base/arena.h"
#include "cli/cli.h"

int main(void)
{
	KZ_OWN(kz_buf) out = kz_buf_new(1 << 20);
	struct kz_app app = {.out = out};
	int code = command_version.run(&app, NULL);

	(void)fwrite(out->p, 1, out->n, stdout);
	return code;
}
