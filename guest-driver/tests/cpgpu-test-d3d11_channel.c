// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: authenticated channels of the driver
 */
#include <stdlib.h>

#include "d3d11_talk.h"

static bool is_software(const struct talk *talk)
{
	return talk->type == D3D11_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE;
}

/* ------------------------------------------------------------ the channel -- */

TEST(CreateAuthenticatedChannel_makes_what_the_caps_say)
{
	ID3D11AuthenticatedChannel *channel;
	struct app *app AUTO(close_app) = open_app();
	HRESULT hr;
	int type;

	for (type = 0; type <= 4; type++) {
		channel = (ID3D11AuthenticatedChannel *)app;
		hr = ID3D11VideoDevice2_CreateAuthenticatedChannel(
			app->video, (D3D11_AUTHENTICATED_CHANNEL_TYPE)type,
			&channel);
		if (type == D3D11_AUTHENTICATED_CHANNEL_D3D11 ||
		    type == (int)driver_type(app)) {
			CHECK_EQ(hr, S_OK);
			RELEASE(channel);
			continue;
		}
		CHECK_HR(hr, D3DERR_NOTAVAILABLE);
		CHECK_HR(reported(app, "::CreateAuthenticatedChannel"), hr);
		CHECK(!channel);
	}
	CHECK_FAILS(app,
		    ID3D11VideoDevice2_CreateAuthenticatedChannel(
			    app->video, D3D11_AUTHENTICATED_CHANNEL_D3D11,
			    NULL),
		    E_INVALIDARG, "::CreateAuthenticatedChannel");
}

TEST(CreateAuthenticatedChannel_when_all_are_taken)
{
	ID3D11AuthenticatedChannel *channels[64], *one_more;
	struct app *app AUTO(close_app) = open_app();
	HRESULT hr;
	UINT count = 0;

	do {
		hr = ID3D11VideoDevice2_CreateAuthenticatedChannel(
			app->video, driver_type(app), &channels[count]);
	} while (SUCCEEDED(hr) && ++count < ARRAY_SIZE(channels));
	CHECK_HR(hr, E_OUTOFMEMORY);
	CHECK_HR(reported(app, "::CreateAuthenticatedChannel"), hr);
	CHECK(count > 1);
	/* the runtime's own channels are not limited by that */
	OK(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		app->video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &one_more));
	RELEASE(one_more);
	while (count--)
		RELEASE(channels[count]);
}

TEST(GetChannelHandle_tells_them_apart)
{
	struct talk talks[4];
	struct app *app AUTO(close_app) = open_app();
	int i, j;

	for (i = 0; i < 4; i++) {
		make_channel(&talks[i], app, i < 2 ?
			     D3D11_AUTHENTICATED_CHANNEL_D3D11 :
			     driver_type(app));
		CHECK(talks[i].handle);
		for (j = 0; j < i; j++)
			CHECK(talks[j].handle != talks[i].handle);
	}
	ID3D11AuthenticatedChannel_GetChannelHandle(talks[0].channel, NULL);
	CHECK_HR(reported(app, "::GetChannelHandle"), E_INVALIDARG);
	for (i = 0; i < 4; i++)
		RELEASE(talks[i].channel);
}

TEST(channel_GetCertificate_gives_the_device_chain)
{
	struct cpgpu_device *dev = open_device();
	uint8_t *chain, *given, small[8];
	struct talk talk AUTO(close_talk) = make_talk();
	size_t size;
	UINT length;

	CHECK_OK(cpgpu_query_channel_certificate(dev, &chain, &size));
	OK(ID3D11AuthenticatedChannel_GetCertificateSize(talk.channel,
							 &length));
	CHECK_EQ(length, size);
	given = malloc(size);
	OK(ID3D11AuthenticatedChannel_GetCertificate(talk.channel, length,
						     given));
	CHECK_MEM(given, chain, size);
	CHECK_FAILS(talk.app,
		    ID3D11AuthenticatedChannel_GetCertificate(
			    talk.channel, sizeof(small), small),
		    E_INVALIDARG, "ID3D11AuthenticatedChannel::GetCertificate");
	CHECK_FAILS(talk.app,
		    ID3D11AuthenticatedChannel_GetCertificateSize(talk.channel,
								  NULL),
		    E_INVALIDARG,
		    "ID3D11AuthenticatedChannel::GetCertificateSize");
	free(given);
	free(chain);
	cpgpu_close(dev);
}

TEST(NegotiateAuthenticatedChannelKeyExchange_gives_the_key)
{
	struct talk talk AUTO(close_talk) = open_talk();

	/* every answer is signed with it: check_signed() */
	CHECK_EQ(protection(&talk), 0);
}

TEST(NegotiateAuthenticatedChannelKeyExchange_refuses_bad_blobs)
{
	static const UINT sizes[] = { 0, 16, 255, 257, UINT32_MAX };
	uint8_t blob[BLOB_SIZE], bad[BLOB_SIZE];
	struct talk talk AUTO(close_talk) = make_talk();
	size_t i;

	wrap_channel_key(&talk, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(raw_exchange(&talk, sizes[i], blob), E_INVALIDARG);
	CHECK_HR(raw_exchange(&talk, BLOB_SIZE, NULL), E_INVALIDARG);
	for (i = 0; i < 3; i++) {
		fill_pattern(bad, sizeof(bad), i);
		bad[0] = 0;
		CHECK_HR(raw_exchange(&talk, BLOB_SIZE, bad), E_INVALIDARG);
	}
	/* it can have its key still, but only once */
	OK(raw_exchange(&talk, BLOB_SIZE, blob));
	CHECK_HR(raw_exchange(&talk, BLOB_SIZE, blob), E_INVALIDARG);
	OK(initialize(&talk));
}

/* --------------------------------------------------------------- commands -- */

TEST(Configure_INITIALIZE_once)
{
	struct talk talk AUTO(close_talk) = open_talk();

	CHECK_HR(initialize(&talk), E_INVALIDARG);
	/* the numbers are those of the first time */
	CHECK_EQ(protection(&talk), 0);
	OK(protect(&talk, 1));
}

TEST(Configure_PROTECTION_sets_what_all_demand_together)
{
	struct talk talk AUTO(close_talk) = open_talk(), other;

	open_channel(&other, talk.app, talk.type);
	OK(protect(&talk, 1));
	OK(protect(&other, 2));
	CHECK_EQ(protection(&talk), 3);
	/* one cannot take back what another one demands */
	OK(protect(&other, 0));
	CHECK_EQ(protection(&talk), 1);
	OK(protect(&other, 1));
	OK(protect(&talk, 0));
	CHECK_EQ(protection(&talk), 1);
	/* it goes with its channel */
	RELEASE(other.channel);
	CHECK_EQ(protection(&talk), 0);
	CHECK_HR(protect(&talk, 4), E_INVALIDARG);
	CHECK_HR(protect(&talk, 0x80000000), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
}

TEST(Configure_PROTECTION_stops_EncryptionBlt)
{
	uint8_t iv[KEY_SIZE];
	struct picture *p AUTO(close_picture) = open_picture();
	struct talk talk;

	open_channel(&talk, p->app, driver_type(p->app));
	POISON(iv);
	OK(protect(&talk, 3));
	CHECK_HR(store_picture(p, p->session, iv),
		 DXGI_ERROR_CANNOT_PROTECT_CONTENT);
	CHECK_UNTOUCHED(iv);
	OK(protect(&talk, 1));
	check_picture(p);
	RELEASE(talk.channel);
}

static HRESULT bind(struct talk *talk, HANDLE decoder, HANDLE session,
		    HANDLE device)
{
	D3D11_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT in = {
		.DecoderHandle = decoder,
		.CryptoSessionHandle = session,
		.DeviceHandle = device,
	};

	return DO(talk, CRYPTO_SESSION, &in);
}

static HANDLE bound_session(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT in = { 0 };
	D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT out;

	OK(ASK(talk, CRYPTO_SESSION, &in, &out));
	CHECK(!out.DecoderHandle);
	CHECK(out.DeviceHandle == device_handle(talk));
	return out.CryptoSessionHandle;
}

TEST(Configure_CRYPTO_SESSION_binds_the_three)
{
	D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT in = {
		.DecoderHandle = (HANDLE)1,
	};
	D3D11_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT out;
	HANDLE device, handle;
	ID3D11CryptoSession *session;
	struct app *other AUTO(close_app) = open_app();
	struct talk talk AUTO(close_talk) = open_talk();
	ID3D11CryptoSession *foreign AUTO(release) = new_session(other);

	session = new_session(talk.app);
	handle = session_handle(session);
	device = device_handle(&talk);

	CHECK(!bound_session(&talk));
	CHECK_HR(bind(&talk, (HANDLE)1, handle, device), E_INVALIDARG);
	CHECK_HR(bind(&talk, NULL, handle, (HANDLE)1), E_INVALIDARG);
	CHECK_HR(bind(&talk, NULL, (HANDLE)1, device), E_INVALIDARG);
	/* of another device */
	CHECK_HR(bind(&talk, NULL, session_handle(foreign), device),
		 E_INVALIDARG);
	CHECK(!bound_session(&talk));
	OK(bind(&talk, NULL, handle, device));
	CHECK(bound_session(&talk) == handle);
	CHECK_HR(ASK(&talk, CRYPTO_SESSION, &in, &out), E_INVALIDARG);
	RELEASE(session);
	CHECK(!bound_session(&talk));
}

TEST(Configure_SHARED_RESOURCE_is_for_software_channels)
{
	struct talk talk AUTO(close_talk) = open_talk();

	if (!is_software(&talk)) {
		CHECK_HR(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL,
				       TRUE), E_FAIL);
	} else {
		OK(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL, TRUE));
		CHECK_EQ(process_count(&talk), 1);
		OK(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL,
				 FALSE));
		CHECK_HR(allow_process(&talk, 3, NULL, TRUE), E_INVALIDARG);
		CHECK_EQ(process_count(&talk), 0);
	}
}

static void check_encryption(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_CURRENT_ACCESSIBILITY_ENCRYPTION_OUTPUT out;

	OK(ASK_FOR(talk, CURRENT_ENCRYPTION_WHEN_ACCESSIBLE, &out));
	CHECK_MEM(&out.EncryptionGuid, AES128_CTR, sizeof(GUID));
}

TEST(Configure_ENCRYPTION_WHEN_ACCESSIBLE_takes_AES128_CTR)
{
	D3D11_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION_INPUT in = {
		.EncryptionGuid = D3D11_CRYPTO_TYPE_AES128_CTR,
	};
	struct talk talk AUTO(close_talk) = open_talk();

	OK(DO(&talk, ENCRYPTION_WHEN_ACCESSIBLE, &in));
	check_encryption(&talk);
	in.EncryptionGuid = D3D11_KEY_EXCHANGE_RSAES_OAEP;
	CHECK_HR(DO(&talk, ENCRYPTION_WHEN_ACCESSIBLE, &in), E_INVALIDARG);
}

/* -------------------------------------------------------------- questions -- */

TEST(Query_CHANNEL_TYPE)
{
	D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT out;
	struct talk talk AUTO(close_talk) = open_talk();

	OK(ASK_FOR(&talk, CHANNEL_TYPE, &out));
	CHECK_EQ(out.ChannelType, talk.type);
}

TEST(Query_DEVICE_HANDLE_is_the_devices)
{
	struct talk talk AUTO(close_talk) = open_talk(),
			 other AUTO(close_talk) = open_talk(), same;

	open_channel(&same, talk.app, talk.type);
	CHECK(device_handle(&talk));
	CHECK(device_handle(&talk) == device_handle(&same));
	CHECK(device_handle(&talk) != device_handle(&other));
	RELEASE(same.channel);
}

TEST(Query_PROCESSes_are_for_software_channels)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT
	count;
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT
		in = { .ProcessIndex = 0 };
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
		process;
		D3D11_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT_OUTPUT
		unrestricted;
	struct talk talk AUTO(close_talk) = open_talk();
	HRESULT software = is_software(&talk) ? S_OK : E_FAIL;

	CHECK_HR(ASK_FOR(&talk, RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
			 &count), software);
	CHECK_EQ(count.RestrictedSharedResourceProcessCount, 0);
	/* there is no process 0 */
	CHECK_HR(ASK(&talk, RESTRICTED_SHARED_RESOURCE_PROCESS, &in, &process),
		 is_software(&talk) ? E_INVALIDARG : E_FAIL);
	CHECK_HR(ASK_FOR(&talk, UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
			 &unrestricted), software);
	CHECK_EQ(unrestricted.UnrestrictedProtectedSharedResourceCount, 0);
}

TEST(Query_OUTPUT_IDs_of_a_session)
{
	struct talk talk AUTO(close_talk) = open_talk();
	ID3D11CryptoSession *session AUTO(release) = new_session(talk.app);
	HANDLE handle = session_handle(session);
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_INPUT count_in = {
		.CryptoSessionHandle = handle,
	};
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_OUTPUT count;
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_INPUT id_in = {
		.DeviceHandle = device_handle(&talk),
		.CryptoSessionHandle = handle,
	};
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT id;

	CHECK_HR(ASK(&talk, OUTPUT_ID_COUNT, &count_in, &count), E_INVALIDARG);
	count_in.DeviceHandle = device_handle(&talk);
	OK(ASK(&talk, OUTPUT_ID_COUNT, &count_in, &count));
	CHECK(count.DeviceHandle == count_in.DeviceHandle);
	CHECK(count.CryptoSessionHandle == handle);
	CHECK_EQ(count.OutputIDCount, 1);

	OK(ASK(&talk, OUTPUT_ID, &id_in, &id));
	CHECK_EQ(id.OutputIDIndex, 0);
	CHECK_EQ(id.OutputID, 1);
	id_in.OutputIDIndex = 1;
	CHECK_HR(ASK(&talk, OUTPUT_ID, &id_in, &id), E_INVALIDARG);
	id_in.OutputIDIndex = 0;
	id_in.CryptoSessionHandle = (HANDLE)1;
	CHECK_HR(ASK(&talk, OUTPUT_ID, &id_in, &id), E_INVALIDARG);
}

TEST(Query_ACCESSIBILITY_ATTRIBUTES)
{
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_OUTPUT out;
	struct talk talk AUTO(close_talk) = open_talk();

	OK(ASK_FOR(&talk, ACCESSIBILITY_ATTRIBUTES, &out));
	CHECK(out.BusType == D3D11_BUS_TYPE_PCI ||
	      out.BusType == D3D11_BUS_TYPE_PCIEXPRESS);
	CHECK(out.AccessibleInContiguousBlocks == FALSE ||
	      out.AccessibleInContiguousBlocks == TRUE);
	CHECK(out.AccessibleInNonContiguousBlocks == FALSE ||
	      out.AccessibleInNonContiguousBlocks == TRUE);
}

TEST(Query_ENCRYPTION_WHEN_ACCESSIBLE_GUIDs)
{
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_COUNT_OUTPUT
		count;
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_INPUT in = {
		.EncryptionGuidIndex = 0,
	};
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_OUTPUT out;
	struct talk talk AUTO(close_talk) = open_talk();

	OK(ASK_FOR(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT, &count));
	CHECK_EQ(count.EncryptionGuidCount, 1);
	OK(ASK(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID, &in, &out));
	CHECK_EQ(out.EncryptionGuidIndex, 0);
	CHECK_MEM(&out.EncryptionGuid, AES128_CTR,
		  sizeof(GUID));
	in.EncryptionGuidIndex = 1;
	CHECK_HR(ASK(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID, &in, &out),
		 E_INVALIDARG);
	/* this holds whether it was configured or not */
	check_encryption(&talk);
}
