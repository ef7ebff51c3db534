// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probe and removal, open and close, queries, the table of ioctls.
 */
#include <linux/aperture.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/uaccess.h>

#include <drm/cpgpu_drm.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_managed.h>

#include "cpgpu_compat.h"
#include "cpgpu_debugfs.h"
#include "cpgpu_device.h"
#include "cpgpu_fdinfo.h"
#include "cpgpu_job.h"
#include "cpgpu_key.h"
#include "cpgpu_submit.h"

/**
 * DOC: Overview
 *
 * cpgpu is a virtual PCI GPU with content-protection hardware.  The driver trusts
 * neither its user nor itself with plaintext: keys reach the device encrypted to
 * its certificate, protected objects are ciphertext in video memory, and what the
 * driver handles is ciphertext, too.
 *
 * The files form layers, none of which calls the ones above it.  From the bottom
 * up: the device with its registers; rings and open files; sessions and channels;
 * lost keys, memory and random numbers; display and jobs; interrupts; and this
 * file with probe, removal and the table of ioctls.
 */

static void query_info(struct cpgpu_file *cfile,
		       struct drm_cpgpu_query_info *info)
{
	struct cpgpu_device *cpgpu = cfile->cpgpu;

	*info = (struct drm_cpgpu_query_info) {
		.hw_version = cpgpu->hw_version,
		.caps = cpgpu->caps,
		.sessions = cpgpu->num_sessions,
		.rings = cpgpu->num_rings,
		.page_size = CPGPU_PAGE_SIZE,
		.block_align = CPGPU_BLOCK_ALIGN,
		.vram_size = cpgpu->vram.size,
		.vram_free = cpgpu_vram_available(cpgpu),
		.certificate_size = cpgpu->certificate.size,
		.channels = cpgpu->num_channels,
		.device_handle = CPGPU_DEVICE_HANDLE(cfile->context),
	};
}

static int cpgpu_dev_query_ioctl(struct drm_device *drm, void *data,
				 struct drm_file *file)
{
	struct cpgpu_device *cpgpu = to_cpgpu(drm);
	struct drm_cpgpu_dev_query *args = data;
	struct drm_cpgpu_query_info info;
	const void *from;
	u32 size;

	switch (args->type) {
	case DRM_CPGPU_QUERY_INFO:
		query_info(file->driver_priv, &info);
		from = &info;
		size = sizeof(info);
		break;
	case DRM_CPGPU_QUERY_CERTIFICATE:
		from = cpgpu->certificate.chain;
		size = cpgpu->certificate.size;
		break;
	case DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE:
		from = cpgpu->channel_certificate.chain;
		size = cpgpu->channel_certificate.size;
		break;
	default:
		return -EINVAL;
	}

	if (args->pointer) {
		size = min(size, args->size);
		if (copy_to_user(u64_to_user_ptr(args->pointer), from, size))
			return -EFAULT;
	}
	args->size = size;

	return 0;
}

static int cpgpu_session_status_ioctl(struct drm_device *drm, void *data,
				      struct drm_file *file)
{
	struct drm_cpgpu_session_status *args = data;
	struct cpgpu_session *session;
	int ret;

	if (args->pad)
		return -EINVAL;

	session = cpgpu_session_find(file, args->handle);
	if (!session)
		return -ENOENT;

	/* Objects that were closed must not be counted any more. */
	cpgpu_vram_flush(to_cpgpu(drm));
	ret = cpgpu_session_read_status(session, args);
	cpgpu_session_unuse(session);

	return ret;
}

static int cpgpu_open(struct drm_device *drm, struct drm_file *file)
{
	struct cpgpu_device *cpgpu = to_cpgpu(drm);
	struct cpgpu_file *cfile;
	int ret;

	cfile = cpgpu_file_alloc(cpgpu);
	if (IS_ERR(cfile))
		return PTR_ERR(cfile);

	ret = drm_sched_entity_init(&cfile->entity, DRM_SCHED_PRIORITY_NORMAL,
				    cpgpu->scheds, cpgpu->num_rings, NULL);
	if (ret) {
		cpgpu_file_put(cfile);
		return ret;
	}
	file->driver_priv = cfile;

	return 0;
}

static void cpgpu_postclose(struct drm_device *drm, struct drm_file *file)
{
	struct cpgpu_file *cfile = file->driver_priv;

	cpgpu_teardown_close(cfile);
	/* Runs the queued jobs, or cancels them if the process was killed. */
	drm_sched_entity_destroy(&cfile->entity);
	cpgpu_channels_close(cfile);
	cpgpu_sessions_close(cfile);
	cpgpu_file_put(cfile);
}

#define CPGPU_IOCTL(name, func) \
	DRM_IOCTL_DEF_DRV(CPGPU_##name, cpgpu_##func##_ioctl, DRM_RENDER_ALLOW)

static const struct drm_ioctl_desc cpgpu_ioctls[] = {
	CPGPU_IOCTL(DEV_QUERY, dev_query),
	CPGPU_IOCTL(GEM_CREATE, gem_create),
	CPGPU_IOCTL(GEM_MMAP_OFFSET, gem_mmap_offset),
	CPGPU_IOCTL(GEM_INFO, gem_info),
	CPGPU_IOCTL(SESSION_CREATE, session_create),
	CPGPU_IOCTL(SESSION_DESTROY, session_destroy),
	CPGPU_IOCTL(SESSION_KEY_EXCHANGE, session_key_exchange),
	CPGPU_IOCTL(SESSION_REFRESH_START, session_refresh_start),
	CPGPU_IOCTL(SESSION_REFRESH_FINISH, session_refresh_finish),
	CPGPU_IOCTL(SESSION_STATUS, session_status),
	CPGPU_IOCTL(SUBMIT, submit),
	CPGPU_IOCTL(SESSION_READ_BACK_KEY, session_read_back_key),
	CPGPU_IOCTL(CHANNEL_CREATE, channel_create),
	CPGPU_IOCTL(CHANNEL_DESTROY, channel_destroy),
	CPGPU_IOCTL(CHANNEL_KEY_EXCHANGE, channel_key_exchange),
	CPGPU_IOCTL(CHANNEL_CONFIGURE, channel_configure),
	CPGPU_IOCTL(CHANNEL_QUERY, channel_query),
	CPGPU_IOCTL(TEARDOWN_EVENT, teardown_event),
};

static const struct file_operations cpgpu_fops = {
	.owner = THIS_MODULE,
	DRM_GEM_FOPS,
	.show_fdinfo = cpgpu_show_fdinfo,
};

/*
 * Versions of the user-space interface:
 * 1.0 - the beginning
 * 1.1 - ops copy, fill and convert; patterns, sub-samples, rectangles and
 *       read-back keys; SESSION_READ_BACK_KEY; drm_cpgpu_submit.op_stride
 * 1.2 - authenticated channels; TEARDOWN_EVENT, sessions with lost content;
 *       drm_cpgpu_query_info.channels and .device_handle,
 *       drm_cpgpu_session_status.hw_handle
 * 1.3 - DRM_CPGPU_QUERY_CHANNEL_CERTIFICATE
 */
static const struct drm_driver cpgpu_driver = {
	.driver_features = DRIVER_GEM | DRIVER_MODESET | DRIVER_ATOMIC |
			   DRIVER_RENDER | DRIVER_SYNCOBJ |
			   DRIVER_SYNCOBJ_TIMELINE,
	.name = "cpgpu",
	.desc = "Content-protection GPU",
	.major = 1,
	.minor = 3,
	CPGPU_DRIVER_DATE("20261130")
	.open = cpgpu_open,
	.postclose = cpgpu_postclose,
	.fops = &cpgpu_fops,
	.ioctls = cpgpu_ioctls,
	.num_ioctls = ARRAY_SIZE(cpgpu_ioctls),
	.debugfs_init = cpgpu_debugfs_init,
	.dumb_map_offset = cpgpu_gem_dumb_map_offset,
	DRM_GEM_SHMEM_DRIVER_OPS,
	DRM_FBDEV_SHMEM_DRIVER_OPS
};

/* Interrupts reach everything that is set up before cpgpu_start(). */
static int setup(struct cpgpu_device *cpgpu)
{
	int ret;

	ret = cpgpu_device_init(cpgpu);
	if (ret)
		return ret;

	xa_init_flags(&cpgpu->contexts.files, XA_FLAGS_ALLOC1);
	ida_init(&cpgpu->channels.taken);
	cpgpu_slots_init(cpgpu);
	cpgpu_teardown_init(cpgpu);
	ret = cpgpu_gem_init(cpgpu);
	if (ret)
		return ret;

	ret = cpgpu_rings_init(cpgpu);
	if (ret)
		return ret;

	ret = cpgpu_scheds_start(cpgpu);
	if (ret)
		return ret;

	ret = cpgpu_kms_init(cpgpu);
	if (ret)
		return ret;

	ret = cpgpu_start(cpgpu);
	if (ret)
		return ret;

	return cpgpu_rng_init(cpgpu);
}

static int cpgpu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct cpgpu_device *cpgpu;
	int ret;

	ret = aperture_remove_conflicting_pci_devices(pdev, "cpgpu");
	if (ret)
		return ret;

	cpgpu = devm_drm_dev_alloc(&pdev->dev, &cpgpu_driver,
				   struct cpgpu_device, drm);
	if (IS_ERR(cpgpu))
		return PTR_ERR(cpgpu);
	pci_set_drvdata(pdev, cpgpu);

	ret = setup(cpgpu);
	if (ret)
		return ret;

	ret = drm_dev_register(&cpgpu->drm, 0);
	if (ret)
		return ret;

	cpgpu_fbdev_setup(&cpgpu->drm);

	return 0;
}

/* devm actions free the rest after this, and drmm actions after the last close. */
static void cpgpu_remove(struct pci_dev *pdev)
{
	struct cpgpu_device *cpgpu = pci_get_drvdata(pdev);

	cpgpu_stop(cpgpu);
	drm_dev_unplug(&cpgpu->drm);
	cpgpu_teardown_unplug(cpgpu);
	spin_lock_irq(&cpgpu->drm.event_lock);
	cpgpu_kms_send_event(cpgpu);
	spin_unlock_irq(&cpgpu->drm.event_lock);
	drm_atomic_helper_shutdown(&cpgpu->drm);
}

static void cpgpu_shutdown(struct pci_dev *pdev)
{
	struct cpgpu_device *cpgpu = pci_get_drvdata(pdev);

	drm_atomic_helper_shutdown(&cpgpu->drm);
}

static const struct pci_device_id cpgpu_ids[] = {
	{ PCI_DEVICE(CPGPU_PCI_VENDOR_ID, CPGPU_PCI_DEVICE_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, cpgpu_ids);

static struct pci_driver cpgpu_pci_driver = {
	.name = "cpgpu",
	.id_table = cpgpu_ids,
	.probe = cpgpu_probe,
	.remove = cpgpu_remove,
	.shutdown = cpgpu_shutdown,
};
module_pci_driver(cpgpu_pci_driver);

MODULE_AUTHOR("cpgpu project");
MODULE_DESCRIPTION("cpgpu virtual content-protection GPU");
MODULE_LICENSE("GPL");
