/* SPDX-License-Identifier: MIT */
/*
 * cpgpu DRM user-space interface
 *
 * Rules: structs are 8-byte aligned and have no holes; fields named pad must be
 * zero and are checked; new fields are added at the end, new ioctls at the end
 * of the enum, new flags only where flags are now refused; every addition bumps
 * the driver's minor version and is listed in cpgpu_drv.c.
 */
#ifndef _UAPI_CPGPU_DRM_H_
#define _UAPI_CPGPU_DRM_H_

#include "drm.h"

#if defined(__cplusplus)
extern "C" {
#endif

#define DRM_CPGPU_KEY_SIZE	16
#define DRM_CPGPU_IV_SIZE	16
#define DRM_CPGPU_BLOB_SIZE	256
#define DRM_CPGPU_MAX_OPS	64
#define DRM_CPGPU_MAX_SYNCS	64

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

/* ------------------------------------------------------------- queries -- */

enum drm_cpgpu_query_type {
	/** @DRM_CPGPU_QUERY_INFO: struct drm_cpgpu_query_info */
	DRM_CPGPU_QUERY_INFO = 0,
	/**
	 * @DRM_CPGPU_QUERY_CERTIFICATE: the chain for keys of sessions, leaf
	 * first, joined DER
	 */
	DRM_CPGPU_QUERY_CERTIFICATE,
	/**
	 * @DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE: the chain for keys of
	 * channels, in the same form; since 1.3
	 */
	DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE,
};

/**
 * struct drm_cpgpu_dev_query - ask the device about itself
 *
 * With @pointer 0 only @size is filled in.  Otherwise up to @size bytes are
 * copied and @size becomes the number copied.
 *
 * Errors: EINVAL unknown @type; EFAULT bad @pointer.
 */
struct drm_cpgpu_dev_query {
	/** @type: enum drm_cpgpu_query_type */
	__u32 type;
	/** @size: in: room at @pointer; out: bytes there are, or copied */
	__u32 size;
	/** @pointer: user memory, or 0 */
	__u64 pointer;
};

/* drm_cpgpu_query_info.caps: as D3D11_CONTENT_PROTECTION_CAPS, low 16 bits */
/* instead of HARDWARE: only DRM_CPGPU_CHANNEL_SOFTWARE is there */
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
/* keys and content may get lost; see DRM_IOCTL_CPGPU_TEARDOWN_EVENT */
#define DRM_CPGPU_CAP_HARDWARE_TEARDOWN		(1u << 13)
/* the device repeats its random numbers: never use it for real content */
#define DRM_CPGPU_CAP_SEEDED_RNG		(1u << 16)
/* the device's private keys are public: never use it for real content */
#define DRM_CPGPU_CAP_TEST_IDENTITY		(1u << 17)
/* an IV that was used before under its key is refused */
#define DRM_CPGPU_CAP_IV_CHECK			(1u << 18)
/* DRM_CPGPU_OP_COPY and DRM_CPGPU_OP_FILL */
#define DRM_CPGPU_CAP_COPY			(1u << 19)
/* DRM_CPGPU_OP_CONVERT */
#define DRM_CPGPU_CAP_CONVERT			(1u << 20)

/** struct drm_cpgpu_query_info - what the device is and can do */
struct drm_cpgpu_query_info {
	/** @hw_version: major << 16 | minor */
	__u32 hw_version;
	/** @caps: DRM_CPGPU_CAP_* */
	__u32 caps;
	/** @sessions: session slots in the device */
	__u32 sessions;
	/** @rings: command rings */
	__u32 rings;
	/** @page_size: bytes; protected objects are whole pages */
	__u32 page_size;
	/** @block_align: bytes; blt offsets and lengths are multiples of it */
	__u32 block_align;
	/** @vram_size: bytes of video memory */
	__u64 vram_size;
	/** @vram_free: bytes not taken now, in all; may be in pieces */
	__u64 vram_free;
	/** @certificate_size: bytes of the certificate chain for sessions */
	__u32 certificate_size;
	/** @channels: authenticated channels in the device; since 1.2 */
	__u32 channels;
	/**
	 * @device_handle: what authenticated channels call this open file;
	 * since 1.2
	 */
	__u64 device_handle;
};

/* ------------------------------------------------------------- objects -- */

/* Ciphertext in video memory: scanned out in clear, never mapped. */
#define DRM_CPGPU_GEM_PROTECTED		(1u << 0)

/**
 * struct drm_cpgpu_gem_create - make a buffer object
 *
 * Without flags the object is system memory, may be mapped, and is what blts
 * read from and write to.  A protected object is video memory sealed to
 * @session, zeroed, and lives as long as its handle or a framebuffer does;
 * once its session is destroyed or loses its key it is stale: it shows black
 * and blts on it fail.
 *
 * Errors: EINVAL unknown flag, size 0, session given without PROTECTED; ENOENT
 * no such session of this file; ENOKEY session without key; ENOSPC video
 * memory is full; ENOMEM.
 */
struct drm_cpgpu_gem_create {
	/** @size: in: bytes; out: rounded up to pages */
	__u64 size;
	/** @flags: DRM_CPGPU_GEM_* */
	__u32 flags;
	/** @session: session handle, with DRM_CPGPU_GEM_PROTECTED; else 0 */
	__u32 session;
	/** @handle: out: GEM handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_gem_mmap_offset - offset to pass to mmap()
 *
 * Errors: ENOENT no such handle; EACCES protected object; EINVAL pad set.
 */
struct drm_cpgpu_gem_mmap_offset {
	/** @handle: GEM handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
	/** @offset: out */
	__u64 offset;
};

/* drm_cpgpu_gem_info.state */
#define DRM_CPGPU_GEM_STATE_STALE	(1u << 0)

/** struct drm_cpgpu_gem_info - what an object is; ENOENT, EINVAL */
struct drm_cpgpu_gem_info {
	/** @handle: in: GEM handle */
	__u32 handle;
	/** @flags: out: DRM_CPGPU_GEM_* it was made with */
	__u32 flags;
	/** @size: out: bytes */
	__u64 size;
	/** @vram_offset: out: place in video memory; ~0 for system memory */
	__u64 vram_offset;
	/** @state: out: DRM_CPGPU_GEM_STATE_* */
	__u32 state;
	/** @pad: in: must be zero */
	__u32 pad;
};

/* ------------------------------------------------------------ sessions -- */

/**
 * struct drm_cpgpu_session_create - take a crypto session slot
 *
 * Errors: EINVAL flags set; EBUSY all slots of the device are taken.
 */
struct drm_cpgpu_session_create {
	/** @flags: must be zero */
	__u32 flags;
	/** @handle: out: session handle of this file, never 0 */
	__u32 handle;
};

/**
 * struct drm_cpgpu_session_destroy - give it back; its surfaces turn stale
 *
 * Takes effect after work submitted before.  Errors: ENOENT; EINVAL pad set.
 */
struct drm_cpgpu_session_destroy {
	/** @handle: session handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_session_key_exchange - hand over the session key
 *
 * The data is RSAES-OAEP (SHA-512, MGF1-SHA-512, empty label) ciphertext of
 * the 16-byte key under the leaf certificate's key.  A second exchange is
 * allowed; surfaces sealed before it turn stale, a pending refresh is dropped.
 * The same data works once as long as the device is powered on, in any file,
 * also after the key got lost: then encrypt the key anew.
 *
 * Errors: EINVAL @size is not 256, or pad set; EKEYREJECTED not decryptable;
 * EEXIST the data was used before; ENOTUNIQ the key has another purpose, a
 * channel's or read-back, or has zeros in bytes 8 to 11: take another key;
 * ENOSPC the device remembers as many key exchanges as it can; after all these
 * the key in use stays.  ENOENT; EFAULT; EIO random numbers failed.
 */
struct drm_cpgpu_session_key_exchange {
	/** @handle: session handle */
	__u32 handle;
	/** @size: DRM_CPGPU_BLOB_SIZE */
	__u32 size;
	/** @data: user memory */
	__u64 data;
};

/**
 * struct drm_cpgpu_session_refresh_start - get the random number R
 *
 * The key after the next FINISH will be key xor R; until then the old key is
 * in use.  Another START replaces R.  On error the user memory is untouched.
 *
 * Errors: EINVAL @size is not 16; ENOKEY no key yet, or lost; EOPNOTSUPP the
 * device cannot refresh; ENOENT; EFAULT; EIO random numbers failed.
 */
struct drm_cpgpu_session_refresh_start {
	/** @handle: session handle */
	__u32 handle;
	/** @size: DRM_CPGPU_KEY_SIZE */
	__u32 size;
	/** @data: user memory that receives R */
	__u64 data;
};

/* what to do with a sync object */
#define DRM_CPGPU_SYNC_WAIT		0u
#define DRM_CPGPU_SYNC_SIGNAL		(1u << 0)
#define DRM_CPGPU_SYNC_TIMELINE		(1u << 1)

/** struct drm_cpgpu_sync - wait for a sync object first, or signal it after */
struct drm_cpgpu_sync {
	/** @flags: DRM_CPGPU_SYNC_* */
	__u32 flags;
	/** @handle: syncobj handle */
	__u32 handle;
	/** @point: timeline point; zero without TIMELINE */
	__u64 point;
};

/**
 * struct drm_cpgpu_session_refresh_finish - switch to key xor R
 *
 * Queued: work submitted before uses the old key, work submitted after the new
 * one.  All sealed surfaces of the session are under the new key when the
 * fence signals.
 *
 * Errors: EINVAL no START before, flags or pad set; EOPNOTSUPP; ENOKEY;
 * ENOENT no such session or syncobj.
 */
struct drm_cpgpu_session_refresh_finish {
	/** @handle: session handle */
	__u32 handle;
	/** @sync_count: entries at @syncs, up to DRM_CPGPU_MAX_SYNCS */
	__u32 sync_count;
	/** @syncs: array of struct drm_cpgpu_sync */
	__u64 syncs;
	/** @flags: must be zero */
	__u32 flags;
	/** @pad: must be zero */
	__u32 pad;
};

enum drm_cpgpu_session_state {
	DRM_CPGPU_SESSION_CREATED = 1,
	DRM_CPGPU_SESSION_KEYED = 2,
	DRM_CPGPU_SESSION_REFRESH_PENDING = 3,
	DRM_CPGPU_SESSION_KEY_LOST = 4,
	/* key lost, and what was in its protected objects, too; since 1.2 */
	DRM_CPGPU_SESSION_CONTENT_LOST = 5,
};

/**
 * struct drm_cpgpu_session_read_back_key - get a new read-back key
 *
 * The key takes the place of an older one.  It stays valid over refreshes and
 * ends with a key exchange, a lost key and the session.  Since 1.1.
 *
 * Errors: EINVAL @size is not 16; ENOKEY; EOPNOTSUPP; ENOENT; EFAULT; EIO.
 */
struct drm_cpgpu_session_read_back_key {
	/** @handle: session handle */
	__u32 handle;
	/** @size: DRM_CPGPU_KEY_SIZE */
	__u32 size;
	/**
	 * @data: user memory that receives the key, encrypted under the
	 * session key with AES-128-ECB
	 */
	__u64 data;
};

/** struct drm_cpgpu_session_status - state of a session; ENOENT, EINVAL */
struct drm_cpgpu_session_status {
	/** @handle: in: session handle */
	__u32 handle;
	/** @pad: in: must be zero */
	__u32 pad;
	/** @state: out: enum drm_cpgpu_session_state */
	__u32 state;
	/** @key_instance: out: counts keys got and keys lost */
	__u32 key_instance;
	/** @refreshes: out: finished refreshes of this key */
	__u32 refreshes;
	/** @pages: out: sealed pages */
	__u32 pages;
	/** @hw_handle: out: what authenticated channels call it; since 1.2 */
	__u64 hw_handle;
};

/**
 * struct drm_cpgpu_teardown_event - be told when keys or content get lost
 *
 * From then on the eventfd is signalled whenever a session or a channel of
 * this file loses its key, or the device goes.  DRM_IOCTL_CPGPU_SESSION_STATUS
 * says what is left.
 * Since 1.2.
 *
 * Errors: EBADF, EINVAL @fd is no eventfd; EINVAL flags set.
 */
struct drm_cpgpu_teardown_event {
	/** @fd: eventfd, in place of one given before; -1: none any more */
	__s32 fd;
	/** @flags: must be zero */
	__u32 flags;
};

/* ------------------------------------------------------------ channels -- */

/* drm_cpgpu_channel_create.type: as D3D11_AUTHENTICATED_CHANNEL_TYPE */
#define DRM_CPGPU_CHANNEL_SOFTWARE	2u
#define DRM_CPGPU_CHANNEL_HARDWARE	3u

#define DRM_CPGPU_MESSAGE_MAX		256

/**
 * struct drm_cpgpu_channel_create - take an authenticated channel
 *
 * Since 1.2, like all that follows about channels.
 *
 * Errors: EINVAL no such @type, or flags set; EOPNOTSUPP the device does not
 * have this @type; EBUSY all channels of the device are taken.
 */
struct drm_cpgpu_channel_create {
	/** @type: DRM_CPGPU_CHANNEL_* */
	__u32 type;
	/** @flags: must be zero */
	__u32 flags;
	/** @handle: out: channel handle of this file, never 0 */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
	/** @hw_handle: out: what messages call it */
	__u64 hw_handle;
};

/**
 * struct drm_cpgpu_channel_destroy - give it back, and what it has enabled
 *
 * Errors: ENOENT; EINVAL pad set.
 */
struct drm_cpgpu_channel_destroy {
	/** @handle: channel handle */
	__u32 handle;
	/** @pad: must be zero */
	__u32 pad;
};

/**
 * struct drm_cpgpu_channel_key_exchange - hand over the channel's key
 *
 * The data is made as for struct drm_cpgpu_session_key_exchange, from another
 * key.  A channel gets one key, even if that gets lost: then take another.
 *
 * Errors: EINVAL @size is not 256, or pad set; EKEYREJECTED not decryptable;
 * EALREADY it had its key; EEXIST the data was used before; ENOTUNIQ the key has
 * another purpose; ENOSPC the device remembers as many key exchanges as it can;
 * ENOENT; EFAULT; EIO random numbers failed.
 */
struct drm_cpgpu_channel_key_exchange {
	/** @handle: channel handle */
	__u32 handle;
	/** @size: DRM_CPGPU_BLOB_SIZE */
	__u32 size;
	/** @data: user memory */
	__u64 data;
};

/**
 * struct drm_cpgpu_channel_message - say or ask something
 *
 * Messages and answers are the structures of Direct3D's authenticated channels
 * for 64-bit programs; docs/hardware/channel has them.
 *
 * The call succeeds when there is a verdict of the device: @status and, in the
 * answer, a result under the channel's MAC.
 *
 * Errors: EINVAL @in_size is 0 or more than DRM_CPGPU_MESSAGE_MAX; ENOENT;
 * EFAULT.
 */
struct drm_cpgpu_channel_message {
	/** @handle: channel handle */
	__u32 handle;
	/** @status: out: the device's status code, 0: done */
	__u32 status;
	/** @in_size: bytes of the message */
	__u32 in_size;
	/** @out_size: in: room for the answer; out: its bytes, perhaps 0 */
	__u32 out_size;
	/** @in: user memory with the message */
	__u64 in;
	/** @out: user memory that receives the answer */
	__u64 out;
};

/* ---------------------------------------------------------- submission -- */

enum drm_cpgpu_op_type {
	/** @DRM_CPGPU_OP_DECRYPT: system object -> protected object */
	DRM_CPGPU_OP_DECRYPT = 1,
	/** @DRM_CPGPU_OP_ENCRYPT: protected object -> system object */
	DRM_CPGPU_OP_ENCRYPT = 2,
	/**
	 * @DRM_CPGPU_OP_COPY: protected object -> protected object of the same
	 * session; source and destination must not overlap, each from its
	 * first to its last byte, gaps between rows included.  Since 1.1.
	 */
	DRM_CPGPU_OP_COPY = 3,
	/** @DRM_CPGPU_OP_FILL: @fill -> protected object.  Since 1.1. */
	DRM_CPGPU_OP_FILL = 4,
	/**
	 * @DRM_CPGPU_OP_CONVERT: protected NV12 or YUYV -> protected XRGB8888,
	 * same session, no overlap as for COPY; needs DRM_CPGPU_OP_RECT.  Since
	 * 1.1.
	 */
	DRM_CPGPU_OP_CONVERT = 5,
};

/* DECRYPT: @content_key is used, not the session key */
#define DRM_CPGPU_OP_CONTENT_KEY	(1u << 0)
/* The others since 1.1.  DECRYPT: a pattern says what is encrypted */
#define DRM_CPGPU_OP_PATTERN		(1u << 1)
/* DECRYPT: a map says it; not together with PATTERN */
#define DRM_CPGPU_OP_SUBSAMPLES		(1u << 2)
/* ENCRYPT: use the read-back key, not the session key */
#define DRM_CPGPU_OP_READ_BACK_KEY	(1u << 3)
/* rows with a pitch in video memory, not one linear piece */
#define DRM_CPGPU_OP_RECT		(1u << 4)

/* drm_cpgpu_op.format: what CONVERT reads, and how it is coded */
#define DRM_CPGPU_FORMAT_NV12		2u
#define DRM_CPGPU_FORMAT_YUYV		3u
#define DRM_CPGPU_CONVERT_BT709		(1u << 8)	/* else BT.601 */
#define DRM_CPGPU_CONVERT_FULL_RANGE	(1u << 9)	/* else 16..235 */

#define DRM_CPGPU_MAX_SUBSAMPLES	16384

/**
 * struct drm_cpgpu_subsample - a clear and an encrypted run, as in CENC
 *
 * One of the two is more than 0.  The runs of a map add up to the op's length.
 */
struct drm_cpgpu_subsample {
	/** @clear: bytes in clear */
	__u32 clear;
	/** @encrypted: encrypted bytes that follow */
	__u32 encrypted;
};

/* size of struct drm_cpgpu_op before 1.1, up to and with @content_key */
#define DRM_CPGPU_OP_SIZE_V1		88

/**
 * struct drm_cpgpu_op - one blt
 *
 * Offsets and length are multiples of the device's block_align (16).  A field
 * that neither the type nor a flag uses must be zero.
 */
struct drm_cpgpu_op {
	/** @type: enum drm_cpgpu_op_type */
	__u32 type;
	/** @flags: DRM_CPGPU_OP_* */
	__u32 flags;
	/** @session: session handle */
	__u32 session;
	/** @src_handle: GEM handle read from */
	__u32 src_handle;
	/** @dst_handle: GEM handle written to; protected: sealed to @session */
	__u32 dst_handle;
	/**
	 * @result_handle: system object, not an imported one, that receives a
	 * struct drm_cpgpu_result before the fence signals; 0: none.  ENCRYPT
	 * requires it, since the device makes the IV.
	 */
	__u32 result_handle;
	/** @src_offset: bytes */
	__u64 src_offset;
	/** @dst_offset: bytes */
	__u64 dst_offset;
	/** @length: bytes, more than 0 */
	__u64 length;
	/** @result_offset: bytes, a multiple of 8; the record stays in a page */
	__u64 result_offset;
	/**
	 * @iv: DECRYPT: first counter block; without CONTENT_KEY the last eight
	 * bytes, big-endian, stay below 2^31 in all blocks.  ENCRYPT: zero
	 */
	__u8 iv[DRM_CPGPU_IV_SIZE];
	/**
	 * @content_key: AES-128-ECB ciphertext of the content key under the
	 * session key, with DRM_CPGPU_OP_CONTENT_KEY; else zero.  A key that is
	 * a session's, channel's or read-back key, or has zeros in bytes 8 to
	 * 11, is refused
	 */
	__u8 content_key[DRM_CPGPU_KEY_SIZE];
	/** @map: SUBSAMPLES: array of struct drm_cpgpu_subsample */
	__u64 map;
	/** @map_count: SUBSAMPLES: 1..DRM_CPGPU_MAX_SUBSAMPLES */
	__u32 map_count;
	/** @pattern_first: PATTERN: encrypted bytes at the beginning, */
	__u32 pattern_first;
	/** @pattern_skip: then, over and over, so many clear bytes */
	__u32 pattern_skip;
	/** @pattern_encrypt: and so many encrypted ones; both 0: rest clear */
	__u32 pattern_encrypt;
	/** @row_bytes: RECT: bytes of a row, a multiple of 16 */
	__u32 row_bytes;
	/** @rows: RECT: rows; @length is @row_bytes times @rows */
	__u32 rows;
	/**
	 * @pitch: RECT: bytes from row to row in the protected object (the
	 * destination, if both are), a multiple of 16, at least @row_bytes
	 */
	__u32 pitch;
	/** @src_pitch: COPY with RECT, CONVERT: the same of the source */
	__u32 src_pitch;
	/** @src_chroma_offset: CONVERT of NV12: bytes, of the U V plane */
	__u64 src_chroma_offset;
	/** @format: CONVERT: DRM_CPGPU_FORMAT_* | DRM_CPGPU_CONVERT_* */
	__u32 format;
	/** @fill: FILL: the value, least significant byte first */
	__u32 fill;
};

/** struct drm_cpgpu_result - how an op ended */
struct drm_cpgpu_result {
	/** @status: the device's status code, 0: done; docs/hardware/status */
	__u32 status;
	/** @pad: zero */
	__u32 pad;
	/** @iv: ENCRYPT: the IV the device made */
	__u8 iv[DRM_CPGPU_IV_SIZE];
};

/**
 * struct drm_cpgpu_submit - queue blts
 *
 * Ops run in order, after all wait syncs, after whatever this file submitted
 * before.  Either all are queued or none.  When an op fails in the device the
 * signalled fences carry its error and the ops after it still run: EEXIST for
 * an IV that was used before (DRM_CPGPU_CAP_IV_CHECK), ERANGE for a DECRYPT under
 * the session key with one of the device's own IVs, ENOTUNIQ for a read-back
 * key as content key, ESTALE for an object gone stale meanwhile, EPERM for
 * an ENCRYPT that the protection level of this file's channels forbids, EIO for
 * the rest.
 *
 * Errors: EINVAL a field out of range, unknown flag, misaligned, no result for
 * ENCRYPT, no ops; ENOENT no such object, session or syncobj of this file;
 * EACCES wrong kind of object, or sealed to another session; ENOKEY session
 * without key; ESTALE object whose key was lost; EOPNOTSUPP capability is off;
 * E2BIG @op_stride over a page, or an op has a field set that the driver does
 * not know;
 * ENODEV device gone; EFAULT; ENOMEM.
 */
struct drm_cpgpu_submit {
	/** @flags: must be zero */
	__u32 flags;
	/** @op_count: 1..DRM_CPGPU_MAX_OPS */
	__u32 op_count;
	/** @ops: array of struct drm_cpgpu_op */
	__u64 ops;
	/** @sync_count: 0..DRM_CPGPU_MAX_SYNCS */
	__u32 sync_count;
	/**
	 * @op_stride: bytes from op to op, at least DRM_CPGPU_OP_SIZE_V1 and a
	 * multiple of 8; 0: DRM_CPGPU_OP_SIZE_V1.  What is beyond the stride
	 * counts as zero; what is beyond the driver's own struct must be zero.
	 */
	__u32 op_stride;
	/** @syncs: array of struct drm_cpgpu_sync */
	__u64 syncs;
};

#define DRM_IOCTL_CPGPU_DEV_QUERY \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_DEV_QUERY, \
		 struct drm_cpgpu_dev_query)
#define DRM_IOCTL_CPGPU_GEM_CREATE \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_GEM_CREATE, \
		 struct drm_cpgpu_gem_create)
#define DRM_IOCTL_CPGPU_GEM_MMAP_OFFSET \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_GEM_MMAP_OFFSET, \
		 struct drm_cpgpu_gem_mmap_offset)
#define DRM_IOCTL_CPGPU_GEM_INFO \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_GEM_INFO, \
		 struct drm_cpgpu_gem_info)
#define DRM_IOCTL_CPGPU_SESSION_CREATE \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_CREATE, \
		 struct drm_cpgpu_session_create)
#define DRM_IOCTL_CPGPU_SESSION_DESTROY \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_DESTROY, \
		struct drm_cpgpu_session_destroy)
#define DRM_IOCTL_CPGPU_SESSION_KEY_EXCHANGE \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_KEY_EXCHANGE, \
		struct drm_cpgpu_session_key_exchange)
#define DRM_IOCTL_CPGPU_SESSION_REFRESH_START \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_REFRESH_START, \
		struct drm_cpgpu_session_refresh_start)
#define DRM_IOCTL_CPGPU_SESSION_REFRESH_FINISH \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_REFRESH_FINISH, \
		struct drm_cpgpu_session_refresh_finish)
#define DRM_IOCTL_CPGPU_SESSION_STATUS \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_STATUS, \
		 struct drm_cpgpu_session_status)
#define DRM_IOCTL_CPGPU_SUBMIT \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_SUBMIT, struct drm_cpgpu_submit)

#define DRM_IOCTL_CPGPU_SESSION_READ_BACK_KEY \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_SESSION_READ_BACK_KEY, \
		struct drm_cpgpu_session_read_back_key)
#define DRM_IOCTL_CPGPU_CHANNEL_CREATE \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_CHANNEL_CREATE, \
		 struct drm_cpgpu_channel_create)
#define DRM_IOCTL_CPGPU_CHANNEL_DESTROY \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_CHANNEL_DESTROY, \
		struct drm_cpgpu_channel_destroy)
#define DRM_IOCTL_CPGPU_CHANNEL_KEY_EXCHANGE \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_CHANNEL_KEY_EXCHANGE, \
		struct drm_cpgpu_channel_key_exchange)
#define DRM_IOCTL_CPGPU_CHANNEL_CONFIGURE \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_CHANNEL_CONFIGURE, \
		 struct drm_cpgpu_channel_message)
#define DRM_IOCTL_CPGPU_CHANNEL_QUERY \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_CPGPU_CHANNEL_QUERY, \
		 struct drm_cpgpu_channel_message)
#define DRM_IOCTL_CPGPU_TEARDOWN_EVENT \
	DRM_IOW(DRM_COMMAND_BASE + DRM_CPGPU_TEARDOWN_EVENT, \
		struct drm_cpgpu_teardown_event)

#if defined(__cplusplus)
}
#endif

#endif /* _UAPI_CPGPU_DRM_H_ */
