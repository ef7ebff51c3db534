/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu: the cpgpu device from C and C++
 *
 * A thin layer over the driver's ioctls.  It keeps no state but the open file,
 * so it may be mixed freely with direct ioctls on cpgpu_fd(), and a device may
 * be used from several threads at once.
 *
 * Unless a function says otherwise it returns 0, or a negative errno that the
 * driver gave; cpgpu_drm.h lists these per ioctl, and every function may also
 * return -ENODEV when the device is gone and -ENOMEM.  Output arguments are
 * written on success only.
 *
 * All sizes and offsets are bytes.  Keys, IVs and random numbers are arrays of
 * 16 raw bytes in the order in which AES takes them.
 */
#ifndef CPGPU_H
#define CPGPU_H

#include <stddef.h>
#include <stdint.h>

#include <cpgpu_drm.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CPGPU_DRIVER_NAME "cpgpu"

/** Wait for ever. */
#define CPGPU_NO_TIMEOUT (-1)

/** struct cpgpu_device - an open device; sessions and objects belong to it */
struct cpgpu_device;

/* -------------------------------------------------------------- device -- */

/**
 * cpgpu_open - open a device
 * @path: device node such as "/dev/dri/card0"; NULL: the first node card0,
 *        card1, ... whose driver is "cpgpu"
 * @dev:  receives the device; give it to cpgpu_close()
 *
 * Errors: -ENOENT no cpgpu device (@path NULL), or no such node; -ENOTTY @path
 * is not a DRM device; -ENODEV @path is one of another driver; -EACCES and
 * others from open().
 */
int cpgpu_open(const char *path, struct cpgpu_device **dev);

/**
 * cpgpu_close - close a device
 * @dev: the device, or NULL
 *
 * Sessions and objects made through it end with it, queued work included.
 */
void cpgpu_close(struct cpgpu_device *dev);

/** cpgpu_fd - its file descriptor, open until cpgpu_close() */
int cpgpu_fd(const struct cpgpu_device *dev);

/** cpgpu_path - the device node that was opened; valid until cpgpu_close() */
const char *cpgpu_path(const struct cpgpu_device *dev);

/**
 * cpgpu_query_info - what the device is and can do, and its free memory now
 * @info: receives it; fields that an older driver does not know are 0
 */
int cpgpu_query_info(struct cpgpu_device *dev,
		     struct drm_cpgpu_query_info *info);

/**
 * cpgpu_query_certificate - the device's certificate chain
 * @chain: receives a new buffer to be given to free(): X.509 certificates in
 *         DER, the device's own first, one after the other
 * @size:  receives its size
 *
 * Errors: -ENODATA the device has none.
 */
int cpgpu_query_certificate(struct cpgpu_device *dev, uint8_t **chain,
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
 * cpgpu_object_create - system memory that the device can read and write
 * @size:   bytes, 1 or more; rounded up to whole pages
 * @handle: receives the GEM handle, never 0
 *
 * Errors: -EINVAL size 0.
 */
int cpgpu_object_create(struct cpgpu_device *dev, uint64_t size,
			uint32_t *handle);

/**
 * cpgpu_object_create_protected - video memory sealed to a session, all zero
 * @session: a session of @dev that has its key
 * @size:    bytes, 1 or more; rounded up to whole pages
 * @handle:  receives the GEM handle, never 0
 *
 * Errors: -EINVAL size 0; -ENOENT no such session; -ENOKEY it has no key;
 * -ENOSPC video memory is full.
 */
int cpgpu_object_create_protected(struct cpgpu_device *dev, uint32_t session,
				  uint64_t size, uint32_t *handle);

/**
 * cpgpu_object_info - flags, size, state and place of an object
 *
 * Errors: -ENOENT no such object.
 */
int cpgpu_object_info(struct cpgpu_device *dev, uint32_t handle,
		      struct drm_cpgpu_gem_info *info);

/**
 * cpgpu_object_map - map a system object, shared, for reading and writing
 * @address: receives the address; munmap() it with the object's size
 *
 * Errors: -EACCES a protected object: these are never mapped; -ENOENT.
 */
int cpgpu_object_map(struct cpgpu_device *dev, uint32_t handle,
		     void **address);

/** cpgpu_object_close - give up a handle; -EINVAL no such handle */
int cpgpu_object_close(struct cpgpu_device *dev, uint32_t handle);

/* ------------------------------------------------------------ sessions -- */

/**
 * cpgpu_session_create - take a crypto session of the device, without a key
 * @session: receives the handle, never 0
 *
 * Errors: -EBUSY all sessions of the device are taken.
 */
int cpgpu_session_create(struct cpgpu_device *dev, uint32_t *session);

/**
 * cpgpu_session_destroy - end a session after the work submitted before
 *
 * Objects sealed to it show black from then on.  Errors: -ENOENT.
 */
int cpgpu_session_destroy(struct cpgpu_device *dev, uint32_t session);

/**
 * cpgpu_session_key_exchange - give the session its key
 * @blob: the key wrapped to the device's certificate, as made by
 *        cpgpu_keyx_wrap_session_key() or by a licence server
 * @size: of @blob: DRM_CPGPU_BLOB_SIZE (256)
 *
 * Objects sealed under a former key turn stale.  Errors: -EINVAL wrong @size;
 * -EKEYREJECTED not decryptable, the former key stays; -ENOENT; -EIO.
 */
int cpgpu_session_key_exchange(struct cpgpu_device *dev, uint32_t session,
			       const void *blob, size_t size);

/**
 * cpgpu_session_refresh_start - let the device choose the random number R
 * @random: receives R
 *
 * The key stays in use; after cpgpu_session_refresh_finish() it is key xor R.
 * A second start replaces R.  Errors: -ENOKEY; -EOPNOTSUPP; -ENOENT; -EIO.
 */
int cpgpu_session_refresh_start(struct cpgpu_device *dev, uint32_t session,
				uint8_t random[DRM_CPGPU_KEY_SIZE]);

/**
 * cpgpu_session_refresh_finish - queue the switch to key xor R
 * @syncs: sync objects to wait for first, or to signal when the surfaces are
 *         under the new key; may be NULL with @count 0
 * @count: 0..DRM_CPGPU_MAX_SYNCS
 *
 * What was submitted before uses the old key, what is submitted after the new
 * one.  Errors: -EINVAL no start before, or a bad sync; -ENOKEY; -EOPNOTSUPP;
 * -ENOENT no such session or sync object.
 */
int cpgpu_session_refresh_finish(struct cpgpu_device *dev, uint32_t session,
				 const struct drm_cpgpu_sync *syncs,
				 uint32_t count);

/** cpgpu_session_status - state, key instance, refreshes, pages; -ENOENT */
int cpgpu_session_status(struct cpgpu_device *dev, uint32_t session,
			 struct drm_cpgpu_session_status *status);

/* ---------------------------------------------------------- submission -- */

/**
 * cpgpu_op_decrypt - fill in a decryption blt
 * @op:         written whole; change it further as needed (result_handle, ...)
 * @session:    whose key decrypts, and that @dst is sealed to
 * @src:        system object with the ciphertext
 * @src_offset: multiple of 16
 * @dst:        protected object
 * @dst_offset: multiple of 16
 * @length:     multiple of 16, more than 0
 * @iv:         first counter block; block i uses iv with i added to its last
 *              8 bytes, big-endian, which wrap by themselves
 * @wrapped:    content key encrypted by cpgpu_keyx_wrap_content_key() under
 *              the session key in use when this op runs; NULL: decrypt with
 *              the session key itself
 */
void cpgpu_op_decrypt(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		      uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		      uint64_t length, const uint8_t iv[DRM_CPGPU_IV_SIZE],
		      const uint8_t *wrapped);

/**
 * cpgpu_op_encrypt - fill in an encryption blt (read back)
 * @op:            written whole
 * @session:       whose key encrypts, and that @src is sealed to
 * @src:           protected object
 * @src_offset:    multiple of 16
 * @dst:           system object that receives the ciphertext
 * @dst_offset:    multiple of 16
 * @length:        multiple of 16, more than 0
 * @result:        system object that receives a struct drm_cpgpu_result with
 *                 the IV the device made
 * @result_offset: multiple of 8
 */
void cpgpu_op_encrypt(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		      uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		      uint64_t length, uint32_t result,
		      uint64_t result_offset);

/**
 * cpgpu_submit - queue blts; all of them or, on error, none
 * @ops:        run in order
 * @op_count:   1..DRM_CPGPU_MAX_OPS
 * @syncs:      waits and signals; may be NULL with @sync_count 0
 * @sync_count: 0..DRM_CPGPU_MAX_SYNCS
 */
int cpgpu_submit(struct cpgpu_device *dev, const struct drm_cpgpu_op *ops,
		 uint32_t op_count, const struct drm_cpgpu_sync *syncs,
		 uint32_t sync_count);

/**
 * cpgpu_submit_wait - queue blts and wait until they are done
 * @timeout_ms: milliseconds, or CPGPU_NO_TIMEOUT
 *
 * Errors: those of cpgpu_submit(); -ETIME they still run; and what
 * cpgpu_sync_wait() says of work that failed.
 */
int cpgpu_submit_wait(struct cpgpu_device *dev, const struct drm_cpgpu_op *ops,
		      uint32_t op_count, int timeout_ms);

/* -------------------------------------------------------- sync objects -- */

/** cpgpu_sync_create - a sync object, not signalled; @handle is never 0 */
int cpgpu_sync_create(struct cpgpu_device *dev, uint32_t *handle);

/** cpgpu_sync_destroy - -EINVAL no such sync object */
int cpgpu_sync_destroy(struct cpgpu_device *dev, uint32_t handle);

/**
 * cpgpu_sync_wait - wait for a sync object, and learn how its work ended
 * @point:      point on the timeline; 0: a binary sync object
 * @timeout_ms: milliseconds, 0: just look, or CPGPU_NO_TIMEOUT
 *
 * Work need not be submitted yet.  Returns 0 when the work is done well;
 * -ETIME not yet; -ENOENT no such sync object; otherwise, for a binary one, the
 * error with which the work ended, for example -EIO from the device or
 * -ECANCELED from a reset.  The kernel does not hand on the error of a timeline
 * point: there, let ops write a result record and look at its status.
 */
int cpgpu_sync_wait(struct cpgpu_device *dev, uint32_t handle, uint64_t point,
		    int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_H */
