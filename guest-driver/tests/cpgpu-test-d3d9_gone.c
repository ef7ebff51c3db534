// SPDX-License-Identifier: MIT
/* Direct3D 9: the device is taken away while a program uses it */
#include "d3d9_screen.h"
#include "pci.h"

static char pci[PCI_NAME_SIZE];

static void bring_back(void)
{
	pci_bind(pci);
	cpgpu_close(wait_device());
}

static void take_away(void)
{
	struct cpgpu_device *dev = open_device();

	pci_name(dev, pci);
	cpgpu_close(dev);
	test_at_end(bring_back);
	pci_unbind(pci);
}

#define GONE(call) CHECK_HR(call, D3DERR_DEVICEREMOVED)

TEST(a_device_that_is_gone_says_so)
{
	struct d3d9 d3d9 = open_screen(0);
	IDirect3DDevice9Ex *device = d3d9.device;
	struct d3d9_session s = d3d9_scene(&d3d9);
	IDirect3DSurface9 *surface;
	D3DLOCKED_RECT locked;
	IDirect3DQuery9 *query;
	D3DDISPLAYMODE mode;
	BOOL happened;

	OK(IDirect3DDevice9Ex_CreateQuery(device, D3DQUERYTYPE_EVENT, &query));
	d3d9_put(&s, 1);
	OK(present(&d3d9));
	take_away();
	GONE(IDirect3DDevice9Ex_CheckDeviceState(device, NULL));
	GONE(IDirect3DDevice9Ex_Present(device, NULL, NULL, NULL, NULL));
	GONE(present(&d3d9));
	GONE(IDirect3DDevice9Ex_WaitForVBlank(device, 0));
	GONE(IDirect3DQuery9_GetData(query, &happened, sizeof(happened), 0));
	GONE(IDirect3DDevice9Ex_CreateOffscreenPlainSurface(
		device, 64, 64, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT, &surface,
		NULL));
	CHECK_EQ(IDirect3DDevice9Ex_GetAvailableTextureMem(device), 0);
	/* as documented: Ex devices are not lost in the old way */
	OK(IDirect3DDevice9Ex_TestCooperativeLevel(device));
	OK(IDirect3DDevice9Ex_GetDisplayMode(device, 0, &mode));
	/* the memory of surfaces stays until they go */
	OK(IDirect3DSurface9_LockRect(s.system, &locked, NULL, 0));
	memset(locked.pBits, 0, SURFACE_SIZE);
	OK(IDirect3DSurface9_UnlockRect(s.system));
	CHECK_EQ(IDirect3DQuery9_Release(query), 0);
	CHECK_EQ(IDirect3DSurface9_Release(s.surface), 0);
	CHECK_EQ(IDirect3DSurface9_Release(s.system), 0);
	CHECK_EQ(IDirect3DCryptoSession9_Release(s.session), 0);
	IDirect3DDevice9Video_Release(d3d9.video);
	CHECK_EQ(IDirect3DDevice9Ex_Release(device), 0);
}

TEST(a_device_without_Ex_fails_when_it_is_gone)
{
	D3DPRESENT_PARAMETERS parameters = screen_parameters(0);
	IDirect3D9 *d3d = Direct3DCreate9(D3D_SDK_VERSION);
	IDirect3DDevice9 *device;

	CHECK(d3d);
	OK(IDirect3D9_CreateDevice(d3d, 0, D3DDEVTYPE_HAL, NULL, 0, &parameters,
				   &device));
	take_away();
	CHECK_HR(IDirect3DDevice9_TestCooperativeLevel(device),
		 D3DERR_DRIVERINTERNALERROR);
	GONE(IDirect3DDevice9_Present(device, NULL, NULL, NULL, NULL));
	CHECK_EQ(IDirect3DDevice9_Release(device), 0);
	/* the adapter is still in the list, but cannot be opened */
	CHECK_EQ(IDirect3D9_GetAdapterCount(d3d), 1);
	CHECK(FAILED(IDirect3D9_CreateDevice(d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
					     &parameters, &device)));
	CHECK_EQ(IDirect3D9_Release(d3d), 0);
}
