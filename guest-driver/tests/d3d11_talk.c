// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "d3d11_talk.h"

#define VC "ID3D11VideoContext::"

/* --------------------------------------------------------------- channels -- */

D3D11_AUTHENTICATED_CHANNEL_TYPE driver_type(const struct app *app)
{
	return app->caps & D3D11_CONTENT_PROTECTION_CAPS_SOFTWARE ?
	       D3D11_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE :
	       D3D11_AUTHENTICATED_CHANNEL_DRIVER_HARDWARE;
}

void make_channel(struct talk *talk, struct app *app,
		  D3D11_AUTHENTICATED_CHANNEL_TYPE type)
{
	memset(talk, 0, sizeof(*talk));
	talk->app = app;
	talk->type = type;
	talk->query = 1000;
	talk->configure = 2000;
	OK(ID3D11VideoDevice2_CreateAuthenticatedChannel(app->video, type,
							 &talk->channel));
	ID3D11AuthenticatedChannel_GetChannelHandle(talk->channel,
						    &talk->handle);
}

void wrap_channel_key(struct talk *talk, uint8_t blob[BLOB_SIZE])
{
	BYTE *chain;
	UINT size;

	OK(ID3D11AuthenticatedChannel_GetCertificateSize(talk->channel,
							 &size));
	chain = malloc(size);
	CHECK(chain);
	OK(ID3D11AuthenticatedChannel_GetCertificate(talk->channel, size,
						     chain));
	CHECK_OK(cpgpu_keyx_random_key(talk->key));
	CHECK_OK(cpgpu_keyx_wrap_channel_key(chain, size, talk->key, blob));
	free(chain);
}

void exchange_channel_key(struct talk *talk)
{
	uint8_t blob[BLOB_SIZE];

	wrap_channel_key(talk, blob);
	OK(raw_exchange(talk, sizeof(blob), blob));
}

void open_channel(struct talk *talk, struct app *app,
		  D3D11_AUTHENTICATED_CHANNEL_TYPE type)
{
	make_channel(talk, app, type);
	if (type == D3D11_AUTHENTICATED_CHANNEL_D3D11)
		return;
	exchange_channel_key(talk);
	OK(initialize(talk));
}

struct talk make_talk(void)
{
	struct app *app = open_app();
	struct talk talk;

	make_channel(&talk, app, driver_type(app));
	return talk;
}

struct talk open_talk(void)
{
	struct app *app = open_app();
	struct talk talk;

	open_channel(&talk, app, driver_type(app));
	return talk;
}

struct talk open_runtime_talk(void)
{
	struct talk talk;

	open_channel(&talk, open_app(), D3D11_AUTHENTICATED_CHANNEL_D3D11);
	return talk;
}

void close_talk(struct talk *talk)
{
	RELEASE(talk->channel);
	close_app(&talk->app);
}

/* --------------------------------------------------------------- messages -- */

HRESULT raw_exchange(struct talk *talk, UINT size, void *data)
{
	HRESULT hr =
		ID3D11VideoContext1_NegotiateAuthenticatedChannelKeyExchange(
			talk->app->vc, talk->channel, size, data);

	CHECK_HR(reported(talk->app,
			  VC "NegotiateAuthenticatedChannelKeyExchange"), hr);
	return hr;
}

HRESULT raw_configure(struct talk *talk, UINT size, const void *in,
		      D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out)
{
	HRESULT hr = ID3D11VideoContext1_ConfigureAuthenticatedChannel(
		talk->app->vc, talk->channel, size, in, out);

	CHECK_HR(reported(talk->app, VC "ConfigureAuthenticatedChannel"), hr);
	return hr;
}

HRESULT raw_query(struct talk *talk, UINT in_size, const void *in,
		  UINT out_size, void *out)
{
	HRESULT hr = ID3D11VideoContext1_QueryAuthenticatedChannel(
		talk->app->vc, talk->channel, in_size, in, out_size, out);

	CHECK_HR(reported(talk->app, VC "QueryAuthenticatedChannel"), hr);
	return hr;
}

void sign(const struct talk *talk, void *message, size_t size)
{
	D3D11_OMAC *omac = message;

	CHECK_OK(cpgpu_keyx_cmac(talk->key, omac + 1, size - sizeof(*omac),
				 omac->Omac));
}

/* Answers are signed; those of the runtime have zeros instead of a MAC. */
static void check_signed(const struct talk *talk, const void *message,
			 size_t size)
{
	static const D3D11_OMAC zero;
	const D3D11_OMAC *omac = message;

	if (talk->type == D3D11_AUTHENTICATED_CHANNEL_D3D11)
		CHECK_MEM(omac->Omac, zero.Omac, sizeof(zero));
	else
		CHECK_OK(cpgpu_keyx_cmac_verify(talk->key, omac + 1,
						size - sizeof(*omac),
						omac->Omac));
}

HRESULT send_command(struct talk *talk, UINT in_size, const void *in)
{
	const D3D11_AUTHENTICATED_CONFIGURE_INPUT *head = in;
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out;
	HRESULT hr;

	POISON(out);
	hr = raw_configure(talk, in_size, in, &out);
	check_signed(talk, &out, sizeof(out));
	CHECK_MEM(&out.ConfigureType, &head->ConfigureType, sizeof(GUID));
	CHECK(out.hChannel == head->hChannel);
	CHECK_EQ(out.SequenceNumber, head->SequenceNumber);
	CHECK_EQ(out.ReturnCode, hr);
	return hr;
}

HRESULT send_question(struct talk *talk, UINT in_size, const void *in,
		      UINT out_size, void *out, UINT answer_size)
{
	const D3D11_AUTHENTICATED_QUERY_INPUT *question = in;
	D3D11_AUTHENTICATED_QUERY_OUTPUT *head = out;
	HRESULT hr;

	memset(out, UNTOUCHED, out_size);
	hr = raw_query(talk, in_size, in, out_size, out);
	check_signed(talk, out, answer_size);
	CHECK_MEM(&head->QueryType, &question->QueryType, sizeof(GUID));
	CHECK(head->hChannel == question->hChannel);
	CHECK_EQ(head->SequenceNumber, question->SequenceNumber);
	CHECK_EQ(head->ReturnCode, hr);
	return hr;
}

void prepare(struct talk *talk, const GUID *type, void *in, size_t in_size)
{
	D3D11_AUTHENTICATED_CONFIGURE_INPUT *head = in;

	head->ConfigureType = *type;
	head->hChannel = talk->handle;
	head->SequenceNumber = talk->configure++;
	sign(talk, in, in_size);
}

D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT
protection_command(struct talk *talk, UINT flags)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in = {
		.Protections.Value = flags,
	};

	prepare(talk, &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, &in,
		sizeof(in));
	return in;
}

D3D11_AUTHENTICATED_QUERY_INPUT protection_question(struct talk *talk)
{
	return (D3D11_AUTHENTICATED_QUERY_INPUT) {
		.QueryType = D3D11_AUTHENTICATED_QUERY_PROTECTION,
		.hChannel = talk->handle,
		.SequenceNumber = talk->query++,
	};
}

HRESULT configure(struct talk *talk, const GUID *type, void *in, UINT in_size)
{
	prepare(talk, type, in, in_size);
	return send_command(talk, in_size, in);
}

HRESULT ask(struct talk *talk, const GUID *type, void *in, UINT in_size,
	    void *out, UINT out_size)
{
	D3D11_AUTHENTICATED_QUERY_INPUT *head = in;

	head->QueryType = *type;
	head->hChannel = talk->handle;
	head->SequenceNumber = talk->query++;
	return send_question(talk, in_size, in, out_size, out, out_size);
}

/* -------------------------------------------------- what is asked for most -- */

HRESULT initialize(struct talk *talk)
{
	D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT in = {
		.StartSequenceQuery = talk->query,
		.StartSequenceConfigure = talk->configure,
	};
	UINT next = talk->configure;
	HRESULT hr;

	/* its own number is not looked at */
	talk->configure = 7;
	hr = DO(talk, INITIALIZE, &in);
	talk->configure = next;
	return hr;
}

HRESULT protect(struct talk *talk, UINT flags)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in = {
		.Protections.Value = flags,
	};

	return DO(talk, PROTECTION, &in);
}

UINT protection(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;

	OK(ASK_FOR(talk, PROTECTION, &out));
	return out.ProtectionFlags.Value;
}

HANDLE device_handle(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT out;

	OK(ASK_FOR(talk, DEVICE_HANDLE, &out));
	return out.DeviceHandle;
}

HRESULT allow_process(struct talk *talk, UINT type, HANDLE process, BOOL allow)
{
	D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_INPUT in = {
		.ProcessType = (D3D11_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE)
			       type,
		.ProcessHandle = process,
		.AllowAccess = allow,
	};

	return DO(talk, SHARED_RESOURCE, &in);
}

UINT process_count(struct talk *talk)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT
	out;

	OK(ASK_FOR(talk, RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT, &out));
	return out.RestrictedSharedResourceProcessCount;
}
