/* SPDX-License-Identifier: MIT */
/*
 * Authenticated channels of type 1, those of the runtime itself
 *
 * They have neither certificate nor key: the MACs that come in are not looked
 * at, those that go out are zero, and sequence numbers are copied, not checked.
 * Of the commands they take PROTECTION and SHARED_RESOURCE, of the questions
 * PROTECTION, CHANNEL_TYPE, DEVICE_HANDLE and those for processes.  Messages
 * have the same layout in both Direct3Ds.
 *
 * What they set is the runtime's own: it adds to what the device's channels
 * demand, and the device does not know of it.
 */
#ifndef RUNTIME_CHANNEL_H
#define RUNTIME_CHANNEL_H

#include <pthread.h>

#include "d3d11_authchannel.h"

#define RUNTIME_PROCESSES 64

struct runtime_process {
	UINT type;	/* D3D11_PROCESSIDTYPE_* */
	HANDLE handle;
};

/* What the runtime channels of one Direct3D device share. */
struct runtime_protection {
	pthread_mutex_t lock;
	HANDLE device;
	struct runtime_channel *channels;
	UINT process_count;
	/* these outlive the channel that let them in */
	struct runtime_process processes[RUNTIME_PROCESSES];
};

struct runtime_channel {
	struct runtime_protection *protection;
	struct runtime_channel *next;
	UINT flags;
};

/* @device: what QUERY_DEVICE_HANDLE answers */
void runtime_protection_init(struct runtime_protection *protection,
			     HANDLE device);
void runtime_protection_free(struct runtime_protection *protection);

/* D3D11_AUTHENTICATED_PROTECTION_FLAGS that any of the channels has set */
UINT runtime_protection_flags(struct runtime_protection *protection);

void runtime_channel_init(struct runtime_channel *channel,
			  struct runtime_protection *protection);
/* Also takes back the flags that it has set. */
void runtime_channel_free(struct runtime_channel *channel);

/* What messages call it */
static inline HANDLE runtime_channel_handle(struct runtime_channel *channel)
{
	return channel;
}

/*
 * S_OK; E_FAIL the command or question is not for such channels; E_INVALIDARG.
 * As from the device, there is an answer with the same code unless an input is
 * shorter than its head or the answer has no room.
 */
HRESULT runtime_channel_configure(struct runtime_channel *channel,
				  UINT in_size, const void *in,
				  D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out);
HRESULT runtime_channel_query(struct runtime_channel *channel, UINT in_size,
			      const void *in, UINT out_size, void *out);

#endif /* RUNTIME_CHANNEL_H */
