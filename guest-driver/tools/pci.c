// SPDX-License-Identifier: MIT
#include <stdio.h>

#include <xf86drm.h>

#include "pci.h"

void pci_name(int fd, char name[PCI_NAME_MAX])
{
	drmDevicePtr device;

	snprintf(name, PCI_NAME_MAX, "unknown");
	if (drmGetDevice2(fd, 0, &device))
		return;
	if (device->bustype == DRM_BUS_PCI)
		snprintf(name, PCI_NAME_MAX, "%04x:%02x:%02x.%u",
			 device->businfo.pci->domain, device->businfo.pci->bus,
			 device->businfo.pci->dev, device->businfo.pci->func);
	drmFreeDevice(&device);
}
