/* SPDX-License-Identifier: MIT */
/*
 * The types and macros that directx-headers defines, too (in basetsd.h and
 * rpcndr.h): not defined again where those came first
 */
#ifndef CPGPU_WINDOWS_TYPES_H
#define CPGPU_WINDOWS_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(RPC_NO_WINDOWS_H) && defined(DECLSPEC_SELECTANY)
#define CPGPU_WINADAPTER
#else

/* ---------------------------------------------------------------- types -- */

typedef uint8_t UINT8, BYTE, UCHAR, *PUCHAR;
typedef int8_t INT8;
typedef char CHAR, TCHAR, *PSTR, *LPSTR, *PTSTR;
typedef const char *LPCSTR, *PCSTR, *LPCTSTR, *PCTSTR;
typedef uint8_t BOOLEAN;
typedef uint16_t UINT16, WORD, USHORT, *PUSHORT;
typedef int16_t INT16;
typedef uint32_t UINT32, UINT, ULONG, DWORD;
typedef int32_t INT32, INT, LONG, BOOL, WINBOOL, HRESULT;
typedef uint64_t UINT64, ULONGLONG, ULONG64, *PULONG64;
typedef int64_t INT64, LONGLONG, *PLONGLONG, LONG64, *PLONG64;
typedef uint64_t ULONG_PTR, *PULONG_PTR, UINT_PTR, *PUINT_PTR;
typedef int64_t LONG_PTR, *PLONG_PTR, INT_PTR, *PINT_PTR;
typedef size_t SIZE_T;
typedef float FLOAT;
typedef double DOUBLE;
typedef void *HANDLE, *PVOID, *LPVOID, *RPC_IF_HANDLE;
typedef const void *LPCVOID;

#define VOID void
#ifndef CONST
#define CONST const
#endif
#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

#ifdef CPGPU_WINAPI_MS_ABI
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
#else
typedef wchar_t WCHAR;
#endif
typedef WCHAR *PWSTR, *LPWSTR, *PWCHAR;
typedef const WCHAR *LPCWSTR, *PCWSTR;

#define DECLARE_HANDLE(name)	typedef struct name##__ { int unused; } *name
DECLARE_HANDLE(HWND);
DECLARE_HANDLE(HDC);

typedef struct tagPOINT {
	LONG x, y;
} POINT;

typedef struct tagRECT {
	LONG left, top, right, bottom;
} RECT;

typedef RECT RECTL;

typedef struct tagPALETTEENTRY {
	BYTE peRed, peGreen, peBlue, peFlags;
} PALETTEENTRY;

typedef struct _LUID {
	DWORD LowPart;
	LONG HighPart;
} LUID;

typedef union _LARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		LONG HighPart;
	};
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		DWORD HighPart;
	};
	struct {
		DWORD LowPart;
		DWORD HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct _SECURITY_ATTRIBUTES {
	DWORD nLength;
	LPVOID lpSecurityDescriptor;
	BOOL bInheritHandle;
} SECURITY_ATTRIBUTES;

#define MAX_PATH	260
#define GENERIC_ALL	0x10000000u

/* ----------------------------------------------------------- attributes -- */

#ifdef __cplusplus
#define EXTERN_C	extern "C"
#else
#define EXTERN_C	extern
#endif

#ifdef CPGPU_WINAPI_MS_ABI
#define WINAPI		__attribute__((ms_abi))
#else
#define WINAPI
#endif
#define __stdcall	WINAPI
#define __cdecl		WINAPI
#define APIENTRY	WINAPI
#define STDMETHODCALLTYPE	WINAPI
#define STDAPICALLTYPE	WINAPI
#define STDAPI		EXTERN_C HRESULT STDAPICALLTYPE

#define DECLSPEC_UUID(x)
#define DECLSPEC_NOVTABLE
#define DECLSPEC_SELECTANY	__attribute__((weak))

#define IN
#define OUT
#define _countof(array)	(sizeof(array) / sizeof((array)[0]))
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#define C_ASSERT(e)	_Static_assert(e, #e)
#ifdef __cplusplus
#undef C_ASSERT
#define C_ASSERT(e)	static_assert(e, #e)
#endif

/* ----------------------------------------------------------- interfaces -- */

#define interface	struct
#define BEGIN_INTERFACE
#define END_INTERFACE
#define MIDL_INTERFACE(x)	struct
#ifdef CONST_VTABLE
#define CONST_VTBL	const
#else
#define CONST_VTBL
#endif

/* headers from MIDL look whether <rpcndr.h> is recent enough */
#define __RPCNDR_H_VERSION__	500

#if defined(__cplusplus) && !defined(CINTERFACE)
#define STDMETHOD(name)		virtual HRESULT STDMETHODCALLTYPE name
#define STDMETHOD_(type, name)	virtual type STDMETHODCALLTYPE name
#define PURE			= 0
#define THIS_
#define THIS			void
#define DECLARE_INTERFACE(name)	struct name
#define DECLARE_INTERFACE_(name, base)	struct name : public base
#else
#define STDMETHOD(name)		HRESULT (STDMETHODCALLTYPE *name)
#define STDMETHOD_(type, name)	type (STDMETHODCALLTYPE *name)
#define PURE
#define THIS_			INTERFACE *This,
#define THIS			INTERFACE *This
#define DECLARE_INTERFACE(name) \
	typedef struct name { CONST_VTBL struct name##Vtbl *lpVtbl; } name; \
	typedef struct name##Vtbl name##Vtbl; \
	struct name##Vtbl
#define DECLARE_INTERFACE_(name, base)	DECLARE_INTERFACE(name)
#endif
#define IFACEMETHOD(name)		STDMETHOD(name)
#define IFACEMETHOD_(type, name)	STDMETHOD_(type, name)

#ifdef __cplusplus
/* __uuidof(type) and __uuidof(expression) */
extern "C++" {
template <class T> struct cpgpu_uuid;
template <class T> struct cpgpu_uuid<T *> : cpgpu_uuid<T> {};
template <class T> struct cpgpu_uuid<T &> : cpgpu_uuid<T> {};
template <class T> struct cpgpu_uuid<const T> : cpgpu_uuid<T> {};

/* for <unknwn.h>, which comes later in some headers */
template <class T> inline void **IID_PPV_ARGS_Helper(T **pp)
{
	return reinterpret_cast<void **>(pp);
}
}
#define __uuidof(type)	(cpgpu_uuid<__typeof(type)>::get())
#define __CRT_UUID_DECL(type, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) \
extern "C++" { \
template <> struct cpgpu_uuid<type> { \
	static const GUID &get() \
	{ \
		static const GUID guid = \
			{ l, w1, w2, { b1, b2, b3, b4, b5, b6, b7, b8 } }; \
		return guid; \
	} \
}; \
}
#define IID_PPV_ARGS(pp)	__uuidof(**(pp)), IID_PPV_ARGS_Helper(pp)

/* flags of an enumeration can be combined without a cast */
#define DEFINE_ENUM_FLAG_OPERATORS(type) \
extern "C++" { \
inline type operator|(type a, type b) { return type(int(a) | int(b)); } \
inline type operator&(type a, type b) { return type(int(a) & int(b)); } \
inline type operator^(type a, type b) { return type(int(a) ^ int(b)); } \
inline type operator~(type a) { return type(~int(a)); } \
inline type &operator|=(type &a, type b) { return a = a | b; } \
inline type &operator&=(type &a, type b) { return a = a & b; } \
inline type &operator^=(type &a, type b) { return a = a ^ b; } \
}
#else
#define DEFINE_ENUM_FLAG_OPERATORS(type)
#endif

#include "guiddef.h"

#endif /* not after directx-headers */

#endif /* CPGPU_WINDOWS_TYPES_H */
