// SPDX-License-Identifier: MIT
/*
 * Adapters: cpgpu devices as the kernel describes them, opened or not
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <xf86drm.h>

#include "umd_core.h"

/* DRM gives the primary nodes the minors 0..63 */
#define CARD_MAX 64

static void describe_pci(const drmDevice *drm, CPGPU_DDI_ADAPTER *adapter)
{
	const drmPciDeviceInfo *pci;

	if (drm->bustype != DRM_BUS_PCI)
		return;
	pci = drm->deviceinfo.pci;
	adapter->VendorId = pci->vendor_id;
	adapter->DeviceId = pci->device_id;
	adapter->SubSysId = (UINT)pci->subdevice_id << 16 | pci->subvendor_id;
	adapter->Revision = pci->revision_id;
}

/* The primary node names the adapter, whichever node was opened. */
static int describe_node(int fd, const char *path, CPGPU_DDI_ADAPTER *adapter)
{
	drmDevicePtr drm;
	struct stat node;

	if (drmGetDevice2(fd, DRM_DEVICE_GET_PCI_REVISION, &drm))
		return -ENODEV;
	describe_pci(drm, adapter);
	if (drm->available_nodes & 1 << DRM_NODE_PRIMARY)
		path = drm->nodes[DRM_NODE_PRIMARY];
	snprintf(adapter->Path, sizeof(adapter->Path), "%s", path);
	drmFreeDevice(&drm);
	if (stat(adapter->Path, &node))
		return -ENODEV;
	adapter->Luid.HighPart = major(node.st_rdev);
	adapter->Luid.LowPart = minor(node.st_rdev);
	return 0;
}

int umd_adapter_describe(struct cpgpu_device *cpgpu, CPGPU_DDI_ADAPTER *adapter)
{
	struct drm_cpgpu_query_info info;
	drmVersionPtr version;
	int ret = cpgpu_query_info(cpgpu, &info);

	if (ret)
		return ret;
	memset(adapter, 0, sizeof(*adapter));
	adapter->VideoMemory = info.vram_size;
	adapter->FreeVideoMemory = info.vram_free;
	version = drmGetVersion(cpgpu_fd(cpgpu));
	if (!version)
		return -ENOMEM;
	snprintf(adapter->Description, sizeof(adapter->Description), "%s",
		 version->desc);
	drmFreeVersion(version);
	return describe_node(cpgpu_fd(cpgpu), cpgpu_path(cpgpu), adapter);
}

int umd_adapter_open(const char *path, CPGPU_DDI_ADAPTER *adapter)
{
	struct cpgpu_device *cpgpu;
	int ret = cpgpu_open(path, &cpgpu);

	if (ret)
		return ret;
	ret = umd_adapter_describe(cpgpu, adapter);
	cpgpu_close(cpgpu);
	return ret;
}

int umd_adapter_find(UINT index, CPGPU_DDI_ADAPTER *adapter)
{
	const char *only = getenv("CPGPU_DEVICE");
	char path[32];
	int i;

	if (only)
		return index || umd_adapter_open(only, adapter) ? -ENOENT : 0;
	for (i = 0; i < CARD_MAX; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		if (!umd_adapter_open(path, adapter) && !index--)
			return 0;
	}
	return -ENOENT;
}
