// SPDX-License-Identifier: MIT
/*
 * Direct3D 11: bad messages in authenticated channels
 */
#include "d3d11_talk.h"

static struct app the_app;

static void open_talk(struct talk *talk)
{
	open_app(&the_app);
	open_channel(talk, &the_app, driver_type(&the_app));
}

static void close_talk(struct talk *talk)
{
	RELEASE(talk->channel);
	close_app(&the_app);
}

static D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT
protection_command(struct talk *talk, UINT flags)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;

	memset(&in, 0, sizeof(in));
	in.Protections.Value = flags;
	prepare(talk, &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, &in,
		sizeof(in));
	return in;
}

static D3D11_AUTHENTICATED_QUERY_INPUT question(struct talk *talk)
{
	return (D3D11_AUTHENTICATED_QUERY_INPUT) {
		.QueryType = D3D11_AUTHENTICATED_QUERY_PROTECTION,
		.hChannel = talk->handle,
		.SequenceNumber = talk->query++,
	};
}

/* --------------------------------------------------------------- commands -- */

TEST(Configure_refuses_a_wrong_MAC)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	struct talk talk;
	size_t i;

	open_talk(&talk);
	/* one bit in each byte of the MAC, and of what it is over */
	for (i = 0; i < sizeof(in); i++) {
		in = protection_command(&talk, 1);
		((uint8_t *)&in)[i] ^= 1 << i % 8;
		if (i < 16 || i >= 32)
			CHECK_EQ(send_command(&talk, sizeof(in), &in),
				 E_INVALIDARG);
		else	/* some other command: there is none */
			CHECK_EQ(send_command(&talk, sizeof(in), &in), E_FAIL);
	}
	CHECK_EQ(protection(&talk), 0);
	/* none of them used up a number */
	talk.configure = 2000;
	GOOD(protect(&talk, 1));
	close_talk(&talk);
}

TEST(Configure_refuses_stale_sequence_numbers)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	struct talk talk;

	open_talk(&talk);
	talk.configure = 1999;
	CHECK_EQ(protect(&talk, 1), E_INVALIDARG);
	/* the first may be the number that INITIALIZE gave */
	in = protection_command(&talk, 1);
	GOOD(send_command(&talk, sizeof(in), &in));
	/* replayed */
	CHECK_EQ(send_command(&talk, sizeof(in), &in), E_INVALIDARG);
	/* gaps are fine, the way back is not */
	talk.configure = 5000;
	GOOD(protect(&talk, 0));
	talk.configure = 4999;
	CHECK_EQ(protect(&talk, 1), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}

TEST(Configure_wants_INITIALIZE_first)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	struct talk talk;
	struct app app;

	open_app(&app);
	make_channel(&talk, &app, driver_type(&app));
	exchange_channel_key(&talk);
	CHECK_EQ(protect(&talk, 1), E_INVALIDARG);
	CHECK_EQ(ASK_FOR(&talk, PROTECTION, &out), E_INVALIDARG);
	GOOD(initialize(&talk));
	CHECK_EQ(protection(&talk), 0);
	RELEASE(talk.channel);
	close_app(&app);
}

static HRESULT configure_raw(struct talk *talk, UINT size, const void *in,
			     D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out)
{
	HRESULT hr;

	hr = ID3D11VideoContext1_ConfigureAuthenticatedChannel(
		talk->app->vc, talk->channel, size, in, out);
	CHECK_TOLD(talk->app, hr, CONFIGURE);
	return hr;
}

static HRESULT query_raw(struct talk *talk, UINT in_size, const void *in,
			 UINT out_size, void *out)
{
	HRESULT hr;

	hr = ID3D11VideoContext1_QueryAuthenticatedChannel(
		talk->app->vc, talk->channel, in_size, in, out_size, out);
	CHECK_TOLD(talk->app, hr, QUERY);
	return hr;
}

TEST(channel_without_key_answers_nothing_useful)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT answer;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk;
	struct app app;

	open_app(&app);
	make_channel(&talk, &app, driver_type(&app));
	in = protection_command(&talk, 1);
	CHECK_EQ(configure_raw(&talk, sizeof(in), &in, &out), E_INVALIDARG);
	asked = question(&talk);
	CHECK_EQ(query_raw(&talk, sizeof(asked), &asked, sizeof(answer), &answer),
		 E_INVALIDARG);
	RELEASE(talk.channel);
	close_app(&app);
}

TEST(Configure_refuses_short_commands)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT out, untouched;
	struct talk talk;
	UINT size;

	open_talk(&talk);
	memset(&out, 0xee, sizeof(out));
	untouched = out;
	/* shorter than the head: no answer; than the rest: an answer */
	for (size = 0; size < sizeof(in.Parameters); size += 7) {
		in = protection_command(&talk, 1);
		CHECK_EQ(configure_raw(&talk, size, &in, &out), E_INVALIDARG);
	}
	CHECK_MEM(&out, &untouched, sizeof(out));
	in = protection_command(&talk, 1);
	sign(&talk, &in, sizeof(in) - 1);
	CHECK_EQ(send_command(&talk, sizeof(in) - 1, &in), E_INVALIDARG);
	CHECK_EQ(configure_raw(&talk, sizeof(in), NULL, &out), E_INVALIDARG);
	CHECK_EQ(configure_raw(&talk, sizeof(in), &in, NULL), E_INVALIDARG);
	CHECK_EQ(configure_raw(&talk, UINT32_MAX, &in, &out), E_INVALIDARG);
	CHECK_MEM(&out, &untouched, sizeof(out));
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}

TEST(Configure_takes_more_than_it_needs)
{
	struct {
		D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in;
		uint8_t more[64];
	} big;
	struct talk talk;

	open_talk(&talk);
	memset(&big, 0x77, sizeof(big));
	big.in.Protections.Value = 1;
	/* the MAC is over the structure alone */
	prepare(&talk, &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, &big,
		sizeof(big.in));
	GOOD(send_command(&talk, sizeof(big), &big));
	CHECK_EQ(protection(&talk), 1);
	close_talk(&talk);
}

TEST(messages_to_another_channel_are_refused)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in = {
		.Protections.Value = 1,
	};
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk, other;

	open_talk(&talk);
	open_channel(&other, &the_app, talk.type);
	/* meant for the other one, signed with the key of this one */
	prepare(&talk, &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION, &in,
		sizeof(in));
	in.Parameters.hChannel = other.handle;
	sign(&talk, &in, sizeof(in));
	CHECK_EQ(send_command(&talk, sizeof(in), &in), E_INVALIDARG);
	asked = question(&talk);
	asked.hChannel = other.handle;
	CHECK_EQ(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			       sizeof(out)), E_INVALIDARG);
	CHECK_EQ(protection(&talk), 0);
	RELEASE(other.channel);
	close_talk(&talk);
}

TEST(unknown_commands_and_questions_say_E_FAIL)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT in = {
		.Protections.Value = 1,
	};
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk;

	open_talk(&talk);
	CHECK_EQ(configure(&talk, &GUID_NULL, &in, sizeof(in)), E_FAIL);
	CHECK_EQ(configure(&talk, &D3D11_AUTHENTICATED_QUERY_PROTECTION, &in,
			   sizeof(in)), E_FAIL);
	asked = question(&talk);
	asked.QueryType = GUID_NULL;
	CHECK_EQ(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			       sizeof(D3D11_AUTHENTICATED_QUERY_OUTPUT)),
		 E_FAIL);
	close_talk(&talk);
}

/* --------------------------------------------------------------- questions -- */

TEST(Query_refuses_stale_sequence_numbers)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk;

	open_talk(&talk);
	talk.query = 999;
	CHECK_EQ(ASK_FOR(&talk, PROTECTION, &out), E_INVALIDARG);
	asked = question(&talk);
	GOOD(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			   sizeof(out)));
	CHECK_EQ(send_question(&talk, sizeof(asked), &asked, sizeof(out), &out,
			       sizeof(out)), E_INVALIDARG);
	talk.query = 100000;
	CHECK_EQ(protection(&talk), 0);
	talk.query = 99999;
	CHECK_EQ(ASK_FOR(&talk, PROTECTION, &out), E_INVALIDARG);
	/* the other counter is another one */
	GOOD(protect(&talk, 1));
	close_talk(&talk);
}

TEST(Query_refuses_sizes_that_do_not_do)
{
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT out, untouched;
	D3D11_AUTHENTICATED_QUERY_INPUT asked;
	struct talk talk;
	UINT size;

	open_talk(&talk);
	memset(&out, 0xee, sizeof(out));
	untouched = out;
	for (size = 0; size < sizeof(asked); size += 5) {
		asked = question(&talk);
		CHECK_EQ(query_raw(&talk, size, &asked, sizeof(out), &out),
			 E_INVALIDARG);
	}
	/* no room for the answer */
	for (size = 0; size < sizeof(out); size += 5) {
		asked = question(&talk);
		CHECK_EQ(query_raw(&talk, sizeof(asked), &asked, size, &out),
			 E_INVALIDARG);
	}
	asked = question(&talk);
	CHECK_EQ(query_raw(&talk, sizeof(asked), NULL, sizeof(out), &out),
		 E_INVALIDARG);
	CHECK_EQ(query_raw(&talk, sizeof(asked), &asked, sizeof(out), NULL),
		 E_INVALIDARG);
	CHECK_EQ(query_raw(&talk, UINT32_MAX, &asked, sizeof(out), &out),
		 E_INVALIDARG);
	CHECK_MEM(&out, &untouched, sizeof(out));
	CHECK_EQ(protection(&talk), 0);
	close_talk(&talk);
}

/* --------------------------------------------------------- wrong channels -- */

static void check_channel_refused(struct app *app,
				  ID3D11AuthenticatedChannel *channel)
{
	uint8_t in[BLOB_SIZE] = { 0 }, out[256], untouched[256];

	memset(out, 0xee, sizeof(out));
	memset(untouched, 0xee, sizeof(untouched));
	CHECK_HR(app,
		 ID3D11VideoContext1_NegotiateAuthenticatedChannelKeyExchange(
			app->vc, channel, BLOB_SIZE, in), E_INVALIDARG,
		 EXCHANGE);
	CHECK_HR(app, ID3D11VideoContext1_QueryAuthenticatedChannel(
			app->vc, channel, 32, in, sizeof(out), out),
		 E_INVALIDARG, QUERY);
	CHECK_HR(app, ID3D11VideoContext1_ConfigureAuthenticatedChannel(
			app->vc, channel, 56, in,
			(D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *)out),
		 E_INVALIDARG, CONFIGURE);
	CHECK_MEM(out, untouched, sizeof(out));
}

TEST(channel_of_another_device_or_of_none_is_refused)
{
	ID3D11AuthenticatedChannelVtbl vtbl = { 0 };
	ID3D11AuthenticatedChannel foreign = { &vtbl };
	ID3D11Texture2D *texture;
	struct app app, other;
	struct talk talk;

	open_app(&app);
	open_app(&other);
	make_channel(&talk, &other, driver_type(&other));
	texture = new_staging(&app, 8, 8);
	check_channel_refused(&app, talk.channel);
	check_channel_refused(&app, NULL);
	check_channel_refused(&app, &foreign);
	check_channel_refused(&app, (ID3D11AuthenticatedChannel *)texture);
	RELEASE(texture);
	RELEASE(talk.channel);
	close_app(&other);
	close_app(&app);
}
