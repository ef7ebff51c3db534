// SPDX-License-Identifier: MIT
/* Authenticated channels, on both driver tables. */
#include <stdlib.h>

#include "ddi.h"

static const uint8_t initialize_type[] = CPGPU_CONFIGURE_INITIALIZE;
static const uint8_t protection_type[] = CPGPU_CONFIGURE_PROTECTION;
static const uint8_t bind_type[] = CPGPU_CONFIGURE_CRYPTO_SESSION;
static const uint8_t share_type[] = CPGPU_CONFIGURE_SHARED_RESOURCE;
static const uint8_t encryption_type[] =
	CPGPU_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE;
static const uint8_t query_protection_type[] = CPGPU_QUERY_PROTECTION;
static const uint8_t unknown_type[CPGPU_GUID_SIZE] = { 1, 2, 3 };

/* ----------------------------------------------- creation and destruction -- */

TEST(CreateAuthenticatedChannel_has_the_type_of_the_capabilities)
{
	UINT type = channel_type(open_device()), i;
	struct ddi *ddi = ddi_open();
	void *channel;
	HANDLE handle;

	for (i = 0; i < 6; i++)
		CHECK_HR(ddi_create_channel(ddi, i, &channel, &handle),
			 i == type ? S_OK : D3DDDIERR_NOTAVAILABLE);
}

TEST(CreateAuthenticatedChannel_fails_when_all_are_taken)
{
	struct drm_cpgpu_query_info info = device_info(open_device());
	UINT type = channel_type(open_device()), n;
	struct ddi_channel last = { .ddi = ddi_open() };
	HRESULT hr = S_OK;
	void *channel;
	HANDLE handle;

	for (n = 0; n <= info.channels && hr == S_OK; n++) {
		hr = ddi_create_channel(last.ddi, type, &channel, &handle);
		if (hr == S_OK)
			last.channel = channel;
	}
	CHECK_HR(hr, E_OUTOFMEMORY);
	OK(ddi_destroy_channel(&last));
	OK(ddi_create_channel(last.ddi, type, &channel, &handle));
}

/* Each function that takes a channel fails with @code, without an answer. */
static void check_channel_refused(struct ddi_channel *c, HRESULT code)
{
	struct cpgpu_configure_protection command = {};
	struct cpgpu_query question = {
		.type = CPGPU_QUERY_PROTECTION,
		.channel = c->app.hw_handle,
	};
	uint8_t blob[BLOB_SIZE], out[64];

	POISON(out);
	ddi_wrap_channel_key(c->ddi, c->app.key, blob);
	sign_command(&c->app, protection_type, &command, sizeof(command));
	CHECK_HR(ddi_channel_exchange(c, BLOB_SIZE, blob), code);
	CHECK_HR(ddi_configure(c, &command, sizeof(command), out), code);
	CHECK_HR(ddi_query(c, &question, sizeof(question), out,
			   sizeof(struct cpgpu_answer_value)), code);
	CHECK_HR(ddi_destroy_channel(c), code);
	CHECK_UNTOUCHED(out);
}

TEST(channel_of_another_device_is_refused)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());

	c.ddi = ddi_open();
	check_channel_refused(&c, E_INVALIDARG);
}

TEST(DestroyAuthenticatedChannel_ends_it)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());

	OK(ddi_destroy_channel(&c));
	check_channel_refused(&c, ddi_codes.handle);
}

/* ---------------------------------------------------------- key exchange -- */

TEST(NegotiateAuthenticatedChannelKeyExchange_wants_256_bytes)
{
	static const UINT sizes[] = { 0, 1, 16, 255, 257, 512, ~0u };
	struct ddi_channel c = ddi_new_channel(ddi_open());
	uint8_t blob[BLOB_SIZE];
	size_t i;

	ddi_make_channel_key(&c, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_channel_exchange(&c, sizes[i], blob),
			 E_INVALIDARG);
	CHECK_HR(ddi_channel_exchange(&c, BLOB_SIZE, NULL), E_INVALIDARG);
	OK(ddi_channel_exchange(&c, BLOB_SIZE, blob));
	/* the channel keeps its key for as long as it exists */
	CHECK_HR(ddi_channel_exchange(&c, BLOB_SIZE, blob), ddi_codes.state);
	ddi_initialize(&c);
}

SLOW_TEST(NegotiateAuthenticatedChannelKeyExchange_refuses_spoilt_keys, 400)
{
	struct ddi_channel c = ddi_new_channel(ddi_open());
	unsigned int i, where, seed = 5;
	uint8_t blob[BLOB_SIZE], flip;

	ddi_make_channel_key(&c, blob);
	for (i = 0; i < DDI_KEY_FLIPS; i++) {
		where = rand_r(&seed) % BLOB_SIZE;
		flip = 1 + rand_r(&seed) % 255;
		blob[where] ^= flip;
		CHECK_HR(ddi_channel_exchange(&c, BLOB_SIZE, blob),
			 E_INVALIDARG);
		blob[where] ^= flip;
	}
	OK(ddi_channel_exchange(&c, BLOB_SIZE, blob));
	ddi_initialize(&c);
}

TEST(channel_without_key_refuses_messages)
{
	struct cpgpu_configure_protection command = {};
	struct ddi_channel c = ddi_new_channel(ddi_open());
	struct cpgpu_answer answer, zero = {};

	sign_command(&c.app, protection_type, &command, sizeof(command));
	CHECK_HR(ddi_configure(&c, &command, sizeof(command), &answer),
		 E_INVALIDARG);
	CHECK_EQ(answer.result, (uint32_t)E_INVALIDARG);
	CHECK_MEM(answer.omac, zero.omac, CPGPU_MAC_SIZE);
}

/* -------------------------------------------------------------- commands -- */

TEST(ConfigureAuthenticatedChannel_sets_the_protection)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());

	ddi_check_level(&c, 0);
	OK(ddi_protect(&c, CPGPU_PROTECTION_ENABLED));
	ddi_check_level(&c, CPGPU_PROTECTION_ENABLED);
	CHECK_HR(ddi_protect(&c, 4), E_INVALIDARG);
	ddi_check_level(&c, CPGPU_PROTECTION_ENABLED);
}

TEST(EncryptionBlt_is_forbidden_by_the_protection_level)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct ddi_session s = ddi_keyed_session(c.ddi);
	uint8_t iv[KEY_SIZE];

	ddi_put(&s, 8);
	OK(ddi_protect(&c, CPGPU_PROTECTION_ENABLED |
		       CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN));
	CHECK_HR(ddi_store(&s, iv), ddi_codes.protect);
	OK(ddi_protect(&c, CPGPU_PROTECTION_ENABLED));
	ddi_check(&s, 8, s.key);
}

TEST(EncryptionBlt_may_want_a_channel_that_enables_protection)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct ddi_session s = ddi_keyed_session(c.ddi);
	uint8_t iv[KEY_SIZE];

	ddi_need_without(DRM_CPGPU_CAP_PROTECTION_ALWAYS_ON,
			 "protection-always-on");
	ddi_put(&s, 9);
	CHECK_HR(ddi_store(&s, iv), ddi_codes.protect);
	OK(ddi_protect(&c, CPGPU_PROTECTION_ENABLED));
	ddi_check(&s, 9, s.key);
	/* destroying the channel ends its protection level */
	OK(ddi_destroy_channel(&c));
	CHECK_HR(ddi_store(&s, iv), ddi_codes.protect);
}

TEST(ConfigureAuthenticatedChannel_binds_a_session)
{
	static const uint8_t query_type[] = CPGPU_QUERY_CRYPTO_SESSION;
	struct ddi_session foreign = ddi_keyed_session(ddi_open());
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct ddi_session s = ddi_keyed_session(c.ddi);
	const uint64_t session = (uintptr_t)ddi_session_handle(&s);
	const uint64_t device = ddi_device_handle(&c);
	struct cpgpu_configure_crypto_session bind = {
		.session = session,
		.device = device,
	};
	const struct cpgpu_configure_crypto_session bad[] = {
		{ .session = (uintptr_t)ddi_session_handle(&foreign),
		  .device = device },
		{ .session = session, .device = device + 1 },
		{ .session = session, .device = device, .decoder = 1 },
	};
	struct cpgpu_query_crypto_session question = {};
	union answer answer;
	size_t i;

	OK(ddi_command(&c, bind_type, &bind, sizeof(bind)));
	OK(ddi_ask(&c, query_type, &question, sizeof(question), &answer,
		   sizeof(answer.session)));
	CHECK_EQ(answer.session.session, session);
	CHECK_EQ(answer.session.device, device);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		bind = bad[i];
		CHECK_HR(ddi_command(&c, bind_type, &bind, sizeof(bind)),
			 E_INVALIDARG);
	}
}

TEST(ConfigureAuthenticatedChannel_knows_all_commands)
{
	struct cpgpu_configure_encryption encryption = {
		.encryption = CPGPU_ENCRYPTION_AES128_CTR,
	};
	struct cpgpu_configure_shared_resource share = { .allow = 1 };
	struct cpgpu_configure_protection unknown = {};
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	bool software =
		channel_type(open_device()) == DRM_CPGPU_CHANNEL_SOFTWARE;

	OK(ddi_command(&c, encryption_type, &encryption, sizeof(encryption)));
	memset(encryption.encryption, 0, CPGPU_GUID_SIZE);
	CHECK_HR(ddi_command(&c, encryption_type, &encryption,
			     sizeof(encryption)), E_INVALIDARG);
	CHECK_HR(ddi_command(&c, share_type, &share, sizeof(share)),
		 software ? S_OK : E_FAIL);
	CHECK_HR(ddi_command(&c, unknown_type, &unknown, sizeof(unknown)),
		 E_FAIL);
}

TEST(ConfigureAuthenticatedChannel_refuses_a_wrong_MAC)
{
	struct cpgpu_configure_protection message = { .flags = 1 };
	struct ddi_channel c = ddi_ready_channel(ddi_open());

	sign_command(&c.app, protection_type, &message, sizeof(message));
	message.head.omac[3] ^= 0x10;
	CHECK_HR(ddi_send(&c, &message, sizeof(message)), E_INVALIDARG);
	message.head.omac[3] ^= 0x10;
	message.flags = 2;
	CHECK_HR(ddi_send(&c, &message, sizeof(message)), E_INVALIDARG);
	ddi_check_level(&c, 0);
	/* it did not count */
	message.flags = 1;
	OK(ddi_send(&c, &message, sizeof(message)));
}

TEST(ConfigureAuthenticatedChannel_wants_INITIALIZE_first_and_once)
{
	struct ddi_channel c = ddi_keyed_channel(ddi_open());
	struct cpgpu_configure_initialize message = {};
	uint32_t level;

	CHECK_HR(ddi_protect(&c, 1), E_INVALIDARG);
	CHECK_HR(ddi_ask_value(&c, query_protection_type, &level),
		 E_INVALIDARG);
	ddi_initialize(&c);
	OK(ddi_protect(&c, 1));
	CHECK_HR(ddi_command(&c, initialize_type, &message, sizeof(message)),
		 E_INVALIDARG);
	ddi_check_level(&c, 1);
}

TEST(messages_want_sequence_numbers_that_grow)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	uint32_t level;

	OK(ddi_protect(&c, 1));
	c.app.configure--;
	CHECK_HR(ddi_protect(&c, 0), E_INVALIDARG);
	c.app.configure -= 5;
	CHECK_HR(ddi_protect(&c, 0), E_INVALIDARG);
	ddi_check_level(&c, 1);
	c.app.query--;
	CHECK_HR(ddi_ask_value(&c, query_protection_type, &level),
		 E_INVALIDARG);
	/* gaps are all right */
	c.app.query += 3;
	c.app.configure += 100;
	OK(ddi_protect(&c, 0));
	ddi_check_level(&c, 0);
}

TEST(ConfigureAuthenticatedChannel_checks_the_size)
{
	static const UINT bad[] = { 0, 1, 16, 47, 257, 4096, ~0u };
	struct {
		struct cpgpu_configure_protection message;
		uint8_t more[4096];
	} m = {};
	const UINT size = sizeof(m.message);
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	uint8_t out[64];
	size_t i;

	POISON(out);
	sign_command(&c.app, protection_type, &m, size);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(ddi_configure(&c, &m, bad[i], out), E_INVALIDARG);
	CHECK_HR(ddi_configure(&c, NULL, size, out), E_INVALIDARG);
	CHECK_HR(ddi_configure(&c, &m, size, NULL), E_INVALIDARG);
	/* a byte too few for the command: only Direct3D 11 signs an answer */
	if (ddi_codes.d3d9)
		CHECK_HR(ddi_configure(&c, &m, size - 1, out), E_INVALIDARG);
	else
		CHECK_HR(ddi_send(&c, &m, size - 1), E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	OK(ddi_send(&c, &m, size));
}

/* Direct3D 9 wants the sizes to match, Direct3D 11 to be enough. */
TEST(messages_that_are_too_long_go_by_the_table)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	const HRESULT hr = ddi_codes.d3d9 ? E_INVALIDARG : S_OK;
	struct {
		struct cpgpu_configure_protection message;
		uint8_t more[16];
	} m = { .message.flags = 1 };
	struct {
		struct cpgpu_query question;
		uint8_t more[16];
	} q = { .question = {
		.type = CPGPU_QUERY_PROTECTION,
		.channel = c.app.hw_handle,
		.sequence = c.app.query,
	} };
	uint8_t out[128];

	sign_command(&c.app, protection_type, &m, sizeof(m.message));
	CHECK_HR(ddi_configure(&c, &m, sizeof(m), out), hr);
	CHECK_HR(ddi_query(&c, &q, sizeof(q), out,
			   sizeof(struct cpgpu_answer_value)), hr);
	q.question.sequence++;
	CHECK_HR(ddi_query(&c, &q, sizeof(q.question), out, sizeof(out)), hr);
}

/* ------------------------------------------------------------- questions -- */

TEST(QueryAuthenticatedChannel_knows_all_questions)
{
	static const struct {
		uint8_t type[CPGPU_GUID_SIZE];
		UINT in, out;
		bool software;
	} questions[] = {
#define QUESTION(name, question, answer) \
	{ .type = CPGPU_QUERY_##name, .in = sizeof(struct question), \
	  .out = sizeof(struct cpgpu_##answer) }
#define SOFTWARE_QUESTION(name) \
	{ .type = CPGPU_QUERY_##name, .in = sizeof(struct cpgpu_query), \
	  .out = sizeof(struct cpgpu_answer_value), .software = true }
		QUESTION(PROTECTION, cpgpu_query, answer_value),
		QUESTION(CHANNEL_TYPE, cpgpu_query, answer_value),
		QUESTION(DEVICE_HANDLE, cpgpu_query, answer_device_handle),
		QUESTION(CRYPTO_SESSION, cpgpu_query_crypto_session,
			 answer_crypto_session),
		SOFTWARE_QUESTION(PROCESS_COUNT),
		SOFTWARE_QUESTION(UNRESTRICTED_COUNT),
		QUESTION(ACCESSIBILITY, cpgpu_query, answer_accessibility),
		QUESTION(ENCRYPTION_COUNT, cpgpu_query, answer_value),
		QUESTION(ENCRYPTION, cpgpu_query_index, answer_encryption),
		QUESTION(CURRENT_ENCRYPTION, cpgpu_query,
			 answer_current_encryption),
	};
	static const uint8_t channel_type_type[] = CPGPU_QUERY_CHANNEL_TYPE;
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	UINT type = channel_type(open_device());
	uint8_t question[96];
	union answer answer;
	uint32_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(questions); i++) {
		memset(question, 0, sizeof(question));
		CHECK_HR(ddi_ask(&c, questions[i].type, question,
				 questions[i].in, &answer, questions[i].out),
			 questions[i].software &&
			 type != DRM_CPGPU_CHANNEL_SOFTWARE ? E_FAIL : S_OK);
	}
	OK(ddi_ask_value(&c, channel_type_type, &value));
	CHECK_EQ(value, type);
}

TEST(QueryAuthenticatedChannel_tells_the_outputs_of_a_session)
{
	static const uint8_t count_type[] = CPGPU_QUERY_OUTPUT_ID_COUNT;
	static const uint8_t id_type[] = CPGPU_QUERY_OUTPUT_ID;
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct ddi_session s = ddi_keyed_session(c.ddi);
	struct cpgpu_query_output_id_count count = {
		.device = ddi_device_handle(&c),
		.session = (uintptr_t)ddi_session_handle(&s),
	};
	struct cpgpu_query_output_id id = {
		.device = count.device,
		.session = count.session,
	};
	union answer answer;

	OK(ddi_ask(&c, count_type, &count, sizeof(count), &answer,
		   sizeof(answer.count)));
	CHECK_EQ(answer.count.count, 1);
	OK(ddi_ask(&c, id_type, &id, sizeof(id), &answer,
		   sizeof(answer.output)));
	CHECK_EQ(answer.output.output, 1);
	id.index = 1;
	CHECK_HR(ddi_ask(&c, id_type, &id, sizeof(id), &answer,
			 sizeof(answer.output)), E_INVALIDARG);
	count.session++;
	CHECK_HR(ddi_ask(&c, count_type, &count, sizeof(count), &answer,
			 sizeof(answer.count)), E_INVALIDARG);
}

TEST(QueryAuthenticatedChannel_refuses_what_it_does_not_know)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct cpgpu_query question = {};
	union answer answer;

	CHECK_HR(ddi_ask(&c, unknown_type, &question, sizeof(question), &answer,
			 sizeof(answer.head)), E_FAIL);
}

TEST(QueryAuthenticatedChannel_checks_the_sizes)
{
	static const UINT bad[] = { 0, 1, 31, 257, 4096, ~0u };
	const UINT size = sizeof(struct cpgpu_query);
	const UINT out_size = sizeof(struct cpgpu_answer_value);
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct {
		struct cpgpu_query head;
		uint8_t more[4096];
	} q = { .head = {
		.type = CPGPU_QUERY_PROTECTION,
		.channel = c.app.hw_handle,
		.sequence = c.app.query,
	} };
	uint8_t out[64];
	UINT i;

	POISON(out);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(ddi_query(&c, &q, bad[i], out, out_size),
			 E_INVALIDARG);
	for (i = 0; i < out_size; i++)
		CHECK_HR(ddi_query(&c, &q, size, out, i), E_INVALIDARG);
	CHECK_HR(ddi_query(&c, NULL, size, out, out_size), E_INVALIDARG);
	CHECK_HR(ddi_query(&c, &q, size, NULL, out_size), E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	ddi_check_level(&c, 0);
}

/* ---------------------------------------------------------- random bytes -- */

#define FLIPS 10000

/* One byte of a good command changed, anew each time: nothing is accepted. */
SLOW_TEST(ConfigureAuthenticatedChannel_refuses_10000_spoilt_commands, 120)
{
	struct cpgpu_configure_protection good = { .flags = 1 }, spoilt;
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	uint8_t answer[64], *bytes = (uint8_t *)&spoilt;
	unsigned int i, seed = 6;

	sign_command(&c.app, protection_type, &good, sizeof(good));
	for (i = 0; i < FLIPS; i++) {
		spoilt = good;
		bytes[rand_r(&seed) % sizeof(spoilt)] ^=
			1 + rand_r(&seed) % 255;
		if (SUCCEEDED(ddi_configure(&c, &spoilt, sizeof(spoilt),
					    answer)))
			test_fail(__FILE__, __LINE__, "flip %u passed", i);
	}
	ddi_check_level(&c, 0);
	OK(ddi_send(&c, &good, sizeof(good)));
	ddi_check_level(&c, 1);
}

/*
 * Questions carry no MAC: if the change only increased the sequence number, the
 * question is valid.  All others must fail, and none may change anything.
 */
SLOW_TEST(QueryAuthenticatedChannel_survives_10000_spoilt_questions, 120)
{
	struct ddi_channel c = ddi_ready_channel(ddi_open());
	struct cpgpu_query good = {
		.type = CPGPU_QUERY_PROTECTION,
		.channel = c.app.hw_handle,
		.sequence = c.app.query,
	}, spoilt;
	uint8_t answer[64], *bytes = (uint8_t *)&spoilt;
	unsigned int i, where, seed = 7, passed = 0;

	OK(ddi_protect(&c, 1));
	for (i = 0; i < FLIPS; i++) {
		spoilt = good;
		where = rand_r(&seed) % sizeof(spoilt);
		bytes[where] ^= 1 + rand_r(&seed) % 255;
		if (FAILED(ddi_query(&c, &spoilt, sizeof(spoilt), answer,
				     sizeof(struct cpgpu_answer_value))))
			continue;
		passed++;
		CHECK(where >= offsetof(struct cpgpu_query, sequence));
		/* the device accepts no number up to this one any more */
		if (spoilt.sequence >= good.sequence)
			good.sequence = spoilt.sequence;
	}
	test_note("%u of %u differed in number or padding only", passed, FLIPS);
}
