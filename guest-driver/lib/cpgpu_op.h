/* SPDX-License-Identifier: MIT */
/*
 * libcpgpu: operations for cpgpu_submit(); included by cpgpu.h
 *
 * cpgpu_op_*() initialize all of an operation, and cpgpu_op_set_*() change it
 * further.  Arguments are checked by cpgpu_submit().  Unless a comment says
 * otherwise, offsets and lengths are multiples of 16, and lengths are not 0.
 */
#ifndef CPGPU_OP_H
#define CPGPU_OP_H

#include <stdint.h>

#include <cpgpu_drm.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cpgpu_op_decrypt - a decryption blt
 * @session: whose key decrypts, and to which @dst is sealed
 * @src:     system object with the ciphertext
 * @dst:     protected object
 * @iv:      first counter block; for block i, i is added to its last 8 bytes,
 *           big-endian, without a carry into the others
 * @wrapped: content key encrypted by cpgpu_keyx_wrap_content_key() under the
 *           session key in use when this op runs; NULL: decrypt with the
 *           session key itself
 *
 * With DRM_CPGPU_CAP_IV_CHECK, IVs of one key must increase: if @iv, as a
 * 128-bit number, is less than the last IV plus the blocks decrypted with it,
 * the op fails with -EEXIST.  Without DRM_CPGPU_CAP_SEQUENTIAL_CTR_IV, the
 * first 8 bytes must increase each time.  A refresh or a key exchange makes all
 * IVs available again.
 *
 * Under the session key itself, the last 8 bytes of all blocks must be below
 * 2^31, or the op fails with -ERANGE: higher ones are for encryption blts.  A
 * read-back key as content key fails with -ENOTUNIQ.  A content key that equals
 * a session or channel key, or whose bytes 8 to 11 are zero, is not used: this
 * is not reported, and the result is noise.
 */
void cpgpu_op_decrypt(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		      uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		      uint64_t length, const uint8_t iv[DRM_CPGPU_IV_SIZE],
		      const uint8_t *wrapped);

/**
 * cpgpu_op_encrypt - an encryption blt (read back)
 * @session:       whose key encrypts, and to which @src is sealed
 * @src:           protected object
 * @dst:           system object that receives the ciphertext
 * @result:        system object that receives a struct drm_cpgpu_result with
 *                 the IV, which the device chooses
 * @result_offset: multiple of 8
 */
void cpgpu_op_encrypt(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		      uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		      uint64_t length, uint32_t result,
		      uint64_t result_offset);

/**
 * cpgpu_op_copy - a copy within video memory
 * @session: to which both objects are sealed
 * @dst:     may be @src, if the ranges do not overlap
 *
 * Needs DRM_CPGPU_CAP_COPY, else -EOPNOTSUPP.
 */
void cpgpu_op_copy(struct drm_cpgpu_op *op, uint32_t session, uint32_t src,
		   uint64_t src_offset, uint32_t dst, uint64_t dst_offset,
		   uint64_t length);

/**
 * cpgpu_op_fill - fill protected memory with a repeated value
 * @session: to which @dst is sealed
 * @value:   32 bits, least significant byte first: a pixel 0x00RRGGBB of an
 *           XRGB8888 surface
 *
 * Needs DRM_CPGPU_CAP_COPY, else -EOPNOTSUPP.
 */
void cpgpu_op_fill(struct drm_cpgpu_op *op, uint32_t session, uint32_t dst,
		   uint64_t dst_offset, uint64_t length, uint32_t value);

/** struct cpgpu_surface - location of a picture */
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
 * cpgpu_op_convert - a conversion to the display's format
 * @session: to which both objects are sealed
 * @format:  of @src: DRM_CPGPU_FORMAT_NV12 or DRM_CPGPU_FORMAT_YUYV, with
 *           DRM_CPGPU_CONVERT_BT709 (else BT.601) and
 *           DRM_CPGPU_CONVERT_FULL_RANGE (else 16..235)
 * @src:     its pitch is at least the width (NV12, both planes) or twice the
 *           width (YUYV), rounded up to 16
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
 * cpgpu_op_set_pattern - the source of a decryption is encrypted in a pattern
 * @first:   encrypted bytes at the beginning,
 * @skip:    followed by repetitions of this many clear bytes
 * @encrypt: and this many encrypted ones; both 0: the rest is clear
 *
 * The keystream continues from one encrypted run to the next.  Cannot be
 * combined with cpgpu_op_set_subsamples().  Needs
 * DRM_CPGPU_CAP_PARTIAL_DECRYPTION, else -EOPNOTSUPP.
 */
void cpgpu_op_set_pattern(struct drm_cpgpu_op *op, uint32_t first,
			  uint32_t skip, uint32_t encrypt);

/**
 * cpgpu_op_set_subsamples - the source of a decryption is described by a map
 * @map:   alternating numbers of clear and encrypted bytes, as in CENC; their
 *         sum is the op's length.  Read by cpgpu_submit(), not here
 * @count: 1..DRM_CPGPU_MAX_SUBSAMPLES
 *
 * The keystream continues from one encrypted run to the next.  Needs
 * DRM_CPGPU_CAP_PARTIAL_DECRYPTION, else -EOPNOTSUPP.
 */
void cpgpu_op_set_subsamples(struct drm_cpgpu_op *op,
			     const struct drm_cpgpu_subsample *map,
			     uint32_t count);

/**
 * cpgpu_op_set_rect - access rows with a pitch instead of one linear range
 * @row_bytes: bytes of a row, a multiple of 16
 * @rows:      number of rows; the op's length becomes @row_bytes times @rows
 * @pitch:     bytes from row to row in the protected object (the destination,
 *             if both are protected), a multiple of 16, at least @row_bytes
 * @src_pitch: for copies: the pitch of the source; else 0
 *
 * In system memory the rows are contiguous.
 */
void cpgpu_op_set_rect(struct drm_cpgpu_op *op, uint32_t row_bytes,
		       uint32_t rows, uint32_t pitch, uint32_t src_pitch);

/**
 * cpgpu_op_set_read_back_key - encrypt under the read-back key
 *
 * The op fails without an earlier cpgpu_session_read_back_key().
 */
void cpgpu_op_set_read_back_key(struct drm_cpgpu_op *op);

#ifdef __cplusplus
}
#endif

#endif /* CPGPU_OP_H */
