// SPDX-License-Identifier: MIT
/* COM objects: data that the application attaches to them */
#include <stdlib.h>

#include "com.h"

struct private_data_entry {
	struct private_data_entry *next;
	GUID guid;
	IUnknown *object;	/* NULL: the data is in bytes[] */
	UINT size;
	uint8_t bytes[];
};

void private_data_init(struct private_data *data)
{
	pthread_mutex_init(&data->lock, NULL);
	data->first = NULL;
}

static void free_entry(struct private_data_entry *entry)
{
	if (!entry)
		return;
	if (entry->object)
		IUnknown_Release(entry->object);
	free(entry);
}

void private_data_free(struct private_data *data)
{
	while (data->first) {
		struct private_data_entry *entry = data->first;

		data->first = entry->next;
		free_entry(entry);
	}
	pthread_mutex_destroy(&data->lock);
}

static struct private_data_entry **find(struct private_data *data,
					REFGUID guid)
{
	struct private_data_entry **place = &data->first;

	while (*place && !IsEqualGUID(&(*place)->guid, guid))
		place = &(*place)->next;
	return place;
}

static HRESULT copy_out(const struct private_data_entry *entry, UINT *size,
			void *out)
{
	UINT capacity = *size;

	*size = entry->object ? sizeof(entry->object) : entry->size;
	if (!out)
		return S_OK;
	if (capacity < *size)
		return DXGI_ERROR_MORE_DATA;
	if (entry->object) {
		IUnknown_AddRef(entry->object);
		memcpy(out, &entry->object, sizeof(entry->object));
	} else {
		memcpy(out, entry->bytes, entry->size);
	}
	return S_OK;
}

HRESULT private_data_get(struct private_data *data, REFGUID guid, UINT *size,
			 void *out)
{
	struct private_data_entry *entry;
	HRESULT hr = DXGI_ERROR_NOT_FOUND;

	if (!guid || !size)
		return E_INVALIDARG;
	pthread_mutex_lock(&data->lock);
	entry = *find(data, guid);
	if (entry)
		hr = copy_out(entry, size, out);
	else
		*size = 0;
	pthread_mutex_unlock(&data->lock);
	return hr;
}

/* Replace the entry of @guid by @entry, or remove it if that is NULL. */
static void replace(struct private_data *data, REFGUID guid,
		    struct private_data_entry *entry)
{
	struct private_data_entry **place;
	struct private_data_entry *old;

	pthread_mutex_lock(&data->lock);
	place = find(data, guid);
	old = *place;
	if (old)
		*place = old->next;
	if (entry) {
		entry->next = data->first;
		data->first = entry;
	}
	pthread_mutex_unlock(&data->lock);
	/* without the lock: releasing an object may call this file again */
	free_entry(old);
}

HRESULT private_data_set(struct private_data *data, REFGUID guid, UINT size,
			 const void *in)
{
	struct private_data_entry *entry = NULL;

	if (!guid || (size && !in))
		return E_INVALIDARG;
	if (in) {
		entry = malloc(sizeof(*entry) + size);
		if (!entry)
			return E_OUTOFMEMORY;
		entry->guid = *guid;
		entry->object = NULL;
		entry->size = size;
		memcpy(entry->bytes, in, size);
	}
	replace(data, guid, entry);
	return S_OK;
}

HRESULT private_data_set_interface(struct private_data *data, REFGUID guid,
				   const IUnknown *object)
{
	struct private_data_entry *entry = NULL;

	if (!guid)
		return E_INVALIDARG;
	if (object) {
		entry = malloc(sizeof(*entry));
		if (!entry)
			return E_OUTOFMEMORY;
		entry->guid = *guid;
		entry->size = 0;
		entry->object = (IUnknown *)object;
		IUnknown_AddRef(entry->object);
	}
	replace(data, guid, entry);
	return S_OK;
}
