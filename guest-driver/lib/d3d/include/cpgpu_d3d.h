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

D3D_EXTERN_C_BEGIN

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
