// SPDX-License-Identifier: MIT
/*
 * Crypto sessions
 */
#include <errno.h>

#include "umd_core.h"

static struct cpgpu_device *cpgpu_of(const struct umd_session *session)
{
	return session->object.device->cpgpu;
}

UMD_OBJECT_FIND(session, UMD_SESSION)
UMD_OBJECT_FIND_HANDLE(session, UMD_SESSION)

size_t umd_session_size(void)
{
	return sizeof(struct umd_session);
}

static void destroy(struct umd_object *object)
{
	umd_session_destroy((struct umd_session *)object);
}

int umd_session_create(struct umd_device *device, void *memory,
		       struct umd_session **session)
{
	struct drm_cpgpu_session_status status;
	struct umd_session *new;
	int ret;

	new = umd_object_init(device, UMD_SESSION, memory, sizeof(*new),
			      destroy);
	if (!new)
		return -ENOMEM;
	ret = cpgpu_session_create(device->cpgpu, &new->session);
	if (ret)
		goto fail;
	ret = cpgpu_session_status(device->cpgpu, new->session, &status);
	if (ret) {
		cpgpu_session_destroy(device->cpgpu, new->session);
		goto fail;
	}
	new->object.handle = status.hw_handle;
	umd_object_add(&new->object);
	*session = new;
	return 0;
fail:
	umd_object_remove(&new->object);
	return ret;
}

void umd_session_destroy(struct umd_session *session)
{
	umd_objects_forget(session);
	cpgpu_session_destroy(cpgpu_of(session), session->session);
	umd_object_remove(&session->object);
}

HANDLE umd_session_handle(const struct umd_session *session)
{
	return (HANDLE)(uintptr_t)session->object.handle;
}

int umd_session_refuse(struct umd_session *session, int ret)
{
	enum umd_session_status status;

	if (ret != -ENOKEY || umd_session_status(session, &status))
		return ret;
	switch (status) {
	case UMD_SESSION_OK:
		return umd_refuse(ret, "the session has no key: call NegotiateCryptoSessionKeyExchange (Direct3D 9: NegotiateKeyExchange) first");
	case UMD_SESSION_KEY_LOST:
		return umd_refuse(ret, "the session's key is lost: exchange a new one");
	default:
		return umd_refuse(ret, "the session's key and content are lost: exchange a new key, and decrypt again");
	}
}

int umd_session_key_exchange(struct umd_session *session, const void *data,
			     UINT size)
{
	int ret;

	if (!data || size != DRM_CPGPU_BLOB_SIZE)
		return umd_refuse(-EINVAL, "the data is NULL or has %u bytes: a key encrypted by RSAES-OAEP has %u",
				  size, DRM_CPGPU_BLOB_SIZE);
	ret = cpgpu_session_key_exchange(cpgpu_of(session), session->session,
					 data, size);
	if (ret == -ENOSPC)
		return umd_refuse(ret, "the device cannot record more key exchanges");
	/* a new session key invalidates the read-back key */
	if (!ret) {
		session->read_back_key = false;
		umd_marks_clear(session);
	}
	return ret;
}

/* ----------------------------------------------------------- key refresh -- */

static int check_refresh(const struct umd_session *session)
{
	if (session->object.device->caps & DRM_CPGPU_CAP_FRESHEN_SESSION_KEY)
		return 0;
	return umd_refuse(-EOPNOTSUPP, "the device lacks the capability FRESHEN_SESSION_KEY");
}

int umd_session_refresh_start(struct umd_session *session, void *random,
			      UINT size)
{
	int ret = check_refresh(session);

	if (ret)
		return ret;
	if (!random || size != UMD_KEY_SIZE)
		return umd_refuse(-EINVAL, "pRandomNumber is NULL, or RandomNumberSize is %u: it must be %u",
				  size, UMD_KEY_SIZE);
	ret = cpgpu_session_refresh_start(cpgpu_of(session), session->session,
					  random);
	return umd_session_refuse(session, ret);
}

/* Queue FINISH, and wait until all surfaces are re-encrypted. */
int umd_session_refresh_finish(struct umd_session *session)
{
	struct drm_cpgpu_sync sync = { .flags = DRM_CPGPU_SYNC_SIGNAL };
	struct cpgpu_device *cpgpu = cpgpu_of(session);
	int ret = check_refresh(session);

	if (!ret)
		ret = cpgpu_sync_create(cpgpu, &sync.handle);
	if (ret)
		return ret;
	ret = cpgpu_session_refresh_finish(cpgpu, session->session, &sync, 1);
	/* no argument can be invalid, so there was no START */
	if (ret == -EINVAL)
		ret = umd_refuse(-EPROTO, "no refresh was started: call StartSessionKeyRefresh first");
	if (!ret)
		ret = cpgpu_sync_wait(cpgpu, sync.handle, 0, CPGPU_NO_TIMEOUT);
	cpgpu_sync_destroy(cpgpu, sync.handle);
	if (!ret)
		umd_marks_clear(session);
	return umd_session_refuse(session, ret);
}

/* ------------------------------------------------------- other functions -- */

int umd_session_read_back_key(struct umd_session *session, void *wrapped,
			      UINT size)
{
	int ret;

	if (!(session->object.device->caps & DRM_CPGPU_CAP_READ_BACK_KEY))
		return umd_refuse(-EOPNOTSUPP, "the device lacks the capability ENCRYPTED_READ_BACK_KEY");
	if (!wrapped || size != UMD_KEY_SIZE)
		return umd_refuse(-EINVAL, "pReadbackKey is NULL, or KeySize is %u: it must be %u",
				  size, UMD_KEY_SIZE);
	ret = cpgpu_session_read_back_key(cpgpu_of(session), session->session,
					  wrapped);
	if (!ret)
		session->read_back_key = true;
	return umd_session_refuse(session, ret);
}

int umd_session_status(struct umd_session *session,
		       enum umd_session_status *status)
{
	struct drm_cpgpu_session_status now;
	int ret = cpgpu_session_status(cpgpu_of(session), session->session,
				       &now);

	if (ret)
		return ret;
	switch (now.state) {
	case DRM_CPGPU_SESSION_KEY_LOST:
		*status = UMD_SESSION_KEY_LOST;
		break;
	case DRM_CPGPU_SESSION_CONTENT_LOST:
		*status = UMD_SESSION_KEY_AND_CONTENT_LOST;
		break;
	default:
		*status = UMD_SESSION_OK;
	}
	return 0;
}
