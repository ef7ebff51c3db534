/* SPDX-License-Identifier: MIT */
/* IUnknown */
#ifndef CPGPU_UNKNWN_H
#define CPGPU_UNKNWN_H

#include "cpgpu_windows.h"

#ifndef __IUnknown_INTERFACE_DEFINED__
#define __IUnknown_INTERFACE_DEFINED__

#if defined(__cplusplus) && !defined(CINTERFACE)
extern "C++" {
struct IUnknown {
	virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid,
							 void **out) = 0;
	virtual ULONG STDMETHODCALLTYPE AddRef() = 0;
	virtual ULONG STDMETHODCALLTYPE Release() = 0;

	template <class T> HRESULT STDMETHODCALLTYPE QueryInterface(T **out)
	{
		return QueryInterface(__uuidof(T), (void **)out);
	}
};
}
__CRT_UUID_DECL(IUnknown, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46)
#else
#undef INTERFACE
#define INTERFACE IUnknown
DECLARE_INTERFACE(IUnknown) {
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **out) PURE;
	STDMETHOD_(ULONG, AddRef)(THIS) PURE;
	STDMETHOD_(ULONG, Release)(THIS) PURE;
};

#ifdef COBJMACROS
#define IUnknown_QueryInterface(This, riid, out) \
	((This)->lpVtbl->QueryInterface(This, riid, out))
#define IUnknown_AddRef(This)	((This)->lpVtbl->AddRef(This))
#define IUnknown_Release(This)	((This)->lpVtbl->Release(This))
#endif
#endif

typedef IUnknown *LPUNKNOWN;

DEFINE_GUID(IID_IUnknown, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);

#endif /* __IUnknown_INTERFACE_DEFINED__ */

DEFINE_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

#endif /* CPGPU_UNKNWN_H */
