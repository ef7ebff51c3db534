/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu-d3d: extensions to Direct3D
 *
 * Functions to open a device by its node, and to find out why a call failed:
 * methods such as ID3D11VideoContext::StartSessionKeyRefresh return nothing.
 */
#ifndef CPGPU_D3D_H
#define CPGPU_D3D_H

#include <windows.h>

typedef struct ID3D11Device ID3D11Device;
typedef struct ID3D11DeviceContext ID3D11DeviceContext;

#ifdef __cplusplus
extern "C" {
#endif

/* --------------------------------------------------- Direct3D 11 devices -- */

/**
 * cpgpu_d3d_create_d3d11 - create a Direct3D 11 device for a device node
 * @path:    such as "/dev/dri/card0"; NULL: $CPGPU_DEVICE, or else the node of
 *           the first cpgpu device
 * @flags:   D3D11_CREATE_DEVICE_*; used by GetCreationFlags() only
 * @device:  receives the device, or NULL
 * @context: receives its immediate context, or NULL
 *
 * D3D11CreateDevice() does the same with @path NULL.  Errors:
 * DXGI_ERROR_NOT_FOUND no such device; E_INVALIDARG @path is not a cpgpu
 * device; E_ACCESSDENIED; E_OUTOFMEMORY.
 */
HRESULT WINAPI cpgpu_d3d_create_d3d11(const char *path, UINT flags,
			       ID3D11Device **device,
			       ID3D11DeviceContext **context);

/**
 * cpgpu_d3d_register_teardown_event - register for lost keys and content
 * @device: a device of this library
 * @event:  file descriptor of an eventfd, converted by
 *          cpgpu_d3d_event_handle(); signalled each time; may be closed
 * @cookie: receives the argument for cpgpu_d3d_unregister_teardown_event()
 *
 * Like IDXGIAdapter3::RegisterHardwareContentProtectionTeardownStatusEvent,
 * which covers all devices of this process on the adapter, until the adapter is
 * released.  Any number of events may be registered.
 * ID3D11VideoContext1::CheckCryptoSessionStatus then tells what was lost.
 * Errors: E_INVALIDARG, E_OUTOFMEMORY.
 */
HRESULT WINAPI cpgpu_d3d_register_teardown_event(ID3D11Device *device, HANDLE event,
					  DWORD *cookie);

/**
 * cpgpu_d3d_unregister_teardown_event - end a registration
 *
 * Like IDXGIAdapter3::UnregisterHardwareContentProtectionTeardownStatus; an
 * unknown @cookie has no effect.
 */
void WINAPI cpgpu_d3d_unregister_teardown_event(ID3D11Device *device, DWORD cookie);

/** cpgpu_d3d_event_handle - convert a file descriptor to a HANDLE */
static inline HANDLE cpgpu_d3d_event_handle(int fd)
{
	return (HANDLE)(intptr_t)fd;
}

/* -------------------------------------------------------- error reports -- */

/**
 * cpgpu_d3d_debug_callback - called for each call that fails
 * @context:  as given to cpgpu_d3d_set_debug_callback()
 * @error:    the result of the call, even if the call returns nothing
 * @function: the method, such as "ID3D11VideoContext::DecryptionBlt"
 * @text:     one line in English
 *
 * Runs in the thread of the failed call, before that returns, and must not call
 * the device.  The strings are valid during the callback only.
 */
typedef void (CALLBACK *cpgpu_d3d_debug_callback)(void *context, HRESULT error,
					 const char *function,
					 const char *text);

/**
 * cpgpu_d3d_set_debug_callback - set the callback for failures of a device
 * @object:   any interface of the device: a Direct3D 11 device, its video
 *            device or its contexts; a Direct3D 9 device or its video device; or
 *            a DXGI factory or one of its adapters, which share one callback
 * @callback: replaces the previous one; NULL: none
 *
 * Returns S_OK, or E_INVALIDARG if @object is none of these.
 */
HRESULT WINAPI cpgpu_d3d_set_debug_callback(IUnknown *object,
				     cpgpu_d3d_debug_callback callback,
				     void *context);

/**
 * cpgpu_d3d_get_last_error - get and clear the last error of a device
 * @object: as for cpgpu_d3d_set_debug_callback()
 *
 * Returns the error of the latest call on this device that failed, even if that
 * returned nothing; S_OK if none failed since the last call of this function;
 * E_INVALIDARG if @object is not such an interface.
 */
HRESULT WINAPI cpgpu_d3d_get_last_error(IUnknown *object);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_D3D_H */
