/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between kernels.  The driver is written to the newest names;
 * here older kernels get them.
 *
 * Macros are tested for as such; everything else was found out by conftest.sh,
 * which tries to compile it.  The kernel's version is never asked: stable
 * kernels and distributions move interfaces between versions.
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

/* struct drm_atomic_state, renamed */
#if CPGPU_HAVE_DRM_ATOMIC_COMMIT
#define cpgpu_atomic_commit	drm_atomic_commit
#else
#define cpgpu_atomic_commit	drm_atomic_state
#endif

/* Older DRM cores warn when a driver has no date; newer ones have no field. */
#if CPGPU_HAVE_DRM_DRIVER_DATE
#define CPGPU_DRIVER_DATE(d)	.date = d,
#else
#define CPGPU_DRIVER_DATE(d)
#endif

/* The fbdev console: a client of its own, then for shmem, at first generic. */
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

/* It used to take what to add. */
static inline void cpgpu_eventfd_signal(struct eventfd_ctx *eventfd)
{
#if CPGPU_HAVE_EVENTFD_SIGNAL_BY_ONE
	eventfd_signal(eventfd);
#else
	eventfd_signal(eventfd, 1);
#endif
}

/* One job is one credit; jobs do not time out here but on the ring. */
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

#endif /* CPGPU_COMPAT_H */
