// SPDX-License-Identifier: MIT
/*
 * DXVA 2: IDirect3DDeviceManager9, which shares a Direct3D 9 device between the
 * parts of a player
 */
#include <stdlib.h>

#include <dxva2api.h>

#include "d3d9_object.h"

/* Handles are indices plus one. */
struct device_handle {
	bool open;
	/* from before the last ResetDevice */
	bool old;
};

struct manager {
	IDirect3DDeviceManager9 iface;
	struct com com;
	UINT token;
	pthread_mutex_t lock;
	pthread_cond_t unlocked;
	IDirect3DDevice9 *device;
	struct device_handle *handles;
	size_t count;
	/* the handle that has locked the device, or 0 */
	size_t owner;
};

static struct manager *manager_of(IDirect3DDeviceManager9 *This)
{
	return com_container(This, struct manager, iface);
}

COM_METHODS(manager, IDirect3DDeviceManager9, manager_of(This)->com)

VTABLE(IDirect3DDeviceManager9, manager)

/* The caller of the static functions below holds the lock. */

static HRESULT check_handle(const struct manager *manager, HANDLE handle,
			    size_t *number)
{
	*number = (uintptr_t)handle;
	if (!*number || *number > manager->count ||
	    !manager->handles[*number - 1].open)
		return E_HANDLE;
	return manager->handles[*number - 1].old ? DXVA2_E_NEW_VIDEO_DEVICE :
						   S_OK;
}

static void unlock_device(struct manager *manager)
{
	manager->owner = 0;
	pthread_cond_broadcast(&manager->unlocked);
}

/* --------------------------------------------------------------- handles -- */

static HRESULT STDMETHODCALLTYPE
manager_ResetDevice(IDirect3DDeviceManager9 *This, IDirect3DDevice9 *device,
		    UINT token)
{
	struct manager *manager = manager_of(This);
	IDirect3DDevice9 *old;
	size_t i;

	if (!d3d9_device_of(device) || token != manager->token)
		return E_INVALIDARG;
	IDirect3DDevice9_AddRef(device);
	pthread_mutex_lock(&manager->lock);
	old = manager->device;
	manager->device = device;
	for (i = 0; i < manager->count; i++)
		manager->handles[i].old = true;
	unlock_device(manager);
	pthread_mutex_unlock(&manager->lock);
	if (old)
		IDirect3DDevice9_Release(old);
	return S_OK;
}

static HRESULT find_free_handle(struct manager *manager, size_t *number)
{
	struct device_handle *more;
	size_t i;

	for (i = 0; i < manager->count; i++) {
		if (!manager->handles[i].open)
			break;
	}
	if (i == manager->count) {
		more = realloc(manager->handles, (i + 1) * sizeof(*more));
		if (!more)
			return E_OUTOFMEMORY;
		manager->handles = more;
		manager->count++;
	}
	manager->handles[i] = (struct device_handle) { .open = true };
	*number = i + 1;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
manager_OpenDeviceHandle(IDirect3DDeviceManager9 *This, HANDLE *handle)
{
	struct manager *manager = manager_of(This);
	size_t number;
	HRESULT hr;

	if (!handle)
		return E_POINTER;
	pthread_mutex_lock(&manager->lock);
	hr = manager->device ? find_free_handle(manager, &number) :
			       DXVA2_E_NOT_INITIALIZED;
	pthread_mutex_unlock(&manager->lock);
	*handle = SUCCEEDED(hr) ? (HANDLE)(uintptr_t)number : NULL;
	return hr;
}

static HRESULT STDMETHODCALLTYPE
manager_CloseDeviceHandle(IDirect3DDeviceManager9 *This, HANDLE handle)
{
	struct manager *manager = manager_of(This);
	size_t number;
	HRESULT hr;

	pthread_mutex_lock(&manager->lock);
	hr = check_handle(manager, handle, &number);
	if (hr != E_HANDLE) {
		manager->handles[number - 1].open = false;
		if (manager->owner == number)
			unlock_device(manager);
		hr = S_OK;
	}
	pthread_mutex_unlock(&manager->lock);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
manager_TestDevice(IDirect3DDeviceManager9 *This, HANDLE handle)
{
	struct manager *manager = manager_of(This);
	size_t number;
	HRESULT hr;

	pthread_mutex_lock(&manager->lock);
	hr = check_handle(manager, handle, &number);
	pthread_mutex_unlock(&manager->lock);
	return hr;
}

/* --------------------------------------------------------------- locking -- */

/* A handle that has the lock already would wait for itself. */
static HRESULT take_lock(struct manager *manager, HANDLE handle, BOOL block)
{
	size_t number;
	HRESULT hr;

	for (;;) {
		hr = check_handle(manager, handle, &number);
		if (FAILED(hr))
			return hr;
		if (!manager->owner)
			break;
		if (!block || manager->owner == number)
			return DXVA2_E_VIDEO_DEVICE_LOCKED;
		pthread_cond_wait(&manager->unlocked, &manager->lock);
	}
	manager->owner = number;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
manager_LockDevice(IDirect3DDeviceManager9 *This, HANDLE handle,
		   IDirect3DDevice9 **device, WINBOOL block)
{
	struct manager *manager = manager_of(This);
	HRESULT hr;

	if (!device)
		return E_POINTER;
	*device = NULL;
	pthread_mutex_lock(&manager->lock);
	hr = take_lock(manager, handle, block);
	if (SUCCEEDED(hr)) {
		IDirect3DDevice9_AddRef(manager->device);
		*device = manager->device;
	}
	pthread_mutex_unlock(&manager->lock);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
manager_UnlockDevice(IDirect3DDeviceManager9 *This, HANDLE handle,
		     WINBOOL save UNUSED)
{
	struct manager *manager = manager_of(This);
	size_t number;
	HRESULT hr;

	pthread_mutex_lock(&manager->lock);
	hr = check_handle(manager, handle, &number);
	if (hr != E_HANDLE)
		hr = manager->owner == number ? S_OK : E_INVALIDARG;
	if (SUCCEEDED(hr))
		unlock_device(manager);
	pthread_mutex_unlock(&manager->lock);
	return hr;
}

static HRESULT STDMETHODCALLTYPE
manager_GetVideoService(IDirect3DDeviceManager9 *This, HANDLE handle,
			REFIID riid, void **service)
{
	struct manager *manager = manager_of(This);
	IDirect3DDevice9 *device = NULL;
	size_t number;
	HRESULT hr;

	if (!service || !riid)
		return E_POINTER;
	*service = NULL;
	pthread_mutex_lock(&manager->lock);
	hr = check_handle(manager, handle, &number);
	if (SUCCEEDED(hr)) {
		device = manager->device;
		IDirect3DDevice9_AddRef(device);
	}
	pthread_mutex_unlock(&manager->lock);
	if (FAILED(hr))
		return hr;
	hr = DXVA2CreateVideoService(device, riid, service);
	IDirect3DDevice9_Release(device);
	return hr;
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	struct manager *manager = com_container(com, struct manager, com);

	if (manager->device)
		IDirect3DDevice9_Release(manager->device);
	pthread_cond_destroy(&manager->unlocked);
	pthread_mutex_destroy(&manager->lock);
	free(manager->handles);
	free(manager);
}

#define MANAGER_INTERFACE(iid) \
	COM_INTERFACE(iid, struct manager, iface, com)

static const struct com_class manager_class = {
	.destroy = destroy,
	.interfaces = {
		MANAGER_INTERFACE(IID_IUnknown),
		MANAGER_INTERFACE(IID_IDirect3DDeviceManager9),
	},
};

/* Another manager has another token. */
static UINT new_token(void)
{
	static atomic_uint last;

	return atomic_fetch_add(&last, 1) + 1;
}

HRESULT WINAPI
DXVA2CreateDirect3DDeviceManager9(UINT *token, IDirect3DDeviceManager9 **out)
{
	struct manager *manager;

	if (!token || !out)
		return E_POINTER;
	*out = NULL;
	manager = calloc(1, sizeof(*manager));
	if (!manager)
		return E_OUTOFMEMORY;
	manager->iface.lpVtbl = &manager_vtbl;
	manager->token = new_token();
	pthread_mutex_init(&manager->lock, NULL);
	pthread_cond_init(&manager->unlocked, NULL);
	com_init(&manager->com, &manager_class, NULL);
	*token = manager->token;
	*out = &manager->iface;
	return S_OK;
}

#include "dxva2.vtables.h"
