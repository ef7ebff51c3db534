// SPDX-License-Identifier: MIT
/* COM objects: reference counts and interfaces */
#include "com.h"

void com_init(struct com *com, const struct com_class *class,
	      struct com *parent)
{
	atomic_init(&com->refs, class->destroy ? 1 : 0);
	com->class = class;
	com->parent = parent;
	com->report = NULL;
	if (class->destroy && parent)
		com_add_ref(parent);
}

HRESULT com_query(struct com *com, REFIID riid, void **out)
{
	const struct com_interface *entry;

	if (!out)
		return E_POINTER;
	*out = NULL;
	if (!riid)
		return E_NOINTERFACE;
	if (com->report && report_query(com->report, riid, out))
		return S_OK;
	for (entry = com->class->interfaces; entry->iid; entry++) {
		if (!IsEqualIID(riid, entry->iid))
			continue;
		com_add_ref(com);
		*out = (char *)com + entry->offset;
		return S_OK;
	}
	return E_NOINTERFACE;
}

ULONG com_add_ref(struct com *com)
{
	ULONG before = atomic_fetch_add(&com->refs, 1);

	/* the first reference to a part of the parent */
	if (!before && com->parent)
		com_add_ref(com->parent);
	return before + 1;
}

ULONG com_release(struct com *com)
{
	struct com *parent = com->parent;
	ULONG before = atomic_load(&com->refs);

	/* one release too many of a part of the parent has no effect */
	do {
		if (!before)
			return 0;
	} while (!atomic_compare_exchange_weak(&com->refs, &before,
					       before - 1));
	if (before > 1)
		return before - 1;
	if (com->class->destroy)
		com->class->destroy(com);
	if (parent)
		com_release(parent);
	return 0;
}
