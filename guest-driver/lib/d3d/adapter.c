// SPDX-License-Identifier: MIT
/* Adapters: the cpgpu devices of this machine */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cpgpu.h>
#include <xf86drm.h>

#include "adapter.h"

/* DRM gives the primary nodes the minors 0..63 */
#define CARD_MAX 64

/* Is the device of this node bound to the cpgpu driver? */
static bool has_our_driver(dev_t node)
{
	char path[64], target[PATH_MAX];
	const char *name;
	ssize_t size;

	snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/device/driver",
		 major(node), minor(node));
	size = readlink(path, target, sizeof(target) - 1);
	if (size < 0)
		return false;
	target[size] = '\0';
	name = strrchr(target, '/');
	return !strcmp(name ? name + 1 : target, CPGPU_DRIVER_NAME);
}

static int set_node(struct adapter *adapter, const drmDevice *device)
{
	const int both = 1 << DRM_NODE_PRIMARY | 1 << DRM_NODE_RENDER;
	const char *node = device->nodes[DRM_NODE_PRIMARY];
	const char *render = device->nodes[DRM_NODE_RENDER];
	struct stat st;

	if ((device->available_nodes & both) != both ||
	    strlen(node) >= sizeof(adapter->node) ||
	    strlen(render) >= sizeof(adapter->render) || stat(node, &st))
		return -ENODEV;
	strcpy(adapter->node, node);
	strcpy(adapter->render, render);
	adapter->luid.LowPart = minor(st.st_rdev);
	adapter->luid.HighPart = major(st.st_rdev);
	return 0;
}

static void set_ids(struct adapter *adapter, const drmDevice *device)
{
	const drmPciDeviceInfo *pci = device->deviceinfo.pci;

	if (device->bustype != DRM_BUS_PCI)
		return;
	adapter->vendor = pci->vendor_id;
	adapter->device = pci->device_id;
	adapter->subsystem = (UINT)pci->subdevice_id << 16 | pci->subvendor_id;
	adapter->revision = pci->revision_id;
}

int adapter_read(const char *path, struct adapter *adapter)
{
	struct adapter found = { 0 };
	drmDevicePtr device;
	struct stat st;
	int ret;

	if (stat(path, &st))
		return -ENOENT;
	if (!S_ISCHR(st.st_mode) || strlen(path) >= sizeof(found.path) ||
	    !has_our_driver(st.st_rdev) ||
	    drmGetDeviceFromDevId(st.st_rdev, DRM_DEVICE_GET_PCI_REVISION,
				  &device))
		return -ENODEV;
	strcpy(found.path, path);
	ret = set_node(&found, device);
	set_ids(&found, device);
	drmFreeDevice(&device);
	if (!ret)
		*adapter = found;
	return ret;
}

unsigned int adapter_list(struct adapter adapters[ADAPTERS_MAX])
{
	const char *chosen = getenv("CPGPU_DEVICE");
	unsigned int count = 0;
	char path[32];
	int i;

	if (chosen)
		return !adapter_read(chosen, &adapters[0]);
	for (i = 0; i < CARD_MAX && count < ADAPTERS_MAX; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		if (!adapter_read(path, &adapters[count]))
			count++;
	}
	return count;
}
