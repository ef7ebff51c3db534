/* SPDX-License-Identifier: MIT */
/*
 * The driver side of Direct3D on a cpgpu device
 *
 * Functions to get the driver's function tables on Linux, and replacements for
 * services that are outside of content protection on Windows: memory resources
 * and notification of lost keys.
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

/* ----------------------------------------------------------- adapters -- */

/* What is known of a device without opening it for Direct3D. */
typedef struct CPGPU_DDI_ADAPTER {
	/** @Path: its primary node */
	CHAR Path[64];
	/** @Description: its name, of the kernel driver */
	CHAR Description[64];
	/** @Luid: major and minor number of the primary node */
	LUID Luid;
	/** @VendorId: PCI identification, or 0 on another bus */
	UINT VendorId;
	UINT DeviceId;
	/** @SubSysId: subsystem in the upper, its vendor in the lower half */
	UINT SubSysId;
	UINT Revision;
	/** @VideoMemory: bytes */
	ULONGLONG VideoMemory;
	/** @FreeVideoMemory: bytes that no process uses now */
	ULONGLONG FreeVideoMemory;
} CPGPU_DDI_ADAPTER;

/**
 * cpgpu_ddi_get_adapter - describe a device by number
 * @index: 0, 1, ...; if the environment has CPGPU_DEVICE, that is the only one
 *
 * Errors: DXGI_ERROR_NOT_FOUND there are not as many.
 */
HRESULT WINAPI cpgpu_ddi_get_adapter(UINT index, CPGPU_DDI_ADAPTER *adapter);

/** cpgpu_ddi_get_path_adapter - describe the device of a node */
HRESULT WINAPI cpgpu_ddi_get_path_adapter(const char *path,
					  CPGPU_DDI_ADAPTER *adapter);

/**
 * cpgpu_ddi_get_device_adapter - describe an open device
 * @device: see below, at resources
 */
HRESULT WINAPI cpgpu_ddi_get_device_adapter(HANDLE device,
					    CPGPU_DDI_ADAPTER *adapter);

/* ----------------------------------------------------- Direct3D 11.1 -- */

/**
 * cpgpu_ddi_open_d3d11 - open a device and get its Direct3D 11.1 table
 * @path:         device node; NULL: $CPGPU_DEVICE, or else the node of the first
 *                cpgpu device
 * @hRTCoreLayer: passed to the callbacks
 * @pCallbacks:   copied; pfnSetErrorCb may be NULL
 * @hDevice:      receives the device; release it with cpgpu_ddi_close_d3d11()
 * @pFuncs:       receives the table
 *
 * Errors: DXGI_ERROR_NOT_FOUND no cpgpu device; E_INVALIDARG @path is not one;
 * E_ACCESSDENIED; E_OUTOFMEMORY.
 */
HRESULT WINAPI cpgpu_ddi_open_d3d11(
	const char *path, D3D10DDI_HRTCORELAYER hRTCoreLayer,
	const D3D11DDI_CORELAYER_DEVICECALLBACKS *pCallbacks,
	D3D10DDI_HDEVICE *hDevice, D3DWDDM2_4DDI_VIDEODEVICEFUNCS *pFuncs);

/** cpgpu_ddi_close_d3d11 - close a device and destroy all of its objects */
void WINAPI cpgpu_ddi_close_d3d11(D3D10DDI_HDEVICE hDevice);

/**
 * cpgpu_ddi_caps_to_d3d11 - D3D11_CONTENT_PROTECTION_CAPS for the API
 * @caps: D3D11_1DDI_CONTENT_PROTECTION_CAPS of pfnGetContentProtectionCaps
 *
 * The API does not have MEMORY_TRANSITION; higher bits are shifted down.
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
 * @hAdapter: receives the adapter; release it with pfnCloseAdapter
 * @pFuncs:   receives its table; pfnCreateDevice returns the device's
 *
 * Devices outlive the adapter, until pfnDestroyDevice.
 * Errors: D3DDDIERR_NOTAVAILABLE no cpgpu device; and as above.
 */
HRESULT WINAPI cpgpu_ddi_open_adapter(const char *path, HANDLE *hAdapter,
			       D3DDDI_ADAPTERFUNCS *pFuncs);

/* ---------------------------------------------------------- resources -- */

/*
 * Here, a device is D3D10DDI_HDEVICE.pDrvPrivate or Direct3D 9's hDevice, and a
 * resource is D3D10DDI_HRESOURCE.pDrvPrivate or Direct3D 9's hResource.  Errors
 * have the codes of Direct3D 9, see "d3dumddi.h".  A blt with a mapped resource
 * fails with E_INVALIDARG.
 */

typedef struct CPGPU_DDI_RESOURCE_DESC {
	/** @RowBytes: bytes of a row without padding, 1 or more */
	UINT RowBytes;
	/**
	 * @Rows: total rows of all planes, each padded to
	 * CPGPU_DDI_ROW_ALIGNMENT; 0: a buffer of @RowBytes without padding
	 */
	UINT Rows;
	/**
	 * @Restricted: video memory, which cannot be mapped.  The first
	 * DecryptionBlt seals it to its session, and blts of other sessions
	 * fail.  When that session or its key is gone, the next DecryptionBlt
	 * clears it and seals it again.
	 */
	BOOL Restricted;
} CPGPU_DDI_RESOURCE_DESC;

#define CPGPU_DDI_ROW_ALIGNMENT 64

/** cpgpu_ddi_create_resource - E_INVALIDARG a size is 0 or over 4 GiB */
HRESULT WINAPI cpgpu_ddi_create_resource(HANDLE device,
				  const CPGPU_DDI_RESOURCE_DESC *desc,
				  HANDLE *resource);

HRESULT WINAPI cpgpu_ddi_destroy_resource(HANDLE device, HANDLE resource);

/**
 * cpgpu_ddi_map_resource - map it for the CPU
 * @data:  receives the address, the same one each time
 * @pitch: receives bytes from row to row; may be NULL
 *
 * Errors: E_ACCESSDENIED restricted; D3DERR_INVALIDCALL already mapped.
 */
HRESULT WINAPI cpgpu_ddi_map_resource(HANDLE device, HANDLE resource, VOID **data,
			       UINT *pitch);

/** cpgpu_ddi_unmap_resource - D3DERR_INVALIDCALL not mapped */
HRESULT WINAPI cpgpu_ddi_unmap_resource(HANDLE device, HANDLE resource);

/** cpgpu_ddi_resource_size - pitch, and total bytes; either may be NULL */
HRESULT WINAPI cpgpu_ddi_resource_size(HANDLE device, HANDLE resource, UINT *pitch,
				UINT *size);

/* ------------------------------------------------------------- fences -- */

/*
 * A fence is a 64-bit value that only increases: a timeline of a sync object of
 * the kernel's.  Errors: D3DDDIERR_DEVICEREMOVED.
 */

/** cpgpu_ddi_create_fence - with a first value */
HRESULT WINAPI cpgpu_ddi_create_fence(HANDLE device, UINT64 value,
				      HANDLE *fence);

/**
 * cpgpu_ddi_open_fence - get a fence that another device or process shares
 * @shared: file descriptor of a sync object, as a HANDLE; stays open
 *
 * Errors: E_INVALIDARG not a sync object.
 */
HRESULT WINAPI cpgpu_ddi_open_fence(HANDLE device, HANDLE shared,
				    HANDLE *fence);

/** cpgpu_ddi_share_fence - get a file descriptor, as a HANDLE, to close() */
HRESULT WINAPI cpgpu_ddi_share_fence(HANDLE device, HANDLE fence,
				     HANDLE *shared);

HRESULT WINAPI cpgpu_ddi_destroy_fence(HANDLE device, HANDLE fence);

HRESULT WINAPI cpgpu_ddi_fence_value(HANDLE device, HANDLE fence,
				     UINT64 *value);

/** cpgpu_ddi_signal_fence - E_INVALIDARG the fence has a higher value */
HRESULT WINAPI cpgpu_ddi_signal_fence(HANDLE device, HANDLE fence,
				      UINT64 value);

/**
 * cpgpu_ddi_wait_fences - wait until one of some fences has its value
 * @count: of @fences and @values: 1 or 2
 *
 * S_FALSE: none of them has it yet.
 */
HRESULT WINAPI cpgpu_ddi_wait_fences(HANDLE device, const HANDLE *fences,
				     const UINT64 *values, UINT count,
				     UINT timeout_ms);

/*
 * Restricted resources are copied and filled by the device, if it can: else
 * D3DDDIERR_NOTAVAILABLE.  Offsets and bytes must be multiples of 16.
 */
typedef struct CPGPU_DDI_ROWS {
	/** @Offset: of the first row */
	UINT Offset;
	/** @RowBytes: of each row; they are a pitch apart */
	UINT RowBytes;
	/** @Rows: 1 or more */
	UINT Rows;
} CPGPU_DDI_ROWS;

/**
 * cpgpu_ddi_copy_resource - copy between two restricted resources
 * @rows:       in @destination, which is sealed to the source's session if it
 *              has no content
 * @src_offset: of the first row in @source
 *
 * Errors: E_INVALIDARG not restricted, the same, or beyond the end;
 * D3DERR_INVALIDCALL the source has no content; E_ACCESSDENIED the destination
 * has content of another session.
 */
HRESULT WINAPI cpgpu_ddi_copy_resource(HANDLE device, HANDLE destination,
				       const CPGPU_DDI_ROWS *rows,
				       HANDLE source, UINT src_offset);

/**
 * cpgpu_ddi_fill_resource - fill rows of a restricted resource that has content
 * @value: repeated 32 bits, least significant byte first
 *
 * Errors as those of cpgpu_ddi_copy_resource().
 */
HRESULT WINAPI cpgpu_ddi_fill_resource(HANDLE device, HANDLE resource,
				       const CPGPU_DDI_ROWS *rows, UINT value);

/* ------------------------------------------------------------ display -- */

/**
 * cpgpu_ddi_resource_object - a resource for DRM's display functions
 * @object: receives the GEM handle, valid until the next blt; 0: a restricted
 *          resource that no blt has written
 */
HRESULT WINAPI cpgpu_ddi_resource_object(HANDLE device, HANDLE resource,
					 UINT *object);

/** cpgpu_ddi_device_file - the DRM file, open as long as the device */
HRESULT WINAPI cpgpu_ddi_device_file(HANDLE device, int *fd);

/* ------------------------------------------------------- other functions -- */

/**
 * cpgpu_ddi_reason - why a driver function failed
 * @hr: what it returned, or gave to pfnSetErrorCb
 *
 * Returns one line in English that says which rule the latest call of this thread
 * broke, if it ended with @hr and this is asked for the first time; otherwise what
 * can be said of @hr in general.  It is valid until the next call.
 */
const char *WINAPI cpgpu_ddi_reason(HRESULT hr);

/**
 * cpgpu_ddi_device_handle - the name of the device in messages of channels
 * @handle: receives it
 */
HRESULT WINAPI cpgpu_ddi_device_handle(HANDLE device, HANDLE *handle);

/**
 * cpgpu_ddi_set_teardown_event - register for lost keys and content
 * @event: file descriptor of an eventfd, as a HANDLE; signalled each time;
 *         replaces an earlier one; NULL: unregister
 *
 * pfnCheckCryptoSessionStatus tells what was lost.  The caller still owns the
 * eventfd, and may close it.  Errors: E_INVALIDARG not an eventfd.
 */
HRESULT WINAPI cpgpu_ddi_set_teardown_event(HANDLE device, HANDLE event);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_DDI_H */
