// SPDX-License-Identifier: MIT
/* Direct3D 9: the runtime's authenticated channel */
#include "d3d9_object.h"

HRESULT d3d9_runtime_channel_create(struct d3d9_device *device,
				    IDirect3DAuthenticatedChannel9 **out,
				    HANDLE *handle)
{
	(void)device;
	(void)out;
	(void)handle;
	return D3DERR_NOTAVAILABLE;
}
