// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>

#include "channel.h"
#include "ddi.h"

const GUID no_guid;
const GUID unknown_guid = {
	0x12345678, 0x1234, 0x1234, { 1, 2, 3, 4, 5, 6, 7, 8 }
};
const GUID aes128_ctr = {
	0x9b6bd711, 0x4f74, 0x41c9,
	{ 0x9e, 0x7b, 0x0b, 0xe2, 0xd7, 0xd9, 0x3b, 0x4f }
};

/* ------------------------------------------------------------------ keys -- */

void ddi_wrap_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
		  uint8_t blob[BLOB_SIZE])
{
	uint8_t chain[8192];
	UINT size = sizeof(chain);

	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, chain, &size), S_OK);
	CHECK_HR(ddi_certificate(ddi, 0, &aes128_ctr, NULL, &size), S_OK);
	CHECK_OK(cpgpu_keyx_wrap_session_key(chain, size, key, blob));
}

void ddi_wrap_channel_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
			  uint8_t blob[BLOB_SIZE])
{
	UINT size, type = channel_type(open_device());
	uint8_t chain[8192];

	CHECK_HR(ddi_certificate(ddi, type, NULL, NULL, &size), S_OK);
	CHECK_HR(ddi_certificate(ddi, type, NULL, chain, &size), S_OK);
	CHECK_OK(cpgpu_keyx_wrap_channel_key(chain, size, key, blob));
}

void ddi_check_closed(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];

	CHECK(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (strstr(line, "/dev/dri/"))
			test_fail(__FILE__, __LINE__, "still there: %s", line);
	}
	fclose(maps);
}

bool ddi_has(uint32_t cap)
{
	return device_info(open_device()).caps & cap;
}

struct ddi_session ddi_new_session(struct ddi *ddi)
{
	struct ddi_session session = { .ddi = ddi };

	CHECK_HR(ddi_create_session(ddi, &aes128_ctr, &no_guid,
				    &session.session), S_OK);
	return session;
}

struct ddi_session ddi_keyed_session(struct ddi *ddi)
{
	struct ddi_session session = ddi_new_session(ddi);
	uint8_t blob[BLOB_SIZE];

	CHECK_OK(cpgpu_keyx_random_key(session.key));
	ddi_wrap_key(ddi, session.key, blob);
	CHECK_HR(ddi_session_exchange(ddi, session.session, BLOB_SIZE, blob),
		 S_OK);
	return session;
}

/* ------------------------------------------------------------- resources -- */

static HANDLE create(struct ddi *ddi, UINT size, BOOL restricted)
{
	CPGPU_DDI_RESOURCE_DESC desc = {
		.RowBytes = size,
		.Restricted = restricted,
	};
	HANDLE resource;

	CHECK_HR(cpgpu_ddi_create_resource(ddi_owner(ddi), &desc, &resource),
		 S_OK);
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

	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &map, NULL),
		 S_OK);
	memcpy(map, data, size);
	CHECK_HR(cpgpu_ddi_unmap_resource(ddi_owner(ddi), buffer), S_OK);
}

void ddi_read(struct ddi *ddi, HANDLE buffer, void *data, size_t size)
{
	void *map;

	CHECK_HR(cpgpu_ddi_map_resource(ddi_owner(ddi), buffer, &map, NULL),
		 S_OK);
	memcpy(data, map, size);
	CHECK_HR(cpgpu_ddi_unmap_resource(ddi_owner(ddi), buffer), S_OK);
}

/* ------------------------------------------------------------------ blts -- */

void ddi_write_protected(const struct ddi_session *session, HANDLE dst,
			 const void *data, UINT size)
{
	HANDLE buffer = ddi_buffer(session->ddi, size);
	uint8_t *copy = malloc(size), iv[KEY_SIZE];

	CHECK(copy);
	memcpy(copy, data, size);
	next_iv(iv);
	judge_ctr(session->key, iv, copy, size);
	ddi_fill(session->ddi, buffer, copy, size);
	CHECK_HR(ddi_decrypt(session->ddi, session->session, buffer, dst, size,
			     NULL, NULL, iv), S_OK);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(session->ddi), buffer),
		 S_OK);
	free(copy);
}

void ddi_read_protected(const struct ddi_session *session, HANDLE src,
			void *data, UINT size, const uint8_t key[KEY_SIZE])
{
	HANDLE buffer = ddi_buffer(session->ddi, size);
	uint8_t iv[KEY_SIZE];

	CHECK_HR(ddi_encrypt(session->ddi, session->session, src, buffer, size,
			     iv), S_OK);
	ddi_read(session->ddi, buffer, data, size);
	judge_ctr(key, iv, data, size);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(session->ddi), buffer),
		 S_OK);
}

void ddi_check_key(const struct ddi_session *session)
{
	HANDLE surface = ddi_restricted(session->ddi, PAGE);
	uint8_t data[PAGE], back[PAGE];

	fill_pattern(data, PAGE, 77);
	ddi_write_protected(session, surface, data, PAGE);
	ddi_read_protected(session, surface, back, PAGE, session->key);
	CHECK_MEM(back, data, PAGE);
	CHECK_HR(cpgpu_ddi_destroy_resource(ddi_owner(session->ddi), surface),
		 S_OK);
}
