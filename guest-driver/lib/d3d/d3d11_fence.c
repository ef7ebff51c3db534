// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: ID3D11Fence, and the context's Signal and Wait
 *
 * All calls of a context have finished when they return, so Signal sets the value
 * immediately.  Wait only notes the value; the next call that uses the device
 * waits for it, because another context may signal it in the same thread.
 */
#include <stdlib.h>
#include <unistd.h>

#include "d3d11_objects.h"
#include "event.h"

/* A device that is removed during a wait is noticed after this time. */
#define SLICE_MS 500

#define FLAGS (D3D11_FENCE_FLAG_NONE | D3D11_FENCE_FLAG_SHARED | \
	       D3D11_FENCE_FLAG_SHARED_CROSS_ADAPTER | \
	       D3D11_FENCE_FLAG_NON_MONITORED)
#define SHARED (D3D11_FENCE_FLAG_SHARED | D3D11_FENCE_FLAG_SHARED_CROSS_ADAPTER)

struct d3d11_fence_event {
	struct d3d11_fence_event *next;
	UINT64 value;
	int fd;
};

struct d3d11_wait {
	struct d3d11_wait *next;
	/* one of its own: the application may release the fence */
	HANDLE ddi;
	UINT64 value;
};

static struct d3d11_fence *fence_of(ID3D11Fence *iface)
{
	return com_container(iface, struct d3d11_fence, iface);
}

static HANDLE ddi_of(const struct d3d11_fence *fence)
{
	return fence->child.device->ddi.pDrvPrivate;
}

CHILD_METHODS(fence, ID3D11Fence)

/* The fences of a removed device are beyond all values, as documented. */
static UINT64 completed(const struct d3d11_fence *fence)
{
	UINT64 value;

	return FAILED(cpgpu_ddi_fence_value(ddi_of(fence), fence->ddi,
					    &value)) ? UINT64_MAX : value;
}

static UINT64 STDMETHODCALLTYPE fence_GetCompletedValue(ID3D11Fence *This)
{
	return completed(fence_of(This));
}

static HRESULT STDMETHODCALLTYPE
fence_CreateSharedHandle(ID3D11Fence *This,
			 const SECURITY_ATTRIBUTES *attributes UNUSED,
			 DWORD access UNUSED, const WCHAR *name, HANDLE *out)
{
	static const char method[] = "ID3D11Fence::CreateSharedHandle";
	struct d3d11_fence *fence = fence_of(This);
	struct d3d11_device *device = fence->child.device;

	if (!out)
		return d3d11_fail(device, E_INVALIDARG, method,
				  "pHandle is NULL");
	*out = NULL;
	if (!(fence->flags & SHARED))
		return d3d11_fail(device, E_INVALIDARG, method,
				  "the fence was created without D3D11_FENCE_FLAG_SHARED");
	if (name)
		return d3d11_fail(device, E_INVALIDARG, method,
				  "handles have no names: pass the file descriptor on, and lpName NULL");
	return d3d11_result(device, cpgpu_ddi_share_fence(ddi_of(fence),
							  fence->ddi, out),
			    method);
}

/* ---------------------------------------------------------------- events -- */

/* Signal and forget the events that have occurred; the lowest of the others. */
static UINT64 signal_events(struct d3d11_fence *fence)
{
	struct d3d11_fence_event **place = &fence->events, *event;
	UINT64 now = completed(fence), lowest = UINT64_MAX;

	while ((event = *place)) {
		if (event->value > now && !fence->quit) {
			if (event->value < lowest)
				lowest = event->value;
			place = &event->next;
			continue;
		}
		*place = event->next;
		if (event->value <= now)
			event_signal(event->fd);
		close(event->fd);
		free(event);
	}
	return lowest;
}

static void *run_events(void *arg)
{
	struct d3d11_fence *fence = arg;
	const HANDLE fences[] = { fence->ddi, fence->wake };
	UINT64 values[2];
	HRESULT hr = S_OK;

	pthread_mutex_lock(&fence->lock);
	for (;;) {
		values[0] = signal_events(fence);
		values[1] = fence->wakes + 1;
		/* a removed device has no more events */
		if (fence->quit || FAILED(hr))
			break;
		pthread_mutex_unlock(&fence->lock);
		hr = cpgpu_ddi_wait_fences(ddi_of(fence), fences, values, 2,
					   SLICE_MS);
		pthread_mutex_lock(&fence->lock);
	}
	pthread_mutex_unlock(&fence->lock);
	return NULL;
}

/* Have the thread look at the list again, or start it. */
static HRESULT wake(struct d3d11_fence *fence)
{
	HRESULT hr;

	if (fence->running)
		return cpgpu_ddi_signal_fence(ddi_of(fence), fence->wake,
					      ++fence->wakes);
	if (!fence->wake) {
		hr = cpgpu_ddi_create_fence(ddi_of(fence), 0, &fence->wake);
		if (FAILED(hr))
			return hr;
	}
	if (pthread_create(&fence->thread, NULL, run_events, fence))
		return E_OUTOFMEMORY;
	fence->running = true;
	return S_OK;
}

static HRESULT add_event(struct d3d11_fence *fence, UINT64 value, int fd)
{
	struct d3d11_fence_event *event = malloc(sizeof(*event));
	HRESULT hr;

	if (!event) {
		close(fd);
		return E_OUTOFMEMORY;
	}
	*event = (struct d3d11_fence_event) { fence->events, value, fd };
	fence->events = event;
	hr = wake(fence);
	if (FAILED(hr)) {
		fence->events = event->next;
		close(fd);
		free(event);
	}
	return hr;
}

static void wait_for(struct d3d11_fence *fence, UINT64 value)
{
	while (completed(fence) < value)
		cpgpu_ddi_wait_fences(ddi_of(fence), &fence->ddi, &value, 1,
				      SLICE_MS);
}

static HRESULT STDMETHODCALLTYPE
fence_SetEventOnCompletion(ID3D11Fence *This, UINT64 value, HANDLE event)
{
	static const char method[] = "ID3D11Fence::SetEventOnCompletion";
	struct d3d11_fence *fence = fence_of(This);
	struct d3d11_device *device = fence->child.device;
	HRESULT hr = S_OK;
	int fd;

	/* without an event, the call itself waits */
	if (!event) {
		wait_for(fence, value);
		return S_OK;
	}
	fd = event_open(event);
	if (fd < 0)
		return d3d11_fail(device, E_INVALIDARG, method,
				  "hEvent is not an eventfd");
	if (completed(fence) >= value) {
		event_signal(fd);
		close(fd);
		return S_OK;
	}
	pthread_mutex_lock(&fence->lock);
	hr = add_event(fence, value, fd);
	pthread_mutex_unlock(&fence->lock);
	return d3d11_result(device, hr, method);
}

/* ---------------------------------------------- creation and destruction -- */

VTABLE(ID3D11Fence, fence)

static void stop(struct d3d11_fence *fence)
{
	if (!fence->running)
		return;
	pthread_mutex_lock(&fence->lock);
	fence->quit = true;
	wake(fence);
	pthread_mutex_unlock(&fence->lock);
	pthread_join(fence->thread, NULL);
}

static void destroy(struct com *com)
{
	struct d3d11_fence *fence = com_container(com, struct d3d11_fence,
						  child.com);

	stop(fence);
	if (fence->wake)
		cpgpu_ddi_destroy_fence(ddi_of(fence), fence->wake);
	cpgpu_ddi_destroy_fence(ddi_of(fence), fence->ddi);
	pthread_mutex_destroy(&fence->lock);
	d3d11_child_free(&fence->child);
	free(fence);
}

#define FENCE_INTERFACE(iid) \
	COM_INTERFACE(iid, struct d3d11_fence, iface, child.com)

static const struct com_class fence_class = {
	.destroy = destroy,
	.interfaces = {
		FENCE_INTERFACE(IID_IUnknown),
		FENCE_INTERFACE(IID_ID3D11DeviceChild),
		FENCE_INTERFACE(IID_ID3D11Fence),
	},
};

/* An object for @ddi, which it takes over. */
static HRESULT wrap(struct d3d11_device *device, HANDLE ddi, UINT flags,
		    REFIID iid, void **out, const char *method)
{
	struct d3d11_fence *fence = calloc(1, sizeof(*fence));
	HRESULT hr;

	if (!fence) {
		cpgpu_ddi_destroy_fence(device->ddi.pDrvPrivate, ddi);
		return d3d11_fail(device, E_OUTOFMEMORY, method, "no memory");
	}
	fence->iface.lpVtbl = &fence_vtbl;
	fence->ddi = ddi;
	fence->flags = flags;
	pthread_mutex_init(&fence->lock, NULL);
	d3d11_child_init(&fence->child, &fence_class, device);
	hr = com_query(&fence->child.com, iid, out);
	com_release(&fence->child.com);
	if (hr == E_NOINTERFACE)
		return d3d11_fail(device, hr, method,
				  "a fence does not have this interface");
	return d3d11_result(device, hr, method);
}

HRESULT d3d11_create_fence(struct d3d11_device *device, UINT64 value,
			   UINT flags, REFIID iid, void **out)
{
	static const char method[] = "ID3D11Device5::CreateFence";
	HANDLE ddi;
	HRESULT hr;

	if (!out)
		return d3d11_fail(device, E_INVALIDARG, method,
				  "ppFence is NULL");
	*out = NULL;
	if (flags & ~(UINT)FLAGS)
		return d3d11_fail(device, E_INVALIDARG, method,
				  "Flags 0x%x has an unknown bit", flags);
	hr = cpgpu_ddi_create_fence(device->ddi.pDrvPrivate, value, &ddi);
	if (FAILED(hr))
		return d3d11_result(device, hr, method);
	return wrap(device, ddi, flags, iid, out, method);
}

HRESULT d3d11_open_fence(struct d3d11_device *device, HANDLE shared, REFIID iid,
			 void **out)
{
	static const char method[] = "ID3D11Device5::OpenSharedFence";
	HANDLE ddi;
	HRESULT hr;

	if (!out)
		return d3d11_fail(device, E_INVALIDARG, method,
				  "ppFence is NULL");
	*out = NULL;
	hr = cpgpu_ddi_open_fence(device->ddi.pDrvPrivate, shared, &ddi);
	if (FAILED(hr))
		return d3d11_result(device, hr, method);
	return wrap(device, ddi, D3D11_FENCE_FLAG_SHARED, iid, out, method);
}

/* ------------------------------------------------------- Signal and Wait -- */

static struct d3d11_fence *find(struct d3d11_device *device, ID3D11Fence *iface,
				const char *method)
{
	struct d3d11_fence *fence = NULL;

	if (iface && iface->lpVtbl == &fence_vtbl)
		fence = fence_of(iface);
	return d3d11_child_belongs(device, fence ? &fence->child : NULL,
				   "the fence", method) ? fence : NULL;
}

HRESULT d3d11_signal(struct d3d11_device *device, ID3D11Fence *iface,
		     UINT64 value)
{
	static const char method[] = "ID3D11DeviceContext4::Signal";
	struct d3d11_fence *fence = find(device, iface, method);
	HRESULT hr;

	if (!fence)
		return E_INVALIDARG;
	d3d11_lock(device);
	hr = cpgpu_ddi_signal_fence(device->ddi.pDrvPrivate, fence->ddi, value);
	d3d11_unlock(device);
	return d3d11_result(device, hr, method);
}

/* A second handle of the same fence. */
static HRESULT duplicate(struct d3d11_fence *fence, HANDLE *ddi)
{
	HANDLE shared;
	HRESULT hr = cpgpu_ddi_share_fence(ddi_of(fence), fence->ddi, &shared);

	if (FAILED(hr))
		return hr;
	hr = cpgpu_ddi_open_fence(ddi_of(fence), shared, ddi);
	close((intptr_t)shared);
	return hr;
}

HRESULT d3d11_wait(struct d3d11_device *device, ID3D11Fence *iface,
		   UINT64 value)
{
	static const char method[] = "ID3D11DeviceContext4::Wait";
	struct d3d11_fence *fence = find(device, iface, method);
	struct d3d11_wait *wait;
	HRESULT hr;

	if (!fence)
		return E_INVALIDARG;
	if (completed(fence) >= value)
		return S_OK;
	wait = malloc(sizeof(*wait));
	if (!wait)
		return d3d11_fail(device, E_OUTOFMEMORY, method, "no memory");
	wait->value = value;
	hr = duplicate(fence, &wait->ddi);
	if (FAILED(hr)) {
		free(wait);
		return d3d11_result(device, hr, method);
	}
	pthread_mutex_lock(&device->context.lock);
	wait->next = device->context.waits;
	device->context.waits = wait;
	pthread_mutex_unlock(&device->context.lock);
	return S_OK;
}

void d3d11_finish_waits(struct d3d11_device *device)
{
	HANDLE ddi = device->ddi.pDrvPrivate;
	struct d3d11_wait *wait;

	while ((wait = device->context.waits)) {
		while (cpgpu_ddi_wait_fences(ddi, &wait->ddi, &wait->value, 1,
					     SLICE_MS) == S_FALSE)
			;
		device->context.waits = wait->next;
		cpgpu_ddi_destroy_fence(ddi, wait->ddi);
		free(wait);
	}
}

void d3d11_forget_waits(struct d3d11_device *device)
{
	struct d3d11_wait *wait;

	while ((wait = device->context.waits)) {
		device->context.waits = wait->next;
		cpgpu_ddi_destroy_fence(device->ddi.pDrvPrivate, wait->ddi);
		free(wait);
	}
}

BOOL d3d11_set_event(struct d3d11_device *device, HANDLE event)
{
	BOOL set;

	d3d11_lock(device);
	set = event_set(event);
	d3d11_unlock(device);
	return set;
}

#include "d3d11_fence.vtables.h"
