// SPDX-License-Identifier: MIT
/* The objects that the library hands out, one line for each kind */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "misuse.h"

void wrong(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stdout, format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	exit(3);
}

void must_succeed(HRESULT hr, const char *what)
{
	if (hr != S_OK)
		wrong("0x%08x: %s", (unsigned int)hr, what);
}

/* -------------------------------------------------------------- the world -- */

static const D3DPRESENT_PARAMETERS presented = {
	.BackBufferWidth = 64,
	.BackBufferHeight = 64,
	.SwapEffect = D3DSWAPEFFECT_DISCARD,
	.Windowed = TRUE,
};

struct world *make_world(void)
{
	D3DPRESENT_PARAMETERS parameters = presented;
	struct world *w = calloc(1, sizeof(*w));

	MUST(cpgpu_d3d_create_d3d11(NULL, 0, &w->device, &w->context));
	MUST(ID3D11Device_QueryInterface(w->device, &IID_ID3D11VideoDevice2,
					 (void **)&w->video));
	MUST(Direct3DCreate9Ex(D3D_SDK_VERSION, &w->d3d9));
	MUST(IDirect3D9Ex_CreateDeviceEx(w->d3d9, D3DADAPTER_DEFAULT,
					 D3DDEVTYPE_HAL, NULL,
					 D3DCREATE_HARDWARE_VERTEXPROCESSING,
					 &parameters, NULL, &w->device9));
	MUST(IDirect3DDevice9Ex_QueryInterface(w->device9,
					       &IID_IDirect3DDevice9Video,
					       (void **)&w->video9));
	return w;
}

void release_world(struct world *w)
{
	IDirect3DDevice9Video_Release(w->video9);
	IDirect3DDevice9Ex_Release(w->device9);
	IDirect3D9Ex_Release(w->d3d9);
	ID3D11VideoDevice2_Release(w->video);
	ID3D11DeviceContext_Release(w->context);
	ID3D11Device_Release(w->device);
	free(w);
}

void free_world(struct world *w)
{
	ULONG left;

	IDirect3DDevice9Video_Release(w->video9);
	left = IDirect3DDevice9Ex_Release(w->device9);
	if (left)
		wrong("the Direct3D 9 device has %u references left", left);
	left = IDirect3D9Ex_Release(w->d3d9);
	if (left)
		wrong("IDirect3D9Ex has %u references left", left);
	ID3D11VideoDevice2_Release(w->video);
	left = ID3D11DeviceContext_Release(w->context);
	if (left)
		wrong("the context has %u references left", left);
	left = ID3D11Device_Release(w->device);
	if (left)
		wrong("the Direct3D 11 device has %u references left", left);
	free(w);
}

/* ------------------------------------------------------------ all objects -- */

static IUnknown *d3d11(struct world *w)
{
	return (IUnknown *)w->device;
}

static IUnknown *d3d9(struct world *w)
{
	return (IUnknown *)w->device9;
}

static IUnknown *nobody(struct world *w)
{
	(void)w;
	return NULL;
}

static const D3D11_TEXTURE2D_DESC staging = {
	.Width = 16,
	.Height = 16,
	.MipLevels = 1,
	.ArraySize = 1,
	.Format = DXGI_FORMAT_B8G8R8A8_UNORM,
	.SampleDesc = { 1, 0 },
	.Usage = D3D11_USAGE_STAGING,
	.CPUAccessFlags = D3D11_CPU_ACCESS_READ | D3D11_CPU_ACCESS_WRITE,
};

static const D3D11_TEXTURE2D_DESC restricted = {
	.Width = 16,
	.Height = 16,
	.MipLevels = 1,
	.ArraySize = 1,
	.Format = DXGI_FORMAT_B8G8R8A8_UNORM,
	.SampleDesc = { 1, 0 },
	.BindFlags = D3D11_BIND_RENDER_TARGET,
	.MiscFlags = D3D11_RESOURCE_MISC_RESTRICTED_CONTENT,
};

static const D3D11_TEXTURE2D_DESC array = {
	.Width = 16,
	.Height = 16,
	.MipLevels = 1,
	.ArraySize = 3,
	.Format = DXGI_FORMAT_B8G8R8A8_UNORM,
	.SampleDesc = { 1, 0 },
	.BindFlags = D3D11_BIND_RENDER_TARGET | D3D11_BIND_SHADER_RESOURCE,
};

static const D3D11_BUFFER_DESC buffer = {
	.ByteWidth = 1024,
	.Usage = D3D11_USAGE_STAGING,
	.CPUAccessFlags = D3D11_CPU_ACCESS_READ,
};

static HRESULT query(void *object, const GUID *iid, void **out)
{
	return IUnknown_QueryInterface((IUnknown *)object, iid, out);
}

/* A view of one kind, with a texture that only the view keeps */
static HRESULT view(struct world *w, bool target, void **out)
{
	ID3D11Resource *texture;
	HRESULT hr;

	hr = ID3D11Device_CreateTexture2D(w->device, &array, NULL,
					  (ID3D11Texture2D **)&texture);
	if (FAILED(hr))
		return hr;
	if (target)
		hr = ID3D11Device_CreateRenderTargetView(
			w->device, texture, NULL,
			(ID3D11RenderTargetView **)out);
	else
		hr = ID3D11Device_CreateShaderResourceView(
			w->device, texture, NULL,
			(ID3D11ShaderResourceView **)out);
	ID3D11Resource_Release(texture);
	return hr;
}

static HRESULT adapter(void **out)
{
	IDXGIFactory *factory;
	HRESULT hr;

	hr = CreateDXGIFactory(&IID_IDXGIFactory, (void **)&factory);
	if (FAILED(hr))
		return hr;
	hr = IDXGIFactory_EnumAdapters(factory, 0, (IDXGIAdapter **)out);
	IDXGIFactory_Release(factory);
	return hr;
}

static HRESULT fence(struct world *w, void **out)
{
	ID3D11Device5 *device;
	HRESULT hr;

	hr = query(w->device, &IID_ID3D11Device5, (void **)&device);
	if (FAILED(hr))
		return hr;
	hr = ID3D11Device5_CreateFence(device, 0, D3D11_FENCE_FLAG_NONE,
				       &IID_ID3D11Fence, out);
	ID3D11Device5_Release(device);
	return hr;
}

static const D3D11_QUERY_DESC event = { .Query = D3D11_QUERY_EVENT };

/* The surface of a texture that only the surface keeps */
static HRESULT level(struct world *w, void **out)
{
	IDirect3DTexture9 *texture;
	HRESULT hr;

	hr = IDirect3DDevice9Ex_CreateTexture(w->device9, 64, 64, 1, 0,
					      D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT,
					      &texture, NULL);
	if (FAILED(hr))
		return hr;
	hr = IDirect3DTexture9_GetSurfaceLevel(texture, 0,
					       (IDirect3DSurface9 **)out);
	IDirect3DTexture9_Release(texture);
	return hr;
}

/* name, who reports, an expression of w (the world) and out */
#define OBJECTS(O) \
	O(d3d11_device, d3d11, query(w->device, &IID_IUnknown, out)) \
	O(d3d11_context, d3d11, query(w->context, &IID_IUnknown, out)) \
	O(d3d11_session, d3d11, ID3D11VideoDevice2_CreateCryptoSession( \
		w->video, &D3D11_CRYPTO_TYPE_AES128_CTR, NULL, \
		&D3D11_KEY_EXCHANGE_RSAES_OAEP, (ID3D11CryptoSession **)out)) \
	O(d3d11_runtime_channel, d3d11, \
	  ID3D11VideoDevice2_CreateAuthenticatedChannel( \
		w->video, D3D11_AUTHENTICATED_CHANNEL_D3D11, \
		(ID3D11AuthenticatedChannel **)out)) \
	O(d3d11_channel, d3d11, ID3D11VideoDevice2_CreateAuthenticatedChannel( \
		w->video, D3D11_AUTHENTICATED_CHANNEL_DRIVER_HARDWARE, \
		(ID3D11AuthenticatedChannel **)out)) \
	O(d3d11_staging, d3d11, ID3D11Device_CreateTexture2D( \
		w->device, &staging, NULL, (ID3D11Texture2D **)out)) \
	O(d3d11_restricted, d3d11, ID3D11Device_CreateTexture2D( \
		w->device, &restricted, NULL, (ID3D11Texture2D **)out)) \
	O(d3d11_buffer, d3d11, ID3D11Device_CreateBuffer( \
		w->device, &buffer, NULL, (ID3D11Buffer **)out)) \
	O(d3d11_array, d3d11, ID3D11Device_CreateTexture2D( \
		w->device, &array, NULL, (ID3D11Texture2D **)out)) \
	O(d3d11_target_view, d3d11, view(w, true, out)) \
	O(d3d11_shader_view, d3d11, view(w, false, out)) \
	O(d3d11_query, d3d11, ID3D11Device_CreateQuery( \
		w->device, &event, (ID3D11Query **)out)) \
	O(d3d11_fence, d3d11, fence(w, out)) \
	O(dxgi_factory, nobody, CreateDXGIFactory(&IID_IUnknown, out)) \
	O(dxgi_adapter, nobody, adapter(out)) \
	O(d3d9, nobody, query(w->d3d9, &IID_IUnknown, out)) \
	O(d3d9_device, d3d9, query(w->device9, &IID_IUnknown, out)) \
	O(d3d9_session, d3d9, IDirect3DDevice9Video_CreateCryptoSession( \
		w->video9, &D3DCRYPTOTYPE_AES128_CTR, NULL, \
		(IDirect3DCryptoSession9 **)out, &handle)) \
	O(d3d9_channel, d3d9, IDirect3DDevice9Video_CreateAuthenticatedChannel( \
		w->video9, D3DAUTHENTICATEDCHANNEL_DRIVER_HARDWARE, \
		(IDirect3DAuthenticatedChannel9 **)out, &handle)) \
	O(d3d9_target, d3d9, IDirect3DDevice9Ex_CreateRenderTarget( \
		w->device9, 64, 64, D3DFMT_X8R8G8B8, D3DMULTISAMPLE_NONE, 0, \
		FALSE, (IDirect3DSurface9 **)out, NULL)) \
	O(d3d9_system, d3d9, IDirect3DDevice9Ex_CreateOffscreenPlainSurface( \
		w->device9, 64, 64, D3DFMT_X8R8G8B8, D3DPOOL_SYSTEMMEM, \
		(IDirect3DSurface9 **)out, NULL)) \
	O(d3d9_texture, d3d9, IDirect3DDevice9Ex_CreateTexture( \
		w->device9, 64, 64, 1, 0, D3DFMT_X8R8G8B8, D3DPOOL_DEFAULT, \
		(IDirect3DTexture9 **)out, NULL)) \
	O(d3d9_level, d3d9, level(w, out)) \
	O(d3d9_chain, d3d9, IDirect3DDevice9Ex_GetSwapChain( \
		w->device9, 0, (IDirect3DSwapChain9 **)out)) \
	O(d3d9_query, d3d9, IDirect3DDevice9Ex_CreateQuery( \
		w->device9, D3DQUERYTYPE_EVENT, (IDirect3DQuery9 **)out)) \
	O(dxva2_manager, nobody, DXVA2CreateDirect3DDeviceManager9( \
		&token, (IDirect3DDeviceManager9 **)out)) \
	O(dxva2_service, d3d9, DXVA2CreateVideoService( \
		(IDirect3DDevice9 *)w->device9, \
		&IID_IDirectXVideoDecoderService, out))

#define FUNCTION(name, reporter, expression) \
static HRESULT make_##name(struct world *w, void **out) \
{ \
	HANDLE handle; \
	UINT token; \
	(void)handle; \
	(void)token; \
	(void)w; \
	return expression; \
}
OBJECTS(FUNCTION)

#define ENTRY(name, reporter, expression) { #name, make_##name, reporter },
const struct maker makers[] = { OBJECTS(ENTRY) };
const size_t maker_count = ARRAY_SIZE(makers);

void make_objects(struct world *world, IUnknown **objects)
{
	size_t i;

	for (i = 0; i < maker_count; i++)
		must_succeed(makers[i].make(world, (void **)&objects[i]),
			     makers[i].name);
}

void release_objects(IUnknown **objects)
{
	size_t i;

	for (i = maker_count; i--;)
		IUnknown_Release(objects[i]);
}

ULONG references(IUnknown *object)
{
	IUnknown_AddRef(object);
	return IUnknown_Release(object);
}

/* ------------------------------------------------------------ known names -- */

#define IID(iid) &iid,
const GUID *const iids[] = {
#include "iids.inc"
};
#undef IID
#define IID(iid) #iid,
const char *const iid_names[] = {
#include "iids.inc"
};
const size_t iid_count = ARRAY_SIZE(iids);

/* -------------------------------------------------------- another library -- */

static atomic_uint foreign_refs;
static const void *foreign_unknown;

static HRESULT STDMETHODCALLTYPE foreign_query(IUnknown *This, REFIID iid,
					       void **out)
{
	*out = NULL;
	if (!iid || !IsEqualIID(iid, &IID_IUnknown))
		return E_NOINTERFACE;
	*out = This;
	foreign_refs++;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE foreign_count_up(IUnknown *This)
{
	(void)This;
	return ++foreign_refs;
}

static ULONG STDMETHODCALLTYPE foreign_count_down(IUnknown *This)
{
	(void)This;
	return --foreign_refs;
}

/* No method but IUnknown's may be called: the others are NULL. */
static const struct foreign_vtbl {
	HRESULT (STDMETHODCALLTYPE *query)(IUnknown *, REFIID, void **);
	ULONG (STDMETHODCALLTYPE *add)(IUnknown *);
	ULONG (STDMETHODCALLTYPE *release)(IUnknown *);
	void *others[300];
} foreign_vtbl = { foreign_query, foreign_count_up, foreign_count_down, { 0 } };

IUnknown *foreign_object(void)
{
	foreign_unknown = &foreign_vtbl;
	return (IUnknown *)&foreign_unknown;
}

ULONG foreign_references(void)
{
	return foreign_refs;
}
