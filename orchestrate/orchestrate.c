/* SPDX-License-Identifier: MIT */
/* The orchestrate stage. */
#include "orchestrate/orchestrate.h"
