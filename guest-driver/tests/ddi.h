/* SPDX-License-Identifier: MIT */
/*
 * The two driver tables of libcpgpu-d3d under the same names, so that what
 * holds for both is written once and tested on both.
 *
 * ddi11.c and cpgpu-test-ddi9.c each define the functions up to "helpers".
 * They return the HRESULT of the documented function or, where that is void,
 * the error that pfnSetErrorCb received.
 */
#ifndef DDI_H
#define DDI_H

#include <cpgpu_ddi.h>

#include "channel.h"
#include "hresult.h"

#define BLOB_SIZE DRM_CPGPU_BLOB_SIZE

/* For sessions and for channels, on both tables: 10,000 in all. */
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

/* The size of a session's surface and buffer. */
#define DDI_SIZE (4 * PAGE)

struct ddi_session {
	struct ddi *ddi;
	void *session;
	uint8_t key[KEY_SIZE];
	HANDLE surface, buffer;	/* in restricted and in system memory */
};

struct ddi_channel {
	struct ddi *ddi;
	void *channel;
	struct channel app;	/* the key and the sequence numbers */
};

struct ddi_blt {
	HANDLE src, dst;
	UINT size;		/* for Direct3D 9 */
	void *iv;
	const UINT *pattern;	/* NULL, or the three values of a block info */
	void *content_key;	/* wrapped, or NULL */
};

struct ddi *ddi_open(void);
void ddi_close(struct ddi *ddi);

/* What cpgpu_ddi_*() take. */
HANDLE ddi_owner(const struct ddi *ddi);

struct ddi_caps {
	UINT caps;		/* as the API numbers them */
	UINT block;
	ULONGLONG memory;
};

HRESULT ddi_query_caps(struct ddi *ddi, const GUID *crypto,
		       const GUID *profile, struct ddi_caps *caps);

/* For channels if @channel_type is not 0.  @data NULL: only @size. */
HRESULT ddi_certificate(struct ddi *ddi, UINT channel_type, const GUID *crypto,
			void *data, UINT *size);

HRESULT ddi_create_session(struct ddi *ddi, const GUID *crypto,
			   const GUID *profile, void **session);
HRESULT ddi_destroy_session(const struct ddi_session *s);
HANDLE ddi_session_handle(const struct ddi_session *s);
HRESULT ddi_session_exchange(const struct ddi_session *s, UINT size,
			     void *data);
HRESULT ddi_start(const struct ddi_session *s, UINT size, void *random);
HRESULT ddi_finish(const struct ddi_session *s);
HRESULT ddi_read_back_key(const struct ddi_session *s, UINT size,
			  void *wrapped);
HRESULT ddi_encrypt(const struct ddi_session *s, const struct ddi_blt *blt);
HRESULT ddi_decrypt(const struct ddi_session *s, const struct ddi_blt *blt);

HRESULT ddi_create_channel(struct ddi *ddi, UINT type, void **channel,
			   HANDLE *handle);
HRESULT ddi_destroy_channel(const struct ddi_channel *c);
HRESULT ddi_channel_exchange(const struct ddi_channel *c, UINT size,
			     void *data);
HRESULT ddi_configure(const struct ddi_channel *c, const void *in, UINT in_size,
		      void *out);
HRESULT ddi_query(const struct ddi_channel *c, const void *in, UINT in_size,
		  void *out, UINT out_size);

/* --------------------------------------------------------------- helpers -- */

extern const GUID aes128_ctr, rsaes_oaep, no_guid, unknown_guid;

/* Fail this test if something of the driver is still mapped. */
void ddi_check_closed(void);

/* Whether the device has DRM_CPGPU_CAP_*; skip the test unless it has. */
bool ddi_has(uint32_t cap);
void ddi_need(uint32_t cap, const char *property);
/* Skip the test if it has. */
void ddi_need_without(uint32_t cap, const char *property);

/* A key wrapped for a session of the device, or for a channel. */
void ddi_wrap_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
		  uint8_t blob[BLOB_SIZE]);
void ddi_wrap_channel_key(struct ddi *ddi, const uint8_t key[KEY_SIZE],
			  uint8_t blob[BLOB_SIZE]);

struct ddi_session ddi_new_session(struct ddi *ddi);
struct ddi_session ddi_keyed_session(struct ddi *ddi);

/* Exchange a new random key. */
void ddi_new_key(struct ddi_session *s);

/* A buffer in system or in restricted memory. */
HANDLE ddi_buffer(struct ddi *ddi, UINT size);
HANDLE ddi_restricted(struct ddi *ddi, UINT size);

void ddi_fill(struct ddi *ddi, HANDLE buffer, const void *data, size_t size);
void ddi_read(struct ddi *ddi, HANDLE buffer, void *data, size_t size);

/* Blts between the buffer and the surface of the session. */
#define BLT(src, dst, size, iv) (&(struct ddi_blt) { src, dst, size, iv, 0, 0 })
HRESULT ddi_load(const struct ddi_session *s, void *iv);
HRESULT ddi_store(const struct ddi_session *s, void *iv);

/* Encrypt @data as an application would, and have it decrypted into @dst. */
void ddi_write_protected(const struct ddi_session *s, HANDLE dst,
			 const void *data, UINT size);

/* Read back and decrypt with @key. */
void ddi_read_protected(const struct ddi_session *s, HANDLE src, void *data,
			UINT size, const uint8_t key[KEY_SIZE]);

/* Write a pattern to the session's surface; check that it is there. */
void ddi_put(const struct ddi_session *s, uint32_t seed);
void ddi_check(const struct ddi_session *s, uint32_t seed,
	       const uint8_t key[KEY_SIZE]);

/* What is written to a new surface comes back under the session's key. */
void ddi_check_key(const struct ddi_session *s);

/* The session has no key: its functions fail and write nothing. */
void ddi_check_no_key(const struct ddi_session *s);

/* A channel without a key, with its key, and initialized. */
struct ddi_channel ddi_new_channel(struct ddi *ddi);
struct ddi_channel ddi_keyed_channel(struct ddi *ddi);
struct ddi_channel ddi_ready_channel(struct ddi *ddi);

/* A random key, and a blob of it. */
void ddi_make_channel_key(struct ddi_channel *c, uint8_t blob[BLOB_SIZE]);

/* Send a command as it is; a signed answer must say the same as the call. */
HRESULT ddi_send(struct ddi_channel *c, const void *message, UINT size);

/* Sign and send a command, or ask a question; the answer is checked. */
HRESULT ddi_command(struct ddi_channel *c, const uint8_t *type, void *message,
		    UINT size);
HRESULT ddi_ask(struct ddi_channel *c, const uint8_t *type, void *question,
		UINT size, union answer *answer, UINT answer_size);

/* Ask a question without arguments that has a number for an answer. */
HRESULT ddi_ask_value(struct ddi_channel *c, const uint8_t *type,
		      uint32_t *value);

void ddi_initialize(struct ddi_channel *c);
HRESULT ddi_protect(struct ddi_channel *c, uint32_t flags);
void ddi_check_level(struct ddi_channel *c, uint32_t expected);
uint64_t ddi_device_handle(struct ddi_channel *c);

#endif /* DDI_H */
