// SPDX-License-Identifier: MIT
/* Direct3D 9Ex: IDirect3DAuthenticatedChannel9, with real keys and MACs */
#include <stdlib.h>

#include "d3d9_channel.h"

/* --------------------------------------------------- beginning and keys -- */

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
	struct d3d9 d3d9 = d3d9_open();
	int type = driver_type(&d3d9);
	IDirect3DAuthenticatedChannel9 *channel;
	HANDLE handle;

	CHECK_HR(try_type(&d3d9, 1), D3D_OK);
	CHECK_HR(try_type(&d3d9, type), D3D_OK);
	CHECK_HR(try_type(&d3d9, 5 - type), D3DERR_NOTAVAILABLE);
	CHECK(FAILED(try_type(&d3d9, 0)));
	CHECK(FAILED(try_type(&d3d9, 4)));
	CHECK_HR(IDirect3DDevice9Video_CreateAuthenticatedChannel(
			d3d9.video, D3DAUTHENTICATEDCHANNEL_D3D9, NULL,
			&handle), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DDevice9Video_CreateAuthenticatedChannel(
			d3d9.video, D3DAUTHENTICATEDCHANNEL_D3D9, &channel,
			NULL), D3DERR_INVALIDCALL);
}

TEST(GetCertificate_gives_the_devices_chain)
{
	struct cpgpu_device *dev = open_device();
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = create_channel(&d3d9, driver_type(&d3d9));
	uint8_t *chain, *copy;
	size_t size;
	UINT told;

	CHECK_OK(cpgpu_query_channel_certificate(dev, &chain, &size));
	CHECK_HR(IDirect3DAuthenticatedChannel9_GetCertificateSize(
			channel.channel, &told), D3D_OK);
	CHECK_EQ(told, size);
	copy = calloc(1, size);
	CHECK_HR(IDirect3DAuthenticatedChannel9_GetCertificate(
			channel.channel, told, copy), D3D_OK);
	CHECK_MEM(copy, chain, size);
	CHECK(FAILED(IDirect3DAuthenticatedChannel9_GetCertificate(
			channel.channel, told - 1, copy)));
}

TEST(NegotiateKeyExchange_takes_one_key)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = create_channel(&d3d9, driver_type(&d3d9));
	uint8_t blob[BLOB_SIZE] = { 1 };

	CHECK_HR(IDirect3DAuthenticatedChannel9_NegotiateKeyExchange(
			channel.channel, BLOB_SIZE, NULL), D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DAuthenticatedChannel9_NegotiateKeyExchange(
			channel.channel, BLOB_SIZE - 1, blob), E_INVALIDARG);
	CHECK_HR(IDirect3DAuthenticatedChannel9_NegotiateKeyExchange(
			channel.channel, BLOB_SIZE, blob), E_INVALIDARG);
	CHECK_OK(cpgpu_keyx_random_key(channel.key));
	CHECK_HR(exchange_channel_key(&channel, channel.key), D3D_OK);
	channel.keyed = true;
	/* another would let old messages be sent again */
	CHECK_HR(exchange_channel_key(&channel, channel.key), D3DERR_INVALIDCALL);
	CHECK_HR(initialize(&channel), S_OK);
}

TEST(messages_want_a_key)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = create_channel(&d3d9, driver_type(&d3d9));
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	CHECK_HR(initialize(&channel), E_INVALIDARG);
	CHECK_HR(ask_plain(&channel, &D3DAUTHENTICATEDQUERY_PROTECTION, &out,
			   sizeof(out)), E_INVALIDARG);
}

/* ----------------------------------------------------------- sequences -- */

TEST(sequences_are_set_by_INITIALIZE)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = keyed_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	/* not yet */
	CHECK_HR(set_protection(&channel, 0), E_INVALIDARG);
	CHECK_HR(ask_plain(&channel, &D3DAUTHENTICATEDQUERY_PROTECTION, &out,
			   sizeof(out)), E_INVALIDARG);
	CHECK_HR(initialize(&channel), S_OK);
	CHECK_HR(set_protection(&channel, 0), S_OK);
	/* and once */
	CHECK_HR(initialize(&channel), E_INVALIDARG);
	CHECK_HR(set_protection(&channel, 0), S_OK);
}

TEST(sequences_go_up)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	CHECK_HR(set_protection(&channel, 0), S_OK);
	channel.configure--;
	CHECK_HR(set_protection(&channel, 0), E_INVALIDARG);
	channel.configure -= 2;
	CHECK_HR(set_protection(&channel, 0), E_INVALIDARG);
	channel.configure += 1000;
	CHECK_HR(set_protection(&channel, 0), S_OK);

	CHECK_EQ(protection(&channel), 0);
	channel.query--;
	CHECK_HR(ask_plain(&channel, &D3DAUTHENTICATEDQUERY_PROTECTION, &out,
			   sizeof(out)), E_INVALIDARG);
	channel.query += 1000;
	CHECK_EQ(protection(&channel), 0);
}

/* ------------------------------------------------------------ commands -- */

TEST(Configure_refuses_a_wrong_MAC)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command;
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	uint8_t *bytes = (uint8_t *)&command;
	size_t i;

	for (i = 0; i < sizeof(command); i++) {
		memset(&command, 0, sizeof(command));
		command.Parameters.ConfigureType =
			D3DAUTHENTICATEDCONFIGURE_PROTECTION;
		command.Parameters.hChannel = channel.handle;
		command.Parameters.SequenceNumber = channel.configure++;
		sign(&channel, &command, sizeof(command));
		/* a byte of what says where it goes makes it another message */
		if (i >= 16 && i < 40)
			continue;
		bytes[i] ^= 1;
		CHECK_HR(send_command(&channel, &command, sizeof(command)),
			 E_INVALIDARG);
		bytes[i] ^= 1;
		CHECK_HR(send_command(&channel, &command, sizeof(command)), S_OK);
	}
}

TEST(Configure_wants_the_size_of_the_command)
{
	struct { D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION it; UINT64 more; }
		command;
	const size_t size = sizeof(command.it);
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT out, untouched;
	static const int wrong[] = { -56, -8, -1, 1, 8 };
	size_t i;

	memset(&command, 0, sizeof(command));
	command.it.Parameters.ConfigureType =
		D3DAUTHENTICATEDCONFIGURE_PROTECTION;
	command.it.Parameters.hChannel = channel.handle;
	command.it.Parameters.SequenceNumber = channel.configure;
	sign(&channel, &command.it, size);
	memset(&out, 0xee, sizeof(out));
	untouched = out;
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK_HR(IDirect3DAuthenticatedChannel9_Configure(
				channel.channel, size + wrong[i], &command,
				&out), E_INVALIDARG);
	CHECK_MEM(&out, &untouched, sizeof(out));
	CHECK_HR(IDirect3DAuthenticatedChannel9_Configure(
			channel.channel, size, NULL, &out),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DAuthenticatedChannel9_Configure(
			channel.channel, size, &command, NULL),
		 D3DERR_INVALIDCALL);
	CHECK_HR(send_command(&channel, &command, size), S_OK);
}

TEST(Configure_does_not_know_every_command)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command;

	memset(&command, 0, sizeof(command));
	CHECK_HR(configure(&channel, &unknown_guid, &command, sizeof(command)),
		 E_FAIL);
}

TEST(messages_must_name_their_channel)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel one = ready_channel(&d3d9), two = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT answer;
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command;
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT question;
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT out;

	memset(&command, 0, sizeof(command));
	command.Parameters.ConfigureType = D3DAUTHENTICATEDCONFIGURE_PROTECTION;
	command.Parameters.hChannel = two.handle;
	command.Parameters.SequenceNumber = two.configure;
	sign(&two, &command, sizeof(command));
	CHECK_HR(IDirect3DAuthenticatedChannel9_Configure(
			one.channel, sizeof(command), &command, &out),
		 E_INVALIDARG);
	memset(&question, 0, sizeof(question));
	question.QueryType = D3DAUTHENTICATEDQUERY_PROTECTION;
	question.hChannel = two.handle;
	question.SequenceNumber = two.query;
	CHECK_HR(IDirect3DAuthenticatedChannel9_Query(
			one.channel, sizeof(question), &question,
			sizeof(answer), &answer), E_INVALIDARG);
	/* neither has reached the other */
	CHECK_HR(send_command(&two, &command, sizeof(command)), S_OK);
}

TEST(Configure_PROTECTION_is_of_all_channels_together)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	struct channel one = ready_channel(&d3d9), two = ready_channel(&d3d9);
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	IDirect3DSurface9 *system = d3d9_system(&d3d9);
	uint8_t data[SURFACE_SIZE] = { 0 }, iv[KEY_SIZE];

	CHECK_HR(set_protection(&one, 3), S_OK);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	CHECK_EQ(protection(&two), 3);
	CHECK_HR(set_protection(&two, 0), S_OK);
	CHECK_EQ(protection(&two), 3);
	CHECK_HR(set_protection(&one, 4), E_INVALIDARG);
	CHECK_HR(IDirect3DCryptoSession9_EncryptionBlt(session.session, surface,
						       system, SURFACE_SIZE,
						       iv),
		 D3DERR_CANNOTPROTECTCONTENT);
	/* a channel takes what it has enabled with it */
	CHECK_EQ(IDirect3DAuthenticatedChannel9_Release(one.channel), 0);
	CHECK_EQ(protection(&two), 0);
	CHECK_HR(set_protection(&two, 1), S_OK);
	d3d9_read_protected(&session, surface, data, session.key);
	CHECK_EQ(data[0], 0);
}

static HRESULT bind(struct channel *channel, HANDLE session, HANDLE device)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGURECRYPTOSESSION command;

	memset(&command, 0, sizeof(command));
	command.CryptoSessionHandle = session;
	command.DeviceHandle = device;
	return configure(channel, &D3DAUTHENTICATEDCONFIGURE_CRYPTOSESSION,
			 &command, sizeof(command));
}

TEST(Configure_CRYPTOSESSION_binds_handles)
{
	struct d3d9 d3d9 = d3d9_open(), other = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	struct d3d9_session foreign = d3d9_keyed_session(&other);
	struct channel channel = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYCRYPTOSESSION_OUTPUT out;
	D3DAUTHENTICATEDCHANNEL_QUERYCRYPTOSESSION_INPUT in;
	HANDLE device = device_handle(&channel);

	CHECK_HR(bind(&channel, foreign.handle, device), E_INVALIDARG);
	CHECK_HR(bind(&channel, session.handle, channel.handle), E_INVALIDARG);
	CHECK_HR(bind(&channel, channel.handle, device), E_INVALIDARG);
	CHECK_HR(bind(&channel, session.handle, device), S_OK);
	memset(&in, 0, sizeof(in));
	CHECK_HR(ask(&channel, &D3DAUTHENTICATEDQUERY_CRYPTOSESSION, &in,
		     sizeof(in), &out, sizeof(out)), S_OK);
	CHECK(!out.DXVA2DecodeHandle);
	CHECK(out.CryptoSessionHandle == session.handle);
	CHECK(out.DeviceHandle == device);
	/* there are no decoders */
	memset(&in, 0, sizeof(in));
	in.DXVA2DecodeHandle = session.handle;
	CHECK_HR(ask(&channel, &D3DAUTHENTICATEDQUERY_CRYPTOSESSION, &in,
		     sizeof(in), &out, sizeof(out)), E_INVALIDARG);
}

TEST(Configure_SHAREDRESOURCE_is_for_software)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	bool software = driver_type(&d3d9) ==
		D3DAUTHENTICATEDCHANNEL_DRIVER_SOFTWARE;
	D3DAUTHENTICATEDCHANNEL_QUERYRESTRICTEDSHAREDRESOURCEPROCESSCOUNT_OUTPUT
		count;
	D3DAUTHENTICATEDCHANNEL_QUERYRESTRICTEDSHAREDRESOURCEPROCESS_OUTPUT out;
	D3DAUTHENTICATEDCHANNEL_QUERYRESTRICTEDSHAREDRESOURCEPROCESS_INPUT in;
	D3DAUTHENTICATEDCHANNEL_CONFIGURESHAREDRESOURCE command;
	HRESULT expected = software ? S_OK : E_FAIL;

	memset(&command, 0, sizeof(command));
	command.ProcessIdentiferType = PROCESSIDTYPE_HANDLE;
	command.ProcessHandle = (HANDLE)0x1234;
	command.AllowAccess = TRUE;
	CHECK_HR(configure(&channel, &D3DAUTHENTICATEDCONFIGURE_SHAREDRESOURCE,
			   &command, sizeof(command)), expected);
	CHECK_HR(ask_plain(&channel,
			   &D3DAUTHENTICATEDQUERY_RESTRICTEDSHAREDRESOURCEPROCESSCOUNT,
			   &count, sizeof(count)), expected);
	CHECK_EQ(count.NumRestrictedSharedResourceProcesses, software);
	memset(&in, 0, sizeof(in));
	CHECK_HR(ask(&channel,
		     &D3DAUTHENTICATEDQUERY_RESTRICTEDSHAREDRESOURCEPROCESS,
		     &in, sizeof(in), &out, sizeof(out)), expected);
	if (software)
		CHECK(out.ProcessHandle == (HANDLE)0x1234);
}

static HRESULT set_encryption(struct channel *channel, const GUID *type)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREUNCOMPRESSEDENCRYPTION command;

	memset(&command, 0, sizeof(command));
	command.EncryptionGuid = *type;
	return configure(channel,
			 &D3DAUTHENTICATEDCONFIGURE_ENCRYPTIONWHENACCESSIBLE,
			 &command, sizeof(command));
}

TEST(Configure_ENCRYPTIONWHENACCESSIBLE_takes_AES128_CTR)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYEVICTIONENCRYPTIONGUIDCOUNT_OUTPUT count;
	D3DAUTHENTICATEDCHANNEL_QUERYUNCOMPRESSEDENCRYPTIONLEVEL_OUTPUT now;
	D3DAUTHENTICATEDCHANNEL_QUERYEVICTIONENCRYPTIONGUID_OUTPUT out;
	D3DAUTHENTICATEDCHANNEL_QUERYEVICTIONENCRYPTIONGUID_INPUT in;

	CHECK_HR(ask_plain(&channel,
			   &D3DAUTHENTICATEDQUERY_ENCRYPTIONWHENACCESSIBLEGUIDCOUNT,
			   &count, sizeof(count)), S_OK);
	CHECK_EQ(count.NumEncryptionGuids, 1);
	memset(&in, 0, sizeof(in));
	CHECK_HR(ask(&channel,
		     &D3DAUTHENTICATEDQUERY_ENCRYPTIONWHENACCESSIBLEGUID, &in,
		     sizeof(in), &out, sizeof(out)), S_OK);
	CHECK(IsEqualGUID(&out.EncryptionGuid, &D3DCRYPTOTYPE_AES128_CTR));
	in.EncryptionGuidIndex = 1;
	CHECK_HR(ask(&channel,
		     &D3DAUTHENTICATEDQUERY_ENCRYPTIONWHENACCESSIBLEGUID, &in,
		     sizeof(in), &out, sizeof(out)), E_INVALIDARG);
	CHECK_HR(set_encryption(&channel, &unknown_guid), E_INVALIDARG);
	CHECK_HR(set_encryption(&channel, &D3DCRYPTOTYPE_AES128_CTR), S_OK);
	CHECK_HR(ask_plain(&channel,
			   &D3DAUTHENTICATEDQUERY_CURRENTENCRYPTIONWHENACCESSIBLE,
			   &now, sizeof(now)), S_OK);
	CHECK(IsEqualGUID(&now.EncryptionGuid, &D3DCRYPTOTYPE_AES128_CTR));
}

/* ----------------------------------------------------------- questions -- */

TEST(Query_answers_what_and_where_it_is)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYUNRESTRICTEDPROTECTEDSHAREDRESOURCECOUNT_OUTPUT
		unrestricted;
	D3DAUTHENTICATEDCHANNEL_QUERYINFOBUSTYPE_OUTPUT bus;
	D3DAUTHENTICATEDCHANNEL_QUERYCHANNELTYPE_OUTPUT type;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTIDCOUNT_OUTPUT count;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTIDCOUNT_INPUT outputs;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTID_OUTPUT output;
	D3DAUTHENTICATEDCHANNEL_QUERYOUTPUTID_INPUT which;

	CHECK_HR(ask_plain(&channel, &D3DAUTHENTICATEDQUERY_CHANNELTYPE, &type,
			   sizeof(type)), S_OK);
	CHECK_EQ(type.ChannelType, driver_type(&d3d9));
	CHECK_HR(ask_plain(&channel,
			   &D3DAUTHENTICATEDQUERY_ACCESSIBILITYATTRIBUTES, &bus,
			   sizeof(bus)), S_OK);
	CHECK(bus.BusType == D3DBUSTYPE_PCI ||
	      bus.BusType == D3DBUSTYPE_PCIEXPRESS);
	CHECK(!bus.bAccessibleInContiguousBlocks);
	CHECK(!bus.bAccessibleInNonContiguousBlocks);
	memset(&outputs, 0, sizeof(outputs));
	outputs.DeviceHandle = device_handle(&channel);
	outputs.CryptoSessionHandle = session.handle;
	CHECK_HR(ask(&channel, &D3DAUTHENTICATEDQUERY_OUTPUTIDCOUNT, &outputs,
		     sizeof(outputs), &count, sizeof(count)), S_OK);
	CHECK_EQ(count.NumOutputIDs, 1);
	memset(&which, 0, sizeof(which));
	which.DeviceHandle = outputs.DeviceHandle;
	which.CryptoSessionHandle = session.handle;
	CHECK_HR(ask(&channel, &D3DAUTHENTICATEDQUERY_OUTPUTID, &which,
		     sizeof(which), &output, sizeof(output)), S_OK);
	CHECK_EQ(output.OutputID, 1);
	CHECK_HR(ask_plain(&channel,
			   &D3DAUTHENTICATEDQUERY_UNRESTRICTEDPROTECTEDSHAREDRESOURCECOUNT,
			   &unrestricted, sizeof(unrestricted)),
		 type.ChannelType == D3DAUTHENTICATEDCHANNEL_DRIVER_SOFTWARE ?
		 S_OK : E_FAIL);
	CHECK_EQ(unrestricted.NumUnrestrictedProtectedSharedResources, 0);
}

TEST(Query_wants_the_sizes_of_the_question)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	uint8_t out[128], untouched[128];
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT question;

	memset(&question, 0, sizeof(question));
	question.QueryType = D3DAUTHENTICATEDQUERY_PROTECTION;
	question.hChannel = channel.handle;
	question.SequenceNumber = channel.query;
	memset(out, 0xee, sizeof(out));
	memset(untouched, 0xee, sizeof(out));
	CHECK_HR(IDirect3DAuthenticatedChannel9_Query(
			channel.channel, sizeof(question), &question, 55, out),
		 E_INVALIDARG);
	CHECK_HR(IDirect3DAuthenticatedChannel9_Query(
			channel.channel, sizeof(question), &question, 64, out),
		 E_INVALIDARG);
	CHECK_HR(IDirect3DAuthenticatedChannel9_Query(
			channel.channel, 31, &question, 56, out), E_INVALIDARG);
	CHECK_MEM(out, untouched, sizeof(out));
	CHECK_HR(IDirect3DAuthenticatedChannel9_Query(
			channel.channel, sizeof(question), NULL, 56, out),
		 D3DERR_INVALIDCALL);
	CHECK_HR(IDirect3DAuthenticatedChannel9_Query(
			channel.channel, sizeof(question), &question, 56, NULL),
		 D3DERR_INVALIDCALL);
	/* the number is still good */
	CHECK_EQ(protection(&channel), 0);
}

TEST(Query_does_not_know_every_question)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERY_OUTPUT out;

	CHECK_HR(ask_plain(&channel, &unknown_guid, &out, sizeof(out)),
		 E_FAIL);
}

/* ------------------------------------------------- the runtime's channel -- */

TEST(runtime_channel_has_no_key)
{
	struct d3d9 d3d9 = d3d9_open();
	struct channel channel = create_channel(&d3d9, D3DAUTHENTICATEDCHANNEL_D3D9);
	uint8_t blob[BLOB_SIZE] = { 0 };
	UINT size = 7;

	CHECK_HR(IDirect3DAuthenticatedChannel9_GetCertificateSize(
			channel.channel, &size), D3DERR_NOTAVAILABLE);
	CHECK_EQ(size, 7);
	CHECK_HR(IDirect3DAuthenticatedChannel9_GetCertificate(
			channel.channel, BLOB_SIZE, blob),
		 D3DERR_NOTAVAILABLE);
	CHECK_HR(IDirect3DAuthenticatedChannel9_NegotiateKeyExchange(
			channel.channel, BLOB_SIZE, blob),
		 D3DERR_NOTAVAILABLE);
}

TEST(runtime_channel_answers_without_MAC)
{
	struct d3d9 d3d9 = d3d9_open();
	struct d3d9_session session = d3d9_keyed_session(&d3d9);
	struct channel channel = create_channel(&d3d9, D3DAUTHENTICATEDCHANNEL_D3D9);
	struct channel driver = ready_channel(&d3d9);
	D3DAUTHENTICATEDCHANNEL_QUERYCHANNELTYPE_OUTPUT type;
	IDirect3DSurface9 *surface = d3d9_restricted(&d3d9);
	uint8_t data[SURFACE_SIZE] = { 0 }, iv[KEY_SIZE];
	IDirect3DSurface9 *system = d3d9_system(&d3d9);

	CHECK_HR(ask_plain(&channel, &D3DAUTHENTICATEDQUERY_CHANNELTYPE, &type,
			   sizeof(type)), S_OK);
	CHECK_EQ(type.ChannelType, D3DAUTHENTICATEDCHANNEL_D3D9);
	CHECK(device_handle(&channel) == device_handle(&driver));
	/* read back is allowed by the device, wherever this runs */
	CHECK_HR(set_protection(&driver, 1), S_OK);
	d3d9_write_protected(&session, surface, data, session.key, NULL);
	CHECK_HR(set_protection(&channel, 2), S_OK);
	CHECK_EQ(protection(&channel), 2);
	CHECK_HR(IDirect3DCryptoSession9_EncryptionBlt(session.session, surface,
						       system, SURFACE_SIZE,
						       iv),
		 D3DERR_CANNOTPROTECTCONTENT);
	CHECK_HR(bind(&channel, session.handle, device_handle(&channel)),
		 E_FAIL);
	CHECK_EQ(IDirect3DAuthenticatedChannel9_Release(channel.channel), 0);
	d3d9_read_protected(&session, surface, data, session.key);
	CHECK_EQ(data[0], 0);
}
