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

struct channel create_channel(struct d3d9 *d3d9, UINT type)
{
	struct channel c = { .d3d9 = d3d9 };

	if (!type)
		type = driver_type(d3d9);
	OK(IDirect3DDevice9Video_CreateAuthenticatedChannel(
		d3d9->video, (D3DAUTHENTICATEDCHANNELTYPE)type, &c.channel,
		&c.handle));
	CHECK(c.handle);
	return c;
}

HRESULT exchange_channel_key(struct channel *c, const uint8_t key[KEY_SIZE])
{
	uint8_t blob[BLOB_SIZE];
	BYTE *chain;
	UINT size;

	OK(certificate_size(c, &size));
	chain = malloc(size);
	CHECK(chain);
	OK(get_certificate(c, size, chain));
	CHECK_OK(cpgpu_keyx_wrap_channel_key(chain, size, key, blob));
	free(chain);
	return raw_exchange(c, BLOB_SIZE, blob);
}

struct channel keyed_channel(struct d3d9 *d3d9)
{
	struct channel c = create_channel(d3d9, 0);

	CHECK_OK(cpgpu_keyx_random_key(c.key));
	OK(exchange_channel_key(&c, c.key));
	c.keyed = true;
	c.configure = 0x80000100;
	c.query = 0xfff;
	return c;
}

/* ------------------------------------------------------------ messages -- */

/* The MAC of what follows the MAC in a message: 0 without a key. */
static void get_mac(const struct channel *c, const void *message, size_t size,
		    uint8_t mac[KEY_SIZE])
{
	memset(mac, 0, KEY_SIZE);
	if (c->keyed)
		CHECK_OK(cpgpu_keyx_cmac(c->key,
					 (const uint8_t *)message + KEY_SIZE,
					 size - KEY_SIZE, mac));
}

static void check_mac(const struct channel *c, const void *message, size_t size)
{
	uint8_t mac[KEY_SIZE];

	get_mac(c, message, size, mac);
	CHECK_MEM(message, mac, KEY_SIZE);
}

void prepare(struct channel *c, const GUID *type, void *command, UINT size)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT *head = command;

	head->ConfigureType = *type;
	head->hChannel = c->handle;
	head->SequenceNumber = c->configure++;
	get_mac(c, command, size, command);
}

HRESULT send_command(struct channel *c, const void *command, UINT size)
{
	const D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT *head = command;
	D3DAUTHENTICATEDCHANNEL_CONFIGURE_OUTPUT out;
	HRESULT hr = raw_configure(c, size, command, &out);

	check_mac(c, &out, sizeof(out));
	CHECK(IsEqualGUID(&out.ConfigureType, &head->ConfigureType));
	CHECK(out.hChannel == head->hChannel);
	CHECK_EQ(out.SequenceNumber, head->SequenceNumber);
	CHECK_HR(out.ReturnCode, hr);
	return hr;
}

HRESULT configure(struct channel *c, const GUID *type, void *command, UINT size)
{
	prepare(c, type, command, size);
	return send_command(c, command, size);
}

HRESULT initialize(struct channel *c)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREINITIALIZE command = {
		.StartSequenceQuery = c->query,
		.StartSequenceConfigure = c->configure,
	};
	HRESULT hr = DO(c, INITIALIZE, &command);

	/* its own number does not count */
	c->configure--;
	return hr;
}

struct channel ready_channel(struct d3d9 *d3d9)
{
	struct channel c = keyed_channel(d3d9);

	OK(initialize(&c));
	return c;
}

HRESULT ask(struct channel *c, const GUID *type, void *question, UINT size,
	    void *answer, UINT answer_size)
{
	D3DAUTHENTICATEDCHANNEL_QUERY_INPUT *head = question;
	D3DAUTHENTICATEDCHANNEL_QUERY_OUTPUT *out = answer;
	HRESULT hr;

	head->QueryType = *type;
	head->hChannel = c->handle;
	head->SequenceNumber = c->query++;
	hr = raw_query(c, size, question, answer_size, answer);
	check_mac(c, answer, answer_size);
	CHECK(IsEqualGUID(&out->QueryType, type));
	CHECK(out->hChannel == c->handle);
	CHECK_EQ(out->SequenceNumber, head->SequenceNumber);
	CHECK_HR(out->ReturnCode, hr);
	return hr;
}

HRESULT set_protection(struct channel *c, UINT flags)
{
	D3DAUTHENTICATEDCHANNEL_CONFIGUREPROTECTION command = {
		.Protections.Value = flags,
	};

	return DO(c, PROTECTION, &command);
}

UINT protection(struct channel *c)
{
	D3DAUTHENTICATEDCHANNEL_QUERYPROTECTION_OUTPUT out;

	OK(ASK_FOR(c, PROTECTION, &out));
	return out.ProtectionFlags.Value;
}

HANDLE device_handle(struct channel *c)
{
	D3DAUTHENTICATEDCHANNEL_QUERYDEVICEHANDLE_OUTPUT out;

	OK(ASK_FOR(c, DEVICEHANDLE, &out));
	CHECK(out.DeviceHandle);
	return out.DeviceHandle;
}
