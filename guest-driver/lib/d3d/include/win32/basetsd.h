/* SPDX-License-Identifier: MIT */
/* What Direct3D needs of it is in <windows.h> */
#include "windows.h"
