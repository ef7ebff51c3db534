// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: ID3D10Multithread and ID3D11Multithread, which are one interface
 * under two names
 *
 * The device and its context each have one, so that every object has a single
 * identity.  All methods of the context take its lock, protected or not; what
 * protection adds is that an application can hold it over several calls.
 */
#include "d3d11_objects.h"

static struct d3d11_multithread *multithread_of(ID3D11Multithread *iface)
{
	return com_container(iface, struct d3d11_multithread, iface);
}

static struct d3d11_context *context_of(ID3D11Multithread *iface)
{
	return &multithread_of(iface)->device->context;
}

COM_METHODS(multithread, ID3D11Multithread, *multithread_of(This)->com)

static void STDMETHODCALLTYPE multithread_Enter(ID3D11Multithread *This)
{
	struct d3d11_context *context = context_of(This);

	if (context->protected)
		pthread_mutex_lock(&context->lock);
}

/* Also after protection was turned off; without Enter it has no effect. */
static void STDMETHODCALLTYPE multithread_Leave(ID3D11Multithread *This)
{
	pthread_mutex_unlock(&context_of(This)->lock);
}

static WINBOOL STDMETHODCALLTYPE
multithread_SetMultithreadProtected(ID3D11Multithread *This, WINBOOL on)
{
	return atomic_exchange(&context_of(This)->protected, !!on);
}

static WINBOOL STDMETHODCALLTYPE
multithread_GetMultithreadProtected(ID3D11Multithread *This)
{
	return context_of(This)->protected;
}

VTABLE(ID3D11Multithread, multithread)

void d3d11_multithread_init(struct d3d11_multithread *multithread,
			    struct com *com, struct d3d11_device *device)
{
	multithread->iface.lpVtbl = &multithread_vtbl;
	multithread->com = com;
	multithread->device = device;
}

void d3d11_lock_init(struct d3d11_context *context)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&context->lock, &attributes);
	pthread_mutexattr_destroy(&attributes);
	atomic_init(&context->protected, false);
}

#include "d3d11_multithread.vtables.h"
