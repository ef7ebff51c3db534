/* SPDX-License-Identifier: MIT */
/*
 * Authenticated channels of type 1, those of the runtime itself
 *
 * They have neither certificate nor key: MACs of inputs are not checked, those
 * of answers are zero, and sequence numbers are copied, not checked.  They
 * support the commands PROTECTION and SHARED_RESOURCE, and the queries
 * PROTECTION, CHANNEL_TYPE, DEVICE_HANDLE and those for processes.  Messages
 * have the same layout in Direct3D 9 and 11.
 *
 * The protection that they set is enforced by the runtime, in addition to that
 * of the device's channels; the device does not know of it.
 */
#ifndef RUNTIME_CHANNEL_H
#define RUNTIME_CHANNEL_H

#include <pthread.h>

#include <d3d11.h>

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
	/* these stay when the channel that added them is closed */
	struct runtime_process processes[RUNTIME_PROCESSES];
};

struct runtime_channel {
	struct runtime_protection *protection;
	struct runtime_channel *next;
	UINT flags;
};

/* @device: the answer to QUERY_DEVICE_HANDLE */
void runtime_protection_init(struct runtime_protection *protection,
			     HANDLE device);
void runtime_protection_free(struct runtime_protection *protection);

/* D3D11_AUTHENTICATED_PROTECTION_FLAGS that any of the channels has set */
UINT runtime_protection_flags(struct runtime_protection *protection);

void runtime_channel_init(struct runtime_channel *channel,
			  struct runtime_protection *protection);
/* Also clears the flags that the channel has set. */
void runtime_channel_free(struct runtime_channel *channel);

/* The name of the channel in messages */
static inline HANDLE runtime_channel_handle(struct runtime_channel *channel)
{
	return channel;
}

/*
 * S_OK; E_FAIL such channels do not support the message; E_INVALIDARG.  The
 * answer, which has the same code, is written unless the input is shorter than
 * its header or the answer does not fit.
 */
HRESULT runtime_channel_configure(struct runtime_channel *channel,
				  UINT in_size, const void *in,
				  D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out);
HRESULT runtime_channel_query(struct runtime_channel *channel, UINT in_size,
			      const void *in, UINT out_size, void *out);

#endif /* RUNTIME_CHANNEL_H */
