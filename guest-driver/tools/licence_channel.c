// SPDX-License-Identifier: MIT
/*
 * The licence server uses an authenticated channel of the device.  The player
 * relays the messages, which it can neither forge nor change.
 */
#include <errno.h>
#include <stdlib.h>

#include "common.h"
#include "licence_request.h"

#define MESSAGE_MAX DRM_CPGPU_MESSAGE_MAX

/* Give the device the message in @answer; its reply goes into @out. */
static size_t send_to_device(struct licence *licence, json_t *answer,
			  uint8_t out[MESSAGE_MAX])
{
	json_t *command = json_object_get(answer, "command");
	uint8_t message[MESSAGE_MAX];
	size_t size = licence_get_binary(licence, answer, "message", message,
				   sizeof(message));
	size_t out_size = MESSAGE_MAX;
	int ret;

	if (!json_is_boolean(command))
		licence_bad_answer(licence, "a message without a kind");
	ret = json_is_true(command) ?
	      cpgpu_channel_configure(licence->dev, licence->channel, message,
				      size, out, &out_size, NULL) :
	      cpgpu_channel_query(licence->dev, licence->channel, message,
				  size, out, &out_size, NULL);
	if (ret)
		die_error(ret, "the device refuses a message of the licence server");
	return out_size;
}

/* Relay messages, starting with the one in @answer, until the server has proof. */
static void relay(struct licence *licence, json_t *answer)
{
	uint8_t out[MESSAGE_MAX];
	size_t size;

	while (!json_is_true(json_object_get(answer, "proven"))) {
		size = send_to_device(licence, answer, out);
		json_decref(answer);
		answer = licence_request(licence, "answer",
				     json_pack("{s:I,s:o}", "session",
					       (json_int_t)licence->session,
					       "answer",
					       licence_binary(out, size)));
	}
	json_decref(answer);
}

static uint64_t create_channel(struct licence *licence)
{
	struct drm_cpgpu_query_info info;
	uint64_t handle;
	int ret = cpgpu_query_info(licence->dev, &info);

	if (!ret)
		ret = cpgpu_channel_create(licence->dev,
					   info.caps & DRM_CPGPU_CAP_SOFTWARE ?
					   DRM_CPGPU_CHANNEL_SOFTWARE :
					   DRM_CPGPU_CHANNEL_HARDWARE,
					   &licence->channel, &handle);
	if (ret == -EOPNOTSUPP)
		die("the licence server needs an authenticated channel, and the device has none");
	if (ret == -EBUSY)
		die("all channels of the device are in use: end a program that uses one");
	if (ret)
		die_error(ret, "cannot create a channel");
	return handle;
}

static json_t *open_channel(struct licence *licence, uint64_t channel,
			   uint64_t handle)
{
	uint8_t *chain;
	json_t *answer;
	size_t size;
	int ret = cpgpu_query_channel_certificate(licence->dev, &chain, &size);

	if (ret)
		die_error(ret, "cannot get the device's certificate for channels");
	answer = licence_request(licence, "channel",
			     json_pack("{s:I,s:o,s:I,s:I}", "session",
				       (json_int_t)licence->session, "chain",
				       licence_binary(chain, size), "channel",
				       (json_int_t)channel, "handle",
				       (json_int_t)handle));
	free(chain);
	return answer;
}

void licence_prove(struct licence *licence, struct cpgpu_device *dev,
		   uint32_t session)
{
	struct drm_cpgpu_session_status status;
	uint8_t blob[DRM_CPGPU_BLOB_SIZE];
	json_t *answer;
	int ret;

	licence->dev = dev;
	licence->dev_session = session;
	ret = cpgpu_session_status(dev, session, &status);
	if (ret)
		die_error(ret, "cannot get the session's handle");
	answer = open_channel(licence, create_channel(licence),
			      status.hw_handle);
	licence_get_key(licence, answer, blob, sizeof(blob));
	ret = cpgpu_channel_key_exchange(dev, licence->channel, blob,
					 sizeof(blob));
	if (ret)
		die_error(ret, "the device refuses the channel's key");
	relay(licence, answer);
	licence->proven = true;
}

/*
 * The old channel is destroyed last, because that disables what it has enabled,
 * and the protection must stay on.
 */
static void renew(struct licence *licence)
{
	uint32_t old = licence->channel;
	int ret;

	licence_prove(licence, licence->dev, licence->dev_session);
	ret = cpgpu_channel_destroy(licence->dev, old);
	if (ret)
		die_error(ret, "cannot destroy a channel");
}

void licence_check(struct licence *licence)
{
	json_t *answer = licence_request_or(licence, "check",
				     json_pack("{s:I}", "session",
					       (json_int_t)licence->session),
				     "unproven");

	/* refused: the channel has expired, or its sequence numbers are used up */
	if (answer)
		relay(licence, answer);
	else
		renew(licence);
}
