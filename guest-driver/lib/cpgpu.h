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
 * cpgpu_query_certificate - the device's certificate chain for session keys
 * @chain: receives a new buffer to be given to free(): X.509 certificates in
 *         DER, the device's own first, one after the other
 * @size:  receives its size
 *
 * Errors: -ENODATA the device has none.
 */
int cpgpu_query_certificate(struct cpgpu_device *dev, uint8_t **chain,
			    size_t *size);

/**
 * cpgpu_query_channel_certificate - the chain for keys of channels
 *
 * Like cpgpu_query_certificate().  The device's own certificate has another key
 * than that for sessions; what is wrapped to one is refused by the other.
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

/**
 * cpgpu_object_export - share a system object with others, as a dma-buf
 * @fd: receives a file descriptor, close-on-exec; close() it
 *
 * Errors: -EACCES a protected object: these never leave the file that made
 * them; -ENOENT; -EMFILE.
 */
int cpgpu_object_export(struct cpgpu_device *dev, uint32_t handle, int *fd);

/**
 * cpgpu_object_import - get a handle for a dma-buf
 * @fd:     from cpgpu_object_export(), of this or of another file or device;
 *          stays open
 * @handle: receives the handle; the same one if the object has one here
 *
 * Blts read from it and write to it; their result records go only to objects
 * of this device.  Errors: -EBADF, -EINVAL not a dma-buf.
 */
int cpgpu_object_import(struct cpgpu_device *dev, int fd, uint32_t *handle);

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
 * A @blob works once: to give the same key again, wrap it again.  Objects sealed
 * under a former key turn stale.  Errors: -EINVAL wrong @size; -EKEYREJECTED not
 * decryptable; -EEXIST @blob was used before; -ENOTUNIQ the key is a channel's or
 * a read-back key, or has zeros in bytes 8 to 11; -ENOSPC the device can
 * remember no more key exchanges; -ENOENT;
 * -EIO.  The former key stays then.
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

/**
 * cpgpu_session_read_back_key - let the device choose a new read-back key
 * @wrapped: receives it, encrypted under the session key in use: give it to
 *           cpgpu_keyx_unwrap_read_back_key()
 *
 * It takes the place of an older one, and is used by operations that
 * cpgpu_op_set_read_back_key() marks.  It stays over refreshes and ends with a
 * key exchange, a lost key and the session.
 * Errors: -ENOKEY; -EOPNOTSUPP; -ENOENT; -EIO.
 */
int cpgpu_session_read_back_key(struct cpgpu_device *dev, uint32_t session,
				uint8_t wrapped[DRM_CPGPU_KEY_SIZE]);

/** cpgpu_session_status - state, key instance, refreshes, pages; -ENOENT */
int cpgpu_session_status(struct cpgpu_device *dev, uint32_t session,
			 struct drm_cpgpu_session_status *status);

/**
 * cpgpu_teardown_event - be told when keys or content get lost
 * @fd: an eventfd, signalled when a session or a channel of @dev loses its key;
 *      takes the place of one given before; -1: none any more
 *
 * cpgpu_session_status() then says what is left: DRM_CPGPU_SESSION_KEY_LOST or
 * DRM_CPGPU_SESSION_CONTENT_LOST.  Errors: -EBADF, -EINVAL not an eventfd.
 */
int cpgpu_teardown_event(struct cpgpu_device *dev, int fd);

/* ------------------------------------------------------------ channels -- */

/**
 * cpgpu_channel_create - take an authenticated channel of the device
 * @type:      DRM_CPGPU_CHANNEL_HARDWARE, or DRM_CPGPU_CHANNEL_SOFTWARE on a
 *             device with DRM_CPGPU_CAP_SOFTWARE
 * @channel:   receives the handle, never 0
 * @hw_handle: receives what messages call it
 *
 * Errors: -EINVAL no such type; -EOPNOTSUPP the device has not this one; -EBUSY
 * all channels of the device are taken.
 */
int cpgpu_channel_create(struct cpgpu_device *dev, uint32_t type,
			 uint32_t *channel, uint64_t *hw_handle);

/** cpgpu_channel_destroy - also ends what it has enabled; -ENOENT */
int cpgpu_channel_destroy(struct cpgpu_device *dev, uint32_t channel);

/**
 * cpgpu_channel_key_exchange - give the channel its key
 * @blob: the key wrapped to the device's certificate for channels, as made by
 *        cpgpu_keyx_wrap_channel_key(); take another key than the session's
 * @size: of @blob: DRM_CPGPU_BLOB_SIZE (256)
 *
 * A channel gets one key, even if that gets lost: then take another channel.
 *
 * Errors: -EINVAL wrong @size; -EKEYREJECTED not decryptable; -EALREADY it had
 * its key; -EEXIST @blob was used before; -ENOTUNIQ the key has another purpose;
 * -ENOSPC the device can remember no more key exchanges; -ENOENT; -EIO.
 */
int cpgpu_channel_key_exchange(struct cpgpu_device *dev, uint32_t channel,
			       const void *blob, size_t size);

/**
 * cpgpu_channel_configure - give a signed command to the channel
 * @in:       one of Direct3D's D3D11_AUTHENTICATED_CONFIGURE_*_INPUT, as a
 *            64-bit program has it
 * @in_size:  1..DRM_CPGPU_MESSAGE_MAX
 * @out:      receives the signed D3D11_AUTHENTICATED_CONFIGURE_OUTPUT
 * @out_size: in: room at @out; out: bytes written, 0 if it was too small
 * @status:   receives the device's status code, 0: done; may be NULL
 *
 * Returns 0 when the device has given its verdict, good or bad.
 * Errors: -EINVAL wrong @in_size; -ENOENT.
 */
int cpgpu_channel_configure(struct cpgpu_device *dev, uint32_t channel,
			    const void *in, size_t in_size, void *out,
			    size_t *out_size, uint32_t *status);

/** cpgpu_channel_query - the same for a question */
int cpgpu_channel_query(struct cpgpu_device *dev, uint32_t channel,
			const void *in, size_t in_size, void *out,
			size_t *out_size, uint32_t *status);

/* ---------------------------------------------------------- submission -- */

/*
 * Operations are filled in by cpgpu_op_*() and changed further by
 * cpgpu_op_set_*(); these check nothing, cpgpu_submit() does.
 */

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
 *
 * A device with DRM_CPGPU_CAP_IV_CHECK wants IVs that grow: an @iv, as a
 * 128-bit number, below the last one of the same key plus the blocks decrypted
 * with that fails with -EEXIST.  (Without DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV the
 * first 8 bytes must grow each time.)  A refresh or a new key exchange lets
 * all IVs be used again.
 * Under the session key itself the last 8 bytes of all blocks stay below 2^31:
 * what is above is for encryption blts, and fails with -ERANGE.  A read-back key
 * as content key fails with -ENOTUNIQ.  A content key that is a session's or a
 * channel's, or has zeros in bytes 8 to 11, is not used: no error tells, the
 * outcome is noise.
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
 * cpgpu_op_copy - fill in a copy inside the video memory
 * @op:         written whole
 * @session:    that both objects are sealed to
 * @src:        protected object
 * @src_offset: multiple of 16
 * @dst:        protected object; may be @src, if the places do not overlap
 * @dst_offset: multiple of 16
 * @length:     multiple of 16, more than 0
 *
 * Needs DRM_CPGPU_CAP_COPY, else -EOPNOTSUPP.
 */
void cpgpu_op_copy(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		   uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		   uint64_t length);

/**
 * cpgpu_op_fill - fill in a fill of protected memory with one value
 * @op:         written whole
 * @session:    that @dst is sealed to
 * @dst:        protected object
 * @dst_offset: multiple of 16
 * @length:     multiple of 16, more than 0
 * @value:      32 bits, repeated, least significant byte first: a pixel
 *              0x00RRGGBB of an XRGB8888 surface
 *
 * Needs DRM_CPGPU_CAP_COPY, else -EOPNOTSUPP.
 */
void cpgpu_op_fill(struct drm_cpgpu_op *op, uint32_t session, uint32_t dst,
		   uint64_t dst_offset, uint64_t length, uint32_t value);

/** struct cpgpu_surface - where a picture lies */
struct cpgpu_surface {
	/** @handle: protected object */
	uint32_t handle;
	/** @pitch: bytes from row to row, a multiple of 16 */
	uint32_t pitch;
	/** @offset: of the first row, a multiple of 16 */
	uint64_t offset;
	/** @chroma_offset: NV12: of the U V plane, a multiple of 16; else 0 */
	uint64_t chroma_offset;
};

/**
 * cpgpu_op_convert - fill in a conversion to what the display shows
 * @op:      written whole
 * @session: that both objects are sealed to
 * @format:  of @src: DRM_CPGPU_FORMAT_NV12 or DRM_CPGPU_FORMAT_YUYV, with
 *           DRM_CPGPU_CONVERT_BT709 (else BT.601) and
 *           DRM_CPGPU_CONVERT_FULL_RANGE (else 16..235)
 * @src:     its rows are read in whole blocks of 16 bytes: a pitch of the
 *           width (NV12, both planes) or twice the width (YUYV), rounded up to
 *           16, is enough
 * @dst:     XRGB8888; may not overlap @src
 * @width:   pixels, a multiple of 4
 * @height:  pixels; NV12: even
 *
 * Needs DRM_CPGPU_CAP_CONVERT, else -EOPNOTSUPP.
 */
void cpgpu_op_convert(struct drm_cpgpu_op *op, uint32_t session,
		      uint32_t format, const struct cpgpu_surface *src,
		      const struct cpgpu_surface *dst, uint32_t width,
		      uint32_t height);

/**
 * cpgpu_op_set_pattern - a decryption whose data is encrypted by a pattern
 * @first:   encrypted bytes at the beginning,
 * @skip:    then, over and over, so many clear bytes
 * @encrypt: and so many encrypted ones; both 0: the rest is clear
 *
 * The keystream goes on from one encrypted piece to the next.  Not together
 * with cpgpu_op_set_subsamples().  Needs DRM_CPGPU_CAP_PARTIAL_DECRYPTION, else
 * -EOPNOTSUPP.
 */
void cpgpu_op_set_pattern(struct drm_cpgpu_op *op, uint32_t first,
			  uint32_t skip, uint32_t encrypt);

/**
 * cpgpu_op_set_subsamples - a decryption whose data is encrypted by a map
 * @map:   clear and encrypted bytes by turns, any numbers, as in CENC; together
 *         as many as the op's length.  Read by cpgpu_submit(), not here
 * @count: 1..DRM_CPGPU_MAX_SUBSAMPLES
 *
 * The keystream goes on from one encrypted piece to the next.  Needs
 * DRM_CPGPU_CAP_PARTIAL_DECRYPTION, else -EOPNOTSUPP.
 */
void cpgpu_op_set_subsamples(struct drm_cpgpu_op *op,
			     const struct drm_cpgpu_subsample *map,
			     uint32_t count);

/**
 * cpgpu_op_set_rect - rows with a pitch in video memory, not one linear piece
 * @row_bytes: bytes of a row, a multiple of 16
 * @rows:      how many; the op's length becomes @row_bytes times @rows
 * @pitch:     bytes from row to row in the protected object (the destination,
 *             if both are protected), a multiple of 16, at least @row_bytes
 * @src_pitch: copies: the same of the source; else 0
 *
 * In system memory the rows follow each other without gaps.
 */
void cpgpu_op_set_rect(struct drm_cpgpu_op *op, uint32_t row_bytes,
		       uint32_t rows, uint32_t pitch, uint32_t src_pitch);

/**
 * cpgpu_op_set_read_back_key - an encryption under the read-back key
 *
 * Needs cpgpu_session_read_back_key() before; the op fails otherwise.
 */
void cpgpu_op_set_read_back_key(struct drm_cpgpu_op *op);

/**
 * cpgpu_submit - queue blts; all of them or, on error, none
 * @ops:        run in order
 * @op_count:   1..DRM_CPGPU_MAX_OPS
 * @syncs:      waits and signals; may be NULL with @sync_count 0
 * @sync_count: 0..DRM_CPGPU_MAX_SYNCS
 *
 * Errors: -EINVAL an argument is out of range or misaligned; -ENOENT no such
 * object, session or sync object; -EACCES an object of the wrong kind or of
 * another session; -ENOKEY; -ESTALE an object whose key was lost; -EOPNOTSUPP
 * the device cannot; -E2BIG this library is newer than the driver, and an op
 * needs what only the newer one knows; -EFAULT.
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
 * error with which the work ended, for example -EIO from the device, -EEXIST
 * for an IV that was used before, -ERANGE for one that is not for applications
 * (see cpgpu_op_decrypt()) or -ECANCELED from a reset.  The kernel does not hand on the error of a timeline
 * point: there, let ops write a result record and look at its status.
 */
int cpgpu_sync_wait(struct cpgpu_device *dev, uint32_t handle, uint64_t point,
		    int timeout_ms);

/**
 * cpgpu_sync_export_file - the fence in a sync object, as a sync file
 * @handle: binary sync object, whose work has been submitted
 * @fd:     receives a file descriptor, close-on-exec, readable for poll() when
 *          the work is done; close() it
 *
 * Errors: -EINVAL nothing in it yet; -ENOENT; -EMFILE.
 */
int cpgpu_sync_export_file(struct cpgpu_device *dev, uint32_t handle, int *fd);

/**
 * cpgpu_sync_import_file - put the fence of a sync file into a sync object
 * @handle: binary sync object; what was in it is dropped
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
