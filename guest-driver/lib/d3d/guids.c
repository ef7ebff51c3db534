// SPDX-License-Identifier: MIT
/* Defines the GUIDs of all headers, for programs that link the library */
#define INITGUID
#include "d3d11.h"
#include "d3d9.h"
#include "d3d10umddi.h"
#include "d3dumddi.h"
#include "cpgpu_d3d.h"
#include "cpgpu_ddi.h"
