// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "ddi.h"

const GUID no_guid;
const GUID unknown_guid = {
	0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 }
};
const GUID aes128_ctr = {
	0x9b6bd711, 0x4f74, 0x41c9,
	{ 0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f }
};
const GUID rsaes_oaep = {
	0xc1949895, 0xd72a, 0x4a1d,
	{ 0x8e, 0x5d, 0xed, 0x85, 0x7d, 0x17, 0x15, 0x20 }
};

/* ---------------------------------------------------------------- device -- */

void ddi_check_closed(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	CHECK(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (strstr(line, "/dev/dri/"))
			test_fail(__FILE__, __LINE__, "still mapped: %s", line);
	}
	fclose(maps);
}

bool ddi_has(uint32_t cap)
{
	return device_info(open_device()).caps & cap;
}

void ddi_need(uint32_t cap, const char *property)
{
	if (!ddi_has(cap))
		test_skip("the device lacks this: run it with %s=on", property);
}

void ddi_need_without(uint32_t cap, const char *property)
{
	if (ddi_has(cap))
		test_skip("the device has this: run it with %s=off", property);
}

/* ------------------------------------------------------------------ keys -- */

void ddi_wrap_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
		  uint8_t blob[BLOB_SIZE])
{
	uint8_t chain[8192];
	UINT size = sizeof(chain);

	OK(ddi_certificate(ddi, 0, &aes128_ctr, chain, &size));
	OK(ddi_certificate(ddi, 0, &aes128_ctr, NULL, &size));
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
}

void ddi_wrap_channel_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
			  uint8_t blob[BLOB_SIZE])
{
	UINT size, type = channel_type(open_device());
	uint8_t chain[8192];

	OK(ddi_certificate(ddi, type, NULL, NULL, &size));
	OK(ddi_certificate(ddi, type, NULL, chain, &size));
	CHECK_OK(cpgpu_keyx_wrap_channel_key(chain, size, key, blob));
}

struct ddi_session ddi_new_session(struct ddi *ddi)
{
	struct ddi_session s = {
		.ddi = ddi,
		.surface = ddi_restricted(ddi, DDI_SIZE),
		.buffer = ddi_buffer(ddi, DDI_SIZE),
	};

	OK(ddi_create_session(ddi, &aes128_ctr, &no_guid, &s.session));
	return s;
}

void ddi_new_key(struct ddi_session *s)
{
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(s->key));
	ddi_wrap_key(s->ddi, s->key, blob);
	OK(ddi_session_exchange(s, BLOB_SIZE, blob));
}

struct ddi_session ddi_keyed_session(struct ddi *ddi)
{
	struct ddi_session s = ddi_new_session(ddi);

	ddi_new_key(&s);
	return s;
}

/* ------------------------------------------------------------- resources -- */

static HANDLE create(struct ddi *ddi, UINT size, BOOL restricted)
{
	CPGPU_DDI_RESOURCE_DESC desc = {
		.RowBytes = size,
		.Restricted = restricted,
	};
	HANDLE resource;

	OK(cpgpu_ddi_create_resource(ddi_owner(ddi), &desc, &resource));
	return resource;
}

HANDLE ddi_buffer(struct ddi *ddi, UINT size)
{
	return create(ddi, size, FALSE);
}

HANDLE ddi_restricted(struct ddi *ddi, UINT size)
{
	return create(ddi, size, TRUE);
}

void ddi_fill(struct ddi *ddi, HANDLE buffer, const void *data, size_t size)
{
	void *map;

	OK(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &map, NULL));
	memcpy(map, data, size);
	OK(cpgpu_ddi_unmap_resource(ddi_owner(ddi), buffer));
}

void ddi_read(struct ddi *ddi, HANDLE buffer, void *data, size_t size)
{
	void *map;

	OK(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &map, NULL));
	memcpy(data, map, size);
	OK(cpgpu_ddi_unmap_resource(ddi_owner(ddi), buffer));
}

/* ------------------------------------------------------------------ blts -- */

HRESULT ddi_load(const struct ddi_session *s, void *iv)
{
	return ddi_decrypt(s, BLT(s->buffer, s->surface, DDI_SIZE, iv));
}

HRESULT ddi_store(const struct ddi_session *s, void *iv)
{
	return ddi_encrypt(s, BLT(s->surface, s->buffer, DDI_SIZE, iv));
}

void ddi_write_protected(const struct ddi_session *s, HANDLE dst,
			 const void *data, UINT size)
{
	HANDLE buffer = ddi_buffer(s->ddi, size);
	uint8_t *copy = malloc(size), iv[KEY_SIZE];

	CHECK(copy);
	memcpy(copy, data, size);
	next_iv(iv);
	judge_ctr(s->key, iv, copy, size);
	ddi_fill(s->ddi, buffer, copy, size);
	OK(ddi_decrypt(s, BLT(buffer, dst, size, iv)));
	OK(cpgpu_ddi_destroy_resource(ddi_owner(s->ddi), buffer));
	free(copy);
}

void ddi_read_protected(const struct ddi_session *s, HANDLE src, void *data,
			UINT size, const uint8_t key[KEY_SIZE])
{
	HANDLE buffer = ddi_buffer(s->ddi, size);
	uint8_t iv[KEY_SIZE];

	OK(ddi_encrypt(s, BLT(src, buffer, size, iv)));
	ddi_read(s->ddi, buffer, data, size);
	judge_ctr(key, iv, data, size);
	OK(cpgpu_ddi_destroy_resource(ddi_owner(s->ddi), buffer));
}

void ddi_put(const struct ddi_session *s, uint32_t seed)
{
	uint8_t data[DDI_SIZE];

	fill_pattern(data, DDI_SIZE, seed);
	ddi_write_protected(s, s->surface, data, DDI_SIZE);
}

void ddi_check(const struct ddi_session *s, uint32_t seed,
	       const uint8_t key[KEY_SIZE])
{
	uint8_t data[DDI_SIZE], back[DDI_SIZE];

	fill_pattern(data, DDI_SIZE, seed);
	ddi_read_protected(s, s->surface, back, DDI_SIZE, key);
	CHECK_MEM(back, data, DDI_SIZE);
}

void ddi_check_key(const struct ddi_session *s)
{
	struct ddi_session copy = *s;

	copy.surface = ddi_restricted(s->ddi, DDI_SIZE);
	ddi_put(&copy, 77);
	ddi_check(&copy, 77, s->key);
	OK(cpgpu_ddi_destroy_resource(ddi_owner(s->ddi), copy.surface));
}

void ddi_check_no_key(const struct ddi_session *s)
{
	uint8_t data[KEY_SIZE], iv[KEY_SIZE];

	POISON(data);
	next_iv(iv);
	CHECK_HR(ddi_start(s, KEY_SIZE, data), ddi_codes.state);
	CHECK_HR(ddi_finish(s), ddi_codes.state);
	CHECK_HR(ddi_read_back_key(s, KEY_SIZE, data), ddi_codes.state);
	CHECK_HR(ddi_load(s, iv), ddi_codes.state);
	CHECK_UNTOUCHED(data);
}

/* -------------------------------------------------------------- channels -- */

static const uint8_t initialize_type[] = CPGPU_CONFIGURE_INITIALIZE;
static const uint8_t protection_type[] = CPGPU_CONFIGURE_PROTECTION;
static const uint8_t query_protection_type[] = CPGPU_QUERY_PROTECTION;
static const uint8_t query_device_type[] = CPGPU_QUERY_DEVICE_HANDLE;

struct ddi_channel ddi_new_channel(struct ddi *ddi)
{
	struct ddi_channel c = { .ddi = ddi };
	HANDLE handle = NULL;

	OK(ddi_create_channel(ddi, channel_type(open_device()), &c.channel,
			      &handle));
	CHECK(handle);
	c.app.hw_handle = (uintptr_t)handle;
	return c;
}

void ddi_make_channel_key(struct ddi_channel *c, uint8_t blob[BLOB_SIZE])
{
	CHECK_OK(cpgpu_keyx_random_key(c->app.key));
	ddi_wrap_channel_key(c->ddi, c->app.key, blob);
}

struct ddi_channel ddi_keyed_channel(struct ddi *ddi)
{
	struct ddi_channel c = ddi_new_channel(ddi);
	uint8_t blob[BLOB_SIZE];

	ddi_make_channel_key(&c, blob);
	OK(ddi_channel_exchange(&c, BLOB_SIZE, blob));
	c.app.configure = 1000;
	c.app.query = 0xfffff000;
	return c;
}

/* A status that has this HRESULT. */
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

HRESULT ddi_send(struct ddi_channel *c, const void *message, UINT size)
{
	struct verdict verdict = { .size = sizeof(struct cpgpu_answer) };
	HRESULT hr = ddi_configure(c, message, size, &verdict.answer);

	verdict.status = status_of(hr);
	check_command_verdict(&c->app, message, &verdict);
	return hr;
}

HRESULT ddi_command(struct ddi_channel *c, const uint8_t *type, void *message,
		    UINT size)
{
	sign_command(&c->app, type, message, size);
	return ddi_send(c, message, size);
}

HRESULT ddi_ask(struct ddi_channel *c, const uint8_t *type, void *question,
		UINT size, union answer *answer, UINT answer_size)
{
	struct verdict verdict = { .size = answer_size };
	struct cpgpu_query *head = question;
	HRESULT hr;

	memcpy(head->type, type, CPGPU_GUID_SIZE);
	head->channel = c->app.hw_handle;
	head->sequence = c->app.query++;
	hr = ddi_query(c, question, size, &verdict.answer, answer_size);
	verdict.status = status_of(hr);
	check_answer_verdict(&c->app, head, &verdict);
	*answer = verdict.answer;
	return hr;
}

void ddi_initialize(struct ddi_channel *c)
{
	struct cpgpu_configure_initialize message = {
		.start_query = c->app.query,
		.start_configure = c->app.configure,
	};

	OK(ddi_command(c, initialize_type, &message, sizeof(message)));
	c->app.configure--;
}

struct ddi_channel ddi_ready_channel(struct ddi *ddi)
{
	struct ddi_channel c = ddi_keyed_channel(ddi);

	ddi_initialize(&c);
	return c;
}

HRESULT ddi_protect(struct ddi_channel *c, uint32_t flags)
{
	struct cpgpu_configure_protection message = { .flags = flags };

	return ddi_command(c, protection_type, &message, sizeof(message));
}

HRESULT ddi_ask_value(struct ddi_channel *c, const uint8_t *type,
		      uint32_t *value)
{
	struct cpgpu_query question = {};
	union answer answer;
	HRESULT hr = ddi_ask(c, type, &question, sizeof(question), &answer,
			     sizeof(answer.value));

	*value = answer.value.value;
	return hr;
}

void ddi_check_level(struct ddi_channel *c, uint32_t expected)
{
	uint32_t level;

	OK(ddi_ask_value(c, query_protection_type, &level));
	CHECK_EQ(level, expected);
}

uint64_t ddi_device_handle(struct ddi_channel *c)
{
	struct cpgpu_query question = {};
	union answer answer;
	HANDLE handle;

	OK(ddi_ask(c, query_device_type, &question, sizeof(question), &answer,
		   sizeof(answer.device)));
	OK(cpgpu_ddi_device_handle(ddi_owner(c->ddi), &handle));
	CHECK_EQ(answer.device.device, (uintptr_t)handle);
	return answer.device.device;
}
