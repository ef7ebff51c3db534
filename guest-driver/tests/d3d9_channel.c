// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "d3d9_channel.h"

/* ------------------------------------------------------------ channels -- */

D3DAUTHENTICATEDCHANNELTYPE driver_type(const struct d3d9 *d3d9)
{
	return d3d9_caps(d3d9) & D3DCPCAPS_SOFTWARE ?
		D3DAUTHENTICATEDCHANNEL_DRIVER_SOFTWARE :
		D3DAUTHENTICATEDCHANNEL_DRIVER_HARDWARE;
}

struct channel create_channel(const struct d3d9 *d3d9,
			      D3DAUTHENTICATEDCHANNELTYPE type)
{
	struct channel channel = { .d3d9 = d3d9 };

	CHECK_HR(IDirect3DDevice9Video_CreateAuthenticatedChannel(
			d3d9->video, type, &channel.channel, &channel.handle),
		 D3D_OK);
	CHECK(channel.handle);
	return channel;
}

HRESULT exchange_channel_key(struct channel *channel,
			     const uint8_t key[KEY_SIZE])
{
	uint8_t blob[BLOB_SIZE];
	BYTE *chain;
	UINT size;

	CHECK_HR(IDirect3DAuthenticatedChannel9_GetCertificateSize(
			channel->channel, &size), D3D_OK);
	chain = malloc(size);
	CHECK(chain);
	CHECK_HR(IDirect3DAuthenticatedChannel9_GetCertificate(
			channel->channel, size, chain), D3D_OK);
	CHECK_OK(cpgpu_keyx_wrap_channel_key(chain, size, key, blob));
	free(chain);
	return IDirect3DAuthenticatedChannel9_NegotiateKeyExchange(
		channel->channel, BLOB_SIZE, blob);
}

struct channel keyed_channel(const struct d3d9 *d3d9)
{
	struct channel channel = create_channel(d3d9, driver_type(d3d9));

	CHECK_OK(cpgpu_keyx_random_key(channel.key));
	CHECK_HR(exchange_channel_key(&channel, channel.key), D3D_OK);
	channel.keyed = true;
	channel.configure = 0x80000100;
	channel.query = 0xfff;
	return channel;
}

/* ------------------------------------------------------------ messages -- */

/* MACs are over all that is behind them. */
static void check_mac(const struct channel *channel, const void *message,
		      size_t size)
{
	uint8_t mac[KEY_SIZE] = { 0 };

	if (channel->keyed)
		CHECK_OK(cpgpu_keyx_cmac(channel->key,
					 (const uint8_t *)message + KEY_SIZE,
					 size - KEY_SIZE, mac));
	CHECK_MEM(message, mac, KEY_SIZE);
}

void sign(const struct channel *channel, void *message, size_t size)
{
	if (channel->keyed)
		CHECK_OK(cpgpu_keyx_cmac(channel->key,
					 (uint8_t *)message + KEY_SIZE,
					 size - KEY_SIZE, message));
}

/* Send a signed command as it is; the answer must say what comes back. */
HRESULT send_command(struct channel *channel, const void *command, UINT size)
{
	const D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT *head = command;
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT out;
	HRESULT hr;

	hr = IDirect3DAuthenticatedChannel9_Configure(channel->channel, size,
						      command, &out);
	check_mac(channel, &out, sizeof(out));
	CHECK(IsEqualGUID(&out.ConfigureType, &head->ConfigureType));
	CHECK(out.hChannel == head->hChannel);
	CHECK_EQ(out.SequenceNumber, head->SequenceNumber);
	CHECK_HR(out.ReturnCode, hr);
	return hr;
}

HRESULT configure(struct channel *channel, const GUID *type, void *command,
		  UINT size)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT *head = command;

	head->ConfigureType = *type;
	head->hChannel = channel->handle;
	head->SequenceNumber = channel->configure++;
	sign(channel, command, size);
	return send_command(channel, command, size);
}

HRESULT initialize(struct channel *channel)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREINITIALIZE command = {
		.StartSequenceQuery = channel->query,
		.StartSequenceConfigure = channel->configure,
	};
	HRESULT hr;

	hr = configure(channel, &D3DAUTHENTICATEDCONFIGURE_INITIALIZE, &command,
		       sizeof(command));
	/* its own number does not count */
	channel->configure--;
	return hr;
}

struct channel ready_channel(const struct d3d9 *d3d9)
{
	struct channel channel = keyed_channel(d3d9);

	CHECK_HR(initialize(&channel), S_OK);
	return channel;
}

HRESULT ask(struct channel *channel, const GUID *type, void *question,
	    UINT size, void *answer, UINT answer_size)
{
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT *head = question;
	D3DAUTHENTICATEDCHANNEL_QUERY_OUTPUT *out = answer;
	HRESULT hr;

	head->QueryType = *type;
	head->hChannel = channel->handle;
	head->SequenceNumber = channel->query++;
	hr = IDirect3DAuthenticatedChannel9_Query(channel->channel, size,
						  question, answer_size,
						  answer);
	check_mac(channel, answer, answer_size);
	CHECK(IsEqualGUID(&out->QueryType, type));
	CHECK(out->hChannel == channel->handle);
	CHECK_EQ(out->SequenceNumber, head->SequenceNumber);
	CHECK_HR(out->ReturnCode, hr);
	return hr;
}

/* A question that is no more than its head. */
HRESULT ask_plain(struct channel *channel, const GUID *type, void *answer,
		  UINT answer_size)
{
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT question;

	memset(&question, 0, sizeof(question));
	return ask(channel, type, &question, sizeof(question), answer,
		   answer_size);
}

HRESULT set_protection(struct channel *channel, UINT flags)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command;

	memset(&command, 0, sizeof(command));
	command.Protections.Value = flags;
	return configure(channel, &D3DAUTHENTICATEDCONFIGURE_PROTECTION,
			 &command, sizeof(command));
}

UINT protection(struct channel *channel)
{
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	CHECK_HR(ask_plain(channel, &D3DAUTHENTICATEDQUERY_PROTECTION, &out,
			   sizeof(out)), S_OK);
	return out.ProtectionFlags.Value;
}

HANDLE device_handle(struct channel *channel)
{
	D3DAUTHENTICATEDCHANNEL_QUERYDEVICEHANDLE_OUTPUT out;

	CHECK_HR(ask_plain(channel, &D3DAUTHENTICATEDQUERY_DEVICEHANDLE, &out,
			   sizeof(out)), S_OK);
	CHECK(out.DeviceHandle);
	return out.DeviceHandle;
}
