// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: IDirect3DAuthenticatedChannel9, with real keys and MACs */
#include <stdlib.h>

#include "d3d9_channel.h"

/* ----------------------------------------------------- creation and keys -- */

static HRESULT try_type(const struct d3d9 *d3d9, int type)
{
	IDirect3DAuthenticatedChannel9 *channel = (void *)1;
	HANDLE handle;
	HRESULT hr;

	hr = IDirect3DDevice9Video_CreateAuthenticatedChannel(
		d3d9->video, (D3DAUTHENTICATEDCHANNELTYPE)type, &channel,
		&handle);
	CHECK(SUCCEEDED(hr) == !!channel);
	if (channel)
		CHECK_EQ(IDirect3DAuthenticatedChannel9_Release(channel), 0);
	return hr;
}

TEST(CreateAuthenticatedChannel_goes_by_the_caps)
{
	struct d3d9 *d3d9 = d3d9_open();
	int type = driver_type(d3d9);
	IDirect3DAuthenticatedChannel9 *channel;
	HANDLE handle;

	OK(try_type(d3d9, 1));
	OK(try_type(d3d9, type));
	CHECK_HR(try_type(d3d9, 5 - type), D3DERR_NOTAVAILABLE);
	CHECK(FAILED(try_type(d3d9, 0)));
	CHECK(FAILED(try_type(d3d9, 4)));
	INVALID(IDirect3DDevice9Video_CreateAuthenticatedChannel(
		d3d9->video, D3DAUTHENTICATEDCHANNEL_D3D9, NULL, &handle));
	INVALID(IDirect3DDevice9Video_CreateAuthenticatedChannel(
		d3d9->video, D3DAUTHENTICATEDCHANNEL_D3D9, &channel, NULL));
}

TEST(GetCertificate_gives_the_devices_chain)
{
	struct cpgpu_device *dev = open_device();
	struct channel c = create_channel(d3d9_open(), 0);
	uint8_t *chain, *copy;
	size_t size;
	UINT given;

	CHECK_OK(cpgpu_query_channel_certificate(dev, &chain, &size));
	OK(certificate_size(&c, &given));
	CHECK_EQ(given, size);
	copy = calloc(1, size);
	OK(get_certificate(&c, given, copy));
	CHECK_MEM(copy, chain, size);
	CHECK(FAILED(get_certificate(&c, given - 1, copy)));
}

TEST(NegotiateKeyExchange_takes_one_key)
{
	struct channel c = create_channel(d3d9_open(), 0);
	uint8_t blob[BLOB_SIZE] = { 1 };

	INVALID(raw_exchange(&c, BLOB_SIZE, NULL));
	CHECK_HR(raw_exchange(&c, BLOB_SIZE - 1, blob), E_INVALIDARG);
	CHECK_HR(raw_exchange(&c, BLOB_SIZE, blob), E_INVALIDARG);
	CHECK_OK(cpgpu_keyx_random_key(c.key));
	OK(exchange_channel_key(&c, c.key));
	c.keyed = true;
	/* a second one would allow the replay of old messages */
	INVALID(exchange_channel_key(&c, c.key));
	OK(initialize(&c));
}

TEST(messages_want_a_key)
{
	struct channel c = create_channel(d3d9_open(), 0);
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	CHECK_HR(initialize(&c), E_INVALIDARG);
	CHECK_HR(ASK_FOR(&c, PROTECTION, &out), E_INVALIDARG);
}

/* ------------------------------------------------------------- sequences -- */

TEST(sequences_are_set_by_INITIALIZE)
{
	struct channel c = keyed_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	/* not yet */
	CHECK_HR(set_protection(&c, 0), E_INVALIDARG);
	CHECK_HR(ASK_FOR(&c, PROTECTION, &out), E_INVALIDARG);
	OK(initialize(&c));
	OK(set_protection(&c, 0));
	/* and once */
	CHECK_HR(initialize(&c), E_INVALIDARG);
	OK(set_protection(&c, 0));
}

TEST(sequences_go_up)
{
	struct channel c = ready_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	OK(set_protection(&c, 0));
	c.configure--;
	CHECK_HR(set_protection(&c, 0), E_INVALIDARG);
	c.configure -= 2;
	CHECK_HR(set_protection(&c, 0), E_INVALIDARG);
	c.configure += 1000;
	OK(set_protection(&c, 0));

	CHECK_EQ(protection(&c), 0);
	c.query--;
	CHECK_HR(ASK_FOR(&c, PROTECTION, &out), E_INVALIDARG);
	c.query += 1000;
	CHECK_EQ(protection(&c), 0);
}

/* -------------------------------------------------------------- commands -- */

static D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION
no_protection(struct channel *c)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command = {
		.Protections.Value = 0,
	};

	prepare(c, &D3DAUTHENTICATEDCONFIGURE_PROTECTION, &command,
		sizeof(command));
	return command;
}

TEST(Configure_refuses_a_wrong_MAC)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command;
	struct channel c = ready_channel(d3d9_open());
	uint8_t *bytes = (uint8_t *)&command;
	size_t i;

	for (i = 0; i < sizeof(command); i++) {
		command = no_protection(&c);
		/* A change of type or channel makes it another message. */
		if (i >= 16 && i < 40)
			continue;
		bytes[i] ^= 1;
		CHECK_HR(send_command(&c, &command, sizeof(command)),
			 E_INVALIDARG);
		bytes[i] ^= 1;
		OK(send_command(&c, &command, sizeof(command)));
	}
}

TEST(Configure_wants_the_size_of_the_command)
{
	static const int wrong[] = { -56, -8, -1, 1, 8 };
	struct {
		D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION it;
		UINT64 more;
	} command = {};
	const size_t size = sizeof(command.it);
	struct channel c = ready_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT out;
	size_t i;

	command.it = no_protection(&c);
	POISON(out);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK_HR(raw_configure(&c, size + wrong[i], &command, &out),
			 E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	INVALID(raw_configure(&c, size, NULL, &out));
	INVALID(raw_configure(&c, size, &command, NULL));
	OK(send_command(&c, &command, size));
}

TEST(Configure_does_not_know_every_command)
{
	struct channel c = ready_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command = {
		.Protections.Value = 0,
	};

	CHECK_HR(configure(&c, &unknown_guid, &command, sizeof(command)),
		 E_FAIL);
}

static D3DAUTHENTICATEDCHANNEL_QUERY_INPUT question(const struct channel *c)
{
	return (D3DAUTHENTICATEDCHANNEL_QUERY_INPUT) {
		.QueryType = D3DAUTHENTICATEDQUERY_PROTECTION,
		.hChannel = c->handle,
		.SequenceNumber = c->query,
	};
}

TEST(messages_must_name_their_channel)
{
	struct channel one = ready_channel(d3d9_open());
	struct channel two = ready_channel(one.d3d9);
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command =
		no_protection(&two);
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT asked = question(&two);
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT answer;
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT out;

	CHECK_HR(raw_configure(&one, sizeof(command), &command, &out),
		 E_INVALIDARG);
	CHECK_HR(raw_query(&one, sizeof(asked), &asked, sizeof(answer),
			   &answer), E_INVALIDARG);
	/* neither has reached the other */
	OK(send_command(&two, &command, sizeof(command)));
}

TEST(Configure_PROTECTION_is_of_all_channels_together)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	struct channel one = ready_channel(s.d3d9), two = ready_channel(s.d3d9);
	uint8_t iv[KEY_SIZE];

	OK(set_protection(&one, 3));
	d3d9_put(&s, 0);
	CHECK_EQ(protection(&two), 3);
	OK(set_protection(&two, 0));
	CHECK_EQ(protection(&two), 3);
	CHECK_HR(set_protection(&one, 4), E_INVALIDARG);
	CHECK_HR(d3d9_store(&s, iv), D3DERR_CANNOTPROTECTCONTENT);
	/* destroying a channel disables what it had enabled */
	CHECK_EQ(IDirect3DAuthenticatedChannel9_Release(one.channel), 0);
	CHECK_EQ(protection(&two), 0);
	OK(set_protection(&two, 1));
	d3d9_check(&s, 0, s.key);
}

static HRESULT bind(struct channel *c, HANDLE session, HANDLE device)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGURECRYPTOSESSION command = {
		.CryptoSessionHandle = session,
		.DeviceHandle = device,
	};

	return DO(c, CRYPTOSESSION, &command);
}

TEST(Configure_CRYPTOSESSION_binds_handles)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	struct d3d9_session foreign = d3d9_keyed_session(d3d9_open());
	struct channel c = ready_channel(s.d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYCRYPTOSESSION_OUTPUT out;
	D3DAUTHENTICATEDCHANNEL_QUERYCRYPTOSESSION_INPUT in = {
		.DXVA2DecodeHandle = NULL,
	};
	HANDLE device = device_handle(&c);

	CHECK_HR(bind(&c, foreign.handle, device), E_INVALIDARG);
	CHECK_HR(bind(&c, s.handle, c.handle), E_INVALIDARG);
	CHECK_HR(bind(&c, c.handle, device), E_INVALIDARG);
	OK(bind(&c, s.handle, device));
	OK(ASK(&c, CRYPTOSESSION, &in, &out));
	CHECK(!out.DXVA2DecodeHandle);
	CHECK(out.CryptoSessionHandle == s.handle);
	CHECK(out.DeviceHandle == device);
	/* there are no decoders */
	in.DXVA2DecodeHandle = s.handle;
	CHECK_HR(ASK(&c, CRYPTOSESSION, &in, &out), E_INVALIDARG);
}

TEST(Configure_SHAREDRESOURCE_is_for_software)
{
	struct channel c = ready_channel(d3d9_open());
	bool software = driver_type(c.d3d9) ==
		D3DAUTHENTICATEDCHANNEL_DRIVER_SOFTWARE;
	D3DAUTHENTICATEDCHANNEL_QUERYRESTRICTEDSHAREDRESOURCEPROCESSCOUNT_OUTPUT
		count;
	D3DAUTHENTICATEDCHANNEL_QUERYRESTRICTEDSHAREDRESOURCEPROCESS_OUTPUT out;
	D3DAUTHENTICATEDCHANNEL_QUERYRESTRICTEDSHAREDRESOURCEPROCESS_INPUT
		in = {
			.ProcessIndex = 0,
		};
	D3DAUTHENTICATEDCHANNEL_CONFIGURESHAREDRESOURCE command = {
		.ProcessIdentiferType = PROCESSIDTYPE_HANDLE,
		.ProcessHandle = (HANDLE)0x1234,
		.AllowAccess = TRUE,
	};
	HRESULT expected = software ? S_OK : E_FAIL;

	CHECK_HR(DO(&c, SHAREDRESOURCE, &command), expected);
	CHECK_HR(ASK_FOR(&c, RESTRICTEDSHAREDRESOURCEPROCESSCOUNT, &count),
		 expected);
	CHECK_EQ(count.NumRestrictedSharedResourceProcesses, software);
	CHECK_HR(ASK(&c, RESTRICTEDSHAREDRESOURCEPROCESS, &in, &out), expected);
	if (software)
		CHECK(out.ProcessHandle == (HANDLE)0x1234);
}

TEST(Configure_ENCRYPTIONWHENACCESSIBLE_takes_AES128_CTR)
{
	struct channel c = ready_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_QUERYEVICTIONENCRYPTIONGUIDCOUNT_OUTPUT count;
	D3DAUTHENTICATEDCHANNEL_QUERYUNCOMPRESSEDENCRYPTIONLEVEL_OUTPUT now;
	D3DAUTHENTICATEDCHANNEL_QUERYEVICTIONENCRYPTIONGUID_OUTPUT out;
	D3DAUTHENTICATEDCHANNEL_QUERYEVICTIONENCRYPTIONGUID_INPUT in = {
		.EncryptionGuidIndex = 0,
	};
	D3DAUTHENTICATEDCHANNEL_CONFIGUREUNCOMPRESSEDENCRYPTION command = {
		.EncryptionGuid = unknown_guid,
	};

	OK(ASK_FOR(&c, ENCRYPTIONWHENACCESSIBLEGUIDCOUNT, &count));
	CHECK_EQ(count.NumEncryptionGuids, 1);
	OK(ASK(&c, ENCRYPTIONWHENACCESSIBLEGUID, &in, &out));
	CHECK(IsEqualGUID(&out.EncryptionGuid, &D3DCRYPTOTYPE_AES128_CTR));
	in.EncryptionGuidIndex = 1;
	CHECK_HR(ASK(&c, ENCRYPTIONWHENACCESSIBLEGUID, &in, &out),
		 E_INVALIDARG);
	CHECK_HR(DO(&c, ENCRYPTIONWHENACCESSIBLE, &command), E_INVALIDARG);
	command.EncryptionGuid = D3DCRYPTOTYPE_AES128_CTR;
	OK(DO(&c, ENCRYPTIONWHENACCESSIBLE, &command));
	OK(ASK_FOR(&c, CURRENTENCRYPTIONWHENACCESSIBLE, &now));
	CHECK(IsEqualGUID(&now.EncryptionGuid, &D3DCRYPTOTYPE_AES128_CTR));
}

/* ------------------------------------------------------------- questions -- */

TEST(Query_answers_what_and_where_it_is)
{
	struct d3d9_session s = d3d9_keyed_session(d3d9_open());
	struct channel c = ready_channel(s.d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYUNRESTRICTEDPROTECTEDSHAREDRESOURCECOUNT_OUTPUT
	unrestricted;
	D3DAUTHENTICATEDCHANNEL_QUERYINFOBUSTYPE_OUTPUT bus;
	D3DAUTHENTICATEDCHANNEL_QUERYCHANNELTYPE_OUTPUT type;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTIDCOUNT_OUTPUT count;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTIDCOUNT_INPUT outputs = {
		.DeviceHandle = device_handle(&c),
		.CryptoSessionHandle = s.handle,
	};
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTID_OUTPUT output;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTID_INPUT which = {
		.DeviceHandle = outputs.DeviceHandle,
		.CryptoSessionHandle = s.handle,
	};

	OK(ASK_FOR(&c, CHANNELTYPE, &type));
	CHECK_EQ(type.ChannelType, driver_type(s.d3d9));
	OK(ASK_FOR(&c, ACCESSIBILITYATTRIBUTES, &bus));
	CHECK(bus.BusType == D3DBUSTYPE_PCI ||
	      bus.BusType == D3DBUSTYPE_PCIEXPRESS);
	CHECK(!bus.bAccessibleInContiguousBlocks);
	CHECK(!bus.bAccessibleInNonContiguousBlocks);
	OK(ASK(&c, OUTPUTIDCOUNT, &outputs, &count));
	CHECK_EQ(count.NumOutputIDs, 1);
	OK(ASK(&c, OUTPUTID, &which, &output));
	CHECK_EQ(output.OutputID, 1);
	CHECK_HR(ASK_FOR(&c, UNRESTRICTEDPROTECTEDSHAREDRESOURCECOUNT,
			 &unrestricted),
		 type.ChannelType == D3DAUTHENTICATEDCHANNEL_DRIVER_SOFTWARE ?
		 S_OK : E_FAIL);
	CHECK_EQ(unrestricted.NumUnrestrictedProtectedSharedResources, 0);
}

TEST(Query_wants_the_sizes_of_the_question)
{
	struct channel c = ready_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT asked = question(&c);
	const UINT size = sizeof(asked);
	uint8_t out[128];

	POISON(out);
	CHECK_HR(raw_query(&c, size, &asked, 55, out), E_INVALIDARG);
	CHECK_HR(raw_query(&c, size, &asked, 64, out), E_INVALIDARG);
	CHECK_HR(raw_query(&c, 31, &asked, 56, out), E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	INVALID(raw_query(&c, size, NULL, 56, out));
	INVALID(raw_query(&c, size, &asked, 56, NULL));
	/* the number is still good */
	CHECK_EQ(protection(&c), 0);
}

TEST(Query_does_not_know_every_question)
{
	struct channel c = ready_channel(d3d9_open());
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT in = { .QueryType = GUID_NULL };
	D3DAUTHENTICATEDCHANNEL_QUERY_OUTPUT out;

	CHECK_HR(ask(&c, &unknown_guid, &in, sizeof(in), &out, sizeof(out)),
		 E_FAIL);
}

/* ------------------------------------------------- the runtime's channel -- */

TEST(runtime_channel_has_no_key)
{
	struct channel c = create_channel(d3d9_open(),
					  D3DAUTHENTICATEDCHANNEL_D3D9);
	uint8_t blob[BLOB_SIZE] = { 0 };
	UINT size = 7;

	CHECK_HR(certificate_size(&c, &size), D3DERR_NOTAVAILABLE);
	CHECK_EQ(size, 7);
	CHECK_HR(get_certificate(&c, BLOB_SIZE, blob), D3DERR_NOTAVAILABLE);
	CHECK_HR(raw_exchange(&c, BLOB_SIZE, blob), D3DERR_NOTAVAILABLE);
}

TEST(runtime_channel_answers_without_MAC)
{
	struct d3d9_session s = d3d9_scene(d3d9_open());
	struct channel c = create_channel(s.d3d9, D3DAUTHENTICATEDCHANNEL_D3D9);
	struct channel driver = ready_channel(s.d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYCHANNELTYPE_OUTPUT type;
	uint8_t iv[KEY_SIZE];

	OK(ASK_FOR(&c, CHANNELTYPE, &type));
	CHECK_EQ(type.ChannelType, D3DAUTHENTICATEDCHANNEL_D3D9);
	CHECK(device_handle(&c) == device_handle(&driver));
	/* the device itself allows read back, whatever its properties */
	OK(set_protection(&driver, 1));
	d3d9_put(&s, 0);
	OK(set_protection(&c, 2));
	CHECK_EQ(protection(&c), 2);
	CHECK_HR(d3d9_store(&s, iv), D3DERR_CANNOTPROTECTCONTENT);
	CHECK_HR(bind(&c, s.handle, device_handle(&c)), E_FAIL);
	CHECK_EQ(IDirect3DAuthenticatedChannel9_Release(c.channel), 0);
	d3d9_check(&s, 0, s.key);
}
