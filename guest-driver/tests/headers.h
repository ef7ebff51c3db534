/* SPDX-License-Identifier: MIT */
/* All of Direct3D's headers, those of the driver left out */
#ifndef HEADERS_H
#define HEADERS_H

#include <cpgpu_d3d.h>
#include <d3d10_1.h>
#include <d3d11_4.h>
#include <d3d9.h>
#include <dxgi1_6.h>
#include <dxva.h>
#include <dxva2api.h>
#include <opmapi.h>

#endif /* HEADERS_H */
