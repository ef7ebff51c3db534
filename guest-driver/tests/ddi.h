/* SPDX-License-Identifier: MIT */
/*
 * The two driver tables of libcpgpu-d3d by the same names, so that what holds
 * for both is tested once and on both.
 *
 * cpgpu-test-ddi11.c and cpgpu-test-ddi9.c each have all of these functions;
 * they give the HRESULT of the documented function or, where that is void,
 * what it told pfnSetErrorCb.
 */
#ifndef DDI_H
#define DDI_H

#include <cpgpu_ddi.h>

#include "fixture.h"
#include "hresult.h"

#define BLOB_SIZE DRM_CPGPU_BLOB_SIZE

/* Of sessions and of channels, on both tables: 10,000 in all */
#define DDI_KEY_FLIPS 2500

/* What differs between the tables. */
struct ddi_codes {
	HRESULT state;		/* not now */
	HRESULT handle;		/* no such object */
	HRESULT crypto;		/* no such crypto type */
	HRESULT protect;	/* the protection level forbids it */
	bool d3d9;
};

extern const struct ddi_codes ddi_codes;

/* An open device. */
struct ddi;

struct ddi *ddi_open(void);
void ddi_close(struct ddi *ddi);

/* Fail this test if something of the driver is still mapped. */
void ddi_check_closed(void);

/* What cpgpu_ddi_*() take. */
HANDLE ddi_owner(const struct ddi *ddi);

/* @caps as the API has them */
HRESULT ddi_query_caps(struct ddi *ddi, const GUID *crypto,
		       const GUID *profile, UINT *caps, UINT *block,
		       ULONGLONG *memory);

/* Of channels if @channel_type is not 0.  @data NULL: only @size. */
HRESULT ddi_certificate(struct ddi *ddi, UINT channel_type, const GUID *crypto,
			void *data, UINT *size);

/* -------------------------------------------------------------- sessions -- */

HRESULT ddi_create_session(struct ddi *ddi, const GUID *crypto,
			   const GUID *profile, void **session);
HRESULT ddi_destroy_session(struct ddi *ddi, void *session);
HANDLE ddi_session_handle(struct ddi *ddi, void *session);
HRESULT ddi_session_exchange(struct ddi *ddi, void *session, UINT size,
			     void *data);
HRESULT ddi_start(struct ddi *ddi, void *session, UINT size, void *random);
HRESULT ddi_finish(struct ddi *ddi, void *session);
HRESULT ddi_read_back_key(struct ddi *ddi, void *session, UINT size,
			  void *wrapped);

/* ------------------------------------------------------------------ blts -- */

/* Direct3D 9 alone takes @size. */
HRESULT ddi_encrypt(struct ddi *ddi, void *session, HANDLE src, HANDLE dst,
		    UINT size, void *iv);
HRESULT ddi_decrypt(struct ddi *ddi, void *session, HANDLE src, HANDLE dst,
		    UINT size, const UINT pattern[3], void *content_key,
		    void *iv);

/* -------------------------------------------------------------- channels -- */

HRESULT ddi_create_channel(struct ddi *ddi, UINT type, void **channel,
			   HANDLE *handle);
HRESULT ddi_destroy_channel(struct ddi *ddi, void *channel);
HRESULT ddi_channel_exchange(struct ddi *ddi, void *channel, UINT size,
			     void *data);
HRESULT ddi_configure(struct ddi *ddi, void *channel, const void *in,
		      UINT in_size, void *out);
HRESULT ddi_query(struct ddi *ddi, void *channel, const void *in, UINT in_size,
		  void *out, UINT out_size);

/* ------------------------------------------------- what all tests may use -- */

extern const GUID aes128_ctr, no_guid, unknown_guid;

/* A key wrapped to the device, for a session or for a channel. */
void ddi_wrap_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
		  uint8_t blob[BLOB_SIZE]);
void ddi_wrap_channel_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
			  uint8_t blob[BLOB_SIZE]);

struct ddi_session {
	struct ddi *ddi;
	void *session;
	uint8_t key[KEY_SIZE];
};

/* Whether the device has DRM_CPGPU_CAP_*. */
bool ddi_has(uint32_t cap);

struct ddi_session ddi_new_session(struct ddi *ddi);
struct ddi_session ddi_keyed_session(struct ddi *ddi);

/* A buffer, or rows, in system or in restricted memory. */
HANDLE ddi_buffer(struct ddi *ddi, UINT size);
HANDLE ddi_restricted(struct ddi *ddi, UINT size);

void ddi_fill(struct ddi *ddi, HANDLE buffer, const void *data, size_t size);
void ddi_read(struct ddi *ddi, HANDLE buffer, void *data, size_t size);

/* Encrypt @data as an application would, and have it decrypted into @dst. */
void ddi_write_protected(const struct ddi_session *session, HANDLE dst,
			 const void *data, UINT size);

/* Read back and decrypt with @key. */
void ddi_read_protected(const struct ddi_session *session, HANDLE src,
			void *data, UINT size, const uint8_t key[KEY_SIZE]);

/* Write something, read it back with the session's key: they are the same. */
void ddi_check_key(const struct ddi_session *session);

#endif /* DDI_H */
