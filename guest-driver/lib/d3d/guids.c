// SPDX-License-Identifier: MIT
/* Defines the GUIDs of all headers, for programs that link the library */
#include <initguid.h>

#include <d3d10_1.h>
#include <d3d11_4.h>
#include <d3d9.h>
#include <dxgi1_6.h>
#include <dxva.h>
#include <dxva2api.h>
#include <opmapi.h>

#include "d3d10umddi.h"
#include "d3dumddi.h"
#include "cpgpu_d3d.h"
#include "cpgpu_ddi.h"
