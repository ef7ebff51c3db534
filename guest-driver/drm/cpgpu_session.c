// SPDX-License-Identifier: GPL-2.0-only
/*
 * Crypto sessions: handles and slots.  cpgpu_key.c has the ioctls for their keys.
 */
#include <linux/dma-fence.h>
#include <linux/slab.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_print.h>

#include "cpgpu_device.h"

/**
 * DOC: Sessions
 *
 * A handle identifies a session within one file.  The session's slot in the
 * device is released when the handle is gone and no job uses the session any
 * more.  Objects that are sealed to it outlive it and are stale then.
 *
 * Key exchange goes through the session's registers, after all jobs that were
 * submitted before.  The other operations on keys are commands on a ring, in
 * order with the jobs.
 */

static void slot_free(struct cpgpu_device *cpgpu, u32 slot)
{
	struct cpgpu_slots *slots = &cpgpu->slots;

	spin_lock(&slots->lock);
	__clear_bit(slot, slots->taken);
	slots->leaving--;
	spin_unlock(&slots->lock);
	wake_up_all(&slots->wait);
}

static void session_release(struct work_struct *work)
{
	struct cpgpu_session *session = container_of(work, struct cpgpu_session,
						     release);
	struct cpgpu_device *cpgpu = session->cpgpu;
	int ret;

	ret = cpgpu_session_command(cpgpu, session->slot,
				    CPGPU_SESS_CMD_DESTROY, 0, NULL);
	if (ret > 0)
		drm_err(&cpgpu->drm, "session %u cannot be destroyed: %s\n",
			session->slot, cpgpu_status_name(ret));

	WRITE_ONCE(session->released, true);
	slot_free(cpgpu, session->slot);
	cpgpu_file_put(session->cfile);
	cpgpu_session_put(session);
}

static void session_free(struct kref *ref)
{
	struct cpgpu_session *session = container_of(ref, struct cpgpu_session,
						     ref);

	mutex_destroy(&session->lock);
	kfree(session);
}

void cpgpu_session_put(struct cpgpu_session *session)
{
	kref_put(&session->ref, session_free);
}

void cpgpu_session_use(struct cpgpu_session *session)
{
	refcount_inc(&session->users);
}

void cpgpu_session_unuse(struct cpgpu_session *session)
{
	if (!refcount_dec_and_test(&session->users))
		return;

	/* No job is left that could replace it. */
	dma_fence_put(session->last);
	session->last = NULL;
	queue_work(session->cpgpu->wq, &session->release);
}

/**
 * cpgpu_session_find() - look up a session
 * @file: the file that owns it
 * @handle: its handle
 *
 * Return: the session, to be released with cpgpu_session_unuse(), or NULL.
 */
struct cpgpu_session *cpgpu_session_find(struct drm_file *file, u32 handle)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct cpgpu_session *session;

	xa_lock(&cfile->sessions);
	session = xa_load(&cfile->sessions, handle);
	if (session)
		cpgpu_session_use(session);
	xa_unlock(&cfile->sessions);

	return session;
}

/* The handle is gone.  The slot is released with the last user. */
static void session_leave(struct cpgpu_session *session)
{
	struct cpgpu_slots *slots = &session->cpgpu->slots;

	WRITE_ONCE(session->destroyed, true);
	spin_lock(&slots->lock);
	slots->leaving++;
	spin_unlock(&slots->lock);
	cpgpu_session_unuse(session);
}

u32 cpgpu_session_reg(struct cpgpu_session *session, u32 reg)
{
	return cpgpu_read(session->cpgpu,
			  CPGPU_MMIO_SESSION(session->slot) + reg);
}

static u32 session_state(struct cpgpu_session *session)
{
	return cpgpu_session_reg(session, CPGPU_SESS_STATE) &
	       CPGPU_SESS_STATE_MASK;
}

/**
 * cpgpu_session_check_key() - check that a session can encrypt and decrypt
 * @session: the session
 *
 * Return: 0, -ENOKEY when it has no key, or -ENODEV when the device is gone.
 */
int cpgpu_session_check_key(struct cpgpu_session *session)
{
	u32 state;
	int idx;

	if (!drm_dev_enter(&session->cpgpu->drm, &idx))
		return -ENODEV;
	state = session_state(session);
	drm_dev_exit(idx);

	return state == CPGPU_SESS_KEYED || state == CPGPU_SESS_REFRESH ?
	       0 : -ENOKEY;
}

/**
 * cpgpu_session_read_status() - fill in the state of a session
 * @session: the session
 * @args: receives it
 *
 * Return: 0, or -ENODEV when the device is gone.
 */
int cpgpu_session_read_status(struct cpgpu_session *session,
			      struct drm_cpgpu_session_status *args)
{
	int idx;

	if (!drm_dev_enter(&session->cpgpu->drm, &idx))
		return -ENODEV;

	args->state = session_state(session);
	/* In submission order a FINISH that is still queued has happened. */
	if (args->state == CPGPU_SESS_REFRESH && !READ_ONCE(session->pending))
		args->state = CPGPU_SESS_KEYED;
	args->key_instance = cpgpu_session_reg(session,
					       CPGPU_SESS_KEY_INSTANCE);
	args->refreshes = cpgpu_session_reg(session, CPGPU_SESS_REFRESHES);
	args->pages = cpgpu_session_reg(session, CPGPU_SESS_PAGES);
	args->hw_handle = cpgpu_read64(session->cpgpu,
				       CPGPU_MMIO_SESSION(session->slot) +
				       CPGPU_SESS_HANDLE_LO);
	drm_dev_exit(idx);

	return 0;
}

void cpgpu_slots_init(struct cpgpu_device *cpgpu)
{
	spin_lock_init(&cpgpu->slots.lock);
	init_waitqueue_head(&cpgpu->slots.wait);
}

void cpgpu_sessions_close(struct cpgpu_file *cfile)
{
	struct cpgpu_session *session;
	unsigned long handle;

	xa_for_each(&cfile->sessions, handle, session)
		session_leave(session);
	xa_destroy(&cfile->sessions);
}

/* Called with the lock of the file's sessions. */
static bool session_lost(struct cpgpu_session *session)
{
	u32 instance = cpgpu_session_reg(session, CPGPU_SESS_KEY_INSTANCE);
	u32 state = session_state(session);
	bool changed;

	if (state != CPGPU_SESS_KEY_LOST && state != CPGPU_SESS_CONTENT_LOST)
		return false;

	changed = state != session->reported_state ||
		  instance != session->reported_instance;
	session->reported_state = state;
	session->reported_instance = instance;

	return changed;
}

/**
 * cpgpu_sessions_lost() - did sessions lose keys or content since the last call?
 * @cfile: the file, with the device entered
 *
 * Return: true when one did.
 */
bool cpgpu_sessions_lost(struct cpgpu_file *cfile)
{
	struct cpgpu_session *session;
	unsigned long handle;
	bool changed = false;

	xa_lock(&cfile->sessions);
	xa_for_each(&cfile->sessions, handle, session)
		changed |= session_lost(session);
	xa_unlock(&cfile->sessions);

	return changed;
}

/* Returns a slot, -EAGAIN when one will be free soon, or -EBUSY. */
static int slot_take(struct cpgpu_device *cpgpu)
{
	struct cpgpu_slots *slots = &cpgpu->slots;
	int slot;

	spin_lock(&slots->lock);
	slot = find_first_zero_bit(slots->taken, cpgpu->num_sessions);
	if (slot < cpgpu->num_sessions)
		__set_bit(slot, slots->taken);
	else
		slot = slots->leaving ? -EAGAIN : -EBUSY;
	spin_unlock(&slots->lock);

	return slot;
}

static int session_start(struct cpgpu_session *session)
{
	struct cpgpu_device *cpgpu = session->cpgpu;
	int idx;

	if (!drm_dev_enter(&cpgpu->drm, &idx))
		return -ENODEV;
	cpgpu_write(cpgpu, CPGPU_MMIO_SESSION(session->slot) +
		    CPGPU_SESS_CONTEXT, session->cfile->context);
	drm_dev_exit(idx);

	return cpgpu_status_to_errno(cpgpu_session_command(cpgpu, session->slot,
							   CPGPU_SESS_CMD_CREATE,
							   0, NULL));
}

int cpgpu_session_create_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct drm_cpgpu_session_create *args = data;
	struct cpgpu_device *cpgpu = to_cpgpu(drm);
	struct cpgpu_session *session;
	int ret, slot;
	u32 handle;

	if (args->flags)
		return -EINVAL;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return -ENOMEM;

	ret = wait_event_interruptible(cpgpu->slots.wait,
				       (slot = slot_take(cpgpu)) != -EAGAIN);
	if (ret || slot < 0) {
		kfree(session);
		return ret ?: slot;
	}

	kref_init(&session->ref);
	refcount_set(&session->users, 1);
	mutex_init(&session->lock);
	INIT_WORK(&session->release, session_release);
	session->cpgpu = cpgpu;
	session->cfile = cfile;
	session->slot = slot;
	cpgpu_file_get(cfile);

	ret = session_start(session);
	if (!ret)
		ret = xa_alloc(&cfile->sessions, &handle, session,
			       xa_limit_31b, GFP_KERNEL);
	if (ret) {
		session_leave(session);
		return ret;
	}
	args->handle = handle;

	return 0;
}

int cpgpu_session_destroy_ioctl(struct drm_device *drm, void *data,
				struct drm_file *file)
{
	struct cpgpu_file *cfile = file->driver_priv;
	struct drm_cpgpu_session_destroy *args = data;
	struct cpgpu_session *session;

	if (args->pad)
		return -EINVAL;

	session = xa_erase(&cfile->sessions, args->handle);
	if (!session)
		return -ENOENT;

	kref_get(&session->ref);
	session_leave(session);
	/* Unless a job still uses it, the slot is free when this returns. */
	flush_work(&session->release);
	cpgpu_session_put(session);

	return 0;
}
