// SPDX-License-Identifier: MIT
/*
 * DXVA 2: the video services of a Direct3D 9 device
 *
 * The device decrypts and shows, but decodes and processes nothing: there are
 * surfaces, and empty lists of decoders and of video processors.
 */
#include <stdlib.h>

#include <dxva2api.h>

#include "d3d9_object.h"

/* more than any codec needs */
#define DXVA2_SURFACES_MAX 256

struct service {
	IDirectXVideoDecoderService decoder;
	IDirectXVideoProcessorService processor;
	struct com com;
	struct d3d9_device *device;
};

static struct service *decoder_of(IDirectXVideoDecoderService *This)
{
	return com_container(This, struct service, decoder);
}

static struct service *processor_of(IDirectXVideoProcessorService *This)
{
	return com_container(This, struct service, processor);
}

COM_METHODS(decoder, IDirectXVideoDecoderService, decoder_of(This)->com)
COM_METHODS(processor, IDirectXVideoProcessorService, processor_of(This)->com)

VTABLE(IDirectXVideoDecoderService, decoder)
VTABLE(IDirectXVideoProcessorService, processor)

#define DECODER_METHOD(name)	"IDirectXVideoDecoderService::" name
#define PROCESSOR_METHOD(name)	"IDirectXVideoProcessorService::" name

static HRESULT refuse(struct service *service, HRESULT hr, const char *function,
		      const char *text)
{
	return report_error(&service->device->report, hr, function, "%s", text);
}

static HRESULT no_pointer(struct service *service, const char *function)
{
	return refuse(service, E_POINTER, function,
		      "a pointer that receives a result, or a GUID, is NULL");
}

static HRESULT no_decoder(struct service *service, const char *function)
{
	return refuse(service, DXVA2_E_NOT_AVAILABLE, function,
		      "the device has no decoders: GetDecoderDeviceGuids lists none");
}

static HRESULT no_processor(struct service *service, const char *function)
{
	return refuse(service, DXVA2_E_NOT_AVAILABLE, function,
		      "the device has no video processors: GetVideoProcessorDeviceGuids lists none");
}

/* -------------------------------------------------------------- surfaces -- */

static HRESULT create_surfaces(struct d3d9_device *device,
			       struct d3d9_surface_args *args, UINT count,
			       IDirect3DSurface9 **surfaces,
			       const char *function)
{
	HRESULT hr = D3D_OK;
	UINT i;

	for (i = 0; i < count && SUCCEEDED(hr); i++)
		hr = d3d9_surface_create(device, args, &surfaces[i], function);
	if (FAILED(hr)) {
		/* the last one was not made */
		for (i--; i > 0; i--) {
			IDirect3DSurface9_Release(surfaces[i - 1]);
			surfaces[i - 1] = NULL;
		}
	}
	return hr;
}

static HRESULT create_surface(struct service *service,
			      struct d3d9_surface_args args, UINT back_buffers,
			      DWORD type, IDirect3DSurface9 **surfaces,
			      const HANDLE *shared, const char *function)
{
	struct d3d9_device *device = service->device;
	HRESULT hr;

	if (!surfaces)
		return no_pointer(service, function);
	*surfaces = NULL;
	if (type > DXVA2_VideoSoftwareRenderTarget)
		return d3d9_refuse(device, function,
				   "DxvaType %u is unknown", type);
	if (back_buffers > DXVA2_SURFACES_MAX)
		return d3d9_refuse(device, function,
				   "BackBuffers %u is more than %u",
				   back_buffers, DXVA2_SURFACES_MAX);
	if (args.usage & ~D3D9_USAGE_RESTRICTED)
		return d3d9_refuse(device, function,
				   "Usage 0x%x has an unsupported bit",
				   args.usage);
	if (shared)
		return report_error(&device->report, D3DERR_NOTAVAILABLE,
				    function,
				    "shared surfaces are not supported");
	hr = d3d9_choose_memory(device, &args, NULL, function);
	if (FAILED(hr))
		return hr;
	args.lockable = !(args.usage & D3DUSAGE_RESTRICTED_CONTENT);
	return create_surfaces(device, &args, back_buffers + 1, surfaces,
			       function);
}

static HRESULT STDMETHODCALLTYPE
decoder_CreateSurface(IDirectXVideoDecoderService *This, UINT width,
		      UINT height, UINT back_buffers, D3DFORMAT format,
		      D3DPOOL pool, DWORD usage, DWORD type,
		      IDirect3DSurface9 **surfaces, HANDLE *shared)
{
	const struct d3d9_surface_args args = {
		.width = width,
		.height = height,
		.format = format,
		.pool = pool,
		.usage = usage,
	};

	return create_surface(
		decoder_of(This), args, back_buffers, type, surfaces, shared,
		"IDirectXVideoAccelerationService::CreateSurface");
}

static HRESULT STDMETHODCALLTYPE
processor_CreateSurface(IDirectXVideoProcessorService *This, UINT width,
			UINT height, UINT back_buffers, D3DFORMAT format,
			D3DPOOL pool, DWORD usage, DWORD type,
			IDirect3DSurface9 **surfaces, HANDLE *shared)
{
	return decoder_CreateSurface(&processor_of(This)->decoder, width,
				     height, back_buffers, format, pool, usage,
				     type, surfaces, shared);
}

/* -------------------------------------------------------------- decoders -- */

static HRESULT STDMETHODCALLTYPE
decoder_GetDecoderDeviceGuids(IDirectXVideoDecoderService *This, UINT *count,
			      GUID **guids)
{
	if (!count || !guids)
		return no_pointer(decoder_of(This),
				  DECODER_METHOD("GetDecoderDeviceGuids"));
	*count = 0;
	*guids = NULL;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE
decoder_GetDecoderRenderTargets(IDirectXVideoDecoderService *This, REFGUID guid,
				UINT *count, D3DFORMAT **formats)
{
	static const char function[] =
		DECODER_METHOD("GetDecoderRenderTargets");

	if (!guid || !count || !formats)
		return no_pointer(decoder_of(This), function);
	*count = 0;
	*formats = NULL;
	return no_decoder(decoder_of(This), function);
}

static HRESULT STDMETHODCALLTYPE
decoder_GetDecoderConfigurations(IDirectXVideoDecoderService *This,
				 REFGUID guid, const DXVA2_VideoDesc *desc,
				 IUnknown *reserved UNUSED, UINT *count,
				 DXVA2_ConfigPictureDecode **configs)
{
	static const char function[] =
		DECODER_METHOD("GetDecoderConfigurations");

	if (!guid || !desc || !count || !configs)
		return no_pointer(decoder_of(This), function);
	*count = 0;
	*configs = NULL;
	return no_decoder(decoder_of(This), function);
}

static HRESULT STDMETHODCALLTYPE
decoder_CreateVideoDecoder(IDirectXVideoDecoderService *This, REFGUID guid,
			   const DXVA2_VideoDesc *desc,
			   DXVA2_ConfigPictureDecode *config,
			   IDirect3DSurface9 **targets, UINT count UNUSED,
			   IDirectXVideoDecoder **out)
{
	static const char function[] = DECODER_METHOD("CreateVideoDecoder");

	if (out)
		*out = NULL;
	if (!guid || !desc || !config || !targets || !out)
		return no_pointer(decoder_of(This), function);
	return no_decoder(decoder_of(This), function);
}

/* ------------------------------------------------------------ processors -- */

static HRESULT STDMETHODCALLTYPE
processor_RegisterVideoProcessorSoftwareDevice(
	IDirectXVideoProcessorService *This, void *callbacks)
{
	static const char function[] =
		PROCESSOR_METHOD("RegisterVideoProcessorSoftwareDevice");

	if (!callbacks)
		return no_pointer(processor_of(This), function);
	return refuse(processor_of(This), E_NOTIMPL, function,
		      "software cannot process protected content");
}

static HRESULT STDMETHODCALLTYPE
processor_GetVideoProcessorDeviceGuids(IDirectXVideoProcessorService *This,
				       const DXVA2_VideoDesc *desc, UINT *count,
				       GUID **guids)
{
	if (!desc || !count || !guids)
		return no_pointer(
			processor_of(This),
			PROCESSOR_METHOD("GetVideoProcessorDeviceGuids"));
	*count = 0;
	*guids = NULL;
	return S_OK;
}

static HRESULT get_formats(struct service *service, REFGUID guid,
			   const DXVA2_VideoDesc *desc, UINT *count,
			   D3DFORMAT **formats, const char *function)
{
	if (!guid || !desc || !count || !formats)
		return no_pointer(service, function);
	*count = 0;
	*formats = NULL;
	return no_processor(service, function);
}

static HRESULT STDMETHODCALLTYPE
processor_GetVideoProcessorRenderTargets(IDirectXVideoProcessorService *This,
					 REFGUID guid,
					 const DXVA2_VideoDesc *desc,
					 UINT *count, D3DFORMAT **formats)
{
	return get_formats(processor_of(This), guid, desc, count, formats,
			   PROCESSOR_METHOD("GetVideoProcessorRenderTargets"));
}

static HRESULT STDMETHODCALLTYPE
processor_GetVideoProcessorSubStreamFormats(IDirectXVideoProcessorService *This,
					    REFGUID guid,
					    const DXVA2_VideoDesc *desc,
					    D3DFORMAT target UNUSED,
					    UINT *count, D3DFORMAT **formats)
{
	return get_formats(
		processor_of(This), guid, desc, count, formats,
		PROCESSOR_METHOD("GetVideoProcessorSubStreamFormats"));
}

static HRESULT STDMETHODCALLTYPE
processor_GetVideoProcessorCaps(IDirectXVideoProcessorService *This,
				REFGUID guid, const DXVA2_VideoDesc *desc,
				D3DFORMAT target UNUSED,
				DXVA2_VideoProcessorCaps *caps)
{
	static const char function[] =
		PROCESSOR_METHOD("GetVideoProcessorCaps");

	if (!guid || !desc || !caps)
		return no_pointer(processor_of(This), function);
	return no_processor(processor_of(This), function);
}

static HRESULT STDMETHODCALLTYPE
processor_GetProcAmpRange(IDirectXVideoProcessorService *This, REFGUID guid,
			  const DXVA2_VideoDesc *desc, D3DFORMAT target UNUSED,
			  UINT cap UNUSED, DXVA2_ValueRange *range)
{
	static const char function[] = PROCESSOR_METHOD("GetProcAmpRange");

	if (!guid || !desc || !range)
		return no_pointer(processor_of(This), function);
	return no_processor(processor_of(This), function);
}

static HRESULT STDMETHODCALLTYPE
processor_GetFilterPropertyRange(IDirectXVideoProcessorService *This,
				 REFGUID guid, const DXVA2_VideoDesc *desc,
				 D3DFORMAT target UNUSED, UINT filter UNUSED,
				 DXVA2_ValueRange *range)
{
	static const char function[] =
		PROCESSOR_METHOD("GetFilterPropertyRange");

	if (!guid || !desc || !range)
		return no_pointer(processor_of(This), function);
	return no_processor(processor_of(This), function);
}

static HRESULT STDMETHODCALLTYPE
processor_CreateVideoProcessor(IDirectXVideoProcessorService *This,
			       REFGUID guid, const DXVA2_VideoDesc *desc,
			       D3DFORMAT target UNUSED, UINT streams UNUSED,
			       IDirectXVideoProcessor **out)
{
	static const char function[] = PROCESSOR_METHOD("CreateVideoProcessor");

	if (out)
		*out = NULL;
	if (!guid || !desc || !out)
		return no_pointer(processor_of(This), function);
	return no_processor(processor_of(This), function);
}

/* ---------------------------------------------- creation and destruction -- */

static void destroy(struct com *com)
{
	free(com_container(com, struct service, com));
}

#define SERVICE_INTERFACE(iid, interface) \
	COM_INTERFACE(iid, struct service, interface, com)

static const struct com_class service_class = {
	.destroy = destroy,
	.interfaces = {
		SERVICE_INTERFACE(IID_IUnknown, decoder),
		SERVICE_INTERFACE(IID_IDirectXVideoAccelerationService,
				  decoder),
		SERVICE_INTERFACE(IID_IDirectXVideoDecoderService, decoder),
		SERVICE_INTERFACE(IID_IDirectXVideoProcessorService, processor),
	},
};

HRESULT WINAPI DXVA2CreateVideoService(IDirect3DDevice9 *iface, REFIID riid,
				       void **out)
{
	struct d3d9_device *device = d3d9_device_of(iface);
	struct service *service;
	HRESULT hr;

	if (!out || !riid)
		return E_POINTER;
	*out = NULL;
	if (!device)
		return E_INVALIDARG;
	service = calloc(1, sizeof(*service));
	if (!service)
		return E_OUTOFMEMORY;
	service->decoder.lpVtbl = &decoder_vtbl;
	service->processor.lpVtbl = &processor_vtbl;
	service->device = device;
	com_init(&service->com, &service_class, &device->com);
	hr = com_query(&service->com, riid, out);
	com_release(&service->com);
	return hr;
}

#include "dxva2_service.vtables.h"
