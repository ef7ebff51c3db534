// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: authenticated channels of the driver
 */
#include <stdlib.h>

#include "d3d11_talk.h"

/* The app that the talk is on, in one place that stays. */
static struct app the_app;

static void open_talk(struct talk *talk)
{
	open_app(&the_app);
	open_channel(talk, &the_app, driver_type(&the_app));
}

static void close_talk(struct talk *talk)
{
	RELEASE(talk->channel);
	close_app(&the_app);
}

static bool is_software(const struct talk *talk)
{
	return talk->type == D3D11_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE;
}

/* ------------------------------------------------------------ the channel -- */

TEST(CreateAuthenticatedChannel_makes_what_the_caps_say)
{
	ID3D11AuthenticatedChannel *channel;
	struct app app;
	HRESULT hr;
	int type;

	open_app(&app);
	for (type = 0; type <= 4; type++) {
		channel = (ID3D11AuthenticatedChannel *)&app;
		hr = ID3D11VideoDevice2_CreateAuthenticatedChannel(
			app.video, (D3D11_AUTHENTICATED_CHANNEL_TYPE)type,
			&channel);
		if (type == D3D11_AUTHENTICATED_CHANNEL_D3D11 ||
		    type == (int)driver_type(&app)) {
			CHECK_EQ(hr, S_OK);
			RELEASE(channel);
			continue;
		}
		CHECK_EQ(hr, D3DERR_NOTAVAILABLE);
		CHECK_TOLD(&app, hr, "::CreateAuthenticatedChannel");
		CHECK(!channel);
	}
	CHECK_HR(&app, ID3D11VideoDevice2_CreateAuthenticatedChannel(
			app.video, D3D11_AUTHENTICATED_CHANNEL_D3D11, NULL),
		 E_INVALIDARG, "::CreateAuthenticatedChannel");
	close_app(&app);
}

TEST(CreateAuthenticatedChannel_when_all_are_taken)
{
	ID3D11AuthenticatedChannel *channels[64], *one_more;
	struct app app;
	HRESULT hr;
	UINT count = 0;

	open_app(&app);
	do {
		hr = ID3D11VideoDevice2_CreateAuthenticatedChannel(
			app.video, driver_type(&app), &channels[count]);
	} while (SUCCEEDED(hr) && ++count < ARRAY_SIZE(channels));
	CHECK_EQ(hr, E_OUTOFMEMORY);
	CHECK_TOLD(&app, hr, "::CreateAuthenticatedChannel");
	CHECK(count > 1);
	/* the runtime has more of its own */
	GOOD(ID3D11VideoDevice2_CreateAuthenticatedChannel(
		app.video, D3D11_AUTHENTICATED_CHANNEL_D3D11, &one_more));
	RELEASE(one_more);
	while (count--)
		RELEASE(channels[count]);
	close_app(&app);
}

TEST(GetChannelHandle_tells_them_apart)
{
	struct talk talks[4];
	struct app app;
	int i, j;

	open_app(&app);
	for (i = 0; i < 4; i++) {
		make_channel(&talks[i], &app, i < 2 ?
			     D3D11_AUTHENTICATED_CHANNEL_D3D11 :
			     driver_type(&app));
		CHECK(talks[i].handle);
		for (j = 0; j < i; j++)
			CHECK(talks[j].handle != talks[i].handle);
	}
	ID3D11AuthenticatedChannel_GetChannelHandle(talks[0].channel, NULL);
	CHECK_TOLD(&app, E_INVALIDARG, "::GetChannelHandle");
	for (i = 0; i < 4; i++)
		RELEASE(talks[i].channel);
	close_app(&app);
}

TEST(channel_GetCertificate_gives_the_device_chain)
{
	struct cpgpu_device *dev = open_device();
	uint8_t *chain, *given, small[8];
	struct talk talk;
	struct app app;
	size_t size;
	UINT told;

	open_app(&app);
	make_channel(&talk, &app, driver_type(&app));
	CHECK_OK(cpgpu_query_channel_certificate(dev, &chain, &size));
	GOOD(ID3D11AuthenticatedChannel_GetCertificateSize(talk.channel,
							   &told));
	CHECK_EQ(told, size);
	given = malloc(size);
	GOOD(ID3D11AuthenticatedChannel_GetCertificate(talk.channel, told,
						       given));
	CHECK_MEM(given, chain, size);
	CHECK_HR(&app, ID3D11AuthenticatedChannel_GetCertificate(
			talk.channel, sizeof(small), small), E_INVALIDARG,
		 "ID3D11AuthenticatedChannel::GetCertificate");
	CHECK_HR(&app, ID3D11AuthenticatedChannel_GetCertificateSize(
			talk.channel, NULL), E_INVALIDARG,
		 "ID3D11AuthenticatedChannel::GetCertificateSize");
	free(given);
	free(chain);
	RELEASE(talk.channel);
	close_app(&app);
	cpgpu_close(dev);
}

static HRESULT exchange(struct talk *talk, UINT size, void *data)
{
	return ID3D11VideoContext1_NegotiateAuthenticatedChannelKeyExchange(
		talk->app->vc, talk->channel, size, data);
}

TEST(NegotiateAuthenticatedChannelKeyExchange_gives_the_key)
{
	struct talk talk;

	open_talk(&talk);
	/* every answer is signed with it: check_signed() */
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}

TEST(NegotiateAuthenticatedChannelKeyExchange_refuses_bad_blobs)
{
	static const UINT sizes[] = { 0, 16, 255, 257, UINT32_MAX };
	uint8_t blob[BLOB_SIZE], bad[BLOB_SIZE];
	struct talk talk;
	struct app app;
	size_t i;

	open_app(&app);
	make_channel(&talk, &app, driver_type(&app));
	wrap_channel_key(&talk, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(&app, exchange(&talk, sizes[i], blob), E_INVALIDARG,
			 EXCHANGE);
	CHECK_HR(&app, exchange(&talk, BLOB_SIZE, NULL), E_INVALIDARG,
		 EXCHANGE);
	for (i = 0; i < 3; i++) {
		fill_pattern(bad, sizeof(bad), i);
		bad[0] = 0;
		CHECK_HR(&app, exchange(&talk, BLOB_SIZE, bad), E_INVALIDARG,
			 EXCHANGE);
	}
	/* it can have its key still, but only once */
	GOOD(exchange(&talk, BLOB_SIZE, blob));
	CHECK_HR(&app, exchange(&talk, BLOB_SIZE, blob), E_INVALIDARG,
		 EXCHANGE);
	GOOD(initialize(&talk));
	RELEASE(talk.channel);
	close_app(&app);
}

/* --------------------------------------------------------------- commands -- */

TEST(Configure_INITIALIZE_once)
{
	struct talk talk;

	open_talk(&talk);
	CHECK_EQ(initialize(&talk), E_INVALIDARG);
	/* the numbers are those of the first time */
	CHECK_EQ(protection(&talk), 0);
	GOOD(protect(&talk, 1));
	close_talk(&talk);
}

TEST(Configure_PROTECTION_sets_what_all_demand_together)
{
	struct talk talk, other;

	open_talk(&talk);
	open_channel(&other, &the_app, talk.type);
	GOOD(protect(&talk, 1));
	GOOD(protect(&other, 2));
	CHECK_EQ(protection(&talk), 3);
	/* one cannot take back what another one demands */
	GOOD(protect(&other, 0));
	CHECK_EQ(protection(&talk), 1);
	GOOD(protect(&other, 1));
	GOOD(protect(&talk, 0));
	CHECK_EQ(protection(&talk), 1);
	/* it goes with its channel */
	RELEASE(other.channel);
	CHECK_EQ(protection(&talk), 0);
	CHECK_EQ(protect(&talk, 4), E_INVALIDARG);
	CHECK_EQ(protect(&talk, 0x80000000), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}

TEST(Configure_PROTECTION_stops_EncryptionBlt)
{
	uint8_t iv[KEY_SIZE], untouched[KEY_SIZE];
	struct picture *p = open_picture();
	struct talk talk;

	open_channel(&talk, &p->app, driver_type(&p->app));
	memset(iv, 0xee, sizeof(iv));
	memset(untouched, 0xee, sizeof(untouched));
	GOOD(protect(&talk, 3));
	ID3D11VideoContext1_EncryptionBlt(p->app.vc, p->session, p->target,
					  p->staging, KEY_SIZE, iv);
	CHECK_TOLD(&p->app, DXGI_ERROR_CANNOT_PROTECT_CONTENT,
		   "::EncryptionBlt");
	CHECK_MEM(iv, untouched, KEY_SIZE);
	GOOD(protect(&talk, 1));
	check_picture(p);
	RELEASE(talk.channel);
	close_picture(p);
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

	GOOD(ASK(talk, CRYPTO_SESSION, &in, &out));
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
	HANDLE device, handle, foreign_handle;
	ID3D11CryptoSession *session, *foreign;
	struct app other;
	struct talk talk;

	open_talk(&talk);
	open_app(&other);
	session = new_session(&the_app);
	foreign = new_session(&other);
	ID3D11CryptoSession_GetCryptoSessionHandle(session, &handle);
	ID3D11CryptoSession_GetCryptoSessionHandle(foreign, &foreign_handle);
	device = device_handle(&talk);

	CHECK(!bound_session(&talk));
	CHECK_EQ(bind(&talk, (HANDLE)1, handle, device), E_INVALIDARG);
	CHECK_EQ(bind(&talk, NULL, handle, (HANDLE)1), E_INVALIDARG);
	CHECK_EQ(bind(&talk, NULL, (HANDLE)1, device), E_INVALIDARG);
	/* of another device */
	CHECK_EQ(bind(&talk, NULL, foreign_handle, device), E_INVALIDARG);
	CHECK(!bound_session(&talk));
	GOOD(bind(&talk, NULL, handle, device));
	CHECK(bound_session(&talk) == handle);
	CHECK_EQ(ASK(&talk, CRYPTO_SESSION, &in, &out), E_INVALIDARG);
	RELEASE(session);
	CHECK(!bound_session(&talk));
	RELEASE(foreign);
	close_app(&other);
	close_talk(&talk);
}

TEST(Configure_SHARED_RESOURCE_is_for_software_channels)
{
	struct talk talk;

	open_talk(&talk);
	if (!is_software(&talk)) {
		CHECK_EQ(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL,
				       TRUE), E_FAIL);
	} else {
		GOOD(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL, TRUE));
		CHECK_EQ(process_count(&talk), 1);
		GOOD(allow_process(&talk, D3D11_PROCESSIDTYPE_DWM, NULL,
				   FALSE));
		CHECK_EQ(allow_process(&talk, 3, NULL, TRUE), E_INVALIDARG);
		CHECK_EQ(process_count(&talk), 0);
	}
	close_talk(&talk);
}

static GUID current_encryption(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_CURRENT_ACCESSIBILITY_ENCRYPTION_OUTPUT out;

	GOOD(ASK_FOR(talk, CURRENT_ENCRYPTION_WHEN_ACCESSIBLE, &out));
	return out.EncryptionGuid;
}

TEST(Configure_ENCRYPTION_WHEN_ACCESSIBLE_takes_AES128_CTR)
{
	D3D11_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION_INPUT in = {
		.EncryptionGuid = D3D11_CRYPTO_TYPE_AES128_CTR,
	};
	struct talk talk;
	GUID now;

	open_talk(&talk);
	GOOD(DO(&talk, ENCRYPTION_WHEN_ACCESSIBLE, &in));
	now = current_encryption(&talk);
	CHECK_MEM(&now, &D3D11_CRYPTO_TYPE_AES128_CTR, sizeof(now));
	in.EncryptionGuid = D3D11_KEY_EXCHANGE_RSAES_OAEP;
	CHECK_EQ(DO(&talk, ENCRYPTION_WHEN_ACCESSIBLE, &in), E_INVALIDARG);
	close_talk(&talk);
}

/* -------------------------------------------------------------- questions -- */

TEST(Query_CHANNEL_TYPE)
{
	D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT out;
	struct talk talk;

	open_talk(&talk);
	GOOD(ASK_FOR(&talk, CHANNEL_TYPE, &out));
	CHECK_EQ(out.ChannelType, talk.type);
	close_talk(&talk);
}

TEST(Query_DEVICE_HANDLE_is_the_devices)
{
	struct talk talk, same, other_talk;
	struct app other;

	open_talk(&talk);
	open_channel(&same, &the_app, talk.type);
	open_app(&other);
	open_channel(&other_talk, &other, talk.type);
	CHECK(device_handle(&talk));
	CHECK(device_handle(&talk) == device_handle(&same));
	CHECK(device_handle(&talk) != device_handle(&other_talk));
	RELEASE(other_talk.channel);
	RELEASE(same.channel);
	close_app(&other);
	close_talk(&talk);
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
	struct talk talk;
	HRESULT software;

	open_talk(&talk);
	software = is_software(&talk) ? S_OK : E_FAIL;
	CHECK_EQ(ASK_FOR(&talk, RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
			 &count), software);
	CHECK_EQ(count.RestrictedSharedResourceProcessCount, 0);
	/* there is no process 0 */
	CHECK_EQ(ASK(&talk, RESTRICTED_SHARED_RESOURCE_PROCESS, &in, &process),
		 is_software(&talk) ? E_INVALIDARG : E_FAIL);
	CHECK_EQ(ASK_FOR(&talk, UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
			 &unrestricted), software);
	CHECK_EQ(unrestricted.UnrestrictedProtectedSharedResourceCount, 0);
	close_talk(&talk);
}

TEST(Query_OUTPUT_IDs_of_a_session)
{
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_INPUT count_in = { 0 };
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_OUTPUT count;
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_INPUT id_in = { 0 };
	D3D11_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT id;
	ID3D11CryptoSession *session;
	struct talk talk;
	HANDLE handle;

	open_talk(&talk);
	session = new_session(&the_app);
	ID3D11CryptoSession_GetCryptoSessionHandle(session, &handle);
	count_in.CryptoSessionHandle = handle;
	CHECK_EQ(ASK(&talk, OUTPUT_ID_COUNT, &count_in, &count), E_INVALIDARG);
	count_in.DeviceHandle = device_handle(&talk);
	GOOD(ASK(&talk, OUTPUT_ID_COUNT, &count_in, &count));
	CHECK(count.DeviceHandle == count_in.DeviceHandle);
	CHECK(count.CryptoSessionHandle == handle);
	CHECK_EQ(count.OutputIDCount, 1);

	id_in.DeviceHandle = count_in.DeviceHandle;
	id_in.CryptoSessionHandle = handle;
	GOOD(ASK(&talk, OUTPUT_ID, &id_in, &id));
	CHECK_EQ(id.OutputIDIndex, 0);
	CHECK_EQ(id.OutputID, 1);
	id_in.OutputIDIndex = 1;
	CHECK_EQ(ASK(&talk, OUTPUT_ID, &id_in, &id), E_INVALIDARG);
	id_in.OutputIDIndex = 0;
	id_in.CryptoSessionHandle = (HANDLE)1;
	CHECK_EQ(ASK(&talk, OUTPUT_ID, &id_in, &id), E_INVALIDARG);
	RELEASE(session);
	close_talk(&talk);
}

TEST(Query_ACCESSIBILITY_ATTRIBUTES)
{
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_OUTPUT out;
	struct talk talk;

	open_talk(&talk);
	GOOD(ASK_FOR(&talk, ACCESSIBILITY_ATTRIBUTES, &out));
	CHECK(out.BusType == D3D11_BUS_TYPE_PCI ||
	      out.BusType == D3D11_BUS_TYPE_PCIEXPRESS);
	CHECK(out.AccessibleInContiguousBlocks == FALSE ||
	      out.AccessibleInContiguousBlocks == TRUE);
	CHECK(out.AccessibleInNonContiguousBlocks == FALSE ||
	      out.AccessibleInNonContiguousBlocks == TRUE);
	close_talk(&talk);
}

TEST(Query_ENCRYPTION_WHEN_ACCESSIBLE_GUIDs)
{
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_COUNT_OUTPUT
		count;
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_INPUT in = {
		.EncryptionGuidIndex = 0,
	};
	D3D11_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_OUTPUT out;
	struct talk talk;
	GUID now;

	open_talk(&talk);
	GOOD(ASK_FOR(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT, &count));
	CHECK_EQ(count.EncryptionGuidCount, 1);
	GOOD(ASK(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID, &in, &out));
	CHECK_EQ(out.EncryptionGuidIndex, 0);
	CHECK_MEM(&out.EncryptionGuid, &D3D11_CRYPTO_TYPE_AES128_CTR,
		  sizeof(GUID));
	in.EncryptionGuidIndex = 1;
	CHECK_EQ(ASK(&talk, ENCRYPTION_WHEN_ACCESSIBLE_GUID, &in, &out),
		 E_INVALIDARG);
	/* always so, asked for or not */
	now = current_encryption(&talk);
	CHECK_MEM(&now, &D3D11_CRYPTO_TYPE_AES128_CTR, sizeof(now));
	close_talk(&talk);
}
