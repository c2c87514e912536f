/* SPDX-License-Identifier: MIT */
/*
 * Owning and letting go. An owner is declared with KZ_OWN and set to NULL at once; it is released
 * when its block ends, on every path. A function that hands one out writes `*ret = KZ_TAKE(p)`.
 * Release functions take NULL and half-made objects.
 */
#ifndef KZ_BASE_OWN_H
#define KZ_BASE_OWN_H

#define KZ_OWN(type) __attribute__((cleanup(kz_own_##type))) struct type *
#define KZ_OWNER(type, release)                           \
	static inline void kz_own_##type(struct type **p) \
	{                                                 \
		if (*p)                                   \
			release(*p);                      \
	}
#define KZ_TAKE(p)                         \
	({                                 \
		__typeof__(p) kz_p_ = (p); \
		(p) = 0;                   \
		kz_p_;                     \
	})

#endif
