// SPDX-License-Identifier: MIT
/* What both driver tables say when keys and content get lost. */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "channel.h"
#include "ddi.h"
#include "host.h"

static void check_no_key(const struct ddi_session *session, HANDLE surface)
{
	HANDLE buffer = ddi_buffer(session->ddi, PAGE);
	uint8_t data[KEY_SIZE], untouched[KEY_SIZE], iv[KEY_SIZE];

	memset(data, 0xee, KEY_SIZE);
	memset(untouched, 0xee, KEY_SIZE);
	next_iv(iv);
	CHECK_HR(ddi_start(session->ddi, session->session, KEY_SIZE, data),
		 ddi_codes.state);
	CHECK_HR(ddi_finish(session->ddi, session->session), ddi_codes.state);
	CHECK_HR(ddi_read_back_key(session->ddi, session->session, KEY_SIZE,
				   data), ddi_codes.state);
	CHECK_HR(ddi_encrypt(session->ddi, session->session, surface, buffer,
			     PAGE, data), ddi_codes.state);
	CHECK_HR(ddi_decrypt(session->ddi, session->session, buffer, surface,
			     PAGE, NULL, NULL, iv), ddi_codes.state);
	CHECK_MEM(data, untouched, KEY_SIZE);
}

static void exchange(struct ddi_session *session)
{
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session->key));
	ddi_wrap_key(session->ddi, session->key, blob);
	CHECK_HR(ddi_session_exchange(session->ddi, session->session, BLOB_SIZE,
				      blob), S_OK);
}

static void check_loss(void (*lose)(void))
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE surface = ddi_restricted(session.ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], random[KEY_SIZE];

	fill_pattern(data, PAGE, 1);
	ddi_write_protected(&session, surface, data, PAGE);
	if (ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		CHECK_HR(ddi_start(session.ddi, session.session, KEY_SIZE,
				   random), S_OK);
	lose();
	check_no_key(&session, surface);

	/* a new key, and all works again; the random number is forgotten */
	exchange(&session);
	CHECK_HR(ddi_finish(session.ddi, session.session), ddi_codes.state);
	ddi_write_protected(&session, surface, data, PAGE);
	ddi_read_protected(&session, surface, back, PAGE, session.key);
	CHECK_MEM(back, data, PAGE);
}

TEST(session_whose_key_is_lost_can_do_nothing)
{
	check_loss(host_lose_all_keys);
}

TEST(session_whose_content_is_lost_can_do_nothing)
{
	check_loss(host_lose_all_content);
}

TEST(read_back_key_is_lost_with_the_key)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	uint8_t wrapped[KEY_SIZE];

	if (!ddi_has(DRM_CPGPU_CAP_READ_BACK_KEY))
		test_skip("this device does without: read-back-key=on");
	CHECK_HR(ddi_read_back_key(session.ddi, session.session, KEY_SIZE,
				   wrapped), S_OK);
	host_lose_all_keys();
	exchange(&session);
	/* read back is under the session key again */
	ddi_check_key(&session);
}

TEST(channel_whose_key_is_lost_refuses_messages)
{
	static const uint8_t type[] = CPGPU_QUERY_CHANNEL_TYPE;
	struct ddi *ddi = ddi_open();
	uint8_t key[KEY_SIZE], blob[BLOB_SIZE];
	struct cpgpu_query question = {};
	union answer answer;
	void *channel;
	HANDLE handle;

	CHECK_HR(ddi_create_channel(ddi, channel_type(open_device()), &channel,
				    &handle), S_OK);
	CHECK_OK(cpgpu_keyx_random_key(key));
	ddi_wrap_channel_key(ddi, key, blob);
	CHECK_HR(ddi_channel_exchange(ddi, channel, BLOB_SIZE, blob), S_OK);
	host_lose_all_keys();
	memcpy(question.type, type, sizeof(type));
	question.channel = (uintptr_t)handle;
	CHECK_HR(ddi_query(ddi, channel, &question, sizeof(question), &answer,
			   sizeof(answer.value)), E_INVALIDARG);
	/* it takes no other: make a new channel */
	CHECK_HR(ddi_channel_exchange(ddi, channel, BLOB_SIZE, blob),
		 ddi_codes.state);
	CHECK_HR(ddi_destroy_channel(ddi, channel), S_OK);
}

static bool told(int event, int ms)
{
	struct pollfd poller = { .fd = event, .events = POLLIN };

	return poll(&poller, 1, ms) == 1;
}

TEST(cpgpu_ddi_set_teardown_event_tells_of_lost_keys)
{
	struct ddi_session session = ddi_keyed_session(ddi_open());
	HANDLE device = ddi_owner(session.ddi);
	int event = eventfd(0, EFD_CLOEXEC);
	uint64_t count;

	CHECK(event > 0);
	CHECK_HR(cpgpu_ddi_set_teardown_event(device,
					      (HANDLE)(intptr_t)event), S_OK);
	CHECK(!told(event, 0));
	host_lose_all_keys();
	CHECK(told(event, WAIT_MS));
	CHECK_EQ(read(event, &count, sizeof(count)), (ssize_t)sizeof(count));

	CHECK_HR(cpgpu_ddi_set_teardown_event(device, NULL), S_OK);
	exchange(&session);
	host_lose_all_keys();
	CHECK(!told(event, 300));
}
