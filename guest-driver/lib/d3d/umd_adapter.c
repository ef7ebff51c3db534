// SPDX-License-Identifier: MIT
/*
 * What the kernel and the device say of adapters, opened or not
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <xf86drm.h>

#include "adapter.h"
#include "umd_core.h"

int umd_adapter_describe(struct cpgpu_device *cpgpu, CPGPU_DDI_ADAPTER *out)
{
	struct drm_cpgpu_query_info info;
	struct adapter adapter;
	drmVersionPtr version;
	int ret = cpgpu_query_info(cpgpu, &info);

	if (!ret)
		ret = adapter_read(cpgpu_path(cpgpu), &adapter);
	if (ret)
		return ret;
	version = drmGetVersion(cpgpu_fd(cpgpu));
	if (!version)
		return -ENOMEM;
	*out = (CPGPU_DDI_ADAPTER) {
		.Luid = adapter.luid,
		.VendorId = adapter.vendor,
		.DeviceId = adapter.device,
		.SubSysId = adapter.subsystem,
		.Revision = adapter.revision,
		.VideoMemory = info.vram_size,
		.FreeVideoMemory = info.vram_free,
	};
	snprintf(out->Path, sizeof(out->Path), "%s", adapter.node);
	snprintf(out->Description, sizeof(out->Description), "%s",
		 version->desc);
	drmFreeVersion(version);
	return 0;
}

/* Its render node does not make anybody DRM master. */
int umd_adapter_open(const char *path, CPGPU_DDI_ADAPTER *out)
{
	struct cpgpu_device *cpgpu;
	struct adapter adapter;
	int ret = adapter_read(path, &adapter);

	if (!ret)
		ret = cpgpu_open(adapter.render, &cpgpu);
	if (ret)
		return ret;
	ret = umd_adapter_describe(cpgpu, out);
	cpgpu_close(cpgpu);
	return ret;
}

/* Of those that can be opened, as cpgpu_open() tries one after the other. */
int umd_adapter_find(UINT index, CPGPU_DDI_ADAPTER *out)
{
	struct adapter adapters[ADAPTERS_MAX];
	unsigned int i, count = adapter_list(adapters);

	for (i = 0; i < count; i++)
		if (!umd_adapter_open(adapters[i].path, out) && !index--)
			return 0;
	return -ENOENT;
}
