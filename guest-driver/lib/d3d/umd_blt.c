// SPDX-License-Identifier: MIT
/*
 * DecryptionBlt and EncryptionBlt.  Both wait until the device has finished, so
 * that they can report its errors.
 */
#include <errno.h>

#include "umd_core.h"

static struct umd_device *device_of(const struct umd_blt *blt)
{
	return blt->session->object.device;
}

int umd_blt_whole(struct umd_blt *blt, struct umd_session *session,
		  struct umd_resource *src, struct umd_resource *dst)
{
	*blt = (struct umd_blt) {
		.session = session,
		.src = src,
		.dst = dst,
		.size = src->size,
	};
	if (src->size != dst->size)
		return umd_refuse(-EINVAL, "the source has %u bytes and the destination %u: both must have the same size",
				  src->size, dst->size);
	return 0;
}

static int check_blt(const struct umd_blt *blt,
		     const struct umd_resource *system,
		     const struct umd_resource *restricted)
{
	UINT align = device_of(blt)->block_align;

	if (system->restricted)
		return umd_refuse(-EINVAL, "the surface in the clear, or encrypted, is a protected one");
	if (!restricted->restricted)
		return umd_refuse(-EINVAL, "the decrypted surface is not protected: create it with RESTRICTED_CONTENT or HW_PROTECTED");
	if (system->mapped)
		return umd_refuse(-EINVAL, "the unprotected surface is mapped or locked");
	if (!blt->size || blt->size % align)
		return umd_refuse(-EINVAL, "the size, %u bytes, must be a multiple of %u: the device decrypts whole blocks",
				  blt->size, align);
	if (blt->size > system->size || blt->size > restricted->size)
		return umd_refuse(-EINVAL, "the size, %u bytes, is more than a surface has: %u and %u",
				  blt->size, system->size, restricted->size);
	return 0;
}

/* Why the device refuses @blt. */
static int refuse(const struct umd_blt *blt, int ret)
{
	switch (ret) {
	case -ENOSPC:
		return umd_refuse(ret, "the video memory is full");
	case -EACCES:
		return umd_refuse(ret, "the protected surface holds content of another session");
	default:
		return umd_session_refuse(blt->session, ret);
	}
}

/* --------------------------------------------------------- DecryptionBlt -- */

/* A pattern cannot say that nothing is encrypted, but a map can. */
static void set_pattern(struct drm_cpgpu_op *op,
			const struct umd_pattern *pattern,
			struct drm_cpgpu_subsample *clear)
{
	if (pattern->first || pattern->encrypt) {
		cpgpu_op_set_pattern(op, pattern->first, pattern->skip,
				     pattern->encrypt);
		return;
	}
	*clear = (struct drm_cpgpu_subsample) { .clear = op->length };
	cpgpu_op_set_subsamples(op, clear, 1);
}

/* The counter blocks that a decryption uses: only encrypted bytes count. */
static uint64_t used_blocks(UINT size, const struct umd_pattern *pattern)
{
	uint64_t period, encrypted, rest;

	if (!pattern)
		return (size + 15ull) / 16;
	encrypted = pattern->first < size ? pattern->first : size;
	rest = size - encrypted;
	period = (uint64_t)pattern->skip + pattern->encrypt;
	if (period) {
		encrypted += rest / period * pattern->encrypt;
		rest %= period;
		if (rest > pattern->skip)
			encrypted += rest - pattern->skip;
	}
	return (encrypted + 15) / 16;
}

/* Why the device refuses a decryption. */
static int refuse_decrypt(const struct umd_blt *blt, const void *content_key,
			  const void *iv, int ret)
{
	switch (ret) {
	case -EEXIST:
		return umd_marks_refuse(blt->session, content_key, iv);
	case -ENOTUNIQ:
		return umd_refuse(ret, "the content key is a read-back key");
	case -EOPNOTSUPP:
		return umd_refuse(ret, "the device lacks the capability %s",
				  content_key ? "CONTENT_KEY" :
				  "PARTIAL_DECRYPTION");
	default:
		return refuse(blt, ret);
	}
}

int umd_decrypt(const struct umd_blt *blt, const struct umd_pattern *pattern,
		const void *content_key, const void *iv)
{
	struct umd_device *device = device_of(blt);
	struct drm_cpgpu_subsample clear;
	struct drm_cpgpu_op op;
	bool fresh;
	int ret;

	if (!(device->caps & DRM_CPGPU_CAP_DECRYPTION_BLT))
		return umd_refuse(-EOPNOTSUPP, "the device lacks the capability DECRYPTION_BLT");
	if (!iv)
		return umd_refuse(-EINVAL, "pIV is NULL");
	ret = check_blt(blt, blt->src, blt->dst);
	if (ret)
		return ret;
	ret = umd_resource_seal(blt->dst, blt->session, &fresh);
	if (ret)
		return refuse(blt, ret);
	cpgpu_op_decrypt(&op, blt->session->session, blt->src->gem, 0,
			 blt->dst->gem, 0, blt->size, iv, content_key);
	if (pattern)
		set_pattern(&op, pattern, &clear);
	ret = cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
	/* a failed blt must not bind the resource to the session */
	if (ret && fresh)
		umd_resource_unseal(blt->dst);
	if (ret)
		return refuse_decrypt(blt, content_key, iv, ret);
	umd_marks_use(blt->session, content_key, iv,
		      used_blocks(blt->size, pattern));
	return 0;
}

/* --------------------------------------------------------- EncryptionBlt -- */

int umd_encrypt(const struct umd_blt *blt, void *iv)
{
	struct umd_device *device = device_of(blt);
	struct drm_cpgpu_op op;
	int ret;

	if (!(device->caps & DRM_CPGPU_CAP_ENCRYPTED_READ_BACK))
		return umd_refuse(-EOPNOTSUPP, "the device lacks the capability ENCRYPTED_READ_BACK");
	if (!iv)
		return umd_refuse(-EINVAL, "pIV is NULL");
	ret = check_blt(blt, blt->dst, blt->src);
	if (ret)
		return ret;
	if (blt->src->session != blt->session)
		return umd_refuse(-EACCES, "the protected surface holds no content of this session: decrypt into it first");
	cpgpu_op_encrypt(&op, blt->session->session, blt->src->gem, 0,
			 blt->dst->gem, 0, blt->size, device->result_handle, 0);
	if (blt->session->read_back_key)
		cpgpu_op_set_read_back_key(&op);

	pthread_mutex_lock(&device->result_lock);
	ret = cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
	if (!ret)
		memcpy(iv, device->result->iv, UMD_KEY_SIZE);
	pthread_mutex_unlock(&device->result_lock);
	return ret ? refuse(blt, ret) : 0;
}
