/* SPDX-License-Identifier: MIT */
/* Direct3D 11.1: mingw-w64's header, and what it lacks */
#ifndef CPGPU_D3D11_1_H
#define CPGPU_D3D11_1_H

#include <d3d11.h>
#include_next <d3d11_1.h>

/* newer than D3D11_CONTENT_PROTECTION_CAPS */
#define D3D11_CONTENT_PROTECTION_CAPS_HARDWARE_DRM_COMMUNICATION_MULTI_THREADED \
	((D3D11_CONTENT_PROTECTION_CAPS)0x8000)

#endif /* CPGPU_D3D11_1_H */
