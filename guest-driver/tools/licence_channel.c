// SPDX-License-Identifier: MIT
/*
 * The licence server talks to the device by an authenticated channel, through
 * us: we carry what we can neither read nor change.
 */
#include <errno.h>
#include <stdlib.h>

#include "common.h"
#include "licence_ask.h"

#define MESSAGE_MAX DRM_CPGPU_MESSAGE_MAX

/* Give the device the message in @answer; what it says goes into @out. */
static size_t tell_device(struct licence *licence, json_t *answer,
			  uint8_t out[MESSAGE_MAX])
{
	json_t *command = json_object_get(answer, "command");
	uint8_t message[MESSAGE_MAX];
	size_t size = licence_take(licence, answer, "message", message,
				   sizeof(message));
	size_t out_size = MESSAGE_MAX;
	int ret;

	if (!json_is_boolean(command))
		licence_nonsense(licence, "a message of no kind");
	ret = json_is_true(command) ?
	      cpgpu_channel_configure(licence->dev, licence->channel, message,
				      size, out, &out_size, NULL) :
	      cpgpu_channel_query(licence->dev, licence->channel, message,
				  size, out, &out_size, NULL);
	if (ret)
		die_error(ret, "the device takes no message of the licence server");
	return out_size;
}

/* Carry messages, beginning with that in @answer, until the server is content. */
static void carry(struct licence *licence, json_t *answer)
{
	uint8_t out[MESSAGE_MAX];
	size_t size;

	while (!json_is_true(json_object_get(answer, "proven"))) {
		size = tell_device(licence, answer, out);
		json_decref(answer);
		answer = licence_ask(licence, "answer",
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
		die("the licence server wants a channel, and the device has none");
	if (ret == -EBUSY)
		die("all channels of the device are taken");
	if (ret)
		die_error(ret, "cannot create a channel");
	return handle;
}

static json_t *ask_for_key(struct licence *licence, uint64_t channel,
			   uint64_t handle)
{
	uint8_t *chain;
	json_t *answer;
	size_t size;
	int ret = cpgpu_query_channel_certificate(licence->dev, &chain, &size);

	if (ret)
		die_error(ret, "cannot get the device's certificate for channels");
	answer = licence_ask(licence, "channel",
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
	answer = ask_for_key(licence, create_channel(licence),
			     status.hw_handle);
	if (licence_take(licence, answer, "key", blob, sizeof(blob)) !=
	    sizeof(blob))
		licence_nonsense(licence, "a key of another form");
	ret = cpgpu_channel_key_exchange(dev, licence->channel, blob,
					 sizeof(blob));
	if (ret)
		die_error(ret, "the device did not take the channel's key");
	carry(licence, answer);
	licence->proven = true;
}

/*
 * The old channel is destroyed last: what it has switched on ends with it, and
 * the protection must not go off in between.
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
	json_t *answer = licence_try(licence, "check",
				     json_pack("{s:I}", "session",
					       (json_int_t)licence->session),
				     "unproven");

	/* its numbers are used up, or nothing was asked for long */
	if (answer)
		carry(licence, answer);
	else
		renew(licence);
}
