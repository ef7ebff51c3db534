// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "harness.h"
#include "pci.h"

#define PCI_DRIVER "/sys/bus/pci/drivers/cpgpu"
#define NODE_WAIT_MS 5000

void pci_name(struct cpgpu_device *dev, char name[PCI_NAME_SIZE])
{
	drmDevicePtr drm;

	CHECK_OK(drmGetDevice2(cpgpu_fd(dev), 0, &drm));
	CHECK_EQ(drm->bustype, DRM_BUS_PCI);
	snprintf(name, PCI_NAME_SIZE, "%04x:%02x:%02x.%u",
		 drm->businfo.pci->domain, drm->businfo.pci->bus,
		 drm->businfo.pci->dev, drm->businfo.pci->func);
	drmFreeDevice(&drm);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK_EQ(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

void pci_unbind(const char *name)
{
	write_file(PCI_DRIVER "/unbind", name);
}

void pci_bind(const char *name)
{
	write_file(PCI_DRIVER "/bind", name);
}

/* The device node appears a moment after the driver has bound. */
struct cpgpu_device *wait_device(void)
{
	struct cpgpu_device *dev;
	int waited, ret = -ENOENT;

	for (waited = 0; waited < NODE_WAIT_MS; waited += 10) {
		ret = cpgpu_open(NULL, &dev);
		if (!ret)
			return dev;
		usleep(10000);
	}
	CHECK_OK(ret);
	return NULL;
}
