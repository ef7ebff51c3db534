/* SPDX-License-Identifier: MIT */
/* DXVA 2: mingw-w64's header, also after directx-headers */
#include "windows.h"
#include <d3d9.h>
#include_next <dxva2api.h>
