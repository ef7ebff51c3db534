/* SPDX-License-Identifier: MIT */
/*
 * The core of the user-mode driver, used by both driver tables
 *
 * ddi11.c and ddi9.c wrap these functions in the documented names, arguments
 * and results.  Unless a comment says otherwise, they return 0 or a negative
 * errno, and write outputs on success only.  umd_error.c says what each errno
 * means here, and which HRESULT it becomes.
 */
#ifndef UMD_H
#define UMD_H

#include <stdbool.h>

#include "cpgpu_ddi.h"
#include "util.h"

struct umd_device;
struct umd_session;
struct umd_channel;
struct umd_resource;
struct umd_fence;

#define UMD_KEY_SIZE 16

/*
 * For a driver table that has find_session() and find_channel(): call @function
 * for the object that @handle names.  The further arguments are evaluated only
 * if there is such an object.
 */
#define umd_on_object(type, device, handle, function, ...) __extension__ ({ \
	struct umd_##type *type; \
	int ret_ = find_##type(device, handle, &type); \
	if (!ret_) \
		ret_ = function(type, ##__VA_ARGS__); \
	ret_; \
})
#define umd_on_session(...) umd_on_object(session, __VA_ARGS__)
#define umd_on_channel(...) umd_on_object(channel, __VA_ARGS__)

/* What every function of a driver table ends with. */
HRESULT umd_hresult_d3d11(int error);
HRESULT umd_hresult_d3d9(int error);

/*
 * Say why a function fails with @error, and return that: one line without a full
 * stop.  Without it the text is the one that all functions have for @error.
 */
int umd_refuse(int error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* cpgpu_ddi_reason() */
const char *umd_reason(HRESULT hr);

/* --------------------------------------------------------------- devices -- */

/* @path NULL: $CPGPU_DEVICE, or the first device; -ENOENT, -EINVAL, -EACCES */
int umd_device_open(const char *path, struct umd_device **device);

/* Also destroys all objects of the device. */
void umd_device_close(struct umd_device *device);

/* -EBADF if there is no such device. */
int umd_device_find(HANDLE handle, struct umd_device **device);

const char *umd_device_path(const struct umd_device *device);

/* The name of the device in messages of channels. */
int umd_device_handle(struct umd_device *device, HANDLE *handle);

/* Data that a driver table attaches to a device: free()d with it. */
void umd_device_set_table(struct umd_device *device, void *table);
void *umd_device_table(const struct umd_device *device);

/*
 * The @index-th adapter, and that of a node or of an open device.  -ENOENT: there
 * is none.
 */
int umd_adapter_find(UINT index, CPGPU_DDI_ADAPTER *adapter);
int umd_adapter_open(const char *path, CPGPU_DDI_ADAPTER *adapter);
int umd_device_adapter(struct umd_device *device, CPGPU_DDI_ADAPTER *adapter);

struct umd_caps {
	UINT caps;		/* D3D11_CONTENT_PROTECTION_CAPS */
	UINT key_exchanges;
	GUID exchange;		/* the first of them */
	UINT block_align;
	ULONGLONG memory;	/* bytes of video memory that are free */
};

/*
 * @crypto and @profile may be NULL or GUID_NULL.  Without a crypto type, the
 * answer covers all types.  -ENOPROTOOPT unknown type; -EPROTONOSUPPORT not
 * with this profile.
 */
int umd_query_caps(struct umd_device *device, const GUID *crypto,
		   const GUID *profile, struct umd_caps *caps);
int umd_key_exchange_type(const GUID *crypto, const GUID *profile, UINT index,
			  GUID *type);

/* Can @crypto, @profile and, unless NULL, @exchange be used together? */
int umd_check_crypto(const GUID *crypto, const GUID *profile,
		     const GUID *exchange);

/* -EOPNOTSUPP if the device has no authenticated channels of this type */
int umd_check_channel_type(struct umd_device *device, UINT type);

/*
 * The certificate chain for keys of sessions or channels.  @size is the
 * capacity of @data, and receives the size of the chain.  @data NULL: only
 * @size.
 */
int umd_query_certificate(struct umd_device *device, bool channel, void *data,
			  UINT *size);

/* @fd -1: unregister */
int umd_set_teardown_event(struct umd_device *device, int fd);

/* -------------------------------------------------------------- sessions -- */

/*
 * Objects are found by address or, in Direct3D 9, by the handle that messages
 * use.  -EBADF no such object; -EXDEV it belongs to another device.
 */
int umd_session_find(struct umd_device *device, const void *address,
		     struct umd_session **session);
int umd_session_find_handle(struct umd_device *device, HANDLE handle,
			    struct umd_session **session);

size_t umd_session_size(void);

/* @memory: umd_session_size() bytes; NULL: allocate them */
int umd_session_create(struct umd_device *device, void *memory,
		       struct umd_session **session);
void umd_session_destroy(struct umd_session *session);

HANDLE umd_session_handle(const struct umd_session *session);

int umd_session_key_exchange(struct umd_session *session, const void *data,
			     UINT size);
int umd_session_refresh_start(struct umd_session *session, void *random,
			      UINT size);
int umd_session_refresh_finish(struct umd_session *session);
int umd_session_read_back_key(struct umd_session *session, void *wrapped,
			      UINT size);

enum umd_session_status {
	UMD_SESSION_OK,
	UMD_SESSION_KEY_LOST,
	UMD_SESSION_KEY_AND_CONTENT_LOST,
};

int umd_session_status(struct umd_session *session,
		       enum umd_session_status *status);

/* -------------------------------------------------------------- channels -- */

int umd_channel_find(struct umd_device *device, const void *address,
		     struct umd_channel **channel);
int umd_channel_find_handle(struct umd_device *device, HANDLE handle,
			    struct umd_channel **channel);

size_t umd_channel_size(void);
int umd_channel_create(struct umd_device *device, UINT type, void *memory,
		       struct umd_channel **channel);
void umd_channel_destroy(struct umd_channel *channel);

HANDLE umd_channel_handle(const struct umd_channel *channel);

int umd_channel_key_exchange(struct umd_channel *channel, const void *data,
			     UINT size);

/*
 * -EINVAL and -ENOMSG (no such command or query) may come with an answer, too,
 * which is signed and contains the same result.
 */
int umd_channel_configure(struct umd_channel *channel, const void *in,
			  UINT in_size, void *out);
int umd_channel_query(struct umd_channel *channel, const void *in,
		      UINT in_size, void *out, UINT out_size);

/* The minimum size of a message; the device checks the rest. */
#define UMD_CONFIGURE_SIZE	48
#define UMD_QUERY_SIZE		32

/*
 * In Direct3D 9, sizes must be exactly those of the structures, or -EINVAL.
 * Unknown GUIDs are left to the device.  @handle receives the channel that the
 * message names.
 */
int umd_check_configure(const void *in, UINT in_size, HANDLE *handle);
int umd_check_query(const void *in, UINT in_size, UINT out_size,
		    HANDLE *handle);

/* ------------------------------------------------------------- resources -- */

int umd_resource_find(struct umd_device *device, const void *address,
		      struct umd_resource **resource);
/* The same with the handles of both, as the extensions get them */
int umd_resource_find_of(HANDLE device, HANDLE address,
			 struct umd_resource **resource);

/* @rows 0: a buffer */
int umd_resource_create(struct umd_device *device, UINT row_bytes, UINT rows,
			bool restricted, struct umd_resource **resource);
void umd_resource_destroy(struct umd_resource *resource);
int umd_resource_map(struct umd_resource *resource, void **data);
int umd_resource_unmap(struct umd_resource *resource);
UINT umd_resource_pitch(const struct umd_resource *resource);
UINT umd_resource_size(const struct umd_resource *resource);

/* ---------------------------------------------------------------- fences -- */

int umd_fence_find(struct umd_device *device, const void *address,
		   struct umd_fence **fence);

/* @value: the first one */
int umd_fence_create(struct umd_device *device, uint64_t value,
		     struct umd_fence **fence);
void umd_fence_destroy(struct umd_fence *fence);

/* File descriptors of sync objects; -EINVAL: it is another one's. */
int umd_fence_import(struct umd_device *device, int fd,
		     struct umd_fence **fence);
int umd_fence_export(const struct umd_fence *fence, int *fd);

int umd_fence_value(struct umd_fence *fence, uint64_t *value);

/* -EINVAL: the fence has a higher value */
int umd_fence_signal(struct umd_fence *fence, uint64_t value);

#define UMD_WAIT_MAX 2

/* Until one of @fences, of one device, has its value; -ETIME: none has. */
int umd_fence_wait(struct umd_fence *const *fences, const uint64_t *values,
		   unsigned int count, unsigned int timeout_ms);

/* ------------------------------------------------------------------ blts -- */

/* bytes, as documented for D3DENCRYPTED_BLOCK_INFO */
struct umd_pattern {
	UINT first;
	UINT skip;
	UINT encrypt;
};

struct umd_blt {
	struct umd_session *session;
	struct umd_resource *src;
	struct umd_resource *dst;
	UINT size;			/* bytes */
};

/* All of @src and @dst, which must have the same size. */
int umd_blt_whole(struct umd_blt *blt, struct umd_session *session,
		  struct umd_resource *src, struct umd_resource *dst);

/* @pattern NULL: all is encrypted; @content_key NULL: the session key */
int umd_decrypt(const struct umd_blt *blt, const struct umd_pattern *pattern,
		const void *content_key, const void *iv);

/* @iv receives UMD_KEY_SIZE bytes */
int umd_encrypt(const struct umd_blt *blt, void *iv);

/* ------------------------------------------------- copies in video memory -- */

/* Rows of a restricted resource; all but @count are multiples of 16. */
struct umd_rows {
	UINT offset;
	UINT bytes;
	UINT count;
};

/*
 * Copy to @to of @dst from @from_offset of @src, whose session @dst is sealed to
 * if it is to none.  -ENOKEY: @src has no content; -EACCES: @dst has content of
 * another session.
 */
int umd_copy(struct umd_resource *dst, const struct umd_rows *to,
	     struct umd_resource *src, UINT from_offset);

/* Fill with a value; errors as those of umd_copy(). */
int umd_fill(struct umd_resource *dst, const struct umd_rows *to, UINT value);

/* --------------------------------------------------------------- display -- */

/* The DRM file, and GEM handles in it; 0: restricted and without content */
int umd_device_file(const struct umd_device *device);
UINT umd_resource_gem(const struct umd_resource *resource);

#endif /* UMD_H */
