/* SPDX-License-Identifier: MIT */
/*
 * The base types of Direct3D interfaces on 64-bit Linux
 *
 * Fixed-size integers take the sizes that they have on 64-bit Windows, also
 * where the Linux type of the same name differs (long has 8 bytes here, LONG
 * has 4), so that structures have the same layout.  Methods are called as any
 * C function of the platform is.
 */
#ifndef D3DCOMMON_TYPES_H
#define D3DCOMMON_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(__LP64__)
#error "cpgpu-d3d needs a 64-bit target"
#endif

#ifdef __cplusplus
#define D3D_EXTERN_C		extern "C"
#define D3D_EXTERN_C_BEGIN	extern "C" {
#define D3D_EXTERN_C_END	}
#else
#define D3D_EXTERN_C		extern
#define D3D_EXTERN_C_BEGIN
#define D3D_EXTERN_C_END
#endif

/* ------------------------------------------------------------- integers -- */

typedef uint8_t BYTE;
typedef uint8_t UINT8;
typedef uint16_t WORD;
typedef uint16_t USHORT;
typedef int16_t SHORT;
typedef int32_t INT;
typedef int32_t LONG;
typedef int32_t BOOL;
typedef int32_t HRESULT;
typedef uint32_t UINT;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int64_t LONGLONG;
typedef int64_t INT64;
typedef uint64_t UINT64;
typedef uint64_t ULONGLONG;
typedef size_t SIZE_T;
typedef float FLOAT;
typedef char CHAR;
/* UTF-16, as on Windows; a wchar_t of Linux is something else */
typedef uint16_t WCHAR;
typedef const CHAR *LPCSTR;
typedef const WCHAR *LPCWSTR;
typedef void *HANDLE;
typedef void *HWND;
typedef void *HDC;
typedef void *HMODULE;
typedef void *HMONITOR;

#ifndef VOID
#define VOID void
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

typedef struct tagPOINT {
	LONG x;
	LONG y;
} POINT;

typedef struct tagRECT {
	LONG left;
	LONG top;
	LONG right;
	LONG bottom;
} RECT;

typedef struct _LUID {
	DWORD LowPart;
	LONG HighPart;
} LUID;

/* ----------------------------------------------------------------- GUID -- */

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID;

typedef GUID IID;
typedef GUID CLSID;

#ifdef __cplusplus
#define REFGUID		const GUID &
#define REFIID		const IID &
#define REFCLSID	const CLSID &

static inline bool IsEqualGUID(REFGUID a, REFGUID b)
{
	return !memcmp(&a, &b, sizeof(a));
}

static inline bool operator==(REFGUID a, REFGUID b)
{
	return IsEqualGUID(a, b);
}

static inline bool operator!=(REFGUID a, REFGUID b)
{
	return !IsEqualGUID(a, b);
}
#else
#define REFGUID		const GUID *
#define REFIID		const IID *
#define REFCLSID	const CLSID *

static inline BOOL IsEqualGUID(REFGUID a, REFGUID b)
{
	return !memcmp(a, b, sizeof(*a));
}
#endif

#define IsEqualIID(a, b)	IsEqualGUID(a, b)
#define IsEqualCLSID(a, b)	IsEqualGUID(a, b)

/*
 * DEFINE_GUID declares a GUID that the library exports.  A program that is to
 * contain the GUIDs itself #defines INITGUID before its first include; any
 * number of its files may do so.
 */
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	D3D_EXTERN_C const GUID name __attribute__((weak)); \
	const GUID name = \
		{ l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
	D3D_EXTERN_C const GUID name
#endif

DEFINE_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/* -------------------------------------------------------------- HRESULT -- */

#define SUCCEEDED(hr)		((HRESULT)(hr) >= 0)
#define FAILED(hr)		((HRESULT)(hr) < 0)
#define HRESULT_CODE(hr)	((hr) & 0xffff)
#define HRESULT_FACILITY(hr)	(((hr) >> 16) & 0x1fff)
#define MAKE_HRESULT(severity, facility, code) \
	((HRESULT)((uint32_t)(severity) << 31 | (uint32_t)(facility) << 16 | \
		   (uint32_t)(code)))

#define S_OK			((HRESULT)0)
#define S_FALSE			((HRESULT)1)
#define E_NOTIMPL		((HRESULT)0x80004001)
#define E_NOINTERFACE		((HRESULT)0x80004002)
#define E_POINTER		((HRESULT)0x80004003)
#define E_ABORT			((HRESULT)0x80004004)
#define E_FAIL			((HRESULT)0x80004005)
#define E_PENDING		((HRESULT)0x8000000a)
#define E_ACCESSDENIED		((HRESULT)0x80070005)
#define E_OUTOFMEMORY		((HRESULT)0x8007000e)
#define E_INVALIDARG		((HRESULT)0x80070057)

/* Direct3D 9, and the driver interfaces of both Direct3Ds */
#define D3D_OK				S_OK
#define _FACD3D				0x876
#define MAKE_D3DHRESULT(code)		MAKE_HRESULT(1, _FACD3D, code)

#define D3DERR_OUTOFVIDEOMEMORY		MAKE_D3DHRESULT(380)
#define D3DERR_WASSTILLDRAWING		MAKE_D3DHRESULT(540)
#define D3DERR_NOTFOUND			MAKE_D3DHRESULT(2150)
#define D3DERR_MOREDATA			MAKE_D3DHRESULT(2151)
#define D3DERR_DEVICELOST		MAKE_D3DHRESULT(2152)
#define D3DERR_NOTAVAILABLE		MAKE_D3DHRESULT(2154)
#define D3DERR_INVALIDDEVICE		MAKE_D3DHRESULT(2155)
#define D3DERR_INVALIDCALL		MAKE_D3DHRESULT(2156)
#define D3DERR_DEVICEREMOVED		MAKE_D3DHRESULT(2160)
#define D3DERR_DEVICEHUNG		MAKE_D3DHRESULT(2164)
#define D3DERR_CANNOTPROTECTCONTENT	MAKE_D3DHRESULT(2173)
#define D3DERR_UNSUPPORTEDCRYPTO	MAKE_D3DHRESULT(2174)

#define D3DDDIERR_NOTAVAILABLE		D3DERR_NOTAVAILABLE
#define D3DDDIERR_DEVICEREMOVED		D3DERR_DEVICEREMOVED
#define D3DDDIERR_INVALIDHANDLE		MAKE_D3DHRESULT(2163)
#define D3DDDIERR_UNSUPPORTEDCRYPTO	D3DERR_UNSUPPORTEDCRYPTO
#define D3DDDIERR_OUTOFHWPROTECTEDMEMORY MAKE_D3DHRESULT(2183)

/*
 * The documentation of Direct3D 11 uses this name, but no public header defines
 * it: the crypto type is not supported with the decoder profile.
 */
#define D3DERR_INVALID_CRYPTO		D3DERR_UNSUPPORTEDCRYPTO

#define DXGI_ERROR_INVALID_CALL			((HRESULT)0x887a0001)
#define DXGI_ERROR_NOT_FOUND			((HRESULT)0x887a0002)
#define DXGI_ERROR_MORE_DATA			((HRESULT)0x887a0003)
#define DXGI_ERROR_UNSUPPORTED			((HRESULT)0x887a0004)
#define DXGI_ERROR_DEVICE_REMOVED		((HRESULT)0x887a0005)
#define DXGI_ERROR_CANNOT_PROTECT_CONTENT	((HRESULT)0x887a002a)
#define DXGI_ERROR_ACCESS_DENIED		((HRESULT)0x887a002b)
#define DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY	((HRESULT)0x887a0030)

/* ----------------------------------------------------------- interfaces -- */

#define STDMETHODCALLTYPE
#define APIENTRY
#define WINAPI

/*
 * An interface is declared once for both languages, with INTERFACE #defined as
 * its name.  In C++ it is a class with pure virtual methods, in C a structure
 * whose lpVtbl points to its functions, each of which takes the object first.
 * All methods of the bases are repeated, in their order.
 */
#ifdef __cplusplus
#define DECLARE_INTERFACE(name)		struct name
#define DECLARE_INTERFACE_(name, base)	struct name : public base
#define STDMETHOD(name)			virtual HRESULT STDMETHODCALLTYPE name
#define STDMETHOD_(type, name)		virtual type STDMETHODCALLTYPE name
#define THIS_
#define THIS				void
#define PURE				= 0
#else
#define DECLARE_INTERFACE(name) \
	typedef struct name##Vtbl name##Vtbl; \
	struct name { \
		const name##Vtbl *lpVtbl; \
	}; \
	struct name##Vtbl
#define DECLARE_INTERFACE_(name, base)	DECLARE_INTERFACE(name)
#define STDMETHOD(name)			HRESULT (STDMETHODCALLTYPE *name)
#define STDMETHOD_(type, name)		type (STDMETHODCALLTYPE *name)
#define THIS_				INTERFACE *This,
#define THIS				INTERFACE *This
#define PURE
#endif

/*
 * A method that has nothing to do with content protection: it has a slot and a
 * name, but no arguments, and does nothing.  With type HRESULT it returns
 * E_NOTIMPL.
 */
#define D3D_SLOT(type, name)	STDMETHOD_(type, name)(THIS) PURE

typedef struct IUnknown IUnknown;

#define D3D_IUNKNOWN_METHODS \
	STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE; \
	STDMETHOD_(ULONG, AddRef)(THIS) PURE; \
	STDMETHOD_(ULONG, Release)(THIS) PURE;

#undef INTERFACE
#define INTERFACE IUnknown
DECLARE_INTERFACE(IUnknown) {
	D3D_IUNKNOWN_METHODS
};

DEFINE_GUID(IID_IUnknown, 0x00000000, 0x0000, 0x0000,
	    0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46);

/* In C, methods may be called as Interface_Method(object, arguments). */
#ifndef __cplusplus
#define IUnknown_QueryInterface(p, ...) \
	((p)->lpVtbl->QueryInterface(p, __VA_ARGS__))
#define IUnknown_AddRef(p)	((p)->lpVtbl->AddRef(p))
#define IUnknown_Release(p)	((p)->lpVtbl->Release(p))
#endif

#endif /* D3DCOMMON_TYPES_H */
