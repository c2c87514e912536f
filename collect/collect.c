/* SPDX-License-Identifier: MIT */
/* The collect stage. */
#include "collect/collect.h"
