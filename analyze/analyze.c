/* SPDX-License-Identifier: MIT */
/* The analyze stage. */
#include "analyze/analyze.h"
