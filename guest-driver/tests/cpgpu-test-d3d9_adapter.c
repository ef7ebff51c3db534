// SPDX-License-Identifier: MIT
/* Direct3D 9: adapters, display modes, formats and capabilities */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <xf86drm.h>

#include "d3d9_fixture.h"

#define NO_ADAPTER 0xffffffffu

static const D3DFORMAT display = D3DFMT_X8R8G8B8;

static IDirect3D9Ex *new_d3d(void)
{
	IDirect3D9Ex *d3d;

	OK(Direct3DCreate9Ex(D3D_SDK_VERSION, &d3d));
	return d3d;
}

static unsigned long read_id(struct cpgpu_device *dev, const char *file)
{
	char path[PCI_PATH_MAX], text[32] = "";
	FILE *f;

	pci_path(dev, file, path);
	f = fopen(path, "r");
	CHECK(f && fgets(text, sizeof(text), f));
	fclose(f);
	return strtoul(text, NULL, 16);
}

/* -------------------------------------------------------------- identity -- */

TEST(GetAdapterIdentifier_describes_the_PCI_device)
{
	struct cpgpu_device *dev = open_device();
	IDirect3D9Ex *d3d = new_d3d();
	D3DADAPTER_IDENTIFIER9 id, again;

	POISON(id);
	OK(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, 0, &id));
	CHECK_EQ(id.VendorId, read_id(dev, "vendor"));
	CHECK_EQ(id.DeviceId, read_id(dev, "device"));
	CHECK_EQ(id.SubSysId, read_id(dev, "subsystem_device") << 16 |
			      read_id(dev, "subsystem_vendor"));
	CHECK_EQ(id.Revision, read_id(dev, "revision"));
	CHECK(!strcmp(id.DeviceName, cpgpu_path(dev)));
	CHECK(strstr(id.Driver, "cpgpu-d3d"));
	CHECK(*id.Description);
	CHECK(id.DriverVersion.QuadPart);
	CHECK(!IsEqualGUID(&id.DeviceIdentifier, &GUID_NULL));
	OK(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, D3DENUM_WHQL_LEVEL,
					     &again));
	CHECK_MEM(&again, &id, sizeof(id));
}

TEST(GetAdapterLUID_is_the_node)
{
	struct cpgpu_device *dev = open_device();
	IDirect3D9Ex *d3d = new_d3d();
	struct stat st;
	LUID luid;

	CHECK(!stat(cpgpu_path(dev), &st));
	OK(IDirect3D9Ex_GetAdapterLUID(d3d, 0, &luid));
	CHECK_EQ(luid.LowPart, minor(st.st_rdev));
	CHECK_EQ(luid.HighPart, major(st.st_rdev));
}

TEST(adapters_are_those_that_the_environment_names)
{
	struct cpgpu_device *dev = open_device();
	D3DADAPTER_IDENTIFIER9 id;
	IDirect3D9Ex *d3d;

	CHECK(!setenv("CPGPU_DEVICE", cpgpu_path(dev), 1));
	d3d = new_d3d();
	CHECK_EQ(IDirect3D9Ex_GetAdapterCount(d3d), 1);
	OK(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, 0, &id));
	CHECK(!strcmp(id.DeviceName, cpgpu_path(dev)));
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
	/* neither a node of DRM nor a node at all */
	CHECK(!setenv("CPGPU_DEVICE", "/dev/zero", 1));
	d3d = new_d3d();
	CHECK_EQ(IDirect3D9Ex_GetAdapterCount(d3d), 0);
	INVALID(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, 0, &id));
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
	CHECK(!setenv("CPGPU_DEVICE", "/no/such/node", 1));
	d3d = new_d3d();
	CHECK_EQ(IDirect3D9Ex_GetAdapterCount(d3d), 0);
	CHECK_EQ(IDirect3D9Ex_GetAdapterModeCount(d3d, 0, display), 0);
}

TEST(asking_takes_the_display_from_nobody)
{
	IDirect3D9Ex *d3d = new_d3d();
	D3DADAPTER_IDENTIFIER9 id;
	struct cpgpu_device *dev;
	LUID luid;

	/* the next one would be the first that is not there */
	INVALID(IDirect3D9Ex_GetAdapterLUID(
		d3d, IDirect3D9Ex_GetAdapterCount(d3d), &luid));
	OK(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, 0, &id));
	OK(IDirect3D9Ex_GetAdapterLUID(d3d, 0, &luid));
	CHECK(IDirect3D9Ex_GetAdapterModeCount(d3d, 0, display) > 0);
	dev = open_device();
	CHECK(drmIsMaster(cpgpu_fd(dev)));
}

/* Counted in another way: by opening all nodes. */
TEST(every_device_is_an_adapter)
{
	D3DPRESENT_PARAMETERS parameters = {
		.SwapEffect = D3DSWAPEFFECT_DISCARD,
		.Windowed = TRUE,
	};
	D3DDEVICE_CREATION_PARAMETERS made;
	IDirect3D9Ex *d3d = new_d3d();
	D3DADAPTER_IDENTIFIER9 id;
	IDirect3DDevice9Ex *device;
	struct cpgpu_device *dev;
	char node[32];
	UINT count = 0;
	int i;

	for (i = 0; i < 64; i++) {
		snprintf(node, sizeof(node), "/dev/dri/card%d", i);
		if (cpgpu_open(node, &dev))
			continue;
		cpgpu_close(dev);
		OK(IDirect3D9Ex_GetAdapterIdentifier(d3d, count, 0, &id));
		CHECK(!strcmp(id.DeviceName, node));
		OK(IDirect3D9Ex_CreateDeviceEx(d3d, count, D3DDEVTYPE_HAL, NULL,
					       0, &parameters, NULL, &device));
		OK(IDirect3DDevice9Ex_GetCreationParameters(device, &made));
		CHECK_EQ(made.AdapterOrdinal, count);
		CHECK_EQ(IDirect3DDevice9Ex_Release(device), 0);
		count++;
	}
	CHECK_EQ(IDirect3D9Ex_GetAdapterCount(d3d), count);
	test_note("%u adapters", count);
}

/* ------------------------------------------- objects without and with Ex -- */

TEST(Direct3DCreate9_gives_objects_without_Ex)
{
	D3DPRESENT_PARAMETERS parameters = {
		.SwapEffect = D3DSWAPEFFECT_DISCARD,
		.Windowed = TRUE,
	};
	static const IID *const refused[] = {
		&IID_IDirect3DDevice9Ex, &IID_IDirect3DDevice9Video,
	};
	IDirect3DDevice9 *device;
	IDirect3D9 *d3d;
	void *none;
	size_t i;

	CHECK(!Direct3DCreate9(31));
	CHECK(!Direct3DCreate9(0));
	d3d = Direct3DCreate9(D3D_SDK_VERSION);
	CHECK(d3d);
	CHECK_HR(IDirect3D9_QueryInterface(d3d, &IID_IDirect3D9Ex, &none),
		 E_NOINTERFACE);
	OK(IDirect3D9_CreateDevice(d3d, 0, D3DDEVTYPE_HAL, NULL,
				   D3DCREATE_SOFTWARE_VERTEXPROCESSING,
				   &parameters, &device));
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		none = &none;
		CHECK_HR(IDirect3DDevice9_QueryInterface(device, refused[i],
							 &none),
			 E_NOINTERFACE);
		CHECK(!none);
	}
	OK(IDirect3DDevice9_TestCooperativeLevel(device));
	CHECK_EQ(IDirect3DDevice9_Release(device), 0);
	CHECK_EQ(IDirect3D9_Release(d3d), 0);
	/* a program with D3D_DEBUG_INFO */
	d3d = Direct3DCreate9(D3D_SDK_VERSION | 0x80000000u);
	CHECK(d3d);
	CHECK_EQ(IDirect3D9_Release(d3d), 0);
}

TEST(failures_of_creation_are_told)
{
	IDirect3D9Ex *d3d = new_d3d();
	IDirect3DDevice9Ex *device;
	struct d3d9 d3d9 = { .device = (IDirect3DDevice9Ex *)d3d };
	D3DPRESENT_PARAMETERS parameters = { .Windowed = TRUE };
	struct d3d9_told told;

	d3d9_listen(&d3d9, &told);
	INVALID(IDirect3D9Ex_CreateDeviceEx(d3d, 0, D3DDEVTYPE_HAL, NULL, 0,
					    &parameters, NULL, &device));
	CHECK_EQ(told.count, 1);
	CHECK(!strcmp(told.function, "IDirect3D9Ex::CreateDeviceEx"));
	CHECK(strstr(told.text, "SwapEffect"));
	CHECK_EQ(IDirect3D9Ex_Release(d3d), 0);
}

/* ----------------------------------------------------------------- modes -- */

TEST(EnumAdapterModes_lists_the_monitors_modes)
{
	D3DDISPLAYMODEFILTER filter = {
		.Size = sizeof(filter), .Format = display,
	};
	D3DDISPLAYMODEEX ex = { .Size = sizeof(ex) };
	IDirect3D9Ex *d3d = new_d3d();
	UINT count = IDirect3D9Ex_GetAdapterModeCount(d3d, 0, display), i;
	D3DDISPLAYMODE mode;

	CHECK(count >= 1);
	CHECK_EQ(IDirect3D9Ex_GetAdapterModeCountEx(d3d, 0, &filter), count);
	for (i = 0; i < count; i++) {
		OK(IDirect3D9Ex_EnumAdapterModes(d3d, 0, display, i, &mode));
		OK(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, &filter, i, &ex));
		CHECK(mode.Width >= 16 && mode.Height >= 16);
		CHECK(mode.RefreshRate >= 1);
		CHECK_EQ(mode.Format, display);
		CHECK_EQ(ex.Width, mode.Width);
		CHECK_EQ(ex.Height, mode.Height);
		CHECK_EQ(ex.RefreshRate, mode.RefreshRate);
		CHECK_EQ(ex.Format, display);
		CHECK_EQ(ex.ScanLineOrdering, D3DSCANLINEORDERING_PROGRESSIVE);
	}
	INVALID(IDirect3D9Ex_EnumAdapterModes(d3d, 0, display, count, &mode));
	INVALID(IDirect3D9Ex_EnumAdapterModes(d3d, 0, display, NO_ADAPTER,
					      &mode));
	test_note("%u modes", count);
}

TEST(modes_have_one_format_and_are_progressive)
{
	D3DDISPLAYMODEFILTER filter = {
		.Size = sizeof(filter), .Format = display,
		.ScanLineOrdering = D3DSCANLINEORDERING_INTERLACED,
	};
	D3DDISPLAYMODEEX ex = { .Size = sizeof(ex) };
	IDirect3D9Ex *d3d = new_d3d();
	D3DDISPLAYMODE mode;

	CHECK_EQ(IDirect3D9Ex_GetAdapterModeCount(d3d, 0, D3DFMT_R5G6B5), 0);
	CHECK_EQ(IDirect3D9Ex_GetAdapterModeCount(d3d, 0, D3DFMT_UNKNOWN), 0);
	CHECK_HR(IDirect3D9Ex_EnumAdapterModes(d3d, 0, D3DFMT_A8R8G8B8, 0,
					       &mode),
		 D3DERR_NOTAVAILABLE);
	CHECK_EQ(IDirect3D9Ex_GetAdapterModeCountEx(d3d, 0, &filter), 0);
	INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, &filter, 0, &ex));
	filter.ScanLineOrdering = 3;
	INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, &filter, 0, &ex));
	filter.ScanLineOrdering = 0;
	filter.Size--;
	CHECK_EQ(IDirect3D9Ex_GetAdapterModeCountEx(d3d, 0, &filter), 0);
	INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, &filter, 0, &ex));
	filter.Size++;
	ex.Size--;
	INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, &filter, 0, &ex));
	INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, &filter, 0, NULL));
	INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, 0, NULL, 0, &ex));
}

TEST(GetAdapterDisplayMode_is_the_mode_now)
{
	D3DDISPLAYMODEEX ex = { .Size = sizeof(ex) };
	IDirect3D9Ex *d3d = new_d3d();
	D3DDISPLAYROTATION rotation;
	D3DDISPLAYMODE mode;

	OK(IDirect3D9Ex_GetAdapterDisplayMode(d3d, 0, &mode));
	OK(IDirect3D9Ex_GetAdapterDisplayModeEx(d3d, 0, &ex, &rotation));
	CHECK(mode.Width && mode.Height && mode.RefreshRate);
	CHECK_EQ(ex.Width, mode.Width);
	CHECK_EQ(ex.Height, mode.Height);
	CHECK_EQ(rotation, D3DDISPLAYROTATION_IDENTITY);
	OK(IDirect3D9Ex_GetAdapterDisplayModeEx(d3d, 0, NULL, &rotation));
	INVALID(IDirect3D9Ex_GetAdapterDisplayModeEx(d3d, 0, NULL, NULL));
	ex.Size = 0;
	INVALID(IDirect3D9Ex_GetAdapterDisplayModeEx(d3d, 0, &ex, NULL));
	CHECK(!IDirect3D9Ex_GetAdapterMonitor(d3d, 0));
}

/* --------------------------------------------------------------- formats -- */

TEST(CheckDeviceType_knows_what_can_be_shown)
{
	static const struct {
		UINT adapter;
		D3DDEVTYPE type;
		D3DFORMAT display, back;
		BOOL windowed;
		HRESULT expected;
	} checks[] = {
		{ 0, 1, D3DFMT_X8R8G8B8, D3DFMT_X8R8G8B8, TRUE, D3D_OK },
		{ 0, 1, D3DFMT_X8R8G8B8, D3DFMT_A8R8G8B8, FALSE, D3D_OK },
		{ 0, 1, D3DFMT_X8R8G8B8, D3DFMT_UNKNOWN, TRUE, D3D_OK },
		{ 0, 1, D3DFMT_X8R8G8B8, D3DFMT_UNKNOWN, FALSE,
		  D3DERR_NOTAVAILABLE },
		{ 0, 1, D3DFMT_X8R8G8B8, D3DFMT_R5G6B5, TRUE,
		  D3DERR_NOTAVAILABLE },
		{ 0, 1, D3DFMT_R5G6B5, D3DFMT_R5G6B5, TRUE,
		  D3DERR_NOTAVAILABLE },
		{ 0, 1, D3DFMT_UNKNOWN, D3DFMT_X8R8G8B8, TRUE,
		  D3DERR_INVALIDCALL },
		{ 0, D3DDEVTYPE_REF, D3DFMT_X8R8G8B8, D3DFMT_X8R8G8B8, TRUE,
		  D3DERR_NOTAVAILABLE },
		{ 0, D3DDEVTYPE_NULLREF, D3DFMT_X8R8G8B8, D3DFMT_X8R8G8B8,
		  TRUE, D3DERR_NOTAVAILABLE },
		{ 0, 0, D3DFMT_X8R8G8B8, D3DFMT_X8R8G8B8, TRUE,
		  D3DERR_INVALIDCALL },
		{ 0, 5, D3DFMT_X8R8G8B8, D3DFMT_X8R8G8B8, TRUE,
		  D3DERR_INVALIDCALL },
		{ NO_ADAPTER, 1, D3DFMT_X8R8G8B8, D3DFMT_X8R8G8B8, TRUE,
		  D3DERR_INVALIDCALL },
	};
	IDirect3D9Ex *d3d = new_d3d();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks); i++)
		CHECK_HR(IDirect3D9Ex_CheckDeviceType(d3d, checks[i].adapter,
						      checks[i].type,
						      checks[i].display,
						      checks[i].back,
						      checks[i].windowed),
			 checks[i].expected);
}

/* What CheckDeviceFormat promises, the device keeps. */
TEST(CheckDeviceFormat_says_what_can_be_created)
{
	static const D3DFORMAT formats[] = {
		D3DFMT_X8R8G8B8, D3DFMT_A8R8G8B8, D3DFMT_R5G6B5, D3DFMT_YUY2,
		(D3DFORMAT)MAKEFOURCC('N', 'V', '1', '2'),
		(D3DFORMAT)MAKEFOURCC('A', 'I', '4', '4'), D3DFMT_D24S8,
		D3DFMT_DXT1, D3DFMT_R32F, D3DFMT_UNKNOWN,
	};
	struct d3d9 *d3d9 = d3d9_open();
	IDirect3DTexture9 *texture;
	IDirect3DSurface9 *surface;
	HRESULT promised;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		promised = IDirect3D9Ex_CheckDeviceFormat(
			d3d9->d3d, 0, D3DDEVTYPE_HAL, display,
			D3DUSAGE_RENDERTARGET, D3DRTYPE_SURFACE, formats[i]);
		CHECK_EQ(SUCCEEDED(promised),
			 SUCCEEDED(IDirect3DDevice9Ex_CreateRenderTarget(
				 d3d9->device, 64, 64, formats[i], 0, 0, FALSE,
				 &surface, NULL)));
		promised = IDirect3D9Ex_CheckDeviceFormat(
			d3d9->d3d, 0, D3DDEVTYPE_HAL, display,
			D3DUSAGE_DYNAMIC, D3DRTYPE_TEXTURE, formats[i]);
		CHECK_EQ(SUCCEEDED(promised),
			 SUCCEEDED(IDirect3DDevice9Ex_CreateTexture(
				 d3d9->device, 64, 64, 1, D3DUSAGE_DYNAMIC,
				 formats[i], D3DPOOL_DEFAULT, &texture, NULL)));
	}
}

TEST(CheckDeviceFormat_knows_the_limits)
{
	static const struct {
		D3DFORMAT display;
		DWORD usage;
		D3DRESOURCETYPE kind;
		HRESULT expected;
	} checks[] = {
		{ D3DFMT_X8R8G8B8, 0, D3DRTYPE_SURFACE, D3D_OK },
		{ D3DFMT_X8R8G8B8, D3DUSAGE_RESTRICTED_CONTENT,
		  D3DRTYPE_SURFACE, D3D_OK },
		{ D3DFMT_X8R8G8B8, D3DUSAGE_DYNAMIC, D3DRTYPE_SURFACE,
		  D3DERR_NOTAVAILABLE },
		{ D3DFMT_X8R8G8B8, D3DUSAGE_DEPTHSTENCIL, D3DRTYPE_SURFACE,
		  D3DERR_NOTAVAILABLE },
		{ D3DFMT_X8R8G8B8, D3DUSAGE_QUERY_FILTER, D3DRTYPE_TEXTURE,
		  D3DERR_NOTAVAILABLE },
		{ D3DFMT_X8R8G8B8, D3DUSAGE_AUTOGENMIPMAP, D3DRTYPE_TEXTURE,
		  D3DERR_NOTAVAILABLE },
		{ D3DFMT_X8R8G8B8, 0, D3DRTYPE_CUBETEXTURE,
		  D3DERR_NOTAVAILABLE },
		{ D3DFMT_X8R8G8B8, 0, 0, D3DERR_INVALIDCALL },
		{ D3DFMT_X8R8G8B8, 0, 8, D3DERR_INVALIDCALL },
		{ D3DFMT_UNKNOWN, 0, D3DRTYPE_SURFACE, D3DERR_INVALIDCALL },
		{ D3DFMT_R5G6B5, 0, D3DRTYPE_SURFACE, D3DERR_NOTAVAILABLE },
	};
	IDirect3D9Ex *d3d = new_d3d();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks); i++)
		CHECK_HR(IDirect3D9Ex_CheckDeviceFormat(
				 d3d, 0, D3DDEVTYPE_HAL, checks[i].display,
				 checks[i].usage, checks[i].kind,
				 D3DFMT_X8R8G8B8),
			 checks[i].expected);
}

TEST(what_the_device_cannot_do_is_not_available)
{
	IDirect3D9Ex *d3d = new_d3d();
	const D3DFORMAT yuy2 = D3DFMT_YUY2;
	DWORD levels;

#define SAMPLES(format, samples, levels) \
	IDirect3D9Ex_CheckDeviceMultiSampleType(d3d, 0, D3DDEVTYPE_HAL, \
						format, TRUE, samples, levels)
	OK(SAMPLES(display, D3DMULTISAMPLE_NONE, &levels));
	CHECK_EQ(levels, 1);
	OK(SAMPLES(display, D3DMULTISAMPLE_NONE, NULL));
	CHECK_HR(SAMPLES(display, D3DMULTISAMPLE_4_SAMPLES, &levels),
		 D3DERR_NOTAVAILABLE);
	INVALID(SAMPLES(display, 17, &levels));
	INVALID(SAMPLES(D3DFMT_UNKNOWN, D3DMULTISAMPLE_NONE, &levels));
	CHECK_HR(IDirect3D9Ex_CheckDepthStencilMatch(d3d, 0, D3DDEVTYPE_HAL,
						     display, display,
						     D3DFMT_D24S8),
		 D3DERR_NOTAVAILABLE);
	OK(IDirect3D9Ex_CheckDeviceFormatConversion(d3d, 0, D3DDEVTYPE_HAL,
						    yuy2, yuy2));
	CHECK_HR(IDirect3D9Ex_CheckDeviceFormatConversion(
			 d3d, 0, D3DDEVTYPE_HAL, yuy2, display),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(IDirect3D9Ex_RegisterSoftwareDevice(d3d, d3d),
		 D3DERR_NOTAVAILABLE);
	INVALID(IDirect3D9Ex_RegisterSoftwareDevice(d3d, NULL));
}

TEST(GetDeviceCaps_are_those_of_the_device)
{
	struct d3d9 *d3d9 = d3d9_open();
	D3DCAPS9 caps, same;

	POISON(caps);
	OK(IDirect3D9Ex_GetDeviceCaps(d3d9->d3d, 0, D3DDEVTYPE_HAL, &caps));
	OK(IDirect3DDevice9Ex_GetDeviceCaps(d3d9->device, &same));
	CHECK_MEM(&caps, &same, sizeof(caps));
	CHECK_EQ(caps.DeviceType, D3DDEVTYPE_HAL);
	CHECK_EQ(caps.AdapterOrdinal, 0);
	CHECK_EQ(caps.NumberOfAdaptersInGroup, 1);
	CHECK_EQ(caps.MaxTextureWidth, 16384);
	CHECK_EQ(caps.NumSimultaneousRTs, 1);
	/* it does not draw, nor tell its scan line */
	CHECK_EQ(caps.PixelShaderVersion, 0);
	CHECK_EQ(caps.Caps & D3DCAPS_READ_SCANLINE, 0);
	CHECK_EQ(caps.DevCaps, 0);
	CHECK_HR(IDirect3D9Ex_GetDeviceCaps(d3d9->d3d, 0, D3DDEVTYPE_SW, &caps),
		 D3DERR_NOTAVAILABLE);
	INVALID(IDirect3D9Ex_GetDeviceCaps(d3d9->d3d, 0, D3DDEVTYPE_HAL, NULL));
	INVALID(IDirect3DDevice9Ex_GetDeviceCaps(d3d9->device, NULL));
}

/* --------------------------------------------------------- bad arguments -- */

TEST(adapters_that_do_not_exist_are_refused)
{
	static const UINT adapters[] = { 16, 17, NO_ADAPTER };
	D3DDISPLAYMODEFILTER filter = {
		.Size = sizeof(filter), .Format = display,
	};
	D3DDISPLAYMODEEX ex = { .Size = sizeof(ex) };
	IDirect3D9Ex *d3d = new_d3d();
	D3DADAPTER_IDENTIFIER9 id;
	D3DDISPLAYMODE mode;
	D3DCAPS9 caps;
	LUID luid;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(adapters); i++) {
		UINT n = adapters[i];

		INVALID(IDirect3D9Ex_GetAdapterIdentifier(d3d, n, 0, &id));
		INVALID(IDirect3D9Ex_GetAdapterLUID(d3d, n, &luid));
		INVALID(IDirect3D9Ex_GetAdapterDisplayMode(d3d, n, &mode));
		INVALID(IDirect3D9Ex_GetAdapterDisplayModeEx(d3d, n, &ex,
							     NULL));
		INVALID(IDirect3D9Ex_EnumAdapterModes(d3d, n, display, 0,
						      &mode));
		INVALID(IDirect3D9Ex_EnumAdapterModesEx(d3d, n, &filter, 0,
							&ex));
		INVALID(IDirect3D9Ex_GetDeviceCaps(d3d, n, D3DDEVTYPE_HAL,
						   &caps));
		CHECK_EQ(IDirect3D9Ex_GetAdapterModeCount(d3d, n, display), 0);
		CHECK_EQ(IDirect3D9Ex_GetAdapterModeCountEx(d3d, n, &filter),
			 0);
		CHECK(!IDirect3D9Ex_GetAdapterMonitor(d3d, n));
	}
	INVALID(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, 0, NULL));
	INVALID(IDirect3D9Ex_GetAdapterIdentifier(d3d, 0, 1, &id));
	INVALID(IDirect3D9Ex_GetAdapterLUID(d3d, 0, NULL));
	INVALID(IDirect3D9Ex_EnumAdapterModes(d3d, 0, display, 0, NULL));
	INVALID(IDirect3D9Ex_GetAdapterDisplayMode(d3d, 0, NULL));
}
