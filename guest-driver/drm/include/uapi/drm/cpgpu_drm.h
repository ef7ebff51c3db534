/* SPDX-License-Identifier: MIT */
/*
 * cpgpu DRM user-space interface
 */
#ifndef _UAPI_CPGPU_DRM_H_
#define _UAPI_CPGPU_DRM_H_

#include "drm.h"

#if defined(__cplusplus)
extern "C" {
#endif

/**
 * DOC: uAPI
 *
 * Structures are multiples of 8 bytes and have no holes.  Fields named pad, and
 * flags without a meaning, must be zero.  New fields are added at the end, new
 * ioctls at the end of the enum.  Every addition increments the minor version of
 * the driver, and cpgpu_drv.c lists it.
 *
 * Sizes, lengths and offsets are in bytes.  "In" and "out" tell whether the caller
 * or the driver sets a field; fields without either are set by the caller.
 *
 * Handles of sessions and channels are valid for the open file that created them.
 * When it is closed, they are destroyed.
 *
 * The errors that are listed are specific to a call.  Every call may also fail
 * with ENODEV when the device is gone, ENOMEM, EFAULT for a bad pointer, and EINTR
 * when a signal interrupts it.
 */

/* Sizes in bytes: keys, IVs, data of a key exchange */
#define DRM_CPGPU_KEY_SIZE	16
#define DRM_CPGPU_IV_SIZE	16
#define DRM_CPGPU_BLOB_SIZE	256
/* Entries of &struct drm_cpgpu_submit */
#define DRM_CPGPU_MAX_OPS	64
#define DRM_CPGPU_MAX_SYNCS	64

/* Numbers of the ioctls, relative to DRM_COMMAND_BASE */
enum drm_cpgpu_ioctl_id {
	DRM_CPGPU_DEV_QUERY = 0,
	DRM_CPGPU_GEM_CREATE,
	DRM_CPGPU_GEM_MMAP_OFFSET,
	DRM_CPGPU_GEM_INFO,
	DRM_CPGPU_SESSION_CREATE,
	DRM_CPGPU_SESSION_DESTROY,
	DRM_CPGPU_SESSION_KEY_EXCHANGE,
	DRM_CPGPU_SESSION_REFRESH_START,
	DRM_CPGPU_SESSION_REFRESH_FINISH,
	DRM_CPGPU_SESSION_STATUS,
	DRM_CPGPU_SUBMIT,
	/* since 1.1 */
	DRM_CPGPU_SESSION_READ_BACK_KEY,
	/* since 1.2 */
	DRM_CPGPU_CHANNEL_CREATE,
	DRM_CPGPU_CHANNEL_DESTROY,
	DRM_CPGPU_CHANNEL_KEY_EXCHANGE,
	DRM_CPGPU_CHANNEL_CONFIGURE,
	DRM_CPGPU_CHANNEL_QUERY,
	DRM_CPGPU_TEARDOWN_EVENT,
};

/**
 * enum drm_cpgpu_query_type - what a query returns
 */
enum drm_cpgpu_query_type {
	/** @DRM_CPGPU_QUERY_INFO: &struct drm_cpgpu_query_info */
	DRM_CPGPU_QUERY_INFO = 0,
	/**
	 * @DRM_CPGPU_QUERY_CERTIFICATE: the certificate chain for session keys:
	 * concatenated DER, leaf first
	 */
	DRM_CPGPU_QUERY_CERTIFICATE,
	/**
	 * @DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE: the certificate chain for
	 * channel keys in the same form; since 1.3
	 */
	DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE,
};

/**
 * struct drm_cpgpu_dev_query - query information about the device
 *
 * If @pointer is 0, only @size is filled in.  Otherwise at most @size bytes are
 * copied, and @size becomes the number of bytes copied.
 *
 * Errors: EINVAL unknown @type; EFAULT bad @pointer.
 */
struct drm_cpgpu_dev_query {
	/** @type: &enum drm_cpgpu_query_type */
	__u32 type;
	/** @size: in: space at @pointer; out: bytes available, or copied */
	__u32 size;
	/** @pointer: user memory that receives the answer, or 0 */
	__u64 pointer;
};

/*
 * Bits of drm_cpgpu_query_info.caps.  The lower 16 have the values of Direct3D's
 * D3D11_CONTENT_PROTECTION_CAPS.
 */
/* set instead of HARDWARE: the device has only DRM_CPGPU_CHANNEL_SOFTWARE */
#define DRM_CPGPU_CAP_SOFTWARE			(1u << 0)
#define DRM_CPGPU_CAP_HARDWARE			(1u << 1)
#define DRM_CPGPU_CAP_PROTECTION_ALWAYS_ON	(1u << 2)
#define DRM_CPGPU_CAP_PARTIAL_DECRYPTION	(1u << 3)
#define DRM_CPGPU_CAP_CONTENT_KEY		(1u << 4)
#define DRM_CPGPU_CAP_FRESHEN_SESSION_KEY	(1u << 5)
#define DRM_CPGPU_CAP_ENCRYPTED_READ_BACK	(1u << 6)
#define DRM_CPGPU_CAP_READ_BACK_KEY		(1u << 7)
#define DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV		(1u << 8)
#define DRM_CPGPU_CAP_DECRYPTION_BLT		(1u << 10)
#define DRM_CPGPU_CAP_PROTECT_UNCOMPRESSED	(1u << 11)
/* keys and content may be lost; see DRM_IOCTL_CPGPU_TEARDOWN_EVENT */
#define DRM_CPGPU_CAP_HARDWARE_TEARDOWN		(1u << 13)
/* random numbers come from a fixed seed: never use it for real content */
#define DRM_CPGPU_CAP_SEEDED_RNG		(1u << 16)
/* the device's private keys are public: never use it for real content */
#define DRM_CPGPU_CAP_TEST_IDENTITY		(1u << 17)
/* the device refuses an IV that was used before with the same key */
#define DRM_CPGPU_CAP_IV_CHECK			(1u << 18)
/* DRM_CPGPU_OP_COPY and DRM_CPGPU_OP_FILL */
#define DRM_CPGPU_CAP_COPY			(1u << 19)
/* DRM_CPGPU_OP_CONVERT */
#define DRM_CPGPU_CAP_CONVERT			(1u << 20)

/**
 * struct drm_cpgpu_query_info - properties of the device
 */
struct drm_cpgpu_query_info {
	/** @hw_version: version of the hardware interface: major << 16 | minor */
	__u32 hw_version;
	/** @caps: DRM_CPGPU_CAP_* */
	__u32 caps;
	/** @sessions: session slots of the device, shared by all files */
	__u32 sessions;
	/** @rings: command rings that the driver uses */
	__u32 rings;
	/** @page_size: protected objects are multiples of this many bytes */
	__u32 page_size;
	/** @block_align: alignment of the offsets and lengths of blts, in bytes */
	__u32 block_align;
	/** @vram_size: bytes of video memory */
	__u64 vram_size;
	/** @vram_free: free bytes of video memory, which may be fragmented */
	__u64 vram_free;
	/** @certificate_size: bytes of the certificate chain for session keys */
	__u32 certificate_size;
	/** @channels: authenticated channels of the device; since 1.2 */
	__u32 channels;
	/**
	 * @device_handle: handle of this open file in messages of authenticated
	 * channels; since 1.2
	 */
	__u64 device_handle;
};

/* Ciphertext in video memory: shown in clear, never mapped */
#define DRM_CPGPU_GEM_PROTECTED		(1u << 0)

/**
 * struct drm_cpgpu_gem_create - create a buffer object
 *
 * Without flags the object is in system memory, can be mapped, and serves as
 * source or destination of blts.  A protected object is in video memory that is
 * sealed to @session, initialised with zeros, and lives as long as its handle or a
 * framebuffer.  When its session is destroyed or loses its key, the object becomes
 * stale: it is shown black, and blts on it fail.
 *
 * Errors: EINVAL unknown flag, size 0, @session without PROTECTED; ENOENT no such
 * session of this file; ENOKEY session without key; ENOSPC video memory is full;
 * ENOMEM.
 */
struct drm_cpgpu_gem_create {
	/** @size: in: bytes, more than 0; out: rounded up to whole pages */
	__u64 size;
	/** @flags: DRM_CPGPU_GEM_* */
	__u32 flags;
	/** @session: session handle with DRM_CPGPU_GEM_PROTECTED, else 0 */
	__u32 session;
	/** @handle: out: GEM handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_gem_mmap_offset - get the offset to pass to mmap()
 *
 * Errors: ENOENT no such handle; EACCES protected object; EINVAL @pad is not zero,
 * or the object was imported from another driver.
 */
struct drm_cpgpu_gem_mmap_offset {
	/** @handle: GEM handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
	/** @offset: out: offset in bytes */
	__u64 offset;
};

/* Bits of drm_cpgpu_gem_info.state */
#define DRM_CPGPU_GEM_STATE_STALE	(1u << 0)

/**
 * struct drm_cpgpu_gem_info - query a buffer object
 *
 * Errors: ENOENT no such handle; EINVAL @pad is not zero.
 */
struct drm_cpgpu_gem_info {
	/** @handle: in: GEM handle */
	__u32 handle;
	/** @flags: out: DRM_CPGPU_GEM_* that it was created with */
	__u32 flags;
	/** @size: out: size in bytes */
	__u64 size;
	/** @vram_offset: out: offset in video memory; ~0 for a system object */
	__u64 vram_offset;
	/** @state: out: DRM_CPGPU_GEM_STATE_* */
	__u32 state;
	/** @pad: in: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_session_create - create a crypto session
 *
 * Errors: EINVAL @flags is not zero; EBUSY all slots of the device are in use.
 */
struct drm_cpgpu_session_create {
	/** @flags: must be zero */
	__u32 flags;
	/** @handle: out: session handle, never 0 */
	__u32 handle;
};

/**
 * struct drm_cpgpu_session_destroy - destroy a crypto session
 *
 * Takes effect after the work that was submitted before.  The session's protected
 * objects become stale.
 *
 * Errors: ENOENT no such session of this file; EINVAL @pad is not zero.
 */
struct drm_cpgpu_session_destroy {
	/** @handle: session handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_session_key_exchange - set the session key
 *
 * The data is the RSAES-OAEP ciphertext (SHA-512, MGF1-SHA-512, empty label) of the
 * 16-byte key, encrypted with the public key of the leaf certificate.  The call
 * waits for work that was submitted before.  A second exchange is allowed: objects
 * that were sealed before it become stale, and a pending refresh is dropped.
 *
 * The device accepts the same data once while it is powered on, from any file, also
 * if the key is lost later.  To set the same key again, encrypt it again.
 *
 * Errors: EINVAL @size is not 256; EKEYREJECTED not decryptable; EEXIST the data was
 * used before; ENOTUNIQ the key serves another purpose (as channel or read-back
 * key) or is zero in bytes 8 to 11; ENOSPC the device cannot remember more key
 * exchanges; ENOENT no such session of this file; EFAULT; EIO the random number
 * generator failed.  After an error the previous key stays in use.
 */
struct drm_cpgpu_session_key_exchange {
	/** @handle: session handle */
	__u32 handle;
	/** @size: bytes at @data: DRM_CPGPU_BLOB_SIZE */
	__u32 size;
	/** @data: user memory with the encrypted key */
	__u64 data;
};

/**
 * struct drm_cpgpu_session_refresh_start - begin a key refresh, get R
 *
 * The device generates a random number R.  The old key stays in use until FINISH,
 * which makes the key old key xor R.  Another START replaces R.  On an error the
 * user memory is not changed.
 *
 * Errors: EINVAL @size is not 16; ENOKEY the session has no key, or lost it;
 * EOPNOTSUPP the device does not support refresh; ENOENT no such session of this
 * file; EFAULT; EIO the random number generator failed.
 */
struct drm_cpgpu_session_refresh_start {
	/** @handle: session handle */
	__u32 handle;
	/** @size: bytes at @data: DRM_CPGPU_KEY_SIZE */
	__u32 size;
	/** @data: user memory that receives R */
	__u64 data;
};

/* Flags of drm_cpgpu_sync: wait (0) or signal; a timeline or a binary syncobj */
#define DRM_CPGPU_SYNC_WAIT		0u
#define DRM_CPGPU_SYNC_SIGNAL		(1u << 0)
#define DRM_CPGPU_SYNC_TIMELINE		(1u << 1)

/**
 * struct drm_cpgpu_sync - a sync object to wait for, or to signal afterwards
 */
struct drm_cpgpu_sync {
	/** @flags: DRM_CPGPU_SYNC_* */
	__u32 flags;
	/** @handle: syncobj handle */
	__u32 handle;
	/**
	 * @point: timeline point, 0 without TIMELINE; more than 0 for a timeline
	 * to signal
	 */
	__u64 point;
};

/**
 * struct drm_cpgpu_session_refresh_finish - end a key refresh: use old key xor R
 *
 * The switch is queued: work that was submitted before uses the old key, work that
 * is submitted later the new one.  When the fence signals, all protected objects of
 * the session are encrypted under the new key.
 *
 * Errors: EINVAL no START before, @flags or @pad is not zero, bad sync; EOPNOTSUPP
 * the device does not support refresh; ENOKEY the session has no key; ENOENT no such
 * session or sync object.
 */
struct drm_cpgpu_session_refresh_finish {
	/** @handle: session handle */
	__u32 handle;
	/** @sync_count: entries at @syncs, up to DRM_CPGPU_MAX_SYNCS */
	__u32 sync_count;
	/** @syncs: array of &struct drm_cpgpu_sync */
	__u64 syncs;
	/** @flags: must be zero */
	__u32 flags;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * enum drm_cpgpu_session_state - state of a session
 */
enum drm_cpgpu_session_state {
	/** @DRM_CPGPU_SESSION_CREATED: no key yet */
	DRM_CPGPU_SESSION_CREATED = 1,
	/** @DRM_CPGPU_SESSION_KEYED: ready for use */
	DRM_CPGPU_SESSION_KEYED = 2,
	/** @DRM_CPGPU_SESSION_REFRESH_PENDING: ready; START without FINISH */
	DRM_CPGPU_SESSION_REFRESH_PENDING = 3,
	/** @DRM_CPGPU_SESSION_KEY_LOST: the key is lost */
	DRM_CPGPU_SESSION_KEY_LOST = 4,
	/**
	 * @DRM_CPGPU_SESSION_CONTENT_LOST: the key is lost, and the content of
	 * protected objects as well; since 1.2
	 */
	DRM_CPGPU_SESSION_CONTENT_LOST = 5,
};

/**
 * struct drm_cpgpu_session_read_back_key - get a new read-back key
 *
 * The key replaces the previous one.  It stays valid across refreshes, until a key
 * exchange, the loss of the session key, or the end of the session.  Since 1.1.
 *
 * Errors: EINVAL @size is not 16; ENOKEY the session has no key; EOPNOTSUPP the
 * device does not support read-back keys; ENOENT no such session of this file;
 * EFAULT; EIO the random number generator failed.
 */
struct drm_cpgpu_session_read_back_key {
	/** @handle: session handle */
	__u32 handle;
	/** @size: bytes at @data: DRM_CPGPU_KEY_SIZE */
	__u32 size;
	/**
	 * @data: user memory that receives the key, encrypted under the
	 * session key with AES-128-ECB
	 */
	__u64 data;
};

/**
 * struct drm_cpgpu_session_status - query a session
 *
 * Errors: ENOENT no such session of this file; EINVAL @pad is not zero.
 */
struct drm_cpgpu_session_status {
	/** @handle: in: session handle */
	__u32 handle;
	/** @pad: in: must be zero */
	__u32 pad;
	/** @state: out: &enum drm_cpgpu_session_state */
	__u32 state;
	/** @key_instance: out: incremented by each key exchange and key loss */
	__u32 key_instance;
	/** @refreshes: out: completed refreshes of the current key */
	__u32 refreshes;
	/** @pages: out: pages that are sealed to the session */
	__u32 pages;
	/** @hw_handle: out: handle in messages of channels; since 1.2 */
	__u64 hw_handle;
};

/**
 * struct drm_cpgpu_teardown_event - register for notification of lost keys
 *
 * The eventfd is signalled when a session or a channel of this file loses its key
 * after the registration, and when the device is removed.
 * DRM_IOCTL_CPGPU_SESSION_STATUS tells the state of each session.  Since 1.2.
 *
 * Errors: EBADF, EINVAL @fd is not an eventfd; EINVAL @flags is not zero.
 */
struct drm_cpgpu_teardown_event {
	/** @fd: eventfd, which replaces the previous one; -1 to unregister */
	__s32 fd;
	/** @flags: must be zero */
	__u32 flags;
};

/* Types of drm_cpgpu_channel_create, as in D3D11_AUTHENTICATED_CHANNEL_TYPE */
#define DRM_CPGPU_CHANNEL_SOFTWARE	2u
#define DRM_CPGPU_CHANNEL_HARDWARE	3u

/* Largest message and answer of a channel, in bytes */
#define DRM_CPGPU_MESSAGE_MAX		256

/**
 * struct drm_cpgpu_channel_create - create an authenticated channel
 *
 * Since 1.2, like everything else about channels.
 *
 * Errors: EINVAL unknown @type, or @flags or @pad is not zero; EOPNOTSUPP @type is
 * not supported by the device; EBUSY all channels of the device are in use.
 */
struct drm_cpgpu_channel_create {
	/** @type: DRM_CPGPU_CHANNEL_* */
	__u32 type;
	/** @flags: must be zero */
	__u32 flags;
	/** @handle: out: channel handle, never 0 */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
	/** @hw_handle: out: handle in messages */
	__u64 hw_handle;
};

/**
 * struct drm_cpgpu_channel_destroy - destroy an authenticated channel
 *
 * Protection that the channel has enabled ends with it.
 *
 * Errors: ENOENT no such channel of this file; EINVAL @pad is not zero.
 */
struct drm_cpgpu_channel_destroy {
	/** @handle: channel handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_channel_key_exchange - set the channel's key
 *
 * The data has the form of &struct drm_cpgpu_session_key_exchange, but is encrypted
 * to the certificate for channel keys, with a key that no session uses.  A channel
 * accepts a key only once, even if the key is lost; then create another channel.
 *
 * Errors: EINVAL @size is not 256; EKEYREJECTED not decryptable; EALREADY the channel
 * has had its key; EEXIST the data was used before; ENOTUNIQ the key serves another
 * purpose; ENOSPC the device cannot remember more key exchanges; ENOENT no such
 * channel of this file; EFAULT; EIO the random number generator failed.
 */
struct drm_cpgpu_channel_key_exchange {
	/** @handle: channel handle */
	__u32 handle;
	/** @size: bytes at @data: DRM_CPGPU_BLOB_SIZE */
	__u32 size;
	/** @data: user memory with the encrypted key */
	__u64 data;
};

/**
 * struct drm_cpgpu_channel_message - send a command or a query, get the answer
 *
 * Messages and answers are the structures of Direct3D's authenticated channels for
 * 64-bit programs; docs/hardware/channel describes them.
 *
 * The call succeeds when the device has decided on the message.  Its decision is
 * @status and, in the answer, a result under the channel's MAC.
 *
 * Errors: EINVAL @in_size is out of range; ENOENT no such channel of this file;
 * EFAULT.
 */
struct drm_cpgpu_channel_message {
	/** @handle: channel handle */
	__u32 handle;
	/** @status: out: status code of the device, 0 for success */
	__u32 status;
	/** @in_size: bytes of the message, 1..DRM_CPGPU_MESSAGE_MAX */
	__u32 in_size;
	/** @out_size: in: space for the answer; out: its bytes, possibly 0 */
	__u32 out_size;
	/** @in: user memory with the message */
	__u64 in;
	/** @out: user memory that receives the answer */
	__u64 out;
};

/**
 * enum drm_cpgpu_op_type - types of blts
 */
enum drm_cpgpu_op_type {
	/** @DRM_CPGPU_OP_DECRYPT: system object -> protected object */
	DRM_CPGPU_OP_DECRYPT = 1,
	/** @DRM_CPGPU_OP_ENCRYPT: protected object -> system object */
	DRM_CPGPU_OP_ENCRYPT = 2,
	/**
	 * @DRM_CPGPU_OP_COPY: protected object -> protected object of the same
	 * session.  The ranges from the first to the last byte of source and
	 * destination, including gaps between rows, must not overlap.
	 * Since 1.1.
	 */
	DRM_CPGPU_OP_COPY = 3,
	/** @DRM_CPGPU_OP_FILL: fill a protected object.  Since 1.1. */
	DRM_CPGPU_OP_FILL = 4,
	/**
	 * @DRM_CPGPU_OP_CONVERT: protected NV12 or YUYV -> protected XRGB8888 of
	 * the same session, without overlap as for COPY.  Requires
	 * DRM_CPGPU_OP_RECT.  Since 1.1.
	 */
	DRM_CPGPU_OP_CONVERT = 5,
};

/* DECRYPT: use the content key instead of the session key */
#define DRM_CPGPU_OP_CONTENT_KEY	(1u << 0)
/* DECRYPT: a pattern describes which bytes are encrypted; since 1.1 */
#define DRM_CPGPU_OP_PATTERN		(1u << 1)
/* DECRYPT: a map describes it, excludes PATTERN; since 1.1 */
#define DRM_CPGPU_OP_SUBSAMPLES		(1u << 2)
/* ENCRYPT: use the read-back key instead of the session key; since 1.1 */
#define DRM_CPGPU_OP_READ_BACK_KEY	(1u << 3)
/* the data in video memory are rows with a pitch; since 1.1 */
#define DRM_CPGPU_OP_RECT		(1u << 4)

/* drm_cpgpu_op.format: one source format of CONVERT, and how it is encoded */
#define DRM_CPGPU_FORMAT_NV12		2u
#define DRM_CPGPU_FORMAT_YUYV		3u
#define DRM_CPGPU_CONVERT_BT709		(1u << 8)	/* else BT.601 */
#define DRM_CPGPU_CONVERT_FULL_RANGE	(1u << 9)	/* else 16..235 */

/* Largest number of entries of a sub-sample map */
#define DRM_CPGPU_MAX_SUBSAMPLES	16384

/**
 * struct drm_cpgpu_subsample - a clear and an encrypted run, as in CENC
 *
 * At least one of the two is more than 0.  The sum of all runs is the length of the
 * op.
 */
struct drm_cpgpu_subsample {
	/** @clear: clear bytes */
	__u32 clear;
	/** @encrypted: encrypted bytes after them */
	__u32 encrypted;
};

/* Size of struct drm_cpgpu_op before 1.1, which ended with @content_key */
#define DRM_CPGPU_OP_SIZE_V1		88

/**
 * struct drm_cpgpu_op - one blt
 *
 * Offsets and lengths are multiples of &drm_cpgpu_query_info.block_align (16).
 * Fields that neither the type nor a flag of the op uses must be zero.
 */
struct drm_cpgpu_op {
	/** @type: &enum drm_cpgpu_op_type */
	__u32 type;
	/** @flags: DRM_CPGPU_OP_* */
	__u32 flags;
	/** @session: session handle */
	__u32 session;
	/** @src_handle: GEM handle of the source */
	__u32 src_handle;
	/**
	 * @dst_handle: GEM handle of the destination; a protected object must be
	 * sealed to @session
	 */
	__u32 dst_handle;
	/**
	 * @result_handle: system object, not an imported one, that receives a
	 * &struct drm_cpgpu_result before the fence signals, or 0.  ENCRYPT
	 * requires it, because the device chooses the IV.
	 */
	__u32 result_handle;
	/** @src_offset: offset in the source */
	__u64 src_offset;
	/** @dst_offset: offset in the destination */
	__u64 dst_offset;
	/** @length: number of bytes, more than 0 */
	__u64 length;
	/**
	 * @result_offset: offset of the record, a multiple of 8; the record must
	 * not cross a page boundary
	 */
	__u64 result_offset;
	/**
	 * @iv: DECRYPT: the first counter block.  Without CONTENT_KEY, the last
	 * eight bytes as a big-endian number must stay below 2^31 in all blocks.
	 */
	__u8 iv[DRM_CPGPU_IV_SIZE];
	/**
	 * @content_key: with CONTENT_KEY, the content key, encrypted under the
	 * session key with AES-128-ECB.  It must not be zero in bytes 8 to 11, nor
	 * be a session, channel or read-back key.
	 */
	__u8 content_key[DRM_CPGPU_KEY_SIZE];
	/** @map: SUBSAMPLES: array of &struct drm_cpgpu_subsample */
	__u64 map;
	/** @map_count: SUBSAMPLES: its entries, 1..DRM_CPGPU_MAX_SUBSAMPLES */
	__u32 map_count;
	/** @pattern_first: PATTERN: encrypted bytes at the beginning */
	__u32 pattern_first;
	/** @pattern_skip: PATTERN: clear bytes of each repetition after that */
	__u32 pattern_skip;
	/**
	 * @pattern_encrypt: PATTERN: encrypted bytes that follow the clear ones.
	 * If both are 0, the rest is clear.
	 */
	__u32 pattern_encrypt;
	/** @row_bytes: RECT: bytes per row, a multiple of 16 */
	__u32 row_bytes;
	/** @rows: RECT: number of rows; @length is @row_bytes times @rows */
	__u32 rows;
	/**
	 * @pitch: RECT: bytes from row to row in the protected object (of two, in
	 * the destination), a multiple of 16, at least @row_bytes
	 */
	__u32 pitch;
	/** @src_pitch: COPY with RECT, CONVERT: the pitch of the source */
	__u32 src_pitch;
	/** @src_chroma_offset: CONVERT of NV12: offset of the chroma plane */
	__u64 src_chroma_offset;
	/** @format: CONVERT: DRM_CPGPU_FORMAT_* | DRM_CPGPU_CONVERT_* */
	__u32 format;
	/** @fill: FILL: the value, stored least significant byte first */
	__u32 fill;
};

/**
 * struct drm_cpgpu_result - result record of an op
 */
struct drm_cpgpu_result {
	/** @status: status code of the device, 0 for success */
	__u32 status;
	/** @pad: zero */
	__u32 pad;
	/** @iv: ENCRYPT: the IV that the device has chosen */
	__u8 iv[DRM_CPGPU_IV_SIZE];
};

/**
 * struct drm_cpgpu_submit - queue blts
 *
 * Either all ops are queued or none.  They run in order, after all sync objects to
 * wait for and after the work that this file submitted before.
 *
 * When an op fails in the device, the ops after it still run, and the fences that
 * are signalled carry the error: EEXIST an IV was used before
 * (DRM_CPGPU_CAP_IV_CHECK); ERANGE DECRYPT under the session key with an IV that is
 * reserved for the device; ENOTUNIQ a read-back key as content key;
 * ESTALE an object that has become stale; EPERM ENCRYPT that the protection level of
 * this file's channels forbids; ETIMEDOUT the ring made no progress; EIO all others.
 *
 * Errors: EINVAL a field out of range, unknown flag, misaligned, no result for
 * ENCRYPT, no ops; ENOENT no such object, session or sync object of this file;
 * EACCES wrong kind of object, or sealed to another session; ENOKEY session without
 * key; ESTALE stale object; EOPNOTSUPP the device lacks the capability; E2BIG
 * @op_stride exceeds a page, or an op has a field set that the driver does not know;
 * ENODEV device gone; EFAULT; ENOMEM.
 */
struct drm_cpgpu_submit {
	/** @flags: must be zero */
	__u32 flags;
	/** @op_count: number of ops, 1..DRM_CPGPU_MAX_OPS */
	__u32 op_count;
	/** @ops: array of &struct drm_cpgpu_op */
	__u64 ops;
	/** @sync_count: number of sync objects, 0..DRM_CPGPU_MAX_SYNCS */
	__u32 sync_count;
	/**
	 * @op_stride: bytes from op to op, a multiple of 8, at least
	 * DRM_CPGPU_OP_SIZE_V1, for which 0 stands.  Fields beyond the stride
	 * count as zero; bytes that the driver does not know must be zero.
	 */
	__u32 op_stride;
	/** @syncs: array of &struct drm_cpgpu_sync */
	__u64 syncs;
};

#define DRM_IOCTL_CPGPU(access, id, type) \
	DRM_IO##access(DRM_COMMAND_BASE + DRM_CPGPU_##id, \
		       struct drm_cpgpu_##type)

#define DRM_IOCTL_CPGPU_DEV_QUERY DRM_IOCTL_CPGPU(WR, DEV_QUERY, dev_query)
#define DRM_IOCTL_CPGPU_GEM_CREATE DRM_IOCTL_CPGPU(WR, GEM_CREATE, gem_create)
#define DRM_IOCTL_CPGPU_GEM_MMAP_OFFSET \
	DRM_IOCTL_CPGPU(WR, GEM_MMAP_OFFSET, gem_mmap_offset)
#define DRM_IOCTL_CPGPU_GEM_INFO DRM_IOCTL_CPGPU(WR, GEM_INFO, gem_info)
#define DRM_IOCTL_CPGPU_SESSION_CREATE \
	DRM_IOCTL_CPGPU(WR, SESSION_CREATE, session_create)
#define DRM_IOCTL_CPGPU_SESSION_DESTROY \
	DRM_IOCTL_CPGPU(W, SESSION_DESTROY, session_destroy)
#define DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE \
	DRM_IOCTL_CPGPU(W, SESSION_KEY_EXCHANGE, session_key_exchange)
#define DRM_IOCTL_CPGPU_SESSION_REFRESH_START \
	DRM_IOCTL_CPGPU(W, SESSION_REFRESH_START, session_refresh_start)
#define DRM_IOCTL_CPGPU_SESSION_REFRESH_FINISH \
	DRM_IOCTL_CPGPU(W, SESSION_REFRESH_FINISH, session_refresh_finish)
#define DRM_IOCTL_CPGPU_SESSION_STATUS \
	DRM_IOCTL_CPGPU(WR, SESSION_STATUS, session_status)
#define DRM_IOCTL_CPGPU_SUBMIT DRM_IOCTL_CPGPU(W, SUBMIT, submit)
#define DRM_IOCTL_CPGPU_SESSION_READ_BACK_KEY \
	DRM_IOCTL_CPGPU(W, SESSION_READ_BACK_KEY, session_read_back_key)
#define DRM_IOCTL_CPGPU_CHANNEL_CREATE \
	DRM_IOCTL_CPGPU(WR, CHANNEL_CREATE, channel_create)
#define DRM_IOCTL_CPGPU_CHANNEL_DESTROY \
	DRM_IOCTL_CPGPU(W, CHANNEL_DESTROY, channel_destroy)
#define DRM_IOCTL_CPGPU_CHANNEL_KEY_EXCHANGE \
	DRM_IOCTL_CPGPU(W, CHANNEL_KEY_EXCHANGE, channel_key_exchange)
#define DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE \
	DRM_IOCTL_CPGPU(WR, CHANNEL_CONFIGURE, channel_message)
#define DRM_IOCTL_CPGPU_CHANNEL_QUERY \
	DRM_IOCTL_CPGPU(WR, CHANNEL_QUERY, channel_message)
#define DRM_IOCTL_CPGPU_TEARDOWN_EVENT \
	DRM_IOCTL_CPGPU(W, TEARDOWN_EVENT, teardown_event)

#if defined(__cplusplus)
}
#endif

#endif /* _UAPI_CPGPU_DRM_H_ */
