/* SPDX-License-Identifier: MIT */
/*
 * Direct3D 11: the application's end of an authenticated channel, which signs
 * what it sends and checks every answer.  If a function here fails, so does the
 * test.
 */
#ifndef D3D11_TALK_H
#define D3D11_TALK_H

#include "d3d11.h"

struct talk {
	struct app *app;
	D3D11_AUTHENTICATED_CHANNEL_TYPE type;
	ID3D11AuthenticatedChannel *channel;
	HANDLE handle;
	uint8_t key[KEY_SIZE];
	UINT configure, query;		/* to be used next */
};

/* The one type of the driver's that this device has. */
D3D11_AUTHENTICATED_CHANNEL_TYPE driver_type(const struct app *app);

/*
 * Create a channel without a key; wrap a key; exchange it; and all of that,
 * followed by INITIALIZE if the type of channel has it.
 */
void make_channel(struct talk *talk, struct app *app,
		  D3D11_AUTHENTICATED_CHANNEL_TYPE type);
void wrap_channel_key(struct talk *talk, uint8_t blob[BLOB_SIZE]);
void exchange_channel_key(struct talk *talk);
void open_channel(struct talk *talk, struct app *app,
		  D3D11_AUTHENTICATED_CHANNEL_TYPE type);

/*
 * The same with a new application: a driver channel without a key, a driver
 * channel, and a runtime channel.
 */
struct talk make_talk(void);
struct talk open_talk(void);
struct talk open_runtime_talk(void);
void close_talk(struct talk *talk);

/* The calls themselves; the side channel must have reported the same. */
HRESULT raw_exchange(struct talk *talk, UINT size, void *data);
HRESULT raw_configure(struct talk *talk, UINT size, const void *in,
		      D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out);
HRESULT raw_query(struct talk *talk, UINT in_size, const void *in,
		  UINT out_size, void *out);

/* The MAC over a command. */
void sign(const struct talk *talk, void *message, size_t size);

/* Fill in the head of a command with the next number, and sign it. */
void prepare(struct talk *talk, const GUID *type, void *in, size_t in_size);

/* A command and a question that are ready to be sent. */
D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT
protection_command(struct talk *talk, UINT flags);
D3D11_AUTHENTICATED_QUERY_INPUT protection_question(struct talk *talk);

/* Send a command or question as it is; the answer is checked. */
HRESULT send_command(struct talk *talk, UINT in_size, const void *in);
HRESULT send_question(struct talk *talk, UINT in_size, const void *in,
		      UINT out_size, void *out, UINT answer_size);

/* Send one with its head filled in. */
HRESULT configure(struct talk *talk, const GUID *type, void *in, UINT in_size);
HRESULT ask(struct talk *talk, const GUID *type, void *in, UINT in_size,
	    void *out, UINT out_size);

#define DO(talk, type, in) \
	configure(talk, &(D3D11_AUTHENTICATED_CONFIGURE_##type), in, \
		  sizeof(*(in)))
#define ASK(talk, type, in, out) \
	ask(talk, &(D3D11_AUTHENTICATED_QUERY_##type), in, sizeof(*(in)), out, \
	    sizeof(*(out)))
/* one without arguments */
#define ASK_FOR(talk, type, out) \
	ASK(talk, type, &(D3D11_AUTHENTICATED_QUERY_INPUT) { .QueryType = \
	    GUID_NULL }, out)

/* The most common messages. */
HRESULT initialize(struct talk *talk);
HRESULT protect(struct talk *talk, UINT flags);
UINT protection(struct talk *talk);
HANDLE device_handle(struct talk *talk);
HRESULT allow_process(struct talk *talk, UINT type, HANDLE process, BOOL allow);
UINT process_count(struct talk *talk);

#endif /* D3D11_TALK_H */
