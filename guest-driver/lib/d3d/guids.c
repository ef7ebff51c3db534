// SPDX-License-Identifier: MIT
/* The GUIDs of all headers, for programs that link the library */
#define INITGUID
#include "cpgpu_d3d.h"
#include "d3d11.h"
