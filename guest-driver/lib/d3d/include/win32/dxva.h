/* SPDX-License-Identifier: MIT */
/* DXVA: mingw-w64's header, which needs these types */
#include "windows.h"
#include_next <dxva.h>
