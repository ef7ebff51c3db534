// SPDX-License-Identifier: MIT
/* Direct3D 9: IDirect3DDevice9Video */
#include "d3d9_object.h"

static struct d3d9_device *device_of(IDirect3DDevice9Video *This)
{
	return com_container(This, struct d3d9_device, video);
}

COM_METHODS(video, IDirect3DDevice9Video, device_of(This)->com)

static GUID guid_or_null(const GUID *guid)
{
	return guid ? *guid : GUID_NULL;
}

static HRESULT STDMETHODCALLTYPE
video_GetContentProtectionCaps(IDirect3DDevice9Video *This,
			       const GUID *crypto_type, const GUID *profile,
			       D3DCONTENTPROTECTIONCAPS *caps)
{
	static const char function[] =
		"IDirect3DDevice9Video::GetContentProtectionCaps";
	struct d3d9_device *device = device_of(This);
	DDICONTENTPROTECTIONCAPS info = {
		.CryptoType = guid_or_null(crypto_type),
		.DecodeProfile = guid_or_null(profile),
	};

	if (!caps)
		return d3d9_refuse(device, function, "pCaps is NULL");
	return d3d9_result(device,
			   d3d9_get_caps(device,
					 D3DDDICAPS_GETCONTENTPROTECTIONCAPS,
					 &info, caps, sizeof(*caps)),
			   function);
}

static HRESULT STDMETHODCALLTYPE
video_CreateAuthenticatedChannel(IDirect3DDevice9Video *This,
				 D3DAUTHENTICATEDCHANNELTYPE type,
				 IDirect3DAuthenticatedChannel9 **channel,
				 HANDLE *handle)
{
	static const char function[] =
		"IDirect3DDevice9Video::CreateAuthenticatedChannel";
	struct d3d9_device *device = device_of(This);

	if (!channel || !handle)
		return d3d9_refuse(device, function,
				   "ppAuthenticatedChannel or pChannelHandle is NULL");
	*channel = NULL;
	return d3d9_result(device, d3d9_channel_create(device, type, channel,
						       handle), function);
}

static HRESULT STDMETHODCALLTYPE
video_CreateCryptoSession(IDirect3DDevice9Video *This, const GUID *crypto_type,
			  const GUID *profile,
			  IDirect3DCryptoSession9 **session, HANDLE *handle)
{
	static const char function[] =
		"IDirect3DDevice9Video::CreateCryptoSession";
	struct d3d9_device *device = device_of(This);
	GUID crypto = guid_or_null(crypto_type);
	GUID decoder = guid_or_null(profile);

	if (!session || !handle)
		return d3d9_refuse(device, function,
				   "ppCryptoSession or pCryptoHandle is NULL");
	*session = NULL;
	return d3d9_result(device,
			   d3d9_session_create(device, &crypto, &decoder,
					       session, handle), function);
}

EXTERN_VTABLE(IDirect3DDevice9Video, video, d3d9_video_vtbl)

#include "d3d9_video.vtables.h"
