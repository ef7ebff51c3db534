/* SPDX-License-Identifier: MIT */
/*
 * The driver side of Direct3D on a cpgpu device
 *
 * How a runtime on Linux gets at the driver's function tables, and what
 * Windows would do by means that have nothing to do with content protection:
 * resources in memory, and word of lost keys.
 *
 * A function that returns an HRESULT writes its outputs on success only.
 */
#ifndef CPGPU_DDI_H
#define CPGPU_DDI_H

#include "d3d10umddi.h"
#include "d3dumddi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ----------------------------------------------------- Direct3D 11.1 -- */

/**
 * cpgpu_ddi_open_d3d11 - open a device and get its Direct3D 11.1 table
 * @path:         device node; NULL: the one that $CPGPU_DEVICE names, else the
 *                first one of a cpgpu device
 * @hRTCoreLayer: what to give to the callbacks
 * @pCallbacks:   copied; pfnSetErrorCb may be NULL
 * @hDevice:      receives the device; give it to cpgpu_ddi_close_d3d11()
 * @pFuncs:       receives the table
 *
 * Errors: DXGI_ERROR_NOT_FOUND no cpgpu device; E_INVALIDARG @path is not one;
 * E_ACCESSDENIED; E_OUTOFMEMORY.
 */
HRESULT cpgpu_ddi_open_d3d11(
	const char *path, D3D10DDI_HRTCORELAYER hRTCoreLayer,
	const D3D11DDI_CORELAYER_DEVICECALLBACKS *pCallbacks,
	D3D10DDI_HDEVICE *hDevice, D3DWDDM2_4DDI_VIDEODEVICEFUNCS *pFuncs);

/** cpgpu_ddi_close_d3d11 - end it, with all that was made with it */
void cpgpu_ddi_close_d3d11(D3D10DDI_HDEVICE hDevice);

/**
 * cpgpu_ddi_caps_to_d3d11 - D3D11_CONTENT_PROTECTION_CAPS for the API
 * @caps: D3D11_1DDI_CONTENT_PROTECTION_CAPS of pfnGetContentProtectionCaps
 *
 * The API does not know MEMORY_TRANSITION; what is above it moves down.
 */
static inline UINT cpgpu_ddi_caps_to_d3d11(UINT caps)
{
	const UINT below =
		D3D11_1DDI_CONTENT_PROTECTION_CAPS_MEMORY_TRANSITION - 1;

	return (caps & below) | (caps >> 1 & ~below);
}

/* -------------------------------------------------------- Direct3D 9 -- */

/**
 * cpgpu_ddi_open_adapter - open a device and get its Direct3D 9 adapter table
 * @path:     as for cpgpu_ddi_open_d3d11()
 * @hAdapter: receives the adapter; give it to pfnCloseAdapter
 * @pFuncs:   receives its table; pfnCreateDevice gives the device's
 *
 * Devices outlive the adapter, and end with their pfnDestroyDevice.
 * Errors: D3DDDIERR_NOTAVAILABLE no cpgpu device; and as above.
 */
HRESULT cpgpu_ddi_open_adapter(const char *path, HANDLE *hAdapter,
			       D3DDDI_ADAPTERFUNCS *pFuncs);

/* ---------------------------------------------------------- resources -- */

/*
 * In this part a device is D3D10DDI_HDEVICE.pDrvPrivate or Direct3D 9's
 * hDevice; a resource is both D3D10DDI_HRESOURCE.pDrvPrivate and Direct3D 9's
 * hResource.  Errors have Direct3D 9's codes, see "d3dumddi.h"; a blt with a
 * resource that is mapped fails with E_INVALIDARG.
 */

typedef struct CPGPU_DDI_RESOURCE_DESC {
	/** @RowBytes: bytes of a row that have a meaning, 1 or more */
	UINT RowBytes;
	/**
	 * @Rows: the rows of all planes together, each padded to
	 * CPGPU_DDI_ROW_ALIGNMENT; 0: a buffer of @RowBytes without padding
	 */
	UINT Rows;
	/**
	 * @Restricted: video memory, never mapped.  The first DecryptionBlt
	 * seals it to its session; a blt of another session fails then, until
	 * that session or its key is gone: then the next DecryptionBlt starts
	 * it anew.
	 */
	BOOL Restricted;
} CPGPU_DDI_RESOURCE_DESC;

#define CPGPU_DDI_ROW_ALIGNMENT 64

/** cpgpu_ddi_create_resource - E_INVALIDARG a size is 0 or over 4 GiB */
HRESULT cpgpu_ddi_create_resource(HANDLE device,
				  const CPGPU_DDI_RESOURCE_DESC *desc,
				  HANDLE *resource);

HRESULT cpgpu_ddi_destroy_resource(HANDLE device, HANDLE resource);

/**
 * cpgpu_ddi_map_resource - get at it with the CPU, until it is unmapped
 * @data:  receives its address, always the same one
 * @pitch: receives bytes from row to row; may be NULL
 *
 * Errors: E_ACCESSDENIED it is restricted; D3DERR_INVALIDCALL it is mapped.
 */
HRESULT cpgpu_ddi_map_resource(HANDLE device, HANDLE resource, VOID **data,
			       UINT *pitch);

/** cpgpu_ddi_unmap_resource - D3DERR_INVALIDCALL it is not mapped */
HRESULT cpgpu_ddi_unmap_resource(HANDLE device, HANDLE resource);

/** cpgpu_ddi_resource_size - pitch, and bytes in all; either may be NULL */
HRESULT cpgpu_ddi_resource_size(HANDLE device, HANDLE resource, UINT *pitch,
				UINT *size);

/* ------------------------------------------------------------- others -- */

/**
 * cpgpu_ddi_device_handle - what messages of channels call the device
 * @handle: receives it
 */
HRESULT cpgpu_ddi_device_handle(HANDLE device, HANDLE *handle);

/**
 * cpgpu_ddi_set_teardown_event - be told when keys or content get lost
 * @event: file descriptor of an eventfd, as a HANDLE; signalled each time,
 *         in place of one given before; NULL: none any more
 *
 * pfnCheckCryptoSessionStatus says what is left.  The caller keeps the
 * eventfd, and may close it.  Errors: E_INVALIDARG not an eventfd.
 */
HRESULT cpgpu_ddi_set_teardown_event(HANDLE device, HANDLE event);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_DDI_H */
