// SPDX-License-Identifier: MIT
/* QueryInterface with each IID that the headers have, on each interface */
#include <stdio.h>
#include <stdlib.h>

#include "misuse.h"

static const GUID unknown = {
	0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 }
};

static unsigned long pairs, found;

/* Its answer, without a reference; NULL: it does not have this interface. */
static IUnknown *ask(IUnknown *from, const GUID *iid, const char *name)
{
	void *out = (void *)&pairs;
	HRESULT hr = IUnknown_QueryInterface(from, iid, &out);

	pairs++;
	if (hr == S_OK && out) {
		IUnknown_Release((IUnknown *)out);
		found++;
		return out;
	}
	if (hr != E_NOINTERFACE || out)
		wrong("%s: 0x%08x, %p", name, (unsigned int)hr, out);
	return NULL;
}

/*
 * From each interface of an object the same ones are found, at the same
 * addresses: that is reflexive, symmetric and transitive, and IUnknown is one.
 */
static void check_object(const char *name, IUnknown *object)
{
	IUnknown **expected = calloc(iid_count, sizeof(*expected)), *again;
	ULONG refs = references(object);
	size_t i, j;

	for (i = 0; i < iid_count; i++)
		expected[i] = ask(object, iids[i], name);
	for (i = 0; i < iid_count; i++) {
		if (!expected[i])
			continue;
		for (j = 0; j < iid_count; j++) {
			again = ask(expected[i], iids[j], name);
			if (again != expected[j])
				wrong("%s: %s from %s: %p, not %p", name,
				      iid_names[j], iid_names[i],
				      (void *)again, (void *)expected[j]);
		}
		if (ask(expected[i], &unknown, name) ||
		    ask(expected[i], &GUID_NULL, name) ||
		    ask(expected[i], NULL, name))
			wrong("%s: %s has an interface that there is not", name,
			      iid_names[i]);
		if (IUnknown_QueryInterface(expected[i], &IID_IUnknown, NULL) !=
		    E_POINTER)
			wrong("%s: %s: QueryInterface into NULL", name,
			      iid_names[i]);
	}
	if (ask(object, &IID_IUnknown, name) == NULL)
		wrong("%s has no IUnknown", name);
	if (references(object) != refs)
		wrong("%s: %u references, not %u", name, references(object),
		      refs);
	free(expected);
}

void run_query(void)
{
	struct world *world = make_world();
	IUnknown **objects = calloc(maker_count, sizeof(*objects));
	size_t i;

	make_objects(world, objects);
	for (i = 0; i < maker_count; i++)
		check_object(makers[i].name, objects[i]);
	release_objects(objects);
	free_world(world);
	free(objects);
	printf("%zu kinds of objects, %zu IIDs: %lu pairs tried, %lu found\n",
	       maker_count, iid_count, pairs, found);
}
