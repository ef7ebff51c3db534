/* SPDX-License-Identifier: MIT */
/*
 * Unbinding the driver from its device while files are open, and binding it
 * again.  If a function here fails, so does the test.
 */
#ifndef PCI_H
#define PCI_H

#include <cpgpu.h>

#define PCI_NAME_SIZE	32

/* The name of the device's PCI function, as sysfs has it. */
void pci_name(struct cpgpu_device *dev, char name[PCI_NAME_SIZE]);

/* Returns when the driver has left the device. */
void pci_unbind(const char *name);
void pci_bind(const char *name);

/* Wait until there is a device node again, and open it. */
struct cpgpu_device *wait_device(void);

#endif /* PCI_H */
