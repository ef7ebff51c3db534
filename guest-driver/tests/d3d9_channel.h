/* SPDX-License-Identifier: MIT */
/*
 * Authenticated channels of Direct3D 9 for tests: messages signed, answers
 * checked.  Everything here fails the test when it fails.
 */
#ifndef D3D9_CHANNEL_H
#define D3D9_CHANNEL_H

#include "d3d9_fixture.h"

struct channel {
	const struct d3d9 *d3d9;
	IDirect3DAuthenticatedChannel9 *channel;
	HANDLE handle;
	uint8_t key[KEY_SIZE];
	bool keyed;
	/* to be used next */
	UINT configure, query;
};

/* The one that goes with the capabilities. */
D3DAUTHENTICATEDCHANNELTYPE driver_type(const struct d3d9 *d3d9);

/* One without a key, with its key, and initialised. */
struct channel create_channel(const struct d3d9 *d3d9,
			      D3DAUTHENTICATEDCHANNELTYPE type);
struct channel keyed_channel(const struct d3d9 *d3d9);
struct channel ready_channel(const struct d3d9 *d3d9);

/* Wrap @key to the channel's certificate and exchange it. */
HRESULT exchange_channel_key(struct channel *channel,
			     const uint8_t key[KEY_SIZE]);

/* Put the MAC at the beginning of @message, if the channel has a key. */
void sign(const struct channel *channel, void *message, size_t size);

/* Send a signed command as it is; the answer must say what comes back. */
HRESULT send_command(struct channel *channel, const void *command, UINT size);

/* Fill in the head, sign and send. */
HRESULT configure(struct channel *channel, const GUID *type, void *command,
		  UINT size);

/* The same for a question; plain: one that is no more than its head. */
HRESULT ask(struct channel *channel, const GUID *type, void *question,
	    UINT size, void *answer, UINT answer_size);
HRESULT ask_plain(struct channel *channel, const GUID *type, void *answer,
		  UINT answer_size);

/* INITIALIZE with the numbers in @channel. */
HRESULT initialize(struct channel *channel);

HRESULT set_protection(struct channel *channel, UINT flags);
UINT protection(struct channel *channel);

/* DEVICEHANDLE */
HANDLE device_handle(struct channel *channel);

#endif /* D3D9_CHANNEL_H */
