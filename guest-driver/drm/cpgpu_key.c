// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys of a session: exchange, refresh, read-back.
 *
 * Jobs may have to wait for sync objects, that is without a limit.  So everything
 * here that waits for a job, or for a lock that is held meanwhile, can be
 * interrupted by a signal; the ioctl is then restarted.
 */
#include <linux/dma-fence.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_file.h>

#include "cpgpu_device.h"
#include "cpgpu_job.h"
#include "cpgpu_key.h"

/* Wait for all jobs of a session that were submitted so far. */
static int session_wait_idle(struct cpgpu_session *session)
{
	struct dma_fence *fence;
	long ret;

	mutex_lock(&session->cfile->lock);
	fence = dma_fence_get(session->last);
	mutex_unlock(&session->cfile->lock);
	if (!fence)
		return 0;

	ret = dma_fence_wait(fence, true);
	dma_fence_put(fence);

	return ret;
}

int cpgpu_session_key_exchange_ioctl(struct drm_device *drm, void *data,
				     struct drm_file *file)
{
	struct drm_cpgpu_session_key_exchange *args = data;
	struct cpgpu_session *session;
	__le32 blob[CPGPU_BLOB_SIZE / 4];
	int ret;

	if (args->size != sizeof(blob))
		return -EINVAL;

	session = cpgpu_session_find(file, args->handle);
	if (!session)
		return -ENOENT;

	if (copy_from_user(blob, u64_to_user_ptr(args->data), sizeof(blob))) {
		ret = -EFAULT;
		goto out_unuse;
	}

	ret = mutex_lock_interruptible(&session->lock);
	if (ret)
		goto out_unuse;
	ret = session_wait_idle(session);
	if (ret)
		goto out_unlock;

	cpgpu_teardown_check(session->cfile);
	ret = cpgpu_status_to_errno(cpgpu_session_command(session->cpgpu,
							  session->slot,
							  CPGPU_SESS_CMD_KEY_EXCHANGE,
							  sizeof(blob), blob));
	if (!ret)
		session->pending = false;
out_unlock:
	mutex_unlock(&session->lock);
out_unuse:
	memzero_explicit(blob, sizeof(blob));
	cpgpu_session_unuse(session);

	return ret;
}

/* Make a job of one command, whose only operand is the session. */
static struct cpgpu_job *session_job(struct cpgpu_session *session,
				     struct drm_file *file, u32 opcode,
				     u32 length)
{
	struct cpgpu_job *job;

	job = cpgpu_job_create(file, 1);
	if (IS_ERR(job))
		return job;

	cpgpu_session_use(session);
	job->ops[0].session = session;
	job->cmds[0].opcode = cpu_to_le32(opcode);
	job->cmds[0].session = cpu_to_le32(session->slot);
	job->cmds[0].length = cpu_to_le64(length);

	return job;
}

/*
 * Run REFRESH_START or READ_BACK_KEY with the session locked.  If a signal
 * interrupts this, the result of the next call replaces that of this one.
 */
static int session_run_sync(struct cpgpu_session *session,
			    struct drm_file *file, u32 opcode, u8 *answer)
{
	struct cpgpu_job *job;
	long ret;

	ret = cpgpu_session_check_key(session);
	if (ret)
		return ret;

	job = session_job(session, file, opcode, CPGPU_KEY_SIZE);
	if (IS_ERR(job))
		return PTR_ERR(job);

	ret = cpgpu_job_push(job, file, NULL);
	if (ret)
		goto out_put;
	ret = dma_fence_wait(&job->base.s_fence->finished, true) ?:
	      job->base.s_fence->finished.error;
	if (!ret)
		memcpy(answer, job->results[0].data, CPGPU_KEY_SIZE);
out_put:
	cpgpu_job_put(job);

	return ret;
}

static int session_run_sync_user(struct cpgpu_session *session,
				 struct drm_file *file, u32 opcode,
				 u8 __user *user)
{
	u8 answer[CPGPU_KEY_SIZE];
	int ret;

	/* A new R that cannot be delivered must not replace the previous one. */
	if (fault_in_safe_writeable((char __user *)user, sizeof(answer)))
		return -EFAULT;

	ret = mutex_lock_interruptible(&session->lock);
	if (ret)
		return ret;

	ret = session_run_sync(session, file, opcode, answer);
	if (!ret) {
		if (copy_to_user(user, answer, sizeof(answer)))
			ret = -EFAULT;
		if (opcode == CPGPU_OP_REFRESH_START)
			session->pending = !ret;
	}
	mutex_unlock(&session->lock);
	memzero_explicit(answer, sizeof(answer));

	return ret;
}

static int session_run_sync_ioctl(struct drm_device *drm,
				  struct drm_file *file, u32 handle, u32 size,
				  u64 data, u32 cap, u32 opcode)
{
	struct cpgpu_session *session;
	int ret;

	if (!(to_cpgpu(drm)->caps & cap))
		return -EOPNOTSUPP;
	if (size != CPGPU_KEY_SIZE)
		return -EINVAL;

	session = cpgpu_session_find(file, handle);
	if (!session)
		return -ENOENT;

	ret = session_run_sync_user(session, file, opcode,
				    u64_to_user_ptr(data));
	cpgpu_session_unuse(session);

	return ret;
}

int cpgpu_session_refresh_start_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file)
{
	struct drm_cpgpu_session_refresh_start *args = data;

	return session_run_sync_ioctl(drm, file, args->handle, args->size,
				      args->data, CPGPU_CAP_FRESHEN_SESSION_KEY,
				      CPGPU_OP_REFRESH_START);
}

int cpgpu_session_read_back_key_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file)
{
	struct drm_cpgpu_session_read_back_key *args = data;

	return session_run_sync_ioctl(drm, file, args->handle, args->size,
				      args->data, CPGPU_CAP_READ_BACK_KEY,
				      CPGPU_OP_READ_BACK_KEY);
}

/* In submission order the refresh has happened when this returns. */
static int session_push_finish(struct cpgpu_session *session,
			       struct cpgpu_job *job, struct drm_file *file,
			       struct cpgpu_syncs *syncs)
{
	int ret;

	ret = mutex_lock_interruptible(&session->lock);
	if (ret)
		return ret;

	ret = cpgpu_session_check_key(session);
	if (ret)
		goto out_unlock;
	if (!session->pending) {
		ret = -EINVAL;
		goto out_unlock;
	}
	ret = cpgpu_job_push(job, file, syncs);
	if (!ret)
		session->pending = false;
out_unlock:
	mutex_unlock(&session->lock);

	return ret;
}

static int session_refresh_finish(struct cpgpu_session *session,
				  struct drm_cpgpu_session_refresh_finish *args,
				  struct drm_file *file)
{
	struct cpgpu_syncs *syncs;
	struct cpgpu_job *job;
	int ret;

	syncs = kzalloc(sizeof(*syncs), GFP_KERNEL);
	if (!syncs)
		return -ENOMEM;

	job = session_job(session, file, CPGPU_OP_REFRESH_FINISH, 0);
	if (IS_ERR(job)) {
		ret = PTR_ERR(job);
		goto out_free;
	}

	/* Reads user memory, which must not delay those who wait for the lock. */
	ret = cpgpu_job_add_syncs(job, file, args->syncs, args->sync_count,
				  syncs);
	if (!ret)
		ret = session_push_finish(session, job, file, syncs);
	cpgpu_job_put(job);
	cpgpu_syncs_free(syncs);
out_free:
	kfree(syncs);

	return ret;
}

int cpgpu_session_refresh_finish_ioctl(struct drm_device *drm, void *data,
				       struct drm_file *file)
{
	struct drm_cpgpu_session_refresh_finish *args = data;
	struct cpgpu_session *session;
	int ret;

	if (!(to_cpgpu(drm)->caps & CPGPU_CAP_FRESHEN_SESSION_KEY))
		return -EOPNOTSUPP;
	if (args->flags || args->pad || args->sync_count > DRM_CPGPU_MAX_SYNCS)
		return -EINVAL;

	session = cpgpu_session_find(file, args->handle);
	if (!session)
		return -ENOENT;

	ret = session_refresh_finish(session, args, file);
	cpgpu_session_unuse(session);

	return ret;
}
