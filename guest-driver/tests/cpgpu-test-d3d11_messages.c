// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: bad messages in authenticated channels
 */
#include "d3d11_talk.h"

/* --------------------------------------------------------------- commands -- */

TEST(Configure_refuses_a_wrong_MAC)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	struct talk talk AUTO(close_talk) = open_talk();
	size_t i;

	/*
	 * flip one bit in each byte of the MAC and of the message that it
	 * covers
	 */
	for (i = 0; i < sizeof(in); i++) {
		in = protection_command(&talk, 1);
		((uint8_t *)&in)[i] ^= 1 << i % 8;
		/* bytes 16 to 31 make it some other command: there is none */
		CHECK_HR(send_command(&talk, sizeof(in), &in),
			 i < 16 || i >= 32 ? E_INVALIDARG : E_FAIL);
	}
	CHECK_EQ(protection(&talk), 0);
	/* none of them used up a number */
	talk.configure = 2000;
	OK(protect(&talk, 1));
}

TEST(Configure_refuses_stale_sequence_numbers)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	struct talk talk AUTO(close_talk) = open_talk();

	talk.configure = 1999;
	CHECK_HR(protect(&talk, 1), E_INVALIDARG);
	/* the first may be the number that INITIALIZE gave */
	in = protection_command(&talk, 1);
	OK(send_command(&talk, sizeof(in), &in));
	/* replayed */
	CHECK_HR(send_command(&talk, sizeof(in), &in), E_INVALIDARG);
	/* gaps are fine, the way back is not */
	talk.configure = 5000;
	OK(protect(&talk, 0));
	talk.configure = 4999;
	CHECK_HR(protect(&talk, 1), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
}

TEST(Configure_wants_INITIALIZE_first)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	struct talk talk AUTO(close_talk) = make_talk();

	exchange_channel_key(&talk);
	CHECK_HR(protect(&talk, 1), E_INVALIDARG);
	CHECK_HR(ASK_FOR(&talk, PROTECTION, &out), E_INVALIDARG);
	OK(initialize(&talk));
	CHECK_EQ(protection(&talk), 0);
}

TEST(channel_without_key_answers_nothing_useful)
{
	struct talk talk AUTO(close_talk) = make_talk();
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in =
		protection_command(&talk, 1);
	D3D11_AUTHENTICATED_QUERY_INPUT asked = protection_question(&talk);
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT answer;

	CHECK_HR(raw_configure(&talk, sizeof(in), &in, &out), E_INVALIDARG);
	CHECK_HR(raw_query(&talk, sizeof(asked), &asked, sizeof(answer),
			   &answer), E_INVALIDARG);
}

TEST(Configure_refuses_short_commands)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out;
	struct talk talk AUTO(close_talk) = open_talk();
	UINT size;

	POISON(out);
	/* shorter than the head: no answer; than the rest: an answer */
	for (size = 0; size < sizeof(in.Parameters); size += 7) {
		in = protection_command(&talk, 1);
		CHECK_HR(raw_configure(&talk, size, &in, &out), E_INVALIDARG);
	}
	CHECK_UNTOUCHED(out);
	in = protection_command(&talk, 1);
	sign(&talk, &in, sizeof(in) - 1);
	CHECK_HR(send_command(&talk, sizeof(in) - 1, &in), E_INVALIDARG);
	CHECK_HR(raw_configure(&talk, sizeof(in), NULL, &out), E_INVALIDARG);
	CHECK_HR(raw_configure(&talk, sizeof(in), &in, NULL), E_INVALIDARG);
	CHECK_HR(raw_configure(&talk, UINT32_MAX, &in, &out), E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	CHECK_EQ(protection(&talk), 0);
}

TEST(Configure_takes_more_than_it_needs)
{
	struct {
		D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
		uint8_t more[64];
	} big;
	struct talk talk AUTO(close_talk) = open_talk();

	memset(&big, 0x77, sizeof(big));
	big.in.Protections.Value = 1;
	/* the MAC covers only the structure */
	prepare(&talk, &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, &big,
		sizeof(big.in));
	OK(send_command(&talk, sizeof(big), &big));
	CHECK_EQ(protection(&talk), 1);
}

TEST(messages_to_another_channel_are_refused)
{
	struct talk talk AUTO(close_talk) = open_talk(), other;
	/* meant for the other one, signed with the key of this one */
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in =
		protection_command(&talk, 1);
	D3D11_AUTHENTICATED_QUERY_INPUT asked = protection_question(&talk);
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;

	open_channel(&other, talk.app, talk.type);
	in.Parameters.hChannel = other.handle;
	sign(&talk, &in, sizeof(in));
	CHECK_HR(send_command(&talk, sizeof(in), &in), E_INVALIDARG);
	asked.hChannel = other.handle;
	CHECK_HR(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			       sizeof(out)), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
	RELEASE(other.channel);
}

TEST(unknown_commands_and_questions_say_E_FAIL)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in = {
		.Protections.Value = 1,
	};
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk AUTO(close_talk) = open_talk();

	CHECK_HR(configure(&talk, &GUID_NULL, &in, sizeof(in)), E_FAIL);
	CHECK_HR(configure(&talk, &D3D11_AUTHENTICATED_QUERY_PROTECTION, &in,
			   sizeof(in)), E_FAIL);
	asked = protection_question(&talk);
	asked.QueryType = GUID_NULL;
	CHECK_HR(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			       sizeof(D3D11_AUTHENTICATED_QUERY_OUTPUT)),
		 E_FAIL);
}

/* --------------------------------------------------------------- questions -- */

TEST(Query_refuses_stale_sequence_numbers)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk AUTO(close_talk) = open_talk();

	talk.query = 999;
	CHECK_HR(ASK_FOR(&talk, PROTECTION, &out), E_INVALIDARG);
	asked = protection_question(&talk);
	OK(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			 sizeof(out)));
	CHECK_HR(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			       sizeof(out)), E_INVALIDARG);
	talk.query = 100000;
	CHECK_EQ(protection(&talk), 0);
	talk.query = 99999;
	CHECK_HR(ASK_FOR(&talk, PROTECTION, &out), E_INVALIDARG);
	/* the other counter is another one */
	OK(protect(&talk, 1));
}

TEST(Query_refuses_sizes_that_do_not_do)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk AUTO(close_talk) = open_talk();
	UINT size;

	POISON(out);
	for (size = 0; size < sizeof(asked); size += 5) {
		asked = protection_question(&talk);
		CHECK_HR(raw_query(&talk, size, &asked, sizeof(out), &out),
			 E_INVALIDARG);
	}
	/* too small a buffer for the answer */
	for (size = 0; size < sizeof(out); size += 5) {
		asked = protection_question(&talk);
		CHECK_HR(raw_query(&talk, sizeof(asked), &asked, size, &out),
			 E_INVALIDARG);
	}
	asked = protection_question(&talk);
	CHECK_HR(raw_query(&talk, sizeof(asked), NULL, sizeof(out), &out),
		 E_INVALIDARG);
	CHECK_HR(raw_query(&talk, sizeof(asked), &asked, sizeof(out), NULL),
		 E_INVALIDARG);
	CHECK_HR(raw_query(&talk, UINT32_MAX, &asked, sizeof(out), &out),
		 E_INVALIDARG);
	CHECK_UNTOUCHED(out);
	CHECK_EQ(protection(&talk), 0);
}

/* --------------------------------------------------------- wrong channels -- */

static void check_channel_refused(struct app *app, void *channel)
{
	struct talk talk = { .app = app, .channel = channel };
	uint8_t in[BLOB_SIZE] = { 0 }, out[256];

	POISON(out);
	CHECK_HR(raw_exchange(&talk, BLOB_SIZE, in), E_INVALIDARG);
	CHECK_HR(raw_query(&talk, 32, in, sizeof(out), out), E_INVALIDARG);
	CHECK_HR(raw_configure(&talk, 56, in, (void *)out), E_INVALIDARG);
	CHECK_UNTOUCHED(out);
}

TEST(channel_of_another_device_or_of_none_is_refused)
{
	ID3D11AuthenticatedChannelVtbl vtbl = { 0 };
	ID3D11AuthenticatedChannel foreign = { &vtbl };
	struct talk other AUTO(close_talk) = make_talk();
	struct app *app AUTO(close_app) = open_app();
	ID3D11Texture2D *texture AUTO(release) = new_staging(app, 8, 8);

	check_channel_refused(app, other.channel);
	check_channel_refused(app, NULL);
	check_channel_refused(app, &foreign);
	check_channel_refused(app, texture);
}
