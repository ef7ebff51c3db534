/* SPDX-License-Identifier: MIT */
/* The GUIDs of headers that are included after this one are defined here. */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
