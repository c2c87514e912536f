/* SPDX-License-Identifier: MIT */
/* The report stage. */
#include "report/report.h"
