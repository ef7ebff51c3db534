/* SPDX-License-Identifier: MIT */
/* The PCI function of a DRM device. */
#ifndef PCI_H
#define PCI_H

#define PCI_NAME_MAX 32

/* For example "0000:00:02.0", or "unknown". */
void pci_name(int fd, char name[PCI_NAME_MAX]);

#endif /* PCI_H */
