/* SPDX-License-Identifier: MIT */
/* Direct3D 11.4: all that this library has of it is in d3d11.h */
#include "d3d11.h"
