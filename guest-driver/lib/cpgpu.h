/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu: the cpgpu device from C and C++
 *
 * A thin layer over the driver's ioctls.  Its only state is the open file, so
 * calls may be mixed with direct ioctls on cpgpu_fd(), and several threads may
 * use one device.
 *
 * Unless a comment says otherwise, functions return 0 or a negative errno of
 * the driver: cpgpu_drm.h lists these per ioctl.  Every function may also
 * return -ENODEV, when the device is gone, and -ENOMEM.  Outputs are written on
 * success only.
 *
 * All sizes and offsets are bytes.  Keys, IVs and random numbers are arrays of
 * 16 raw bytes in the order in which AES takes them.
 */
#ifndef CPGPU_H
#define CPGPU_H

#include <stddef.h>
#include <stdint.h>

#include <cpgpu_drm.h>

#include "cpgpu_op.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CPGPU_DRIVER_NAME "cpgpu"

/** Wait without a time limit. */
#define CPGPU_NO_TIMEOUT (-1)

/** struct cpgpu_device - an open device; sessions and objects belong to it */
struct cpgpu_device;

/* -------------------------------------------------------------- device -- */

/**
 * cpgpu_open - open a device
 * @path: device node such as "/dev/dri/card0"; NULL: the first node card0,
 *        card1, ... whose driver is "cpgpu"
 * @dev:  receives the device; release it with cpgpu_close()
 *
 * Errors: -ENOENT no such node, or with @path NULL no cpgpu device; -ENOTTY
 * @path is not a DRM device; -ENODEV it belongs to another driver; -EACCES and
 * others from open().
 */
int cpgpu_open(const char *path, struct cpgpu_device **dev);

/**
 * cpgpu_close - close a device
 * @dev: the device, or NULL
 *
 * Also destroys its sessions and objects, and cancels queued work.
 */
void cpgpu_close(struct cpgpu_device *dev);

/** cpgpu_fd - the device's file descriptor, open until cpgpu_close() */
int cpgpu_fd(const struct cpgpu_device *dev);

/** cpgpu_path - the device node that was opened; valid until cpgpu_close() */
const char *cpgpu_path(const struct cpgpu_device *dev);

/**
 * cpgpu_query_info - properties of the device, and its free memory now
 * @info: receives them; fields that an older driver does not know are 0
 */
int cpgpu_query_info(struct cpgpu_device *dev,
		     struct drm_cpgpu_query_info *info);

/**
 * cpgpu_query_certificate - the device's certificate chain for session keys
 * @chain: receives a new buffer to be given to free(): concatenated X.509
 *         certificates in DER, the device's own first
 * @size:  receives its size
 *
 * Errors: -ENODATA the device has none.
 */
int cpgpu_query_certificate(struct cpgpu_device *dev, uint8_t **chain,
			    size_t *size);

/**
 * cpgpu_query_channel_certificate - the certificate chain for channel keys
 *
 * Like cpgpu_query_certificate().  Its RSA key is another one: keys wrapped to
 * one certificate are refused where the other is required.
 * Errors: -EINVAL the driver is older than 1.3.
 */
int cpgpu_query_channel_certificate(struct cpgpu_device *dev, uint8_t **chain,
				    size_t *size);

/**
 * cpgpu_cap_name - name of a capability
 * @bit: one bit of drm_cpgpu_query_info.caps, for example
 *       DRM_CPGPU_CAP_CONTENT_KEY
 *
 * Returns a constant string such as "content-key", or NULL when unknown.
 */
const char *cpgpu_cap_name(uint32_t bit);

/* ------------------------------------------------------------- objects -- */

/**
 * cpgpu_object_create - allocate system memory that the device can access
 * @size:   bytes, 1 or more; rounded up to whole pages
 * @handle: receives the GEM handle, never 0
 *
 * Errors: -EINVAL size 0.
 */
int cpgpu_object_create(struct cpgpu_device *dev, uint64_t size,
			uint32_t *handle);

/**
 * cpgpu_object_create_protected - allocate zeroed video memory for a session
 * @session: a session of @dev that has a key; the memory is sealed to it
 * @size:    bytes, 1 or more; rounded up to whole pages
 * @handle:  receives the GEM handle, never 0
 *
 * Errors: -EINVAL size 0; -ENOENT no such session; -ENOKEY it has no key;
 * -ENOSPC video memory is full.
 */
int cpgpu_object_create_protected(struct cpgpu_device *dev, uint32_t session,
				  uint64_t size, uint32_t *handle);

/** cpgpu_object_info - an object's flags, size, state and location; -ENOENT */
int cpgpu_object_info(struct cpgpu_device *dev, uint32_t handle,
		      struct drm_cpgpu_gem_info *info);

/**
 * cpgpu_object_map - map a system object, shared, for reading and writing
 * @address: receives the address; munmap() it with the object's size
 *
 * Errors: -EACCES a protected object, which cannot be mapped; -ENOENT.
 */
int cpgpu_object_map(struct cpgpu_device *dev, uint32_t handle,
		     void **address);

/**
 * cpgpu_object_export - export a system object as a dma-buf
 * @fd: receives a file descriptor, close-on-exec; close() it
 *
 * Errors: -EACCES a protected object, which cannot be shared; -ENOENT; -EMFILE.
 */
int cpgpu_object_export(struct cpgpu_device *dev, uint32_t handle, int *fd);

/**
 * cpgpu_object_import - get a handle for a dma-buf
 * @fd:     from cpgpu_object_export(), of this or of another file or device;
 *          stays open
 * @handle: receives the handle; the existing one if @dev has the object already
 *
 * Blts can read and write imported objects; result records need objects of this
 * device.  Errors: -EBADF, -EINVAL not a dma-buf.
 */
int cpgpu_object_import(struct cpgpu_device *dev, int fd, uint32_t *handle);

/** cpgpu_object_close - release a handle; -EINVAL no such handle */
int cpgpu_object_close(struct cpgpu_device *dev, uint32_t handle);

/* ------------------------------------------------------------ sessions -- */

/**
 * cpgpu_session_create - allocate a crypto session of the device, without a key
 * @session: receives the handle, never 0
 *
 * Errors: -EBUSY all sessions of the device are in use.
 */
int cpgpu_session_create(struct cpgpu_device *dev, uint32_t *session);

/**
 * cpgpu_session_destroy - end a session after the work submitted before
 *
 * Objects sealed to it are shown black from then on.  Errors: -ENOENT.
 */
int cpgpu_session_destroy(struct cpgpu_device *dev, uint32_t session);

/**
 * cpgpu_session_key_exchange - give the session its key
 * @blob: the key wrapped to the device's certificate, as made by
 *        cpgpu_keyx_wrap_session_key() or by a licence server
 * @size: of @blob: DRM_CPGPU_BLOB_SIZE (256)
 *
 * A blob can be used once; to use the same key again, wrap it again.  Objects
 * sealed under an older key become stale.  On error, the older key stays.
 * Errors: -EINVAL wrong @size; -EKEYREJECTED not decryptable; -EEXIST @blob was
 * used before; -ENOTUNIQ the key is a channel's or a read-back key, or its
 * bytes 8 to 11 are zero; -ENOSPC the device cannot record more key exchanges;
 * -ENOENT; -EIO.
 */
int cpgpu_session_key_exchange(struct cpgpu_device *dev, uint32_t session,
			       const void *blob, size_t size);

/**
 * cpgpu_session_refresh_start - let the device choose the random number R
 * @random: receives R
 *
 * The key stays in use until cpgpu_session_refresh_finish() changes it to
 * key xor R.  Another start replaces R.  Errors: -ENOKEY; -EOPNOTSUPP; -ENOENT;
 * -EIO.
 */
int cpgpu_session_refresh_start(struct cpgpu_device *dev, uint32_t session,
				uint8_t random[DRM_CPGPU_KEY_SIZE]);

/**
 * cpgpu_session_refresh_finish - queue the switch to key xor R
 * @syncs: sync objects to wait for first, or to signal when all surfaces have
 *         been re-encrypted; may be NULL with @count 0
 * @count: 0..DRM_CPGPU_MAX_SYNCS
 *
 * Work submitted before uses the old key, work submitted after the new one.
 * Errors: -EINVAL no refresh was started, or a bad sync; -ENOKEY; -EOPNOTSUPP;
 * -ENOENT no such session or sync object.
 */
int cpgpu_session_refresh_finish(struct cpgpu_device *dev, uint32_t session,
				 const struct drm_cpgpu_sync *syncs,
				 uint32_t count);

/**
 * cpgpu_session_read_back_key - let the device choose a new read-back key
 * @wrapped: receives it, encrypted under the session key in use: see
 *           cpgpu_keyx_unwrap_read_back_key()
 *
 * It replaces an older one, and encrypts operations that are marked by
 * cpgpu_op_set_read_back_key().  It survives refreshes, but not a key exchange,
 * a lost key or the end of the session.
 * Errors: -ENOKEY; -EOPNOTSUPP; -ENOENT; -EIO.
 */
int cpgpu_session_read_back_key(struct cpgpu_device *dev, uint32_t session,
				uint8_t wrapped[DRM_CPGPU_KEY_SIZE]);

/** cpgpu_session_status - state, key instance, refreshes, pages; -ENOENT */
int cpgpu_session_status(struct cpgpu_device *dev, uint32_t session,
			 struct drm_cpgpu_session_status *status);

/**
 * cpgpu_teardown_event - register for lost keys and content
 * @fd: an eventfd, signalled when a session or a channel of @dev loses its key;
 *      replaces an earlier one; -1: unregister
 *
 * cpgpu_session_status() then tells what was lost: DRM_CPGPU_SESSION_KEY_LOST
 * or DRM_CPGPU_SESSION_CONTENT_LOST.  Errors: -EBADF, -EINVAL not an eventfd.
 */
int cpgpu_teardown_event(struct cpgpu_device *dev, int fd);

/* ------------------------------------------------------------ channels -- */

/**
 * cpgpu_channel_create - allocate an authenticated channel of the device
 * @type:      DRM_CPGPU_CHANNEL_HARDWARE, or DRM_CPGPU_CHANNEL_SOFTWARE on a
 *             device with DRM_CPGPU_CAP_SOFTWARE
 * @channel:   receives the handle, never 0
 * @hw_handle: receives the channel's name in messages
 *
 * Errors: -EINVAL unknown type; -EOPNOTSUPP type not supported by the device;
 * -EBUSY all channels of the device are in use.
 */
int cpgpu_channel_create(struct cpgpu_device *dev, uint32_t type,
			 uint32_t *channel, uint64_t *hw_handle);

/** cpgpu_channel_destroy - also disables what it has enabled; -ENOENT */
int cpgpu_channel_destroy(struct cpgpu_device *dev, uint32_t channel);

/**
 * cpgpu_channel_key_exchange - give the channel its key
 * @blob: the key wrapped to the device's certificate for channels, as made by
 *        cpgpu_keyx_wrap_channel_key(); must differ from all session keys
 * @size: of @blob: DRM_CPGPU_BLOB_SIZE (256)
 *
 * A channel gets a key once.  If the key is lost, create another channel.
 * Errors: -EINVAL wrong @size; -EKEYREJECTED not decryptable; -EALREADY the
 * channel has, or had, a key; -EEXIST @blob was used before; -ENOTUNIQ the key
 * is in use for another purpose; -ENOSPC the device cannot record more key
 * exchanges; -ENOENT; -EIO.
 */
int cpgpu_channel_key_exchange(struct cpgpu_device *dev, uint32_t channel,
			       const void *blob, size_t size);

/**
 * cpgpu_channel_configure - send a signed command to the channel
 * @in:       a D3D11_AUTHENTICATED_CONFIGURE_*_INPUT of Direct3D, with the
 *            layout of 64-bit programs
 * @in_size:  1..DRM_CPGPU_MESSAGE_MAX
 * @out:      receives the signed D3D11_AUTHENTICATED_CONFIGURE_OUTPUT
 * @out_size: in: capacity of @out; out: bytes written, 0 if it was too small
 * @status:   receives the device's status code, 0: success; may be NULL
 *
 * Returns 0 when the device has answered, whatever @status says.
 * Errors: -EINVAL wrong @in_size; -ENOENT.
 */
int cpgpu_channel_configure(struct cpgpu_device *dev, uint32_t channel,
			    const void *in, size_t in_size, void *out,
			    size_t *out_size, uint32_t *status);

/** cpgpu_channel_query - the same for a query */
int cpgpu_channel_query(struct cpgpu_device *dev, uint32_t channel,
			const void *in, size_t in_size, void *out,
			size_t *out_size, uint32_t *status);

/* ---------------------------------------------------------- submission -- */

/**
 * cpgpu_submit - queue operations; all of them or, on error, none
 * @ops:        executed in order
 * @op_count:   1..DRM_CPGPU_MAX_OPS
 * @syncs:      waits and signals; may be NULL with @sync_count 0
 * @sync_count: 0..DRM_CPGPU_MAX_SYNCS
 *
 * Errors: -EINVAL an argument is out of range or misaligned; -ENOENT no such
 * object, session or sync object; -EACCES an object of the wrong kind or of
 * another session; -ENOKEY; -ESTALE an object whose key was lost; -EOPNOTSUPP
 * not supported by the device; -E2BIG an op needs a newer driver; -EFAULT.
 */
int cpgpu_submit(struct cpgpu_device *dev, const struct drm_cpgpu_op *ops,
		 uint32_t op_count, const struct drm_cpgpu_sync *syncs,
		 uint32_t sync_count);

/**
 * cpgpu_submit_wait - queue operations and wait until they have finished
 * @timeout_ms: milliseconds, or CPGPU_NO_TIMEOUT
 *
 * Errors: those of cpgpu_submit(); -ETIME not finished yet; and, if the work
 * failed, those of cpgpu_sync_wait().
 */
int cpgpu_submit_wait(struct cpgpu_device *dev, const struct drm_cpgpu_op *ops,
		      uint32_t op_count, int timeout_ms);

/* -------------------------------------------------------- sync objects -- */

/** cpgpu_sync_create - a sync object, not signalled; @handle is never 0 */
int cpgpu_sync_create(struct cpgpu_device *dev, uint32_t *handle);

/** cpgpu_sync_destroy - -EINVAL no such sync object */
int cpgpu_sync_destroy(struct cpgpu_device *dev, uint32_t handle);

/**
 * cpgpu_sync_wait - wait for a sync object, and get the result of its work
 * @point:      point on the timeline; 0: a binary sync object
 * @timeout_ms: milliseconds, 0: only poll, or CPGPU_NO_TIMEOUT
 *
 * The work may be submitted later.  Returns 0 when it has finished without an
 * error; -ETIME not finished yet; -ENOENT no such sync object; or, for a binary
 * one, the error of the work, for example -EIO from the device, -EEXIST or
 * -ERANGE for its IV (see cpgpu_op_decrypt()) or -ECANCELED from a reset.  The
 * kernel does not report errors of timeline points: use result records there.
 */
int cpgpu_sync_wait(struct cpgpu_device *dev, uint32_t handle, uint64_t point,
		    int timeout_ms);

/**
 * cpgpu_sync_export_file - export the fence of a sync object as a sync file
 * @handle: binary sync object, whose work has been submitted
 * @fd:     receives a file descriptor, close-on-exec, readable for poll() when
 *          the work has finished; close() it
 *
 * Errors: -EINVAL it has no fence yet; -ENOENT; -EMFILE.
 */
int cpgpu_sync_export_file(struct cpgpu_device *dev, uint32_t handle, int *fd);

/**
 * cpgpu_sync_import_file - put the fence of a sync file into a sync object
 * @handle: binary sync object, whose fence is replaced
 * @fd:     sync file, of any driver; stays open
 *
 * Work that waits for @handle then waits for that fence.
 * Errors: -EINVAL not a sync file; -ENOENT no such sync object.
 */
int cpgpu_sync_import_file(struct cpgpu_device *dev, uint32_t handle, int fd);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_H */
