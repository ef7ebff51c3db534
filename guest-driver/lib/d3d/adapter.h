/* SPDX-License-Identifier: MIT */
/*
 * Adapters: the cpgpu devices of this machine
 *
 * All that is said here comes from the file system, without opening a device:
 * the first one to open a node becomes its DRM master, and to ask for names
 * must not take the display from anybody.
 */
#ifndef ADAPTER_H
#define ADAPTER_H

#include <windows.h>

#define ADAPTERS_MAX 16

/* what the adapter is called in descriptions */
#define ADAPTER_DESCRIPTION "Content-protection GPU"

struct adapter {
	/* to be opened, as the caller or $CPGPU_DEVICE called it */
	char path[256];
	/* the node with the display, /dev/dri/cardN */
	char node[64];
	/* its other node, /dev/dri/renderDN */
	char render[64];
	/* of that node: LowPart is its minor number, HighPart its major one */
	LUID luid;
	UINT vendor;
	UINT device;
	UINT subsystem;		/* vendor in the low 16 bits */
	UINT revision;
};

/*
 * The device that $CPGPU_DEVICE names, if that is set, or else all, in the
 * order in which cpgpu_open() tries them.  Returns how many there are.
 */
unsigned int adapter_list(struct adapter adapters[ADAPTERS_MAX]);

/*
 * The device whose node is @path: 0; -ENOENT no such node, -ENODEV not a cpgpu
 * device.
 */
int adapter_read(const char *path, struct adapter *adapter);

#endif /* ADAPTER_H */
