// SPDX-License-Identifier: MIT
/* Keys and content that get lost, on both driver tables. */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "ddi.h"
#include "host.h"

static void check_loss(void (*lose)(void))
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t random[KEY_SIZE], iv[KEY_SIZE];

	ddi_put(&s, 1);
	if (ddi_has(DRM_CPGPU_CAP_FRESHEN_SESSION_KEY))
		OK(ddi_start(&s, KEY_SIZE, random));
	lose();
	POISON(iv);
	CHECK_HR(ddi_store(&s, iv), ddi_codes.state);
	CHECK_UNTOUCHED(iv);
	ddi_check_no_key(&s);

	/* a new key, and all works again; the random number is forgotten */
	ddi_new_key(&s);
	CHECK_HR(ddi_finish(&s), ddi_codes.state);
	ddi_put(&s, 1);
	ddi_check(&s, 1, s.key);
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
	struct ddi_session s = ddi_keyed_session(ddi_open());
	uint8_t wrapped[KEY_SIZE];

	ddi_need(DRM_CPGPU_CAP_READ_BACK_KEY, "read-back-key");
	OK(ddi_read_back_key(&s, KEY_SIZE, wrapped));
	host_lose_all_keys();
	ddi_new_key(&s);
	/* read back is under the session key again */
	ddi_check_key(&s);
}

TEST(channel_whose_key_is_lost_refuses_messages)
{
	struct ddi_channel c = ddi_new_channel(ddi_open());
	struct cpgpu_query question = {
		.type = CPGPU_QUERY_CHANNEL_TYPE,
		.channel = c.app.hw_handle,
	};
	uint8_t blob[BLOB_SIZE];
	union answer answer;

	ddi_make_channel_key(&c, blob);
	OK(ddi_channel_exchange(&c, BLOB_SIZE, blob));
	host_lose_all_keys();
	CHECK_HR(ddi_query(&c, &question, sizeof(question), &answer,
			   sizeof(answer.value)), E_INVALIDARG);
	/* it accepts no other: make a new channel */
	CHECK_HR(ddi_channel_exchange(&c, BLOB_SIZE, blob), ddi_codes.state);
	OK(ddi_destroy_channel(&c));
}

static bool signalled(int event, int ms)
{
	struct pollfd poller = { .fd = event, .events = POLLIN };

	return poll(&poller, 1, ms) == 1;
}

TEST(cpgpu_ddi_set_teardown_event_tells_of_lost_keys)
{
	struct ddi_session s = ddi_keyed_session(ddi_open());
	HANDLE device = ddi_owner(s.ddi);
	int event = eventfd(0, EFD_CLOEXEC);
	uint64_t count;

	CHECK(event > 0);
	OK(cpgpu_ddi_set_teardown_event(device, (HANDLE)(intptr_t)event));
	CHECK(!signalled(event, 0));
	host_lose_all_keys();
	CHECK(signalled(event, WAIT_MS));
	CHECK_EQ(read(event, &count, sizeof(count)), (ssize_t)sizeof(count));

	OK(cpgpu_ddi_set_teardown_event(device, NULL));
	ddi_new_key(&s);
	host_lose_all_keys();
	CHECK(!signalled(event, 300));
}
