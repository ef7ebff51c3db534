// SPDX-License-Identifier: MIT
/*
 * Authenticated channels: the device checks, executes and signs all messages
 */
#include <errno.h>

#include <cpgpu_channel.h>

#include "umd_core.h"

static struct cpgpu_device *cpgpu_of(const struct umd_channel *channel)
{
	return channel->object.device->cpgpu;
}

UMD_OBJECT_FIND(channel, UMD_CHANNEL)
UMD_OBJECT_FIND_HANDLE(channel, UMD_CHANNEL)

size_t umd_channel_size(void)
{
	return sizeof(struct umd_channel);
}

static void destroy(struct umd_object *object)
{
	umd_channel_destroy((struct umd_channel *)object);
}

int umd_channel_create(struct umd_device *device, UINT type, void *memory,
		       struct umd_channel **channel)
{
	struct umd_channel *new;
	int ret = umd_check_channel_type(device, type);

	if (ret)
		return ret;
	new = umd_object_init(device, UMD_CHANNEL, memory, sizeof(*new),
			      destroy);
	if (!new)
		return -ENOMEM;
	ret = cpgpu_channel_create(device->cpgpu, type, &new->channel,
				   &new->object.handle);
	if (ret) {
		umd_object_remove(&new->object);
		return ret;
	}
	umd_object_add(&new->object);
	*channel = new;
	return 0;
}

void umd_channel_destroy(struct umd_channel *channel)
{
	cpgpu_channel_destroy(cpgpu_of(channel), channel->channel);
	umd_object_remove(&channel->object);
}

HANDLE umd_channel_handle(const struct umd_channel *channel)
{
	return (HANDLE)(uintptr_t)channel->object.handle;
}

int umd_channel_key_exchange(struct umd_channel *channel, const void *data,
			     UINT size)
{
	int ret;

	if (!data || size != DRM_CPGPU_BLOB_SIZE)
		return umd_refuse(-EINVAL, "the data is NULL or has %u bytes: a key encrypted by RSAES-OAEP has %u",
				  size, DRM_CPGPU_BLOB_SIZE);
	ret = cpgpu_channel_key_exchange(cpgpu_of(channel), channel->channel,
					 data, size);
	if (ret == -ENOSPC)
		return umd_refuse(ret, "the device cannot record more key exchanges");
	return ret;
}

/* -------------------------------------------------------------- messages -- */

/* @status, the device's result, is in the answer as an HRESULT, too. */
static int channel_result(int ret, uint32_t status)
{
	if (ret)
		return ret;
	switch (status) {
	case CPGPU_ST_OK:
		return 0;
	case CPGPU_ST_NOT_AVAILABLE:
		return -ENOMSG;
	case CPGPU_ST_BAD_MAC:
		return umd_refuse(-EINVAL, "the message's MAC is wrong: it is OMAC-1 of all that follows it, with the channel's key");
	case CPGPU_ST_BAD_SEQUENCE:
		return umd_refuse(-EINVAL, "the message's sequence number must be higher than that of the latest one");
	case CPGPU_ST_BAD_HANDLE:
		return umd_refuse(-EINVAL, "a handle in the message is not the channel's, or not of this device");
	case CPGPU_ST_NO_KEY:
		return umd_refuse(-EINVAL, "the channel has no key, or it is lost");
	case CPGPU_ST_BAD_STATE:
		return umd_refuse(-EINVAL, "the channel is not in the state for this message: CONFIGURE_INITIALIZE comes first, and once");
	case CPGPU_ST_BAD_SIZE:
		return umd_refuse(-EINVAL, "the message, or the space for the answer, has a wrong size");
	default:
		return umd_refuse(-EINVAL, "a value in the message is wrong");
	}
}

int umd_channel_configure(struct umd_channel *channel, const void *in,
			  UINT in_size, void *out)
{
	size_t size = sizeof(struct cpgpu_answer);
	uint32_t status = 0;
	int ret;

	if (!in || !out)
		return -EINVAL;
	ret = cpgpu_channel_configure(cpgpu_of(channel), channel->channel, in,
				      in_size, out, &size, &status);
	return channel_result(ret, status);
}

int umd_channel_query(struct umd_channel *channel, const void *in,
		      UINT in_size, void *out, UINT out_size)
{
	size_t size = out_size;
	uint32_t status = 0;
	int ret;

	if (!in || !out)
		return -EINVAL;
	ret = cpgpu_channel_query(cpgpu_of(channel), channel->channel, in,
				  in_size, out, &size, &status);
	return channel_result(ret, status);
}

/* --------------------------------------------------- sizes of messages -- */

struct message {
	uint8_t type[CPGPU_GUID_SIZE];
	UINT in_size;
	UINT out_size;
};

#define MESSAGE(type, in, out) \
	{ type, sizeof(struct in), sizeof(struct out) }

static const struct message configures[] = {
	MESSAGE(CPGPU_CONFIGURE_INITIALIZE, cpgpu_configure_initialize,
		cpgpu_answer),
	MESSAGE(CPGPU_CONFIGURE_PROTECTION, cpgpu_configure_protection,
		cpgpu_answer),
	MESSAGE(CPGPU_CONFIGURE_CRYPTO_SESSION, cpgpu_configure_crypto_session,
		cpgpu_answer),
	MESSAGE(CPGPU_CONFIGURE_SHARED_RESOURCE,
		cpgpu_configure_shared_resource, cpgpu_answer),
	MESSAGE(CPGPU_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE,
		cpgpu_configure_encryption, cpgpu_answer),
};

static const struct message queries[] = {
	MESSAGE(CPGPU_QUERY_PROTECTION, cpgpu_query, cpgpu_answer_value),
	MESSAGE(CPGPU_QUERY_CHANNEL_TYPE, cpgpu_query, cpgpu_answer_value),
	MESSAGE(CPGPU_QUERY_DEVICE_HANDLE, cpgpu_query,
		cpgpu_answer_device_handle),
	MESSAGE(CPGPU_QUERY_CRYPTO_SESSION, cpgpu_query_crypto_session,
		cpgpu_answer_crypto_session),
	MESSAGE(CPGPU_QUERY_PROCESS_COUNT, cpgpu_query, cpgpu_answer_value),
	MESSAGE(CPGPU_QUERY_PROCESS, cpgpu_query_index, cpgpu_answer_process),
	MESSAGE(CPGPU_QUERY_UNRESTRICTED_COUNT, cpgpu_query,
		cpgpu_answer_value),
	MESSAGE(CPGPU_QUERY_OUTPUT_ID_COUNT, cpgpu_query_output_id_count,
		cpgpu_answer_output_id_count),
	MESSAGE(CPGPU_QUERY_OUTPUT_ID, cpgpu_query_output_id,
		cpgpu_answer_output_id),
	MESSAGE(CPGPU_QUERY_ACCESSIBILITY, cpgpu_query,
		cpgpu_answer_accessibility),
	MESSAGE(CPGPU_QUERY_ENCRYPTION_COUNT, cpgpu_query, cpgpu_answer_value),
	MESSAGE(CPGPU_QUERY_ENCRYPTION, cpgpu_query_index,
		cpgpu_answer_encryption),
	MESSAGE(CPGPU_QUERY_CURRENT_ENCRYPTION, cpgpu_query,
		cpgpu_answer_current_encryption),
};

static int check_sizes(const struct message *known, size_t count,
		       const uint8_t *type, UINT in_size, UINT out_size)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (memcmp(known[i].type, type, CPGPU_GUID_SIZE))
			continue;
		if (known[i].in_size == in_size &&
		    known[i].out_size == out_size)
			return 0;
		return umd_refuse(-EINVAL, "this message has %u bytes and its answer %u, not %u and %u",
				  known[i].in_size, known[i].out_size, in_size,
				  out_size);
	}
	return 0;
}

int umd_check_configure(const void *in, UINT in_size, HANDLE *handle)
{
	struct cpgpu_configure head;

	if (!in || in_size < sizeof(head))
		return -EINVAL;
	memcpy(&head, in, sizeof(head));
	*handle = (HANDLE)(uintptr_t)head.channel;
	return check_sizes(configures, ARRAY_SIZE(configures), head.type,
			   in_size, sizeof(struct cpgpu_answer));
}

int umd_check_query(const void *in, UINT in_size, UINT out_size,
		    HANDLE *handle)
{
	struct cpgpu_query head;

	if (!in || in_size < sizeof(head))
		return -EINVAL;
	memcpy(&head, in, sizeof(head));
	*handle = (HANDLE)(uintptr_t)head.channel;
	return check_sizes(queries, ARRAY_SIZE(queries), head.type, in_size,
			   out_size);
}
