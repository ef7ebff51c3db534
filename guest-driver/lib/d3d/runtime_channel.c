// SPDX-License-Identifier: MIT
/* Authenticated channels of type 1, those of the runtime itself */
#include "runtime_channel.h"
#include "util.h"

void runtime_protection_init(struct runtime_protection *protection,
			     HANDLE device)
{
	memset(protection, 0, sizeof(*protection));
	pthread_mutex_init(&protection->lock, NULL);
	protection->device = device;
}

void runtime_protection_free(struct runtime_protection *protection)
{
	pthread_mutex_destroy(&protection->lock);
}

static UINT all_flags(const struct runtime_protection *protection)
{
	const struct runtime_channel *channel;
	UINT flags = 0;

	for (channel = protection->channels; channel; channel = channel->next)
		flags |= channel->flags;
	return flags;
}

UINT runtime_protection_flags(struct runtime_protection *protection)
{
	UINT flags;

	pthread_mutex_lock(&protection->lock);
	flags = all_flags(protection);
	pthread_mutex_unlock(&protection->lock);
	return flags;
}

void runtime_channel_init(struct runtime_channel *channel,
			  struct runtime_protection *protection)
{
	channel->protection = protection;
	channel->flags = 0;
	pthread_mutex_lock(&protection->lock);
	channel->next = protection->channels;
	protection->channels = channel;
	pthread_mutex_unlock(&protection->lock);
}

void runtime_channel_free(struct runtime_channel *channel)
{
	struct runtime_protection *protection = channel->protection;
	struct runtime_channel **place = &protection->channels;

	pthread_mutex_lock(&protection->lock);
	while (*place != channel)
		place = &(*place)->next;
	*place = channel->next;
	pthread_mutex_unlock(&protection->lock);
}

/* -------------------------------------------------------------- commands -- */

static HRESULT set_protection(struct runtime_channel *channel, const void *in)
{
	D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT input;

	memcpy(&input, in, sizeof(input));
	if (input.Protections.Flags.Reserved)
		return E_INVALIDARG;
	channel->flags = input.Protections.Value;
	return S_OK;
}

/* The index of a process in the list, or process_count. */
static UINT find_process(const struct runtime_protection *protection,
			 const struct runtime_process *process)
{
	UINT i = 0;

	while (i < protection->process_count &&
	       (protection->processes[i].type != process->type ||
		protection->processes[i].handle != process->handle))
		i++;
	return i;
}

static HRESULT set_shared_resource(struct runtime_channel *channel,
				   const void *in)
{
	struct runtime_protection *protection = channel->protection;
	D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_INPUT input;
	struct runtime_process process;
	UINT i;

	memcpy(&input, in, sizeof(input));
	process.type = input.ProcessType;
	process.handle = input.ProcessHandle;
	if (process.type > D3D11_PROCESSIDTYPE_HANDLE ||
	    (process.type != D3D11_PROCESSIDTYPE_HANDLE && process.handle) ||
	    (input.AllowAccess != TRUE && input.AllowAccess != FALSE))
		return E_INVALIDARG;

	i = find_process(protection, &process);
	if (input.AllowAccess && i == protection->process_count) {
		if (i == RUNTIME_PROCESSES)
			return E_OUTOFMEMORY;
		protection->processes[i] = process;
		protection->process_count++;
	} else if (!input.AllowAccess) {
		if (i == protection->process_count)
			return E_INVALIDARG;
		protection->process_count--;
		memmove(&protection->processes[i], &protection->processes[i + 1],
			(protection->process_count - i) *
			sizeof(protection->processes[0]));
	}
	return S_OK;
}

struct command {
	const GUID *guid;
	UINT size;
	HRESULT (*run)(struct runtime_channel *channel, const void *in);
};

static const struct command commands[] = {
	{ &D3D11_AUTHENTICATED_CONFIGURE_PROTECTION,
	  sizeof(D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT),
	  set_protection },
	{ &D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE,
	  sizeof(D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_INPUT),
	  set_shared_resource },
};

static HRESULT run_command(struct runtime_channel *channel,
			   const D3D11_AUTHENTICATED_CONFIGURE_INPUT *head,
			   UINT in_size, const void *in)
{
	const struct command *command = commands;
	HRESULT hr;

	while (command < commands + ARRAY_SIZE(commands) &&
	       !IsEqualGUID(command->guid, &head->ConfigureType))
		command++;
	if (command == commands + ARRAY_SIZE(commands))
		return E_FAIL;
	if (in_size < command->size ||
	    head->hChannel != runtime_channel_handle(channel))
		return E_INVALIDARG;
	pthread_mutex_lock(&channel->protection->lock);
	hr = command->run(channel, in);
	pthread_mutex_unlock(&channel->protection->lock);
	return hr;
}

HRESULT runtime_channel_configure(struct runtime_channel *channel,
				  UINT in_size, const void *in,
				  D3D11_AUTHENTICATED_CONFIGURE_OUTPUT *out)
{
	D3D11_AUTHENTICATED_CONFIGURE_INPUT head;
	D3D11_AUTHENTICATED_CONFIGURE_OUTPUT answer;

	if (!in || !out || in_size < sizeof(head))
		return E_INVALIDARG;
	memcpy(&head, in, sizeof(head));
	memset(&answer, 0, sizeof(answer));
	answer.ConfigureType = head.ConfigureType;
	answer.hChannel = head.hChannel;
	answer.SequenceNumber = head.SequenceNumber;
	answer.ReturnCode = run_command(channel, &head, in_size, in);
	memcpy(out, &answer, sizeof(answer));
	return answer.ReturnCode;
}

/* ------------------------------------------------------------- queries -- */

union answer {
	D3D11_AUTHENTICATED_QUERY_OUTPUT head;
	D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT protection;
	D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT type;
	D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT device;
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT
		count;
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT
		process;
};

static HRESULT get_protection(const struct runtime_channel *channel,
			      const void *in UNUSED,
			      union answer *answer)
{
	answer->protection.ProtectionFlags.Value =
		all_flags(channel->protection);
	return S_OK;
}

static HRESULT get_type(const struct runtime_channel *channel UNUSED,
			const void *in UNUSED,
			union answer *answer)
{
	answer->type.ChannelType = D3D11_AUTHENTICATED_CHANNEL_D3D11;
	return S_OK;
}

static HRESULT get_device(const struct runtime_channel *channel,
			  const void *in UNUSED,
			  union answer *answer)
{
	answer->device.DeviceHandle = channel->protection->device;
	return S_OK;
}

static HRESULT get_process_count(const struct runtime_channel *channel,
				 const void *in UNUSED,
				 union answer *answer)
{
	answer->count.RestrictedSharedResourceProcessCount =
		channel->protection->process_count;
	return S_OK;
}

static HRESULT get_process(const struct runtime_channel *channel,
			   const void *in, union answer *answer)
{
	D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT
		input;
	const struct runtime_process *process;

	memcpy(&input, in, sizeof(input));
	if (input.ProcessIndex >= channel->protection->process_count)
		return E_INVALIDARG;
	process = &channel->protection->processes[input.ProcessIndex];
	answer->process.ProcessIndex = input.ProcessIndex;
	answer->process.ProcessIdentifier =
		(D3D11_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE)process->type;
	answer->process.ProcessHandle = process->handle;
	return S_OK;
}

struct query {
	const GUID *guid;
	UINT in_size;
	UINT out_size;
	HRESULT (*run)(const struct runtime_channel *channel, const void *in,
		       union answer *answer);
};

static const struct query queries[] = {
	{ &D3D11_AUTHENTICATED_QUERY_PROTECTION,
	  sizeof(D3D11_AUTHENTICATED_QUERY_INPUT),
	  sizeof(D3D11_AUTHENTICATED_QUERY_PROTECTION_OUTPUT),
	  get_protection },
	{ &D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE,
	  sizeof(D3D11_AUTHENTICATED_QUERY_INPUT),
	  sizeof(D3D11_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT), get_type },
	{ &D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE,
	  sizeof(D3D11_AUTHENTICATED_QUERY_INPUT),
	  sizeof(D3D11_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT), get_device },
	{ &D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
	  sizeof(D3D11_AUTHENTICATED_QUERY_INPUT),
	  sizeof(D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT),
	  get_process_count },
	{ &D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS,
	  sizeof(D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT),
	  sizeof(D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT),
	  get_process },
};

static const struct query *find_query(const GUID *guid)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(queries); i++)
		if (IsEqualGUID(queries[i].guid, guid))
			return &queries[i];
	return NULL;
}

static HRESULT run_query(struct runtime_channel *channel,
			 const struct query *query,
			 const D3D11_AUTHENTICATED_QUERY_INPUT *head,
			 UINT in_size, const void *in, union answer *answer)
{
	HRESULT hr;

	if (!query)
		return E_FAIL;
	if (in_size < query->in_size ||
	    head->hChannel != runtime_channel_handle(channel))
		return E_INVALIDARG;
	pthread_mutex_lock(&channel->protection->lock);
	hr = query->run(channel, in, answer);
	pthread_mutex_unlock(&channel->protection->lock);
	return hr;
}

HRESULT runtime_channel_query(struct runtime_channel *channel, UINT in_size,
			      const void *in, UINT out_size, void *out)
{
	const struct query *query;
	D3D11_AUTHENTICATED_QUERY_INPUT head;
	UINT size = sizeof(D3D11_AUTHENTICATED_QUERY_OUTPUT);
	union answer answer;

	if (!in || !out || in_size < sizeof(head) || out_size < size)
		return E_INVALIDARG;
	memcpy(&head, in, sizeof(head));
	query = find_query(&head.QueryType);
	if (query)
		size = query->out_size;
	if (out_size < size)
		return E_INVALIDARG;
	memset(&answer, 0, sizeof(answer));
	answer.head.QueryType = head.QueryType;
	answer.head.hChannel = head.hChannel;
	answer.head.SequenceNumber = head.SequenceNumber;
	answer.head.ReturnCode = run_query(channel, query, &head, in_size, in,
					   &answer);
	memcpy(out, &answer, size);
	return answer.head.ReturnCode;
}
