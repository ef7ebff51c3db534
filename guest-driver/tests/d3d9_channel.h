/* SPDX-License-Identifier: MIT */
/*
 * Authenticated channels of Direct3D 9 for tests: messages are signed and
 * answers are checked.  If a function here fails, so does the test.
 */
#ifndef D3D9_CHANNEL_H
#define D3D9_CHANNEL_H

#include "d3d9_fixture.h"

struct channel {
	struct d3d9 *d3d9;
	IDirect3DAuthenticatedChannel9 *channel;
	HANDLE handle;
	uint8_t key[KEY_SIZE];
	bool keyed;
	/* to be used next */
	UINT configure, query;
};

/* The one that goes with the capabilities. */
D3DAUTHENTICATEDCHANNELTYPE driver_type(const struct d3d9 *d3d9);

/* One without a key (type 0: that of the driver), with its key, initialized. */
struct channel create_channel(struct d3d9 *d3d9, UINT type);
struct channel keyed_channel(struct d3d9 *d3d9);
struct channel ready_channel(struct d3d9 *d3d9);

/* Wrap @key to the channel's certificate and exchange it. */
HRESULT exchange_channel_key(struct channel *c, const uint8_t key[KEY_SIZE]);

/* Fill in the head of a command with the next sequence number, and sign it. */
void prepare(struct channel *c, const GUID *type, void *command, UINT size);

/* Send a signed command as it is; the answer must say what comes back. */
HRESULT send_command(struct channel *c, const void *command, UINT size);

/* Prepare and send a command; the same for a question. */
HRESULT configure(struct channel *c, const GUID *type, void *command,
		  UINT size);
HRESULT ask(struct channel *c, const GUID *type, void *question, UINT size,
	    void *answer, UINT answer_size);

#define DO(c, type, in) \
	configure(c, &D3DAUTHENTICATEDCONFIGURE_##type, in, sizeof(*(in)))
#define ASK(c, type, in, out) \
	ask(c, &D3DAUTHENTICATEDQUERY_##type, in, sizeof(*(in)), out, \
	    sizeof(*(out)))
/* a question without arguments */
#define ASK_FOR(c, type, out) \
	ASK(c, type, &(D3DAUTHENTICATEDCHANNEL_QUERY_INPUT) { .QueryType = \
	    GUID_NULL }, out)

/* INITIALIZE with the numbers in @c. */
HRESULT initialize(struct channel *c);

HRESULT set_protection(struct channel *c, UINT flags);
UINT protection(struct channel *c);

/* DEVICEHANDLE */
HANDLE device_handle(struct channel *c);

/* ------------------------------------------------- shorter than the macros -- */

#define raw_configure(c, size, in, out) \
	IDirect3DAuthenticatedChannel9_Configure((c)->channel, size, \
						 (const void *)(in), out)
#define raw_query(c, size, in, out_size, out) \
	IDirect3DAuthenticatedChannel9_Query((c)->channel, size, in, out_size, \
					     out)
#define raw_exchange(c, size, blob) \
	IDirect3DAuthenticatedChannel9_NegotiateKeyExchange((c)->channel, \
							    size, blob)
#define certificate_size(c, size) \
	IDirect3DAuthenticatedChannel9_GetCertificateSize((c)->channel, size)
#define get_certificate(c, size, chain) \
	IDirect3DAuthenticatedChannel9_GetCertificate((c)->channel, size, chain)

#endif /* D3D9_CHANNEL_H */
