// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: channels of type D3D11, which are the runtime's own
 */
#include "d3d11_talk.h"

#define DWM		D3D11_PROCESSIDTYPE_DWM
#define BY_HANDLE	D3D11_PROCESSIDTYPE_HANDLE

TEST(runtime_channel_has_no_certificate)
{
	struct talk talk AUTO(close_talk) = open_runtime_talk();
	BYTE byte = 77;
	UINT size = 77;

	CHECK_FAILS(talk.app,
		    ID3D11AuthenticatedChannel_GetCertificateSize(talk.channel,
								  &size),
		    D3DERR_NOTAVAILABLE,
		    "ID3D11AuthenticatedChannel::GetCertificateSize");
	CHECK_FAILS(talk.app,
		    ID3D11AuthenticatedChannel_GetCertificate(talk.channel, 1,
							      &byte),
		    D3DERR_NOTAVAILABLE,
		    "ID3D11AuthenticatedChannel::GetCertificate");
	CHECK_EQ(size, 77);
	CHECK_EQ(byte, 77);
}

TEST(runtime_channel_has_no_key_exchange)
{
	uint8_t blob[BLOB_SIZE] = { 0 };
	struct talk talk AUTO(close_talk) = open_runtime_talk();

	CHECK_HR(raw_exchange(&talk, sizeof(blob), blob), E_INVALIDARG);
}

TEST(runtime_Query_CHANNEL_TYPE)
{
	D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT out;
	struct talk talk AUTO(close_talk) = open_runtime_talk();

	OK(ASK_FOR(&talk, CHANNEL_TYPE, &out));
	CHECK_EQ(out.ChannelType, D3D11_AUTHENTICATED_CHANNEL_D3D11);
}

TEST(runtime_Query_DEVICE_HANDLE_is_the_devices)
{
	struct talk talk AUTO(close_talk) = open_runtime_talk(),
			 other AUTO(close_talk) = open_runtime_talk();
	struct talk same;

	open_channel(&same, talk.app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	CHECK(device_handle(&talk));
	CHECK(device_handle(&talk) == device_handle(&same));
	CHECK(device_handle(&talk) != device_handle(&other));
	/* and those of the driver say the same */
	RELEASE(same.channel);
	open_channel(&same, talk.app, driver_type(talk.app));
	CHECK(device_handle(&talk) == device_handle(&same));
	RELEASE(same.channel);
}

TEST(runtime_Configure_PROTECTION_adds_up)
{
	struct talk talk AUTO(close_talk) = open_runtime_talk(), other;

	open_channel(&other, talk.app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	OK(protect(&talk, 1));
	OK(protect(&other, 2));
	CHECK_EQ(protection(&talk), 3);
	OK(protect(&other, 0));
	CHECK_EQ(protection(&talk), 1);
	CHECK_HR(protect(&talk, 4), E_INVALIDARG);
	CHECK_EQ(protection(&other), 1);
	RELEASE(talk.channel);
	talk = other;
	CHECK_EQ(protection(&talk), 0);
}

TEST(runtime_Configure_PROTECTION_stops_EncryptionBlt)
{
	uint8_t iv[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();
	struct talk talk;

	open_channel(&talk, p->app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	POISON(iv);
	OK(protect(&talk, 2));
	CHECK_HR(store_picture(p, p->session, iv),
		 DXGI_ERROR_CANNOT_PROTECT_CONTENT);
	CHECK_UNTOUCHED(iv);
	RELEASE(talk.channel);
	/* else a channel of the driver's must turn protection on first */
	if (p->app->caps & D3D11_CONTENT_PROTECTION_CAPS_PROTECTION_ALWAYS_ON)
		check_picture(p);
}

static D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
process(struct talk *talk, UINT index, HRESULT expected)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT
		in = { .ProcessIndex = index };
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
		out;

	CHECK_HR(ASK(talk, RESTRICTED_SHARED_RESOURCE_PROCESS, &in, &out),
		 expected);
	return out;
}

TEST(runtime_Configure_SHARED_RESOURCE_keeps_a_list)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
		out;
	struct talk talk AUTO(close_talk) = open_runtime_talk(), other;

	CHECK_EQ(process_count(&talk), 0);
	process(&talk, 0, E_INVALIDARG);
	OK(allow_process(&talk, DWM, NULL, TRUE));
	OK(allow_process(&talk, BY_HANDLE, (HANDLE)42, TRUE));
	/* again: no change */
	OK(allow_process(&talk, BY_HANDLE, (HANDLE)42, TRUE));
	CHECK_EQ(process_count(&talk), 2);
	out = process(&talk, 1, S_OK);
	CHECK_EQ(out.ProcessIndex, 1);
	CHECK_EQ(out.ProcessIdentifier, BY_HANDLE);
	CHECK(out.ProcessHandle == (HANDLE)42);
	OK(allow_process(&talk, DWM, NULL, FALSE));
	out = process(&talk, 0, S_OK);
	CHECK(out.ProcessHandle == (HANDLE)42);
	process(&talk, 1, E_INVALIDARG);

	/* what makes no sense, and what is not there */
	CHECK_HR(allow_process(&talk, DWM, NULL, FALSE),
		 E_INVALIDARG);
	CHECK_HR(allow_process(&talk, 3, NULL, TRUE), E_INVALIDARG);
	CHECK_HR(allow_process(&talk, DWM, (HANDLE)1, TRUE),
		 E_INVALIDARG);
	CHECK_HR(allow_process(&talk, DWM, NULL, 2),
		 E_INVALIDARG);
	/* the list outlives the channel */
	open_channel(&other, talk.app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	RELEASE(talk.channel);
	talk = other;
	CHECK_EQ(process_count(&talk), 1);
}

TEST(runtime_Configure_SHARED_RESOURCE_has_an_end)
{
	struct talk talk AUTO(close_talk) = open_runtime_talk();
	uintptr_t i = 0;
	HRESULT hr;

	do {
		hr = allow_process(&talk, BY_HANDLE,
				   (HANDLE)(i + 1), TRUE);
	} while (SUCCEEDED(hr) && ++i < 1000);
	CHECK_EQ(hr, E_OUTOFMEMORY);
	CHECK_EQ(process_count(&talk), i);
}

TEST(runtime_channel_refuses_the_rest)
{
	D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT session = {
		.DecoderHandle = NULL,
	};
	D3D11_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION_INPUT encryption = {
		.EncryptionGuid = D3D11_CRYPTO_TYPE_AES128_CTR,
	};
	D3D11_AUTHENTICATED_QUERY_OUTPUT out;
	struct talk talk AUTO(close_talk) = open_runtime_talk();

	CHECK_HR(initialize(&talk), E_FAIL);
	CHECK_HR(DO(&talk, CRYPTO_SESSION, &session), E_FAIL);
	CHECK_HR(DO(&talk, ENCRYPTION_WHEN_ACCESSIBLE, &encryption), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, CRYPTO_SESSION, &out), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
			 &out), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, OUTPUT_ID_COUNT, &out), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, OUTPUT_ID, &out), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, ACCESSIBILITY_ATTRIBUTES, &out), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT, &out),
		 E_FAIL);
	CHECK_HR(ASK_FOR(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID, &out), E_FAIL);
	CHECK_HR(ASK_FOR(&talk, CURRENT_ENCRYPTION_WHEN_ACCESSIBLE, &out),
		 E_FAIL);
}

TEST(runtime_channel_refuses_bad_sizes_and_handles)
{
	struct talk talk AUTO(close_talk) = open_runtime_talk();
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in =
		protection_command(&talk, 1);
	D3D11_AUTHENTICATED_QUERY_INPUT asked = protection_question(&talk);
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT answer;
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out;
	UINT size;

	POISON(out);
	for (size = 0; size < sizeof(in.Parameters); size++)
		CHECK_HR(raw_configure(&talk, size, &in, &out), E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	POISON(answer);
	for (size = 0; size < sizeof(asked); size++)
		CHECK_HR(raw_query(&talk, size, &asked, sizeof(answer),
				   &answer), E_INVALIDARG);
	for (size = 0; size < sizeof(answer); size++)
		CHECK_HR(raw_query(&talk, sizeof(asked), &asked, size,
				   &answer), E_INVALIDARG);
	CHECK_UNTOUCHED(answer);
	/* these have an answer */
	CHECK_HR(send_command(&talk, sizeof(in) - 1, &in), E_INVALIDARG);
	in.Parameters.hChannel = NULL;
	CHECK_HR(send_command(&talk, sizeof(in), &in), E_INVALIDARG);
	asked.hChannel = NULL;
	CHECK_HR(send_question(&talk, sizeof(asked), &asked, sizeof(answer),
			       &answer, sizeof(answer)), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
}
