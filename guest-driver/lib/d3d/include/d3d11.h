/* SPDX-License-Identifier: MIT */
/* Direct3D 11: mingw-w64's header, and what it lacks */
#ifndef CPGPU_D3D11_H
#define CPGPU_D3D11_H

#include <windows.h>
#include_next <d3d11.h>
#include "d3d11_protection.h"

#endif /* CPGPU_D3D11_H */
