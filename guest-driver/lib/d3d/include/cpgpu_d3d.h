/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu-d3d: what Direct3D's own headers do not have
 *
 * How a program on Linux gets at a device, and how it learns why a call failed:
 * methods such as ID3D11VideoContext::StartSessionKeyRefresh return nothing.
 */
#ifndef CPGPU_D3D_H
#define CPGPU_D3D_H

#include "d3dcommon_types.h"

typedef struct ID3D11Device ID3D11Device;
typedef struct ID3D11DeviceContext ID3D11DeviceContext;

D3D_EXTERN_C_BEGIN

/* ----------------------------------------------------- Direct3D 11 devices -- */

/**
 * cpgpu_d3d_create_d3d11 - make a Direct3D 11 device of a device node
 * @path:    such as "/dev/dri/card0"; NULL: the one that $CPGPU_DEVICE names,
 *           else the first one of a cpgpu device
 * @flags:   D3D11_CREATE_DEVICE_*; for GetCreationFlags(), nothing else
 * @device:  receives the device, or NULL
 * @context: receives its immediate context, or NULL
 *
 * D3D11CreateDevice() does the same with @path NULL.  Errors:
 * DXGI_ERROR_NOT_FOUND no such device; E_INVALIDARG @path is something else;
 * E_ACCESSDENIED; E_OUTOFMEMORY.
 */
HRESULT cpgpu_d3d_create_d3d11(const char *path, UINT flags,
			       ID3D11Device **device,
			       ID3D11DeviceContext **context);

/**
 * cpgpu_d3d_register_teardown_event - be told when keys or content get lost
 * @device: a device of this library
 * @event:  file descriptor of an eventfd, made a HANDLE by
 *          cpgpu_d3d_event_handle(); signalled each time; may be closed
 * @cookie: receives what to give to cpgpu_d3d_unregister_teardown_event()
 *
 * What IDXGIAdapter3::RegisterHardwareContentProtectionTeardownStatusEvent does
 * with its adapter; any number may be registered.
 * ID3D11VideoContext1::CheckCryptoSessionStatus then says what is left.
 * Errors: E_INVALIDARG, E_OUTOFMEMORY.
 */
HRESULT cpgpu_d3d_register_teardown_event(ID3D11Device *device, HANDLE event,
					  DWORD *cookie);

/**
 * cpgpu_d3d_unregister_teardown_event - be told no more
 *
 * As IDXGIAdapter3::UnregisterHardwareContentProtectionTeardownStatus; an
 * unknown @cookie changes nothing.
 */
void cpgpu_d3d_unregister_teardown_event(ID3D11Device *device, DWORD cookie);

/** cpgpu_d3d_event_handle - a file descriptor as a HANDLE */
static inline HANDLE cpgpu_d3d_event_handle(int fd)
{
	return (HANDLE)(intptr_t)fd;
}

/* -------------------------------------------------------- the side channel -- */

/**
 * cpgpu_d3d_debug_callback - is told of each call that fails
 * @context:  as given to cpgpu_d3d_set_debug_callback()
 * @error:    what the call returned, or would have if it returned anything
 * @function: the method, such as "ID3D11VideoContext::DecryptionBlt"
 * @text:     one line in English; both end with the callback
 *
 * Called by the thread of the failed call, before that returns.  It may not
 * call the device.
 */
typedef void (*cpgpu_d3d_debug_callback)(void *context, HRESULT error,
					 const char *function,
					 const char *text);

/**
 * cpgpu_d3d_set_debug_callback - have failures of a device told
 * @object:   any interface of the device: a Direct3D 11 device, its video
 *            device or its contexts; a Direct3D 9 device or its video device
 * @callback: takes the place of the one before; NULL: none
 *
 * Returns S_OK, or E_INVALIDARG if @object is none of these.
 */
HRESULT cpgpu_d3d_set_debug_callback(IUnknown *object,
				     cpgpu_d3d_debug_callback callback,
				     void *context);

/**
 * cpgpu_d3d_get_last_error - the last error since this was asked before
 * @object: as above
 *
 * Returns the error of the latest call on this device that failed, whether the
 * call returns a result or not; S_OK if none did since the last time this
 * function was called; E_INVALIDARG if @object is no device.
 */
HRESULT cpgpu_d3d_get_last_error(IUnknown *object);

D3D_EXTERN_C_END

#endif /* CPGPU_D3D_H */
