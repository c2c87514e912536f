/* SPDX-License-Identifier: MIT */
/* Work time of commits from the gaps between commits of one author. */
#include "analyze/touch.h"

#include <stdlib.h>

#include "base/arena.h"

static int by_author_and_time(const void *a, const void *b, void *of)
{
	const struct kz_node *nodes = of;
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
	const struct kz_node *x = &nodes[i], *y = &nodes[k];
	int order = kz_str_cmp(x->author, y->author);

	if (order == 0)
		order = (x->authored_at > y->authored_at) - (x->authored_at < y->authored_at);
	return order ? order : (i < k) - (i > k); /* parents stand behind their children */
}

int64_t *kz_touch_seconds(struct kz_ctx *cx, const struct kz_history *h)
{
	int64_t *seconds = KZ_NEW_ARRAY(cx->mem, int64_t, h->n + 1);
	uint32_t *order = KZ_NEW_ARRAY(cx->mem, uint32_t, h->n + 1), n = 0;
	const struct kz_node *before = NULL;

	for (uint32_t i = 0; i < h->n; i++)
		if (h->nodes[i].n_parents < 2 && !h->nodes[i].is_bot &&
			!h->nodes[i].is_date_suspect)
			order[n++] = i;
	if (n)
		qsort_r(order, n, sizeof(*order), by_author_and_time, h->nodes);
	for (uint32_t i = 0; i < n; i++) {
		const struct kz_node *node = &h->nodes[order[i]];
		int64_t gap = KZ_TOUCH_GAP + 1;

		if (before && kz_str_eq(before->author, node->author))
			gap = node->authored_at - before->authored_at;
		seconds[order[i]] = gap <= KZ_TOUCH_GAP ? gap : KZ_TOUCH_FIRST;
		before = node;
	}
	return seconds;
}
