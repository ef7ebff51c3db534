/* SPDX-License-Identifier: MIT */
/*
 * DXGI: factories and adapters.  IDXGIDevice is a part of the Direct3D 11 device:
 * dxgi_device.c.
 */
#ifndef DXGI_OBJECTS_H
#define DXGI_OBJECTS_H

#include <dxgi1_6.h>

#include "cpgpu_ddi.h"
#include "com.h"
#include "util.h"

struct dxgi_factory {
	IDXGIFactory6 iface;
	struct com com;
	struct private_data data;
	/* of its adapters, too */
	struct report report;
	UINT flags;
	/* the adapters that there were when it was created */
	UINT count;
	CPGPU_DDI_ADAPTER adapters[];
};

struct dxgi_adapter {
	IDXGIAdapter4 iface;
	struct com com;
	struct private_data data;
	/* kept alive by com */
	struct dxgi_factory *factory;
	CPGPU_DDI_ADAPTER desc;
};

HRESULT dxgi_factory_create(UINT flags, struct dxgi_factory **out);

/* The new adapter keeps its factory. */
HRESULT dxgi_adapter_create(struct dxgi_factory *factory,
			    const CPGPU_DDI_ADAPTER *desc,
			    struct dxgi_adapter **out);

/* The object of an interface; NULL: it is not of this library. */
struct dxgi_adapter *dxgi_adapter_of(IDXGIAdapter *iface);

static inline bool dxgi_same_luid(const LUID *a, const LUID *b)
{
	return a->HighPart == b->HighPart && a->LowPart == b->LowPart;
}

/* d3d11_teardown.c: events for all Direct3D 11 devices of the adapter */
HRESULT d3d11_teardown_register_adapter(const struct dxgi_adapter *adapter,
					HANDLE event, DWORD *cookie);

/* End a registration by @owner, a device or an adapter; @cookie 0: all. */
void d3d11_teardown_unregister(const void *owner, DWORD cookie);

#endif /* DXGI_OBJECTS_H */
