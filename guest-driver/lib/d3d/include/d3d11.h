/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11 on the cpgpu device: content protection, and as much of the rest
 * as it needs
 *
 * The interfaces have all their methods in the documented order.  Methods that
 * have nothing to do with content protection exist by name only: they return
 * E_NOTIMPL or nothing, and report the error to cpgpu_d3d_get_last_error().
 *
 * In C, #define COBJMACROS before the #include to call a method as
 * ID3D11VideoContext_FinishSessionKeyRefresh(context, session).
 */
#ifndef CPGPU_D3D11_H
#define CPGPU_D3D11_H

#include "d3d11_authchannel.h"
#include "d3d11_context.h"
#include "d3d11_device.h"
#include "d3d11_protection.h"
#include "d3d11_types.h"
#include "d3d11_videocontext.h"
#include "d3d11_videodevice.h"

#if defined(COBJMACROS) && !defined(__cplusplus)
#include "d3d11_c.h"
#endif

#endif /* CPGPU_D3D11_H */
