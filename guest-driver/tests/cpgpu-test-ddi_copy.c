// SPDX-License-Identifier: MIT
/*
 * The driver's extensions that copy and fill restricted resources: what they
 * refuse.  cpgpu-test-d3d11_protected has what they do.
 */
#include <cpgpu_ddi.h>

#include "hresult.h"
#include "fixture.h"

#define ROW	64
#define ROWS	4

static void APIENTRY ignore(D3D10DDI_HRTCORELAYER layer, HRESULT hr)
{
	(void)layer;
	(void)hr;
}

static HANDLE open_driver(void)
{
	const D3D11DDI_CORELAYER_DEVICECALLBACKS callbacks = {
		.pfnSetErrorCb = ignore,
	};
	D3DWDDM2_4DDI_VIDEODEVICEFUNCS functions;
	D3D10DDI_HDEVICE device;

	OK(cpgpu_ddi_open_d3d11(NULL, (D3D10DDI_HRTCORELAYER) { NULL },
				&callbacks, &device, &functions));
	return device.pDrvPrivate;
}

static HANDLE new_resource(HANDLE device, UINT rows, BOOL restricted)
{
	const CPGPU_DDI_RESOURCE_DESC desc = { ROW, rows, restricted };
	HANDLE resource;

	OK(cpgpu_ddi_create_resource(device, &desc, &resource));
	return resource;
}

TEST(copies_and_fills_refuse_bad_arguments)
{
	static const CPGPU_DDI_ROWS rows[] = {
		{ 0, ROW, 0 }, { 0, 0, 1 }, { 0, ROW, ROWS + 1 },
		{ 16, ROW, ROWS }, { 0, ROW + 16, 2 }, { ROW * ROWS, 16, 1 },
		{ 0, UINT32_MAX, 1 }, { UINT32_MAX, 16, 1 },
		{ UINT32_MAX, UINT32_MAX, UINT32_MAX },
		{ 0, ROW, UINT32_MAX }, { 0, 16, UINT32_MAX },
	};
	static const CPGPU_DDI_ROWS good = { 0, ROW, ROWS };
	HANDLE device = open_driver();
	HANDLE other = open_driver();
	HANDLE a = new_resource(device, ROWS, TRUE);
	HANDLE b = new_resource(device, ROWS, TRUE);
	HANDLE system = new_resource(device, ROWS, FALSE);
	HANDLE foreign = new_resource(other, ROWS, TRUE);
	const struct {
		HANDLE device, dst, src;
		const CPGPU_DDI_ROWS *rows;
		UINT offset;
		HRESULT result;
	} bad[] = {
		{ NULL, a, b, &good, 0, D3DDDIERR_INVALIDHANDLE },
		{ device, NULL, b, &good, 0, D3DDDIERR_INVALIDHANDLE },
		{ device, a, NULL, &good, 0, D3DDDIERR_INVALIDHANDLE },
		{ device, a, b, NULL, 0, E_INVALIDARG },
		{ device, foreign, b, &good, 0, E_INVALIDARG },
		{ device, a, foreign, &good, 0, E_INVALIDARG },
		{ device, a, a, &good, 0, E_INVALIDARG },
		{ device, system, b, &good, 0, E_INVALIDARG },
		{ device, a, system, &good, 0, E_INVALIDARG },
		{ device, a, b, &good, 16, E_INVALIDARG },
		{ device, a, b, &good, UINT32_MAX, E_INVALIDARG },
		/* there is nothing in it that could be copied */
		{ device, a, b, &good, 0, D3DERR_INVALIDCALL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(cpgpu_ddi_copy_resource(bad[i].device, bad[i].dst,
						 bad[i].rows, bad[i].src,
						 bad[i].offset), bad[i].result);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		CHECK_HR(cpgpu_ddi_copy_resource(device, a, &rows[i], b, 0),
			 E_INVALIDARG);
		CHECK_HR(cpgpu_ddi_fill_resource(device, a, &rows[i], 0),
			 E_INVALIDARG);
	}
	CHECK_HR(cpgpu_ddi_fill_resource(NULL, a, &good, 0),
		 D3DDDIERR_INVALIDHANDLE);
	CHECK_HR(cpgpu_ddi_fill_resource(device, NULL, &good, 0),
		 D3DDDIERR_INVALIDHANDLE);
	CHECK_HR(cpgpu_ddi_fill_resource(device, a, NULL, 0), E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_fill_resource(device, system, &good, 0),
		 E_INVALIDARG);
	CHECK_HR(cpgpu_ddi_fill_resource(device, a, &good, 0),
		 D3DERR_INVALIDCALL);
	cpgpu_ddi_close_d3d11((D3D10DDI_HDEVICE) { device });
	cpgpu_ddi_close_d3d11((D3D10DDI_HDEVICE) { other });
}
