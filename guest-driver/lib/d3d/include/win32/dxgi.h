/* SPDX-License-Identifier: MIT */
/* DXGI: mingw-w64's header, also after directx-headers */
#include "windows.h"
#include_next <dxgi.h>
