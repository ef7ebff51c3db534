// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: channels of type D3D11, which are the runtime's own
 */
#include "d3d11_talk.h"

static struct app the_app;

static void open_talk(struct talk *talk)
{
	open_app(&the_app);
	open_channel(talk, &the_app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
}

static void close_talk(struct talk *talk)
{
	RELEASE(talk->channel);
	close_app(&the_app);
}

TEST(runtime_channel_has_no_certificate)
{
	struct talk talk;
	BYTE byte = 77;
	UINT size = 77;

	open_talk(&talk);
	CHECK_HR(&the_app, ID3D11AuthenticatedChannel_GetCertificateSize(
			talk.channel, &size), D3DERR_NOTAVAILABLE,
		 "ID3D11AuthenticatedChannel::GetCertificateSize");
	CHECK_HR(&the_app, ID3D11AuthenticatedChannel_GetCertificate(
			talk.channel, 1, &byte), D3DERR_NOTAVAILABLE,
		 "ID3D11AuthenticatedChannel::GetCertificate");
	CHECK_EQ(size, 77);
	CHECK_EQ(byte, 77);
	close_talk(&talk);
}

TEST(runtime_channel_has_no_key_exchange)
{
	uint8_t blob[BLOB_SIZE] = { 0 };
	struct talk talk;

	open_talk(&talk);
	CHECK_HR(&the_app,
		 ID3D11VideoContext1_NegotiateAuthenticatedChannelKeyExchange(
			the_app.vc, talk.channel, sizeof(blob), blob),
		 E_INVALIDARG, EXCHANGE);
	close_talk(&talk);
}

TEST(runtime_Query_CHANNEL_TYPE)
{
	D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT out;
	struct talk talk;

	open_talk(&talk);
	GOOD(ASK_FOR(&talk, CHANNEL_TYPE, &out));
	CHECK_EQ(out.ChannelType, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	close_talk(&talk);
}

TEST(runtime_Query_DEVICE_HANDLE_is_the_devices)
{
	struct talk talk, same, another;
	struct app other;

	open_talk(&talk);
	open_channel(&same, &the_app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	open_app(&other);
	open_channel(&another, &other, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	CHECK(device_handle(&talk));
	CHECK(device_handle(&talk) == device_handle(&same));
	CHECK(device_handle(&talk) != device_handle(&another));
	/* and those of the driver say the same */
	RELEASE(same.channel);
	open_channel(&same, &the_app, driver_type(&the_app));
	CHECK(device_handle(&talk) == device_handle(&same));
	RELEASE(same.channel);
	RELEASE(another.channel);
	close_app(&other);
	close_talk(&talk);
}

TEST(runtime_Configure_PROTECTION_adds_up)
{
	struct talk talk, other;

	open_talk(&talk);
	open_channel(&other, &the_app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	GOOD(protect(&talk, 1));
	GOOD(protect(&other, 2));
	CHECK_EQ(protection(&talk), 3);
	GOOD(protect(&other, 0));
	CHECK_EQ(protection(&talk), 1);
	CHECK_EQ(protect(&talk, 4), E_INVALIDARG);
	CHECK_EQ(protection(&other), 1);
	RELEASE(talk.channel);
	talk = other;
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}

TEST(runtime_Configure_PROTECTION_stops_EncryptionBlt)
{
	uint8_t iv[KEY_SIZE], untouched[KEY_SIZE];
	struct picture *p = open_picture();
	struct talk talk;

	open_channel(&talk, &p->app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	memset(iv, 0xee, sizeof(iv));
	memset(untouched, 0xee, sizeof(untouched));
	GOOD(protect(&talk, 2));
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, p->session, p->target,
					  p->staging, KEY_SIZE, iv);
	CHECK_TOLD(&p->app, DXGI_ERROR_CANNOT_PROTECT_CONTENT,
		   "::EncryptionBlt");
	CHECK_MEM(iv, untouched, KEY_SIZE);
	RELEASE(talk.channel);
	/* else a channel of the driver's must turn protection on first */
	if (p->app.caps & D3D11_CONTENT_PROTECTION_CAPS_PROTECTION_ALWAYS_ON)
		check_picture(p);
	close_picture(p);
}

static D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
process(struct talk *talk, UINT index, HRESULT expected)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT
		in = { .ProcessIndex = index };
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
		out;

	CHECK_EQ(ASK(talk, RESTRICTED_SHARED_RESOURCE_PROCESS, &in, &out),
		 expected);
	return out;
}

TEST(runtime_Configure_SHARED_RESOURCE_keeps_a_list)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
		out;
	struct talk talk, other;

	open_talk(&talk);
	CHECK_EQ(process_count(&talk), 0);
	process(&talk, 0, E_INVALIDARG);
	GOOD(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL, TRUE));
	GOOD(allow_process(&talk, D3D11_PROCESSIDTYPE_HANDLE, (HANDLE)42,
			   TRUE));
	/* again: no change */
	GOOD(allow_process(&talk, D3D11_PROCESSIDTYPE_HANDLE, (HANDLE)42,
			   TRUE));
	CHECK_EQ(process_count(&talk), 2);
	out = process(&talk, 1, S_OK);
	CHECK_EQ(out.ProcessIndex, 1);
	CHECK_EQ(out.ProcessIdentifier, D3D11_PROCESSIDTYPE_HANDLE);
	CHECK(out.ProcessHandle == (HANDLE)42);
	GOOD(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL, FALSE));
	out = process(&talk, 0, S_OK);
	CHECK(out.ProcessHandle == (HANDLE)42);
	process(&talk, 1, E_INVALIDARG);

	/* what makes no sense, and what is not there */
	CHECK_EQ(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL, FALSE),
		 E_INVALIDARG);
	CHECK_EQ(allow_process(&talk, 3, NULL, TRUE), E_INVALIDARG);
	CHECK_EQ(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, (HANDLE)1, TRUE),
		 E_INVALIDARG);
	CHECK_EQ(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL, 2),
		 E_INVALIDARG);
	/* the list outlives the channel */
	open_channel(&other, &the_app, D3D11_AUTHENTICATED_CHANNEL_D3D11);
	RELEASE(talk.channel);
	talk = other;
	CHECK_EQ(process_count(&talk), 1);
	close_talk(&talk);
}

TEST(runtime_Configure_SHARED_RESOURCE_has_an_end)
{
	struct talk talk;
	uintptr_t i = 0;
	HRESULT hr;

	open_talk(&talk);
	do {
		hr = allow_process(&talk, D3D11_PROCESSIDTYPE_HANDLE,
				   (HANDLE)(i + 1), TRUE);
	} while (SUCCEEDED(hr) && ++i < 1000);
	CHECK_EQ(hr, E_OUTOFMEMORY);
	CHECK_EQ(process_count(&talk), i);
	close_talk(&talk);
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
	struct talk talk;

	open_talk(&talk);
	CHECK_EQ(initialize(&talk), E_FAIL);
	CHECK_EQ(DO(&talk, CRYPTO_SESSION, &session), E_FAIL);
	CHECK_EQ(DO(&talk, ENCRYPTION_WHEN_ACCESSIBLE, &encryption), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, CRYPTO_SESSION, &out), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
			 &out), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, OUTPUT_ID_COUNT, &out), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, OUTPUT_ID, &out), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, ACCESSIBILITY_ATTRIBUTES, &out), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT, &out),
		 E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID, &out), E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, CURRENT_ENCRYPTION_WHEN_ACCESSIBLE, &out),
		 E_FAIL);
	close_talk(&talk);
}

TEST(runtime_channel_refuses_bad_sizes_and_handles)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in = {
		.Protections.Value = 1,
	};
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out, untouched;
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT answer, unanswered;
	D3D11_AUTHENTICATED_QUERY_INPUT asked = {
		.QueryType = D3D11_AUTHENTICATED_QUERY_PROTECTION,
	};
	struct talk talk;
	UINT size;

	open_talk(&talk);
	memset(&out, 0xee, sizeof(out));
	untouched = out;
	memset(&answer, 0xee, sizeof(answer));
	unanswered = answer;
	prepare(&talk, &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, &in,
		sizeof(in));
	asked.hChannel = talk.handle;
	for (size = 0; size < sizeof(in.Parameters); size++)
		CHECK_HR(&the_app,
			 ID3D11VideoContext1_ConfigureAuthenticatedChannel(
				the_app.vc, talk.channel, size, &in, &out),
			 E_INVALIDARG, CONFIGURE);
	CHECK_MEM(&out, &untouched, sizeof(out));
	for (size = 0; size < sizeof(asked); size++)
		CHECK_HR(&the_app,
			 ID3D11VideoContext1_QueryAuthenticatedChannel(
				the_app.vc, talk.channel, size, &asked,
				sizeof(answer), &answer), E_INVALIDARG, QUERY);
	for (size = 0; size < sizeof(answer); size++)
		CHECK_HR(&the_app,
			 ID3D11VideoContext1_QueryAuthenticatedChannel(
				the_app.vc, talk.channel, sizeof(asked), &asked,
				size, &answer), E_INVALIDARG, QUERY);
	CHECK_MEM(&answer, &unanswered, sizeof(answer));
	/* these have an answer */
	CHECK_EQ(send_command(&talk, sizeof(in) - 1, &in), E_INVALIDARG);
	in.Parameters.hChannel = NULL;
	CHECK_EQ(send_command(&talk, sizeof(in), &in), E_INVALIDARG);
	asked.hChannel = NULL;
	CHECK_EQ(send_question(&talk, sizeof(asked), &asked, sizeof(answer),
			       &answer, sizeof(answer)), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}
