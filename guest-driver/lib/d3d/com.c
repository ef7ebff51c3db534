// SPDX-License-Identifier: MIT
/* COM objects: reference counts */
#include "com.h"

void com_init(struct com *com, struct com *parent,
	      void (*destroy)(struct com *com))
{
	atomic_init(&com->refs, 1);
	com->parent = parent;
	com->destroy = destroy;
	if (parent)
		com_add_ref(parent);
}

void com_init_inside(struct com *com, struct com *parent)
{
	atomic_init(&com->refs, 0);
	com->parent = parent;
	com->destroy = NULL;
}

ULONG com_add_ref(struct com *com)
{
	ULONG before = atomic_fetch_add(&com->refs, 1);

	/* the first reference to one that lives in its parent */
	if (!before && com->parent)
		com_add_ref(com->parent);
	return before + 1;
}

ULONG com_release(struct com *com)
{
	struct com *parent = com->parent;
	ULONG before = atomic_load(&com->refs);

	/* one release too many of what lives in its parent changes nothing */
	do {
		if (!before)
			return 0;
	} while (!atomic_compare_exchange_weak(&com->refs, &before,
					       before - 1));
	if (before > 1)
		return before - 1;
	if (com->destroy)
		com->destroy(com);
	if (parent)
		com_release(parent);
	return 0;
}
