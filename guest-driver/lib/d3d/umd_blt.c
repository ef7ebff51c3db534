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
	return src->size == dst->size ? 0 : -EINVAL;
}

/* The kernel driver checks alignment and capabilities. */
static int check_blt(const struct umd_blt *blt,
		     const struct umd_resource *system,
		     const struct umd_resource *restricted)
{
	if (system->restricted || !restricted->restricted || system->mapped ||
	    blt->size > system->size || blt->size > restricted->size)
		return -EINVAL;
	return 0;
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

int umd_decrypt(const struct umd_blt *blt, const struct umd_pattern *pattern,
		const void *content_key, const void *iv)
{
	struct umd_device *device = device_of(blt);
	struct drm_cpgpu_subsample clear;
	struct drm_cpgpu_op op;
	bool fresh;
	int ret;

	if (!(device->caps & DRM_CPGPU_CAP_DECRYPTION_BLT))
		return -EOPNOTSUPP;
	if (!iv)
		return -EINVAL;
	ret = check_blt(blt, blt->src, blt->dst);
	if (!ret)
		ret = umd_resource_seal(blt->dst, blt->session, &fresh);
	if (ret)
		return ret;
	cpgpu_op_decrypt(&op, blt->session->session, blt->src->gem, 0,
			 blt->dst->gem, 0, blt->size, iv, content_key);
	if (pattern)
		set_pattern(&op, pattern, &clear);
	ret = cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
	/* a failed blt must not bind the resource to the session */
	if (ret && fresh)
		umd_resource_unseal(blt->dst);
	return ret;
}

/* --------------------------------------------------------- EncryptionBlt -- */

int umd_encrypt(const struct umd_blt *blt, void *iv)
{
	struct umd_device *device = device_of(blt);
	struct drm_cpgpu_op op;
	int ret;

	if (!(device->caps & DRM_CPGPU_CAP_ENCRYPTED_READ_BACK))
		return -EOPNOTSUPP;
	if (!iv)
		return -EINVAL;
	ret = check_blt(blt, blt->dst, blt->src);
	if (ret)
		return ret;
	if (blt->src->session != blt->session)
		return -EACCES;
	cpgpu_op_encrypt(&op, blt->session->session, blt->src->gem, 0,
			 blt->dst->gem, 0, blt->size, device->result_handle, 0);
	if (blt->session->read_back_key)
		cpgpu_op_set_read_back_key(&op);

	pthread_mutex_lock(&device->result_lock);
	ret = cpgpu_submit_wait(device->cpgpu, &op, 1, CPGPU_NO_TIMEOUT);
	if (!ret)
		memcpy(iv, device->result->iv, UMD_KEY_SIZE);
	pthread_mutex_unlock(&device->result_lock);
	return ret;
}
