/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernels.  The driver uses the names of the newest kernel;
 * this header supplies them where they are missing.
 *
 * Macros are tested with #ifdef, everything else by conftest.sh, which tries to
 * compile it.  The kernel's version says too little: stable kernels and
 * distributions backport interfaces.
 */
#ifndef CPGPU_COMPAT_H
#define CPGPU_COMPAT_H

#include <linux/eventfd.h>
#include <linux/pci.h>
#include <linux/sched.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/gpu_scheduler.h>

#include "cpgpu_conftest.h"

/* Used to be struct drm_atomic_state. */
#if CPGPU_HAVE_DRM_ATOMIC_COMMIT
#define cpgpu_atomic_commit	drm_atomic_commit
#else
#define cpgpu_atomic_commit	drm_atomic_state
#endif

/* Older DRM cores warn if a driver has no date; newer ones have no such field. */
#if CPGPU_HAVE_DRM_DRIVER_DATE
#define CPGPU_DRIVER_DATE(d)	.date = d,
#else
#define CPGPU_DRIVER_DATE(d)
#endif

/* Setting up the fbdev console, from new to old */
#if CPGPU_HAVE_DRM_CLIENT_SETUP
#include <drm/clients/drm_client_setup.h>
#include <drm/drm_fbdev_shmem.h>
#define cpgpu_fbdev_setup(drm)	drm_client_setup(drm, NULL)
#elif CPGPU_HAVE_DRM_FBDEV_SHMEM_SETUP
#include <drm/drm_fbdev_shmem.h>
#define cpgpu_fbdev_setup(drm)	drm_fbdev_shmem_setup(drm, 32)
#else
#include <drm/drm_fb_helper.h>
#define cpgpu_fbdev_setup(drm)	drm_fbdev_generic_setup(drm, 32)
#endif
#ifndef DRM_FBDEV_SHMEM_DRIVER_OPS
#define DRM_FBDEV_SHMEM_DRIVER_OPS
#endif

#ifndef PCI_IRQ_INTX
#define PCI_IRQ_INTX		PCI_IRQ_LEGACY
#endif

/* drm_edid_connector_update() used to add the modes itself. */
#if !CPGPU_HAVE_DRM_EDID_CONNECTOR_ADD_MODES
#define drm_edid_connector_add_modes(connector)	(0)
#endif

#if !CPGPU_HAVE_LIST_COUNT_NODES
static inline size_t list_count_nodes(struct list_head *head)
{
	struct list_head *pos;
	size_t count = 0;

	list_for_each(pos, head)
		count++;

	return count;
}
#endif

/* Used to take the number to add. */
static inline void cpgpu_eventfd_signal(struct eventfd_ctx *eventfd)
{
#if CPGPU_HAVE_EVENTFD_SIGNAL_BY_ONE
	eventfd_signal(eventfd);
#else
	eventfd_signal(eventfd, 1);
#endif
}

/* One job is one credit.  For the timeout see "DOC: Rings" in cpgpu_ring.c. */
static inline int cpgpu_sched_init(struct drm_gpu_scheduler *sched,
				   const struct drm_sched_backend_ops *ops,
				   u32 jobs, const char *name,
				   struct device *dev)
{
#if CPGPU_HAVE_DRM_SCHED_INIT_ARGS
	const struct drm_sched_init_args args = {
		.ops = ops,
#if CPGPU_HAVE_DRM_SCHED_NUM_RQS
		.num_rqs = DRM_SCHED_PRIORITY_COUNT,
#endif
		.credit_limit = jobs,
		.timeout = MAX_SCHEDULE_TIMEOUT,
		.name = name,
		.dev = dev,
	};

	return drm_sched_init(sched, &args);
#elif CPGPU_HAVE_DRM_SCHED_INIT_CREDITS
	return drm_sched_init(sched, ops, NULL, DRM_SCHED_PRIORITY_COUNT, jobs,
			      0, MAX_SCHEDULE_TIMEOUT, NULL, NULL, name, dev);
#else
	return drm_sched_init(sched, ops, jobs, 0, MAX_SCHEDULE_TIMEOUT, NULL,
			      NULL, name, dev);
#endif
}

static inline int cpgpu_sched_job_init(struct drm_sched_job *job,
				       struct drm_sched_entity *entity,
				       struct drm_file *file)
{
#if CPGPU_HAVE_DRM_SCHED_JOB_CLIENT_ID
	return drm_sched_job_init(job, entity, 1, NULL, file->client_id);
#elif CPGPU_HAVE_DRM_SCHED_JOB_CREDITS
	return drm_sched_job_init(job, entity, 1, NULL);
#else
	return drm_sched_job_init(job, entity, NULL);
#endif
}

/*
 * Older schedulers do not copy the error of a hardware fence to the finished
 * fence, which is the one that user space sees.
 */
static inline void cpgpu_sched_job_set_error(struct drm_sched_job *job,
					     int error)
{
#if CPGPU_HAVE_DRM_SCHED_IGNORES_ERRORS
	dma_fence_set_error(&job->s_fence->finished, error);
#endif
}

#endif /* CPGPU_COMPAT_H */
