// SPDX-License-Identifier: MIT
/* References that are given up in strange orders, by threads, or too late */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "misuse.h"

/* Parts of objects survive a Release too many: nothing happens. */
void run_release(void)
{
	struct world *w = make_world();
	int i;

	for (i = 0; i < 3; i++) {
		ID3D11DeviceContext_Release(w->context);
		if (ID3D11DeviceContext_GetType(w->context) !=
		    D3D11_DEVICE_CONTEXT_IMMEDIATE)
			wrong("the context has gone");
	}
	ID3D11DeviceContext_AddRef(w->context);
	free_world(w);
}

/* ----------------------------------------------------------------- orders -- */

/* Objects keep what they need, and nothing else. */
static void outlive(size_t first, bool backwards)
{
	struct world *world = make_world();
	IUnknown **objects = calloc(maker_count, sizeof(*objects));
	size_t i, which;
	void *again;

	make_objects(world, objects);
	release_world(world);
	for (i = 0; i < maker_count; i++) {
		which = (first + (backwards ? maker_count - i : i)) %
			maker_count;
		if (IUnknown_QueryInterface(objects[which], &IID_IUnknown,
					    &again) != S_OK)
			wrong("%s has no IUnknown", makers[which].name);
		IUnknown_Release((IUnknown *)again);
		IUnknown_Release(objects[which]);
	}
	free(objects);
}

void run_outlive(void)
{
	size_t i;

	for (i = 0; i < maker_count; i++) {
		outlive(i, false);
		outlive(i, true);
	}
	printf("%zu orders of %zu kinds of objects\n", 2 * maker_count,
	       maker_count);
}

/* ---------------------------------------------------------------- threads -- */

#define THREADS 32
#define ROUNDS 20

struct thread {
	pthread_t id;
	struct world *world;
	unsigned int seed;
	unsigned long made;
};

/* The device has fewer sessions and channels than there are threads. */
static void *run_thread(void *arg)
{
	struct thread *thread = arg;
	size_t round, which, i;
	IUnknown *object;
	void *out;

	for (round = 0; round < ROUNDS; round++) {
		which = rand_r(&thread->seed) % maker_count;
		out = NULL;
		if (FAILED(makers[which].make(thread->world, &out))) {
			if (out)
				wrong("%s failed and gave an object",
				      makers[which].name);
			continue;
		}
		object = out;
		thread->made++;
		for (i = 0; i < iid_count; i++) {
			if (SUCCEEDED(IUnknown_QueryInterface(object, iids[i],
							      &out)))
				IUnknown_Release((IUnknown *)out);
		}
		IUnknown_Release(object);
	}
	return NULL;
}

void run_threads(void)
{
	struct world *world = make_world();
	struct thread threads[THREADS];
	unsigned long made = 0;
	size_t i;

	for (i = 0; i < THREADS; i++) {
		threads[i] = (struct thread) { .world = world, .seed = i };
		if (pthread_create(&threads[i].id, NULL, run_thread,
				   &threads[i]))
			wrong("there is no thread %zu", i);
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i].id, NULL);
		made += threads[i].made;
	}
	free_world(world);
	if (!made)
		wrong("no object could be made");
	printf("%d threads made %lu objects\n", THREADS, made);
}

/* ---------------------------------------------------------------- removal -- */

static bool says_removed(HRESULT hr)
{
	return hr == D3DERR_DEVICEREMOVED || hr == DXGI_ERROR_DEVICE_REMOVED ||
	       hr == DXGI_ERROR_NOT_FOUND;
}

/* Whoever runs this removes the device when told to, and then says so. */
static void wait_for_removal(void)
{
	char answer;

	printf("remove the device\n");
	fflush(stdout);
	if (read(0, &answer, 1) != 1)
		wrong("nobody removes the device");
}

void run_removal(void)
{
	struct world *world = make_world();
	IUnknown **objects = calloc(maker_count, sizeof(*objects));
	unsigned int made = 0, refused = 0;
	HRESULT hr;
	void *out;
	size_t i;

	make_objects(world, objects);
	wait_for_removal();
	if (ID3D11Device_GetDeviceRemovedReason(world->device) !=
	    DXGI_ERROR_DEVICE_REMOVED)
		wrong("GetDeviceRemovedReason does not say so");
	for (i = 0; i < maker_count; i++) {
		hr = makers[i].make(world, &out);
		if (hr == S_OK) {
			IUnknown_Release((IUnknown *)out);
			made++;
		} else if (says_removed(hr)) {
			refused++;
		} else {
			wrong("%s without a device: 0x%08x", makers[i].name,
			      (unsigned int)hr);
		}
	}
	if (!refused)
		wrong("all objects can be made without a device");
	printf("without a device: %u objects made, %u refused, %lu calls\n",
	       made, refused, call_all(world, objects, objects, false));
	release_objects(objects);
	free_world(world);
	free(objects);
}
