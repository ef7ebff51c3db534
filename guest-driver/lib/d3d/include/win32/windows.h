/* SPDX-License-Identifier: MIT */
/* <windows.h> as far as Direct3D's headers need it: see cpgpu_windows.h */
#ifndef CPGPU_WINDOWS_ALL_H
#define CPGPU_WINDOWS_ALL_H

/* with its folder first in the path, this is that of directx-headers */
#include <unknwn.h>
#include "cpgpu_windows.h"
#include "unknwn.h"

#endif /* CPGPU_WINDOWS_ALL_H */
