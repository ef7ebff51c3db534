// SPDX-License-Identifier: MIT
/* What both driver tables say of authenticated channels. */
#include <stdlib.h>

#include "channel.h"
#include "ddi.h"

static const uint8_t initialize_type[] = CPGPU_CONFIGURE_INITIALIZE;
static const uint8_t protection_type[] = CPGPU_CONFIGURE_PROTECTION;
static const uint8_t bind_type[] = CPGPU_CONFIGURE_CRYPTO_SESSION;
static const uint8_t share_type[] = CPGPU_CONFIGURE_SHARED_RESOURCE;
static const uint8_t encryption_type[] =
	CPGPU_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE;
static const uint8_t ask_protection_type[] = CPGPU_QUERY_PROTECTION;
static const uint8_t ask_type_type[] = CPGPU_QUERY_CHANNEL_TYPE;
static const uint8_t ask_device_type[] = CPGPU_QUERY_DEVICE_HANDLE;
static const uint8_t ask_session_type[] = CPGPU_QUERY_CRYPTO_SESSION;
static const uint8_t unknown_type[CPGPU_GUID_SIZE] = { 1, 2, 3 };

/* A channel of a table; the keys and numbers are in app. */
struct ddi_channel {
	struct ddi *ddi;
	void *channel;
	struct channel app;
};

static struct ddi_channel new_channel(struct ddi *ddi)
{
	struct ddi_channel channel = { .ddi = ddi };
	HANDLE handle = NULL;

	CHECK_HR(ddi_create_channel(ddi, channel_type(open_device()),
				    &channel.channel, &handle), S_OK);
	CHECK(handle);
	channel.app.hw_handle = (uintptr_t)handle;
	return channel;
}

static struct ddi_channel keyed(struct ddi *ddi)
{
	struct ddi_channel channel = new_channel(ddi);
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(channel.app.key));
	ddi_wrap_channel_key(ddi, channel.app.key, blob);
	CHECK_HR(ddi_channel_exchange(ddi, channel.channel, BLOB_SIZE, blob),
		 S_OK);
	channel.app.configure = 1000;
	channel.app.query = 0xfffff000;
	return channel;
}

/* ------------------------------------------------------ commands, answers -- */

/* As a status that has this HRESULT. */
static uint32_t status_of(HRESULT hr)
{
	switch (hr) {
	case S_OK:
		return CPGPU_ST_OK;
	case E_FAIL:
		return CPGPU_ST_NOT_AVAILABLE;
	default:
		return CPGPU_ST_BAD_RANGE;
	}
}

/* Send it as it is; a signed answer must say the same as the call. */
static HRESULT send_it(struct ddi_channel *channel, const void *message,
		       UINT size)
{
	struct verdict verdict = { .size = sizeof(struct cpgpu_answer) };
	HRESULT hr = ddi_configure(channel->ddi, channel->channel, message,
				   size, &verdict.answer);

	verdict.status = status_of(hr);
	check_command_verdict(&channel->app, message, &verdict);
	return hr;
}

static HRESULT configure(struct ddi_channel *channel, const uint8_t *type,
			 void *message, UINT size)
{
	sign_command(&channel->app, type, message, size);
	return send_it(channel, message, size);
}

static HRESULT query(struct ddi_channel *channel, const uint8_t *type,
		     void *question, UINT size, union answer *answer,
		     UINT answer_size)
{
	struct verdict verdict = { .size = answer_size };
	struct cpgpu_query *head = question;
	HRESULT hr;

	memcpy(head->type, type, CPGPU_GUID_SIZE);
	head->channel = channel->app.hw_handle;
	head->sequence = channel->app.query++;
	hr = ddi_query(channel->ddi, channel->channel, question, size,
		       &verdict.answer, answer_size);
	verdict.status = status_of(hr);
	check_answer_verdict(&channel->app, head, &verdict);
	*answer = verdict.answer;
	return hr;
}

static void init(struct ddi_channel *channel)
{
	struct cpgpu_configure_initialize message = {
		.start_query = channel->app.query,
		.start_configure = channel->app.configure,
	};

	CHECK_HR(configure(channel, initialize_type, &message, sizeof(message)),
		 S_OK);
	channel->app.configure--;
}

static struct ddi_channel ready(struct ddi *ddi)
{
	struct ddi_channel channel = keyed(ddi);

	init(&channel);
	return channel;
}

static HRESULT protect(struct ddi_channel *channel, uint32_t flags)
{
	struct cpgpu_configure_protection message = { .flags = flags };

	return configure(channel, protection_type, &message, sizeof(message));
}

static uint32_t value_of(struct ddi_channel *channel, const uint8_t *type)
{
	struct cpgpu_query question = {};
	union answer answer;

	CHECK_HR(query(channel, type, &question, sizeof(question), &answer,
		       sizeof(answer.value)), S_OK);
	return answer.value.value;
}

/* -------------------------------------------------------- create, destroy -- */

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
	struct ddi *ddi = ddi_open();
	void *channel, *last = NULL;
	HRESULT hr = S_OK;
	HANDLE handle;

	for (n = 0; n <= info.channels && hr == S_OK; n++) {
		hr = ddi_create_channel(ddi, type, &channel, &handle);
		if (hr == S_OK)
			last = channel;
	}
	CHECK_HR(hr, E_OUTOFMEMORY);
	CHECK_HR(ddi_destroy_channel(ddi, last), S_OK);
	CHECK_HR(ddi_create_channel(ddi, type, &channel, &handle), S_OK);
}

/* Each function that takes a channel fails with @code, without an answer. */
static void check_channel_refused(struct ddi_channel *channel, struct ddi *ddi,
				  HRESULT code)
{
	struct cpgpu_configure_protection command = {};
	struct cpgpu_query question = { .channel = channel->app.hw_handle };
	uint8_t blob[BLOB_SIZE], out[64], untouched[64];

	memset(out, 0xee, sizeof(out));
	memset(untouched, 0xee, sizeof(untouched));
	ddi_wrap_channel_key(ddi, channel->app.key, blob);
	memcpy(question.type, ask_protection_type, CPGPU_GUID_SIZE);
	sign_command(&channel->app, protection_type, &command, sizeof(command));
	CHECK_HR(ddi_channel_exchange(ddi, channel->channel, BLOB_SIZE, blob),
		 code);
	CHECK_HR(ddi_configure(ddi, channel->channel, &command,
			       sizeof(command), out), code);
	CHECK_HR(ddi_query(ddi, channel->channel, &question, sizeof(question),
			   out, sizeof(struct cpgpu_answer_value)), code);
	CHECK_HR(ddi_destroy_channel(ddi, channel->channel), code);
	CHECK_MEM(out, untouched, sizeof(out));
}

TEST(channel_of_another_device_is_refused)
{
	struct ddi_channel channel = ready(ddi_open());

	check_channel_refused(&channel, ddi_open(), E_INVALIDARG);
}

TEST(DestroyAuthenticatedChannel_ends_it)
{
	struct ddi_channel channel = ready(ddi_open());

	CHECK_HR(ddi_destroy_channel(channel.ddi, channel.channel), S_OK);
	check_channel_refused(&channel, channel.ddi, ddi_codes.handle);
}

/* ---------------------------------------------------------- key exchange -- */

TEST(NegotiateAuthenticatedChannelKeyExchange_wants_256_bytes)
{
	static const UINT sizes[] = { 0, 1, 16, 255, 257, 512, ~0u };
	struct ddi_channel channel = new_channel(ddi_open());
	uint8_t blob[BLOB_SIZE];
	size_t i;

	CHECK_OK(cpgpu_keyx_random_key(channel.app.key));
	ddi_wrap_channel_key(channel.ddi, channel.app.key, blob);
	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		CHECK_HR(ddi_channel_exchange(channel.ddi, channel.channel,
					      sizes[i], blob), E_INVALIDARG);
	CHECK_HR(ddi_channel_exchange(channel.ddi, channel.channel, BLOB_SIZE,
				      NULL), E_INVALIDARG);
	CHECK_HR(ddi_channel_exchange(channel.ddi, channel.channel, BLOB_SIZE,
				      blob), S_OK);
	/* a key is for life */
	CHECK_HR(ddi_channel_exchange(channel.ddi, channel.channel, BLOB_SIZE,
				      blob), ddi_codes.state);
	init(&channel);
}

SLOW_TEST(NegotiateAuthenticatedChannelKeyExchange_refuses_spoilt_keys, 400)
{
	struct ddi_channel channel = new_channel(ddi_open());
	unsigned int i, where, seed = 5;
	uint8_t blob[BLOB_SIZE], flip;

	CHECK_OK(cpgpu_keyx_random_key(channel.app.key));
	ddi_wrap_channel_key(channel.ddi, channel.app.key, blob);
	for (i = 0; i < DDI_KEY_FLIPS; i++) {
		where = rand_r(&seed) % BLOB_SIZE;
		flip = 1 + rand_r(&seed) % 255;
		blob[where] ^= flip;
		CHECK_HR(ddi_channel_exchange(channel.ddi, channel.channel,
					      BLOB_SIZE, blob), E_INVALIDARG);
		blob[where] ^= flip;
	}
	CHECK_HR(ddi_channel_exchange(channel.ddi, channel.channel, BLOB_SIZE,
				      blob), S_OK);
	init(&channel);
}

TEST(channel_without_key_refuses_messages)
{
	struct cpgpu_configure_protection command = {};
	struct ddi_channel channel = new_channel(ddi_open());
	struct cpgpu_answer answer, zero = {};

	sign_command(&channel.app, protection_type, &command, sizeof(command));
	CHECK_HR(ddi_configure(channel.ddi, channel.channel, &command,
			       sizeof(command), &answer), E_INVALIDARG);
	CHECK_EQ(answer.result, (uint32_t)E_INVALIDARG);
	CHECK_MEM(answer.omac, zero.omac, CPGPU_MAC_SIZE);
}

/* -------------------------------------------------------------- commands -- */

TEST(ConfigureAuthenticatedChannel_sets_the_protection)
{
	struct ddi_channel channel = ready(ddi_open());

	CHECK_EQ(value_of(&channel, ask_protection_type), 0);
	CHECK_HR(protect(&channel, CPGPU_PROTECTION_ENABLED), S_OK);
	CHECK_EQ(value_of(&channel, ask_protection_type),
		 CPGPU_PROTECTION_ENABLED);
	CHECK_HR(protect(&channel, 4), E_INVALIDARG);
	CHECK_EQ(value_of(&channel, ask_protection_type),
		 CPGPU_PROTECTION_ENABLED);
}

TEST(EncryptionBlt_is_forbidden_by_the_protection_level)
{
	struct ddi *ddi = ddi_open();
	struct ddi_channel channel = ready(ddi);
	struct ddi_session session = ddi_keyed_session(ddi);
	HANDLE surface = ddi_restricted(ddi, PAGE);
	HANDLE buffer = ddi_buffer(ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], iv[KEY_SIZE];

	fill_pattern(data, PAGE, 8);
	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(protect(&channel, CPGPU_PROTECTION_ENABLED |
			 CPGPU_PROTECTION_OVERLAY_OR_FULLSCREEN), S_OK);
	CHECK_HR(ddi_encrypt(ddi, session.session, surface, buffer, PAGE, iv),
		 ddi_codes.protect);
	CHECK_HR(protect(&channel, CPGPU_PROTECTION_ENABLED), S_OK);
	ddi_read_protected(&session, surface, back, PAGE, session.key);
	CHECK_MEM(back, data, PAGE);
}

TEST(EncryptionBlt_may_want_a_channel_that_enables_protection)
{
	struct ddi *ddi = ddi_open();
	struct ddi_channel channel = ready(ddi);
	struct ddi_session session = ddi_keyed_session(ddi);
	HANDLE surface = ddi_restricted(ddi, PAGE);
	HANDLE buffer = ddi_buffer(ddi, PAGE);
	uint8_t data[PAGE], back[PAGE], iv[KEY_SIZE];

	if (ddi_has(DRM_CPGPU_CAP_PROTECTION_ALWAYS_ON))
		test_skip("it is always on here: protection-always-on=off");
	fill_pattern(data, PAGE, 9);
	ddi_write_protected(&session, surface, data, PAGE);
	CHECK_HR(ddi_encrypt(ddi, session.session, surface, buffer, PAGE, iv),
		 ddi_codes.protect);
	CHECK_HR(protect(&channel, CPGPU_PROTECTION_ENABLED), S_OK);
	ddi_read_protected(&session, surface, back, PAGE, session.key);
	CHECK_MEM(back, data, PAGE);
	/* the channel takes it along */
	CHECK_HR(ddi_destroy_channel(ddi, channel.channel), S_OK);
	CHECK_HR(ddi_encrypt(ddi, session.session, surface, buffer, PAGE, iv),
		 ddi_codes.protect);
}

static uint64_t device_handle(struct ddi_channel *channel)
{
	struct cpgpu_query question = {};
	union answer answer;
	HANDLE handle;

	CHECK_HR(query(channel, ask_device_type, &question, sizeof(question),
		       &answer, sizeof(answer.device)), S_OK);
	CHECK_HR(cpgpu_ddi_device_handle(ddi_owner(channel->ddi), &handle),
		 S_OK);
	CHECK_EQ(answer.device.device, (uintptr_t)handle);
	return answer.device.device;
}

TEST(ConfigureAuthenticatedChannel_binds_a_session)
{
	struct ddi *ddi = ddi_open(), *other = ddi_open();
	struct ddi_channel channel = ready(ddi);
	struct ddi_session session = ddi_keyed_session(ddi);
	struct ddi_session foreign = ddi_keyed_session(other);
	struct cpgpu_configure_crypto_session bind = {
		.session = (uintptr_t)ddi_session_handle(ddi, session.session),
		.device = device_handle(&channel),
	};
	struct cpgpu_query_crypto_session question = {};
	union answer answer;

	CHECK_HR(configure(&channel, bind_type, &bind, sizeof(bind)), S_OK);
	CHECK_HR(query(&channel, ask_session_type, &question, sizeof(question),
		       &answer, sizeof(answer.session)), S_OK);
	CHECK_EQ(answer.session.session, bind.session);
	CHECK_EQ(answer.session.device, bind.device);

	bind.session =
		(uintptr_t)ddi_session_handle(other, foreign.session);
	CHECK_HR(configure(&channel, bind_type, &bind, sizeof(bind)),
		 E_INVALIDARG);
	bind.session = (uintptr_t)ddi_session_handle(ddi, session.session);
	bind.device++;
	CHECK_HR(configure(&channel, bind_type, &bind, sizeof(bind)),
		 E_INVALIDARG);
	bind.device--;
	bind.decoder = 1;
	CHECK_HR(configure(&channel, bind_type, &bind, sizeof(bind)),
		 E_INVALIDARG);
}

TEST(ConfigureAuthenticatedChannel_knows_all_commands)
{
	struct cpgpu_configure_encryption encryption = {
		.encryption = CPGPU_ENCRYPTION_AES128_CTR,
	};
	struct cpgpu_configure_shared_resource share = { .allow = 1 };
	struct ddi_channel channel = ready(ddi_open());
	bool software = channel_type(open_device()) ==
			DRM_CPGPU_CHANNEL_SOFTWARE;
	struct cpgpu_configure_protection unknown = {};

	CHECK_HR(configure(&channel, encryption_type, &encryption,
			   sizeof(encryption)), S_OK);
	memset(encryption.encryption, 0, CPGPU_GUID_SIZE);
	CHECK_HR(configure(&channel, encryption_type, &encryption,
			   sizeof(encryption)), E_INVALIDARG);
	CHECK_HR(configure(&channel, share_type, &share, sizeof(share)),
		 software ? S_OK : E_FAIL);
	CHECK_HR(configure(&channel, unknown_type, &unknown, sizeof(unknown)),
		 E_FAIL);
}

TEST(ConfigureAuthenticatedChannel_refuses_a_wrong_MAC)
{
	struct cpgpu_configure_protection message = { .flags = 1 };
	struct ddi_channel channel = ready(ddi_open());

	sign_command(&channel.app, protection_type, &message, sizeof(message));
	message.head.omac[3] ^= 0x10;
	CHECK_HR(send_it(&channel, &message, sizeof(message)), E_INVALIDARG);
	message.head.omac[3] ^= 0x10;
	message.flags = 2;
	CHECK_HR(send_it(&channel, &message, sizeof(message)), E_INVALIDARG);
	CHECK_EQ(value_of(&channel, ask_protection_type), 0);
	/* it did not count */
	message.flags = 1;
	CHECK_HR(send_it(&channel, &message, sizeof(message)), S_OK);
}

TEST(ConfigureAuthenticatedChannel_wants_INITIALIZE_first_and_once)
{
	struct ddi_channel channel = keyed(ddi_open());
	struct cpgpu_configure_initialize message = {};
	struct cpgpu_query question = {};
	union answer answer;

	CHECK_HR(protect(&channel, 1), E_INVALIDARG);
	CHECK_HR(query(&channel, ask_protection_type, &question,
		       sizeof(question), &answer, sizeof(answer.value)),
		 E_INVALIDARG);
	init(&channel);
	CHECK_HR(protect(&channel, 1), S_OK);
	CHECK_HR(configure(&channel, initialize_type, &message,
			   sizeof(message)), E_INVALIDARG);
	CHECK_EQ(value_of(&channel, ask_protection_type), 1);
}

TEST(messages_want_sequence_numbers_that_grow)
{
	struct ddi_channel channel = ready(ddi_open());
	struct cpgpu_query question = {};
	union answer answer;

	CHECK_HR(protect(&channel, 1), S_OK);
	channel.app.configure--;
	CHECK_HR(protect(&channel, 0), E_INVALIDARG);
	channel.app.configure -= 5;
	CHECK_HR(protect(&channel, 0), E_INVALIDARG);
	CHECK_EQ(value_of(&channel, ask_protection_type), 1);
	channel.app.query--;
	CHECK_HR(query(&channel, ask_protection_type, &question,
		       sizeof(question), &answer, sizeof(answer.value)),
		 E_INVALIDARG);
	/* gaps are all right */
	channel.app.query += 3;
	channel.app.configure += 100;
	CHECK_HR(protect(&channel, 0), S_OK);
	CHECK_EQ(value_of(&channel, ask_protection_type), 0);
}

TEST(ConfigureAuthenticatedChannel_checks_the_size)
{
	struct {
		struct cpgpu_configure_protection message;
		uint8_t more[4096];
	} m = {};
	struct ddi_channel channel = ready(ddi_open());
	uint8_t out[64], untouched[64];
	static const UINT bad[] = { 0, 1, 16, 47, 257, 4096, ~0u };
	size_t i;

	memset(out, 0xee, sizeof(out));
	memset(untouched, 0xee, sizeof(untouched));
	sign_command(&channel.app, protection_type, &m, sizeof(m.message));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(ddi_configure(channel.ddi, channel.channel, &m, bad[i],
				       out), E_INVALIDARG);
	CHECK_HR(ddi_configure(channel.ddi, channel.channel, NULL,
			       sizeof(m.message), out), E_INVALIDARG);
	CHECK_HR(ddi_configure(channel.ddi, channel.channel, &m,
			       sizeof(m.message), NULL), E_INVALIDARG);
	CHECK_MEM(out, untouched, sizeof(out));
	/* a byte too few for what it is */
	if (ddi_codes.d3d9) {
		CHECK_HR(ddi_configure(channel.ddi, channel.channel, &m,
				       sizeof(m.message) - 1, out),
			 E_INVALIDARG);
		CHECK_MEM(out, untouched, sizeof(out));
	} else {
		CHECK_HR(send_it(&channel, &m, sizeof(m.message) - 1),
			 E_INVALIDARG);
	}
	CHECK_HR(send_it(&channel, &m, sizeof(m.message)), S_OK);
}

/* Direct3D 9 wants the sizes to match, Direct3D 11 to be enough. */
TEST(messages_that_are_too_long_go_by_the_table)
{
	struct {
		struct cpgpu_configure_protection message;
		uint8_t more[16];
	} m = { .message.flags = 1 };
	struct ddi_channel channel = ready(ddi_open());
	uint8_t out[128];
	HRESULT hr = ddi_codes.d3d9 ? E_INVALIDARG : S_OK;
	struct {
		struct cpgpu_query question;
		uint8_t more[16];
	} q = { .question = {
		.channel = channel.app.hw_handle,
		.sequence = channel.app.query,
	} };

	sign_command(&channel.app, protection_type, &m, sizeof(m.message));
	CHECK_HR(ddi_configure(channel.ddi, channel.channel, &m, sizeof(m),
			       out), hr);
	memcpy(q.question.type, ask_protection_type, CPGPU_GUID_SIZE);
	CHECK_HR(ddi_query(channel.ddi, channel.channel, &q, sizeof(q), out,
			   sizeof(struct cpgpu_answer_value)), hr);
	q.question.sequence++;
	CHECK_HR(ddi_query(channel.ddi, channel.channel, &q,
			   sizeof(q.question), out, sizeof(out)), hr);
}

/* ------------------------------------------------------------- questions -- */

TEST(QueryAuthenticatedChannel_knows_all_questions)
{
	static const struct {
		uint8_t type[CPGPU_GUID_SIZE];
		UINT in, out;
		bool software;
	} questions[] = {
#define QUESTION(type, in, out, software) \
	{ type, sizeof(struct in), sizeof(struct out), software }
		QUESTION(CPGPU_QUERY_PROTECTION, cpgpu_query,
			 cpgpu_answer_value, false),
		QUESTION(CPGPU_QUERY_CHANNEL_TYPE, cpgpu_query,
			 cpgpu_answer_value, false),
		QUESTION(CPGPU_QUERY_DEVICE_HANDLE, cpgpu_query,
			 cpgpu_answer_device_handle, false),
		QUESTION(CPGPU_QUERY_CRYPTO_SESSION, cpgpu_query_crypto_session,
			 cpgpu_answer_crypto_session, false),
		QUESTION(CPGPU_QUERY_PROCESS_COUNT, cpgpu_query,
			 cpgpu_answer_value, true),
		QUESTION(CPGPU_QUERY_UNRESTRICTED_COUNT, cpgpu_query,
			 cpgpu_answer_value, true),
		QUESTION(CPGPU_QUERY_ACCESSIBILITY, cpgpu_query,
			 cpgpu_answer_accessibility, false),
		QUESTION(CPGPU_QUERY_ENCRYPTION_COUNT, cpgpu_query,
			 cpgpu_answer_value, false),
		QUESTION(CPGPU_QUERY_ENCRYPTION, cpgpu_query_index,
			 cpgpu_answer_encryption, false),
		QUESTION(CPGPU_QUERY_CURRENT_ENCRYPTION, cpgpu_query,
			 cpgpu_answer_current_encryption, false),
#undef QUESTION
	};
	struct ddi_channel channel = ready(ddi_open());
	UINT type = channel_type(open_device());
	uint8_t question[96];
	union answer answer;
	HRESULT expected;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(questions); i++) {
		memset(question, 0, sizeof(question));
		expected = questions[i].software &&
			   type != DRM_CPGPU_CHANNEL_SOFTWARE ? E_FAIL : S_OK;
		CHECK_HR(query(&channel, questions[i].type, question,
			       questions[i].in, &answer, questions[i].out),
			 expected);
	}
	CHECK_EQ(value_of(&channel, ask_type_type), type);
}

TEST(QueryAuthenticatedChannel_tells_the_outputs_of_a_session)
{
	static const uint8_t count_type[] = CPGPU_QUERY_OUTPUT_ID_COUNT;
	static const uint8_t id_type[] = CPGPU_QUERY_OUTPUT_ID;
	struct ddi *ddi = ddi_open();
	struct ddi_channel channel = ready(ddi);
	struct ddi_session session = ddi_keyed_session(ddi);
	struct cpgpu_query_output_id_count count = {
		.device = device_handle(&channel),
		.session = (uintptr_t)ddi_session_handle(ddi, session.session),
	};
	struct cpgpu_query_output_id id = {
		.device = count.device,
		.session = count.session,
	};
	union answer answer;

	CHECK_HR(query(&channel, count_type, &count, sizeof(count), &answer,
		       sizeof(answer.count)), S_OK);
	CHECK_EQ(answer.count.count, 1);
	CHECK_HR(query(&channel, id_type, &id, sizeof(id), &answer,
		       sizeof(answer.output)), S_OK);
	CHECK_EQ(answer.output.output, 1);
	id.index = 1;
	CHECK_HR(query(&channel, id_type, &id, sizeof(id), &answer,
		       sizeof(answer.output)), E_INVALIDARG);
	count.session++;
	CHECK_HR(query(&channel, count_type, &count, sizeof(count), &answer,
		       sizeof(answer.count)), E_INVALIDARG);
}

TEST(QueryAuthenticatedChannel_refuses_what_it_does_not_know)
{
	struct ddi_channel channel = ready(ddi_open());
	struct cpgpu_query question = {};
	union answer answer;

	CHECK_HR(query(&channel, unknown_type, &question, sizeof(question),
		       &answer, sizeof(answer.head)), E_FAIL);
}

TEST(QueryAuthenticatedChannel_checks_the_sizes)
{
	static const UINT bad[] = { 0, 1, 31, 257, 4096, ~0u };
	static uint8_t question[4096];
	struct ddi_channel channel = ready(ddi_open());
	struct cpgpu_query head = {
		.channel = channel.app.hw_handle,
		.sequence = channel.app.query,
	};
	UINT out_size = sizeof(struct cpgpu_answer_value), i;
	uint8_t out[64], untouched[64];

	memset(out, 0xee, sizeof(out));
	memset(untouched, 0xee, sizeof(untouched));
	memcpy(head.type, ask_protection_type, CPGPU_GUID_SIZE);
	memcpy(question, &head, sizeof(head));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK_HR(ddi_query(channel.ddi, channel.channel, question,
				   bad[i], out, out_size), E_INVALIDARG);
	for (i = 0; i < out_size; i++)
		CHECK_HR(ddi_query(channel.ddi, channel.channel, question,
				   sizeof(head), out, i), E_INVALIDARG);
	CHECK_HR(ddi_query(channel.ddi, channel.channel, NULL, sizeof(head),
			   out, out_size), E_INVALIDARG);
	CHECK_HR(ddi_query(channel.ddi, channel.channel, question,
			   sizeof(head), NULL, out_size), E_INVALIDARG);
	CHECK_MEM(out, untouched, sizeof(out));
	CHECK_EQ(value_of(&channel, ask_protection_type), 0);
}

/* ------------------------------------------------------------ random bytes -- */

#define FLIPS 10000

/* One byte of a good command changed, anew each time: nothing is accepted. */
SLOW_TEST(ConfigureAuthenticatedChannel_refuses_10000_spoilt_commands, 120)
{
	struct cpgpu_configure_protection good = { .flags = 1 }, spoilt;
	struct ddi_channel channel = ready(ddi_open());
	uint8_t answer[64], *bytes = (uint8_t *)&spoilt;
	unsigned int i, seed = 6;
	HRESULT hr;

	sign_command(&channel.app, protection_type, &good, sizeof(good));
	for (i = 0; i < FLIPS; i++) {
		spoilt = good;
		bytes[rand_r(&seed) % sizeof(spoilt)] ^=
			1 + rand_r(&seed) % 255;
		hr = ddi_configure(channel.ddi, channel.channel, &spoilt,
				   sizeof(spoilt), answer);
		if (SUCCEEDED(hr))
			test_fail(__FILE__, __LINE__, "flip %u passed", i);
	}
	CHECK_EQ(value_of(&channel, ask_protection_type), 0);
	CHECK_HR(send_it(&channel, &good, sizeof(good)), S_OK);
	CHECK_EQ(value_of(&channel, ask_protection_type), 1);
}

/*
 * Questions carry no MAC: one whose number alone grew by the change is a good
 * one.  All the others must fail, and none may change anything.
 */
SLOW_TEST(QueryAuthenticatedChannel_survives_10000_spoilt_questions, 120)
{
	struct ddi_channel channel = ready(ddi_open());
	struct cpgpu_query good = {}, spoilt;
	uint8_t answer[64], *bytes = (uint8_t *)&spoilt;
	unsigned int i, where, seed = 7, passed = 0;
	HRESULT hr;

	CHECK_HR(protect(&channel, 1), S_OK);
	memcpy(good.type, ask_protection_type, CPGPU_GUID_SIZE);
	good.channel = channel.app.hw_handle;
	good.sequence = channel.app.query;
	for (i = 0; i < FLIPS; i++) {
		spoilt = good;
		where = rand_r(&seed) % sizeof(spoilt);
		bytes[where] ^= 1 + rand_r(&seed) % 255;
		hr = ddi_query(channel.ddi, channel.channel, &spoilt,
			       sizeof(spoilt), answer,
			       sizeof(struct cpgpu_answer_value));
		if (FAILED(hr))
			continue;
		passed++;
		CHECK(where >= offsetof(struct cpgpu_query, sequence));
		/* the device looks at no number up to this any more */
		if (spoilt.sequence >= good.sequence)
			good.sequence = spoilt.sequence;
	}
	test_note("%u of %u differed in number or padding only", passed, FLIPS);
}
