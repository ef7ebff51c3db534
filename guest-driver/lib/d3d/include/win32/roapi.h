/* SPDX-License-Identifier: MIT */
/* For <wrl/client.h>: there is no Windows Runtime, only classic COM. */
#include "windows.h"

#ifndef __WRL_CLASSIC_COM__
#define __WRL_CLASSIC_COM__
#endif

/* named by templates that need the Windows Runtime */
typedef struct HSTRING__ *HSTRING;
